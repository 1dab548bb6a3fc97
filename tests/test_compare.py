"""Several sources side by side: verdicts that follow from the values alone, and rows that say who says what."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

import rwpk
from rwpk import codebook, comparison, edtf, loading
from rwpk.comparison import Claim, judge
from rwpk.text import cell_width
from tests.support import ROOT, Run, at_terminal, built_in_dataset, page_files, without_colour

HEADER = (
    "ISOCode3,M49_Code,Contributing_Country,Personnel_Contribution_Rank,Female_Personnel,Male_Personnel,"
    "Total_Uniformed_Personnel,Last_Reporting_Date"
)
RANKING = f"{HEADER}\nBGD,50,Bangladesh,1,317,6394,6711,31-Jan-21\nRWA,646,Rwanda,2,585,5793,6378,31-Jan-21\n"
UN_FILES = [ROOT.parent / "shared" / "un" / f"un_rank_{year}-01-31.csv" for year in (2021, 2022)]
needs_un_files = pytest.mark.skipif(
    not all(path.exists() for path in UN_FILES), reason="the rankings of the United Nations are not beside this folder"
)


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the two articles on the Blue Lake and their datasets, as docs/comparing.md shows them."""
    monkeypatch.chdir(tmp_path)
    for name, text in page_files(ROOT / "docs" / "comparing.md").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def table(run: Run, *arguments: str, width: int = 80) -> str:
    done = run("compare", *arguments, COLUMNS=str(width))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def rows_of(run: Run, *arguments: str) -> list[dict[str, Any]]:
    done = run("compare", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def verdicts(rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    return {(row["record"], row["field"]): row["verdict"] for row in rows}


# the verdict --------------------------------------------------------------------------------------

DAYS = st.dates(date(2000, 1, 1), date(2012, 12, 31))


@st.composite
def single_dates(draw: st.DrawFn) -> str:
    return str(draw(DAYS))[: draw(st.sampled_from([4, 7, 10]))]


@st.composite
def edtf_dates(draw: st.DrawFn) -> str:
    first, second = sorted((draw(single_dates()), draw(single_dates())), key=lambda text: edtf.parse(text).earliest)
    text = draw(st.sampled_from([first, f"[{first}..{second}]", f"[..{second}]", f"[{first}..]", f"{first}/{second}"]))
    try:
        edtf.parse_interval(text)
    except ValueError:  # the earlier one may end later
        return first
    return text


numbers = st.builds(
    Claim,
    st.integers(0, 20),
    st.sampled_from([None, "exactly", "more than", "at most"]),
    st.sampled_from([None, "rank", "troops", "Troops"]),
    latest=st.sampled_from([date(2010, 1, 1), date(2011, 1, 1)]),
)
NAMES = ["United Nations (UN)", "UN", "United Nations", "African Union (AU)", "SADC", "東亜", "!"]
names = st.builds(Claim, st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map(tuple))
CLAIMS = {
    "start": st.builds(Claim, edtf_dates()),
    "value": numbers,
    "organisations": names,
    "framework": st.builds(Claim, st.sampled_from(["bilateral", "multilateral"])),
    "summary": st.builds(Claim, st.sampled_from(["one", "another"])),
}
FIELD_AND_CLAIMS = st.sampled_from(sorted(CLAIMS)).flatmap(
    lambda field: st.tuples(st.just(field), st.lists(CLAIMS[field], min_size=2, max_size=5))
)


@given(FIELD_AND_CLAIMS)
def test_a_verdict_is_the_same_both_ways(case: tuple[str, list[Claim]]) -> None:
    field, (one, other, *_) = case
    assert judge(field, one, other) == judge(field, other, one)


@given(FIELD_AND_CLAIMS)
def test_a_value_is_the_same_as_itself(case: tuple[str, list[Claim]]) -> None:
    field, (one, *_) = case
    assert judge(field, one, one) == ("not judged" if field == "summary" else "same")


@given(edtf_dates(), edtf_dates())
def test_dates_are_apart_exactly_if_they_have_no_day_in_common(one: str, other: str) -> None:
    first, second = edtf.parse_interval(one), edtf.parse_interval(other)
    has_common_day = max(first.earliest, second.earliest) <= min(first.latest, second.latest)
    assert (judge("start", Claim(one), Claim(other)) == "apart") is not has_common_day


@given(DAYS, st.sampled_from([4, 7]), st.sampled_from([7, 10]))
def test_a_narrower_date_within_a_wider_one_is_never_apart(day: date, wide: int, narrow: int) -> None:
    expected = "same" if wide == narrow else "compatible"
    assert judge("start", Claim(str(day)[:wide]), Claim(str(day)[:narrow])) == expected


def account(index: int, claim: Claim, field: str) -> comparison.Account:
    name = f"source-{index}"
    day = f"2010-01-{index + 1:02}"
    return comparison.Account(name, name, day, None, name, name, {"lake": {field: claim}}, {}, "")


def pairs(accounts: list[comparison.Account]) -> dict[frozenset[str], tuple[str, int | None]]:
    return {
        frozenset((voice.source, stand.source)): (stand.verdict, stand.gap and abs(stand.gap))
        for row in comparison.compare(accounts)
        for voice in row.voices
        for stand in voice.against
    }


@given(FIELD_AND_CLAIMS)
def test_another_source_never_changes_the_verdict_on_two_others(case: tuple[str, list[Claim]]) -> None:
    field, claims = case
    accounts = [account(index, claim, field) for index, claim in enumerate(claims)]
    together = pairs(accounts)
    for one, other in itertools.combinations(accounts, 2):
        (pair,) = pairs([one, other]).items()
        assert together[pair[0]] == pair[1]


@given(FIELD_AND_CLAIMS, st.randoms())
def test_the_order_of_the_sources_changes_nothing(case: tuple[str, list[Claim]], random: Any) -> None:
    field, claims = case
    accounts = [account(index, claim, field) for index, claim in enumerate(claims)]
    shuffled = random.sample(accounts, len(accounts))
    assert list(comparison.compare(accounts)) == list(comparison.compare(shuffled))


@given(FIELD_AND_CLAIMS)
def test_a_row_has_the_most_serious_verdict_of_its_pairs(case: tuple[str, list[Claim]]) -> None:
    field, claims = case
    (row,) = comparison.compare([account(index, claim, field) for index, claim in enumerate(claims)])
    among = {judge(field, one, other) for one, other in itertools.combinations(claims, 2)}
    order = ("apart", "another thing", "another time", "compatible", "same", "not judged")
    assert row.verdict == next(verdict for verdict in order if verdict in among)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("[2004..2008]", "[2008..2012]", "compatible"),  # only a boundary year in common
        ("2004/2008", "2008/2012", "compatible"),
        ("2004", "2004-08-15", "compatible"),
        ("2008-05", "2008-05", "same"),
        ("[2008-01-01..2008-12-31]", "2008", "same"),
        ("2012-03/2012-05", "[2012-04..2012-08]", "compatible"),
        ("2012-03/2012-05", "[2012-03..2012-05]", "compatible"),  # a stretch is more than one unknown day in it
        ("2012-03/2012-05", "[2012-06..]", "apart"),
        ("2004", "2005", "apart"),
        ("2004-12-31", "2005-01-01", "apart"),
    ],
)
def test_verdicts_on_dates(one: str, other: str, verdict: str) -> None:
    assert judge("start", Claim(one), Claim(other)) == verdict


