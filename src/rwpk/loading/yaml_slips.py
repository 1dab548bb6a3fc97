"""What people get wrong in YAML: the cause and the remedy in our words, from the parser's problem and from the line.

A parser tells what it expected, at the place where it gave up; the slip often stands some lines above. Each slip here
is recognised by the parser's problem and by a line, that of the problem or one just above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rwpk.loading.values import Location, location_at
from rwpk.text import printable

#: What is said if no slip is recognised.
UNKNOWN = "it does not fit the lines above it: check indentation, brackets and quotes here and just above"
#: What is said of an escape that means no character.
BAD_ESCAPE = "a backslash that means nothing within double quotes: write \\\\ for a backslash, or use single quotes"

# Lines longer than this are read up to here: a message needs no more.
_MAX_LINE = 2_000
# At most this many lines are looked at, blank ones included.
_MAX_LINES_ABOVE = 200
# Blanks that YAML takes for letters.
_ODD_BLANKS = r"[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]"
# How a line begins: blanks, dashes of lists, and perhaps a field; what follows is the value.
_ITEM = r"^ *(?:- +)*"
_FIELD = rf"{_ITEM}[\w$-]+: +"
_VALUE = rf"{_ITEM}(?:[\w$-]+: +)?"
_QUOTED = r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')"""

# The parsers' problems: libyaml's words, or PyYAML's own. All of one kind stand together.
_ANY = ""
_TOKEN = "cannot start any token"
_STRUCTURE = r"expected key|expected '-'|expected <block end>|expected ':'"
_MAPPING = "mapping values are not allowed"
_FLOW = r"expected ',' or"

_QUOTE_WHOLE = "put the whole text in quotes"
_NO_BLANK = 'no blank after the colon: write one, as in "name: Umuganda"'


class Slip(NamedTuple):
    """A slip: the patterns of the parser's problem and of the line, what to say, and how many lines above to look.

    In the message, `{sign}` stands for what the group of that name in the pattern of the line matches.
    """

    problem: str
    line: str
    message: str
    above: int = 0


#: The first slip that fits gives the message.
SLIPS = (
    Slip(_ANY, r"^(?:<{7}|={7}$|>{7})", "a mark of a merge conflict: keep one of the two sides, take the marks out", 3),
    Slip(_TOKEN, r"^\s*```", "a fence of Markdown (```): take it out"),
    Slip(
        _ANY,
        rf"^[ -]*{_ODD_BLANKS}",
        "a no-break space or another special blank in the indentation: write ordinary blanks",
        1,
    ),
    Slip(_ANY, rf"{_ITEM}[\w-]+:{_ODD_BLANKS}", "a no-break space after the colon: write an ordinary blank", 1),
    Slip(_ANY, r"^[ -]*\t[ \t-]*[^\s]", "a tab in the indentation: write blanks in its place", 1),
    Slip(_ANY, rf"{_ITEM}[\w-]+:\t", "a tab after the colon: write a blank in its place", 1),
    Slip(_TOKEN, rf"(?:{_VALUE}|[\[,] *)(?P<sign>[@`%])", "a text that begins with {sign}: " + _QUOTE_WHOLE),
    Slip(
        "alphabetic or numeric|tag|URI|expected '>'|expected the '>'|expected ' '|expected whitespace",
        rf"(?:{_VALUE}|[\[,] *)(?P<sign>[*&!])",
        "a text that begins with {sign}: " + _QUOTE_WHOLE,
    ),
    Slip(
        "comment or line break|comment or a line break|indentation indicator",
        rf"{_VALUE}(?P<sign>[|>])",
        "a text that begins with {sign}: " + _QUOTE_WHOLE,
    ),
    Slip(
        "sequence entries are not allowed",
        rf"{_FIELD}-",
        "a dash beside a field: write a list on the lines below, and put a text that begins with - in quotes",
    ),
    Slip("mapping keys are not allowed", rf"{_VALUE}(?P<sign>\?)", "a text that begins with {sign}: " + _QUOTE_WHOLE),
    Slip("node content", rf"(?:{_VALUE})(?P<sign>[\]}},])", "a text that begins with {sign}: " + _QUOTE_WHOLE),
    Slip(
        f"{_STRUCTURE}|{_FLOW}",
        rf"{_VALUE}'(?:[^']|'')*+'\w",
        "an apostrophe in a text in single quotes: write '' for it, or use double quotes",
    ),
    Slip(
        f"{_STRUCTURE}|{_FLOW}|{_MAPPING}",
        rf"{_VALUE}{_QUOTED} *[^\s#:,\]}}]",
        "a text that goes on after its closing quote: " + _QUOTE_WHOLE + ', with \\" for each quotation mark in it',
    ),
    Slip(
        _STRUCTURE,
        rf"{_VALUE}(?P<sign>[\[{{])[^\]}}]*[\]}}] *[^\s#:]",
        "a text that begins with {sign}: " + _QUOTE_WHOLE,
    ),
    Slip(
        f"{_STRUCTURE}|{_FLOW}|{_MAPPING}",
        rf"{_VALUE}(?:\"(?:[^\"\\]|\\.)*+|'(?:[^']|'')*+)$",
        "a quote that is not closed: close it where its text ends",
        20,
    ),
    Slip(_FLOW, r"[\[{][^\]}]*$", "a bracket that is not closed: close it where its list ends", 20),
    Slip(_FLOW, r"[\[{]", "a comma is missing in a list in brackets, or a text in it needs quotes"),
    Slip(_MAPPING, r"^---", "something beside ---: write it on the next line"),
    Slip(
        _MAPPING,
        r"^[^\"'#]*?: +[^\"'\[{|>#\s].*:(?:\s|$)",
        'a text with ": " in it: put the text in quotes',
    ),
    Slip(
        f"{_MAPPING}|{_STRUCTURE}",
        rf"{_ITEM}[\w-]+\s*\uff1a",
        "a colon in full width: write an ordinary one, and a blank",
        2,
    ),
    Slip(f"{_MAPPING}|{_STRUCTURE}", rf"{_ITEM}[\w-]+:[^\s:/]", _NO_BLANK, 1),
    Slip(
        _STRUCTURE,
        rf"{_ITEM}[\w-]+: *[|>][-+]?\s*$",
        "a text after > or | that is not indented: indent it more than its field",
        2,
    ),
    Slip(
        f"{_MAPPING}|{_STRUCTURE}",
        r"^ *\w[\w-]*\s*$",
        "a line that is no field and no text: write a colon after a field",
        1,
    ),
    Slip(
        _MAPPING,
        r": ",
        "it is indented more than the field above, or is the rest of a text and has a colon in it: indent it as the "
        "fields above, or put the whole text in quotes",
    ),
    Slip(_STRUCTURE, r"^ *-[^\s-]", 'no blank after the dash: write one, as in "- Umuganda"'),
    Slip(_STRUCTURE, r"^ *- ", "an item of a list that is not indented as the items above: indent it as they are"),
    Slip(
        "expected '-'|expected key|expected <block end>",
        rf"{_FIELD[:-2]}(?: |$)",
        "a field that is not indented as the fields above: indent it as they are",
    ),
    Slip(
        "expected ':'",
        r"",
        "a line that is no field: write a colon and a blank after the field's name, or indent a text",
    ),
    Slip("escape|hexa?decimal number", r"", BAD_ESCAPE),
    Slip("document start", r"", "it does not follow --- after a directive: write --- before the first field"),
    Slip("incompatible YAML|directive", r"", "a directive that does not hold: take it out"),
)

