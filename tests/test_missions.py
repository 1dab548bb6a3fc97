"""`rwpk missions` and `rwpk facts`: what is listed, how it is filtered, sorted and shaped."""

from __future__ import annotations

import json

import pytest
import yaml

from rwpk.render.fields import LEGEND
from tests.support import Run, at_terminal, built_in_dataset, read_data

ALL = ["unamir", "darfur", "south-sudan", "central-african-republic", "cabo-delgado"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ALL),
        ("--since 2010", ["south-sudan", "central-african-republic", "cabo-delgado"]),
        ("--since 2014", ["central-african-republic", "cabo-delgado"]),
        ("--since 2015", ["cabo-delgado"]),
        ("--since 2015 --certain", []),
        ("--since 2021-10-31", ["cabo-delgado"]),
        ("--since 2021-11", []),
        ("--since 2022", []),
        ("--until 2003", ["unamir"]),
        ("--until 1993-10", ["unamir"]),
        ("--until 1993-10-30", ["unamir"]),
        ("--until 1993-10-30 --certain", []),
        ("--until 1993-09", []),
        ("--since 2004 --until 2011", ["darfur", "south-sudan"]),
        ("--since 2004-06 --until 2004", ["darfur"]),
        ("--since 2004-06 --until 2004 --certain", []),
        ("--role host", ["unamir"]),
        ("--role contributor --framework bilateral", ["cabo-delgado"]),
        ("--organisation un", ALL[:4]),
        ("--organisation sadc", ["cabo-delgado"]),
        ("--organisation united", ALL[:4]),
        ("--country sdn", ["darfur"]),
        ("--country mozambique", ["cabo-delgado"]),
        ("--country caf", ["central-african-republic"]),
        ("--country sdn --country moz", ["darfur", "cabo-delgado"]),
        ("--role host --role contributor", ALL),
        ("--framework bilateral --framework Multilateral", ALL),
        ("--organisation sadc --organisation fadm", ["cabo-delgado"]),
        ("--match terrorism --match genocide", ["unamir", "cabo-delgado"]),
        ("--match terrorism --country moz --country sdn", ["cabo-delgado"]),
        ("--disputed", ALL),
        ("-s 2004 -u 2011", ["darfur", "south-sudan"]),
        ("-m terrorism -n 1 -f json", ["cabo-delgado"]),
        ("--match TERRORISM", ["cabo-delgado"]),
        ("--match térrorism", ["cabo-delgado"]),
        ("--match unmiss", ["south-sudan"]),
        ("--sort -start", ["cabo-delgado", "central-african-republic", "south-sudan", "darfur", "unamir"]),
        ("--sort id", sorted(ALL)),
        ("--sort acronym", ["unamir", *ALL[1:]]),
        ("--sort -acronym", ["unamir", *ALL[1:]]),
        ("--sort end", ALL),
        ("--limit 2", ALL[:2]),
        ("--limit 0", []),
    ],
)
def test_filters_and_sorts_keep_the_missions_that_they_say(run: Run, options: str, expected: list[str]) -> None:
    done = run("missions", "--json", *options.split())
    assert done.returncode == 0
    assert [mission["id"] for mission in json.loads(done.stdout)] == expected


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--since 2015", "cabo-delgado may have begun before 2015: the article gives no year"),
        (
            "--since 1993 --until 1993-10-15",
            "unamir may have begun after 1993-10-15: the article gives no day",
        ),
    ],
)
def test_a_possible_mission_is_told_in_one_line_at_a_terminal_alone(run: Run, options: str, told: str) -> None:
    assert at_terminal("missions", *options.split()).splitlines()[-1] == told
    for form in ("table", "json"):
        assert run("missions", *options.split(), "--format", form).stderr == ""


def test_no_note_where_all_are_certain() -> None:
    lines = at_terminal("missions", "--since", "2004", "--until", "2012", NO_COLOR="1").splitlines()
    assert lines[-1] == LEGEND


def test_until_alone_says_that_it_asks_when_missions_began(run: Run) -> None:
    told = "--until asks when missions began; --during asks whether they were under way"
    assert told in at_terminal("missions", "--until", "2003").splitlines()
    assert told not in at_terminal("missions", "--until", "2003", "-q")
    assert told not in at_terminal("missions", "--until", "2003", "--since", "1990")
    assert run("missions", "--until", "2003").stderr == ""


