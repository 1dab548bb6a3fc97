"""A bad dataset gets one message that says where and what to do, and exit code 3; never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from typer.testing import CliRunner

from rwpk import syntax
from rwpk.cli import app

BASE = """\
schema: 1
source:
  id: harbour-2020
  type: article
  title: A small harbour
  author:
    - family: Doe
      given: Jane
  issued: "2020-05-01"
  URL: https://example.org/harbour
  paragraphs:
    - number: 1
      heading: The watch
      sha256: abababababababababababababababababababababababababababababababab
    - number: 2
      heading: The boats
      sha256: cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
missions:
  - id: harbour
    name: Harbour Watch
    acronym: null
    place: the old harbour
    country: Norway
    country_code: NOR
    role: contributor
    framework: bilateral
    organisations: []
    partners: []
    start: "2004"
    end: "2006"
    aims:
      - to watch the quay
    outcomes: []
    summary: Two boats keep watch
    aliases: [Quayside]
    evidence:
      - supports: [name, place, role, framework, start, end, aims, summary]
        basis: stated
        paragraph: 1
        phrase: two boats kept watch at the old harbour
facts:
  - id: boats
    topic: ships
    statement: There are two boats
    value: 2
    unit: boats
    comparator: exactly
    as_of: "2020"
    evidence:
      - supports: [statement, value, unit, comparator, as_of]
        basis: stated
        paragraph: 2
        phrase: exactly two boats
