"""The canonical form in which a text is compared with a copy of it: its letters, marks and digits. Pure functions.

Savers wrap lines, split words, straighten quotation marks and mark emphasis; none of that changes the form. Whoever
changes a word or a figure changes it.
"""

from __future__ import annotations

import hashlib
import html
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from rwpk.text import INVISIBLE_CLASS, is_unspaced, is_word_character, normalize_unicode

# The elements whose tags a converter leaves in text.
_TAGS = (
    "a|abbr|b|blockquote|br|cite|code|del|div|em|figcaption|figure|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|q|s|small"
    "|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|wbr"
)
# What savers put into a text: footnote marks, addresses (which may be broken over lines), the ends of Markdown's links
# with their attributes, and tags. None of these has room for a sentence.
_ADDED = re.compile(
    rf"""\\?\[\^?[0-9]{{1,3}}\\?\]
    | <(?:[A-Za-z][A-Za-z0-9+.-]{{0,20}}:|www\.|[^\s<>@]{{1,64}}@)(?:[^<>\s]|\r?\n[ \t]*){{1,2000}}>
    | (?<=\])\((?=[^\s()]{{0,2000}}[/.\#:])[^\s()]{{1,2000}}(?:\s+"[^"\n]{{0,200}}")?\)
    | (?:https?|ftp|file)://[!#-'*-;=?-Z\\^-z|~]+
    | (?<=[)\]])\{{(?:\s?(?:[.\#][\w-]+|[\w-]+="[^"{{}}]{{0,200}}"))+\}}
    | </?(?:{_TAGS})(?:\s+[\w:-]{{1,40}}=(?:"[^"<>]{{0,500}}"|'[^'<>]{{0,500}}'|[^\s<>"']{{1,500}}))*\s?/?>
    | (?P<entity>&(?:\#[0-9]{{1,7}}|\#[Xx][0-9A-Fa-f]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,30}});)""",
    re.VERBOSE | re.IGNORECASE,
)
# The signs that are part of a figure if they stand between two digits: those of Arabic are the last two.
_SIGNS = ".,:/٫٬"
# Invisible signs, letters that are written for quotation marks, accents that stand alone, and what only stretches an
# Arabic word.
_DROPPED = re.compile(rf"[{INVISIBLE_CLASS}´¨¯¸˘˙˚˛˜˝ʹʺʻʼʽˈ\u0640]")
_WORD = re.compile(r"\S+")
_ASCII_PIECE = re.compile(r"(?:[A-Za-z0-9]|(?<=[0-9])[.,:/](?=[0-9]))+")
# Words are recognised by this many characters before they are compared.
_PREFIX = 8


class Canonical(NamedTuple):
    """A text in canonical form.

    `starts` are the offsets in it at which a word may begin, in order, and `origins` the offset in the original text of
    each, or of the word that it is part of.
    """

    text: str
    starts: array[int]
    origins: array[int]

    def origin(self, offset: int) -> int:
        """Return where the word at an offset stands in the original text."""
        return self.origins[max(0, bisect_right(self.starts, offset) - 1)] if self.origins else 0

    def is_end(self, offset: int) -> bool:
        """Whether a word may end at an offset."""
        index = bisect_left(self.starts, offset)
        return offset == len(self.text) or (index < len(self.starts) and self.starts[index] == offset)

    def find(self, wanted: Iterable[str]) -> dict[str, list[int]]:
        """Return the offsets of some words, each in canonical form, wherever they stand as whole words.

        All are looked for at once: the time depends on the text, and hardly on how many they are.
        """
        by_prefix: defaultdict[str, set[str]] = defaultdict(set)
        for words in wanted:
            by_prefix[words[:_PREFIX]].add(words)
        by_prefix.pop("", None)
        sizes = sorted({len(prefix) for prefix in by_prefix})
        lengths = {prefix: sorted({len(words) for words in group}) for prefix, group in by_prefix.items()}
        text, ends = self.text, {*self.starts, len(self.text)}
        found: defaultdict[str, list[int]] = defaultdict(list)
        for start in self.starts:
            for size in sizes:
                prefix = text[start : start + size]
                if prefix not in by_prefix:
                    continue
                for length in lengths[prefix]:
                    words = text[start : start + length]
                    if start + length in ends and words in by_prefix[prefix]:
                        found[words].append(start)
        return found


def canonical(text: str) -> Canonical:
    """Return a text in canonical form."""
    pieces: list[str] = []
    starts, origins = array("L"), array("L")
    length = 0
    for piece, origin in _pieces(text):
        pieces.append(piece)
        starts.append(length)
        origins.append(origin)
        length += len(piece)
    return Canonical("".join(pieces), starts, origins)


def canonical_text(text: str) -> str:
    """Return the canonical form of a text alone."""
    if text.isascii() and not _ADDED.search(text):  # as most phrases
        return "".join(_ASCII_PIECE.findall(text))
    return "".join(piece for piece, _ in _pieces(text))


def digest(form: str) -> str:
    """Return the SHA-256 of a text in canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(form.encode()).hexdigest()


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Yield the words of a text, or their parts, in canonical form, each with the offset of the word."""
    added = list(_ADDED.finditer(text))
    limits = [0, *(limit for match in added for limit in match.span()), len(text)]
    for index, (begin, end) in enumerate(pairwise(limits)):
        if index % 2:
            if entity := added[index // 2]["entity"]:
                yield from ((piece, begin) for piece in _parts(html.unescape(entity)))
            continue
        if text.isascii():
            for match in _ASCII_PIECE.finditer(text, begin, end):
                yield match[0], match.start()
            continue
        for match in _WORD.finditer(text, begin, end):
            word = match[0]
            if word.isascii():
                for piece in _ASCII_PIECE.finditer(text, match.start(), match.end()):
                    yield piece[0], piece.start()
            else:
                yield from ((piece, match.start()) for piece in _parts(word))


def _parts(word: str) -> Iterator[str]:
    """Yield the parts of a word between signs; in scripts without blanks between words, each letter with its marks."""
    normal = normalize_unicode("NFKC", _DROPPED.sub("", word))
    part = ""
    was_unspaced = False  # the last letter
    for before, character, after in zip(" " + normal, normal, normal[1:] + " ", strict=False):
        is_letter = character.isalnum()
        # A mark without a letter is an accent that stands alone, as NFKC makes one of U+00B4.
        if is_letter or (part and is_word_character(character)):
            is_figure = before.isdecimal() and character.isdecimal()
            if part and is_letter and not is_figure and (was_unspaced or is_unspaced(character)):
                yield part
                part = ""
            part += character
            was_unspaced = is_unspaced(character) if is_letter else was_unspaced
        elif character in _SIGNS and before.isdecimal() and after.isdecimal():
            part += character
        elif part:
            yield part
            part = ""
    if part:
        yield part
