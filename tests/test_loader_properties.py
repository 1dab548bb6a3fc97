"""Whatever is given to the loader, it returns a dataset or raises DatasetError, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import rwpk
from rwpk import edtf, text
from tests.support import parse

REAL = (Path(__file__).parents[1] / "data" / "missions.yaml").read_bytes()
REAL_LINES = REAL.splitlines(keepends=True)
quick = settings(max_examples=200)
names = st.sampled_from(["x.yaml", "x.json", "-"])
any_text = st.text(st.characters(exclude_categories=()))  # lone surrogates too

YAML_PIECES = st.sampled_from(
    [
        *"{}[],:-?&*!|>%@`#'\"\\\n\t \x00\x85\u2028\ufeff\u202e",
        "\n- ",
        "\n  ",
        ": ",
        "schema: 1",
        "missions:",
        "id: a",
        "<<: ",
        "*a",
        "&a ",
        "!!int ",
        "!<tag:x> ",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "%TAG ! tag:\n",
        "null",
        "true",
        "010",
        "1e400",
        '"\\x1b"',
        '"\\ud800"',
        '"\\UFFFFFFFF"',
        "? ",
        "9" * 5000,
        "[" * 50,
        "- " * 50,
    ]
)
JSON_PIECES = st.sampled_from(
    [
        *'{}[],:"\\\n',
        '"schema"',
        '"missions"',
        '"\\ud800"',
        '"a"',
        "1",
        "-1",
        "1.5",
        "1e9",
        "NaN",
        "null",
        "true",
        "Infinity",
    ]
)
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | any_text | st.sampled_from(["2004", "harbour", "stated"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["schema", "source", "missions", "facts", "id", "name", "evidence", "supports", "start"])
            | any_text,
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def survives(data: bytes, name: str) -> None:
    try:
        assert isinstance(parse(data, name), rwpk.Dataset)
    except rwpk.DatasetError as error:
        message = str(error)
        assert message
        # a message may be of several lines, but holds nothing else that steers a terminal
        assert not [line for line in message.split("\n") if text.printable(line, len(line)) != line]
        places = [(problem.line or 0, problem.column or 0) for problem in error.problems]
        assert places == sorted(places)
        assert all(line >= 1 and column >= 1 for line, column in places)


def test_the_dataset_itself_holds() -> None:
    assert isinstance(parse(REAL, "x.yaml"), rwpk.Dataset)


@quick
@given(st.binary(max_size=300), names)
def test_no_bytes_break_the_loader(data: bytes, name: str) -> None:
    survives(data, name)


@quick
@given(st.text(max_size=200), names)
def test_no_text_breaks_the_loader(data: str, name: str) -> None:
    survives(data.encode(errors="ignore"), name)


@pytest.mark.parametrize("pure", [False, True])
def test_no_pieces_of_yaml_break_the_loader(pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)

    @quick
    @given(st.lists(YAML_PIECES, max_size=30))
    def check(pieces: list[str]) -> None:
        survives("".join(pieces).encode(), "x.yaml")

    check()


@quick
@given(st.lists(JSON_PIECES, max_size=30))
def test_no_pieces_of_json_break_the_loader(pieces: list[str]) -> None:
    survives("".join(pieces).encode(), "x.json")


@quick
@given(plain_values)
def test_no_json_document_breaks_the_loader(value: object) -> None:
    survives(json.dumps(value).encode(), "x.json")


@settings(quick, max_examples=60)
@given(st.data())
def test_no_changed_lines_of_the_dataset_break_the_loader(data: st.DataObject) -> None:
    lines = list(REAL_LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["delete", "repeat", "replace", "indent", "append"]))
        if change == "delete":
            del lines[at]
        elif change == "repeat":
            lines.insert(at, lines[at])
        elif change == "replace":
            lines[at] = data.draw(st.sampled_from(REAL_LINES) | st.binary(max_size=20))
        elif change == "indent":
            lines[at] = b"  " + lines[at]
        else:
            lines[at] = lines[at].rstrip() + data.draw(YAML_PIECES).encode() + b"\n"
    survives(b"".join(lines), "x.yaml")


@settings(quick, max_examples=60)
@given(st.integers(0, len(REAL)), st.integers(0, len(REAL)))
def test_no_slice_of_the_dataset_breaks_the_loader(begin: int, end: int) -> None:
    survives(REAL[begin:end], "x.yaml")


@quick
@given(any_text | st.text("0123456789-[]./", max_size=25))
def test_a_date_that_is_none_of_ours_raises_value_error_alone(written: str) -> None:
    for read in (edtf.parse, edtf.parse_date, edtf.parse_interval):
        try:
            span = read(written)
        except ValueError:
            continue
        assert span.earliest <= span.latest


@quick
@given(st.dates())
def test_a_day_is_itself_a_month_and_a_year_hold_it(day: date) -> None:
    assert edtf.parse(day.isoformat()) == (day, day)
    month, year = edtf.parse(day.isoformat()[:7]), edtf.parse(day.isoformat()[:4])
    assert year.earliest <= month.earliest <= day <= month.latest <= year.latest
    assert (month.earliest.month, month.latest.month) == (day.month, day.month)
    assert (year.earliest.year, year.latest.year) == (day.year, day.year)


@quick
@given(st.dates(), st.dates())
def test_a_range_holds_its_two_ends_and_must_not_be_reversed(one: date, other: date) -> None:
    low, high = sorted((one, other))
    for written in (f"[{low}..{high}]", f"[..{high}]", f"[{low}..]"):
        span = edtf.parse(written)
        assert span.earliest <= low <= span.latest or written.startswith("[..")
        assert span.earliest <= high <= span.latest or written.endswith("..]")
    if low != high:
        with pytest.raises(ValueError, match="earlier date first"):
            edtf.parse(f"[{high}..{low}]")


@quick
@given(any_text)
def test_any_text_is_judged_folded_and_made_printable(written: str) -> None:
    shown = text.printable(written, 1000)
    assert text.printable(shown, len(shown)) == shown
    shown.encode()
    assert "\n" not in shown
    text.unsafe(written)
    text.nearest(written, ["place", "name"])
    assert text.normalize_text(text.normalize_text(written)) == text.normalize_text(written)
    assert all(map(text.is_word_character, text.normalize_name(written)))


@quick
@given(st.text(st.characters(categories=["L", "N"], exclude_characters="\u115f\u1160\u3164\uffa0"), min_size=1))
def test_words_are_safe_and_compare_equal_whatever_their_case(written: str) -> None:
    assert text.unsafe(written) is None
    assert text.normalize_text(f"  {written}\n") == text.normalize_text(written)
