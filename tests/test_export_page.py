"""The page: a whole dataset in one file, which loads nothing, runs nothing of the dataset, and is for every reader."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import justhtml
import pytest

from rwpk import links, loading, model
from rwpk.export.page import page
from rwpk.timeline import MAX_BARS
from tests.browser import CHROMIUM, open_browser
from tests.support import Run, bounded_work, built_in_dataset, parse, read_data

needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on the PATH to show the page in")
#: A rule of CSS under which a browser lays out all records, those off the screen too.
LAID_OUT = "article { content-visibility: visible !important }"
#: What would leave a text, an attribute, a style or a script if it were not escaped.
HOSTILE = [
    "</script><script>window.hacked = 1</script>",
    "<img src=x onerror=window.hacked=1>",
    '" onmouseover="window.hacked=1" \'><b>&amp;&lt; ]]> --> <!-- </title></style>',
    "{digest} %s ${x}",
    "العربية \u200f (a) עברית 1-2",
]


def ours() -> bytes:
    """The page of the dataset that rwpk carries."""
    dataset = loading.load()
    return page(dataset, loading.load_context(dataset), "1.2.3")


def harbour(mission: dict[str, object] | None = None, **whole: object) -> model.Dataset:
    """A small dataset; its only mission, and the dataset itself, with other values."""
    plain = json.loads(read_data("harbour.json"))
    plain["missions"][0] |= mission or {}
    return parse(json.dumps(plain | whole).encode(), "harbour.json")


def hostile(text: str) -> model.Dataset:
    """A dataset with a text at the end of each of its texts but ids, dates and choices. No rule has looked at it."""

    def spoilt(value: object) -> object:
        if isinstance(value, dict):
            kept = (
                "id",
                "schema",
                "URL",
                "type",
                "sha256",
                "country_code",
                "role",
                "framework",
                "basis",
                "supports",
                "comparator",
            )
            dates = ("start", "end", "issued", "as_of")
            return {name: one if name in kept + dates else spoilt(one) for name, one in value.items()}
        if isinstance(value, list):
            return [spoilt(one) for one in value]
        return f"{value} {text}" if isinstance(value, str) else value

    plain: Any = spoilt(json.loads(read_data("harbour.json")))
    plain["source"]["note"] = plain["source"]["language"] = text
    dataset: model.Dataset = model.convert(plain, model.Dataset)
    return dataset


def tree(html: bytes) -> Any:
    """Parse a page strictly: any error of its syntax fails."""
    return justhtml.JustHTML(html.decode(), strict=True, sanitize=False)


def texts(node: Any, selector: str) -> list[str]:
    """The texts of the elements that a selector finds, without differences of white space."""
    return [" ".join(found.to_text(separator="", strip=False).split()) for found in node.query(selector)]


def article(root: Any, name: str) -> Any:
    """The element of one record."""
    (found,) = [node for node in root.query("article") if node.attrs["id"] == name]
    return found


def values(record: Any) -> dict[str, str]:
    """The fields of a record that have a value, as the page shows them."""
    return dict(zip(texts(record, "dt"), texts(record, "dd"), strict=True))


# what it holds ------------------------------------------------------------------------------------


def test_the_page_is_one_small_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "rwanda.HTML"
    done = run("export", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["rwanda.HTML"]
    assert len(target.read_bytes()) < 150_000
    tree(target.read_bytes())


def test_every_phrase_stands_once_in_its_record_with_its_paragraph_and_a_link_to_it() -> None:
    dataset, root = loading.load(), tree(ours())
    for record in dataset.records:
        items = article(root, record.id).query("ol li")
        assert [texts(item, "a")[0] for item in items] == [
            f"¶{evidence.paragraph} “{evidence.phrase}”" for evidence in record.evidence
        ]
        assert [item.query("a")[0].attrs["href"] for item in items] == [
            links.passage(dataset.source.URL, evidence.phrase) for evidence in record.evidence
        ]


def test_a_value_refers_to_its_words_and_says_in_text_that_it_is_inferred() -> None:
    assert values(article(tree(ours()), "darfur")) == {
        "name": "Darfur [1]",
        "place": "Darfur [1]",
        "role": "contributor [2][3]",
        "start": "2004 [1]",
        "framework": "multilateral inferred [4]",
        "organisations": "United Nations (UN) inferred [4]",
        "summary": "Rwandan troops engaged in Darfur; the article lists this under UN peacekeeping and names no mission"
        " there inferred [1][3][4]",
    }


def test_what_is_not_stated_is_said() -> None:
    root = tree(ours())
    assert texts(article(root, "darfur"), ".unstated") == [
        "Not stated in the article: acronym, partners, end, aims, outcomes, strength, mandate."
    ]
    (row,) = [row for row in root.query("tbody tr") if row.attrs.get("data-of") == "cabo-delgado"]
    assert texts(row, "td") == [
        "between 2014 and 2021-10-31 inferred", "not stated", "contributor; bilateral inferred",
    ]  # fmt: skip


def test_a_date_of_the_timeline_says_whether_it_is_inferred() -> None:
    assert texts(tree(ours()), ".bars li") == [
        "United Nations Assistance Mission for Rwanda 1993-10 inferred",
        "Darfur 2004",
        "South Sudan 2011",
        "Central African Republic 2014",
        "Cabo Delgado between 2014 and 2021-10-31 inferred",
    ]


def test_an_end_is_drawn_only_where_one_is_stated() -> None:
    root = tree(page(harbour()))
    assert texts(root, ".bars li") == ["Harbour Watch 2004 to 2006"]
    drawn = [node.attrs["class"] for node in root.query(".bars rect")]
    assert drawn == ["under-way", "stated", "stated"]
    assert "under-way" not in {node.attrs["class"] for node in tree(ours()).query(".bars rect")}


def test_a_mission_without_dates_is_listed_and_has_no_bar() -> None:
    root = tree(page(harbour({"start": None, "end": None, "evidence": _evidence_but("start", "end")})))
    assert texts(root, ".bars li") == ["Harbour Watch start not stated"]
    assert root.query(".bars rect") == []


def test_a_number_is_shown_as_people_write_it() -> None:
    assert values(article(tree(ours()), "troops-deployed"))["value"].startswith("5,000 ")


def test_what_others_say_stands_apart() -> None:
    dataset = loading.load()
    notes = loading.load_context(dataset)
    root = tree(page(dataset, notes, "1.2.3"))
    apart = " ".join(texts(root, ".others"))
    for box in root.query(".others"):
        box.parent.remove_child(box)
    (rest,) = texts(root, "main")
    for note in notes:
        assert note.statement in apart
        assert note.statement not in rest


def test_the_page_says_whose_account_it_is_and_how_to_cite_it() -> None:
    (text,) = texts(tree(ours()), "body")
    for words in (
        "Vincent Biruta, “Rwanda’s Peacekeeping Missions: Promoting Global Peace and Security”, Diplomat Magazine",
        "the article is a party's own account",
        "@article{biruta-2021,",
        "Version 1.2.3",
        "Creative Commons Attribution 4.0 International",
    ):
        assert words in text


def test_the_codebook_has_every_field_of_a_record_and_of_a_note() -> None:
    names = set(texts(tree(ours()), "#Codebook tbody th"))
    for kind in (model.Mission, model.Fact, model.Evidence, model.Source, model.Note):
        assert names >= set(model.fields(kind))


def test_a_dataset_of_ones_own_comes_without_our_notes_licence_and_version(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "mine.html"
    assert run("export", str(target), "--data", "-", stdin=built_in_dataset()).returncode == 0
    html = target.read_bytes()
    assert texts(tree(html), "h1") == [
        "What “Rwanda’s Peacekeeping Missions: Promoting Global Peace and Security” says"
    ]
    for ours_only in ("Not from the article", "others differ", "Licence", "Creative Commons"):
        assert ours_only not in html.decode()


def test_there_are_no_empty_sections() -> None:
    assert texts(tree(page(harbour(facts=[]))), "h2") == [
        "Missions", "Timeline", "Each mission, with the words it rests on", "The article and its paragraphs",
        "Codebook", "Citation",
    ]  # fmt: skip
    assert "The dataset has no missions." in texts(tree(page(harbour(missions=[]))), "#Missions p")


def test_the_same_dataset_gives_the_same_bytes(run_process: Run, tmp_path: Path) -> None:
    for number, variables in enumerate(({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C"})):
        assert run_process("export", str(tmp_path / f"{number}.html"), **variables).returncode == 0
    assert (tmp_path / "0.html").read_bytes() == (tmp_path / "1.html").read_bytes()


def _evidence_but(*names: str) -> list[dict[str, object]]:
    (evidence,) = json.loads(read_data("harbour.json"))["missions"][0]["evidence"]
    return [evidence | {"supports": [name for name in evidence["supports"] if name not in names]}]


# what it must not do ------------------------------------------------------------------------------


def test_nothing_is_loaded_and_only_the_pages_own_script_may_run() -> None:
    root = tree(ours())
    (policy,) = [node.attrs["content"] for node in root.query("meta") if "http-equiv" in node.attrs]
    (script,) = root.query("script")
    digest = base64.b64encode(hashlib.sha256(script.to_text(separator="", strip=False).encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none';"
        " form-action 'none'"
    )
    assert not {"img", "link", "iframe", "object", "base"} & {node.name for node in root.query("*")}
    (style,) = texts(root, "style")
    assert set(re.findall(r"url\([^)]*\)|@import|@font-face", style)) == {"url(#Fade)"}
    for node in root.query("*"):
        assert not [name for name in node.attrs or () if name.startswith("on") or name in ("src", "style")]


def test_every_link_leads_to_the_web_or_to_one_place_of_the_page() -> None:
    root = tree(ours())
    ids = [node.attrs["id"] for node in root.query("*") if "id" in (node.attrs or {})]
    assert len(ids) == len(set(ids))
    for node in root.query("a"):
        address = node.attrs["href"]
        assert address.startswith(("https://", "http://")) or address.removeprefix("#") in ids


@pytest.mark.parametrize("text", HOSTILE)
def test_values_are_escaped_whatever_they_hold(text: str) -> None:
    def elements(root: Any) -> list[tuple[str, list[str]]]:
        return [(node.name, sorted(node.attrs or ())) for node in root.query("*")]

    root = tree(page(hostile(text)))
    assert elements(root) == elements(tree(page(hostile("harmless"))))
    shown = [found.to_text(separator="", strip=False) for found in root.query("dd bdi")]
    assert f"Two boats keep watch {text}" in shown


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "the library of the harbour"])
def test_an_address_that_is_none_of_the_web_is_no_link(address: str) -> None:
    plain = json.loads(read_data("harbour.json"))
    del plain["source"]["URL"]
    dataset = parse(json.dumps(plain).encode(), "harbour.json")
    note = model.Note("harbour", "adds", "Another thing", None, address)
    root = tree(page(dataset, [note]))
    assert [node.attrs["href"] for node in root.query("a") if not node.attrs["href"].startswith("#")] == []
    assert texts(article(root, "harbour"), "ol li") == ["¶1 “two boats kept watch at the old harbour”"]


def test_a_large_dataset_is_written_in_linear_time_and_its_timeline_is_cut() -> None:
    plain = json.loads(read_data("harbour.json"))
    mission, fact = plain["missions"][0], plain["facts"][0]
    plain["missions"] = [mission | {"id": f"m{number}"} for number in range(10_000)]
    plain["facts"] = [fact | {"id": f"f{number}", "about": [f"m{number}"]} for number in range(10_000)]
    dataset: model.Dataset = model.convert(plain, model.Dataset)
    with bounded_work(10):  # quadratic work on 20,000 records would take minutes
        html = page(dataset)
    assert html.count(b'<svg class="track"') == MAX_BARS
    assert b"These are the first 500 of 10,000 missions." in html


# in a browser -------------------------------------------------------------------------------------


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(scheme: str, tmp_path: Path) -> None:
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    path = tmp_path / "page.html"
    path.write_bytes(ours())
    with open_browser() as browser:
        for width in (400, 1280):
            browser.open(path, scheme=scheme, width=width)
            assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
            browser.evaluate(f"document.styleSheets[0].insertRule('{LAID_OUT}')")
            browser.evaluate(f"{axe}; 0")
            violations = browser.evaluate(
                "axe.run().then(({violations}) => violations.map(found => [found.id, found.nodes[0].html]))"
            )
            assert violations == []


@needs_chromium
def test_the_filters_keep_what_matches_and_mark_what_may_match(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(ours())
    with open_browser() as browser:
        browser.open(path)

        def filtered(text: str = "", since: str = "", until: str = "") -> tuple[str, list[str], list[str]]:
            """The count, the rows of the table, and those of them that are marked as possible."""
            count, rows, possible = browser.evaluate(f"""(() => {{
                const form = document.querySelector("form"), inputs = form.querySelectorAll("input");
                {json.dumps([text, since, until])}.forEach((value, number) => inputs[number].value = value);
                form.dispatchEvent(new Event("input"));
                const rows = [...document.querySelectorAll("#Missions tbody tr")].filter(row => row.checkVisibility());
                const possible = rows.filter(row => row.querySelector(".possible").checkVisibility());
                return [form.querySelector("[role=status]").textContent, rows.map(row => row.dataset.of),
                    possible.map(row => row.dataset.of)];
            }})()""")
            return count, rows, possible

        everything = "5 of 5 missions, 34 of 34 other claims"
        all_ids = ["unamir", "darfur", "south-sudan", "central-african-republic", "cabo-delgado"]
        assert filtered() == (everything, all_ids, [])
        assert filtered("MOCIMBOA  da praia")[1] == ["cabo-delgado"]
        assert filtered("no such words") == ("0 of 5 missions, 0 of 34 other claims", [], [])
        assert filtered(since="2014")[1:] == (["central-african-republic", "cabo-delgado"], [])
        assert filtered(since="2015")[1:] == (["cabo-delgado"], ["cabo-delgado"])
        assert filtered(until="2004")[1:] == (["unamir", "darfur"], [])
        assert filtered("terrorism", "2004", "2011")[1:] == ([], [])
        browser.evaluate('document.querySelector("button").click(); new Promise(done => setTimeout(done, 50))')
        assert browser.evaluate('document.querySelector("[role=status]").textContent') == everything


@needs_chromium
def test_nothing_of_a_dataset_runs_in_a_browser_and_nothing_is_requested(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    with open_browser() as browser:
        for text in HOSTILE:
            path.write_bytes(page(hostile(text)))
            browser.open(path)
            assert browser.evaluate("[window.hacked === undefined, document.images.length]") == [True, 0]
            assert browser.evaluate("performance.getEntriesByType('resource').length") == 0
            assert browser.evaluate("document.querySelector('form').checkVisibility()")


def test_without_its_script_the_page_lacks_only_the_filters() -> None:
    hidden = [node for node in tree(ours()).query("*") if "hidden" in (node.attrs or {})]
    assert {(node.name, node.attrs.get("class")) for node in hidden} == {
        ("form", None),
        ("small", "mark possible"),
    }


# where it is written ------------------------------------------------------------------------------


def test_a_file_that_exists_is_replaced_only_with_force(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "x.html"
    target.write_text("mine", encoding="utf-8")
    done = run("export", str(target), "--data", "no-such-file.yaml")  # told before anything is read
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"rwpk: error: {target}: it exists: name a new file, or replace it with --force\n"
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("export", str(target), "--force").returncode == 0
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")


def test_a_directory_is_not_replaced_by_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.html").mkdir()
    done = run("export", str(tmp_path / "x.html"), "--force")
    assert (done.returncode, done.stderr) == (
        2, f"rwpk: error: {tmp_path / 'x.html'}: it is a directory: name a file in it\n",
    )  # fmt: skip


def test_a_file_in_a_folder_that_does_not_exist_is_not_written(run: Run, tmp_path: Path) -> None:
    done = run("export", str(tmp_path / "none" / "x.html"))
    assert done.returncode == 4
    assert "the output could not be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_dataset_that_does_not_hold_leaves_the_file_as_it_was(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "x.html"
    target.write_text("mine", encoding="utf-8")
    assert run("export", str(target), "--force", "--data", "-", stdin="schema: 2").returncode == 3
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("x.html", "mine")]


def test_a_workbook_without_its_library_is_answered_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    done = run("export", str(tmp_path / "x.xlsx"))
    assert (done.returncode, done.stderr) == (
        2, 'rwpk: error: a workbook needs XlsxWriter, which is not installed: pip install "rwpk[excel]"\n',
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []
