"""The rules of a dataset, twice: on plain values, to tell all problems; on records, to see at once that all is well.

The two must agree: `Ledger` lets through what `check` finds no problem in, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args, get_origin

from rwpk import edtf, model
from rwpk.syntax import INVALID, MAX_DIGITS, Path
from rwpk.text import either, printable, squeeze, suggest, unsafe


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
    for group, kind in (("missions", model.Mission), ("facts", model.Fact)):
        for index, record in enumerate(_list(value.get(group))):
            if isinstance(record, dict):
                yield from _check_record(record, kind, (group, index), numbers)
    yield from _check_names(value)


class Ledger:
    """Holds records against the rules one at a time, and remembers of each only what others must agree with.

    Where all is not well it tells nothing of why: `check` does, or `check_record`.
    """

    def __init__(self) -> None:
        self._paragraphs: set[int] = set()
        self._ids: dict[str, str] = {}  # as they compare, and as they are written
        self._aliases: dict[str, str] = {}  # as they compare, and whose they are

        self._shared: set[str] = set()  # the names of two records, as they compare

    def sound(self, record: model.AnyRecord) -> bool:
        """Tell whether a record of the right types breaks no rule; what it shares with others is known at the end."""
        self._keep_names(record.id, record.aliases if isinstance(record, model.Mission) else ())
        return (
            self._evidence_is_sound(record)
            and _dates_are_sound(record)
            and _texts_are_sound(record)
            and (isinstance(record, model.Mission) or record.value is None or _is_short(record.value))
        )

    def keep(self, value: Any) -> None:
        """Remember the names of a record that is not sound, as plain values."""
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            self._keep_names(value["id"], [alias for alias in _list(value.get("aliases")) if isinstance(alias, str)])

    def settled(self, source: model.Source) -> bool:
        """Tell whether no two records share a name, and the source has the paragraphs that they rest on."""
        return not self._shared and self._paragraphs <= {paragraph.number for paragraph in source.paragraphs}

    def doubts(self, value: Any, source: model.Source) -> bool:
        """Tell whether a record's plain values are among those for which the rest is not settled."""
        if not isinstance(value, dict):
            return False
        names = [value.get("id"), *_list(value.get("aliases"))]
        numbers = {paragraph.number for paragraph in source.paragraphs}
        rests_on = [one.get("paragraph") for one in _list(value.get("evidence")) if isinstance(one, dict)]
        return any(isinstance(name, str) and squeeze(name) in self._shared for name in names) or any(
            type(number) is int and number not in numbers for number in rests_on
        )

    def sound_source(self, source: model.Source) -> bool:
        """Tell whether a source breaks no rule."""
        numbers = {paragraph.number for paragraph in source.paragraphs}
        try:
            for written in (source.issued, source.accessed):
                if written:
                    edtf.parse_date(written)
        except ValueError:
            return False
        return len(numbers) == len(source.paragraphs) and all(map(_is_short, numbers)) and _texts_are_sound(source)

    def _evidence_is_sound(self, record: model.AnyRecord) -> bool:
        backed: set[str] = set()
        for evidence in record.evidence:
            backed.update(evidence.supports)
            self._paragraphs.add(evidence.paragraph)
            if evidence.note is None and evidence.basis == "inferred":
                return False
            if (
                len(evidence.phrase) > 2 * model.MAX_PHRASE_WORDS
                and len(evidence.phrase.split()) > model.MAX_PHRASE_WORDS
            ):
                return False
        filled: set[str] = model.filled_fields(record)
        return filled == backed

    def _keep_names(self, written: str, aliases: Sequence[str]) -> None:
        compared = squeeze(written)
        if compared in self._ids or self._aliases.get(compared, written) != written:
            self._shared.add(compared)
        self._ids[compared] = written
        for alias in aliases:
            compared = squeeze(alias)
            if self._ids.get(compared, written) != written or self._aliases.setdefault(compared, written) != written:
                self._shared.add(compared)


def _dates_are_sound(record: model.AnyRecord) -> bool:
    try:
        if isinstance(record, model.Fact):
            return not record.as_of or bool(edtf.parse(record.as_of))
        start = edtf.parse(record.start) if record.start else None
        end = edtf.parse(record.end) if record.end else None
    except ValueError:
        return False
    return not (start and end and end.latest < start.earliest)


