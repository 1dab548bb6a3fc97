"""The codebook explains every field, and its JSON Schemas accept what is right and refuse what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import rwpk
from rwpk import codebook, loading, model
from tests.support import ROOT, Run, bad_cases, parse, read_data

HARBOUR = read_data("harbour.yaml")
# what only the whole of a file can tell, or only its text; all else a schema sees
BEYOND_A_SCHEMA = {
    "duplicate key", "duplicate top key", "duplicate id", "alias shared by two records", "alias equal to another's id",
    "a beginning that is half of its paragraph",
    "missing evidence", "evidence for a null value", "no such paragraph", "second paragraph 1", "30 February",
    "year 0", "reversed range", "end before start", "unquoted n", "overflowing float", "underscored number",
    "number of 16 digits", "float for a paragraph", "anchor", "anchor on a list", "merge key", "int tag",
    "a text that looks like an anchor", "id with a line end", "a version of no YAML",
}  # fmt: skip


class Yaml12(yaml.SafeLoader):
    """Reads dates as text, as the YAML that editors check does."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(what: str, value: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(codebook.schema(what)).iter_errors(value)]


def read_by_others(text: str) -> Any:
    return yaml.load(text, Yaml12)


def broken() -> list[Any]:
    """The faulty datasets that any YAML reader can read, so that a schema gets to see them."""
    cases = []
    for case in bad_cases("yaml"):
        if "bomb" in case.name or "deep" in case.name:
            continue
        try:
            value = read_by_others(case.text)
        except (yaml.YAMLError, ValueError, TypeError):
            continue
        cases.append(pytest.param(case.name, value, id=case.name))
    return cases


@pytest.mark.parametrize("what", codebook.TITLES)
def test_each_schema_is_one_of_2020_12(what: str) -> None:
    schema = codebook.schema(what)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("what", codebook.TITLES)
def test_a_schema_defines_what_it_refers_to_and_nothing_else(what: str) -> None:
    schema = codebook.schema(what)
    referred = {name.rpartition("/")[2] for name in _values(schema, "$ref")}
    assert referred == set(schema["$defs"])


def _values(node: Any, key: str) -> list[Any]:
    if isinstance(node, list):
        return [value for item in node for value in _values(item, key)]
    if not isinstance(node, dict):
        return []
    own = [node[key]] if key in node else []
    return own + [value for item in node.values() for value in _values(item, key)]


