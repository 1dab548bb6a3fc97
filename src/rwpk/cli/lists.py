"""The commands that list: `missions`, `facts` and `search`."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from rwpk.cli import completion, options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import (
    disputed_ids,
    hint_count,
    hint_dates,
    hint_left_out,
    load,
    load_notes,
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
@options.filter_options
def missions(
    filters: options.MissionFilters,
    ctx: typer.Context,
    sort: options.Sort = None,
    columns: options.Columns = None,
    limit: options.Limit = None,
    output_format: options.Format = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    data: options.Data = None,
) -> None:
    """List the missions."""
    options.refuse_names("missions", ctx.args)
    wanted = filters.parsed()
    from rwpk import model, query

    def select(dataset: "model.Dataset", disputed: frozenset[str] | None) -> "Iterator[Match]":
        refuse_unknown_values(dataset, wanted)
        return query.select_missions(dataset.missions, wanted, disputed)

    dataset, rows = _list(model.Mission, select, output_format, as_json, columns, sort, limit, data, wanted.match)
    if not quiet:
        hint_dates(rows, filters, dataset.source)
        if filters.is_empty:
            hint_count(model.Mission, len(rows), len(dataset.missions))
            hint_left_out(load_notes(dataset, data))


@app.command(
    context_settings=options.NO_NAME,
    short_help="List the other claims of the article.",
    help=help_text(
        "List the other claims of the article, or those that all filters keep.",
        "rwpk facts --topic law",
        "rwpk facts --match genocide --columns id,statement",
    ),
)
def facts(
    ctx: typer.Context,
    topic: Annotated[
        list[str] | None,
        typer.Option(
            "--topic", "-t", metavar="TOPIC", autocompletion=completion.topics, help="On this topic, such as law."
        ),
    ] = None,
    match: options.Match = None,
    disputed: options.Disputed = False,
    sort: options.Sort = None,
    columns: options.Columns = None,
    limit: options.Limit = None,
    output_format: options.Format = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    data: options.Data = None,
) -> None:
    """List the facts."""
    options.refuse_names("facts", ctx.args)
    options.refuse_empty(topic=topic, match=match)
    from rwpk import model, query

    def select(dataset: "model.Dataset", disputed_ids: frozenset[str] | None) -> "Iterator[Match]":
        refuse_unknown_topics(dataset, topic or ())
        return query.select_facts(
            dataset.facts, topic=topic or (), match=match or (), only_disputed=disputed, disputed=disputed_ids
        )

    dataset, rows = _list(model.Fact, select, output_format, as_json, columns, sort, limit, data)
    if not quiet and not (topic or match or disputed):
        hint_count(model.Fact, len(rows), len(dataset.facts))


@app.command(
    short_help="Search all texts, the article's phrases and other sources.",
    help=help_text(
        "Search the missions, the facts, their evidence and what other sources say.",
        "rwpk search genocide",
        'rwpk search "top five" --json',
    ),
)
def search(
    text: Annotated[
        list[str],
        typer.Argument(metavar="TEXT", show_default=False, help="Words as they stand; case and accents do not matter."),
    ],
    columns: options.Columns = None,
    limit: options.Limit = None,
    output_format: options.Format = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    data: options.Data = None,
) -> None:
    """Search all texts."""
    words = " ".join(text)
    if not words.strip():
        raise UsageError("TEXT is empty: give the words to search for")
    from rwpk import search as searching

    name = chosen_format(output_format, as_json)
    chosen = options.parse_columns(columns, searching.Hit)
    with streams.working("searching"):
        dataset = load(data)
        hits = list(searching.search(dataset, load_notes(dataset, data) or (), words))
    write_listing(name, searching.Hit, hits[:limit], chosen)
    if not hits and name == "table":
        streams.tell(f'rwpk: "{words}" stands in no mission, fact, evidence or note')
    elif not quiet:
        streams.hint(f"{len(hits[:limit])} of {len(hits)} places; rwpk show RECORD shows all of one")


def _list(
    kind: "type[model.AnyRecord]",
    select: "Callable[[model.Dataset, frozenset[str] | None], Iterator[Match]]",
    output_format: str | None,
    as_json: bool,
    columns: str | None,
    sort: str | None,
    limit: int | None,
    data: str | None,
    texts: Sequence[str] = (),
) -> "tuple[model.Dataset, Sequence[Match]]":
    """Load a dataset, select, sort, cut and write; return the dataset and the rows that were written.

    If no mission has some texts, those facts that have them are named.
    """
    from rwpk import query

    name = chosen_format(output_format, as_json)
    chosen = options.parse_columns(columns, kind)
    options.check_sort(sort, kind)
    with streams.working("reading"):
        dataset = load(data)
        matches = list(select(dataset, disputed_ids(dataset, data)))
        if sort is not None:
            matches = query.sort(matches, sort)
    rows = matches[:limit]
    write_listing(name, kind, rows, chosen)
    if not matches and name == "table":
        tell_no_match(kind, sum(isinstance(record, kind) for record in dataset.records))
        tell_facts_match(dataset, texts)
    return dataset, rows


def chosen_format(output_format: str | None, as_json: bool) -> str:
    """Return the name of the format that --format and --json ask for."""
    options.refuse_both({"--json": as_json, f"--format {output_format}": output_format not in (None, "json")})
    return "json" if as_json else output_format or "table"


def write_listing(
    name: str, kind: "type[model.Record]", rows: "Sequence[Match] | Sequence[model.Record]", columns: tuple[str, ...]
) -> None:
    """Write rows to stdout in one of the formats."""
    from rwpk.render.fields import Listing
    from rwpk.render.formats import FOR_SCRIPTS, FORMATS

    listing = Listing(kind, rows, columns)
    streams.write(FORMATS[name](listing, streams.screen()), "utf-8" if name in FOR_SCRIPTS else None)
