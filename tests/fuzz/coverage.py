"""What the fuzzers by coverage share: each gives a function and seeds to Atheris, and instruments what it is about."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

from rwpk import text


def fuzz(attempt: Callable[[bytes], None], seeds: Iterable[bytes]) -> None:
    """Call a function with bytes that begin as the seeds, until it raises an exception or takes two seconds.

    The command line has libFuzzer's own options.
    """
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds):
            Path(folder, str(number)).write_bytes(seed)
        limits = ["-timeout=2", "-rss_limit_mb=1024", "-max_len=16384"]
        atheris.Setup([sys.argv[0], *limits, *sys.argv[1:], folder], attempt)
        atheris.Fuzz()


def refuse_steering(message: str) -> None:
    """Raise AssertionError if a message holds what would steer a terminal; it may be of several lines."""
    if any(text.printable(line, len(line)) != line for line in message.split("\n")):
        raise AssertionError(message)
