"""JSON and JSON Lines to plain values, strictly: no key twice, and no number but whole ones of few digits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from sys import intern
from typing import Any

from rwpk.errors import MAX_PROBLEMS
from rwpk.loading.values import (
    INVALID,
    MAX_DEPTH,
    MAX_DIGITS,
    NOT_WHOLE,
    TOO_DEEP,
    Location,
    Locations,
    Parsed,
    Pointer,
    location_at,
    second_key,
    too_many_digits,
)

#: What the `kind` of a line of JSON Lines says, and the list of the dataset that such a line goes into.
KINDS = {"mission": "missions", "fact": "facts"}

# An unclosed text reaches to the end, and nothing is tried twice: hostile input must not take quadratic time.
_TOKEN = re.compile(r'(?s)"(?:[^"\\]++|\\.)*+"?+|[{}\[\],:]|[^\s{}\[\],:"]++')
_BLANKS = " \t\r\n"
_FIRST_LINE = '{"kind": "dataset", "schema": 1, "source": …}'


def parse(text: str) -> Parsed:
    """Parse one JSON document (RFC 8259)."""
    return _parse(text, _Decoder())


def parse_lines(text: str) -> Parsed:
    """Parse JSON Lines: first the dataset without its records, then a record on each line; each says its `kind`.

    The value is that of the same dataset in one JSON document.
    """
    whole: dict[str, Any] | None = None
    problems: list[tuple[Pointer, str, Location]] = []
    for number, line in _lines(text):
        value, own, complete = _parse(line, _LineDecoder())
        base: Pointer = ()
        if not complete or not isinstance(value, dict):
            own = own or [((), 'not a mapping: write one record on a line, such as {"kind": "mission", …}', (1, 1))]
        elif whole is None:
            if value.pop("kind", None) != "dataset":
                message = f"the first line is not the dataset itself: begin with {_FIRST_LINE}"
                return Parsed(INVALID, [*problems, ((), message, (number, 1))], complete=False)
            message = "belong on lines of their own: take them out of this one"
            own += [((), f"{group} {message}", (1, 1)) for group in KINDS.values() if group in value]
            whole = {**value, **{group: [] for group in KINDS.values()}}
        elif (group := KINDS.get(str(value.pop("kind", None)))) is None:
            kinds = " or ".join(f'"kind": "{kind}"' for kind in KINDS)
            own = [((), f"a line without a known kind: write {kinds}", (1, 1))]
        else:
            base = (group, len(whole[group]))
            whole[group].append(value)
        problems += [((*base, *pointer), message, (number, column)) for pointer, message, (_, column) in own]
        if len(problems) >= MAX_PROBLEMS:
            return Parsed(whole, problems, complete=False)
    if whole is None and not problems:
        problems = [((), f"the file is empty: begin with {_FIRST_LINE}", (1, 1))]
    return Parsed(whole, problems, complete=whole is not None and not problems)


def locate(text: str, wanted: set[Pointer]) -> Locations:
    """Find the line and column of some values: of the key in a mapping, of the item in a list."""
    found: Locations = {}
    line, counted = 1, 0
    for pointer, offset, _token, is_key in _walk(text):
        if pointer and pointer in wanted and pointer not in found and (is_key or isinstance(pointer[-1], int)):
            line += text.count("\n", counted, offset)  # from the last place on: counting anew would be quadratic
            counted = offset
            found[pointer] = line, offset - text.rfind("\n", 0, offset)
            if len(found) == len(wanted):
                break
    return found


def locate_lines(text: str, wanted: set[Pointer]) -> Locations:
    """Find the line and column of some values in JSON Lines; a record is where its line begins."""
    found: Locations = {}
    counts = dict.fromkeys(KINDS.values(), 0)
    by_record: dict[Pointer, set[Pointer]] = {}
    for pointer in wanted:
        by_record.setdefault(pointer[:2] if pointer[0] in counts else (), set()).add(pointer)
    base: Pointer = ()
    for index, (number, line) in enumerate(_lines(text)):
        if index:
            group = KINDS[json.loads(line)["kind"]]
            base = (group, counts[group])
            counts[group] += 1
        pointers = by_record.pop(base, None)
        if pointers:
            if base in pointers:
                found[base] = number, len(line) - len(line.lstrip(_BLANKS)) + 1
            inner = locate(line, {pointer[len(base) :] for pointer in pointers})
            found.update(((*base, *pointer), (number, column)) for pointer, (_, column) in inner.items())
            if not by_record:
                break
    return found


def _parse(text: str, decoder: _Decoder) -> Parsed:
    try:
        value = decoder.decode(text)
    except json.JSONDecodeError as error:
        message = f"invalid JSON: {error.msg}; mend it here or just above"
        return Parsed(INVALID, [((), message, (error.lineno, error.colno))], complete=False)
    except RecursionError:
        return Parsed(INVALID, list(islice(_problems(text), MAX_PROBLEMS)), complete=False)
    problems = list(islice(_problems(text), MAX_PROBLEMS)) if decoder.has_problems else []
    return Parsed(value, problems, complete=True)


class _Decoder(json.JSONDecoder):
    """Python's decoder; notes that there is a key twice or a number to refuse, but not where."""

    def __init__(self) -> None:
        self.has_problems = False
        super().__init__(
            object_pairs_hook=self._mapping,
            parse_int=self._integer,
            parse_float=self._refuse,
            parse_constant=self._refuse,
        )

    def _mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        if len(mapping) != len(pairs):
            self.has_problems = True
        return mapping

    def _integer(self, token: str) -> Any:
        return int(token) if len(token) <= MAX_DIGITS else self._refuse(token)

    def _refuse(self, token: str) -> Any:
        if _number_problem(token):
            self.has_problems = True
            return INVALID
        return int(token)


