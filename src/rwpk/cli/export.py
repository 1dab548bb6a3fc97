"""The command that writes a dataset as files to take away: `export`."""

from collections.abc import Callable
from typing import Annotated

import typer

from rwpk import __version__
from rwpk.cli import options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import load
from rwpk.errors import UsageError
from rwpk.text import printable

#: The endings of the files that it writes; any other name is a directory's.
_ENDINGS = (".html", ".xlsx")
# The endings of files that people may expect, and would get a directory for.
_OTHER_FILES = (
    ".csv",
    ".docx",
    ".htm",
    ".json",
    ".jsonl",
    ".md",
    ".ods",
    ".pdf",
    ".png",
    ".svg",
    ".txt",
    ".xls",
    ".zip",
)


@app.command(
    short_help="Write the dataset as a Data Package, a workbook or a page.",
    help=help_text(
        "Write the dataset as a Data Package, a workbook (.xlsx) or one page (.html).",
        "rwpk export rwanda",
        "rwpk export rwanda.html",
    ),
)
def export(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            show_default=False,
            help="A new or empty directory, made if needed; or a file that ends in .html or .xlsx.",
        ),
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file, or write into a directory that holds files.")
    ] = False,
    quiet: options.Quiet = False,
    data: options.Data = None,
) -> None:
    """Write the dataset as a Data Package, or as one file."""
    if not target.strip():
        raise UsageError("TARGET is empty: name the directory or the file to write")
    if target == "-" or target.lower().endswith(_OTHER_FILES):
        raise UsageError(f"{printable(target)}: a file ends in .html or .xlsx, and a directory has no such ending")
    from rwpk import files

    ending = next((ending for ending in _ENDINGS if target.lower().endswith(ending)), None)
    make = _writer(ending) if ending else None
    # before reading, which may take long
    if make:
        files.refuse_file(target, force=force)
    else:
        files.refuse_folder(target, force=force)
    with streams.working("exporting"):
        dataset, notes = load(data)
        # The notes, the licence and the version belong to rwpk's own dataset, and to no other.
        own = (notes, __version__) if notes is not None else ()
        if make:
            files.write_file(target, make(dataset, *own))
            wrote = f"wrote {target}"
        else:
            from rwpk.export import datapackage

            tables = datapackage.package(dataset, *own)
            files.write_folder(target, tables, force=force)
            wrote = f"wrote {', '.join(tables)}; frictionless validate checks datapackage.json"
    if not quiet:
        streams.hint(wrote)


def _writer(ending: str) -> Callable[..., bytes]:
    """Return the function that makes a file. Raises UsageError if the library for workbooks is not installed."""
    if ending == ".html":
        from rwpk.export.page import page

        return page
    from importlib.util import find_spec

    if find_spec("xlsxwriter") is None:
        raise UsageError('a workbook needs XlsxWriter, which is not installed: pip install "rwpk[excel]"')
    from rwpk.export.workbook import workbook

    return workbook
