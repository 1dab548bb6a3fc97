"""The text of an article: its lines, its possible paragraphs, digests and phrases. No input or output."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from itertools import islice
from statistics import median
from typing import NamedTuple

from rwpk.errors import ArticleError
from rwpk.text import is_word_character, normalize_unicode, printable

#: A line of fewer words is a heading, a byline or an advertisement.
PROSE_WORDS = 20
#: If a program has wrapped a text, at least half of its lines have at most this many characters.
WRAPPED_WIDTH = 140
#: A file with more characters, without the pictures in a page, or more lines is not an article.
MAX_CHARACTERS = 1_000_000
MAX_LINES = 50_000

# Characters that only control line breaks, and are invisible.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_BREAKS = re.compile("[\f\v\x85\u2028\u2029]")
_PLAIN = str.maketrans({
    **dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("“”„‟", '"'), "\u2010": "-", "\u2011": "-",
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
})  # fmt: skip
_OPENING = re.compile(r"""(?<![^\s(\[{'"‘“–—-])(['"])(?=\S)""")
_OPENED = {"'": "‘", '"': "“"}
_PICTURE = re.compile("(?<=;base64,)[A-Za-z0-9+/=]++")
#: Words are looked for in at most this many places.
MAX_PLACES = 100
# The first bytes of files that contain an article in a form other than text.
_OTHER_FILES = {
    b"%PDF": "a PDF", b"{\\rtf": "an RTF document", b"PK\x03\x04": "an archive, as .docx and .epub are",
    b"From: <Saved by": "an MHTML page", b"MIME-Version:": "an MHTML page",
}  # fmt: skip


class Block(NamedTuple):
    """A possible paragraph: the line of the file in which it begins, from 1, and its normalized text.

    `place` is the index of its first line among all lines with text, from 0, and `size` the number of its lines.
    """

    line: int
    text: str
    place: int
    size: int = 1

    @property
    def words(self) -> int:
        """Its number of words."""
        return len(self.text.split())

    @property
    def is_prose(self) -> bool:
        """Whether it is long enough to be more than a heading or a byline."""
        return self.words >= PROSE_WORDS


#: Lines without a blank one between them.
Group = tuple[Block, ...]


def normalize(text: str) -> str:
    """Return a text in Unicode NFC, with each run of white space as one blank, trimmed."""
    return " ".join(normalize_unicode("NFC", text).split())


def digest(paragraph: str) -> str:
    """Return the SHA-256 of a paragraph's normalized text, as 64 hexadecimal digits."""
    return sha256(normalize(paragraph))


def sha256(normal: str) -> str:
    """Return the SHA-256 of a normalized text."""
    return hashlib.sha256(normal.encode()).hexdigest()


def forms(paragraph: str) -> dict[str, None]:
    """Return the forms in which a normalized paragraph may have been saved: as it is, with straight or curly quotes.

    Saving a page or copying a text changes these more often than anything else. Of several lines, each ends in \\n, or
    in \\r where a word was put together over its end.
    """
    mended = [
        re.sub(r"(?<=\w)- (?=\w)", hyphen, re.sub(r"(?<=\w)-\n(?=\w)", f"{hyphen}\r", paragraph))
        for hyphen in ("-", "")
    ]
    return dict.fromkeys(form for text in (paragraph, *mended) for form in (text, plain(text), curly(plain(text))))


def line_forms(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield normalized lines in each of these forms; a line begins with the blank that joins it to the one before."""
    for form in forms("\n".join(lines)):
        yield [line.replace("\n", " ") for line in re.split(r"\r|(?=\n)", form)]


def plain(text: str) -> str:
    """Return a text with straight quotation marks, plain hyphens and letters for ligatures."""
    return text if text.isascii() else text.translate(_PLAIN)


def curly(text: str) -> str:
    """Return a text with curly quotation marks: one before a word opens, any other closes."""
    if "'" not in text and '"' not in text:
        return text
    opened = _OPENING.sub(lambda match: _OPENED[match[1]], text)
    return opened.replace("'", "’").replace('"', "”")


def find(text: str, words: str) -> Iterator[int]:
    """Yield the offsets of words in a text, both plain; a part of a longer word does not count."""
    at = -1
    for _ in range(MAX_PLACES):
        at = text.find(words, at + 1)
        if at < 0:
            return
        end = at + len(words)
        if not (_within_word(text[max(0, at - 1) : at + 1]) or _within_word(text[end - 1 : end + 1])):
            yield at


def stands(text: str, words: str) -> bool:
    """Whether words stand in a text; both are plain."""
    return next(find(text, words), None) is not None


def closest_words(paragraph: str, phrase: str) -> str:
    """Return the words of a paragraph that are most like a phrase."""
    from difflib import SequenceMatcher

    text, words = paragraph.split(), phrase.split()
    folded_text, folded_words = ([plain(word).lower() for word in side] for side in (text, words))
    match = SequenceMatcher(None, folded_text, folded_words, autojunk=False).find_longest_match()
    begin = max(0, match.a - match.b)
    return " ".join(text[begin : begin + len(words)]).rstrip(".,;:")


def _within_word(pair: str) -> bool:
    return len(pair) == 2 and all(map(is_word_character, pair))


# Reading.


def read(data: bytes, name: str) -> list[Group]:
    """Split a file's bytes, plain text or HTML, into groups of lines.

    Date lines, bylines and advertisements are included: only digests tell them from paragraphs.
    Raises ArticleError if the bytes are not text, or too much of it.
    """
    shown = printable(name, 200)
    text = _decode(data, shown)
    is_page = name.lower().endswith((".html", ".htm", ".xhtml"))
    is_page = is_page or re.search("<!doctype html|<html", text[:1_000].lower()) is not None
    if is_page:
        text = _PICTURE.sub("", text)
    if len(text) <= MAX_CHARACTERS:
        try:
            lines = _html_lines(text) if is_page else enumerate(re.split("\r\n?|\n", text), 1)
        except (AssertionError, ValueError):  # the parser's own, for what no browser writes
            raise ArticleError(f"{shown}: its HTML is broken: save its text alone") from None
        parts = list(islice(_parted(lines), MAX_LINES + 1))
        if len(parts) <= MAX_LINES:
            return _groups(parts)
    most = f"{MAX_CHARACTERS:,} characters, or {MAX_LINES:,} lines,"
    raise ArticleError(f"{shown}: more than {most} are not an article: name the right file, or save its text alone")


def pieces(groups: Sequence[Group]) -> list[Block]:
    """Return what reads as a paragraph or a heading: a line, or a group of wrapped lines."""
    result: list[Block] = []
    for group in groups:
        wrapped = len(group) > 1 and median(len(block.text) for block in group) <= WRAPPED_WIDTH
        result += [joined(group)] if wrapped else group
    return result


def joined(lines: Sequence[Block]) -> Block:
    """Join several lines into one."""
    return Block(lines[0].line, " ".join(block.text for block in lines), lines[0].place, len(lines))


def _groups(lines: Iterable[tuple[int, str]]) -> list[Group]:
    groups: list[list[Block]] = [[]]
    place = 0
    for number, line in lines:
        text = normalize(_INVISIBLE.sub("", line))
        if text:
            groups[-1].append(Block(number, text, place))
            place += 1
        elif groups[-1]:
            groups.append([])
    return [tuple(group) for group in groups if group]


def _parted(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the parts of each line between form feeds and the like, with a blank line between them."""
    for number, line in lines:
        for place, part in enumerate(_BREAKS.split(line)):
            if place:
                yield number, ""
            yield number, part


def _decode(data: bytes, shown: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    for begin, kind in _OTHER_FILES.items():
        if data.startswith(begin):
            raise ArticleError(f"{shown}: it is {kind}: save the article as text or as HTML")
    # The encodings that browsers know; some of Python's others take minutes.
    known = rb"(windows-125\d|iso-8859-\d+|latin1|(?:us-)?ascii|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb\w+|big5)\b"
    declared = re.search(rb"""<meta[^>]{0,200}charset=["']?""" + known, data[:4_096], re.IGNORECASE)
    for encoding in ("utf-8-sig", *([_as_browsers_do(declared[1].decode().lower())] if declared else [])):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    raise ArticleError(f"{shown}: it is not UTF-8 text: save it as UTF-8")


def _as_browsers_do(encoding: str) -> str:
    return "cp1252" if encoding in ("iso-8859-1", "latin1", "us-ascii", "ascii") else encoding


# HTML.

_UNSEEN = frozenset({"script", "style", "svg", "template"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option",
    "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip


class _HtmlReader(HTMLParser):
    """Gathers the visible text of a page as lines, with a blank one after each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[int, str]] = []
        self.pieces: list[str] = []
        self.begin = 0
        self.inside: str | None = None  # an element that shows nothing, or shows its line ends

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (the parser hands them over)
        """Let a tag end a line or a block."""
        self.tag(tag)
        if self.inside is None and tag in (*_UNSEEN, "pre"):
            self.inside = tag

    def handle_startendtag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        """Let an empty element such as <br/> end a line once."""
        self.tag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Let the end of an element end its block."""
        self.tag(tag)
        if tag == self.inside:
            self.inside = None

    def tag(self, tag: str) -> None:
        """End the line at the tag of a block, and the block too at any but <br>."""
        if tag not in _BLOCKS or self.inside in _UNSEEN:
            return
        text = "".join(self.pieces)
        self.pieces = []
        lines = text.split("\n") if self.inside == "pre" else [text]
        self.lines += enumerate(lines, self.begin)
        if tag != "br":
            self.lines.append((0, ""))

    def handle_data(self, data: str) -> None:
        """Add text that is visible."""
        if self.inside in _UNSEEN or not (self.pieces or data.strip()):
            return
        if not self.pieces:
            lead = data[: len(data) - len(data.lstrip())]
            self.begin = self.getpos()[0] + lead.count("\n")
            data = data.lstrip()
        self.pieces.append(data)


def _html_lines(text: str) -> Iterable[tuple[int, str]]:
    reader = _HtmlReader()
    # Never closed: the parser would read an unfinished end again and again.
    reader.feed(text + "\n<p>")
    return reader.lines
