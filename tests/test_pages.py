"""The text of an HTML page is what a browser shows of it, whatever its encoding and however broken its HTML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from rwpk.article import text as article
from rwpk.canonical import canonical_text
from rwpk.errors import ArticleError
from tests.browser import CHROMIUM, open_browser
from tests.support import DATA, bounded_work, read_data

PAGES = DATA / "pages"
# of each page, the words that both show, or a mapping with `ours`, `browser` and `reason`
EXPECTED: dict[str, Any] = yaml.safe_load(read_data("pages/expected.yaml"))
EXCEPTED = {name: expected for name, expected in EXPECTED.items() if isinstance(expected, dict)}
MEGABYTE = 1 << 20
PICTURE = f'<img src="data:image/png;base64,{"iVBORw0K" * (12 * MEGABYTE // 8)}">'
SCRIPT = f"<script>{'if (a<1 && b>2) c();' * (3 * MEGABYTE // 20)}</script>"


def form_of(name: str) -> str:
    """Return the text of one of the pages in canonical form."""
    return article.read((PAGES / f"{name}.html").read_bytes(), f"{name}.html").form.text


def words_of(html: str) -> str:
    """Return the text of a page in words."""
    return " ".join(article.read(html.encode(), "page.html").text.split())


def line_of(html: str, word: str) -> int:
    """Return the line that rwpk reports for a word of a page."""
    copy = article.read(html.encode(), "page.html")
    return copy.line_of(copy.form.text.index(word))


# what is shown ------------------------------------------------------------------------------------


def test_every_page_has_its_expected_words() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.html")) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_is_read_as_its_expected_words(name: str) -> None:
    expected = EXCEPTED[name]["ours"] if name in EXCEPTED else EXPECTED[name]
    assert form_of(name) == canonical_text(expected)


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on the PATH to compare with")
def test_a_page_is_read_as_chromium_shows_it_but_for_the_exceptions() -> None:
    with open_browser() as browser:
        shown = {name: canonical_text(browser.inner_text(PAGES / f"{name}.html")) for name in EXPECTED}
    ours = {name: canonical_text(EXCEPTED[name]["browser"]) if name in EXCEPTED else form_of(name) for name in EXPECTED}
    assert ours == shown


@pytest.mark.parametrize("name", EXCEPTED)
def test_a_page_is_excepted_only_while_it_differs(name: str) -> None:
    expected = EXCEPTED[name]
    assert canonical_text(expected["ours"]) != canonical_text(expected["browser"])
    assert sorted(expected) == ["browser", "ours", "reason"]


def test_words_of_adjoining_blocks_stay_apart_and_words_within_a_line_stay_whole() -> None:
    assert words_of("<html><p>12<p>34<div>56</div>78<br>90") == "12 34 56 78 90"
    assert words_of("<html><p>un<b>break</b>able super<wbr>califragilistic") == "unbreakable supercalifragilistic"


# line numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["<html>", "<p>Word</p>"], 2),
        (["<html>", "<p>", "Word", "more</p>"], 3),
        (["<html>", "<p>", "", "", "Word</p>"], 5),
        (["<html>", "<p>&nbsp;", "&eacute; <b>", "Word</b></p>"], 4),
        (["<html>", "<p>&ldquo;Word&rdquo;</p>"], 2),
        (["<html>", "<pre>", "Word", "more</pre>"], 3),
        (["<html>", "<pre>", "", "", "Word</pre>"], 5),
        (["<html>", "<pre>one", "Word</pre>"], 3),
        (["<html>", "<!-- a", "comment --><p>Word</p>"], 3),
        (["<html>", "<?php", "echo ?><p>Word</p>"], 3),
        (["<html>", "<p>3 < 4", "Word</p>"], 3),
        (["<html>", '<p class="a', 'b">Word</p>'], 3),
        (["<html>", "<table>", "<tr><td>cell</table>", "Word"], 4),
        (["<html>", "<table>", "Word", "<tr><td>cell</table>"], 3),
    ],
)
def test_the_line_told_is_the_line_of_the_file_that_the_word_stands_in(lines: list[str], line: int, end: str) -> None:
    assert line_of(end.join(lines), "Word") == line


# hostile pages ------------------------------------------------------------------------------------


def test_a_page_that_leaves_a_comment_or_a_tag_open_is_read_up_to_there() -> None:
    assert words_of("<html><p>Seen.<!-- the rest") == "Seen."
    assert words_of("<html><p>Seen. <a href='the rest") == "Seen."
    assert words_of('<html><p>Seen. <a href="the rest') == "Seen."
    assert words_of("<html><p>Seen. <a the rest") == "Seen."


@pytest.mark.parametrize("piece", ["a<!b", "a<!b>c", "'<?x?>'", "'<!--<!b>'", "'</1>'"])
def test_a_script_that_contains_odd_signs_ends_where_it_ends(piece: str) -> None:
    assert words_of(f"<html><p>One<script>{piece}</script> two</p>") == "One two"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html>" + "<div>" * 100_000 + "Seen.", "Seen."),
        ("<html><p>Seen.<!--" + "- a" * (8 * MEGABYTE // 3), "Seen."),
        ("<html>" + "<b>" * 190_000 + "Seen.", "Seen."),
        (
            f"<html><p>Seen.</p>{PICTURE}{SCRIPT}<p>Also seen.</p>",
            "Seen. Also seen.",
        ),
        ("<html><p>Seen." + "<?x?>" * 190_000, "Seen."),
    ],
    ids=["nested", "comment", "formatting", "picture-and-script", "odd-comments"],
)
def test_a_huge_page_with_few_words_is_read_in_bounded_time(page: str, words: str) -> None:
    with bounded_work(60):
        assert words_of(page) == words


@pytest.mark.parametrize("sign", ["<", "&", "a ", "é"])
def test_a_huge_page_of_one_sign_is_refused_in_bounded_time(sign: str) -> None:
    page = ("<html>" + sign * (16 * MEGABYTE // len(sign.encode()))).encode()
    with bounded_work(60), pytest.raises(ArticleError) as caught:  # coverage makes the parser slow
        article.read(page, "page.html")
    assert str(caught.value) == (
        "page.html: more than 1,000,000 characters to read are not an article: name the right file"
    )


@pytest.mark.parametrize("tag", ["<i>", "</i>", "<!a", "<!---->"])
def test_a_page_of_more_than_200_000_tags_is_refused_with_one_line(tag: str) -> None:
    with bounded_work(), pytest.raises(ArticleError) as caught:
        article.read(("<html>" + tag * 200_000).encode(), "page.html")
    assert str(caught.value) == "page.html: more than 200,000 tags are not an article: save its text alone"


def test_a_page_of_200_000_tags_is_read() -> None:
    assert words_of("<html>" + "<br>" * 199_998 + "Seen.<br>") == "Seen."
