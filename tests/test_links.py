"""The links to the words: what they are, where they stand, and that a browser finds the words by them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwpk import links
from rwpk.codebook import schema
from tests.support import ROOT, Run, at_terminal, page_files

DATASET = page_files(ROOT / "docs" / "your-own-dataset.md")["mine.yaml"]
ARTICLE = page_files(ROOT / "docs" / "your-own-dataset.md")["article.txt"]
ADDRESS = "https://example.org/what-the-boats-do"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a dataset, and the same without the address of its article."""
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(DATASET, encoding="utf-8")
    Path("article.txt").write_text(ARTICLE, encoding="utf-8")
    Path("no-url.yaml").write_text(DATASET.replace(f"  URL: {ADDRESS}\n", ""), encoding="utf-8")
    assert "URL" not in Path("no-url.yaml").read_text(encoding="utf-8")
    return tmp_path


def test_all_but_ascii_letters_and_digits_is_percent_encoded() -> None:
    link = links.passage("https://example.org/a?b=1", "over 5,000 troops – top-five & “more”")
    assert link == (
        "https://example.org/a?b=1#:~:text=over%205%2C000%20troops%20%E2%80%93%20top%2Dfive%20%26%20%E2%80%9Cmore%E2%80%9D"
    )


def test_a_fragment_of_the_address_itself_stays() -> None:
    assert links.passage("https://example.org/#/a", "two words") == "https://example.org/#/a:~:text=two%20words"
    assert links.passage("https://example.org/#:~:text=x", "y") == "https://example.org/#:~:text=y"


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_a_link_gives_back_its_phrase_and_has_no_sign_that_a_browser_reads(phrase: str) -> None:
    link = links.passage("https://example.org/", phrase)
    assert link is not None
    fragment = urlsplit(link).fragment.removeprefix(":~:text=")
    assert re.fullmatch("(?:[A-Za-z0-9]|%[0-9A-F]{2})+", fragment)
    assert unquote(fragment) == phrase


def test_every_evidence_in_json_has_its_link(run: Run) -> None:
    for arguments in (["missions", "--json"], ["facts", "--format", "jsonl"], ["show", "darfur", "--json"]):
        text = run(*arguments).stdout
        records = [json.loads(line) for line in text.splitlines()] if "jsonl" in arguments else json.loads(text)
        for record in records if isinstance(records, list) else [records]:
            for evidence in record["evidence"]:
                assert list(evidence)[-1] == "link"
                assert evidence["link"].endswith(unquote_inverse(evidence["phrase"]))


def unquote_inverse(phrase: str) -> str:
    return str(links.passage("", phrase)).removeprefix("#")


def test_the_schemas_describe_the_link() -> None:
    for what in ("missions", "facts", "show"):
        assert schema(what)["$defs"]["Evidence"]["properties"]["link"]["x-origin"] == "derived"
    assert "link" not in schema("dataset")["$defs"]["Evidence"]["properties"]


def test_the_table_of_evidence_has_the_links(run: Run, tmp_path: Path) -> None:
    assert run("export", str(tmp_path / "out")).returncode == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / "evidence.csv").read_text(encoding="utf-8"))))
    assert rows
    assert all("#:~:text=" in row["link"] for row in rows)


def test_a_source_without_an_address_has_no_links_and_says_so(folder: Path, run: Run) -> None:
    assert run("check", "no-url.yaml").returncode == 0
    (mission,) = json.loads(run("missions", "--json", "--data", "no-url.yaml").stdout)
    assert {evidence["link"] for evidence in mission["evidence"]} == {None}
    done = run("open", "blue-lake", "--data", "no-url.yaml")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'rwpk: error: "What the boats do" has no address to open: its source states no URL\n'
    assert "](" not in run("show", "blue-lake", "--format", "markdown", "--data", "no-url.yaml").stdout
    assert "None" not in run("show", "blue-lake", "--data", "no-url.yaml").stdout
    assert "None" not in run("cite", "blue-lake", "--data", "no-url.yaml").stdout
    assert run("export", "out", "--data", "no-url.yaml").returncode == 0


@pytest.mark.parametrize("address", ["javascript:alert(1)", "example.org/x", "https://", "https://example.org/a b", ""])
def test_an_address_that_a_browser_cannot_open_is_refused(folder: Path, run: Run, address: str) -> None:
    Path("bad.yaml").write_text(DATASET.replace(ADDRESS, json.dumps(address)), encoding="utf-8")
    done = run("check", "bad.yaml")
    assert done.returncode == 3
    assert "source.URL" in done.stdout or "URL:" in done.stdout


def test_open_prints_the_address_where_it_is_told_to_or_there_is_no_browser(run: Run) -> None:
    without_browser = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": ""}
    for options, environment in (([], without_browser), (["--print"], {"BROWSER": "/bin/false"})):
        done = run("open", "darfur", "start", *options, **environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith("/#:~:text=namely%20in%20Darfur%20%282004%29\n")


def test_open_opens_the_browser_that_the_user_chose_and_prints_the_address(run: Run, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n', encoding="utf-8")
    browser.chmod(0o755)
    done = run("open", "darfur", "start", BROWSER=str(browser), PATH="/nowhere")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "opened").read_text(encoding="utf-8") == done.stdout.strip()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["darfur", "end"], 1, "the article does not state this of darfur: end"),
        (["nowhere"], 1, 'no record is called "nowhere"'),
        (["darfur", "kigali-principles"], 2, "2 records are named: name one, and a field of it"),
    ],
)
def test_open_says_in_one_line_what_it_cannot_open(run: Run, words: list[str], code: int, message: str) -> None:
    done = run("open", "--print", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_phrase_that_stands_twice_is_named(folder: Path, run: Run) -> None:
    old = "paragraph: 1\n        phrase: boats on the Blue Lake"
    twice = DATASET.replace(old, "paragraph: 2\n        phrase: the smugglers")
    done = run("check", "-", "--article", "article.txt", stdin=twice)
    assert done.returncode == 3
    assert '"the smugglers" stands 2 times in the article' in done.stdout
    assert "quote more words, so that a link finds them" in done.stdout


def test_each_paragraph_sign_on_a_terminal_is_a_link() -> None:
    text = at_terminal("show", "darfur")
    assert "\x1b]8;;https://diplomatmagazine.eu/" in text
    links_shown = re.findall(r"\x1b\]8;;([^\x1b]+)\x1b\\(¶\d+)\x1b\]8;;\x1b\\", text)
    assert [place for _, place in links_shown] == ["¶4"] * 4
    assert links_shown[0][0].endswith("#:~:text=namely%20in%20Darfur%20%282004%29")


def test_a_dumb_terminal_gets_no_links() -> None:
    assert "\x1b]8" not in at_terminal("show", "darfur", TERM="dumb")
