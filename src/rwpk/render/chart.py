"""Missions as a chart to publish: SVG that names what it shows and its source, and loads no font and nothing else.

No text's width is known, since each viewer has its own fonts. Each text therefore has room for the widest usual font,
and what has to follow a text stands in the same element, so that the viewer places it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import Literal, NamedTuple

from rwpk import cite, edtf, model, timeline
from rwpk.render.fields import NOT_STATED
from rwpk.render.timeline import group_bars
from rwpk.text import cell_width, printable, wrap

Theme = Literal["auto", "light", "dark"]

#: All lengths are in the chart's own units: it is so wide, and a text of 22 units can still be read at half that size.
WIDTH = 1200
MARGIN = 40
#: The room right of the axis, and left of it if a start is open, for the mark of what is not stated.
MARK_ROOM = 72
#: A date that is shorter on the axis is drawn this wide, with its days in the middle.
MIN_DATE_WIDTH = 8
TRACK_HEIGHT = 26
#: With more bars the years stand below them too.
SCREENFUL = 12
#: The sizes of texts.
TITLE, HEADING, NAME, SMALL = 40, 24, 27, 22
#: The words of the key, with `NOT_STATED`.
STATED, INFERRED, UNKNOWN, UNDER_WAY = "stated", "inferred", "one unknown day in this run", "under way"
#: The cells of the axis for `timeline.ticks`, so that the years have room.
CELLS = 84
#: Widths of characters in thousandths of the font's size; any other is as wide as a capital letter.
WIDTHS = {
    480: " ijl.,:;'!|()[]-/",
    600: 'frstcz"I',
    720: "abdeghknopquvxy0123456789?",
    1100: "mwMW@%",
}
#: Cut the source after this many characters.
MAX_SOURCE = 1_000


class Palette(NamedTuple):
    """The colours of a chart."""

    ground: str
    ink: str
    soft: str
    bar: str
    track: str
    grid: str
    published: str


LIGHT = Palette("#ffffff", "#1f2328", "#57606a", "#0a5cb8", "#eef1f4", "#c4cbd2", "#b3122d")
DARK = Palette("#161b22", "#e6edf3", "#b1bac4", "#79c0ff", "#262c36", "#4d5661", "#ff8d85")
#: What each class paints, and with which colour. Attributes carry the first palette, since not every program reads CSS.
PAINTS = {
    "ground": ("fill", "ground"), "ink": ("fill", "ink"), "soft": ("fill", "soft"), "bar": ("fill", "bar"),
    "track": ("fill", "track"), "published": ("fill", "published"), "edge": ("stroke", "bar"),
    "grid": ("stroke", "grid"), "gap": ("stroke", "ground"), "stop": ("stop-color", "bar"),
}  # fmt: skip


class Scale(NamedTuple):
    """Whole years, 1 January of `first` to 31 December of `last`, from `left` to `right`."""

    first: int
    last: int
    left: float
    right: float

    def x(self, day: date, after: int = 0) -> float:
        """Return where a day begins, or the day that comes `after` so many days."""
        begin = date(self.first, 1, 1).toordinal()
        days = date(self.last, 12, 31).toordinal() + 1 - begin
        return self.left + (day.toordinal() + after - begin) / days * (self.right - self.left)


class Run(NamedTuple):
    """Where a date lies: `left` to `right`; whether a day is unknown within, and whether an end of it is open."""

    left: float
    right: float
    is_unknown: bool
    opens_left: bool = False
    opens_right: bool = False


def svg(
    bars: Sequence[timeline.Bar],
    source: model.Source,
    country: str | None = None,
    count: int | None = None,
    theme: Theme = "auto",
) -> str:
    """Return the chart of some bars, at least one, as an SVG document.

    `country` stands in the title and the headings, if it is known. `count` is the number of missions, if it may be
    larger than that of the bars. The theme `auto` is dark where the reader's system asks for it, and light elsewhere.
    """
    draw = _Drawing(DARK if theme == "dark" else LIGHT)
    title = f"{country}’s peacekeeping missions" if country else "Missions"
    left_out = f"The first {len(bars):,} of {count:,} missions" if count and count > len(bars) else ""
    citation = cite.article(source)
    draw.lines(title, TITLE, 50, is_bold=True)
    draw.lines("Their dates as one article states them, or as inferred from its words", HEADING, 38, "soft")
    draw.lines(left_out, HEADING, 32, "soft")
    draw.y += 6
    _draw_bars(draw, bars, source.issued, country)
    draw.y += 14
    _draw_key(draw, bars)
    draw.y += 22
    draw.add(f'<path {draw.paint("grid")} stroke-width="2" d="M{MARGIN} {draw.y}H{WIDTH - MARGIN}"/>')
    draw.y += 8
    draw.lines(printable(f"Source: {cite.short(citation._replace(URL=None))}", MAX_SOURCE), SMALL, 29, "soft")
    for line in _wrapped(printable(source.URL or "", MAX_SOURCE).replace("/", "/ "), SMALL):  # between its parts
        draw.lines(line.replace("/ ", "/"), SMALL, 29, "soft")
    draw.lines(printable(source.note or "", MAX_SOURCE), SMALL, 29, "soft")
    height = draw.y + MARGIN - 10
    words = "\n".join((*_in_words(bars, country), _published(source.issued), *filter(None, [left_out])))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" \
role="img" aria-labelledby="rwpk-title rwpk-words" font-family="sans-serif">
<title id="rwpk-title">{escape(title)}</title>
<desc id="rwpk-words">{escape(words)}
{escape(printable(cite.with_speaker(source), MAX_SOURCE))}</desc>
{_style() if theme == "auto" else ""}<defs>
{_gradient(draw, "rwpk-start", 0.15, 1)}
{_gradient(draw, "rwpk-end", 1, 0.15)}
</defs>
<rect {draw.paint("ground")} width="{WIDTH}" height="{height}"/>
{"".join(draw.parts)}</svg>
"""


