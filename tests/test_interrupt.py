"""An interrupt ends the program at once with 130, at any moment, and leaves the terminal as it was."""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import environment
from tests.test_reader import BASE_JSONL

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals and no signals of this kind on Windows", allow_module_level=True)

import fcntl
import pty
import termios

LARGE = 60_000

#: Where an interrupt comes, as code that runs before the command does.
MOMENTS = {
    "while Typer is imported": """
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "typer": signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder())
""",
    "while records are imported": """
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "msgspec": signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder())
""",
    "while a class of Rich's is made": """
class Field:
    def __set_name__(self, owner, name): signal.raise_signal(signal.SIGINT)
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "rich": type("Made", (), {"field": Field()})
sys.meta_path.insert(0, Finder())
""",
    "while a file is read": """
import rwpk.files
rwpk.files._Bounded.readinto = lambda *_: signal.raise_signal(signal.SIGINT)
""",
    "while output is written": """
import rwpk.model
rwpk.model.to_json = lambda *_, **__: signal.raise_signal(signal.SIGINT)
""",
    "once all is written": """
real = signal.signal
def late(number, handler):
    ours = signal.getsignal(number).__module__ == "rwpk.__main__"
    if handler is signal.SIG_DFL and ours: signal.raise_signal(signal.SIGINT)
    return real(number, handler)
signal.signal = late
""",
    "while the interpreter ends": """
import atexit
atexit.register(lambda: signal.raise_signal(signal.SIGINT))
""",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interrupt_ends_with_130_and_no_message(moment: str) -> None:
    arguments = ["missions"] if "Rich" in moment else ["missions", "--json"]
    code = f"import signal, sys\n{MOMENTS[moment]}\nsys.argv = {['rwpk', *arguments]}\n"
    done = subprocess.run(
        [sys.executable, "-c", code + "from rwpk.__main__ import main\nmain()"],
        capture_output=True, env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == b""
    # at the begin and at the end the signal itself ends the process, which a shell calls 130 too
    by_itself = moment in ("while Typer is imported", "while the interpreter ends")
    assert done.returncode in ((130, -signal.SIGINT) if by_itself else (130,))


def large_dataset(folder: Path) -> Path:
    first, record, _ = BASE_JSONL.splitlines(keepends=True)
    path = folder / "large.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.write(first)
        file.writelines(
            record.replace('"harbour"', f'"harbour-{number}"').replace('["Quayside"]', "[]") for number in range(LARGE)
        )
    return path


def watched(
    arguments: list[str], *, interrupt: signal.Signals | None = None, stdin: Path | None = None, columns: int = 80
) -> tuple[int, bytes, bytes]:
    """Run with a terminal as stderr and no patience; return the exit code, stdout and what the terminal was sent."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    code = "from rwpk import output\noutput.PATIENCE = output.PAUSE = 0\nfrom rwpk.__main__ import main\nmain()"
    with (stdin or Path(os.devnull)).open("rb") as given:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdin=given, stdout=subprocess.PIPE, stderr=theirs,
            env=environment(TERM="xterm-256color"),
        )  # fmt: skip
    os.close(theirs)
    assert process.stdout is not None
    sent = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        sent += piece
        if interrupt and b"reading" in sent:
            process.send_signal(interrupt)
            interrupt = None
    os.close(ours)
    written = process.stdout.read()
    process.stdout.close()
    return process.wait(timeout=60), written, sent


def test_a_long_reading_shows_a_line_that_leaves_no_trace(tmp_path: Path) -> None:
    path = large_dataset(tmp_path)
    code, written, sent = watched(["missions", "--data", str(path), "--limit", "1", "--json"])
    assert code == 0
    assert written.startswith(b"[\n  {")
    assert b"reading" in sent
    assert sent.count(b"\x1b[?25h") == sent.count(b"\x1b[?25l")  # the cursor is shown as often as it is hidden
    assert sent.rstrip().endswith(f"1 of {LARGE} missions".encode())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_reading_gives_the_cursor_back(number: signal.Signals, tmp_path: Path) -> None:
    path = large_dataset(tmp_path)
    code, written, sent = watched(["missions", "--data", str(path), "--json"], interrupt=number)
    assert code == 128 + number
    assert written == b""
    assert b"Traceback" not in sent
    assert sent.count(b"\x1b[?25h") == sent.count(b"\x1b[?25l") == 1


def test_what_comes_from_standard_input_is_shown_while_it_is_checked_too(tmp_path: Path) -> None:
    path = large_dataset(tmp_path)
    code, _, sent = watched(["missions", "--data", "-", "--limit", "1", "--json"], stdin=path)
    assert code == 0
    # while it comes in its size is not known
    size = f"{path.stat().st_size / 1e6:.1f} MB".encode()
    assert sent.rindex(b"/" + size) > sent.rindex(b"/?")


def test_an_interrupt_typed_at_a_narrow_terminal_finds_room_behind_the_line(tmp_path: Path) -> None:
    path = large_dataset(tmp_path)
    _, _, sent = watched(["missions", "--data", str(path), "--limit", "1", "--json"], columns=60)
    drawn = [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line) for line in re.split(r"[\r\n]", sent.decode())]
    lines = [line for line in drawn if line.startswith("reading")]
    assert lines
    assert max(map(len, lines)) <= 60 - len("^C^C")


def test_what_is_ignored_from_the_begin_stays_ignored() -> None:
    code = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
import rwpk.model
real = rwpk.model.to_json
def hang_up(*given, **settings):
    signal.raise_signal(signal.SIGHUP)
    return real(*given, **settings)
rwpk.model.to_json = hang_up
sys.argv = ["rwpk", "missions", "--json"]
from rwpk.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), timeout=60, check=False)
    assert (done.returncode, done.stderr, done.stdout[:1]) == (0, b"", b"[")


def test_a_script_is_shown_no_progress(tmp_path: Path) -> None:
    path = large_dataset(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "rwpk", "missions", "--data", str(path), "--json", "--limit", "1"],
        capture_output=True, env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
