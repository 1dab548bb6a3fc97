"""The command that begins a dataset of one's own: `new`."""

import os
from typing import Annotated

import typer

from rwpk.cli import options, streams
from rwpk.cli.app import app, help_text
from rwpk.errors import UsageError
from rwpk.text import printable


@app.command(
    short_help="Begin a dataset of your own from an article.",
    help=help_text(
        "Begin a dataset of your own from an article: write its skeleton, to fill in.",
        "rwpk new article.html --out new.yaml",
        "rwpk new article.txt > new.yaml",
    ),
)
def new(
    article: Annotated[
        str,
        typer.Argument(
            metavar="ARTICLE",
            show_default=False,
            help="The article, as text or as HTML saved from a browser; - for stdin.",
        ),
    ],
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="FILE", help="Write it to a new file and not to stdout."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Write the skeleton of a dataset."""
    if not article.strip():
        raise UsageError("ARTICLE is empty: name a file, or - for standard input")
    options.refuse_empty(out=out)
    if out is not None and not out.lower().endswith((".yaml", ".yml")):
        raise UsageError(f"--out {printable(out)}: a skeleton is YAML: end its name in .yaml")
    if out is not None and os.path.realpath(out) == os.path.realpath(article):
        raise UsageError(f"--out {printable(out)}: it is the article itself: name another file")
    if force and out is None:
        raise UsageError("--force replaces the file that --out names: give it, or leave --force out")
    from rwpk import files
    from rwpk.article import skeleton, text
    from rwpk.errors import ArticleError
    from rwpk.render.skeleton import write_skeleton

    if out is not None:
        files.refuse_file(out, force=force)
    with streams.working("reading"):
        file = files.read(article, ArticleError, files.MAX_ARTICLE)
        lines = list(write_skeleton(text.read(*file)))
    if not lines:
        raise ArticleError(f"{file.name}: it has no paragraph of {skeleton.PROSE_WORDS} words or more")
    if out is None:
        streams.write(lines, "utf-8")
    else:
        files.write_file(out, "".join(lines).encode())
    if not quiet:
        streams.hint(f"rwpk check {out or 'FILE'} names what is left to fill in")
