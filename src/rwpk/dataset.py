"""Finds, reads and checks a dataset: from a path to frozen records, or one error with every problem."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rwpk import model
from rwpk.errors import DatasetError
from rwpk.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rwpk import check, syntax

MAX_SHOWN = 100
MAX_COUNTED = 1_000  # what a file may hold in problems before reading on only costs memory


class Problem(NamedTuple):
    """One problem of a file; line and column count from 1, `record` is an id where there is one."""

    line: int
    column: int
    record: str | None
    field: str
    message: str


def load(path: str | os.PathLike[str] | None = None) -> model.Dataset:
    """Load a dataset, checked: the one that rwpk carries, or the YAML or JSON file at `path` (`-`: standard input).

    Raises DatasetError where the file cannot be read, or breaks a rule; `problems` then lists every one.
    """
    from rwpk.files import read

    return parse(*read(path if path is not None else built_in()))


def parse(data: bytes, name: str) -> model.Dataset:
    """Make a dataset of a file's bytes; `name` tells JSON (`.json`) from YAML, and stands in messages.

    Raises DatasetError as `load` does.
    """
    from rwpk import check

    whole: model.Dataset = model.convert(_checked(data, name, check.check), model.Dataset)
    return whole


def load_context(dataset: model.Dataset) -> tuple[model.Note, ...]:
    """Load the notes that rwpk carries on its own dataset: what other sources say.

    Raises DatasetError as `load` does.
    """
    from rwpk import check
    from rwpk.files import read

    records: tuple[model.AnyRecord, ...] = (*dataset.missions, *dataset.facts)
    ids = {record.id for record in records}
    value = _checked(*read(built_in("context.yaml")), lambda plain: check.check_context(plain, ids))
    context: model.Context = model.convert(value, model.Context)
    return context.notes


def locate(data: bytes, name: str, paths: set[syntax.Path]) -> dict[syntax.Path, tuple[int, int]]:
    """Find the line and column of each path in a dataset's bytes, both from 1."""
    from rwpk import syntax

    text = _decode(data, name)
    return syntax.LOCATORS[_language(name, text)](text, paths)


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


def _checked(data: bytes, name: str, rules: Callable[[Any], Iterable[check.Problem]]) -> Any:
    """Make plain values of a file's bytes, and hold them against some rules."""
    from rwpk import check, syntax

    shown = printable(name, 200)
    text = _decode(data, shown)
    language = _language(name, text)
    parsed = syntax.PARSERS[language](text)
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


def _language(name: str, text: str) -> str:
    if name.endswith(".json"):
        return "json"
    if name.endswith((".yaml", ".yml")):
        return "yaml"
    return "json" if text.lstrip()[:1] in ("{", "[") else "yaml"


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
