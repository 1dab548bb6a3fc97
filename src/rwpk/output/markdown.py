"""A Markdown table (GitHub's)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rwpk.output.fields import LAYOUTS, Listing, Screen, cells

_SPECIAL = re.compile(r"([\\`*_\[\]<>|&~!])")


def write_markdown(listing: Listing, _screen: Screen) -> Iterator[str]:
    """A header, a rule, then one row a record; no text of the data is taken for Markdown."""
    columns = listing.columns or LAYOUTS[listing.kind].columns
    yield _row(columns)
    yield _row(["---"] * len(columns))
    for found in listing.rows:
        yield _row([escape(cell) for cell in cells(found, columns)])


def escape(text: str) -> str:
    """Put a backslash before each sign that Markdown would read as its own."""
    return _SPECIAL.sub(r"\\\1", text)


def _row(parts: Sequence[str]) -> str:
    return f"| {' | '.join(parts)} |\n"
