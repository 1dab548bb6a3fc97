"""`rwpk cite`: each style is read back by a reader of its own."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import BlockMiddleware, LatexDecodingMiddleware, SeparateCoAuthors
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

import rwpk
from rwpk import cite, model
from tests.support import ROOT, Run, read_data

TITLE = "Rwanda’s Peacekeeping Missions: Promoting Global Peace and Security"
URL = "https://diplomatmagazine.eu/2021/10/31/rwandas-peacekeeping-missions-promoting-global-peace-and-security/"
NOTE = (
    "The author was Rwanda's Minister of Foreign Affairs and International Cooperation, so the article is a party's own"
    " account"
)
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
HARBOUR = read_data("harbour.yaml")
# what BibTeX, RIS and JSON each give a meaning of their own
HOSTILE = r'100% {braced} #1_a & $b ~ ^ \cmd "quoted" – it’s <i>é</i>'


def source(**changes: Any) -> model.Source:
    source = rwpk.load().source
    return type(source)(**{name: getattr(source, name) for name in source.__struct_fields__} | changes)


def by_bibtexparser(text: str, *reading: BlockMiddleware) -> dict[str, Any]:
    library = parse_string(text, append_middleware=reading or [LatexDecodingMiddleware(decoder=latex_decoder())])
    assert not library.failed_blocks
    (entry,) = library.entries
    return {"ENTRYTYPE": entry.entry_type, "ID": entry.key, **{one.key: one.value for one in entry.fields}}


def latex_decoder() -> LatexNodes2Text:
    """Return the decoder that bibtexparser uses, with LaTeX's names of signs that it would drop."""
    context = get_default_latex_context_db()
    signs = {"textbraceleft": "{", "textbraceright": "}", "textless": "<", "textgreater": ">", "textbar": "|"}
    macros = [MacroTextSpec(name, sign) for name, sign in signs.items()]
    context.add_context_category("signs", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, keep_braced_groups=False, math_mode="verbatim")


def by_rispy(text: str) -> dict[str, Any]:
    (record,) = rispy.loads(text)
    return dict(record)


