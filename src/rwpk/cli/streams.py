"""The streams of a process: what they can show, and writing to them so that nothing is lost in silence."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rwpk.render.screen import Screen

#: The width of a terminal that does not know its own.
DEFAULT_WIDTH = 80
#: Draw to at most this width: nobody reads longer lines, and a drawing takes time and memory for every cell.
MAX_WIDTH = 1_000


class _PatientWriter(io.RawIOBase):
    """A raw stream that waits while a non-blocking pipe is full.

    A buffered stream on top of it writes everything or raises an error. Python's own stdout is not buffered under
    `PYTHONUNBUFFERED=1`, and then drops what a short write leaves.
    """

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return bool(self._raw.isatty())

    def fileno(self) -> int:
        return int(self._raw.fileno())

    def write(self, data: Any) -> int:
        while (count := self._raw.write(data)) is None:
            from select import select

            select([], [self._raw], [])
        return int(count)


def protect_stdout() -> None:
    """Let everything that is written to stdout from now on be written whole, or raise an error."""
    stream = sys.stdout
    if stream is not None:
        raw = getattr(stream.buffer, "raw", stream.buffer)
        buffered = io.BufferedWriter(_PatientWriter(raw))
        sys.stdout = io.TextIOWrapper(
            buffered, encoding=stream.encoding, errors=stream.errors, line_buffering=stream.isatty()
        )


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal."""
    return stream is not None and stream.isatty()


def has_colour() -> bool:
    """Whether stdout is a terminal that shows colours."""
    return is_terminal(sys.stdout) and not _is_dumb() and not os.environ.get("NO_COLOR")


def screen(linear: bool = False) -> Screen:
    """Return the properties of stdout. COLUMNS decides the width, else the terminal; a pipe has none.

    A width is at most MAX_WIDTH. FORCE_COLOR asks for colours in a pipe too. A dumb terminal gets linear text.
    """
    from rwpk.render.screen import Screen

    columns = os.environ.get("COLUMNS", "")
    width = int(columns[:9]) or None if re.fullmatch("[0-9]+", columns) else None
    if width is None and is_terminal(sys.stdout):
        try:
            width = os.get_terminal_size(sys.stdout.fileno()).columns or DEFAULT_WIDTH
        except OSError:
            width = DEFAULT_WIDTH
    if width is not None:
        width = min(width, MAX_WIDTH)
    forced = bool(os.environ.get("FORCE_COLOR")) and not os.environ.get("NO_COLOR")
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    is_linear = linear or (is_terminal(sys.stdout) and _is_dumb())
    colour = has_colour()
    return Screen(width, colour or forced, encoding, is_linear, links=colour)


def write(pieces: Iterable[str], encoding: str | None = None) -> None:
    """Write to stdout and flush it, so that a closed pipe or a full disk shows here and not at exit."""
    from rwpk.text import encode

    stream = sys.stdout
    if stream is None:
        return
    with working("writing", quiet=is_terminal(stream)):
        for piece in pieces:
            stream.buffer.write(encode(piece, encoding or stream.encoding or "utf-8"))
        stream.flush()


def write_json(value: object) -> None:
    """Write one value to stdout as JSON, in UTF-8 whatever the terminal."""
    from rwpk.model import to_json

    write([to_json(value, indent=2) + "\n"], "utf-8")


def tell(message: str) -> None:
    """Write a message to stderr, if there is one, with nothing in it that could steer a terminal."""
    if sys.stderr is not None:
        encoding = sys.stderr.encoding or "utf-8"
        try:
            print(safe(message).encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)
        except OSError:  # stderr is closed or full: nowhere is left to say so
            _discard(2)


def safe(message: str) -> str:
    """Return a message with nothing in it that could steer a terminal but the ends of its lines."""
    from rwpk.text import printable

    return "\n".join(printable(line, 2_000) for line in message.split("\n"))


def is_watched() -> bool:
    """Whether a person reads both streams: a hint must not mix with the output of the next program in a pipe."""
    return is_terminal(sys.stderr) and is_terminal(sys.stdout)


def hint(message: str) -> None:
    """Write a message to stderr if a person reads it, wrapped to the terminal."""
    if is_watched():
        from rwpk.text import wrap

        tell("\n".join(wrap(message, screen().width or DEFAULT_WIDTH, folds=False)))


@contextmanager
def working(what: str, *, quiet: bool = False) -> Iterator[None]:
    """Show a person that work goes on, unless `quiet`; leave no trace."""
    if quiet or not is_terminal(sys.stderr):
        yield
        return
    from rwpk.render.status import status

    with status(what):
        yield


def abandon_output() -> None:
    """After an interrupt: reset a terminal's colours, and do not wait for the reader of a pipe."""
    if not is_terminal(sys.stdout):
        discard_output()
    elif has_colour():
        sys.stdout.write("\x1b[0m")


def flush_errors() -> None:
    """Flush stderr, for what Typer has written to it; if it is closed or full, nowhere is left to say so."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        _discard(2)


def discard_output() -> None:
    """Send what is still buffered for stdout nowhere: Python would try to write it at exit, and complain."""
    _discard(1)


def _discard(descriptor: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


def _is_dumb() -> bool:
    return os.environ.get("TERM", "dumb" if os.name != "nt" else "") == "dumb"
