"""Text to plain values: strict YAML, JSON and JSON Lines, every fault with its place.

YAML is read from libyaml's events onto a stack of our own, since `yaml.load` builds anchors, tags and
merge keys before anyone can refuse them. Scalars follow few rules: null, true, false and plain decimal
integers; everything else is text, dates too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

Path = tuple[str | int, ...]

MAX_DEPTH = 32
MAX_AGAIN = 1 << 14  # what the pure loader has a look at, in characters
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


class _Enough(Exception):  # noqa: N818
    """Faults enough, or all places found: reading on would only cost time and memory."""


_CONSTANTS = {"": None, "null": None, "Null": None, "NULL": None, "~": None, "true": True, "false": False}
_FIRST_OF_AMBIGUOUS = frozenset("yYnNoOtTfF+-.0123456789")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"  # a number of JSON
# what YAML 1.1 readers take for something else than the text it looks like; in lower case, in upper case, or as a title
_AMBIGUOUS_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", ".nan", ".inf", "+.inf", "-.inf"))
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
    lower = text[:6].lower()  # of a longer one this makes no word of these
    if lower in _AMBIGUOUS_WORDS and text in (lower, lower.upper(), lower.title()):
        return INVALID
    if text.strip(_OF_NUMBERS) and not text.lstrip("+-").startswith(("0x", "0o", "0b")):
        return text
    return INVALID if re.fullmatch(_AMBIGUOUS_NUMBER, text) else text  # compiled on demand: it takes a while


def _no_integer(text: str) -> str:
    """Say what is wrong with a number that is not one of ours."""
    if _INTEGER.fullmatch(text):
        return f"a number of {len(text.lstrip('-'))} digits: at most {MAX_DIGITS}, or quote it as text"
    return "a number that is no whole number: write a whole number, or quote it as text"


def parse_yaml(text: str, loader: Any = None) -> Parsed:
    """Read one YAML document."""
    import yaml

    reader = _YamlReader()
    try:
        reader.read(text, loader)
        return Parsed(reader.value, reader.faults, whole=True)
    except _Enough:
        return Parsed(reader.value, reader.faults, whole=False)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        spot = _spot(mark)
        message = f"no YAML: {error.problem or error.context}; mend it here or just above"
        if "nesting depth" in message:  # since 0.2.6 libyaml looks further than what it has told
            if mark.index < MAX_AGAIN and not loader:
                return parse_yaml(text, yaml.SafeLoader)
            message = f"more than {MAX_DEPTH} levels of nesting"
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        if hasattr(yaml, "CSafeLoader"):  # libyaml counts bytes, the pure loader characters
            position = len(text.encode()[:position].decode(errors="ignore"))
        spot = place(text, position)
        message = "a character that YAML does not allow: take it out"
    except (ValueError, OverflowError):
        # the pure loader lets these out for an escape or a version number that is out of range
        spot = _spot(reader.last.end_mark if reader.last else None)
        message = "no YAML: a number out of range in an escape or a directive; mend it here or just below"
    return Parsed(reader.value, [*reader.faults, Fault(*spot, message)], whole=False)


def locate_yaml(text: str, paths: set[Path]) -> dict[Path, tuple[int, int]]:
    """Find the line and column of each path in a YAML text: of the key in a mapping, of the item in a list."""
    import yaml

    reader = _YamlReader(wanted=paths)
    with suppress(yaml.YAMLError, _Enough):
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

    def read(self, text: str, loader: Any = None) -> None:
        import yaml

        loader = loader or getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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
        self.faults.append(Fault(*_spot(event.start_mark), message, self.path()))
        if len(self.faults) >= MAX_PROBLEMS:
            raise _Enough

    def path(self) -> Path:
        if not self.stack:
            return ()
        level = self.stack[-1]
        if isinstance(level.container, list):
            return (*level.path, len(level.container))
        return (*level.path, level.key) if level.key is not None else level.path

    def note_place(self, event: Any) -> None:
        if self.wanted and (path := self.path()) in self.wanted:
            self.places.setdefault(path, _spot(event.start_mark))
            if len(self.places) == len(self.wanted):
                raise _Enough

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
        self.note_place(event)

    def plain(self, event: Any) -> Any:
        text = event.value
        value = resolve(text)
        if value is INVALID:
            shown = text if len(text) <= 40 else text[:40] + "…"
            as_text = f'{shown} without quotes is not text to every YAML reader: write "{shown}"'
            self.fault(event, _no_integer(text) if re.fullmatch(_DECIMAL, text) else as_text)
        return value

    def place(self, event: Any, value: Any) -> None:
        if not self.stack:
            self.value = value
            return
        level = self.stack[-1]
        if isinstance(level.container, list):
            self.note_place(event)
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
            raise _Enough
        self.place(event, container)
        self.stack.append(_Level(container, path))

    def refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self.fault(event, f"an anchor (&{event.anchor}): take it out")
        if event.tag is not None and event.tag != "!":
            self.fault(event, f"a tag ({event.tag}): take it out")


# an unclosed text reaches to the end, and nothing is tried twice: hostile input must not take quadratic time
_JSON_TOKEN = r'(?s)"(?:[^"\\]++|\\.)*+"?+|[{}\[\],:]|[^\s{}\[\],:"]++'


def parse_json(text: str) -> Parsed:
    """Read one JSON document (RFC 8259)."""
    import json

    depth = 0
    for match in re.finditer(_JSON_TOKEN, text):  # first, since the json module recurses
        depth += (match[0] in "{[") - (match[0] in "}]")
        if depth > MAX_DEPTH:
            return Parsed(INVALID, [Fault(1, 1, f"more than {MAX_DEPTH} levels of nesting")], whole=False)

    def number(token: str) -> int | Invalid:
        value = resolve(token)
        return value if isinstance(value, int) else INVALID

    try:
        value = json.loads(text, parse_int=number, parse_float=number, parse_constant=number)
    except json.JSONDecodeError as error:
        fault = Fault(error.lineno, error.colno, f"no JSON: {error.msg}; mend it here or just above")
        return Parsed(INVALID, [fault], whole=False)
    return Parsed(value, list(islice(_json_faults(text), MAX_PROBLEMS)), whole=True)


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
            if len(places) == len(paths):
                break
    return places


def _json_faults(text: str) -> Iterator[Fault]:
    """What is wrong with well-formed JSON: keys that stand twice, and numbers that are none of ours."""
    seen: set[Path] = set()
    for path, offset, token, is_key in _walk_json(text):
        if is_key and path in seen:
            message = f"the key {path[-1]!r} stands here a second time: keep one"
            yield Fault(*place(text, offset), message, path)
        elif is_key:
            seen.add(path)
        elif token[0] in "-0123456789NI" and not isinstance(resolve(token), int):
            yield Fault(*place(text, offset), _no_integer(token), path)


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
        value, own, is_whole = parse_json(line)
        base: Path = ()
        if not is_whole or not isinstance(value, dict):
            own = own or [Fault(1, 1, 'no mapping: a line is one record, as {"kind": "mission", …}')]
        elif whole is None:
            if value.pop("kind", None) != "dataset":
                message = 'the first line is the dataset itself: {"kind": "dataset", "schema": 1, "source": …}'
                return Parsed(INVALID, [*faults, Fault(number, 1, message)], whole=False)
            message = "stand on lines of their own: take them out here"
            own += [Fault(1, 1, f"{group} {message}") for group in KINDS.values() if group in value]
            whole = {**value, **{group: [] for group in KINDS.values()}}
        elif (group := KINDS.get(str(value.pop("kind", None)))) is None:
            kinds = " or ".join(f'"kind": "{kind}"' for kind in KINDS)
            own = [Fault(1, 1, f"a line of no kind that we know: write {kinds}")]
        else:
            base = (group, len(whole[group]))
            whole[group].append(value)
        faults += [fault._replace(line=number, path=base + fault.path) for fault in own]
        if len(faults) >= MAX_PROBLEMS:
            return Parsed(whole, faults, whole=False)
    if whole is None and not faults:
        faults = [Fault(1, 1, 'there is nothing in it: it begins with {"kind": "dataset", "schema": 1, "source": …}')]
    return Parsed(whole, faults, whole=whole is not None and not faults)


def locate_jsonl(text: str, paths: set[Path]) -> dict[Path, tuple[int, int]]:
    """Find the line and column of each path in JSON Lines, as `locate_yaml` does; a record is where it begins."""
    import json

    places: dict[Path, tuple[int, int]] = {}
    counts = dict.fromkeys(KINDS.values(), 0)
    by_record: dict[Path, set[Path]] = {}
    for path in paths:
        by_record.setdefault(path[:2] if path[0] in counts else (), set()).add(path)
    base: Path = ()
    for count, (number, line) in enumerate(_lines(text)):
        if count:
            group = KINDS[json.loads(line)["kind"]]
            base = (group, counts[group])
            counts[group] += 1
        if wanted := by_record.pop(base, None):
            if base in wanted:
                places[base] = number, len(line) - len(line.lstrip(_BLANK)) + 1
            found = locate_json(line, {path[len(base) :] for path in wanted})
            places.update((base + path, (number, column)) for path, (_, column) in found.items())
            if not by_record:
                break
    return places


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Number the lines that are not blank, from 1."""
    for number, match in enumerate(re.finditer(r"(.*)\n?", text), start=1):
        if match[1].strip(_BLANK):
            yield number, match[1]


def _spot(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of a place in a text, from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


#: How each kind of text is parsed, and how a path in it is found again.
PARSERS: dict[str, Callable[[str], Parsed]] = {"yaml": parse_yaml, "json": parse_json, "jsonl": parse_jsonl}
LOCATORS: dict[str, Callable[[str, set[Path]], dict[Path, tuple[int, int]]]] = {
    "yaml": locate_yaml,
    "json": locate_json,
    "jsonl": locate_jsonl,
}
