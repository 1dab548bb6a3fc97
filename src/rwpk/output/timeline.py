"""Missions on a time axis for people: drawn to a screen's width, or told line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group
from rich.text import Text

from rwpk import edtf, timeline
from rwpk.output import NOT_STATED, Screen

#: Where nothing bounds the width, as in a pipe.
USUAL = 80
#: Below this a drawing says nothing.
NARROWEST = 40
#: With fewer cells than this beside the ids, each id gets a line of its own.
LEAST_CHART = 30
#: An axis that so many rows push off the screen is drawn at the bottom again.
SCREENFUL = 20
GAP = "  "


#: What each form is drawn with, and what the legend says of it.
FORMS: dict[timeline.Form, tuple[str, str]] = {
    "stated": ("█", "a date that the article states"),
    "inferred": ("▄", "a date inferred from the article's words"),
    "range": ("▒", "a date that the article states: one unknown day in this run"),
    "inferred range": ("░", "a date inferred: one unknown day in this run"),
    "under way": ("━", "between start and end"),
    "open": ("·", "under way or over: the article does not say"),
    "no start": ("?", "no start stated"),
    "no end": ("?", "no end stated"),
    "no earliest": ("<", "no earliest day stated"),
    "no latest": (">", "no latest day stated"),
}
RULE, TICK, PUBLISHED, GRID = "─┼▼┊"
#: All these signs, and what stands for them where an encoding lacks any.
UNICODE, ASCII = "█▄▒░━·─┼▼┊", "#%~^=.-+V:"


def write_timeline(
    bars: Sequence[timeline.Bar], issued: str, screen: Screen, whose: str | None = None
) -> Iterator[str]:
    """Draw the bars of an article issued on an EDTF date, or tell them; nothing at all where there are none.

    `whose` role it is, if that is known, stands in the headings.
    """
    if not bars:
        return
    if screen.linear:
        yield from _told(bars, issued, whose)
    else:
        width = max(NARROWEST, screen.width or USUAL)
        made = screen._replace(width=width).draw(Group(*_drawn(bars, issued, width, whose)))
        try:
            UNICODE.encode(screen.encoding)
        except UnicodeEncodeError:
            made = made.translate(str.maketrans(UNICODE, ASCII))
        yield made


def _told(bars: Sequence[timeline.Bar], issued: str, whose: str | None) -> Iterator[str]:
    for bar in bars:
        start, end = _when(bar.start, bar.start_basis), _when(bar.end, bar.end_basis)
        possible = "" if bar.certain else ", possible"
        yield f"{bar.id}: {_kind(bar.role, bar.framework, whose)}; start {start}{possible}; end {end}\n"
    yield f"The article was published {edtf.in_words(issued)}: it knows of nothing later\n"


def _when(date: str | None, basis: str | None) -> str:
    return f"{edtf.in_words(date)}, {basis}" if date else NOT_STATED


def _kind(role: str | None, framework: str | None, whose: str | None) -> str:
    as_what = (f"{whose} as {role}" if whose else role) if role else "role not stated"
    return f"{as_what}, {framework or 'framework not stated'}"


def _drawn(bars: Sequence[timeline.Bar], issued: str, width: int, whose: str | None) -> Iterator[Text]:
    longest = max(len(bar.id) for bar in bars)
    beside = longest + len(GAP) + LEAST_CHART <= width
    margin = longest + len(GAP) if beside else 0
    on = timeline.axis(bars, issued, width - margin)
    ticks = timeline.ticks(on)
    scale = [Text(" " * margin + line) for line in _scale(on, ticks)]
    forms: set[timeline.Form] = set()
    yield from scale
    groups: dict[tuple[str | None, str | None], list[timeline.Bar]] = {}
    for bar in bars:
        groups.setdefault((bar.role, bar.framework), []).append(bar)
    for (role, framework), members in groups.items():
        yield Text(_kind(role, framework, whose), style="bold")
        # colour repeats what the heading says: of the sixteen, these two can be seen on black and on white
        colour = "red" if role == "host" else "magenta" if role and framework == "bilateral" else ""
        for bar in members:
            runs = list(timeline.runs(bar, on))
            if not beside:
                yield Text(bar.id)
            seen = {cell: run.form for run in runs for cell in range(run.first, run.last + 1)}
            forms.update(seen.values())
            row = [FORMS[seen[cell]][0] if cell in seen else GRID if cell in ticks else " " for cell in range(on.cells)]
            labelled = _labelled("".join(row), timeline.label(bar, runs, on))
            line = Text((bar.id.ljust(margin) if beside else "") + labelled)
            for run in runs:
                if run.form in timeline.DATED or run.form == "under way":
                    line.stylize(colour, margin + run.first, margin + run.last + 1)
            yield line
    if len(bars) > SCREENFUL:
        yield from reversed(scale)
    yield Text()
    for form, (sign, meaning) in FORMS.items():
        if form in forms:
            yield Text(sign + GAP + meaning)
    yield Text(f"{PUBLISHED}{GAP}published {edtf.in_words(issued)}; the article knows of nothing later")


def _scale(on: timeline.Axis, ticks: dict[int, int]) -> Iterator[str]:
    """The years, and under them the rule that they stand on."""
    years = [" "] * on.cells
    rule = [RULE] * on.cells
    for cell, year in ticks.items():
        rule[cell] = TICK
        label = f"{year:04}"
        begin = min(cell, on.cells - len(label))
        years[begin : begin + len(label)] = label
    rule[on.cell(on.published)] = PUBLISHED
    yield "".join(years)
    yield "".join(rule)


def _labelled(row: str, label: tuple[int, str] | None) -> str:
    if label is None:
        return row
    cell, text = label
    room = f" {text} " if cell else f"{text} "
    return row[: max(0, cell - 1)] + room + row[cell + len(text) + 1 :]
