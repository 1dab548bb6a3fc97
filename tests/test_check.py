"""`rwpk check`: a dataset held against its rules, and against the words of its article."""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from rwpk import codebook, files
from rwpk.article import verify
from rwpk.article.skeleton import PROSE_WORDS, parts
from rwpk.article.text import read
from rwpk.canonical import canonical_text, digest
from rwpk.errors import ArticleError, RwpkError
from rwpk.files import File
from rwpk.model import MAX_BEGINNING_WORDS, to_json
from rwpk.render.report import write_report
from rwpk.render.skeleton import write_skeleton
from tests.articles import ARTICLES, MADE_UP, Original, find_original, listed_paragraphs
from tests.fuzz import copies
from tests.support import ROOT, Run, bounded_work, page_files

PAGE = page_files(ROOT / "docs" / "your-own-dataset.md")
ARTICLE, DATASET = PAGE["article.txt"], PAGE["mine.yaml"]
HOLDS = "1 mission, 1 fact, 6 phrases; article: all 3 paragraphs and all 6 phrases hold\n"
COUNTS = {"made-up": "5 missions, 8 facts, 45 phrases", "real": "5 missions, 34 facts, 104 phrases"}


def checked(text: str | bytes, dataset: str = DATASET, name: str = "article.txt") -> verify.Report:
    data = text.encode() if isinstance(text, str) else text
    return verify.check(File(dataset.encode(), "mine.yaml"), File(data, name))


def kinds(report: verify.Report) -> list[tuple[str, int | None]]:
    """The kind of each problem, and the number of the first paragraph that its message names."""
    return [(problem.kind, named_paragraph(problem.message)) for problem in report.problems]


def named_paragraph(message: str) -> int | None:
    match = re.search(r"(?:paragraph |¶)(\d+)", re.sub('"[^"]*"', "", message))  # a phrase may hold anything
    return int(match[1]) if match else None


def prose(data: bytes, name: str = "page") -> list[str]:
    return [digest(canonical_text(part.text)) for part in parts(read(data, name)) if part.is_prose]


def paragraphs(text: str) -> list[str]:
    return [block for block in text.split("\n\n") if len(block.split()) >= PROSE_WORDS]


@pytest.fixture(scope="module", params=ARTICLES)
def original(request: pytest.FixtureRequest) -> Original:
    return find_original(request.param)


