"""The commands that list records: `missions` and `facts`."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from rwpk.cli import completion, options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import hint_count, hint_left_out, load, tell_no_match, tell_possible

if TYPE_CHECKING:
    from rwpk import model
    from rwpk.query import Match


@app.command(
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
    sort: options.Sort = None,
    columns: options.Columns = None,
    limit: options.Limit = None,
    output_format: options.Format = None,
    as_json: options.AsJson = False,
    data: options.Data = None,
) -> None:
    """List the missions."""
    arguments = filters.parsed()
    from rwpk import model, query

    def select(dataset: "model.Dataset") -> "Iterator[Match]":
        return query.select_missions(dataset.missions, **arguments)

    rows = _list(model.Mission, select, output_format, as_json, columns, sort, limit, data)
    tell_possible(rows, filters)
    if data is None and not as_json and output_format in (None, "table"):
        hint_left_out()


@app.command(
    short_help="List the other claims of the article.",
    help=help_text(
        "List the other claims of the article, or those that all filters keep.",
        "rwpk facts --topic law",
        "rwpk facts --match genocide --columns id,statement",
    ),
)
def facts(
    topic: Annotated[
        str | None,  # without its name, Typer 0.27.2 makes --TOPIC of it
        typer.Option("--topic", metavar="TOPIC", autocompletion=completion.topics, help="On this topic, such as law."),
    ] = None,
    match: options.Match = None,
    sort: options.Sort = None,
    columns: options.Columns = None,
    limit: options.Limit = None,
    output_format: options.Format = None,
    as_json: options.AsJson = False,
    data: options.Data = None,
) -> None:
    """List the facts."""
    options.refuse_empty(topic=topic, match=match)
    from rwpk import model, query

    def select(dataset: "model.Dataset") -> "Iterator[Match]":
        return query.select_facts(dataset.facts, topic=topic, match=match)

    _list(model.Fact, select, output_format, as_json, columns, sort, limit, data)


def _list(
    kind: "type[model.AnyRecord]",
    select: "Callable[[model.Dataset], Iterator[Match]]",
    output_format: str | None,
    as_json: bool,
    columns: str | None,
    sort: str | None,
    limit: int | None,
    data: str | None,
) -> "Sequence[Match]":
    """Load a dataset, select, sort, cut and write; return the rows that were written."""
    from rwpk import model, query
    from rwpk.render.fields import Listing
    from rwpk.render.formats import FOR_SCRIPTS, FORMATS

    options.refuse_both({"--json": as_json, f"--format {output_format}": output_format not in (None, "json")})
    name = "json" if as_json else output_format or "table"
    chosen = options.parse_columns(columns, kind)
    options.check_sort(sort, kind)
    with streams.working("reading"):
        dataset = load(data)
        matches = list(select(dataset))
        if sort is not None:
            matches = query.sort(matches, sort)
    rows = matches[:limit]
    for_scripts = name in FOR_SCRIPTS
    disputed = frozenset() if for_scripts or kind is model.Mission else _disputed(dataset, data)
    marked = disputed & {row.record.id for row in rows}
    listing = Listing(kind, rows, chosen, marked)
    streams.write(FORMATS[name](listing, streams.screen()), "utf-8" if for_scripts else None)
    total = len(dataset.missions if kind is model.Mission else dataset.facts)
    if not matches and not for_scripts:
        tell_no_match(kind, total)
    else:
        hint_count(kind, len(rows), total)
    if marked:
        streams.hint(f"other sources differ on {', '.join(sorted(marked))}: rwpk show ID says how")
    return rows


def _disputed(dataset: "model.Dataset", data: str | None) -> frozenset[str]:
    """Return the ids of the records on which other sources differ."""
    from rwpk.loading import load_context

    notes = load_context(dataset) if data is None else ()
    return frozenset(note.record for note in notes if note.relation == "differs")
