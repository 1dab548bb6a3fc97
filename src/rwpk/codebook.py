"""The meaning of each field, taken from the model's types: as JSON Schema (2020-12), and as entries for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from rwpk import comparison, model, search, timeline
from rwpk.article import verify
from rwpk.loading.json_text import KINDS
from rwpk.text import join_choices

Schema = dict[str, Any]

#: What has a schema: each kind of file, and what each command prints with `--json`.
TITLES = {
    "dataset": "A dataset of rwpk",
    "line": "A line of a dataset of rwpk as JSON Lines",
    "context": "Notes on a dataset of rwpk, from other sources",
    "missions": "What `rwpk missions --json` prints",
    "facts": "What `rwpk facts --json` prints",
    "show": "What `rwpk show NAME --json` prints",
    "check": "What `rwpk check --json` prints",
    "timeline": "What `rwpk timeline --json` prints",
    "search": "What `rwpk search TEXT --json` prints",
    "compare": "What `rwpk compare FILE --json` prints",
}
_LISTED: dict[str, tuple[type[model.AnyRecord], ...]] = {
    "missions": (model.Mission,),
    "facts": (model.Fact,),
    "show": (model.Mission, model.Fact),
}
_TYPES = {"string": "text", "boolean": "true or false", "null": "null"}
_WHOLE: dict[str, type[model.Record]] = {
    "dataset": model.Dataset, "context": model.Context, "check": verify.Report, "timeline": timeline.Timeline,
}  # fmt: skip
_SCHEMA_ADDRESS: Schema = {
    "type": "string",
    "description": "the schema that an editor checks the file against; rwpk does not read it",
    "x-origin": "editorial",
}


# The commands that print an array of one kind of record.
_ARRAYS: dict[str, type[model.Record]] = {"search": search.Hit, "compare": comparison.Row}


class Entry(NamedTuple):
    """One field: `kind` is its type in words, `origin` says whose its value is, `example` is a value of it, or None."""

    field: str
    kind: str
    origin: model.Origin
    meaning: str
    example: object


class Section(NamedTuple):
    """One kind of record with all its fields."""

    record: str
    meaning: str
    entries: tuple[Entry, ...]


def schema(what: str) -> Schema:
    """Return the JSON Schema of one of TITLES, with a `$defs` entry for each kind of record in it."""
    if what in _WHOLE:
        root, definitions = _whole(_WHOLE[what])
    elif what in _LISTED:
        root, definitions = _listed(what)
    else:
        root, definitions = _lines() if what == "line" else _array(_ARRAYS[what])
    named = {name: model.json_schemas([kind])[0][0] for name, kind in model.NAMED_TYPES.items()}
    whole: Schema = _with_references({**root, "$defs": definitions}, named)
    used = _references(whole)
    whole["$defs"] |= {name: kind for name, kind in named.items() if _reference(name) in used}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "title": TITLES[what]}


def fields(kind: type[model.Record]) -> dict[str, Schema]:
    """Return the JSON Schema of each field of a kind of record, in order, with its origin under `x-origin`."""
    return dict(_schemas([kind])[1][kind.__name__]["properties"])


def type_in_words(node: Schema) -> str:
    """Write the type of one of `fields` in words: "text or null", "a list of text"."""
    return _in_words(node, {})


def sections(what: str, dataset: model.Dataset, notes: tuple[model.Note, ...] = ()) -> Iterator[Section]:
    """Yield the records of a schema, their fields in order, each with its first example in a dataset or its notes."""
    whole = schema(what)
    definitions = {what: whole, **whole["$defs"]}
    examples = list(_records((dataset, notes)))
    for name, definition in definitions.items():
        if "properties" not in definition:
            continue
        kind = [record for record in examples if type(record).__name__ == name]
        entries = tuple(
            Entry(field, _in_words(node, definitions), node["x-origin"], node["description"], _example(kind, field))
            for field, node in definition["properties"].items()
        )
        yield Section(name.lower(), definition["description"], entries)


# JSON Schemas.


def _whole(kind: type[model.Record]) -> tuple[Schema, dict[str, Schema]]:
    (root,), definitions = _schemas([kind])
    root = definitions.pop(kind.__name__)
    if kind in (model.Dataset, model.Context):
        root["properties"] = {model.SCHEMA_KEY: _SCHEMA_ADDRESS, **root["properties"]}
    for record in (model.Mission, model.Fact):
        if record.__name__ in definitions:  # evidence supports the fields of its own record
            supports = {"items": {"enum": list(model.article_fields(record))}}
            definitions[record.__name__]["properties"]["evidence"]["items"]["properties"] = {"supports": supports}
    if "Evidence" in definitions:
        # The one rule between two fields that a schema can express: an inference has a note.
        definitions["Evidence"] |= {
            "if": {"properties": {"basis": {"const": "inferred"}}},
            "then": {"properties": {"note": {"type": "string"}}, "required": ["note"]},
        }
    return root, definitions


def _lines() -> tuple[Schema, dict[str, Schema]]:
    """The first line is the dataset without its records, each other line is one record; each has its kind."""
    root, definitions = _whole(model.Dataset)
    for group in KINDS.values():
        del root["properties"][group]
    root["required"] = [name for name in root["required"] if name in root["properties"]]
    names = ["Dataset", *(kind.capitalize() for kind in KINDS)]
    definitions["Dataset"] = root
    for name in names:
        kind = {"enum": [name.lower()], "description": "what the line holds", "x-origin": "editorial"}
        definitions[name]["properties"] = {"kind": kind, **definitions[name]["properties"]}
        definitions[name]["required"] = ["kind", *definitions[name]["required"]]
    return {"anyOf": [{"$ref": _reference(name)} for name in names]}, definitions


def _listed(what: str) -> tuple[Schema, dict[str, Schema]]:
    """What a command prints has every field of a record, and the fields derived from them."""
    kinds = _LISTED[what]
    (*references, notes), definitions = _schemas([*kinds, tuple[model.Note, ...] | None])
    for definition in definitions.values():
        for node in definition["properties"].values():
            node.pop("default", None)
    definitions["Evidence"]["properties"] |= fields(model.Link)
    columns_of = model.columns_of if what == "show" else model.listed_columns_of
    derived = {name: node for kind in (model.Bounds, model.Marks, model.Answer) for name, node in fields(kind).items()}
    for kind in kinds:
        properties = definitions[kind.__name__]["properties"] | derived
        definitions[kind.__name__]["properties"] = {name: properties[name] for name in columns_of(kind)}
    for definition in definitions.values():
        definition["required"] = list(definition["properties"])
    if what != "show":
        del definitions["Note"]
        return {"type": "array", "items": references[0]}, definitions
    context = {"description": "what other sources say: null for a dataset of your own", "x-origin": "other sources"}
    for kind in kinds:
        definitions[kind.__name__]["properties"]["context"] = {**context, **notes}
    return {"anyOf": [*references, {"type": "array", "items": {"anyOf": references}}]}, definitions


def _array(kind: type[model.Record]) -> tuple[Schema, dict[str, Schema]]:
    (reference,), definitions = _schemas([kind])
    for definition in definitions.values():
        definition["required"] = list(definition["properties"])
        for node in definition["properties"].values():
            node.pop("default", None)
    return {"type": "array", "items": reference}, definitions


def _schemas(kinds: list[Any]) -> tuple[list[Schema], dict[str, Schema]]:
    """The model's own schemas, with the origin of each field under `x-origin`."""
    schemas, definitions = model.json_schemas(kinds)
    records = {kind.__name__: kind for kind in model.Record.__subclasses__()}
    for name, definition in definitions.items():
        for field, node in definition.get("properties", {}).items():
            node["x-origin"] = model.fields(records[name])[field].origin
    return schemas, definitions


