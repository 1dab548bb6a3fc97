"""What other sources say: every note shown, apart from the article, and changing nothing of it."""

from __future__ import annotations

import json
from collections import Counter

import pytest

import rwpk
from rwpk import edtf, loading
from rwpk.loading import rules
from tests.support import Run, built_in_dataset


def test_the_notes_are_those_of_the_sources_and_each_has_its_record() -> None:
    notes = loading.load_context(rwpk.load())
    assert Counter(note.record for note in notes) == {
        "darfur": 5,
        "south-sudan": 3,
        "central-african-republic": 5,
        "bilateral-agreements": 1,
        "cabo-delgado": 3,
        "unamir": 3,
        "abandoned-1994": 1,
        "contributor-rank": 3,
        "troops-deployed": 2,
        "kigali-principles": 2,
        "peace-academy": 2,
        "dataset": 1,
    }
    assert Counter(note.relation for note in notes) == {"agrees": 10, "differs": 6, "adds": 15}
    assert all(edtf.parse_interval(note.date) for note in notes if note.date)


def test_show_puts_the_notes_apart_and_after_the_articles_own_part(run: Run) -> None:
    own, _, other = run("show", "cabo-delgado").stdout.partition("Not from the article: other sources")
    assert "2021-07-09" not in own
    assert (
        "adds     1,000 Rwandan soldiers and police deployed to Cabo Delgado from 9 July 2021 at Mozambique's request"
        in other
    )
    assert own.startswith(run("show", "cabo-delgado", "--no-context").stdout.partition("The article\n")[0].rstrip())


def test_json_carries_the_notes_under_context_in_show_and_nowhere_else(run: Run) -> None:
    shown = json.loads(run("show", "unamir", "--json").stdout)
    assert [(note["relation"], note["date"]) for note in shown.pop("context")] == [
        ("agrees", "1993-10-05"),
        ("differs", "1993-12"),
        ("adds", "1996-03-08"),
    ]
    assert shown == json.loads(run("show", "unamir", "--json", "--no-context").stdout)
    assert shown | {"certain": True} == json.loads(run("missions", "--json").stdout)[0]


def test_another_dataset_gets_none_of_the_notes(run: Run) -> None:
    done = run("show", "darfur", "--json", "--data", "-", stdin=built_in_dataset())
    assert json.loads(done.stdout)["context"] is None


def test_no_note_is_found_by_a_filter(run: Run) -> None:
    assert json.loads(run("missions", "--json", "--match", "SADC force was still").stdout) == []


def test_a_table_of_facts_marks_those_on_which_others_differ(run: Run) -> None:
    assert run("facts", "--topic", "personnel", COLUMNS="80").stdout == (
        "id                topic      statement                                    others\n"
        "────────────────────────────────────────────────────────────────────────────────\n"
        "contributor-rank  personnel  At the time of writing, Rwanda is ranked\n"
        "                             among the top five contributors to UN\n"
        "                             peacekeeping operations\n"
        "troops-deployed   personnel  Writing of UN peacekeeping, the article      differ\n"
        "                             speaks of over 5,000 Rwandan troops in\n"
        "                             missions since 2004, in Darfur, South Sudan\n"
        "                             and the Central African Republic, but does\n"
        "                             not say whether that is a strength at one\n"
        "                             time or a total since then\n"
        "police-officers   personnel  Both soldiers and police officers from\n"
        "                             Rwanda serve in other countries\n"
        "others: another source differs; rwpk show ID says how\n"
    )


def test_the_marked_claims_are_those_with_a_note_that_differs(run: Run) -> None:
    notes = loading.load_context(rwpk.load())
    differing = {note.record for note in notes if note.relation == "differs"}
    marked = {line.split()[0] for line in run("facts").stdout.splitlines()[2:] if line.endswith(" differ")}
    assert marked == differing & {fact.id for fact in rwpk.load().facts}
    assert marked == {"troops-deployed"}


def test_claims_that_nobody_disputes_have_no_column_for_it(run: Run) -> None:
    assert "others" not in run("facts", "--topic", "history").stdout


def test_a_table_of_missions_marks_them_too(run: Run) -> None:
    header, _, *rows = run("missions", "--role", "host").stdout.splitlines()
    assert header.split() == ["id", "start", "role", "framework", "summary", "others"]
    assert rows[0].startswith("unamir ")
    assert rows[0].endswith(" differ")


@pytest.mark.parametrize("command", ["missions", "facts"])
def test_what_scripts_read_says_it_as_data_and_disputed_keeps_those(run: Run, command: str) -> None:
    notes = loading.load_context(rwpk.load())
    differing = {note.record for note in notes if note.relation == "differs"}
    records = json.loads(run(command, "--json").stdout)
    disputed = [one["id"] for one in records if one["disputed"]]
    assert disputed == [one["id"] for one in records if one["id"] in differing] != []
    assert {one["disputed"] for one in records} <= {True, False}
    assert [
        json.loads(line)["id"] for line in run(command, "--disputed", "-f", "jsonl").stdout.splitlines()
    ] == disputed
    header, *rows = run(command, "-f", "csv", "-c", "id,disputed").stdout.splitlines()
    assert header == "id,disputed"
    assert rows == [f"{one['id']},{str(one['disputed']).lower()}" for one in records]


def test_others_is_no_column_of_what_scripts_read(run: Run) -> None:
    for options in (("--json",), ("--format", "jsonl"), ("--format", "csv")):
        assert "others" not in run("facts", "--topic", "personnel", *options).stdout


@pytest.mark.parametrize("command", ["missions", "facts"])
def test_the_records_of_another_dataset_are_not_marked(run: Run, command: str) -> None:
    own = built_in_dataset()
    lines = run(command, "--data", "-", stdin=own).stdout.splitlines()
    assert "others" not in lines[0]
    assert not [line for line in lines if line.endswith(" differ")]
    assert {one["disputed"] for one in json.loads(run(command, "--json", "-d", "-", stdin=own).stdout)} == {None}
    assert run(command, "--disputed", "--json", "-d", "-", stdin=own).stdout == "[]\n"


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ({"record": "darfour"}, ("notes", 0, "record"), 'did you mean "darfur"?'),
        ({"relation": "agree"}, ("notes", 0, "relation"), 'did you mean "agrees"?'),
        ({"date": "2012-05/2012-03"}, ("notes", 0, "date"), "it ends before it begins"),
        ({"source": None}, ("notes", 0, "source"), "where text is expected"),
        ({"statement": "=1+1"}, ("notes", 0, "statement"), "formula"),
        ({"sorce": "x"}, ("notes", 0, "sorce"), 'did you mean "source"?'),
    ],
)
def test_a_broken_note_is_told_with_its_field(
    change: dict[str, object], path: tuple[object, ...], message: str
) -> None:
    note = {"record": "darfur", "relation": "agrees", "statement": "so", "date": "2004", "source": "here"} | change
    _, broken = rules.read_context({"schema": 1, "notes": [note]}, {"darfur"})
    assert [pointer for pointer, _ in broken] == [path]
    assert message in broken[0][1]
