"""A table fitted to a terminal by Rich, or, in a pipe, as wide as it needs to be and without Rich."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from rwpk import model
from rwpk.query import Match
from rwpk.render.fields import LAYOUTS, Listing, cells
from rwpk.render.screen import Screen
from rwpk.text import cell_width

if TYPE_CHECKING:
    from rich.table import Table

#: Cells between two columns.
GAP = 2
#: Free text gets no narrower than this, in cells.
MIN_FREE_WIDTH = 24
#: The last column, which marks the records on which other sources differ.
OTHERS = "others"
#: Rows that Rich draws at once: it holds all that it draws in memory.
BATCH_SIZE = 256


class Width(NamedTuple):
    """The cells that a column needs at least, and those that it can use."""

    least: int
    most: int


def write_table(listing: Listing, screen: Screen) -> Iterator[str]:
    """Write a header, a rule and one row a record; nothing if there are no records.

    The cells of each record are made twice, for the widths and for the rows: holding them would take more memory.
    """
    if not listing.rows:
        return
    default_columns, optional = LAYOUTS[listing.kind]
    columns = list(listing.columns or default_columns)
    if listing.disputed and not listing.columns:
        columns.append(OTHERS)
    widths = _measure(columns, listing)
    columns = choose(widths, () if listing.columns else optional, screen.width)
    fitted = fit([widths[name] for name in columns], screen.width)
    rows = (_row(match, columns, listing.disputed) for match in listing.rows)
    if not screen.colour and fitted == [widths[name].most for name in columns]:
        yield from _plain_lines(columns, fitted, rows)
        return
    header = True
    while batch := list(islice(rows, BATCH_SIZE)):
        yield screen._replace(width=total(fitted)).draw(_rich_table(columns, fitted, batch, header))
        header = False


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


def _row(match: Match, columns: Sequence[str], disputed: frozenset[str]) -> list[str]:
    if columns[-1] != OTHERS:
        return cells(match, columns)
    return [*cells(match, columns[:-1]), "differ" if match.record.id in disputed else ""]


def _measure(columns: Sequence[str], listing: Listing) -> dict[str, Width]:
    most = [cell_width(name) for name in columns]
    start = columns.index("start") if "start" in columns else -1
    longest_word = cell_width("start")
    for match in listing.rows:
        row = _row(match, columns, listing.disputed)
        most = list(map(max, most, map(cell_width, row)))
        if start >= 0:
            longest_word = max(longest_word, *map(cell_width, row[start].split()))
    fields = {**model.fields(listing.kind), **model.fields(model.Bounds)}
    widths = {}
    for name, width in zip(columns, most, strict=True):
        if name == "start":  # it may break between the date and its marks, never within the date
            least = longest_word
        elif name == OTHERS or fields[name].is_unbroken:
            least = width
        else:
            least = min(width, MIN_FREE_WIDTH)
        widths[name] = Width(least, width)
    return widths
