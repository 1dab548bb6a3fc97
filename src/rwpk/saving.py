"""Writes a file whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
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
