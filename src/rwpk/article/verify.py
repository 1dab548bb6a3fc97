"""A dataset held against its rules, and its paragraphs and phrases against a copy of its article. Pure functions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import chain, islice
from statistics import mode
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


class Search(NamedTuple):
    """The phrases of a dataset, a copy of its article, and the places in it of each canonical form looked for."""

    phrases: list[Phrase]
    by_paragraph: dict[int, list[Phrase]]
    copy: Copy
    places: dict[str, list[int]]

    def occurrences(self, phrase: Phrase, stretch: Stretch) -> int:
        """Return how often a phrase stands within a stretch."""
        places = self.places[phrase.form]
        return max(0, bisect_right(places, stretch.end - len(phrase.form)) - bisect_left(places, stretch.begin))

    def stands(self, phrase: Phrase, stretch: Stretch) -> bool:
        """Whether a phrase stands within a stretch."""
        return self.occurrences(phrase, stretch) > 0

    def lines(self, phrases: Sequence[Phrase]) -> list[int]:
        """Return the line of the first place of each phrase that stands anywhere."""
        return [self.copy.line_of(self.places[phrase.form][0]) for phrase in phrases if self.places[phrase.form]]


def check(own: File, text: File | None = None) -> Report:
    """Hold a dataset against its rules, and against an article if there is one.

    Raises ArticleError if the article cannot be read as text.
    """
    name = text.name if text else None
    try:
        dataset = loading.parse(own)
    except DatasetError as error:
        return Report(False, own.name, name, None, None, None, (), error.problems)
    phrases = _phrases(dataset)
    standings: tuple[Standing, ...] = ()
    problems: tuple[Problem, ...] = ()
    if text:
        search = _search(dataset.source, phrases, read(*text))
        stretches = _stretches(dataset.source, search)
        standings = tuple(_standings(dataset.source, stretches, search.copy))
        mismatches = list(islice(_mismatches(dataset.source, stretches, search), MAX_PROBLEMS))
        problems = tuple(_problems(mismatches, dataset, own, text))
    counts = len(dataset.missions), len(dataset.facts), len(phrases)
    return Report(not problems, own.name, name, *counts, standings, problems)


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


def _search(source: model.Source, phrases: list[Phrase], copy: Copy) -> Search:
    """Look for all phrases and the beginnings of all paragraphs in a copy."""
    by_paragraph: defaultdict[int, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        by_paragraph[phrase.paragraph].append(phrase)
    begins = {canonical_text(paragraph.begins) for paragraph in source.paragraphs}
    return Search(phrases, by_paragraph, copy, copy.form.find(begins.union(phrase.form for phrase in phrases)))


def _stretches(source: model.Source, search: Search) -> dict[int, Stretch]:
    """Find where each paragraph stands, by its number; one that is missing is left out.

    It holds where its beginning stands, its digest fits, and a word ends with it. Else it has changed, and stands where
    most of its phrases follow its beginning, up to the next beginning of any paragraph.
    """
    form = search.copy.form
    begins = {one.number: search.places[canonical_text(one.begins)][:MAX_PLACES] for one in source.paragraphs}
    limits = sorted({*chain.from_iterable(begins.values()), len(form.text)})
    stretches: dict[int, Stretch] = {}
    taken: set[int] = set()  # a paragraph that stands twice in the article must stand twice in the copy
    readable = MAX_READINGS * len(form.text)
    for paragraph in source.paragraphs:
        for begin in begins[paragraph.number]:
            end = begin + paragraph.length
            if begin in taken or end > len(form.text) or not form.is_end(end) or readable < 0:
                continue
            readable -= paragraph.length
            if digest(form.text[begin:end]) == paragraph.sha256:
                stretches[paragraph.number] = Stretch("holds", begin, end)
                taken.add(begin)
                break
    for number in begins.keys() - stretches.keys():
        candidates = [
            Stretch("changed", begin, limits[bisect_right(limits, begin)])
            for begin in begins[number]
            if begin not in taken
        ]
        phrases = [phrase for phrase in search.by_paragraph[number] if search.places[phrase.form]]
        counts = [sum(search.stands(phrase, stretch) for phrase in phrases) for stretch in candidates]
        if counts and 2 * max(counts) >= len(phrases):  # else it is elsewhere, under another beginning
            stretches[number] = candidates[counts.index(max(counts))]
    return stretches


def _standings(source: model.Source, stretches: dict[int, Stretch], copy: Copy) -> Iterator[Standing]:
    for paragraph in source.paragraphs:
        stretch = stretches.get(paragraph.number)
        line = copy.line_of(stretch.begin) if stretch else None
        yield Standing(paragraph.number, paragraph.heading, stretch.state if stretch else "missing", line)


def _mismatches(source: model.Source, stretches: dict[int, Stretch], search: Search) -> Iterator[Mismatch]:
    """Yield each difference; without any, every paragraph and phrase holds."""
    if not source.paragraphs:
        message = f"the dataset lists no paragraphs: {model.PRINTING_COMMAND} prints them"
        yield "paragraph-missing", message, None, ()
        return
    standing = len(search.lines(search.phrases))
    is_known = any(stretch.state == "holds" for stretch in stretches.values())
    if not is_known and (not standing or 2 * standing < len(search.phrases)):
        at = f", {source.URL}" if source.URL else ""
        message = f'it is not the article: no paragraph holds; the article is "{source.title}"{at}'
        yield "another-article", message, None, ()
        return
    for paragraph in source.paragraphs:
        name = f"paragraph {paragraph.number} ({paragraph.heading})"
        stretch = stretches.get(paragraph.number)
        if not stretch:
            yield _missing(name, search.lines(search.by_paragraph[paragraph.number]))
        elif stretch.state == "changed":
            message = f"{name} has changed: it begins here, but is not word for word what the dataset was made from"
            yield "paragraph-changed", message, search.copy.line_of(stretch.begin), ()
    misquoted = 0
    for phrase in search.phrases:
        stretch = stretches.get(phrase.paragraph)
        if stretch is None:
            continue
        if search.stands(phrase, stretch):
            is_repeated = source.URL is not None and len(search.places[phrase.form]) > 1
            times = sum(search.occurrences(phrase, one) for one in stretches.values()) if is_repeated else 1
            if times > 1:
                message = (
                    f'"{phrase.text}" stands {times} times in the article: quote more words, so that a link finds them'
                )
                yield "phrase-twice", message, search.copy.line_of(search.places[phrase.form][0]), phrase.pointer
            continue
        if search.places[phrase.form]:
            yield _elsewhere(phrase, stretches, search)
        else:
            misquoted += 1
            yield _nowhere(phrase, stretch, search.copy, look=misquoted <= MAX_SEARCHED)


def _missing(name: str, lines: list[int]) -> Mismatch:
    """Say that a paragraph is missing, and the line where most of its phrases stand, if any do."""
    if lines:
        message = f"{name} does not begin as it did: compare it with this line, where words of it stand"
        return "paragraph-missing", message, mode(lines), ()
    return "paragraph-missing", f"{name} is not in it, or begins otherwise: add what is missing, or compare", None, ()


def _elsewhere(phrase: Phrase, stretches: dict[int, Stretch], search: Search) -> Mismatch:
    """Say where a phrase stands that does not stand in its own paragraph."""
    place = search.places[phrase.form][0]
    inside = [number for number, stretch in stretches.items() if search.stands(phrase, stretch)]
    begun = [number for number, stretch in stretches.items() if stretch.begin <= place < stretch.end]
    if inside:
        stretch = stretches[inside[0]]
        place = stretch.begin
        is_sure = stretch.state == stretches[phrase.paragraph].state == "holds"
        remedy = f"write paragraph: {inside[0]}" if is_sure else "the paragraph has changed"
        message = f"stands in ¶{inside[0]}, not in ¶{phrase.paragraph}: {remedy}"
    elif begun:
        message = f"runs over the end of ¶{begun[0]}: quote it from one paragraph"
    else:
        message = "stands in no paragraph that the dataset lists, but outside of them"
    return "phrase-elsewhere", f'"{phrase.text}" {message}', search.copy.line_of(place), phrase.pointer


def _nowhere(phrase: Phrase, stretch: Stretch, copy: Copy, look: bool) -> Mismatch:
    """Say which words of its paragraph are nearest to a phrase that stands nowhere."""
    remedy = "the paragraph has changed" if stretch.state == "changed" else "quote it word for word"
    message = f'"{phrase.text}" stands nowhere in the article'
    words = nearest_words(copy.words(stretch.begin, stretch.end), phrase.text) if look else ""
    if words:
        message += f'; ¶{phrase.paragraph} has "{words}"'
    return "phrase-missing", f"{message}: {remedy}", copy.line_of(stretch.begin) if words else None, phrase.pointer


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
