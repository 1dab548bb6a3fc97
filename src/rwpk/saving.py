"""Writes a file, or a folder of files, whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from rwpk.errors import UsageError
from rwpk.text import printable


def write_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Put data in place of a file's content, or leave the file as it was, or missing, where that fails.

    A link is followed, and a file that is there keeps its permissions. Raises OSError with the file's name.
    """
    target = Path(os.path.realpath(path))
    with _beside(target.parent, target, os.fspath(path)) as beside:
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
    with _beside(target if exists else target.parent, target, name) as beside:
        if exists:
            _refuse(target, printable(name, 200), files, force)
        beside.mkdir(parents=True)
        for file, content in files.items():
            _put(beside / file, content)
        if exists:
            for file in files:
                (beside / file).replace(target / file)
        else:
            beside.rename(target)


@contextmanager
def _beside(folder: Path, target: Path, name: str) -> Iterator[Path]:
    """Where to prepare what is to take the target's place: nothing stays there, and errors bear the name as given."""
    beside = folder / f".{target.name}.{os.getpid()}.part"
    try:
        yield beside
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None
    finally:
        before = [(number, signal.signal(number, signal.SIG_IGN)) for number in (signal.SIGINT, signal.SIGTERM)]
        shutil.rmtree(beside, ignore_errors=True)
        with suppress(OSError):
            beside.unlink()
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


def _refuse(target: Path, shown: str, files: Mapping[str, bytes], force: bool) -> None:
    if not target.is_dir():
        raise UsageError(f"{shown}: it is no directory: name a new or empty one")
    if not force and any(target.iterdir()):
        raise UsageError(f"{shown}: it is not empty: name a new directory, or write into it with --force")
    for file in files:
        if (target / file).is_dir():
            raise UsageError(f"{shown}: {file} in it is a directory: name a new one")
