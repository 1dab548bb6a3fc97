"""The text of an HTML page as a browser would show it, without what it hides, and what it says of itself.

No input or output. JustHTML parses it. Against Chromium it is as right as selectolax on 314 news pages, and slower, but
it is all Python, and takes a second over pages that take selectolax minutes (200,000 attributes of one tag).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from justhtml import Node

#: A page with more tags than this is not an article: the largest of 314 news pages has 19,252. The parser takes seconds
#: and hundreds of megabytes for more.
MAX_TAGS = 200_000

# Elements of which a browser that runs scripts shows nothing, or no text of the page.
_UNSEEN = frozenset({
    "annotation", "annotation-xml", "audio", "canvas", "datalist", "desc", "head", "iframe", "metadata", "meter",
    "noembed", "noframes", "noscript", "object", "progress", "rp", "script", "select", "style", "template", "textarea",
    "title", "video",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "td", "th",
    "tr", "ul",
})  # fmt: skip
# A `<` that begins no tag: the parser takes quadratic time over many. The canonical form drops it in full width too.
_BARE_SIGN, _WIDE_SIGN = re.compile(r"<(?![A-Za-z/!?])"), "\uff1c"
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\s*(?:[;!]|$)", re.IGNORECASE
)
# What to look for in the source to find a text: its first characters that are rarely written as entities.
_KEYS = (re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.]{3,40}"), re.compile(r"[^\s&<>]{1,20}"))
#: The search for lines ends after this many texts that could not be found in the source.
MAX_MISSES = 100


class Element(NamedTuple):
    """An element by which a page describes itself: a `meta`, a `link`, its title or a script of data."""

    name: str
    attributes: Mapping[str, str]
    text: str


class Page(NamedTuple):
    """A page as text, with a blank line between blocks, and the elements that describe it.

    Each origin is an offset in the text, and the line of the source that the text comes from, from there on.
    """

    text: str
    origins: list[tuple[int, int]]
    elements: list[Element]


def read_page(source: str) -> Page | None:
    """Read the source of a page; return None if it has more tags than an article."""
    source = _BARE_SIGN.sub(_WIDE_SIGN, source)
    if source.count("<") > MAX_TAGS:
        return None
    from justhtml import JustHTML

    parts: list[str] = []
    origins: list[tuple[int, int]] = []
    elements: list[Element] = []
    length = 0
    lines = _Lines(source)
    waiting: list[tuple[Node | str, bool]] = [(JustHTML(source, sanitize=False).root, True)]  # each: whether it is seen
    while waiting:
        node, is_seen = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            length += len(node)
        elif node.name == "#text":
            first = lines.find(str(node.data or ""), is_literal=not is_seen)
            for number, line in enumerate(_shown(node) if is_seen else (), first):
                origins.append((length, number))
                parts.append(line)
                length += len(line)
        elif node.name == "#comment":
            lines.find(str(node.data or ""), is_literal=True)
        elif node.name == "br":
            waiting.append(("\n", True))
        else:
            if _is_description(node):
                elements.append(_element(node))
            is_seen = is_seen and _is_seen(node)
            between = ("\n\n" if is_seen and node.name in _BLOCKS else "", True)
            waiting += [between, *((child, is_seen) for child in reversed(_children(node))), between]
    return Page("".join(parts), origins, elements)


class _Lines:
    """Finds the lines of texts in the source of a page, in the order of the page.

    JustHTML 3.16 gives them with `track_node_locations`, but then reads some comments as text.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._offset, self._line, self._misses = 0, 1, 0

    def find(self, text: str, *, is_literal: bool) -> int:
        """Return the line in which a text begins, or the last one if it stands nowhere as it is.

        A literal text, such as a script, has no entities: the next one begins after its end.
        """
        key = next(filter(None, (pattern.search(text) for pattern in _KEYS)), None)
        if key is None or self._misses > MAX_MISSES:
            return self._line
        offset = self._source.find(key[0], self._offset)
        if offset < 0:
            self._misses += 1
            return self._line
        begin = self._line + self._source.count("\n", self._offset, offset) - text.count("\n", 0, key.start())
        end = offset + (len(text) - key.start() if is_literal else len(key[0]))
        self._line += self._source.count("\n", self._offset, end)
        self._offset = end
        return begin


def _shown(node: Node) -> list[str]:
    """Return the lines of a text, with white space as a browser shows it."""
    lines = str(node.data).split("\n")
    if node.parent is not None and node.parent.name == "pre":
        return [line + "\n" for line in lines[:-1]] + lines[-1:]
    return [re.sub(r"[ \t\r\f]+", " ", line) for line in (*(line + " " for line in lines[:-1]), lines[-1])]


def _is_seen(node: Node) -> bool:
    attributes = node.attrs or {}
    if node.name == "template":
        return (attributes.get("shadowrootmode") or "").lower() in ("open", "closed")
    if node.name in _UNSEEN or (node.name == "dialog" and "open" not in attributes):
        return False
    if "hidden" in attributes or "popover" in attributes:
        return False
    return not _HIDING.search(attributes.get("style") or "")


def _is_description(node: Node) -> bool:
    if node.name == "script":
        return ((node.attrs or {}).get("type") or "").strip().lower() == "application/ld+json"
    if node.name == "title":  # a drawing may have one too
        return node.parent is not None and node.parent.name == "head"
    return node.name in ("meta", "link")


def _element(node: Node) -> Element:
    attributes = {name: value or "" for name, value in (node.attrs or {}).items()}
    return Element(node.name, attributes, "".join(str(child.data or "") for child in _children(node)))


def _children(node: Node) -> list[Node]:
    content = getattr(node, "template_content", None)
    return list((content or node).children or ())
