"""What the fuzzers by chance share: each makes one attempt for each seed, and can repeat it."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable
from itertools import count

from tests.support import Hang

#: At most this many faults are printed.
MAX_FAULTS = 20


def main(fault: Callable[[int], str | None]) -> None:
    """Try one seed after another, print each fault, and exit with 1 if there is one.

    `fault` returns what is wrong with an attempt, or None; an exception is a fault too. The command line says how many
    seeds are tried, or for how many seconds, and with which to begin.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("attempts", nargs="?", type=int, help="how many seeds to try (default: 1,000)")
    parser.add_argument("--seconds", type=float, help="try seeds for so long instead")
    parser.add_argument("--first", type=int, default=0, help="the seed to begin with (default: 0)")
    wanted = parser.parse_args()
    attempts = wanted.attempts or (None if wanted.seconds else 1_000)
    report = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")  # rwpk gives up a stdout that fails
    begin, faults, tried = time.monotonic(), 0, 0
    for seed in count(wanted.first):
        if tried == attempts or (wanted.seconds and time.monotonic() - begin > wanted.seconds):
            break
        tried += 1
        if found := _attempt(fault, seed):
            faults += 1
            report.write(f"seed {seed}: {found}\n" if faults <= MAX_FAULTS else "")
            report.flush()
    report.write(f"{tried} attempts, {faults} faults\n")
    report.close()
    sys.exit(bool(faults))


def _attempt(fault: Callable[[int], str | None], seed: int) -> str | None:
    try:
        return fault(seed)
    except (Exception, Hang):  # noqa: BLE001 (whatever it is, it is a fault)
        return traceback.format_exc()
