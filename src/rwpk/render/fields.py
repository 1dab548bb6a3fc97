"""The fields of a record as plain values, and as cells for scripts and for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from rwpk import edtf, model
from rwpk.links import linked
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
    MATCH: "match: possible where its dates do not settle it",
    OTHERS: "others: another source differs; rwpk show ID says how",
    "start_earliest": "start_earliest: the first day that start may be, a bound and not a claim",
    "start_latest": "start_latest: the last day that start may be, a bound and not a claim",
}
#: The fields that other columns follow from.
FIELDS_OF = {"start_earliest": "start", "start_latest": "start"}
#: The legends of what `rwpk search` finds outside of what the article says.
NOTES = "adds, agrees, differs: not the article but another source, in our words and as we compare them"
EDITORIAL = "{}: chosen by the editors, not the article's words"
#: Stands between the items of a list in one cell.
LIST_SEPARATOR = "; "


class Listing(NamedTuple):
    """Records of one kind to be listed, and the columns that were chosen (empty: the format's own).

    `source` cites the article and says whose account it is; `address` is its own, for links to the words.
    """

    kind: type[model.Record]
    rows: Sequence[Match] | Sequence[model.Record]
    columns: tuple[str, ...] = ()
    source: str = ""
    address: str | None = None


#: The columns of a table if none are chosen, and those of them that a narrow screen drops, the last one first.
LAYOUTS: dict[type[model.Record], tuple[tuple[str, ...], tuple[str, ...]]] = {
    model.Mission: (("id", "start", "role", "framework", "summary"), ("framework", "summary")),
    model.Fact: (("id", "topic", "statement"), ("topic",)),
    Hit: (("record", "field", "paragraph", "text"), ("paragraph",)),
}


def values(row: Match | model.Record, columns: Sequence[str] = (), address: str | None = None) -> dict[str, Any]:
    """Return a record as plain values in the order of its columns; bounds are full dates.

    Evidence has links to its words in the source at an address.
    """
    if isinstance(row, Match):
        return {
            name: tuple(linked(one, address) for one in row.record.evidence)
            if name == "evidence"
            else _value(row, name)
            for name in columns or model.columns_of(type(row.record))
        }
    plain = model.plain(row)
    return {name: plain[name] for name in columns or plain}


def columns_of(kind: type[model.Record]) -> tuple[str, ...]:
    """All columns of a list of one kind of record."""
    return model.listed_columns_of(kind) if kind in (model.Mission, model.Fact) else tuple(model.fields(kind))


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
    hits = [row for row in listing.rows if isinstance(row, Hit)]
    if editorial := dict.fromkeys(hit.field for hit in hits if _is_editorial(hit)):
        lines.append(EDITORIAL.format(", ".join(editorial)))
    if any(hit.kind == "note" for hit in hits):
        lines.append(NOTES)
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
            is_articles = name in fields and fields[name].origin == "article"
            text = NOT_STATED if is_articles or name in model.fields(model.Bounds) else ""
        else:
            text = edtf.in_words(value) if name in fields and fields[name].is_date else flat(value)
            text += INFERRED if FIELDS_OF.get(name, name) in inferred else ""
        texts.append(text)
    return texts


def _has_inferred(row: Match | model.Record, columns: Sequence[str]) -> bool:
    if isinstance(row, Match):
        inferred = model.inferred_fields(row.record)
        return any(FIELDS_OF.get(name, name) in inferred for name in columns)
    return "text" in columns and isinstance(row, Hit) and _is_inferred(row)


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
    if row.source:
        when = f"{edtf.in_words(row.date)}, " if row.date else ""
        return f"{text} ({when}{row.source})"
    return text + (INFERRED if _is_inferred(row) else "")


def _is_inferred(hit: Hit) -> bool:
    return hit.basis == "inferred" and hit.paragraph is None  # the words of evidence are the article's own


def _is_editorial(hit: Hit) -> bool:
    kind = {"mission": model.Mission, "fact": model.Fact}.get(hit.kind)
    return (
        kind is not None
        and hit.paragraph is None
        and hit.field in (fields := model.fields(kind))
        and fields[hit.field].origin == "editorial"
    )
