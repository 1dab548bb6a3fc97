"""What Rich sets for people: a table fitted to a screen, and a record or the codebook in sections of lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from rwpk import edtf, model
from rwpk.output import LAYOUTS, NOT_STATED, UNBOUNDED, UNBROKEN, Listing, Screen, cells, flat, values
from rwpk.query import Found

if TYPE_CHECKING:
    from rwpk import codebook

#: Lines longer than this are hard to read, however wide the screen.
WIDEST = 100
#: Below this, words would be broken into letters.
NARROWEST = 40
INDENT = 2
GAP = 2
#: Free text gets no narrower than this, in cells.
FREE_MINIMUM = 24
#: The last column, which marks what other sources differ on.
OTHERS = "others"
#: Rows that Rich draws at once.
BATCH = 256


class Line(NamedTuple):
    """A line, and how it is set: bold for a value, italic for the article's own words."""

    text: str
    style: str = ""


class Section(NamedTuple):
    """A heading, and under it rows: each a label, or none, and its lines."""

    heading: str
    rows: Sequence[tuple[str, Sequence[Line]]]


def write_record(
    record: model.AnyRecord, source: model.Source, notes: Sequence[model.Note], screen: Screen
) -> Iterator[str]:
    """All of a record: what is stated by which words, inferred and why, not stated, and ours; the notes are its own."""
    name, kind = (record.name, "mission") if isinstance(record, model.Mission) else (record.id, "fact")
    title = [Line(name, "bold"), Line(f"{kind} {record.id}, in our words but for the phrases in quotes")]
    return _written(title, _of_record(record, source, notes), screen)


def write_codebook(parts: Iterable[codebook.Section], screen: Screen) -> Iterator[str]:
    """Each kind of record under its name, each field with its meaning, type, origin and example."""
    return _written((), map(_of_codebook, parts), screen)


# what is in them --------------------------------------------------------------------------------


def _of_codebook(part: codebook.Section) -> Section:
    rows = []
    for entry in part.entries:
        lines = [Line(entry.meaning, "bold"), Line(f"{entry.kind}; {entry.origin}")]
        if entry.example is not None:
            lines.append(Line(f"e.g. {flat(entry.example)}"))
        rows.append((entry.field, lines))
    return Section(f"{part.record}: {part.meaning}", rows)


def _of_record(record: model.AnyRecord, source: model.Source, notes: Sequence[model.Note]) -> Iterator[Section]:
    from rwpk import cite  # a table must not wait for it

    row = values(record)
    known: dict[str | None, list[tuple[str, list[Line]]]] = {"stated": [], "inferred": [], None: []}
    for name in model.article_fields(type(record)):
        if row[name] not in (None, ()):
            known[model.basis_of(record, name)].append((_label(name), _field(record, name)))
        elif name not in ("unit", "comparator"):  # without a number there is neither: to say so would be noise
            known[None].append((_label(name), [Line(NOT_STATED)]))
    headings = ("Stated in the article", "Inferred from the article", "Not stated in the article")
    yield from (Section(heading, rows) for heading, rows in zip(headings, known.values(), strict=True) if rows)
    yield Section("Ours, to find the record by", _editorial(record))
    if notes:
        said = [(note.relation, [Line(note.statement), Line(_origin(note))]) for note in notes]
        yield Section("Not from the article: what other sources say", said)
    yield Section("The article", [("", [Line(cite.short(cite.article(source)))])])


def _field(record: model.AnyRecord, name: str) -> list[Line]:
    lines = [Line(_said(record, name), "bold")]
    for evidence in record.evidence:
        if name in evidence.supports:
            lines.append(Line(f"¶{evidence.paragraph} “{evidence.phrase}”", "italic"))
            if evidence.note:
                lines.append(Line(f"{'inferred' if evidence.basis == 'inferred' else 'note'}: {evidence.note}"))
    return lines


def _said(record: model.AnyRecord, name: str) -> str:
    value = getattr(record, name)
    if name in ("start", "end", "as_of"):
        return edtf.in_words(value)
    if name == "value":
        return f"{value:,}" if record.unit != "year" else str(value)  # type: ignore[union-attr]
    return flat(value)


def _editorial(record: model.AnyRecord) -> list[tuple[str, list[Line]]]:
    if isinstance(record, model.Fact):
        return [("topic", [Line(record.topic)])]
    code = f" ({record.country_code})" if record.country_code else ""
    rows = [("country", [Line((record.country or "none") + code)])]
    if record.aliases:
        rows.append(("also known as", [Line(", ".join(record.aliases))]))
    return rows


def _origin(note: model.Note) -> str:
    return f"{edtf.in_words(note.date)}, {note.source}" if note.date else note.source


def _label(name: str) -> str:
    return name.replace("_", " ")


# how they are written ---------------------------------------------------------------------------


def _written(title: Sequence[Line], sections: Iterable[Section], screen: Screen) -> Iterator[str]:
    """The lines of a title, if any, then each section, blank lines between them."""
    width = None if screen.width is None else max(NARROWEST, min(screen.width, WIDEST))
    page = screen._replace(width=width)
    lead = ""
    if title:
        yield _told_lines(title) if screen.linear else "".join(chain(*(_placed(line, "", page) for line in title)))
        lead = "\n"
    for section in sections:
        yield lead
        yield _told(section) if screen.linear else "".join(_drawn(section, page))
        lead = "\n"


