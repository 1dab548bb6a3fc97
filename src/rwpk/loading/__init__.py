"""Loads a dataset: from a path to frozen records, or to one error that lists every problem.

One path leads through this folder: read the file, make plain values of it (`yaml_text`, `json_text`), hold them against
the rules and make records of them (`rules`). The line and column of a problem are looked up only if there is one.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rwpk import files, model
from rwpk.errors import MAX_PROBLEMS, DatasetError, list_problems
from rwpk.text import printable

if TYPE_CHECKING:
    from rwpk.loading.values import Location, Locations, Parsed, Pointer

# A file name without a known suffix says nothing: the language is recognised by the first bytes.
_RECOGNISED_BYTES = 1 << 16
# Which of the first four bytes are zero in UTF-32.
_ZEROS_BEFORE, _ZEROS_BEHIND = (True, True, True, False), (False, True, True, True)
# Bytes that are decoded at once to find one that is not UTF-8.
_PIECE_SIZE = 1 << 20
_LANGUAGES = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".yaml": "yaml", ".yml": "yaml"}


def load(path: str | os.PathLike[str] | None = None) -> model.Dataset:
    """Load a dataset and check it: the one that comes with rwpk, or the file at `path` (`-` for standard input).

    The file is YAML, JSON or JSON Lines, by its suffix or else by its first characters.
    Raises DatasetError if the file cannot be read or breaks a rule; its `problems` list every one.
    """
    return parse(files.read(built_in() if path is None else path))


def parse(file: files.File) -> model.Dataset:
    """Make a dataset of a file's bytes. Raises DatasetError as `load` does."""
    from rwpk.loading import rules

    dataset: model.Dataset = _parse(file, rules.read_dataset)
    return dataset


def parse_ranking(file: files.File) -> dict[str, model.Contribution]:
    """Make records of a contributor ranking of the United Nations, by country code. Raises DatasetError as `load`."""
    from rwpk.loading import ranking

    return ranking.read(file, _decode(file))


def load_context(dataset: model.Dataset) -> tuple[model.Note, ...]:
    """Load what other sources say about the dataset that comes with rwpk.

    Raises DatasetError as `load` does.
    """
    from rwpk.loading import rules

    ids = {record.id for record in dataset.records}
    context: model.Context = _parse(
        files.read(built_in("context.json", "context.yaml")), lambda value: rules.read_context(value, ids)
    )
    return context.notes


def built_in(*names: str) -> str:
    """Return the path of the dataset that comes with rwpk, or of the first of some other data files that exists.

    They are in the package, or, in a checkout, two folders up. A wheel has a twin of the dataset as JSON.
    """
    package = Path(__file__).parents[1]
    paths = [package / "data" / name for name in names or ("missions.json", "missions.yaml")]
    return str(next((path for path in paths if path.exists()), package.parents[1] / "data" / paths[-1].name))


def locate(file: files.File, pointers: Iterable[Pointer]) -> Locations:
    """Find the line and column of some values in a dataset's file. A value that is missing is where its parent is."""
    return _locate(file.data.decode("utf-8-sig"), _language(file), list(pointers))


def _parse(file: files.File, read: Callable[[Any], tuple[Any, list[tuple[Pointer, str]]]]) -> Any:
    """Make a record of a file with one of the readers in `rules`."""
    from rwpk.loading.values import id_at

    text = _decode(file)
    language = _language(file)
    value, syntax_problems, is_complete = _syntax(language)[0](text)
    record, broken = read(value) if is_complete else (None, [])
    if not syntax_problems and not broken:
        return record
    reported = {pointer for pointer, *_ in syntax_problems}
    broken = [(pointer, message) for pointer, message in broken if pointer not in reported]
    locations = _locate(text, language, [pointer for pointer, _ in broken])
    located = [*syntax_problems, *((pointer, message, locations[pointer]) for pointer, message in broken)]
    raise _error(file.name, [_problem(file.name, *problem, id_at(value, problem[0])) for problem in located])