def _with_references(node: Any, named: dict[str, Schema]) -> Any:
    """Replace each type that has a name by a reference to it."""
    if isinstance(node, list):
        return [_with_references(item, named) for item in node]
    if not isinstance(node, dict):
        return node
    for name, kind in named.items():
        if kind.items() <= node.items():
            rest = {key: value for key, value in node.items() if key not in kind}
            return {**rest, "$ref": _reference(name)}
    return {key: _with_references(value, named) for key, value in node.items()}


def _reference(name: str) -> str:
    return f"#/$defs/{name}"


def _references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if "$ref" in node else set()
        return own.union(*map(_references, node.values()))
    return set().union(*map(_references, node)) if isinstance(node, list) else set()


# For people.


def _in_words(node: Schema, definitions: dict[str, Schema]) -> str:
    """Write a schema's type in words: "text or null", "a list of text", "contributor, host or null"."""
    if "anyOf" in node or "enum" in node:
        return join_choices(list(_choices(node, definitions)))
    if "$ref" in node:
        name: str = node["$ref"].rpartition("/")[2]
        return name.lower() if "properties" in definitions[name] else _in_words(definitions[name], {})
    if "title" in node:
        return str(node["title"])
    if node["type"] == "array":
        return f"a list of {_in_words(node['items'], definitions)}"
    if node["type"] == "integer":
        return "a whole number" + (f" from {node['minimum']}" if "minimum" in node else "")
    return "a date" if node.get("format") == "date" else _TYPES[node["type"]]


def _choices(node: Schema, definitions: dict[str, Schema]) -> Iterator[str]:
    for one in node.get("anyOf", []):
        yield from _choices(one, definitions) if "enum" in one else [_in_words(one, definitions)]
    yield from map(str, node.get("enum", []))


def _records(value: Any) -> Iterator[model.Record]:
    """A record and all records in it, outermost first."""
    if isinstance(value, tuple):
        for item in value:
            yield from _records(item)
    elif isinstance(value, model.Record):
        yield value
        for name in type(value).__struct_fields__:
            yield from _records(getattr(value, name))


def _example(records: list[model.Record], field: str) -> object:
    for record in records:
        value = model.plain(record).get(field)
        nested = isinstance(value, dict) or (isinstance(value, tuple) and value and isinstance(value[0], dict))
        if value not in (None, ()) and not nested:  # records have sections of their own
            return value
    return None
