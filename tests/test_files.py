"""Files that surprise: each gets a message and exit code 3, and none holds anyone up."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

import rwpk
from rwpk import dataset, files
from rwpk.cli import app
from tests.test_bad_datasets import BASE, BASE_JSON
from tests.test_reader import BASE_JSONL


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refusal(*arguments: str, stdin: str | None = None) -> str:
    result = CliRunner().invoke(app, ["missions", *arguments], input=stdin)
    assert result.exit_code == 3, result.output
    assert not result.stdout
    return result.stderr


def test_a_loop_of_links_is_refused() -> None:
    Path("one.yaml").symlink_to("two.yaml")
    Path("two.yaml").symlink_to("one.yaml")
    assert refusal("--data", "one.yaml").startswith("rwpk: error: one.yaml: Too many levels of symbolic links")


def test_a_link_to_a_dataset_is_followed() -> None:
    Path("real.yaml").write_text(BASE, encoding="utf-8")
    Path("link.yaml").symlink_to("real.yaml")
    assert rwpk.load("link.yaml").missions[0].id == "harbour"


@pytest.mark.parametrize("suffix", ["yaml", "jsonl"])
def test_a_file_that_shrinks_while_it_is_read_is_refused(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE", 512)
    monkeypatch.setattr("rwpk.reader.PIECE", 512)
    path = Path(f"shrinking.{suffix}")
    path.write_text((BASE if suffix == "yaml" else BASE_JSONL) + "\n" * 100_000, encoding="utf-8")
    records = iter(dataset.Stream(path))
    next(records)
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(rwpk.DatasetError, match="became shorter while it was read: try again"):
        list(records)


def test_a_file_beyond_the_bound_is_refused_unless_any_size_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1024**2)
    Path("large.yaml").write_text(BASE + "#\n" * 1024**2, encoding="utf-8")
    expected = "rwpk: error: large.yaml: larger than 1 MB: split it, or add --any-size to read it all\n"
    assert refusal("--data", "large.yaml") == expected
    assert CliRunner().invoke(app, ["missions", "--data", "large.yaml", "--any-size"]).exit_code == 0
    assert rwpk.load("large.yaml", any_size=True).missions[0].id == "harbour"


def test_standard_input_beyond_the_bound_is_refused_unless_any_size_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1024**2)
    large = BASE + "#\n" * 1024**2
    assert refusal("--data", "-", stdin=large).startswith("rwpk: error: standard input: larger than 1 MB: split it, or")
    assert CliRunner().invoke(app, ["missions", "--data", "-", "--any-size"], input=large).exit_code == 0


def test_a_file_that_grows_beyond_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1024**2)
    monkeypatch.setattr(files, "PIECE", 512)
    monkeypatch.setattr("rwpk.reader.PIECE", 512)
    monkeypatch.setattr("rwpk.reader.MAX_RECORD", 1024**3)
    path = Path("growing.yaml")
    path.write_text(BASE, encoding="utf-8")
    records = iter(dataset.Stream(path))
    next(records)
    with path.open("a", encoding="utf-8") as file:
        file.write("#\n" * 1024**2)
    with pytest.raises(rwpk.DatasetError, match="larger than 1 MB"):
        list(records)


def test_a_disk_that_fails_halfway_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(io.FileIO):
        def readinto(self, *_: object) -> int:
            raise OSError(5, "Input/output error")

    Path("broken.yaml").write_text(BASE, encoding="utf-8")
    monkeypatch.setattr("io.FileIO", Failing)
    assert refusal("--data", "broken.yaml") == "rwpk: error: broken.yaml: Input/output error\n"


def test_how_far_a_file_is_read_is_told() -> None:
    Path("told.jsonl").write_text(BASE_JSONL, encoding="utf-8")
    told: list[tuple[int, int]] = []
    list(dataset.Stream("told.jsonl", tick=lambda read, total: told.append((read, total))))
    assert told[-1] == (len(BASE_JSONL), len(BASE_JSONL))


def test_the_bytes_of_a_file_are_never_held_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 <= size <= 1 << 20
            return super().read(size)

    monkeypatch.setattr(files, "open_file", lambda *_, **__: Counted(BASE_JSONL.encode()))
    assert [record.id for record in dataset.Stream("x.jsonl")] == ["harbour", "boats"]


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_a_fault_in_a_large_file_is_told_by_where_it_is(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MAX_CAREFUL", 100)
    text = {"yaml": BASE, "json": BASE_JSON, "jsonl": BASE_JSONL}[suffix]
    old = {"yaml": "place: the old", "json": '"place": "the old', "jsonl": '"place": "the old'}[suffix]
    Path(f"large.{suffix}").write_text(text.replace(old, old.replace(": ", ": : ")), encoding="utf-8")
    # of YAML and JSON the record, of JSON Lines the line
    begins = {"yaml": "  - id: harbour", "json": '"acronym": null', "jsonl": '{"kind": "mission"'}[suffix]
    line = text.count("\n", 0, text.index(begins)) + 1
    message = refusal("--data", f"large.{suffix}")
    if suffix == "json":
        assert "something here or just above is wrong" in message
    else:
        assert message.startswith(f"rwpk: error: large.{suffix}:{line}:")
    assert "add --any-size to have it looked at whole" in message
    result = CliRunner().invoke(app, ["missions", "--data", f"large.{suffix}", "--any-size"])
    assert (result.exit_code, "no JSON" in result.stderr or "no YAML" in result.stderr) == (3, True)


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_a_record_without_an_end_is_refused_unless_any_size_is_asked_for(
    suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rwpk.reader.MAX_RECORD", 200)
    monkeypatch.setattr("rwpk.reader.PIECE", 16)
    monkeypatch.setattr(dataset, "MAX_CAREFUL", 200)
    text = {"yaml": BASE, "json": BASE_JSON, "jsonl": BASE_JSONL}[suffix]
    Path(f"long.{suffix}").write_text(text, encoding="utf-8")
    assert "split the file, or add --any-size to have it looked at whole" in refusal("--data", f"long.{suffix}")
    assert rwpk.load(f"long.{suffix}", any_size=True).missions[0].id == "harbour"


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_what_a_record_breaks_needs_no_look_at_the_whole_at_once(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("rwpk.dataset._checked")
    text = {"yaml": BASE, "json": BASE_JSON, "jsonl": BASE_JSONL}[suffix].replace("exactly two boats", "so " * 13)
    Path(f"bad.{suffix}").write_text(text.replace("contributor", "boss", 1), encoding="utf-8")
    message = refusal("--data", f"bad.{suffix}")
    assert 'harbour: missions.0.role: the text "boss": write contributor or host' in message
    assert "boats: facts.0.evidence.0.phrase: a phrase of 13 words: quote at most 12" in message


@pytest.mark.parametrize("suffix", ["yaml", "json", "jsonl"])
def test_what_records_break_together_needs_no_look_at_the_whole_at_once(
    suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("rwpk.dataset._checked")
    text = {"yaml": BASE, "json": BASE_JSON, "jsonl": BASE_JSONL}[suffix].replace("Quayside", "Boats")
    old = {"yaml": "paragraph: 2", "json": '"paragraph": 2', "jsonl": '"paragraph": 2'}[suffix]
    Path(f"bad.{suffix}").write_text(text.replace(old, old.replace("2", "3")), encoding="utf-8")
    message = refusal("--data", f"bad.{suffix}")
    assert "harbour: missions.0.aliases.0: the alias Boats is boats's id too: keep it for one record" in message
    assert "boats: facts.0.evidence.0.paragraph: there is no paragraph 3 in source.paragraphs" in message


def test_how_far_standard_input_is_read_is_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BASE_JSONL.encode())))
    told: list[tuple[int, int]] = []
    list(dataset.Stream("-", tick=lambda read, total: told.append((read, total))))
    size = len(BASE_JSONL.encode())
    assert (size, 0) in told  # as it comes in, when nobody knows how much it will be
    assert told[-1] == (size, size)


@pytest.mark.skipif(not Path("/proc/self/pagemap").exists(), reason="no such file elsewhere")
def test_a_file_that_has_no_end_is_refused() -> None:
    assert refusal("--data", "/proc/self/pagemap") == "rwpk: error: /proc/self/pagemap: Invalid argument\n"


def test_a_file_whose_name_is_no_text_is_checked() -> None:
    name = os.fsdecode(b"\xff.json")
    try:
        Path(name).write_text(BASE_JSON, encoding="utf-8")
    except OSError:
        pytest.skip("no such names on this system")
    result = CliRunner().invoke(app, ["check", "--json", "--data", name])
    assert (result.exit_code, json.loads(result.stdout)["dataset"]) == (0, "\\u{dcff}.json")


@pytest.mark.parametrize("blanks", ["\n", " \n\r\n", "\n\t"])
def test_blank_lines_before_a_record_change_only_its_line(blanks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rwpk.reader.PIECE", 16)
    first, rest = BASE_JSONL.replace("contributor", "boss").split("\n", 1)
    Path("x.jsonl").write_bytes(f"{first}\n{blanks * 50}{rest}".encode())
    line, last = 2 + 50 * blanks.count("\n"), 51 * (blanks[-1] == "\t")
    column = rest.index('"role"') + 1 + (1 if last else 0)
    assert refusal("--data", "x.jsonl").startswith(f"rwpk: error: x.jsonl:{line}:{column}: harbour: missions.0.role")


def test_an_empty_name_is_a_usage_error() -> None:
    result = CliRunner().invoke(app, ["missions", "--data", ""])
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        2,
        "rwpk: error: --data is empty: give it a value, or leave it out",
    )
