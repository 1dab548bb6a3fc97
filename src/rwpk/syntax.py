"""Text to plain values: strict YAML, JSON and JSON Lines, every fault with its place.

YAML is read from libyaml's events onto a stack of our own, since `yaml.load` builds anchors, tags and
merge keys before anyone can refuse them. Scalars follow few rules: null, true, false and plain decimal
integers; everything else is text, dates too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

Path = tuple[str | int, ...]

MAX_DEPTH = 32
MAX_PROBLEMS = 1_000
MAX_DIGITS = 15

#: How a line of JSON Lines says what it holds, and the group of the dataset that it goes to.
KINDS = {"mission": "missions", "fact": "facts"}


class Invalid:
    """Stands where a value was refused already, so that nobody complains of it twice."""


INVALID = Invalid()


class Fault(NamedTuple):
    """Something wrong with the text itself; line and column count from 1."""

    line: int
    column: int
    message: str
    path: Path = ()


class Parsed(NamedTuple):
    """Plain values (dict, list, str, int, bool, None, INVALID) and what was wrong with their text.

    `whole` is False where reading stopped halfway: what is missing then says nothing.
    """

    value: Any
    faults: list[Fault]
    whole: bool


class _TooMany(Exception):  # noqa: N818
    """Enough faults to report; reading on would only cost memory."""


_CONSTANTS = {"": None, "null": None, "Null": None, "NULL": None, "~": None, "true": True, "false": False}
_FIRST_OF_AMBIGUOUS = frozenset("yYnNoOtTfF+-.0123456789")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
# what YAML 1.1 readers take for something else than the text it looks like
_AMBIGUOUS_WORDS = frozenset({
    "y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF",
    "True", "TRUE", "False", "FALSE", ".nan", ".NaN", ".NAN",
    ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
})  # fmt: skip
_OF_NUMBERS = "0123456789_.:eE+-"
# no two parts of it can share a character, lest a long hostile text takes quadratic time
_AMBIGUOUS_NUMBER = (
    r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-fA-F_]+|\+[0-9]+"
    r"|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?"
)


def resolve(text: str) -> Any:
    """The value of a plain scalar of YAML; INVALID where it is not the same to every reader, or has too many digits."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _FIRST_OF_AMBIGUOUS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if len(text.lstrip("-")) <= MAX_DIGITS else INVALID
    if text in _AMBIGUOUS_WORDS:
        return INVALID
    if text.strip(_OF_NUMBERS) and not text.lstrip("+-").startswith(("0x", "0o", "0b")):
        return text
    return INVALID if re.fullmatch(_AMBIGUOUS_NUMBER, text) else text  # compiled on demand: it takes a while


def parse_yaml(text: str) -> Parsed:
    """Read one YAML document."""
    import yaml

    reader = _YamlReader()
    whole = False
    try:
        reader.read(text)
        whole = True
    except yaml.MarkedYAMLError as error:
        line, column = _spot(error.problem_mark or error.context_mark)
        reader.faults.append(
            Fault(line, column, f"no YAML: {error.problem or error.context}; mend it here or just above")
        )
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        if hasattr(yaml, "CSafeLoader"):  # libyaml counts bytes, the pure loader characters
            position = len(text.encode()[:position].decode(errors="ignore"))
        reader.faults.append(Fault(*_place(text, position), "a character that YAML does not allow: take it out"))
    except (ValueError, OverflowError):
        # the pure loader lets these out for an escape or a version number that is out of range
        message = "no YAML: a number out of range in an escape or a directive; mend it here or just below"
        line, column = _spot(reader.last.end_mark if reader.last else None)
        reader.faults.append(Fault(line, column, message))
    except _TooMany:
        pass
    return Parsed(reader.value, reader.faults, whole)


def locate_yaml(text: str, paths: set[Path]) -> dict[Path, tuple[int, int]]:
    """Find the line and column of each path in a YAML text: of the key in a mapping, of the item in a list."""
    import yaml

    reader = _YamlReader(wanted=paths)
    with suppress(yaml.YAMLError, _TooMany):
        reader.read(text)
    return reader.places


