"""The command line: options in, one call along the way of the data, exit code out."""

from rwpk.cli.commands import app

__all__ = ["app"]
