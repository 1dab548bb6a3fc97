"""The rules of a dataset: plain values in, records out, or every broken rule with the pointer to it.

What one field may hold stands in `rwpk.model`. Here stand the rules between fields, between records, and between a
record and its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import Any

from rwpk import edtf, model
from rwpk.errors import MAX_PROBLEMS
from rwpk.loading import misfits
from rwpk.loading.values import INVALID, Pointer
from rwpk.text import is_suspect, normalize_name, printable, suggest, unsafe

#: Where something is wrong in the plain values, and what.
Broken = tuple[Pointer, str]

# Where a formula may begin in a record written as JSON: a sign of one, or a blank of any kind, at the beginning of a
# text or after a semicolon. It may be none; `unsafe` decides. Two patterns, since each is found by its first byte.
_SIGN_OR_BLANK = rb"(?:[-=+@ ]|\xc2[\x85\xa0\xad]|\xe1\x9a\x80|\xe2\x80|\xe2\x81\x9f|\xe3\x80\x80)"
_BEGINS_AS_FORMULA = re.compile(b'"' + _SIGN_OR_BLANK)
_FORMULA_WITHIN = re.compile(b"; *+" + _SIGN_OR_BLANK)

_GROUPS: dict[str, type[model.AnyRecord]] = {"missions": model.Mission, "facts": model.Fact}


def read_dataset(value: Any) -> tuple[model.Dataset | None, list[Broken]]:
    """Make a dataset of plain values; return None and all that is wrong if a rule is broken.

    Each record takes the place of its plain values in `value`: holding both for all records would double the memory.
    """
    if message := _wrong_top(value, "dataset"):
        return None, [((), message)]
    _drop_schema(value)
    groups = {group: value[group] for group in _GROUPS if isinstance(value.get(group), list)}
    rest = value | {group: [] for group in groups}
    if broken := list(misfits.find_too_deep(rest, ())):
        return None, broken
    broken = [*misfits.find(rest, model.Dataset, ()), *_check_paragraphs(rest)]
    paragraphs = _paragraph_numbers(rest)
    for group, items in groups.items():
        for index, item in enumerate(items):
            record, problems = _read_record(item, _GROUPS[group], (group, index), paragraphs)
            if record is not None and not problems:
                items[index] = record
            broken += problems
            if len(broken) >= MAX_PROBLEMS:
                return None, broken
    broken += islice(_check_names(groups), MAX_PROBLEMS)
    if broken:
        return None, broken
    try:
        source = model.convert(rest, model.Dataset).source
    except model.ValidationError:  # INVALID stands in it, and has been reported
        return None, []
    return model.Dataset(1, source, *(tuple(groups.get(group, ())) for group in _GROUPS)), []


def read_context(value: Any, ids: Collection[str]) -> tuple[model.Context | None, list[Broken]]:
    """Make notes of plain values, on a dataset whose records have these ids; as `read_dataset` does."""
    if message := _wrong_top(value, "context"):
        return None, [((), message)]
    _drop_schema(value)
    broken = [*misfits.find_too_deep(value, ()), *misfits.find(value, model.Context, ())]
    for index, note in enumerate(_list(value.get("notes"))):
        name = note.get("record") if isinstance(note, dict) else None
        if isinstance(name, str) and name != "dataset" and name not in ids:
            broken.append((("notes", index, "record"), f'there is no record "{printable(name)}"{suggest(name, ids)}'))
    try:
        return (None, broken) if broken else (model.convert(value, model.Context), [])
    except model.ValidationError:  # INVALID stands in it, and has been reported
        return None, []


# A record by itself.


def _read_record(
    value: Any, kind: type[model.AnyRecord], pointer: Pointer, paragraphs: set[int] | None
) -> tuple[model.AnyRecord | None, list[Broken]]:
    broken: list[Broken] = []
    record = None
    try:
        record = model.convert(value, kind)
        is_fine = _is_safe(record) and keeps_rules(record)
    except (model.ValidationError, UnicodeEncodeError):  # the latter for a lone surrogate
        is_fine = False
        broken += misfits.find_too_deep(value, pointer)
        if broken:  # YAML and most JSON that is nested so deeply are not even parsed
            return None, broken
    if not is_fine:
        broken += islice(misfits.find(value, kind, pointer), MAX_PROBLEMS)
    if isinstance(value, dict):
        broken += islice(_check_record(value, kind, pointer, paragraphs), MAX_PROBLEMS)
    return record, broken


def _is_safe(record: model.Record) -> bool:
    """Whether all texts of a record are surely safe. One look at all of them takes a tenth of looking at each."""
    encoded = model.encode(record)
    if b"\\" in encoded or b"\x7f" in encoded:  # JSON escapes quotation marks and all other control characters
        return False
    if _BEGINS_AS_FORMULA.search(encoded) or _FORMULA_WITHIN.search(encoded):
        return False
    return encoded.isascii() or not is_suspect(encoded.decode())


def keeps_rules(record: model.Record) -> bool:
    """Whether the texts of a record, and of the records in it, keep the rules of their types."""
    for attribute, keeps in _ruled_fields(type(record)):
        value = getattr(record, attribute)
        if value is not None and not keeps(value):
            return False
    return True


@cache
def _ruled_fields(kind: type[model.Record]) -> list[tuple[str, Callable[[Any], bool]]]:
    """The attributes of a record that have rules, or hold what has, each with a function that checks them."""
    checks = [(field.attribute, _check_of(field.annotation)) for field in model.fields(kind).values()]
    return [(attribute, check) for attribute, check in checks if check]


def _check_of(annotation: Any) -> Callable[[Any], bool] | None:
    """Return a function that says whether a value of a type keeps its rules; None if it has none."""
    kind = model.type_of(annotation)
    if model.is_record(kind.base):
        return keeps_rules if _ruled_fields(kind.base) else None
    if kind.base is tuple:
        check = _check_of(kind.item)
        return check and (lambda items: all(map(check, items)))
    rules = [rule for rule in kind.marks("rule") if rule is not unsafe]  # `_is_safe` checks that one
    return (lambda text: not any(rule(text) for rule in rules)) if rules else None


def _check_record(
    record: dict[str, Any], kind: type[model.AnyRecord], pointer: Pointer, paragraphs: set[int] | None
) -> Iterator[Broken]:
    start, end = record.get("start"), record.get("end")
    if end and start and _is_before(end, start):
        yield (*pointer, "end"), f"it ends ({end}) before it starts ({start})"
    if not isinstance(record.get("evidence"), list):
        return
    fields = model.article_fields(kind)
    filled = {name for name in fields if record.get(name) or record.get(name) not in (None, [])}
    backed: set[str] = set()
    for index, evidence in enumerate(record["evidence"]):
        if isinstance(evidence, dict):
            supports = [name for name in _list(evidence.get("supports")) if isinstance(name, str)]
            backed.update(supports)
            at = (*pointer, "evidence", index)
            if not filled.issuperset(supports):
                yield from _check_supports(supports, fields, filled, (*at, "supports"))
            number = evidence.get("paragraph")
            if paragraphs is not None and type(number) is int and number not in paragraphs:
                yield (*at, "paragraph"), f"there is no paragraph {number} in source.paragraphs"
            if evidence.get("basis") == "inferred" and evidence.get("note") is None:
                yield at, "it is inferred but has no note: say in a line why"
    for name in () if filled <= backed else sorted(filled - backed, key=fields.index):
        if record[name] is not INVALID and record[name] != "":  # an empty text is no value, and reported as such
            nothing = "[]" if isinstance(record[name], list) else "null"
            yield (*pointer, name), f"a value without evidence: add the words it rests on, or write {nothing}"


def _check_supports(
    supports: list[str], fields: tuple[str, ...], filled: set[str], pointer: Pointer
) -> Iterator[Broken]:
    for index, name in enumerate(supports):
        if name not in fields:
            hint = suggest(name, fields) or f": evidence backs {', '.join(fields)}"
            yield (*pointer, index), f'"{printable(name)}" is not a field that the article fills{hint}'
        elif name not in filled:
            yield (*pointer, index), f'"{name}" has no value: fill it in, or take it out here'


def _is_before(end: Any, start: Any) -> bool:
    """Whether one date lies wholly before another."""
    if isinstance(end, str) and isinstance(start, str):
        with suppress(ValueError):
            return edtf.parse(end).latest < edtf.parse(start).earliest
    return False


# The whole.


def _wrong_top(value: Any, what: str) -> str | None:
    if value is None:
        return f"the file is empty: a {what} begins with schema: 1"
    if not isinstance(value, dict):
        return f"{misfits.describe(value)} at the top: a {what} is a mapping that begins with schema: 1"
    return None


def _drop_schema(value: dict[str, Any]) -> None:
    """Drop the address of the schema that an editor checks a file against: it says nothing of the article."""
    if isinstance(value.get(model.SCHEMA_KEY), str):
        del value[model.SCHEMA_KEY]


def _check_paragraphs(value: dict[str, Any]) -> Iterator[Broken]:
    seen: set[int] = set()
    for index, paragraph in enumerate(_paragraphs(value)):
        if not isinstance(paragraph, dict):
            continue
        at: Pointer = ("source", "paragraphs", index)
        number, begins, length = (paragraph.get(name) for name in ("number", "begins", "length"))
        if type(number) is int:
            if number in seen:
                yield (*at, "number"), f"a second paragraph {number}: number them 1, 2, 3"
            seen.add(number)
        if isinstance(begins, str) and type(length) is int and not _is_short(begins, length):
            yield (*at, "begins"), "it is half of the paragraph or more: quote fewer of its first words"


def _is_short(begins: str, length: int) -> bool:
    """Say whether the beginning of a paragraph is less than half of its length in canonical form."""
    if begins.isascii() and 2 * len(begins) < length:  # as always, but for the odd paragraph
        return True
    from rwpk.canonical import canonical_text

    return 2 * len(canonical_text(begins)) < length


def _paragraph_numbers(value: dict[str, Any]) -> set[int] | None:
    """The numbers of the paragraphs, or None if their list itself is missing."""
    source = value.get("source")
    if not isinstance(source, dict) or not isinstance(source.get("paragraphs"), list):
        return None
    numbers = [paragraph.get("number") for paragraph in _paragraphs(value) if isinstance(paragraph, dict)]
    return {number for number in numbers if type(number) is int}


def _paragraphs(value: dict[str, Any]) -> list[Any]:
    source = value.get("source")
    return _list(source.get("paragraphs")) if isinstance(source, dict) else []


def _check_names(groups: dict[str, list[Any]]) -> Iterator[Broken]:
    """Yield each id or alias that finds another record too."""
    named = [
        ((group, index), *_id_and_aliases(item)) for group, items in groups.items() for index, item in enumerate(items)
    ]
    owners: dict[str, str] = {}
    for pointer, own_id, _ in named:
        if own_id is not None:
            if normalize_name(own_id) in owners:
                yield (*pointer, "id"), f'another record has the id "{printable(own_id)}": give each its own'
            owners.setdefault(normalize_name(own_id), own_id)
    for pointer, own_id, aliases in named:
        if own_id is not None:
            for index, alias in enumerate(aliases):
                owner = owners.setdefault(normalize_name(alias), own_id) if isinstance(alias, str) else own_id
                if owner != own_id:
                    message = f'"{printable(alias)}" finds {printable(owner, 120)} too: keep it for one record'
                    yield (*pointer, "aliases", index), message


def _id_and_aliases(item: Any) -> tuple[str | None, Collection[Any]]:
    """The id and the aliases of a record, or of the plain values of one that breaks a rule."""
    if isinstance(item, model.Record):
        return item.id, getattr(item, "aliases", ())  # type: ignore[attr-defined]  # missions and facts have one
    own_id = item.get("id") if isinstance(item, dict) else None
    return (own_id, _list(item.get("aliases"))) if own_id and isinstance(own_id, str) else (None, ())


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
