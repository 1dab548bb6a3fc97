"""What `rwpk check` prints: the report on a dataset, and the paragraphs of an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rwpk.errors import MAX_PROBLEMS

if TYPE_CHECKING:
    from rwpk.article.text import Block
    from rwpk.article.verify import Report

#: The first words of a paragraph that show a reader which one it is.
BEGINNING_WORDS = 6


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


def write_paragraphs(blocks: Sequence[Block]) -> Iterator[str]:
    """Write the `paragraphs` of a dataset's source as YAML, each with its beginning; the headings are left to write.

    What is too short for a paragraph is shown where it stands among them.
    """
    from rwpk.article.text import digest
    from rwpk.text import printable

    indexes = [index for index, block in enumerate(blocks) if block.is_prose]
    yield "  paragraphs:\n"
    number = 0
    for block in blocks[indexes[0] : indexes[-1] + 1]:
        beginning = " ".join(block.text.split()[:BEGINNING_WORDS])
        comment = f"    # line {block.line}, {_count(block.words, 'word')}: {printable(beginning)}"
        if block.is_prose:
            number += 1
            yield f'{comment} …\n    - number: {number}\n      heading: ""\n      sha256: "{digest(block.text)}"\n'
        else:
            yield f"{comment} (left out)\n"


def _count(number: int | None, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
