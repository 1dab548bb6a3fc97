"""Citations of hostile texts, read back by pybtex, biber, bibtexparser, rispy and a reader of JSON."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
import rispy
import yaml
from bibtexparser.entrypoint import parse_string as parse_with_bibtexparser
from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.database import parse_string as parse_with_pybtex

from rwpk import cite
from tests.support import Run, read_data

NEXT_ENTRY = "\n@misc{next,\n  author = {Next, Nell},\n  title = {The next entry},\n  date = {2000},\n}\n"
INJECTED = "en}}  @misc{evil, title={Evil}, note={x"
HARBOUR = cite.Reference(
    "harbour",
    "article-magazine",
    "A small harbour",
    (("Doe", "Jane"),),
    "2020-05-01",
    container_title="The Quay",
    URL="https://example.org/harbour",
    language="en",
    note="Read aloud",
)
TEX_SIGNS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
}
TEX = re.compile(r"\\(?P<name>[a-z]+)\{\}|\\(?P<sign>[&%$#_])|[{}]")

# What BibTeX, TeX or RIS give a meaning, and what a line cannot hold.
SIGNS = [
    *'{}\\%#~^&_$",=@-<>| ', " and ", "AND", "others", "family=", "hooks", "é", "\n", "\r\n", "\t", "\x85", "\u2028",
    "\ud800", "}}\n@misc{evil,", "\nER  - \nTY  - ", "\nAU  - ",
]  # fmt: skip
# Texts of one sign or more, often with some of these.
TEXTS = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.sampled_from(SIGNS),
    ),
    min_size=1,
    max_size=6,
).map("".join)


class Entry(NamedTuple):
    """An entry of BibTeX, decoded: its authors as (family, given), and its other fields."""

    authors: list[tuple[str, str]]
    fields: dict[str, str]


def one_line(text: str) -> str:
    """Return a text with one blank for each run of characters that a line cannot hold."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", " ", text).split())


def from_tex(value: str) -> str:
    """Return the text that TeX prints for a value."""
    return one_line(TEX.sub(lambda match: TEX_SIGNS[match["name"]] if match["name"] else match["sign"] or "", value))


def by_pybtex(text: str) -> dict[str, Entry]:
    """Read BibTeX with pybtex, which raises an error for a fault of the syntax."""
    return {
        key: Entry(
            [
                (
                    from_tex(" ".join([*person.prelast_names, *person.last_names])),
                    from_tex(" ".join(person.bibtex_first_names)),
                )
                for person in entry.persons.get("author", [])
            ],
            {name: from_tex(value) for name, value in entry.fields.items()},
        )
        for key, entry in parse_with_pybtex(text, "bibtex").entries.items()
    }


def by_biber(text: str, directory: Path) -> tuple[str, list[str]]:
    """Return what biber made of a BibTeX file, and what it had to say about the syntax and the names."""
    biber = shutil.which("biber")
    if biber is None:
        pytest.skip("biber is not installed")
    (directory / "in.bib").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [biber, "--tool", "--validate-datamodel", "--output-file=out.bib", "in.bib"],
        cwd=directory, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    complaints = [line for line in done.stdout.splitlines() if "ERROR -" in line or "WARN -" in line]
    return (directory / "out.bib").read_text(encoding="utf-8"), complaints


REFERENCES = {
    "a lone left brace": HARBOUR._replace(title="Open { brace"),
    "a lone right brace": HARBOUR._replace(title="Close } brace"),
    "an entry in the language": HARBOUR._replace(language=INJECTED),
    "an entry in the note": HARBOUR._replace(note=INJECTED),
    "an entry in the version": HARBOUR._replace(type="dataset", container_title=None, version=INJECTED),
    "an entry in the address": HARBOUR._replace(URL="https://example.org/" + INJECTED),
    "signs of TeX": HARBOUR._replace(title=r"100% #1_a & $b ~ ^ \cmd {x} <a|b>", container_title=r"\ & %"),
    "a line end": HARBOUR._replace(title="A small\n@misc{evil,\n\tharbour"),
    "and in names": HARBOUR._replace(authors=(("Salt and Sons", "Ann"), ("Doe", "Jo and Mo"), ("Marks and Co", None))),
    "signs in names": HARBOUR._replace(authors=(("a%b#c~d\\e{", "F}"), ("Roe, Inc.", None), ("Fox, Jr, Esq.", "Al,"))),
    "biber's own names": HARBOUR._replace(authors=(("family=Foe", "given=x"), ("hooks", "bell"), ("others", "Zoe"))),
}


