"""The command that draws the missions on a time axis: `timeline`."""

from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rwpk.cli import options, streams
from rwpk.cli.app import app, help_text
from rwpk.cli.notes import hint_dates, hint_whole, load, refuse_unknown_values, tell_facts_match, tell_no_match
from rwpk.errors import UsageError

if TYPE_CHECKING:
    from rwpk import model
    from rwpk.render.screen import Screen

#: What `--save` writes: a chart to publish, or the drawing as on a terminal.
CHART, DRAWING = ".svg", ".txt"
#: The answers to endings that people try.
ANSWERS = {
    ".html": "rwpk export {name}.html writes a page with the chart; for the chart alone save {name}.svg, "
    "which a browser opens",
    ".png": "save {name}.svg and open it in a browser, which prints or copies it; "
    "rwpk export {name}.html writes a page with the chart",
}


@app.command(
    context_settings=options.NO_NAME,
    short_help="Draw the missions on a time axis.",
    help=help_text(
        "Draw the missions on a time axis: what is known of their starts and ends.",
        "rwpk timeline --since 2010",
        "rwpk timeline --save chart.svg",
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
            help="Write a chart to publish to a file that ends in .svg, or the drawing to one in .txt.",
        ),
    ] = None,
    theme: Annotated[
        Literal["auto", "light", "dark"] | None,
        typer.Option(
            "--theme", metavar="THEME", case_sensitive=False, rich_help_panel=options.OUTPUT,
            help="Colours of the chart that --save writes: light, dark, or auto for those of the reader's system.",
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
    if theme and (save is None or _ending(save) != CHART):
        raise UsageError(f"--theme is for a chart: add --save FILE{CHART}")
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
        from rwpk.render.timeline import write_timeline

        source, country = dataset.source, "Rwanda" if data is None else None
        ends = axis.known_ends(bars, loaded.notes or ())
        draw = partial(write_timeline, bars, source.issued, country=country, ends=ends, count=len(rows))
        screen = streams.screen(linear)
        if save is None:
            streams.write(draw(screen=screen))
        elif _ending(save) == CHART:
            from rwpk.render.chart import svg

            _write(save, svg(bars, source, country, len(rows), theme or "auto"), quiet)
        else:
            drawing = draw(screen=screen._replace(colour=False, encoding="utf-8"))  # whatever this terminal lacks
            _write(save, "".join(drawing) + _caption(source, screen), quiet)
    if not quiet:
        hint_dates(rows, filters, dataset.source)
        if filters.is_empty and not as_json:
            hint_whole(model.Mission, len(rows), loaded)


def _write(path: str, text: str, quiet: bool) -> None:
    from rwpk.files import write_file

    write_file(path, text.encode())
    if not quiet:
        streams.hint(f"wrote {path}")


def _caption(source: "model.Source", screen: "Screen") -> str:
    """Say whose account the drawing shows, since a file travels alone."""
    from rwpk import cite
    from rwpk.text import printable, wrap

    lines = wrap(printable(cite.with_speaker(source), 1_000), max(40, screen.width or 80))
    return "\n" + "".join(f"{line}\n" for line in lines)


def _ending(path: str) -> str:
    return PurePath(path).suffix.lower()


def _refuse_ending(path: str, linear: bool) -> None:
    """Raise UsageError if a file's name does not say how to draw."""
    from rwpk.text import printable

    ending = _ending(path)
    if ending in (CHART, DRAWING):
        if linear and ending == CHART:
            raise UsageError(f"--linear gives text, and {CHART} is a picture: save it as {DRAWING}")
        return
    name = printable(PurePath(path).stem)
    remedy = ANSWERS.get(ending, f"end its name in {CHART} or {DRAWING}").format(name=name)
    raise UsageError(f'--save "{printable(path)}": {remedy}')
