"""`rwpk new`: the skeleton of a dataset, from an article's text or page."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rwpk.article import verify
from rwpk.article.text import read
from rwpk.errors import ArticleError
from rwpk.files import File
from rwpk.model import Problem
from rwpk.render.skeleton import write_skeleton
from tests.articles import MADE_UP, listed_paragraphs
from tests.support import ROOT, Run, bounded_work, page_files

PAGE = page_files(ROOT / "docs" / "your-own-dataset.md")
ARTICLE, DATASET = PAGE["article.txt"], PAGE["mine.yaml"]
HOLDS = "1 mission, 1 fact, 6 phrases; article: all 3 paragraphs and all 6 phrases hold\n"
PROSE = (
    "In the long winter of that year the boats of the lake went out for strangers every night, and lost exactly five."
)
OTHER_PROSE = (
    "Between the two shores lies an island, where nobody has lived since the bell fell, and nobody has asked about it."
)
EMPTY = "it is empty: fill it in"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the article of docs/your-own-dataset.md in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def skeleton(article: str | bytes, name: str = "article.html") -> str:
    data = article.encode() if isinstance(article, str) else article
    return "".join(write_skeleton(read(data, name)))


def source_of(head: str) -> dict[str, Any]:
    """What a skeleton says of the source of a page with that head, without its paragraphs and what is not filled in."""
    source = yaml.safe_load(skeleton(f"<!doctype html><html><head>{head}</head><body><p>{PROSE}</p>"))["source"]
    del source["paragraphs"]
    if source["author"] == [{"family": "", "given": None}]:
        del source["author"]
    return {name: value for name, value in source.items() if value}


def of_json_ld(**fields: Any) -> dict[str, Any]:
    return source_of(script({"@type": "NewsArticle"} | fields))


def script(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def meta(name: str, content: str, attribute: str = "property") -> str:
    return f'<meta {attribute}="{name}" content="{content}">'


def problems(skeleton: str) -> list[Problem]:
    return list(verify.check(File(skeleton.encode(), "new.yaml")).problems)


# the skeleton -------------------------------------------------------------------------------------


def test_the_skeleton_of_a_page(run: Run) -> None:
    page = (
        '<!doctype html><title>Boats | The Courier</title><meta property="og:title" content="What the boats do">'
        '<meta property="article:published_time" content="2010-06-03T10:00:00+02:00"><p>Sailors'
        f"<p>{PROSE}<p>By a sailor<p>{OTHER_PROSE}"
    )
    done = run("new", "-", stdin=page)
    assert (done.returncode, done.stderr) == (0, "")
    head, _, rest = done.stdout.partition("\nmissions:")
    assert head == (
        """\
# yaml-language-server: $schema=rwpk.schema.json
# A dataset to fill in: rwpk check FILE names what is left. Where the article states nothing, write null, or [] for a
# list. Copy the mission and the fact as often as you need them. rwpk codebook explains each field, and
# rwpk codebook --json > rwpk.schema.json writes the schema for your editor.
schema: 1

source:
  id: ""  # the key to cite it by: lower-case words joined by hyphens
  type: ""  # its type in CSL, such as article-magazine
  title: "What the boats do"  # its title
  author:  # who wrote it
    - family: ""  # family name
      given: null  # given names
  issued: "2010-06-03"  # when it was published: EDTF date
  container-title: null  # what it appeared in
  URL: null  # its address: a web address without blanks
  accessed: null  # when this copy of it was made: EDTF date
  language: null  # its language, such as en
  note: null  # what a reader should know of it
  # Delete what is not the article's, number the rest from 1, and say in each heading what it is about.
  paragraphs:
    # line 1, 22 words
    - number: 1
      heading: ""
      begins: "In the long winter"
      length: 89
      sha256: "ef5e9f30e9607e1ff5dc54a59792c3cde9127fd343b870b31e8f84f9a5f950c0"
    # line 1, 3 words: By a sailor (left out)
    # line 1, 21 words
    - number: 2
      heading: ""
      begins: "Between the two shores"
      length: 90
      sha256: "6e6aacdccfcc0e4d86767afed815316532c919a29e1c19c917d6b3756d808907"
