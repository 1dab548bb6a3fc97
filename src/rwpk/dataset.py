"""Finds, reads and checks a dataset: from a path to frozen records, or one error with every problem."""

from __future__ import annotations

import io
import os
import re
from contextlib import suppress
from itertools import chain, islice
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
MAX_DOUBT = 1 << 18  # the same in characters of such records
WEIGHT = MAX_DOUBT // MAX_COUNTED  # of a problem
MAX_CAREFUL = 1 << 19  # what is not plainly well-formed is held in memory whole, many times its size
BEGIN = 1 << 16  # what a file is known by where its name does not tell, in bytes

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
        self.counts: dict[type[model.AnyRecord], int] = {model.Mission: 0, model.Fact: 0}

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
        from rwpk.files import open_data, open_file, shown_name

        if self._data is not None:
            file = open_data(self._data, self._tick)
        else:
            file = open_file(self._path, any_size=self._any_size, tick=self._tick)
        with file:
            yield from self._records(file, shown_name(self._path))

    def _records(self, file: BinaryIO, shown: str) -> Iterator[model.AnyRecord]:
        from rwpk import check, reader

        language = _language(shown, file)
        records = reader.Reader(file, language)
        ledger = check.Ledger()
        unsound = 0
        try:
            for group, value in records:
                if not group:
                    more = "; add --any-size to be told the line"
                    beside = [
                        Problem(1, 1, None, dotted(path), told + more)
                        for path, told in islice(check.check(value), MAX_COUNTED)
                    ]
                    if not beside:
                        self._source = model.convert(value, model.Dataset).source
                    elif self._is_large(file):
                        raise _broken(shown, beside)
                elif (record := ledger.record(value, group)) is None:
                    unsound += len(records.origin().text) + WEIGHT
                    if unsound >= MAX_DOUBT:
                        break
                elif not unsound:  # else nobody will hear of it
                    self.counts[type(record)] += 1
                    yield record
            numbers = {paragraph.number for paragraph in self._source.paragraphs} if self._source else None
            if unsound >= MAX_DOUBT or (numbers is not None and (unsound or not ledger.settled(numbers))):
                raise _look_again(file, shown, language, ledger, numbers)
        except reader.Unsure:
            if self._is_large(file):
                message = (
                    "something here or just above is wrong, or takes the whole file to read:"
                    " mend it, split the file, or add --any-size to have it looked at whole"
                )
                _, line, column = records.origin()
                raise _broken(shown, [Problem(line, column, None, "", message)]) from None
        if self._source is None:
            yield from self._with_care(file, shown, language)

    def _is_large(self, file: BinaryIO) -> bool:
        return not self._any_size and file.seek(0, os.SEEK_END) > MAX_CAREFUL

    def _with_care(self, file: BinaryIO, shown: str, language: str) -> Iterator[model.AnyRecord]:
        """Tell what is wrong; or yield what is still to come, where the quick way was only not sure."""
        from rwpk import check

        file.seek(0)
        whole = model.convert(_checked(file.read(), shown, language, check.check), model.Dataset)
        for kind, records in ((model.Mission, whole.missions), (model.Fact, whole.facts)):
            for record in records[self.counts[kind] :]:
                self.counts[kind] += 1
                yield record
        self._source = whole.source


class _Suspect(NamedTuple):
    """A record that breaks a rule, or may break one together with others."""

    value: Any
    origin: reader.Origin
    broken: list[check.Problem]

    def told(self, language: str) -> Iterator[Problem]:
        """Its problems, each with its place, found in the record's own text."""
        from rwpk import check

        # a record of YAML is the one item of a list
        written, inner = ("yaml", (0,)) if language == "yaml" else ("json", ())
        begin = self.origin
        places = _places(begin.text, written, [inner + problem.path[2:] for problem in self.broken])
        for (line, column), (path, message) in zip(places, self.broken, strict=True):
            shift = begin.column - 1 if line == 1 else 0
            yield Problem(begin.line + line - 1, column + shift, check.id_of(self.value), dotted(path), message)