class _Level:
    """One open mapping or list on the reader's stack."""

    __slots__ = ("container", "key", "path")

    def __init__(self, container: dict[str, Any] | list[Any], path: Path) -> None:
        self.container = container
        self.path = path
        self.key: str | None = None


class _YamlReader:
    """Builds plain values from events; notes faults, and the places of wanted paths."""

    def __init__(self, wanted: set[Path] | None = None) -> None:
        self.value: Any = None
        self.faults: list[Fault] = []
        self.places: dict[Path, tuple[int, int]] = {}
        self.wanted = wanted or set()
        self.stack: list[_Level] = []
        self.last: Any = None

    def read(self, text: str) -> None:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        documents = 0
        event: Any
        for event in yaml.parse(text, Loader=loader):
            kind = type(event)
            self.last = event
            if kind is yaml.ScalarEvent:
                self.scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.open(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.stack.pop()
            elif kind is yaml.AliasEvent:
                self.fault(event, f"an alias (*{event.anchor}): write the value out")
                self.place(event, INVALID)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.fault(event, "a second document: keep one to a file")
                    return

    def fault(self, event: Any, message: str) -> None:
        mark = event.start_mark
        self.faults.append(Fault(mark.line + 1, mark.column + 1, message, self.path()))
        if len(self.faults) >= MAX_PROBLEMS:
            raise _TooMany

    def path(self) -> Path:
        if not self.stack:
            return ()
        level = self.stack[-1]
        if isinstance(level.container, list):
            return (*level.path, len(level.container))
        return (*level.path, level.key) if level.key is not None else level.path

    def note_place(self, event: Any, path: Path) -> None:
        if path in self.wanted and path not in self.places:
            self.places[path] = (event.start_mark.line + 1, event.start_mark.column + 1)

    def scalar(self, event: Any) -> None:
        self.refuse_extras(event)
        level = self.stack[-1] if self.stack else None
        if level and isinstance(level.container, dict) and level.key is None:
            self.key(event, level, level.container)
        elif event.implicit[0] and not event.style:
            self.place(event, self.plain(event))
        else:
            self.place(event, event.value)

    def key(self, event: Any, level: _Level, container: dict[str, Any]) -> None:
        key = event.value
        level.key = key  # before any fault, so that its path is the key's
        if key == "<<" and not event.style:
            self.fault(event, "a merge key (<<): write the values out")
        elif key in container:
            self.fault(event, f"the key {key!r} stands here a second time: keep one")
        if self.wanted:
            self.note_place(event, (*level.path, key))

    def plain(self, event: Any) -> Any:
        text = event.value
        value = resolve(text)
        if value is INVALID and _INTEGER.fullmatch(text):
            self.fault(event, f"a number of {len(text)} digits: at most {MAX_DIGITS}, or quote it as text")
        elif value is INVALID:
            shown = text if len(text) <= 40 else text[:40] + "…"
            self.fault(event, f'{shown} without quotes is not text to every YAML reader: write "{shown}"')
        return value

    def place(self, event: Any, value: Any) -> None:
        if not self.stack:
            self.value = value
            return
        level = self.stack[-1]
        if isinstance(level.container, list):
            if self.wanted:
                self.note_place(event, (*level.path, len(level.container)))
            level.container.append(value)
        elif level.key is None:
            self.fault(event, "a key that is no plain text")
            level.key = ""
        else:
            level.container[level.key] = value
            level.key = None

    def open(self, event: Any, container: dict[str, Any] | list[Any]) -> None:
        self.refuse_extras(event)
        path = self.path()
        if len(self.stack) >= MAX_DEPTH:
            self.fault(event, f"more than {MAX_DEPTH} levels of nesting")
            raise _TooMany
        self.place(event, container)
        self.stack.append(_Level(container, path))

    def refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self.fault(event, f"an anchor (&{event.anchor}): take it out")
        if event.tag is not None and event.tag != "!":
            self.fault(event, f"a tag ({event.tag}): take it out")


# an unclosed text reaches to the end, and nothing is tried twice: hostile input must not take quadratic time
_JSON_BRACKET = r'(?s)"(?:[^"\\]++|\\.)*+"?+|[{}\[\]]'
_JSON_TOKEN = r'(?s)"(?:[^"\\]++|\\.)*+"?+|[{}\[\],:]|[^\s{}\[\],:"]++'


def parse_json(text: str) -> Parsed:
    """Read one JSON document (RFC 8259)."""
    import json

    faults: list[Fault] = []
    if _json_depth_exceeded(text):
        return Parsed(INVALID, [Fault(1, 1, f"more than {MAX_DEPTH} levels of nesting")], whole=False)
    troubles: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) != len(items):
            troubles.append("duplicate")
        return result

    def refuse(token: str) -> Invalid:
        troubles.append(token)
        return INVALID

    def integer(token: str) -> int | Invalid:
        return int(token) if len(token.lstrip("-")) <= MAX_DIGITS else refuse(token)

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_int=integer, parse_float=refuse, parse_constant=refuse)
    except json.JSONDecodeError as error:
        fault = Fault(error.lineno, error.colno, f"no JSON: {error.msg}; mend it here or just above")
        return Parsed(INVALID, [fault], whole=False)
    if troubles:
        faults.extend(_json_troubles(text))
    return Parsed(value, faults, whole=True)


