"""`--during DATE`: whether a mission was under way on some day of a date: certainly, possibly, or not."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import product

import msgspec
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from rwpk import edtf, loading, query
from tests.support import Run, at_terminal, read_data

DARFUR = loading.load().missions[1]
ALL = ["unamir", "darfur", "south-sudan", "central-african-republic", "cabo-delgado"]


@pytest.mark.parametrize(
    ("during", "certain", "possible"),
    [
        ("1992", [], []),
        ("1993-09-30", [], []),
        # it began on some day of the month, and so was under way in it
        ("1993", ["unamir"], []),
        ("1993-10", ["unamir"], []),
        ("1993-10-01", [], ["unamir"]),
        ("1993-10-31", [], ["unamir"]),
        ("1994-04", [], ["unamir"]),
        ("2003", [], ["unamir"]),
        ("2004", ["darfur"], ["unamir"]),
        ("2004-08", [], ["unamir", "darfur"]),
        ("2010", [], ["unamir", "darfur"]),
        ("2011", ["south-sudan"], ["unamir", "darfur"]),
        ("2013-12-31", [], ["unamir", "darfur", "south-sudan"]),
        ("2014", ["central-african-republic"], ["unamir", "darfur", "south-sudan", "cabo-delgado"]),
        ("2021", [], ALL),
        ("2022", [], ALL),
    ],
)
def test_each_mission_was_certainly_possibly_or_not_under_way(
    run: Run, during: str, certain: list[str], possible: list[str]
) -> None:
    bars = json.loads(run("timeline", "--during", during, "--json").stdout)["bars"]
    assert [bar["id"] for bar in bars if bar["certain"]] == certain
    assert [bar["id"] for bar in bars if not bar["certain"]] == possible
    kept = json.loads(run("missions", "--during", during, "--json").stdout)
    assert [one["id"] for one in kept] == [name for name in ALL if name in (*certain, *possible)]
    kept = json.loads(run("missions", "--during", during, "--certain", "--json").stdout)
    assert [one["id"] for one in kept] == certain


def test_a_table_marks_what_is_possible_and_leaves_the_certain_alone(run: Run) -> None:
    assert run("missions", "--during", "2004", "--columns", "id,start,end").stdout == (
        "id      start     end         match\n"
        "──────────────────────────────────────\n"
        "unamir  1993-10*  not stated  possible\n"
        "darfur  2004      not stated\n"
        "match: possible where its dates do not settle it\n"
        "* inferred from the article's words, in whole or in part\n"
    )
    assert run("missions", "--during", "2004", "--certain", "--columns", "id,start").stdout == (
        "id      start\n─────────────\ndarfur  2004\n"
    )


def test_markdown_and_the_timeline_mark_it_too(run: Run) -> None:
    markdown = run("missions", "--during", "2004", "-c", "id,start", "-f", "markdown").stdout
    assert "| unamir | 1993-10\\* | possible |\n| darfur | 2004 |  |\n" in markdown
    lines = run("timeline", "--during", "2004", "--linear").stdout.splitlines()
    assert lines[0] == "unamir: Rwanda as host, multilateral; a possible match; start 1993-10, inferred; end not stated"
    assert "possible" not in lines[1]
    assert "Rwanda as host, multilateral; a possible match\nunamir" in run("timeline", "--during", "2004").stdout


def test_a_mission_with_an_end_is_not_under_way_after_it_and_surely_until_it(run: Run) -> None:
    whole = yaml.safe_load(read_data("harbour.yaml"))
    mission = whole["missions"][0] | {"start": "2001", "end": "[2008..2010-06]"}
    mission["evidence"] = [*mission["evidence"], mission["evidence"][0] | {"supports": ["end"]}]
    if not any("start" in evidence["supports"] for evidence in mission["evidence"]):
        mission["evidence"].append(mission["evidence"][0] | {"supports": ["start"]})
    text = json.dumps(whole | {"missions": [mission]}, default=str)

    def answer(during: str) -> bool | None:
        done = run("timeline", "--during", during, "--json", "--data", "-", stdin=text)
        bars = json.loads(done.stdout)["bars"]
        return bars[0]["certain"] if bars else None

    dates = [
        "2000",
        "2001",
        "2001-06",
        "2002",
        "2007-12-31",
        "2008-01-01",
        "2008-01-02",
        "2009",
        "2010-06-30",
        "2010-07",
    ]
    answers = {during: _answer_in_words(answer(during)) for during in dates}
    assert answers == {
        "2000": "not", "2001": "certain", "2001-06": "possible", "2002": "certain", "2007-12-31": "certain",
        "2008-01-01": "certain", "2008-01-02": "possible", "2009": "possible", "2010-06-30": "possible",
        "2010-07": "not",
    }  # fmt: skip


def _answer_in_words(kept: bool | None) -> str:
    return "not" if kept is None else "certain" if kept else "possible"


def test_a_date_after_the_article_is_told_at_a_terminal(run: Run) -> None:
    told = "the article was published 2021-10-31: it cannot know what was under way in 2022"
    assert told in at_terminal("missions", "--during", "2022", columns=100).splitlines()
    assert told in at_terminal("timeline", "--during", "2022", columns=100).splitlines()
    for during in ("2021-10-31", "2021", "2010"):
        assert "cannot know" not in at_terminal("missions", "--during", during, columns=100)
    assert "cannot know" not in at_terminal("missions", "--during", "2022", "-q", columns=100)
    assert run("missions", "--during", "2022").stderr == ""


def test_the_note_on_what_is_possible_denies_no_start_that_the_article_states() -> None:
    note = at_terminal("missions", "--during", "2010", "--country", "SDN", columns=200, NO_COLOR="1").splitlines()[-1]
    assert note.startswith("darfur may not have been under way in 2010: the article does not date when it ")
    assert "began" not in note


@pytest.mark.parametrize("command", ["missions", "timeline"])
@pytest.mark.parametrize(
    ("during", "told"),
    [
        ("2010-13", '--during "2010-13": there is no month 13'),
        ("[2004..2010]", '--during "[2004..2010]": write a year, a month or a day'),
        ("2004/2010", '--during "2004/2010": write a year, a month or a day'),
        ("", "--during is empty"),
    ],
)
def test_a_wrong_date_exits_2_in_one_line(run: Run, command: str, during: str, told: str) -> None:
    done = run(command, "--during", during)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"rwpk: error: {told}")
    assert len(done.stderr.splitlines()) == 1


def test_during_is_one_condition_beside_the_others(run: Run) -> None:
    def ids(*options: str) -> list[str]:
        return [one["id"] for one in json.loads(run("missions", "--json", *options).stdout)]

    assert ids("--during", "2014", "--since", "2014") == ["central-african-republic", "cabo-delgado"]
    assert ids("--during", "2014", "--role", "host") == ["unamir"]
    assert ids("--during", "2014", "--since", "2014", "--certain") == ["central-african-republic"]


# all the days there are ----------------------------------------------------------------------------

FIRST = date(2000, 1, 1)
DAYS = [FIRST + timedelta(days) for days in range(8)]
SPANS = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(sorted)
DATED = SPANS.map(lambda pair: str(pair[0]) if pair[0] == pair[1] else f"[{pair[0]}..{pair[1]}]")
OPEN = st.one_of(
    st.none(), DATED, st.sampled_from(DAYS).map("[..{}]".format), st.sampled_from(DAYS).map("[{}..]".format)
)
#: Days before and after all those that a date names, for what is open.
MARGIN = 2
CALENDAR = [FIRST + timedelta(days) for days in range(-MARGIN, len(DAYS) + MARGIN)]


def days_of(text: str | None) -> list[date]:
    """The days of the small calendar on which a date may fall: any, if it is not stated."""
    span = edtf.parse(text) if text else edtf.ANY_DAY
    return [day for day in CALENDAR if span.earliest <= day <= span.latest]


@given(OPEN, OPEN, SPANS)
@example("[2000-01-01..]", "2000-01-01", DAYS[:2])  # it cannot have begun after its end
@example(None, "2000-01-01", DAYS[:2])
def test_the_answer_is_that_of_every_course_that_the_dates_allow(
    start: str | None, end: str | None, during: list[date]
) -> None:
    # a mission without an end may have ended on any day from its start on, or never
    courses = [(first, last) for first, last in product(days_of(start), days_of(end)) if first <= last]
    if not courses:  # it would end before it began, which no dataset holds
        return
    answers = {first <= during[1] and last >= during[0] for first, last in courses}
    expected = None if len(answers) == 2 else answers.pop()
    mission = msgspec.structs.replace(DARFUR, start=start, end=end)
    assert query.under_way(mission, edtf.Span(*during)) is expected


def test_scripts_read_whether_an_answer_is_certain(run: Run) -> None:
    assert run("missions", "--during", "2004", "-f", "csv", "-c", "id,certain").stdout == (
        "id,certain\nunamir,false\ndarfur,true\n"
    )
    for options in ([], ["--since", "2015"]):
        missions = json.loads(run("missions", *options, "--json").stdout)
        assert {one["certain"] for one in missions} == {not options}
    assert "certain" not in json.loads(run("show", "darfur", "--json").stdout)


def test_a_possible_mission_is_marked_whatever_columns_are_chosen(run: Run) -> None:
    table = run("missions", "--since", "2015", "--columns", "id,role").stdout
    assert table.splitlines()[2] == "cabo-delgado  contributor  possible"
    assert "match" not in run("missions", "--columns", "id,role").stdout
