"""Dates in a subset of EDTF (ISO 8601-2), each with its earliest and latest day.

| form | example | meaning |
|---|---|---|
| date | `2004`, `1993-10`, `2004-08-15` | a year, a month, a day |
| one of a range | `[2014..2021-10-31]`, `[..2012]`, `[2012..]` | one unknown day within the bounds |
| interval | `2012-03/2012-05` | a stretch of time (notes only) |
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache
from typing import NamedTuple

# The same forms as regular expressions for JSON Schema. They cannot check the calendar; the functions below do.
_DAY = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_RANGE = rf"\[({_DAY}\.\.({_DAY})?|\.\.{_DAY})\]"
DATE_PATTERN = f"^{_DAY}$"
RANGE_PATTERN = f"^({_DAY}|{_RANGE})$"
INTERVAL_PATTERN = f"^({_DAY}|{_RANGE}|{_DAY}/{_DAY})$"

_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class _Beyond(date):
    """What stands for a day that is not bounded: it lies before or after every day of the calendar.

    The first and the last day of the calendar may be stated themselves, so that neither can stand for an open end.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, date) and _order(self) == _order(other)

    def __ne__(self, other: object) -> bool:  # date has one of its own
        return not self == other

    def __lt__(self, other: date) -> bool:
        return _order(self) < _order(other)

    def __le__(self, other: date) -> bool:
        return _order(self) <= _order(other)

    def __gt__(self, other: date) -> bool:
        return _order(self) > _order(other)

    def __ge__(self, other: date) -> bool:
        return _order(self) >= _order(other)

    __hash__ = date.__hash__


def _order(day: date) -> int:
    """Number the days, those of the calendar from 1 on."""
    return day.toordinal() + ((1 if day.year == MAXYEAR else -1) if isinstance(day, _Beyond) else 0)


class Span(NamedTuple):
    """The days on which a date may fall: `earliest` to `latest`, both included.

    An open end is before or after every day of the calendar; `bounds` returns None for it.
    """

    earliest: date
    latest: date


#: The span of a date that is not stated: any day.
ANY_DAY = Span(_Beyond(MINYEAR, 1, 1), _Beyond(MAXYEAR, 12, 31))


def parse_date(text: str) -> Span:
    """Parse a year, a month or a day: `2004`, `1993-10`, `2004-08-15`.

    Raises ValueError with a message for the user if the text is not such a date.
    """
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError("write a year, a month or a day, such as 2004, 1993-10 or 2004-08-15")
    year = int(match[1])
    if year < MINYEAR:
        raise ValueError(f"there is no year {match[1]}")
    if not match[2]:
        return Span(date(year, 1, 1), date(year, 12, 31))
    month = int(match[2])
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {match[2]}")
    last = monthrange(year, month)[1]
    if not match[3]:
        return Span(date(year, month, 1), date(year, month, last))
    day = int(match[3])
    if not 1 <= day <= last:
        raise ValueError(f"there is no day {match[3]} in {match[1]}-{match[2]}")
    return Span(date(year, month, day), date(year, month, day))


@lru_cache(maxsize=4096)
def parse(text: str) -> Span:
    """Parse a date or a range such as `[2014..2021-10-31]`.

    Raises ValueError with a message for the user if the text is neither.
    """
    if not text.startswith("["):
        return parse_date(text)
    low, dots, high = text[1:-1].partition("..")
    if not text.endswith("]") or not dots or not (low or high):
        raise ValueError("write a range as [2014..2021-10-31], [..2012] or [2012..]")
    earliest = parse_date(low).earliest if low else ANY_DAY.earliest
    latest = parse_date(high).latest if high else ANY_DAY.latest
    return _in_order(earliest, latest)


def parse_interval(text: str) -> Span:
    """Parse a date, a range or an interval such as `2012-03/2012-05`.

    Raises ValueError with a message for the user if the text is none of these.
    """
    begin, slash, end = text.partition("/")
    return _in_order(parse_date(begin).earliest, parse_date(end).latest) if slash else parse(text)


def bounds(text: str | None) -> tuple[date | None, date | None]:
    """Return the first and the last day on which a date may fall; None for an open end."""
    earliest, latest = parse(text) if text else ANY_DAY
    return None if earliest == ANY_DAY.earliest else earliest, None if latest == ANY_DAY.latest else latest


def in_words(text: str) -> str:
    """Write a date in words: `[2014..2021-10-31]` is "between 2014 and 2021-10-31", an interval "2012 to 2014"."""
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
    earliest, latest = bounds(text)
    if not earliest or not latest or earliest.year != latest.year:
        return "year"
    return "month" if earliest.month != latest.month else "day"


def _in_order(earliest: date, latest: date) -> Span:
    if earliest > latest:
        raise ValueError("it ends before it begins: put the earlier date first")
    return Span(earliest, latest)
