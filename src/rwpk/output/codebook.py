"""The codebook for people: each record with its fields, what they mean, whose they are, and an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from rwpk.codebook import Section
from rwpk.output.canvas import draw
from rwpk.output.fields import Screen, flat
from rwpk.output.show import readable, section


def write_sections(sections: Iterable[Section], screen: Screen) -> Iterator[str]:
    """Each record under its name, each field with its meaning, type, origin and example."""
    for number, (record, meaning, entries) in enumerate(sections):
        rows: list[tuple[str, RenderableType]] = []
        for entry in entries:
            lines = [Text(entry.meaning, style="bold"), Text(f"{entry.kind}; {entry.origin}")]
            if entry.example is not None:
                lines.append(Text(f"e.g. {flat(entry.example)}"))
            rows.append((entry.field, Group(*lines)))
        lead = [Text()] if number else []
        yield draw(Group(*lead, *section(f"{record}: {meaning}", rows)), readable(screen))
