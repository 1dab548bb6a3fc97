"""The formats for scripts, each read back by a real reader, and the promise on their keys and columns."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess

import pytest
from markdown_it import MarkdownIt

from rwpk.render.fields import LEGEND, flat
from tests.support import RWPK, Run, environment

SOURCE = (
    "Source: Vincent Biruta, “Rwanda’s Peacekeeping Missions: Promoting Global Peace and Security”, Diplomat Magazine, "
    "2021-10-31. The author was Rwanda's Minister of Foreign Affairs and International Cooperation, so the article is "
    "a party's own account"
)
MISSION_KEYS = [
    "id",
    "name",
    "acronym",
    "place",
    "country",
    "country_code",
    "role",
    "framework",
    "organisations",
    "partners",
    "start",
    "start_earliest",
    "start_latest",
    "start_basis",
    "end",
    "aims",
    "outcomes",
    "summary",
    "evidence",
    "strength",
    "mandate",
    "aliases",
    "inferred",
    "disputed",
    "certain",
]
FACT_KEYS = [
    "id",
    "topic",
    "statement",
    "evidence",
    "value",
    "unit",
    "comparator",
    "as_of",
    "about",
    "aliases",
    "inferred",
    "disputed",
]


def test_the_keys_of_json_are_a_promise(run: Run) -> None:
    assert [list(mission) for mission in json.loads(run("missions", "--json").stdout)] == [MISSION_KEYS] * 5
    assert [list(fact) for fact in json.loads(run("facts", "--json").stdout)] == [FACT_KEYS] * 34


def test_the_columns_of_csv_are_a_promise(run: Run) -> None:
    without_evidence = [key for key in MISSION_KEYS if key != "evidence"]
    assert run("missions", "--format", "csv").stdout.split("\n")[0] == ",".join(without_evidence)
    assert run("facts", "--format", "csv").stdout.split("\n")[0] == ",".join(
        key for key in FACT_KEYS if key != "evidence"
    )


def test_json_gives_dates_as_written_with_their_bounds_beside(run: Run) -> None:
    missions = json.loads(run("missions", "--json").stdout)
    assert [(one["start"], one["start_earliest"], one["start_latest"], one["start_basis"]) for one in missions] == [
        ("1993-10", "1993-10-01", "1993-10-31", "inferred"),
        ("2004", "2004-01-01", "2004-12-31", "stated"),
        ("2011", "2011-01-01", "2011-12-31", "stated"),
        ("2014", "2014-01-01", "2014-12-31", "stated"),
        ("[2014..2021-10-31]", "2014-01-01", "2021-10-31", "inferred"),
    ]
    assert {one["end"] for one in missions} == {None}


def test_jsonl_holds_the_same_records_one_a_line(run: Run) -> None:
    lines = run("missions", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(run("missions", "--json").stdout)


def test_csv_reads_back_as_the_same_values(run: Run) -> None:
    text = run("missions", "--format", "csv").stdout
    assert "\r" not in text
    for row, record in zip(
        csv.DictReader(io.StringIO(text)), json.loads(run("missions", "--json").stdout), strict=True
    ):
        for name, cell in row.items():
            value = record[name]
            assert cell == flat(tuple(value) if isinstance(value, list) else value)


def test_columns_choose_and_order_in_every_format(run: Run) -> None:
    chosen = ("missions", "--columns", "start,id,organisations", "--limit", "1")
    assert run(*chosen, "--json").stdout == (
        '[\n  {\n    "start": "1993-10",\n    "id": "unamir",\n'
        '    "organisations": [\n      "United Nations (UN)"\n    ]\n  }\n]\n'
    )
    assert run(*chosen, "--format", "csv").stdout == "start,id,organisations\n1993-10,unamir,United Nations (UN)\n"
    assert run(*chosen, "--format", "markdown").stdout == (
        "| start | id | organisations |\n| --- | --- | --- |\n| 1993-10\\* | unamir | United Nations (UN) |\n"
        f"\n{SOURCE}\n"
        f"\n\\{LEGEND}\n"
    )
    assert run(*chosen).stdout.splitlines() == [
        "start     id      organisations",
        "─" * 37,
        "1993-10*  unamir  United Nations (UN)",
        LEGEND,
    ]


def markdown_cells(text: str) -> list[list[str]]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    cells: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            cells.append([])
        elif token.type == "inline":
            cells[-1].append("".join(child.content for child in token.children or ()))
    return cells


def test_markdown_reads_back_as_a_table(run: Run) -> None:
    header, *rows = markdown_cells(run("missions", "--format", "markdown").stdout)
    assert header[:5] == ["id", "start", "role", "framework", "summary"]
    assert [row[:4] for row in rows] == [
        ["unamir", "1993-10*", "host", "multilateral"],
        ["darfur", "2004", "contributor", "multilateral*"],
        ["south-sudan", "2011", "contributor", "multilateral*"],
        ["central-african-republic", "2014", "contributor", "multilateral*"],
        ["cabo-delgado", "between 2014 and 2021-10-31*", "contributor", "bilateral*"],
    ]


def test_a_dispute_is_marked_in_markdown_as_in_a_table(run: Run) -> None:
    header, _rule, *rows = [
        line for line in run("missions", "--format", "markdown").stdout.splitlines() if line[:1] == "|"
    ]
    assert header.endswith("| others |")
    assert len(rows) == 5
    assert all(row.endswith("| differ |") for row in rows)


def test_inferred_names_the_marked_fields_in_what_scripts_read(run: Run) -> None:
    records = {one["id"]: one for one in json.loads(run("missions", "--json").stdout)}
    assert records["unamir"]["inferred"] == ["start"]
    assert records["darfur"]["inferred"] == ["framework", "organisations", "summary"]
    assert records["cabo-delgado"]["inferred"] == ["framework", "start", "summary"]
    facts = {one["id"]: one["inferred"] for one in json.loads(run("facts", "--json").stdout)}
    assert {name: fields for name, fields in facts.items() if fields} == {
        "contributor-rank": ["as_of"],
        "troops-deployed": ["as_of"],
    }


@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize("command", ["missions", "facts"])
def test_every_inferred_value_is_marked_and_no_stated_one(run: Run, command: str, form: str) -> None:
    records = json.loads(run(command, "--json").stdout)
    for record in records:
        for field in record:
            if field in ("evidence", "inferred", "disputed"):
                continue
            shown = run(command, "-c", f"id,{field}", "-f", form).stdout
            row = next(line for line in shown.splitlines() if line.strip("| ").split()[0] == record["id"])
            marked = row.rstrip("| ").endswith("*")
            known_from = "start" if field in ("start_earliest", "start_latest") else field
            assert marked == (known_from in record["inferred"]), (record["id"], field)
            assert shown.endswith(f"{LEGEND}\n") == any(known_from in one["inferred"] for one in records)


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_jq_reads_the_json() -> None:
    done = subprocess.run(
        f"{' '.join(RWPK)} missions --json | jq -r '.[] | [.id,.start] | @tsv'",
        shell=True, capture_output=True, text=True, env=environment(), check=True,
    )  # fmt: skip
    assert done.stdout == (
        "unamir\t1993-10\ndarfur\t2004\nsouth-sudan\t2011\ncentral-african-republic\t2014\n"
        "cabo-delgado\t[2014..2021-10-31]\n"
    )


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "markdown"])
@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "COLUMNS": "20", "TERM": "dumb"},
        {"PYTHONIOENCODING": "cp1252", "FORCE_COLOR": "1", "TERM": "xterm-256color"},
    ],
    ids=str,
)
def test_what_scripts_read_never_depends_on_the_terminal(
    run: Run, run_process: Run, form: str, variables: dict[str, str]
) -> None:
    for command in ("missions", "facts"):
        assert run_process(command, "--format", form, **variables).stdout == run(command, "--format", form).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        "missions",
        "missions -c id,start,end",
        "missions -f markdown",
        "missions --during 2015",
        "facts -c id,as_of",
        "facts -c id,as_of -f markdown",
        "timeline",
        "timeline --linear",
        "show cabo",
        "show cabo --linear",
        "show troops-deployed",
        "show south-sudan",
    ],
)
def test_people_read_ranges_in_words_and_scripts_as_written(run: Run, arguments: str) -> None:
    shown = run(*arguments.split()).stdout
    assert not re.search(r"\.\.|\d/\d{4}\b(?!/)", re.sub(r"https?://\S+", "", shown))
    assert not re.search(r"\[\d{4}|\d{4}\]", shown)
    for form in ("json", "jsonl", "csv"):
        assert "[2014..2021-10-31]" in run("missions", "--format", form).stdout
        assert "[..2021-10-31]" in run("facts", "--format", form).stdout


def test_a_range_in_words_is_marked_as_inferred(run: Run) -> None:
    assert (
        "cabo-delgado  between 2014 and 2021-10-31*  possible\n"
        in run("missions", "-c", "id,start", "--since", "2015", "--until", "2021").stdout
    )
    assert "contributor-rank          in or before 2021-10-31*\n" in run("facts", "-c", "id,as_of").stdout


def test_only_what_the_article_could_state_is_called_not_stated(run: Run) -> None:
    row = run("facts", "--topic", "law", "-c", "id,about,as_of", "-f", "markdown").stdout.splitlines()[2]
    assert row == "| constitution |  | not stated |"
