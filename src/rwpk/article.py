"""The article as text: blocks that may be paragraphs, their digests, and phrases looked for in them. No I/O."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from rwpk.errors import ArticleError
from rwpk.text import compose

#: Fewer words than this are a heading, a byline or an advertisement.
PROSE_WORDS = 20
#: Where a paragraph has more words than this, only so many are searched for what is like a phrase.
MAX_SEARCHED_WORDS = 10_000
#: Lines of a text that somebody's editor broke are no longer than this, in characters.
WRAPPED_WIDTH = 120

_STRAIGHT = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")
_OPENING = re.compile(r"""(?<![^\s(\[{'"‘“–—-])(['"])(?=\S)""")
_CURLED = {"'": ("‘", "’"), '"': ("“", "”")}


class Block(NamedTuple):
    """What may be a paragraph: the line of the file that it begins in, from 1, and its normalised text."""

    line: int
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of its text, as 64 hexadecimal digits."""
        return digest(self.text)

    @property
    def is_prose(self) -> bool:
        """Whether it is long enough to be more than a heading or a byline."""
        return len(self.text.split()) >= PROSE_WORDS


#: Lines that stand together, with nothing blank between them.
Group = tuple[Block, ...]


def normalise(text: str) -> str:
    """Fold a text for comparison: Unicode NFC, each run of white space one space, trimmed."""
    return " ".join(compose("NFC", text).split())


def digest(paragraph: str) -> str:
    """Return the SHA-256 of a paragraph's normalised text, as 64 hexadecimal digits."""
    return hashlib.sha256(normalise(paragraph).encode()).hexdigest()


def digests(paragraph: str) -> set[str]:
    """The digests of a paragraph as it stands, with its quotation marks straight, and with them curly.

    Saving a page or mending a text changes these marks more often than anything else.
    """
    flat = straight(paragraph)
    return {digest(text) for text in {paragraph, flat, curly(flat)}}


def straight(text: str) -> str:
    """Make quotation marks and apostrophes straight."""
    return text.translate(_STRAIGHT)


def curly(text: str) -> str:
    """Make straight quotation marks curly: one at the beginning of a word opens, any other closes."""
    opened = _OPENING.sub(lambda match: _CURLED[match[1]][0], text)
    return opened.replace("'", "’").replace('"', "”")


def holds(paragraph: str, phrase: str) -> bool:
    """Tell whether a phrase stands in a paragraph word for word, white space and the shape of quotes apart."""
    return stands(straight(normalise(paragraph)), straight(normalise(phrase)))


def stands(text: str, words: str) -> bool:
    """Tell whether words stand in a text, and not as a part of longer words."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (_within_word(text[max(0, at - 1) : at + 1]) or _within_word(text[end - 1 : end + 1])):
            return True
        at = text.find(words, at + 1)
    return False


def nearest(paragraph: str, phrase: str) -> tuple[int, str]:
    """Return how many words of a phrase stand together in a paragraph, and the words that stand there."""
    from difflib import SequenceMatcher

    text, words = normalise(paragraph).split()[:MAX_SEARCHED_WORDS], normalise(phrase).split()
    folded_text, folded_words = ([straight(word).lower() for word in side] for side in (text, words))
    match = SequenceMatcher(None, folded_text, folded_words, autojunk=False).find_longest_match()
    begin = max(0, match.a - match.b)
    window = slice(begin, begin + len(words))
    return len(set(folded_text[window]) & set(folded_words)), " ".join(text[window]).rstrip(".,;:")


def _within_word(pair: str) -> bool:
    return len(pair) == 2 and pair.isalnum()


# reading ----------------------------------------------------------------------------------------


def read(data: bytes, name: str) -> list[Group]:
    """Split a file's bytes, plain text or HTML, into groups of lines.

    Page furniture (date lines, bylines, advertisements) comes along: it is told from the paragraphs by digest.
    Raises ArticleError where the bytes are no text.
    """
    text = _decode(data, name)
    begin = text[:1_000].lstrip().lower()
    if name.lower().endswith((".html", ".htm", ".xhtml")) or begin.startswith(("<!doctype html", "<html")):
        return _groups(_html_lines(text))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _groups(enumerate(lines, 1))


def readings(groups: Sequence[Group]) -> tuple[list[Block], list[Block]]:
    """The two ways to tell paragraphs apart: each line is one, or each group is one that was broken into lines."""
    joined = [Block(group[0].line, " ".join(block.text for block in group)) for group in groups]
    return [block for group in groups for block in group], joined


def prose(groups: Sequence[Group]) -> list[Block]:
    """The blocks that are long enough for paragraphs, read as the file's own lines suggest."""
    lines, joined = readings(groups)
    wrapped = len(joined) < len(lines) and max(len(block.text) for block in lines) <= WRAPPED_WIDTH
    return [block for block in (joined if wrapped else lines) if block.is_prose]


def _groups(lines: Iterable[tuple[int, str]]) -> list[Group]:
    groups: list[list[Block]] = [[]]
    for number, line in lines:
        text = normalise(line)
        if text:
            groups[-1].append(Block(number, text))
        elif groups[-1]:
            groups.append([])
    return [tuple(group) for group in groups if group]


def _decode(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    declared = re.search(rb"""<meta[^>]{0,200}charset=["']?([A-Za-z0-9_-]{1,40})""", data[:4_096])
    for encoding in ("utf-8-sig", *([declared[1].decode()] if declared else [])):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    raise ArticleError(f"{name}: it is no text in UTF-8: save it as UTF-8")


# HTML -------------------------------------------------------------------------------------------

_UNSEEN = frozenset({"script", "style", "template"})
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip


class _HtmlReader(HTMLParser):
    """Gathers what a page shows as lines; a blank one ends each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[int, str]] = []
        self.pieces: list[str] = []
        self.begin = 0
        self.inside: str | None = None  # an element that shows nothing, or shows its line ends

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (the parser hands them over)
        """End a line or a block where a tag does."""
        self.tag(tag)
        if self.inside is None and tag in (*_UNSEEN, "pre"):
            self.inside = tag

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """Take <br/> for one break, not two."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End a block where its element does."""
        self.tag(tag)
        if tag == self.inside:
            self.inside = None

    def tag(self, tag: str) -> None:
        """A tag that is not part of a line ends it, and all but <br> the block too."""
        if tag in _INLINE:
            return
        text = "".join(self.pieces)
        self.pieces = []
        lines = text.split("\n") if self.inside == "pre" else [text]
        self.lines += enumerate(lines, self.begin)
        if tag != "br":
            self.lines.append((0, ""))

    def handle_data(self, data: str) -> None:
        """Take in text that is shown."""
        if self.inside in _UNSEEN or not (self.pieces or data.strip()):
            return
        if not self.pieces:
            lead = data[: len(data) - len(data.lstrip())]
            self.begin = self.getpos()[0] + lead.count("\n")
            data = data.lstrip()
        self.pieces.append(data)


def _html_lines(text: str) -> list[tuple[int, str]]:
    reader = _HtmlReader()
    # fed but never closed: what a page leaves unfinished at its end would be read again and again
    reader.feed(text + "\n<p>")
    return reader.lines
