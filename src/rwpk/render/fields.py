"""The fields of a record as plain values, and as cells for scripts and for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rwpk import edtf, model
from rwpk.query import Match
from rwpk.search import Hit

NOT_STATED = "not stated"
#: Marks what is inferred, and the line that explains it.
INFERRED = "*"
LEGEND = "* inferred from the article's words, in whole or in part"
#: The last column of a table, which marks the records on which other sources differ.
OTHERS = "others"
#: Stands between the items of a list in one cell.
LIST_SEPARATOR = "; "


class Listing(NamedTuple):
    """Records of one kind to be listed, and the columns that were chosen (empty: the format's own)."""

    kind: type[model.Record]
    rows: Sequence[Match] | Sequence[model.Record]
    columns: tuple[str, ...] = ()


#: The columns of a table if none are chosen, and those of them that a narrow screen drops, the last one first.
LAYOUTS: dict[type[model.Record], tuple[tuple[str, ...], tuple[str, ...]]] = {
    model.Mission: (("id", "start", "role", "framework", "summary"), ("framework", "summary")),
    model.Fact: (("id", "topic", "statement"), ("topic",)),
    Hit: (("record", "field", "paragraph", "text"), ("paragraph",)),
}


def values(row: Match | model.Record, columns: Sequence[str] = ()) -> dict[str, Any]:
    """Return a record as plain values in the order of its columns; bounds are full dates."""
    if isinstance(row, Match):
        return {name: _value(row, name) for name in columns or model.columns_of(type(row.record))}
    plain = model.plain(row)
    return {name: plain[name] for name in columns or plain}


def columns_of(kind: type[model.Record]) -> tuple[str, ...]:
    """All columns of a kind of record."""
    return model.columns_of(kind) if kind in (model.Mission, model.Fact) else tuple(model.fields(kind))


def flat(value: Any) -> str:
    """Return one value as a cell for scripts: null is empty, a list is joined with "; "."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(map(flat, value))
    if isinstance(value, dict):  # evidence
        return f"{', '.join(value['supports'])}: {value['basis']}, ¶{value['paragraph']} “{value['phrase']}”"
    return str(value)


def cells(row: Match | model.Record, columns: Sequence[str]) -> list[str]:
    """Return a record's cells for people: none is blank, what is inferred or only possible is marked."""
    if not isinstance(row, Match):
        return [_hit_cell(row, name, flat(value)) for name, value in values(row, columns).items()]
    inferred = model.inferred_fields(row.record)
    fields = model.fields(type(row.record))
    texts = []
    for name, value in values(row, columns).items():
        if value in (None, ()):
            text = "" if name in model.fields(model.Marks) else NOT_STATED
        else:
            text = edtf.in_words(value) if name in fields and fields[name].is_date else flat(value)
            text += INFERRED if name in inferred else ""
        texts.append(f"{text} (possible)" if name == "start" and not row.certain else text)
    return texts


def shows_others(listing: Listing) -> bool:
    """Whether a table has the column of what other sources differ on: if they do, and no columns are chosen."""
    return not listing.columns and any(_is_disputed(row) for row in listing.rows)


def others_cell(row: Match | model.Record) -> str:
    """Return the cell of that column."""
    return "differ" if _is_disputed(row) else ""


def _is_disputed(row: Match | model.Record) -> bool:
    return isinstance(row, Match) and bool(row.disputed)


def has_inferred(row: Match | model.Record, columns: Sequence[str]) -> bool:
    """Whether any of a record's cells is marked as inferred."""
    if isinstance(row, Match):
        return not set(columns).isdisjoint(model.inferred_fields(row.record))
    return "text" in columns and getattr(row, "basis", None) == "inferred"


def _value(match: Match, name: str) -> Any:
    record = match.record
    if name == "evidence":
        return tuple(map(model.plain, record.evidence))
    if name in ("start_earliest", "start_latest"):
        bounds = edtf.bounds(record.start)  # type: ignore[union-attr]  # only a mission has these columns
        day = bounds[name == "start_latest"]
        return day and day.isoformat()
    if name == "inferred":
        return model.inferred_fields(record)
    return match.disputed if name == "disputed" else getattr(record, name)


def _hit_cell(row: model.Record, name: str, text: str) -> str:
    if name != "text" or not isinstance(row, Hit):
        return text
    mark = INFERRED if row.basis == "inferred" else ""
    return f"{text}{mark} ({row.source})" if row.source else text + mark
