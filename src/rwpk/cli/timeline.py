"""The command that draws the missions on a time axis: `timeline`."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from rwpk.cli import options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import hint_dates, hint_whole, load, refuse_unknown_values, tell_facts_match, tell_no_match
from rwpk.errors import UsageError

if TYPE_CHECKING:
    from rwpk import model
    from rwpk.render.screen import Screen
    from rwpk.timeline import Bar


@app.command(
    context_settings=options.NO_NAME,
    short_help="Draw the missions on a time axis.",
    help=help_text(
        "Draw the missions on a time axis: what is known of their starts and ends.",
        "rwpk timeline --since 2010",
        "rwpk timeline --linear",
        "rwpk timeline --json | jq .bars",
    ),
)
@options.shared
def timeline(
    filters: options.MissionFilters,
    ctx: typer.Context,
    linear: options.Linear = False,
    save: Annotated[
        str | None,
        typer.Option(
            "--save", "-o", metavar="FILE", rich_help_panel=options.OUTPUT,
            help="Write the drawing to a file that ends in .svg, .html or .txt.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", rich_help_panel=options.OUTPUT, help="Print the bars and their axis as JSON.")
    ] = False,
    quiet: options.Quiet = False,
    data: options.Data = None,
) -> None:  # fmt: skip
    """Draw the missions on a time axis."""
    options.refuse_names("timeline", ctx.args)
    wanted = filters.parsed()
    options.refuse_both({"--json": as_json, "--linear": linear})
    options.refuse_both({"--json": as_json, "--save": save is not None})
    if save is not None:
        _refuse_ending(save, linear)
    from rwpk import model, query
    from rwpk import timeline as axis

    with streams.working("reading"):
        loaded = load(data)
        dataset = loaded.dataset
        refuse_unknown_values(dataset, wanted)
        rows = list(query.select_missions(dataset.missions, wanted, loaded.disputed))
        bars = axis.bars(rows, None if as_json else axis.MAX_BARS)
    if as_json:
        streams.write_json(axis.whole(bars, dataset.source.issued))
    elif not rows:
        tell_no_match(model.Mission, loaded)
        tell_facts_match(dataset, wanted.match)
    else:
        ends = axis.known_ends(bars, loaded.notes or ())
        draw = partial(_draw, bars, dataset.source, "Rwanda" if data is None else None, ends, len(rows))
        if save is None:
            streams.write(draw(streams.screen(linear)))
        else:
            _save(save, draw, dataset.source, linear)
            if not quiet:
                streams.hint(f"wrote {save}")
    if not quiet:
        hint_dates(rows, filters, dataset.source)
        if filters.is_empty and not as_json:
            hint_whole(model.Mission, len(rows), loaded)


def _draw(
    bars: "list[Bar]",
    source: "model.Source",
    country: str | None,
    ends: list[tuple[str, str]],
    count: int,
    screen: "Screen",
) -> "Iterator[str]":
    from rwpk.render.timeline import write_timeline

    return write_timeline(bars, source.issued, screen, country, ends, count)


def _save(path: str, draw: "Callable[[Screen], Iterator[str]]", source: "model.Source", linear: bool) -> None:
    """Write the drawing to a file, with its source, since a picture travels alone."""
    from rwpk import cite
    from rwpk.files import write_file
    from rwpk.render.picture import PICTURES
    from rwpk.text import printable, wrap

    screen = streams.screen()._replace(colour=True, encoding="utf-8")  # whatever this terminal lacks
    caption = "\n".join(wrap(printable(cite.with_speaker(source), 1_000), max(40, screen.width or 80)))
    drawing, words = ("".join(draw(screen._replace(linear=as_lines))) + f"\n{caption}\n" for as_lines in (linear, True))
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
