"""Opens a file to be read, without following surprises: a pipe nobody writes to, a directory, a device, no end."""

from __future__ import annotations

import io
import os
import stat
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from rwpk.errors import DatasetError, RwpkError
from rwpk.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    #: Told now and then how many bytes are read, and how many there are (0: unknown).
    Tick = Callable[[int, int], None]

MAX_BYTES = 256 * 1024 * 1024
PIECE = 1 << 18  # what is read at once, in bytes
HELD = 1 << 24  # what of standard input is held in memory, in bytes; more goes to the disk


class File(NamedTuple):
    """What was read: the bytes, and the name to show."""

    data: bytes
    name: str


def read(path: str | os.PathLike[str], error: type[RwpkError] = DatasetError, *, any_size: bool = False) -> File:
    """Read a file, or standard input where the path is `-`.

    Raises `error` where it cannot be read, or, without `any_size`, where it is larger than MAX_BYTES.
    """
    with open_file(path, error, any_size=any_size) as file:
        return File(file.read(), shown_name(path))


def shown_name(path: str | os.PathLike[str]) -> str:
    """How messages call a file."""
    name = os.fspath(path)
    return "standard input" if name == "-" else name


def open_file(
    path: str | os.PathLike[str],
    error: type[RwpkError] = DatasetError,
    *,
    any_size: bool = False,
    tick: Tick | None = None,
) -> BinaryIO:
    """Open a file, or standard input where the path is `-`, to be read from its begin as often as need be.

    Raises `error` where it cannot be opened, or, then or later, where it is larger than MAX_BYTES or becomes shorter.
    """
    name = os.fspath(path)
    shown = printable(shown_name(path), 200)
    bounds = _Bounds(shown, None if any_size else MAX_BYTES, error, tick)
    try:
        return _spool(bounds) if name == "-" else _open(name, bounds)
    except FileNotFoundError:
        raise error(f"{shown}: there is no such file: check the path") from None
    except PermissionError:
        why = "it is a directory" if os.path.isdir(name) else "you may not read it"  # noqa: PTH112 (a plain name)
        raise error(f"{shown}: {why}: check the path and its permissions") from None
    except ValueError:
        raise error(f"{shown}: it cannot be read: no path can have this name") from None
    except OSError as problem:
        raise error(f"{shown}: {problem.strerror}") from None


class _Bounds(NamedTuple):
    """What holds for a file, and what is said where it does not."""

    shown: str
    limit: int | None
    error: type[RwpkError]
    tick: Tick | None

    def hold(self, count: int, size: int) -> None:
        if self.limit is not None and max(count, size) > self.limit:
            most = f"{self.limit // 1024**2} MB"
            hint = ", or add --any-size to read it all" if self.error is DatasetError else ""
            raise self.error(f"{self.shown}: larger than {most}: split it{hint}")
        if self.tick and count:
            self.tick(count, size)


def _spool(bounds: _Bounds) -> BinaryIO:
    """Standard input as a file that can be read again; what is large stands on the disk, under no name."""
    from select import select
    from tempfile import SpooledTemporaryFile

    if sys.stdin is None:
        raise OSError(0, "it is closed: pipe a file into it, or name one")
    held: Any = SpooledTemporaryFile(max_size=HELD)  # noqa: SIM115 (whoever asked for it closes it)
    try:
        count = 0
        while (piece := sys.stdin.buffer.read(PIECE)) != b"":
            if piece is None:  # nothing yet
                select([sys.stdin], [], [])
                continue
            count += len(piece)
            bounds.hold(count, 0)
            held.write(piece)
        held.seek(0)
    except BaseException:
        held.close()
        raise
    file: BinaryIO = held
    return file


def _open(name: str, bounds: _Bounds) -> BinaryIO:
    # a FIFO nobody writes to must not hold the program up
    descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):  # reading would refuse it in words of its own
            raise OSError(0, "it is a directory: name the file in it")
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, "it is no ordinary file: use - to read from a pipe")
        bounds.hold(0, found.st_size)
    except BaseException:
        os.close(descriptor)
        raise
    return io.BufferedReader(_Bounded(io.FileIO(descriptor), found.st_size, bounds), PIECE)


def open_data(data: bytes, tick: Tick | None) -> BinaryIO:
    """Open bytes as `open_file` does a file."""
    return io.BufferedReader(_Bounded(io.BytesIO(data), len(data), _Bounds("", None, DatasetError, tick)), PIECE)


class _Bounded(io.RawIOBase):
    """A file that ends in an error beyond its bounds, or where it has become shorter."""

    def __init__(self, file: io.FileIO | io.BytesIO, size: int, bounds: _Bounds) -> None:
        self._file = file
        self._size = size
        self._bounds = bounds
        self._count = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._count = self._file.seek(offset, whence)
        return self._count

    def readinto(self, buffer: Any) -> int:
        try:
            count = self._file.readinto(buffer) or 0
        except OSError as problem:
            raise self._bounds.error(f"{self._bounds.shown}: {problem.strerror}") from None
        self._count += count
        self._bounds.hold(self._count, self._size)
        if not count and self._count < self._size:
            raise self._bounds.error(f"{self._bounds.shown}: it became shorter while it was read: try again")
        return int(count)

    def close(self) -> None:
        self._file.close()
        super().close()
