"""A table for people: fitted to a screen, or unbounded in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from rwpk.output.canvas import draw
from rwpk.output.fields import LAYOUTS, UNBROKEN, Listing, Screen, cells

GAP = 2
#: Free text gets no narrower than this, in cells.
FREE_MINIMUM = 24


class Width(NamedTuple):
    """A column's width in cells: the least that it needs, and the most that it has use for."""

    least: int
    most: int


def write_table(listing: Listing, screen: Screen) -> Iterator[str]:
    """A header, a rule, then one row a record; nothing at all where there are no records."""
    if not listing.rows:
        return
    layout = LAYOUTS[listing.kind]
    columns = list(listing.columns or layout.columns)
    rows: dict[str, list[str]] = {name: [] for name in columns}
    for found in listing.rows:
        for name, cell in zip(columns, cells(found, columns), strict=True):
            rows[name].append(cell)
    marks = ["differ" if found.record.id in listing.disputed else "" for found in listing.rows]
    if any(marks) and not listing.columns:
        columns.append("others")
        rows["others"] = marks
    widths = {name: _measure(name, rows[name]) for name in columns}
    optional = () if listing.columns or screen.width is None else layout.optional
    columns = choose(widths, optional, screen.width)
    fitted = fit([widths[name] for name in columns], screen.width)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name, width in zip(columns, fitted, strict=True):
        table.add_column(Text(name), width=width, overflow="fold", style="bold" if name == "id" else "")
    for row in zip(*(rows[name] for name in columns), strict=True):
        table.add_row(*map(Text, row))
    yield draw(table, screen._replace(width=total(fitted)))


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


def _measure(name: str, column: Sequence[str]) -> Width:
    texts = [name, *column]
    most = max(map(cell_len, texts))
    if name in UNBROKEN:
        return Width(most, most)
    if name == "start":  # may break after the date, never within it
        return Width(max(cell_len(word) for text in texts for word in text.split()), most)
    return Width(min(most, FREE_MINIMUM), most)