def locate_json(text: str, paths: set[Path]) -> dict[Path, tuple[int, int]]:
    """Find the line and column of each path in a JSON text, as `locate_yaml` does."""
    places: dict[Path, tuple[int, int]] = {}
    line, counted = 1, 0
    for path, offset, _token, is_key in _walk_json(text):
        at_item = bool(path) and isinstance(path[-1], int)
        if path in paths and path not in places and (is_key or at_item):
            line += text.count("\n", counted, offset)  # from the last place on, not from the start
            counted = offset
            places[path] = line, offset - text.rfind("\n", 0, offset)
    return places


def _json_troubles(text: str) -> Iterator[Fault]:
    seen: set[Path] = set()
    found = 0
    for path, offset, token, is_key in _walk_json(text):
        message = None
        if is_key:
            if path in seen:
                message = f"the key {path[-1]!r} stands here a second time: keep one"
            seen.add(path)
        elif token[0] in "-0123456789NI" and not (_INTEGER.fullmatch(token) and len(token.lstrip("-")) <= MAX_DIGITS):
            message = f"a number that is no integer of at most {MAX_DIGITS} digits: write it as text"
        if message:
            yield Fault(*_place(text, offset), message, path)
            found += 1
            if found >= MAX_PROBLEMS:
                return


def _walk_json(text: str) -> Iterator[tuple[Path, int, str, bool]]:
    """Walk well-formed JSON: each key and each value's first token, with its path and offset."""
    import json

    stack: list[list[Any]] = []  # [kind, key or index], innermost last
    expect_key = False
    for match in re.finditer(_JSON_TOKEN, text):
        token = match[0]
        if token in "}]":
            stack.pop()
            expect_key = False
        elif token == ",":
            if stack[-1][0] == "[":
                stack[-1][1] += 1
            else:
                expect_key = True
        elif token == ":":
            expect_key = False
        elif expect_key:
            stack[-1][1] = json.loads(token)
            yield tuple(level[1] for level in stack), match.start(), token, True
        else:
            yield tuple(level[1] for level in stack), match.start(), token, False
            if token in "{[":
                stack.append([token, 0 if token == "[" else ""])
                expect_key = token == "{"


_BLANK = " \t\r\n"


