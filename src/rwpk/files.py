"""Files: read whole, from a path, a pipe or standard input; written whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from rwpk.errors import DatasetError, RwpkError, UsageError
from rwpk.text import printable

#: The largest dataset in bytes: an endless input must end before memory does.
MAX_DATASET = 1024**3
#: The largest article in bytes; a browser may save the pictures within the page.
MAX_ARTICLE = 16 * 1024**2
# Bytes read at once from a pipe or standard input.
_PIECE_SIZE = 1 << 20


class File(NamedTuple):
    """A file that was read: its bytes, and its name in messages."""

    data: bytes
    name: str


def read(path: str | os.PathLike[str], error: type[RwpkError] = DatasetError, limit: int = MAX_DATASET) -> File:
    """Read a file, a pipe, or standard input if the path is `-`.

    Raises `error` if it cannot be read, or is larger than `limit` bytes.
    """
    name = os.fspath(path)
    shown = "standard input" if name == "-" else printable(name, 200)
    try:
        if name == "-":
            if sys.stdin is None:
                raise error(f"{shown}: it is closed: pipe a file into it, or name one")
            data = _read_all(sys.stdin.buffer, limit)
        else:
            with open(name, "rb") as file:  # noqa: PTH123 (a path may be bytes that pathlib refuses)
                mode = os.fstat(file.fileno()).st_mode
                if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):  # a device may have no end
                    raise error(f"{shown}: it is neither a file nor a pipe: check the path")
                data = _read_all(file, limit)
    except FileNotFoundError:
        raise error(f"{shown}: there is no such file: check the path") from None
    except IsADirectoryError:
        raise error(f"{shown}: it is a directory: name the file in it") from None
    except PermissionError:
        raise error(f"{shown}: you may not read it: check its permissions") from None
    except ValueError:
        raise error(f"{shown}: no file can have this name: check the path") from None
    except OSError as problem:
        raise error(f"{shown}: {problem.strerror}") from None
    if data is None:
        raise error(f"{shown}: it is larger than {limit // 1024**2:,} MB: split it, or name the right file")
    return File(data, "standard input" if name == "-" else printable(name, 4096))


def _read_all(file: BinaryIO, limit: int) -> bytes | None:
    """Read to the end of a file; return None if there is more than the limit."""
    data = io.BytesIO()  # joining pieces would need twice the memory
    while data.tell() <= limit and (piece := file.read(_PIECE_SIZE)) != b"":
        if piece is None:  # a non-blocking pipe that is empty for now
            from select import select

            select([file], [], [])
        else:
            data.write(piece)
    return data.getvalue() if data.tell() <= limit else None


def write_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file whole or not at all; see `write_files`."""
    write_files({path: data})


def write_files(files: Mapping[str | os.PathLike[str], bytes]) -> None:
    """Write all of some files, or leave everything as it was.

    A link is followed, and a replaced file keeps its mode and, if the system allows it, its owner. A read-only file is
    respected. Raises OSError with the name of the file that cannot be written.
    """
    temporary: dict[Path, Path] = {}
    replaced: list[Path] = []
    held: dict[Path, bytes | None] = {}  # by each target but the last, what it held; None if it is new
    try:
        for path, data in files.items():
            with _named_errors(path):
                target = Path(os.path.realpath(path))
                temp_path = target.with_name(f".rwpk-{os.urandom(8).hex()}.tmp")
                status = _stat_replaceable(target)
                with temp_path.open("xb") as file:
                    temporary[temp_path] = target
                    if status:
                        _copy_owner_and_mode(status, temp_path)
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
        for target in list(temporary.values())[:-1]:
            with _named_errors(target):
                held[target] = target.read_bytes() if target.exists() else None
        for temp_path, target in temporary.items():
            with _named_errors(target):
                temp_path.replace(target)
            replaced.append(target)
    except BaseException:  # a folder may be sticky, or another program may have a file open: only replacing it tells
        for target in held.keys() & set(replaced):
            with suppress(OSError):
                _put_back(target, held[target])
        raise
    finally:
        for temp_path in temporary:
            with suppress(OSError):
                temp_path.unlink(missing_ok=True)


def _put_back(target: Path, data: bytes | None) -> None:
    if data is None:
        target.unlink()
    else:
        write_file(target, data)


def refuse_file(name: str, *, force: bool = False) -> None:
    """Raise UsageError if a file must not be written: over a directory, or over anything else but for `force`."""
    target, shown = os.path.realpath(name), printable(name, 200)
    if os.path.isdir(target):  # noqa: PTH112 (pathlib raises if the name is too long)
        raise UsageError(f"{shown}: it is a directory: name a file in it")
    if not force and os.path.lexists(target):
        raise UsageError(f"{shown}: it exists: name a new file, or replace it with --force")


def write_folder(name: str, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Write files into a directory, which is made if it does not exist; all of them, or none.

    Raises UsageError as `refuse_folder` does, and OSError, with the name, if a file cannot be written.
    """
    refuse_folder(name, files, force=force)
    folder = Path(os.path.realpath(name))
    new_folders = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        with _named_errors(name):
            folder.mkdir(parents=True, exist_ok=True)
        write_files({folder / file: data for file, data in files.items()})
    except BaseException:
        for path in new_folders:
            with suppress(OSError):
                path.rmdir()
        raise


def refuse_folder(name: str, files: Iterable[str] = (), *, force: bool = False) -> None:
    """Raise UsageError if `write_folder` must not write: into a directory that holds anything, but for `force`."""
    folder, shown = Path(os.path.realpath(name)), printable(name, 200)
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise UsageError(f"{shown}: it is not a directory: name a new or empty one")
    if not force and any(folder.iterdir()):
        raise UsageError(f"{shown}: it is not empty: name a new directory, or write into it with --force")
    for file in files:
        if (folder / file).is_dir():
            raise UsageError(f"{shown}: {file} in it is a directory: name a new one")


class _named_errors:  # noqa: N801 (used as a statement)
    """Give an OSError the name that the user knows, in place of a temporary one."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = os.fspath(path)

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, self.name) from None


def _stat_replaceable(target: Path) -> os.stat_result | None:
    """Return the status of a file that is to be replaced, or None if there is none. Raises OSError if it must stay."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    if not os.access(target, os.W_OK):  # renaming over it would get round its permissions
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    return status


def _copy_owner_and_mode(status: os.stat_result, path: Path) -> None:
    # Some file systems and most users cannot change the owner, or even the mode.
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, status.st_uid, status.st_gid)
    with suppress(OSError):
        path.chmod(stat.S_IMODE(status.st_mode))