def _texts_are_sound(record: model.Record) -> bool:
    # one look at all texts together; what it cannot tell from the signs of JSON is looked at text by text
    encoded = model.encode(record)
    if (
        b"\\" in encoded
        or b"\x7f" in encoded  # the one control character that JSON does not escape
        or (b"=" in encoded and b'"=' in encoded)  # one byte is looked for much faster than two
        or (b"+" in encoded and b'"+' in encoded)
        or (b"@" in encoded and b'"@' in encoded)
        or b'"-' in encoded
        or not (encoded.isascii() or unsafe(encoded.decode()) is None)
    ):
        return next(_texts(model.plain(record), ()), None) is None
    return True


def _is_short(number: int) -> bool:
    beyond: int = 10**MAX_DIGITS
    return -beyond < number < beyond


def check_record(value: Any, kind: type[model.AnyRecord], path: Path, paragraphs: set[int] | None) -> Iterator[Problem]:
    """Yield all problems of one record's plain values at a path, but for those with other records' names."""
    yield from _fits(value, kind, path)
    yield from _texts(value, path)
    if isinstance(value, dict):
        yield from _check_record(value, kind, path, paragraphs)


def check_context(value: Any, ids: Collection[str]) -> Iterator[Problem]:
    """Yield all problems of the plain values of a file of notes on the records that have these ids."""
    yield from _whole(value, model.Context)
    if not isinstance(value, dict):
        return
    for index, note in enumerate(_list(value.get("notes"))):
        if isinstance(note, dict):
            path = ("notes", index)
            yield from _date(note.get("date"), (*path, "date"), edtf.parse_interval)
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
    if len(path) < 2 or path[0] not in ("missions", "facts"):
        return None
    group, index = path[:2]
    records = value.get(group) if isinstance(value, dict) else None
    if not isinstance(records, list) or not isinstance(index, int) or index >= len(records):
        return None
    found = records[index].get("id") if isinstance(records[index], dict) else None
    return found if isinstance(found, str) else None


# types ------------------------------------------------------------------------------------------


def _fits(value: Any, kind: Any, path: Path) -> Iterator[Problem]:
    """Hold a value against a type of the model, field by field, so that all misfits are found."""
    if value is INVALID:
        return
    try:
        model.convert(value, kind)
    except (model.ValidationError, UnicodeEncodeError) as error:  # the latter for a key with a lone surrogate
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
    choices = [choice for choice in _choices(bare) if choice is not None]
    if choices and isinstance(value, str | int):
        words = [str(choice) for choice in choices]
        return f"{_kind_of(value)}: write {either(words)}{suggest(str(value), words)}"
    if value in ("", []):
        return f"it is empty: fill it in{_when_unknown(kind)}"
    if isinstance(value, str) and "matching regex" in told:
        return f"{_kind_of(value)}: write {_pattern_in_words(told)}"
    if isinstance(value, int) and not isinstance(value, bool) and "`int` >=" in told:
        return f"{_kind_of(value)}: count from 1"
    expected = _expected(bare)
    remedy = f': quote it, "{str(value).lower()}"' if expected == "text" and type(value) in (int, bool) else ""
    if value is None and expected == "a list":
        remedy = ": write [] where there is none"
    return f"{_kind_of(value)}, where {expected} is expected{remedy}"


