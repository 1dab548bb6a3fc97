"""A dataset's plain values, one record at a time, in a single pass that holds one record at a time.

It reads what is plainly well-formed and judges nothing: where it cannot vouch for what it reads it raises Unsure,
and `rwpk.syntax` reads the whole anew, with care and with the place of every fault. docs/performance.md tells the way.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

from rwpk.syntax import INVALID, KINDS, MAX_DIGITS, Parsed, parse_yaml, resolve

GROUPS = tuple(KINDS.values())
#: Read at once, in characters.
PIECE = 1 << 18
_OTHER_LINE_ENDS = "[\x85\u2028\u2029]"  # to libyaml, and to few editors
#: A longer record goes the careful way, in characters.
MAX_RECORD = 1 << 19


class Origin(NamedTuple):
    """The text of a record, and where it begins in its file; line and column count from 1."""

    text: str
    line: int
    column: int


class Unsure(Exception):  # noqa: N818 (no error: the careful way decides)
    """This text needs the careful way."""


class Reader:
    """Yields the records of a file, each with its group, and last, with the group "", what stands beside the groups.

    Raises Unsure, at any moment, where the text is not plainly well-formed.
    """

    def __init__(self, file: BinaryIO, language: str) -> None:
        # YAML knows line ends of three kinds, and means the same by each
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline=None if language == "yaml" else "")
        self._language = language
        self._window = _Window(self._text, _OTHER_LINE_ENDS if language == "yaml" else None)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Read the file, once."""
        try:
            yield from _READERS[self._language](self._window)
        except (ValueError, RecursionError):  # no UTF-8 or no JSON; too long a number; too deep
            raise Unsure from None
        finally:
            self._text.detach()  # else it would close the file

    def origin(self) -> Origin:
        """Where what was read last stands, or what could not be: to be asked before the next record."""
        window = self._window
        return Origin(window.text[window.begin : window.at], *window.place(window.begin))


class _Window:
    """A piece of a text: `at` is how far it is read; what lies before is let go when more is fetched."""

    def __init__(self, file: io.TextIOWrapper, refused: str | None) -> None:
        self.file = file
        self.refused = refused  # what makes counting lines by \n wrong
        self.text = ""
        self.begin = 0  # of what was read last
        self.at = 0
        self.ended = False
        self.line_before, self.column_before = 1, 1  # where the window begins

    def more(self) -> bool:
        """Fetch the next piece; False where there is none."""
        if self.ended:
            return False
        self.begin = self.at
        held = len(self.text) - self.at
        if held > MAX_RECORD:
            raise Unsure
        piece = self.file.read(max(PIECE, held))  # at least twice as much, so that nothing is scanned over and over
        if self.refused and not piece.isascii() and re.search(self.refused, piece):
            raise Unsure
        self.ended = not piece
        self.line_before, self.column_before = self.place(self.at)
        self.text = self.text[self.at :] + piece
        self.begin = self.at = 0
        return True

    def line(self) -> str:
        """The next line with its end, or nothing at the end of the text."""
        while (end := self.text.find("\n", self.at)) < 0:
            if not self.more():
                return self.take(len(self.text))
        return self.take(end + 1)

    def take(self, end: int) -> str:
        """Read up to a place in the window."""
        self.begin = self.at
        if end - self.begin > MAX_RECORD:
            raise Unsure
        self.at = end
        return self.text[self.begin : end]

    def sign(self) -> str:
        """The next character that is no blank, or nothing at the end of the text."""
        while True:
            self.begin = self.at = _past_blanks(self.text, self.at)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def expect(self, wanted: str) -> str:
        """Read one of some signs."""
        found = self.sign()
        if not found or found not in wanted:
            raise Unsure
        self.at += 1
        return found

    def place(self, at: int) -> tuple[int, int]:
        """The line and the column of a place in the window, from 1."""
        lines = self.text.count("\n", 0, at)
        if not lines:
            return self.line_before, self.column_before + at
        return self.line_before + lines, at - self.text.rfind("\n", 0, at)


# JSON -------------------------------------------------------------------------------------------

_BLANK = re.compile(r"[ \t\n\r]*+")


def _read_json(window: _Window) -> Iterator[tuple[str, Any]]:
    scan = _json_scanner()
    rest: dict[str, Any] = {}
    size = 0
    for _ in _items(window, "{", "}"):
        if window.sign() != '"':
            raise Unsure
        key = _json_value(window, scan)
        size += window.at - window.begin
        if key in rest or size > MAX_RECORD:
            raise Unsure
        window.expect(":")
        if key in GROUPS and window.sign() == "[":
            rest[key] = []
            for _ in _items(window, "[", "]"):
                yield key, _json_value(window, scan)
        else:
            rest[key] = _json_value(window, scan)
            size += window.at - window.begin
    if window.sign():
        raise Unsure
    yield "", rest


def _items(window: _Window, begin: str, end: str) -> Iterator[None]:
    """Stop where each item of a list or a mapping is to be read."""
    window.expect(begin)
    if window.sign() == end:
        window.expect(end)
        return
    after = ","
    while after == ",":
        yield
        after = window.expect("," + end)