@pytest.mark.parametrize("reference", REFERENCES.values(), ids=REFERENCES)
def test_pybtex_and_bibtexparser_read_one_entry_and_the_next(reference: cite.Reference) -> None:
    bibtex = cite.bibtex(reference) + NEXT_ENTRY
    assert list(by_pybtex(bibtex)) == ["harbour", "next"]
    library = parse_with_bibtexparser(bibtex)
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == ["harbour", "next"]


@pytest.mark.parametrize("reference", REFERENCES.values(), ids=REFERENCES)
def test_biber_reads_one_entry_and_the_next_without_complaint(reference: cite.Reference, tmp_path: Path) -> None:
    written, complaints = by_biber(cite.bibtex(reference) + NEXT_ENTRY, tmp_path)
    assert complaints == []
    assert re.findall(r"^@\w+\{(\w+),", written, re.MULTILINE) == ["harbour", "next"]


def test_biber_takes_names_apart_where_the_reference_does(tmp_path: Path) -> None:
    names = (
        ("hooks", "bell"),
        ("Salt and Sons", "Ann"),
        ("family=Foe", "given=x"),
        ("Marks and Co", None),
        ("others", "Zoe"),
    )
    written, complaints = by_biber(cite.bibtex(HARBOUR._replace(authors=names)), tmp_path)
    assert complaints == []
    author = re.search(r"^\s*AUTHOR\s*=\s*\{(.*)\},$", written, re.MULTILINE)
    assert author is not None
    assert (
        author[1]
        == "{hooks}, bell and {Salt and Sons}, Ann and {family{=}Foe}, given{=}x and {Marks and Co} and {others}, Zoe"
    )


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (("Doe", "Jane Ann"), "Doe, Jane Ann"),
        (("de la Mer", "Zoe"), "de la Mer, Zoe"),
        (("hooks", "bell"), "{hooks}, bell"),
        (("Salt and Sons", "Ann"), "{Salt and Sons}, Ann"),
        (("Fox, Jr", "Al"), "{Fox, Jr}, {Al}"),
        (("Doe", "Jo AND Mo"), "Doe, {Jo AND Mo}"),
        (("Be{en", "C."), r"Be\textbraceleft{}en, C."),
        (("Sandy", "Ann"), "Sandy, Ann"),
        (("Marks\nand Co", None), "{Marks and Co}"),
        ((" ", "Ann"), "{Ann}"),
    ],
)
def test_braces_keep_a_name_whole_only_where_bibtex_would_split_it(name: tuple[str, str | None], written: str) -> None:
    assert f"  author = {{{written}}},\n" in cite.bibtex(HARBOUR._replace(authors=(name,)))


def test_braces_print_as_braces_and_are_paired() -> None:
    assert r"title = {{\textbraceleft{}a\textbraceright{}\textbraceright{}}}," in cite.bibtex(
        HARBOUR._replace(title="{a}}")
    )


def test_an_address_keeps_the_signs_that_biblatex_reads_as_they_are() -> None:
    address = cite.bibtex(HARBOUR._replace(URL="https://example.org/100%25/a_b~c?d=e&f#g{h}\\i j"))
    assert "  url = {https://example.org/100%25/a_b~c?d=e&f#g%7Bh%7D%5Ci%20j},\n" in address


