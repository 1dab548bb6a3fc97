"""Finds, reads and checks a dataset: from a path to frozen records, or one error with every problem."""

from __future__ import annotations

import io
import os
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from rwpk import model
from rwpk.errors import DatasetError
from rwpk.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rwpk import check, reader, syntax
    from rwpk.files import Tick

MAX_SHOWN = 100
MAX_COUNTED = 1_000  # what a file may hold in problems before reading on only costs memory
MAX_CAREFUL = 16 * 1024 * 1024  # what is not plainly well-formed is held in memory whole, many times its size
BEGIN = 1 << 16  # what a file is known by where its name does not tell, in bytes

_KINDS: dict[str, type[model.AnyRecord]] = {"missions": model.Mission, "facts": model.Fact}
_LANGUAGES = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".yaml": "yaml", ".yml": "yaml"}


class Problem(NamedTuple):
    """One problem of a file; line and column count from 1, `record` is an id where there is one."""

    line: int
    column: int
    record: str | None
    field: str
    message: str


def load(path: str | os.PathLike[str] | None = None, *, any_size: bool = False) -> model.Dataset:
    """Load a dataset, checked: the one that rwpk carries, or the file at `path` (`-`: standard input).

    The file is YAML, JSON or JSON Lines, of at most 256 MB unless `any_size` is set.
    Raises DatasetError where the file cannot be read, or breaks a rule; `problems` then lists every one.
    """
    return Stream(path, any_size=any_size).whole()


def parse(data: bytes, name: str, *, any_size: bool = False) -> model.Dataset:
    """Make a dataset of a file's bytes; `name` tells by its suffix what they are, and stands in messages.

    Raises DatasetError as `load` does.
    """
    return Stream(name, data=data, any_size=any_size).whole()