def number(value: int, comparator: Any = None, unit: str | None = "rank", day: str = "2021-10-31") -> Claim:
    return Claim(value, comparator, unit, day, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (number(5, "at most"), number(4), "compatible"),
        (number(5, "at most"), number(4, day="2011-01-31"), "compatible"),
        (number(5, "at most"), number(8), "apart"),
        (number(5, "at most"), number(8, day="2010-12-31"), "another time"),
        (number(5), number(5, "exactly"), "same"),
        (number(5), number(5, day="2010-12-31"), "same"),
        (number(5, "more than"), number(5, "at most"), "apart"),
        (number(4, "more than"), number(5, "at most"), "compatible"),
        (number(5000, "more than", "troops"), number(5280, None, "uniformed personnel"), "another thing"),
        (number(5, unit="Troops"), number(5, unit="troops"), "same"),
        (number(5, unit=None), number(5), "another thing"),
        (number(5, unit=None), number(5, unit=None), "same"),
    ],
)
def test_verdicts_on_numbers(one: Claim, other: Claim, verdict: str) -> None:
    assert judge("value", one, other) == verdict


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (("United Nations (UN)",), ("UN",), "same"),
        (("United Nations",), ("united nations (UN)",), "same"),
        (("United Nations (UN)", "African Union (AU)"), ("AU",), "compatible"),
        (("United Nations (UN)", "AU"), ("UN", "SADC"), "apart"),
        (("United Nations (UN)",), ("African Union (AU)",), "apart"),
        (("Army (Highmere)",), ("Navy (Highmere)",), "apart"),  # a bracket is a name only if it is an acronym
        (("Army (Highmere)",), ("Army (Lowmere)",), "apart"),
        (("Rescue (HIGH SEAS)",), ("Salvage (HIGH SEAS)",), "apart"),
        (("Moçambique Armed Defence Forces (FADM)",), ("FADM",), "same"),
    ],
)
def test_verdicts_on_organisations(one: tuple[str, ...], other: tuple[str, ...], verdict: str) -> None:
    assert judge("organisations", Claim(one), Claim(other)) == verdict


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("2021-01-31", "2021-10-31", "9 months"),
        ("2021-10-31", "2022-01-31", "3 months"),
        ("2021-10-31", "2021-11-01", "1 day"),
        ("2021-10-05", "2021-10-31", "26 days"),
        ("2021-01-31", "2021-02-28", "1 month"),
        ("2020-12-31", "2021-10-15", "about 9 months"),
        ("2011-10-31", "2021-10-31", "10 years"),
        ("2010-12-31", "2021-10-31", "about 11 years"),
    ],
)
def test_a_gap_is_told_in_the_largest_unit_that_fits(first: str, second: str, words: str) -> None:
    one = account(0, number(5, day=first), "value")
    other = account(1, number(8, day=second), "value")
    (row,) = comparison.compare([one, other])
    (stand,) = row.voices[1].against
    assert stand.verdict == "another time"
    assert stand.note.endswith(f"by the latest day of each, source-1 is {words} later")
    assert stand.gap == (date.fromisoformat(second) - date.fromisoformat(first)).days


@pytest.mark.parametrize(
    ("as_of", "latest"),
    [
        (None, date(2021, 10, 31)),
        ("[2009..]", date(2021, 10, 31)),
        ("2009-05", date(2009, 5, 31)),
        ("9999-12-31", date(9999, 12, 31)),  # a stated day, if an odd one, is no open end
    ],
)
def test_a_number_without_a_last_day_is_for_the_day_of_its_source_at_the_latest(
    as_of: str | None, latest: date
) -> None:
    data = loading.load()
    fact = next(fact for fact in data.facts if fact.id == comparison.RANK_ID)
    changed = msgspec.structs.replace(data, facts=(msgspec.structs.replace(fact, as_of=as_of),))
    assert comparison.account_of(changed).claims[comparison.RANK_ID]["value"].latest == latest


def test_numbers_of_a_month_and_of_its_last_day_are_not_said_to_be_of_one_day() -> None:
    one = account(0, Claim(5, None, "rank", "2010-06", date(2010, 6, 30)), "value")
    other = account(1, Claim(8, None, "rank", "2010-06-30", date(2010, 6, 30)), "value")
    (row,) = comparison.compare([one, other])
    (stand,) = row.voices[1].against
    assert (stand.verdict, stand.gap) == ("apart", 0)
    assert stand.note == "source-0 and source-1 give different numbers, and the latest day of each is the same"


def test_numbers_of_a_month_and_of_a_day_in_it_are_not_said_to_be_of_different_days() -> None:
    one = account(0, Claim(5, None, "rank", "2010-06", date(2010, 6, 30)), "value")
    other = account(1, Claim(8, None, "rank", "2010-06-15", date(2010, 6, 15)), "value")
    (row,) = comparison.compare([one, other])
    (stand,) = row.voices[1].against
    assert (stand.verdict, stand.gap) == ("another time", -15)
    assert stand.note == (
        "source-0 and source-1 give different numbers, and by the latest day of each, source-0 is 15 days later"
    )


