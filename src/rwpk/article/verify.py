"""A dataset held against its rules, and its paragraphs and phrases against an article. No input or output."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, islice
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from rwpk import loading, model
from rwpk.article import text as article
from rwpk.article.text import Block, Group, closest_words, forms, joined, normalize, plain, sha256
from rwpk.errors import MAX_PROBLEMS, DatasetError
from rwpk.model import Problem, Record, described

if TYPE_CHECKING:
    from rwpk.files import File
    from rwpk.loading.values import Pointer

#: At most this many misquoted phrases are compared word by word; a dataset of another article has thousands.
MAX_SEARCHED = 20
#: This many phrases are enough to recognise an article by.
MAX_CLUES = 500
#: A paragraph that was broken into lines is looked for over at most this many lines and characters, ...
MAX_LINES = 80
LONGEST = 10_000
#: ... and from at most this many beginnings.
MAX_TRIED = 50_000

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


class Found(NamedTuple):
    """A paragraph of the dataset, its state in the article, and the lines that it takes there, if it was found."""

    paragraph: model.Paragraph
    state: State
    block: Block | None


#: A kind of problem, its message, the line of the article, and the pointer to the phrase in the dataset, if it is one.
Mismatch = tuple[Any, str, int | None, "Pointer"]


class Phrase(NamedTuple):
    """A phrase of a dataset, and the pointer to it."""

    pointer: Pointer
    text: str
    paragraph: int


def check(own: File, text: File | None = None) -> Report:
    """Hold a dataset against its rules, and against an article if there is one.

    Raises ArticleError if the article cannot be read as text.
    """
    name = text.name if text else None
    try:
        dataset = loading.parse(own)
    except DatasetError as error:
        return Report(False, own.name, name, None, None, None, (), error.problems)
    quoted = phrases(dataset)
    standings: tuple[Standing, ...] = ()
    problems: tuple[Problem, ...] = ()
    if text:
        groups = article.read(*text)
        found = find(dataset.source.paragraphs, quoted, groups)
        standings = tuple(
            Standing(one.paragraph.number, one.paragraph.heading, one.state, one.block.line if one.block else None)
            for one in found
        )
        mismatches = list(islice(compare(dataset.source, quoted, found, groups), MAX_PROBLEMS))
        problems = tuple(_problems(mismatches, dataset, own, text))
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


# Comparing.


class Text:
    """Blocks as one plain text in which to look for words."""

    def __init__(self, blocks: Sequence[Block], between: str) -> None:
        texts = [plain(block.text) for block in blocks]
        self.blocks = blocks
        self._begins = list(accumulate((len(text) + 1 for text in texts), initial=0))
        self._text = between.join(texts)

    def find(self, words: str) -> Iterator[Block]:
        """Yield each block in which plain words begin, once."""
        places = (bisect_right(self._begins, at) - 1 for at in article.find(self._text, words))
        return (self.blocks[place] for place, _ in groupby(places))


def phrases(dataset: model.Dataset) -> list[Phrase]:
    """Return all phrases of a dataset, in order."""
    groups: tuple[tuple[str, tuple[model.AnyRecord, ...]], ...] = (
        ("missions", dataset.missions),
        ("facts", dataset.facts),
    )
    return [
        Phrase((group, index, "evidence", place, "phrase"), evidence.phrase, evidence.paragraph)
        for group, records in groups
        for index, record in enumerate(records)
        for place, evidence in enumerate(record.evidence)
    ]


def find(paragraphs: Sequence[model.Paragraph], quoted: Sequence[Phrase], groups: Sequence[Group]) -> list[Found]:
    """Find each paragraph in an article's lines: by its digest, else by its phrases, else by its place."""
    by_digest = _by_digest({paragraph.sha256 for paragraph in paragraphs}, groups)
    held = {one.number: by_digest[one.sha256] for one in paragraphs if one.sha256 in by_digest}
    free = article.pieces(_without(held.values(), groups))
    numbers = [one.number for one in paragraphs if one.number not in held]
    changed = _by_phrases(set(numbers), quoted, free)
    changed |= _by_place([number for number in numbers if number not in changed], held | changed, free)
    return [
        Found(one, "holds", held[one.number])
        if one.number in held
        else Found(one, "changed" if one.number in changed else "missing", changed.get(one.number))
        for one in paragraphs
    ]


