"""Real browsers scroll to the words of a link and mark them, on a copy of the made-up article."""

from __future__ import annotations

import html
import json
import time
from pathlib import Path
from typing import NamedTuple

from rwpk import links
from tests.browser import Browser, Firefox
from tests.support import DATA, read_data, run_here

ADDRESS = "https://example.org/2018/06/12/twice-for-strangers/"
#: Seconds after which words that are not marked count as not found.
PATIENCE = 3
#: What the copies have besides: paragraphs so far apart that a window shows one at most and none before it scrolls,
#: each on one line with no advertisement over it, and red marks. Their scripts stay off, since one writes words of
#: paragraph 4 above the article.
HEAD = """<head>
<meta http-equiv="Content-Security-Policy" content="script-src 'none'">
<style>
.body > p { margin: 3000px 0; white-space: nowrap }
.ad { display: none }
::target-text { background: rgb(255, 0, 0); color: rgb(255, 0, 0) }
</style>
"""
#: Makes of a picture of the window the paragraph and the words under the red from its left to its right end, or null.
MARK = """async picture => {
    const image = new Image();
    image.src = "data:image/png;base64," + picture;
    await image.decode();
    const {width, height} = image;
    const canvas = Object.assign(document.createElement("canvas"), {width, height}).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const {data} = canvas.getImageData(0, 0, width, height);
    const isRed = at => data[4 * at] == 255 && data[4 * at + 1] == 0 && data[4 * at + 2] == 0;
    let [left, right, top, bottom] = [width, -1, height, -1];
    for (let at = 0; at < width * height; at++) {
        if (!isRed(at)) continue;
        left = Math.min(left, at % width);
        right = Math.max(right, at % width);
        top = Math.min(top, Math.floor(at / width));
        bottom = Math.floor(at / width);
    }
    if (right < 0) return null;
    const start = document.caretPositionFromPoint(left, (top + bottom) / 2);
    const end = document.caretPositionFromPoint(right, (top + bottom) / 2);
    const words = document.createRange();
    words.setStart(start.offsetNode, start.offset);
    words.setEnd(end.offsetNode, end.offset);
    const paragraphs = [...document.querySelectorAll(".body > p")];
    return [paragraphs.findIndex(paragraph => paragraph.contains(start.offsetNode)) + 1, words.toString()];
}"""


class Mark(NamedTuple):
    """What a browser has marked: the number of the paragraph, and the words with single spaces."""

    paragraph: int
    words: str


def copy_of(source: str, folder: Path) -> str:
    """Write a page of our own form into a folder and return its address."""
    assert "<head>" in source
    path = folder / "page.html"
    path.write_text(source.replace("<head>", HEAD, 1), encoding="utf-8")
    return path.as_uri()


def mark_at(browser: Browser | Firefox, link: str | None) -> Mark | None:
    """Return what a browser has in its window and marks after it has opened a link."""
    assert link is not None
    browser.visit(link)
    end = time.monotonic() + PATIENCE
    while not (mark := browser.look(MARK)):
        if time.monotonic() > end:
            return None
    return Mark(mark[0], " ".join(mark[1].split()))


def test_every_link_scrolls_to_its_paragraph_and_marks_its_words(browser: Browser | Firefox, tmp_path: Path) -> None:
    address = copy_of(read_data("article.html"), tmp_path)
    links_to, expected = {}, {}
    for command in ("missions", "facts"):
        for record in json.loads(run_here(command, "--json", "--data", str(DATA / "article.yaml")).stdout):
            for evidence in record["evidence"]:
                assert evidence["link"].startswith(f"{ADDRESS}#")
                links_to[evidence["phrase"]] = evidence["link"].replace(ADDRESS, address)
                expected[evidence["phrase"]] = Mark(evidence["paragraph"], evidence["phrase"])
    assert {mark.paragraph for mark in expected.values()} == set(range(2, 10))
    assert {phrase: mark_at(browser, link) for phrase, link in links_to.items()} == expected


def test_no_sign_in_a_phrase_steers_the_browser(browser: Browser | Firefox, tmp_path: Path) -> None:
    phrase = "one-, two & “three”, -four: 50% of a+b=c #5 – „größer“ 平和 text=six"
    source = f'<html><head></head><div class="body"><p>Before.</p><p>So {html.escape(phrase)} it was.</p></div></html>'
    assert mark_at(browser, links.passage(copy_of(source, tmp_path), phrase)) == Mark(2, phrase)


def test_a_link_to_words_that_the_article_has_not_marks_nothing(browser: Browser | Firefox, tmp_path: Path) -> None:
    address = copy_of(read_data("article.html"), tmp_path)
    assert mark_at(browser, links.passage(address, "Nobody there had expected the tolls to go")) is not None
    assert mark_at(browser, links.passage(address, "Nobody there had expected the tolls to stay")) is None
