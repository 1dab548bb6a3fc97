"""A line on a terminal that shows that work goes on, once it has taken a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status

#: The seconds before the line appears.
PATIENCE = 1.0


@contextmanager
def status(what: str) -> Iterator[None]:
    """Show on stderr, which is a terminal, that work goes on; clear the line at the end, whatever ends the work."""
    shown: list[Status] = []
    has_ended = Event()
    starting = Lock()

    def show() -> None:
        with starting:
            if not has_ended.is_set():
                from rich.console import Console  # most work ends before it is needed

                line = Console(stderr=True).status(what)
                shown.append(line)
                line.start()

    timer = Timer(PATIENCE, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        has_ended.set()
        timer.cancel()
        try:
            starting.acquire()  # the line may be starting at this moment
        except KeyboardInterrupt:
            starting.acquire()
            raise
        finally:
            for line in shown:
                line.stop()
