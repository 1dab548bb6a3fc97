"""A line that shows how far a long reading is, and leaves no trace."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress

#: What nobody needs to be told of, in seconds.
PATIENCE = 1.0
#: Between two drawings, in seconds.
PAUSE = 0.1


class Reading:
    """Draws on a terminal, once a reading has taken a second; within a `with`, whatever ends it."""

    def __init__(self, terminal: TextIO, what: str) -> None:
        self._terminal = terminal
        self._what = what
        self._next = time.monotonic() + PATIENCE
        self._progress: Progress | None = None

    def tick(self, read: int, total: int) -> None:
        """Tell how many bytes are read, and how many there are (0: unknown)."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + PAUSE
        if self._progress is None:
            self._progress = _line(self._terminal)  # known from here on, so that an interrupt takes it away
            self._progress.start()
            self._progress.add_task(self._what)
        for task in self._progress.task_ids:
            self._progress.update(task, completed=read, total=total or None)
        self._progress.refresh()

    def __enter__(self) -> Reading:
        """Draw nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the line away."""
        if self._progress:
            self._progress.stop()


def _line(terminal: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(compact=True),
        console=Console(file=terminal, legacy_windows=False),
        transient=True,
        auto_refresh=False,  # no thread: the reading itself calls
        redirect_stdout=False,
        redirect_stderr=False,
    )