def by_citeproc(text: str) -> str:
    """Render the bibliography of a CSL-JSON text in the style that citeproc-py brings along."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON

        items = json.loads(text)
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        return "".join(str(entry) for entry in bibliography.bibliography())


def test_the_article_is_cited_as_text(run: Run) -> None:
    assert run("cite").stdout == (
        f"Biruta, Vincent. “{TITLE}”. Diplomat Magazine, 2021-10-31. {URL} (accessed 2024-04-24). {NOTE}\n"
    )


def test_bibtexparser_reads_the_bibtex(run: Run) -> None:
    assert by_bibtexparser(run("cite", "--style", "bibtex").stdout) == {
        "ENTRYTYPE": "article",
        "ID": "biruta-2021",
        "author": "Biruta, Vincent",
        "title": TITLE,
        "journal": "Diplomat Magazine",
        "date": "2021-10-31",
        "year": "2021",
        "month": "oct",
        "url": URL,
        "urldate": "2024-04-24",
        "language": "en",
        "langid": "english",
        "note": NOTE,
    }


def test_rispy_reads_the_ris(run: Run) -> None:
    assert by_rispy(run("cite", "--style", "ris").stdout) == {
        "type_of_reference": "MGZN",
        "id": "biruta-2021",
        "authors": ["Biruta, Vincent"],
        "title": TITLE,
        "secondary_title": "Diplomat Magazine",
        "year": "2021",
        "date": "2021/10/31",
        "urls": [URL],
        "access_date": "2024/04/24",
        "language": "en",
        "notes": [NOTE],
    }


def test_citeproc_renders_the_csl_json(run: Run) -> None:
    rendered = by_citeproc(run("cite", "--style", "csl-json").stdout)
    assert rendered.startswith("Biruta, V. (2021)")
    assert "Diplomat Magazine" in rendered
    assert f"Available at: {URL} (Accessed: April 24, 2024)" in rendered


def test_the_csl_json_is_the_one_kept_beside_the_seed(run: Run) -> None:
    kept = json.loads((ROOT / "seeds" / "article.csl.json").read_text(encoding="utf-8"))
    assert json.loads(run("cite", "--style", "csl-json").stdout) == kept


@pytest.mark.parametrize("of", ["article", "dataset"])
@pytest.mark.parametrize("style", cite.STYLES)
def test_every_style_says_who_the_author_was_when_he_wrote(style: str, of: str, run: Run) -> None:
    assert NOTE in run("cite", "--of", of, "--style", style).stdout


@pytest.mark.parametrize("style", cite.STYLES)
def test_a_source_without_a_note_is_cited_without_one(style: str) -> None:
    cited = cite.STYLES[style](cite.article(source(note=None)))
    assert "party" not in cited
    assert not re.search(r"\bnote\b|^N1|None|null", cited, re.MULTILINE)


@pytest.mark.parametrize("style", cite.STYLES)
def test_the_dataset_names_the_article_with_both_its_dates(style: str, run: Run) -> None:
    cited = run("cite", "--of", "dataset", "--style", style).stdout
    assert CITATION["title"] in cited
    assert rwpk.__version__ in cited
    assert "Taken from: Biruta, Vincent." in cited
    assert "2021-10-31" in cited
    assert "(accessed 2024-04-24)" in cited


def test_each_reader_reads_the_citation_of_the_dataset(run: Run) -> None:
    bibtex = by_bibtexparser(run("cite", "--of", "dataset", "--style", "bibtex").stdout)
    ris = by_rispy(run("cite", "--of", "dataset", "--style", "ris").stdout)
    assert (bibtex["ENTRYTYPE"], bibtex["version"], bibtex["year"]) == ("misc", rwpk.__version__, "2026")
    assert (ris["type_of_reference"], ris["edition"], ris["authors"]) == (
        "DATA",
        rwpk.__version__,
        ["rwpk contributors"],
    )
    rendered = by_citeproc(run("cite", "--of", "dataset", "--style", "csl-json").stdout)
    assert rendered.startswith("rwpk contributors (2026)")


def test_the_citation_of_the_dataset_is_that_of_citation_cff() -> None:
    (article,) = CITATION["references"]
    own = cite.dataset(rwpk.load().source, rwpk.__version__)
    assert (own.title, own.version, own.issued) == (
        CITATION["title"],
        CITATION["version"],
        str(CITATION["date-released"]),
    )
    assert [name for name, _ in own.authors] == [author["name"] for author in CITATION["authors"]]
    of_article = cite.article(rwpk.load().source)
    assert (of_article.title, of_article.URL) == (article["title"], article["url"])
    assert (of_article.issued, of_article.accessed) == (str(article["date-published"]), str(article["date-accessed"]))


def test_the_article_of_ones_own_dataset_is_cited(run: Run) -> None:
    done = run("cite", "--data", "-", stdin=HARBOUR)
    assert done.stdout == "Doe, Jane. “A small harbour”. 2020-05-01. https://example.org/harbour.\n"
    assert by_bibtexparser(run("cite", "--data", "-", "--style", "bibtex", stdin=HARBOUR).stdout)["ENTRYTYPE"] == "misc"


def test_a_dataset_of_ones_own_is_nobodys_to_cite_but_its_makers(run: Run, tmp_path: Path) -> None:
    done = run("cite", "--of", "dataset", "--data", "-", stdin=HARBOUR)
    assert (done.returncode, done.stdout) == (2, "")
    assert "leave --data and RWPK_DATA out" in done.stderr


@pytest.mark.parametrize("style", ["text", "bibtex", "ris", "csl-json"])
def test_signs_that_a_format_gives_a_meaning_come_back_as_they_were(style: str) -> None:
    cited = cite.STYLES[style](cite.article(source(title=HOSTILE)))
    readers: dict[str, Callable[[], str]] = {
        "text": lambda: cited.partition("“")[2].partition("”.")[0],
        "bibtex": lambda: by_bibtexparser(cited)["title"].replace("ˆ", "^"),  # its reader has a circumflex of its own
        "ris": lambda: by_rispy(cited)["title"],
        "csl-json": lambda: json.loads(cited)[0]["title"],
    }
    assert re.sub(r"\s", "", readers[style]()) == re.sub(r"\s", "", HOSTILE)


@pytest.mark.parametrize(
    ("issued", "ris", "month"),
    [("2021", "2021", None), ("2021-10", "2021/10", "oct"), ("2021-10-31", "2021/10/31", "oct")],
)
def test_a_date_is_cited_as_far_as_it_is_known(issued: str, ris: str, month: str | None) -> None:
    reference = cite.article(source(issued=issued, accessed=None))
    assert by_rispy(cite.ris(reference))["date"] == ris
    assert by_bibtexparser(cite.bibtex(reference)).get("month") == month
    parts = json.loads(cite.csl_json(reference))[0]["issued"]["date-parts"]
    assert parts == [[int(part) for part in issued.split("-")]]
    assert "accessed" not in cite.text(reference)


def test_several_authors_are_all_named() -> None:
    both = source(author=(model.Author("Biruta", "Vincent"), model.Author("Doe")))
    reference = cite.article(both)
    assert cite.text(reference).startswith("Biruta, Vincent; Doe. ")
    assert by_bibtexparser(cite.bibtex(reference), SeparateCoAuthors())["author"] == ["Biruta, Vincent", "{Doe}"]
    assert by_rispy(cite.ris(reference))["authors"] == ["Biruta, Vincent", "Doe"]


def test_show_ends_with_the_short_citation_and_who_the_author_was(run: Run) -> None:
    ending = run("show", "umuganda").stdout.splitlines()[-2:]
    assert ending == [f"  Vincent Biruta, “{TITLE}”, Diplomat Magazine, 2021-10-31, {URL}", f"  {NOTE}"]


def test_a_group_stays_whole_and_no_author_leaves_no_gap() -> None:
    group = cite.article(source(author=(model.Author("Marks and Spencer"),)))
    assert by_bibtexparser(cite.bibtex(group), SeparateCoAuthors())["author"] == ["{Marks and Spencer}"]
    assert json.loads(cite.csl_json(group))[0]["author"] == [{"literal": "Marks and Spencer"}]
    assert cite.text(cite.article(source(author=()))).startswith("“")


def test_an_address_with_braces_does_not_break_the_entry() -> None:
    read = by_bibtexparser(cite.bibtex(cite.article(source(URL="https://example.org/{a"))), SeparateCoAuthors())
    assert read["url"] == "https://example.org/%7Ba"


@pytest.mark.parametrize(
    ("language", "langid"),
    [
        ("en", "english"),
        ("en-GB", "english"),
        ("FR", "french"),
        ("de-AT", "ngerman"),
        ("pt", "portuguese"),
        ("rw", None),
    ],
)
def test_biblatex_is_told_the_language_by_its_own_name_of_it(language: str, langid: str | None) -> None:
    read = by_bibtexparser(cite.bibtex(cite.article(source(language=language))))
    assert (read["language"], read.get("langid")) == (language, langid)


@pytest.mark.parametrize(
    ("changes", "cited"),
    [
        ({"author": (model.Author("Doe", "J."),)}, "Doe, J. “A small harbour”. 2020-05-01.\n"),
        ({"title": "Who watches?"}, "Doe, Jane. “Who watches?” 2020-05-01.\n"),
        ({"title": "Watch!"}, "Doe, Jane. “Watch!” 2020-05-01.\n"),
        ({"title": "The end."}, "Doe, Jane. “The end.” 2020-05-01.\n"),
        ({"title": "And then…"}, "Doe, Jane. “And then…” 2020-05-01.\n"),
        ({"title": "She said ‘no.’"}, "Doe, Jane. “She said ‘no.’” 2020-05-01.\n"),
        ({"title": "誰？"}, "Doe, Jane. “誰？” 2020-05-01.\n"),
        ({"title": "Why “now?”"}, "Doe, Jane. “Why “now?”” 2020-05-01.\n"),
        ({"container_title": "Proc."}, "Doe, Jane. “A small harbour”. Proc., 2020-05-01.\n"),
        ({"note": "Read aloud"}, "Doe, Jane. “A small harbour”. 2020-05-01. Read aloud\n"),
    ],
)
def test_a_citation_has_no_full_stop_after_another_mark_that_ends_a_sentence(
    changes: dict[str, Any], cited: str
) -> None:
    harbour: dict[str, Any] = {
        "title": "A small harbour",
        "author": (model.Author("Doe", "Jane"),),
        "issued": "2020-05-01",
        **dict.fromkeys(["container_title", "URL", "accessed", "note"]),
    }
    assert cite.text(cite.article(source(**harbour | changes))) == cited


def test_the_short_reference_and_its_note_are_two_sentences() -> None:
    harbour = source(title="Who watches?", author=(model.Author("Doe", "J."),), issued="2020", container_title="Proc.")
    assert cite.with_speaker(harbour) == f"J. Doe, “Who watches?”, Proc., 2020. {NOTE}"
