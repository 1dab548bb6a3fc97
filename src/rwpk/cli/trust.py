"""The commands to rely on a dataset: `check`, `cite` and `codebook`."""

from typing import Annotated, Literal

import typer

from rwpk import __version__
from rwpk.cli import completion, options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import load, load_dataset, load_passage
from rwpk.errors import DatasetError, UsageError
from rwpk.text import join_choices


@app.command(
    short_help="Check a dataset against its rules and its article.",
    help=help_text(
        "Check a dataset against its rules, and against the words of its article.",
        "rwpk check mine.yaml",
        "rwpk check --article article.txt",
    ),
)
def check(
    dataset: Annotated[
        str | None,
        typer.Argument(
            metavar="[DATASET]", show_default=False, help="A file, as for --data; without one, rwpk's own dataset."
        ),
    ] = None,
    article: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The article, as text or as HTML saved from a browser."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    data: options.Data = None,
) -> None:
    """Check a dataset."""
    options.refuse_empty(article=article, data=data)
    path = options.given_data(dataset, data)
    if path == article == "-":
        raise UsageError("the dataset and the article cannot both come from standard input: name a file for one")
    from rwpk import files, loading
    from rwpk.article import verify
    from rwpk.errors import ArticleError
    from rwpk.render.report import write_report

    with streams.working("checking"):
        own = files.read(path or loading.built_in())
        text = files.read(article, ArticleError, files.MAX_ARTICLE) if article is not None else None
        report = verify.check(own, text)
    if as_json:
        streams.write_json(report)
    else:
        streams.write(write_report(report))
    if not report.holds:
        raise typer.Exit(DatasetError.exit_code)


@app.command(
    short_help="Cite the article, the dataset, or one value to its paragraph.",
    help=help_text(
        "Cite the article, the dataset taken from it, or one value to its paragraph.",
        "rwpk cite",
        "rwpk cite darfur start",
        "rwpk cite darfur start --style markdown",
        "rwpk cite --style bibtex >> references.bib",
        "rwpk cite --of dataset --style csl-json",
    ),
)
def cite(
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME [FIELD]]",
            autocompletion=completion.names,
            show_default=False,
            help="A mission or a fact, and the value of it to cite (default: its summary or statement).",
        ),
    ] = None,
    style: Annotated[
        Literal["text", "bibtex", "ris", "csl-json", "markdown", "pandoc", "latex"],
        typer.Option(
            "--style",
            metavar="STYLE",
            case_sensitive=False,
            help="text, bibtex, ris or csl-json; of a value text, markdown, pandoc or latex.",
        ),
    ] = "text",
    of: Annotated[
        Literal["article", "dataset"],
        typer.Option("--of", metavar="WHAT", case_sensitive=False, help="What to cite: article or dataset."),
    ] = "article",
    data: options.Data = None,
) -> None:
    """Cite the article, the dataset, or one value."""
    if of == "dataset" and data is not None:
        raise UsageError("--of dataset cites rwpk's own dataset: leave --data and RWPK_DATA out")
    if name:
        if of == "dataset":
            raise UsageError("--of dataset cites the whole dataset: leave NAME out")
        _cite_value(name, style, data)
        return
    from rwpk import cite as citation

    if style not in citation.STYLES:
        raise UsageError(f"--style {style} cites one value: give its NAME, as in rwpk cite darfur start")
    source = load_dataset(data).source
    reference = citation.article(source) if of == "article" else citation.dataset(source, __version__)
    streams.write([citation.STYLES[style](reference)], None if style == "text" else "utf-8")


@app.command(
    short_help="Say what each field means and may hold.",
    help=help_text(
        "Say what each field means, where its values come from, and what it may hold.",
        "rwpk codebook",
        "rwpk codebook missions",
        "rwpk codebook --json > rwpk.schema.json",
    ),
)
def codebook(
    what: Annotated[
        Literal["dataset", "line", "context", "missions", "facts", "show", "check", "timeline", "search", "compare"]
        | None,
        typer.Argument(
            metavar="[WHAT]",
            case_sensitive=False,
            show_default=False,
            help="A file (dataset, context), a line of JSON Lines (line), or what a command prints as JSON"
            " (missions, facts, show, check, timeline, search, compare).",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the JSON Schema (2020-12).")] = False,
    data: options.Data = None,
) -> None:
    """Say what each field means."""
    from rwpk import codebook as book

    if as_json:
        streams.write_json(book.schema(what or "dataset"))
        return
    from rwpk.render.page import write_codebook

    dataset, notes = load(data)
    names = (what,) if what else ("dataset", "context")
    sections = (section for name in names for section in book.sections(name, dataset, notes or ()))
    streams.write(write_codebook(sections, streams.screen()))


def _cite_value(words: list[str], style: str, data: str | None) -> None:
    from rwpk.render import passage

    if style not in passage.STYLES:
        raise UsageError(
            f"--style {style} cites whole works: leave NAME out, or write {join_choices([*passage.STYLES])}"
        )
    streams.write([passage.STYLES[style](load_passage(words, data))], None if style == "text" else "utf-8")
