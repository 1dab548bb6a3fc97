"""Output flows: what is written first does not wait for what comes last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import rwpk
from rwpk import model
from rwpk.output import FORMATS, Listing, Screen
from rwpk.query import Found

MANY = 2_000


class Rows(list[Found]):
    """Rows that count how often one was asked for."""

    asked = 0

    def __iter__(self) -> Iterator[Found]:
        for row in super().__iter__():
            self.asked += 1
            yield row


def many() -> Rows:
    return Rows(Found(mission) for mission in rwpk.load().missions * (MANY // 5))


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "markdown"])
def test_the_first_bytes_come_before_the_second_record_is_asked_for(name: str) -> None:
    rows = many()
    pieces = FORMATS[name](Listing(model.Mission, rows), Screen())
    assert next(pieces)
    assert rows.asked <= 1


@pytest.mark.parametrize("screen", [Screen(), Screen(80), Screen(80, colour=True)], ids=str)
def test_the_first_rows_of_a_table_come_before_the_last_are_drawn(screen: Screen) -> None:
    rows = many()
    pieces = FORMATS["table"](Listing(model.Mission, rows), screen)
    assert "id" in next(pieces)
    assert rows.asked < MANY * 1.5  # all of them once, for the widths


@pytest.mark.parametrize("screen", [Screen(), Screen(80), Screen(60), Screen(80, colour=True)], ids=str)
def test_a_table_drawn_in_pieces_is_one_table(screen: Screen) -> None:
    lines = "".join(FORMATS["table"](Listing(model.Mission, many()), screen)).splitlines()
    once = "".join(FORMATS["table"](Listing(model.Mission, many()[:5]), screen)).splitlines()
    assert lines[:2] == once[:2]
    assert lines[2:] == once[2:] * (MANY // 5)


def test_what_is_drawn_line_by_line_is_what_rich_draws() -> None:
    missions = [Found(mission) for mission in rwpk.load().missions]
    listing = Listing(model.Mission, missions, ("id", "name", "start", "aliases", "outcomes"))
    # a screen as wide as need be takes the short way, and one in colour Rich's
    plain = "".join(FORMATS["table"](listing, Screen(1_000)))
    drawn = "".join(FORMATS["table"](listing, Screen(1_000, colour=True)))
    for code in ("\x1b[1m", "\x1b[0m"):
        drawn = drawn.replace(code, "")
    assert [line.rstrip() for line in drawn.splitlines()] == plain.splitlines()