def _drawn(section: Section, page: Screen) -> Iterator[str]:
    """The labels on the left, what belongs to them on the right."""
    yield from _placed(Line(section.heading, "bold"), "", page)
    column = max(len(label) for label, _ in section.rows)
    margin = " " * (INDENT + (column and column + GAP))
    for label, lines in section.rows:
        lead = (" " * INDENT + label).ljust(len(margin))
        for line in lines:
            yield from _placed(line, lead, page)
            lead = margin


def _placed(line: Line, lead: str, page: Screen) -> Iterator[str]:
    for piece in _set(line, (page.width or UNBOUNDED) - len(lead), page.colour):
        yield f"{lead}{piece}".rstrip() + "\n"
        lead = " " * len(lead)


@lru_cache(2**14)  # evidence stands under each field that it backs
def _set(line: Line, width: int, colour: bool) -> list[str]:
    """The lines that Rich makes of one."""
    if not colour and cell_len(line.text) <= width:
        return [line.text]
    return Screen(width, colour).draw(Text(line.text, style=line.style)).splitlines()


def _told(section: Section) -> str:
    """As it is heard: nothing is told by its place, and no line is broken."""
    rows = (
        _told_lines([Line(f"{label}: {first.text}" if label else first.text), *others])
        for label, (first, *others) in section.rows
    )
    return f"{section.heading}:\n" + "".join(rows)


def _told_lines(lines: Sequence[Line]) -> str:
    return "".join(re.sub("^¶([0-9]+) ", r"paragraph \1: ", line.text) + "\n" for line in lines)


# tables -----------------------------------------------------------------------------------------


class Width(NamedTuple):
    """A column's width in cells: the least that it needs, and the most that it has use for."""

    least: int
    most: int


def write_table(listing: Listing, screen: Screen) -> Iterator[str]:
    """A header, a rule, then one row a record; nothing at all where there are no records.

    The records are gone through twice, once for the widths and once for the rows: no row is held.
    """
    if not listing.rows:
        return
    usual, optional = LAYOUTS[listing.kind]
    columns = list(listing.columns or usual)
    if listing.disputed and not listing.columns:
        columns.append(OTHERS)
    widths = _measure(columns, listing)
    columns = choose(widths, () if listing.columns else optional, screen.width)
    fitted = fit([widths[name] for name in columns], screen.width)
    rows = (_row(found, columns, listing.disputed) for found in listing.rows)
    if not screen.colour and fitted == [widths[name].most for name in columns]:
        yield from _plain_lines(columns, fitted, rows)
        return
    header = True
    while batch := list(islice(rows, BATCH)):
        yield screen._replace(width=total(fitted)).draw(_rich_table(columns, fitted, batch, header))
        header = False


def _plain_lines(columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    # what Rich draws where every cell has all the room that it needs, in a fiftieth of the time
    for row in chain([columns], rows):
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        yield (" " * GAP).join(padded).rstrip() + "\n"
        if row is columns:
            yield "─" * total(widths) + "\n"


def _rich_table(columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]], header: bool) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD,
        show_header=header,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )
    for name, width in zip(columns, widths, strict=True):
        table.add_column(Text(name), width=width, overflow="fold", style="bold" if name == "id" else "")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _row(found: Found, columns: Sequence[str], disputed: frozenset[str]) -> list[str]:
    if columns[-1] != OTHERS:
        return cells(found, columns)
    return [*cells(found, columns[:-1]), "differ" if found.record.id in disputed else ""]


def choose(widths: dict[str, Width], optional: Sequence[str], screen: int | None) -> list[str]:
    """Choose the columns that fit a screen: all but the optional ones, then of these as many as there is room for."""
    kept = [name for name in widths if name not in optional]
    for name in optional:
        if screen is None or total([widths[one].least for one in [*kept, name]]) <= screen:
            kept.append(name)
    return [name for name in widths if name in kept]


def fit(widths: Sequence[Width], screen: int | None) -> list[int]:
    """Share a screen's width out: each column its least, then the rest evenly up to what each has use for.

    The sum exceeds the screen where even the least do: an id or a date is never cut.
    """
    if screen is None:
        return [width.most for width in widths]
    fitted = [width.least for width in widths]
    spare = max(0, screen - total(fitted))
    growing = sorted(range(len(widths)), key=lambda column: widths[column].most - widths[column].least)
    for done, column in enumerate(growing):
        more = min(widths[column].most - widths[column].least, spare // (len(growing) - done))
        fitted[column] += more
        spare -= more
    return fitted


def total(widths: Sequence[int]) -> int:
    """The width of a whole table, with the gaps between its columns."""
    return sum(widths) + GAP * max(0, len(widths) - 1)


def _measure(columns: Sequence[str], listing: Listing) -> dict[str, Width]:
    most = [cell_len(name) for name in columns]
    start = columns.index("start") if "start" in columns else -1
    word = cell_len("start")  # the longest word of that column: it may break after the date, never within it
    for found in listing.rows:
        row = _row(found, columns, listing.disputed)
        most = list(map(max, most, map(cell_len, row)))
        if start >= 0:
            word = max(word, *map(cell_len, row[start].split()))
    return {name: Width(_least(name, width, word), width) for name, width in zip(columns, most, strict=True)}


def _least(name: str, most: int, word: int) -> int:
    if name in UNBROKEN:
        return most
    return word if name == "start" else min(most, FREE_MINIMUM)
