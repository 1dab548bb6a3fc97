"""The commands that list: `missions`, `facts` and `search`."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from rwpk.cli import completion, options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import (
    Loaded,
    hint_dates,
    hint_whole,
    load,
    refuse_unknown_topics,
    refuse_unknown_values,
    tell_facts_match,
    tell_no_match,
)
from rwpk.errors import UsageError

if TYPE_CHECKING:
    from rwpk import model
    from rwpk.query import Match


@app.command(
    context_settings=options.NO_NAME,
    short_help="List the missions.",
    help=help_text(
        "List the missions, or those that all filters keep.",
        "rwpk missions --since 2010 --framework multilateral",
        "rwpk missions --sort -start --columns id,start,organisations",
        "rwpk missions --format csv > missions.csv",
    ),
)
@options.shared
def missions(
    filters: options.MissionFilters, ctx: typer.Context, *, sort: options.Sort = None, output: options.ListOutput
) -> None:
    """List the missions."""
    options.refuse_names("missions", ctx.args)
    wanted = filters.parsed()
    from rwpk import model, query

    def select(loaded: Loaded) -> "Iterator[Match]":
        refuse_unknown_values(loaded.dataset, wanted)
        return query.select_missions(loaded.dataset.missions, wanted, loaded.disputed)

    loaded, rows = _list(model.Mission, select, output, sort, wanted.match)
    if not output.quiet:
        hint_dates(rows, filters, loaded.dataset.source)
        if filters.is_empty:
            hint_whole(model.Mission, len(rows), loaded)


@app.command(
    context_settings=options.NO_NAME,
    short_help="List the other claims of the article.",
    help=help_text(
        "List the other claims of the article, or those that all filters keep.",
        "rwpk facts --topic law",
        "rwpk facts --match genocide --columns id,statement",
    ),
)
@options.shared
def facts(
    ctx: typer.Context,
    *,
    topic: Annotated[
        list[str] | None,
        typer.Option(
            "--topic", "-t", metavar="TOPIC", autocompletion=completion.topics, help="On this topic, such as law."
        ),
    ] = None,
    match: options.Match = None,
    disputed: options.Disputed = False,
    sort: options.Sort = None,
    output: options.ListOutput,
) -> None:
    """List the facts."""
    options.refuse_names("facts", ctx.args)
    options.refuse_empty(topic=topic, match=match)
    from rwpk import model, query

    def select(loaded: Loaded) -> "Iterator[Match]":
        dataset = loaded.dataset
        refuse_unknown_topics(dataset, topic or ())
        return query.select_facts(
            dataset.facts, topic=topic or (), match=match or (), only_disputed=disputed, disputed=loaded.disputed
        )

    loaded, rows = _list(model.Fact, select, output, sort)
    if not output.quiet and not (topic or match or disputed):
        hint_whole(model.Fact, len(rows), loaded)


@app.command(
    short_help="Search all texts, the article's phrases and other sources.",
    help=help_text(
        "Search the missions, the facts, their evidence and what other sources say.",
        "rwpk search genocide",
        'rwpk search "top five" --json',
    ),
)
@options.shared
def search(
    text: Annotated[
        list[str],
        typer.Argument(metavar="TEXT", show_default=False, help="Words as they stand; case and accents do not matter."),
    ],
    output: options.ListOutput,
) -> None:
    """Search all texts."""
    words = " ".join(text)
    if not words.strip():
        raise UsageError("TEXT is empty: give the words to search for")
    from rwpk import search as searching

    name = output.format_name
    chosen = options.parse_columns(output.columns, searching.Hit)
    with streams.working("searching"):
        dataset, notes = load(output.data)
        hits = list(searching.search(dataset, notes or (), words))
    rows = hits[: output.limit]
    _write(name, searching.Hit, rows, chosen, dataset.source)
    if not hits and name == "table":
        streams.tell(f'rwpk: "{words}" stands in no mission, fact, evidence or note')
    elif not output.quiet:
        streams.hint(f"{len(rows)} of {len(hits)} places; rwpk show RECORD shows all of one")


def _list(
    kind: "type[model.AnyRecord]",
    select: "Callable[[Loaded], Iterator[Match]]",
    output: options.ListOutput,
    sort: str | None,
    texts: Sequence[str] = (),
) -> "tuple[Loaded, Sequence[Match]]":
    """Load a dataset, select, sort, cut and write; return what was loaded and the rows that were written.

    If no mission has some texts, those facts that have them are named.
    """
    from rwpk import query

    name = output.format_name
    chosen = options.parse_columns(output.columns, kind)
    options.check_sort(sort, kind)
    with streams.working("reading"):
        loaded = load(output.data)
        matches = list(select(loaded))
        if sort is not None:
            matches = query.sort(matches, sort)
    rows = matches[: output.limit]
    _write(name, kind, rows, chosen, loaded.dataset.source)
    if not matches and name == "table":
        tell_no_match(kind, loaded)
        tell_facts_match(loaded.dataset, texts)
    return loaded, rows


def _write(
    name: str,
    kind: "type[model.Record]",
    rows: "Sequence[Match] | Sequence[model.Record]",
    columns: tuple[str, ...],
    source: "model.Source",
) -> None:
    """Write rows to stdout in one of the formats."""
    from rwpk.render.fields import Listing
    from rwpk.render.formats import FOR_SCRIPTS, FORMATS

    cited = ""
    if name == "markdown":
        from rwpk import cite

        cited = cite.with_speaker(source)
    listing = Listing(kind, rows, columns, cited, source.URL)
    streams.write(FORMATS[name](listing, streams.screen()), "utf-8" if name in FOR_SCRIPTS else None)
