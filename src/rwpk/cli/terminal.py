"""The three streams: what a terminal can do, and all that is written to it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rwpk.output import Screen


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def screen(linear: bool = False) -> Screen:
    """What stdout is like: COLUMNS decides the width, then the terminal; a pipe has none.

    Its text is linear where that is asked for, or the terminal can do no more.
    """
    from rwpk.output import Screen

    is_terminal = _is_terminal(sys.stdout)
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) or None if re.fullmatch("[0-9]{1,6}", columns) else None
    if width is None and is_terminal:
        try:
            width = os.get_terminal_size(sys.stdout.fileno()).columns or 80
        except OSError:
            width = 80
    dumb = os.environ.get("TERM", "dumb" if os.name != "nt" else "") == "dumb"
    colour = is_terminal and not dumb and not os.environ.get("NO_COLOR")
    return Screen(width, colour, getattr(sys.stdout, "encoding", None) or "utf-8", linear or (is_terminal and dumb))


def write(pieces: Iterable[str], encoding: str | None = None) -> None:
    """Write to stdout and flush, so that a reader who has gone, or a full disk, shows here and not at exit."""
    from rwpk.text import encode

    stream = sys.stdout
    if stream is None:
        return
    for piece in pieces:
        stream.buffer.write(encode(piece, encoding or stream.encoding or "utf-8"))
    stream.flush()


def write_json(value: object) -> None:
    """Write one value to stdout, as UTF-8 whatever the terminal."""
    from rwpk.model import to_json

    write([to_json(value, indent=2) + "\n"], "utf-8")


def tell(message: str) -> None:
    """Write to stderr, where there is one, with nothing in it that could steer a terminal."""
    if sys.stderr is not None:
        from rwpk.text import printable

        encoding = sys.stderr.encoding or "utf-8"
        for line in message.split("\n"):
            print(printable(line, 2_000).encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)


def is_watched() -> bool:
    """Tell whether a person reads stderr, and not a script's log."""
    return _is_terminal(sys.stderr)


def hint(message: str) -> None:
    """Write a line to stderr for a person who watches."""
    if is_watched():
        tell(message)


def give_up() -> None:
    """Leave a terminal without a trace of half a line's colours, and wait for nobody who reads a pipe."""
    if _is_terminal(sys.stdout):
        if screen().colour:
            sys.stdout.write("\x1b[0m")
    else:
        discard()


def discard() -> None:
    """Send what is still buffered for stdout nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