# the Blue Lake ------------------------------------------------------------------------------------

LAKE_START = """\
  source  published   value       words
────────────────────────────────────────────────────────────────────────────────
blue-lake, start: compatible
  Reed    2010-06-03  2008-05     ¶2 “In May 2008 the council of Highmere asked
                                  for help”
  Moss    2010-06-05  2008-05-12  ¶2 “those boats came to us on 12 May 2008”
  Both can be right: the date of Moss lies within that of Reed.
"""

LAKE_APART = """\
  source  published   value               words
────────────────────────────────────────────────────────────────────────────────
blue-lake, framework: apart
  Reed    2010-06-03  bilateral           ¶2 “In May 2008 the council of
                                          Highmere asked for help”
  Moss    2010-06-05  multilateral*       ¶2 “under the flag of the Lake
                                          Council”
  Reed and Moss say different things (Reed states it, and from Moss it is only
  inferred).

ice, value: apart
  Reed    2010-06-03  people: more than   ¶3 “More than forty of them have
                      40 (2010-06-03*)    learnt” and 1 more
  Moss    2010-06-05  people: at most 30  ¶3 “at most thirty of them could read
                      (2010-06-03)        it” and 1 more
  Reed and Moss give different numbers, and the latest day of each is the same.

* inferred from the article's words, in whole or in part
"""

LAKE_VERDICTS = {
    ("blue-lake", "name"): "not judged",
    ("blue-lake", "place"): "not judged",
    ("blue-lake", "role"): "same",
    ("blue-lake", "framework"): "apart",
    ("blue-lake", "partners"): "same",
    ("blue-lake", "start"): "compatible",
    ("blue-lake", "outcomes"): "not judged",
    ("blue-lake", "summary"): "not judged",
    ("ice", "statement"): "not judged",
    ("ice", "value"): "apart",
}
LAKE_ALONE = {("blue-lake", "organisations"), ("blue-lake", "end"), ("blue-lake", "aims")}
PAIR = ("courier.yaml", "--data", "mine.yaml")


def test_the_second_dataset_holds_against_its_article(run: Run, lake: Path) -> None:
    done = run("check", "courier.yaml", "--article", "courier.txt")
    assert done.returncode == 0
    assert done.stdout == "1 mission, 1 fact, 8 phrases; article: all 3 paragraphs and all 8 phrases hold\n"


def test_the_table_says_who_says_what_by_which_words_and_whether_they_agree(run: Run, lake: Path) -> None:
    assert table(run, *PAIR, "blue", "lake", "--field", "start") == LAKE_START
    assert table(run, *PAIR, "--apart") == LAKE_APART


def test_what_one_source_alone_says_is_shown_only_if_asked_for(run: Run, lake: Path) -> None:
    assert verdicts(rows_of(run, *PAIR)) == LAKE_VERDICTS
    assert verdicts(rows_of(run, *PAIR, "--only")) == LAKE_VERDICTS | dict.fromkeys(LAKE_ALONE, "alone")


def test_a_source_that_is_silent_is_not_apart(run: Run, lake: Path) -> None:
    (row,) = rows_of(run, *PAIR, "--only", "--field", "end")
    assert [voice["name"] for voice in row["voices"]] == ["Moss"]
    assert (row["verdict"], row["voices"][0]["against"]) == ("alone", [])


def test_rows_are_in_the_order_of_records_and_voices_in_that_of_sources(run: Run, lake: Path) -> None:
    forth, back = rows_of(run, *PAIR), rows_of(run, "mine.yaml", "--data", "courier.yaml")
    assert forth == back
    assert [row["record"] for row in forth] == sorted(row["record"] for row in forth)
    assert {tuple(voice["date"] for voice in row["voices"]) for row in forth} == {("2010-06-03", "2010-06-05")}


def test_every_command_and_format_has_the_same_verdicts(run: Run, lake: Path) -> None:
    assert {tuple(row) for row in rows_of(run, *PAIR)} == {("record", "field", "verdict", "voices")}
    lines = run("compare", *PAIR, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows_of(run, *PAIR)
    cells = list(csv.DictReader(io.StringIO(run("compare", *PAIR, "--format", "csv").stdout)))
    assert {(line["record"], line["field"]): line["verdict"] for line in cells} == LAKE_VERDICTS
    for layout in ([], ["--linear"]):
        headings = re.findall(r"^([a-z-]+), ([a-z]+): (?:text, )?(.+)$", table(run, *PAIR, *layout), re.MULTILINE)
        assert {(record, field): verdict for record, field, verdict in headings} == LAKE_VERDICTS
    rows = rwpk.compare(["courier.yaml"], data="mine.yaml")
    assert {(row.record, row.field): row.verdict for row in rows} == LAKE_VERDICTS


@pytest.mark.parametrize("arguments", [(*PAIR, "--only"), ("odp_contributionranks.csv",)])
def test_what_compare_prints_as_json_holds_against_its_schema(run: Run, lake: Path, arguments: tuple[str, ...]) -> None:
    validator = Draft202012Validator(codebook.schema("compare"))
    rows = rows_of(run, *arguments)
    assert list(validator.iter_errors(rows)) == []
    for name in rows[0]:
        assert list(validator.iter_errors([{key: value for key, value in rows[0].items() if key != name}]))
    voice = rows[0]["voices"][0]
    for name in voice:
        voices = [{key: value for key, value in voice.items() if key != name}]
        assert list(validator.iter_errors([rows[0] | {"voices": voices}]))


def test_the_keys_are_those_that_are_promised(run: Run, lake: Path) -> None:
    (row,) = rows_of(run, *PAIR, "ice", "--field", "value")
    assert list(row) == ["record", "field", "verdict", "voices"]
    voice = row["voices"][1]
    assert list(voice) == [
        "source", "name", "date", "value", "comparator", "unit", "as_of", "inferred", "words", "against",
    ]  # fmt: skip
    assert list(voice["words"][0]) == ["paragraph", "line", "phrase", "basis", "note"]
    assert list(voice["against"][0]) == ["source", "verdict", "gap", "note"]
    header = run("compare", *PAIR, "--format", "csv").stdout.partition("\n")[0]
    assert header == (
        "record,field,verdict,source,name,date,value,comparator,unit,as_of,inferred,paragraphs,lines,phrases,bases,notes,"
        "against,verdicts,gaps,reasons"
    )


def test_csv_has_all_that_json_has(run: Run, lake: Path) -> None:
    Path("third.yaml").write_text(renamed(Path("courier.yaml").read_text(encoding="utf-8")), encoding="utf-8")
    voices = [voice for row in rows_of(run, "third.yaml", *PAIR) for voice in row["voices"]]
    lines = list(csv.DictReader(io.StringIO(run("compare", "third.yaml", *PAIR, "--format", "csv").stdout)))
    lists = {
        "paragraphs": ("words", "paragraph"), "lines": ("words", "line"), "phrases": ("words", "phrase"),
        "bases": ("words", "basis"), "notes": ("words", "note"), "against": ("against", "source"),
        "verdicts": ("against", "verdict"), "gaps": ("against", "gap"), "reasons": ("against", "note"),
    }  # fmt: skip
    for line, voice in zip(lines, voices, strict=True):
        for column, (name, key) in lists.items():
            values = ["" if item[key] is None else str(item[key]) for item in voice[name]]
            assert line[column].split("; ") == (values or [""])


def test_csv_has_one_line_a_voice(run: Run, lake: Path) -> None:
    text = run("compare", *PAIR, "ice", "--field", "value", "--format", "csv").stdout
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["name"], line["comparator"], line["value"], line["unit"], line["as_of"]) for line in lines] == [
        ("Reed", "more than", "40", "people", "2010-06-03"),
        ("Moss", "at most", "30", "people", "2010-06-03"),
    ]
    assert [line["inferred"] for line in lines] == ["as_of", ""]
    assert lines[1]["phrases"] == "at most thirty of them could read it; examined at the jetty on 3 June 2010"
    assert lines[1]["paragraphs"] == "3; 3"


