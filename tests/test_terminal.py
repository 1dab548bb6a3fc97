"""At a real terminal, in a real pipe: what people see, and what a reader who leaves early gets."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill
from typing import Any

import pytest

from benchmarks import scale
from rwpk.cli import streams
from rwpk.render.fields import LEGEND, LEGENDS, OTHERS
from tests.support import RWPK, Run, at_terminal, built_in_dataset, environment, read_data, without_colour

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals on Windows", allow_module_level=True)

import pty
import termios

#: What a person is told under every list of missions, since the list alone would mislead.
HINTS = read_data("hints.txt").splitlines()

WIDE = """\
id                        start                         role         framework      summary                                           others
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
unamir                    1993-10*                      host         multilateral   A UN mission in Rwanda itself, there for exactly  differ
                                                                                    six months by April 1994
darfur                    2004                          contributor  multilateral*  Rwandan troops engaged in Darfur; the article     differ
                                                                                    lists this under UN peacekeeping and names no
                                                                                    mission there*
south-sudan               2011                          contributor  multilateral*  Rwandan troops engaged in South Sudan; the        differ
                                                                                    article lists this under UN peacekeeping and
                                                                                    names no mission there*
central-african-republic  2014                          contributor  multilateral*  Rwandan troops engaged in the Central African     differ
                                                                                    Republic; the article lists this under UN
                                                                                    peacekeeping and names no mission there*
cabo-delgado              between 2014 and 2021-10-31*  contributor  bilateral*     Rwandan troops in Mozambique, on request under a  differ
                                                                                    bilateral agreement, who work beside Mozambican
                                                                                    and SADC forces in designated sectors*
others: another source differs; rwpk show ID says how
* inferred from the article's words, in whole or in part
5 missions; rwpk show ID shows one with the words that it rests on
"""  # noqa: E501

MIDDLE = """\
id                        start               role         framework      others
────────────────────────────────────────────────────────────────────────────────
unamir                    1993-10*            host         multilateral   differ
darfur                    2004                contributor  multilateral*  differ
south-sudan               2011                contributor  multilateral*  differ
central-african-republic  2014                contributor  multilateral*  differ
cabo-delgado              between 2014 and    contributor  bilateral*     differ
                          2021-10-31*
others: another source differs; rwpk show ID says how
* inferred from the article's words, in whole or in part
5 missions; rwpk show ID shows one with the words that it rests on
"""

NARROW = """\
id                        start          role         others
────────────────────────────────────────────────────────────
unamir                    1993-10*       host         differ
darfur                    2004           contributor  differ
south-sudan               2011           contributor  differ
central-african-republic  2014           contributor  differ
cabo-delgado              between 2014   contributor  differ
                          and
                          2021-10-31*
