"""JSON and JSON Lines: whole records as UTF-8, one at a time."""

from __future__ import annotations

from collections.abc import Iterator

from rwpk import model
from rwpk.output.fields import Listing, Screen, values


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
