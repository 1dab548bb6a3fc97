"""What `rwpk check` prints: the report on a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rwpk.errors import MAX_PROBLEMS

if TYPE_CHECKING:
    from rwpk.article.verify import Report


def write_report(report: Report) -> Iterator[str]:
    """Write all problems, one a line, and their number; or what holds."""
    for problem in report.problems:
        yield f"{problem}\n"
    number = len(report.problems)
    if number:
        yield f"{number} or more problems\n" if number >= MAX_PROBLEMS else f"{_count(number, 'problem')}\n"
        return
    missions, facts = _count(report.missions, "mission"), _count(report.facts, "fact")
    paragraphs, phrases = _count(len(report.paragraphs), "paragraph"), _count(report.phrases, "phrase")
    article = f"article: all {paragraphs} and all {phrases} hold" if report.article else "article not given"
    yield f"{missions}, {facts}, {phrases}; {article}\n"


def _count(number: int | None, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
