"""`rwpk timeline`: what is drawn of each start and end, at which width, and that no end is claimed."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from benchmarks import scale
from rwpk import codebook, edtf, loading, model, query, timeline
from rwpk.render.screen import Screen
from rwpk.render.timeline import ASCII, FORMS, GRID, PUBLISHED, RULE, TICK, UNICODE, write_timeline
from tests.support import Run, built_in_dataset, read_data

WIDE = """\
                             1994    1996    1998    2000    2002   2004    2006    2008    2010    2012   2014    2016    2018    2020
                          ───┼───────┼───────┼───────┼───────┼──────┼───────┼───────┼───────┼───────┼──────┼───────┼───────┼───────┼──────▼─
Rwanda as host, multilateral
unamir                      ▄▄ 1993-10 ····································································································?
Rwanda as contributor, multilateral*
darfur                       ┊       ┊       ┊       ┊       ┊ 2004 █████··································································?
south-sudan                  ┊       ┊       ┊       ┊       ┊      ┊       ┊       ┊      2011 █████······································?
central-african-republic     ┊       ┊       ┊       ┊       ┊      ┊       ┊       ┊       ┊       ┊ 2014 █████···························?
Rwanda as contributor, bilateral*
cabo-delgado                 ┊       ┊       ┊       ┊       ┊      ┊       ┊  between 2014 and 2021-10-31 ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░?

█  a date that the article states
▄  a date inferred from the article's words
░  a date inferred: one unknown day in this run
·  under way or over: the article does not say
?  no end stated
*  inferred from the article's words
▼  published 2021-10-31; the article knows of nothing later
Not from the article: other sources date the end of a mandate: UNAMID 2020-12-31, UNAMIR 1996-03-08 (rwpk show ID)
"""  # noqa: E501

MIDDLE = """\
                             1995     2000     2005      2010     2015     2020
                          ───┼────────┼────────┼─────────┼────────┼────────┼──▼─
Rwanda as host, multilateral
unamir                     ▄ 1993-10 ··········································?
Rwanda as contributor, multilateral*
darfur                       ┊        ┊  2004 ██·······························?
south-sudan                  ┊        ┊        ┊     2011 ███··················?
central-african-republic     ┊        ┊        ┊         ┊ 2014 ███············?
Rwanda as contributor, bilateral*
cabo-delgado                 ┊      between 2014 and 2021-10-31 ░░░░░░░░░░░░░░░?

█  a date that the article states
▄  a date inferred from the article's words
░  a date inferred: one unknown day in this run
·  under way or over: the article does not say
?  no end stated
*  inferred from the article's words
▼  published 2021-10-31; the article knows of nothing later
Not from the article: other sources date the end of a mandate: UNAMID
2020-12-31, UNAMIR 1996-03-08 (rwpk show ID)
"""

NARROW = """\
                                 2000        2010       2020
                          ───────┼───────────┼──────────┼─▼─
Rwanda as host, multilateral
unamir                    ▄ 1993-10 ·······················?
Rwanda as contributor, multilateral*
darfur                           2004 ██···················?
south-sudan                      ┊       2011 ██···········?
central-african-republic         ┊          2014 ███·······?
Rwanda as contributor, bilateral*
cabo-delgado                     ┊           ┊   ░░░░░░░░░░?

