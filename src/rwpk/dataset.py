"""Finds, reads and checks a dataset: from a path to frozen records, or one error with every problem."""

from __future__ import annotations

import os
import stat
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rwpk import model
from rwpk.errors import DatasetError
from rwpk.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rwpk import check, syntax

MAX_BYTES = 256 * 1024 * 1024
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
    name = os.fspath(path) if path is not None else _built_in("missions.yaml")
    data = _read_stdin() if name == "-" else _read(name)
    return parse(data, "standard input" if name == "-" else name)


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

    name = _built_in("context.yaml")
    records: tuple[model.AnyRecord, ...] = (*dataset.missions, *dataset.facts)
    ids = {record.id for record in records}
    value = _checked(_read(name), name, lambda plain: check.check_context(plain, ids))
    context: model.Context = model.convert(value, model.Context)
    return context.notes


def _checked(data: bytes, name: str, rules: Callable[[Any], Iterable[check.Problem]]) -> Any:
    """Make plain values of a file's bytes, and hold them against some rules."""
    from rwpk import check, syntax

    shown = printable(name, 200)
    if len(data) > MAX_BYTES:
        raise DatasetError(f"{shown}: larger than {MAX_BYTES // 1024**2} MB: split it")
    text = _decode(data, shown)
    language = _language(name, text)
    parsed = syntax.PARSERS[language](text)
    problems = [
        Problem(
            fault.line,
            fault.column,
            check.record_of(parsed.value, fault.path),
            _dotted(fault.path),
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
            problems.append(Problem(line, column, check.record_of(parsed.value, path), _dotted(path), message))
    if problems:
        raise _broken(shown, problems)
    return parsed.value


def _built_in(name: str) -> str:
    """Find a data file that rwpk carries: in the package (wheel), or two folders up (a checkout)."""
    package = Path(__file__).parent
    in_package = package / "data" / name
    return str(in_package if in_package.exists() else package.parent.parent / "data" / name)


def _read_stdin() -> bytes:
    if sys.stdin is None:
        raise DatasetError("standard input: it is closed: pipe a dataset into it, or name a file")
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise DatasetError(f"standard input: it cannot be read: {error.strerror}") from None


def _read(name: str) -> bytes:
    shown = printable(name, 200)
    try:
        # a FIFO nobody writes to must not hold the program up
        descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):  # open() would refuse it in words of its own
            os.close(descriptor)
            raise DatasetError(f"{shown}: it is a directory: name the file in it")
        with open(descriptor, "rb") as file:  # noqa: PTH123 (a descriptor, no path)
            if not stat.S_ISREG(mode):
                raise DatasetError(f"{shown}: it is no ordinary file: use --data - to read from a pipe")
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DatasetError(f"{shown}: there is no such file: check the path (--data or RWPK_DATA)") from None
    except PermissionError:
        why = "it is a directory" if os.path.isdir(name) else "you may not read it"  # noqa: PTH112 (a plain name)
        raise DatasetError(f"{shown}: {why}: check the path and its permissions") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path can have this name"
        raise DatasetError(f"{shown}: it cannot be read: {reason}") from None


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


def _dotted(path: syntax.Path) -> str:
    return printable(".".join(str(part) for part in path), 120)


def _broken(name: str, problems: list[Problem]) -> DatasetError:
    ordered = sorted(problems, key=lambda problem: problem[:2])
    return DatasetError(_report(name, ordered), ordered)


def _report(name: str, problems: list[Problem]) -> str:
    lines = []
    for problem in problems[:MAX_SHOWN]:
        where = f"{name}:{problem.line}:{problem.column}: "
        what = f"{printable(problem.record)}: " if problem.record else ""
        field = f"{problem.field}: " if problem.field else ""
        lines.append(f"{where}{what}{field}{printable(problem.message, 400)}")
    if len(problems) > 1:
        shown = f", the first {MAX_SHOWN} of them above" if len(problems) > MAX_SHOWN else ""
        more = " or more" if len(problems) >= MAX_COUNTED else ""
        lines.append(f"{len(problems)}{more} problems in {name}{shown}")
    return "\n".join(lines)
