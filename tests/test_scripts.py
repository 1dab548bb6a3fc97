"""The recipes of docs/scripts.md, each in the tool that it is for; the console blocks are in tests/test_readme.py."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT, Run, environment, read_data

PAGE = (ROOT / "docs" / "scripts.md").read_text(encoding="utf-8")
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def recipe(tool: str) -> str:
    """The section of the page that is for a tool."""
    return next(part for part in PAGE.split("\n## ") if part.startswith(f"{tool}: "))


def run_at(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", env=environment(PATH=PATH, PYTHONUTF8="1"),
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows_of(run: Run, table: str, *options: str, stdin: str = "") -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The rows of a table as JSON and as CSV."""
    as_json, as_csv = (run(table, *options, "--format", name, stdin=stdin).stdout for name in ("json", "csv"))
    return json.loads(as_json), list(csv.DictReader(as_csv.splitlines()))


@pytest.mark.parametrize("table", ["missions", "facts"])
def test_json_and_csv_say_what_is_inferred_and_what_others_dispute(run: Run, table: str) -> None:
    as_json, as_csv = rows_of(run, table)
    for record, row in zip(as_json, as_csv, strict=True):
        inferences = [evidence for evidence in record["evidence"] if evidence["basis"] == "inferred"]
        assert set(record["inferred"]) == {name for evidence in inferences for name in evidence["supports"]}
        assert row["inferred"] == "; ".join(record["inferred"])
        notes = json.loads(run("show", record["id"], "--json").stdout)["context"]
        assert record["disputed"] is any(note["relation"] == "differs" for note in notes)
        assert row["disputed"] == str(record["disputed"]).lower()
    assert {record["disputed"] for record in rows_of(run, "facts")[0]} == {False, True}


@pytest.mark.parametrize("table", ["missions", "facts"])
def test_a_dataset_of_ones_own_is_disputed_by_nobody_known(run: Run, table: str) -> None:
    as_json, as_csv = rows_of(run, table, "--data", "-", stdin=read_data("harbour.yaml"))
    assert as_json
    for record, row in zip(as_json, as_csv, strict=True):
        assert record["disputed"] is None
        assert row["disputed"] == ""
        assert row["inferred"] == "; ".join(record["inferred"])


def test_there_is_a_recipe_for_each_tool() -> None:
    assert re.findall(r"^## (\w+):", PAGE, re.MULTILINE) == ["jq", "CSV", "pandas", "R", "DuckDB"]


@pytest.mark.parametrize("tool", ["pandas", "DuckDB"])
def test_each_recipe_in_python_answers_what_it_shows(tool: str, tmp_path: Path) -> None:
    if find_spec(tool.lower()) is None:
        pytest.skip(f"{tool} is not installed")
    blocks = re.findall(r"^```pycon\n(.*?)^```$", recipe(tool), re.DOTALL | re.MULTILINE)
    assert len(blocks) == 1
    (tmp_path / "recipe.txt").write_text(blocks[0], encoding="utf-8")
    shown = run_at(tmp_path, sys.executable, "-m", "doctest", "-v", "recipe.txt")
    assert "0 failed" in shown or "Test passed." in shown


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_recipe_in_r_prints_what_it_shows(tmp_path: Path) -> None:
    code, shown = re.findall(r"^```(?:r|text)\n(.*?)^```$", recipe("R"), re.DOTALL | re.MULTILINE)
    (tmp_path / "recipe.R").write_text(code, encoding="utf-8")
    assert run_at(tmp_path, "Rscript", "recipe.R") == shown
