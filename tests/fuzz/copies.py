"""Fuzzes `rwpk check --article` by copies of the made-up article: `python -m tests.fuzz.copies 5000` (pairs of them).

A copy is saved as people and programs do it: wrapped, hyphenated, with other quotation marks, marks of emphasis, links,
invisible signs and furniture, as text or as HTML. As it is, it holds. With one word or figure changed, the paragraph
with the change is named, and no other.
"""

from __future__ import annotations

import html
import random
import re
import textwrap
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from rwpk.article import verify
from rwpk.files import File
from tests.articles import MADE_UP
from tests.fuzz import seeded

#: The paragraphs of the made-up article, after its furniture and the paper's own blurb.
PARAGRAPHS = [text for text in MADE_UP.read_text(encoding="utf-8").split("\n\n") if len(text.split()) >= 20][1:]
DATASET = File(MADE_UP.with_suffix(".yaml").read_bytes(), "article.yaml")
FURNITURE = (
    "Advertisement", "Share this", "Read more: why tar costs what it costs", "12 comments", "3 March 2023", "* * *",
    "[Continue]", "© The Marsh Lantern 2018–2023", "Page 2 of 5", "The bell", "Not all loans are alike, says a reader",
)  # fmt: skip
#: The elements that a page may have around some words.
INLINE = ("em", "strong", "i", "b", "span", "a href='https://example.org/a?b=1&amp;c=2'", "abbr title='x'", "font")
#: What stands in a page and is not seen.
HIDDEN = (
    "<span hidden>In 1996</span>", "<!--otherwise--!>", "<script>otherwise()</script>", "<wbr>", "&shy;",
    "<span style='display: none'>otherwise</span>", "<template><p>otherwise</p></template>",
    "<img alt='otherwise'>", "<noscript>otherwise</noscript>", "<svg><title>otherwise</title></svg>",
)  # fmt: skip


class Saved(NamedTuple):
    """A copy, and the number of the paragraph with a change, if there is one."""

    data: bytes
    changed: int | None


def save(seed: int, *, change: bool) -> Saved:
    """Make a copy; each seed makes its own."""
    chance = random.Random(seed)
    paragraphs = list(PARAGRAPHS)
    number = None
    if change:
        number = chance.randrange(len(paragraphs))
        paragraphs[number] = changed(paragraphs[number], chance)
    write = chance.choice((as_text, as_text, as_page))
    return Saved(write(paragraphs, chance), None if number is None else number + 1)


def changed(paragraph: str, chance: random.Random) -> str:
    """Change one word or figure of a paragraph."""
    words = paragraph.split(" ")
    places = [place for place, word in enumerate(words) if re.search(r"\w", word)]
    place = chance.choice(places)
    word = words[place]
    letters = [index for index, character in enumerate(word) if character.isalnum()]
    letter = chance.choice(letters)
    other = str((int(word[letter]) + 1) % 10) if word[letter].isdigit() else chance.choice("äœжψ")
    how: dict[str, Callable[[], list[str]]] = {
        "another letter": lambda: [word[:letter] + other + word[letter + 1 :]],
        "no word": list,
    }
    if 0 < place < places[-1]:  # before the first word and after the last one nothing is the paragraph's
        how |= {"a word more": lambda: [word, "otherwise"], "the word twice": lambda: [word, word]}
    words[place : place + 1] = how[chance.choice(list(how))]()
    return " ".join(words)


# as text ------------------------------------------------------------------------------------------


