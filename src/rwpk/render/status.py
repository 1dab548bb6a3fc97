"""A line on a terminal that shows that work goes on, once it has taken a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status

#: The seconds before the line appears.
PATIENCE = 1.0


@contextmanager
def status(what: str) -> Iterator[None]:
    """Show on stderr, which is a terminal, that work goes on; clear the line at the end, whatever ends the work."""
    shown: list[Status] = []

    def show() -> None:
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
        timer.cancel()
        timer.join()  # it may be starting the line at this moment
        for line in shown:
            line.stop()
