"""A record, or the codebook, as a page for people: sections of labelled lines, wrapped by Rich."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from rwpk import edtf, model
from rwpk.render.fields import NOT_STATED, flat
from rwpk.render.screen import UNBOUNDED, Screen
from rwpk.text import cell_width, printable

if TYPE_CHECKING:
    from rwpk import codebook

#: Longer lines are hard to read, however wide the screen.
MAX_WIDTH = 100
#: On a narrower screen words would be broken into letters.
MIN_WIDTH = 40
INDENT = 2
#: Cells between the labels and what belongs to them.
GAP = 2
_LABELS = {"aliases": "also found by"}


class Line(NamedTuple):
    """A line and its style: bold for a value, italic for the article's own words."""

    text: str
    style: str = ""


class Section(NamedTuple):
    """A heading and the rows under it: each a label, which may be empty, and its lines."""

    heading: str
    rows: Sequence[tuple[str, Sequence[Line]]]


def write_record(
    record: model.AnyRecord,
    source: model.Source,
    notes: Sequence[model.Note],
    about: Sequence[model.Fact],
    foreign_name: str | None,
    screen: Screen,
) -> Iterator[str]:
    """Write a record: what is stated, by which words; inferred, and why; not stated; editorial; and its notes.

    `about` are the facts that speak of it. `foreign_name` is the name that it was asked for by, if the article does not
    use it.
    """
    name, kind = (record.name, "mission") if isinstance(record, model.Mission) else (record.id, "fact")
    title = [Line(name, "bold"), Line(f"{kind} {record.id}, in our words but for the phrases in quotes")]
    if foreign_name is not None:
        title.insert(0, Line(f"{printable(foreign_name)} is not the article's name for this record, {name}."))
    return _write(title, _record_sections(record, source, notes, about), screen)


def write_codebook(parts: Iterable[codebook.Section], screen: Screen) -> Iterator[str]:
    """Write each kind of record under its name, each field with its meaning, type, origin and example."""
    return _write((), map(_codebook_section, parts), screen)


# The contents.


def _codebook_section(part: codebook.Section) -> Section:
    rows = []
    for entry in part.entries:
        lines = [Line(entry.meaning, "bold"), Line(f"{entry.kind}; {entry.origin}")]
        if entry.example is not None:
            lines.append(Line(f"e.g. {flat(entry.example)}"))
        rows.append((entry.field, lines))
    return Section(f"{part.record}: {part.meaning}", rows)


def _record_sections(
    record: model.AnyRecord, source: model.Source, notes: Sequence[model.Note], about: Sequence[model.Fact]
) -> Iterator[Section]:
    from rwpk import cite

    row = model.plain(record)
    known: dict[str | None, list[tuple[str, list[Line]]]] = {"stated": [], "inferred": [], None: []}
    for name in model.article_fields(type(record)):
        if row[name] not in (None, ()):
            known[model.basis_of(record, name)].append((_label(name), _field(record, name)))
        elif name not in ("unit", "comparator") or row["value"] is not None:  # without a number there is neither
            known[None].append((_label(name), [Line(NOT_STATED)]))
    headings = ("Stated in the article", "Inferred from the article, in whole or in part", "Not stated in the article")
    yield from (Section(heading, rows) for heading, rows in zip(headings, known.values(), strict=True) if rows)
    if about:
        facts = [(fact.id, [Line(fact.statement), Line(f"rwpk show {fact.id}")]) for fact in about]
        yield Section("Other claims of the article that bear on it, though perhaps not on it alone", facts)
    yield Section("Editorial, to find the record by", _editorial(record))
    if notes:
        rows = [(note.relation, [Line(note.statement), Line(_origin(note))]) for note in notes]
        yield Section("Not from the article: other sources, in our words and as we compare them", rows)
    article = [Line(cite.short(cite.article(source)))]
    if source.note:
        article.append(Line(source.note))
    yield Section("The article", [("", article)])


