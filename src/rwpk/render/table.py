"""A table fitted to a terminal by Rich, or, in a pipe, as wide as it needs to be and without Rich."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from rwpk import model
from rwpk.render.fields import LAYOUTS, LEGENDS, Listing, cells, legend, remarks
from rwpk.render.screen import Screen
from rwpk.text import cell_width

if TYPE_CHECKING:
    from rich.table import Table

#: Cells between two columns.
GAP = 2
#: Free text gets no narrower than this, in cells.
MIN_FREE_WIDTH = 24
#: Rows that Rich draws at once: it holds all that it draws in memory.
BATCH_SIZE = 256


class Width(NamedTuple):
    """The cells that a column needs at least, and those that it can use."""

    least: int
    most: int


def write_table(listing: Listing, screen: Screen) -> Iterator[str]:
    """Write a header, a rule and one row a record, and explain remarks and marks; nothing without records.

    The cells of each record are made twice, for the widths and for the rows: holding them would take more memory.
    """
    if not listing.rows:
        return
    default_columns, optional = LAYOUTS[listing.kind]
    columns = [*(listing.columns or default_columns), *remarks(listing)]
    widths = _measure(columns, listing)
    columns = choose(widths, () if listing.columns else optional, screen.width)
    fitted = fit([widths[name] for name in columns], screen.width)
    rows = (cells(row, columns) for row in listing.rows)
    if not screen.colour and fitted == [widths[name].most for name in columns]:
        yield from _plain_lines(columns, fitted, rows)
    else:
        header = True
        while batch := list(islice(rows, BATCH_SIZE)):
            yield screen._replace(width=total(fitted)).draw(_rich_table(columns, fitted, batch, header))
            header = False
    for line in legend(listing, columns):
        yield line + "\n"


def choose(widths: dict[str, Width], optional: Sequence[str], screen_width: int | None) -> list[str]:
    """Choose the columns that fit: all but the optional ones, then as many of these as there is room for."""
    kept = [name for name in widths if name not in optional]
    for name in optional:
        if screen_width is None or total([widths[column].least for column in [*kept, name]]) <= screen_width:
            kept.append(name)
    return [name for name in widths if name in kept]


def fit(widths: Sequence[Width], screen_width: int | None) -> list[int]:
    """Share out a screen's width: each column gets what it needs, then the rest evenly up to what each can use.

    The sum exceeds the screen if the columns need more than it has: an id or a date is never cut.
    """
    if screen_width is None:
        return [width.most for width in widths]
    fitted = [width.least for width in widths]
    spare = max(0, screen_width - total(fitted))
    growing = sorted(range(len(widths)), key=lambda column: widths[column].most - widths[column].least)
    for done, column in enumerate(growing):
        more = min(widths[column].most - widths[column].least, spare // (len(growing) - done))
        fitted[column] += more
        spare -= more
    return fitted


def total(widths: Sequence[int]) -> int:
    """Return the width of a table, with the gaps between its columns."""
    return sum(widths) + GAP * max(0, len(widths) - 1)


def _plain_lines(columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    # The same as Rich draws if every cell has all the room it can use, in a fiftieth of the time.
    for row in chain([columns], rows):
        padded = [cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True)]
        yield (" " * GAP).join(padded).rstrip() + "\n"
        if row is columns:
            yield "─" * total(widths) + "\n"


def _rich_table(columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]], header: bool) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD,
        show_header=header,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )
    for name, width in zip(columns, widths, strict=True):
        table.add_column(Text(name), width=width, overflow="fold", style="bold" if name == "id" else "")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _measure(columns: Sequence[str], listing: Listing) -> dict[str, Width]:
    fields = model.fields_of_columns(listing.kind)
    most = [cell_width(name) for name in columns]
    words = list(most)  # the longest word of each column
    for row in listing.rows:
        for index, cell in enumerate(cells(row, columns)):
            most[index] = max(most[index], cell_width(cell))
            if columns[index] in fields and fields[columns[index]].is_date:
                words[index] = max(words[index], *map(cell_width, cell.split()))
    widths = {}
    for name, width, word in zip(columns, most, words, strict=True):
        if name in fields and fields[name].is_date:  # it may break between words, never within a date
            least = word
        elif name in LEGENDS or fields[name].is_unbroken:
            least = width
        else:
            least = min(width, MIN_FREE_WIDTH)
        widths[name] = Width(least, width)
    return widths
