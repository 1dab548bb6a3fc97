"""The fields of a record as plain values, and as cells for scripts and for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from rwpk import edtf, model
from rwpk.query import Match
from rwpk.search import Hit

NOT_STATED = "not stated"
#: Marks what is inferred, and the line that explains it.
INFERRED = "*"
LEGEND = "* inferred from the article's words, in whole or in part"
#: The columns that a table has only where they say something, each with the words of its cells and its legend: on
#: missions that match possibly, and on records on which other sources differ.
MATCH, POSSIBLE = "match", "possible"
OTHERS, DIFFER = "others", "differ"
LEGENDS = {
    MATCH: "match: possible where the article leaves it open",
    OTHERS: "others: another source differs; rwpk show ID says how",
}
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
    """All columns of a list of one kind of record."""
    if kind is model.Mission:
        return (*model.columns_of(kind), *model.fields(model.Answer))
    return model.columns_of(kind) if kind is model.Fact else tuple(model.fields(kind))


def remarks(listing: Listing) -> tuple[str, ...]:
    """Return the columns of remarks that a table needs. A choice of columns leaves out what other sources say."""
    matches = [row for row in listing.rows if isinstance(row, Match)]
    names = []
    if not all(row.certain for row in matches):
        names.append(MATCH)
    if not listing.columns and any(row.disputed for row in matches):
        names.append(OTHERS)
    return tuple(names)


def legend(listing: Listing, columns: Sequence[str]) -> list[str]:
    """Return the lines that explain a table's remarks, and last its mark of what is inferred."""
    lines = [LEGENDS[name] for name in columns if name in LEGENDS]
    if any(_has_inferred(row, columns) for row in listing.rows):
        lines.append(LEGEND)
    return lines


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
    """Return a record's cells for people, remarks included: none is blank, and what is inferred is marked."""
    if not isinstance(row, Match):
        return [_hit_cell(row, name, flat(value)) for name, value in values(row, columns).items()]
    inferred = model.inferred_fields(row.record)
    fields = model.fields(type(row.record))
    texts = []
    for name in columns:
        value = _value(row, name)
        if value in (None, ()):
            text = "" if name in model.fields(model.Marks) or name in LEGENDS else NOT_STATED
        else:
            text = edtf.in_words(value) if name in fields and fields[name].is_date else flat(value)
            text += INFERRED if name in inferred else ""
        texts.append(text)
    return texts


def _has_inferred(row: Match | model.Record, columns: Sequence[str]) -> bool:
    if isinstance(row, Match):
        return not set(columns).isdisjoint(model.inferred_fields(row.record))
    return "text" in columns and getattr(row, "basis", None) == "inferred"


#: The values that a record does not hold itself.
_DERIVED: dict[str, Callable[[Match], Any]] = {
    "evidence": lambda match: tuple(map(model.plain, match.record.evidence)),
    "inferred": lambda match: model.inferred_fields(match.record),
    "certain": lambda match: match.certain,
    "disputed": lambda match: match.disputed,
    MATCH: lambda match: None if match.certain else POSSIBLE,
    OTHERS: lambda match: DIFFER if match.disputed else None,
}


def _value(match: Match, name: str) -> Any:
    if name in _DERIVED:
        return _DERIVED[name](match)
    if name in ("start_earliest", "start_latest"):
        bounds = edtf.bounds(match.record.start)  # type: ignore[union-attr]  # only a mission has these columns
        day = bounds[name == "start_latest"]
        return day and day.isoformat()
    return getattr(match.record, name)


def _hit_cell(row: model.Record, name: str, text: str) -> str:
    if name != "text" or not isinstance(row, Hit):
        return text
    mark = INFERRED if row.basis == "inferred" else ""
    return f"{text}{mark} ({row.source})" if row.source else text + mark
