"""What several test modules use: rwpk run in three ways, the data under tests/data, and readers of what rwpk writes."""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from typer.testing import CliRunner

import rwpk

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
RWPK = [sys.executable, "-m", "rwpk"]
Run = Callable[..., subprocess.CompletedProcess[str]]

#: Seconds of work that rwpk may put into one input, however hostile.
WORK = 2
#: What would steer a terminal, or stand where nobody sees it; a message's own line ends are none of it.
STEERING = frozenset(
    map(chr, (*range(10), *range(11, 32), *range(127, 160), 0x200B, *range(0x2028, 0x202F), *range(0x2060, 0x206A)))
) | {"\ufeff"}
SVG = "{http://www.w3.org/2000/svg}"

#: What a machine's own settings would change in the output.
_UNWANTED = (
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "NO_COLOR",
    "PYTHONIOENCODING",
    "PYTHONUNBUFFERED",
    "RWPK_DATA",
)


# the data under tests/data ------------------------------------------------------------------------


def read_data(name: str) -> str:
    """Return the text of a file in tests/data."""
    return (DATA / name).read_text(encoding="utf-8")


def built_in_dataset() -> str:
    """Return the text of the dataset that rwpk carries."""
    return (ROOT / "data" / "missions.yaml").read_text(encoding="utf-8")


class Case(NamedTuple):
    """A faulty file: its text, the lines that a message may name, and a piece of what the message says to do."""

    name: str
    text: str
    lines: list[int]
    remedy: str


def bad_cases(suffix: str) -> list[Case]:
    """Return the faulty files of `bad-<suffix>.yaml`, which says what its fields mean."""
    base = read_data(f"harbour.{suffix}")
    return [_case(base, **fields) for fields in yaml.safe_load(read_data(f"bad-{suffix}.yaml"))]


def _case(
    base: str,
    *,
    name: str,
    line: int | list[int] | str,
    remedy: str,
    old: str = "",
    new: str = "",
    whole: str | None = None,
    append: str = "",
    long: tuple[str, int] = ("", 0),
) -> Case:
    assert old in base, f"{name}: the table no longer fits the base"
    text = whole if whole is not None else base.replace(old, new, 1) + append
    text = text.replace("{long}", long[0] * long[1])
    if isinstance(line, str):
        line = text.count("\n", 0, text.index(line)) + 1
    return Case(name, text, line if isinstance(line, list) else [line], remedy)


# running rwpk -------------------------------------------------------------------------------------


def environment(**changes: str) -> dict[str, str]:
    """Return the environment with nothing in it that changes the output, but for the given variables."""
    return {name: value for name, value in os.environ.items() if name not in _UNWANTED} | changes


def run_here(*arguments: str, stdin: str | bytes = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run rwpk in this process, which is quick; keywords are environment variables, `stdin` its input."""
    from rwpk.cli import app

    assert not [name for name in variables if name.startswith(("PYTHON", "LC_"))], "Python reads these as it starts"
    result = CliRunner().invoke(
        app,
        list(arguments),
        input=stdin,
        env=dict.fromkeys(_UNWANTED) | variables,
        prog_name="rwpk",
    )
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


def run_process(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run rwpk as people do, in a process of its own; keywords are environment variables, `stdin` its input."""
    return subprocess.run(
        [*RWPK, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=environment(**variables),
        timeout=60,
        check=False,
    )


def at_terminal(*arguments: str, columns: int = 80, **variables: Any) -> str:
    """Run rwpk at a terminal of that width; return what the terminal is sent, stdout and stderr together."""
    if sys.platform == "win32":
        pytest.skip("no pseudo-terminals on Windows")
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [*RWPK, *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
        env=environment(**({"TERM": "xterm-256color"} | variables)),
    )  # fmt: skip
    os.close(theirs)
    received = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        received += piece
    os.close(ours)
    process.wait(timeout=60)
    return received.decode().replace("\r\n", "\n")


def parse(data: bytes, name: str) -> rwpk.Dataset:
    """Load bytes as a file of that name, whose suffix tells the language; the name `-` has none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return rwpk.load(path)


class Hang(BaseException):
    """More work than allowed: of no kind that anything catches."""


class bounded_work:  # noqa: N801 (used as a statement)
    """Stop what is within when it has used so many seconds of the processor, however busy the machine is."""

    def __init__(self, seconds: float = WORK) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        def stop(*_: object) -> None:
            raise Hang

        if sys.platform != "win32":
            self.before = signal.signal(signal.SIGVTALRM, stop)
            signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)

    def __exit__(self, *_: object) -> None:
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, self.before)


def run_bounded(*arguments: str, stdin: str | bytes = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run rwpk in this process on something hostile: within the bound on work, and with nothing that steers."""
    with bounded_work():
        done = run_here(*arguments, stdin=stdin, **variables)
    assert done.returncode in (0, 1, 2, 3)
    shown = done.stdout + done.stderr
    assert not STEERING & set(shown), shown[:500]
    return done


# reading what rwpk writes and shows ---------------------------------------------------------------


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, such as `#1f2328`, as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def without_colour(text: str) -> list[str]:
    """Return the lines of a text that was sent to a terminal, without colours, links and trailing blanks."""
    return [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\", "", text).splitlines()]


def page_files(page: Path) -> dict[str, str]:
    """Return the files that a page shows: a block under a comment with the name is one; a page may name others."""
    text = page.read_text(encoding="utf-8")
    others = re.findall(r"^<!-- files of: (\S+) -->$", text, re.MULTILINE)
    block = re.compile(r"^<!-- file: (\S+) -->\n```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    return {name: file for other in others for name, file in page_files(page.with_name(other)).items()} | dict(
        block.findall(text)
    )
