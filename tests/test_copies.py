"""Copies of one article, saved by many programs: all of them hold, and one changed word in any of them is noticed.

tests/data/copies has what each program made of tests/data/article.html; a file's name says the program and its setting.
Where a program wrote the address of the test's own server, or the time, example.org and 2018-06-12 stand instead.
tests/data/copies-changed has copies in which the program itself mixed other words into the article, or lost the space
before a paragraph.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rwpk.article import verify
from rwpk.canonical import canonical_text, digest
from rwpk.files import File
from rwpk.render.report import write_report
from tests.support import DATA, ROOT, read_data

COPIES = sorted((DATA / "copies").iterdir())
CHANGED_COPIES = DATA / "copies-changed"
CASES = ROOT.parent / "shared" / "cases"
DATASET, ARTICLE = read_data("article.yaml"), read_data("article.txt")
HOLDS = "5 missions, 8 facts, 45 phrases; article: all 9 paragraphs and all 45 phrases hold\n"
CASE_HOLDS = "1 mission, 1 fact, 6 phrases; article: all 3 paragraphs and all 6 phrases hold\n"
#: What may stand between two words in a copy: signs, tags, entities and addresses.
BETWEEN = r"(?:[^\w<&]|_|<[^<>]*>|&#?\w+;|https?:[^\s()<>\[\]]*)+"

by_name = pytest.mark.parametrize("path", COPIES, ids=[path.name for path in COPIES])


def held(copy: str | bytes, name: str = "copy.txt", dataset: str | bytes = DATASET) -> verify.Report:
    """Hold a dataset against a copy; without one, the dataset of the made-up article."""
    data, own = (text.encode() if isinstance(text, str) else text for text in (copy, dataset))
    return verify.check(File(own, "article.yaml"), File(data, name))


def told(report: verify.Report) -> str:
    """What `rwpk check` prints."""
    return "".join(write_report(report))


def states(report: verify.Report) -> dict[int, str]:
    """The paragraphs that do not hold."""
    return {paragraph.number: paragraph.state for paragraph in report.paragraphs if paragraph.state != "holds"}


def named_paragraphs(report: verify.Report) -> set[int]:
    """The paragraphs that the messages name, without what they quote."""
    messages = [re.sub('"[^"]*"', "", problem.message) for problem in report.problems]
    return {int(number) for message in messages for number in re.findall(r"(?:paragraph |¶)(\d+)", message)}


def swapped(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} must stand once"
    return text.replace(old, new)


def article_paragraphs() -> list[str]:
    blocks = ARTICLE.split("\n\n")
    first = next(index for index, block in enumerate(blocks) if block.startswith("The bell at Old Ferry"))
    return blocks[first : first + 9]


def page(text: str = ARTICLE) -> str:
    """The article as a plain page: each block is a paragraph."""
    blocks = "\n".join(f"<p>{block}</p>" for block in text.split("\n\n"))
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>x</title></head><body>\n{blocks}\n</body></html>'


def encoding_of(path: Path) -> str:
    return {"libreoffice-cp1252.txt": "cp1252", "libreoffice-utf16.txt": "utf-16"}.get(path.name, "utf-8")


def place_of(copy: str, words: list[str], index: int) -> tuple[int, int] | None:
    """Find a paragraph's word in a copy by its neighbours; None if they are apart there, or stand more than once."""
    first = max(0, min(index - 2, len(words) - 4))
    near = [f"({word})" if number == index else word for number, word in enumerate(words)][first : first + 4]
    body = max(0, copy.find("<body"))  # the head of a page may quote the article
    found = list(re.compile(rf"\b{BETWEEN.join(near)}\b").finditer(copy, body))
    return found[0].span(1) if len(found) == 1 else None


