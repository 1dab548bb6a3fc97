"""At a real terminal, in a real pipe: what people see, and what a reader who leaves early gets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import RWPK, Run, at_terminal, built_in_dataset, environment, read_data, without_colour

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals on Windows", allow_module_level=True)

#: What a person is told under every list of missions, since the list alone would mislead.
LEFT_OUT = read_data("left-out.txt")

WIDE = """\
id                        start                        role         framework     summary
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
unamir                    1993-10 (inferred)           host         multilateral  A UN mission in Rwanda itself, there for six months by
                                                                                  April 1994
darfur                    2004                         contributor  multilateral  Rwandan troops engaged in Darfur, listed under UN
                                                                                  peacekeeping; the article names no mission there
south-sudan               2011                         contributor  multilateral  Rwandan troops engaged in South Sudan, listed under UN
                                                                                  peacekeeping; the article names no mission there
central-african-republic  2014                         contributor  multilateral  Rwandan troops engaged in the Central African Republic,
                                                                                  listed under UN peacekeeping; the article names no mission
                                                                                  there
cabo-delgado              2014..2021-10-31 (inferred)  contributor  bilateral     Rwandan troops in Mozambique, sent on request under a
                                                                                  bilateral agreement, beside Mozambican and SADC forces in
                                                                                  designated sectors
5 missions; rwpk show ID says which words of the article each rests on
"""  # noqa: E501

MIDDLE = """\
id                        start                        role         framework
────────────────────────────────────────────────────────────────────────────────
unamir                    1993-10 (inferred)           host         multilateral
darfur                    2004                         contributor  multilateral
south-sudan               2011                         contributor  multilateral
central-african-republic  2014                         contributor  multilateral
cabo-delgado              2014..2021-10-31 (inferred)  contributor  bilateral
5 missions; rwpk show ID says which words of the article each rests on
"""

NARROW = """\
id                        start                  role
────────────────────────────────────────────────────────────
unamir                    1993-10 (inferred)     host
darfur                    2004                   contributor
south-sudan               2011                   contributor
central-african-republic  2014                   contributor
cabo-delgado              2014..2021-10-31       contributor
                          (inferred)
