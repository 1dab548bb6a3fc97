"""What a dataset is begun with: the likely paragraphs of an article, each with what it is found by. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from rwpk.article.text import Copy
from rwpk.canonical import canonical_text
from rwpk.model import MAX_BEGINNING_WORDS, MIN_BEGINNING_WORDS
from rwpk.text import count_words, is_unspaced, normalize_unicode, unsafe, without_formulas, without_invisible

#: A part of fewer words is a heading, a byline or an advertisement.
PROSE_WORDS = 20
#: The first words of a paragraph are looked for among this many characters.
MAX_BEGINNING = 200
#: If a program has wrapped a text, at least half of its lines have at most this many characters.
WRAPPED_WIDTH = 140


class Part(NamedTuple):
    """A paragraph, a heading or the like: its text on one line, and the line of the file that it begins in, from 1."""

    line: int
    text: str

    @property
    def words(self) -> int:
        """Its number of words."""
        return count_words(self.text)

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


def beginnings(paragraphs: Sequence[Part], copy: Copy) -> list[str]:
    """Return the first words of each paragraph, as few as stand only once in its copy, and fewer than half of it.

    The text is empty if no such words find the paragraph: its author has to give others.
    """
    choices = [list(_first_words(part.text)) for part in paragraphs]
    forms = {words: canonical_text(words) for own in choices for words in own}
    places = copy.form.find(forms.values())
    result = []
    for part, own in zip(paragraphs, choices, strict=True):
        half = len(canonical_text(part.text)) / 2
        fitting = [words for words in own if len(forms[words]) < half and forms[words] in places]
        once = [words for words in fitting if len(places[forms[words]]) == 1]
        result.append((once or fitting[-1:] or [""])[0])
    return result


def _first_words(text: str) -> Iterator[str]:
    """Yield each beginning of a text that a dataset may have, the shortest first."""
    plain = without_formulas(normalize_unicode("NFC", without_invisible(text))).lstrip()
    begin = " ".join("".join(sign for sign in plain[:MAX_BEGINNING] if unsafe(f"x{sign}") is None).split())
    ends = [match.start() for match in re.finditer(" |$", begin)]
    if is_unspaced(begin[:1]) or not ends[MIN_BEGINNING_WORDS:]:
        ends = list(range(1, len(begin) + 1))
    for end in ends:
        if MIN_BEGINNING_WORDS <= count_words(begin[:end]) <= MAX_BEGINNING_WORDS:
            yield begin[:end]


def _groups(copy: Copy) -> Iterator[list[Part]]:
    group: list[Part] = []
    begin = 0
    for line in re.split("([\n\f\v\x85\u2028\u2029])", copy.text):
        text = " ".join(line.split())
        if text:
            group.append(Part(copy.line_at(begin + len(line) - len(line.lstrip())), text))
        elif group and line != "\n":
            yield group
            group = []
        begin += len(line)
    if group:
        yield group
