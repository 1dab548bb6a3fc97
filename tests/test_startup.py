"""What a start costs: which modules a command may load, told by `sys.modules` and never by a clock."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import environment

#: What neither Typer nor reading, checking and writing the dataset needs.
FOREIGN = {
    "rich", "csv", "_csv", "yaml", "json", "difflib", "hashlib", "pydantic", "pygments", "markdown_it", "tempfile",
    "importlib.metadata", "importlib.resources", "unicodedata", "rwpk.render.page",
    "rwpk.article", "rwpk.cli.completion",
}  # fmt: skip


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


@pytest.mark.parametrize(
    "command",
    ["missions --json", "missions --since 2010 --format jsonl", "facts --topic law --json", "show darfur --json"],
)
def test_json_needs_nothing_but_typer_and_msgspec(command: str) -> None:
    used = loaded_by(*command.split())
    assert "msgspec" in used
    assert not used & FOREIGN


def test_csv_needs_no_more_than_csv() -> None:
    assert loaded_by("facts", "--format", "csv") & FOREIGN == {"csv", "_csv"}


def test_the_dataset_that_rwpk_carries_is_read_without_libyaml() -> None:
    assert "yaml" not in loaded_by("missions")
    assert "yaml" not in loaded_by("show", "darfur")  # with its context


def test_the_version_needs_no_dataset_and_no_records() -> None:
    assert not loaded_by("--version") & (FOREIGN | {"msgspec", "rwpk.loading", "rwpk.model"})
