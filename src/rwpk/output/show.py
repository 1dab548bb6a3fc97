"""One record for people: what is stated and by which words, what is inferred and why, what is not stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rwpk import cite, edtf, model
from rwpk.output.canvas import draw
from rwpk.output.fields import Screen, flat, values

#: Lines longer than this are hard to read, however wide the screen.
WIDEST = 100
#: Below this, words would be broken into letters.
NARROWEST = 40
INDENT = 2


def write_record(
    record: model.AnyRecord, source: model.Source, notes: Sequence[model.Note], screen: Screen
) -> Iterator[str]:
    """The whole of one record, in sections that say whose words are whose; the notes are its own."""
    yield draw(Group(*_sections(record, source, notes)), readable(screen))


def readable(screen: Screen) -> Screen:
    """Bound a screen's width to what can be read."""
    return screen._replace(width=None if screen.width is None else max(NARROWEST, min(screen.width, WIDEST)))


def section(heading: str, rows: Sequence[tuple[str, RenderableType]]) -> Iterator[RenderableType]:
    """A heading, and under it rows of a label and what it labels."""
    yield Text(heading, style="bold")
    grid = Table.grid(padding=(0, 2, 0, 0))
    if any(label for label, _ in rows):
        grid.add_column(width=max(len(label) for label, _ in rows))
    grid.add_column(overflow="fold")
    for label, body in rows:
        grid.add_row(*([Text(label)] if label else []), body)
    yield Padding(grid, (0, 0, 0, INDENT), expand=False)


def _sections(record: model.AnyRecord, source: model.Source, notes: Sequence[model.Note]) -> Iterator[RenderableType]:
    kind = type(record)
    row = values(record)
    is_mission = isinstance(record, model.Mission)
    yield Text(record.name if isinstance(record, model.Mission) else record.id, style="bold")
    yield Text(f"{'mission' if is_mission else 'fact'} {record.id}, in our words but for the phrases in quotes")
    known = {name: model.basis_of(record, name) for name in model.article_fields(kind) if row[name] not in (None, ())}
    for basis, heading in (("stated", "Stated in the article"), ("inferred", "Inferred from the article")):
        names = [name for name in known if known[name] == basis]
        if names:
            yield from _section(heading, [(_label(name), _field(record, name)) for name in names])
    # a claim without a number has no unit either: to say so would be noise
    absent = [
        _label(name)
        for name in model.article_fields(kind)
        if row[name] in (None, ()) and name not in ("unit", "comparator")
    ]
    if absent:
        yield from _section("Not stated in the article", [(label, Text("not stated")) for label in absent])
    yield from _section("Ours, to find the record by", _editorial(record))
    if notes:
        rows = [(note.relation, Text(f"{note.statement}\n{_origin(note)}")) for note in notes]
        yield from _section("Not from the article: what other sources say", rows)
    yield from _section("The article", [("", Text(cite.short(cite.article(source))))])


def _section(heading: str, rows: Sequence[tuple[str, RenderableType]]) -> Iterator[RenderableType]:
    yield Text()
    yield from section(heading, rows)


def _field(record: model.AnyRecord, name: str) -> RenderableType:
    lines = [Text(_said(record, name), style="bold")]
    for evidence in record.evidence:
        if name in evidence.supports:
            lines.append(Text(f"¶{evidence.paragraph} “{evidence.phrase}”", style="italic"))
            if evidence.note:
                lines.append(Text(f"{'inferred' if evidence.basis == 'inferred' else 'note'}: {evidence.note}"))
    return Group(*lines)


def _said(record: model.AnyRecord, name: str) -> str:
    value = getattr(record, name)
    if name in ("start", "end", "as_of"):
        return edtf.in_words(value)
    if name == "value":
        return f"{value:,}" if record.unit != "year" else str(value)  # type: ignore[union-attr]
    return flat(value)


def _editorial(record: model.AnyRecord) -> list[tuple[str, RenderableType]]:
    if isinstance(record, model.Fact):
        return [("topic", Text(record.topic))]
    code = f" ({record.country_code})" if record.country_code else ""
    rows = [("country", Text((record.country or "none") + code))]
    if record.aliases:
        rows.append(("also known as", Text(", ".join(record.aliases))))
    return list(rows)


def _origin(note: model.Note) -> str:
    return f"{note.date}, {note.source}" if note.date else note.source


def _label(name: str) -> str:
    return name.replace("_", " ")
