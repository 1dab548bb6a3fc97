"""What `rwpk check` finds: a dataset against its rules, and its paragraphs and phrases against an article. No I/O."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, islice
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from rwpk import article, dataset, model
from rwpk.article import Block, Group, closest_words, forms, joined, normalise, plain, sha256
from rwpk.errors import DatasetError
from rwpk.model import Meta, Record

if TYPE_CHECKING:
    from rwpk.files import File
    from rwpk.syntax import Path

#: How many misquoted phrases are looked for word by word; a dataset of another article has thousands.
MAX_SEARCHED = 20
#: Phrases enough to recognise an article by.
MAX_CLUES = 500
#: A paragraph that was broken into lines, or taken apart, is looked for over so many of them, and so many characters,
MAX_LINES = 80
LONGEST = 10_000
#: and so many times.
MAX_TRIED = 50_000

State = Literal["holds", "changed", "missing"]
Kind = Literal["another-article", "paragraph-changed", "paragraph-missing", "phrase-missing", "phrase-elsewhere"]


class Standing(Record, frozen=True):
    """How a paragraph of the dataset stands in the article."""

    number: Annotated[int, Meta(description="the paragraph's number in the dataset")]
    heading: Annotated[str, Meta(description="its heading there")]
    state: Annotated[State, Meta(description="whether the article has it as it was")]
    line: Annotated[int | None, Meta(description="the line of the article that it begins in")]


class Finding(Record, frozen=True):
    """One thing that does not hold."""

    kind: Annotated[Literal["dataset"] | Kind, Meta(description="what does not hold")]
    file: Annotated[str, Meta(description="the file to look into")]
    line: Annotated[int | None, Meta(description="the line in it, from 1; null where it is the whole")]
    column: Annotated[int | None, Meta(description="the column in it, from 1")]
    record: Annotated[str | None, Meta(description="the id of the record, where it is in one")]
    field: Annotated[str | None, Meta(description="the field, as a path with dots")]
    paragraph: Annotated[int | None, Meta(description="the paragraph of the article that is meant")]
    message: Annotated[str, Meta(description="what is wrong, and what would be right")]


class Report(Record, frozen=True):
    """A dataset held against its rules and its article."""

    holds: Annotated[bool, Meta(description="whether nothing was found")]
    dataset: Annotated[str, Meta(description="the dataset's file")]
    article: Annotated[str | None, Meta(description="the article's file; null where none is given")]
    missions: Annotated[int | None, Meta(description="how many there are; null where the dataset breaks its rules")]
    facts: Annotated[int | None, Meta(description="how many there are; null where the dataset breaks its rules")]
    phrases: Annotated[int | None, Meta(description="how many there are; null where the dataset breaks its rules")]
    paragraphs: Annotated[tuple[Standing, ...], Meta(description="the article's paragraphs; none without an article")]
    problems: Annotated[tuple[Finding, ...], Meta(description="what does not hold, up to a thousand")]


class Found(NamedTuple):
    """How a paragraph of the dataset stands in the file: as it was, changed, or not at all (then without a block)."""

    paragraph: model.Paragraph
    state: State
    block: Block | None


class Mismatch(NamedTuple):
    """Where dataset and article part: `path` leads to a phrase in the dataset, `line` is the article's, if any."""

    kind: Kind
    message: str
    paragraph: int | None = None
    line: int | None = None
    path: Path = ()


class Phrase(NamedTuple):
    """A phrase of a dataset, and the way to it."""

    path: Path
    text: str
    paragraph: int


def make(own: File, text: File | None = None, load: Callable[[], model.Dataset] | None = None) -> Report:
    """Check a dataset, which `load` may read, and hold it against an article where there is one.

    Raises DatasetError and ArticleError where a file cannot be understood at all.
    """
    try:
        whole = load() if load else dataset.Stream(own.name, data=own.data).whole()
    except DatasetError as error:
        if not error.problems:
            raise
        findings = tuple(_broken_rule(own.name, problem) for problem in error.problems)
        return Report(False, own.name, text and text.name, None, None, None, (), findings)
    quoted = phrases(whole)
    standings: tuple[Standing, ...] = ()
    findings = ()
    if text:
        groups = article.read(*text)
        found = find(whole.source.paragraphs, quoted, groups)
        standings = tuple(
            Standing(one.paragraph.number, one.paragraph.heading, one.state, one.block.line if one.block else None)
            for one in found
        )
        mismatches = list(islice(compare(whole.source, quoted, found, groups), dataset.MAX_COUNTED))
        findings = tuple(_findings(mismatches, whole, own, text))
    counts = len(whole.missions), len(whole.facts), len(quoted)
    return Report(not findings, own.name, text and text.name, *counts, standings, findings)


def _broken_rule(name: str, problem: dataset.Problem) -> Finding:
    line, column, record, field, message = problem
    return Finding("dataset", name, line, column, record, field or None, None, message)


