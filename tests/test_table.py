"""How a table shares out the width it has."""

from __future__ import annotations

import re
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from rwpk import loading, model, query
from rwpk.render.fields import Listing
from rwpk.render.screen import BOLD, PLAIN, Screen
from rwpk.render.table import Width, choose, fit, total, write_table
from rwpk.text import cell_width, wrap
from tests.support import Run, environment

widths = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 200)).map(lambda pair: Width(pair[0], sum(pair))),
    min_size=1,
    max_size=8,
)


@given(widths, st.integers(1, 300))
def test_each_column_gets_at_least_what_it_needs_and_at_most_what_it_can_use(columns: list[Width], screen: int) -> None:
    fitted = fit(columns, screen)
    assert all(column.least <= width <= column.most for column, width in zip(columns, fitted, strict=True))
    assert total(fitted) <= max(screen, total([column.least for column in columns]))


@given(widths)
def test_a_pipe_gives_each_column_all_it_can_use(columns: list[Width]) -> None:
    assert fit(columns, None) == [column.most for column in columns]


def test_optional_columns_go_first_where_there_is_no_room() -> None:
    columns = {"id": Width(10, 10), "role": Width(10, 10), "summary": Width(24, 90)}
    assert choose(columns, ("role", "summary"), 48) == ["id", "role", "summary"]
    assert choose(columns, ("role", "summary"), 47) == ["id", "role"]
    assert choose(columns, ("role", "summary"), 21) == ["id"]
    assert choose(columns, ("role", "summary"), None) == ["id", "role", "summary"]


# the words in a column ------------------------------------------------------------------------------

WORDS = st.text("ab-é船", min_size=1, max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), st.integers(24, 60))
def test_words_are_broken_over_lines_as_rich_breaks_them(text: str, width: int) -> None:
    lines = Text(text).wrap(Console(width=width), width, overflow="fold")
    assert wrap(text, width) == [line.plain.rstrip() for line in lines]


@given(st.text("ab \xa0船\u0301", min_size=1), st.integers(1, 20))
def test_no_line_is_wider_than_its_column_and_no_character_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_width(line) <= max(width, 2) for line in lines)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Lowmere", 7),
        ("船队", 4),
        ("ｆｕｌｌ", 8),
        ("\u1112\u1161\u11ab", 2),  # Hangul, decomposed
        ("e\u0301", 1),
        ("शान्ति", 3),
        ("a\u20dd", 1),
        ("می\u200cخواهم", 7),
    ],
)
def test_a_wide_character_takes_two_cells_and_a_mark_none(text: str, cells: int) -> None:
    assert cell_width(text) == cell_len(text) == cells


def test_a_soft_hyphen_takes_a_cell() -> None:
    assert cell_width("co\u00adop") == 5  # older versions of Rich leave it out


def test_columns_are_aligned_whatever_takes_two_cells_or_none() -> None:
    missions = loading.load().missions
    names = ("船队的工作", "e\u0301e\u0301e\u0301", "शान्ति", "Lowmere", "کشتی\u200cها")
    named = map(lambda mission, name: msgspec.structs.replace(mission, name=name), missions, names)
    rows = list(map(query.Match, named))
    listing = Listing(model.Mission, rows, ("name", "role"))
    for colour in (False, True):
        text = "".join(write_table(listing, Screen(40, colour))).replace(BOLD, "").replace(PLAIN, "")
        lines = [line for line in text.splitlines() if "contributor" in line or "host" in line]
        assert len(lines) == len(names)
        assert {cell_width(re.split("contributor|host", line)[0]) for line in lines} == {12}


FACTS = """\
<id>                <topic>    <statement>
────────────────────────────────────────────────────────────
<threats-continue>  context  Security threats of every kind go
                           on across the world; in many
                           cases they have killed countless
                           people and traumatised many more
<livelihoods-lost>  context  People have lost their
                           livelihoods because insecurity
                           and violence destroyed property
"""


def test_the_header_and_the_ids_are_bold_and_nothing_else(run: Run) -> None:
    drawn = run("facts", "--columns", "id,topic,statement", "--limit", "2", COLUMNS="60", FORCE_COLOR="1").stdout
    assert drawn.replace(BOLD, "<").replace(PLAIN, ">") == FACTS


def test_a_table_of_some_width_is_drawn_without_rich() -> None:
    code = "import sys; from rwpk.cli import app\ntry: app()\nfinally: print([*sys.modules], file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, "missions"],
        capture_output=True, encoding="utf-8", env=environment(COLUMNS="60", FORCE_COLOR="1"), check=True, timeout=60,
    )  # fmt: skip
    assert BOLD in done.stdout
    assert "'rwpk.render.table'" in done.stderr
    assert "'rich.table'" not in done.stderr