def as_text(paragraphs: list[str], chance: random.Random) -> bytes:
    """Save as a text browser, a converter or a person does."""
    width = chance.choice((0, 0, chance.randint(25, 140)))
    quotes = str.maketrans("‘’“”", chance.choice(("‘’“”", "''\"\"", "‚‘„“", "`'″″")))
    is_decomposed = chance.random() < 0.3
    marks = chance.choice(("", "*", "_", "**", "/"))
    blocks = []
    for paragraph in paragraphs:
        words = [decorated(word, marks, chance) for word in paragraph.translate(quotes).split(" ")]
        text = chance.choice((" ", " ", "  ", "\u00a0")).join(words)
        if width:
            text = textwrap.fill(text, width, break_on_hyphens=chance.random() < 0.5, break_long_words=False)
            text = textwrap.indent(text, chance.choice(("", "   ", "> ")))
        blocks += [*furniture(chance), unicodedata.normalize("NFD" if is_decomposed else "NFC", text)]
    blocks += furniture(chance)
    end = chance.choice(("\n", "\n", "\r\n", "\r"))
    text = chance.choice(("\n\n", "\n\n", "\n", "\n\n\n", "\f")).join(blocks).replace("\n", end)
    return text.encode(chance.choice(("utf-8", "utf-8-sig", "utf-16")))


def decorated(word: str, marks: str, chance: random.Random) -> str:
    """Put something on a word that a saver might put there."""
    luck = chance.random()
    if luck < 0.03:
        return f"{marks}{word}{marks}"
    if luck < 0.04:
        return f"{word}[{chance.randint(1, 999)}]"
    if luck < 0.05:
        return word + chance.choice((" <https://example.org/a?b=1>", "(https://example.org/c)", " <mailto:a@b.org>"))
    if luck < 0.07 and len(word) > 6 and word.isalpha():
        place = chance.randint(2, len(word) - 3)
        return word[:place] + chance.choice(("-\n", "\u00ad", "\u200b", "\ufeff", "\u2060")) + word[place:]
    if luck < 0.08:
        return f"\u2066{word}\u2069"
    return word


def furniture(chance: random.Random) -> list[str]:
    """Return what stands between two paragraphs; sometimes the beginning of one, as in a teaser."""
    pieces = chance.choices(FURNITURE, k=chance.choice((0, 0, 1, 2)))
    if chance.random() < 0.1:
        pieces.append(" ".join(chance.choice(PARAGRAPHS).split()[: chance.randint(3, 15)]) + " …")
    return pieces


# as a page ----------------------------------------------------------------------------------------


def as_page(paragraphs: list[str], chance: random.Random) -> bytes:
    """Save as a browser or a reader view does."""
    blocks = []
    for paragraph in paragraphs:
        words = html.escape(paragraph, quote=chance.random() < 0.5).split(" ")
        for _ in range(chance.choice((0, 1, 3))):
            place = chance.randrange(len(words))
            tag = chance.choice(INLINE)
            words[place] = f"<{tag}>{words[place]}</{tag.split(' ')[0]}>"
        if chance.random() < 0.3:
            words.insert(chance.randrange(len(words)), chance.choice(HIDDEN))
        element = chance.choice(("p", "p", "div", "p class='a b'", "li", "td", "blockquote"))
        end = "" if element == "p" and chance.random() < 0.3 else f"</{element.split(' ')[0]}>"
        text = chance.choice((" ", " ", "\n    ", "&nbsp;", "<br>")).join(words)
        blocks += [*(f"<div>{html.escape(piece)}</div>" for piece in furniture(chance)), f"<{element}>{text}{end}"]
    body = chance.choice(("\n", "", "<hr>", "<!-- a -->", "<script>'</p>'</script>")).join(blocks)
    charset = chance.choice(("utf-8", "utf-8", "windows-1252"))
    page = (
        f'<!DOCTYPE html>\n<html><head><meta charset="{charset}"><title>Boats</title></head><body>{body}</body></html>'
    )
    return page.encode(charset, "xmlcharrefreplace")


# the fuzzer ---------------------------------------------------------------------------------------


def fault(seed: int) -> str | None:
    """Hold two copies against the dataset, one of them changed; return what is wrong with the answers, or None."""
    for change in (False, True):
        data, number = save(seed, change=change)
        report = verify.check(DATASET, File(data, "copy"))
        named = [one.number for one in report.paragraphs if one.state != "holds"]
        if named != ([] if number is None else [number]) or report.holds is change:
            return f"changed {number}: {named}, {[problem.message for problem in report.problems][:3]}"
    return None


if __name__ == "__main__":
    seeded.main(fault)
