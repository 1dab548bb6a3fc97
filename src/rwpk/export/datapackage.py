"""A dataset as a Data Package (v2, https://datapackage.org): bytes by file name. No input or output.

The types and meanings of its columns come from the same JSON Schemas as the codebook.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import starmap
from typing import Any, NamedTuple

from rwpk import cite, codebook, model, query
from rwpk.links import is_web, linked
from rwpk.render.fields import LIST_SEPARATOR, values
from rwpk.render.formats import write_rows
from rwpk.text import SAFE_PATTERN

PROFILES = "https://datapackage.org/profiles/2.0"
DESCRIPTION = (
    "An empty cell of a field from the article means that the article does not state it. Dates are EDTF (ISO 8601-2) as"
    " the dataset has them; start_earliest and start_latest are bounds, not claims. `origin` says of each field where"
    " its values come from: the article, the dataset's editors, other fields, or other sources."
)
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
CREATOR = {"title": cite.DATASET_AUTHOR, "roles": ["creator"]}
PHRASES = "Short phrases of the article, under `phrase`, belong to its publisher; the licence does not extend to them."


class Table(NamedTuple):
    """One table: `columns` are JSON Schemas by name; `foreign` maps a column to the table that it refers to."""

    name: str
    description: str
    columns: dict[str, codebook.Schema]
    rows: Iterable[Iterable[Any]]
    key: Sequence[str]
    foreign: dict[str, str]
    sources: Sequence[str] = ()


def package(dataset: model.Dataset, notes: Sequence[model.Note] = (), version: str | None = None) -> dict[str, bytes]:
    """Return the files of a Data Package by name, `datapackage.json` last.

    A version says that it is the dataset that comes with rwpk, which has notes, a licence and contributors.
    """
    tables = list(tables_of(dataset, notes))
    files = {f"{table.name}.csv": "".join(write_rows(list(table.columns), table.rows)).encode() for table in tables}
    source = dataset.source
    description = (_doc(model.Dataset), source.note and f"{source.note}.", DESCRIPTION, PHRASES if version else None)
    descriptor = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "rwpk" if version else source.id,
        "title": title(source, version),
        "description": " ".join(filter(None, description)),
        **({"version": version, "licenses": [LICENCE], "contributors": [CREATOR]} if version else {}),
        "sources": [{"title": cite.short(cite.article(source)), **({"path": source.URL} if source.URL else {})}],
        "resources": [_resource(table, files[f"{table.name}.csv"]) for table in tables],
    }
    return {**files, "datapackage.json": (model.to_json(descriptor, indent=2) + "\n").encode()}


def title(source: model.Source, version: str | None) -> str:
    """Return the title of an export; a version says that it is the dataset that comes with rwpk."""
    return cite.DATASET_TITLE if version else f"What “{source.title}” says"


def tables_of(dataset: model.Dataset, notes: Sequence[model.Note]) -> Iterator[Table]:
    """Yield the tables of an export: missions, facts, evidence and notes."""
    disputed = query.disputed_ids(notes) if notes else None
    yield _listed("missions", model.Mission, dataset.missions, disputed)
    yield _listed("facts", model.Fact, dataset.facts, disputed)
    records = dataset.records
    kinds = {record.id: type(record) for record in records}
    backing = ((record.id, linked(evidence, dataset.source.URL)) for record in records for evidence in record.evidence)
    yield _placed("evidence", model.Evidence, backing, kinds, codebook.fields(model.Link))
    others = list(dict.fromkeys(note.source for note in notes))
    yield _placed("notes", model.Note, ((note.record, model.plain(note)) for note in notes), kinds)._replace(
        sources=others
    )


def _listed(
    name: str, kind: type[model.AnyRecord], records: Iterable[model.AnyRecord], disputed: frozenset[str] | None
) -> Table:
    """Return a table of missions or facts with the columns of their CSV; the evidence has a table of its own."""
    columns = [column for column in model.columns_of(kind) if column != "evidence"]
    schemas = codebook.fields(kind) | codebook.fields(model.Bounds) | codebook.fields(model.Marks)
    rows = (values(query.matched(record, disputed), columns).values() for record in records)
    return Table(name, _doc(kind), {column: schemas[column] for column in columns}, rows, ("id",), {})


def _placed(
    name: str,
    kind: type[model.Record],
    rows: Iterable[tuple[str, dict[str, Any]]],
    kinds: dict[str, type[model.AnyRecord]],
    derived: dict[str, codebook.Schema] | None = None,
) -> Table:
    """Return a table whose rows belong to a mission or a fact: each of the two has a key column."""
    columns = codebook.fields(model.Place) | codebook.fields(kind) | (derived or {})
    numbers = Counter[str]()

    def row(on: str, own: dict[str, Any]) -> list[Any]:
        numbers[on] += 1
        keys = (on if kinds.get(on) is one else None for one in (model.Mission, model.Fact))
        whole = model.plain(model.Place(on, numbers[on], *keys)) | own
        return [whole[column] for column in columns]

    foreign = {"mission": "missions", "fact": "facts"}
    return Table(name, _doc(kind), columns, starmap(row, rows), ("record", "number"), foreign)


# Descriptors.


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    sources = [{"title": text, **({"path": text} if is_web(text) else {})} for text in table.sources]
    foreign = [
        {"fields": [column], "reference": {"resource": other, "fields": ["id"]}}
        for column, other in table.foreign.items()
    ]
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "title": table.name.capitalize(),
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        # the defaults of the standard too: a reader that guesses takes a text's own signs for the delimiter
        "dialect": {
            "$schema": f"{PROFILES}/tabledialect.json",
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": '"',
            "skipInitialSpace": False,
        },
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **({"sources": sources} if sources else {}),
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [_field(name, node, table.key == (name,)) for name, node in table.columns.items()],
            "missingValues": [""],
            "primaryKey": list(table.key),
            **({"foreignKeys": foreign} if foreign else {}),
        },
    }


def _field(name: str, node: codebook.Schema, unique: bool) -> dict[str, Any]:
    """Return the Table Schema field for a JSON Schema node."""
    nullable = {"type": "null"} in node.get("anyOf", [])
    bare = node | next(one for one in node["anyOf"] if one != {"type": "null"}) if nullable else node
    kind, constraints = _kind(bare)
    if not nullable and (bare.get("type") != "array" or "minItems" in bare):
        constraints = {"required": True, **constraints}
    if unique:
        constraints["unique"] = True
    # A list is text here: the published profile of v2.0 lacks the type `list` that the text of the standard has.
    form = f"joined by “{LIST_SEPARATOR}”" if bare.get("type") == "array" else bare.get("title")
    return {
        "name": name,
        "type": kind,
        "description": node["description"] + (f" ({form})" if form else ""),
        **({"constraints": constraints} if constraints else {}),
        "origin": node["x-origin"],
    }


def _kind(node: codebook.Schema) -> tuple[str, dict[str, Any]]:
    """Return the type of a Table Schema field, and its constraints."""
    if node.get("type") == "boolean":
        return "boolean", {}
    if node.get("type") == "integer":
        return "integer", {"minimum": node["minimum"]} if "minimum" in node else {}
    if node.get("format") == "date":
        return "date", {}
    if "enum" in node:
        return "string", {"enum": node["enum"]}
    pattern = node.get("pattern")
    # Table Schema has the patterns of XML Schema: they match the whole value, and cannot look ahead.
    return "string", {"pattern": pattern[1:-1]} if pattern not in (None, SAFE_PATTERN) else {}


def _doc(kind: type[model.Record]) -> str:
    return (kind.__doc__ or "").partition("\n")[0]
