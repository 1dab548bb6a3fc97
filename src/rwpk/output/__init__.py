"""Records to text. `FORMATS` maps each format's name to the one function that writes it.

A format takes a Listing and a Screen, and yields pieces of text. None knows a terminal, none prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from rwpk.output.fields import Listing, Screen

Format = Callable[[Listing, Screen], Iterator[str]]


def _late(module: str, function: str) -> Format:
    # a module is imported when its format is asked for: JSON must not wait for Rich
    def call(listing: Listing, screen: Screen) -> Iterator[str]:
        made: Iterator[str] = getattr(import_module(f"rwpk.output.{module}"), function)(listing, screen)
        return made

    return call


FORMATS: dict[str, Format] = {
    "table": _late("table", "write_table"),
    "json": _late("data", "write_json"),
    "jsonl": _late("data", "write_jsonl"),
    "csv": _late("delimited", "write_csv"),
    "markdown": _late("markdown", "write_markdown"),
}

#: The formats for scripts: always UTF-8, whatever the terminal.
FOR_SCRIPTS = frozenset(FORMATS) - {"table"}

__all__ = ["FORMATS", "FOR_SCRIPTS", "Format", "Listing", "Screen"]
