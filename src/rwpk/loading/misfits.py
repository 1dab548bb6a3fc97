"""Says why a value does not fit its type in the model, and what would. Everything follows from the type itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rwpk import model
from rwpk.loading.values import INVALID, MAX_DEPTH, TOO_DEEP, Pointer
from rwpk.text import join_choices, printable, suggest

# A message lists at most this many choices.
_MAX_LISTED_CHOICES = 8
_EXPECTED = {str: "text", int: "a whole number", bool: "true or false"}


def find(value: Any, annotation: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    """Yield every misfit in a value and in what it holds, each with its pointer."""
    kind = model.type_of(annotation)
    if value is INVALID:
        return
    if model.is_record(kind.base):
        yield from _find_in_record(value, kind.base, pointer)
    elif value is None and kind.nullable:
        return
    elif kind.base is tuple and isinstance(value, list):
        if message := _wrong_length(value, kind):
            yield pointer, message
        for index, item in enumerate(value):
            yield from find(item, kind.item, (*pointer, index))
    elif message := _wrong_value(value, kind):
        is_to_fill_in = value == "" and kind.base is not tuple  # as in a skeleton
        yield pointer, _empty(kind) if is_to_fill_in else message


def fits(value: Any, annotation: Any) -> bool:
    """Whether a value and all that it holds keep the rules of a type."""
    return next(find(value, annotation, ()), None) is None


def find_too_deep(value: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    """Yield the first value that is nested too deeply, if there is one."""
    open_values = [(value, pointer)]
    while open_values:
        value, pointer = open_values.pop()
        if isinstance(value, dict | list):
            if len(pointer) >= MAX_DEPTH:
                yield pointer, TOO_DEEP
                return
            items = value.items() if isinstance(value, dict) else enumerate(value)
            open_values += [(item, (*pointer, step)) for step, item in items]


def describe(value: Any) -> str:
    """Name a value in a message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"the number {value}"
    if isinstance(value, str):
        return f'"{printable(value, 40)}"'
    return "a list" if isinstance(value, list) else "a mapping"


def _find_in_record(value: Any, kind: type[model.Record], pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    name = _with_article(kind.__name__.lower())
    if not isinstance(value, dict):
        yield pointer, f"{describe(value)} is not {name}: write a mapping of fields"
        return
    fields = model.fields(kind)
    for key in value:
        if key[:1].isspace():
            message = f'a no-break space or another special blank before "{printable(key.strip())}"'
            yield (*pointer, key), f"{message}: indent with ordinary blanks"
        elif key not in fields:
            hint = suggest(key, fields) or f": {name} has {', '.join(fields)}"
            yield (*pointer, key), f'there is no field "{printable(key)}" here{hint}'
    for key, field in fields.items():
        if key in value:
            yield from find(value[key], field.annotation, (*pointer, key))
        elif field.required:
            remedy = "".join(field.type.marks("remedy")) or _when_unknown(field.type)
            yield pointer, f'{name} needs the field "{key}"{remedy}'


def _wrong_value(value: Any, kind: model.Type) -> str | None:
    shown = describe(value)
    if kind.choices:
        choices = [str(choice) for choice in kind.choices]
        if any(type(value) is type(choice) and value == choice for choice in kind.choices):
            return None
        listed = choices if len(choices) <= _MAX_LISTED_CHOICES else choices[:_MAX_LISTED_CHOICES]
        more = f" ({len(choices) - len(listed)} more: rwpk codebook dataset)" if listed != choices else ""
        nearest = _nearest_choice(value, choices)
        return f"{shown} is not one of the choices: write {join_choices(listed)}{more}{nearest}"
    if type(value) is not kind.base:
        expected = "a list" if kind.base is tuple else _EXPECTED.get(kind.base, "another value")
        remedy = ""
        if kind.base is str and isinstance(value, int):
            remedy = f': quote it, "{str(value).lower()}"'
        elif value is None and kind.base is tuple:
            remedy = ": write [] if there is none"
        return f"{shown}, where {expected} is expected{remedy}"
    if isinstance(value, str):
        return _wrong_text(value, kind)
    return _wrong_number(value, kind)


def _wrong_text(text: str, kind: model.Type) -> str | None:
    if message := _wrong_length(text, kind):
        return message
    for meta in kind.metas:
        if meta.pattern and (text.endswith("\n") or not re.search(meta.pattern, text)):  # `$` lets a last "\n" through
            example = f", such as {meta.examples[0]}" if meta.examples else ""
            return f"{describe(text)}: write {meta.title or f'text that matches {meta.pattern}'}{example}"
    reasons = (rule(text) for rule in kind.marks("rule"))
    return next((f"{describe(text)} {reason}" for reason in reasons if reason), None)


def _wrong_length(value: str | list[Any], kind: model.Type) -> str | None:
    count = len(value)
    what = f"a text of {count} character" if isinstance(value, str) else f"a list of {count} item"
    plural = "" if count == 1 else "s"
    for meta in kind.metas:
        if meta.min_length and count < meta.min_length:
            if not count:
                return _empty(kind)
            return f"{what}{plural}: write at least {meta.min_length}"
        if meta.max_length is not None and count > meta.max_length:
            return f"{what}{plural}: write at most {meta.max_length}"
    return None


def _wrong_number(number: int, kind: model.Type) -> str | None:
    for meta in kind.metas:
        bounds = [
            (meta.ge is not None and number < meta.ge, f"at least {meta.ge}"),
            (meta.gt is not None and number <= meta.gt, f"more than {meta.gt}"),
            (meta.le is not None and number > meta.le, f"at most {meta.le}"),
            (meta.lt is not None and number >= meta.lt, f"less than {meta.lt}"),
            (meta.multiple_of is not None and number % meta.multiple_of, f"a multiple of {meta.multiple_of}"),
        ]
        if bound := next((bound for is_broken, bound in bounds if is_broken), None):
            return f"{describe(number)}: write {bound}"
    return None


def _nearest_choice(value: Any, choices: list[str]) -> str:
    return suggest(value, choices) if isinstance(value, str) else ""


def _when_unknown(kind: model.Type) -> str:
    if kind.base is tuple and not kind.nullable:
        needs_items = any(meta.min_length for meta in kind.metas)
        return "" if needs_items else ", or [] if the article states none"
    return _or_null(kind)


def _empty(kind: model.Type) -> str:
    return f"it is empty: fill it in{_or_null(kind)}"


def _or_null(kind: model.Type) -> str:
    return ", or write null if the article does not state it" if kind.nullable else ""


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
