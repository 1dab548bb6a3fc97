"""A copy of an article: its bytes made into the text that a reader sees. No input or output."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from rwpk.canonical import Canonical, canonical
from rwpk.errors import ArticleError
from rwpk.text import printable

if TYPE_CHECKING:
    from rwpk.article.page import Element

#: A copy with more characters for a reader is not an article.
MAX_CHARACTERS = 1_000_000

# The first bytes of files that contain an article in a form other than text.
_OTHER_FILES = {
    b"%PDF": "a PDF", b"{\\rtf": "an RTF document", b"PK\x03\x04": "an archive, as .docx and .epub are",
    b"From: <Saved by": "an MHTML page", b"MIME-Version:": "an MHTML page",
}  # fmt: skip
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([\w-]{1,40})""", re.IGNORECASE)
# Encodings that browsers know under the same name; some of Python's others take minutes.
_ENCODINGS = re.compile(r"windows-125\d|iso-8859-\d+|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb\w+|big5")
# What browsers read as an encoding with more characters, by Python's name of that.
_WIDER = {
    "iso-8859-1": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254", "big5": "big5hkscs", "euc-kr": "cp949",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
}  # fmt: skip
#: The lines at either edge of a printed page that may be a header or a footer.
EDGE_LINES = 5


class Copy:
    """The text of a copy for a reader, with its canonical form, and the lines of the file that it comes from.

    `elements` are those by which a page describes itself.
    """

    def __init__(self, text: str, lines: Sequence[tuple[int, int]] = (), elements: Sequence[Element] = ()) -> None:
        self.text = text
        self.elements = elements
        own = ((match.end(), number) for number, match in enumerate(re.finditer("\n", text), 2))
        self._lines = list(lines) or [(0, 1), *own]

    @cached_property
    def form(self) -> Canonical:
        """The text in canonical form."""
        return canonical(self.text)

    def line_at(self, offset: int) -> int:
        """Return the line of the file from which the text at an offset comes."""
        return self._lines[max(0, bisect_right(self._lines, offset, key=lambda place: place[0]) - 1)][1]

    def line_of(self, offset: int) -> int:
        """Return the line of the file from which the canonical form at an offset comes."""
        return self.line_at(self.form.origin(offset))

    def words(self, begin: int, end: int) -> list[str]:
        """Return the words of a stretch of the canonical form, as they stand in the text."""
        stop = self.form.origin(end) if end < len(self.form.text) else len(self.text)
        return self.text[self.form.origin(begin) : stop].split()


def read(data: bytes, name: str) -> Copy:
    """Make the text for a reader of a file's bytes, plain text or HTML.

    Raises ArticleError if the bytes are not text, or too much of it.
    """
    shown = printable(name, 200)
    text = re.sub("\r\n?", "\n", _decode(data, shown))
    lines: Sequence[tuple[int, int]] = ()
    elements: Sequence[Element] = ()
    begins_as_page = re.search("<!doctype html|<html", text[:1_000].lower()) is not None
    is_page = begins_as_page or name.lower().endswith((".html", ".htm", ".xhtml"))
    if is_page:
        from rwpk.article import page

        seen = page.read_page(text)
        if seen is None:
            raise ArticleError(f"{shown}: more than {page.MAX_TAGS:,} tags are not an article: save its text alone")
        text, lines, elements = seen
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(
            f"{shown}: more than {MAX_CHARACTERS:,} characters to read are not an article: name the right file"
        )
    return Copy(text if is_page else _without_edges(text), lines, elements)


def _without_edges(text: str) -> str:
    """Empty the headers and footers of printed pages, which form feeds part: lines at the edges of half of the pages.

    Figures in them may differ, as page numbers do.
    """
    pages = [page.split("\n") for page in text.split("\f")]
    edges = []
    for page in pages:
        filled = [index for index, line in enumerate(page) if line.strip()]
        edges.append(
            {index: re.sub(r"\d+", "0", page[index].strip()) for index in filled[:EDGE_LINES] + filled[-EDGE_LINES:]}
        )
    counts = Counter(line for edge in edges for line in set(edge.values()))
    for page, edge in zip(pages, edges, strict=True):
        for index, line in edge.items():
            if counts[line] >= max(2, len(pages) / 2):
                page[index] = ""
    return "\f".join("\n".join(page) for page in pages)


def _decode(data: bytes, shown: str) -> str:
    for begin, kind in _OTHER_FILES.items():
        if data.startswith(begin):
            raise ArticleError(f"{shown}: it is {kind}: save the article as text or as HTML")
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return data.decode("utf-32", errors="replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:4_096]:
        raise ArticleError(f"{shown}: it is not text: save the article as text or as HTML")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(_encoding(data), errors="replace")


def _encoding(data: bytes) -> str:
    """Return the encoding of what is not all UTF-8: as the page declares, or else what most of its bytes are."""
    match = _DECLARED.search(data[:4_096])
    name = match[1].decode().lower() if match else ""
    if name in _WIDER:
        return _WIDER[name]
    with suppress(LookupError):
        if _ENCODINGS.fullmatch(name) and codecs.lookup(name):
            return name
    text = data.decode("utf-8", errors="replace")
    others = sum(not character.isascii() for character in text)
    is_utf8 = name in ("utf-8", "utf8") or others > 2 * text.count("\ufffd")
    return "utf-8-sig" if is_utf8 else "cp1252"