class _Drawing:
    """The elements drawn so far, from the top to `y`."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.parts: list[str] = []
        self.y = 22

    def add(self, element: str) -> None:
        self.parts.append(f"{element}\n")

    def paint(self, kind: str) -> str:
        """Return the attributes that give an element its colour."""
        attribute, colour = PAINTS[kind]
        return f'class="{kind}" {attribute}="{getattr(self.palette, colour)}"'

    def text(
        self, x: float, text: str, size: int, kind: str = "ink", anchor: str = "start", *, is_bold: bool = False
    ) -> None:
        """Write a line, or a part of one, with its baseline at `y`."""
        bold = ' font-weight="bold"' if is_bold else ""
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        line = f'<text {self.paint(kind)} x="{_number(x)}" y="{self.y}" font-size="{size}"{bold}{place}>'
        self.add(f"{line}{escape(text, quote=False)}</text>")

    def lines(self, text: str, size: int, height: int, kind: str = "ink", *, is_bold: bool = False) -> None:
        """Write a text in as many lines as it takes, each `height` below the one before."""
        for line in _wrapped(text, size, is_bold=is_bold):
            self.y += height
            self.text(MARGIN, line, size, kind, is_bold=is_bold)


def _draw_bars(draw: _Drawing, bars: Sequence[timeline.Bar], issued: str, country: str | None) -> None:
    axis = timeline.axis(bars, issued, CELLS)
    opens_left = any(bar.start_earliest is None and (bar.start or bar.end) for bar in bars)
    on = Scale(axis.first, axis.last, MARGIN + MARK_ROOM * opens_left, WIDTH - MARGIN - MARK_ROOM)
    years = list(timeline.ticks(axis).values())
    first, last = edtf.bounds(issued)
    published = _date(on, first or axis.published, last or axis.published, width=4)
    draw.y += 40
    _draw_years(draw, on, years)
    for heading, members in group_bars(bars, country, " (inferred)").items():
        draw.y += 8
        draw.lines(heading, SMALL, 36, "soft", is_bold=True)
        for bar in members:
            _draw_name(draw, bar)
            draw.y += 12
            _draw_track(draw, on, years, published)
            _draw_dates(draw, on, bar, axis.published)
            draw.y += TRACK_HEIGHT + 6
    x = (published.left + published.right) / 2
    # the mark of the last row has a tip that the words below belong to
    draw.add(f'<path {draw.paint("published")} d="M{_number(x)} {draw.y - 2}l9 14h-18z"/>')
    if len(bars) > SCREENFUL:
        draw.y += 40
        _draw_years(draw, on, years)
    draw.y += 38
    words = _published(issued)
    if x < WIDTH / 2:
        draw.text(min(x - 9, WIDTH - MARGIN - _width(words, SMALL)), words, SMALL, "published")
    else:
        draw.text(max(x + 9, MARGIN + _width(words, SMALL)), words, SMALL, "published", "end")


def _draw_years(draw: _Drawing, on: Scale, years: Iterable[int]) -> None:
    for year in years:
        draw.text(on.x(date(year, 1, 1)), f"{year:04}", SMALL, "soft", "middle")


def _draw_name(draw: _Drawing, bar: timeline.Bar) -> None:
    """Write a mission's name, and its dates in words: after the name, or in lines of their own."""
    names, dates = _wrapped(printable(bar.name, model.MAX_NAME_LENGTH), NAME, is_bold=True), _dates(bar)
    draw.y += 8
    gap = 14
    follows = _width(names[-1], NAME, is_bold=True) + gap + _width(dates, SMALL) <= WIDTH - 2 * MARGIN
    for name in names[: -1 if follows else None]:
        draw.y += 34
        draw.text(MARGIN, name, NAME, is_bold=True)
    if follows:
        draw.y += 34
        draw.add(
            f'<text x="{MARGIN}" y="{draw.y}"><tspan {draw.paint("ink")} font-size="{NAME}" font-weight="bold" '
            f'unicode-bidi="isolate">{escape(names[-1], quote=False)}</tspan><tspan {draw.paint("soft")} dx="{gap}" '
            f'font-size="{SMALL}" unicode-bidi="isolate">{escape(dates)}</tspan></text>'
        )
    else:
        draw.lines(dates, SMALL, 30, "soft")


