"""`rwpk search TEXT`: where words stand in the missions, the facts, their evidence and the notes of other sources."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import rwpk
from rwpk.loading import load_context
from rwpk.text import find_normalized, normalize_text
from tests.support import Run, at_terminal, read_data, without_colour

KEYS = ["record", "kind", "field", "paragraph", "text", "match", "basis", "source", "date"]


def hits(run: Run, *arguments: str, **options: Any) -> list[dict[str, Any]]:
    """What `rwpk search` finds, as data."""
    done = run("search", *arguments, "--json", **options)
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def dataset(phrase: str = "", **changes: Any) -> str:
    """The harbour as JSON, with a fact of which some fields are changed, and the phrase of its first evidence."""
    whole = json.loads(read_data("harbour.json"))
    whole["facts"] = [whole["facts"][0] | changes]
    if phrase:
        whole["facts"][0]["evidence"][0]["phrase"] = phrase
    return json.dumps(whole)


def test_a_table_has_the_record_the_field_the_paragraph_and_the_words_marked(run: Run) -> None:
    done = run("search", "women", COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "record        field      paragraph  text\n"
        "────────────────────────────────────────────────────────────────────────────────\n"
        "appreciation  statement             Local communities have appreciated Rwanda's\n"
        "                                    soldiers and police officers for discipline,\n"
        "                                    resilience and professionalism, and for\n"
        "                                    promoting the dignity of [women], among\n"
        "                                    other things\n"
        "appreciation  evidence   7          promotion of dignity for [women] amongst\n"
        "                                    others\n"
    )


def test_it_is_one_list_over_missions_facts_evidence_and_notes(run: Run) -> None:
    found = hits(run, "genocide")
    assert {(one["kind"], one["field"]) for one in found} >= {
        ("mission", "outcomes"), ("mission", "evidence"), ("fact", "statement"), ("fact", "evidence"), ("note", "adds"),
    }  # fmt: skip
    kinds = [one["kind"] for one in found]
    assert kinds == sorted(kinds, key=["mission", "fact", "note"].index)


def test_only_evidence_has_a_paragraph_and_only_a_note_a_source(run: Run) -> None:
    for one in hits(run, "the"):
        assert (one["paragraph"] is not None) == one["field"].startswith("evidence")
        assert (one["source"] is not None) == (one["kind"] == "note")
        assert one["text"].replace("[", "").replace("]", "").count(one["match"])
        assert f"[{one['match']}]" in one["text"]


def test_the_words_of_another_source_are_told_apart_from_the_articles(run: Run) -> None:
    (note,) = hits(run, "resolution 872")
    assert note == {
        "record": "unamir", "kind": "note", "field": "agrees", "paragraph": None,
        "text": "[Resolution 872] of 5 October 1993 set UNAMIR up for six months",
        "match": "Resolution 872", "basis": None, "source": "https://unscr.com/en/resolutions/872",
            "date": "1993-10-05",
    }  # fmt: skip


def test_what_the_article_leaves_out_is_found_in_the_note_on_the_whole(run: Run) -> None:
    assert [(one["record"], one["kind"]) for one in hits(run, "Abyei")] == [("dataset", "note")]


def test_every_text_of_a_record_is_searched_and_every_note(run: Run) -> None:
    whole = rwpk.load()
    for record, words in (
        ("unamir", "Mission des Nations Unies"),  # an alias
        ("cabo-delgado", "the last deployment that the article dates"),  # why something is inferred
        ("darfur", "namely in Darfur (2004)"),
        ("contributor-rank", "at most"),
    ):
        assert record in {one["record"] for one in hits(run, words)}
    for note in load_context(whole):
        assert (note.record, note.source) in {(one["record"], one["source"]) for one in hits(run, note.statement)}


def test_words_need_no_quotes_and_differ_in_no_case_accent_or_blank(run: Run) -> None:
    expected = hits(run, "Mocímboa da Praia")
    assert [one["kind"] for one in expected] == ["mission", "note", "note"]
    assert hits(run, "mocimboa", "DA", "praia") == hits(run, "  MOCÍMBOA   da Praia ") == expected
    assert {one["match"] for one in expected} == {"Mocímboa da Praia"}


@pytest.mark.parametrize(
    ("stands", "typed"),
    [
        ("they call it “neighbours first” here", '"neighbours first"'),
        ('they call it "neighbours first" here', "“neighbours first”"),
        ("they call it «neighbours first» here", "„neighbours first“"),
        ("the crews’ own patrol serves here", "crews' own"),
        ("the crews' own patrol serves here", "crews’ own"),
        ("a long‑lasting and well–known patrol", "long-lasting and well-known"),
        ("a long-lasting and well-known patrol", "long—lasting and well−known"),
        ("the neigh\u00adbours come first of all", "neighbours come"),
        ("the neighbours\u00a0come first of all", "neighbours come"),
    ],
)
def test_quotation_marks_and_hyphens_are_folded_in_search_and_match(run: Run, stands: str, typed: str) -> None:
    text = dataset(statement=stands)
    found = [one for one in hits(run, typed, "--data", "-", stdin=text) if one["field"] == "statement"]
    assert [one["record"] for one in found] == [json.loads(text)["facts"][0]["id"]]
    assert normalize_text(found[0]["match"]) == normalize_text(typed)
    matched = json.loads(run("facts", "--match", typed, "--json", "--data", "-", stdin=text).stdout)
    assert len(matched) == 1


def test_a_quoted_phrase_is_found_by_plain_quotation_marks(run: Run) -> None:
    # as case 28 has it
    text = dataset(phrase="The council calls this “neighbours first”")
    done = run("facts", "--match", '"neighbours first"', "--json", "--data", "-", stdin=text)
    assert len(json.loads(done.stdout)) == 1
    (found,) = hits(run, '"neighbours first"', "--data", "-", stdin=text)
    assert (found["field"], found["match"]) == ("evidence", "“neighbours first”")


# scripts ------------------------------------------------------------------------------------------


def test_the_keys_are_a_promise_in_every_format_for_scripts(run: Run) -> None:
    found = hits(run, "genocide")
    assert [list(one) for one in found] == [KEYS] * len(found)
    lines = run("search", "genocide", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == found
    reader = csv.DictReader(io.StringIO(run("search", "genocide", "--format", "csv").stdout))
    assert reader.fieldnames == KEYS
    assert list(reader) == [{name: "" if value is None else str(value) for name, value in one.items()} for one in found]


def test_markdown_reads_back_as_a_table_with_the_marked_words(run: Run) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(run("search", "women", "-f", "markdown").stdout)
    cells = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
    assert cells[:4] == ["record", "field", "paragraph", "text"]
    assert cells[-5:-1] == ["appreciation", "evidence", "7", "promotion of dignity for [women] amongst others"]
    assert cells[-1].startswith("Source: Vincent Biruta, ")


def test_columns_and_limit_are_those_of_any_list(run: Run) -> None:
    done = run("search", "women", "-c", "match,record", "-n", "1", "-f", "csv")
    assert done.stdout == "match,record\nwomen,appreciation\n"
    assert hits(run, "women", "--limit", "0") == []
    assert run("search", "women", "--format", "JSON").stdout == run("search", "women", "--json").stdout


@pytest.mark.parametrize(
    ("form", "stdout", "stderr"),
    [
        ("table", "", 'rwpk: "xyzzy" stands in no mission, fact, evidence or note\n'),
        ("json", "[]\n", ""),
        ("jsonl", "", ""),
        ("csv", ",".join(KEYS) + "\n", ""),
    ],
)
def test_nothing_found_is_an_answer_not_an_error(run: Run, form: str, stdout: str, stderr: str) -> None:
    done = run("search", "xyzzy", "--format", form)
    assert (done.returncode, done.stdout, done.stderr) == (0, stdout, stderr)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([""], "TEXT is empty"),
        ([" ", "\t"], "TEXT is empty"),
        (["women", "-c", "fied"], '--columns: there is no field "fied" (did you mean "field"?)'),
        (["women", "--json", "-f", "csv"], "exclude each other"),
    ],
)
def test_what_cannot_be_searched_exits_2_in_one_line(run: Run, arguments: list[str], told: str) -> None:
    done = run("search", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"rwpk: error: {told}") or told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_dataset_of_ones_own_is_searched_without_the_notes(run: Run) -> None:
    assert {one["kind"] for one in hits(run, "the", "--data", "-", stdin=dataset())} <= {"mission", "fact"}


@pytest.mark.parametrize(("options", "told"), [([], "2 of 2 places"), (["-n", "1"], "1 of 2 places")])
def test_a_person_is_told_how_many_places_there_are(options: list[str], told: str) -> None:
    shown = without_colour(at_terminal("search", "women", *options, columns=80))
    assert shown[-1] == f"{told}; rwpk show RECORD shows all of one"
    assert "places" not in "\n".join(without_colour(at_terminal("search", "women", *options, "-q")))


def test_where_no_place_is_shown_none_is_counted_as_shown() -> None:
    assert at_terminal("search", "women", "-n", "0").startswith("0 of 2 places")


# every script -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stands", "found", "not_found"),
    [
        ("मेल और माली", ["मेल", "माली"], ["मिल", "मली", "मल"]),  # vowel signs make other words
        ("कड़ी मेहनत करने वाले", ["कड़ी", "मेहनत"], ["कडी"]),
        ("محمد المسلم", ["محمد"], ["مُحمد"]),
        ("Ελλάδα και Τήνος", ["ελλαδα", "τηνος", "ΤΉΝΟΣ"], []),  # Greek, Latin and Cyrillic accents fold
        ("Йорданка и Ёлка", ["Иорданка", "елка"], []),
        ("東京都の平和活動", ["平和"], ["平活"]),
    ],
)
def test_only_latin_greek_and_cyrillic_accents_fold(
    run: Run, stands: str, found: list[str], not_found: list[str]
) -> None:
    text = dataset(statement=f"on {stands} alone")
    for words in found:
        assert hits(run, words, "--data", "-", stdin=text), words
        assert json.loads(run("facts", "--match", words, "--json", "--data", "-", stdin=text).stdout)
    for words in not_found:
        assert hits(run, words, "--data", "-", stdin=text) == [], words
        assert json.loads(run("facts", "--match", words, "--json", "--data", "-", stdin=text).stdout) == []


def two_lakes(aliases: tuple[str, ...]) -> str:
    """The dataset of case 10: missions whose aliases differ in nothing but vowel signs."""
    whole = json.loads(read_data("harbour.json"))
    mission = whole["missions"][0]
    whole["missions"] = [mission | {"id": f"lake-{one}", "aliases": [one_alias]} for one, one_alias in _named(aliases)]
    return json.dumps(whole)


def _named(aliases: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from zip("ab", aliases, strict=False)


def test_names_of_vowel_signs_alone_are_two_names(run: Run) -> None:
    # case 10
    text = two_lakes(("माली", "मेल"))
    for name, record in (("माली", "lake-a"), ("मेल", "lake-b")):
        assert json.loads(run("show", name, "--json", "--data", "-", stdin=text).stdout)["id"] == record
    done = run("show", "मेल", "--json", "--data", "-", stdin=two_lakes(("माली",)))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith('rwpk: error: no record is called "मेल"')


#: Letters with what may follow them, signs and blanks: some are written in several ways, some fold to more letters.
LETTERS = (
    "a", "A", "ä", "a\u0308", "ß", "Å", "e\u0301\u0308", "ﬁ", "İ", "म", "मा", "मे", "\u095c", "\u0921\u093c", "ल", "한",
    "平", "й", "и", "ά", "“", '"', "'", "’", "-", "‐", "\u00ad", " ", "\u00a0", "  ",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(LETTERS), max_size=8).map("".join)


@given(TEXTS, TEXTS)
def test_a_text_is_found_where_match_finds_it_and_the_mark_is_what_was_typed(text: str, words: str) -> None:
    wanted = normalize_text(words)
    place = find_normalized(text, wanted)
    assert (place is not None) == (wanted != "" and wanted in normalize_text(text))
    if place is not None:
        begin, end = place
        assert wanted in normalize_text(text[begin:end])


def test_a_letter_that_is_kept_in_parts_is_found_whole(run: Run) -> None:
    whole = yaml.safe_load(read_data("harbour.yaml"))
    whole["missions"][0]["summary"] = unicodedata.normalize("NFD", "평화 유지 활동")
    text = json.dumps(whole, default=str, ensure_ascii=False)
    for word in ("유지", unicodedata.normalize("NFD", "유지")):
        places = json.loads(run("search", word, "--json", "--data", "-", stdin=text).stdout)
        assert [place["text"] for place in places] == ["평화 [유지] 활동"]


def test_a_table_says_which_texts_are_not_the_articles_nor_our_account_of_it(run: Run) -> None:
    lines = run("search", "UNAMID").stdout.splitlines()
    assert lines[-2:] == [
        "aliases: chosen by the editors, not the article's words",
        "adds, agrees, differs: not the article but another source, in our words and as we compare them",
    ]
    assert any("(2007-07-31, https://sudantribune.com/article25451)" in line for line in lines)
    assert "chosen by" not in run("search", "women").stdout


def test_the_articles_own_words_are_never_marked_as_inferred(run: Run) -> None:
    lines = run("search", "exactly 6 months").stdout.splitlines()
    assert all(not line.endswith("*") for line in lines if " evidence " in line)
    bases = {place["basis"] for place in hits(run, "exactly 6 months") if place["field"] == "evidence"}
    assert bases == {"stated", "inferred"}
