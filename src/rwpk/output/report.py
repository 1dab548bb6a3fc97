"""What `rwpk check` found, for people: a line for each problem, or one that says what holds."""

from __future__ import annotations

from collections.abc import Iterator

from rwpk.article import Block
from rwpk.dataset import Problem, describe
from rwpk.report import Report
from rwpk.text import printable

#: How much of a paragraph tells a reader which one it is, in words.
BEGINNING = 6


def write_report(report: Report) -> Iterator[str]:
    """All problems as `file:line:column: record: field: message`, and their count; or what holds."""
    for finding in report.problems:
        place = Problem(finding.line or 0, finding.column or 0, finding.record, finding.field or "", finding.message)
        yield describe(place, finding.file) + "\n"
    if report.problems:
        yield f"{_count(len(report.problems), 'problem')}\n"
        return
    missions, facts = _count(report.missions, "mission"), _count(report.facts, "fact")
    paragraphs, phrases = _count(len(report.paragraphs), "paragraph"), _count(report.phrases, "phrase")
    article = f"article: all {paragraphs} and all {phrases} hold" if report.article else "article not given"
    yield f"{missions}, {facts}, {phrases}; {article}\n"


def write_paragraphs(blocks: list[Block]) -> Iterator[str]:
    """The `paragraphs` of a dataset's source as YAML, each with its beginning; the headings are left to write."""
    yield "  paragraphs:\n"
    for number, block in enumerate(blocks, 1):
        beginning = " ".join(block.text.split()[:BEGINNING])
        yield f"    # line {block.line}: {printable(beginning)} …\n"
        yield f'    - number: {number}\n      heading: ""\n      sha256: {block.digest}\n'


def _count(number: int | None, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