def test_markdown_marks_what_is_inferred_and_names_the_sources(run: Run, lake: Path) -> None:
    text = run("compare", *PAIR, "--field", "framework", "--format", "markdown").stdout
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    cells = [token.children[0].content for token in tokens if token.type == "inline" and token.children]
    assert len([token for token in tokens if token.type == "tr_open"]) == 3
    assert "multilateral" in "".join(cells)
    assert "| multilateral\\* |" in text
    assert "\nMoss: Ilse Moss, “A letter from the other shore”, Highmere Courier, 2010-06-05\n" in text
    assert text.endswith("\n\\* inferred from the article's words, in whole or in part\n")


def test_markdown_has_every_phrase_and_the_reasons(run: Run, lake: Path) -> None:
    text = run("compare", *PAIR, "--field", "value", "--format", "markdown").stdout
    assert "| ¶3 “at most thirty of them could read it”; ¶3 “examined at the jetty on 3 June 2010” |" in text
    assert "| Reed and Moss give different numbers, and the latest day of each is the same. |\n" in text
    Path("next.csv").write_text(RANKING.replace("Jan-21", "Jan-22"), encoding="utf-8")
    text = run("compare", "odp_contributionranks.csv", "next.csv", "--format", "markdown").stdout
    assert text.count("neither can be told from counts of the other") == 2
    for day in ("2021-01-31", "2022-01-31"):
        assert f"\nthe UN ({day}): United Nations, contributor ranking, row RWA, {day}\n" in text


def test_a_single_same_is_not_said_again_below_it(run: Run, lake: Path) -> None:
    assert "say the same" not in table(run, *PAIR, "--field", "role")
    text = Path("courier.yaml").read_text(encoding="utf-8").replace("framework: multilateral", "framework: bilateral")
    Path("courier.yaml").write_text(text, encoding="utf-8")
    assert table(run, *PAIR, "--field", "framework", width=120).splitlines()[-3] == (
        "  Reed and Moss say the same (Reed states it, and from Moss it is only inferred)."
    )


def test_a_text_is_not_judged_even_if_another_is_identical(run: Run, lake: Path) -> None:
    lines = table(run, *PAIR, "--field", "name").splitlines()
    assert lines[2] == "blue-lake, name: text, not judged"
    assert lines[-1] == "text, not judged: shown as each dataset has it, and not compared"


LINEAR = """\
blue-lake, framework: apart
Reed, 2010-06-03: bilateral
paragraph 2: “In May 2008 the council of Highmere asked for help”
Moss, 2010-06-05: multilateral*
paragraph 2: “under the flag of the Lake Council”
inferred: the flag is that of a body of several towns, but who led the boats is not said
Reed and Moss say different things (Reed states it, and from Moss it is only inferred).

* inferred from the article's words, in whole or in part
"""


def test_linear_text_needs_no_columns(run: Run, lake: Path) -> None:
    assert table(run, *PAIR, "--field", "framework", "--linear") == LINEAR
    assert at_terminal("compare", *PAIR, "--field", "framework", "-q", TERM="dumb") == LINEAR


@pytest.mark.parametrize("width", [40, 59, 60, 80, 120])
def test_a_table_fits_the_screen(run: Run, lake: Path, width: int) -> None:
    lines = table(run, *PAIR, "--only", width=width).splitlines()
    drawn = [line for line in lines if width >= 60 or line.startswith("─")]
    assert all(len(line) <= width for line in drawn)
    assert any(line.startswith("─") for line in lines) is (width >= 60)


@pytest.mark.parametrize("width", [60, 80])
def test_wide_characters_and_long_names_fit_too_and_no_date_is_cut(run: Run, lake: Path, width: int) -> None:
    text = Path("courier.yaml").read_text(encoding="utf-8")
    text = text.replace("family: Moss", "family: 東亜港口新聞社東亜港口新聞社").replace(
        "2008-05-12", "[2008-05-12..2008-06-01]"
    )
    Path("courier.yaml").write_text(
        text.replace("Highmere's own patrol", "東亜港口新聞社 " * 3 + "東"), encoding="utf-8"
    )
    shown = table(run, *PAIR, width=width)
    assert max(map(cell_width, shown.splitlines())) <= width
    assert {"2008-05-12", "2008-06-01", "2010-06-03", "2010-06-05"} <= set(shown.split())


