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
        "rwpk show south sudan",
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
    """Show one record, or several."""
    options.refuse_both({"--json": as_json, "--linear": linear})
    from rwpk import model, query
    from rwpk.render.fields import values

    with streams.working("reading"):
        loaded = load(data)
    dataset, all_notes = loaded
    found = query.find_all(dataset, name, all_notes or ())
    if as_json:
        objects = []
        for record, _ in found:
            match = query.matched(record, loaded.disputed)
            own = None if all_notes is None else [model.plain(note) for note in all_notes if note.record == record.id]
            objects.append(values(match) | ({"context": own} if context else {}))
        streams.write_json(objects if len(objects) > 1 else objects[0])
        return
    from rwpk.render.page import write_record

    for number, (record, typed) in enumerate(found):
        notes = [note for note in all_notes or () if context and note.record == record.id]
        about = [fact for fact in dataset.facts if record.id in fact.about]
        foreign = None if query.is_articles_name(record, typed) else typed
        page = write_record(record, dataset.source, notes, about, foreign, streams.screen(linear))
        streams.write(["\n\n"] if number else [])
        streams.write(page)
