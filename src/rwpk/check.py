"""The rules of a dataset, on plain values: every problem with the path to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any, Literal, NamedTuple, get_args, get_origin

from rwpk import edtf, model
from rwpk.syntax import INVALID, Path
from rwpk.text import either, printable, squeeze, suggest, unsafe

#: The groups of records in a dataset, and the kind of each.
GROUPS: dict[str, type[model.AnyRecord]] = {"missions": model.Mission, "facts": model.Fact}

_FORMULA = re.compile(rb'"[-=+@]')


class Problem(NamedTuple):
    """One broken rule: where in the plain values, and what would be right."""

    path: Path
    message: str


def check(value: Any) -> Iterator[Problem]:
    """Yield all problems of a dataset's plain values; none means that `model.convert` accepts them."""
    yield from _whole(value, model.Dataset)
    if not isinstance(value, dict):
        return
    yield from _check_source(value.get("source"))
    numbers = _paragraph_numbers(value.get("source"))
    records: list[tuple[Path, Any]] = []
    for group, kind in GROUPS.items():
        for index, record in enumerate(_list(value.get(group))):
            records.append(((group, index), record))
            yield from _check_record(record, kind, (group, index), numbers)
    yield from check_names(records)


class Ledger:
    """Makes records of plain values one at a time, and remembers of each only what others must agree with."""

    def __init__(self) -> None:
        self._count = 0
        self._owners: dict[str, int] = {}  # whose each name is, as names compare
        self._shared: set[str] = set()  # the names of two records
        self._paragraphs: set[int] = set()

    def record(self, value: Any, group: str) -> model.AnyRecord | None:
        """Make a record of plain values, or return None where it breaks a rule by itself."""
        self._count += 1
        for name in map(squeeze, _names(value)):
            if self._owners.setdefault(name, self._count) != self._count:
                self._shared.add(name)
        kind = GROUPS[group]
        try:
            record: model.AnyRecord = model.convert(value, kind)
            if not _texts_are_sound(record) or any(_check_record(value, kind, (), None)):
                return None
        except (model.ValidationError, UnicodeEncodeError):  # the latter for a lone surrogate
            return None
        for evidence in record.evidence:
            self._paragraphs.add(evidence.paragraph)
        return record

    def settled(self, paragraphs: set[int]) -> bool:
        """Tell whether no two records share a name, and all rest on the paragraphs that there are."""
        return not self._shared and self._paragraphs <= paragraphs

    def shares(self, value: Any) -> bool:
        """Tell whether a record, as plain values, has a name that another has too."""
        return any(squeeze(name) in self._shared for name in _names(value))


def _texts_are_sound(record: model.Record) -> bool:
    # one look at all texts together; what it cannot tell from the signs of JSON is looked at text by text
    encoded = model.encode(record)
    odd = (
        b"\\" in encoded or b"\x7f" in encoded or _FORMULA.search(encoded)
    )  # JSON escapes all other control characters
    if odd or not (encoded.isascii() or unsafe(encoded.decode()) is None):
        return not any(_texts(model.plain(record), ()))
    return True


def check_record(value: Any, kind: type[model.AnyRecord], path: Path, paragraphs: set[int] | None) -> Iterator[Problem]:
    """Yield all problems of one record's plain values at a path, but for those with other records' names."""
    yield from _fits(value, kind, path)
    yield from _texts(value, path)
    yield from _check_record(value, kind, path, paragraphs)


def check_context(value: Any, ids: Collection[str]) -> Iterator[Problem]:
    """Yield all problems of the plain values of a file of notes on the records that have these ids."""
    yield from _whole(value, model.Context)
    if not isinstance(value, dict):
        return
    for index, note in enumerate(_list(value.get("notes"))):
        if isinstance(note, dict):
            path = ("notes", index)
            if wrong := _wrong_date(note.get("date"), edtf.parse_interval):
                yield Problem((*path, "date"), wrong)
            record = note.get("record")
            if isinstance(record, str) and record != "dataset" and record not in ids:
                yield Problem((*path, "record"), f"there is no record {printable(record)!r}{suggest(record, ids)}")


def _whole(value: Any, kind: type[model.Record]) -> Iterator[Problem]:
    """What holds for a whole file of any kind: there is a mapping, its types fit, its texts are fit to be shown."""
    if value is INVALID:
        return
    name = kind.__name__.lower()
    if value is None:
        yield Problem((), f"there is nothing in it: a {name} begins with schema: 1")
    elif not isinstance(value, dict):
        yield Problem((), f"{_kind_of(value)} at the top: a {name} is a mapping that begins with schema: 1")
    else:
        yield from _fits(value, kind, ())
        yield from _texts(value, ())


def record_of(value: Any, path: Path) -> str | None:
    """The id of the record that a path leads into, where there is one."""
    if len(path) < 2 or path[0] not in GROUPS:
        return None
    group, index = path[:2]
    records = _list(value.get(group)) if isinstance(value, dict) else []
    return id_of(records[index]) if isinstance(index, int) and index < len(records) else None


