"""A dataset held against its rules, and its paragraphs and phrases against a copy of its article. Pure functions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from rwpk import loading, model
from rwpk.article.text import Copy, read
from rwpk.canonical import canonical_text, digest
from rwpk.errors import MAX_PROBLEMS, DatasetError
from rwpk.model import Problem, Record, described
from rwpk.text import without_invisible

if TYPE_CHECKING:
    from rwpk.files import File
    from rwpk.loading.values import Pointer

#: A paragraph is tried at this many places where its beginning stands.
MAX_PLACES = 100
#: So many times the length of the copy is read for digests: hostile paragraphs may all begin alike.
MAX_READINGS = 100
#: At most this many misquoted phrases are compared word by word; a dataset of another article has thousands.
MAX_SEARCHED = 20
#: Only the first words of a paragraph are compared, at most this many.
MAX_WORDS = 2_000

State = Literal["holds", "changed", "missing"]


class Standing(Record, frozen=True):
    __doc__ = "Whether the article has a paragraph of the dataset."
    origin = "derived"

    number: Annotated[int, described("the paragraph's number in the dataset")]
    heading: Annotated[str, described("its heading there")]
    state: Annotated[State, described("whether the article has it unchanged (holds), changed, or not at all")]
    line: Annotated[int | None, described("the line of the article that it begins in")]


class Report(Record, frozen=True):
    __doc__ = "What was found when a dataset was held against its rules and its article."
    origin = "derived"

    holds: Annotated[bool, described("whether there are no problems")]
    dataset: Annotated[str, described("the dataset's file")]
    article: Annotated[str | None, described("the article's file; null if none is given")]
    missions: Annotated[int | None, described("their number; null if the dataset breaks its rules")]
    facts: Annotated[int | None, described("their number; null if the dataset breaks its rules")]
    phrases: Annotated[int | None, described("their number; null if the dataset breaks its rules")]
    paragraphs: Annotated[tuple[Standing, ...], described("the article's paragraphs; empty without an article")]
    problems: Annotated[tuple[Problem, ...], described("what is wrong, at most a thousand problems")]


class Phrase(NamedTuple):
    """A phrase of a dataset, the pointer to it, and its canonical form."""

    pointer: Pointer
    text: str
    paragraph: int
    form: str


class Stretch(NamedTuple):
    """Where a paragraph stands in the canonical form of a copy, and whether it stands there unchanged."""

    state: State
    begin: int
    end: int


#: A kind of problem, its message, the line of the article, and the pointer to the phrase in the dataset, if it is one.
Mismatch = tuple[Any, str, int | None, "Pointer"]


def check(own: File, text: File | None = None) -> Report:
    """Hold a dataset against its rules, and against an article if there is one.

    Raises ArticleError if the article cannot be read as text.
    """
    name = text.name if text else None
    try:
        dataset = loading.parse(own)
    except DatasetError as error:
        return Report(False, own.name, name, None, None, None, (), error.problems)
    quoted = _phrases(dataset)
    standings: tuple[Standing, ...] = ()
    problems: tuple[Problem, ...] = ()
    if text:
        comparison = Comparison(dataset.source, quoted, read(*text))
        standings = tuple(comparison.standings())
        problems = tuple(_problems(list(islice(comparison.mismatches(), MAX_PROBLEMS)), dataset, own, text))
    counts = len(dataset.missions), len(dataset.facts), len(quoted)
    return Report(not problems, own.name, name, *counts, standings, problems)


def _problems(mismatches: list[Mismatch], dataset: model.Dataset, own: File, text: File) -> Iterator[Problem]:
    """Give each mismatch its place: in the article, or, for a phrase, in the dataset."""
    places = loading.locate(own, [pointer for *_, pointer in mismatches if pointer])
    for kind, message, line, pointer in mismatches:
        if pointer:
            at = f" ({text.name}:{line})" if line else ""
            group, index, *field = pointer
            record = getattr(dataset, str(group))[index].id
            yield Problem(kind, own.name, *places[pointer], record, ".".join(map(str, field)), message + at)
        else:
            yield Problem(kind, text.name, line, None, None, None, message)


def _phrases(dataset: model.Dataset) -> list[Phrase]:
    """Return all phrases of a dataset, in order."""
    groups: tuple[tuple[str, tuple[model.AnyRecord, ...]], ...] = (
        ("missions", dataset.missions),
        ("facts", dataset.facts),
    )
    form_of = cache(canonical_text)  # many values rest on the same phrase
    return [
        Phrase(
            (group, index, "evidence", place, "phrase"), evidence.phrase, evidence.paragraph, form_of(evidence.phrase)
        )
        for group, records in groups
        for index, record in enumerate(records)
        for place, evidence in enumerate(record.evidence)
    ]


class Comparison:
    """The paragraphs and phrases of a dataset, each looked for in a copy of its article."""

    def __init__(self, source: model.Source, quoted: Sequence[Phrase], copy: Copy) -> None:
        self.source = source
        self.quoted = quoted
        self.copy = copy
        self._of_paragraph: defaultdict[int, list[Phrase]] = defaultdict(list)
        for phrase in quoted:
            self._of_paragraph[phrase.paragraph].append(phrase)
        begins = {paragraph.number: canonical_text(paragraph.begins) for paragraph in source.paragraphs}
        found = copy.form.find({*(phrase.form for phrase in quoted), *begins.values()})
        self._places = {phrase.form: found[phrase.form] for phrase in quoted}
        places = {number: found[form][:MAX_PLACES] for number, form in begins.items()}
        self._stretches = self._holding(places)
        self._stretches |= self._changed(places, self._stretches)
        self._in_order = sorted((stretch.begin, number) for number, stretch in self._stretches.items())

    def standings(self) -> Iterator[Standing]:
        """Yield for each paragraph whether it holds, and the line that it begins in."""
        for paragraph in self.source.paragraphs:
            stretch = self._stretches.get(paragraph.number)
            line = self.copy.line_of(stretch.begin) if stretch else None
            yield Standing(paragraph.number, paragraph.heading, stretch.state if stretch else "missing", line)

    def mismatches(self) -> Iterator[Mismatch]:
        """Yield each difference; without any, every paragraph and phrase holds."""
        if not self.source.paragraphs:
            what = f"the dataset lists no paragraphs: {model.PRINTING_COMMAND} prints them"
            yield "paragraph-missing", what, None, ()
            return
        if not self._is_article():
            what = f"none of the {len(self.source.paragraphs)} paragraphs is in it"
            if self._stretches:
                number = min(self._stretches)
                what += f", though paragraph {number} begins in line {self.copy.line_of(self._stretches[number].begin)}"
            message = f'it is not the article: {what}; the article is "{self.source.title}", {self.source.URL}'
            yield "another-article", message, None, ()
            return
        for paragraph in self.source.paragraphs:
            yield from self._paragraph(paragraph)
        searched = 0
        for phrase in self.quoted:
            stretch = self._stretches.get(phrase.paragraph)
            if stretch is None or self._stands(phrase, stretch):
                continue
            if self._places[phrase.form]:
                yield self._elsewhere(phrase)
            else:
                searched += 1
                yield self._nowhere(phrase, stretch, look=searched <= MAX_SEARCHED)

    def _holding(self, places: dict[int, list[int]]) -> dict[int, Stretch]:
        """Find the paragraphs that hold: each where its beginning stands, its digest fits, and a word ends with it."""
        form = self.copy.form
        held: dict[int, Stretch] = {}
        taken: set[tuple[int, int]] = set()  # a paragraph that stands twice in the article must stand twice in the copy
        readable = MAX_READINGS * len(form.text)
        for paragraph in self.source.paragraphs:
            for begin in places[paragraph.number]:
                end = begin + paragraph.length
                if (begin, end) in taken or end > len(form.text) or not form.is_end(end) or readable < 0:
                    continue
                readable -= paragraph.length
                if digest(form.text[begin:end]) == paragraph.sha256:
                    held[paragraph.number] = Stretch("holds", begin, end)
                    taken.add((begin, end))
                    break
        return held

    def _changed(self, places: dict[int, list[int]], held: dict[int, Stretch]) -> dict[int, Stretch]:
        """Find the others: each where its beginning stands and most of its phrases follow, up to the next beginning."""
        taken = {stretch.begin for stretch in held.values()}
        free = {
            number: [begin for begin in places[number] if begin not in taken] for number in places if number not in held
        }
        limits = sorted(taken.union(*free.values()))
        limits.append(len(self.copy.form.text))
        changed: dict[int, Stretch] = {}
        for number, begins in free.items():
            stretches = [Stretch("changed", begin, limits[bisect_right(limits, begin)]) for begin in begins]
            phrases = self._of_paragraph[number]
            standing = sum(bool(self._places[phrase.form]) for phrase in phrases)
            counts = [sum(self._stands(phrase, stretch) for phrase in phrases) for stretch in stretches]
            if counts and 2 * max(counts) >= standing:  # else it is elsewhere, under another beginning
                changed[number] = stretches[counts.index(max(counts))]
        return changed

    def _stands(self, phrase: Phrase, stretch: Stretch) -> bool:
        places = self._places[phrase.form]
        index = bisect_left(places, stretch.begin)
        return index < len(places) and places[index] + len(phrase.form) <= stretch.end

    def _is_article(self) -> bool:
        standing = sum(bool(self._places[phrase.form]) for phrase in self.quoted)
        is_known = any(stretch.state == "holds" for stretch in self._stretches.values())
        return is_known or (standing > 0 and 2 * standing >= len(self.quoted))

    def _paragraph_at(self, place: int) -> int | None:
        """Return the number of the paragraph that a place is in."""
        index = bisect_right(self._in_order, place, key=lambda item: item[0]) - 1
        number = self._in_order[index][1] if index >= 0 else None
        return number if number is not None and place < self._stretches[number].end else None

    def _paragraph(self, paragraph: model.Paragraph) -> Iterator[Mismatch]:
        name = f"paragraph {paragraph.number} ({paragraph.heading})"
        stretch = self._stretches.get(paragraph.number)
        if stretch and stretch.state == "changed":
            message = f"{name} has changed: it begins here, but is not word for word what the dataset was made from"
            yield "paragraph-changed", message, self.copy.line_of(stretch.begin), ()
        elif not stretch:
            yield self._missing(name, self._of_paragraph[paragraph.number])

    def _missing(self, name: str, quoted: list[Phrase]) -> Mismatch:
        lines = [self.copy.line_of(self._places[phrase.form][0]) for phrase in quoted if self._places[phrase.form]]
        if lines:
            line, _ = Counter(lines).most_common(1)[0]
            count = (
                f"{len(lines)} of its {len(quoted)} phrases stand, most of them"
                if len(quoted) > 1
                else "its phrase stands"
            )
            message = f"{name} does not begin as it did: {count} in this line; compare the two"
            return "paragraph-missing", message, line, ()
        lost = f", nor are its {len(quoted)} phrases" if len(quoted) > 1 else ""
        return (
            "paragraph-missing",
            f"{name} is not in it, or begins otherwise{lost}: add what is missing, or compare",
            None,
            (),
        )

    def _elsewhere(self, phrase: Phrase) -> Mismatch:
        places = self._places[phrase.form]
        number = next((number for number, stretch in self._stretches.items() if self._stands(phrase, stretch)), None)
        if number is None:
            within = self._paragraph_at(places[0])
            where = (
                "stands in no paragraph that the dataset lists, but outside of them"
                if within is None
                else f"runs over the end of ¶{within}: quote it from one paragraph"
            )
            return "phrase-elsewhere", f'"{phrase.text}" {where}', self.copy.line_of(places[0]), phrase.pointer
        stretch = self._stretches[number]
        is_sure = stretch.state == self._stretches[phrase.paragraph].state == "holds"
        remedy = f"write paragraph: {number}" if is_sure else "the paragraph has changed"
        message = f'"{phrase.text}" stands in ¶{number}, not in ¶{phrase.paragraph}: {remedy}'
        return "phrase-elsewhere", message, self.copy.line_of(stretch.begin), phrase.pointer

    def _nowhere(self, phrase: Phrase, stretch: Stretch, look: bool) -> Mismatch:
        remedy = "the paragraph has changed" if stretch.state == "changed" else "quote it word for word"
        message = f'"{phrase.text}" stands nowhere in the article'
        words = nearest_words(self.copy.words(stretch.begin, stretch.end), phrase.text) if look else ""
        if words:
            message += f'; ¶{phrase.paragraph} has "{words}"'
        line = self.copy.line_of(stretch.begin) if words else None
        return "phrase-missing", f"{message}: {remedy}", line, phrase.pointer


def nearest_words(words: Sequence[str], phrase: str) -> str:
    """Return those of some words that are most like a phrase; an empty text if half of the phrase is not among them."""
    wanted = [_folded(word) for word in phrase.split()]
    folded = [_folded(word) for word in words[:MAX_WORDS]]
    match = SequenceMatcher(None, folded, wanted, autojunk=False).find_longest_match()
    begin = max(0, match.a - match.b)
    near = slice(begin, begin + len(wanted))
    shared = set(wanted) & set(folded[near])
    if 2 * len(shared) < len(set(wanted)):
        return ""
    return without_invisible(" ".join(words[near])).rstrip(".,;:")


def _folded(word: str) -> str:
    return canonical_text(word).lower()
