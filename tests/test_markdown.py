"""Markdown of hostile texts, read back by GitHub's reader and by markdown-it with links and formulas."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser

import cmarkgfm
import pytest
import yaml
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from rwpk.render.formats import escape_markdown
from tests.support import Run, read_data

TABLE = {"table", "thead", "tbody", "tr", "th", "td", "p"}
# What Markdown and its extensions give a meaning.
SIGNS = [
    "http://", "https://example.org/x", "ftp://", "://", "//localhost", "www.", "WWW.", "example.com", "☃.com",
    "doe@example.org", "mailto:", "xmpp:", "@doe", "#12", "$x$", "$$", "$`", "1.2", "&amp;", "<b>", "<!--", "[x](y)",
    "![x](y)", "**", "~~", *r"\`*_[]()<>|&~!$#@.:/-+=^'", " ",
]  # fmt: skip
# Texts of one line, often with some of these, without blanks at the ends and in a row: no reader shows those.
TEXTS = (
    st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=5) | st.sampled_from(SIGNS), max_size=8)
    .map("".join)
    .map(str.strip)
)


class Page(HTMLParser):
    """The texts of the paragraphs and cells of a page, and the elements that are neither these nor a bare span."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.markup: list[str] = []
        self.feed(html)
        self.close()
        self.texts = [" ".join(text.split()) for text in self.texts]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "th", "td"):
            self.texts.append("")
        if attrs or tag not in TABLE | {"span"}:
            self.markup.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data

    def handle_comment(self, data: str) -> None:
        self.markup.append(f"<!--{data}-->")


def by_github(markdown: str) -> Page:
    """Read Markdown as GitHub does before it removes unsafe elements."""
    return Page(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))


def by_markdown_it(markdown: str) -> Page:
    return Page(MarkdownIt("gfm-like").use(dollarmath_plugin).render(markdown))


READERS: list[Callable[[str], Page]] = [by_github, by_markdown_it]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("text", ["https://example.org/x", "www.example.org", "doe@example.org"])
def test_a_reader_makes_a_link_of_a_bare_address(read: Callable[[str], Page], text: str) -> None:
    (markup,) = read(text).markup
    assert markup.startswith("<a href=")


def test_a_reader_makes_a_formula_of_dollar_signs() -> None:
    assert by_markdown_it("$x$").markup == ['<span class="math inline">']


@given(TEXTS)
@example("see https://example.org/a_b, http://localhost or ftp://example.org")
@example("www.example.org WWW.example.org www.1 example.com ☃.com //localhost //example.org")
@example("doe@example.org mailto:doe@example.org xmpp:doe@example.org a@_b.c @doe")
@example("from $5 to $10, $x$, $$x$$ and $`x`$")
@example(r"\$x\$ \@doe \\")
@example('<a href="https://example.org">x</a> <https://example.org> <!-- x -->')
def test_no_text_is_taken_for_markdown(text: str) -> None:
    shown = " ".join(text.split())
    markdown = f"| a | b |\n| --- | --- |\n| {escape_markdown(shown)} | end |\n\nSource: {escape_markdown(shown)}\n"
    for read in READERS:
        page = read(markdown)
        assert page.markup == []
        assert page.texts == ["a", "b", shown, "end", f"Source: {shown}".strip()]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("doe@example.org", r"doe<span>@</span>example\.org"),
        ("@doe on #12", "<span>@</span>doe on <span>#</span>12"),
        ("US$5", r"US<span>\$</span>5"),
        ("https://example.org/", r"https:\//example\.org/"),
        ("www.1", r"www\.1"),
        ("In 2004, 1.5 of 2 (at most). And: either/or, No. 3, # 4, 5 @ 6.", None),
    ],
)
def test_only_what_would_be_markup_is_escaped(text: str, escaped: str | None) -> None:
    assert escape_markdown(text) == (escaped or text)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("missions", "-c", "id,summary"), "summary"),
        (("facts", "-c", "id,statement"), "statement"),
        (("search", "boats", "-c", "record,text"), "text"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_every_list_shows_the_values_of_a_dataset_as_they_are(
    run: Run, arguments: tuple[str, ...], field: str, read: Callable[[str], Page]
) -> None:
    hostile = "boats <b>, ~~x~~, $x$, doe@example.org, @doe, #12, www.example.org and https://example.org/a_b"
    dataset = yaml.safe_load(read_data("harbour.yaml"))
    dataset["source"]["title"] = hostile
    dataset["missions"][0]["summary"] = dataset["facts"][0]["statement"] = hostile
    data = json.dumps(dataset)
    page = read(run(*arguments, "-f", "markdown", "--data", "-", stdin=data).stdout)
    assert page.markup == []
    records = json.loads(run(*arguments, "--json", "--data", "-", stdin=data).stdout)
    assert page.texts[3 : 2 + 2 * len(records) : 2] == [record[field] for record in records]
    assert hostile in page.texts[3].replace("[boats]", "boats")
    assert f"Source: Jane Doe, “{hostile}”, 2020-05-01" in page.texts


@pytest.mark.parametrize("command", ["missions", "facts"])
def test_the_markdown_of_the_dataset_has_no_escape_but_for_the_asterisk(run: Run, command: str) -> None:
    markdown = run(command, "-f", "markdown").stdout
    assert "<" not in markdown
    assert "\\" not in markdown.replace("\\*", "")
