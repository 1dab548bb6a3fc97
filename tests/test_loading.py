"""What a file may look like and still be read, and that every way of writing a dataset gives the same records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rwpk
from tests.support import Run, parse, read_data

YAML, JSON, JSONL = (read_data(f"harbour.{suffix}") for suffix in ("yaml", "json", "jsonl"))
HEAD = YAML[: YAML.index("missions:")]
MISSIONS = YAML[YAML.index("  - id: harbour") : YAML.index("facts:")]
FACTS = YAML[YAML.index("facts:") :]
HARBOUR = parse(YAML.encode(), "harbour.yaml")


def test_yaml_json_and_json_lines_give_the_same_records() -> None:
    assert parse(JSON.encode(), "x.json") == parse(JSONL.encode(), "x.jsonl") == HARBOUR


@pytest.mark.parametrize(
    "text",
    [
        YAML.replace("\n", "\r\n"),
        YAML.removesuffix("\n"),
        f"\ufeff{YAML}",
        f"---\n{YAML}",
        f"--- # mine\n{YAML}",
        f"# mine\n\n---\n{YAML}",
        f"%YAML 1.1\n---\n{YAML}",
        f"{YAML}...\n",
        f"{YAML}... # end\n",
        YAML.replace("missions:", '"missions":'),
        YAML.replace("- id: harbour\n", "- id: harbour # mine\n\n"),
        YAML.replace("A small harbour", "'A small\n    harbour'"),
        YAML.replace("[Quayside]", "[\n      Quayside,\n    ]"),
        YAML.replace("    aims:\n      - to watch the quay\n", "    aims:\n    - to watch the quay\n"),
        f"{FACTS}missions:\n{MISSIONS}{HEAD}",
        f"{HEAD}missions: {json.dumps(json.loads(JSON)['missions'])}\n{FACTS}",
        YAML + "#\n" * 100_000,
    ],
    ids=range(17),
)
def test_yaml_means_the_same_however_it_is_written(text: str) -> None:
    assert parse(text.encode(), "x.yaml") == HARBOUR


@pytest.mark.parametrize("group", ["missions: # mine\n", "missions:   \n", "missions:\n# mine\n\n", "missions:\n"])
@pytest.mark.parametrize("dash", ["  - id", "  -\n    id", "  - # mine\n    id"])
def test_comments_and_bare_dashes_change_nothing(group: str, dash: str) -> None:
    text = f"{HEAD}{group}{MISSIONS.replace('  - id', dash)}{FACTS}"
    assert parse(text.encode(), "x.yaml") == HARBOUR


@pytest.mark.parametrize(("opened", "closed"), [("'", "'"), ('"', '"'), (">-\n    ", "")])
def test_what_looks_like_a_group_within_a_text_is_text(opened: str, closed: str) -> None:
    text = YAML.replace("A small harbour", f"{opened}A small\n    missions: none{closed}")
    assert parse(text.encode(), "x.yaml").source.title == "A small missions: none"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("it's", "it's"),
        ("'it''s'", "it's"),
        ('"a \\" b \\\\"', 'a " b \\'),
        ('"a: b # c"', "a: b # c"),
        ("a#b", "a#b"),
        ("a:b", "a:b"),
        ("a b # mine", "a b"),
        ('"\\u00e9"', "é"),
        ("é’", "é’"),
        ("\U0001f600", "\U0001f600"),
        ("two\n      lines", "two lines"),
        (">-\n      two\n      lines", "two lines"),
    ],
)
def test_a_text_is_read_as_yaml_has_it(written: str, text: str) -> None:
    assert parse(YAML.replace("the old harbour", written, 1).encode(), "x.yaml").missions[0].place == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\n\r\n", "\n \n"])
def test_blank_lines_and_windows_line_ends_are_no_records(end: str) -> None:
    assert parse(f"{end}{JSONL.replace(chr(10), end)}".encode(), "x.ndjson") == HARBOUR


@pytest.mark.parametrize(
    "text", [YAML, JSON, JSON.replace("\n", ""), JSONL], ids=["yaml", "json", "json-line", "jsonl"]
)
def test_without_a_suffix_a_file_is_known_by_how_it_begins(text: str, run: Run) -> None:
    assert parse(text.encode(), "harbour") == HARBOUR
    assert json.loads(run("facts", "--json", "--data", "-", stdin=text).stdout)[0]["id"] == "boats"


def test_json_lines_are_known_wherever_the_kind_stands_in_the_first() -> None:
    first, *others = JSONL.splitlines(keepends=True)
    kind_last = json.dumps(dict(reversed(json.loads(first).items())))
    assert parse(f"{kind_last}\n{''.join(others)}".encode(), "harbour") == HARBOUR


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_a_thousand_records_come_whole_and_in_their_order(suffix: str) -> None:
    whole = json.loads(JSON)
    mission = whole["missions"][0]
    ids = [f"pier-{number}" for number in range(1_000)]
    whole["missions"] = [mission | {"id": one, "aliases": []} for one in ids]
    if suffix == "jsonl":
        first, _, fact = JSONL.splitlines()
        text = "\n".join([first, *(json.dumps({"kind": "mission", **one}) for one in whole["missions"]), fact])
    elif suffix == "json":
        text = json.dumps(whole)
    else:
        records = (MISSIONS.replace("id: harbour", f"id: {one}").replace("[Quayside]", "[]") for one in ids)
        text = f"{HEAD}missions:\n{''.join(records)}{FACTS}"
    loaded = parse(text.encode(), f"x.{suffix}")
    assert [record.id for record in loaded.missions] == ids
    assert [record.id for record in loaded.facts] == ["boats"]


def test_what_load_gives_for_a_path_is_what_it_gives_for_its_name(tmp_path: Path) -> None:
    path = tmp_path / "harbour.yaml"
    path.write_text(YAML, encoding="utf-8")
    assert rwpk.load(path) == rwpk.load(str(path)) == HARBOUR