def _findings(mismatches: list[Mismatch], whole: model.Dataset, own: File, text: File) -> Iterator[Finding]:
    """Add to each mismatch its place: in the article, or, for a phrase, in the dataset."""
    places = dataset.locate(*own, {mismatch.path for mismatch in mismatches if mismatch.path})
    for kind, message, paragraph, line, path in mismatches:
        if path:
            where = f" ({text.name}:{line})" if line else ""
            record, field = dataset.record_id(whole, path), dataset.dotted(path)
            yield Finding(kind, own.name, *places[path], record, field, paragraph, message + where)
        else:
            yield Finding(kind, text.name, line, None, None, None, paragraph, message)


# comparing ------------------------------------------------------------------------------------


class Text:
    """Blocks as one plain text, to look for words in; with a blank between, words may go on from one to the next."""

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
    """All phrases of a dataset, in order."""
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
    """Yield all in which an article and a dataset part; none means that every paragraph and every phrase holds."""
    text = Text([block for group in groups for block in group], " ")
    if not found:
        yield Mismatch("paragraph-missing", "the dataset lists no paragraphs: rwpk check --digests FILE prints them")
        return
    if not any(one.state == "holds" for one in found):
        clues = [phrase for phrase in quoted[:MAX_CLUES] if any(text.find(_plain(phrase)))]
        if 2 * len(clues) < min(len(quoted), MAX_CLUES) or not clues:
            what = f"none of the {len(found)} paragraphs is in it"
            yield Mismatch("another-article", f"it is not the article: {what}; it is “{source.title}”, {source.URL}")
            return
    counts = Counter(phrase.paragraph for phrase in quoted)
    for one in found:
        yield from _paragraph(one, counts[one.paragraph.number])
    yield from _misquoted(quoted, {one.paragraph.number: one for one in found if one.block}, text)


def _paragraph(found: Found, quoted: int) -> Iterator[Mismatch]:
    number, heading = found.paragraph.number, found.paragraph.heading
    name = f"paragraph {number} ({heading})"
    if found.block and found.state == "changed":
        yield Mismatch(
            "paragraph-changed",
            f"{name} has changed: this line is not word for word what the dataset was made from; compare the two",
            number,
            found.block.line,
        )
    elif not found.block:
        lost = f", nor could its {quoted} phrases be looked for" if quoted > 1 else ""
        yield Mismatch("paragraph-missing", f"{name} is not in it{lost}: add what is missing", number)


def _misquoted(quoted: Sequence[Phrase], found: Mapping[int, Found], text: Text) -> Iterator[Mismatch]:
    """The phrases that do not stand in their paragraph, where there is one to look in."""
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
        message = f"“{phrase.text}” stands in no paragraph that the dataset lists, but outside of them"
        return Mismatch("phrase-elsewhere", message, None, line, phrase.path)
    sure = found[number].state == found[phrase.paragraph].state == "holds"
    remedy = f"write paragraph: {number}" if sure else "the paragraph has changed"
    message = f"“{phrase.text}” stands in ¶{number}, not in ¶{phrase.paragraph}: {remedy}"
    return Mismatch("phrase-elsewhere", message, number, block.line, phrase.path)


def _nowhere(phrase: Phrase, remedy: str, found: Mapping[int, Found], texts: Mapping[int, str]) -> Mismatch:
    wanted = _folded(phrase.text)
    shared = {number: len(wanted & _folded(text)) for number, text in texts.items()}
    number = max(shared, key=shared.__getitem__, default=None)
    block = found[number].block if number is not None else None
    message = f"“{phrase.text}” stands nowhere in the article"
    if block and len(block.text) <= LONGEST:
        near = closest_words(block.text, normalise(phrase.text))
        if 2 * len(wanted & _folded(near)) >= len(wanted):
            message += f"; ¶{number} has “{near}”: {remedy}"
            return Mismatch("phrase-missing", message, number, block.line, phrase.path)
    return Mismatch("phrase-missing", f"{message}: {remedy}", phrase.paragraph, None, phrase.path)


def _plain(phrase: Phrase) -> str:
    return plain(normalise(phrase.text))


@lru_cache(maxsize=2 * MAX_LINES)
def _folded(text: str) -> set[str]:
    return {word.strip(".,;:()") for word in plain(text).lower().split()}


# finding paragraphs -----------------------------------------------------------------------------


def _by_digest(wanted: set[str], groups: Sequence[Group]) -> dict[str, Block]:
    """The blocks of some digests: a line, or lines that stand together, or else any lines that follow each other."""
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
    """The groups without the lines that some blocks take."""
    taken = {place for block in set(blocks) for place in range(block.place, _end(block))}
    parts = (
        (is_taken, tuple(lines))
        for group in groups
        for is_taken, lines in groupby(group, lambda one: one.place in taken)
    )
    return [lines for is_taken, lines in parts if not is_taken]


def _by_phrases(numbers: set[int], quoted: Sequence[Phrase], free: Sequence[Block]) -> dict[int, Block]:
    """For each paragraph the block in which most of its phrases stand, the clearest cases first."""
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
    """For each paragraph the prose between its neighbours, or right beside the one it has."""
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
