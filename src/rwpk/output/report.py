"""What `rwpk check` found, for people: a line for each problem, or one that says what holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rwpk.article import Block, digest
from rwpk.dataset import MAX_COUNTED, describe
from rwpk.text import printable
from rwpk.verify import Report

#: How much of a paragraph tells a reader which one it is, in words.
BEGINNING = 6


def write_report(report: Report) -> Iterator[str]:
    """All problems as `file:line:column: record: field: message`, and their count; or what holds."""
    for one in report.problems:
        yield describe(one.file, one.line, one.column, one.record, one.field, one.message) + "\n"
    count = len(report.problems)
    if count:
        yield f"{_count(count, 'problem', MAX_COUNTED)}\n"
        return
    missions, facts = _count(report.missions, "mission"), _count(report.facts, "fact")
    paragraphs, phrases = _count(len(report.paragraphs), "paragraph"), _count(report.phrases, "phrase")
    article = f"article: all {paragraphs} and all {phrases} hold" if report.article else "article not given"
    yield f"{missions}, {facts}, {phrases}; {article}\n"


def write_paragraphs(blocks: Sequence[Block]) -> Iterator[str]:
    """The `paragraphs` of a dataset's source as YAML, each with its beginning; the headings are left to write.

    What is too short for a paragraph is told where it stands among them.
    """
    places = [place for place, block in enumerate(blocks) if block.is_prose]
    yield "  paragraphs:\n"
    number = 0
    for block in blocks[places[0] : places[-1] + 1]:
        beginning = " ".join(block.text.split()[:BEGINNING])
        about = f"    # line {block.line}, {_count(block.words, 'word')}: {printable(beginning)}"
        if block.is_prose:
            number += 1
            yield f'{about} …\n    - number: {number}\n      heading: ""\n      sha256: {digest(block.text)}\n'
        else:
            yield f"{about} (left out)\n"


def _count(number: int | None, noun: str, most: int | None = None) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number}{' or more' if number == most else ''} {noun}s"