def _draw_track(draw: _Drawing, on: Scale, years: Iterable[int], published: Run) -> None:
    draw.add(_rect(draw.paint("track"), on.left, draw.y, on.right - on.left, TRACK_HEIGHT))
    ticks = "".join(f"M{_number(on.x(date(year, 1, 1)))} {draw.y}v{TRACK_HEIGHT}" for year in years)
    draw.add(f'<path {draw.paint("grid")} stroke-width="1.5" d="{ticks}"/>')
    paint = draw.paint("published") + ' fill-opacity="0.3"' * published.is_unknown
    draw.add(_rect(paint, published.left, draw.y - 4, published.right - published.left, TRACK_HEIGHT + 8))


def _draw_dates(draw: _Drawing, on: Scale, bar: timeline.Bar, published: date) -> None:
    """Draw what is known of a start and an end, and a mark of no length for what is not."""
    start, end = _runs(bar, on, published)
    top, height = draw.y + 2, TRACK_HEIGHT - 4
    middle = draw.y + TRACK_HEIGHT / 2
    overlap = start is not None and end is not None and end.left < start.right
    if start and end and not overlap:
        draw.add(_rect(draw.paint("bar"), start.right, middle - 3, end.left - start.right, 6))
    if start:
        _draw_date(draw, start, "rwpk-start", bar.start_basis, top, height / 2 if overlap else height)
    if end:
        within = (middle, height / 2) if overlap else (top, height)
        _draw_date(draw, end, "rwpk-end", bar.end_basis, *within)
    if start and not end:
        _draw_not_stated(draw, start.right + 14 * start.opens_right, middle, 1)
    if end and not start:
        _draw_not_stated(draw, end.left - 14 * end.opens_left, middle, -1)