class _LineDecoder(_Decoder):
    """The same, with one text for the equal keys of all lines, as within one document: it saves memory."""

    def _mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return super()._mapping([(intern(key), value) for key, value in pairs])


def _number_problem(token: str) -> str | None:
    if not token.lstrip("-").isdigit():
        return NOT_WHOLE
    return too_many_digits(token) if len(token.lstrip("-")) > MAX_DIGITS else None


def _problems(text: str) -> Iterator[tuple[Pointer, str, Location]]:
    """Yield each problem of well-formed JSON: keys that stand twice, numbers to refuse; last, too deep nesting."""
    seen: set[Pointer] = set()
    for pointer, offset, token, is_key in _walk(text):
        message = None
        if is_key:
            if pointer in seen:
                message = second_key(str(pointer[-1]))
            seen.add(pointer)
        elif token in "{[" and len(pointer) >= MAX_DEPTH:
            yield pointer, TOO_DEEP, location_at(text, offset)
            return
        elif token[0] in "-0123456789NI":
            message = _number_problem(token)
        if message:
            yield pointer, message, location_at(text, offset)


def _walk(text: str) -> Iterator[tuple[Pointer, int, str, bool]]:
    """Yield each key, and the first token of each value, of well-formed JSON: pointer, offset, token, whether a key."""
    steps: list[str | int] = []
    expects_key = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "}]":
            steps.pop()
            expects_key = False
        elif token == ",":
            last = steps[-1]
            if isinstance(last, int):
                steps[-1] = last + 1
            else:
                expects_key = True
        elif token == ":":
            expects_key = False
        elif expects_key:
            steps[-1] = json.loads(token)
            yield tuple(steps), match.start(), token, True
        else:
            yield tuple(steps), match.start(), token, False
            if token in "{[":
                steps.append(0 if token == "[" else "")
                expects_key = token == "{"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number, from 1, and the text of each line that is not blank."""
    for number, match in enumerate(re.finditer(r"(.*)\n?", text), start=1):
        if match[1].strip(_BLANKS):
            yield number, match[1]
