"""The formats of a list. `FORMATS` maps each one's name to the function that writes it.

A format takes a Listing and a Screen, and yields pieces of text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from rwpk import model
from rwpk.output.fields import LAYOUTS, Listing, Screen, cells, flat, values


def write_table(listing: Listing, screen: Screen) -> Iterator[str]:
    """A table for people."""
    from rwpk.output import table  # JSON must not wait for Rich

    return table.write_table(listing, screen)


def write_json(listing: Listing, _screen: Screen) -> Iterator[str]:
    """An array of records, indented."""
    lead = "[\n  "
    for found in listing.rows:
        # no line end can stand within a JSON string, so indenting the text is safe
        yield lead + model.to_json(values(found.record, listing.columns), indent=2).replace("\n", "\n  ")
        lead = ",\n  "
    yield "\n]\n" if listing.rows else "[]\n"


def write_jsonl(listing: Listing, _screen: Screen) -> Iterator[str]:
    """One record a line."""
    for found in listing.rows:
        yield model.to_json(values(found.record, listing.columns)) + "\n"


def write_csv(listing: Listing, _screen: Screen) -> Iterator[str]:
    """CSV (RFC 4180 but for its line ends, which are `\\n`); without a choice of columns, all but the evidence."""
    columns = listing.columns or tuple(name for name in model.columns_of(listing.kind) if name != "evidence")
    return write_rows(columns, (values(found.record, columns).values() for found in listing.rows))


def write_rows(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A header, then rows of plain values, as CSV."""
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
    """GitHub's table: a header, a rule, then one row a record; no text of the data is taken for Markdown."""
    columns = listing.columns or LAYOUTS[listing.kind].columns
    rows = (map(escape_markdown, cells(found, columns)) for found in listing.rows)
    for row in chain((columns, ["---"] * len(columns)), rows):
        yield f"| {' | '.join(row)} |\n"


def escape_markdown(text: str) -> str:
    """Put a backslash before each sign that Markdown would read as its own."""
    return re.sub(r"([\\`*_\[\]<>|&~!])", r"\\\1", text)


FORMATS: dict[str, Callable[[Listing, Screen], Iterator[str]]] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "markdown": write_markdown,
}

#: The formats for scripts: always UTF-8, whatever the terminal.
FOR_SCRIPTS = frozenset(FORMATS) - {"table"}
