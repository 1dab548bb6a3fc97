"""The errors that rwpk raises on purpose; each kind has its exit code."""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which `rwpk --version` need not import
if TYPE_CHECKING:
    from collections.abc import Sequence

    from rwpk.model import Problem

#: A message lists at most this many problems.
MAX_LISTED = 100
#: At most this many problems are collected: a file with more is wrong throughout.
MAX_PROBLEMS = 1_000


class RwpkError(Exception):
    """The base class of all errors that are not bugs.

    Its message says what is wrong, where, and what to do. `exit_code` is the exit code of the command line.
    """

    exit_code = 1


class NoSuchRecord(RwpkError):  # noqa: N818 (the name says what happened)
    """A name matches no record, or more than one."""


class UsageError(RwpkError):
    """An option or an argument has an impossible value."""

    exit_code = 2


class DatasetError(RwpkError):
    """A dataset cannot be read, or breaks its rules.

    `problems` lists every broken rule in the order of the file; it is empty if the file could not be read.
    """

    exit_code = 3

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class ArticleError(RwpkError):
    """The file that should be the article cannot be read as text."""

    exit_code = 3


def list_problems(problems: Sequence[Problem], name: str = "") -> str:
    """Write problems one a line, then their number if there is more than one; `name` is the file to count them in."""
    lines = [str(problem) for problem in problems[:MAX_LISTED]]
    if len(problems) > 1:
        or_more = " or more" if len(problems) >= MAX_PROBLEMS else ""
        listed = f", the first {MAX_LISTED} of them above" if len(problems) > MAX_LISTED else ""
        lines.append(f"{len(problems)}{or_more} problems{f' in {name}' if name else ''}{listed}")
    return "\n".join(lines)