def test_a_pipe_gets_one_line_a_voice_and_no_cut(run: Run, lake: Path) -> None:
    text = run("compare", *PAIR, "ice", "--field", "value").stdout
    (line,) = (line for line in text.splitlines() if line.startswith("  Moss"))
    assert re.split(" {2,}", line)[-1] == "¶3 “at most thirty of them could read it” and 1 more"


def test_a_conflict_is_red_at_a_terminal_and_said_in_words(run: Run, lake: Path) -> None:
    shown = at_terminal("compare", *PAIR, "--apart")
    assert re.search("\x1b\\[1;31mblue-lake, framework: apart\x1b", shown)
    assert without_colour(shown)[:-1] == LAKE_APART.splitlines()
    assert without_colour(shown)[-1] == "2 of 2 values; 2 apart"


# which sources, which records ---------------------------------------------------------------------


def renamed(text: str, **changes: str) -> str:
    for old, new in {"id: moss-2010": "id: other-2010", "letter-from": "note-from", **changes}.items():
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_name_is_told_from_a_file_by_what_is_there_or_by_its_ending(run: Run, lake: Path) -> None:
    Path("ice").mkdir()  # a folder is no dataset
    assert {row["record"] for row in rows_of(run, *PAIR, "ice")} == {"ice"}
    assert {row["record"] for row in rows_of(run, *PAIR, "highmere", "ice")} == {"ice", "blue-lake"}
    for missing in ("nosuch.yaml", "nosuch.CSV"):
        done = run("compare", missing)
        assert (done.returncode, done.stderr) == (
            3,
            f"rwpk: error: {missing}: there is no such file: check the path\n",
        )
    done = run("compare", *PAIR, "nosuch")
    assert done.returncode == 1
    assert 'no record is called "nosuch"' in done.stderr
    for word, message in (("darfur", "there is no file darfur: name a d"), ("ice", "ice is a directory: name a d")):
        done = run("compare", word)
        assert done.returncode == 2
        assert message in done.stderr


def test_one_source_in_two_files_is_counted_once_and_reported(run: Run, lake: Path) -> None:
    text = Path("courier.yaml").read_text(encoding="utf-8")
    Path("same-url.yaml").write_text(text.replace("id: moss-2010", "id: other-2010"), encoding="utf-8")
    Path("same-id.yaml").write_text(text.replace("letter-from", "note-from"), encoding="utf-8")
    expected = run("compare", *PAIR, "--json").stdout
    for name, shared in (
        ("same-url.yaml", "URL https://example.org/a-letter-from-the-other-shore"),
        ("same-id.yaml", "id moss-2010"),
        ("courier.yaml", "id moss-2010"),
    ):
        done = run("compare", "courier.yaml", name, *PAIR[1:], "--json")
        assert (done.returncode, done.stdout) == (0, expected)
        assert done.stderr == (
            f"rwpk: {name} is the same source as courier.yaml ({shared}): it is counted once, and {name} is left out\n"
        )


def test_one_source_with_other_contents_is_reported_with_what_differs(run: Run, lake: Path) -> None:
    text = Path("courier.yaml").read_text(encoding="utf-8")
    text = text.replace("value: 30", "value: 20").replace("phrase: sailed beside our own", "phrase: beside our own")
    Path("other.yaml").write_text(text.replace('issued: "2010-06-05"', 'issued: "2010-06-06"'), encoding="utf-8")
    assert run("compare", "other.yaml", *PAIR, "--json").stderr.endswith(
        "(id moss-2010): it is counted once, and courier.yaml is left out, though it has otherwise: the date of the"
        " source; blue-lake, partners; ice, value (30, not 20)\n"
    )


def test_one_thing_under_two_ids_is_reported_with_its_line_and_never_compared(run: Run, lake: Path) -> None:
    text = Path("courier.yaml").read_text(encoding="utf-8").replace("id: blue-lake", "id: lake-patrol")
    Path("renamed.yaml").write_text(text, encoding="utf-8")
    done = run("compare", "renamed.yaml", "--data", "mine.yaml", "--json")
    assert {row["record"] for row in json.loads(done.stdout)} == {"ice"}
    line = 1 + text[: text.index("id: lake-patrol")].count("\n")
    assert done.stderr == (
        f'rwpk: renamed.yaml:{line}: lake-patrol may be blue-lake of mine.yaml: both are called "Blue Lake". They are'
        ' compared only under one id: if they are the same thing, write "id: blue-lake" on this line\n'
    )


def test_a_name_keeps_the_report_of_likely_records_that_it_touches(run: Run, lake: Path) -> None:
    text = Path("courier.yaml").read_text(encoding="utf-8").replace("id: blue-lake", "id: lake-patrol")
    Path("renamed.yaml").write_text(text, encoding="utf-8")
    for name in ("blue-lake", "lake-patrol"):
        done = run("compare", "renamed.yaml", "--data", "mine.yaml", name, "--json")
        assert "lake-patrol may be blue-lake of mine.yaml" in done.stderr
    assert run("compare", "renamed.yaml", "--data", "mine.yaml", "ice", "--json").stderr == ""


def test_a_mission_is_never_likened_to_a_fact(run: Run, lake: Path) -> None:
    text = Path("courier.yaml").read_text(encoding="utf-8").replace("id: blue-lake", "id: lake-patrol")
    text = text.replace("name: Blue Lake", "name: Patrol").replace("place: Blue Lake", "place: null")
    text = text.replace("supports: [name, place]", "supports: [name]")
    text = text.replace("  - id: ice\n", "  - id: ice2\n    aliases: [Blue Lake]\n")
    Path("renamed.yaml").write_text(text, encoding="utf-8")
    assert run("compare", "renamed.yaml", "--data", "mine.yaml", "--json").stderr == ""