5 missions; rwpk show ID says which words of the article each rests on
"""


@pytest.mark.parametrize(("columns", "expected"), [(140, WIDE), (80, MIDDLE), (60, NARROW)])
def test_a_table_fits_the_terminal_and_never_cuts_an_id_or_a_date(columns: int, expected: str) -> None:
    assert at_terminal("missions", columns=columns, NO_COLOR="1") == expected + LEFT_OUT


def test_a_possible_mission_is_marked_in_words() -> None:
    assert at_terminal("missions", "--since", "2015", columns=60, NO_COLOR="1") == (
        "id            start                   role         framework\n"
        "────────────────────────────────────────────────────────────\n"
        "cabo-delgado  2014..2021-10-31        contributor  bilateral\n"
        "              (inferred, possible)\n"
        "1 of 5 missions\n"
        "rwpk: note: cabo-delgado may have begun before 2015: the article gives no year\n" + LEFT_OUT
    )


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
@pytest.mark.parametrize("arguments", ["missions", "show darfur", "facts"])
def test_no_escape_is_sent_to_those_who_want_none(arguments: str, variables: dict[str, Any]) -> None:
    assert "\x1b" not in at_terminal(*arguments.split(), **variables)


@pytest.mark.parametrize("arguments", ["missions", "show darfur", "facts"])
def test_colour_adds_nothing_but_looks(arguments: str) -> None:
    coloured = at_terminal(*arguments.split(), columns=80)
    assert "\x1b[1m" in coloured
    assert without_colour(coloured) == at_terminal(*arguments.split(), columns=80, NO_COLOR="1").splitlines()


@pytest.mark.parametrize("columns", [60, 80, 100, 140])
@pytest.mark.parametrize("arguments", ["missions", "missions --since 2015", "facts", "show cabo", "show umuganda"])
def test_no_line_is_wider_than_the_terminal(arguments: str, columns: int) -> None:
    drawn = at_terminal(*arguments.split(), columns=columns, NO_COLOR="1").splitlines()
    assert (
        max(
            len(line)
            for line in drawn
            if not line.startswith(("rwpk: note", "Not from")) and "rwpk show ID" not in line
        )
        <= columns
    )


def test_a_pipe_gets_no_colour_and_no_cut(run: Run) -> None:
    row = (
        "south-sudan  2011   contributor  multilateral  "
        "Rwandan troops engaged in South Sudan, listed under UN peacekeeping; the article names no mission there"
    )
    header = "id           start  role         framework     summary"
    assert run("missions", "--since", "2011", "--until", "2011").stdout == f"{header}\n{'─' * len(row)}\n{row}\n"


def test_counts_and_hints_go_to_no_pipe(run: Run) -> None:
    assert run("missions").stderr == ""


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "cp437"},
    ],
    ids=str,
)
@pytest.mark.parametrize("arguments", ["missions", "facts", "show darfur", "show darfour", "show Mocímboa"])
def test_a_terminal_without_unicode_gets_the_nearest_signs(arguments: str, variables: dict[str, str]) -> None:
    done = subprocess.run(
        [*RWPK, *arguments.split()], capture_output=True, env=environment(**variables), timeout=60, check=False
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == (1 if arguments in ("show darfour", "show Mocímboa") else 0)
    if variables.get("PYTHONIOENCODING") == "ascii" and arguments == "show darfur":
        assert b'par. 4 "namely in Darfur (2004)"' in done.stdout


@pytest.mark.parametrize("arguments", ["missions", "missions --json", "facts --format csv", "show darfur", "--help"])
def test_a_reader_who_leaves_early_gets_no_message(arguments: str) -> None:
    with subprocess.Popen(
        [*RWPK, *arguments.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        # Rich ends with 1 where it writes the help itself
        assert process.wait(timeout=60) == (1 if arguments == "--help" else 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", ["missions", "missions --json", "show darfur", "--help", "--version"])
def test_a_full_disk_is_told_and_exits_4(arguments: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*RWPK, *arguments.split()], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert done.returncode == 4
    assert done.stderr.decode() == "rwpk: error: the output could not be written: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(("arguments", "code"), [("missions --since 2015", 0), ("show nowhere", 1), ("nonsense", 2)])
def test_messages_that_nobody_can_read_change_nothing(arguments: str, code: int) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*RWPK, *arguments.split()], stdout=subprocess.PIPE, stderr=full, env=environment(), check=False
        )
    assert (done.returncode, bool(done.stdout)) == (code, code == 0)


@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&-", "<&-"])
@pytest.mark.parametrize("arguments", ["missions --json", "missions", "show darfur"])
def test_closed_streams_are_no_crash(arguments: str, redirection: str) -> None:
    command = f"{' '.join(RWPK)} {arguments} {redirection}"
    done = subprocess.run(command, shell=True, capture_output=True, env=environment(), timeout=60, check=False)
    assert done.returncode == 0
    assert done.stderr == b""


def test_closed_input_is_told() -> None:
    command = f"{' '.join(RWPK)} missions --data - <&-"
    done = subprocess.run(command, shell=True, capture_output=True, env=environment(), timeout=60, check=False)
    assert done.returncode == 3
    assert done.stderr.startswith(b"rwpk: error: standard input: it is closed")


def test_no_text_of_the_data_is_taken_for_markup_or_emoji(run: Run) -> None:
    for text in ("[red]x[/red]", "[/]", ":secret:", "[link=https://example.org]x[/link]", "{0} %s \\n"):
        changed = built_in_dataset().replace(
            "summary: Rwandan troops engaged in Darfur, listed under UN peacekeeping; "
            "the article names no mission there",
            f"summary: {json.dumps(text)}",
        )  # fmt: skip
        for arguments in (["missions"], ["show", "darfur"], ["missions", "--columns", "id,summary"]):
            done = run(*arguments, "--data", "-", stdin=changed)
            assert text in done.stdout, done.stderr


def test_a_table_of_columns_wider_than_the_terminal_keeps_ids_and_dates_whole(run: Run) -> None:
    text = run("missions", "--columns", "id,start,start_earliest,start_latest", COLUMNS="30").stdout
    assert "central-african-republic" in text
    assert "2014..2021-10-31" in text
    assert "2021-10-31" in text
