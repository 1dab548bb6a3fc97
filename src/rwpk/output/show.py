"""One record for people: what is stated and by which words, what is inferred and why, what is not stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rwpk import cite, edtf, model
from rwpk.output.fields import Screen, flat, values
from rwpk.output.sections import Line, Section, write_sections


def write_record(
    record: model.AnyRecord, source: model.Source, notes: Sequence[model.Note], screen: Screen
) -> Iterator[str]:
    """The whole of one record, in sections that say whose words are whose; the notes are its own."""
    is_mission = isinstance(record, model.Mission)
    title = [
        Line(record.name if isinstance(record, model.Mission) else record.id, "bold"),
        Line(f"{'mission' if is_mission else 'fact'} {record.id}, in our words but for the phrases in quotes"),
    ]
    yield from write_sections(title, _sections(record, source, notes), screen)


def _sections(record: model.AnyRecord, source: model.Source, notes: Sequence[model.Note]) -> Iterator[Section]:
    kind = type(record)
    row = values(record)
    known = {name: model.basis_of(record, name) for name in model.article_fields(kind) if row[name] not in (None, ())}
    for basis, heading in (("stated", "Stated in the article"), ("inferred", "Inferred from the article")):
        names = [name for name in known if known[name] == basis]
        if names:
            yield Section(heading, [(_label(name), _field(record, name)) for name in names])
    # a claim without a number has no unit either: to say so would be noise
    absent = [
        _label(name)
        for name in model.article_fields(kind)
        if row[name] in (None, ()) and name not in ("unit", "comparator")
    ]
    if absent:
        yield Section("Not stated in the article", [(label, [Line("not stated")]) for label in absent])
    yield Section("Ours, to find the record by", _editorial(record))
    if notes:
        rows = [(note.relation, [Line(note.statement), Line(_origin(note))]) for note in notes]
        yield Section("Not from the article: what other sources say", rows)
    yield Section("The article", [("", [Line(cite.short(cite.article(source)))])])


def _field(record: model.AnyRecord, name: str) -> list[Line]:
    lines = [Line(_said(record, name), "bold")]
    for evidence in record.evidence:
        if name in evidence.supports:
            lines.append(Line(f"¶{evidence.paragraph} “{evidence.phrase}”", "italic"))
            if evidence.note:
                lines.append(Line(f"{'inferred' if evidence.basis == 'inferred' else 'note'}: {evidence.note}"))
    return lines


def _said(record: model.AnyRecord, name: str) -> str:
    value = getattr(record, name)
    if name in ("start", "end", "as_of"):
        return edtf.in_words(value)
    if name == "value":
        return f"{value:,}" if record.unit != "year" else str(value)  # type: ignore[union-attr]
    return flat(value)


def _editorial(record: model.AnyRecord) -> list[tuple[str, list[Line]]]:
    if isinstance(record, model.Fact):
        return [("topic", [Line(record.topic)])]
    code = f" ({record.country_code})" if record.country_code else ""
    rows = [("country", [Line((record.country or "none") + code)])]
    if record.aliases:
        rows.append(("also known as", [Line(", ".join(record.aliases))]))
    return rows


def _origin(note: model.Note) -> str:
    return f"{edtf.in_words(note.date)}, {note.source}" if note.date else note.source


def _label(name: str) -> str:
    return name.replace("_", " ")
