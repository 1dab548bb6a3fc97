"""Missions on a time axis for people: drawn to a screen's width, or told line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Group
from rich.text import Text

from rwpk import edtf, timeline
from rwpk.output.fields import NOT_STATED, Screen

#: Where nothing bounds the width, as in a pipe.
USUAL = 80
#: Below this a drawing says nothing.
NARROWEST = 40
#: With fewer cells than this beside the ids, each id gets a line of its own.
LEAST_CHART = 30
#: An axis that so many rows push off the screen is drawn at the bottom again.
SCREENFUL = 20
GAP = "  "


class Signs(NamedTuple):
    """What each form, and each part of the axis, is drawn with: one cell each."""

    forms: dict[timeline.Form, str]
    rule: str
    tick: str
    published: str
    grid: str


UNICODE = Signs(
    {"stated": "█", "inferred": "▄", "range": "▒", "under way": "━", "open": "·", "no start": "?", "no end": "?"},
    rule="─", tick="┼", published="▼", grid="┊",
)  # fmt: skip
ASCII = Signs(
    {"stated": "#", "inferred": "%", "range": "~", "under way": "=", "open": ".", "no start": "?", "no end": "?"},
    rule="-", tick="+", published="V", grid=":",
)  # fmt: skip

#: What the legend says of each form that is drawn.
MEANINGS: dict[timeline.Form, str] = {
    "stated": "a date that the article states",
    "inferred": "a date inferred from the article's words",
    "range": "a date: one unknown day in this run",
    "under way": "between start and end",
    "open": "under way or over: the article does not say",
    "no start": "no start stated",
    "no end": "no end stated",
}


def write_timeline(bars: Sequence[timeline.Bar], issued: str, screen: Screen) -> Iterator[str]:
    """Draw the bars of an article issued on an EDTF date, or tell them; nothing at all where there are none."""
    if not bars:
        return
    if screen.linear:
        yield from _told(bars, issued)
    else:
        width = max(NARROWEST, screen.width or USUAL)
        yield screen._replace(width=width).draw(Group(*_drawn(bars, issued, width, _signs(screen.encoding))))


def _told(bars: Sequence[timeline.Bar], issued: str) -> Iterator[str]:
    for bar in bars:
        start, end = _when(bar.start, bar.start_basis), _when(bar.end, bar.end_basis)
        yield f"{bar.id}: {_kind(bar.role, bar.framework)}; start {start}; end {end}\n"
    yield f"The article was published {edtf.in_words(issued)}: it knows of nothing later\n"


def _when(date: str | None, basis: str | None) -> str:
    return f"{edtf.in_words(date)}, {basis}" if date else NOT_STATED


def _kind(role: str | None, framework: str | None) -> str:
    as_what = f"Rwanda as {role}" if role else "Rwanda's role not stated"
    return f"{as_what}, {framework or 'framework not stated'}"


def _drawn(bars: Sequence[timeline.Bar], issued: str, width: int, signs: Signs) -> Iterator[Text]:
    longest = max(len(bar.id) for bar in bars)
    beside = longest + len(GAP) + LEAST_CHART <= width
    margin = longest + len(GAP) if beside else 0
    on = timeline.axis(bars, issued, width - margin)
    scale = [Text(" " * margin + line) for line in _scale(on, signs)]
    empty = _empty(on, signs)
    forms: set[timeline.Form] = set()
    yield from scale
    for (role, framework), members in timeline.groups(bars).items():
        yield Text(_kind(role, framework), style="bold")
        # colour repeats what the heading says: of the sixteen, these two can be seen on black and on white
        colour = "red" if role == "host" else "magenta" if role and framework == "bilateral" else ""
        for bar in members:
            runs = list(timeline.runs(bar, on))
            forms.update(run.form for run in runs)
            if not beside:
                yield Text(bar.id)
            row = list(empty)
            for run in runs:
                row[run.first : run.last + 1] = signs.forms[run.form] * (run.last + 1 - run.first)
            labelled = _labelled("".join(row), timeline.label(bar, runs, on))
            line = Text((bar.id.ljust(margin) if beside else "") + labelled)
            for run in runs:
                if run.form in timeline.DATED or run.form == "under way":
                    line.stylize(colour, margin + run.first, margin + run.last + 1)
            yield line
    if len(bars) > SCREENFUL:
        yield from reversed(scale)
    yield Text()
    for form, meaning in MEANINGS.items():
        if form in forms:
            yield Text(signs.forms[form] + GAP + meaning)
    yield Text(f"{signs.published}{GAP}published {edtf.in_words(issued)}; the article knows of nothing later")


def _scale(on: timeline.Axis, signs: Signs) -> Iterator[str]:
    """The years, and under them the rule that they stand on."""
    years = [" "] * on.cells
    rule = [signs.rule] * on.cells
    for cell, year in timeline.ticks(on).items():
        rule[cell] = signs.tick
        label = f"{year:04}"
        begin = min(cell, on.cells - len(label))
        years[begin : begin + len(label)] = label
    rule[on.cell(on.published)] = signs.published
    yield "".join(years)
    yield "".join(rule)


def _empty(on: timeline.Axis, signs: Signs) -> str:
    marked = timeline.ticks(on)
    return "".join(signs.grid if cell in marked else " " for cell in range(on.cells))


def _labelled(row: str, label: tuple[int, str] | None) -> str:
    if label is None:
        return row
    cell, text = label
    room = f" {text} " if cell else f"{text} "
    return row[: max(0, cell - 1)] + room + row[cell + len(text) + 1 :]


def _signs(encoding: str) -> Signs:
    """The drawing's signs, or plain ones for all where the encoding lacks any of them."""
    try:
        "".join((*UNICODE.forms.values(), *UNICODE[1:])).encode(encoding)
    except UnicodeEncodeError:
        return ASCII
    return UNICODE
