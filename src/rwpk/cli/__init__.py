"""The command line: an ordinary Typer app. Each command calls the modules below, and writes what they return."""

from rwpk.cli import lists, record, timeline, compare, new, trust, export  # noqa: I001 (the order of the commands in the help)
from rwpk.cli.app import app

__all__ = ["app", "compare", "export", "lists", "new", "record", "timeline", "trust"]
