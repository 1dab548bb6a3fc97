"""Holds a dataset against its article: each paragraph by its digest, each phrase in its paragraph. No I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from rwpk import model
from rwpk.article import Block, Group, digests, holds, nearest, normalise, readings, stands, straight

if TYPE_CHECKING:
    from rwpk.syntax import Path

#: How many misquoted phrases are looked for word by word; a dataset of another article has thousands.
MAX_SEARCHED = 20

State = Literal["holds", "changed", "missing"]
Kind = Literal["another-article", "paragraph-changed", "paragraph-missing", "phrase-missing", "phrase-elsewhere"]


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
    wanted = {paragraph.sha256 for paragraph in paragraphs}
    # a text whose lines somebody's editor broke is recognised by its blocks, any other by its lines
    blocks, known = max(((one, _known(one, wanted)) for one in readings(groups)), key=lambda pair: len(pair[1]))
    at = {paragraph.number: known[paragraph.sha256] for paragraph in paragraphs if paragraph.sha256 in known}
    held = set(at)
    _add_by_phrases(at, [one.number for one in paragraphs], quoted, blocks)
    _add_by_place(at, [one.number for one in paragraphs], blocks)
    return [
        Found(
            paragraph,
            "holds" if paragraph.number in held else "changed" if paragraph.number in at else "missing",
            blocks[at[paragraph.number]] if paragraph.number in at else None,
        )
        for paragraph in paragraphs
    ]


def compare(dataset: model.Dataset, found: Sequence[Found]) -> Iterator[Mismatch]:
    """Yield all in which an article and a dataset part; none means that every paragraph and every phrase holds."""
    source = dataset.source
    if not found:
        yield Mismatch("paragraph-missing", "the dataset lists no paragraphs: rwpk check --digests FILE prints them")
        return
    if all(one.state == "missing" for one in found):
        what = f"none of the {len(found)} paragraphs is in it"
        yield Mismatch("another-article", f"it is not the article: {what}; it is “{source.title}”, {source.URL}")
        return
    quoted = phrases(dataset)
    counts = Counter(phrase.paragraph for phrase in quoted)
    for one in found:
        yield from _paragraph(one, counts[one.paragraph.number])
    blocks = {one.paragraph.number: one.block for one in found if one.block}
    changed = {one.paragraph.number for one in found if one.state == "changed"}
    searched = 0
    for phrase in quoted:
        home = blocks.get(phrase.paragraph)
        if home and not holds(home.text, phrase.text):
            searched += 1
            remedy = "the paragraph has changed" if phrase.paragraph in changed else "quote it word for word"
            yield _misquoted(phrase, blocks, remedy, near=searched <= MAX_SEARCHED)


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
        lost = f", nor could its {quoted} phrases be looked for" if quoted else ""
        yield Mismatch("paragraph-missing", f"{name} is not in it{lost}: add what is missing", number)


def _misquoted(phrase: Phrase, blocks: Mapping[int, Block], remedy: str, *, near: bool) -> Mismatch:
    quote = f"“{phrase.text}”"
    elsewhere = [number for number, block in blocks.items() if holds(block.text, phrase.text)]
    if elsewhere:
        number = elsewhere[0]
        message = f"{quote} stands in ¶{number}, not in ¶{phrase.paragraph}: write paragraph: {number}"
        return Mismatch("phrase-elsewhere", message, number, blocks[number].line, phrase.path)
    message = f"{quote} stands nowhere in the article"
    if near:
        (same, words), number = max((nearest(block.text, phrase.text), number) for number, block in blocks.items())
        if same * 2 >= len(phrase.text.split()):
            message += f"; ¶{number} has “{words}”: {remedy}"
            return Mismatch("phrase-missing", message, number, blocks[number].line, phrase.path)
    return Mismatch("phrase-missing", f"{message}: {remedy}", phrase.paragraph, None, phrase.path)


def _known(blocks: Sequence[Block], wanted: set[str]) -> dict[str, int]:
    """Where the wanted digests stand among blocks."""
    known: dict[str, int] = {}
    for index, block in enumerate(blocks):
        for one in digests(block.text) & wanted:
            known.setdefault(one, index)
    return known


def _add_by_phrases(
    at: dict[int, int], numbers: Sequence[int], quoted: Sequence[Phrase], blocks: Sequence[Block]
) -> None:
    """Take for each paragraph that is not found the block in which most of its phrases stand."""
    taken = set(at.values())
    texts = {index: straight(block.text) for index, block in enumerate(blocks) if index not in taken}
    own: dict[int, list[str]] = {number: [] for number in numbers if number not in at}
    for phrase in quoted:
        if phrase.paragraph in own:
            own[phrase.paragraph].append(straight(normalise(phrase.text)))
    for number, wanted in own.items():
        if wanted and texts:
            count, last = max((sum(stands(text, words) for words in wanted), -index) for index, text in texts.items())
            if count:
                at[number] = -last
                del texts[-last]


def _add_by_place(at: dict[int, int], numbers: Sequence[int], blocks: Sequence[Block]) -> None:
    """Take for each paragraph that is not found the prose between its neighbours, or right beside the one it has."""
    taken = set(at.values())
    for number in numbers:
        if number in at:
            continue
        before, after = at.get(number - 1), at.get(number + 1)
        if before is not None and after is not None:
            places = range(before + 1, after)
        else:
            places = range(before + 1, before + 2) if before is not None else range((after or 0) - 1, after or 0)
        index = next((i for i in places if 0 <= i < len(blocks) and i not in taken and blocks[i].is_prose), None)
        if index is not None:
            at[number] = index
            taken.add(index)