def compare(
    source: model.Source, quoted: Sequence[Phrase], found: Sequence[Found], groups: Sequence[Group]
) -> Iterator[Mismatch]:
    """Yield each difference between an article and a dataset; without any, every paragraph and phrase holds."""
    text = Text([block for group in groups for block in group], " ")
    if not found:
        yield "paragraph-missing", "the dataset lists no paragraphs: rwpk check --digests FILE prints them", None, ()
        return
    if not any(one.state == "holds" for one in found):
        clues = [phrase for phrase in quoted[:MAX_CLUES] if any(text.find(_plain(phrase)))]
        if 2 * len(clues) < min(len(quoted), MAX_CLUES) or not clues:
            what = f"none of the {len(found)} paragraphs is in it"
            message = f'it is not the article: {what}; the article is "{source.title}", {source.URL}'
            yield "another-article", message, None, ()
            return
    counts = Counter(phrase.paragraph for phrase in quoted)
    for one in found:
        yield from _paragraph(one, counts[one.paragraph.number])
    yield from _misquoted(quoted, {one.paragraph.number: one for one in found if one.block}, text)


def _paragraph(found: Found, quoted: int) -> Iterator[Mismatch]:
    number, heading = found.paragraph.number, found.paragraph.heading
    name = f"paragraph {number} ({heading})"
    if found.block and found.state == "changed":
        message = f"{name} has changed: this line is not word for word what the dataset was made from; compare the two"
        yield "paragraph-changed", message, found.block.line, ()
    elif not found.block:
        lost = f", nor could its {quoted} phrases be looked for" if quoted > 1 else ""
        yield "paragraph-missing", f"{name} is not in it{lost}: add what is missing", None, ()


def _misquoted(quoted: Sequence[Phrase], found: Mapping[int, Found], text: Text) -> Iterator[Mismatch]:
    """Yield each phrase that does not stand in its paragraph, if the paragraph was found."""
    plains = {block: plain(block.text) for block in {one.block for one in found.values() if one.block}}
    texts = {number: plains[one.block] for number, one in found.items() if one.block}
    few = dict(islice(texts.items(), MAX_LINES))
    searched = 0
    for phrase in quoted:
        words = _plain(phrase)
        if phrase.paragraph not in texts or article.stands(texts[phrase.paragraph], words):
            continue
        elsewhere = next(text.find(words), None)
        if elsewhere:
            yield _elsewhere(phrase, elsewhere.line, found, texts)
            continue
        searched += 1
        changed = found[phrase.paragraph].state == "changed"
        remedy = "the paragraph has changed" if changed else "quote it word for word"
        yield _nowhere(phrase, remedy, found, few if searched <= MAX_SEARCHED else {})


def _elsewhere(phrase: Phrase, line: int, found: Mapping[int, Found], texts: Mapping[int, str]) -> Mismatch:
    words = _plain(phrase)
    number = next((number for number, text in texts.items() if article.stands(text, words)), None)
    block = found[number].block if number is not None else None
    if number is None or not block:
        message = f'"{phrase.text}" stands in no paragraph that the dataset lists, but outside of them'
        return "phrase-elsewhere", message, line, phrase.pointer
    sure = found[number].state == found[phrase.paragraph].state == "holds"
    remedy = f"write paragraph: {number}" if sure else "the paragraph has changed"
    message = f'"{phrase.text}" stands in ¶{number}, not in ¶{phrase.paragraph}: {remedy}'
    return "phrase-elsewhere", message, block.line, phrase.pointer


def _nowhere(phrase: Phrase, remedy: str, found: Mapping[int, Found], texts: Mapping[int, str]) -> Mismatch:
    wanted = _folded(phrase.text)
    shared = {number: len(wanted & _folded(text)) for number, text in texts.items()}
    number = max(shared, key=shared.__getitem__, default=None)
    block = found[number].block if number is not None else None
    message = f'"{phrase.text}" stands nowhere in the article'
    if block and len(block.text) <= LONGEST:
        near = closest_words(block.text, normalize(phrase.text))
        if 2 * len(wanted & _folded(near)) >= len(wanted):
            message += f'; ¶{number} has "{near}": {remedy}'
            return "phrase-missing", message, block.line, phrase.pointer
    return "phrase-missing", f"{message}: {remedy}", None, phrase.pointer


