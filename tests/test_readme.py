"""What the README shows is what happens. `python -m tests.test_readme` writes the outputs anew."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment

README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the README's blocks are for a POSIX shell")


def blocks() -> list[str]:
    return BLOCK.findall(README.read_text(encoding="utf-8"))


def played(block: str, folder: Path) -> str:
    """Play a block's commands in a shell at 80 columns; return the block with what they print."""
    shutil.copytree(ROOT / "data", folder / "data", dirs_exist_ok=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    lines = []
    for line in block.splitlines():
        if line.startswith("$ "):
            done = subprocess.run(
                ["bash", "-c", line[2:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                text=True, cwd=folder, env=environment(PATH=path, COLUMNS="80"), timeout=60, check=False,
            )  # fmt: skip
            lines += [line + "\n", done.stdout]
    return "".join(lines)


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.splitlines()[0][2:])
def test_each_console_block_prints_what_it_shows(block: str, tmp_path: Path) -> None:
    if "jq" in block and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    assert played(block, tmp_path) == block


def test_the_python_block_answers_what_it_shows() -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL))
    test = doctest.DocTestParser().get_doctest(code, {}, "README.md", "README.md", 0)
    assert len(test.examples) > 5
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_readme_names_each_exit_code() -> None:
    from rwpk import cli, errors

    told = {int(code) for code in re.findall(r"^\| (\d+) \|", README.read_text(encoding="utf-8"), re.MULTILINE)}
    ours = {
        one.exit_code for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.RwpkError)
    }
    assert told == ours | {0, cli.EXIT_OUTPUT, 130}


def test_ci_runs_the_readmes_own_test_command() -> None:
    text = README.read_text(encoding="utf-8")
    command = text.partition("<!-- the test command")[2].partition("```sh\n")[2].partition("\n")[0]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command.endswith("-m pytest")
    assert "README.md" in script
    assert command not in script


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    for shown in blocks():
        with tempfile.TemporaryDirectory() as folder:
            text = text.replace(f"```console\n{shown}```", f"```console\n{played(shown, Path(folder))}```")
    README.write_text(text, encoding="utf-8")
