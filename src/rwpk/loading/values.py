"""Plain values and the places they come from: what the readers of YAML and JSON return."""

from __future__ import annotations

from typing import Any, NamedTuple

from rwpk.text import printable

#: The keys and indexes that lead to a value from the top of a file.
Pointer = tuple[str | int, ...]
#: A line and a column, both from 1.
Location = tuple[int, int]
Locations = dict[Pointer, Location]

#: Deeper nesting is refused in all languages; a dataset needs five levels.
MAX_DEPTH = 32
TOO_DEEP = f"more than {MAX_DEPTH} levels of nesting: take out the inner ones"
#: Longer numbers are refused: other readers round them.
MAX_DIGITS = 15
NOT_WHOLE = "not a whole number: write a whole number, or quote it as text"


class Invalid:
    """The type of INVALID."""


#: Stands in place of a value that a reader has reported already, so that it is reported once.
INVALID = Invalid()


class Parsed(NamedTuple):
    """Plain values (dict, list, str, int, bool, None, INVALID), and what is wrong with the text they stand in.

    `complete` is False if reading stopped early: then nothing follows from what is missing.
    """

    value: Any
    problems: list[tuple[Pointer, str, Location]]
    complete: bool


def too_many_digits(number: str) -> str:
    """Say that an integer is too long."""
    return f"a number of {len(number.lstrip('-'))} digits: write at most {MAX_DIGITS}, or quote it as text"


def second_key(name: str) -> str:
    """Say that a mapping has a key twice."""
    return f'a second key "{printable(name)}" in this mapping: keep one'


def location_at(text: str, offset: int) -> Location:
    """Return the line and the column of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def id_at(value: Any, pointer: Pointer) -> str | None:
    """Return the id of the mission or fact that a pointer leads into, if it has one."""
    if len(pointer) < 2 or pointer[0] not in ("missions", "facts") or not isinstance(value, dict):
        return None
    records, index = value.get(pointer[0]), pointer[1]
    if not isinstance(records, list) or not isinstance(index, int) or index >= len(records):
        return None
    record = records[index]
    found = record.get("id") if isinstance(record, dict) else getattr(record, "id", None)
    return printable(found, 120) if found and isinstance(found, str) else None