def _problem(name: str, pointer: Pointer, message: str, location: Location, record: str | None) -> model.Problem:
    within = pointer[2:] if record is not None else pointer
    field = ".".join(str(step) for step in within) or None
    return model.Problem("dataset", name, *location, record, field and printable(field, 120), message)


def _error(name: str, problems: list[model.Problem]) -> DatasetError:
    in_order = sorted(problems[:MAX_PROBLEMS], key=lambda problem: (problem.line or 0, problem.column or 0))
    return DatasetError(list_problems(in_order, printable(name, 200)), in_order)


def _syntax(language: str) -> tuple[Callable[[str], Parsed], Callable[[str, set[Pointer]], Locations]]:
    """Return the functions that parse a language and that locate values in it."""
    if language == "yaml":
        from rwpk.loading import yaml_text

        return yaml_text.parse, yaml_text.locate
    from rwpk.loading import json_text

    return (
        (json_text.parse, json_text.locate) if language == "json" else (json_text.parse_lines, json_text.locate_lines)
    )


def _locate(text: str, language: str, pointers: list[Pointer]) -> Locations:
    if not pointers:
        return {}
    _, locate_in = _syntax(language)
    wanted = {pointer[:length] for pointer in pointers for length in range(1, len(pointer) + 1)}
    found = locate_in(text, wanted)
    # The value itself, or what holds it; the whole file is at its beginning.
    chains = {pointer: [pointer[:length] for length in range(len(pointer), 0, -1)] for pointer in pointers}
    return {
        pointer: next((found[step] for step in chain if step in found), (1, 1)) for pointer, chain in chains.items()
    }


def _language(file: files.File) -> str:
    suffix = os.path.splitext(file.name)[1].lower()  # noqa: PTH122 (a name for messages, not a path)
    if suffix in _LANGUAGES:
        return _LANGUAGES[suffix]
    beginning = file.data[:_RECOGNISED_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb'\{.*"kind"\s*:\s*"dataset"', beginning):
        return "jsonl"
    return "json" if beginning[:1] in (b"{", b"[") else "yaml"


def _decode(file: files.File) -> str:
    if encoding := _wide_encoding(file.data[:4]):
        raise _error(file.name, [_problem(file.name, (), f"it is {encoding}: save the file as UTF-8", (1, 1), None)])
    if (offset := _find_bad_byte(file.data)) is not None:
        from rwpk.loading.values import location_at

        before = str(memoryview(file.data)[:offset], "utf-8")
        message = f"the byte 0x{file.data[offset]:02x} is not UTF-8: save the file as UTF-8"
        problem = _problem(file.name, (), message, location_at(before, len(before)), None)
        raise _error(file.name, [problem])
    return file.data.decode("utf-8-sig")


def _wide_encoding(beginning: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 by a byte order mark, or by the zeros in the first characters of ASCII."""
    is_zero = tuple(byte == 0 for byte in beginning.ljust(4, b" "))
    if beginning in (b"\xff\xfe\0\0", b"\0\0\xfe\xff") or is_zero in (_ZEROS_BEFORE, _ZEROS_BEHIND):
        return "UTF-32"
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")) or is_zero in ((False, True) * 2, (True, False) * 2):
        return "UTF-16"
    return None


def _find_bad_byte(data: bytes) -> int | None:
    """Return the offset of the first byte that is not UTF-8.

    It decodes piece by piece, since Python's error holds a copy of all bytes that were to be decoded.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    for begin in range(0, len(data), _PIECE_SIZE):
        end = begin + _PIECE_SIZE
        pending, _ = decoder.getstate()  # the bytes of a character that the last piece cut
        try:
            decoder.decode(data[begin:end], final=end >= len(data))
        except UnicodeDecodeError as error:
            return begin - len(pending) + error.start
    return None