"""
    )
    assert rest == (
        """\
  # the missions that it names
  - id: ""  # the name to ask for it by: lower-case words joined by hyphens
    name: ""  # what the article calls it, or its place if the article names no mission
    acronym: ""  # its acronym, if the article gives one
    place: ""  # where it is, in the article's terms
    country: ""  # the country's name
    country_code: ""  # the country's code: ISO 3166-1 alpha-3
    role: ""  # whether the country contributes to it or hosts it: contributor or host
    framework: ""  # whether it runs under an organisation or by agreement: multilateral or bilateral
    organisations: []  # the organisations that run it
    partners: []  # the forces that the troops work beside
    start: ""  # when it began: EDTF date or range
    end: ""  # when it ended: EDTF date or range
    aims: []  # what it is meant to do
    outcomes: []  # what the article says came of it
    summary: ""  # what the article says of it, in our words
    strength: null  # how many serve in it, in the article's terms
    mandate: null  # what it is mandated to do, in the article's terms
    aliases: []  # other names to find it by, as the editors chose them
    evidence:  # the words that its values rest on
      - supports: ["name"]  # the fields that it backs
        basis: ""  # whether the words say it, or it is concluded from them: stated or inferred
        paragraph: ""  # the number of the paragraph that has the words
        phrase: ""  # 2 to 12 words, as they stand in the article
        note: null  # why, if it is inferred

facts:  # its other claims
  - id: ""  # the name to ask for it by: lower-case words joined by hyphens
    topic: ""  # what kind of claim it is
    statement: ""  # the claim, in our words
    value: null  # the number in it, if there is one
    unit: null  # what the number counts
    comparator: null  # how the number bounds what it counts: exactly, more than or at most
    as_of: null  # the date that the article gives it for: EDTF date or range
    about: []  # the ids of the missions that it bears on, as the editors judge
    aliases: []  # other names to find it by, as the editors chose them
    evidence:  # the words that it rests on
      - supports: ["statement"]  # the fields that it backs
        basis: ""  # whether the words say it, or it is concluded from them: stated or inferred
        paragraph: ""  # the number of the paragraph that has the words
        phrase: ""  # 2 to 12 words, as they stand in the article
        note: null  # why, if it is inferred
"""
    )


def test_check_names_what_is_left_to_fill_in_and_nothing_else(folder: Path, run: Run) -> None:
    assert run("new", "article.txt", "--out", "new.yaml").stdout == ""
    done = run("check", "new.yaml")
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == (
        """\
