"""The command that shows one record: `show`."""

import os
import sys
from typing import Annotated, Literal

import typer

from rwpk.cli import completion, options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import load, load_passage
from rwpk.errors import NoSuchRecord


@app.command(
    short_help="Show one mission or fact with the words it rests on.",
    help=help_text(
        "Show one mission or fact: its values, and the words that they rest on.",
        "rwpk show darfur",
        "rwpk show south sudan",
        "rwpk show kigali-principles --json",
        "rwpk show darfur --format markdown",
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
    format_name: Annotated[
        Literal["page", "json", "markdown"] | None,
        typer.Option("--format", "-f", metavar="FORMAT", case_sensitive=False, help="page, json or markdown."),
    ] = None,
    as_json: options.AsJson = False,
    linear: options.Linear = False,
    data: options.Data = None,
) -> None:
    """Show one record, or several."""
    options.refuse_both({"--json": as_json, "--format": format_name not in (None, "page"), "--linear": linear})
    from rwpk import model, query
    from rwpk.render.fields import values

    with streams.working("reading"):
        loaded = load(data)
    dataset, all_notes = loaded
    found = query.find_all(dataset, name, all_notes or ())
    if as_json or format_name == "json":
        objects = []
        for record, _ in found:
            match = query.matched(record, loaded.disputed)
            own = None if all_notes is None else [model.plain(note) for note in all_notes if note.record == record.id]
            objects.append(values(match, address=dataset.source.URL) | ({"context": own} if context else {}))
        streams.write_json(objects if len(objects) > 1 else objects[0])
        return
    from rwpk.render.page import write_markdown, write_page
    from rwpk.render.record import record_page

    for number, (record, typed) in enumerate(found):
        notes = [note for note in all_notes or () if context and note.record == record.id]
        about = [fact for fact in dataset.facts if record.id in fact.about]
        foreign = None if query.is_articles_name(record, typed) else typed
        page = record_page(record, dataset.source, notes, about, foreign)
        streams.write(["\n\n"] if number else [])
        if format_name == "markdown":
            streams.write(write_markdown(page), "utf-8")
        else:
            streams.write(write_page(page, streams.screen(linear)))


@app.command(
    "open",
    short_help="Open the article in the browser, at the words.",
    help=help_text(
        "Open the article in the browser, at the words that a value rests on.",
        "rwpk open darfur",
        "rwpk open darfur start",
        "rwpk open darfur start --print",
    ),
)
def open_passage(
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME [FIELD]",
            autocompletion=completion.names,
            show_default=False,
            help="A mission or a fact, and the value of it to open (default: its summary or statement).",
        ),
    ],
    print_only: Annotated[bool, typer.Option("--print", help="Print the address alone, and open no browser.")] = False,
    data: options.Data = None,
) -> None:
    """Open the article at the words of a value."""
    passage = load_passage(name, data)
    address = passage.link(passage.evidence[0])
    if address is None:
        raise NoSuchRecord(f'"{passage.source.title}" has no address to open: its source states no URL')
    streams.write([address + "\n"])  # in any case: a browser that does not start says nothing
    if not print_only and _has_browser():
        typer.launch(address)


def _has_browser() -> bool:
    """Whether there is a browser to open, in a window or by the user's own choice."""
    import webbrowser

    has_windows = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    try:
        return has_windows and webbrowser.get() is not None
    except webbrowser.Error:
        return False
