"""The codebook for people: each record with its fields, what they mean, whose they are, and an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rwpk import codebook
from rwpk.output import sections
from rwpk.output.fields import Screen, flat


def write_sections(parts: Iterable[codebook.Section], screen: Screen) -> Iterator[str]:
    """Each record under its name, each field with its meaning, type, origin and example."""
    yield from sections.write_sections((), map(_section, parts), screen)


def _section(part: codebook.Section) -> sections.Section:
    record, meaning, entries = part
    return sections.Section(f"{record}: {meaning}", [(entry.field, _lines(entry)) for entry in entries])


def _lines(entry: codebook.Entry) -> list[sections.Line]:
    lines = [sections.Line(entry.meaning, "bold"), sections.Line(f"{entry.kind}; {entry.origin}")]
    if entry.example is not None:
        lines.append(sections.Line(f"e.g. {flat(entry.example)}"))
    return lines