new.yaml:8:3: source.id: it is empty: fill it in
new.yaml:9:3: source.type: it is empty: fill it in
new.yaml:10:3: source.title: it is empty: fill it in
new.yaml:12:7: source.author.0.family: it is empty: fill it in
new.yaml:14:3: source.issued: it is empty: fill it in
new.yaml:24:7: source.paragraphs.0.heading: it is empty: fill it in
new.yaml:30:7: source.paragraphs.1.heading: it is empty: fill it in
new.yaml:36:7: source.paragraphs.2.heading: it is empty: fill it in
new.yaml:42:5: missions.0.id: it is empty: fill it in
new.yaml:43:5: missions.0.name: it is empty: fill it in
new.yaml:44:5: missions.0.acronym: it is empty: fill it in, or write null if the article does not state it
new.yaml:45:5: missions.0.place: it is empty: fill it in, or write null if the article does not state it
new.yaml:46:5: missions.0.country: it is empty: fill it in, or write null if the article does not state it
new.yaml:47:5: missions.0.country_code: it is empty: fill it in, or write null if the article does not state it
new.yaml:48:5: missions.0.role: it is empty: fill it in, or write null if the article does not state it
new.yaml:49:5: missions.0.framework: it is empty: fill it in, or write null if the article does not state it
new.yaml:52:5: missions.0.start: it is empty: fill it in, or write null if the article does not state it
new.yaml:53:5: missions.0.end: it is empty: fill it in, or write null if the article does not state it
new.yaml:56:5: missions.0.summary: it is empty: fill it in, or write null if the article does not state it
new.yaml:62:9: missions.0.evidence.0.basis: it is empty: fill it in
new.yaml:63:9: missions.0.evidence.0.paragraph: it is empty: fill it in
new.yaml:64:9: missions.0.evidence.0.phrase: it is empty: fill it in
new.yaml:68:5: facts.0.id: it is empty: fill it in
new.yaml:69:5: facts.0.topic: it is empty: fill it in
new.yaml:70:5: facts.0.statement: it is empty: fill it in
new.yaml:79:9: facts.0.evidence.0.basis: it is empty: fill it in
new.yaml:80:9: facts.0.evidence.0.paragraph: it is empty: fill it in
new.yaml:81:9: facts.0.evidence.0.phrase: it is empty: fill it in
28 problems
"""
    )


def test_a_skeleton_that_is_filled_in_holds_against_its_article(folder: Path, run: Run) -> None:
    text = run("new", "article.txt").stdout
    values = {
        "source:": {"id": "reed-2010", "type": "article-newspaper", "title": "What the boats do", "family": "Reed"}
        | {"issued": "2010-06-03", "heading": "Boats"},
        "missions:": {"id": "blue-lake", "name": "Blue Lake", "basis": "stated", "phrase": "boats on the Blue Lake"},
        "facts:": {"id": "ice", "topic": "training", "statement": "They read it", "basis": "stated"}
        | {"phrase": "have learnt to read the ice"},
    }
    parts = re.split("^(?=missions:|facts:)", text, flags=re.MULTILINE)
    for number, (top, fields) in enumerate(values.items()):
        assert top in parts[number]
        for name, value in fields.items():
            parts[number] = parts[number].replace(f'{name}: ""', f'{name}: "{value}"')
        parts[number] = parts[number].replace('paragraph: ""', f"paragraph: {1 if top == 'missions:' else 3}")
    filled = "".join(parts).replace(': ""', ": null")
    Path("mine.yaml").write_text(filled, encoding="utf-8")
    done = run("check", "mine.yaml", "--article", "article.txt")
    assert done.stdout == "1 mission, 1 fact, 2 phrases; article: all 3 paragraphs and all 2 phrases hold\n"


def test_a_file_of_two_paragraphs_on_one_line_numbers_both() -> None:
    line = f"<p>{PROSE}</p><p>{PROSE}</p>"
    numbers = re.findall("number: (.*)", skeleton(f"<html>{line}"))
    assert numbers == ["1", "2"]


def test_an_article_in_chinese_has_a_skeleton(run: Run) -> None:
    article = "政府于2004年向该地区派遣了军队，并在当地执行和平任务。他们修桥铺路，照顾病人，保护平民，村民都很感激。"
    text = run("new", "-", stdin=article).stdout
    assert '      begins: "政府于2004"\n' in text
    assert '  title: ""  # its title; the text begins: 政府于2004年向该地区派遣了军队' in text
    assert {problem.message.partition(",")[0] for problem in problems(text)} == {EMPTY}


# what a page says of itself -----------------------------------------------------------------------


def test_open_graph_fills_the_source() -> None:
    assert source_of(
        meta("og:title", "What the boats do")
        + meta("og:site_name", "The Courier")
        + meta("og:url", "https://example.org/boats")
        + meta("article:published_time", "2010-06-03T23:30:00-05:00")
        + meta("article:author", "Ada Reed")
    ) == {
        "title": "What the boats do",
        "author": [{"family": "Ada Reed", "given": None}],
        "issued": "2010-06-03",
        "container-title": "The Courier",
        "URL": "https://example.org/boats",
    }


def test_json_ld_fills_the_source() -> None:
    assert of_json_ld(
        headline="What the boats do &#8211; and don&#8217;t",
        datePublished="2010-06-03",
        author={"@type": "Person", "name": "Ada Reed", "familyName": "Reed", "givenName": "Ada"},
        publisher={"@type": "Organization", "name": "The Courier"},
        mainEntityOfPage={"@id": "https://example.org/boats"},
    ) == {
        "title": "What the boats do – and don’t",
        "author": [{"family": "Reed", "given": "Ada"}],
        "issued": "2010-06-03",
        "container-title": "The Courier",
        "URL": "https://example.org/boats",
    }


def test_the_title_the_author_and_the_canonical_address_of_plain_html_fill_the_source() -> None:
    head = '<title>\n What the\n boats do</title><link rel="Canonical" href="https://example.org/boats">'
    assert source_of(head + meta("Author", "Ada Reed", "name")) == {
        "title": "What the boats do",
        "author": [{"family": "Ada Reed", "given": None}],
        "URL": "https://example.org/boats",
    }


def test_a_whole_name_is_told_to_be_split(run: Run) -> None:
    page = f"<html>{meta('author', 'Ada Reed', 'name')}<p>{PROSE}"
    assert (
        '    - family: "Ada Reed"  # family name; of a whole name, move the given names to the next line\n'
        "      given: null  # given names\n"
    ) in skeleton(page)


@pytest.mark.parametrize(
    ("author", "families"),
    [
        ("Ada Reed", ["Ada Reed"]),
        (["Ada Reed", "Ilse Moss"], ["Ada Reed", "Ilse Moss"]),
        ({"name": "Ada Reed"}, ["Ada Reed"]),
        ([{"name": "Ada Reed"}, "Ilse Moss", {"name": "Ada Reed"}], ["Ada Reed", "Ilse Moss"]),
        ({"@type": "Organization", "name": "The Lake Council"}, ["The Lake Council"]),
        ({"@id": "#ada"}, ["Ada Reed"]),
    ],
)
def test_authors_are_read_from_a_text_an_object_a_reference_or_a_list(author: Any, families: list[str]) -> None:
    graph = {
        "@graph": [{"@id": "#ada", "@type": "Person", "name": "Ada Reed"}, {"@type": ["Article"], "author": author}]
    }
    assert [author["family"] for author in source_of(script([graph]))["author"]] == families


def test_several_elements_name_several_authors() -> None:
    head = meta("author", "Ada Reed", "name") + meta("author", "Ilse Moss", "name")
    assert [author["family"] for author in source_of(head)["author"]] == ["Ada Reed", "Ilse Moss"]


def test_only_an_article_in_json_ld_fills_the_source() -> None:
    others = [
        {"@type": "WebSite", "headline": "Lake", "datePublished": "2001-01-01"},
        {"@type": "Person", "name": "Ada"},
    ]
    assert source_of(script(others)) == {}
    assert source_of(script(others) + script({"@type": "https://schema.org/BlogPosting", "headline": "Boats"})) == {
        "title": "Boats"
    }


@pytest.mark.parametrize(
    ("written", "issued"),
    [
        ("2021-10-31T10:00:00+02:00", "2021-10-31"),
        ("2021-10-31 10:00", "2021-10-31"),
        (" 2021-10 ", "2021-10"),
        ("2021", "2021"),
        ("2021-02-30T10:00:00Z", None),
        ("2021-13-01", None),
        ("20211031", None),
        ("31 October 2021", None),
        ("0000-01-01", None),
        (1_635_638_400, None),
        (["2021-10-31"], None),
    ],
)
def test_a_date_is_the_day_as_written_or_left_to_fill_in(written: Any, issued: str | None) -> None:
    assert of_json_ld(datePublished=written).get("issued") == issued


def test_no_date_is_taken_from_what_a_reader_sees_or_from_when_the_page_was_changed_or_saved() -> None:
    clock = '<time datetime="2024-04-24">24 April 2024</time>'
    text = skeleton(f"<html>{meta('article:modified_time', '2023-01-01')}<body>{clock}<p>{PROSE} {clock}")
    assert '  issued: ""' in text
    assert "  accessed: null" in text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/boats", "ftp://example.org/", "https://a b", "", "http:"])
def test_an_address_that_is_none_of_the_web_gives_way_to_the_next(address: str) -> None:
    head = f'<link rel="canonical" href="{address}">'
    assert source_of(head).get("URL") is None
    assert source_of(head + meta("og:url", "http://example.org/")).get("URL") == "http://example.org/"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("=1+1; -Boats", "1+1 Boats"),
        ("@lake on boats", "lake on boats"),
        ("Bo\u202eats\u200b\u0007", "Boats"),
        ("Two\tboats\nand\u2028more", "Two boats and more"),
        ("نامه‌ها", "نامه‌ها"),
        ("\ud800Boats", "Boats"),
        ("A\u17b4\u200cB", None),
        ("- + =", None),
        ("x" * 501, None),
        (["Boats"], None),
        ({"@value": "Boats"}, None),
        (None, None),
    ],
)
def test_a_title_is_cleaned_of_what_a_dataset_may_not_hold_or_left_to_fill_in(written: Any, title: str | None) -> None:
    assert of_json_ld(headline=written).get("title") == title


@pytest.mark.parametrize(
    "author", ["https://example.org/ada", "www.example.org", "", "=", 3, [[["Ada"]]], {"name": {}}, None]
)
def test_what_is_no_name_is_no_author(author: Any) -> None:
    assert "author" not in of_json_ld(author=author)


def test_no_more_authors_are_read_than_an_article_has() -> None:
    assert len(of_json_ld(author=[f"Reed {number}" for number in range(1_000)])["author"]) == 50


@pytest.mark.parametrize(
    "text",
    [
        "[" * 900_000,
        '{"@graph":' * 90_000,
        "[" * 400 + "]" * 400,
        "[" + "{}," * 300_000 + "{}]",
        '{"@type": "Article", "headline": ' + "9" * 900_000 + "}",
        '{"@type": "Article", "headline": "' + "; =" * 300_000 + '"}',
        '{"@type": "Article", "author": [' + '"",' * 300_000 + '""]}',
        '{"@type": "Article"',
        "",
    ],
    ids=["lists", "graphs", "lists-that-close", "objects", "number", "formulas", "authors", "broken", "empty"],
)
def test_hostile_json_ld_says_nothing_and_takes_no_time(text: str) -> None:
    with bounded_work(10):
        assert source_of(f'<script type="application/ld+json">{text}</script>') == {}


def test_a_title_of_a_drawing_is_no_title_of_the_page() -> None:
    text = skeleton(f"<html><body><svg><title>Menu</title></svg><p>{PROSE}")
    assert f'  title: ""  # its title; the text begins: {PROSE[:59]}…\n' in text


# the command --------------------------------------------------------------------------------------


def test_an_article_without_a_paragraph_is_an_error(folder: Path, run: Run) -> None:
    Path("short.txt").write_text("Too short.\n", encoding="utf-8")
    done = run("new", "short.txt", "--out", "new.yaml")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "rwpk: error: short.txt: it has no paragraph of 20 words or more\n"
    assert not Path("new.yaml").exists()
    assert run("new", "-", stdin="").returncode == 3


def test_out_writes_what_stdout_would_get(folder: Path, run: Run) -> None:
    assert run("new", "article.txt", "--out", "new.yaml").stdout == ""
    assert Path("new.yaml").read_text(encoding="utf-8") == run("new", "-", stdin=ARTICLE).stdout


def test_a_file_that_exists_is_kept_unless_forced(folder: Path, run: Run) -> None:
    Path("new.yaml").write_text("mine", encoding="utf-8")
    done = run("new", "article.txt", "--out", "new.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "rwpk: error: new.yaml: it exists: name a new file, or replace it with --force\n"
    assert Path("new.yaml").read_text(encoding="utf-8") == "mine"
    assert run("new", "article.txt", "--out", "new.yaml", "--force").returncode == 0
    assert Path("new.yaml").read_text(encoding="utf-8") == run("new", "article.txt").stdout


def test_a_name_that_does_not_say_yaml_but_json_is_refused(folder: Path, run: Run) -> None:
    done = run("new", "article.txt", "--out", "new.JSON")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "rwpk: error: --out new.JSON: a skeleton is YAML: end its name in .yaml\n"


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(folder: Path, run: Run) -> None:
    done = run("new", "article.txt", "--out", "nowhere/new.yaml")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("rwpk: error: the output could not be written: nowhere/new.yaml: ")
    assert [path.name for path in folder.iterdir()] == ["article.txt"]


@pytest.mark.parametrize("arguments", [("",), ("article.txt", "--out", " "), ("article.txt", "--force"), ()])
def test_an_empty_argument_is_a_usage_error(arguments: tuple[str, ...], folder: Path, run: Run) -> None:
    assert run("new", *arguments).returncode == 2


def test_a_file_that_is_not_there_or_not_text_is_an_error(folder: Path, run: Run) -> None:
    Path("article.pdf").write_bytes(b"%PDF-1.7")
    for name in ("none.txt", "article.pdf"):
        done = run("new", name)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith(f"rwpk: error: {name}: ")


# the paragraphs -----------------------------------------------------------------------------------


def test_the_paragraphs_of_a_page_are_those_of_its_text(run: Run) -> None:
    page, text = (
        [line for line in run("new", str(path)).stdout.splitlines() if "sha256:" in line]
        for path in (MADE_UP.with_suffix(".html"), MADE_UP)
    )
    assert page[:9] == text[1:]  # the text has the paper's own blurb before the article, the page after it
    assert len(page) == len(text) == 10


def test_the_listed_paragraphs_make_a_dataset_that_holds(folder: Path, run: Run) -> None:
    listed = listed_paragraphs(run("new", "article.txt").stdout)
    for heading in ("Lowmere", "The patrol", "The crews"):
        listed = listed.replace('heading: ""', f"heading: {heading}", 1)
    block = DATASET[DATASET.index("  paragraphs:") : DATASET.index("missions:")]
    Path("mine.yaml").write_text(DATASET.replace(block, listed), encoding="utf-8")
    assert run("check", "mine.yaml", "--article", "article.txt").stdout == HOLDS


def test_a_digest_is_in_quotes_so_that_no_reader_of_yaml_takes_it_for_a_number() -> None:
    text = skeleton(ARTICLE, "article.txt")
    assert len(re.findall(r'^      sha256: "[0-9a-f]{64}"$', text, re.MULTILINE)) == text.count("sha256:") == 3


@pytest.mark.parametrize(
    "article",
    [
        "\uff1d\u00a0- The boats of Lowmere; - = "
        + "; ".join(["they sail by night, and come home in the morning"] * 4),
        "a - - - - - - b c d " + PROSE,
        "[1] " * 30 + f"\n\n{PROSE}",
        "ab ab ab ab " * 9,
        "\x1b[31mred \u202e # - {}: " + "word " * 30,
    ],
)
def test_whatever_a_paragraph_begins_with_its_beginning_is_accepted_or_left_to_fill_in(article: str) -> None:
    text = skeleton(article, "article.txt")
    assert not re.search("[\x1b\u202e]", text)
    assert {problem.message.partition(",")[0] for problem in problems(text)} == {EMPTY}


def test_what_is_left_out_among_the_paragraphs_is_told() -> None:
    text = skeleton(ARTICLE.replace("\n\nIn May", "\n\nBuy now!\n\nIn May"), "article.txt")
    assert "    # line 8, 2 words: Buy now! (left out)\n" in text
    assert re.findall("number: (.*)", text) == ["1", "2", "3"]


# whatever the article -----------------------------------------------------------------------------

SIGNS = st.sampled_from(
    ["=", ";", "-", "@", '"', "\\", "#", "\u200d", "\ufe0f", "\u202e", "\x07", "<", "&#", "[1]", " ", "\n", "政"]
)
TEXTS = st.text(max_size=30) | st.lists(SIGNS | st.text(max_size=3), max_size=30).map("".join)
JSON = st.recursive(
    TEXTS | st.none() | st.integers() | st.just("2010-06-03"),
    lambda values: (
        st.lists(values, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "familyName", "givenName", "@id", "@graph"]), values, max_size=3)
    ),
    max_leaves=8,
)
ARTICLES_IN_JSON = st.dictionaries(
    st.sampled_from(["headline", "author", "datePublished", "publisher", "url", "mainEntityOfPage", "@id"]), JSON
).map(lambda fields: {"@type": "Article"} | fields)
METAS = st.tuples(st.sampled_from(["og:title", "og:site_name", "og:url", "author", "article:published_time"]), TEXTS)


def assert_only_empty(data: bytes, name: str) -> None:
    with suppress(ArticleError):  # a zero byte
        text = skeleton(data, name)
        assert {problem.message.partition(",")[0] for problem in problems(text)} == {EMPTY}


@given(st.lists(METAS, max_size=4), ARTICLES_IN_JSON, TEXTS, TEXTS)
def test_whatever_a_page_says_its_skeleton_only_has_to_be_filled_in(
    metas: list[tuple[str, str]], article: dict[str, Any], title: str, words: str
) -> None:
    head = "".join(meta(name, content) for name, content in metas) + script(article)
    page = f"<html><title>{title}</title>{head}<p>{words} {PROSE}<p>{PROSE}<p>{words}"
    assert_only_empty(page.encode(errors="replace"), "article.html")


@given(TEXTS, st.lists(TEXTS | st.just("\n\n") | st.just(PROSE), max_size=40))
def test_whatever_a_text_is_its_skeleton_only_has_to_be_filled_in(first: str, pieces: list[str]) -> None:
    assert_only_empty(" ".join([first, PROSE, *pieces]).encode(errors="replace"), "article.txt")


@given(st.binary(max_size=400))
def test_whatever_the_bytes_are_their_skeleton_only_has_to_be_filled_in(data: bytes) -> None:
    prose = f"<p>{PROSE}".encode()
    assert_only_empty(b"\n<html>" + prose + data + prose, "article.html")


@pytest.mark.parametrize(
    ("shared", "issued"),
    [
        ({"headline": "The boats"}, "2010-06-03"),
        ({"url": "https://example.org/boats"}, "2010-06-03"),
        ({"mainEntityOfPage": {"@id": "https://example.org/boats"}}, "2010-06-03"),
        ({"headline": "Yet another", "url": {"odd": []}}, None),
    ],
)
def test_of_several_articles_on_a_page_only_its_own_is_taken(shared: dict[str, Any], issued: str | None) -> None:
    head = (
        meta("og:title", "The boats")
        + '<link rel="canonical" href="https://example.org/boats">'
        + script({"@type": "NewsArticle", "headline": "Related", "datePublished": "2001-01-01"})
        + script({"@type": "NewsArticle", "datePublished": "2010-06-03", **shared})
    )
    assert source_of(head).get("issued") == issued


@pytest.mark.parametrize("out", ["-", "new", "new.csv", "new.json"])
def test_a_skeleton_goes_to_a_file_of_yaml(folder: Path, run: Run, out: str) -> None:
    done = run("new", "article.txt", "--out", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"rwpk: error: --out {out}: a skeleton is YAML: end its name in .yaml\n"
    assert not Path(out).exists()


def test_the_article_is_never_replaced(folder: Path, run: Run) -> None:
    Path("article.yaml").write_text(ARTICLE, encoding="utf-8")
    done = run("new", "article.yaml", "--out", str(folder / "article.yaml"), "--force")
    assert done.returncode == 2
    assert "it is the article itself: name another file" in done.stderr
    assert Path("article.yaml").read_text(encoding="utf-8") == ARTICLE
