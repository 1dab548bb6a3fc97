"""What the program teaches by itself: its help, at a terminal and in a pipe."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import DATA, ROOT, Run, at_terminal, built_in_dataset, page_files, without_colour

COMMANDS = [
    "missions", "facts", "search", "show", "open", "timeline", "compare", "new", "check", "cite", "codebook", "export",
]  # fmt: skip
HELPS = [[], ["-h"], *([command, "-h"] for command in COMMANDS)]
of_each_help = pytest.mark.parametrize("arguments", HELPS, ids=" ".join)
of_each_command = pytest.mark.parametrize("command", COMMANDS)

terminals = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")
#: The variables by which Rich and GitHub would colour a pipe; what a person or a screen reader sets against colours.
WANTING_COLOUR = {"FORCE_COLOR": "1", "GITHUB_ACTIONS": "true", "CLICOLOR_FORCE": "1", "PY_COLORS": "1"}
REFUSING_COLOUR = [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", **WANTING_COLOUR}]
#: Escapes that dim what follows.
DIM = re.compile(r"\x1b\[(?:\d+;)*2(?:;\d+)*m")


def examples(text: str) -> list[str]:
    """Return the commands that a help shows before its options, without what it says of them."""
    return re.findall(r"^ +(rwpk .*?)(?: {2,}.*)?$", text.partition("Options")[0], re.MULTILINE)


def test_rwpk_alone_prints_its_help(run_process: Run) -> None:
    done = run_process()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run_process("-h").stdout == run_process("--help").stdout


@terminals
def test_rwpk_alone_prints_its_help_once_at_a_terminal() -> None:
    assert at_terminal().rstrip() == at_terminal("-h").rstrip()
    assert at_terminal().count("Usage: ") == 1


def test_the_help_lists_every_command(run_process: Run) -> None:
    text = run_process("-h").stdout
    assert re.findall(r"^  ([a-z]+) ", text.partition("Commands:")[2], re.MULTILINE) == COMMANDS


@of_each_help
def test_examples_come_before_the_options_in_lines_of_their_own(run_process: Run, arguments: list[str]) -> None:
    text = run_process(*arguments).stdout
    assert len(examples(text)) >= 2
    assert text.index(examples(text)[-1]) < text.index("Options:")


@of_each_command
def test_the_examples_of_each_command_work(
    run: Run, run_process: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(DATA / "harbour.yaml", "mine.yaml")
    for article in ("article.txt", "article.html"):
        shutil.copy(DATA / article, article)
    other = built_in_dataset().replace("id: biruta-2021", "id: other").replace("URL: https:", "URL: http:")
    Path("other.yaml").write_text(other, encoding="utf-8")
    ranking = page_files(ROOT / "docs" / "comparing.md")["odp_contributionranks.csv"]
    Path("odp_contributionranks.csv").write_text(ranking, encoding="utf-8")
    for example in examples(run_process(command, "-h").stdout):
        program, *arguments = shlex.split(re.split(r" (?:>>?|\|) ", example)[0])
        assert (program, arguments[0]) == ("rwpk", command)
        done = run(*arguments)
        # the article that lies here is not the one that rwpk's own dataset is taken from
        assert done.returncode == (3 if "--article" in arguments else 0), done.stderr
        assert done.stderr == ""
        assert done.stdout or command == "export" or {"--save", "--out"} & set(arguments)


def test_the_examples_of_the_program_work(run: Run, run_process: Run) -> None:
    for example in examples(run_process("-h").stdout):
        done = run(*shlex.split(example.partition(" | ")[0])[1:])
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


@of_each_command
def test_the_help_of_a_command_speaks_of_no_option_that_it_has_not(run_process: Run, command: str) -> None:
    text = run_process(command, "-h").stdout
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)(?:(?: / |, )(--[a-z-]+))?", text, re.MULTILINE))
    assert set(re.findall(r"--[a-z-]+", text)) <= {name for names in options for name in names}


@pytest.mark.parametrize("command", ["missions", "facts", "timeline"])
def test_a_command_that_takes_no_name_offers_none(run_process: Run, command: str) -> None:
    assert run_process(command, "-h").stdout.splitlines()[0] == f"Usage: rwpk {command} [OPTIONS]"


@of_each_help
@pytest.mark.parametrize("variables", [WANTING_COLOUR, {"TERM": "dumb"}, {"NO_COLOR": "1"}], ids=",".join)
def test_a_pipe_gets_plain_text_whatever_is_set(
    run_process: Run, arguments: list[str], variables: dict[str, str]
) -> None:
    text = run_process(*arguments, **variables).stdout
    assert text == run_process(*arguments).stdout
    assert not re.search("[\x1b\u2500-\u257f]", text)


@of_each_help
@pytest.mark.parametrize("variables", REFUSING_COLOUR, ids=",".join)
@terminals
def test_a_terminal_without_colour_gets_the_text_of_a_pipe(
    run_process: Run, arguments: list[str], variables: dict[str, Any]
) -> None:
    assert at_terminal(*arguments, **variables) == run_process(*arguments).stdout


@of_each_help
def test_no_line_of_plain_help_is_wider_than_80_columns(run_process: Run, arguments: list[str]) -> None:
    assert not [line for line in run_process(*arguments).stdout.splitlines() if len(line) > 80]


@of_each_help
@terminals
def test_at_a_terminal_examples_come_before_the_boxes_and_are_not_dimmed(
    run_process: Run, arguments: list[str]
) -> None:
    text = at_terminal(*arguments)
    box = DIM.search(text)
    assert box is not None
    before = text[: box.start()]
    assert text[box.end()] == "╭"
    assert examples("\n".join(without_colour(before))) == examples(run_process(*arguments).stdout)


@of_each_help
@terminals
def test_help_is_no_longer_than_a_terminal_of_40_lines(arguments: list[str]) -> None:
    lines = without_colour(at_terminal(*arguments).rstrip())
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("arguments", [*HELPS, ["codebook"], ["codebook", "--json"]], ids=" ".join)
def test_help_and_codebook_do_not_rest_on_docstrings(run_process: Run, arguments: list[str]) -> None:
    done, bare = run_process(*arguments), run_process(*arguments, PYTHONOPTIMIZE="2")
    assert (bare.returncode, bare.stdout, bare.stderr) == (0, done.stdout, "")
    assert len(bare.stdout.splitlines()) > 10


def test_the_version_is_the_packages_own(run: Run) -> None:
    import rwpk

    for option in ("--version", "-V"):
        assert run(option).stdout == f"rwpk {rwpk.__version__}\n"
