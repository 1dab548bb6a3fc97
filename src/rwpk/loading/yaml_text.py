"""YAML text to plain values, strictly.

The values are made from libyaml's events, because `yaml.load` resolves anchors, tags and merge keys before anyone can
refuse them. Scalars follow few rules: null, true, false and plain decimal integers; all else is text, dates too. What
some YAML reader takes for another value than the text it looks like must be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from rwpk.errors import MAX_PROBLEMS
from rwpk.loading import yaml_slips
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
from rwpk.text import printable

_CONSTANTS = {"": None, "null": None, "Null": None, "NULL": None, "~": None, "true": True, "false": False}
_FIRST_OF_AMBIGUOUS = frozenset("yYnNoOtTfF+-.0123456789")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
# Words that YAML 1.1 readers take for booleans or numbers, written in lower case, in upper case or as a title.
_AMBIGUOUS_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", ".nan", ".inf", "+.inf", "-.inf"))
_NUMBER_SIGNS = "0123456789_.:eE+-"
# No two adjacent parts can match the same character: otherwise a long hostile text takes quadratic time.
_AMBIGUOUS_NUMBER = (
    r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-fA-F_]+|\+[0-9]+"
    r"|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?"
)


class _Stop(Exception):  # noqa: N818 (not an error)
    """Reading on has no use: there are problems enough, or the nesting is too deep."""


def parse(text: str) -> Parsed:
    """Parse one YAML document."""
    import yaml

    reader = _Reader()
    if directive := yaml_slips.find_directive(text):
        message, location = directive
        return Parsed(None, [((), f"invalid YAML: {message}", location)], complete=False)
    try:
        reader.read(_events(text))
    except _Stop:
        complete = False
    except yaml.YAMLError as error:
        message, location = _syntax_error(error, text)
        reader.problems.append(((), message, location))
        complete = False
    except (ValueError, OverflowError):  # PyYAML without libyaml, for an escape or a version number out of range
        reader.problems.append(((), f"invalid YAML: {yaml_slips.BAD_ESCAPE}", (1, 1)))
        complete = False
    else:
        complete = True
    return Parsed(reader.value, reader.problems, complete)


def locate(text: str, wanted: set[Pointer]) -> Locations:
    """Find the line and column of some values: of the key in a mapping, of the item in a list."""
    import yaml

    found: Locations = {}
    steps: list[str | int | None] = []  # to the next node; None stands for a key that is still to come
    with suppress(yaml.YAMLError):
        for event in _events(text):
            if isinstance(event, yaml.CollectionEndEvent):
                steps.pop()
            elif not isinstance(event, yaml.NodeEvent):
                continue
            else:
                is_key = bool(steps) and steps[-1] is None
                if is_key:
                    steps[-1] = event.value if isinstance(event, yaml.ScalarEvent) else ""
                if (is_key or (steps and isinstance(steps[-1], int))) and (pointer := tuple(steps)) in wanted:
                    found.setdefault(pointer, _location(event.start_mark))  # type: ignore[arg-type]
                    if len(found) == len(wanted):
                        break
                if is_key:
                    continue
                if isinstance(event, yaml.CollectionStartEvent):
                    steps.append(None if isinstance(event, yaml.MappingStartEvent) else 0)
                    continue
            if steps:  # a node is complete
                steps[-1] = steps[-1] + 1 if isinstance(steps[-1], int) else None
    return found


class _Reader:
    """Makes plain values of events, and reports what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[tuple[Pointer, str, Location]] = []
        # The containers around the one that is being filled, each with the key of the value that is open in it. The
        # outermost is a list that holds the document.
        self.stack: list[tuple[Any, str | None]] = []
        self.container: Any = []
        self.key: str | None = None  # the key whose value comes next, in a mapping
        self.document = self.container

    @property
    def value(self) -> Any:
        return self.document[0] if self.document else None

    def read(self, events: Iterator[Any]) -> None:  # noqa: PLR0912 (the loop runs a hundred times for each mission)
        """Read all events."""
        import yaml

        scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        keys: dict[str, str] = {}  # one text for all equal keys, which saves memory
        for event in events:
            kind = type(event)
            if kind is scalar:
                if event.anchor is not None or event.tag is not None:
                    self.refuse_anchor_and_tag(event)
                value = event.value
                if self.key is None and type(self.container) is dict:
                    self.key = keys.setdefault(value, value)
                    if value in self.container or (value == "<<" and not event.style):
                        self.refuse_key(event)
                    continue
                if event.implicit[0] and not event.style:
                    value = resolve(value)
                    if value is INVALID:
                        self.report(event, _ambiguous(event.value))
                if self.key is None:
                    self.container.append(value)
                else:
                    self.container[self.key] = value
                    self.key = None
            elif kind in ends:
                self.container, _ = self.stack.pop()
                self.key = None
            elif kind is mapping or kind is sequence:
                self.open(event, {} if kind is mapping else [])
            elif kind is yaml.AliasEvent:
                self.report(event, f"an alias (*{event.anchor}): write the value out, or put the text in quotes")
                self.refuse_as_key(event)
                self.add(INVALID)
            elif kind is yaml.DocumentStartEvent and self.document:
                self.report(event, "a second document: keep one document in a file")
                raise _Stop

    def add(self, value: Any) -> None:
        """Put a value where the next one goes."""
        if self.key is None:
            self.container.append(value)
        else:
            self.container[self.key] = value
            self.key = None

    def open(self, event: Any, container: Any) -> None:
        """Begin a mapping or a list."""
        self.refuse_anchor_and_tag(event)
        self.refuse_as_key(event)
        if len(self.stack) >= MAX_DEPTH:
            self.report(event, TOO_DEEP)
            raise _Stop
        key = self.key
        self.add(container)
        self.stack.append((self.container, key))
        self.container = container

    def refuse_key(self, event: Any) -> None:
        if event.value == "<<" and not event.style:
            self.report(event, "a merge key (<<): write the values out")
        else:
            self.report(event, second_key(event.value))

    def refuse_as_key(self, event: Any) -> None:
        if self.key is None and isinstance(self.container, dict):
            self.report(event, "a key that is not plain text: write it as text")
            raise _Stop

    def refuse_anchor_and_tag(self, event: Any) -> None:
        if event.anchor is not None:
            self.report(event, f"an anchor (&{event.anchor}): take it out, or put the text in quotes")
        if event.tag is not None and event.tag != "!":
            self.report(event, f"a tag ({event.tag}): take it out, or put the text in quotes")

    def report(self, event: Any, message: str) -> None:
        self.problems.append((self.pointer(), message, _location(event.start_mark)))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop

    def pointer(self) -> Pointer:
        """The way to the next value, or to the key that was just read."""
        steps = [len(container) - 1 if key is None else key for container, key in self.stack[1:]]
        if isinstance(self.container, dict):
            return tuple(steps) if self.key is None else (*steps, self.key)
        return (*steps, len(self.container)) if self.stack else ()