def parse_jsonl(text: str) -> Parsed:
    """Read JSON Lines: first the dataset's own fields, then one record a line; each line says its `kind`.

    The value is a dataset's, as the other two give it, with the groups in place of the lines.
    """
    whole: dict[str, Any] | None = None
    faults: list[Fault] = []
    for number, line in _lines(text):
        parsed = parse_json(line)
        at = number - 1
        if not parsed.whole or not isinstance(parsed.value, dict):
            own = parsed.faults or [Fault(1, 1, 'no mapping: a line is one record, as {"kind": "mission", …}')]
            faults += [fault._replace(line=at + fault.line) for fault in own]
        elif whole is None:
            if parsed.value.pop("kind", None) != "dataset":
                message = 'the first line is the dataset itself: {"kind": "dataset", "schema": 1, "source": …}'
                return Parsed(INVALID, [*faults, Fault(number, 1, message)], whole=False)
            held = [group for group in KINDS.values() if group in parsed.value]
            faults += [Fault(number, 1, f"{group} stand on lines of their own: take them out here") for group in held]
            whole = {**parsed.value, **{group: [] for group in KINDS.values()}}
            faults += [fault._replace(line=number) for fault in parsed.faults]
        else:
            kind = parsed.value.pop("kind", None)
            group = KINDS.get(kind) if isinstance(kind, str) else None
            if group is None:
                faults.append(Fault(number, 1, f"a line of no kind that we know: write {_kinds()}"))
            else:
                base = (group, len(whole[group]))
                faults += [fault._replace(line=number, path=base + fault.path) for fault in parsed.faults]
                whole[group].append(parsed.value)
        if len(faults) >= MAX_PROBLEMS:
            return Parsed(whole, faults, whole=False)
    if whole is None and not faults:
        faults = [Fault(1, 1, 'there is nothing in it: it begins with {"kind": "dataset", "schema": 1, "source": …}')]
    return Parsed(whole, faults, whole=whole is not None and not faults)


def locate_jsonl(text: str, paths: set[Path]) -> dict[Path, tuple[int, int]]:
    """Find the line and column of each path in JSON Lines, as `locate_yaml` does; a record is where its line begins."""
    places: dict[Path, tuple[int, int]] = {}
    counts = dict.fromkeys(KINDS.values(), 0)
    by_record: dict[Path, set[Path]] = {}
    for path in paths:
        by_record.setdefault(path[:2] if path[0] in counts else (), set()).add(path)
    base: Path = ()
    for count, (number, line) in enumerate(_lines(text)):
        if count:
            group = KINDS[_kind_of_line(line)]
            base = (group, counts[group])
            counts[group] += 1
        wanted = by_record.get(base, set())
        if base in wanted:
            places[base] = number, 1
        found = locate_json(line, {path[len(base) :] for path in wanted})
        places.update((base + path, (number, column)) for path, (_, column) in found.items())
    return places


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Number the lines that are not blank, from 1."""
    begin, number = 0, 1
    while begin < len(text):
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        line = text[begin:end]
        if line.strip(_BLANK):
            yield number, line
        begin, number = end + 1, number + 1


def _kind_of_line(line: str) -> str:
    import json

    kind: str = json.loads(line)["kind"]
    return kind


def _kinds() -> str:
    return " or ".join(f'"kind": "{kind}"' for kind in KINDS)


def _json_depth_exceeded(text: str) -> bool:
    # the json module recurses: depth is bounded before it starts
    depth = 0
    for match in re.finditer(_JSON_BRACKET, text):
        token = match[0]
        if token in ("{", "["):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif token in ("}", "]"):
            depth -= 1
    return False


def _spot(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


#: How each kind of text is parsed, and how a path in it is found again.
PARSERS: dict[str, Callable[[str], Parsed]] = {"yaml": parse_yaml, "json": parse_json, "jsonl": parse_jsonl}
LOCATORS: dict[str, Callable[[str, set[Path]], dict[Path, tuple[int, int]]]] = {
    "yaml": locate_yaml,
    "json": locate_json,
    "jsonl": locate_jsonl,
}