def _draw_date(draw: _Drawing, run: Run, gradient: str, basis: model.Basis | None, top: float, height: float) -> None:
    place = (run.left, top, run.right - run.left, height)
    fill = f'fill="url(#{gradient})"' if run.is_unknown else draw.paint("bar")
    draw.add(_rect(fill, *place))
    dashes = ""
    if basis == "inferred":
        draw.add(f'<path {draw.paint("gap")} stroke-width="4" d="{_stripes(*place)}"/>')
        dashes = ' stroke-dasharray="5 3"'
    draw.add(_rect(f'fill="none" {draw.paint("edge")} stroke-width="1.5"{dashes}', *place))
    half = height / 2
    if run.opens_left:
        draw.add(f'<path {draw.paint("bar")} d="M{_number(run.left - 2)} {_number(top)}v{height}l-10 {-half}z"/>')
    if run.opens_right:
        draw.add(f'<path {draw.paint("bar")} d="M{_number(run.right + 2)} {_number(top)}v{height}l10 {-half}z"/>')


def _draw_not_stated(draw: _Drawing, x: float, middle: float, direction: int) -> None:
    for step in (14, 26, 38):
        draw.add(f'<circle {draw.paint("ink")} cx="{_number(x + direction * step)}" cy="{_number(middle)}" r="2.5"/>')
    sign = f'<text {draw.paint("ink")} x="{_number(x + direction * 54)}" y="{_number(middle + 8)}" '
    draw.add(f'{sign}font-size="{SMALL}" font-weight="bold" text-anchor="middle">?</text>')


def _draw_key(draw: _Drawing, bars: Sequence[timeline.Bar]) -> None:
    """Write one line that explains what some bars show, each sample with its words."""
    draw.y += 40
    x = float(MARGIN)
    top, height = draw.y - 19, TRACK_HEIGHT - 4
    for words in _key(bars):
        width = 34
        if words == NOT_STATED:
            _draw_not_stated(draw, x - 12, top + height / 2, 1)
            width = 48
        elif words == UNDER_WAY:
            draw.add(_rect(draw.paint("bar"), x, top + height / 2 - 3, width, 6))
        else:
            run = Run(x, x + width, is_unknown=words == UNKNOWN)
            _draw_date(draw, run, "rwpk-start", "inferred" if words == INFERRED else "stated", top, height)
        draw.text(x + width + 8, words, SMALL)
        x += width + 8 + _width(words, SMALL) + 12


def _key(bars: Sequence[timeline.Bar]) -> list[str]:
    """Return the words of the key for what some bars show."""
    dates = [*((bar.start, bar.start_basis) for bar in bars), *((bar.end, bar.end_basis) for bar in bars)]
    bounds = [edtf.bounds(text) for text, _ in dates if text]
    is_shown = {
        STATED: any(text and basis != "inferred" for text, basis in dates),
        INFERRED: any(text and basis == "inferred" for text, basis in dates),
        UNKNOWN: any(first != last for first, last in bounds),
        UNDER_WAY: any(bar.start and bar.end for bar in bars),
        NOT_STATED: any(bool(bar.start) != bool(bar.end) for bar in bars),
    }
    return [words for words, shown in is_shown.items() if shown]


def _runs(bar: timeline.Bar, on: Scale, published: date) -> tuple[Run | None, Run | None]:
    """Return where a bar's start and end lie, each None if it is not stated.

    A range without a latest day goes on to the end of the mission, or else to the day of the article.
    """
    begin = date(on.first, 1, 1)
    earliest = bar.start_earliest or begin
    latest = bar.start_latest or max(bar.end_latest or published, earliest)
    end_latest = bar.end_latest or max(published, latest if bar.start else begin, bar.end_earliest or begin)
    end_earliest = min(bar.end_earliest or earliest, end_latest)
    start = _date(on, earliest, latest, bar.start_earliest is None, bar.start_latest is None)
    end = _date(on, end_earliest, end_latest, not (bar.start or bar.end_earliest), bar.end_latest is None)
    return start if bar.start else None, end if bar.end else None


