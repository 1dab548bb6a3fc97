"""What a start costs: which modules a command may load, told by `sys.modules` and never by a clock."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import DATA, environment

#: What neither Typer nor reading, checking and writing the dataset needs.
FOREIGN = {
    "rich", "csv", "_csv", "yaml", "json", "difflib", "hashlib", "pydantic", "pygments", "markdown_it", "tempfile",
    "importlib.metadata", "importlib.resources", "unicodedata", "rwpk.render.page", "rwpk.article", "rwpk.codebook",
}  # fmt: skip
#: What reads a dataset in each language. A checkout has rwpk's own as YAML, an installed wheel as JSON.
READERS = {"yaml": (), "json": ("--data", str(DATA / "harbour.json"))}


def loaded(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint('\\n', *sys.modules)"],
        capture_output=True, text=True, encoding="utf-8", env=environment(), check=True,
    )  # fmt: skip
    return set(done.stdout.splitlines()[-1].split())


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a command loads and that Typer alone does not."""
    call = f"sys.argv = {['rwpk', *arguments]!r}\nfrom rwpk.__main__ import main\ntry: main()\nexcept SystemExit: pass"
    return loaded(call) - loaded("import typer")


def test_importing_the_command_runs_nothing_and_leaves_the_collector_alone() -> None:
    assert loaded("import gc, rwpk.__main__\nassert gc.isenabled()") - loaded("import gc") == {"rwpk", "rwpk.__main__"}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "command",
    ["missions --json", "missions --since 2010 --format jsonl", "facts --topic law --json", "timeline --json"],
)
def test_json_needs_nothing_but_typer_msgspec_and_what_reads_the_dataset(command: str, reader: str) -> None:
    used = loaded_by(*command.split(), *READERS[reader])
    assert "msgspec" in used
    assert used & FOREIGN == {reader} | ({"unicodedata"} if reader == "yaml" else set())  # its names have accents


def test_a_record_as_json_needs_no_more_than_a_list_does() -> None:
    assert loaded_by("show", "darfur", "--json") & FOREIGN == {"yaml", "unicodedata"}  # with its context


def test_csv_needs_no_more_than_csv() -> None:
    assert loaded_by("facts", "--format", "csv", *READERS["json"]) & FOREIGN == {"csv", "_csv", "json"}


@pytest.mark.parametrize("command", ["missions", "missions --since 2015", "facts", "show darfur"])
def test_a_piped_table_needs_nothing_of_rich(command: str) -> None:
    used = loaded_by(*command.split())
    assert "rwpk.render" in used
    assert not [name for name in used if name.partition(".")[0] == "rich"]


def test_a_piped_comparison_needs_nothing_of_rich() -> None:
    used = loaded_by("compare", str(DATA / "harbour.yaml"), "--only")
    assert "rwpk.render.comparison" in used
    assert not [name for name in used if name.partition(".")[0] == "rich"]


def test_the_version_needs_no_dataset_and_no_records() -> None:
    assert not loaded_by("--version") & (FOREIGN | {"msgspec", "rwpk.loading", "rwpk.model"})
