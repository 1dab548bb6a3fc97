"""Reads a file as bytes, without following surprises: a pipe nobody writes to, a directory, a device."""

from __future__ import annotations

import os
import stat
import sys
from typing import NamedTuple

from rwpk.errors import DatasetError, RwpkError
from rwpk.text import printable

MAX_BYTES = 256 * 1024 * 1024


class File(NamedTuple):
    """What was read: the bytes, and the name to show."""

    data: bytes
    name: str


def read(path: str | os.PathLike[str], error: type[RwpkError] = DatasetError) -> File:
    """Read a file, or standard input where the path is `-`.

    Raises `error` where it cannot be read, or is larger than MAX_BYTES.
    """
    name = os.fspath(path)
    shown = "standard input" if name == "-" else printable(name, 200)
    try:
        data = _read_stdin() if name == "-" else _read(name)
    except FileNotFoundError:
        raise error(f"{shown}: there is no such file: check the path") from None
    except PermissionError:
        why = "it is a directory" if os.path.isdir(name) else "you may not read it"  # noqa: PTH112 (a plain name)
        raise error(f"{shown}: {why}: check the path and its permissions") from None
    except ValueError:
        raise error(f"{shown}: it cannot be read: no path can have this name") from None
    except OSError as problem:
        raise error(f"{shown}: {problem.strerror}") from None
    if len(data) > MAX_BYTES:
        raise error(f"{shown}: larger than {MAX_BYTES // 1024**2} MB: split it")
    return File(data, shown if name == "-" else name)


def _read_stdin() -> bytes:
    if sys.stdin is None:
        raise OSError(0, "it is closed: pipe a file into it, or name one")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _read(name: str) -> bytes:
    # a FIFO nobody writes to must not hold the program up
    descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISDIR(mode):  # open() would refuse it in words of its own
        os.close(descriptor)
        raise OSError(0, "it is a directory: name the file in it")
    with open(descriptor, "rb") as file:  # noqa: PTH123 (a descriptor, no path)
        if not stat.S_ISREG(mode):
            raise OSError(0, "it is no ordinary file: use - to read from a pipe")
        return file.read(MAX_BYTES + 1)