@pytest.mark.parametrize("command", ["missions", "timeline"])
def test_a_certain_answer_needs_a_date_to_be_certain_about(run: Run, command: str) -> None:
    done = run(command, "--certain", "--role", "host")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--certain needs a date to be certain about" in done.stderr


@pytest.mark.parametrize("options", [["--since", "2022"], ["--since", "2015", "--certain"], ["--match", "xyzzy"]])
@pytest.mark.parametrize(
    ("form", "stdout", "stderr"),
    [
        ("table", "", "rwpk: no missions match; without filters there are 5\n"),
        ("json", "[]\n", ""),
        ("jsonl", "", ""),
    ],
)
def test_nothing_found_is_an_answer_not_an_error(
    run: Run, options: list[str], form: str, stdout: str, stderr: str
) -> None:
    done = run("missions", *options, "--format", form)
    assert (done.returncode, done.stdout, done.stderr) == (0, stdout, stderr)


def test_nothing_found_leaves_a_bare_header_in_csv(run: Run) -> None:
    done = run("missions", "--match", "xyzzy", "--format", "csv", "--columns", "id,start")
    assert done.stdout == "id,start\n"


@pytest.mark.parametrize("word", ["supports", "summary", "stated", "basis"])
def test_match_does_not_take_the_schemas_words_for_the_records(run: Run, word: str) -> None:
    assert json.loads(run("missions", "--json", "--match", word).stdout) == []


def test_a_long_table_has_one_header_and_keeps_to_its_columns(run: Run) -> None:
    whole = json.loads(read_data("harbour.json"))
    mission = whole["missions"][0] | {"aliases": []}
    whole["missions"] = [mission | {"id": f"harbour-{number:04}"} for number in range(1_500)]
    header, rule, *rows = run("missions", "--data", "-", COLUMNS="80", stdin=json.dumps(whole)).stdout.splitlines()
    assert header.startswith("id ")
    assert set(rule) == {"─"}
    assert [row[:12] for row in rows if row.startswith("h")] == [one["id"] for one in whole["missions"]]
    assert {row[12:] for row in rows if row.startswith("h")} == {rows[0][12:]}


def test_an_open_bound_is_null_and_no_made_up_date(run: Run) -> None:
    for start, bounds in (("[..2012]", [None, "2012-12-31"]), ("[2012..]", ["2012-01-01", None])):
        changed = built_in_dataset().replace('start: "2011"', f'start: "{start}"')
        done = run("missions", "--format", "jsonl", "--country", "SSD", "--data", "-", stdin=changed)
        record = json.loads(done.stdout)
        assert [record["start_earliest"], record["start_latest"]] == bounds


@pytest.mark.parametrize("columns", ["9" * 5000, "0", "-1", "x", "٣٠", " "])
def test_a_width_that_is_none_is_passed_over(run: Run, columns: str) -> None:
    done = run("missions", COLUMNS=columns)
    assert (done.returncode, done.stdout) == (0, run("missions").stdout)