# A line that begins with a percent sign is a directive. Found by its sign, which is rare, and not by its line.
_DIRECTIVE = r"%(?<![^\n\r\x85\u2028\u2029]%)(?!YAML[ \t])\S*"


def find_directive(text: str) -> tuple[str, Location] | None:
    """Find the first directive other than %YAML. A parser takes quadratic time for many of %TAG."""
    match = re.search(_DIRECTIVE, text)
    if not match:
        return None
    message = f"a directive ({printable(match[0], 20)}): take it out, or indent a text that begins with %"
    return message, location_at(text, match.start())


def explain(text: str, problem: str, index: int, context_index: int | None) -> tuple[str, Location]:
    """Say what is wrong in a text and where.

    `problem` is what the parser said, at the offset `index`; `context_index` is where what it was reading began.
    """
    if "end of stream" in problem and context_index is not None:  # within a quoted text
        return "a quote that is not closed: close it where its text ends", _line_location(text, context_index)
    if "expected ':'" in problem and context_index is not None:
        index = context_index
    lines = list(_lines_above(text, index, max(slip.above for slip in SLIPS)))
    for slip in SLIPS:
        if not re.search(slip.problem, problem):
            continue
        for begin, line in lines[: slip.above + 1]:
            if match := re.search(slip.line, line):
                message = slip.message.replace("{sign}", match.groupdict().get("sign") or "")
                return message, _line_location(text, begin)
    return UNKNOWN, _line_location(text, index)


def _lines_above(text: str, index: int, count: int) -> Iterator[tuple[int, str]]:
    """Yield the line at an offset, then as many above it that are not blank: where each begins, and its text."""
    begin = text.rfind("\n", 0, index) + 1
    for _ in range(_MAX_LINES_ABOVE):
        end = text.find("\n", begin)
        line = text[begin : end if end >= 0 else None][:_MAX_LINE].removesuffix("\r")
        if line.strip(" \t") or begin <= index:
            yield begin, line
            count -= 1
        if count < 0 or begin == 0:
            return
        begin = text.rfind("\n", 0, begin - 1) + 1


def _line_location(text: str, index: int) -> Location:
    """Return the line of an offset and the column of its first sign that is no blank."""
    line, _ = location_at(text, index)
    begin = text.rfind("\n", 0, index) + 1
    column = re.compile(r"[ \t\u00a0]*").match(text, begin)
    return line, (column.end() if column else begin) - begin + 1