def _plain(phrase: Phrase) -> str:
    return plain(normalize(phrase.text))


@lru_cache(maxsize=2 * MAX_LINES)
def _folded(text: str) -> set[str]:
    return {word.strip(".,;:()") for word in plain(text).lower().split()}


# Finding paragraphs.


def _by_digest(wanted: set[str], groups: Sequence[Group]) -> dict[str, Block]:
    """Find the blocks with some digests: a line, lines that stand together, or else lines that follow each other."""
    found: dict[str, Block] = {}

    def look(block: Block) -> None:
        for form in forms(block.text):
            one = sha256(form)
            if one in wanted:
                found.setdefault(one, block._replace(text=form))

    for group in groups:
        for block in group:
            look(block)
        if len(group) > 1:
            look(joined(group))
    lines = [block for group in _without(found.values(), groups) for block in group]
    written = list(article.line_forms([block.text for block in lines]))
    tried = 0
    for first in range(len(lines)):
        size = len(lines[first].text)
        digests = [hashlib.sha256(form[first].lstrip().encode()) for form in written]
        for last in range(first + 1, min(first + MAX_LINES, len(lines))):
            tried += 1
            size += len(lines[last].text)
            if len(found) == len(wanted) or tried > MAX_TRIED:
                return found
            if size > LONGEST:
                break
            for form, so_far in zip(written, digests, strict=True):
                so_far.update(form[last].encode())
                if (one := so_far.hexdigest()) in wanted and one not in found:
                    text = "".join(form[first : last + 1]).lstrip()
                    found[one] = joined(lines[first : last + 1])._replace(text=text)
    return found


def _without(blocks: Iterable[Block], groups: Sequence[Group]) -> list[Group]:
    """Return the groups without the lines of some blocks."""
    taken = {place for block in set(blocks) for place in range(block.place, _end(block))}
    parts = (
        (is_taken, tuple(lines))
        for group in groups
        for is_taken, lines in groupby(group, lambda one: one.place in taken)
    )
    return [lines for is_taken, lines in parts if not is_taken]


def _by_phrases(numbers: set[int], quoted: Sequence[Phrase], free: Sequence[Block]) -> dict[int, Block]:
    """Find for each paragraph the block with most of its phrases; the clearest cases come first."""
    clues = [phrase for phrase in quoted if phrase.paragraph in numbers][:MAX_CLUES]
    text = Text(free, "\n")
    scores = Counter((phrase.paragraph, block) for phrase in clues for block in text.find(_plain(phrase)))
    found: dict[int, Block] = {}
    taken: set[Block] = set()
    for shared in (False, True):  # two paragraphs may have been made one
        for (number, block), _ in scores.most_common():
            if number not in found and (shared or block not in taken):
                found[number] = block
                taken.add(block)
    return found


def _by_place(numbers: Sequence[int], known: Mapping[int, Block], free: Sequence[Block]) -> dict[int, Block]:
    """Find for each paragraph the prose between its neighbours, or next to the one that was found."""
    at = dict(known)
    taken = {block.place for block in at.values()}
    prose = [block for block in free if block.is_prose and block.place not in taken]
    places = [block.place for block in prose]
    for number in numbers:
        before, after = at.get(number - 1), at.get(number + 1)
        begin = _end(before) if before else after.place - 1 if after else None
        end = after.place if after else begin + 1 if begin is not None else None
        if begin is None or end is None:
            continue
        index = bisect_left(places, begin)
        if before is None:  # what ends right before the one neighbour, wherever it begins
            index = next((i for i in (index, index - 1) if 0 <= i < len(prose) and _end(prose[i]) == end), len(prose))
        if index < len(prose) and prose[index].place < end:
            at[number] = prose.pop(index)
            places.pop(index)
    return {number: at[number] for number in numbers if number in at}


def _end(block: Block) -> int:
    return block.place + block.size