def resolve(text: str) -> Any:
    """Return the value of a plain scalar; INVALID if YAML readers disagree on it, or it has too many digits."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _FIRST_OF_AMBIGUOUS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if len(text.lstrip("-")) <= MAX_DIGITS else INVALID
    lower = text[:6].lower()  # no ambiguous word is longer
    if lower in _AMBIGUOUS_WORDS and text in (lower, lower.upper(), lower.title()):
        return INVALID
    if text.strip(_NUMBER_SIGNS) and not text.lstrip("+-").startswith(("0x", "0o", "0b")):
        return text
    return INVALID if re.fullmatch(_AMBIGUOUS_NUMBER, text) else text  # compiled on demand, since that takes a while


def _ambiguous(text: str) -> str:
    if _INTEGER.fullmatch(text):
        return too_many_digits(text)
    if re.fullmatch(_NUMBER, text):
        return NOT_WHOLE
    remedy = f'write "{text}"' if text.isprintable() and len(text) <= 40 else "put it in quotes"
    return f"{printable(text, 40)} without quotes is not text to every YAML reader: {remedy}"


def _events(text: str) -> Iterator[Any]:
    import yaml

    events: Iterator[Any] = yaml.parse(_Stream(text), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return events


class _Stream:
    """A text to be read in pieces: of a whole text PyYAML would make a copy."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0

    def read(self, size: int = 1 << 14) -> str:
        piece = self.text[self.offset : self.offset + size]
        self.offset += len(piece)
        return piece


def _syntax_error(error: Any, text: str) -> tuple[str, Location]:
    """Say what PyYAML found wrong, and where."""
    import yaml

    if isinstance(error, yaml.reader.ReaderError):
        position = error.position if isinstance(error.position, int) else 0
        if hasattr(yaml, "CSafeLoader"):  # libyaml counts bytes, PyYAML's own reader characters
            position = len(text.encode()[:position].decode(errors="ignore"))
        return "a character that YAML does not allow: take it out", location_at(text, position)
    if "nesting depth" in (error.problem or ""):  # libyaml may refuse a thousand levels before it returns the first
        return TOO_DEEP, _location(error.problem_mark or error.context_mark)
    marks = [mark.index if mark else None for mark in (error.problem_mark, error.context_mark)]
    problem = f"{error.context or ''}: {error.problem or ''}"
    message, location = yaml_slips.explain(text, problem, marks[0] or marks[1] or 0, marks[1])
    return f"invalid YAML: {message}", location


def _location(mark: Any) -> Location:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