def test_an_id_of_a_mission_and_of_a_fact_is_reported(run: Run, lake: Path) -> None:
    text = Path("courier.yaml").read_text(encoding="utf-8")
    text = text.replace("id: blue-lake", "id: x").replace("id: ice", "id: blue-lake").replace("id: x", "id: ice")
    Path("swapped.yaml").write_text(text, encoding="utf-8")
    done = run("compare", "swapped.yaml", "--data", "mine.yaml", "ice", "--json")
    assert (done.returncode, done.stdout) == (0, "[]\n")
    assert done.stderr == (
        "rwpk: ice is a fact in mine.yaml and a mission in swapped.yaml: they are not compared; give one of them"
        " another id\n"
    )


def test_an_alias_shows_the_same_thing_and_two_owners_show_none(run: Run, lake: Path) -> None:
    text = Path("courier.yaml").read_text(encoding="utf-8")
    text = text.replace("  - id: ice\n", "  - id: frost\n    aliases: [Ice, x]\n")
    Path("renamed.yaml").write_text(text, encoding="utf-8")
    done = run("compare", "renamed.yaml", "--data", "mine.yaml", "--json")
    assert "frost may be ice of mine.yaml: both are called" in done.stderr
    Path("renamed.yaml").write_text(text.replace("[Ice, x]", "[x]"), encoding="utf-8")
    assert run("compare", "renamed.yaml", "--data", "mine.yaml", "--json").stderr == ""


def test_sources_of_one_name_are_told_apart(run: Run, lake: Path) -> None:
    text = renamed(Path("courier.yaml").read_text(encoding="utf-8"))
    Path("other.yaml").write_text(text, encoding="utf-8")
    (row,) = rows_of(run, "other.yaml", *PAIR, "--field", "start")
    assert [voice["name"] for voice in row["voices"]] == ["Reed", "moss-2010", "other-2010"]
    Path("other.yaml").write_text(text.replace('issued: "2010-06-05"', 'issued: "2011"'), encoding="utf-8")
    (row,) = rows_of(run, "other.yaml", *PAIR, "--field", "start")
    assert [voice["name"] for voice in row["voices"]] == ["Reed", "Moss", "Moss"]
    assert row["voices"][2]["against"][1] == {
        "source": "moss-2010",
        "verdict": "same",
        "gap": None,
        "note": "Moss (2010-06-05) and Moss (2011) give the same date",
    }


def test_two_files_cannot_both_be_standard_input(run: Run, lake: Path) -> None:
    stdin = Path("courier.yaml").read_text(encoding="utf-8")
    assert (
        run("compare", "-", "--data", "mine.yaml", "--json", stdin=stdin).stdout
        == run("compare", *PAIR, "--json").stdout
    )
    done = run("compare", "-", "--data", "-", stdin=stdin)
    assert done.returncode == 2
    assert "only one file can come from standard input" in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--field", "begin"], '--field: there is no field "begin"'),
        (["--field", ""], "--field is empty"),
        (["--apart", "--only"], "--apart and --only exclude each other"),
        (["--linear", "--json"], "--linear exclude each other"),
        (["--country", "RWA"], "--country chooses the row of a contributor ranking"),
    ],
)
def test_an_impossible_option_is_wrong_usage(run: Run, lake: Path, options: list[str], message: str) -> None:
    done = run("compare", *PAIR, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--field", "mandate"], "there is no value that two sources speak of; --only shows what one alone says"),
        (["--field", "mandate", "--only"], "no source says anything of it"),
        (["--field", "start", "--apart"], "no two sources are apart; without --apart all that two of them speak of is"),
    ],
)
def test_an_empty_result_says_so(run: Run, lake: Path, options: list[str], message: str) -> None:
    done = run("compare", *PAIR, *options)
    assert (done.returncode, done.stdout) == (0, "")
    assert message in done.stderr
    assert run("compare", *PAIR, *options, "--json").stdout == "[]\n"
    assert len(run("compare", *PAIR, *options, "--format", "csv").stdout.splitlines()) == 1


def test_a_broken_dataset_is_reported_as_anywhere(run: Run, lake: Path) -> None:
    text = Path("courier.yaml").read_text(encoding="utf-8").replace("2008-05-12", "2008-13")
    Path("courier.yaml").write_text(text, encoding="utf-8")
    done = run("compare", *PAIR)
    assert (done.returncode, done.stdout) == (3, "")
    assert 'blue-lake: start: "2008-13" is not a date: there is no month 13' in done.stderr


# the rankings of the United Nations ---------------------------------------------------------------

UN_TABLE = """\
  source  published   value               words
────────────────────────────────────────────────────────────────────────────────
contributor-rank, value: compatible
  UN      2021-01-31  rank: 2             line 3 “Personnel_Contribution_Rank”
  Biruta  2021-10-31  rank: at most 5     ¶4 “ranked in the top five contributor
                      (in or before       to the UN peacekeeping operations” and
                      2021-10-31*)        1 more
  UN      2022-01-31  rank: 4             line 5 “Personnel_Contribution_Rank”
  Compatible: both can be right: the number of the UN (2021-01-31) is one that
  Biruta allows, and by the latest day of each, Biruta is 9 months later.
  Compatible: both can be right: the number of the UN (2022-01-31) is one that
  Biruta allows, and by the latest day of each, the UN (2022-01-31) is 3 months
  later.

troops-deployed, value: another thing
  UN      2021-01-31  uniformed           line 3 “Total_Uniformed_Personnel”
                      personnel: 6,378
  Biruta  2021-10-31  troops: more than   ¶4 “over 5,000 troops engaged in
                      5,000 (in or        various missions since 2004” and 1
                      before              more
                      2021-10-31*)
  UN      2022-01-31  uniformed           line 5 “Total_Uniformed_Personnel”
                      personnel: 5,280
  Another thing: the UN (2021-01-31) counts uniformed personnel and Biruta
  counts troops: neither can be told from counts of the other, and by the latest
  day of each, Biruta is 9 months later.
  Another thing: Biruta counts troops and the UN (2022-01-31) counts uniformed
  personnel: neither can be told from counts of the other, and by the latest day
  of each, the UN (2022-01-31) is 3 months later.

* inferred from the article's words, in whole or in part
"""


@needs_un_files
def test_two_rankings_against_the_article(run: Run) -> None:
    assert table(run, *map(str, UN_FILES)) == UN_TABLE


