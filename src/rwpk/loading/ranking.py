"""The United Nations' ranking of contributors as they publish it, in CSV: to one record a country, or all problems."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from rwpk import files, model
from rwpk.errors import MAX_PROBLEMS, DatasetError, list_problems
from rwpk.loading import misfits
from rwpk.loading.values import MAX_DIGITS
from rwpk.text import printable

#: The columns of the table, and the field that each one fills; they may be in any order and case.
COLUMNS = {
    "ISOCode3": "country_code",
    "M49_Code": None,
    "Contributing_Country": "country",
    "Personnel_Contribution_Rank": "rank",
    "Female_Personnel": "women",
    "Male_Personnel": "men",
    "Total_Uniformed_Personnel": "personnel",
    "Last_Reporting_Date": "day",
}
_NAMES = {column.lower(): column for column in COLUMNS}
_FIELDS = {field: column for column, field in COLUMNS.items() if field}
_NUMBERS = ("rank", "women", "men", "personnel")
# A file whose first line has this many of the columns is meant to be the table, whatever its name.
_RECOGNISED_COLUMNS = 3
_HEADER_BYTES = 4096
# What spreadsheets separate cells by; only a table with commas is read.
_TAB = "\t"
_SEPARATORS = (",", ";", _TAB)
# By the rule of POSIX, the first two-digit year that is one of the 20th century.
_FIRST_OF_1900S = 69

_DAY = re.compile("([0-9]{1,2})-([A-Za-z]{3})-([0-9]{2}|[0-9]{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def is_ranking(file: files.File) -> bool:
    """Whether a file is the table, or is CSV and so can be nothing else: by its header, or else by its name."""
    beginning = file.data[:_HEADER_BYTES].decode("utf-8-sig", "replace")
    return _separator(beginning) is not None or file.name.lower().endswith(".csv")


def _separator(text: str) -> str | None:
    """Return the sign that separates the columns of the table in the first line of a text; None without them."""
    header = text.partition("\n")[0].lower()
    for separator in _SEPARATORS:
        columns = {name.strip(' \r"') for name in header.split(separator)}
        if len(columns & _NAMES.keys()) >= _RECOGNISED_COLUMNS:
            return separator
    return None


def read(file: files.File, text: str) -> dict[str, model.Contribution]:
    """Return the rows of a table by country code; `text` is the file's own, decoded.

    Raises DatasetError, with every problem, if it is another table or a value in it is broken.
    """
    problems: list[model.Problem] = []

    def report(line: int, country: str | None, column: str | None, message: str) -> None:
        if len(problems) < MAX_PROBLEMS:
            problems.append(model.Problem("dataset", file.name, line, None, country, column, message))

    separator = _separator(text) or ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: dict[str, model.Contribution] = {}
    try:
        header = [_NAMES.get(name.strip().lower(), name.strip()) for name in next(reader, [])]
        if message := _wrong_header(header, separator):
            report(1, None, None, message)
        else:
            for cells in reader:
                if not any(map(str.strip, cells)):
                    continue
                if len(cells) != len(header):
                    report(reader.line_num, None, None, f"{len(cells)} cells, where the header has {len(header)}")
                    continue
                # A line may be broken within a name: no name is shown.
                value = _value(dict(zip(header, map(_on_one_line, cells), strict=True)), reader.line_num)
                code = value["country_code"]
                wrong = list(_wrong(value))
                for field, message in wrong:
                    report(reader.line_num, printable(code, 120) or None, _FIELDS.get(field), message)
                if code in rows:
                    report(reader.line_num, printable(code, 120), None, "a second row of this country: keep one")
                elif not wrong:
                    rows[code] = model.convert(value, model.Contribution)
            if not rows and not problems:
                report(1, None, None, "it has a header and no row")
    except csv.Error as error:
        report(reader.line_num, None, None, f"it is not CSV: {error}")
    if problems:
        raise DatasetError(list_problems(problems, printable(file.name, 200)), problems)
    return rows


def _wrong_header(header: list[str], separator: str) -> str | None:
    if separator != ",":
        return f"its cells are separated by {'tabs' if separator == _TAB else separator}: save it with commas"
    if repeated := [column for column in COLUMNS if header.count(column) > 1]:
        return f"it has {', '.join(repeated)} more than once: keep one column of each name"
    missing = [column for column in COLUMNS if column not in header]
    if not missing:
        return None
    if len(missing) > len(COLUMNS) - _RECOGNISED_COLUMNS:
        return f"it is not the United Nations' ranking of contributors, which has the columns {', '.join(COLUMNS)}"
    shown = printable(", ".join(header), 200)
    return f"it lacks {', '.join(missing)}: download the ranking of contributors anew (it has {shown})"


def _on_one_line(cell: str) -> str:
    return " ".join(cell.split())


def _value(cells: dict[str, str], line: int) -> dict[str, Any]:
    """Return the plain value of a row; what is not a number or a day stays the text that it is."""
    value: dict[str, Any] = {field: cells[column] for field, column in _FIELDS.items()}
    for field in _NUMBERS:
        if re.fullmatch(f"[0-9]{{1,{MAX_DIGITS}}}", value[field]):
            value[field] = int(value[field])
    value["day"] = _day(value["day"]) or value["day"]
    return value | {"line": line}


def _day(text: str) -> str | None:
    """Return the day that `31-Jan-22` stands for, in EDTF; None if it is not written so."""
    match = _DAY.fullmatch(text)
    if not match or match[2].lower() not in _MONTHS:
        return None
    century = "" if len(match[3]) == 4 else "19" if int(match[3]) >= _FIRST_OF_1900S else "20"
    return f"{century}{match[3]}-{_MONTHS.index(match[2].lower()) + 1:02}-{int(match[1]):02}"


def _wrong(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a row that are wrong, each with a message."""
    broken = {str(pointer[0]): message for pointer, message in misfits.find(value, model.Contribution, ())}
    for field, message in broken.items():
        if field in _NUMBERS and isinstance(value[field], str):
            yield field, f'"{printable(value[field], 40)}", where a whole number is expected'
        elif field == "day" and not _is_edtf(value["day"]):
            yield field, f'"{printable(value["day"], 40)}" is not a day: write it as 31-Jan-22'
        else:
            yield field, message
    if not broken and value["women"] + value["men"] != value["personnel"]:
        yield "personnel", f"{value['personnel']} is not the sum of {value['women']} women and {value['men']} men"


def _is_edtf(text: str) -> bool:
    return re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None