█  a date that the article states
▄  a date inferred from the article's words
░  a date inferred: one unknown day in this run
·  under way or over: the article does not say
?  no end stated
*  inferred from the article's words
▼  published 2021-10-31; the article knows of nothing later
Not from the article: other sources date the end of a
mandate: UNAMID 2020-12-31, UNAMIR 1996-03-08 (rwpk show ID)
"""

HARBOUR = read_data("harbour.yaml")


@pytest.mark.parametrize(("columns", "expected"), [(140, WIDE), (80, MIDDLE), (60, NARROW)])
def test_the_axis_is_drawn_to_the_width_there_is(run: Run, columns: int, expected: str) -> None:
    done = run("timeline", COLUMNS=str(columns))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == expected


def test_a_pipe_gets_80_columns_and_no_colour(run: Run) -> None:
    assert run("timeline").stdout == MIDDLE


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
def test_an_encoding_without_the_signs_gets_ascii_for_all_of_them(run_process: Run, encoding: str) -> None:
    unlike = NARROW.translate(str.maketrans(UNICODE, ASCII))
    assert run_process("timeline", COLUMNS="60", PYTHONIOENCODING=encoding).stdout == unlike


def test_in_ascii_every_sign_says_one_thing() -> None:
    assert len({*ASCII, *"?<>"}) == len({*UNICODE, *"?<>"}) == len(UNICODE) + 3
    assert {*UNICODE, *"?<>"} == {*(sign for sign, _ in FORMS.values()), RULE, TICK, PUBLISHED, GRID}
    assert ASCII.isascii()


def test_told_line_by_line_it_has_no_drawing(run: Run) -> None:
    done = run("timeline", "--linear")
    assert (done.stdout, done.stderr) == (read_data("timeline-linear.txt"), "")


ENDED = "Not from the article: other sources date the end of a mandate: "


@pytest.mark.parametrize(
    ("options", "ends"),
    [
        ("", "UNAMID 2020-12-31, UNAMIR 1996-03-08"),
        ("--role host", "UNAMIR 1996-03-08"),
        ("--country SDN", "UNAMID 2020-12-31"),
        ("--country MOZ", None),
    ],
)
def test_one_line_says_which_ends_other_sources_know_and_how_to_read_them(
    run: Run, options: str, ends: str | None
) -> None:
    for linear in ([], ["--linear"]):
        lines = run("timeline", *options.split(), *linear, COLUMNS="120").stdout.splitlines()
        told = [line for line in lines if line.startswith(ENDED)]
        assert told == ([f"{ENDED}{ends} (rwpk show ID)"] if ends else [])
        assert not ends or lines[-1] == told[0]
        assert not [line for line in lines if line not in told and ("1996-03-08" in line or "2020-12-31" in line)]
    own = run("timeline", *options.split(), "--data", "-", stdin=built_in_dataset()).stdout
    assert "Other sources" not in own


def test_what_is_inferred_is_marked_in_headings_lines_and_bars(run: Run) -> None:
    assert "Rwanda as contributor, bilateral*\n" in run("timeline").stdout
    assert "Rwanda as host, multilateral\n" in run("timeline").stdout
    assert "*  inferred from the article's words\n" in run("timeline").stdout
    assert "*" not in run("timeline", "--role", "host").stdout
    assert "contributor, bilateral (inferred); start between" in run("timeline", "--linear").stdout
    bars = {bar["id"]: bar for bar in json.loads(run("timeline", "--json").stdout)["bars"]}
    for mission in json.loads(run("missions", "--json").stdout):
        assert bars[mission["id"]]["inferred"] == mission["inferred"]
        assert bars[mission["id"]]["disputed"] is mission["disputed"] is True


DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))
ENDS = st.one_of(
    st.none(),
    DATES.map(lambda day: str(day.year)),
    DATES.map(lambda day: f"{day:%Y-%m}"),
    st.tuples(DATES, DATES).map(lambda pair: f"[{min(pair)}..{max(pair)}]"),
    DATES.map(lambda day: f"[..{day}]"),
    DATES.map(lambda day: f"[{day}..]"),
)


DARFUR = loading.load().missions[1]


def bar_of(start: str | None = None, end: str | None = None, **changes: Any) -> timeline.Bar:
    """A bar as a record gives it."""
    record = msgspec.structs.replace(DARFUR, start=start, end=end, **changes)
    return timeline.bars([query.Match(record)])[0]


def drawn(*bars: timeline.Bar, width: int = 60, issued: str = "2021-10-31") -> list[str]:
    """The rows of bars, in ASCII, without what stands around them."""
    lines = "".join(write_timeline(bars, issued, Screen(width, encoding="ascii"))).splitlines()
    return [line.removeprefix("darfur").strip() for line in lines[: lines.index("")] if line.startswith("darfur")]


@pytest.mark.parametrize(
    ("start", "end", "row"),
    [
        ("2001", None, "### 2001 ..........................................?"),
        ("1998-06", "2009", "##=====================### 1998-06 to 2009    :"),
        ("2001", "[2008..2012]", "###=============~~~~~~~~~~~~~~   :            :"),
        ("2001", "[..2010]", "###~~~~~~~~~~~~~~~~~~~~~~ 2001 to in or before 2010"),
        ("2001", "[2010..]", "###==================~ 2001 to in or after 2010 ~~~>"),
        ("[1998..2003]", None, "~~~~~~~~~~~~~ between 1998 and 2003 ...............?"),
        ("[..2000]", None, "<~~~~ in or before 2000 ...........................?"),
        ("[2000..]", None, "~ in or after 2000 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~?"),
        ("[2000..]", "2009", "~~~~~~~~~~~~~~~~~~~~#### in or after 2000 to 2009"),
        (None, None, "?..............................................?"),
        (None, "[2008..2012]", "?..~~~~~~~~~~~~~~~~~~ to between 2008 and 2012"),
    ],
)
def test_each_kind_of_start_and_end_is_drawn_as_what_is_known_of_it(
    start: str | None, end: str | None, row: str
) -> None:
    assert drawn(bar_of(start, end)) == [row]


@pytest.mark.parametrize(("start", "end"), [("[2003..]", "2009"), ("2009", "[2008..2012]"), ("[..2009]", "2009-05")])
def test_a_range_never_hides_a_date(start: str, end: str) -> None:
    assert "#" in drawn(bar_of(start, end))[0]


def test_a_mission_that_may_have_begun_at_another_time_is_marked(run: Run) -> None:
    assert "Rwanda as contributor, bilateral*; a possible match\n" in run("timeline", "--since", "2015").stdout
    told = run("timeline", "--since", "2015", "--linear").stdout
    assert "; a possible match; start between 2014 and 2021-10-31, inferred; end not stated\n" in told
    assert [bar["certain"] for bar in json.loads(run("timeline", "--since", "2015", "--json").stdout)["bars"]] == [
        False
    ]
    assert "possible" not in run("timeline").stdout


def test_an_open_end_of_a_range_is_told_apart_from_a_date_that_nobody_states() -> None:
    text = "".join(write_timeline([bar_of("[..2005]", "[2008..]")], "2021", Screen(60)))
    assert text.endswith(
        "<  no earliest day stated\n>  no latest day stated\n*  inferred from the article's words\n"
        "▼  published 2021; the article knows of nothing later\n"
    )


def test_the_legend_explains_what_is_drawn_and_nothing_else(run: Run) -> None:
    assert "·" not in run("timeline", "--since", "2015").stdout


def test_a_dataset_on_others_says_nothing_of_rwanda(run: Run) -> None:
    for options in ([], ["--linear"]):
        assert "Rwanda" not in run("timeline", "--data", "-", *options, stdin=HARBOUR).stdout
    assert "contributor, bilateral\n" in run("timeline", "--data", "-", stdin=HARBOUR).stdout


def test_an_inferred_date_is_drawn_apart_from_a_stated_one_and_a_year_as_long_as_a_year() -> None:
    whole = loading.load()
    unamir, darfur = timeline.bars(map(query.Match, whole.missions[:2]))
    on = timeline.axis([unamir, darfur], whole.source.issued, 349)  # 29 years of 12 cells
    assert [run for run in timeline.runs(unamir, on) if run.form != "open"] == [
        ("inferred", 8, 9), ("no end", 346, 346),
    ]  # fmt: skip
    assert ("stated", 131, 143) in list(timeline.runs(darfur, on))


def test_the_publication_date_is_a_mark_on_the_axis(run: Run) -> None:
    on = timeline.axis([bar_of("2004")], "2021-10-31", 34)
    scale = run("timeline", COLUMNS="60").stdout.splitlines()[1]
    assert scale.index("▼") == 60 - 34 + on.cell(date(2021, 10, 31))


def test_role_and_framework_are_told_in_words_above_each_group(run: Run) -> None:
    lines = run("timeline").stdout.splitlines()
    above = {
        line.split()[0]: next(one for one in reversed(lines[:number]) if one.startswith("Rwanda"))
        for number, line in enumerate(lines)
        if re.match("[a-z]+", line)
    }
    for mission in loading.load().missions:
        inferred = "*" if "framework" in model.inferred_fields(mission) else ""
        assert above[mission.id] == f"Rwanda as {mission.role}, {mission.framework}{inferred}"


def test_what_is_not_stated_of_role_and_framework_is_told() -> None:
    text = "".join(write_timeline([bar_of("2004", role=None, framework=None)], "2021", Screen(60)))
    assert re.search(r"^role not stated, framework not stated\*?$", text, re.MULTILINE)


def test_an_id_too_long_for_its_column_gets_a_line_of_its_own_and_is_never_cut() -> None:
    long = "-".join(["mission"] * 7)
    lines = "".join(write_timeline([bar_of("2004", id=long), bar_of("2011")], "2021-10-31", Screen(60))).splitlines()
    assert lines[2:6] == [
        "contributor, multilateral*",
        long,
        "████ 2004 ·················································?",
        "darfur",
    ]
    assert max(map(len, lines)) <= 60


def test_500_missions_keep_their_ids_their_dates_and_an_axis_at_either_end() -> None:
    bars = [bar_of(str(1950 + number % 70), id=f"mission-{number}") for number in range(500)]
    lines = "".join(write_timeline(bars, "2021-10-31", Screen(80))).splitlines()
    assert lines[:2] == lines[lines.index("") - 2 : lines.index("")][::-1]
    for bar in bars:
        assert [line for line in lines if line.startswith(f"{bar.id} ") and f" {bar.start} " in line]


FILTERS = (
    "", "--since 2010", "--until 2012", "--since 2015", "--since 2015 --certain", "--since 2030", "--role host",
    "--framework bilateral", "--organisation un", "--country moz", "--match genocide", "--match women", "--disputed",
    "--during 2010", "--during 2004 --certain", "--role host --role contributor", "-s 2010 -m Mozambique",
)  # fmt: skip
WRONG = (
    "--certain", "--during x", "--organisation nato", "--country SD", "--since 20",
    "--since 2012 --until 2010", "--country=", "--role guest", "--framework x",
)  # fmt: skip


@pytest.mark.parametrize("filters", FILTERS)
def test_it_keeps_the_missions_that_rwpk_missions_keeps_and_tells_the_same(run: Run, filters: str) -> None:
    listed, drawn = (run(command, "--json", *filters.split()) for command in ("missions", "timeline"))
    assert {bar["id"] for bar in json.loads(drawn.stdout)["bars"]} == {one["id"] for one in json.loads(listed.stdout)}
    assert drawn.stderr == listed.stderr
    listed, drawn = (run(command, *filters.split()) for command in ("missions", "timeline"))
    assert (drawn.stderr, bool(drawn.stdout)) == (listed.stderr, bool(listed.stdout))


@pytest.mark.parametrize("filters", WRONG)
def test_it_refuses_what_rwpk_missions_refuses_in_the_same_words(run: Run, filters: str) -> None:
    listed, drawn = (run(command, *filters.split()) for command in ("missions", "timeline"))
    assert drawn.returncode == listed.returncode == 2
    assert drawn.stderr.replace("timeline", "missions") == listed.stderr


def test_the_bars_as_data_have_these_keys(run: Run) -> None:
    data = json.loads(run("timeline", "--json", "--country", "moz").stdout)
    assert data == {
        "published": "2021-10-31",
        "axis": {"first": 2014, "last": 2021},
        "bars": [
            {
                "id": "cabo-delgado", "name": "Cabo Delgado", "role": "contributor", "framework": "bilateral",
                "start": "[2014..2021-10-31]", "start_earliest": "2014-01-01", "start_latest": "2021-10-31",
                "start_basis": "inferred", "end": None, "end_earliest": None, "end_latest": None, "end_basis": None,
                "certain": True, "inferred": ["framework", "start", "summary"], "disputed": True,
            },
        ],
    }  # fmt: skip


@pytest.mark.parametrize("filters", ["", "--role host", "--since 2030"])
def test_the_data_holds_against_its_schema(run: Run, filters: str) -> None:
    schema = Draft202012Validator(codebook.schema("timeline"))
    data = json.loads(run("timeline", "--json", *filters.split()).stdout)
    schema.validate(data)
    for field in data:
        assert not schema.is_valid({name: value for name, value in data.items() if name != field})


def test_nothing_found_is_no_bars_on_the_axis_of_the_article(run: Run) -> None:
    data = json.loads(run("timeline", "--json", "--since", "2030").stdout)
    assert data == {"published": "2021-10-31", "axis": {"first": 2021, "last": 2021}, "bars": []}
    done = run("timeline", "--since", "2030")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "rwpk: no missions match; without filters there are 5\n"
    assert list(write_timeline([], "2021-10-31", Screen())) == []


@pytest.mark.parametrize(
    ("issued", "day"),
    [
        ("2021", date(2021, 12, 31)),
        ("[2020..2022]", date(2022, 12, 31)),
        ("[2020..]", date(2020, 1, 1)),
        ("[..2020]", date(2020, 12, 31)),
    ],
)
def test_a_publication_date_that_is_no_day_is_drawn_on_its_last_and_told(issued: str, day: date) -> None:
    assert timeline.axis([bar_of("2004")], issued, 60).published == day
    text = "".join(write_timeline([bar_of("2004")], issued, Screen(60)))
    assert "▼" in text.splitlines()[1]
    assert f"published {edtf.in_words(issued)}" in text


# more missions than are drawn ------------------------------------------------------------------------


def many(count: int) -> str:
    """A dataset of so many missions, as JSON Lines."""
    missions = ({"kind": "mission", **scale.mission(index)} for index in range(count))
    lines = [{"kind": "dataset", "schema": 1, "source": scale.SOURCE}, *missions]
    return "".join(json.dumps(line) + "\n" for line in lines)


LEFT_OUT = "The first 500 of 600 missions; filters such as --since choose others"


def test_the_first_500_missions_are_drawn_and_the_last_line_says_so(run: Run, tmp_path: Path) -> None:
    data = many(600)
    bars = json.loads(run("timeline", "--json", "--data", "-", stdin=data).stdout)["bars"]
    assert len(bars) == 600
    first = [bar["id"] for bar in bars[: timeline.MAX_BARS]]
    told = run("timeline", "--linear", "--data", "-", stdin=data).stdout.splitlines()
    assert [line.partition(":")[0] for line in told[:-2]] == first
    assert told[-1] == LEFT_OUT
    drawn = run("timeline", "--data", "-", stdin=data, COLUMNS="80").stdout.splitlines()
    assert {line.split()[0] for line in drawn if line.startswith("mission-")} == set(first)
    assert drawn[-1] == LEFT_OUT
    for ending, remark, pattern in (
        (".svg", LEFT_OUT.partition(";")[0], r"Observer Mission (\d+)"),
        (".txt", LEFT_OUT, r"mission-(\d+)"),
    ):
        assert run("timeline", "--data", "-", "-o", str(tmp_path / f"a{ending}"), stdin=data).returncode == 0
        saved = (tmp_path / f"a{ending}").read_text(encoding="utf-8")
        assert remark in saved
        shown = {f"mission-{number}" for number in re.findall(pattern, saved)}
        assert [bar["id"] for bar in bars if bar["id"] in shown] == first


def test_500_missions_are_all_there_are_to_say(run: Run) -> None:
    assert "The first" not in run("timeline", "--linear", "--data", "-", stdin=many(500)).stdout
    assert "The first" not in run("timeline", "--linear", "--data", "-", "--since", "2010", stdin=many(600)).stdout


def test_no_bar_is_made_of_what_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = timeline.Bar

    def noted(*fields: Any) -> timeline.Bar:
        made.append(fields[0])
        return make(*fields)

    monkeypatch.setattr(timeline, "Bar", noted)
    records = [msgspec.structs.replace(DARFUR, id=f"m-{year}", start=str(year)) for year in range(2000, 1000, -1)]
    bars = timeline.bars(map(query.Match, records), timeline.MAX_BARS)
    assert made == [bar.id for bar in bars] == [f"m-{year}" for year in range(1001, 1501)]


# the ends of the calendar ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "bounds", "forms"),
    [
        ("0001-01-01", "9999-12-31", ("0001-01-01", "0001-01-01", "9999-12-31", "9999-12-31"), set()),
        ("[0001..9999]", None, ("0001-01-01", "9999-12-31", None, None), {"no end"}),
        ("[..0001-01-01]", "[9999-12-31..]", (None, "0001-01-01", "9999-12-31", None), {"no earliest", "no latest"}),
        ("[9999-12-31..]", None, ("9999-12-31", None, None, None), {"no end"}),
    ],
)
def test_a_day_at_an_end_of_the_calendar_is_drawn_as_a_day(
    start: str, end: str | None, bounds: tuple[str | None, ...], forms: set[str]
) -> None:
    bar = bar_of(start, end)
    days = (bar.start_earliest, bar.start_latest, bar.end_earliest, bar.end_latest)
    assert tuple(day and day.isoformat() for day in days) == bounds
    runs = timeline.runs(bar, timeline.axis([bar], "2021", 60))
    assert {run.form for run in runs} & {"no start", "no end", "no earliest", "no latest"} == forms


@pytest.mark.parametrize(
    ("start", "option", "day", "certain"),
    [
        ("9999-12-31", "since", "9999-12-31", True),
        ("9999-12-31", "until", "9999-12-31", True),
        ("[2004..]", "until", "9999-12-31", None),
        ("[2004..]", "since", "2004", True),
        ("0001-01-01", "since", "0001-01-01", True),
        ("[..2004]", "since", "0001-01-01", None),
        ("[..2004]", "until", "2004", True),
        (None, "since", "0001-01-01", None),
        (None, "until", "9999-12-31", None),
        ("0001-01-01", "during", "0001-01-01", True),
        ("[..2004]", "during", "0001", None),
        ("[9999..9999-12-31]", "during", "9999", True),
        ("[9999..]", "during", "9999", None),
    ],
)
def test_filters_tell_an_open_end_from_a_day_at_an_end_of_the_calendar(
    start: str | None, option: str, day: str, certain: bool | None
) -> None:
    record = msgspec.structs.replace(DARFUR, start=start, end=None)
    asked: dict[str, Any] = {option: edtf.parse_date(day)}
    wanted = query.MissionFilter(**asked)
    assert [match.certain for match in query.select_missions([record], wanted)] == [certain is True]


@given(st.lists(st.tuples(ENDS, ENDS), min_size=1, max_size=8), st.integers(40, 200), DATES)
def test_every_drawing_keeps_to_its_width_and_claims_nothing(
    dates: list[tuple[str | None, str | None]], width: int, issued: date
) -> None:
    bars = [bar_of(start, end) for start, end in dates]
    on = timeline.axis(bars, str(issued), width)
    for bar in bars:
        runs = list(timeline.runs(bar, on))
        assert all(0 <= run.first <= run.last < width for run in runs)
        forms = {run.form for run in runs}
        # without an end of its own, no mission is drawn as under way
        assert ("under way" in forms) == (bar.start is not None and bar.end is not None)
        assert ("no end" in forms) == (bar.end is None)
        assert ("no start" in forms) == (bar.start is None)
        assert ("no latest" in forms) == (bar.end is not None and bar.end_latest is None)
        assert ("no earliest" in forms) == (bar.start is not None and bar.start_earliest is None)
        if bar.start_earliest and bar.start_latest:
            begun = (on.cell(bar.start_earliest), on.cell(bar.start_latest))
            assert begun in [run[1:] for run in runs if run.form in timeline.DATED]
        place = timeline.label(bar, runs, on)
        if place is not None:
            taken = {
                cell
                for run in runs
                if run.form not in {"open", *timeline.RANGES}
                for cell in range(run.first, run.last + 1)
            }
            assert not taken & set(range(place[0], place[0] + len(place[1])))
            assert place[0] + len(place[1]) <= width
    text = "".join(write_timeline(bars, str(issued), Screen(width)))
    assert max(map(len, text.partition("\n\n")[0].splitlines())) <= width
