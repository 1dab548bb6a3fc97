"""The fields of a record as plain values, and as cells for scripts and for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rwpk import edtf, model
from rwpk.query import Match

NOT_STATED = "not stated"
#: Stands between the items of a list in one cell.
LIST_SEPARATOR = "; "


class Listing(NamedTuple):
    """Records of one kind to be listed, and the columns that were chosen (empty: the format's own).

    `disputed` are the ids of the records on which other sources differ: a table marks them.
    """

    kind: type[model.AnyRecord]
    rows: Sequence[Match]
    columns: tuple[str, ...] = ()
    disputed: frozenset[str] = frozenset()


#: The columns of a table if none are chosen, and those of them that a narrow screen drops, the last one first.
LAYOUTS: dict[type[model.AnyRecord], tuple[tuple[str, ...], tuple[str, ...]]] = {
    model.Mission: (("id", "start", "role", "framework", "summary"), ("framework", "summary")),
    model.Fact: (("id", "topic", "statement"), ("topic",)),
}


def values(record: model.AnyRecord, columns: Sequence[str] = ()) -> dict[str, Any]:
    """Return a record as plain values in the order of its columns; bounds are full dates."""
    return {name: _value(record, name) for name in columns or model.columns_of(type(record))}


def flat(value: Any) -> str:
    """Return one value as a cell for scripts: null is empty, a list is joined with "; "."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(map(flat, value))
    if isinstance(value, dict):  # evidence
        return f"{', '.join(value['supports'])}: {value['basis']}, ¶{value['paragraph']} “{value['phrase']}”"
    return str(value)


def cells(match: Match, columns: Sequence[str]) -> list[str]:
    """Return a record's cells for people: none is blank, and an uncertain start is marked."""
    row = values(match.record, columns)
    return [_start(value, match) if name == "start" else flat(value) or NOT_STATED for name, value in row.items()]


def _value(record: model.AnyRecord, name: str) -> Any:
    if name == "evidence":
        return tuple(map(model.plain, record.evidence))
    if name in ("start_earliest", "start_latest"):
        bounds = edtf.bounds(record.start)  # type: ignore[union-attr]  # only a mission has these columns
        day = bounds[name == "start_latest"]
        return day and day.isoformat()
    return getattr(record, name)


def _start(start: str | None, match: Match) -> str:
    marks = []
    if model.basis_of(match.record, "start") == "inferred":
        marks.append("inferred")
    if not match.certain:
        marks.append("possible")
    text = start.strip("[]") if start else NOT_STATED
    return f"{text} ({', '.join(marks)})" if marks else text