def _date(
    on: Scale,
    first: date,
    last: date,
    opens_left: bool = False,
    opens_right: bool = False,
    width: float = MIN_DATE_WIDTH,
) -> Run:
    """Return where some days lie, first to last, at least so wide."""
    left, right = on.x(first), on.x(last, after=1)
    missing = max(0.0, width - (right - left)) / 2
    return Run(left - missing, right + missing, first != last or opens_left or opens_right, opens_left, opens_right)


def _dates(bar: timeline.Bar) -> str:
    parts = (("start", bar.start, bar.start_basis), ("end", bar.end, bar.end_basis))
    return "; ".join(
        f"{name} {edtf.in_words(text) if text else NOT_STATED}{' (inferred)' if text and basis == 'inferred' else ''}"
        for name, text, basis in parts
    )


def _published(issued: str) -> str:
    return f"article published {edtf.in_words(issued)}; it knows of nothing later"


def _in_words(bars: Sequence[timeline.Bar], country: str | None) -> Iterator[str]:
    for heading, members in group_bars(bars, country, " (inferred)").items():
        yield f"{heading}:"
        for bar in members:
            yield f"{printable(bar.name, model.MAX_NAME_LENGTH)}: {_dates(bar)}"


def _style() -> str:
    """Return the rules that make a light chart dark where the reader's system asks for that."""
    # LibreOffice would apply a rule for `.ink` in any media, but passes over one for `[class=ink]`
    rules = (f"[class={kind}]{{{attribute}:{getattr(DARK, colour)}}}" for kind, (attribute, colour) in PAINTS.items())
    return f"<style>@media (prefers-color-scheme: dark){{{''.join(rules)}}}</style>\n"


def _gradient(draw: _Drawing, name: str, *opacities: float) -> str:
    stops = "".join(
        f'<stop {draw.paint("stop")} offset="{offset}" stop-opacity="{opacity}"/>'
        for offset, opacity in enumerate(opacities)
    )
    return f'<linearGradient id="{name}">{stops}</linearGradient>'


def _rect(paint: str, x: float, y: float, width: float, height: float) -> str:
    size = f'width="{_number(width)}" height="{_number(height)}"'
    return f'<rect {paint} x="{_number(x)}" y="{_number(y)}" {size}/>'


def _stripes(x: float, y: float, width: float, height: float, distance: int = 10) -> str:
    """Return the path of slanting lines within a rectangle. Not every program reads a pattern or a clip path."""
    return "".join(
        f"M{_number(x + max(0, at - height))} {_number(y + min(at, height))}"
        f"L{_number(x + min(at, width))} {_number(y + max(0, at - width))}"
        for at in range(distance, int(width + height), distance)
    )


def _number(value: float) -> str:
    """Write a length to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _wrapped(text: str, size: int, *, is_bold: bool = False) -> list[str]:
    """Break a text into lines that no usual font makes wider than the chart within its margins; none for no text."""
    measure = _bold_width if is_bold else _regular_width
    return wrap(text, (WIDTH - 2 * MARGIN) * 1000 // size, measure=measure) if text else []


def _width(text: str, size: int, *, is_bold: bool = False) -> float:
    """Return how wide a text may be in any usual font."""
    return (_bold_width if is_bold else _regular_width)(text) * size / 1000


def _bold_width(text: str) -> int:
    """Return how wide a text in bold may be, in thousandths of its font's size."""
    return sum(map(_character_width, text))


def _regular_width(text: str) -> int:
    return sum(_character_width(character) * (9 if character.isascii() else 10) for character in text) // 10


@lru_cache(2**12)
def _character_width(character: str) -> int:
    """Return how wide a character may be in Verdana or DejaVu Sans in bold, the widest usual fonts."""
    if character.isascii():
        return next((width for width, characters in WIDTHS.items() if character in characters), 850)
    cells = cell_width(character)
    if cells == 0:
        # a vowel sign may stand beside its letter, though a terminal gives it no cell
        return 500 if unicodedata.category(character) == "Mc" else 0
    return 850 if cells == 1 and character.isalnum() else 1000