def held(original: Original, text: str | bytes, name: str = "article.txt") -> verify.Report:
    """Hold an article's dataset against a text."""
    data = text.encode() if isinstance(text, str) else text
    return verify.check(File(original.dataset.read_bytes(), original.dataset.name), File(data, name))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the article and the dataset of docs/your-own-dataset.md in it."""
    monkeypatch.chdir(tmp_path)
    for name, text in PAGE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


# without an article -------------------------------------------------------------------------------


def test_a_sound_dataset_gets_one_line_that_says_what_holds(run: Run) -> None:
    done = run("check")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "5 missions, 34 facts, 104 phrases; article not given\n",
        "",
    )


@pytest.mark.parametrize("how", [("mine.yaml",), ("--data", "mine.yaml"), ("mine.yaml", "--data", "mine.yaml"), ("-",)])
def test_the_dataset_is_an_argument_or_the_option_that_all_commands_have(
    how: tuple[str, ...], folder: Path, run: Run
) -> None:
    assert run("check", *how, stdin=DATASET).stdout == "1 mission, 1 fact, 6 phrases; article not given\n"


def test_the_argument_wins_over_the_variable(folder: Path, run: Run) -> None:
    assert run("check", "mine.yaml", RWPK_DATA="no-such-file.yaml").returncode == 0


def test_a_broken_dataset_has_all_its_problems_told_at_once(folder: Path, run: Run) -> None:
    bad = DATASET.replace("role: contributor", "role: contributer").replace("2008-05", "2008-13")
    Path("bad.yaml").write_text(bad, encoding="utf-8")
    done = run("check", "bad.yaml", "--article", "article.txt")
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == (
        "bad.yaml:37:5: blue-lake: role: "
        '"contributer" is not one of the choices: write contributor or host (did you mean "contributor"?)\n'
        'bad.yaml:41:5: blue-lake: start: "2008-13" is not a date: there is no month 13\n'
        "2 problems\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("mine.yaml", "--data", "other.yaml"),
        ("-", "--article", "-"),
        ("--article", ""),
        ("",),
    ],
)
def test_options_that_ask_for_two_things_or_nothing_are_a_usage_error(
    arguments: tuple[str, ...], folder: Path, run: Run
) -> None:
    done = run("check", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("rwpk: error: ")


# the made-up article, and the one that rwpk's own dataset is taken from -------------------------------


def test_the_article_holds(original: Original, run: Run, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(original.text, encoding="utf-8")
    done = run("check", str(original.dataset), "--article", str(tmp_path / "article.txt"))
    assert done.returncode == 0
    counts = COUNTS[original.name]
    phrases = counts.split(", ")[-1]
    assert done.stdout == f"{counts}; article: all 9 paragraphs and all {phrases} hold\n"


def test_the_page_of_an_article_holds_as_its_text_does(run: Run) -> None:
    page, text = (
        run("check", str(MADE_UP.with_suffix(".yaml")), "--article", str(MADE_UP.with_suffix(suffix)))
        for suffix in (".html", ".txt")
    )
    assert (page.returncode, page.stdout, page.stderr) == (0, text.stdout, text.stderr)
    assert page.stdout.endswith("all 9 paragraphs and all 45 phrases hold\n")


def test_a_phrase_under_the_number_of_another_paragraph_gets_the_right_one(original: Original) -> None:
    dataset = original.dataset.read_text(encoding="utf-8")
    number = re.compile(r"(?<=  paragraph: )\d")
    moved = number.sub(lambda match: str(int(match[0]) % 9 + 1), dataset)
    messages = [problem.message for problem in checked(original.text, moved).problems]
    assert re.findall(r"write paragraph: (\d)", "\n".join(messages)) == number.findall(dataset)


@pytest.mark.parametrize("number", range(1, 10))
def test_any_changed_word_names_its_paragraph_and_no_other(original: Original, number: int) -> None:
    text = original.text
    paragraph = paragraphs(text)[number]  # the one before the first is the magazine's own blurb
    line = text[: text.index(paragraph)].count("\n") + 1
    words = paragraph.split(" ")
    has_phrases = f"paragraph: {number}\n" in original.dataset.read_text(encoding="utf-8")
    for place, word in enumerate(words):
        if not canonical_text(word):
            continue
        changed = " ".join([*words[:place], "otherwise", *words[place + 1 :]])
        found = held(original, text.replace(paragraph, changed))
        state = "changed" if place >= MAX_BEGINNING_WORDS else None  # a changed beginning is not found
        named = [(one.number, one.state) for one in found.paragraphs if one.state != "holds"]
        assert named in ([(number, state or "changed")], [(number, state or "missing")]), word
        assert {kind for kind, _ in kinds(found)} <= {"paragraph-changed", "paragraph-missing", "phrase-missing"}, word
        assert {numbered for _, numbered in kinds(found)} <= {number, None}, word
        assert found.problems[0].line in ((line,) if has_phrases else (line, None)), word


@pytest.mark.parametrize("number", range(1, 10))
def test_any_changed_figure_is_seen(original: Original, number: int) -> None:
    paragraph = paragraphs(original.text)[number]
    for figure in re.finditer(r"\d", paragraph):
        other = str((int(figure[0]) + 1) % 10)
        changed = paragraph[: figure.start()] + other + paragraph[figure.end() :]
        found = held(original, original.text.replace(paragraph, changed))
        assert [one.number for one in found.paragraphs if one.state != "holds"] == [number]


@pytest.mark.parametrize("number", range(1, 10))
def test_a_paragraph_taken_out_is_missing_and_not_changed(original: Original, number: int) -> None:
    found = held(original, original.text.replace(paragraphs(original.text)[number], ""))
    assert kinds(found) == [("paragraph-missing", number)]


def test_the_order_of_the_paragraphs_does_not_matter(original: Original) -> None:
    assert held(original, "\n\n".join(reversed(original.text.split("\n\n")))).holds


# what differs -------------------------------------------------------------------------------------


def test_a_misquoted_phrase_names_the_record_the_line_and_the_words_that_stand_there(folder: Path, run: Run) -> None:
    misquoted = DATASET.replace("sent twelve boats", "sent a dozen boats")
    Path("mine.yaml").write_text(misquoted, encoding="utf-8")
    done = run("check", "mine.yaml", "--article", "article.txt")
    line = misquoted[: misquoted.index("sent a dozen boats")].count("\n") + 1
    assert done.returncode == 3
    assert done.stdout == (
        f'mine.yaml:{line}:9: blue-lake: evidence.2.phrase: "sent a dozen boats to join its own patrol"'
        ' stands nowhere in the article; ¶2 has "Lowmere sent twelve boats to join its own patrol":'
        " quote it word for word (article.txt:8)\n1 problem\n"
    )


def test_a_phrase_like_no_words_of_the_article_is_told_without_any() -> None:
    found = checked(ARTICLE, DATASET.replace("boats on the Blue Lake", "seventeen grey elephants"))
    assert [problem.message for problem in found.problems] == [
        '"seventeen grey elephants" stands nowhere in the article: quote it word for word'
    ]


def test_a_phrase_of_another_paragraph_is_told_with_its_own() -> None:
    moved = DATASET.replace("paragraph: 1\n        phrase: boats on", "paragraph: 3\n        phrase: boats on")
    (problem,) = checked(ARTICLE, moved).problems
    assert (problem.kind, problem.record, problem.field) == ("phrase-elsewhere", "blue-lake", "evidence.0.phrase")
    assert problem.message == '"boats on the Blue Lake" stands in ¶1, not in ¶3: write paragraph: 1 (article.txt:5)'


def test_half_a_word_is_no_quotation() -> None:
    found = checked(ARTICLE, DATASET.replace("phrase: boats on the Blue Lake", "phrase: oats on the Blue Lake"))
    assert kinds(found) == [("phrase-missing", 1)]


def test_a_phrase_lost_to_a_change_of_the_article_says_so() -> None:
    found = checked(ARTICLE.replace("northern bays", "eastern bays"))
    assert kinds(found) == [("paragraph-changed", 2), ("phrase-missing", 2)]
    assert 'has "the smugglers have left the eastern bays": the paragraph has changed' in found.problems[1].message


def test_a_file_that_is_not_the_article_is_told_once_with_the_article_to_look_for(folder: Path, run: Run) -> None:
    Path("other.txt").write_text("Quite another text.\n" * 50, encoding="utf-8")
    done = run("check", "mine.yaml", "--article", "other.txt")
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == (
        'other.txt: it is not the article: no paragraph holds; the article is "What the boats do",'
        " https://example.org/what-the-boats-do\n1 problem\n"
    )


def test_a_dataset_without_paragraphs_is_told_how_to_get_them() -> None:
    block = DATASET[DATASET.index("  paragraphs:") : DATASET.index("missions:")]
    bare = DATASET.replace(block, "  paragraphs: []\n\n")
    bare = bare[: bare.index("missions:")] + "missions: []\n"
    assert "rwpk new ARTICLE" in checked(ARTICLE, bare).problems[0].message


def test_words_that_stand_outside_of_the_listed_paragraphs_are_told_with_their_line() -> None:
    (problem,) = checked(ARTICLE, DATASET.replace("boats on the Blue Lake", "By Ada Reed")).problems
    assert problem.kind == "phrase-elsewhere"
    assert problem.message == (
        '"By Ada Reed" stands in no paragraph that the dataset lists, but outside of them (article.txt:3)'
    )


def test_no_one_is_told_to_mend_a_dataset_because_its_article_has_changed() -> None:
    first, second = (block for block in ARTICLE.split("\n\n") if block.startswith(("The town", "In May")))
    swapped = (
        ARTICLE.replace(first, "@").replace(second, first.replace("thanks", "thanks, or help,")).replace("@", second)
    )
    shared = DATASET.replace("phrase: boats on the Blue Lake", "phrase: of the Blue Lake")
    found = checked(swapped.replace("smugglers,", "smugglers of the Blue Lake,"), shared)
    assert not [problem for problem in found.problems if "write paragraph" in problem.message]


def test_a_paragraph_that_has_changed_is_where_most_of_its_phrases_follow_its_beginning() -> None:
    teaser = "In May 2008 the council of Highmere asked for more. Read on.\n\n"
    found = checked(teaser + ARTICLE.replace("northern", "eastern"))
    assert [(one.number, one.state, one.line) for one in found.paragraphs] == [
        (1, "holds", 7),
        (2, "changed", 10),
        (3, "holds", 13),
    ]
    assert checked(teaser + ARTICLE).holds


def test_a_paragraph_with_another_beginning_is_told_by_the_line_where_its_phrases_stand() -> None:
    (problem,) = checked(ARTICLE.replace("People on both", "Those on both")).problems
    assert (problem.kind, problem.line) == ("paragraph-missing", 11)
    assert problem.message == (
        "paragraph 3 (What people think of the crews) does not begin as it did: compare it with this line, where words"
        " of it stand"
    )


def test_two_paragraphs_made_one_hold_as_do_those_that_are_split() -> None:
    assert checked(ARTICLE.replace("bays.\n\n", "bays. ")).holds
    assert checked(ARTICLE.replace("patrol. They", "patrol.\n\nThey")).holds


def test_furniture_within_a_paragraph_is_a_change_and_between_two_is_none() -> None:
    assert kinds(checked(ARTICLE.replace("smugglers, and", "smugglers, Advertisement and"))) == [
        ("paragraph-changed", 2)
    ]
    assert checked(ARTICLE.replace("\n\n", "\n\nAdvertisement\n\n")).holds


def test_no_difference_is_told_that_a_reader_cannot_see() -> None:
    text = ARTICLE.replace("northern bays", "east\u00adern\u200b bays")
    (problem,) = (one for one in checked(text).problems if one.kind == "phrase-missing")
    assert '¶2 has "the smugglers have left the eastern bays"' in problem.message


def test_an_account_of_the_article_that_quotes_it_is_not_the_article() -> None:
    account = "A report from the lake says that " + " ".join(["it goes on and on, day after day,"] * 9)
    assert kinds(
        checked(account + "\n\nBoats on the Blue Lake, it says, sent twelve boats to join its own patrol.\n" * 2)
    ) == [("another-article", None)]


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"{\\rtf1\\ansi ", "an RTF document"),
        (b"PK\x03\x04\x14", "an archive"),
        (b"From: <Saved by Blink>\nSnapshot-Content-Location: x\n", "an MHTML page"),
        (b"MIME-Version: 1.0\n", "an MHTML page"),
    ],
)
def test_a_file_that_only_wraps_the_article_is_named_for_what_it_is(begin: bytes, kind: str) -> None:
    with pytest.raises(RwpkError, match=f"it is {kind}.*: save the article as text or as HTML"):
        checked(begin + ARTICLE.encode())


@pytest.mark.parametrize("text", ["a word " * 150_000, "<html>" + "<p>some words" * 100_000])
def test_a_text_larger_than_any_article_is_refused(text: str) -> None:
    with pytest.raises(RwpkError, match="more than 1,000,000 characters to read are not an article"):
        checked(text)


def test_what_no_reader_reads_does_not_count() -> None:
    script = f"<script>{'x = 1;' * 500_000}</script><style>{'p {}' * 500_000}</style><!--{'note ' * 500_000}-->"
    assert checked(as_html(ARTICLE).replace("<body>", f"<body>{script}")).holds


def test_a_file_larger_than_any_article_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.truncate(16 * 1024**2 + 1)
    with pytest.raises(RwpkError, match=r"large.html: it is larger than 16 MB: split it, or name the right file$"):
        files.read(path, ArticleError, files.MAX_ARTICLE)


def test_the_pictures_within_a_page_do_not_count() -> None:
    picture = f'<img src="data:image/png;base64,{"iVBORw0K" * 500_000}=="'
    page = as_html(ARTICLE).replace("<body>", f"<body>{picture}>")
    assert checked(page, name="article.html").holds


@pytest.mark.parametrize("text", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_not_the_article(text: bytes) -> None:
    assert kinds(checked(text)) == [("another-article", None)]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("picture.png", b"\x89PNG\0\0\xff\xd8", "it is not text: save the article as text or as HTML"),
        ("nowhere.txt", None, "there is no such file: check the path"),
        (".", None, "it is a directory: name the file in it"),
    ],
)
def test_an_article_that_cannot_be_read_is_an_error_and_not_a_problem(
    name: str, data: bytes | None, told: str, folder: Path, run: Run
) -> None:
    if data is not None:
        Path(name).write_bytes(data)
    done = run("check", "mine.yaml", "--article", name)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"rwpk: error: {name}: {told}\n"


# the same words in other clothes ------------------------------------------------------------------


def as_html(text: str) -> str:
    body = "\n".join(
        f'<p class="a">\n  {html.escape(block).replace("forty", "<em>forty</em>")}\n</p>'
        for block in text.split("\n\n")
    )
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Boats</title><style>p {}</style>\n'
        f"<script>document.write('<p>The town</p>')</script></head><body><nav>Menu<br>More</nav><div>{body}</div>"
        "<template><p>In May 2008</p></template></body></html>"
    )


COPIES: dict[str, Callable[[str], str | bytes]] = {
    "as it is": str,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "old Mac line ends": lambda text: text.replace("\n", "\r"),
    "byte-order mark": lambda text: "\ufeff" + text,
    "UTF-16": lambda text: text.encode("utf-16"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "wide spaces": lambda text: text.replace(" ", " \t "),
    "indented": lambda text: textwrap.indent(text, "    "),
    "one line a paragraph": lambda text: "\n".join(" ".join(block.split()) for block in text.split("\n\n")),
    "wrapped at 40": lambda text: "\n\n".join(
        textwrap.fill(block, 40, break_on_hyphens=False) for block in text.split("\n\n")
    ),
    "HTML": as_html,
    "HTML with other line ends": lambda text: as_html(text).replace("\n", "\r\n"),
    "HTML that closes nothing": lambda text: re.sub("</(p|div|body|html)>", "", as_html(text)),
    "HTML broken by <br>": lambda text: as_html(text).replace(" crews, ", " crews,<br/>\n"),
    "HTML with entities": lambda text: as_html(text).replace(" the ", "&nbsp;the&#32;"),
    "preformatted HTML": lambda text: f"<html><body><pre>{html.escape(text)}</pre></body></html>",
    "no blank lines": lambda text: re.sub("\n\n+", "\n", text),
    "form feeds": lambda text: text.replace("\n\n", "\f"),
    "paragraph separators": lambda text: text.replace("\n\n", "\u2029"),
    "words broken at hyphens": lambda text: text.replace(" boats ", " bo-\nats ", 1),
    "soft hyphens": lambda text: text.replace("smugglers", "smug\u00adglers").replace("villages", "vil\u200blages"),
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "a paragraph split": lambda text: text.replace("patrol. They", "patrol.\n\nThey"),
    "HTML with signs in the line": lambda text: re.sub(
        " the ",
        ' <img src="data:,x">the<svg><title>x</title></svg><script>y()</script><noscript></noscript><x-y> </x-y>',
        as_html(text),
    ),
    "HTML with an advertisement between": lambda text: as_html(text).replace("</p>", "</p><div>Buy now!</div>"),
    "HTML with soft hyphens": lambda text: as_html(text).replace("smugglers", "smug&shy;glers"),
    "HTML without a name for it": lambda text: "<!-- saved from a page -->\n" + as_html(text),
    "HTML with an upper-case charset": lambda text: (
        "<HTML><META CONTENT='text/html; CHARSET=ISO-8859-1'>" + as_html(text).replace('<meta charset="utf-8">', "é")
    ).encode("cp1252"),
    "HTML in Latin-1": lambda text: (
        # what Latin-1 lacks stands as an entity
        as_html(text).replace("utf-8", "iso-8859-1").replace("Menu", "Menü").encode("latin-1", "xmlcharrefreplace")
    ),
}


# copies in which only digests tell where a paragraph ends
UNTOLD = ["HTML broken by <br>", "no blank lines", "a paragraph split"]


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_of_the_article_in_other_clothes_holds(copy: str) -> None:
    found = checked(COPIES[copy](ARTICLE), name="page")
    assert found.holds, found.problems


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_of_a_whole_page_in_other_clothes_holds(original: Original, copy: str) -> None:
    found = held(original, COPIES[copy](original.text), "page")
    assert found.holds, found.problems


@pytest.mark.parametrize("quotes", ["''\"\"", "‘’“”", "‚‘„“", "‹›«»"])
def test_the_shape_of_quotation_marks_makes_no_difference(quotes: str, original: Original) -> None:
    text = original.text.translate(str.maketrans("‘’“”", quotes))
    assert held(original, text).holds


@given(st.integers(min_value=30, max_value=200))
def test_the_article_holds_however_its_lines_are_broken(width: int) -> None:
    assert checked("\n\n".join(textwrap.fill(block, width) for block in ARTICLE.split("\n\n"))).holds


def test_a_line_of_a_page_is_the_line_in_its_source() -> None:
    found = checked(as_html(ARTICLE))
    lines = as_html(ARTICLE).splitlines()
    for standing in found.paragraphs:
        assert standing.line
        assert lines[standing.line - 1].lstrip().startswith(("The town", "In May 2008", "People on both"))


@pytest.mark.parametrize("first", range(0, 200, 25))
def test_a_copy_saved_in_whatever_way_holds_and_a_change_in_it_names_its_paragraph(first: int) -> None:
    assert not [found for found in map(copies.fault, range(first, first + 25)) if found]


# as data ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        (ARTICLE, DATASET),
        (ARTICLE.replace("northern", "eastern"), DATASET),
        (ARTICLE, DATASET.replace("Blue Lake", "Red Lake")),
        (ARTICLE, DATASET.replace("schema: 1", "schema: 2")),
        ("", DATASET),
    ],
)
def test_the_report_as_data_holds_against_its_schema(text: str, dataset: str) -> None:
    found = checked(text, dataset)
    Draft202012Validator(codebook.schema("check")).validate(json.loads(to_json(found)))
    assert found.holds is not bool(found.problems)


def test_json_gives_what_the_text_does(folder: Path, run: Run) -> None:
    Path("later.txt").write_text(ARTICLE.replace("northern", "eastern"), encoding="utf-8")
    done = run("check", "mine.yaml", "--article", "later.txt", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 3
    assert (found["holds"], found["dataset"], found["article"]) == (False, "mine.yaml", "later.txt")
    assert (found["missions"], found["facts"], found["phrases"]) == (1, 1, 6)
    assert [(one["number"], one["state"], one["line"]) for one in found["paragraphs"]] == [
        (1, "holds", 5),
        (2, "changed", 8),
        (3, "holds", 11),
    ]
    assert [(one["kind"], one["file"], one["line"], one["record"], one["field"]) for one in found["problems"]] == [
        ("paragraph-changed", "later.txt", 8, None, None),
        ("phrase-missing", "mine.yaml", 63, "blue-lake", "evidence.3.phrase"),
    ]


def test_a_report_without_an_article_says_so_as_null(run: Run) -> None:
    found = json.loads(run("check", "--json").stdout)
    assert (found["holds"], found["article"], found["paragraphs"], found["problems"]) == (True, None, [], [])


# the paragraphs of any copy ------------------------------------------------------------------------


@pytest.mark.parametrize("copy", COPIES)
def test_the_paragraphs_of_any_copy_are_the_same(copy: str) -> None:
    data = COPIES[copy](ARTICLE)
    made = prose(data.encode() if isinstance(data, str) else data)
    # what breaks a paragraph may as well end it: nothing tells the two apart without the digests
    if copy not in UNTOLD:
        assert made == prose(ARTICLE.encode())


def test_one_long_line_does_not_keep_broken_lines_apart() -> None:
    wrapped = ARTICLE.replace("June 2010", "June 2010 https://example.org/" + "x" * 150)
    assert len(prose((("word " * 60) + "\n\n" + wrapped).encode())) == 4


def test_a_thousand_misquotations_are_told_as_a_thousand_or_more() -> None:
    evidence = (
        "      - supports: [statement]\n        basis: stated\n        paragraph: 1\n        phrase: no such words\n"
    )
    found = checked(ARTICLE, DATASET + evidence * 1_500)
    assert len(found.problems) == 1_000
    assert list(write_report(found))[-1] == "1000 or more problems\n"


# hostile input ------------------------------------------------------------------------------------

PIECES = [
    "<p>",
    "</p>",
    "<!--",
    "-->",
    "<br>",
    "<pre>",
    "<script>",
    "</",
    "&amp;",
    "&#",
    "<![CDATA[",
    "\ud800",
    "“'\"",
    "\x00",
]


@given(st.binary(max_size=400))
def test_no_bytes_whatever_are_more_than_an_error(data: bytes) -> None:
    with suppress(RwpkError):
        assert not checked(data).holds


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=40))
def test_no_page_whatever_is_more_than_an_error(pieces: list[str]) -> None:
    page = ("<html>" + "".join(pieces)).encode(errors="surrogatepass")
    with suppress(RwpkError):
        assert all(len(one) == 64 for one in prose(page, "page.html"))


@pytest.mark.parametrize("charset", ["unicode_escape", "idna", "rot13", "utf-7", "undefined", "iso-8859-99"])
def test_an_encoding_that_no_browser_knows_is_read_as_if_none_were_declared(charset: str) -> None:
    page = rf"<html><meta charset={charset}><p>\u0041 ".encode() + b"caf\xe9"
    assert read(page, "page.html").text.split() == ["\\u0041", "café"]


@pytest.mark.parametrize("charset", ["windows-1252", "ISO-8859-1", "us-ascii"])
def test_what_browsers_read_as_windows_1252_is_read_so(charset: str) -> None:
    page = f'<html><meta charset="{charset}"><p>'.encode() + b"\x93caf\xe9\x94"
    assert read(page, "page.html").text.strip() == "“café”"


def test_one_bad_byte_does_not_change_the_encoding_of_a_text() -> None:
    assert read("“naïve café” ".encode() + b"\xe9", "a.txt").text == "“naïve café” \ufffd"
    assert read("naïve café".encode("cp1252"), "a.txt").text == "naïve café"


def test_lines_that_are_no_paragraph_are_put_together_in_no_time() -> None:
    lines = "\n".join(f"{number} “it’s” a- b 'x' ﬁ ‘q’ " * 3 for number in range(600))
    with bounded_work(10):
        assert kinds(checked(lines)) == [("another-article", None)]


def test_a_phrase_that_stands_within_words_alone_is_searched_in_no_time() -> None:
    within = ARTICLE.replace("\n\nIn May", " xa ax" * 100_000 + "\n\nIn May")
    with bounded_work(10):
        found = checked(within, DATASET.replace("phrase: boats on the Blue Lake", "phrase: a a"))
    (problem,) = (one for one in found.problems if one.kind == "phrase-missing")
    assert (problem.record, problem.field) == ("blue-lake", "evidence.0.phrase")


def test_many_numbers_of_one_paragraph_are_compared_in_no_time() -> None:
    long = "é " + "word " * 190_000
    form = canonical_text(long)
    fields = (
        f'heading: One\n      begins: é word word word\n      length: {len(form)}\n      sha256: "{digest(form)}"\n'
    )
    paragraphs = "".join(f"    - number: {number}\n      {fields}" for number in range(4, 600))
    head, listed, rest = DATASET.partition("  paragraphs:\n")
    with bounded_work(10):
        found = checked(f"{ARTICLE}\n\n{long}", head + listed + paragraphs + rest)
    # the article has it 596 times, and the copy once
    assert {one.number for one in found.paragraphs if one.state == "holds"} == {1, 2, 3, 4}


def dataset_of(article: str, *phrases: str) -> str:
    """The dataset of an article in one fact, with the paragraphs that `rwpk new` prints."""
    printed = listed_paragraphs("".join(write_skeleton(read(article.encode(), "a.txt"))))
    printed = printed.replace('heading: ""', "heading: One")
    head, _, _ = DATASET.partition("  paragraphs:\n")
    lead = "      - supports: [statement]\n        basis: stated\n        paragraph: 1\n        phrase: "
    evidence = "".join(f"{lead}{json.dumps(phrase)}\n" for phrase in phrases)
    fact = f"missions: []\nfacts:\n  - id: a\n    topic: b\n    statement: c\n    evidence:\n{evidence}"
    return head + printed + fact


ENGLISH = "In the long winter of that year the boats of the lake went out for strangers every night, and lost exactly 5"
CHINESE = (
    "政府于2004年向该地区派遣了军队，并在当地执行和平任务。NATO部队并在1994年加入。"
    "他们修桥铺路，照顾病人，保护平民，直到和平协议签署为止，村民都很感激。"
)
THAI = "รัฐบาลส่งทหาร 1,500 คนไปยังพื้นที่ ในปี ๒๕๔๗ รัฐบาลช่วยเหลือประชาชนและรักษาความสงบเรียบร้อยตลอดปีที่ผ่านมาทุกวัน"


@pytest.mark.parametrize("end", ["500", "5,000,000", "5th"])
def test_the_last_word_of_a_paragraph_may_not_grow_unseen(end: str) -> None:
    dataset = dataset_of(ENGLISH, "went out for strangers")
    assert checked(ENGLISH, dataset).holds
    assert checked(f"{ENGLISH}.", dataset).holds
    assert kinds(checked(ENGLISH.removesuffix("5") + end, dataset)) == [("paragraph-changed", 1)]


@pytest.mark.parametrize(
    ("article", "phrases"),
    [
        (CHINESE, ["2004年向该地区", "政府于2004", "NATO部队并在", "1994年加入"]),
        (THAI, ["1,500 คนไปยัง", "ปี ๒๕๔๗ รัฐบาล"]),
        ("— " + ENGLISH, ["In the long winter"]),
        (ENGLISH.replace("In the", "Johnson & Johnson – the"), ["Johnson & Johnson – the long"]),
    ],
)
def test_what_is_printed_of_an_article_in_any_script_loads_and_holds(article: str, phrases: list[str]) -> None:
    found = checked(article, dataset_of(article, *phrases))
    assert not found.problems


def test_half_a_figure_is_no_quotation() -> None:
    assert kinds(checked(THAI, dataset_of(THAI, "๔๗ รัฐบาล"))) == [("phrase-missing", None)]


def test_a_paragraph_that_stands_twice_in_the_article_must_stand_twice_in_the_copy() -> None:
    between = (
        "Between the two verses of the song there is a third one, which nobody on the lake has ever sung to me whole."
    )
    twice = f"{ENGLISH}.\n\n{between}\n\n{ENGLISH}."
    dataset = dataset_of(twice, "went out for strangers")
    assert kinds(checked(twice, dataset)) == [("phrase-twice", None)]
    assert kinds(checked(f"{ENGLISH}.\n\n{between}", dataset)) == [("paragraph-missing", 3)]


def test_a_phrase_over_the_end_of_a_paragraph_is_told_so() -> None:
    dataset = DATASET.replace("phrase: boats on the Blue Lake", "phrase: the other shore. In May")
    (problem,) = checked(ARTICLE, dataset).problems
    assert '"the other shore. In May" runs over the end of ¶1: quote it from one paragraph' in problem.message


def test_the_paragraphs_of_a_long_article_are_printed_in_no_time() -> None:
    long = "\n\n".join(
        f"Boat {number} of the lake " + "went out for strangers every night " * 4 for number in range(4_000)
    )
    with bounded_work(15):
        assert "".join(write_skeleton(read(long.encode(), "a.txt"))).count("number:") == 4_000


def test_many_paragraphs_that_begin_alike_are_looked_for_in_no_time() -> None:
    text = "the boats of the lake " * 40_000
    fields = f'heading: One\n      begins: the boats of the\n      length: 700000\n      sha256: "{"ab" * 32}"\n'
    listing = "".join(f"    - number: {number}\n      {fields}" for number in range(4, 600))
    head, listed, rest = DATASET.partition("  paragraphs:\n")
    with bounded_work(10):
        assert not checked(f"{ARTICLE}\n\n{text}", head + listed + listing + rest).holds


# each of these takes minutes where a scan begins anew at every sign
@pytest.mark.parametrize(
    "piece", ["<!--", "<a ", "</", "<![CDATA[", "<div>", "<a b='", "&#", "e\u0301\u0323", "<b></b>x"]
)
def test_a_page_of_one_sign_over_and_over_is_read_in_no_time(piece: str) -> None:
    with bounded_work(10), suppress(RwpkError):  # too many lines
        read(("<html>" + piece * (999_000 // len(piece))).encode(), "page.html")


def test_a_word_of_combining_characters_is_normalized_in_no_time() -> None:
    with bounded_work(10):
        assert len(canonical_text("a" + "\u0301\u0323" * 200_000)) > 200_000


@pytest.mark.parametrize("count", [1_400, 20_000])
def test_many_phrases_are_held_against_a_long_article_in_no_time(count: int) -> None:
    long = {
        number: f"The boat {number} of the lake carries {number} lamps and their oil to the far shore every night"
        for number in range(1, 9_001)
    }
    forms = {number: canonical_text(text) for number, text in long.items() if number <= 500}
    listing = "".join(
        f"    - number: {number}\n      heading: One\n      begins: The boat {number} of the\n"
        f'      length: {len(form)}\n      sha256: "{digest(form)}"\n'
        for number, form in forms.items()
    )
    evidence = "".join(
        f"      - supports: [statement]\n        basis: stated\n        paragraph: {number}\n"
        f"        phrase: {number} lamps and their oil\n"
        for number in (place % 500 + 1 for place in range(count))
    )
    head, _, _ = DATASET.partition("    - number: 1\n")
    fact = f"missions: []\nfacts:\n  - id: a\n    topic: b\n    statement: c\n    evidence:\n{evidence}"
    with bounded_work(5):
        found = checked("\n\n".join(long.values()), head + listing + fact)
    assert not found.problems
    assert found.phrases == count
