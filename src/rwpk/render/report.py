"""What `rwpk check` prints: the report on a dataset, and the paragraphs of an article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rwpk.errors import MAX_PROBLEMS

if TYPE_CHECKING:
    from rwpk.article.text import Copy
    from rwpk.article.verify import Report

#: The first words of a line that show a reader which one it is.
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


def write_paragraphs(copy: Copy) -> Iterator[str]:
    """Write the `paragraphs` of a dataset's source as YAML, for the copy of an article; the headings are left to write.

    What is too short for a paragraph is shown where it stands among them. Write nothing if there is no paragraph.
    """
    from rwpk.article.skeleton import beginnings, parts
    from rwpk.canonical import canonical_text, digest
    from rwpk.model import to_json
    from rwpk.text import printable

    found = list(parts(copy))
    indexes = [index for index, part in enumerate(found) if part.is_prose]
    if not indexes:
        return
    begins = iter(beginnings([part for part in found if part.is_prose], copy))
    yield "  paragraphs:\n"
    number = 0
    for part in found[indexes[0] : indexes[-1] + 1]:
        comment = f"    # line {part.line}, {_count(part.words, 'word')}"
        if part.is_prose:
            number += 1
            form = canonical_text(part.text)
            yield f'{comment}\n    - number: {number}\n      heading: ""\n      begins: {to_json(next(begins))}\n'
            yield f'      length: {len(form)}\n      sha256: "{digest(form)}"\n'
        else:
            shown = " ".join(part.text.split()[:BEGINNING_WORDS])
            yield f"{comment}: {printable(shown)} (left out)\n"


def _count(number: int | None, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
