"""Where the quick reader cannot vouch for a file: the careful one decides, or the refusal is true."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from typer.testing import CliRunner

import rwpk
from rwpk import check, dataset, files, output, reader, syntax
from rwpk.cli import app
from tests.conftest import Run, environment, parse
from tests.test_bad_datasets import BASE, BASE_JSON
from tests.test_reader import BASE_JSONL, agrees, outcomes

if sys.platform == "win32":
    pytest.skip("no signals and no pipes of this kind on Windows", allow_module_level=True)

import fcntl

HEAD = BASE[: BASE.index("missions:")]
MISSIONS = BASE[BASE.index("  - id: harbour") : BASE.index("facts:")]
FACTS = BASE[BASE.index("facts:") :]
BARE = MISSIONS.replace("  - id", "  -\n    id")


def refusal(text: str, name: str = "x.yaml") -> str:
    with pytest.raises(rwpk.DatasetError) as caught:
        parse(text.encode(), name)
    return str(caught.value)


BROKEN = MISSIONS.replace("contributor", "boss")
OTHER = BARE.replace("harbour", "pier").replace("Quayside", "Pier").replace("bilateral", "trilateral")


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}missions: # mine\n{BROKEN}{FACTS}",
        f"{HEAD}missions: [{{id: x}}]\n{FACTS}",
        f"{HEAD}missions:\n{BARE.replace('contributor', 'boss')}{FACTS}",
        f"{HEAD}missions:\n{MISSIONS}{OTHER}{FACTS}",
        f"{HEAD}missions:\n{BROKEN}{OTHER}{FACTS}",
        f"{HEAD}missions:\n{MISSIONS}{BARE}{FACTS}",
        f"{HEAD}missions:\n{OTHER}{MISSIONS}{FACTS}",
    ],
)
def test_a_broken_record_is_told_once_and_on_its_line_however_its_dash_is_written(text: str) -> None:
    quickly, carefully = outcomes(text, "x.yaml")
    assert quickly == carefully
    assert isinstance(quickly, str)


@pytest.mark.parametrize("opened", ["'A small\n", '"A small\n', "[A small,\n"])
@pytest.mark.parametrize("group", ["missions", "facts"])
def test_a_group_within_a_quote_or_brackets_is_none(opened: str, group: str) -> None:
    records = {"missions": f"missions:\n{MISSIONS}", "facts": FACTS}
    closing = {"'": "x: harbour'\n", '"': 'x: harbour"\n', "[": "x: harbour]\n"}[opened[0]]
    others = "".join(text for name, text in records.items() if name != group)
    text = HEAD.replace("A small harbour\n", f"{opened}{records[group]}{closing}") + others
    agrees(text, "yaml")
    quickly, carefully = outcomes(text, "x.yaml")
    assert quickly == carefully


@pytest.mark.parametrize("end", ["--- [{id: x}]\n", "---\n- id: x\n", "-\tid: x\n", "-x: 3\n", "...\n", "... # end\n"])
def test_what_begins_with_a_dash_or_dots_at_the_margin_means_what_libyaml_says(end: str) -> None:
    agrees("facts:\n- id: a\n" + end, "yaml")
    agrees("a: |+\n  b\nfacts:\n\n\n- id: a\n" + end, "yaml")


@pytest.mark.parametrize("depth", [31, 32, 33, 500, 50_000])
@pytest.mark.parametrize(("base", "name"), [(BASE_JSON, "x.json"), (BASE_JSONL, "x.jsonl")])
def test_a_deep_value_is_told(base: str, name: str, depth: int) -> None:
    deep = base.replace('"Two boats keep watch"', "[" * depth + "]" * depth)
    assert "a list, where text" in (told := refusal(deep, name)) or "more than 32 levels" in told


@pytest.mark.parametrize("group", ["missions: # mine\n", "missions:   \n", "missions:\n# mine\n\n", "missions:\n"])
@pytest.mark.parametrize("records", [MISSIONS, BARE, MISSIONS.replace("  - id", "  - # mine\n    id")])
def test_a_large_dataset_may_have_comments_and_bare_dashes(
    group: str, records: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "MAX_CAREFUL", 100)
    text = f"{HEAD}{group}{records}{FACTS}"
    assert parse(text.encode(), "x.yaml") == parse(BASE.encode(), "x.yaml")


@pytest.mark.parametrize(
    "text", [BASE.replace("missions:", '"missions":'), f"%YAML 1.1\n---\n{BASE}", f"--- # x\n{BASE}", f"{BASE}...\n"]
)
def test_a_large_file_is_not_called_wrong_for_how_it_is_written(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse(text.encode(), "x.yaml").missions
    monkeypatch.setattr(dataset, "MAX_CAREFUL", 100)
    told = refusal(text)
    assert "something here or just above is wrong, or takes the whole file to read" in told
    assert "--any-size" in told
    assert dataset.Stream("x.yaml", data=text.encode(), any_size=True).whole().missions


def test_a_syntax_error_with_much_behind_it_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_RECORD", 200)
    monkeypatch.setattr(reader, "PIECE", 16)
    assert "no JSON: " in refusal(BASE_JSON.replace('"acronym": null', '"acronym": nul'), "x.json")


@pytest.mark.parametrize("line", ["#\n", "\n"])
def test_lines_without_a_meaning_are_not_read_without_end(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MAX_CAREFUL", 100)
    monkeypatch.setattr(reader, "MAX_RECORD", 2_000)
    assert "takes the whole file" in refusal(f"{HEAD}missions:\n{line * 3_000}{MISSIONS}{FACTS}")


def test_what_stands_beside_the_records_is_not_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MAX_CAREFUL", 100)
    monkeypatch.setattr(reader, "MAX_RECORD", 2_000)
    more = "".join(f', "k{number}": 0' for number in range(500))
    assert "takes the whole file" in refusal(f"{BASE_JSON.rstrip()[:-1]}{more}}}", "x.json")


def test_records_that_break_rules_are_not_looked_at_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MAX_DOUBT", 5_000)
    first, broken, _ = BASE_JSONL.replace("contributor", "boss").splitlines(keepends=True)
    told = refusal(first + "".join(broken.replace("harbour", f"pier-{number}") for number in range(100)), "x.jsonl")
    lines = told.splitlines()
    assert 2 < len(lines) < 20
    assert lines[-1] == f"{len(lines) - 1} or more problems in x.jsonl"


def test_a_record_that_is_too_long_to_search_is_told_by_where_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MAX_CAREFUL", 100)
    assert refusal(BASE_JSONL.replace("contributor", "boss"), "x.jsonl").startswith("x.jsonl:2:1: harbour: missions.0.")


def test_no_more_names_that_are_shared_are_told_than_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MAX_COUNTED", 3)
    first, mission, _ = BASE_JSONL.replace('"Quayside"', '"Quayside"' + ', "Quayside"' * 50).splitlines(keepends=True)
    with pytest.raises(rwpk.DatasetError) as caught:
        parse((first + mission + mission.replace("harbour", "pier")).encode(), "x.jsonl")
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("group", ["id", "aliases"])
def test_a_name_with_a_lone_surrogate_can_be_told_as_json(group: str) -> None:
    whole = json.loads(BASE_JSON)
    whole["missions"][0]["id"] = "\ud800"
    whole["missions"].append(whole["missions"][0] | {"id": "pier"} | ({"id": "\ud800"} if group == "id" else {}))
    result = CliRunner().invoke(app, ["check", "--json", "--data", "-"], input=json.dumps(whole))
    problems = json.loads(result.stdout)["problems"]
    assert (result.exit_code, problems[0]["record"]) == (3, "\\u{d800}")


@pytest.mark.parametrize(("base", "name"), [(BASE, "x.yaml"), (BASE_JSON, "x.json"), (BASE_JSONL, "x.jsonl")])
def test_what_is_wrong_beside_the_records_of_a_large_file_takes_no_look_at_the_whole(
    base: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "MAX_CAREFUL", 100)
    text = base.replace('"A small harbour"', "null").replace("title: A small harbour", "title: null")
    with monkeypatch.context() as patch:
        patch.delattr("rwpk.dataset._checked")
        told = refusal(text, name)
    assert told.startswith(f"{name}:1:1: source.title: null, where text is expected; add --any-size")
    with pytest.raises(rwpk.DatasetError, match=r":\d+:\d+: source.title: null, where text is expected$"):
        dataset.Stream(name, data=text.encode(), any_size=True).whole()


@pytest.mark.parametrize(
    "change", [('"2020-05-01"', '"2020-05-01'), ("id: harbour\n", "id: pier\n"), ("missions:", "missions: ]")]
)
def test_a_file_that_changes_between_two_looks_is_an_error(
    change: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.yaml"
    text = f"{HEAD}missions:\n{MISSIONS}{MISSIONS.replace('Quayside', 'Pier')}{FACTS}"
    path.write_text(text, encoding="utf-8")
    settled = check.Ledger.settled

    def then_changes(self: check.Ledger, paragraphs: set[int]) -> bool:
        path.write_text(text.replace(*change).ljust(len(text)), encoding="utf-8")
        return settled(self, paragraphs)

    monkeypatch.setattr(check.Ledger, "settled", then_changes)
    with pytest.raises(rwpk.DatasetError, match=r"it changed while it was read: try again|is taken"):
        rwpk.load(path)


def test_standard_input_that_does_not_wait_is_waited_for() -> None:
    first, *others = BASE_JSONL.splitlines(keepends=True)
    ours, theirs = os.pipe()
    fcntl.fcntl(ours, fcntl.F_SETFL, fcntl.fcntl(ours, fcntl.F_GETFL) | os.O_NONBLOCK)
    os.write(theirs, first.encode())
    code = (
        "import sys, rwpk.files as files\nfrom rwpk.__main__ import main\n"
        "print('ready', file=sys.stderr, flush=True)\nmain()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "facts", "--data", "-", "--format", "jsonl"],
        stdin=ours, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    os.close(ours)
    assert process.stderr is not None
    process.stderr.readline()
    with pytest.raises(subprocess.TimeoutExpired):  # it waits for the rest
        process.wait(timeout=1)
    os.write(theirs, "".join(others).encode())
    os.close(theirs)
    written, _ = process.communicate(timeout=60)
    assert (process.returncode, json.loads(written)["id"]) == (0, "boats")


def test_json_lines_are_known_wherever_the_kind_stands_in_the_first() -> None:
    first, *others = BASE_JSONL.splitlines(keepends=True)
    kind_last = json.dumps(dict(reversed(json.loads(first).items())))
    assert parse(f"{kind_last}\n{''.join(others)}".encode(), "-").missions[0].id == "harbour"


def test_no_limit_is_too_large(run: Run) -> None:
    assert run("missions", "--limit", "9" * 20, "--json").stdout == run("missions", "--json").stdout


def test_how_far_bytes_are_read_is_told() -> None:
    told: list[tuple[int, int]] = []
    dataset.Stream("x.jsonl", data=BASE_JSONL.encode(), tick=lambda *counts: told.append(counts)).whole()
    assert told[-1] == (len(BASE_JSONL), len(BASE_JSONL))


@pytest.mark.parametrize("command", [["check"], ["export", "out"], ["codebook"], ["cite"]])
def test_every_command_that_reads_a_dataset_shows_how_far_it_is(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.jsonl").write_text(BASE_JSONL, encoding="utf-8")
    monkeypatch.setattr("rwpk.cli.commands.is_watched", lambda: True)
    monkeypatch.setattr(output, "PATIENCE", 0)
    drawn = Mock(wraps=output._line)
    monkeypatch.setattr(output, "_line", drawn)
    result = CliRunner().invoke(app, [*command, "--data", "x.jsonl"])
    assert (result.exit_code, drawn.call_count) == (0, 1)


def test_a_second_interrupt_does_not_stop_the_cleaning_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    rmdir = os.rmdir

    def interrupted(*arguments: object, **settings: object) -> None:
        interrupt()
        rmdir(*arguments, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "fsync", interrupt)
    monkeypatch.setattr(os, "rmdir", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_folder(str(tmp_path / "out"), {"a.csv": b""})
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_nothing_is_walked_where_no_place_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("rwpk.syntax.LOCATORS")
    assert dataset.locate(b"", "x.yaml", set()) == {}


@pytest.mark.parametrize(
    ("language", "base", "behind"),
    [("yaml", BASE, "\t[\n"), ("json", BASE_JSON, "]"), ("jsonl", BASE_JSONL, "this is no line\n")],
)
def test_nothing_is_walked_behind_the_last_place_that_is_wanted(language: str, base: str, behind: str) -> None:
    wanted = ("missions", 0, "start")
    assert list(syntax.LOCATORS[language](base + behind, {wanted})) == [wanted]
