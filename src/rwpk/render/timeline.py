"""Missions on a time axis for people: drawn to a screen's width, or as one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group
from rich.text import Text

from rwpk import edtf, timeline
from rwpk.render.fields import INFERRED, NOT_STATED
from rwpk.render.screen import Screen

#: The width in a pipe, which has none.
DEFAULT_WIDTH = 80
#: A narrower drawing shows nothing.
MIN_WIDTH = 40
#: With fewer cells than this beside the ids, each id gets a line of its own.
MIN_CHART_WIDTH = 30
#: With more rows than this the axis is drawn again at the bottom, since the top has left the screen.
SCREENFUL = 20
GAP = "  "

#: The character that each form is drawn with, and its words in the legend.
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
#: All these characters, and their replacements in an encoding that lacks any of them.
UNICODE, ASCII = "█▄▒░━·─┼▼┊", "#%~^=.-+V:"


def write_timeline(
    bars: Sequence[timeline.Bar],
    issued: str,
    screen: Screen,
    country: str | None = None,
    ends: Sequence[tuple[str, str]] = (),
    count: int | None = None,
) -> Iterator[str]:
    """Draw the bars of an article that was issued on an EDTF date, or list them; write nothing if there are none.

    `country` stands in the headings with its role, if it is known. `ends` are the missions whose end other sources
    date, each with that date. `count` is the number of missions, if it may be larger than that of the bars.
    """
    if not bars:
        return
    remarks = [*_known_ends(ends), *_left_out(len(bars), count)]
    if screen.linear:
        yield from _listed(bars, issued, country)
        yield from (f"{line}\n" for line in remarks)
    else:
        width = max(MIN_WIDTH, screen.width or DEFAULT_WIDTH)
        drawing = screen._replace(width=width).draw(Group(*_drawn(bars, issued, width, country), *map(Text, remarks)))
        try:
            UNICODE.encode(screen.encoding)
        except UnicodeEncodeError:
            drawing = drawing.translate(str.maketrans(UNICODE, ASCII))
        yield drawing


def group_bars(bars: Sequence[timeline.Bar], country: str | None, mark: str) -> dict[str, list[timeline.Bar]]:
    """Group bars under headings of their role and framework; `mark` follows what is inferred."""
    groups: dict[str, list[timeline.Bar]] = {}
    for bar in bars:
        groups.setdefault(_kind(bar, country, mark), []).append(bar)
    return groups


def _listed(bars: Sequence[timeline.Bar], issued: str, country: str | None) -> Iterator[str]:
    for bar in bars:
        start, end = _when(bar.start, bar.start_basis), _when(bar.end, bar.end_basis)
        yield f"{bar.id}: {_kind(bar, country)}; start {start}; end {end}\n"
    yield f"The article was published {edtf.in_words(issued)}: it knows of nothing later\n"


def _when(date: str | None, basis: str | None) -> str:
    return f"{edtf.in_words(date)}, {basis}" if date else NOT_STATED


def _kind(bar: timeline.Bar, country: str | None, mark: str = " (inferred)") -> str:
    role = (f"{country} as {bar.role}" if country else bar.role) if bar.role else "role not stated"
    framework = bar.framework or "framework not stated"
    marks = [mark if name in bar.inferred else "" for name in ("role", "framework")]
    possible = "" if bar.certain else "; a possible match"
    return f"{role}{marks[0]}, {framework}{marks[1]}{possible}"


def _known_ends(ends: Sequence[tuple[str, str]]) -> Iterator[str]:
    if ends:
        known = ", ".join(f"{name} {edtf.in_words(date)}" for name, date in ends)
        yield f"Not from the article: other sources date the end of a mandate: {known} (rwpk show ID)"


def _left_out(shown: int, count: int | None) -> Iterator[str]:
    if count is not None and count > shown:
        yield f"The first {shown:,} of {count:,} missions; filters such as --since choose others"


def _drawn(bars: Sequence[timeline.Bar], issued: str, width: int, country: str | None) -> Iterator[Text]:
    longest = max(len(bar.id) for bar in bars)
    beside = longest + len(GAP) + MIN_CHART_WIDTH <= width
    margin = longest + len(GAP) if beside else 0
    on = timeline.axis(bars, issued, width - margin)
    ticks = timeline.ticks(on)
    scale = [Text(" " * margin + line) for line in _scale(on, ticks)]
    forms: set[timeline.Form] = set()
    yield from scale
    groups = group_bars(bars, country, INFERRED)
    for heading, members in groups.items():
        yield Text(heading, style="bold")
        # Colour repeats what the heading says. Of the sixteen colours these two are visible on black and on white.
        first = members[0]
        colour = "red" if first.role == "host" else "magenta" if first.role and first.framework == "bilateral" else ""
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
    if any(INFERRED in heading for heading in groups):
        yield Text(f"{INFERRED}{GAP}inferred from the article's words")
    yield Text(f"{PUBLISHED}{GAP}published {edtf.in_words(issued)}; the article knows of nothing later")


def _scale(on: timeline.Axis, ticks: dict[int, int]) -> Iterator[str]:
    """Yield the line of the years, and under it the axis."""
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