def _json_value(window: _Window, scan: Callable[[str, int], tuple[Any, int]]) -> Any:
    window.sign()
    while True:
        try:
            found, end = scan(window.text, window.at)
        except (StopIteration, ValueError):
            if not window.more():
                raise Unsure from None
            continue
        if end < len(window.text) or not window.more():  # else a number may go on in the next piece
            window.take(end)
            return found


def _read_jsonl(window: _Window) -> Iterator[tuple[str, Any]]:
    scan = _json_scanner()
    rest: dict[str, Any] | None = None
    while window.sign():
        line = window.line()
        try:
            record, end = scan(line, 0)
        except StopIteration:
            raise Unsure from None
        if not isinstance(record, dict) or _past_blanks(line, end) < len(line):
            raise Unsure
        kind = record.pop("kind", None)
        if rest is None:
            if kind != "dataset" or any(group in record for group in GROUPS):
                raise Unsure
            rest = {**record, **{group: [] for group in GROUPS}}
        elif isinstance(kind, str) and kind in KINDS:
            yield KINDS[kind], record
        else:
            raise Unsure
    if rest is None:
        raise Unsure
    yield "", rest


def _past_blanks(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _json_scanner() -> Callable[[str, int], tuple[Any, int]]:
    from json import JSONDecoder

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) != len(items):
            raise Unsure
        return result

    def refuse(_token: str) -> Any:
        raise Unsure

    def integer(token: str) -> int:
        return int(token) if len(token.lstrip("-")) <= MAX_DIGITS else refuse(token)

    decoder = JSONDecoder(object_pairs_hook=pairs, parse_int=integer, parse_float=refuse, parse_constant=refuse)
    scan: Callable[[str, int], tuple[Any, int]] = decoder.scan_once  # type: ignore[attr-defined]
    return scan


# YAML -------------------------------------------------------------------------------------------

# line ends of all kinds but \n, and what libyaml takes for no character; the escapes are re's own. The wide ones are
# looked for apart, since a class that holds them takes long to compile
_ODD = r"\x00-\x1f\x7f-\x9f"
_WIDE_ODD = "\u2028\u2029\ufeff\ufffe\uffff"
_LINE = re.compile(
    rf"^( *)(- )?(?:([A-Za-z_][A-Za-z0-9_-]{{0,62}}):(?: +|(?=\n)))?([^ {_ODD}][^{_ODD}]*+)?\n", re.MULTILINE
)
_NO_LINE = re.compile(rf"^ *(?:#[^{_ODD}]*+)?\n", re.MULTILINE)
_FLOW_WORD = rf"[A-Za-z0-9][^][{{}},:#\"'&*!|>%@`?{_ODD}]*+"
_FLOW = re.compile(rf"\[ *(?:{_FLOW_WORD}(?:, *{_FLOW_WORD})*+)?\]")
_TOP_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*:[ \n]")
_GROUP = re.compile(rf"(missions|facts):(?: *| +#[^{_ODD}]*+)\n")
_RECORD = re.compile(r"( *-)[ \n]")
_MARGIN = re.compile(r"\n[^ \n#\-]")
# how a value begins that is not simply the text that stands there
_SPECIAL = frozenset("\"'[]{}-?:,#&*!|>%@`nN~tTfFyYoO+.0123456789")
_IRREGULAR = object()


def _read_yaml(window: _Window) -> Iterator[tuple[str, Any]]:
    beside: list[str] = []  # the lines of what stands beside the groups
    groups: set[str] = set()
    begun = False  # whether a key has stood at the margin, so that deeper lines belong to it
    size = 0
    while line := window.line():
        size += len(line)
        if size > MAX_RECORD // 2:  # it is read anew at each group
            raise Unsure
        if (found := _GROUP.fullmatch(line)) and not _is_odd(line):
            group, begun = found[1], True
            _yaml_value("".join(beside))  # a quote that is open here would hold the group
            while _NO_LINE.fullmatch(line := window.line()) and not _is_odd(line) and size <= MAX_RECORD:
                size += len(line)
            lead = _RECORD.match(line)
            if not lead or group in groups:
                raise Unsure
            groups.add(group)
            window.at = window.begin  # it is read anew
            for block in _blocks(window, lead[1]):
                yield group, _yaml_record(block)
        elif (begun and line[0] in " -") or line == "---\n" or _NO_LINE.fullmatch(line):
            beside.append(line)
        elif _TOP_KEY.match(line):
            begun = True
            beside.append(line)
        else:
            raise Unsure
    rest = _yaml_value("".join(beside))
    if not isinstance(rest, dict):
        raise Unsure
    if any(group in groups or rest[group] != [] for group in GROUPS if group in rest):
        raise Unsure  # of a group in brackets or braces, no record has a place of its own
    yield "", rest | {group: [] for group in groups}


