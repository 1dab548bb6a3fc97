"""The missions of a page on a time axis: a list whose items have a line of text, and under it a bar as inline SVG.

Positions are percentages: the bars take any width, while the text keeps its size and wraps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from rwpk import edtf, timeline
from rwpk.render.fields import NOT_STATED

#: What marks an inferred value: text, since colour alone tells nothing to some readers.
MARK = ' <small class="mark">inferred</small>'
# Positions on the axis: finer than the dots of a screen.
_CELLS = 2_000
# As many columns of text as the axis of a small screen has room for.
_COLUMNS = 56
# The width of a single day in per cent, so that it can be seen.
_MIN_WIDTH = 0.8
# A label of a year within this distance of an edge, in per cent, would be cut off if it were centred.
_EDGE = 5
_KEY: tuple[tuple[str, str], ...] = (
    ("stated", "a date that the article states"),
    ("inferred", "a date inferred from its words"),
    ("range", "a date that it states: one unknown day in this run"),
    ("inferred-range", "a date inferred: one unknown day in this run"),
    ("under-way", "between a start and an end"),
    ("published", "the article was published; it knows of nothing later"),
)
# Record ids have small letters only, so this id is no record's.
_FADE = (
    '<linearGradient id="Fade"><stop class="edge" offset="0"/><stop class="middle" offset=".5"/>'
    '<stop class="edge" offset="1"/></linearGradient>'
)


def draw(bars: Sequence[timeline.Bar], issued: str, count: int) -> Iterator[str]:
    """Draw the bars of an article issued on an EDTF date, as a list in HTML; nothing if there are none.

    `count` is the number of missions, of which these may be only the first.
    """
    if not bars:
        return
    on = timeline.axis(bars, issued, _CELLS)
    years = timeline.ticks(on._replace(cells=_COLUMNS)).values()
    ticks = [(year, _percent(on.cell(date(year, 1, 1)))) for year in years]
    lines = [f'<line class="tick" x1="{at:g}%" x2="{at:g}%" y2="100%"/>' for _, at in ticks]
    published = _percent(on.cell(on.published))
    lines.append(f'<line class="published" x1="{published:g}%" x2="{published:g}%" y2="100%"/>')
    yield f'<svg class="years" aria-hidden="true"><defs>{_FADE}<g id="Ticks">{"".join(lines)}</g></defs>'
    yield from (f'<text x="{at:g}%" y="14" text-anchor="{_anchor(at)}">{year:04}</text>' for year, at in ticks)
    yield '</svg>\n<ul class="bars">\n'
    forms = {"published"}
    for bar in bars:
        runs = [run for run in timeline.runs(bar, on) if run.form in timeline.DATED or run.form == "under way"]
        forms.update(_class(run) for run in runs)
        yield f'<li data-of="{escape(bar.id)}"><a href="#{escape(bar.id)}"><bdi>{escape(bar.name)}</bdi></a> '
        yield f'{_dates(bar)}<svg class="track" aria-hidden="true"><use href="#Ticks"/>'
        yield from map(_rectangle, runs)
        yield "</svg></li>\n"
    yield '</ul>\n<ul class="key">\n'
    for name, meaning in _KEY:
        if name in forms:
            yield f'<li><svg aria-hidden="true">{_sample(name)}</svg> {meaning}</li>\n'
    yield "</ul>\n<p>No end is drawn where the article states none: such a mission may be over or under way.</p>\n"
    if count > len(bars):
        yield f"<p>These are the first {len(bars)} of {count:,} missions.</p>\n"


def _dates(bar: timeline.Bar) -> str:
    start = edtf.in_words(bar.start) if bar.start else f"start {NOT_STATED}"
    end = f" to {edtf.in_words(bar.end)}{MARK if bar.end_basis == 'inferred' else ''}" if bar.end else ""
    return f"{start}{MARK if bar.start_basis == 'inferred' else ''}{end}"


def _percent(cell: int) -> float:
    return round(100 * cell / _CELLS, 2)


def _anchor(at: float) -> str:
    return "start" if at < _EDGE else "end" if at > 100 - _EDGE else "middle"


def _class(run: timeline.Run) -> str:
    return run.form.replace(" ", "-")


def _rectangle(run: timeline.Run) -> str:
    width = max(_percent(run.last + 1 - run.first), _MIN_WIDTH)
    return f'<rect class="{_class(run)}" x="{_percent(run.first):g}%" width="{width:g}%"/>'


def _sample(name: str) -> str:
    if name == "published":
        return '<line class="published" x1="50%" x2="50%" y2="100%"/>'
    return f'<rect class="{name}" width="100%"/>'