class Stream:
    """A dataset's records, each checked as it is read, in one pass that holds one record at a time.

    What a record breaks is known for certain only at the end: until the iteration is through, nothing should be told
    of it. Then `source` is there, and `counts` says how many records of each kind there were.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        any_size: bool = False,
        tick: Tick | None = None,
        data: bytes | None = None,
    ) -> None:
        """Take what to read: a path as in `load`, or `data` under the name `path`."""
        self._path = path if path is not None else built_in()
        self._any_size = any_size
        self._tick = tick
        self._data = data
        self._source: model.Source | None = None
        self.counts: dict[type[model.AnyRecord], int] = dict.fromkeys(_KINDS.values(), 0)

    @property
    def source(self) -> model.Source:
        """The article that the dataset is taken from; there is none before all is read."""
        if self._source is None:
            raise ValueError("read all records first")
        return self._source

    def missions(self) -> Iterator[model.Mission]:
        """Read the file, and yield its missions. Raises DatasetError as `load` does."""
        return (record for record in self if isinstance(record, model.Mission))

    def facts(self) -> Iterator[model.Fact]:
        """Read the file, and yield its facts. Raises DatasetError as `load` does."""
        return (record for record in self if isinstance(record, model.Fact))

    def whole(self) -> model.Dataset:
        """Read the file, and return all of it. Raises DatasetError as `load` does."""
        records = list(self)
        return model.Dataset(
            1,
            self.source,
            tuple(record for record in records if isinstance(record, model.Mission)),
            tuple(record for record in records if isinstance(record, model.Fact)),
        )

    def __iter__(self) -> Iterator[model.AnyRecord]:
        """Read the file, and yield its missions and facts as they stand in it. Raises DatasetError as `load` does."""
        from rwpk.files import open_file, shown_name

        shown = shown_name(self._path)
        if self._data is not None:
            yield from self._records(io.BytesIO(self._data), shown)
            return
        with open_file(self._path, any_size=self._any_size, tick=self._tick) as file:
            try:
                yield from self._records(file, shown)
            except OSError as error:
                raise DatasetError(f"{printable(shown, 200)}: {error.strerror}") from None

    def _records(self, file: BinaryIO, shown: str) -> Iterator[model.AnyRecord]:  # noqa: PLR0912 (a way out, a branch)
        from rwpk import check, reader

        ledger = check.Ledger()
        language = _language(shown, file)
        records = reader.Reader(file, language)
        unsound: list[_Unsound] = []
        seen = dict.fromkeys(_KINDS, 0)
        try:
            for group, value in records:
                if not group:
                    source = model.convert(value, model.Dataset).source
                    if ledger.sound_source(source):
                        self._source = source
                    continue
                record = _record(value, group, ledger)
                if record is None:
                    unsound.append(_Unsound((group, seen[group]), value, records.origin()))
                    if len(unsound) >= MAX_COUNTED:
                        break
                elif not unsound:  # else nobody will hear of it
                    self.counts[_KINDS[group]] += 1
                    yield record
                seen[group] += 1
        except reader.TooLong as error:
            if not self._any_size:
                raise _too_large_here(shown, error.line, 1, f"longer than {reader.MAX_RECORD:,} characters") from None
        except reader.Unsure:
            if not self._any_size and file.seek(0, os.SEEK_END) > MAX_CAREFUL:
                raise _too_large_here(
                    shown, *records.reached(), "mend it here or just above: something is wrong"
                ) from None
        except (model.ValidationError, UnicodeEncodeError):
            pass
        if self._source and not ledger.settled(self._source):
            unsound = _look_again(file, language, ledger, self._source)
            if not unsound:
                self._source = None
        if (unsound and self._source) or len(unsound) >= MAX_COUNTED:
            if problems := _told(unsound, self._source, language):
                raise _broken(printable(shown, 200), problems)
            self._source = None
        if self._source is None:
            yield from self._with_care(file, shown, language)

    def _with_care(self, file: BinaryIO, shown: str, language: str) -> Iterator[model.AnyRecord]:
        """Tell what is wrong; or yield what is still to come, where the quick way was only not sure."""
        from rwpk import check

        file.seek(0)
        whole = model.convert(_checked(file.read(), shown, language, check.check), model.Dataset)
        for group, kind in _KINDS.items():
            for record in getattr(whole, group)[self.counts[kind] :]:
                self.counts[kind] += 1
                yield record
        self._source = whole.source


class _Unsound(NamedTuple):
    """A record that breaks a rule, and where it stands."""

    path: syntax.Path
    value: Any
    origin: reader.Origin


def _record(value: Any, group: str, ledger: check.Ledger) -> model.AnyRecord | None:
    """Make a record of plain values, or return None where it breaks a rule."""
    try:
        record: model.AnyRecord = model.convert(value, _KINDS[group])
    except (model.ValidationError, UnicodeEncodeError):
        ledger.keep(value)
        return None
    return record if ledger.sound(record) else None


def _look_again(file: BinaryIO, language: str, before: check.Ledger, source: model.Source) -> list[_Unsound]:
    """All records that break a rule, with those that break one only together with others."""
    from rwpk import check, reader

    file.seek(0)
    ledger = check.Ledger()
    records = reader.Reader(file, language)
    unsound: list[_Unsound] = []
    seen = dict.fromkeys(_KINDS, 0)
    for group, value in records:
        if group and (before.doubts(value, source) or _record(value, group, ledger) is None):
            unsound.append(_Unsound((group, seen[group]), value, records.origin()))
            if len(unsound) >= MAX_COUNTED:
                break
        if group:
            seen[group] += 1
    return sorted(unsound, key=lambda one: (list(_KINDS).index(str(one.path[0])), one.path[1]))


def _told(unsound: list[_Unsound], source: model.Source | None, language: str) -> list[Problem]:
    """All problems of some records, each with its place, without another look at the whole file."""
    paragraphs = {paragraph.number for paragraph in source.paragraphs} if source else None
    from rwpk import check

    named: dict[syntax.Path, list[check.Problem]] = {}
    for problem in check.check_names([(one.path, one.value) for one in unsound]):
        named.setdefault(problem.path[:2], []).append(problem)
    problems: list[Problem] = []
    for one in unsound:
        problems += _told_of(one, paragraphs, language, named.get(one.path, []))
        if len(problems) >= MAX_COUNTED:
            break
    return problems


def _told_of(
    unsound: _Unsound, paragraphs: set[int] | None, language: str, named: list[check.Problem]
) -> Iterator[Problem]:
    from rwpk import check, syntax

    path, origin = unsound.path, unsound.origin
    # a record of YAML is the one item of a list
    written, inner = ("yaml", (0,)) if language == "yaml" else ("json", ())
    parsed = syntax.PARSERS[written](origin.text)
    value = parsed.value[0] if inner else parsed.value
    if language == "jsonl":
        del value["kind"]
    name = value.get("id") if isinstance(value, dict) else None

    def placed(at: syntax.Path, message: str, line: int, column: int) -> Problem:
        column += origin.column - 1 if line == 1 else 0
        return Problem(origin.line + line - 1, column, name if isinstance(name, str) else None, dotted(at), message)

    faults = {path + fault.path[len(inner) :]: fault for fault in parsed.faults}
    for at, fault in faults.items():
        yield placed(at, fault.message, fault.line, fault.column)
    kind = _KINDS[str(path[0])]
    broken = (*check.check_record(value, kind, path, paragraphs), *named)
    found = [problem for problem in broken if problem.path not in faults]
    ways = {at: [inner + way[2:] for way in _ways(at) if len(way) > 1] for at, _ in found}
    places = syntax.LOCATORS[written](origin.text, {way for own in ways.values() for way in own})
    for at, message in found:
        yield placed(at, message, *next((places[way] for way in ways[at] if way in places), (1, 1)))


def _too_large_here(shown: str, line: int, column: int, what: str) -> DatasetError:
    message = f"{what}; split the file, or add --any-size to have it looked at whole"
    return _broken(printable(shown, 200), [Problem(line, column, None, "", message)])


def load_context(dataset: model.Dataset) -> tuple[model.Note, ...]:
    """Load the notes that rwpk carries on its own dataset: what other sources say.

    Raises DatasetError as `load` does.
    """
    from rwpk import check
    from rwpk.files import open_file

    records: tuple[model.AnyRecord, ...] = (*dataset.missions, *dataset.facts)
    ids = {record.id for record in records}
    with open_file(built_in("context.yaml")) as file:
        value = _checked(file.read(), "context.yaml", "yaml", lambda plain: check.check_context(plain, ids))
    context: model.Context = model.convert(value, model.Context)
    return context.notes


def locate(data: bytes, name: str, paths: set[syntax.Path]) -> dict[syntax.Path, tuple[int, int]]:
    """Find the line and column of each path in a dataset's bytes, both from 1."""
    from rwpk import syntax

    return syntax.LOCATORS[_language(name, io.BytesIO(data))](_decode(data, name), paths)


