"""What a start costs: which modules a command may load, told by `sys.modules` and never by a clock."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import environment

#: What neither Typer nor reading and writing the dataset needs.
FOREIGN = {"rich", "csv", "_csv", "yaml", "json", "difflib", "hashlib", "pydantic", "pygments", "markdown_it", "tempfile"}


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
    assert loaded("import gc, rwpk.__main__\nassert gc.isenabled()") - loaded("import gc") == {
        "rwpk",
        "rwpk.__main__",
    }
