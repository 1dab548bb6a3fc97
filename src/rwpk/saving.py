"""Writes a file, or a folder of files, whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from rwpk.errors import UsageError
from rwpk.text import printable


def write_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Put data in place of a file's content, or leave the file as it was, or missing, where that fails.

    A link is followed, and a file that is there keeps its permissions. Raises OSError with the file's name.
    """
    name = os.fspath(path)
    target = Path(os.path.realpath(name))
    try:
        mode = _mode(target)
        descriptor, beside = mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123 (a descriptor, no path)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(beside, mode)  # noqa: PTH101 (as mkstemp gives it)
            os.replace(beside, target)  # noqa: PTH105
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)  # noqa: PTH108
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None


def write_folder(name: str, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Put files into a directory by their names in it, the last of them last.

    A directory that holds anything is refused but for `force`, which replaces the files of these names alone.
    Raises UsageError where it is refused, and OSError, with the name, where it cannot be written.
    """
    target = Path(os.path.realpath(name))
    try:
        exists = os.path.lexists(target)
        if exists:
            _refuse(target, printable(name, 200), files, force)
        target.parent.mkdir(parents=True, exist_ok=True)
        # beside a new directory, to take its name in one step; within one that is there, to stay on its disk
        beside = (target if exists else target.parent) / f".{target.name}.{os.getpid()}.part"
        beside.mkdir()
        try:
            for file, content in files.items():
                with (beside / file).open("xb") as stream:
                    stream.write(content)
                    stream.flush()
                    os.fsync(stream.fileno())
            if exists:
                for file in files:
                    (beside / file).replace(target / file)
            else:
                beside.rename(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None


def _mode(target: Path) -> int:
    """The permissions that a file has, or that a new one would get."""
    with suppress(FileNotFoundError):
        mode = target.stat().st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is no ordinary file")
        if not os.access(target, os.W_OK):  # a new file in its place would get round that
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return stat.S_IMODE(mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _refuse(target: Path, shown: str, files: Mapping[str, bytes], force: bool) -> None:
    if not target.is_dir():
        raise UsageError(f"{shown}: it is no directory: name a new or empty one")
    if not force and any(target.iterdir()):
        raise UsageError(f"{shown}: it is not empty: name a new directory, or write into it with --force")
    for file in files:
        if (target / file).is_dir():
            raise UsageError(f"{shown}: {file} in it is a directory: name a new one")
