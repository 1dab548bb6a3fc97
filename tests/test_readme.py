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

from tests.support import ROOT, environment, page_files

README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").rglob("*.md")))
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)

needs_bash = pytest.mark.skipif(os.name == "nt", reason="it is for a POSIX shell")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def played(page: Path, block: str, folder: Path) -> str:
    """Play a block's commands in a shell at 80 columns; return the block with what they print."""
    shutil.copytree(ROOT / "data", folder / "data", dirs_exist_ok=True)
    for name, text in page_files(page).items():
        (folder / name).write_text(text, encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    lines = []
    for line in block.splitlines():
        if line.startswith("$ "):
            done = subprocess.run(
                ["bash", "-c", line[2:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                encoding="utf-8", cwd=folder, env=environment(PATH=path, COLUMNS="80", PYTHONUTF8="1"),
                timeout=60, check=False,
            )  # fmt: skip
            lines += [line + "\n", done.stdout]
    return "".join(lines)


def lacks_jq(block: str) -> bool:
    return "| jq " in block and shutil.which("jq") is None


@needs_bash
@pytest.mark.parametrize(
    ("page", "block"),
    [
        pytest.param(page, block, id=f"{page.name}: {block.partition(chr(10))[0][2:]}")
        for page in PAGES
        for block in CONSOLE.findall(text_of(page))
    ],
)
def test_each_console_block_prints_what_it_shows(page: Path, block: str, tmp_path: Path) -> None:
    if lacks_jq(block):
        pytest.skip("jq is not installed")
    assert played(page, block, tmp_path) == block


def test_each_python_block_answers_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for page in PAGES:
        for name, text in page_files(page).items():
            Path(name).write_text(text, encoding="utf-8")
    code = "\n".join(block for page in PAGES for block in PYTHON.findall(text_of(page)))
    test = doctest.DocTestParser().get_doctest(code, {}, "README.md", "README.md", 0)
    assert len(test.examples) > 5
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_readme_stays_short() -> None:
    assert len(text_of(README).splitlines()) <= 180


def test_the_readme_names_each_exit_code_and_no_other() -> None:
    from rwpk import errors
    from rwpk.cli.app import EXIT_OUTPUT

    told = {int(code) for code in re.findall(r"^\| (\d+) \|", text_of(README), re.MULTILINE)}
    ours = {
        one.exit_code for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.RwpkError)
    }
    assert told == ours | {0, EXIT_OUTPUT, 130}


def _write_anew(page: Path, block: str, folder: str) -> str:
    return f"```console\n{block if lacks_jq(block) else played(page, block, Path(folder))}```"


if __name__ == "__main__":
    for page in PAGES:
        text = text_of(page)
        for shown in CONSOLE.findall(text):
            with tempfile.TemporaryDirectory() as folder:
                text = text.replace(f"```console\n{shown}```", _write_anew(page, shown, folder))
        page.write_text(text, encoding="utf-8")