def id_of(record: Any) -> str | None:
    """The id in a record's plain values, to be shown, where there is one."""
    found = record.get("id") if isinstance(record, dict) else None
    return printable(found, 120) if isinstance(found, str) else None


# types ------------------------------------------------------------------------------------------


def _fits(value: Any, kind: Any, path: Path) -> Iterator[Problem]:
    """Hold a value against a type of the model, field by field, so that all misfits are found."""
    if value is INVALID:
        return
    try:
        model.convert(value, kind)
    except (model.ValidationError, UnicodeEncodeError) as error:  # the latter for a lone surrogate in a key
        bare = _bare(kind)
        if model.is_record(bare):
            yield from _fits_record(value, bare, path)
        elif get_origin(bare) is tuple and isinstance(value, list) and value:
            for index, item in enumerate(value):
                yield from _fits(item, get_args(bare)[0], (*path, index))
        else:
            yield Problem(path, _misfit(value, kind, str(error)))


def _fits_record(value: Any, kind: type[model.Record], path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, f"{_kind_of(value)}, where {_a(kind)} is expected: give it as a mapping of fields")
        return
    types = model.field_types(kind)
    for key in value:
        if key not in types:
            hint = suggest(key, types) or f": {_a(kind)} has {', '.join(types)}"
            yield Problem((*path, key), f"no field {printable(key)!r} here{hint}")
    for name, (field_type, required) in types.items():
        if name in value:
            yield from _fits(value[name], field_type, (*path, name))
        elif required:
            yield Problem(path, f"{_a(kind)} needs the field {name!r}{_when_unknown(field_type)}")


def _misfit(value: Any, kind: Any, told: str) -> str:
    bare = _bare(kind)
    choices = [str(choice) for choice in get_args(bare) if choice is not None] if get_origin(bare) is Literal else []
    if choices and isinstance(value, str | int):
        return f"{_kind_of(value)}: write {either(choices)}{suggest(str(value), choices)}"
    if value in ("", []):
        return f"it is empty: fill it in{_when_unknown(kind)}"
    if isinstance(value, str) and "matching regex" in told:
        return f"{_kind_of(value)}: write {_pattern_in_words(told)}"
    if "length <=" in told:
        return f"a text of {len(value)} characters: at most {model.LONGEST}"
    if type(value) is int and "`int` >=" in told:
        return f"{_kind_of(value)}: count from 1"
    is_list = get_origin(bare) is tuple
    remedy = ": write [] where there is none" if value is None and is_list else ""
    if bare is str and type(value) in (int, bool):
        remedy = f': quote it, "{str(value).lower()}"'
    expected = "a list" if is_list else {str: "text", int: "a whole number"}.get(bare, "a known value")
    return f"{_kind_of(value)}, where {expected} is expected{remedy}"


def _bare(kind: Any) -> Any:
    """Take a type out of its Annotated wrapping and its `| None`."""
    while hasattr(kind, "__metadata__") or type(None) in get_args(kind):
        kind = get_args(kind)[0]
    return kind


def _when_unknown(kind: Any) -> str:
    if type(None) in (*get_args(kind), *get_args(getattr(kind, "__origin__", None))):
        return ", or write null where the article does not state it"
    return ", or write [] where the article states none" if get_origin(_bare(kind)) is tuple else ""


def _pattern_in_words(told: str) -> str:
    if "A-Z" in told:
        return "a country's three capital letters (ISO 3166-1 alpha-3), as RWA"
    return "64 hexadecimal digits" if "a-f" in told else "lower-case words joined by hyphens, as south-sudan"


def _kind_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    if isinstance(value, int):
        return f"the number {value}"
    if isinstance(value, str):
        return f'the text "{printable(value, 40)}"'
    return "a list" if isinstance(value, list) else "a mapping"


def _a(kind: type[model.Record]) -> str:
    name = kind.__name__.lower()
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


# values -----------------------------------------------------------------------------------------


