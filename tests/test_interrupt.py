"""Ctrl-C ends the program with 130 and no message; other signals end it as they end any program."""

from __future__ import annotations

import json
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import RWPK, environment, read_data

if sys.platform == "win32":
    pytest.skip("no signals of this kind on Windows", allow_module_level=True)

import fcntl
import termios

pytestmark = pytest.mark.usefixtures("usual_signals")

#: More than a pipe holds: once all of it is written, the other end has begun to read.
MORE_THAN_A_PIPE = 200_000
STOPPING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

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
    "while a dataset is read": """
import rwpk.files
rwpk.files.read = lambda *_: signal.raise_signal(signal.SIGINT)
""",
    "while a table is written": """
import rwpk.cli.streams
rwpk.cli.streams.write = lambda *_: signal.raise_signal(signal.SIGINT)
""",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interrupt_ends_with_130_and_no_message(moment: str) -> None:
    code = f"import signal, sys\n{MOMENTS[moment]}\nsys.argv = ['rwpk', 'missions', '--json']\n"
    done = subprocess.run(
        [sys.executable, "-c", code + "from rwpk.__main__ import main\nmain()"],
        capture_output=True, env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == b""
    # early and late, the signal itself may end the process, which a shell reports as 130 too
    assert done.returncode in (130, -signal.SIGINT)


def exit_code(number: signal.Signals) -> int:
    """Return how a signal ends the program: only Ctrl-C is ours to report."""
    return 130 if number == signal.SIGINT else -number


@contextmanager
def reading(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command that is in the midst of reading a dataset from its standard input."""
    with subprocess.Popen(
        [*command, *RWPK, "missions", "--data", "-", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(b"#\n" * MORE_THAN_A_PIPE)
        process.stdin.flush()
        wait_until_it_waits(process)
        yield process


def wait_until_it_waits(process: subprocess.Popen[bytes]) -> None:
    """Wait until a process has read everything and waits for more.

    A signal that arrives just before it waits is seen only when more input comes.
    """
    stat = Path(f"/proc/{process.pid}/stat")
    if not stat.exists():
        time.sleep(0.5)
    while stat.exists() and (unread(process) or stat.read_text().rpartition(")")[2].split()[0] != "S"):
        time.sleep(0.01)


def unread(process: subprocess.Popen[bytes]) -> int:
    """How many bytes of its standard input a process has not read yet."""
    assert process.stdin is not None
    (count,) = struct.unpack("i", fcntl.ioctl(process.stdin, termios.FIONREAD, b"\0" * 4))
    return int(count)


@pytest.mark.parametrize("number", STOPPING)
def test_who_stops_a_reading_gets_no_message_and_no_output(number: signal.Signals) -> None:
    with reading() as process:
        process.send_signal(number)
        assert process.wait(timeout=60) == exit_code(number)
        assert process.stdout is not None
        assert process.stderr is not None
        assert (process.stdout.read(), process.stderr.read()) == (b"", b"")


@pytest.mark.parametrize("number", STOPPING)
def test_who_stops_a_writing_gets_no_message(number: signal.Signals) -> None:
    whole = json.loads(read_data("harbour.json"))
    mission = whole["missions"][0] | {"aliases": []}
    whole["missions"] = [mission | {"id": f"harbour-{one}"} for one in range(MORE_THAN_A_PIPE // len(str(mission)))]
    with subprocess.Popen(
        [*RWPK, "missions", "--data", "-", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json.dumps(whole).encode())
        process.stdin.close()
        assert process.stdout.read(1) == b"["  # the rest of it is more than the pipe takes
        process.send_signal(number)
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == exit_code(number)


def test_a_signal_that_is_ignored_at_the_start_stays_ignored_as_under_nohup() -> None:
    with reading("sh", "-c", 'trap "" HUP; exec "$@"', "sh") as process:
        process.send_signal(signal.SIGHUP)
        written, told = process.communicate(read_data("harbour.yaml").encode(), timeout=60)
    assert (process.returncode, told, json.loads(written)[0]["id"]) == (0, b"", "harbour")
