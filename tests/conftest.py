"""Runs the installed command as people do: in a process of its own, in a pipe or at a real terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rwpk.dataset import Stream
from rwpk.model import Dataset

# where the tests run in the background, their children must not inherit that interrupts are ignored
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]
RWPK = [sys.executable, "-m", "rwpk"]
Run = Callable[..., subprocess.CompletedProcess[str]]

# what a machine's own settings would change in the output
_UNWANTED = (
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "NO_COLOR",
    "PYTHONIOENCODING",
    "PYTHONUNBUFFERED",
    "RWPK_DATA",
)


def environment(**changes: str) -> dict[str, str]:
    """The environment with nothing in it that changes the output, but for the given variables."""
    return {name: value for name, value in os.environ.items() if name not in _UNWANTED} | changes


@pytest.fixture
def run() -> Run:
    """Run rwpk with the given arguments; keywords are environment variables, `stdin` its input."""

    def call(*arguments: str, stdin: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*RWPK, *arguments],
            input=stdin if stdin is not None else "",
            capture_output=True,
            encoding="utf-8",
            env=environment(**variables),
            timeout=60,
            check=False,
        )

    return call


def parse(data: bytes, name: str) -> Dataset:
    """Make a dataset of a file's bytes; `name` tells by its suffix what they are, and stands in messages."""
    return Stream(name, data=data).whole()
