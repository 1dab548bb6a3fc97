"""A line that shows how far a long reading is, and leaves no trace."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress

#: What nobody needs to be told of, in seconds.
PATIENCE = 1.0
#: Between two drawings, in seconds.
PAUSE = 0.1


@contextmanager
def reading(terminal: TextIO) -> Iterator[Callable[[int, int], None]]:
    """Give what takes how many bytes are read, and how many there are (0: unknown); whatever ends it, the line goes."""
    progress: Progress | None = None
    due = time.monotonic() + PATIENCE

    def tick(read: int, total: int) -> None:
        nonlocal progress, due
        now = time.monotonic()
        if now < due:
            return
        due = now + PAUSE
        if progress is None:
            progress = _line(terminal)  # known from here on, so that an interrupt takes it away
            progress.start()
        progress.update(progress.task_ids[0], completed=read, total=total or None)
        progress.refresh()

    try:
        yield tick
    finally:
        if progress:
            progress.stop()


def _line(terminal: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=terminal, legacy_windows=False)
    console.width -= len("^C^C")  # which a terminal writes behind it: where that wraps, Rich takes away the wrong line
    progress = Progress(
        TextColumn("reading"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        auto_refresh=False,  # no thread: the reading itself calls
        redirect_stdout=False,
        redirect_stderr=False,
    )
    progress.add_task("", total=None)
    return progress