def _bare(kind: Any) -> Any:
    """Take a type out of its Annotated wrapping and its `| None`."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    members = [member for member in get_args(kind) if member is not type(None)]
    if type(None) in get_args(kind) and len(members) == 1:
        return _bare(members[0])
    return kind


def _choices(bare: Any) -> tuple[Any, ...]:
    return get_args(bare) if get_origin(bare) is Literal else ()


def _expected(bare: Any) -> str:
    if get_origin(bare) is tuple:
        return "a list"
    return {str: "text", int: "a whole number"}.get(bare, "a known value")


def _when_unknown(kind: Any) -> str:
    if type(None) in get_args(kind) or type(None) in get_args(getattr(kind, "__origin__", None)):
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
    return f"an {name}" if name == "evidence" or name[0] in "aeiou" else f"a {name}"


# values -----------------------------------------------------------------------------------------


def _texts(value: Any, path: Path) -> Iterator[Problem]:
    if isinstance(value, str):
        reason = unsafe(value)
        if reason:
            yield Problem(path, f"the text {reason}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))


def _date(value: Any, path: Path, parse: Callable[[str], object] = edtf.parse) -> Iterator[Problem]:
    if isinstance(value, str) and value:
        try:
            parse(value)
        except ValueError as error:
            yield Problem(path, f"{_kind_of(value)} is no date of ours: {error}")


def _check_source(source: Any) -> Iterator[Problem]:
    if not isinstance(source, dict):
        return
    for name in ("issued", "accessed"):
        yield from _date(source.get(name), ("source", name), edtf.parse_date)
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


def _check_record(
    record: dict[str, Any], kind: type[model.AnyRecord], path: Path, numbers: set[int] | None
) -> Iterator[Problem]:
    for name in ("start", "end", "as_of"):
        if name in model.field_names(kind):
            yield from _date(record.get(name), (*path, name))
    yield from _start_before_end(record, path)
    if not isinstance(record.get("evidence"), list):
        return
    fields = model.article_fields(kind)
    backed: set[str] = set()
    for index, evidence in enumerate(record["evidence"]):
        if isinstance(evidence, dict):
            supports = [name for name in _list(evidence.get("supports")) if isinstance(name, str)]
            backed.update(supports)
            yield from _check_evidence(evidence, supports, record, fields, (*path, "evidence", index), numbers)
    for name in fields:
        value = record.get(name)
        if value not in (None, [], INVALID) and name not in backed:
            yield Problem(
                (*path, name),
                f"{name} has a value but no evidence: add the words it rests on, or write"
                f" {'[]' if isinstance(value, list) else 'null'}",
            )


def _check_evidence(
    evidence: dict[str, Any],
    supports: list[str],
    record: dict[str, Any],
    fields: tuple[str, ...],
    path: Path,
    numbers: set[int] | None,
) -> Iterator[Problem]:
    for index, name in enumerate(supports):
        at = (*path, "supports", index)
        if name not in fields:
            hint = suggest(name, fields) or f": evidence backs {', '.join(fields)}"
            yield Problem(at, f"supports {printable(name)!r}, which the article does not fill{hint}")
        elif record.get(name) in (None, []):
            yield Problem(at, f"supports {name}, which has no value: fill it in, or take {name} out here")
    number = evidence.get("paragraph")
    if type(number) is int and numbers is not None and number not in numbers:
        yield Problem((*path, "paragraph"), f"there is no paragraph {number} in source.paragraphs")
    phrase = evidence.get("phrase")
    if isinstance(phrase, str) and len(phrase.split()) > model.MAX_PHRASE_WORDS:
        count = len(phrase.split())
        yield Problem((*path, "phrase"), f"a phrase of {count} words: quote at most {model.MAX_PHRASE_WORDS}")
    if evidence.get("basis") == "inferred" and evidence.get("note") is None:
        yield Problem(path, "inferred, but no note: say in a line why")


def _start_before_end(record: dict[str, Any], path: Path) -> Iterator[Problem]:
    start, end = record.get("start"), record.get("end")
    if isinstance(start, str) and isinstance(end, str):
        try:
            if edtf.parse(end).latest < edtf.parse(start).earliest:
                yield Problem((*path, "end"), f"it ends ({end}) before it starts ({start})")
        except ValueError:
            return


def _check_names(value: dict[str, Any]) -> Iterator[Problem]:
    return check_names(
        [
            ((group, index), record)
            for group in ("missions", "facts")
            for index, record in enumerate(_list(value.get(group)))
        ]
    )


def check_names(values: Sequence[tuple[Path, Any]]) -> Iterator[Problem]:
    """Yield where some records' plain values, each at its path, share a name: an id, or an alias."""
    records = [pair for pair in values if isinstance(pair[1], dict) and isinstance(pair[1].get("id"), str)]
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
            key = squeeze(alias)
            what, owner = owners.setdefault(key, ("alias", record["id"]))
            if owner != record["id"]:
                at = (*path, "aliases", index)
                yield Problem(at, f"the alias {printable(alias)} is {owner}'s {what} too: keep it for one record")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
