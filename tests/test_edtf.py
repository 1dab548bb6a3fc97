"""Dates: what is read, what days it may mean, how it is said."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest

from rwpk import edtf


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2004", "2004-01-01", "2004-12-31"),
        ("1993-10", "1993-10-01", "1993-10-31"),
        ("2011-12", "2011-12-01", "2011-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2013-02", "2013-02-01", "2013-02-28"),
        ("2000-02-29", "2000-02-29", "2000-02-29"),
        ("2004-08-15", "2004-08-15", "2004-08-15"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("[2014..2021-10-31]", "2014-01-01", "2021-10-31"),
        ("[2014-03..2014]", "2014-03-01", "2014-12-31"),
        ("[0001..9999]", "0001-01-01", "9999-12-31"),
    ],
)
def test_a_date_has_an_earliest_and_a_latest_day(written: str, earliest: str, latest: str) -> None:
    assert edtf.parse(written) == (date.fromisoformat(earliest), date.fromisoformat(latest))


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        (None, (None, None)),
        ("0001-01-01", (date.min, date.min)),
        ("9999-12-31", (date.max, date.max)),
        ("[..0001-01-01]", (None, date.min)),
        ("[9999-12-31..]", (date.max, None)),
        ("[0001..9999]", (date.min, date.max)),
        ("[..9999]", (None, date.max)),
        ("[0001..]", (date.min, None)),
    ],
)
def test_a_day_at_an_end_of_the_calendar_is_a_bound_and_an_open_end_is_none(
    written: str | None, bounds: tuple[date | None, date | None]
) -> None:
    assert edtf.bounds(written) == bounds
    assert tuple(map(type, edtf.bounds(written))) == tuple(map(type, bounds))


def test_an_open_end_lies_before_or_after_every_day() -> None:
    assert edtf.parse("[..2012]") == (edtf.ANY_DAY.earliest, date(2012, 12, 31))
    assert edtf.parse("[2012..]") == (date(2012, 1, 1), edtf.ANY_DAY.latest)
    before, after = edtf.ANY_DAY
    ordered = [before, date.min, date.max, after]
    assert sorted([after, date.max, before, date.min]) == ordered
    for place, day in enumerate(ordered):
        for other, another in enumerate(ordered):
            answers = (day < another, day <= another, day == another, day != another, day >= another, day > another)
            assert answers == (
                place < other, place <= other, place == other, place != other, place >= other, place > other
            )  # fmt: skip
    assert len(set(ordered)) == len(ordered)
    assert copy.deepcopy(edtf.ANY_DAY) == pickle.loads(pickle.dumps(edtf.ANY_DAY)) == edtf.ANY_DAY


@pytest.mark.parametrize(
    "written",
    [
        "",
        "04",
        "20045",
        "2004-1",
        "2004-13",
        "2004-00",
        "2004-05-00",
        "[2004-00..2006]",
        "2004-02-30",
        "1900-02-29",
        "0000",
        "-2004",
        "2004-08-15T10:00",
        "2004~",
        "2004?",
        "200X",
        "2004/2006",
        " 2004",
        "2004\n",
        "２００４",
        "in spring",
        "[",
        "[]",
        "[..]",
        "[2004",
        "[2004]",
        "[2004..2006",
        "[2006..2004]",
        "[2004...2006]",
        "[2004..2005..2006]",
        "[2004, 2006]",
        "[[2004..2006]]",
    ],
)
def test_what_is_not_a_supported_date_is_refused_with_a_remedy(written: str) -> None:
    with pytest.raises(ValueError, match=r"^(write a|there is no (year|month|day) \d|it ends before it begins: put)"):
        edtf.parse(written)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("0000", "there is no year 0000"),
        ("2004-13", "there is no month 13"),
        ("[2004-00..2006]", "there is no month 00"),
        ("2004-05-00", "there is no day 00 in 2004-05"),
        ("1900-02-29", "there is no day 29 in 1900-02"),
    ],
)
def test_the_part_that_no_calendar_has_is_named(written: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        edtf.parse(written)


def test_an_interval_is_a_date_for_notes_only() -> None:
    assert edtf.parse_interval("2012-03/2012-05") == (date(2012, 3, 1), date(2012, 5, 31))
    assert edtf.parse_interval("[2012..2014]") == edtf.parse("[2012..2014]")
    for written in ("2012-05/2012-03", "2012/", "/2012", "2012/2013/2014", "/"):
        with pytest.raises(ValueError, match=r"write a|ends before"):
            edtf.parse_interval(written)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2004", "2004"),
        ("[2014..2021-10-31]", "between 2014 and 2021-10-31"),
        ("[2014..]", "in or after 2014"),
        ("[..2012]", "in or before 2012"),
    ],
)
def test_a_range_is_said_in_words(written: str, words: str) -> None:
    assert edtf.in_words(written) == words


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("2004", "month"),
        ("1993-10", "day"),
        ("[2014..2021-10-31]", "year"),
        ("[2014-01..2014-03]", "month"),
        ("[9999-12..]", "year"),
        ("[..0001-01]", "year"),
        ("9999-12", "day"),
    ],
)
def test_the_largest_unit_that_is_left_open_is_named(written: str, unit: str) -> None:
    assert edtf.missing_unit(written) == unit
