"""The one family of errors that rwpk raises on purpose."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from rwpk.dataset import Problem


class RwpkError(Exception):
    """The root of all errors that are not bugs.

    `exit_code` is what the command line exits with; the message says what, where and what to do.
    """

    exit_code = 1


class NoSuchRecord(RwpkError):  # noqa: N818 (it names what happened)
    """No record, or more than one, answers to a name."""


class UsageError(RwpkError):
    """An option or an argument has a value that makes no sense."""

    exit_code = 2


class DatasetError(RwpkError):
    """A dataset that cannot be read, or that breaks its own rules.

    `problems` lists every broken rule (`rwpk.dataset.Problem`); it is empty where the file could not be read.
    """

    exit_code = 3

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class ArticleError(RwpkError):
    """A file that is to be the article, and cannot be read as text."""

    exit_code = 3
