"""A table for people: fitted to a screen, or unbounded in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from rwpk.output import LAYOUTS, UNBROKEN, Listing, Screen, cells
from rwpk.query import Found

GAP = 2
#: Free text gets no narrower than this, in cells.
FREE_MINIMUM = 24
#: The last column, which marks what other sources differ on.
OTHERS = "others"
#: Rows that Rich draws at once.
BATCH = 256


class Width(NamedTuple):
    """A column's width in cells: the least that it needs, and the most that it has use for."""

    least: int
    most: int


def write_table(listing: Listing, screen: Screen) -> Iterator[str]:
    """A header, a rule, then one row a record; nothing at all where there are no records.

    The records are gone through twice, once for the widths and once for the rows: no row is held.
    """
    if not listing.rows:
        return
    usual, optional = LAYOUTS[listing.kind]
    columns = list(listing.columns or usual)
    if listing.disputed and not listing.columns:
        columns.append(OTHERS)
    widths = _measure(columns, listing)
    columns = choose(widths, () if listing.columns else optional, screen.width)
    fitted = fit([widths[name] for name in columns], screen.width)
    rows = (_row(found, columns, listing.disputed) for found in listing.rows)
    if not screen.colour and fitted == [widths[name].most for name in columns]:
        yield from _plain_lines(columns, fitted, rows)
        return
    header = True
    while batch := list(islice(rows, BATCH)):
        yield screen._replace(width=total(fitted)).draw(_rich_table(columns, fitted, batch, header))
        header = False


def _plain_lines(columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    # what Rich draws where every cell has all the room that it needs, in a fiftieth of the time
    for row in chain([columns], rows):
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        yield (" " * GAP).join(padded).rstrip() + "\n"
        if row is columns:
            yield "─" * total(widths) + "\n"


def _rich_table(columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]], header: bool) -> Table:
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


def _row(found: Found, columns: Sequence[str], disputed: frozenset[str]) -> list[str]:
    if columns[-1] != OTHERS:
        return cells(found, columns)
    return [*cells(found, columns[:-1]), "differ" if found.record.id in disputed else ""]


def choose(widths: dict[str, Width], optional: Sequence[str], screen: int | None) -> list[str]:
    """Choose the columns that fit a screen: all but the optional ones, then of these as many as there is room for."""
    kept = [name for name in widths if name not in optional]
    for name in optional:
        if screen is None or total([widths[one].least for one in [*kept, name]]) <= screen:
            kept.append(name)
    return [name for name in widths if name in kept]


def fit(widths: Sequence[Width], screen: int | None) -> list[int]:
    """Share a screen's width out: each column its least, then the rest evenly up to what each has use for.

    The sum exceeds the screen where even the least do: an id or a date is never cut.
    """
    if screen is None:
        return [width.most for width in widths]
    fitted = [width.least for width in widths]
    spare = max(0, screen - total(fitted))
    growing = sorted(range(len(widths)), key=lambda column: widths[column].most - widths[column].least)
    for done, column in enumerate(growing):
        more = min(widths[column].most - widths[column].least, spare // (len(growing) - done))
        fitted[column] += more
        spare -= more
    return fitted


def total(widths: Sequence[int]) -> int:
    """The width of a whole table, with the gaps between its columns."""
    return sum(widths) + GAP * max(0, len(widths) - 1)


def _measure(columns: Sequence[str], listing: Listing) -> dict[str, Width]:
    most = [cell_len(name) for name in columns]
    start = columns.index("start") if "start" in columns else -1
    word = cell_len("start")  # the longest word of that column: it may break after the date, never within it
    for found in listing.rows:
        row = _row(found, columns, listing.disputed)
        most = list(map(max, most, map(cell_len, row)))
        if start >= 0:
            word = max(word, *map(cell_len, row[start].split()))
    return {name: Width(_least(name, width, word), width) for name, width in zip(columns, most, strict=True)}


def _least(name: str, most: int, word: int) -> int:
    if name in UNBROKEN:
        return most
    return word if name == "start" else min(most, FREE_MINIMUM)
