"""Sections of labelled lines for people: set as a page, or told line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rwpk.output.canvas import draw
from rwpk.output.fields import Screen

#: Lines longer than this are hard to read, however wide the screen.
WIDEST = 100
#: Below this, words would be broken into letters.
NARROWEST = 40
INDENT = 2


class Line(NamedTuple):
    """A line, and how it is set: bold for a value, italic for the article's own words."""

    text: str
    style: str = ""


class Section(NamedTuple):
    """A heading, and under it rows: each a label, or none, and its lines."""

    heading: str
    rows: Sequence[tuple[str, Sequence[Line]]]


def write_sections(title: Sequence[Line], sections: Iterable[Section], screen: Screen) -> Iterator[str]:
    """Write the lines of a title, if any, then each section, blank lines between them."""
    width = None if screen.width is None else max(NARROWEST, min(screen.width, WIDEST))
    page = screen._replace(width=width)
    lead = ""
    if title:
        yield _told_lines(title) if screen.linear else draw(Group(*map(_set, title)), page)
        lead = "\n"
    for section in sections:
        yield lead
        yield _told(section) if screen.linear else draw(Group(*_drawn(section)), page)
        lead = "\n"


def _drawn(section: Section) -> Iterator[RenderableType]:
    """The labels on the left, what belongs to them on the right."""
    yield Text(section.heading, style="bold")
    grid = Table.grid(padding=(0, 2, 0, 0))
    if any(label for label, _ in section.rows):
        grid.add_column(width=max(len(label) for label, _ in section.rows))
    grid.add_column(overflow="fold")
    for label, lines in section.rows:
        grid.add_row(*([Text(label)] if label else []), Group(*map(_set, lines)))
    yield Padding(grid, (0, 0, 0, INDENT), expand=False)


def _set(line: Line) -> Text:
    return Text(line.text, style=line.style)


def _told(section: Section) -> str:
    """As it is heard: nothing is told by its place, and no line is broken."""
    rows = (
        _told_lines([Line(f"{label}: {first.text}" if label else first.text), *others])
        for label, (first, *others) in section.rows
    )
    return f"{section.heading}:\n" + "".join(rows)


def _told_lines(lines: Sequence[Line]) -> str:
    return "".join(re.sub("^¶([0-9]+) ", r"paragraph \1: ", line.text) + "\n" for line in lines)
