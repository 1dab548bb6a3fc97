"""Text broken into lines by the cells that it takes, and styled for a terminal. Rich would take ten times as long."""

from __future__ import annotations

import re

from rwpk.text import cell_width

#: What makes a terminal write bold or italic, and what ends it.
BOLD, ITALIC, PLAIN = "\x1b[1m", "\x1b[3m", "\x1b[0m"
# A word and the blanks after it; those at the beginning of a text belong to its first word.
_WORD = re.compile(r"\s*\S+\s*")


def wrap(text: str, width: int, *, whole_addresses: bool = False) -> list[str]:
    """Break a text between words into lines of at most `width` cells.

    A longer word is broken where a line ends. An address is kept whole if asked for: a terminal then breaks it itself,
    and it can still be copied and opened.
    """
    lines, line, used = [], "", 0
    for word in _WORD.findall(text):
        needed = cell_width(word.rstrip())
        if used and used + needed > width:
            lines.append(line.rstrip())
            line, used = "", 0
        is_whole = needed <= width or (whole_addresses and "://" in word)
        *full, last = [word] if is_whole else _fold(word, width)
        lines += full
        line += last
        used += cell_width(last)
    return [*lines, line.rstrip()]


def styled(text: str, style: str) -> str:
    """Return a text in a style for a terminal; an empty style leaves it as it is."""
    return f"{style}{text}{PLAIN}" if style else text


def _fold(word: str, width: int) -> list[str]:
    """Break a word into pieces of at most `width` cells, or of one character that is wider."""
    pieces, used = [""], 0
    for character in word.rstrip():
        used += cell_width(character)
        if used > width and pieces[-1]:
            pieces.append("")
            used = cell_width(character)
        pieces[-1] += character
    pieces[-1] += word[len(word.rstrip()) :]
    return pieces
