"""CSV (RFC 4180 but for its line ends, which are `\\n`)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from rwpk import model
from rwpk.output.fields import Listing, Screen, flat, values


def write_csv(listing: Listing, _screen: Screen) -> Iterator[str]:
    """A header, then one row a record; without a choice of columns, all but the nested evidence."""
    columns = listing.columns or tuple(name for name in model.columns_of(listing.kind) if name != "evidence")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for found in listing.rows:
        writer.writerow([flat(value) for value in values(found.record, columns).values()])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
