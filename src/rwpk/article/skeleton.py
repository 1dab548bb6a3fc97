"""What a dataset is begun with: the likely paragraphs of an article, each with what it is found by. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from rwpk.article.text import LINE_END, Copy
from rwpk.canonical import canonical_text
from rwpk.model import MAX_BEGINNING_WORDS, MIN_BEGINNING_WORDS
from rwpk.text import INVISIBLE, is_unspaced, normalize_unicode

#: A part of fewer words is a heading, a byline or an advertisement.
PROSE_WORDS = 20
#: If a program has wrapped a text, at least half of its lines have at most this many characters.
WRAPPED_WIDTH = 140


class Part(NamedTuple):
    """A paragraph, a heading or the like: its text on one line, and the line of the file that it begins in, from 1."""

    line: int
    text: str

    @property
    def words(self) -> int:
        """Its number of words."""
        return len(self.text.split())

    @property
    def is_prose(self) -> bool:
        """Whether it is long enough to be more than a heading or a byline."""
        return self.words >= PROSE_WORDS


def parts(copy: Copy) -> Iterator[Part]:
    """Yield what reads as a paragraph or a heading: a line, or wrapped lines without a blank one between them."""
    for group in _groups(copy):
        if len(group) > 1 and median(len(part.text) for part in group) <= WRAPPED_WIDTH:
            yield Part(group[0].line, " ".join(part.text for part in group))
        else:
            yield from group


def beginning(part: Part, copy: Copy) -> str:
    """Return the first words of a paragraph, as few as stand only once in its copy, and fewer than half of it."""
    text = normalize_unicode("NFC", part.text.translate(INVISIBLE)).lstrip("=+-@ ")
    least, most = MIN_BEGINNING_WORDS, MAX_BEGINNING_WORDS
    half = len(canonical_text(text)) // 2
    words = text.split()
    if is_unspaced(text[:1]):
        choices = [text[:size] for size in range(2 * least, 2 * most + 1)]
    else:
        choices = [" ".join(words[:size]) for size in range(least, most + 1)]
    forms = [canonical_text(choice) for choice in choices]
    places = copy.form.find(forms)
    fitting = [index for index, form in enumerate(forms) if len(form) < half]
    once = [index for index in fitting if len(places[forms[index]]) == 1]
    return choices[next(iter(once or fitting[-1:]), 0)]


def _groups(copy: Copy) -> Iterator[list[Part]]:
    group: list[Part] = []
    begin = 0
    for line in re.split("(\r\n?|[\n\f\v\x85\u2028\u2029])", copy.text):
        text = " ".join(line.split())
        if text:
            group.append(Part(copy.line_at(begin + len(line) - len(line.lstrip())), text))
        elif group and not LINE_END.fullmatch(line):
            yield group
            group = []
        begin += len(line)
    if group:
        yield group
