"""The command that shows one record: `show`."""

from typing import Annotated

import typer

from rwpk.cli import completion, options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import load


@app.command(
    short_help="Show one mission or fact with the words it rests on.",
    help=help_text(
        "Show one mission or fact: its values, and the words that they rest on.",
        "rwpk show darfur",
        'rwpk show "cabo delgado"',
        "rwpk show kigali-principles --json",
    ),
)
def show(
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME",
            autocompletion=completion.names,
            show_default=False,
            help="An id, name, place, acronym, alias, country or ISO code, or its beginning.",
        ),
    ],
    context: Annotated[bool, typer.Option(help="Add what other sources say, apart from the article.")] = True,
    linear: options.Linear = False,
    as_json: options.AsJson = False,
    data: options.Data = None,
) -> None:
    """Show one record."""
    options.refuse_both({"--json": as_json, "--linear": linear})
    from rwpk import model, query
    from rwpk.loading import load_context
    from rwpk.render.fields import values

    with streams.working("reading"):
        dataset = load(data)
    record = query.find(dataset.records, " ".join(name))
    # The notes that come with rwpk are on its own dataset, and on no other.
    all_notes = load_context(dataset) if context and data is None else ()
    notes = tuple(note for note in all_notes if note.record == record.id)
    if as_json:
        extra = {"context": None if data else [model.plain(note) for note in notes]} if context else {}
        streams.write_json(values(record) | extra)
    else:
        from rwpk.render.page import write_record

        streams.write(write_record(record, dataset.source, notes, streams.screen(linear)))