def _texts(value: Any, path: Path) -> Iterator[Problem]:
    if isinstance(value, str):
        if reason := unsafe(value):
            yield Problem(path, f"the text {reason}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))


def _wrong_date(value: Any, parse: Callable[[str], object] = edtf.parse) -> str | None:
    if value and isinstance(value, str):
        try:
            parse(value)
        except ValueError as error:
            return f"{_kind_of(value)} is no date of ours: {error}"
    return None


def _is_before(end: Any, start: Any) -> bool:
    """Tell whether one date lies wholly before another."""
    if isinstance(end, str) and isinstance(start, str):
        with suppress(ValueError):
            return edtf.parse(end).latest < edtf.parse(start).earliest
    return False


def _wrong_phrase(phrase: Any) -> str | None:
    if not phrase or not isinstance(phrase, str):
        return None
    words = phrase.split()
    if len(words) > model.MAX_PHRASE_WORDS:
        return f"a phrase of {len(words)} words: quote at most {model.MAX_PHRASE_WORDS}"
    if sum(map(str.isalnum, words)) >= model.MIN_PHRASE_WORDS:
        return None
    count = sum(any(map(str.isalnum, word)) for word in words)  # those with other signs in them too
    few = "one word" if count else "no word"
    return f"a phrase of {few}: quote at least {model.MIN_PHRASE_WORDS}" if count < model.MIN_PHRASE_WORDS else None


def _check_source(source: Any) -> Iterator[Problem]:
    if not isinstance(source, dict):
        return
    for name in ("issued", "accessed"):
        if wrong := _wrong_date(source.get(name), edtf.parse_date):
            yield Problem(("source", name), wrong)
    seen: set[int] = set()
    for index, paragraph in enumerate(_list(source.get("paragraphs"))):
        number = paragraph.get("number") if isinstance(paragraph, dict) else None
        if type(number) is int and number in seen:
            path = ("source", "paragraphs", index, "number")
            yield Problem(path, f"a second paragraph {number}: number them 1, 2, 3")
        elif type(number) is int:
            seen.add(number)


def _paragraph_numbers(source: Any) -> set[int] | None:
    """The paragraphs there are, or None where their list itself is broken."""
    paragraphs = source.get("paragraphs") if isinstance(source, dict) else None
    if not isinstance(paragraphs, list):
        return None
    numbers = [paragraph.get("number") for paragraph in paragraphs if isinstance(paragraph, dict)]
    return {number for number in numbers if type(number) is int}


def _check_record(  # noqa: PLR0912 (calls would take as long as the work)
    record: Any, kind: type[model.AnyRecord], path: Path, numbers: set[int] | None
) -> Iterator[Problem]:
    if not isinstance(record, dict):
        return
    for name in ("as_of",) if kind is model.Fact else ("start", "end"):
        if wrong := _wrong_date(record.get(name)):
            yield Problem((*path, name), wrong)
    start, end = record.get("start"), record.get("end")
    if _is_before(end, start):
        yield Problem((*path, "end"), f"it ends ({end}) before it starts ({start})")
    if not isinstance(record.get("evidence"), list):
        return
    fields = model.article_fields(kind)
    filled = {name for name in fields if record.get(name) or record.get(name) not in (None, [])}
    backed: set[str] = set()
    for index, evidence in enumerate(record["evidence"]):
        if isinstance(evidence, dict):
            supports = [name for name in _list(evidence.get("supports")) if isinstance(name, str)]
            backed.update(supports)
            at = (*path, "evidence", index)
            if not filled.issuperset(supports):
                yield from _check_supports(supports, fields, filled, (*at, "supports"))
            number = evidence.get("paragraph")
            if numbers is not None and type(number) is int and number not in numbers:
                yield Problem((*at, "paragraph"), f"there is no paragraph {number} in source.paragraphs")
            if wrong := _wrong_phrase(evidence.get("phrase")):
                yield Problem((*at, "phrase"), wrong)
            if evidence.get("basis") == "inferred" and evidence.get("note") is None:
                yield Problem(at, "inferred, but no note: say in a line why")
    for name in sorted(filled - backed, key=fields.index):
        if record[name] is not INVALID:
            nothing = "[]" if isinstance(record[name], list) else "null"
            message = f"{name} has a value but no evidence: add the words it rests on, or write {nothing}"
            yield Problem((*path, name), message)


def _check_supports(supports: list[str], fields: Sequence[str], filled: set[str], path: Path) -> Iterator[Problem]:
    for index, name in enumerate(supports):
        if name not in fields:
            hint = suggest(name, fields) or f": evidence backs {', '.join(fields)}"
            yield Problem((*path, index), f"supports {printable(name)!r}, which the article does not fill{hint}")
        elif name not in filled:
            yield Problem((*path, index), f"supports {name}, which has no value: fill it in, or take {name} out here")


def check_names(values: Sequence[tuple[Path, Any]]) -> Iterator[Problem]:
    """Yield where some records' plain values, each at its path, share a name: an id, or an alias."""
    records = [pair for pair in values if _names(pair[1])]
    owners: dict[str, tuple[str, str]] = {}
    for path, record in records:
        key = squeeze(record["id"])
        if key in owners:
            yield Problem((*path, "id"), f"the id {printable(record['id'])} is taken: give each record its own")
        owners.setdefault(key, ("id", record["id"]))
    for path, record in records:
        for index, alias in enumerate(_list(record.get("aliases"))):
            if not isinstance(alias, str):
                continue
            what, owner = owners.setdefault(squeeze(alias), ("alias", record["id"]))
            if owner != record["id"]:
                at = (*path, "aliases", index)
                owner = printable(owner, 120)
                yield Problem(at, f"the alias {printable(alias)} is {owner}'s {what} too: keep it for one record")


def _names(value: Any) -> list[str]:
    """A record's id and aliases, as far as they are text; nothing without an id."""
    name = value.get("id") if isinstance(value, dict) else None
    if not name or not isinstance(name, str):
        return []
    return [name, *[alias for alias in _list(value.get("aliases")) if isinstance(alias, str)]]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