@needs_un_files
def test_the_rankings_give_two_claims_each_and_the_gaps_in_days(run: Run) -> None:
    rank, troops = rows_of(run, *map(str, UN_FILES))
    assert [(voice["date"], voice["value"], voice["unit"]) for voice in (*rank["voices"], *troops["voices"])] == [
        ("2021-01-31", 2, "rank"),
        ("2021-10-31", 5, "rank"),
        ("2022-01-31", 4, "rank"),
        ("2021-01-31", 6378, "uniformed personnel"),
        ("2021-10-31", 5000, "troops"),
        ("2022-01-31", 5280, "uniformed personnel"),
    ]
    gaps = [[stand["gap"] for stand in voice["against"]] for voice in rank["voices"]]
    assert gaps == [[], [273], [92]]  # a table of the UN is not held against another of theirs


def test_the_ids_of_the_rankings_are_those_of_the_dataset() -> None:
    ids = {record.id for record in rwpk.load().records}
    assert {comparison.RANK_ID, comparison.TROOPS_ID} <= ids


VARIANTS: dict[str, Callable[[str], str]] = {
    "a byte-order mark": lambda text: "\ufeff" + text,
    "capitals": str.upper,
    "a header in small letters": lambda text: text.replace(HEADER, HEADER.lower()),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n") + "\r\n",
    "an empty column more": lambda text: text.replace("\n", ",\n"),
    "columns in another order": lambda text: "\n".join(",".join(reversed(row.split(","))) for row in text.splitlines()),
    "a year of four digits": lambda text: text.replace("31-Jan-21", "31-jan-2021"),
    "a quoted name": lambda text: text.replace("Rwanda", '"Rwanda, Republic of"'),
    "a line end in a name": lambda text: text.replace("Bangladesh", '"Bangla\ndesh"').replace("Rwanda", '"Rwan\nda"'),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", ["ranks.csv", "ranks", "-"])
def test_a_ranking_is_recognised_by_its_header(run: Run, tmp_path: Path, variant: str, name: str) -> None:
    text = VARIANTS[variant](RANKING)
    path = tmp_path / name
    path.write_bytes(text.encode())
    rank, troops = rows_of_file(run, path, text, name)
    assert (rank["verdict"], troops["verdict"]) == ("compatible", "another thing")
    assert rank["voices"][0]["as_of"] == "2021-01-31"


def test_a_ranking_with_semicolons_is_recognised_whatever_its_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ranks"
    path.write_text(RANKING.replace(",", ";"), encoding="utf-8")
    done = run("compare", str(path))
    assert (done.returncode, done.stdout) == (3, "")
    assert "ranks:1: its cells are separated by ;: save it with commas" in done.stderr


@pytest.mark.parametrize(
    ("written", "day"), [("31-Jan-69", "1969-01-31"), ("31-Jan-99", "1999-01-31"), ("31-Jan-68", "2068-01-31")]
)
def test_a_year_of_two_digits_is_read_by_the_rule_of_posix(run: Run, tmp_path: Path, written: str, day: str) -> None:
    path = tmp_path / "ranks.csv"
    path.write_text(RANKING.replace("31-Jan-21", written), encoding="utf-8")
    rank, _ = rows_of(run, str(path))
    assert day in {voice["date"] for voice in rank["voices"]}


def rows_of_file(run: Run, path: Path, text: str, name: str) -> list[dict[str, Any]]:
    if name != "-":
        return rows_of(run, str(path))
    rows: list[dict[str, Any]] = json.loads(run("compare", "-", "--json", stdin=text.encode()).stdout)
    return rows


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",Personnel_Contribution_Rank", ",Rank", "ranks.csv:1: it lacks Personnel_Contribution_Rank: download"),
        (HEADER, "Mission,Country,Year,a,b,c,d,e", "ranks.csv:1: it is not the United Nations' ranking of contrib"),
        (RANKING, "", "ranks.csv:1: it is not the United Nations' ranking of contributors, which has the columns ISO"),
        (RANKING, HEADER, "ranks.csv:1: it has a header and no row"),
        (RANKING, RANKING.replace(",", ";"), "ranks.csv:1: its cells are separated by ;: save it with commas"),
        (RANKING, RANKING.replace(",", "\t"), "ranks.csv:1: its cells are separated by tabs: save it with commas"),
        (",M49_Code", ",ISOCODE3", "ranks.csv:1: it has ISOCode3 more than once: keep one column of each name"),
        (",2,585", ",2nd,585", 'ranks.csv:3: RWA: Personnel_Contribution_Rank: "2nd", where a whole number is exp'),
        (",2,585", ",0,585", "ranks.csv:3: RWA: Personnel_Contribution_Rank: the number 0: write at least 1"),
        (",6378,", ',"6,378",', 'ranks.csv:3: RWA: Total_Uniformed_Personnel: "6,378", where a whole number is exp'),
        (",6378,", ",-6378,", 'ranks.csv:3: RWA: Total_Uniformed_Personnel: "-6378", where a whole number is exp'),
        (",6378,", ",6379,", "RWA: Total_Uniformed_Personnel: 6379 is not the sum of 585 women and 5793 men"),
        (",6378,", ",,", 'ranks.csv:3: RWA: Total_Uniformed_Personnel: "", where a whole number is expected'),
        (",6378,", f",{'9' * 16},", "where a whole number is expected"),
        ("6378,31-Jan-21", "6378,2021/01/31", 'Last_Reporting_Date: "2021/01/31" is not a day: write it as 31-Jan-22'),
        ("6378,31-Jan-21", "6378,31-Jnn-21", '"31-Jnn-21" is not a day: write it as 31-Jan-22'),
        ("6378,31-Jan-21", "6378,30-Feb-21", '"2021-02-30" is not a date: there is no day 30 in 2021-02'),
        ("RWA,646", "Rwanda,646", 'Rwanda: ISOCode3: "Rwanda": write ISO 3166-1 alpha-3'),
        ("BGD,50", "RWA,50", "ranks.csv:3: RWA: a second row of this country: keep one"),
        ("RWA,646,", "RWA,", "ranks.csv:3: 7 cells, where the header has 8"),
        ("Rwanda", '"Rwanda', "it is not CSV: unexpected end of data"),
        ("RWA,646", "ETH,231", "it has no row for RWA; it has BGD, ETH"),
    ],
)
def test_a_broken_ranking_is_named_with_its_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert old in RANKING
    Path("ranks.csv").write_text(RANKING.replace(old, new), encoding="utf-8")
    done = run("compare", "ranks.csv")
    assert (done.returncode, done.stdout) == (3, "")
    assert message in done.stderr