@pytest.mark.parametrize(("name", "what"), [("missions", "dataset"), ("context", "context")])
def test_the_data_holds_against_its_schema_in_another_reader_too(name: str, what: str) -> None:
    assert not faults(what, read_by_others((ROOT / "data" / f"{name}.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(("name", "value"), broken())
def test_a_schema_refuses_each_fault_that_it_can_see(name: str, value: Any) -> None:
    assert bool(faults("dataset", value)) is (name not in BEYOND_A_SCHEMA)


# Chinese, Japanese, Thai, Lao, Khmer and Burmese: two characters count as one word
UNSPACED = ["\u6d77", "\u304b", "\u0e01", "\u0e81", "\u1780", "\u1000"]


def quoting(phrase: str) -> str:
    """Return a small dataset that quotes a phrase."""
    text = HARBOUR.replace("exactly two boats", phrase)
    assert text != HARBOUR
    return text


@pytest.mark.parametrize("letter", UNSPACED)
@pytest.mark.parametrize(
    ("length", "message"),
    [
        (1, "has one word: quote at least 2"),
        (2, "has one word: quote at least 2"),
        (3, None),
        (24, None),
        (25, "has 13 words: quote at most 12"),
    ],
)
def test_a_phrase_without_blanks_is_counted_by_characters(letter: str, length: int, message: str | None) -> None:
    text = quoting(letter * length)
    if message is None:
        parse(text.encode(), "x.yaml")
        return
    with pytest.raises(rwpk.DatasetError, match=message):
        parse(text.encode(), "x.yaml")


@pytest.mark.parametrize("letter", UNSPACED)
@pytest.mark.parametrize(("length", "fits"), [(1, False), (2, False), (3, True), (24, True), (25, False)])
def test_the_schema_counts_a_phrase_without_blanks_by_characters_too(letter: str, length: int, fits: bool) -> None:
    assert (not faults("dataset", read_by_others(quoting(letter * length)))) is fits


@pytest.mark.parametrize(("name", "what"), [("missions", "dataset"), ("context", "context")])
def test_editors_find_the_schema_of_today_beside_the_data(name: str, what: str, run: Run) -> None:
    first = (ROOT / "data" / f"{name}.yaml").read_text(encoding="utf-8").partition("\n")[0]
    assert first == f"# yaml-language-server: $schema={name}.schema.json"
    # rwpk codebook --json > data/missions.schema.json writes it anew
    kept = (ROOT / "data" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert kept == run("codebook", what, "--json").stdout


@pytest.mark.parametrize("what", ["missions", "facts"])
@pytest.mark.parametrize("own", [False, True])
def test_what_a_list_prints_as_json_holds_against_its_schema(what: str, own: bool, run: Run) -> None:
    printed = json.loads(run(what, "--json", *(["--data", "-"] if own else []), stdin=HARBOUR).stdout)
    assert printed
    assert not faults(what, printed)
    for record in printed:
        for field in record:
            assert faults(what, [{name: value for name, value in record.items() if name != field}])
        assert faults(what, [record | {"more": 1}])


def test_every_line_of_json_lines_holds_against_its_schema() -> None:
    for line in map(json.loads, read_data("harbour.jsonl").splitlines()):
        assert not faults("line", line)
        assert faults("line", {name: value for name, value in line.items() if name != "kind"})
        assert faults("line", line | {"kind": "note"})


@pytest.mark.parametrize("name", ["darfur", "contributor-rank", "umuganda"])
@pytest.mark.parametrize("options", [(), ("--no-context",)])
def test_what_show_prints_as_json_holds_against_its_schema(name: str, options: tuple[str, ...], run: Run) -> None:
    assert not faults("show", json.loads(run("show", name, "--json", *options).stdout))


def test_the_command_prints_each_schema_and_names_them_where_there_is_no_such(run: Run) -> None:
    refused = run("codebook", "nonsense")
    assert refused.returncode == 2
    for what in codebook.TITLES:
        assert run("codebook", what).returncode == 0
        assert what in refused.stderr


def test_every_field_of_every_record_is_explained(run: Run) -> None:
    shown = run("codebook").stdout
    for kind in (model.Source, model.Paragraph, model.Mission, model.Fact, model.Evidence, model.Note):
        section = shown.partition(f"\n{kind.__name__.lower()}: ")[2].partition("\n\n")[0]
        assert [line.split()[0] for line in section.splitlines()[1:] if line[2:3].strip()] == [*model.fields(kind)]


def test_a_field_tells_its_meaning_type_origin_and_an_example(run: Run) -> None:
    shown = run("codebook", "missions", COLUMNS="80").stdout
    assert shown.startswith("mission: One deployment, or one mission hosted.\n")
    assert (
        "  role            whether the country contributes to it or hosts it\n"
        "                  contributor, host or null; article\n"
        "                  e.g. host\n"
    ) in shown
    assert (
        "  country_code    the country's code\n"
        "                  ISO 3166-1 alpha-3 or null; editorial\n"
        "                  e.g. RWA\n"
    ) in shown
    assert "  start_earliest  the first day that `start` may be: a bound, not a claim\n" in shown
    assert "a date or null; derived" in shown


def test_what_no_record_states_has_no_example(run: Run) -> None:
    shown = run("codebook", "missions").stdout
    assert "  end             when it ended\n                  EDTF date or range or null; article\n  aims" in shown


def test_examples_come_from_the_dataset_at_hand(run: Run) -> None:
    shown = run("codebook", "missions", "--data", "-", stdin=HARBOUR).stdout
    assert "e.g. Harbour Watch\n" in shown
    assert "Darfur" not in shown


def test_what_evidence_must_back_is_what_the_codebook_calls_the_articles() -> None:
    whole = rwpk.load()
    sections = {section.record: section for section in codebook.sections("dataset", whole, loading.load_context(whole))}
    for kind in (model.Mission, model.Fact):
        told = [entry.field for entry in sections[kind.__name__.lower()].entries if entry.origin == "article"]
        assert tuple(told) == model.article_fields(kind)
