"""A page for people: sections of labelled lines, drawn to a width, written for a screen reader, or in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rwpk.render.fields import flat
from rwpk.render.formats import escape_markdown
from rwpk.render.screen import BOLD, UNBOUNDED, Screen, styled
from rwpk.text import wrap

if TYPE_CHECKING:
    from rwpk import codebook

#: Longer lines are hard to read, however wide the screen.
MAX_WIDTH = 100
#: On a narrower screen words would be broken into letters.
MIN_WIDTH = 40
INDENT = 2
#: Cells between the labels and what belongs to them.
GAP = 2
# A link on a terminal (OSC 8): its address, and the text to click on.
_LINK = "\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\"
# What ends the address of a link in Markdown, or would be escaped there.
_MARKDOWN_ADDRESS = re.compile(r"[<>\\]")


class Line(NamedTuple):
    """A line and its style for a terminal: bold for a value, italic for the article's own words.

    Such words have the number of their paragraph, which is written before them, and a link to them if there is one. Of
    any other line, the link is an address at its end.
    """

    text: str
    style: str = ""
    link: str | None = None
    paragraph: int | None = None

    @property
    def shown(self) -> str:
        """The text with its paragraph before it."""
        return self.text if self.paragraph is None else f"¶{self.paragraph} {self.text}"


class Section(NamedTuple):
    """A heading and the rows under it: each a label, which may be empty, and its lines."""

    heading: str
    rows: Sequence[tuple[str, Sequence[Line]]]


class Page(NamedTuple):
    """The lines of a title, and the sections under it."""

    title: Sequence[Line]
    sections: Iterable[Section]


def write_page(page: Page, screen: Screen) -> Iterator[str]:
    """Write a page for people: drawn to the width of a screen, or one item a line if it is linear."""
    width = None if screen.width is None else max(MIN_WIDTH, min(screen.width, MAX_WIDTH))
    screen = screen._replace(width=width)
    lead = ""
    if page.title:
        drawn = (piece for line in page.title for piece in _placed(line, "", screen))
        yield _linear_lines(page.title) if screen.linear else "".join(drawn)
        lead = "\n"
    for section in page.sections:
        yield lead
        yield _linear(section) if screen.linear else "".join(_drawn(section, screen))
        lead = "\n"


def write_markdown(page: Page) -> Iterator[str]:
    """Write a page as GitHub Flavored Markdown: a heading, then a list under each heading of a section."""
    first, *others = page.title
    yield f"## {escape_markdown(first.text)}\n"
    for line in others:
        yield f"\n{escape_markdown(line.text)}\n"
    for section in page.sections:
        yield f"\n### {escape_markdown(section.heading)}\n\n"
        for label, (line, *more) in section.rows:
            lead = f"{escape_markdown(label)}{'' if label.endswith(']') else ':'} " if label else ""
            yield f"- {lead}{_markdown_line(line)}\n"
            yield from (f"  - {_markdown_line(one)}\n" for one in more)


def write_codebook(parts: Iterable[codebook.Section], screen: Screen) -> Iterator[str]:
    """Write each kind of record under its name, each field with its meaning, type, origin and example."""
    return write_page(Page((), map(_codebook_section, parts)), screen)


def _codebook_section(part: codebook.Section) -> Section:
    rows = []
    for entry in part.entries:
        lines = [Line(entry.meaning, BOLD), Line(f"{entry.kind}; {entry.origin}")]
        if entry.example is not None:
            lines.append(Line(f"e.g. {flat(entry.example)}"))
        rows.append((entry.field, lines))
    return Section(f"{part.record}: {part.meaning}", rows)


# The layout.


def markdown_link(text: str, address: str | None) -> str:
    """Write a text as a link in Markdown, or as it is without an address."""
    if address is None:
        return escape_markdown(text)
    safe = _MARKDOWN_ADDRESS.sub(lambda sign: f"%{ord(sign[0]):02X}", address)
    return f"[{escape_markdown(text)}](<{safe}>)"


def _markdown_line(line: Line) -> str:
    if line.paragraph is not None:
        return f"{markdown_link(f'¶{line.paragraph}', line.link)} {escape_markdown(line.text)}"
    if line.link is not None:
        return escape_markdown(line.text.removesuffix(line.link)) + markdown_link(line.link, line.link)
    return escape_markdown(line.text)


def _drawn(section: Section, page: Screen) -> Iterator[str]:
    """Write the labels on the left, and what belongs to them on the right."""
    yield from _placed(Line(section.heading, BOLD), "", page)
    column = max(len(label) for label, _ in section.rows)
    margin = " " * (INDENT + (column and column + GAP))
    for label, lines in section.rows:
        lead = (" " * INDENT + label).ljust(len(margin))
        for line in lines:
            yield from _placed(line, lead, page)
            lead = margin


def _placed(line: Line, lead: str, screen: Screen) -> Iterator[str]:
    # An address that is not broken can be copied and clicked on.
    pieces = wrap(line.shown, (screen.width or UNBOUNDED) - len(lead), folds="://" not in line.text)
    for index, piece in enumerate(pieces):
        shown = styled(piece, line.style) if screen.colour else piece
        if index == 0 and line.paragraph is not None and line.link and screen.links:
            place = f"¶{line.paragraph}"
            shown = shown.replace(place, _LINK.format(line.link, place), 1)
        yield f"{lead}{shown}".rstrip() + "\n"
        lead = " " * len(lead)


def _linear(section: Section) -> str:
    """Write a section for a screen reader: nothing depends on its position, and no line is broken."""
    rows = ((f"{label}: " if label else "") + _linear_lines(lines) for label, lines in section.rows)
    return f"{section.heading}:\n" + "".join(rows)


def _linear_lines(lines: Sequence[Line]) -> str:
    return "".join(
        (line.text if line.paragraph is None else f"paragraph {line.paragraph}: {line.text}") + "\n" for line in lines
    )
