"""Shared by both benchmarks: running commands in turn in the same environment, and a table of ratios."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable

# What makes a start slower, or output different, on some machines only.
_UNWANTED = ("COLUMNS", "FORCE_COLOR", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONUNBUFFERED", "RWPK_DATA")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in _UNWANTED} | {"NO_COLOR": "1"}
ENVIRONMENT["PATH"] = f"{BIN}{os.pathsep}{ENVIRONMENT['PATH']}"

#: The cores of this machine, if the system can keep a process to some of them.
CORES = os.sched_getaffinity(0) if sys.platform == "linux" else set[int]()


def use_cores(cores: set[int]) -> None:
    """Keep the processes that are started from now on to some cores."""
    if cores:
        os.sched_setaffinity(0, cores)


def warn_of_pandas() -> None:
    """Say if sqlite-utils will be slower than it has to be."""
    if imports("pandas"):
        print("note: sqlite-utils imports pandas, which is installed: measure with the group bench only\n")


class Command(NamedTuple):
    """A command line, and the number of matches of a pattern that its output must have (None: any number)."""

    name: str
    arguments: Sequence[str]
    expected: int | None = None
    variables: Mapping[str, str] = {}


class Run(NamedTuple):
    """Seconds on the clock, seconds of CPU, and the peak of memory in bytes; children are included."""

    wall: float
    cpu: float
    peak: int


def installed(program: str) -> str | None:
    """Return the path of a program, the environment's own before the machine's."""
    return shutil.which(program, path=ENVIRONMENT["PATH"])


def imports(module: str) -> bool:
    """Whether a Python module is installed."""
    from importlib.util import find_spec

    return find_spec(module) is not None


def run(command: Command, output: Path, pattern: bytes = b"") -> Run:
    """Run a command with its output to a file. Raises SystemExit if it fails, or its output is not what is expected."""
    with output.open("wb") as file:
        began = time.perf_counter()
        process = subprocess.Popen(
            command.arguments,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.PIPE,
            env={**ENVIRONMENT, **command.variables},
        )
        assert process.stderr is not None
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command.name} failed with {process.returncode}:\n{errors.decode(errors='replace')}")
    if command.expected is not None:
        with output.open("rb") as file:  # line by line, else this process's memory counts as its children's
            matches = sum(len(re.findall(pattern, line)) for line in file)
        if matches != command.expected:
            raise SystemExit(f"{command.name} returned {matches} records, not {command.expected}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def in_turn(commands: Sequence[Command], rounds: int, output: Path, pattern: bytes = b"") -> dict[str, Run]:
    """Run all commands in turn for some rounds, so that a disturbance hits all alike; return the medians."""
    runs: dict[str, list[Run]] = {command.name: [] for command in commands}
    for number in range(rounds):
        for command in commands:
            if sys.stderr.isatty():
                print(f"\r\x1b[Kround {number + 1} of {rounds}: {command.name}", end="", file=sys.stderr, flush=True)
            runs[command.name].append(run(command, output, pattern))
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    return {
        name: Run(*(statistics.median(getattr(one, field) for one in own) for field in Run._fields))
        for name, own in runs.items()
    }


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table: words aligned to the left, numbers to the right."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, (name, *column))) for name, column in zip(header, columns, strict=True)]
    words = [any(cell and not cell[0].isdigit() for cell in column) for column in columns]
    lines = []
    for row in (header, *rows):
        cells = zip(row, widths, words, strict=True)
        lines.append("  ".join(f"{cell:{'<' if word else '>'}{width}}" for cell, width, word in cells).rstrip())
    return "\n".join([lines[0], "─" * len(lines[0]), *lines[1:]])


class Targets:
    """Judges ratios by their bounds, prints the verdicts, and counts those that are missed."""

    def __init__(self) -> None:
        self.missed = 0

    def judge(self, what: str, ratio: float, bound: float, *, at_least: bool = False) -> None:
        """Print whether a ratio keeps its bound."""
        kept = ratio >= bound if at_least else ratio <= bound
        self.missed += not kept
        word = "at least" if at_least else "at most"
        print(f"{'met   ' if kept else 'MISSED'}  {what}: {ratio:.2f} ({word} {bound:g})")
