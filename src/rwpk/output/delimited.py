"""CSV (RFC 4180 but for its line ends, which are `\\n`)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rwpk import model
from rwpk.output.fields import Listing, Screen, flat, values


def write_csv(listing: Listing, _screen: Screen) -> Iterator[str]:
    """A header, then one row a record; without a choice of columns, all but the nested evidence."""
    columns = listing.columns or tuple(name for name in model.columns_of(listing.kind) if name != "evidence")
    return write_rows(columns, (values(found.record, columns).values() for found in listing.rows))


def write_rows(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A header, then rows of plain values."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([flat(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