def places_to_change(copy: str, paragraph: str) -> list[tuple[int, int]]:
    """The places in a copy of five words from a paragraph's beginning to its end, and of its figures.

    For a word that cannot be told from others in the copy, or is split there, the nearest one stands in.
    """
    words = re.findall(r"\d+(?:,\d+)*|[A-Za-z]+", paragraph)
    found = [place_of(copy, words, index) for index, word in enumerate(words) if word[0].isdigit()]
    for part in (0, 0.25, 0.5, 0.75, 1):
        aim = round(part * (len(words) - 1))
        nearest = sorted(range(len(words)), key=lambda index: abs(index - aim))
        found.append(next(filter(None, (place_of(copy, words, index) for index in nearest)), None))
    return sorted({place for place in found if place})


def with_another(copy: str, place: tuple[int, int]) -> str:
    """A copy with another word, or another figure, in one place."""
    begin, end = place
    word = copy[begin:end]
    other = f"{word[:-1]}{(int(word[-1]) + 1) % 10}" if word[-1].isdigit() else "otherwise"
    return copy[:begin] + other + copy[end:]


# what programs save -------------------------------------------------------------------------------


@by_name
def test_a_copy_holds_however_it_was_saved(path: Path) -> None:
    assert told(held(path.read_bytes(), path.name)) == HOLDS


@by_name
def test_one_changed_word_or_figure_names_its_paragraph_and_no_other(path: Path) -> None:
    encoding = encoding_of(path)
    copy = path.read_bytes().decode(encoding)
    for number, paragraph in enumerate(article_paragraphs(), 1):
        places = places_to_change(copy, paragraph)
        assert len(places) >= 5, f"paragraph {number} is too broken up to be tried"
        for place in places:
            report = held(with_another(copy, place).encode(encoding), path.name)
            spot = copy[place[0] - 20 : place[1] + 20]
            assert (set(states(report)), named_paragraphs(report)) == ({number}, {number}), (spot, told(report))


@pytest.mark.parametrize("name", ["chromium-inner-text.txt", "pypdf-firefox-pdf.txt", "single-file.html"])
def test_a_change_is_noticed_though_the_copy_quotes_the_same_words_elsewhere(name: str) -> None:
    copy = read_data(f"copies/{name}")
    quotation, paragraph = re.finditer(
        "In 1996 the League asked", copy[copy.index("<body") if "<body" in copy else 0 :]
    )
    assert quotation.end() < paragraph.start()  # a script of the page wrote it
    before, own, after = copy.rpartition("In 1996 the League asked")
    report = held(before + own.replace("1996", "1997") + after, name)
    assert (set(states(report)), named_paragraphs(report)) == ({4}, {4}), told(report)


@by_name
def test_no_copy_names_the_machine_that_it_was_saved_on(path: Path) -> None:
    copy = path.read_bytes().decode(encoding_of(path))
    assert set(re.findall(r"(\w+)://([\w.:-]*)", copy)) <= {("https", "example.org")}
    assert set(re.findall(r"\b20\d\d\b", copy)) <= {"2001", "2003", "2005", "2016", "2017", "2018", "2023"}
    assert not re.search(r"file:|/(?:home|root|tmp|work|Users)\b|localhost|127\.0\.0\.1", copy)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pdftotext-firefox-pdf-floated-advertisement.txt", {3: "changed", 6: "changed"}),
        ("pdftotext-layout-latex-pdf-two-columns.txt", {**dict.fromkeys(range(1, 7), "changed"), 3: "missing"}),
        ("beautifulsoup-strip.txt", {1: "missing"}),
    ],
)
def test_what_a_program_mixes_into_a_paragraph_changes_that_paragraph_and_no_other(
    name: str, expected: dict[int, str]
) -> None:
    report = held((CHANGED_COPIES / name).read_bytes(), name)
    assert states(report) == expected
    messages = [problem.message for problem in report.problems if problem.kind.startswith("paragraph-")]
    assert [int(re.match(r"paragraph (\d+) \(", message)[1]) for message in messages] == list(expected)  # type: ignore[index]


def test_an_advertisement_that_floats_into_the_lines_is_shown_where_it_stands() -> None:
    name = "pdftotext-firefox-pdf-floated-advertisement.txt"
    text = told(held((CHANGED_COPIES / name).read_bytes(), name))
    assert f"{name}:21: paragraph 3 (How a loan is decided) has changed: " in text
    assert '"since 1991 no boat may leave without its vote" stands nowhere in the article; ' in text
    assert '¶3 has "since 1991 no boat may Oil for three lamps": the paragraph has changed' in text


