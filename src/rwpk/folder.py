"""Writes a folder of files: a new one whole or not at all, one that is there file by file, each whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from rwpk.errors import UsageError
from rwpk.text import printable


def write(name: str, files: Mapping[str, bytes], *, force: bool = False) -> None:
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


def _refuse(target: Path, shown: str, files: Mapping[str, bytes], force: bool) -> None:
    if not target.is_dir():
        raise UsageError(f"{shown}: it is no directory: name a new or empty one")
    if not force and any(target.iterdir()):
        raise UsageError(f"{shown}: it is not empty: name a new directory, or write into it with --force")
    for file in files:
        if (target / file).is_dir():
            raise UsageError(f"{shown}: {file} in it is a directory: name a new one")
