"""The command that draws the missions on a time axis: `timeline`."""

from pathlib import PurePath
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from rwpk.cli import options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import hint_count, hint_left_out, load, tell_no_match, tell_possible
from rwpk.errors import UsageError

if TYPE_CHECKING:
    from rwpk import model
    from rwpk.timeline import Bar


@app.command(
    short_help="Draw the missions on a time axis.",
    help=help_text(
        "Draw the missions on a time axis: what is known of their starts and ends.",
        "rwpk timeline --since 2010",
        "rwpk timeline --linear",
        "rwpk timeline --json | jq .bars",
    ),
)
@options.filter_options
def timeline(
    filters: options.MissionFilters,
    linear: options.Linear = False,
    save: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            rich_help_panel=options.OUTPUT,
            help="Write the drawing to a file that ends in .svg, .html or .txt.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", rich_help_panel=options.OUTPUT, help="Print the bars and their axis as JSON.")
    ] = False,
    data: options.Data = None,
) -> None:
    """Draw the missions on a time axis."""
    arguments = filters.parsed()
    options.refuse_both({"--json": as_json, "--linear": linear})
    options.refuse_both({"--json": as_json, "--save": save is not None})
    if save is not None:
        _refuse_ending(save, linear)
    from rwpk import model, query
    from rwpk import timeline as axis

    with streams.working("reading"):
        dataset = load(data)
        rows = list(query.select_missions(dataset.missions, **arguments))
        bars = axis.bars(rows)
    total = len(dataset.missions)
    if as_json:
        streams.write_json(axis.whole(bars, dataset.source.issued))
    elif not rows:
        tell_no_match(model.Mission, total)
    else:
        country = "Rwanda" if data is None else None
        if save is None:
            from rwpk.render.timeline import write_timeline

            streams.write(write_timeline(bars, dataset.source.issued, streams.screen(linear), country))
        else:
            with streams.working("drawing"):
                _save(save, bars, dataset.source, country, linear)
            streams.hint(f"wrote {save}")
        hint_count(model.Mission, len(rows), total)
    tell_possible(rows, filters)
    if data is None and not as_json:
        hint_left_out()


def _save(path: str, bars: "list[Bar]", source: "model.Source", country: str | None, linear: bool) -> None:
    """Write the drawing to a file, with its source, since a picture travels alone."""
    from rwpk import cite
    from rwpk.files import write_file
    from rwpk.render.picture import PICTURES
    from rwpk.render.timeline import write_timeline
    from rwpk.text import printable

    screen = streams.screen()._replace(colour=True, encoding="utf-8")  # whatever this terminal lacks
    citation = cite.short(cite.article(source)._replace(URL=None))
    caption = fill(printable(citation, 1_000), max(40, screen.width or 80))
    drawing, words = (
        "".join(write_timeline(bars, source.issued, screen._replace(linear=as_lines), country)) + f"\n{caption}\n"
        for as_lines in (linear, True)
    )
    write_file(path, PICTURES[_ending(path)](drawing, "rwpk timeline", words).encode())


def _ending(path: str) -> str:
    return PurePath(path).suffix.lower()


def _refuse_ending(path: str, linear: bool) -> None:
    """Raise UsageError if a file's name does not say how to draw."""
    from rwpk.render.picture import PICTURES
    from rwpk.text import printable

    ending = _ending(path)
    if ending not in PICTURES:
        raise UsageError(f'--save "{printable(path)}": end its name in {", ".join(PICTURES)}')
    if linear and ending != ".txt":
        raise UsageError(f"--linear gives text, and {ending} is a picture: save it as .txt")