"""
BASE_JSON = json.dumps(yaml.safe_load(BASE), indent=2) + "\n"
SECOND_MISSION = BASE[BASE.index("  - id: harbour\n") : BASE.index("facts:")]
BOMB = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9) if n else 'lol'}]\n" for n in range(9))
MERGES = "a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 9))
DEEP = 100_000


class Case(NamedTuple):
    """One fault: what is replaced by what, the line (or a text that stands on it), and a piece of the remedy."""

    name: str
    old: str
    new: str
    line: int | str
    remedy: str

    def text(self, base: str) -> str:
        assert self.old in base, "the table no longer fits the base"
        return base.replace(self.old, self.new, 1)

    def line_in(self, text: str) -> int:
        if isinstance(self.line, int):
            return self.line
        return text.count("\n", 0, text.index(self.line)) + 1


YAML_CASES = [
    Case("empty file", BASE, "", 1, "begins with schema: 1"),
    Case("only blanks", BASE, "\n\n", 1, "begins with schema: 1"),
    Case("only comments", BASE, "# nothing\n# at all\n", 1, "begins with schema: 1"),
    Case("list at the top", BASE, "- schema: 1\n", 1, "begins with schema: 1"),
    Case("scalar at the top", BASE, "schema 1\n", 1, "begins with schema: 1"),
    Case("number at the top", BASE, "1\n", 1, "begins with schema: 1"),
    Case("NUL byte", "The watch", "The\0watch", "The\0watch", "take it out"),
    Case("NUL byte after other scripts", "A small harbour", "Ærø ’ær æøå\0", "\0", "take it out"),
    Case("control character", "The watch", "The\x07watch", "The\x07watch", "take it out"),
    Case("duplicate key", "  type: article\n", "  type: article\n  type: paper\n", "type: paper", "keep one"),
    Case("duplicate top key", "facts:\n", "schema: 1\nfacts:\n", 41, "keep one"),
    Case("Norway", "NOR", "NO", "country_code: NO", 'write "NO"'),
    Case("unquoted yes", "the old harbour", "yes", "place: yes", 'write "yes"'),
    Case("unquoted n", "the old harbour", "n", "place: n\n", 'write "n"'),
    Case("unquoted Off", "the old harbour", "Off", "place: Off", 'write "Off"'),
    Case("octal", "the old harbour", "010", "place: 010", 'write "010"'),
    Case("sexagesimal", "the old harbour", "12:30", "place: 12:30", 'write "12:30"'),
    Case("overflowing float", "the old harbour", "1e400", "place: 1e400", "or quote it as text"),
    Case("hexadecimal", "the old harbour", "0x1F", "place: 0x1F", 'write "0x1F"'),
    Case("underscored number", "value: 2\n", "value: 1_000\n", "value: 1_000", 'write "1_000"'),
    Case("infinity", "value: 2\n", "value: .inf\n", "value: .inf", 'write ".inf"'),
    Case("float", "value: 2\n", "value: 2.5\n", "value: 2.5", "write a whole number, or"),
    Case(
        "float for a paragraph",
        "paragraph: 1\n",
        "paragraph: 4.0\n",
        "paragraph: 4.0",
        "no whole number: write a whole",
    ),
    Case("number of 5,000 digits", "value: 2\n", f"value: {'9' * 5000}\n", "value: 9", "at most 15"),
    Case("number of 16 digits", "value: 2\n", "value: 1234567890123456\n", "value: 1", "quote it as text"),
    Case("unquoted year", 'start: "2004"', "start: 2004", "start: 2004", 'quote it, "2004"'),
    Case("anchor", "place: the old", "place: &here the old", "&here", "take it out"),
    Case("anchor on a list", "partners: []", "partners: &none []", "&none", "take it out"),
    Case("alias", "place: the old harbour", "place: *here", "*here", "write the value out"),
    Case("alias bomb", BASE, BOMB, 1, "take it out"),
    Case("merge key", "  type: article\n", "  <<: {type: article}\n", "<<", "write the values out"),
    Case("bomb of merge keys", BASE, MERGES, 2, "write the values out"),
    Case("Python tag", "the old harbour", "!!python/object/apply:os.getcwd []", "!!python", "take it out"),
    Case("int tag", "value: 2\n", 'value: !!int "2"\n', "!!int", "take it out"),
    Case("local tag", "the old harbour", "!here there", "!here", "take it out"),
    Case("second document", "facts:\n", "---\nfacts:\n", "---", "keep one to a file"),
    Case("deep flow lists", BASE, "[" * DEEP, 1, "more than 32 levels"),
    Case("deep block lists", BASE, "- " * DEEP, 1, "more than 32 levels"),
    Case("deep mappings", BASE, "{a: " * DEEP, 1, "more than 32 levels"),
    Case("deep value", "the old harbour", "[" * DEEP, "place:", "more than 32 levels"),
    Case("unknown key one letter off", "    place: the", "    plase: the", "plase", "did you mean place?"),
    Case(
        "unknown key like none", "    topic: ships\n", "    topic: ships\n    zzzz: 1\n", "zzzz", "a fact has id, topic"
    ),
    Case("key with an escape", "    topic: ships\n", '    topic: ships\n    "a\\eb": 1\n', '"a\\eb"', "no field"),
    Case("missing field", "    place: the old harbour\n", "", "id: harbour\n", "needs the field 'place'"),
    Case("missing top field", "schema: 1\n", "", 1, "needs the field 'schema'"),
    Case("missing evidence", "framework, start", "framework", "start:", "add the words it rests on"),
    Case(
        "no evidence at all",
        BASE[BASE.index("    evidence:") : BASE.index("facts:")],
        "",
        "- id: harbour\n",
        "evidence",
    ),
    Case(
        "evidence for an unknown field",
        "place, role, framework",
        "place, role, framwork, framework",
        "framwork",
        "framework?",
    ),
    Case(
        "evidence for an editorial field",
        "place, role",
        "place, country, role",
        "place, country",
        "the article does not",
    ),
    Case("evidence for a null value", "place, role", "place, acronym, role", "place, acronym", "fill it in, or take"),
    Case("no such paragraph", "paragraph: 2", "paragraph: 3", "paragraph: 3", "no paragraph 3"),
    Case("paragraph 0", "paragraph: 2", "paragraph: 0", "paragraph: 0", "count from 1"),
    Case("second paragraph 1", "- number: 2", "- number: 1", 15, "number them 1, 2, 3"),
    Case("inferred with no note", "basis: stated", "basis: inferred", "supports: [name", "say in a line why"),
    Case("phrase of 13 words", "exactly two boats\n", f"{'so ' * 12}on\n", "phrase: so", "at most 12"),
    Case("phrase of one word", "exactly two boats\n", "boats\n", "phrase: boats", "one word: quote at least 2"),
    Case("phrase of one word and a sign", "exactly two boats\n", "boats ,\n", "phrase: boats", "one word: quote"),
    Case("phrase of a blank", "exactly two boats\n", '" "\n', 'phrase: " "', "no word: quote at least 2"),
    Case("phrase of a comma", "exactly two boats\n", '","\n', 'phrase: ","', "no word: quote at least 2"),
    Case("duplicate id", "  - id: boats", "  - id: harbour", 42, "give each record its own"),
    Case(
        "alias shared by two records",
        "facts:\n",
        SECOND_MISSION.replace("id: harbour", "id: other").replace("[Quayside]", "[QUAY-SIDE]") + "facts:\n",
        "QUAY-SIDE",
        "keep it for one record",
    ),
    Case("alias equal to another's id", "[Quayside]", "[Boats]", "[Boats]", "keep it for one record"),
    Case("empty date", '"2004"', '""', 'start: ""', "fill it in, or write null"),
    Case("empty date of publication", '"2020-05-01"', '""', 'issued: ""', "it is empty: fill it in"),
    Case("date that is no date", '"2004"', "in spring", "in spring", "as 2004, 1993-10 or 2004-08-15"),
    Case("month 13", '"2004"', "2004-13", "2004-13", "no such day"),
    Case("30 February", '"2004"', "2004-02-30", "2004-02-30", "no such day"),
    Case("year 0", '"2004"', '"0000"', '"0000"', "no such day"),
    Case("digits of another script", '"2004"', '"２００４"', "２００４", "as 2004"),
    Case("interval as start", '"2004"', "2004-03/2004-05", "2004-03/", "as 2004, 1993-10"),
    Case("half a range", '"2004"', '"[2004"', '"[2004', "write a range as"),
    Case("reversed range", '"2004"', '"[2006..2004]"', "[2006..", "put the earlier date first"),
    Case("end before start", '"2006"', '"2003"', '"2003"', "before it starts"),
    Case("issued as a range", '"2020-05-01"', '"[2019..2020]"', "[2019", "write a year, a month or a day"),
    Case("ANSI escape", "the old harbour", '"\\x1b[31mred"', "x1b", "take it out"),
    Case("bidi override", "the old harbour", '"left \\u202e right"', "u202e", "take it out"),
    Case("bidi override as it is", "the old harbour", "left \u202e right", "left", "take it out"),
    Case("newline in a value", "the old harbour", '"two\\nlines"', "two", "U+000A"),
    Case("leading =", "the old harbour", "=1+1", "=1+1", "begin with a word"),
    Case("leading @", "the old harbour", "'@SUM(A1)'", "@SUM", "begin with a word"),
    Case("leading tab", "the old harbour", '"\\tx"', "\\tx", "take it out"),
    Case("role misspelt", "role: contributor", "role: contributer", "contributer", "did you mean contributor?"),
    Case("comparator that is a number", "comparator: exactly", "comparator: 5", "comparator: 5", "at most"),
    Case("wrong schema version", "schema: 1", "schema: 2", 1, "write 1"),
    Case("schema as text", "schema: 1", 'schema: "1"', 1, "write 1"),
    Case("schema true", "schema: 1", "schema: true", 1, "write 1"),
    Case("null name", "Harbour Watch", "null", "name: null", "text is expected"),
    Case("empty text", "the old harbour", '""', 'place: ""', "or write null"),
    Case("empty phrase", "exactly two boats\n", '""\n', 'phrase: ""', "fill it in"),
    Case("empty supports", "[statement, value, unit, comparator, as_of]", "[]", "supports: []", "fill it in"),
    Case("text where a list is expected", "partners: []", "partners: the police", "partners:", "a list is expected"),
    Case("null where a list is expected", "partners: []", "partners: null", "partners:", "write []"),
    Case("list where text is expected", "the old harbour", "[a, b]", "place:", "text is expected"),
    Case("mapping where text is expected", "the old harbour", "{a: b}", "place:", "text is expected"),
    Case(
        "text where a record is expected",
        "    - family: Doe\n      given: Jane",
        "    - Doe",
        "- Doe",
        "mapping of fields",
    ),
    Case("bool for text", "the old harbour", "true", "place: true", 'quote it, "true"'),
    Case("text for a number", "value: 2\n", "value: two\n", "value: two", "a whole number is expected"),
    Case(
        "text for the missions",
        BASE[BASE.index("  - id: harbour\n") : BASE.index("facts:")],
        "  none\n",
        "missions:",
        "a list",
    ),
    Case("bad sha256", "ab" * 32, "ab" * 31, "sha256: ab", "64 hexadecimal digits"),
    Case("sha256 that is a number", "ab" * 32, "12", "sha256: 12", "quote it"),
    Case("upper-case id", "  - id: boats", "  - id: The Boats", "The Boats", "joined by hyphens"),
    Case("long id", "  - id: boats", f"  - id: {'b' * 101}", "b" * 101, "a text of 101 characters: at most 100"),
    Case("long topic", "topic: ships", f"topic: {'b' * 101}", "topic: b", "a text of 101 characters: at most 100"),
    Case("long unit", "unit: boats", f"unit: {'b' * 101}", "unit: b", "a text of 101 characters: at most 100"),
    Case("country code in lower case", "NOR", "nor", "country_code: nor", "three capital letters"),
    Case("key that is a mapping", "    topic: ships\n", "    topic: ships\n    {a: b}: c\n", "{a: b}", "no plain text"),
    Case(
        "key that is a list", "    topic: ships\n", "    topic: ships\n    ? [a, b]\n    : c\n", "? [a", "no plain text"
    ),
    Case("tab indentation", "    place: the", "\tplace: the", "\tplace", "mend it here or just above"),
    # the quote is closed by the next one, a line below
    Case("unclosed quote", '"2004"', '"2004', 'end: "2006"', "mend it here or just above"),
    Case("unclosed bracket", "[Quayside]", "[Quayside", "evidence:", "mend it here or just above"),
    Case("text indented too little", "    place: the", "  place: the", "  place: the", "mend it here or just above"),
]
JSON_CASES = [
    Case("empty", BASE_JSON, "", 1, "no JSON"),
    Case("list at the top", BASE_JSON, "[]", 1, "begins with schema: 1"),
    Case("null at the top", BASE_JSON, "null", 1, "begins with schema: 1"),
    Case("syntax error", '"schema": 1,', '"schema": 1', 3, "mend it here or just above"),
    Case("single quotes", '"the old harbour"', "'the old harbour'", "'the", "mend it here or just above"),
    Case(
        "trailing comma",
        '      "aliases": [\n        "Quayside"',
        '      "aliases": [\n        "Quayside",',
        48 if sys.version_info >= (3, 13) else 49,  # from 3.13 on the comma is named, not what follows it
        "mend it",
    ),
    Case("comment", '  "source"', '  // here\n  "source"', "// here", "mend it here or just above"),
    Case("control character", "The watch", "The\x07watch", "The\x07", "mend it here or just above"),
    Case("NUL byte", "The watch", "The\0watch", "The\0watch", "mend it here or just above"),
    Case("unclosed text", 'Jane"', 'Jane\\"', "Jane", "mend it here or just above"),
    Case("duplicate key", '"topic": "ships",', '"topic": "ships",\n"topic": "x",', '"topic": "x"', "keep one"),
    Case("duplicate top key", '  "source"', '  "schema": 1,\n  "source"', 3, "keep one"),
    Case("lone surrogate", "the old harbour", "\\ud800", "\\ud800", "take it out"),
    Case("lone surrogate in a key", '"topic"', '"\\ud800": 1, "topic"', "\\ud800", "no field"),
    Case("lone surrogate as id", '"id": "boats"', '"id": "\\udc00"', "\\udc00", "joined by hyphens"),
    Case("NaN", '"value": 2', '"value": NaN', "NaN", "or quote it as text"),
    Case("minus infinity", '"value": 2', '"value": -Infinity', "-Infinity", "or quote it as text"),
    Case("float", '"value": 2', '"value": 2.5', "2.5", "or quote it as text"),
    Case("overflowing float", '"value": 2', '"value": 1e400', "1e400", "or quote it as text"),
    Case("number of 5,000 digits", '"value": 2', f'"value": {"9" * 5000}', "999", "5000 digits: at most 15"),
    Case("deep lists", BASE_JSON, "[" * DEEP, 1, "more than 32 levels"),
    Case("deep value", '"the old harbour"', "[" * DEEP + "]" * DEEP, 1, "more than 32 levels"),
    Case("deep mappings", BASE_JSON, '{"a":' * DEEP, 1, "more than 32 levels"),
    Case("unquoted year", '"start": "2004"', '"start": 2004', '"start": 2004', 'quote it, "2004"'),
    Case("unknown key one letter off", '"place"', '"plase"', '"plase"', "did you mean place?"),
    Case("missing field", '      "place": "the old harbour",\n', "", 29, "needs the field 'place'"),
    Case("missing evidence", '            "start",\n', "", '"start":', "rests on"),
    Case("no such paragraph", '"paragraph": 2', '"paragraph": 3', '"paragraph": 3', "no paragraph 3"),
    Case("duplicate id", '"id": "boats"', '"id":  "harbour"', '"id":  "harbour"', "give each record its own"),
    Case("ANSI escape", "the old harbour", "\\u001b[31m", "u001b", "take it out"),
    Case("leading =", "the old harbour", "=1+1", "=1+1", "begin with a word"),
    Case("bool for text", '"the old harbour"', "true", '"place": true', 'quote it, "true"'),
    Case("wrong schema version", '"schema": 1', '"schema": 2', '"schema": 2', "write 1"),
    Case("end before start", '"2006"', '"2003"', '"2003"', "before it starts"),
    Case("role misspelt", "contributor", "contributer", "contributer", "did you mean contributor?"),
]
BYTES_CASES = [
    ("UTF-16 little-endian", BASE.encode("utf-16"), 1, "save it as UTF-8"),
    ("UTF-16 big-endian", b"\xfe\xff" + BASE.encode("utf-16-be"), 1, "save it as UTF-8"),
    ("invalid UTF-8 midway", BASE.encode().replace(b"Jane", b"Jan\xe9"), 8, "save it as UTF-8"),
    ("UTF-8 cut short", BASE.encode() + "é".encode()[:1], BASE.count("\n") + 1, "save it as UTF-8"),
    ("encoded surrogate", BASE.encode().replace(b"Jane", b"Jan\xed\xa0\x80"), 8, "save it as UTF-8"),
]
# no tab or newline of a message's own, so that a hostile value can neither steer nor forge a line
STEERING = [chr(code) for code in (*range(10), *range(11, 32), *range(127, 160), 0x202E, 0x2066, 0x2028)]


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["missions", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def refusal(name: str, data: bytes | str | None = None) -> str:
    """Load a file that does not hold, and return what is said about it."""
    if data is not None:
        Path(name).write_bytes(data.encode() if isinstance(data, str) else data)
    began = time.monotonic()
    exit_code, stdout, stderr = run("--data", name)
    assert exit_code == 3, stderr
    assert not stdout
    assert stderr.startswith("rwpk: error: ")
    assert "Traceback" not in stderr
    assert not [character for character in STEERING if character in stderr]
    assert time.monotonic() - began < 10, "a hostile file must not hold anyone up"
    return stderr


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def named(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name.replace(" ", "-") for case in cases])


@pytest.mark.parametrize(("name", "text"), [("good.yaml", BASE), ("good.json", BASE_JSON)])
def test_the_base_of_the_table_holds(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")
    assert run("--data", name)[0] == 0


@named(YAML_CASES)
def test_a_fault_in_yaml_is_told_with_its_line_and_its_remedy(case: Case) -> None:
    text = case.text(BASE)
    message = refusal("bad.yaml", text)
    assert f"bad.yaml:{case.line_in(text)}:" in message
    assert case.remedy in message


@named(JSON_CASES)
def test_a_fault_in_json_is_told_with_its_line_and_its_remedy(case: Case) -> None:
    text = case.text(BASE_JSON)
    message = refusal("bad.json", text)
    assert f"bad.json:{case.line_in(text)}:" in message
    assert case.remedy in message


@pytest.mark.parametrize(("_name", "data", "line", "remedy"), BYTES_CASES, ids=[case[0] for case in BYTES_CASES])
def test_a_file_that_is_no_utf_8_is_told_with_the_byte_or_the_remedy(
    _name: str, data: bytes, line: int, remedy: str
) -> None:
    message = refusal("bad.yaml", data)
    assert f"bad.yaml:{line}:" in message
    assert remedy in message


def test_the_column_of_a_byte_that_is_no_utf_8_counts_characters() -> None:
    data = b"\xef\xbb\xbf" + BASE.encode().replace(b"Jane", "é".encode() + b"\xe9")
    assert "bad.yaml:8:15: the byte 0xe9 is no UTF-8" in refusal("bad.yaml", data)


# what the two YAML loaders word themselves may differ; what rwpk says may not
ALIKE = [case for case in YAML_CASES if "mend it" not in case.remedy]


@named(ALIKE)
def test_the_loader_without_libyaml_says_the_same(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    text = case.text(BASE)
    with_libyaml = refusal("bad.yaml", text)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert refusal("bad.yaml", text) == with_libyaml


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000", "\\ud800", "\\xZZ"])
@pytest.mark.parametrize("pure", [False, True])
def test_an_escape_that_means_no_character_is_refused(escape: str, pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert "bad.yaml:" in refusal("bad.yaml", BASE.replace("the old harbour", f'"{escape}"'))


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("directive", ["%YAML 2.0", f"%YAML 1.{'9' * 5000}", "%TAG ! tag:x,2000:", "%FOO bar"])
def test_a_yaml_directive_does_no_harm(directive: str, pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    Path("odd.yaml").write_text(f"{directive}\n---\n{BASE}", encoding="utf-8")
    assert run("--data", "odd.yaml")[0] in (0, 3)


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_all_faults_of_a_file_are_told_in_one_run_in_the_order_of_their_lines(suffix: str) -> None:
    faults = [
        ("Harbour Watch", "=x"),
        ("contributor", "boss"),
        ('"2006"', '"never"'),
        ("exactly two boats", "so " * 13),
    ]
    text = BASE if suffix == "yaml" else BASE_JSON
    for old, new in faults:
        text = text.replace(old, new, 1)
    message = refusal(f"bad.{suffix}", text)
    found = message.splitlines()
    lines = [int(line.split(f"bad.{suffix}:")[1].split(":")[0]) for line in found[:-1]]
    assert len(lines) == len(faults)
    assert lines == sorted(lines)
    assert found[-1] == f"{len(faults)} problems in bad.{suffix}"


def test_a_fault_names_the_record_and_the_field() -> None:
    assert "bad.yaml:24:5: harbour: missions.0.country_code: " in refusal("bad.yaml", BASE.replace("NOR", "Norge"))


def test_a_file_with_no_suffix_is_known_by_how_it_begins() -> None:
    assert "no JSON" in refusal("bad", "{,}")
    assert "no YAML" in refusal("bad", "a: b: c")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bad.yaml", "? !<\x7f> a\n"),
        ("bad.yaml", "a: &\u202eb c\n"),
        ("bad.yaml", "a: !\u202eb c\n"),
        ("bad.yaml", '"\\e]0;x\\a": 1\n"\\e]0;x\\a": 1\n'),
        ("bad.yaml", 'a: "\\e[2J"\n'),
        ("bad.json", '{"\\u001b[2J": 1, "\\u001b[2J": 2}'),
        ("bad.json", '{"missions": [{"id": "\\u001b[2J\\nrwpk: error: forged"}]}'),
    ],
)
def test_what_a_message_quotes_cannot_steer_the_terminal(name: str, text: str) -> None:
    message = refusal(name, text)
    assert not [line for line in message.splitlines() if line.startswith("rwpk: error: forged")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("long.json", '"' + '\\"' * 300_000),
        ("long.json", '{"a":' + '"\\' * 300_000),
        ("long.json", '{"schema": 1, "missions": [' + "{}," * 100_000 + "{}]}"),
        ("long.yaml", "schema: 1\nmissions:\n" + "- {}\n" * 30_000),
        ("long.yaml", "schema: " + "1" * 300_000 + "x"),
        ("long.yaml", "schema: " + "1:1" * 100_000 + "x"),
        ("long.yaml", "schema: " + "1_" * 100_000 + "."),
        ("long.yaml", "".join(f"k{n}: 1\n" for n in range(30_000))),
        ("long.yaml", "schema: 1\nsource:\n  title: " + "=" * 1_000_000),
        ("long.yaml", "".join(f"- &a{n} *a{n}\n" for n in range(30_000))),
        ("long.yaml", "&a " * 100_000),
    ],
    ids=lambda value: value if value.startswith("long.") else value[:12],
)
def test_a_long_hostile_file_is_refused_in_a_moment_and_in_few_words(name: str, text: str) -> None:
    assert len(refusal(name, text)) < 100_000


def test_a_directory_is_refused() -> None:
    Path("folder.yaml").mkdir()
    assert "folder.yaml: it is a directory: name the file in it" in refusal("folder.yaml")


def test_a_file_that_is_not_there_is_refused() -> None:
    assert "there is no such file: check the path" in refusal("missing.yaml")


def test_a_path_with_a_nul_is_refused() -> None:
    assert "no path can have this name" in refusal("a\0b.yaml")


def test_a_path_that_is_too_long_is_refused() -> None:
    assert len(refusal("x" * 100_000)) < 1_000


def test_a_path_under_a_file_is_refused() -> None:
    Path("plain").write_text("x", encoding="utf-8")
    assert "rwpk: error: " in refusal("plain/x.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_that_nobody_writes_to_does_not_hold_up() -> None:
    os.mkfifo("pipe.yaml")
    assert "use - to read from a pipe" in refusal("pipe.yaml")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_without_an_end_is_refused() -> None:
    assert "no ordinary file" in refusal("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of another kind here")
def test_a_file_that_may_not_be_read_is_refused() -> None:
    locked = Path("locked.yaml")
    locked.write_text(BASE, encoding="utf-8")
    locked.chmod(0)
    # permissions do not bind root, so the child gives its rights up, once all is imported
    script = (
        "import os, yaml, msgspec, rwpk.dataset, rwpk.check, rwpk.syntax, rwpk.query\n"
        "from rwpk.cli import app\n"
        "if os.geteuid() == 0: os.seteuid(65534)\n"
        "app(['missions', '--data', 'locked.yaml'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    if "Operation not permitted" in done.stderr and "seteuid" in done.stderr:
        pytest.skip("this process may not give its rights up")
    assert done.returncode == 3, done.stderr
    assert not done.stdout
    assert done.stderr.startswith("rwpk: error: locked.yaml")
    assert "you may not read it: check the path and its permissions" in done.stderr


def test_standard_input_is_checked_as_a_file_is() -> None:
    result = CliRunner().invoke(app, ["missions", "--data", "-"], input=BASE.replace("NOR", "NO"))
    assert result.exit_code == 3
    assert "standard input:24:" in result.stderr


def test_the_depth_that_the_table_means_is_the_loaders() -> None:
    assert syntax.MAX_DEPTH == 32
