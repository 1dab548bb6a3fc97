"""The quick reader never lets through what the careful one refuses, and means the same by what it lets through."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import rwpk
from rwpk import reader, syntax
from tests.conftest import parse
from tests.test_bad_datasets import BASE, BASE_JSON, JSON_CASES, SECOND_MISSION, YAML_CASES

quick = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
REAL = (Path(__file__).parents[1] / "data" / "missions.yaml").read_text(encoding="utf-8")
BASE_JSONL = "".join(
    json.dumps(line) + "\n"
    for whole in [json.loads(BASE_JSON)]
    for line in [
        {"kind": "dataset", "schema": 1, "source": whole["source"]},
        *({"kind": "mission", **mission} for mission in whole["missions"]),
        *({"kind": "fact", **fact} for fact in whole["facts"]),
    ]
)

#: What lines of YAML are made of, so that most are nearly regular.
WORDS = st.sampled_from([
    "a", "b", "foo bar", "null", "~", "true", "no", "y", "n", "10", "-1", "007", "1.5", "12:30", "0x1", "1_0",
    "[]", "[a]", "[a, b]", "[a,b ,  c]", "[a, ]", "[ ]", "[null, 1]", "[a: b]", "[[a]]", "[no]", "[a b, 1]", "{}",
    "{a: b}", '"a"', '"a: b"', '"a # b"', '""', '"a', 'a"', '"a" b', '"\\n"',
    "'a'", '"\\\\"', '"a \\" b"', '"\\"', '"\\\\\\""', "'it''s'", "'''", "''''",
    "'a' b", "a: b", "a:", "a:b", ":a", "a #b", "a#b", "#a", "&a", "*a", "!a", "! a", "|", ">", "|+", "%a", "@a",
    "`a", "?", "? a", "-", "- a", "---", "...", "<<", "é", "’", "a\tb", "a ", "\x85", "\u2028", "\ufeff", "\x07",
    "\x7f", "\ud7ff", "\ue000", "\uffff", "\U0001f600", "9" * 15, "9" * 16, "=a", ",a", "a,", "]",
])  # fmt: skip
INDENTS = st.integers(0, 6).map(lambda count: " " * count)
KEYS = st.sampled_from(["a", "b", "c_d", "e-f", "no", "null", "<<", '"a"', "1", "é", "a b", "?", "k" * 70])
LINES = st.one_of(
    st.builds("{}{}: {}".format, INDENTS, KEYS, WORDS),
    st.builds("{}{}:".format, INDENTS, KEYS),
    st.builds("{}- {}".format, INDENTS, WORDS),
    st.builds("{}- {}: {}".format, INDENTS, KEYS, WORDS),
    st.builds("{}- {}:".format, INDENTS, KEYS),
    st.builds("{}{}".format, INDENTS, WORDS),
    st.builds("{}#{}".format, INDENTS, WORDS),
    st.sampled_from(["", " ", "-", "missions:", "facts:", "  - id: a", "- id: a", "    b: c", "\t", "a: b\r"]),
)
TEXTS = st.builds(
    lambda lines, end: "\n".join(lines) + end, st.lists(LINES, min_size=1, max_size=8), st.sampled_from(["\n", ""])
)


@settings(quick, max_examples=2_000)
@given(TEXTS)
@example("a:\n- b\n- c: d\n  e:\n  - f\ng: h\n")
@example("a: it's\nb: 'it''s'\nc: ''''\n")
@example("- a:\n- b: 1\n")
@example("a: b\n  c: d\n")
@example("a: b\n  - c\n")
@example("# \x07\na: b\n")
@example("a: b\nc: d\0e")
@example('a: "b \\" c \\\\"\n')
@example('a: "b \\\\" c"\n')
def test_yaml_that_is_read_by_lines_means_what_libyaml_says(text: str) -> None:
    parsed = reader.parse_regular(text)
    if parsed is not None:
        assert syntax.parse_yaml(text) == (parsed.value, [], True)


def gathered(text: str, language: str) -> dict[str, Any] | None:
    """A whole dataset as the quick reader gives it, or None where it is not sure."""
    groups: dict[str, list[Any]] = {group: [] for group in reader.GROUPS}
    try:
        for group, value in reader.Reader(io.BytesIO(text.encode()), language):
            if not group:
                return {key: groups[key] if key in groups and item == [] else item for key, item in value.items()}
            groups[group].append(value)
    except reader.Unsure:
        pass
    return None


def agrees(text: str, language: str) -> None:
    value = gathered(text, language)
    if value is not None:
        assert syntax.PARSERS[language](text) == (value, [], True)


@settings(quick, max_examples=2_000)
@given(TEXTS, st.integers(1, 40))
@example("a: b\nfacts:\n# \ufeff\n  - c\n", 40)
@example("a:\nfacts:\n\0 - b c", 40)
def test_a_yaml_file_cut_into_records_means_what_libyaml_says(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "PIECE", piece)
        agrees(text, "yaml")


def changed(lines: list[str], data: st.DataObject) -> str:
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["delete", "repeat", "insert", "indent", "append", "swap"]))
        if change == "delete" and len(lines) > 1:
            del lines[at]
        elif change == "repeat":
            lines.insert(at, lines[at])
        elif change == "insert":
            lines.insert(at, data.draw(LINES) + "\n")
        elif change == "indent":
            lines[at] = "  " + lines[at]
        elif change == "append":
            lines[at] = lines[at].rstrip("\n") + data.draw(WORDS) + "\n"
        else:
            lines[at], lines[-1] = lines[-1], lines[at]
    return "".join(lines)


@quick
@given(st.data(), st.sampled_from([BASE, BASE + SECOND_MISSION, REAL]), st.sampled_from([64, 1 << 18]))
def test_a_changed_yaml_dataset_means_what_libyaml_says(data: st.DataObject, text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "PIECE", piece)
        agrees(changed(text.splitlines(keepends=True), data), "yaml")


@quick
@given(st.data(), st.sampled_from(["json", "jsonl"]), st.sampled_from([7, 64, 1 << 18]))
def test_a_changed_json_dataset_means_what_the_careful_reader_says(
    data: st.DataObject, language: str, piece: int
) -> None:
    text = BASE_JSON if language == "json" else BASE_JSONL
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from([*'{}[],:"\\\n 1-.e', "null", '"a"', "9" * 16])) + text[at + 1 :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "PIECE", piece)
        value = gathered(text, language)
    if value is not None:
        assert syntax.PARSERS[language](text) == (value, [], True)


def outcomes(text: str, name: str) -> Iterator[rwpk.Dataset | str]:
    """What the loader makes of a text, quickly where it can, and with care alone."""
    for with_care in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            if with_care:
                patch.setattr(reader, "Reader", lambda *_: iter(()))
                patch.setattr(reader, "parse_regular", lambda _text: None)
            try:
                yield parse(text.encode(errors="surrogatepass"), name)
            except rwpk.DatasetError as error:
                yield str(error)


@pytest.mark.parametrize("language", ["yaml", "json", "jsonl"])
def test_both_ways_say_the_same_of_every_fault_of_the_table(language: str) -> None:
    base, cases = {
        "yaml": (BASE, YAML_CASES),
        "json": (BASE_JSON, JSON_CASES),
        "jsonl": (BASE_JSONL, [case for case in JSON_CASES if case.old in BASE_JSONL]),
    }[language]
    for case in cases:
        quickly, carefully = outcomes(case.text(base), f"x.{language}")
        assert quickly == carefully, case.name
        assert isinstance(quickly, str), case.name


@pytest.mark.parametrize("fault", ["the old harbour", "exactly two boats"])
@pytest.mark.parametrize("facts", ["in brackets", "in a block"])
def test_both_ways_say_the_same_of_records_in_brackets(fault: str, facts: str) -> None:
    whole = json.loads(BASE_JSON.replace(fault, "=1"))
    in_block = BASE[BASE.index("facts:") :].replace(fault, "=1")
    text = BASE[: BASE.index("missions:")] + f"missions: {json.dumps(whole['missions'])}\n"
    text += in_block if facts == "in a block" else f"facts: {json.dumps(whole['facts'])}\n"
    quickly, carefully = outcomes(text, "x.yaml")
    assert quickly == carefully
    assert isinstance(quickly, str)
    assert "begin with a word" in quickly


@settings(quick, max_examples=150)
@given(st.data(), st.sampled_from([BASE, BASE + SECOND_MISSION.replace("harbour\n", "other\n", 1), REAL]))
def test_both_ways_say_the_same_of_a_changed_dataset(data: st.DataObject, text: str) -> None:
    quickly, carefully = outcomes(changed(text.splitlines(keepends=True), data), "x.yaml")
    assert quickly == carefully


@settings(quick, max_examples=150)
@given(st.sampled_from(["place", "start", "end", "id", "aliases", "phrase", "note", "summary"]), st.data())
def test_both_ways_judge_every_value_alike(field: str, data: st.DataObject) -> None:
    text = st.text(st.characters(exclude_categories=()), max_size=20) | WORDS
    whole = json.loads(BASE_JSON)
    second = {
        **whole["missions"][0],
        "id": data.draw(st.sampled_from(["other", "harbour", "boats", "o"])),
        "aliases": [],
    }
    whole["missions"].append(second)
    record = data.draw(st.sampled_from([*whole["missions"], *whole["facts"]]))
    value = data.draw(text | st.integers() | st.none() | st.lists(text, max_size=2))
    (record["evidence"][0] if field in ("phrase", "note") else record)[field] = value
    quickly, carefully = outcomes(json.dumps(whole), "x.json")
    assert quickly == carefully


@pytest.mark.parametrize("language", ["yaml", "json", "jsonl"])
def test_every_cut_of_the_window_gives_the_same_records(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = {"yaml": BASE, "json": BASE_JSON, "jsonl": BASE_JSONL}[language]
    expected = syntax.PARSERS[language](text).value
    for piece in (1, 2, 3, 5, 17, 100, 1_000, 100_000):
        monkeypatch.setattr(reader, "PIECE", piece)
        assert gathered(text, language) == expected


@pytest.mark.parametrize(
    "text", [BASE.replace("\n", "\r\n"), "---\n" + BASE, "# first\n\n---\n" + BASE, BASE.removesuffix("\n"), REAL]
)
def test_usual_yaml_is_read_quickly(text: str) -> None:
    assert gathered(text, "yaml") is not None


def test_every_line_of_json_lines_fits_the_schema_of_a_line() -> None:
    from jsonschema import Draft202012Validator

    from rwpk import codebook

    validator = Draft202012Validator(codebook.schema("line"))
    lines = [json.loads(line) for line in BASE_JSONL.splitlines()]
    for line in lines:
        validator.validate(line)
        assert not validator.is_valid({key: value for key, value in line.items() if key != "kind"})
        assert not validator.is_valid({**line, "kind": "note"})


JSONL_FAULTS = [
    (BASE_JSONL.replace('"dataset"', '"data"'), ":1:1: the first line is the dataset itself"),
    (BASE_JSONL.replace('"kind": "fact"', '"kind": "note"'), ":3:1: a line of no kind that we know: write"),
    (BASE_JSONL.replace('"kind": "fact", ', ""), ":3:1: a line of no kind that we know: write"),
    (BASE_JSONL + "[]\n", ":4:1: no mapping: a line is one record"),
    (BASE_JSONL + "{}}\n", ":4:3: no JSON: Extra data"),
    (
        BASE_JSONL + '{"kind": "fact", "kind": "fact"}\n',
        ":4:18: facts.1.kind: the key 'kind' stands here a second time",
    ),
    (BASE_JSONL.replace('"schema": 1,', '"schema": 1, "missions": [],'), ":1:1: missions stand on lines of their own"),
    (BASE_JSONL.splitlines()[0] * 2, ":1:"),
    ("", ":1:1: there is nothing in it"),
    ("\n \n", ":1:1: there is nothing in it"),
    (
        BASE_JSONL.replace('"value": 2', '"value": 1234567890123456'),
        ": boats: facts.0.value: a number of 16 digits: at most 15",
    ),
    (BASE_JSONL + BASE_JSONL.splitlines()[0], ":4:1: a line of no kind that we know"),
]


@pytest.mark.parametrize(("text", "message"), JSONL_FAULTS, ids=range(len(JSONL_FAULTS)))
def test_a_fault_in_json_lines_is_told_with_its_line(text: str, message: str) -> None:
    quickly, carefully = outcomes(text, "x.jsonl")
    assert quickly == carefully
    assert isinstance(quickly, str)
    assert message in quickly


def test_blank_lines_and_windows_line_ends_are_no_records() -> None:
    text = "\n" + BASE_JSONL.replace("\n", "\r\n\r\n")
    assert parse(text.encode(), "x.jsonl") == parse(BASE_JSONL.encode(), "x.ndjson")


def test_standard_input_is_known_as_json_lines_by_how_it_begins() -> None:
    assert parse(BASE_JSONL.encode(), "-").missions[0].id == "harbour"