def test_facts_are_filtered_by_topic_and_text(run: Run) -> None:
    def ids(*options: str) -> list[str]:
        return [fact["id"] for fact in json.loads(run("facts", "--json", *options).stdout)]

    assert ids("--topic", "Personnel") == ["contributor-rank", "troops-deployed", "police-officers"]
    assert ids("--match", "umuganda") == ["umuganda", "umuganda-purpose"]
    assert ids("--topic", "law", "--sort", "-id") == ["constitution-communities", "constitution"]
    assert ids("-t", "law", "-t", "reputation") == [
        "constitution", "constitution-communities", "community-trust", "appreciation",
    ]  # fmt: skip
    assert ids("--match", "umuganda", "--match", "Academy") == [
        "umuganda", "umuganda-purpose", "peace-academy", "academy-purpose",
    ]  # fmt: skip
    assert ids("--disputed") == ["troops-deployed"]
    assert len(ids()) == 34


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            "missions --since 20l0",
            '--since "20l0": write a year, a month or a day, such as 2004, 1993-10 or 2004-08-15',
        ),
        ("missions --since 2010-13", '--since "2010-13": there is no month 13'),
        ("missions --until 2010-02-30", '--until "2010-02-30": there is no day 30 in 2010-02'),
        ("missions --since 0000", '--since "0000": there is no year 0000'),
        ("missions --since 2012 --until 2010", "--since 2012 is later than --until 2010: swap them"),
        (
            "missions --sort strat",
            '--sort: there is no field "strat" (did you mean "start"?); the fields are id, name, ',
        ),
        (
            "missions --columns id,strat",
            '--columns: there is no field "strat" (did you mean "start"?); the fields are id',
        ),
        ("missions --columns ,", '--columns: there is no field ""; the fields are id, name, '),
        ("missions --json --format csv", "--json and --format csv exclude each other: give one"),
    ],
)
def test_a_wrong_value_exits_2_with_a_message_of_one_line(run: Run, arguments: str, told: str) -> None:
    done = run(*arguments.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"rwpk: error: {told}")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        "missions --format xml",
        "missions --role guest",
        "missions --limit -1",
        "missions --limit many",
        "missions --sicne 2010",
        "missions extra",
        "search",
        "search --limit -1 genocide",
        "mission",
        "--bogus",
        "show",
        "check --article",
        "timeline --save",
        "facts --since 2010",
    ],
)
def test_what_typer_refuses_exits_2_with_a_message_on_stderr_alone(run: Run, arguments: str) -> None:
    done = run(*arguments.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "option", ["--match", "--country", "--organisation", "--since", "--during", "--sort", "--columns"]
)
def test_an_empty_value_is_refused_and_does_not_mean_everything(run: Run, option: str) -> None:
    done = run("missions", option, "")
    assert (done.returncode, done.stdout) == (2, "")
    assert option in done.stderr


@pytest.mark.parametrize("options", ["--role HOST", "--framework Bilateral", "--format JSON"])
def test_choices_are_read_without_regard_to_case(run: Run, options: str) -> None:
    done = run("missions", *options.split())
    assert (done.returncode, done.stdout) == (0, run("missions", *options.lower().split()).stdout)


def test_no_limit_is_too_large(run: Run) -> None:
    assert run("missions", "--limit", "9" * 20, "--json").stdout == run("missions", "--json").stdout


def test_json_and_format_json_agree(run: Run) -> None:
    assert run("missions", "--json", "--format", "json").stdout == run("missions", "--json").stdout


def test_data_comes_from_the_option_before_the_variable_and_from_stdin(run: Run) -> None:
    whole = run("missions", "--json").stdout
    built_in = built_in_dataset()
    own = whole.replace('"disputed": true', '"disputed": null')  # another source speaks of rwpk's own dataset alone
    assert run("missions", "--json", "--data", "-", stdin=built_in).stdout == own
    assert run("missions", "--json", "--data", "-", stdin=built_in, RWPK_DATA="/does/not/exist").stdout == own
    assert run("missions", "--json", "-d", "-", stdin=built_in).stdout == own
    assert run("missions", RWPK_DATA="/does/not/exist").returncode == 3


def test_a_dataset_in_json_says_the_same_as_in_yaml(run: Run) -> None:
    as_json = json.dumps(yaml.load(built_in_dataset(), yaml.BaseLoader))
    value = json.loads(as_json)
    value["schema"] = 1
    for paragraph in value["source"]["paragraphs"]:
        paragraph |= {name: int(paragraph[name]) for name in ("number", "length")}
    for record in value["missions"] + value["facts"]:
        for name in ("acronym", "end", "strength", "mandate"):
            if record.get(name) == "null":
                record[name] = None
        if "value" in record:
            record["value"] = int(record["value"])
        for evidence in record["evidence"]:
            evidence["paragraph"] = int(evidence["paragraph"])
    whole = run("missions", "--json", "--data", "-", stdin=built_in_dataset()).stdout
    for ascii_only in (True, False):
        done = run("missions", "--json", "--data", "-", stdin=json.dumps(value, ensure_ascii=ascii_only))
        assert (done.stderr, done.stdout) == ("", whole)