# invisible signs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("in_article", ["smugglers", "smug&shy;glers", "smug\u00adglers"])
@pytest.mark.parametrize("in_phrase", ["smugglers", "smug\u00adglers"])
def test_a_soft_hyphen_counts_as_little_in_a_phrase_as_in_the_article(in_phrase: str, in_article: str) -> None:
    dataset = swapped(DATASET, "expected the smugglers to go", f"expected the {in_phrase} to go")
    article = swapped(ARTICLE, "expected the smugglers to go", f"expected the {in_article} to go")
    assert told(held(page(article), "article.html", dataset)) == HOLDS


@pytest.mark.parametrize(
    "sign",
    [chr(code) for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
    + ["\u2060", "\ufeff", "\ufffc"],
    ids=lambda sign: f"U+{ord(sign):04X}",
)
def test_an_invisible_sign_in_the_article_never_decides(sign: str) -> None:
    article = swapped(ARTICLE, "islanders of Quellay", f"islanders of {sign}Quel{sign}lay{sign}")
    assert told(held(article)) == HOLDS
    assert states(held(swapped(article, "even thought of", "ever thought of"))) == {6: "changed"}


@pytest.mark.parametrize("sign", ["\u200b", "\u202a", "\u2060", "\u2068", "\ufeff", "\ufffc"])
def test_a_phrase_with_an_invisible_sign_is_refused_and_the_sign_is_named(sign: str) -> None:
    old = "phrase: Another handshake, with the islanders of Quellay"
    report = held(ARTICLE, dataset=swapped(DATASET, old, old.replace("Quellay", f"{sign}Quellay")))
    line = DATASET[: DATASET.index(old)].count("\n") + 1
    [problem] = report.problems
    assert (problem.file, problem.line, problem.record) == ("article.yaml", line, "quellay")
    assert f"U+{ord(sign):04X}" in problem.message
    assert problem.message.endswith(": take it out")


# pages --------------------------------------------------------------------------------------------


def test_a_bad_byte_outside_the_article_costs_nothing() -> None:
    data = page().encode().replace(b"<body>", b"<body><nav>Caf\xe9</nav>")
    assert told(held(data, "article.html")) == HOLDS


def test_a_bad_byte_in_a_word_changes_its_paragraph_and_no_other() -> None:
    data = page().encode().replace("‘Nine Promises’".encode(), b"'Nin\xe9 Promises'")
    assert states(held(data, "article.html")) == {3: "changed"}


@pytest.mark.parametrize(
    "comment", ["<!-- ad slot -->", "<!-- ad slot --!>", "<!-->", "<!--->", "<![if ad]>", "<!ad slot>", "<?ad?>"]
)
def test_a_comment_ends_where_the_html_standard_says(comment: str) -> None:
    for place in ("<body>", "<p>The bell at Old Ferry"):
        assert told(held(swapped(page(), place, f"{comment}{place}"), "article.html")) == HOLDS
    inside = swapped(ARTICLE, "lights burn again.", f"lights {comment}burn again.")
    assert told(held(page(inside), "article.html")) == HOLDS


@pytest.mark.parametrize(
    "element",
    [
        "<span hidden>(opens in a new window)</span>",
        '<span style="display:none">(opens in a new window)</span>',
        '<span style="color: red; visibility: hidden">(opens in a new window)</span>',
        "<template>(opens in a new window)</template>",
        "<script>opens = window</script>",
        "<noscript>(opens in a new window)</noscript>",
    ],
)
def test_what_a_browser_hides_is_no_text_of_the_article(element: str) -> None:
    inside = swapped(ARTICLE, "the Serrin Valley, and five", f"the Serrin Valley, {element} and five")
    assert told(held(page(inside), "article.html")) == HOLDS


@pytest.mark.parametrize("tag", ["span", "div", 'span style="display: inline"', 'span aria-hidden="true"'])
def test_what_a_browser_shows_within_a_paragraph_changes_it_and_no_other(tag: str) -> None:
    element = f"<{tag}>Advertisement</{tag.partition(' ')[0]}>"
    inside = swapped(ARTICLE, "the matter between them with", f"the matter between them {element} with")
    report = held(page(inside), "article.html")
    line = page(inside)[: page(inside).index("Not all loans")].count("\n") + 1
    assert told(report) == (
        f"article.html:{line}: paragraph 6 (Loans that two harbours agree on) has changed: "
        "it begins here, but is not word for word what the dataset was made from\n1 problem\n"
    )


# marks that savers add ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "marked",
    [
        "*Serrin Valley*",
        "/Serrin Valley/",
        "/\nSerrin Valley/",
        "_Serrin Valley_",
        "**_Serrin Valley_**",
        "Serrin Valley <https://example.org/serrin/>",
        "Serrin Valley <https://example.org/serrin?\nfrom=article&page=1>",
        "[Serrin Valley](https://example.org/serrin/)",
        "[Serrin Valley][3]",
        "[3]Serrin Valley",
        "Serrin Valley[3]",
        '[Serrin Valley](https://example.org/serrin/){rel="noopener"}',
        '<a href="https://example.org/serrin/" rel="noopener">Serrin Valley</a>',
        "`Serrin Valley <https://example.org/serrin/>`__",
    ],
)
def test_a_mark_that_a_saver_adds_is_no_word_of_the_article(marked: str) -> None:
    old = "boats for the Serrin Valley, and five"
    new = f"boats for the {marked}, and five"
    assert told(held(swapped(ARTICLE, old, new))) == HOLDS
    assert states(held(swapped(ARTICLE, old, new.replace("Valley", "Street")))) == {5: "changed"}