def test_all_problems_of_a_ranking_are_reported_at_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ranks.csv"
    path.write_text(RANKING.replace("31-Jan-21", "soon").replace("BGD", "bgd"), encoding="utf-8")
    done = run("compare", str(path))
    assert done.returncode == 3
    assert done.stderr.rstrip().endswith(f"3 problems in {path}")


@pytest.mark.parametrize("data", [b"\xff\xfe" + RANKING.encode("utf-16-le"), RANKING.encode() + b"CIV,384,C\xf4te\n"])
def test_a_ranking_in_another_encoding_is_refused_with_the_remedy(run: Run, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "ranks.csv"
    path.write_bytes(data)
    done = run("compare", str(path))
    assert done.returncode == 3
    assert "save the file as UTF-8" in done.stderr


def test_the_country_of_a_ranking_is_rwandas_only_for_rwpks_own_dataset(run: Run, lake: Path) -> None:
    Path("ranks.csv").write_text(RANKING, encoding="utf-8")
    assert rows_of(run, "ranks.csv", "--country", "rwa") == rows_of(run, "ranks.csv")
    refused = run("compare", "ranks.csv", "--data", "mine.yaml")
    assert refused.returncode == 2
    assert "ranks.csv has a row for each country: say with --country which one, such as RWA" in refused.stderr
    refused = run("compare", "ranks.csv", "--country", "BGD")
    assert refused.returncode == 2
    assert "rwpk's own dataset is about Rwanda (RWA)" in refused.stderr
    for data in ([], ["--data", "mine.yaml"]):
        refused = run("compare", "ranks.csv", "--country", "Rwanda", *data)
        assert refused.returncode == 2
        assert "--country Rwanda: write ISO 3166-1 alpha-3, such as RWA" in refused.stderr
    text = Path("mine.yaml").read_text(encoding="utf-8").replace("id: ice", "id: contributor-rank")
    Path("mine.yaml").write_text(text, encoding="utf-8")
    (row,) = rows_of(run, "ranks.csv", "--data", "mine.yaml", "--country", "BGD")
    assert [(voice["source"], voice["value"]) for voice in row["voices"]] == [
        ("reed-2010", 40),
        ("un-ranking-bgd-2021-01-31", 1),
    ]


def test_two_rankings_alone_are_one_voice(run: Run, tmp_path: Path) -> None:
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path, year in zip(paths, ("21", "22"), strict=True):
        path.write_text(RANKING.replace("Jan-21", f"Jan-{year}"), encoding="utf-8")
    arguments = (str(paths[0]), "--data", str(paths[1]), "--country", "RWA")
    assert rows_of(run, *arguments) == []
    assert {row["verdict"] for row in rows_of(run, *arguments, "contributor", "rank", "--only")} == {"alone"}
    done = run("compare", *arguments, "nosuch")
    assert (done.returncode, done.stderr) == (1, 'rwpk: error: no record is called "nosuch"\n')


def test_a_ranking_that_meets_no_record_says_which_ids_it_has(run: Run, lake: Path) -> None:
    Path("ranks.csv").write_text(RANKING, encoding="utf-8")
    done = run("compare", "ranks.csv", "--data", "mine.yaml", "--country", "RWA")
    assert (done.returncode, done.stdout) == (0, "")
    assert "a contributor ranking speaks of the records contributor-rank and troops-deployed" in done.stderr


def test_one_ranking_in_two_files_is_counted_once(run: Run, tmp_path: Path) -> None:
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path in paths:
        path.write_text(RANKING, encoding="utf-8")
    done = run("compare", *map(str, paths))
    assert "two.csv is the same source as" in done.stderr
    assert "(id un-ranking-rwa-2021-01-31): it is counted once" in done.stderr
    assert "otherwise" not in done.stderr


def test_a_revised_ranking_of_one_day_is_reported_with_both_numbers(run: Run, tmp_path: Path) -> None:
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    paths[0].write_text(RANKING, encoding="utf-8")
    paths[1].write_text(RANKING.replace("2,585,5793,6378", "3,585,5795,6380"), encoding="utf-8")
    assert run("compare", *map(str, paths)).stderr.endswith(
        "two.csv is left out, though it has otherwise: contributor-rank, value (3, not 2);"
        " troops-deployed, value (6,380, not 6,378)\n"
    )


# in Python ----------------------------------------------------------------------------------------


def test_python_gets_the_same_rows_as_records(run: Run, lake: Path) -> None:
    from rwpk import model

    rows = rwpk.compare([Path("courier.yaml")], data=Path("mine.yaml"), only=True)
    assert json.loads(model.to_json(rows)) == rows_of(run, *PAIR, "--only")
    assert rwpk.compare("courier.yaml", data="mine.yaml", only=True) == rows
    assert rwpk.compare(Path("courier.yaml"), data="mine.yaml", only=True) == rows
    with pytest.raises(rwpk.UsageError, match="--country"):
        rwpk.compare(["odp_contributionranks.csv"], data="mine.yaml")
    rank, _ = rwpk.compare(["odp_contributionranks.csv"])
    assert (rank.verdict, [voice.value for voice in rank.voices]) == ("compatible", [2, 5])


def test_the_dataset_is_the_same_source_as_itself(run: Run) -> None:
    done = run("compare", "-", stdin=built_in_dataset())
    assert (done.returncode, done.stdout) == (0, "")
    assert "is the same source as" in done.stderr
    assert "there is no value that two sources speak of" in done.stderr


def test_a_dataset_and_a_copy_of_it_under_another_name_agree_on_every_value() -> None:
    one = comparison.account_of(loading.load())
    rows = list(comparison.compare([one, one._replace(id="other", speaker="other")]))
    assert {row.verdict for row in rows} == {"same", "not judged"}
    assert len(rows) == sum(len(fields) for fields in one.claims.values())
