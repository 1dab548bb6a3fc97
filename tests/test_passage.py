"""`rwpk cite NAME [FIELD]`: one value, cited to its paragraph."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.support import DATA, Run

LINK = (
    "https://diplomatmagazine.eu/2021/10/31/rwandas-peacekeeping-missions-promoting-global-peace-and-security/"
    "#:~:text=namely%20in%20Darfur%20%282004%29"
)
WORK = (
    "Vincent Biruta, “Rwanda’s Peacekeeping Missions: Promoting Global Peace and Security”, Diplomat Magazine,"
    " 2021-10-31"
)


def test_a_value_is_cited_with_its_words_its_paragraph_and_the_link(run: Run) -> None:
    done = run("cite", "darfur", "start")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"darfur: start: 2004\n“namely in Darfur (2004)” ({WORK}, ¶4, {LINK})\n"


def test_markdown_is_the_value_with_a_footnote(run: Run) -> None:
    assert run("cite", "darfur", "start", "--style", "markdown").stdout == (
        f"2004[^darfur-start]\n\n[^darfur-start]: {WORK}, [¶4](<{LINK}>) “namely in Darfur (2004)”\n"
    )


@pytest.mark.parametrize(
    ("style", "written"),
    [("pandoc", "[@biruta-2021, para. 4]\n"), ("latex", "\\autocite[para.~4]{biruta-2021}\n")],
)
def test_pandoc_and_latex_get_a_citation_with_the_paragraph(run: Run, style: str, written: str) -> None:
    assert run("cite", "darfur", "start", "--style", style).stdout == written


def test_words_of_several_paragraphs_are_cited_to_each(run: Run) -> None:
    text = run("cite", "cabo-delgado", "outcomes").stdout
    numbers = sorted({int(number) for number in re.findall(r"¶(\d+)", text)})
    many = [
        record["id"]
        for record in json.loads(run("missions", "--json").stdout) + json.loads(run("facts", "--json").stdout)
        if len({evidence["paragraph"] for evidence in record["evidence"]}) > 1
    ]
    assert numbers
    assert many
    for name in many:
        field = "summary" if "name" in json.loads(run("show", name, "--json").stdout) else "statement"
        shown = run("cite", name, field).stdout
        paragraphs = sorted({int(number) for number in re.findall(r", ¶(\d+), https", shown)})
        plural = "paras." if len(paragraphs) > 1 else "para."
        inferred = ", inferred" if "(inferred:" in shown else ""
        expected = f"[@biruta-2021, {plural} {', '.join(map(str, paragraphs))}{inferred}]\n"
        assert run("cite", name, field, "--style", "pandoc").stdout == expected


def test_what_is_inferred_says_so_and_why(run: Run) -> None:
    text = run("cite", "darfur", "framework").stdout
    assert text.startswith("darfur: framework: multilateral (inferred: The sentence that lists Darfur is on UN")


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("markdown", " (inferred: The sentence that lists Darfur is on UN peacekeeping, but"),
        ("pandoc", "[@biruta-2021, para. 4, inferred]\n"),
        ("latex", "\\autocite[para.~4, inferred]{biruta-2021}\n"),
    ],
)
def test_no_style_passes_an_inference_off_as_the_articles_statement(run: Run, style: str, written: str) -> None:
    assert written in run("cite", "darfur", "framework", "--style", style).stdout


def test_without_a_field_the_summary_or_the_statement_is_cited(run: Run) -> None:
    assert run("cite", "south", "sudan").stdout == run("cite", "south-sudan", "summary").stdout
    assert run("cite", "troops-deployed").stdout == run("cite", "troops-deployed", "statement").stdout


@pytest.mark.parametrize("field", ["as_of", "as-of", "AS OF", "As Of"])
def test_a_field_is_written_as_one_likes(run: Run, field: str) -> None:
    assert run("cite", "troops-deployed", field).stdout.startswith("troops-deployed: as of: in or before 2021-10-31")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["darfur", "end"], 1, "the article does not state this of darfur: end"),
        (["darfur", "value"], 2, 'darfur has no field "value"'),
        (["darfur", "strat"], 2, 'darfur has no field "strat" (did you mean "start"?)'),
        (["darfuur", "start"], 1, "did you mean darfur?"),
        (["darfur", "unamir"], 2, "2 records are named: name one, and a field of it"),
        (["darfur", "start", "--style", "bibtex"], 2, "--style bibtex cites whole works: leave NAME out"),
        (["darfur", "start", "--style", "ris"], 2, "--style ris cites whole works"),
        (["darfur", "start", "--style", "csl-json"], 2, "--style csl-json cites whole works"),
        (["--style", "latex"], 2, "--style latex cites one value: give its NAME"),
        (["darfur", "--of", "dataset"], 2, "--of dataset cites the whole dataset: leave NAME out"),
    ],
)
def test_what_cannot_be_cited_is_told_in_one_line(run: Run, arguments: list[str], code: int, message: str) -> None:
    done = run("cite", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("style", ["pandoc", "latex"])
def test_pandoc_makes_a_word_file_whose_footnote_names_the_paragraph(run: Run, tmp_path: Path, style: str) -> None:
    citation = run("cite", "darfur", "start", "--style", style).stdout.strip()
    bibliography = "csl-json" if style == "pandoc" else "bibtex"
    references = tmp_path / ("references.json" if style == "pandoc" else "references.bib")
    references.write_text(run("cite", "--style", bibliography).stdout, encoding="utf-8")
    (tmp_path / "text").write_text(f"It began in 2004 {citation}.\n", encoding="utf-8")
    command = [
        "pandoc", "-f", "markdown" if style == "pandoc" else "latex", "--citeproc", f"--csl={DATA / 'note.csl'}",
        f"--bibliography={references}",
        str(tmp_path / "text"), "-o", str(tmp_path / "out.docx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, timeout=60)
    with zipfile.ZipFile(tmp_path / "out.docx") as document:
        notes = re.sub("<[^>]*>", "", document.read("word/footnotes.xml").decode())
    assert "Vincent Biruta" in notes
    assert "paragraph 4." in notes


def test_a_whole_record_in_markdown_shows_as_it_is_and_links_each_phrase(run: Run) -> None:
    text = run("show", "darfur", "--format", "markdown").stdout
    tokens = MarkdownIt("commonmark").parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    addresses = [token.attrGet("href") for token in inline if token.type == "link_open"]
    assert sum("#:~:text=" in str(address) for address in addresses) == 4
    assert "https://sudantribune.com/article5541" in addresses
    shown = "".join(token.content for token in inline if token.type == "text")
    for part in ("¶4", "“namely in Darfur (2004)”", "framework: multilateral [4]", "[4] ", "outcomes, strength"):
        assert part in shown