# the same in the files of shared/cases ------------------------------------------------------------


def case(name: str) -> bytes:
    path = CASES / name
    if not path.exists():
        pytest.skip("shared/cases is not beside the project: the tests above have the same rules")
    return path.read_bytes()


def case_dataset(name: str) -> str:
    """A dataset of shared/cases with what its paragraphs are found by: their first words, and their length."""
    text = case(name).decode()
    for number, paragraph in enumerate(case("00-base.txt").decode().split("\n\n")[2:], 1):
        form = canonical_text(paragraph)
        begins = " ".join(paragraph.split()[:5])
        fields = f'begins: "{begins}"\n      length: {len(form)}\n      sha256: "{digest(form)}"'
        text, count = re.subn(rf"(- number: {number}\n.*\n +)sha256: \w+", rf"\g<1>{fields}", text)
        assert count == 1
    return text


@pytest.mark.parametrize(
    ("dataset", "copy"),
    [
        ("00-base.yaml", "00-base.txt"),
        ("02-soft-hyphen.yaml", "02-soft-hyphen.html"),
        ("02-soft-hyphen.yaml", "00-base.txt"),
        ("03-isolate-plain.yaml", "03-isolate.txt"),
        ("03-isolate-plain.yaml", "03-lrm.txt"),
        ("00-base.yaml", "04-bad-byte.html"),
        ("00-base.yaml", "05-comment-bang.html"),
        ("00-base.yaml", "07-hidden.html"),
        ("00-base.yaml", "36-firefox-source.html"),
        ("00-base.yaml", "36-firefox-saved.txt"),
    ],
)
def test_a_case_holds(dataset: str, copy: str) -> None:
    assert told(held(case(copy), copy, case_dataset(dataset))) == CASE_HOLDS


def test_a_case_with_an_advertisement_inside_a_paragraph_is_changed_at_worst() -> None:
    report = held(case("08-ad-inside.html"), "08-ad-inside.html", case_dataset("00-base.yaml"))
    assert states(report) in ({}, {2: "changed"})
    assert named_paragraphs(report) == set(states(report))


def test_a_case_with_a_phrase_copied_with_its_isolates_is_refused() -> None:
    report = held(case("03-isolate.txt"), "03-isolate.txt", case_dataset("03-isolate-copied.yaml"))
    [problem] = report.problems
    assert "U+2068" in problem.message
    assert problem.message.endswith(": take it out")
