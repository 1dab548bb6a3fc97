"""What a page says of itself, as fields of a dataset's source. Pure functions.

It is read from Open Graph, JSON-LD, the author, the title and the canonical address in its head. What a reader sees on
the page is not: its dates may be those of a clock, and its names those of anybody.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rwpk import model
from rwpk.loading import misfits
from rwpk.text import without_formulas, without_unsafe

if TYPE_CHECKING:
    from rwpk.article.page import Element

#: A title or a name of more characters is none.
MAX_CHARACTERS = 500
#: The first authors that are read: a page may name any number.
MAX_AUTHORS = 50

# The types of schema.org for articles: NewsArticle, BlogPosting and others.
_ARTICLE_TYPE = re.compile("(?:Article|Posting|Report)$")
_DAY = re.compile(r"\s*([0-9]{4}(?:-[0-9]{2}){0,2})(?:[T\s]|$)")
# A page may name a profile in place of an author.
_ADDRESS = re.compile(r"\w+://|www\.", re.IGNORECASE)


def source_fields(elements: Sequence[Element]) -> dict[str, Any]:
    """Return the fields of a source that a page states, as plain values that keep the rules of a dataset.

    An author of whom the page gives only the whole name has it as the family name, as an organisation does.
    """
    article, named = _article(elements)
    publisher = _names(article.get("publisher"), named)
    candidates: dict[str, tuple[Callable[[Any], Any], Iterable[Any]]] = {
        "title": (_text, [*_metas(elements, "og:title"), article.get("headline"), *_titles(elements)]),
        "author": (_authors, [_people(article.get("author"), named), _metas(elements, "author", "article:author")]),
        "issued": (_day, [*_metas(elements, "article:published_time"), article.get("datePublished")]),
        "container-title": (_text, [*_metas(elements, "og:site_name"), *publisher]),
        "URL": (_address, [*_links(elements), *_metas(elements, "og:url"), *_addresses(article)]),
    }
    fields = model.fields(model.Source)
    result = {}
    for name, (read, values) in candidates.items():
        readings = (read(value) for value in values)
        fitting = (one for one in readings if one and misfits.fits(one, fields[name].annotation))
        if (value := next(fitting, None)) is not None:
            result[name] = value
    return result


# One value, from what a page may hold to what a dataset may hold; None for what cannot be made so.


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > 10 * MAX_CHARACTERS:
        return None
    plain = without_formulas(without_unsafe(" ".join(value.split())))
    text = " ".join(plain.split())
    return text if len(text) <= MAX_CHARACTERS else None


def _day(value: Any) -> str | None:
    """Return the day of a date as it is written, in whatever time zone."""
    match = _DAY.match(value) if isinstance(value, str) else None
    return match[1] if match else None


def _address(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) else None


def _authors(people: Iterable[dict[str, Any]] | Iterable[str]) -> list[dict[str, str | None]]:
    authors: list[dict[str, str | None]] = []
    for person in people:
        parts = person if isinstance(person, dict) else {"name": person}
        family, given = _text(parts.get("familyName")), _text(parts.get("givenName"))
        if not family:
            family, given = _text(parts.get("name")), None
        author = {"family": family, "given": given or None}
        fits = family and not _ADDRESS.match(family) and misfits.fits(author, model.Author)
        if fits and author not in authors and len(authors) < MAX_AUTHORS:
            authors.append(author)
    return authors


# Where the values stand.


def _metas(elements: Sequence[Element], *names: str) -> list[str]:
    """Return the contents of the `meta` elements of some names, in the order of the page."""
    return [
        element.attributes.get("content", "")
        for element in elements
        if element.name == "meta" and {_lower(element, "property"), _lower(element, "name")} & {*names}
    ]


def _links(elements: Sequence[Element]) -> list[str]:
    return [
        element.attributes.get("href", "")
        for element in elements
        if element.name == "link" and "canonical" in _lower(element, "rel").split()
    ]


def _titles(elements: Sequence[Element]) -> list[str]:
    return [element.text for element in elements if element.name == "title"]


def _lower(element: Element, attribute: str) -> str:
    return element.attributes.get(attribute, "").strip().lower()


# JSON-LD.


def _article(elements: Sequence[Element]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the article that the scripts of a page describe, and all that they describe by its `@id`.

    Of several articles, it is one that has the title or the address of the page; the others are its recommendations.
    """
    nodes = [node for element in elements if element.name == "script" for node in _nodes(element.text)]
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    articles = [_unescaped(node) for node in nodes if _is_article(node)]
    if len(articles) > 1:
        page = {*_metas(elements, "og:title", "og:url"), *_titles(elements), *_links(elements)}
        articles = [
            article
            for article in articles
            if any(isinstance(text, str) and text in page for text in (article.get("headline"), *_addresses(article)))
        ]
    return next(iter(articles), {}), named


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a script: itself, those of a list, and those of a graph."""
    try:
        waiting = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):  # hostile scripts are nested by the thousand
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            yield value
            waiting.append(value.get("@graph"))


def _is_article(node: dict[str, Any]) -> bool:
    return any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in _list(node.get("@type")))


def _people(value: Any, named: dict[str, Any]) -> list[Any]:
    """Return the objects and the names of the people, or the organisations, that a value is or lists."""
    people = []
    for person in _list(value):
        is_reference = isinstance(person, dict) and isinstance(person.get("@id"), str) and "name" not in person
        people.append(_unescaped(named.get(person["@id"], person) if is_reference else person))
    return [person for person in people if isinstance(person, dict | str)]


def _names(value: Any, named: dict[str, Any]) -> list[Any]:
    return [person.get("name") if isinstance(person, dict) else person for person in _people(value, named)]


def _addresses(article: dict[str, Any]) -> list[Any]:
    pages = [page.get("@id") if isinstance(page, dict) else page for page in _list(article.get("mainEntityOfPage"))]
    return [*_list(article.get("url")), *pages]


def _unescaped(value: Any) -> Any:
    """Return a text, or the texts of an object, without the entities that sites write into JSON too."""
    if isinstance(value, dict):
        return {key: html.unescape(item) if isinstance(item, str) else item for key, item in value.items()}
    return html.unescape(value) if isinstance(value, str) else value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
