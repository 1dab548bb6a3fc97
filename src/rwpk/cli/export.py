"""The command that writes a dataset as files to take away: `export`."""

from typing import Annotated

import typer

from rwpk import __version__
from rwpk.cli import options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import load
from rwpk.errors import UsageError


@app.command(
    short_help="Write the dataset as a Data Package.",
    help=help_text(
        "Write the dataset as a Data Package: tables with types, meanings and keys.",
        "rwpk export rwanda",
        "rwpk export rwanda --force",
    ),
)
def export(
    directory: Annotated[
        str, typer.Argument(metavar="DIR", show_default=False, help="A new or empty directory; it is made if needed.")
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Write into a directory that holds files, and replace earlier exports.")
    ] = False,
    quiet: options.Quiet = False,
    data: options.Data = None,
) -> None:
    """Write the dataset as a Data Package."""
    if not directory.strip():
        raise UsageError("DIR is empty: name the directory to write")
    from rwpk import files
    from rwpk.export import datapackage

    files.refuse_folder(directory, force=force)  # before reading, which may take long
    with streams.working("exporting"):
        dataset, notes = load(data)
        # The notes, the licence and the version belong to rwpk's own dataset, and to no other.
        own = (notes, __version__) if notes is not None else ()
        tables = datapackage.package(dataset, *own)
        files.write_folder(directory, tables, force=force)
    if not quiet:
        streams.hint(f"wrote {', '.join(tables)}; frictionless validate checks datapackage.json")
