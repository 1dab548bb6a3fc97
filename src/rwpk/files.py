"""Files: opened without following surprises (a pipe nobody writes to, a device), and written whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from rwpk.errors import DatasetError, RwpkError, UsageError
from rwpk.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    #: Told now and then how many bytes are read, and how many there are (0: unknown).
    Tick = Callable[[int, int], None]

MAX_BYTES = 256 * 1024 * 1024
MAX_ARTICLE = 16 * 1024 * 1024  # with its pictures within, as browsers may save it
#: What asks a process to stop; Windows lacks the last.
STOPPING = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))
PIECE = 1 << 18  # what is read at once, in bytes
HELD = 1 << 24  # what of standard input is held in memory, in bytes; more goes to the disk


class File(NamedTuple):
    """What was read: the bytes, and the name to show."""

    data: bytes
    name: str


def read(path: str | os.PathLike[str], error: type[RwpkError] = DatasetError, *, any_size: bool = False) -> File:
    """Read a file, or standard input where the path is `-`.

    Raises `error` where it cannot be read, or, without `any_size`, where it is larger than what it is may be.
    """
    with open_file(path, error, any_size=any_size) as file:
        return File(file.read(), printable(shown_name(path), 4096))


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

    Raises `error` where it cannot be opened, or, then or later, where it is too large or becomes shorter.
    """
    name = os.fspath(path)
    shown = printable(shown_name(path), 200)
    limit = MAX_BYTES if error is DatasetError else MAX_ARTICLE
    bounds = _Bounds(shown, None if any_size else limit, error, tick)
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
            is_dataset = self.error is DatasetError
            remedy = "split it, or add --any-size to read it all" if is_dataset else "save its text alone"
            raise self.error(f"{self.shown}: larger than {self.limit // 1024**2} MB: {remedy}")
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
    return io.BufferedReader(_Bounded(held, count, bounds), PIECE)


def _open(name: str, bounds: _Bounds) -> BinaryIO:
    # a FIFO nobody writes to must not hold the program up
    descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):  # reading would refuse it in words of its own
            raise OSError(0, "it is a directory: name the file in it")
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, "it is no ordinary file: use - to read from a pipe")
        os.lseek(descriptor, 0, os.SEEK_END)
        os.lseek(descriptor, 0, os.SEEK_SET)  # or fail here: in /proc not all can
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


# writing ----------------------------------------------------------------------------------------


def write_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Put data in place of a file's content, or leave the file as it was, or missing, where that fails.

    A link is followed, and a file that is there keeps its permissions. Raises OSError with the file's name.
    """
    target = Path(os.path.realpath(path))
    with _beside(target.parent, os.fspath(path)) as beside:
        _put(beside, data, _mode(target))
        beside.replace(target)


def write_folder(name: str, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Put files into a directory by their names in it, the last of them last.

    A directory that holds anything is refused but for `force`, which replaces the files of these names alone.
    Raises UsageError where it is refused, and OSError, with the name, where it cannot be written.
    """
    target = Path(os.path.realpath(name))
    exists = os.path.lexists(target)
    # beside a new directory, to take its name in one step; within one that is there, to stay on its disk
    with _beside(target if exists else target.parent, name) as beside:
        refuse_folder(name, files, force=force)
        beside.mkdir(parents=True)
        for file, content in files.items():
            _put(beside / file, content)
        if exists:
            with _undisturbed():  # all of them or none
                for file in files:
                    (beside / file).replace(target / file)
        else:
            beside.rename(target)


def refuse_folder(name: str, files: Iterable[str] = (), *, force: bool = False) -> None:
    """Raise UsageError where `write_folder` cannot write these files."""
    target, shown = Path(os.path.realpath(name)), printable(name, 200)
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise UsageError(f"{shown}: it is no directory: name a new or empty one")
    if not force and any(target.iterdir()):
        raise UsageError(f"{shown}: it is not empty: name a new directory, or write into it with --force")
    for file in files:
        if (target / file).is_dir():
            raise UsageError(f"{shown}: {file} in it is a directory: name a new one")


@contextmanager
def _beside(folder: Path, name: str) -> Iterator[Path]:
    """Where to prepare what is to take the target's place: nothing stays there, and errors bear the name as given."""
    beside = folder / f".rwpk.{os.getpid()}.part"
    try:
        yield beside
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None
    finally:
        with _undisturbed():
            shutil.rmtree(beside, ignore_errors=True)
            with suppress(OSError):
                beside.unlink()


@contextmanager
def _undisturbed() -> Iterator[None]:
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in STOPPING]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _put(path: Path, data: bytes, mode: int | None = None) -> None:
    with path.open("xb") as file:
        if mode is not None:
            path.chmod(mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _mode(target: Path) -> int | None:
    """The permissions of a file that is there; raises OSError where it is not to be replaced."""
    with suppress(FileNotFoundError):
        mode = target.stat().st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is no ordinary file")
        if not os.access(target, os.W_OK):  # a new file in its place would get round that
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return stat.S_IMODE(mode)
    return None
