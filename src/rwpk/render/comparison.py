"""What several sources say, side by side: a block for each value on a screen, one line a voice in CSV and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from textwrap import wrap
from typing import Any, NamedTuple

from rwpk import edtf
from rwpk.comparison import Account, Row, Voice, Words, kind_of
from rwpk.render.fields import INFERRED, LEGEND, LIST_SEPARATOR
from rwpk.render.formats import escape_markdown, write_rows
from rwpk.render.screen import Screen
from rwpk.text import cell_width

#: On a narrower screen there is no room for columns, and each voice is written as lines.
MIN_WIDTH = 60
#: The room for words that values leave if they can, in cells: enough for most phrases on two lines.
WORDS_WIDTH = 38
INDENT, GAP = 2, 2
#: What the heading of a text says in place of a verdict, even if two texts are identical, and its legend.
TEXT = "text, not judged"
TEXT_LEGEND = f"{TEXT}: shown as each dataset has it, and not compared"

#: The titles of the columns.
TITLES = ("source", "published", "value", "words")
_CSV_COLUMNS = (
    "record", "field", "verdict", "source", "name", "date", "value", "comparator", "unit", "as_of", "inferred",
    "paragraphs", "lines", "phrases", "bases", "notes", "against", "verdicts", "gaps", "reasons",
)  # fmt: skip
_MARKDOWN_COLUMNS = ("record", "field", "verdict", *TITLES, "reasons")


class _Layout(NamedTuple):
    """The widths of the columns of the voices, in cells; None for the last of them where there is no bound."""

    name: int
    date: int
    value: int
    words: int | None


def write_table(rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Write a block for each value: its verdict, a line for each voice, and why; nothing without rows."""
    if not rows:
        return
    if screen.linear or (screen.width is not None and screen.width < MIN_WIDTH):
        yield from _linear(rows)
    else:
        layout = _fit(rows, screen.width)
        yield from _header(layout)
        for number, row in enumerate(rows):
            yield ("\n" if number else "") + _drawn_heading(row, screen)
            for voice in row.voices:
                yield from _drawn(row, voice, layout)
            for line in _reasons(row, row.voices):
                yield from _indented(line, screen.width)
    if legend := list(_legend(rows)):
        yield "\n"
        for line in legend:
            yield from (f"{piece}\n" for piece in _wrap(line, screen.width))


def write_csv(rows: Iterable[Row]) -> Iterator[str]:
    """Write one line a voice; a list is joined with "; ", in the order of the words or of the other voices."""
    return write_rows(_CSV_COLUMNS, (_flat(row, voice) for row in rows for voice in row.voices))


def write_markdown(rows: Sequence[Row], accounts: Sequence[Account]) -> Iterator[str]:
    """Write a table of GitHub Flavored Markdown with one line a voice, and the sources below it."""
    lines = (
        (
            row.record, row.field, row.verdict, voice.name, voice.date, _value(row, voice),
            LIST_SEPARATOR.join(f"{_place(words)} “{words.phrase}”" for words in voice.words),
            " ".join(_reasons(row, [voice])),
        )
        for row in rows
        for voice in row.voices
    )  # fmt: skip
    header = (_MARKDOWN_COLUMNS, ["---"] * len(_MARKDOWN_COLUMNS))
    for line in chain(header, (map(escape_markdown, line) for line in lines)):
        yield f"| {' | '.join(line)} |\n"
    speaking = {voice.source for row in rows for voice in row.voices}
    sources = [f"{account.label}: {account.reference}" for account in accounts if account.id in speaking]
    for text in (*sources, *_legend(rows)):
        yield f"\n{escape_markdown(text)}\n"


# The contents.


def _flat(row: Row, voice: Voice) -> tuple[Any, ...]:
    return (
        row.record, row.field, row.verdict, voice.source, voice.name, voice.date, voice.value, voice.comparator,
        voice.unit, voice.as_of, voice.inferred,
        tuple(words.paragraph for words in voice.words),
        tuple(words.line for words in voice.words),
        tuple(words.phrase for words in voice.words),
        tuple(words.basis for words in voice.words),
        tuple(words.note for words in voice.words),
        tuple(against.source for against in voice.against),
        tuple(against.verdict for against in voice.against),
        tuple(against.gap for against in voice.against),
        tuple(against.note for against in voice.against),
    )  # fmt: skip


def _value(row: Row, voice: Voice) -> str:
    """Write a value for people, with a mark on each part of it that is inferred."""
    mark = INFERRED if {"value", "comparator", "unit"} & set(voice.inferred) else ""
    if isinstance(voice.value, tuple):
        return LIST_SEPARATOR.join(voice.value) + mark
    if isinstance(voice.value, str):
        return (edtf.in_words(voice.value) if kind_of(row.field) == "date" else voice.value) + mark
    number = str(voice.value) if voice.unit == "year" else f"{voice.value:,}"
    bound = f"{voice.comparator} " if voice.comparator else ""
    text = f"{voice.unit}: {bound}{number}{mark}" if voice.unit else f"{bound}{number}{mark}"
    when = INFERRED if "as_of" in voice.inferred else ""
    if voice.as_of is None or (voice.as_of == voice.date and not when):
        return text
    return f"{text} ({edtf.in_words(voice.as_of)}{when})"


