"""The recipes of docs/scripts.md, each in the tool that it is for; the console blocks are in tests/test_readme.py."""

from __future__ import annotations

import csv
import doctest
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


def python_of(tool: str) -> str:
    """The session in Python that is the recipe for a tool."""
    (block,) = re.findall(r"^```pycon\n(.*?)^```$", recipe(tool), re.DOTALL | re.MULTILINE)
    return str(block)


def need_package(name: str) -> None:
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed")


def need_r() -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")


@pytest.mark.parametrize("tool", ["pandas", "DuckDB"])
def test_each_recipe_in_python_answers_what_it_shows(tool: str, tmp_path: Path) -> None:
    need_package(tool.lower())
    (tmp_path / "recipe.txt").write_text(python_of(tool), encoding="utf-8")
    shown = run_at(tmp_path, sys.executable, "-m", "doctest", "-v", "recipe.txt")
    assert "0 failed" in shown or "Test passed." in shown


def r_of_recipe() -> tuple[str, str]:
    """The recipe for R, and what it prints."""
    code, shown = re.findall(r"^```(?:r|text)\n(.*?)^```$", recipe("R"), re.DOTALL | re.MULTILINE)
    return code, shown


def test_the_recipe_in_r_prints_what_it_shows(tmp_path: Path) -> None:
    need_r()
    code, shown = r_of_recipe()
    (tmp_path / "recipe.R").write_text(code, encoding="utf-8")
    assert run_at(tmp_path, "Rscript", "recipe.R") == shown


# over texts that look like values of another type -----------------------------------------------

ODD = ["NA", "TRUE", "1-2", "1993-10", "010", "null", "1e5", "NaN", "\\N", 'say "x", or', "Brücke; “Æ”"]
#: A start that is not stated, or a range without an end, may be any day.
STARTS = [None, "2004", "1993-10", "2004-08-15", "[2014..2021-10-31]", "[..2009]", "[2016..]", "2012", "2013", "2015"]


@pytest.fixture
def odd_dataset(tmp_path: Path) -> Path:
    """A dataset whose texts look like numbers, dates or what is missing, in a folder of its own."""
    dataset = json.loads(read_data("harbour.json"))
    (mission,) = dataset["missions"]
    dataset["missions"] = []
    for number, text in enumerate(ODD):
        start = STARTS[number % len(STARTS)]
        supports = [name for name in mission["evidence"][0]["supports"] if name != "end" and (name != "start" or start)]
        dataset["missions"].append({
            **mission, "id": f"mission-{number}", "name": text, "place": text, "aims": [text], "summary": text,
            "aliases": [], "start": start, "end": None,
            "evidence": [{**mission["evidence"][0], "supports": supports}],
        })  # fmt: skip
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(dataset), encoding="utf-8")
    return path


def read_by(dataset: Path, *command: str) -> Any:
    """Run a recipe over a dataset; return what it prints last, as JSON."""
    done = subprocess.run(
        command, cwd=dataset.parent, capture_output=True, encoding="utf-8", timeout=120, check=False,
        env=environment(PATH=PATH, PYTHONUTF8="1", RWPK_DATA=str(dataset)),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def run_python(tool: str, dataset: Path, last: str) -> Any:
    """Run the recipe for a tool over a dataset, then an expression; return its value."""
    lines = [example.source for example in doctest.DocTestParser().get_examples(python_of(tool))]
    return read_by(dataset, sys.executable, "-c", "".join([*lines, f"import json\nprint(json.dumps({last}))\n"]))


def test_pandas_keeps_every_text_and_counts_as_rwpk_does(run: Run, odd_dataset: Path) -> None:
    need_package("pandas")
    assert run_python("pandas", odd_dataset, 'missions[["name", "place", "aims", "summary"]].values.tolist()') == [
        [text] * 4 for text in ODD
    ]
    starts = 'missions["start"].astype(object).where(missions["start"].notna(), None).tolist()'
    assert run_python("pandas", odd_dataset, starts) == [*STARTS, None]
    until = ["missions", "--data", str(odd_dataset), "--until", "2021", "--json"]
    counts = [len(json.loads(run(*until, *more).stdout)) for more in (["--certain"], [])]
    assert run_python("pandas", odd_dataset, "[int(certain.sum()), int(possible.sum())]") == counts
    assert counts == [8, 11]


def test_r_keeps_every_text(odd_dataset: Path) -> None:
    need_r()
    (odd_dataset.parent / "recipe.R").write_text(
        r_of_recipe()[0]
        + """
        quoted <- function(text) ifelse(is.na(text), "null", encodeString(text, quote = '"'))
        columns <- c("name", "place", "aims", "summary", "start")
        cat("[", paste(quoted(unlist(missions[columns])), collapse = ","), "]\\n", sep = "")
        """,
        encoding="utf-8",
    )
    assert read_by(odd_dataset, "Rscript", "recipe.R") == [*ODD * 4, *STARTS, None]


def test_duckdb_keeps_every_text(odd_dataset: Path) -> None:
    need_package("duckdb")
    columns = """duckdb.sql("SELECT name, place, aims, summary, start FROM 'missions.json'").fetchall()"""
    assert run_python("DuckDB", odd_dataset, columns) == [
        [text, text, [text], text, start] for text, start in zip(ODD, [*STARTS, None], strict=True)
    ]


@pytest.mark.parametrize("texts", [ODD, ["010"] * len(ODD)], ids=["all", "one"])
def test_duckdb_keeps_every_text_of_an_export(run: Run, odd_dataset: Path, texts: list[str]) -> None:
    duckdb = pytest.importorskip("duckdb")
    (reading,) = re.findall(r"`read_csv\('missions.csv', (.*?)\)`", recipe("DuckDB"))
    dataset = json.loads(odd_dataset.read_text(encoding="utf-8"))
    for mission, text in zip(dataset["missions"], texts, strict=True):
        mission["summary"] = text
    assert run("export", str(odd_dataset.parent / "tables"), "--data", "-", stdin=json.dumps(dataset)).returncode == 0
    table = odd_dataset.parent / "tables" / "missions.csv"
    rows = duckdb.sql(f"SELECT summary, start FROM read_csv('{table}', {reading})").fetchall()
    assert rows == list(zip(texts, [*STARTS, None], strict=True))


def test_duckdb_answers_of_an_export_as_rwpk_does(run: Run, odd_dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    copying, counting = re.findall(r'^duckdb -c "(.*)"$', page, re.MULTILINE)
    (possibly,) = re.findall(r"`(start_latest >= .*)`", page)
    monkeypatch.chdir(odd_dataset.parent)
    assert run("export", "tables", "--data", str(odd_dataset)).returncode == 0
    duckdb.sql(copying)
    since = ["missions", "--data", str(odd_dataset), "--since", "2010", "--json"]
    for query, options in (
        (counting, ["--certain"]),
        (counting.replace("start_earliest >= '2010-01-01'", possibly), []),
    ):
        assert duckdb.sql(query).fetchall() == [("bilateral", len(json.loads(run(*since, *options).stdout)))]


def test_a_data_package_of_odd_texts_is_valid_and_pandas_reads_it_by_the_same_options(
    run: Run, odd_dataset: Path
) -> None:
    target = odd_dataset.parent / "out"
    assert run("export", str(target), "--data", str(odd_dataset)).returncode == 0
    command = [sys.executable, "-m", "frictionless", "validate", str(target / "datapackage.json")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment(), timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(target / "missions.csv", dtype=str, keep_default_na=False, na_values=[""])
    assert table[["name", "summary"]].to_numpy().tolist() == [[text] * 2 for text in ODD]