def _blocks(window: _Window, lead: str) -> Iterator[str]:
    """Yield the text of each record of a group: from its dash to the next, or to the end of the group."""
    mark = "\n" + lead
    margin = -1  # where the group ends, as far as the window shows it
    fresh = True
    while True:
        if fresh:
            found = _MARGIN.search(window.text, window.at)
            margin = found.start() if found else -1
            fresh = False
        cut = window.text.find(mark, window.at + len(lead))
        if cut < 0 or 0 <= margin < cut:
            cut = margin
        if cut >= 0:
            yield window.take(cut + 1)
            if cut == margin:
                return
        elif window.more():
            fresh = True
        else:
            yield window.take(len(window.text))
            return


def _yaml_record(block: str) -> Any:
    value = _yaml_value(block)
    if not _RECORD.match(block) or len(value) != 1:  # a document may begin here
        raise Unsure
    return value[0]


def _yaml_value(text: str) -> Any:
    parsed = parse_regular(text) or parse_yaml(text)
    if parsed.faults or not parsed.whole:
        raise Unsure
    return parsed.value


def parse_regular(text: str) -> Parsed | None:
    """Read a short YAML text whole, or return None where libyaml must."""
    value = _regular(text) if len(text) <= MAX_RECORD else _IRREGULAR
    return None if value is _IRREGULAR else Parsed(value, [], whole=True)


def _regular(text: str) -> Any:
    """Read YAML of block style with one-line values; `_IRREGULAR` where any line is of another kind."""
    if not text.endswith("\n"):
        text += "\n"  # a line is what ends in it
    if _is_odd(text):
        return _IRREGULAR
    if "#" in text or "\n\n" in text:
        text = _NO_LINE.sub("", text)
    lines = _LINE.findall(text)
    if not lines or len(lines) != text.count("\n") or " #" in text or " \n" in text:
        return _IRREGULAR
    _, _, keys, raws = zip(*lines, strict=True)
    # a colon within a value may make it a mapping; in quotes it may not
    if text.count(":") != len(keys) - keys.count("") and any(
        (": " in raw or raw[-1:] == ":") and raw[0] not in "\"'" for raw in raws
    ):
        return _IRREGULAR
    return _nest(lines)


def _is_odd(text: str) -> bool:
    return not text.isascii() and any(sign in text for sign in _WIDE_ODD)


def _nest(lines: list[tuple[str, str, str, str]]) -> Any:  # noqa: PLR0912 (calls would take as long as the work)
    is_list = bool(lines[0][1])
    root: Any = [] if is_list else {}
    top, column = root, len(lines[0][0])
    levels: list[tuple[Any, int, bool]] = []  # those around the innermost, the outermost first
    pending = None  # a key whose value has not come yet
    for indent, dash, key, raw in lines:
        here = len(indent)
        if pending is not None:
            if here > column or (dash and here == column):
                levels.append((top, column, is_list))
                inner: Any = [] if dash else {}
                top[pending] = inner
                top, column, is_list = inner, here, bool(dash)
            else:
                top[pending] = None
            pending = None
        # a list may stand at the column of its key: it ends where the next key stands there
        while here < column or (here == column and is_list and not dash):
            if not levels:
                return _IRREGULAR
            top, column, is_list = levels.pop()
        if here != column or bool(dash) != is_list:
            return _IRREGULAR
        if dash:
            if not key:
                value = _scalar(raw) if raw else _IRREGULAR
                if value is _IRREGULAR:
                    return _IRREGULAR
                top.append(value)
                continue
            levels.append((top, column, True))
            inner = {}
            top.append(inner)
            top, column, is_list = inner, here + 2, False
        if not key or key in top:
            return _IRREGULAR
        if raw:
            value = raw if raw[0] not in _SPECIAL else _scalar(raw)
            if value is _IRREGULAR:
                return _IRREGULAR
            top[key] = value
        else:
            pending = key
    if pending is not None:
        top[pending] = None
    return root


def _scalar(raw: str) -> Any:
    first = raw[0]
    if first not in _SPECIAL:
        return raw
    if first in "\"'":
        return _quoted(raw, first)
    if first == "[":
        return _flow(raw)
    if first in "-?:,]{}#&*!|>%@`":
        return _IRREGULAR
    value = resolve(raw)
    return _IRREGULAR if value is INVALID else value


def _quoted(raw: str, quote: str) -> Any:
    inner = raw[1:-1]
    if len(raw) < 2 or raw[-1] != quote:
        return _IRREGULAR
    if quote == '"':
        bare = inner.replace("\\\\", "").replace('\\"', "")  # without the two plainest escapes
        if '"' in bare or "\\" in bare:
            return _IRREGULAR
        return inner.replace("\\\\", "\0").replace('\\"', '"').replace("\0", "\\") if "\\" in inner else inner
    in_pairs = inner.count("'") == 2 * inner.count("''")
    return inner.replace("''", "'") if in_pairs else _IRREGULAR


def _flow(raw: str) -> Any:
    if not _FLOW.fullmatch(raw):
        return _IRREGULAR
    inner = raw[1:-1].strip(" ")
    items = [_scalar(item.strip(" ")) for item in inner.split(",")] if inner else []
    return _IRREGULAR if _IRREGULAR in items else items


_READERS: dict[str, Callable[[_Window], Iterator[tuple[str, Any]]]] = {
    "yaml": _read_yaml,
    "json": _read_json,
    "jsonl": _read_jsonl,
}