others: another source differs; rwpk show ID says how
* inferred from the article's words, in whole or in part
5 missions; rwpk show ID shows one with the words that it
rests on
"""


@pytest.mark.parametrize(("columns", "expected"), [(140, WIDE), (80, MIDDLE), (60, NARROW)])
def test_a_table_fits_the_terminal_and_never_cuts_an_id_or_a_date(columns: int, expected: str) -> None:
    assert at_terminal("missions", columns=columns, NO_COLOR="1") == expected + "".join(
        fill(hint, columns, break_on_hyphens=False) + "\n" for hint in HINTS
    )


def test_a_possible_mission_is_marked_in_words() -> None:
    assert at_terminal("missions", "--since", "2015", columns=60, NO_COLOR="1") == (
        "id            start            role         match     others\n"
        "────────────────────────────────────────────────────────────\n"
        "cabo-delgado  between 2014     contributor  possible  differ\n"
        "              and 2021-10-31*\n"
        "match: possible where its dates do not settle it\n"
        "others: another source differs; rwpk show ID says how\n"
        "* inferred from the article's words, in whole or in part\n"
        "cabo-delgado may have begun before 2015: the article gives\n"
        "no year\n"
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
def test_no_line_is_wider_than_the_terminal_but_for_an_address(arguments: str, columns: int) -> None:
    drawn = at_terminal(*arguments.split(), columns=columns, NO_COLOR="1").splitlines()
    assert max(len(line) for line in drawn if "://" not in line) <= columns


def test_a_pipe_gets_no_colour_and_no_cut(run: Run) -> None:
    row = (
        "south-sudan  2011   contributor  multilateral*  "
        "Rwandan troops engaged in South Sudan; the article lists this under UN peacekeeping "
        "and names no mission there*  differ"
    )
    header = "id           start  role         framework      summary".ljust(len(row) - 6) + "others"
    done = run("missions", "--since", "2011", "--until", "2011")
    assert done.stdout == f"{header}\n{'─' * len(row)}\n{row}\n{LEGENDS[OTHERS]}\n{LEGEND}\n"


@pytest.mark.parametrize("arguments", ["missions", "missions --since 2015", "facts", "timeline", "search genocide"])
def test_counts_and_hints_go_to_no_pipe(run: Run, arguments: str) -> None:
    assert run(*arguments.split()).stderr == ""


@pytest.mark.parametrize(
    "arguments", ["missions", "missions --since 2015", "timeline --until 2004", "facts", "search UN"]
)
def test_counts_and_hints_need_both_streams_at_a_terminal(run: Run, tmp_path: Path, arguments: str) -> None:
    # stdout feeds another program, whose output shares the screen with our stderr
    for redirection, expected in (
        ("| cat", run(*arguments.split()).stdout),
        ("2>/dev/null", run(*arguments.split(), COLUMNS="80").stdout),
    ):
        terminal = Terminal("sh", "-c", f"{shlex.join(RWPK)} {arguments} {redirection}", folder=tmp_path, NO_COLOR="1")
        assert terminal.end() == 0
        assert terminal.sent.replace("\r\n", "\n") == expected


@pytest.mark.parametrize("option", ["-q", "--quiet"])
@pytest.mark.parametrize("arguments", ["missions", "missions --since 2015", "facts", "timeline", "search genocide"])
def test_quiet_leaves_the_list_alone(run: Run, arguments: str, option: str) -> None:
    shown = at_terminal(*arguments.split(), option, columns=80, NO_COLOR="1")
    assert shown == run(*arguments.split(), COLUMNS="80").stdout


@pytest.mark.parametrize("arguments", ["missions --role host", "facts --topic law", "timeline --role host"])
def test_counts_and_what_is_left_out_follow_whole_lists_alone(run: Run, arguments: str) -> None:
    shown = at_terminal(*arguments.split(), columns=80, NO_COLOR="1")
    assert shown == run(*arguments.split(), COLUMNS="80").stdout


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
@pytest.mark.parametrize("arguments", ["missions", "facts", "show darfur", "show darfuur", "show Bogotá"])
def test_a_terminal_without_unicode_gets_the_nearest_signs(arguments: str, variables: dict[str, str]) -> None:
    done = subprocess.run(
        [*RWPK, *arguments.split()], capture_output=True, env=environment(**variables), timeout=60, check=False
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == (1 if arguments in ("show darfuur", "show Bogotá") else 0)
    if variables.get("PYTHONIOENCODING") == "ascii" and arguments == "show darfur":
        assert b'par. 4 "namely in Darfur (2004)"' in done.stdout


BUFFERED = pytest.mark.parametrize("variables", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])


@BUFFERED
@pytest.mark.parametrize(
    "arguments", ["missions", "missions --json", "facts --format csv", "show darfur", "--help", "missions -h", "-V"]
)
def test_a_reader_who_leaves_early_gets_no_message(arguments: str, variables: dict[str, str]) -> None:
    with subprocess.Popen(
        [*RWPK, *arguments.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**variables)
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("arguments", ["--help", "missions -h", "missions --json"])
def test_a_reader_that_reads_nothing_gets_no_message(arguments: str) -> None:
    script = f"{{ {shlex.join(RWPK)} {arguments}; echo $? >&2; }} | true"
    done = subprocess.run(script, shell=True, capture_output=True, env=environment(), timeout=60, check=False)
    assert (done.stdout, done.stderr) == (b"", b"0\n")


@BUFFERED
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "arguments", ["missions", "missions --json", "show darfur", "--help", "missions -h", "", "--version", "codebook"]
)
def test_a_full_disk_is_told_and_exits_4(arguments: str, variables: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*RWPK, *arguments.split()], stdout=full, stderr=subprocess.PIPE, env=environment(**variables), check=False
        )
    assert done.returncode == 4
    assert done.stderr.decode() == "rwpk: error: the output could not be written: No space left on device\n"


@BUFFERED
@pytest.mark.parametrize("arguments", ["missions --json", "--help", "missions -h", "codebook"])
def test_a_pipe_that_is_full_for_a_while_gets_everything_in_the_end(
    run_process: Run, arguments: str, variables: dict[str, str]
) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)  # the child shares it, as it does behind some servers and terminals
    filled = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            filled += os.write(writer, b"." * 1024)
    with subprocess.Popen(
        [*RWPK, *arguments.split()], stdout=writer, stderr=subprocess.PIPE, env=environment(**variables)
    ) as process:
        os.close(writer)
        time.sleep(1)  # so that it writes while the pipe is full
        received = b""
        while piece := os.read(reader, 5_000):  # slowly, so that a write finds room for a part of it
            received += piece
            time.sleep(0.005)
        os.close(reader)
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
    assert received[filled:].decode() == run_process(*arguments.split()).stdout


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
            "summary: Rwandan troops engaged in Darfur; the article lists this under UN peacekeeping "
            "and names no mission there",
            f"summary: {json.dumps(text)}",
        )  # fmt: skip
        for arguments in (["missions"], ["show", "darfur"], ["missions", "--columns", "id,summary"]):
            done = run(*arguments, "--data", "-", stdin=changed)
            assert text in done.stdout, done.stderr


def test_a_table_of_columns_wider_than_the_terminal_keeps_ids_and_dates_whole(run: Run) -> None:
    text = run("missions", "--columns", "id,start,start_earliest,start_latest", COLUMNS="30").stdout
    assert "central-african-republic" in text
    assert [line.split() for line in text.splitlines()[-6:]] == [
        ["cabo-delgado", "between", "2014-01-01*", "2021-10-31*"],
        ["2014", "and"],
        ["2021-10-31*"],
        LEGENDS["start_earliest"].split(),
        LEGENDS["start_latest"].split(),
        LEGEND.split(),
    ]


@pytest.mark.parametrize("columns", ["1001", "999999", "1000000", "9" * 5000])
@pytest.mark.parametrize("arguments", ["timeline", "missions --columns id,summary,evidence,aims"])
def test_no_width_is_beyond_what_is_read(run: Run, arguments: str, columns: str) -> None:
    bounded = run(*arguments.split(), COLUMNS=str(streams.MAX_WIDTH)).stdout
    assert run(*arguments.split(), COLUMNS=columns).stdout == bounded
    assert max(map(len, bounded.splitlines())) <= streams.MAX_WIDTH


def test_a_hint_of_wide_characters_wraps_by_cells(tmp_path: Path) -> None:
    code = "from rwpk.cli import streams; streams.hint('船队 湖 ' * 6 + 'a/path/that/is/longer/than/a/line.svg')"
    terminal = Terminal(sys.executable, "-c", code, folder=tmp_path, COLUMNS="20")
    assert terminal.end() == 0
    assert terminal.sent.splitlines() == [
        "船队 湖 船队 湖 船队",
        "湖 船队 湖 船队 湖",
        "船队 湖",
        "a/path/that/is/longer/than/a/line.svg",  # whole, to be copied
    ]


# work that takes a while ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of datasets that take more than a second to read, and to export."""
    folder = tmp_path_factory.mktemp("large")
    scale.write(folder / "read.yaml", 40_000)
    scale.write(folder / "write.yaml", 20_000)
    return folder