def _look_again(
    file: BinaryIO, shown: str, language: str, ledger: check.Ledger, paragraphs: set[int] | None
) -> DatasetError:
    """All problems of the records, by a second pass that holds only the records that have any."""
    from rwpk import check, reader

    file.seek(0)
    records = reader.Reader(file, language)
    suspects: dict[syntax.Path, _Suspect] = {}
    seen = dict.fromkeys(check.GROUPS, 0)
    doubt, most, group = 0, 16 * MAX_DOUBT, ""
    with suppress(reader.Unsure):
        for group, value in records:
            if not group or doubt >= most:
                break
            path = (group, seen[group])
            seen[group] += 1
            broken = list(islice(check.check_record(value, check.GROUPS[group], path, paragraphs), MAX_COUNTED))
            if broken or ledger.shares(value):
                origin = records.origin()
                doubt += len(origin.text) + WEIGHT * len(broken)
                most = MAX_DOUBT if broken else most
                if doubt > MAX_CAREFUL:  # the record is the place then
                    origin = origin._replace(text="")
                suspects[path] = _Suspect(value, origin, broken)
    in_order = dict(sorted(suspects.items(), key=lambda item: item[0][0] != "missions"))
    shared = check.check_names([(path, suspect.value) for path, suspect in in_order.items()])
    for problem in islice(shared, MAX_COUNTED):
        suspects[problem.path[:2]].broken.append(problem)
    problems = chain.from_iterable(suspect.told(language) for suspect in in_order.values())
    changed = Problem(1, 1, None, "", "it changed while it was read: try again")
    return _broken(shown, list(islice(problems, MAX_COUNTED)) or [changed], more=bool(group))


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

    return syntax.LOCATORS[_language(name, io.BytesIO(data))](_decode(data, name), paths) if paths else {}


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

    text = _decode(data, name)
    parsed = (reader.parse_regular(text) if language == "yaml" else None) or syntax.PARSERS[language](text)
    known = {fault.path for fault in parsed.faults}
    found = (problem for problem in rules(parsed.value) if problem.path not in known) if parsed.whole else ()
    broken = list(islice(found, MAX_COUNTED))
    places = _places(text, language, [problem.path for problem in broken])
    told = [(fault.line, fault.column, fault.path, fault.message) for fault in parsed.faults]
    told += [(*place, *problem) for place, problem in zip(places, broken, strict=True)]
    if told:
        raise _broken(
            name,
            [
                Problem(line, column, check.record_of(parsed.value, path), dotted(path), message)
                for line, column, path, message in told
            ],
        )
    return parsed.value


def _places(text: str, language: str, paths: list[syntax.Path]) -> list[tuple[int, int]]:
    """The line and column of each path, or of what is nearest above it: a missing field is shown at its record."""
    from rwpk import syntax

    if not paths:
        return []
    ways = [[path[:length] for length in range(len(path), 0, -1)] for path in paths]
    found = syntax.LOCATORS[language](text, {way for own in ways for way in own})
    return [next((found[way] for way in own if way in found), (1, 1)) for own in ways]


def _decode(data: bytes, name: str) -> str:
    from rwpk import syntax

    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _broken(name, [Problem(1, 1, None, "", "it is UTF-16: save it as UTF-8")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        message = f"the byte 0x{error.object[error.start]:02x} is no UTF-8: save it as UTF-8"
        raise _broken(name, [Problem(*syntax.place(before, len(before)), None, "", message)]) from None


def _language(name: str, file: BinaryIO) -> str:
    """Tell by a file's suffix what it is written in; without one, by how it begins."""
    known = _LANGUAGES.get(os.path.splitext(name)[1])  # noqa: PTH122 (a name in a message, no path)
    if known:
        return known
    begin = file.read(BEGIN)
    file.seek(0)
    begin = begin.removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb'\{.*"kind"\s*:\s*"dataset"', begin):
        return "jsonl"
    return "json" if begin[:1] in (b"{", b"[") else "yaml"


def _broken(name: str, problems: list[Problem], *, more: bool = False) -> DatasetError:
    ordered = sorted(problems, key=lambda problem: problem[:2])
    lines = [describe(name, *problem) for problem in ordered[:MAX_SHOWN]]
    more = more or len(problems) >= MAX_COUNTED
    if more or len(problems) > 1:
        shown = f", the first {MAX_SHOWN} of them above" if len(problems) > MAX_SHOWN else ""
        lines.append(f"{len(problems)}{' or more' * more} problems in {printable(name, 200)}{shown}")
    return DatasetError("\n".join(lines), ordered)
