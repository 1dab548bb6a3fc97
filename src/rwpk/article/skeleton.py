"""What a dataset is begun with: the likely paragraphs of an article, and all else empty. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

from rwpk import model
from rwpk.article import metadata
from rwpk.article.text import Copy
from rwpk.canonical import canonical_text, digest
from rwpk.loading import misfits
from rwpk.model import MAX_BEGINNING_WORDS, MIN_BEGINNING_WORDS
from rwpk.text import count_words, is_unspaced, normalize_unicode, unsafe, without_formulas, without_invisible

#: A part of fewer words is a heading, a byline or an advertisement.
PROSE_WORDS = 20
#: The first words of a paragraph are looked for among this many characters.
MAX_BEGINNING = 200
#: If a program has wrapped a text, at least half of its lines have at most this many characters.
WRAPPED_WIDTH = 140
# What stands in a field until its author fills it in: `rwpk check` says that it is empty, whatever belongs there.
_TO_FILL_IN = ""


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


class Listed(NamedTuple):
    """A part between the first and the last paragraph; and its fields as a paragraph, None if it is too short."""

    part: Part
    fields: dict[str, Any] | None


def skeleton(copy: Copy) -> tuple[dict[str, Any], list[Listed]]:
    """Return a dataset to fill in as plain values without its paragraphs, and these with what stands among them.

    The source has what a page says of itself. What has to be filled in is an empty text; what a dataset may leave out
    is None or an empty list. There are no paragraphs if the copy has none.
    """
    dataset = _blank(model.Dataset) | {"schema": 1}
    del dataset["source"]["paragraphs"]
    dataset["source"] |= metadata.source_fields(copy.elements)
    dataset["facts"] = [_blank(model.Fact)]
    for kind, (record,) in ((model.Mission, dataset["missions"]), (model.Fact, dataset["facts"])):
        record["evidence"] = record.pop("evidence")  # below all that it backs
        record["evidence"][0]["supports"] = [model.article_fields(kind)[0]]
    return dataset, _listed(copy)


def _blank(kind: type[model.Record]) -> dict[str, Any]:
    return {name: _blank_value(field) for name, field in model.fields(kind).items()}


def _blank_value(field: model.Field) -> Any:
    base, item = field.type.base, field.type.item
    if base is tuple:
        return [_blank(item)] if field.required and model.is_record(item) else []
    if not field.required:
        return None
    return _blank(base) if model.is_record(base) else _TO_FILL_IN


def _listed(copy: Copy) -> list[Listed]:
    found = list(parts(copy))
    forms = [canonical_text(part.text) if part.is_prose else "" for part in found]
    # a part may consist of signs that are not compared, such as footnote marks
    indexes = [index for index, form in enumerate(forms) if 0 < len(form) <= model.MAX_PARAGRAPH_LENGTH]
    listed = [Listed(part, None) for part in found]
    begins = beginnings([found[index] for index in indexes], copy)
    for number, (index, words) in enumerate(zip(indexes, begins, strict=True), 1):
        length, sha256 = len(forms[index]), digest(forms[index])
        listed[index] = Listed(
            found[index],
            {"number": number, "heading": _TO_FILL_IN, "begins": words, "length": length, "sha256": sha256},
        )
    return listed[indexes[0] : indexes[-1] + 1] if indexes else []


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
        words = begin[:end]
        if MIN_BEGINNING_WORDS <= count_words(words) <= MAX_BEGINNING_WORDS and misfits.fits(words, model.Beginning):
            yield words


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