def _place_and_words(words: Sequence[Words]) -> tuple[str, str]:
    """Write the place of the first words and the words, and how many more there are."""
    if not words:
        return "", ""
    more = f" and {len(words) - 1} more" if len(words) > 1 else ""
    return _place(words[0]), f"“{words[0].phrase}”{more}"


def _place(words: Words) -> str:
    return f"¶{words.paragraph}" if words.paragraph is not None else f"line {words.line}"


def _reasons(row: Row, voices: Sequence[Voice]) -> Iterator[str]:
    """Yield how some voices of a row stand to those before them: a sentence each, with the verdict if there are more.

    A single "same" needs no sentence that only says it again.
    """
    pairs = sum(len(voice.against) for voice in row.voices)
    is_plain = len({"value" in voice.inferred for voice in row.voices}) == 1
    for against in (against for voice in voices for against in voice.against):
        says_no_more = pairs == 1 and against.verdict == "same" and is_plain and not against.gap
        if against.verdict != "not judged" and not says_no_more:
            text = f"{against.verdict}: {against.note}" if pairs > 1 else against.note
            yield f"{text[0].upper()}{text[1:]}."


def _legend(rows: Sequence[Row]) -> Iterator[str]:
    if any(map(_is_text, rows)):
        yield TEXT_LEGEND
    if any(voice.inferred for row in rows for voice in row.voices):
        yield LEGEND


# The layout.


def _linear(rows: Sequence[Row]) -> Iterator[str]:
    """Write each voice as lines that need no columns, for a screen reader or a narrow screen."""
    for number, row in enumerate(rows):
        yield ("\n" if number else "") + f"{_heading(row)}\n"
        for voice in row.voices:
            yield f"{voice.name}, {voice.date}: {_value(row, voice)}\n"
            for words in voice.words:
                place = f"paragraph {words.paragraph}" if words.paragraph is not None else f"line {words.line}"
                yield f"{place}: “{words.phrase}”\n" + (f"{words.basis}: {words.note}\n" if words.note else "")
        for reason in _reasons(row, row.voices):
            yield f"{reason}\n"


def _fit(rows: Sequence[Row], width: int | None) -> _Layout:
    """Share out a screen's width: the values get what the longest needs, but leave room for the words."""
    voices = [(row, voice) for row in rows for voice in row.voices]
    titles = [*map(len, TITLES)]
    name = max([titles[0], *(cell_width(voice.name) for _, voice in voices)])
    date = max([titles[1], *(cell_width(voice.date) for _, voice in voices)])
    values = [_value(row, voice) for row, voice in voices if not _is_text(row)]
    value = max([titles[2], *map(cell_width, values)])
    if width is None:
        return _Layout(name, date, value, None)
    name = min(name, width // 4)
    rest = width - INDENT - name - date - 3 * GAP
    longest = max((cell_width(word) for text in values for word in text.split()), default=0)  # such as a date
    value = min(value, max(rest - WORDS_WIDTH, rest // 3, min(longest, rest // 2)))
    return _Layout(name, date, value, rest - value)


def _is_text(row: Row) -> bool:
    return kind_of(row.field) == "text"


def _header(layout: _Layout) -> Iterator[str]:
    """Write the titles of the columns, and a rule."""
    widths = (layout.name + GAP, layout.date + GAP, layout.value + GAP, 0)
    yield " " * INDENT + "".join(map(_padded, TITLES, widths)) + "\n"
    yield "─" * (INDENT + sum(widths) + (layout.words or len(TITLES[-1]))) + "\n"


def _heading(row: Row) -> str:
    return f"{row.record}, {row.field}: {TEXT if row.verdict == 'not judged' else row.verdict}"


def _drawn_heading(row: Row, screen: Screen) -> str:
    text = _heading(row)
    if not screen.colour:
        return "\n".join(_wrap(text, screen.width)) + "\n"
    from rich.text import Text

    return screen.draw(Text(text, style="bold red" if row.verdict == "apart" else "bold"))


def _drawn(row: Row, voice: Voice, layout: _Layout) -> Iterator[str]:
    """Write the line of a voice, or more if a column has to be wrapped; a text takes the room of the words, too."""
    place, words = _place_and_words(voice.words)
    value = _value(row, voice)
    columns = [_wrap(voice.name, layout.name), [voice.date]]
    widths = [layout.name + GAP, layout.date + GAP]
    if _is_text(row):
        width = layout.words and layout.value + GAP + layout.words
        columns.append(_wrap(f"{value} ({place})" if place else value, width))
        widths.append(0)
    else:
        columns += [_wrap(value, layout.value), _wrap(f"{place} {words}".strip(), layout.words)]
        widths += [layout.value + GAP, 0]
    for index in range(max(map(len, columns))):
        cells = (column[index] if index < len(column) else "" for column in columns)
        yield (" " * INDENT + "".join(map(_padded, cells, widths))).rstrip() + "\n"


def _indented(text: str, width: int | None) -> Iterator[str]:
    for piece in _wrap(text, width and width - INDENT):
        yield f"{' ' * INDENT}{piece}\n"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))


def _wrap(text: str, width: int | None) -> list[str]:
    """Break a text into lines of at most a width in cells; None is no bound."""
    if width is None or cell_width(text) <= width:
        return [text]
    if cell_width(text) == len(text):
        return wrap(text, width, break_on_hyphens=False)
    from rich.text import Text

    return Screen(width).draw(Text(text)).splitlines()
