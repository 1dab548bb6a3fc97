"""The subset of EDTF (ISO 8601-2) that the datasets use, each date with its earliest and latest day.

| form | example | means |
|---|---|---|
| date | `2004`, `1993-10`, `2004-08-15` | a year, a month, a day |
| one of a range | `[2014..2021-10-31]`, `[..2012]`, `[2012..]` | one unknown day within the bounds |
| interval | `2012-03/2012-05` | a stretch of time (notes only) |
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

# the same forms as patterns of JSON Schema; the calendar itself is for the functions below
_DAY = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_RANGE = rf"\[({_DAY}\.\.({_DAY})?|\.\.{_DAY})\]"
DATE_PATTERN = f"^{_DAY}$"
RANGE_PATTERN = f"^({_DAY}|{_RANGE})$"
INTERVAL_PATTERN = f"^({_DAY}|{_RANGE}|{_DAY}/{_DAY})$"

_DATE = re.compile("[0-9]{4}(?:-[0-9]{2}){0,2}")


class Span(NamedTuple):
    """The days a date may fall on: `earliest` to `latest`, both included."""

    earliest: date
    latest: date


#: What a date that nobody states may be: any day.
ANY_DAY = Span(date.min, date.max)


def parse_date(text: str) -> Span:
    """Read a year, a month or a day, as in `2004`, `1993-10`, `2004-08-15`.

    Raises ValueError, with a message for people, where the text is none of these.
    """
    if not _DATE.fullmatch(text):
        raise ValueError("write a year, a month or a day, as 2004, 1993-10 or 2004-08-15")
    try:
        first = date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise ValueError("there is no such day in the calendar") from None
    if len(text) == len("2004-08-15"):
        return Span(first, first)
    if len(text) == len("2004") or first.month == 12:
        return Span(first, date(first.year, 12, 31))
    return Span(first, date.fromordinal(date(first.year, first.month + 1, 1).toordinal() - 1))


@lru_cache(maxsize=4096)
def parse(text: str) -> Span:
    """Read a date or a one-of range such as `[2014..2021-10-31]`.

    Raises ValueError, with a message for people, where the text is no EDTF of ours.
    """
    if not text.startswith("["):
        return parse_date(text)
    low, dots, high = text[1:-1].partition("..")
    if not text.endswith("]") or not dots or not (low or high):
        raise ValueError("write a range as [2014..2021-10-31], [..2012] or [2012..]")
    earliest = parse_date(low).earliest if low else date.min
    latest = parse_date(high).latest if high else date.max
    return _ordered(earliest, latest)


def bounds(text: str | None) -> tuple[date | None, date | None]:
    """The first and the last day that a date may be; None where that is open."""
    span = parse(text) if text else ANY_DAY
    return None if span.earliest == date.min else span.earliest, None if span.latest == date.max else span.latest


def parse_interval(text: str) -> Span:
    """Read a date, a one-of range or an interval such as `2012-03/2012-05`.

    Raises ValueError, with a message for people, where the text is no EDTF of ours.
    """
    begin, slash, end = text.partition("/")
    return _ordered(parse_date(begin).earliest, parse_date(end).latest) if slash else parse(text)


def in_words(text: str) -> str:
    """Say a date as people do: `[2014..2021-10-31]` is "between 2014 and 2021-10-31", an interval "2012 to 2014"."""
    if "/" in text:
        return text.replace("/", " to ")
    if not text.startswith("["):
        return text
    low, _, high = text[1:-1].partition("..")
    if low and high:
        return f"between {low} and {high}"
    return f"in or after {low}" if low else f"in or before {high}"


def missing_unit(text: str) -> str:
    """Name the largest unit that a date leaves open: "year", "month" or "day"."""
    span = parse(text)
    if span.earliest.year != span.latest.year:
        return "year"
    return "month" if span.earliest.month != span.latest.month else "day"


def _ordered(earliest: date, latest: date) -> Span:
    if earliest > latest:
        raise ValueError("it ends before it begins: put the earlier date first")
    return Span(earliest, latest)
