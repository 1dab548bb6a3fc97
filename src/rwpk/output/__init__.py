"""Records to text, for no terminal that it knows: the screen, the one table of fields, and the formats of lists.

`FORMATS` maps each one's name to the function that writes it, of a Listing and a Screen to pieces of text.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from rwpk import edtf, model
from rwpk.query import Found

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress

    from rwpk.article import Block
    from rwpk.verify import Report

#: A pipe has no width; Rich needs one.
UNBOUNDED = 1_000_000
NOT_STATED = "not stated"
#: What stands between the items of a list in one cell.
LIST_SEPARATOR = "; "
#: What nobody is told of, and between two drawings, in seconds.
PATIENCE, PAUSE = 1.0, 0.1
#: How much of a paragraph tells a reader which one it is, in words.
BEGINNING = 6


class Screen(NamedTuple):
    """What output may rely on.

    `width` in cells (None: no bound, as in a pipe), whether colours are welcome, the encoding that the text will go
    through, and whether its reader wants `linear` text, without drawing, as a screen reader does.
    """

    width: int | None = None
    colour: bool = False
    encoding: str = "utf-8"
    linear: bool = False

    def draw(self, renderable: RenderableType) -> str:
        """The text of what Rich renders at this width, with no blanks at the ends of lines: it asks no terminal."""
        import io

        from rich.console import Console

        buffer = io.StringIO()
        console = Console(
            file=buffer,
            width=self.width or UNBOUNDED,
            color_system="standard" if self.colour else None,  # the sixteen colours that a theme adapts
            force_terminal=self.colour,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
            _environ={},
        )
        console.print(renderable, end="")
        return "".join(line.rstrip() + "\n" for line in buffer.getvalue().removesuffix("\n").split("\n"))


class Listing(NamedTuple):
    """What is to be listed: records of one kind, and the columns asked for (empty: the format's own choice).

    `disputed` names those of them on which other sources differ: a table marks them.
    """

    kind: type[model.AnyRecord]
    rows: Sequence[Found]
    columns: tuple[str, ...] = ()
    disputed: frozenset[str] = frozenset()


#: A table's columns where none are asked for, and those of them that a narrow screen drops, the last one first.
LAYOUTS: dict[type[model.AnyRecord], tuple[tuple[str, ...], tuple[str, ...]]] = {
    model.Mission: (("id", "start", "role", "framework", "summary"), ("framework", "summary")),
    model.Fact: (("id", "topic", "statement"), ("topic",)),
}

#: Fields that are never broken over lines: names, dates, codes, numbers.
UNBROKEN = frozenset({
    "id", "acronym", "country_code", "role", "framework", "start_earliest", "start_latest", "start_basis", "end",
    "topic", "value", "unit", "comparator", "as_of", "others",
})  # fmt: skip


def values(record: model.AnyRecord, columns: Sequence[str] = ()) -> dict[str, Any]:
    """A record as plain values, in the order of its columns; bounds are full dates."""
    return {name: _value(record, name) for name in columns or model.columns_of(type(record))}


def _value(record: model.AnyRecord, name: str) -> Any:
    if name == "evidence":
        return tuple(map(model.plain, record.evidence))
    if name in ("start_earliest", "start_latest"):
        bounds = edtf.bounds(record.start)  # type: ignore[union-attr]  # only a mission has these columns
        return (day := bounds[name == "start_latest"]) and day.isoformat()
    return getattr(record, name)


def flat(value: Any) -> str:
    """One value as a cell for scripts: null is empty, lists are joined with "; "."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(map(flat, value))
    if isinstance(value, dict):  # evidence
        return f"{', '.join(value['supports'])}: {value['basis']}, ¶{value['paragraph']} “{value['phrase']}”"
    return str(value)


def cells(found: Found, columns: Sequence[str]) -> list[str]:
    """A record's cells as people read them: nothing is left blank, and an uncertain start says so."""
    row = values(found.record, columns)
    return [_start(value, found) if name == "start" else flat(value) or NOT_STATED for name, value in row.items()]


def _start(start: str | None, found: Found) -> str:
    marks = []
    if model.basis_of(found.record, "start") == "inferred":
        marks.append("inferred")
    if not found.certain:
        marks.append("possible")
    text = start.strip("[]") if start else NOT_STATED
    return f"{text} ({', '.join(marks)})" if marks else text


# formats ----------------------------------------------------------------------------------------


def write_table(listing: Listing, screen: Screen) -> Iterator[str]:
    """A table for people."""
    from rwpk.output import page  # JSON must not wait for Rich

    return page.write_table(listing, screen)


def write_json(listing: Listing, _screen: Screen) -> Iterator[str]:
    """An array of records, indented."""
    lead = "[\n  "
    for found in listing.rows:
        # no line end can stand within a JSON string, so indenting the text is safe
        yield lead + model.to_json(values(found.record, listing.columns), indent=2).replace("\n", "\n  ")
        lead = ",\n  "
    yield "\n]\n" if listing.rows else "[]\n"


def write_jsonl(listing: Listing, _screen: Screen) -> Iterator[str]:
    """One record a line."""
    for found in listing.rows:
        yield model.to_json(values(found.record, listing.columns)) + "\n"


def write_csv(listing: Listing, _screen: Screen) -> Iterator[str]:
    """CSV (RFC 4180 but for its line ends, which are `\\n`); without a choice of columns, all but the evidence."""
    columns = listing.columns or tuple(name for name in model.columns_of(listing.kind) if name != "evidence")
    return write_rows(columns, (values(found.record, columns).values() for found in listing.rows))


def write_rows(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A header, then rows of plain values, as CSV."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(flat, row))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def write_markdown(listing: Listing, _screen: Screen) -> Iterator[str]:
    """GitHub's table: a header, a rule, then one row a record; no text of the data is taken for Markdown."""
    columns = listing.columns or LAYOUTS[listing.kind][0]
    rows = (map(escape_markdown, cells(found, columns)) for found in listing.rows)
    for row in chain((columns, ["---"] * len(columns)), rows):
        yield f"| {' | '.join(row)} |\n"


def escape_markdown(text: str) -> str:
    """Put a backslash before each sign that Markdown would read as its own."""
    return re.sub(r"([\\`*_\[\]<>|&~!])", r"\\\1", text)


FORMATS: dict[str, Callable[[Listing, Screen], Iterator[str]]] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "markdown": write_markdown,
}

#: The formats for scripts: always UTF-8, whatever the terminal.
FOR_SCRIPTS = frozenset(FORMATS) - {"table"}


# what `rwpk check` found -------------------------------------------------------------------------


def write_report(report: Report) -> Iterator[str]:
    """All problems as `file:line:column: record: field: message`, and their count; or what holds."""
    from rwpk.dataset import MAX_COUNTED, describe

    for one in report.problems:
        yield describe(one.file, one.line, one.column, one.record, one.field, one.message) + "\n"
    count = len(report.problems)
    if count:
        yield f"{_count(count, 'problem', MAX_COUNTED)}\n"
        return
    missions, facts = _count(report.missions, "mission"), _count(report.facts, "fact")
    paragraphs, phrases = _count(len(report.paragraphs), "paragraph"), _count(report.phrases, "phrase")
    article = f"article: all {paragraphs} and all {phrases} hold" if report.article else "article not given"
    yield f"{missions}, {facts}, {phrases}; {article}\n"


def write_paragraphs(blocks: Sequence[Block]) -> Iterator[str]:
    """The `paragraphs` of a dataset's source as YAML, each with its beginning; the headings are left to write.

    What is too short for a paragraph is told where it stands among them.
    """
    from rwpk.article import digest
    from rwpk.text import printable

    places = [place for place, block in enumerate(blocks) if block.is_prose]
    yield "  paragraphs:\n"
    number = 0
    for block in blocks[places[0] : places[-1] + 1]:
        beginning = " ".join(block.text.split()[:BEGINNING])
        about = f"    # line {block.line}, {_count(block.words, 'word')}: {printable(beginning)}"
        if block.is_prose:
            number += 1
            yield f'{about} …\n    - number: {number}\n      heading: ""\n      sha256: {digest(block.text)}\n'
        else:
            yield f"{about} (left out)\n"


def _count(number: int | None, noun: str, most: int | None = None) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number}{' or more' if number == most else ''} {noun}s"


# how far a long reading is ------------------------------------------------------------------------


@contextmanager
def reading(terminal: TextIO) -> Iterator[Callable[[int, int], None]]:
    """Give what takes how many bytes are read, and how many there are (0: unknown); whatever ends it, the line goes."""
    progress: Progress | None = None
    due = time.monotonic() + PATIENCE

    def tick(read: int, total: int) -> None:
        nonlocal progress, due
        now = time.monotonic()
        if now < due:
            return
        due = now + PAUSE
        if progress is None:
            progress = _line(terminal)  # known from here on, so that an interrupt takes it away
            progress.start()
        progress.update(progress.task_ids[0], completed=read, total=total or None)
        progress.refresh()

    try:
        yield tick
    finally:
        if progress:
            progress.stop()


def _line(terminal: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=terminal, legacy_windows=False)
    console.width -= len("^C^C")  # which a terminal writes behind it: where that wraps, Rich takes away the wrong line
    progress = Progress(
        TextColumn("reading"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        auto_refresh=False,  # no thread: the reading itself calls
        redirect_stdout=False,
        redirect_stderr=False,
    )
    progress.add_task("", total=None)
    return progress
