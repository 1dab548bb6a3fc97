"""The page of a record: what is stated, by which words; inferred, and why; not stated; editorial; and its notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rwpk import cite, edtf, links, model
from rwpk.render.fields import flat
from rwpk.render.page import Line, Page, Section
from rwpk.render.screen import BOLD, ITALIC
from rwpk.text import printable

#: The headings of a record's values, by how they are known; and of what else stands on its page.
HEADINGS: dict[model.Basis, str] = {
    "stated": "Stated in the article",
    "inferred": "Inferred from the article, in whole or in part",
}
ABOUT = "Other claims of the article that bear on it, though perhaps not on it alone"
FOREIGN = "Not from the article: other sources, in our words and as we compare them"
# Labels of fields, where a field's own name would not tell what it holds.
_LABELS = {"aliases": "also found by"}
# Editorial fields that stand in the title, with the words, or beside another.
_ELSEWHERE = frozenset({"id", "evidence", "country_code"})


def record_page(
    record: model.AnyRecord,
    source: model.Source,
    notes: Sequence[model.Note],
    about: Sequence[model.Fact],
    foreign_name: str | None,
) -> Page:
    """Return the page of a record. Each phrase stands on it once, under a number by which the values refer to it.

    `about` are the facts that speak of it. `foreign_name` is the name that it was asked for by, if the article does not
    use it.
    """
    name, kind = (record.name, "mission") if isinstance(record, model.Mission) else (record.id, "fact")
    title = [Line(name, BOLD), Line(f"{kind} {record.id}, in our words but for the phrases in quotes")]
    if foreign_name is not None:
        title.insert(0, Line(f"{printable(foreign_name)} is not the article's name for this record, {name}."))
    return Page(tuple(title), tuple(_sections(record, source, notes, about)))


def _sections(
    record: model.AnyRecord, source: model.Source, notes: Sequence[model.Note], about: Sequence[model.Fact]
) -> Iterator[Section]:
    words: dict[tuple[int, str], list[model.Evidence]] = {}  # by paragraph and phrase
    for evidence in record.evidence:
        words.setdefault((evidence.paragraph, evidence.phrase), []).append(evidence)
    by_basis = fields_by_basis(record)
    for basis, heading in HEADINGS.items():
        rows = []
        for name in by_basis[basis]:
            numbers = [
                f"[{number}]"
                for number, group in enumerate(words.values(), 1)
                if any(name in evidence.supports for evidence in group)
            ]
            value = " ".join((value_in_words(record, name), *numbers))
            rows.append((label(name), [Line(value, BOLD)]))
        if rows:
            yield Section(heading, rows)
    if words:
        rows = [(f"[{number}]", _words(group, source)) for number, group in enumerate(words.values(), 1)]
        yield Section("The article's words", rows)
    if by_basis[None]:
        yield Section("Not stated in the article", [("", [Line(", ".join(map(label, by_basis[None])))])])
    if about:
        facts = [(fact.id, [Line(fact.statement), Line(f"rwpk show {fact.id}")]) for fact in about]
        yield Section(ABOUT, facts)
    yield Section("Editorial, to find the record by", _editorial(record))
    if notes:
        rows = [(note.relation, [Line(note.statement), _origin(note)]) for note in notes]
        yield Section(FOREIGN, rows)
    article = [Line(cite.short(cite.article(source)), link=source.URL)]
    if source.URL is None:
        article.append(Line("Its source states no address, so its words have no links"))
    if source.note:
        article.append(Line(source.note))
    yield Section("The article", [("", article)])


def _words(group: Sequence[model.Evidence], source: model.Source) -> list[Line]:
    """Return the phrase that some evidence shares, with its paragraph, and why what rests on it is inferred."""
    phrase = group[0].phrase
    lines = [Line(f"“{phrase}”", ITALIC, links.passage(source.URL, phrase), group[0].paragraph)]
    for evidence in group:
        if evidence.note:
            kind = "inferred" if evidence.basis == "inferred" else "note"
            lines.append(Line(f"{kind} ({', '.join(map(label, evidence.supports))}): {evidence.note}"))
    return lines


def fields_by_basis(record: model.AnyRecord) -> dict[model.Basis | None, list[str]]:
    """Return the fields that the article may fill, by how their values are known; under None what it does not state."""
    fields: dict[model.Basis | None, list[str]] = {"stated": [], "inferred": [], None: []}
    for name in model.article_fields(type(record)):
        if getattr(record, name) not in (None, ()):
            fields[model.basis_of(record, name) or "stated"].append(name)
        elif name not in ("unit", "comparator") or record.value is not None:  # type: ignore[union-attr]
            fields[None].append(name)  # without a number there is neither unit nor comparator
    return fields


def editorial_fields(record: model.AnyRecord) -> list[str]:
    """Return the fields of a record that its editors fill, but for those that stand elsewhere on its page."""
    fields = model.fields(type(record)).items()
    return [name for name, field in fields if field.origin == "editorial" and name not in _ELSEWHERE]


def value_in_words(record: model.AnyRecord, name: str) -> str:
    """Return a field's value as people read it."""
    value = getattr(record, name)
    if model.fields(type(record))[name].is_date:
        return edtf.in_words(value)
    if name == "value":
        return f"{value:,}" if record.unit != "year" else str(value)  # type: ignore[union-attr]
    return flat(value)


def _editorial(record: model.AnyRecord) -> list[tuple[str, list[Line]]]:
    rows = []
    for name in editorial_fields(record):
        value = getattr(record, name)
        text = ", ".join(value) if isinstance(value, tuple) else flat(value)
        if name == "country":
            code = getattr(record, "country_code", None)
            text = (text or "none") + (f" ({code})" if code else "")
        if text:
            rows.append((label(name), [Line(text)]))
    return rows


def _origin(note: model.Note) -> Line:
    """Return the date and the source of a note, with a link if the source is an address."""
    text = f"{edtf.in_words(note.date)}, {note.source}" if note.date else note.source
    return Line(text, link=note.source if links.is_web(note.source) else None)


def label(name: str) -> str:
    """Return the name of a field as people read it."""
    return _LABELS.get(name) or name.replace("_", " ")