def on_screen(sent: str) -> list[str]:
    """Return the lines that a terminal shows of what it was sent; it has to know every escape in it."""
    lines: list[list[str]] = [[]]
    row = column = 0
    for one in re.findall(r"\x1b(?:\[[?0-9;]*[A-Za-z]|.)|.", sent, re.DOTALL):
        if one == "\r":
            column = 0
        elif one == "\n":
            row += 1
            lines += [[] for _ in range(row + 1 - len(lines))]
        elif one == "\x1b[2K":
            lines[row] = []
        elif one == "\x1b[1A":
            row -= 1
        elif one.startswith("\x1b"):
            assert re.fullmatch(r"\x1b\[([0-9;]*m|\?25[lh])", one), repr(one)
        else:
            lines[row] += [" "] * (column - len(lines[row]))
            lines[row][column : column + 1] = one
            column += 1
    return [text for line in lines if (text := "".join(line).rstrip())]


def shows_cursor(sent: str) -> bool:
    """Whether a terminal shows its cursor after what it was sent."""
    return sent.rfind("\x1b[?25h") >= sent.rfind("\x1b[?25l")


class Terminal:
    """A command that has a pseudo-terminal of its own, where ^C is a key, and all that it sends there."""

    def __init__(self, *command: str, folder: Path, **variables: str) -> None:
        self.terminal, theirs = pty.openpty()
        settings = termios.tcgetattr(theirs)
        settings[3] &= ~termios.ECHO  # the terminal itself would show ^C
        termios.tcsetattr(theirs, termios.TCSANOW, settings)
        takes = "import os, sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"
        env = environment(**{"TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[1])} | variables)
        self.process = subprocess.Popen([sys.executable, "-c", takes, *command], stdin=theirs, env=env, cwd=folder)
        os.close(theirs)
        self.sent = ""
        self.pieces = self._pieces()

    def _pieces(self) -> Iterator[bytes]:
        while True:
            try:
                piece = os.read(self.terminal, 65536)
            except OSError:  # Linux says so when the other end is closed
                return
            if not piece:
                return
            yield piece

    def wait_for(self, text: str) -> None:
        while text not in self.sent:
            piece = next(self.pieces, None)
            assert piece is not None, f"it ended without {text!r}: {self.sent[-2000:]!r}"
            self.sent += piece.decode()

    def press(self, keys: bytes) -> None:
        os.write(self.terminal, keys)

    def end(self) -> int:
        self.sent += b"".join(self.pieces).decode()
        os.close(self.terminal)
        return self.process.wait(timeout=60)


LONG_WORK = {
    "reading": ("missions --limit 1 --data", "read.yaml", "1 of 40000 missions"),
    "exporting": ("export out --data", "write.yaml", "wrote missions.csv, "),
}


@pytest.mark.parametrize("line", LONG_WORK)
def test_long_work_shows_a_line_that_leaves_no_trace(large: Path, tmp_path: Path, line: str) -> None:
    arguments, file, last = LONG_WORK[line]
    terminal = Terminal(*RWPK, *arguments.split(), str(large / file), folder=tmp_path)
    terminal.wait_for(line)
    assert terminal.end() == 0
    shown = on_screen(terminal.sent)
    assert not [text for text in shown if re.fullmatch(r"\W*(reading|exporting|writing)\W*", text)]
    assert [text for text in shown if text.startswith(last)]
    assert max(map(len, shown)) <= 80
    assert shows_cursor(terminal.sent)


@pytest.mark.parametrize("line", LONG_WORK)
@pytest.mark.usefixtures("usual_signals")
def test_an_interrupt_of_long_work_leaves_no_trace(large: Path, tmp_path: Path, line: str) -> None:
    terminal = Terminal(*RWPK, *LONG_WORK[line][0].split(), str(large / "read.yaml"), folder=tmp_path)
    terminal.wait_for(line)
    terminal.press(b"\x03")
    assert terminal.end() == 130, terminal.sent
    assert on_screen(terminal.sent) == []
    assert shows_cursor(terminal.sent)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", LONG_WORK)
def test_a_pipe_gets_nothing_of_the_line(
    run_process: Run, large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    arguments, file, _ = LONG_WORK[line]
    monkeypatch.chdir(tmp_path)
    done = run_process(*arguments.split(), str(large / file), FORCE_COLOR="1", TERM="xterm-256color")
    assert (done.returncode, done.stderr) == (0, "")
    assert line not in done.stdout
    assert "\x1b[?25" not in done.stdout


@pytest.mark.usefixtures("usual_signals")
def test_an_interrupt_while_the_line_appears_leaves_no_trace(tmp_path: Path) -> None:
    # the work is over, and the interrupt comes while the line is being started
    code = """
import os, signal, threading, time
from rich.status import Status
from rwpk.cli import streams
starting, start = threading.Event(), Status.start
def slow(status):
    starting.set()
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.3)
    start(status)
Status.start = slow
try:
    with streams.working("reading"):
        starting.wait()
except KeyboardInterrupt:
    time.sleep(1)
"""
    terminal = Terminal(sys.executable, "-c", code, folder=tmp_path)
    assert terminal.end() == 0
    assert on_screen(terminal.sent) == []
    assert shows_cursor(terminal.sent)


def test_short_work_shows_no_line(tmp_path: Path) -> None:
    terminal = Terminal(*RWPK, "export", "out", folder=tmp_path)
    assert terminal.end() == 0
    assert "\x1b" not in terminal.sent
    assert on_screen(terminal.sent) == terminal.sent.replace("\r", "").splitlines()