def _field(record: model.AnyRecord, name: str) -> list[Line]:
    lines = [Line(_value_in_words(record, name), "bold")]
    for evidence in record.evidence:
        if name in evidence.supports:
            lines.append(Line(f"¶{evidence.paragraph} “{evidence.phrase}”", "italic"))
            if evidence.note:
                lines.append(Line(f"{'inferred' if evidence.basis == 'inferred' else 'note'}: {evidence.note}"))
    return lines


def _value_in_words(record: model.AnyRecord, name: str) -> str:
    value = getattr(record, name)
    if model.fields(type(record))[name].is_date:
        return edtf.in_words(value)
    if name == "value":
        return f"{value:,}" if record.unit != "year" else str(value)  # type: ignore[union-attr]
    return flat(value)


def _editorial(record: model.AnyRecord) -> list[tuple[str, list[Line]]]:
    rows = []
    for name, field in model.fields(type(record)).items():
        value = getattr(record, field.attribute)
        if field.origin != "editorial" or name in ("id", "evidence", "country_code"):
            continue
        text = ", ".join(value) if isinstance(value, tuple) else flat(value)
        if name == "country":
            code = getattr(record, "country_code", None)
            text = (text or "none") + (f" ({code})" if code else "")
        if text:
            rows.append((_LABELS.get(name) or _label(name), [Line(text)]))
    return rows


def _origin(note: model.Note) -> str:
    return f"{edtf.in_words(note.date)}, {note.source}" if note.date else note.source


def _label(name: str) -> str:
    return name.replace("_", " ")


# The layout.


def _write(title: Sequence[Line], sections: Iterable[Section], screen: Screen) -> Iterator[str]:
    """Write the lines of a title, if there is one, then each section, with blank lines between them."""
    width = None if screen.width is None else max(MIN_WIDTH, min(screen.width, MAX_WIDTH))
    page = screen._replace(width=width)
    lead = ""
    if title:
        yield _linear_lines(title) if screen.linear else "".join(chain(*(_placed(line, "", page) for line in title)))
        lead = "\n"
    for section in sections:
        yield lead
        yield _linear(section) if screen.linear else "".join(_drawn(section, page))
        lead = "\n"


def _drawn(section: Section, page: Screen) -> Iterator[str]:
    """Write the labels on the left, and what belongs to them on the right."""
    yield from _placed(Line(section.heading, "bold"), "", page)
    column = max(len(label) for label, _ in section.rows)
    margin = " " * (INDENT + (column and column + GAP))
    for label, lines in section.rows:
        lead = (" " * INDENT + label).ljust(len(margin))
        for line in lines:
            yield from _placed(line, lead, page)
            lead = margin


def _placed(line: Line, lead: str, page: Screen) -> Iterator[str]:
    for piece in _wrap(line, (page.width or UNBOUNDED) - len(lead), page.colour):
        yield f"{lead}{piece}".rstrip() + "\n"
        lead = " " * len(lead)


@lru_cache(2**14)  # the same evidence stands under each field that it supports
def _wrap(line: Line, width: int, colour: bool) -> list[str]:
    """Wrap one line into as many as it needs."""
    if not colour and cell_width(line.text) <= width:
        return [line.text]
    from rich.text import Text

    return Screen(width, colour).draw(Text(line.text, style=line.style)).splitlines()


def _linear(section: Section) -> str:
    """Write a section for a screen reader: nothing depends on its position, and no line is broken."""
    rows = (
        _linear_lines([Line(f"{label}: {first.text}" if label else first.text), *others])
        for label, (first, *others) in section.rows
    )
    return f"{section.heading}:\n" + "".join(rows)


def _linear_lines(lines: Sequence[Line]) -> str:
    return "".join(re.sub("^¶([0-9]+) ", r"paragraph \1: ", line.text) + "\n" for line in lines)
