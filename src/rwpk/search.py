"""Where words stand: in the missions, the facts, their evidence and the notes of other sources. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from rwpk import edtf, model
from rwpk.model import Record, described
from rwpk.query import texts
from rwpk.text import find_normalized, normalize_text, normalize_unicode, without_formulas


class Hit(Record, frozen=True):
    __doc__ = "A text in which the words stand."
    origin = "derived"

    record: Annotated[str, described("the id of the record; `dataset` for a note on the whole")]
    kind: Annotated[
        Literal["mission", "fact", "note"], described("whose text it is: a note is another source's, not the article's")
    ]
    field: Annotated[
        str, described("the field with the text; `evidence` has the article's words; of a note, how it compares")
    ]
    paragraph: Annotated[int | None, described("the paragraph of the article, if the text is evidence")]
    text: Annotated[str, described("the whole text, with the words in square brackets")]
    match: Annotated[str, described("the words, as they stand in the text")]
    basis: Annotated[model.Basis | None, described("whether the article states the value, or it is inferred")]
    source: Annotated[str | None, described("the other source, if the text is a note")]
    date: Annotated[model.Interval | None, described("when what the other source says took place, or was counted")]


def search(dataset: model.Dataset, notes: Iterable[model.Note], words: str) -> Iterator[Hit]:
    """Yield each text that contains some words, without regard to case, accents, quotation marks and hyphens."""
    wanted = normalize_text(words)
    for record in dataset.records:
        kind: Literal["mission", "fact"] = "mission" if isinstance(record, model.Mission) else "fact"
        for field, value in model.plain(record).items():
            if field != "evidence":
                basis = model.basis_of(record, field)
                for text in texts(value):
                    shown = edtf.in_words(text) if model.fields(type(record))[field].is_date else text
                    yield from _hit(wanted, shown, record.id, kind, field, basis=basis)
        for evidence in record.evidence:
            place, basis = evidence.paragraph, evidence.basis
            yield from _hit(wanted, evidence.phrase, record.id, kind, "evidence", place, basis)
            yield from _hit(wanted, evidence.note or "", record.id, kind, "evidence.note", place, basis)
    for note in notes:
        yield from _hit(wanted, note.statement, note.record, "note", note.relation, source=note.source, date=note.date)


def _hit(
    wanted: str,
    text: str,
    record: str,
    kind: Literal["mission", "fact", "note"],
    field: str,
    paragraph: int | None = None,
    basis: model.Basis | None = None,
    source: str | None = None,
    date: str | None = None,
) -> Iterator[Hit]:
    if text.isascii() and wanted not in normalize_text(text):  # much faster than finding where it stands
        return
    text = normalize_unicode("NFC", text)  # a letter may be kept in parts
    if place := find_normalized(text, wanted):
        begin, end = place
        marked = f"{text[:begin]}[{text[begin:end]}]{text[end:]}"
        # Only as much as a spreadsheet does not run: a match may begin within a text.
        match = without_formulas(text[begin:end]).strip()
        yield Hit(record, kind, field, paragraph, marked, match, basis, source, date)