def record_id(dataset: model.Dataset, path: syntax.Path) -> str:
    """The id of the record that a path leads into."""
    group, index = path[:2]
    found: str = getattr(dataset, str(group))[index].id
    return found


def dotted(path: syntax.Path) -> str:
    """A path as text: `missions.0.start`."""
    return printable(".".join(str(part) for part in path), 120)


def built_in(name: str = "missions.yaml") -> str:
    """Find a data file that rwpk carries: in the package (wheel), or two folders up (a checkout)."""
    package = Path(__file__).parent
    in_package = package / "data" / name
    return str(in_package if in_package.exists() else package.parent.parent / "data" / name)


def describe(
    name: str, line: int | None, column: int | None, record: str | None, field: str | None, message: str
) -> str:
    """Say a problem of a file in one line: where, in which record and field, what is wrong."""
    place = "".join(f":{number}" for number in (line, column) if number)
    within = "".join(f"{printable(part, 120)}: " for part in (record, field) if part)
    return f"{printable(name, 200)}{place}: {within}{printable(message, 600)}"


def _checked(data: bytes, name: str, language: str, rules: Callable[[Any], Iterable[check.Problem]]) -> Any:
    """Make plain values of a file's bytes, and hold them against some rules."""
    from rwpk import check, reader, syntax

    shown = printable(name, 200)
    text = _decode(data, shown)
    parsed = (reader.parse_regular(text) if language == "yaml" else None) or syntax.PARSERS[language](text)
    problems = [
        Problem(
            fault.line,
            fault.column,
            check.record_of(parsed.value, fault.path),
            dotted(fault.path),
            fault.message,
        )
        for fault in parsed.faults
    ]
    known = {fault.path for fault in parsed.faults}
    found = rules(parsed.value) if parsed.whole else ()
    broken = list(islice((problem for problem in found if problem.path not in known), MAX_COUNTED))
    if broken:
        places = syntax.LOCATORS[language](text, {path for problem in broken for path in _ways(problem.path)})
        for path, message in broken:
            line, column = next((places[way] for way in _ways(path) if way in places), (1, 1))
            problems.append(Problem(line, column, check.record_of(parsed.value, path), dotted(path), message))
    if problems:
        raise _broken(shown, problems)
    return parsed.value


def _decode(data: bytes, shown: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _broken(shown, [Problem(1, 1, None, "", "it is UTF-16: save it as UTF-8")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        problem = Problem(line, column, None, "", f"the byte 0x{data[error.start]:02x} is no UTF-8: save it as UTF-8")
        raise _broken(shown, [problem]) from None


def _language(name: str, file: BinaryIO) -> str:
    """Tell by a file's suffix what it is written in; without one, by how it begins."""
    known = _LANGUAGES.get(os.path.splitext(name)[1])  # noqa: PTH122 (a name in a message, no path)
    if known:
        return known
    begin = file.read(BEGIN)
    file.seek(0)
    begin = begin.removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb'\{\s*"kind"\s*:\s*"dataset"', begin):
        return "jsonl"
    return "json" if begin[:1] in (b"{", b"[") else "yaml"


def _ways(path: syntax.Path) -> list[syntax.Path]:
    """A path and those above it, the longest first: a missing field is shown at its record."""
    return [path[:length] for length in range(len(path), 0, -1)]


def _broken(name: str, problems: list[Problem]) -> DatasetError:
    ordered = sorted(problems, key=lambda problem: problem[:2])
    return DatasetError(_report(name, ordered), ordered)


def _report(name: str, problems: list[Problem]) -> str:
    lines = [describe(name, *problem) for problem in problems[:MAX_SHOWN]]
    if len(problems) > 1:
        shown = f", the first {MAX_SHOWN} of them above" if len(problems) > MAX_SHOWN else ""
        more = " or more" if len(problems) >= MAX_COUNTED else ""
        lines.append(f"{len(problems)}{more} problems in {name}{shown}")
    return "\n".join(lines)
