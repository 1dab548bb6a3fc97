"""The formats of lists. `FORMATS` maps the name of each to a function from a Listing and a Screen to pieces of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from rwpk import model
from rwpk.render.fields import (
    LAYOUTS,
    Listing,
    cells,
    columns_of,
    flat,
    legend,
    remarks,
    values,
)
from rwpk.render.screen import Screen

# What a backslash takes the meaning from: the signs of markup, and what an address is recognised by, which is a double
# slash, a full stop before a letter, and "www.".
_AS_ESCAPE = re.compile(r"[\\`*_\[\]<>|&~!$]|/(?=/)|\.(?=[^\W\d])|(?<=www)\.", re.IGNORECASE)
# GitHub looks for mail addresses, @mentions, issues such as #12 and formulas where the backslashes are gone, but never
# across an element. A dollar sign keeps its backslash for readers that look for formulas before elements.
_AS_SPAN = re.compile(r"@(?=\S)|#(?=\w)|\\\$")


def write_table(listing: Listing, screen: Screen) -> Iterator[str]:
    """Write a table for people."""
    from rwpk.render import table  # JSON need not import it

    return table.write_table(listing, screen)


def write_json(listing: Listing, _screen: Screen) -> Iterator[str]:
    """Write an indented array of records."""
    columns = listing.columns or columns_of(listing.kind)
    lead = "[\n  "
    for row in listing.rows:
        # No line end can stand within a JSON string, so indenting the text is safe.
        yield lead + model.to_json(values(row, columns, listing.address), indent=2).replace("\n", "\n  ")
        lead = ",\n  "
    yield "\n]\n" if listing.rows else "[]\n"


def write_jsonl(listing: Listing, _screen: Screen) -> Iterator[str]:
    """Write one record a line."""
    columns = listing.columns or columns_of(listing.kind)
    for row in listing.rows:
        yield model.to_json(values(row, columns, listing.address)) + "\n"


def write_csv(listing: Listing, _screen: Screen) -> Iterator[str]:
    """Write CSV (RFC 4180, with `\\n` as line end); without a choice of columns, all but the evidence."""
    columns = listing.columns or tuple(name for name in columns_of(listing.kind) if name != "evidence")
    return write_rows(columns, (values(row, columns).values() for row in listing.rows))


def write_rows(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Write a header, then rows of plain values, as CSV."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(flat, row))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def write_markdown(listing: Listing, _screen: Screen) -> Iterator[str]:
    """Write a table of GitHub Flavored Markdown; no text of the data is read as Markdown."""
    columns = (*(listing.columns or LAYOUTS[listing.kind][0]), *remarks(listing))
    rows = (map(escape_markdown, cells(row, columns)) for row in listing.rows)
    for line in chain((columns, ["---"] * len(columns)), rows):
        yield f"| {' | '.join(line)} |\n"
    source = [f"Source: {listing.source}"] if listing.rows and listing.source else []
    for line in (*source, *legend(listing, columns)):
        yield f"\n{escape_markdown(line)}\n"


def escape_markdown(text: str) -> str:
    """Write a text of one line so that GitHub Flavored Markdown shows it as it is: no markup, link or formula."""
    return _AS_SPAN.sub(r"<span>\g<0></span>", _AS_ESCAPE.sub(r"\\\g<0>", text))


FORMATS: dict[str, Callable[[Listing, Screen], Iterator[str]]] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "markdown": write_markdown,
}

#: The formats for scripts: always UTF-8, whatever the terminal.
FOR_SCRIPTS = frozenset(FORMATS) - {"table"}
