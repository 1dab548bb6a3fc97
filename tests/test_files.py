"""Files that surprise: each gets a message and exit code 3, and none holds anyone up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import rwpk
from tests.support import RWPK, Run, environment, read_data, run_here


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refusal(path: str) -> str:
    done = run_here("missions", "--data", path)
    assert (done.returncode, done.stdout) == (3, "")
    return done.stderr


def test_a_loop_of_links_is_refused() -> None:
    Path("one.yaml").symlink_to("two.yaml")
    Path("two.yaml").symlink_to("one.yaml")
    assert refusal("one.yaml").startswith("rwpk: error: one.yaml: Too many levels of symbolic links")


def test_a_link_to_a_dataset_is_followed() -> None:
    Path("real.yaml").write_text(read_data("harbour.yaml"), encoding="utf-8")
    Path("link.yaml").symlink_to("real.yaml")
    assert rwpk.load("link.yaml").missions[0].id == "harbour"


@pytest.mark.skipif(sys.platform != "linux", reason="no such files elsewhere")
@pytest.mark.parametrize("path", ["/proc/self/mem"])
def test_a_file_that_cannot_be_read_to_its_end_is_refused_in_the_systems_words(path: str) -> None:
    assert refusal(path) in {
        f"rwpk: error: {path}: {reason}\n" for reason in ("Invalid argument", "Input/output error")
    }


def test_a_file_whose_name_is_no_text_is_checked(run: Run) -> None:
    name = os.fsdecode(b"\xff.json")
    try:
        Path(name).write_text(read_data("harbour.json"), encoding="utf-8")
    except OSError:
        pytest.skip("no such names on this system")
    done = run("check", "--json", "--data", name)
    assert (done.returncode, json.loads(done.stdout)["dataset"]) == (0, "\\u{dcff}.json")


def test_an_empty_name_is_a_usage_error(run: Run) -> None:
    done = run("missions", "--data", "")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "rwpk: error: --data is empty: give it a value, or leave it out",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes of this kind on Windows")
def test_standard_input_that_does_not_wait_is_waited_for() -> None:
    first, *others = read_data("harbour.jsonl").encode().splitlines(keepends=True)
    ours, theirs = os.pipe()
    os.set_blocking(ours, False)
    with subprocess.Popen(
        [*RWPK, "facts", "--data", "-", "--format", "jsonl"],
        stdin=ours, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        os.close(ours)
        blanks = b"\n" * 200_000  # more than a pipe holds, so that rwpk has begun to read when they are written
        for piece in (first, blanks):
            with os.fdopen(os.dup(theirs), "wb") as file:
                file.write(piece)
        with pytest.raises(subprocess.TimeoutExpired):  # it waits for the rest
            process.wait(timeout=0.3)
        with os.fdopen(theirs, "wb") as file:
            file.write(b"".join(others))
        written, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, b"")
    assert json.loads(written)["id"] == "boats"