@pytest.mark.parametrize(("title", "language"), [("Open { brace", "en"), ("A small harbour", INJECTED)])
def test_a_dataset_is_cited_as_one_entry_whatever_it_holds(run: Run, tmp_path: Path, title: str, language: str) -> None:
    dataset = yaml.safe_load(read_data("harbour.yaml"))
    dataset["source"] |= {"title": title, "language": language}
    bibtex = run("cite", "--style", "bibtex", "--data", "-", stdin=json.dumps(dataset)).stdout
    (entry,) = by_pybtex(bibtex).values()
    assert entry.fields["title"] == title
    written, complaints = by_biber(bibtex, tmp_path)
    assert complaints == []
    assert re.findall(r"^@\w+\{(.+),", written, re.MULTILINE) == ["harbour-2020"]


@pytest.mark.parametrize(
    ("language", "written"), [("en", "en"), ("Kinyarwanda", "Kinyarwanda"), ("English & French", None), ("{", None)]
)
def test_a_language_whose_name_would_hold_a_command_of_tex_is_left_out(language: str, written: str | None) -> None:
    entries = by_pybtex(cite.bibtex(HARBOUR._replace(language=language)))
    assert entries["harbour"].fields.get("language") == written


@given(
    title=TEXTS,
    container=TEXTS,
    language=TEXTS,
    note=TEXTS,
    url=TEXTS,
    names=st.lists(st.tuples(TEXTS, TEXTS | st.none()), max_size=4),
)
@example("{", "}", INJECTED, "%\n#", "a{b}c\\d", [("Salt and Sons", "a,b"), ("and", None), ("hooks", "bell")])
def test_pybtex_reads_back_whatever_a_reference_holds(
    title: str, container: str, language: str, note: str, url: str, names: list[tuple[str, str | None]]
) -> None:
    reference = HARBOUR._replace(
        title=title, container_title=container, language=language, note=note, URL=url, authors=tuple(names)
    )
    entries = by_pybtex(cite.bibtex(reference))
    assert list(entries) == ["harbour"]
    authors = [[one_line(part) for part in name if part and one_line(part)] for name in names]
    assert entries["harbour"].authors == [(name[0], name[1] if len(name) > 1 else "") for name in authors if name]
    assert entries["harbour"].fields.get("language", "") in (one_line(language), "")
    fields = {"title": title, "journal": container, "note": note}
    for field, value in fields.items():
        assert entries["harbour"].fields.get(field, "") == one_line(value)


@given(title=TEXTS, container=TEXTS, language=TEXTS, note=TEXTS, name=TEXTS)
@example("a\nER  - \nTY  - JOUR", "\r", "en\u2028TI  - x", "\x85AU  - x", "Doe\nAU  - Roe")
def test_a_value_of_ris_and_of_csl_json_is_one_line_whatever_it_holds(
    title: str, container: str, language: str, note: str, name: str
) -> None:
    reference = HARBOUR._replace(
        title=title, container_title=container, language=language, note=note, authors=((name, None),)
    )
    ris = cite.ris(reference)
    assert len(ris.splitlines()) == len(ris.split("\n")) - 1
    (record,) = rispy.loads(ris)
    (item,) = json.loads(cite.csl_json(reference))
    authors = [one_line(name)] if one_line(name) else []
    assert [one_line(author) for author in record.get("authors", [])] == authors
    assert [one_line(author["literal"]) for author in item["author"]] == authors if authors else "author" not in item
    for ris_field, csl_field, value in [
        ("title", "title", title),
        ("secondary_title", "container-title", container),
        ("language", "language", language),
    ]:
        assert one_line(record.get(ris_field, "")) == one_line(value)
        assert one_line(item.get(csl_field, "")) == one_line(value)
    assert [one_line(text) for text in record.get("notes", [])] == ([one_line(note)] if one_line(note) else [])


@pytest.mark.parametrize("style", ["text", "csl-json"])
def test_line_ends_and_tabs_become_a_blank(style: str) -> None:
    cited = cite.STYLES[style](HARBOUR._replace(title="A\n small\u2028\tharbour", note="\nRead\r\naloud\n"))
    assert "A small harbour" in cited
    assert "Read aloud" in cited
