"""What the program teaches by itself: help and completion."""

from __future__ import annotations

import re

import pytest

from tests.support import Run


def test_rwpk_alone_teaches_by_examples_before_it_lists_its_commands(run_process: Run) -> None:
    done = run_process(COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout
    assert lines.index("rwpk missions --since 2010") < lines.index("rwpk show darfur") < lines.index("─ List ─")
    assert run_process("-h", COLUMNS="80").stdout.rstrip() == lines.rstrip()


@pytest.mark.parametrize("command", ["missions", "show", "facts"])
def test_the_help_of_each_command_has_examples_that_work(run: Run, run_process: Run, command: str) -> None:
    text = run_process(command, "-h", COLUMNS="100").stdout
    examples = re.findall(r"^ +rwpk (.*?) *$", text.partition("Options")[0], re.MULTILINE)
    assert len(examples) >= 2
    for example in examples:
        arguments = [part.strip('"') for part in re.findall(r'"[^"]*"|[^ ]+', example.partition(" >")[0])]
        done = run(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


def test_the_version_is_the_packages_own(run: Run) -> None:
    import rwpk

    for option in ("--version", "-V"):
        assert run(option).stdout == f"rwpk {rwpk.__version__}\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rwpk show d", "darfur development-work"),
        ("rwpk show UNAM", "UNAMIR UNAMID"),
        ("rwpk facts --topic p", "personnel practice principle"),
        ("rwpk missions --sort st", "start"),
        ("rwpk missions --columns id,sta", "id,start id,start_earliest id,start_latest id,start_basis"),
        ("rwpk facts --columns st", "statement"),
        ("rwpk missions --framework b", "bilateral"),
        ("rwpk missions --format j", "json jsonl"),
        ("rwpk f", "facts"),
    ],
)
def test_completion_offers_what_fits(run_process: Run, line: str, expected: str) -> None:
    done = run_process(_RWPK_COMPLETE="complete_fish", _RWPK_LINE=line)
    offered = [item.partition("\t")[0] for item in done.stdout.splitlines()]
    assert (offered, done.stderr) == (expected.split(), "")


@pytest.mark.parametrize("path", ["/does/not/exist", "-"])
@pytest.mark.parametrize(("shell", "nothing"), [("bash", "COMPREPLY=()"), ("fish", "")])
def test_completion_is_silent_where_the_dataset_is_broken(
    run_process: Run, path: str, shell: str, nothing: str
) -> None:
    done = run_process(_RWPK_COMPLETE=f"complete_{shell}", _RWPK_LINE="rwpk show d", RWPK_DATA=path)
    assert (done.stdout, done.stderr) == (nothing, "")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("check --article", "rwpk check"),  # its parser has no context to tell of
        ("timeline --save", "rwpk timeline"),
        ("missions --nope", "rwpk missions"),
        ("missions --limit many", "rwpk missions"),
        ("show", "rwpk show"),
        ("--nope", "rwpk"),
        ("nope", "rwpk"),
    ],
)
def test_what_is_typed_wrong_points_to_the_help_of_the_command_it_was_typed_for(
    run: Run, line: str, command: str
) -> None:
    done = run(*line.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"\n  {command} --help shows what there is\n")
