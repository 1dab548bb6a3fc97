"""The export: a Data Package that real readers accept, join, and refuse where it is broken."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rwpk import codebook, files, loading, model
from rwpk.export import datapackage
from tests.support import ROOT, Run, built_in_dataset

FILES = ["datapackage.json", "evidence.csv", "facts.csv", "missions.csv", "notes.csv"]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the export of our own dataset."""
    target = tmp_path_factory.mktemp("export") / "out"
    files.write_folder(str(target), ours())
    return target


def ours() -> dict[str, bytes]:
    whole = loading.load()
    return datapackage.package(whole, loading.load_context(whole), "1.2.3")


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def descriptor(directory: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads((directory / "datapackage.json").read_text(encoding="utf-8"))
    return whole


def faults(directory: Path) -> set[str]:
    """The kinds of error that frictionless finds."""
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(directory / "datapackage.json")).validate()
    assert report.valid is False or [task.name for task in report.tasks] == ["missions", "facts", "evidence", "notes"]
    return {error.type for part in (report, *report.tasks) for error in part.errors}


def test_export_writes_four_tables_and_their_descriptor(run: Run, tmp_path: Path) -> None:
    done = run("export", str(tmp_path / "new" / "out"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert names_in(tmp_path / "new" / "out") == FILES
    assert names_in(tmp_path / "new") == ["out"]


def test_frictionless_accepts_it(package: Path) -> None:
    assert faults(package) == set()


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        ("missions", ",host,", ",guest,", "constraint-error"),
        ("missions", ",RWA,", ",Rwanda,", "constraint-error"),
        ("missions", "1993-10-01", "October", "type-error"),
        ("missions", "[2014..2021-10-31]", "2014 or later", "constraint-error"),
        ("missions", "\ndarfur,", "\nunamir,", "unique-error"),
        ("missions", "\ndarfur,Darfur", "\ndarfur,", "constraint-error"),
        ("evidence", "unamir,2,unamir,", "unamir,2,unami,", "foreign-key"),
        ("evidence", "unamir,2,unamir,", "unamir,1,unamir,", "primary-key"),
        ("notes", "darfur,1,darfur,", "darfur,1,,darfur", "foreign-key"),
    ],
)
def test_frictionless_refuses_what_breaks_the_schema(
    table: str, old: str, new: str, fault: str, package: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(package, broken)
    path = broken / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    whole = descriptor(broken)
    for resource in whole["resources"]:  # the digests would tell before the schema does
        del resource["bytes"], resource["hash"]
    (broken / "datapackage.json").write_text(json.dumps(whole), encoding="utf-8")
    assert fault in faults(broken)


def test_frictionless_tells_a_changed_byte(package: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(package, changed)
    path = changed / "facts.csv"
    path.write_bytes(path.read_bytes().replace(b"5000", b"6000"))
    assert "hash-count" in faults(changed)


def test_pandas_reads_and_joins_it(package: Path) -> None:
    pandas = pytest.importorskip("pandas")
    missions, evidence = (pandas.read_csv(package / f"{name}.csv", dtype="str") for name in ("missions", "evidence"))
    joined = missions.merge(evidence, left_on="id", right_on="mission")
    phrases = joined[(joined.id == "darfur") & joined.supports.str.contains("start")].phrase
    assert list(phrases) == ["namely in Darfur (2004)"]
    assert missions.set_index("id").end.isna().all()
    facts = pandas.read_csv(package / "facts.csv").set_index("id")
    assert facts.value["troops-deployed"] == 5000
    dated = pandas.read_csv(package / "missions.csv", parse_dates=["start_earliest", "start_latest"])
    assert list(dated[dated.start_earliest >= "2010"].id) == ["south-sudan", "central-african-republic", "cabo-delgado"]


def test_duckdb_reads_and_joins_it(package: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = duckdb.sql(f"""
        select distinct f.id, f.value, n.relation, e.phrase
        from '{package}/facts.csv' f
        join '{package}/notes.csv' n on n.fact = f.id
        join '{package}/evidence.csv' e on e.fact = f.id
        where f.topic = 'personnel' and n.relation <> 'adds' and e.supports like '%value%'
        order by f.id, e.phrase
    """).fetchall()
    assert rows == [
        ("contributor-rank", 5, "agrees", "ranked in the top five contributor to the UN peacekeeping operations"),
        ("troops-deployed", 5000, "differs", "over 5,000 troops engaged in various missions since 2004"),
    ]
    (typed,) = duckdb.sql(
        f"select typeof(start_earliest), typeof(country_code) from '{package}/missions.csv' limit 1"
    ).fetchall()
    assert typed == ("DATE", "VARCHAR")


def test_every_column_has_the_models_own_type_and_meaning(package: Path) -> None:
    kinds: dict[str, type[model.Record]] = {
        "missions": model.Mission,
        "facts": model.Fact,
        "evidence": model.Evidence,
        "notes": model.Note,
    }
    for resource in descriptor(package)["resources"]:
        with (package / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        known = {
            **codebook.fields(model.Bounds),
            **codebook.fields(model.Link),
            **codebook.fields(model.Place),
            **codebook.fields(model.Marks),
            **codebook.fields(kinds[resource["name"]]),
        }
        for field in fields:
            assert field["description"].startswith(known[field["name"]]["description"])
            assert field["origin"] == known[field["name"]]["x-origin"]
    fields = {(resource["name"], field["name"]): field for resource in descriptor(package)["resources"]
              for field in resource["schema"]["fields"]}  # fmt: skip
    assert fields["missions", "start_earliest"]["type"] == "date"
    assert fields["missions", "aims"] == {
        "name": "aims", "type": "string", "description": "what it is meant to do (joined by “; ”)", "origin": "article",
    }  # fmt: skip
    assert fields["evidence", "paragraph"]["constraints"] == {"required": True, "minimum": 1}
    assert fields["evidence", "basis"]["constraints"] == {"required": True, "enum": ["inferred", "stated"]}
    assert fields["missions", "role"]["constraints"] == {"enum": ["contributor", "host"]}
    assert fields["missions", "id"]["constraints"]["unique"] is True
    assert re.fullmatch(fields["notes", "date"]["constraints"]["pattern"], "2012-03/2012-05")


def test_it_says_whose_it_is_and_under_which_licence(package: Path) -> None:
    whole = descriptor(package)
    assert whole["version"] == "1.2.3"
    assert [licence["name"] for licence in whole["licenses"]] == ["CC-BY-4.0"]
    assert whole["licenses"][0]["name"] in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert whole["contributors"] == [{"title": "rwpk contributors", "roles": ["creator"]}]
    assert whole["sources"][0]["path"].startswith("https://diplomatmagazine.eu/")
    notes = whole["resources"][3]
    assert {"title": "IPI Providing for Peacekeeping database"} in notes["sources"]
    assert whole["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"


@pytest.mark.parametrize("table", ["missions", "facts"])
def test_the_tables_are_what_csv_gives(run: Run, package: Path, table: str) -> None:
    text = (package / f"{table}.csv").read_text(encoding="utf-8")
    columns = text.split("\n")[0]  # all but `certain`, which answers a question about dates
    assert text == run(table, "--format", "csv", "--columns", columns).stdout


def test_the_tables_say_what_is_inferred_and_what_others_dispute(package: Path) -> None:
    rows: dict[str, tuple[str, str]] = {}
    for table in ("missions", "facts"):
        with (package / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows |= {row["id"]: (row["inferred"], row["disputed"]) for row in csv.DictReader(file)}
    assert rows["darfur"] == ("framework; organisations; summary", "true")
    assert rows["unamir"] == ("start", "true")
    assert rows["troops-deployed"] == ("as_of", "true")
    assert rows["umuganda"] == ("", "false")


def test_the_package_says_who_the_author_was(package: Path) -> None:
    assert "Minister of Foreign Affairs" in (package / "datapackage.json").read_text(encoding="utf-8")


def test_the_same_input_gives_the_same_bytes(run_process: Run, tmp_path: Path) -> None:
    for number, variables in enumerate(
        ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "Asia/Tokyo"})
    ):
        assert run_process("export", str(tmp_path / str(number)), **variables).returncode == 0
    for name in FILES:
        assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes()


def test_a_dataset_of_ones_own_comes_without_our_notes_licence_and_version(run: Run, tmp_path: Path) -> None:
    done = run("export", str(tmp_path / "out"), "--data", str(ROOT / "data/missions.yaml"))
    assert (done.returncode, done.stderr) == (0, "")
    whole = descriptor(tmp_path / "out")
    assert not {"licenses", "contributors", "version"} & set(whole)
    assert whole["name"] == "biruta-2021"
    assert (tmp_path / "out/notes.csv").read_text(encoding="utf-8").count("\n") == 1
    with (tmp_path / "out/missions.csv").open(encoding="utf-8", newline="") as file:
        marks = {row["id"]: (row["inferred"], row["disputed"]) for row in csv.DictReader(file)}
    assert marks["darfur"] == ("framework; organisations; summary", "")
    assert faults(tmp_path / "out") == set()


def test_awkward_text_survives_the_round_trip(run: Run, tmp_path: Path) -> None:
    text = 'He said "1, 2; 3"\u00a0— Côte d\u2019Ivoire | {x} \\n'
    changed = re.sub(r"summary: A UN mission[^\n]*", lambda _: f"summary: {json.dumps(text)}", built_in_dataset())
    assert run("export", str(tmp_path / "out"), "--data", "-", stdin=changed).returncode == 0
    with (tmp_path / "out/missions.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["summary"] == text
    assert faults(tmp_path / "out") == set()


def test_a_text_full_of_one_sign_is_not_taken_for_a_table_of_another_delimiter(run: Run, tmp_path: Path) -> None:
    text = "; ; a ;b; c;; d; e; ; f; ;"
    changed = re.sub(r"( +)note: [^\n]*", lambda match: f"{match[1]}note: {json.dumps(text)}", built_in_dataset())
    assert run("export", str(tmp_path / "out"), "--data", "-", stdin=changed).returncode == 0
    assert faults(tmp_path / "out") == set()
    for resource in descriptor(tmp_path / "out")["resources"]:
        assert (resource["dialect"]["delimiter"], resource["dialect"]["quoteChar"]) == (",", '"')


# where it is written ----------------------------------------------------------------------------


def test_a_directory_that_holds_anything_is_refused_without_force(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = run("export", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == (
        f"rwpk: error: {tmp_path}: it is not empty: name a new directory, or write into it with --force\n"
    )
    assert names_in(tmp_path) == ["mine.txt"]


def test_force_replaces_the_files_of_an_export_and_leaves_all_others_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "missions.csv").write_text("old", encoding="utf-8")
    assert run("export", str(tmp_path), "--force").returncode == 0
    assert names_in(tmp_path) == sorted([*FILES, "mine.txt"])
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "missions.csv").read_text(encoding="utf-8").startswith("id,")


def test_an_empty_directory_is_filled_and_stays_the_same_directory(run: Run, tmp_path: Path) -> None:
    before = tmp_path.stat().st_ino
    assert run("export", str(tmp_path)).returncode == 0
    assert names_in(tmp_path) == FILES
    assert tmp_path.stat().st_ino == before


@pytest.mark.parametrize(
    ("make", "name", "code", "told"),
    [
        (lambda at: (at / "x").touch(), "x", 2, "it is not a directory"),
        (lambda at: (at / "x").touch(), "x/out", 4, "the output could not be written"),
        (lambda at: (at / "x/facts.csv").mkdir(parents=True), "x", 2, "facts.csv in it is a directory"),
        (lambda at: None, "", 2, "TARGET is empty"),
        (lambda at: None, "x.PDF", 2, "a file ends in .html or .xlsx"),
        (lambda at: None, "n" * 300, 4, "the output could not be written"),
    ],
    ids=["a file", "under a file", "a folder in the way", "nothing", "another kind of file", "too long a name"],
)
def test_what_is_in_the_way_is_told(
    run: Run, tmp_path: Path, make: Callable[[Path], None], name: str, code: int, told: str
) -> None:
    make(tmp_path)
    before = names_in(tmp_path)
    done = run("export", str(tmp_path / name) if name else "", "--force")
    assert done.returncode == code
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert names_in(tmp_path) == before


def test_an_export_goes_to_a_name_and_not_to_standard_output(run: Run) -> None:
    done = run("export", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert "a file ends in .html or .xlsx, and a directory has no such ending" in done.stderr


def test_a_directory_that_is_not_empty_is_told_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    done = run("export", str(tmp_path), "--data", "no-such-file.yaml")
    assert (done.returncode, "it is not empty" in done.stderr) == (2, True)


@pytest.mark.parametrize("exists", [False, True])
def test_an_export_that_fails_leaves_everything_as_it_was(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "out"
    if exists:
        target.mkdir()
        (target / "a.csv").write_bytes(b"old")
    broken: dict[str, Any] = {"a.csv": b"new", "b.csv": "this is no bytes"}
    with pytest.raises(TypeError):
        files.write_folder(str(target), broken, force=True)
    assert names_in(tmp_path) == (["out"] if exists else [])
    assert not exists or [(path.name, path.read_bytes()) for path in target.iterdir()] == [("a.csv", b"old")]


def test_the_examples_of_its_help_work(
    run: Run, run_process: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"^ +rwpk (.*?) *$", run_process("export", "-h").stdout.partition("Options")[0], re.MULTILINE)
    assert len(examples) == 2
    for example in examples:
        done = run(*example.split())
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
