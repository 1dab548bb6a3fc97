"""Missions as bars on a time axis: what is known of each start and end, and the cells that show it. Pure functions.

An axis is a row of cells, counted from 0. A cell stands for a stretch of days, and a date takes every cell that it may
fall in, so that a year is drawn as long as a year. The last cell stands for no time: it keeps room for an open end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from typing import Annotated, Any, Literal, NamedTuple

from rwpk import edtf, model
from rwpk.model import Record, described
from rwpk.query import Match

#: What a run of cells means; `rwpk.render.timeline.FORMS` has the words for each.
Form = Literal[
    "stated",
    "inferred",
    "range",
    "inferred range",
    "under way",
    "open",
    "no start",
    "no end",
    "no earliest",
    "no latest",
]

RANGES: frozenset[Form] = frozenset({"range", "inferred range"})
DATED: frozenset[Form] = RANGES | {"stated", "inferred"}

#: Show at most this many bars: a longer drawing is not read, and each bar takes time and memory.
MAX_BARS = 500
#: The cells for the label of a year, with blanks around it.
LABEL_CELLS = 7


class Bar(Record, frozen=True):
    __doc__ = "What is drawn of one mission."

    id: Annotated[str, described("the mission's id", "editorial")]
    name: Annotated[str, described("what the article calls it, or its place if the article names no mission")]
    role: Annotated[model.Role | None, described("whether the country contributes to it or hosts it")]
    framework: Annotated[model.Framework | None, described("whether it runs under an organisation or by agreement")]
    start: Annotated[model.Date | None, described("when it began")]
    start_earliest: Annotated[date | None, described("the first day that `start` may be; null if open", "derived")]
    start_latest: Annotated[date | None, described("the last day that `start` may be; null if open", "derived")]
    start_basis: Annotated[model.Basis | None, described("whether the article states the start", "derived")]
    end: Annotated[model.Date | None, described("when it ended; null says nothing of how long it went on")]
    end_earliest: Annotated[date | None, described("the first day that `end` may be; null if open", "derived")]
    end_latest: Annotated[date | None, described("the last day that `end` may be; null if open", "derived")]
    end_basis: Annotated[model.Basis | None, described("whether the article states the end", "derived")]
    certain: Annotated[bool, described("false if its dates may lie outside those asked for", "derived")] = True
    inferred: Annotated[tuple[str, ...], described("the fields that are inferred", "derived")] = ()
    disputed: Annotated[
        bool | None, described("whether another source differs; null for a dataset of your own", "derived")
    ] = None


class Years(Record, frozen=True):
    __doc__ = "The years that an axis spans."
    origin = "derived"

    first: Annotated[int, described("the axis begins on 1 January of this year")]
    last: Annotated[int, described("and ends on 31 December of this one")]


class Timeline(Record, frozen=True):
    __doc__ = "Missions as bars on an axis."
    origin = "derived"

    published: Annotated[model.Date, described("when the article appeared: it knows of nothing later")]
    axis: Annotated[Years, described("what holds all known days, and the article's own")]
    bars: Annotated[tuple[Bar, ...], described("the missions, those that may have begun first at the top")]


class Axis(NamedTuple):
    """Whole years, 1 January of `first` to 31 December of `last`, on `cells` cells; `published` is a day on it."""

    first: int
    last: int
    published: date
    cells: int

    def cell(self, day: date) -> int:
        """Return the cell of a day; a day off the axis is in its first or last cell."""
        begin = date(self.first, 1, 1).toordinal()
        days = date(self.last, 12, 31).toordinal() + 1 - begin
        within = min(max(day.toordinal() - begin, 0), days - 1)
        return within * (self.cells - 1) // days


class Run(NamedTuple):
    """A form and the cells that it takes, both ends included."""

    form: Form
    first: int
    last: int


def bars(matches: Iterable[Match], most: int | None = None) -> list[Bar]:
    """Make bars of missions: first those that may have begun first, last those whose start is not stated.

    `most` bounds the number of bars: of the missions after the first `most` no bars are made.
    """
    missions = [match for match in matches if isinstance(match.record, model.Mission)]
    return [_bar(match) for match in sorted(missions, key=_begin)[:most]]


def known_ends(made: Iterable[Bar], notes: Iterable[model.Note]) -> list[tuple[str, str]]:
    """Return the ends that other sources date for some bars: what ended by its name or else by the id, and the date."""
    shown = {bar.id for bar in made}
    ends = [note for note in notes if note.field == "end" and note.record in shown]
    return [(", ".join(note.names) or note.record, note.date) for note in ends if note.date]


def axis(made: Sequence[Bar], issued: str, cells: int) -> Axis:
    """Return the axis for some bars and an article issued on an EDTF date: whole years that contain all known days."""
    published = _published(issued)
    bounds = ((bar.start_earliest, bar.start_latest, bar.end_earliest, bar.end_latest) for bar in made)
    years = [published.year, *(day.year for days in bounds for day in days if day)]
    # A start without an earliest day needs a cell that says so.
    early = any(bar.start_earliest is None for bar in made)
    return Axis(max(min(years) - early, date.min.year), max(years), published, cells)


def runs(bar: Bar, on: Axis) -> Iterator[Run]:
    """Yield the runs of a bar in the order to draw them: a later one covers an earlier one."""
    edge = on.cell(on.published)
    start_first = on.cell(bar.start_earliest) if bar.start_earliest else 0
    # An open range ends at the end of the mission, or else at the date of the article.
    bound = on.cell(bar.end_latest) if bar.end_latest else edge
    start_last = on.cell(bar.start_latest) if bar.start_latest else max(bound, start_first)
    dated = [] if bar.start is None else [Run(_form(bar.start, bar.start_basis), start_first, start_last)]
    if bar.end is None:
        stop = max(edge, start_last) + 1
        yield Run("open", 0 if bar.start is None else start_last, stop)
    else:
        end_last = on.cell(bar.end_latest) if bar.end_latest else max(edge, start_last)
        end_first = min(on.cell(bar.end_earliest) if bar.end_earliest else start_first, end_last)
        stop = end_last + 1
        if bar.start is None:
            yield Run("open", 0, end_first)
        else:
            yield Run("under way", min(start_last, end_first), end_first)
        dated.insert(0, Run(_form(bar.end, bar.end_basis), end_first, end_last))
    yield from sorted(dated, key=lambda run: run.form not in RANGES)  # a range must not hide a date
    if bar.start_earliest is None:
        yield Run("no earliest" if bar.start else "no start", 0, 0)
    if bar.end_latest is None:
        yield Run("no latest" if bar.end else "no end", stop, stop)


def label(bar: Bar, drawn: Sequence[Run], on: Axis) -> tuple[int, str] | None:
    """Return a bar's dates in words, and the cell in which they begin, with a blank on either side.

    That is left of the bar, else over its open run, else right of it, else over a range; None where there is no room.
    """
    end = f"to {edtf.in_words(bar.end)}" if bar.end else ""
    text = " ".join(filter(None, (bar.start and edtf.in_words(bar.start), end)))
    if not text:
        return None
    first, last = min(run.first for run in drawn), max(run.last for run in drawn)
    dated, solid = (
        {cell for run in drawn if run.form not in over for cell in range(run.first, run.last + 1)}
        for over in ({"open"}, {"open", *RANGES})
    )
    places = [
        (first - len(text) - 1, dated),
        *((begin, dated) for run in drawn if run.form == "open" for begin in range(run.first + 1, run.last)),
        (last + 2, dated),
        *((run.first + 2, solid) for run in drawn if run.form in RANGES and run.last - run.first > len(text) + 3),
    ]
    for begin, taken in places:
        room = range(begin - 1, begin + len(text) + 1)
        if begin >= 0 and begin + len(text) <= on.cells and taken.isdisjoint(room):
            return begin, text
    return None


def ticks(on: Axis) -> dict[int, int]:
    """Return the years to label, by the cell in which each begins: round years, as many as there is room for."""
    years = on.last + 1 - on.first
    step = next(
        step
        for power in count()
        for step in (10**power, 2 * 10**power, 5 * 10**power)
        if (on.cells - 1) * step >= LABEL_CELLS * years or step > on.last
    )
    round_years = range(-(-on.first // step) * step or step, on.last + 1, step)
    return {on.cell(date(year, 1, 1)): year for year in round_years} or {0: on.first}


def whole(made: Sequence[Bar], issued: str) -> Timeline:
    """Return bars with their axis, for an article issued on an EDTF date."""
    on = axis(made, issued, cells=1)
    return Timeline(issued, Years(on.first, on.last), tuple(made))


def _begin(match: Match) -> tuple[bool, edtf.Span]:
    mission: Any = match.record
    return mission.start is None, mission.start_span or edtf.ANY_DAY


def _bar(match: Match) -> Bar:
    mission: Any = match.record
    start, end = (edtf.bounds(text) for text in (mission.start, mission.end))
    return Bar(
        mission.id, mission.name, mission.role, mission.framework,
        mission.start, *start, mission.start_basis,
        mission.end, *end, model.basis_of(mission, "end") if mission.end else None,
        match.certain, model.inferred_fields(mission), match.disputed,
    )  # fmt: skip


def _published(issued: str) -> date:
    """Return the last day on which an article may have appeared, or the first if there is no last."""
    earliest, latest = edtf.bounds(issued)
    return latest or earliest or date.min


def _form(text: str, basis: model.Basis | None) -> Form:
    if text.startswith("["):
        return "inferred range" if basis == "inferred" else "range"
    return "inferred" if basis == "inferred" else "stated"
