"""A table fitted to a terminal, or, in a pipe, as wide as it needs to be. Rich would take ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from rwpk import model
from rwpk.render.fields import LAYOUTS, LEGENDS, Listing, cells, legend, remarks
from rwpk.render.screen import BOLD, Screen, styled
from rwpk.text import cell_width, wrap

#: Cells between two columns.
GAP = 2
#: Free text gets no narrower than this, in cells.
MIN_FREE_WIDTH = 24


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
    yield from _lines(columns, fitted, rows, screen.colour)
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


def _lines(columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]], colour: bool) -> Iterator[str]:
    """Yield the lines of a table; colour makes the header and the ids bold."""
    for row in chain([columns], rows):
        wrapped = [
            [cell] if cell_width(cell) <= width else wrap(cell, width) for cell, width in zip(row, widths, strict=True)
        ]
        for line in zip_longest(*wrapped, fillvalue=""):
            bold = [colour and (row is columns or name == "id") for name in columns]
            yield (" " * GAP).join(map(_padded, line, widths, bold)).rstrip() + "\n"
        if row is columns:
            yield "─" * total(widths) + "\n"


def _padded(cell: str, width: int, bold: bool) -> str:
    blanks = " " * (width - cell_width(cell))
    return styled(cell, BOLD if bold and cell else "") + blanks


def _measure(columns: Sequence[str], listing: Listing) -> dict[str, Width]:
    fields = model.fields_of_columns(listing.kind)
    most = [cell_width(name) for name in columns]
    words = list(most)  # the longest word of each column of dates
    dates = {index for index, name in enumerate(columns) if name in fields and fields[name].is_date}
    for row in listing.rows:
        for index, cell in enumerate(cells(row, columns)):
            most[index] = max(most[index], cell_width(cell))
            if index in dates:
                words[index] = max(words[index], *map(cell_width, cell.split()))
    widths = {}
    for index, (name, width) in enumerate(zip(columns, most, strict=True)):
        if index in dates:  # it may break between words, never within a date
            least = words[index]
        elif name in LEGENDS or fields[name].is_unbroken:
            least = width
        else:
            least = min(width, MIN_FREE_WIDTH)
        widths[name] = Width(least, width)
    return widths
