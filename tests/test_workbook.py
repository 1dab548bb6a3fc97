"""The workbook: real spreadsheets read each value as what it is, and its links open the article at their words."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import openpyxl
import pytest
from msgspec.structs import replace

import rwpk
from rwpk import errors, loading, model
from rwpk.export import workbook as module
from rwpk.export.workbook import workbook
from tests.support import DATA, ROOT, Run, environment

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: What a spreadsheet would make something else of, if it were typed in.
AWKWARD = [
    "1993-10", "2004", "TRUE", "NA", "#N/A", "=1+1", "+1", "@x", "0012", "1e5", "1/2", "10%", "'quoted'", '"quoted"',
    "<r>x</r>", "<r><t>x</t></r>", "_x0041_", "a & b < c", " blanks ", "https://example.org/", "mailto:a@example.org",
    "Côte d’Ivoire", "漢字", "🕊",
]  # fmt: skip


def ours() -> bytes:
    whole = loading.load()
    return workbook(whole, loading.load_context(whole), "1.2.3")


def harbour(**changes: Any) -> rwpk.Dataset:
    """Return the dataset of one mission and its facts, with other values in its source, missions or facts."""
    return replace(rwpk.load(DATA / "harbour.yaml"), **changes)


def with_phrases(*phrases: str) -> rwpk.Dataset:
    """Return a dataset whose one mission has evidence with these phrases."""
    (mission, *_) = harbour().missions
    evidence = tuple(replace(mission.evidence[0], phrase=phrase) for phrase in phrases)
    return harbour(missions=(replace(mission, evidence=evidence),), facts=())


def with_statements(*statements: str) -> rwpk.Dataset:
    """Return a dataset whose facts state these texts, which no rule has checked."""
    fact = model.Fact(id="fact", topic="topic", statement="", evidence=())
    return harbour(facts=tuple(replace(fact, id=f"fact-{at}", statement=text) for at, text in enumerate(statements)))


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(data: bytes, sheet: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a sheet as cells by column."""
    header, *others = opened(data)[sheet].iter_rows()
    for row in others:
        yield {name.value: cell for name, cell in zip(header, row, strict=True)}


def about(data: bytes) -> dict[str, Any]:
    return {row["about"].value: row["text"] for row in rows(data, "about")}


def address(cell: Any) -> str | None:
    if cell.hyperlink is None:
        return None
    return "#".join(part for part in (cell.hyperlink.target, cell.hyperlink.location) if part)


@pytest.fixture(scope="module")
def data() -> bytes:
    return ours()


# what is in it


def test_export_of_a_name_in_xlsx_writes_a_workbook_and_nothing_else(run: Run, tmp_path: Path) -> None:
    done = run("export", str(tmp_path / "rwanda.xlsx"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["rwanda.xlsx"]
    sheets = openpyxl.load_workbook(tmp_path / "rwanda.xlsx").sheetnames
    assert sheets == ["missions", "facts", "evidence", "notes", "codebook", "about"]


@pytest.mark.parametrize("sheet", ["missions", "facts", "evidence", "notes"])
def test_each_sheet_holds_what_the_data_package_holds(run: Run, tmp_path: Path, data: bytes, sheet: str) -> None:
    assert run("export", str(tmp_path / "out")).returncode == 0
    with (tmp_path / "out" / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        columns, *written = csv.reader(file)
    kept = [index for index, name in enumerate(columns) if name != "link"]  # the phrase is itself the link
    expected = [[row[index] for index in kept] for row in (columns, *written)]
    cells = opened(data)[sheet].iter_rows(values_only=True)
    shown = [["" if cell is None else {True: "true", False: "false"}.get(cell, str(cell))
              if isinstance(cell, bool) else str(cell) for cell in row] for row in cells]  # fmt: skip
    assert shown == expected


def test_numbers_are_numbers_booleans_are_booleans_and_all_else_is_text(data: bytes) -> None:
    kinds: dict[str, set[str]] = {}
    for sheet in ("missions", "facts", "evidence", "notes"):
        for row in rows(data, sheet):
            for column, cell in row.items():
                if cell.value is not None:
                    kinds.setdefault(cell.data_type, set()).add(column)
    assert kinds["n"] == {"value", "number", "paragraph"}
    assert kinds["b"] == {"disputed"}
    assert set(kinds) == {"n", "b", "s"}
    missions = {row["id"].value: row for row in rows(data, "missions")}
    assert (missions["unamir"]["start"].value, missions["unamir"]["start"].data_type) == ("1993-10", "s")
    assert (missions["darfur"]["start"].value, missions["darfur"]["start"].data_type) == ("2004", "s")
    assert missions["darfur"]["start"].number_format == "@"  # so that it stays text when a person edits it
    assert missions["darfur"]["end"].value is None  # not stated


def test_every_inferred_value_looks_so_and_no_other_does(data: bytes) -> None:
    bounds = {"start_earliest": "start", "start_latest": "start"}
    for sheet in ("missions", "facts"):
        for row in rows(data, sheet):
            inferred = (row["inferred"].value or "").split("; ")
            for column, cell in row.items():
                marked = cell.value is not None and bounds.get(column, column) in inferred
                assert (cell.font.i, cell.fill.fill_type) == ((True, "solid") if marked else (False, None))
    legend = about(data)["inferred"]
    assert legend.value == "A value in italics on yellow is inferred from the article's words, in whole or in part."
    assert (legend.font.i, legend.fill.fill_type) == (True, "solid")


def test_every_header_stays_in_sight_and_filters(data: bytes) -> None:
    for sheet in opened(data):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.b for cell in sheet[1])


def test_columns_are_as_wide_as_their_texts_and_long_texts_wrap(data: bytes) -> None:
    sheet = opened(data)["missions"]
    header = {cell.value: cell.column_letter for cell in sheet[1]}
    groups = list(sheet.column_dimensions.values())  # neighbours of one width are one group
    width = {
        cell.value: next(group.width for group in groups if group.min <= cell.column <= group.max) for cell in sheet[1]
    }
    assert len("central-african-republic") < width["id"] < 30
    assert len("United Nations Assistance Mission for Rwanda") < width["name"] < 50
    assert 55 < width["summary"] < 65
    summary = next(cell for cell in sheet[3] if cell.column_letter == header["summary"])
    assert summary.alignment.wrap_text is True
    assert len(summary.value) > 65
    assert sheet.row_dimensions[3].height > 25


def test_the_codebook_has_every_column_of_every_sheet(data: bytes) -> None:
    whole = opened(data)
    known = [(row["sheet"].value, row["column"].value) for row in rows(data, "codebook")]
    sheets = ("missions", "facts", "evidence", "notes")
    assert known == [(sheet, cell.value) for sheet in sheets for cell in whole[sheet][1]]
    start = next(row for row in rows(data, "codebook") if row["column"].value == "start")
    assert [cell.value for cell in start.values()] == [
        "missions", "start", "EDTF date or range or null", "article", "when it began",
    ]  # fmt: skip


def test_it_says_whose_account_it_is_how_to_cite_it_and_under_which_licence(data: bytes) -> None:
    text = about(data)
    assert "Minister of Foreign Affairs" in text["whose account"].value
    assert text["cite as"].value.startswith("rwpk contributors.")
    assert text["version"].value == "1.2.3"
    assert address(text["licence"]) == "https://creativecommons.org/licenses/by/4.0/"
    assert (address(text["article"]) or "").startswith("https://diplomatmagazine.eu/")
    assert "the article does not state it" in text["how to read it"].value


def test_a_dataset_of_ones_own_comes_without_our_notes_licence_and_version(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "mine.xlsx"
    assert run("export", str(target), "--data", str(DATA / "harbour.yaml")).returncode == 0
    data = target.read_bytes()
    assert opened(data).sheetnames == ["missions", "facts", "evidence", "codebook", "about"]
    text = about(data)
    assert not {"version", "licence", "phrases"} & set(text)
    assert text["title"].value.startswith("What “")
    assert "rwpk" not in text["cite as"].value


# links


def test_every_phrase_opens_the_article_at_its_words(data: bytes) -> None:
    source = loading.load().source
    for row in rows(data, "evidence"):
        page, _, words = (address(row["phrase"]) or "").partition("#:~:text=")
        assert (page, unquote(words)) == (source.URL, row["phrase"].value)
        assert not set("-,& ") & set(words)
    assert about(data)["links"].value == "Each phrase of the sheet evidence opens the article at these words."


def test_another_source_opens_if_it_is_a_web_address(data: bytes) -> None:
    cells = [row["source"] for row in rows(data, "notes")]
    assert {address(cell) is None for cell in cells} == {True, False}
    for cell in cells:
        assert address(cell) == (cell.value if cell.value.startswith(("https://", "http://")) else None)


def test_an_article_without_a_web_address_has_no_links_and_the_workbook_says_so() -> None:
    whole = with_phrases("two words")
    data = workbook(replace(whole, source=replace(whole.source, URL=None)))
    assert [address(row["phrase"]) for row in rows(data, "evidence")] == [None]
    assert address(about(data)["article"]) is None
    assert about(data)["links"].value == "The article has no web address, so no phrase has a link."


def test_a_link_holds_nothing_that_an_address_may_not_hold() -> None:
    whole = with_phrases("two words")
    url = 'https://example.org/a b"<c>é?q={1}%20[2]'
    (row,) = rows(workbook(replace(whole, source=replace(whole.source, URL=url))), "evidence")
    assert address(row["phrase"]) == "https://example.org/a%20b%22%3Cc%3E%C3%A9?q=%7B1%7D%20[2]#:~:text=two%20words"


def test_a_phrase_that_looks_like_markup_of_excel_is_a_link_too() -> None:
    data = workbook(with_phrases("<r>two words</r>"))
    (row,) = rows(data, "evidence")
    assert row["phrase"].value == "<r>two words</r>"
    assert address(row["phrase"]) == "https://example.org/harbour#:~:text=%3Cr%3Etwo%20words%3C%2Fr%3E"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<r>two words</r>" not in parts.read("xl/sharedStrings.xml")


def test_an_address_that_is_too_long_for_excel_is_left_out_and_counted() -> None:
    data = workbook(with_phrases("two words", f"two {'漢' * 300}"))
    short, long = (row["phrase"] for row in rows(data, "evidence"))
    assert address(short)
    assert address(long) is None
    assert long.value == f"two {'漢' * 300}"
    assert about(data)["links"].value == (
        "1 of 2 links are left out: Excel allows 65,530 on a sheet, and 2,079 characters in an address."
    )


def test_links_beyond_what_excel_allows_on_a_sheet_are_left_out_and_counted() -> None:
    data = workbook(with_phrases(*(f"phrase {number}" for number in range(65_532))))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:  # openpyxl takes minutes over so many links
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet3.xml"))
        texts = parts.read("xl/sharedStrings.xml").decode()
    linked = [node.get("ref") for node in sheet.iter(f"{SHEET}hyperlink")]
    assert (len(linked), linked[-1]) == (65_530, "H65531")
    assert sum(1 for _ in sheet.iter(f"{SHEET}row")) == 1 + 65_532
    assert ">phrase 65531<" in texts
    assert ">2 of 65,532 links are left out: Excel allows 65,530 on a sheet, " in texts


# what Excel cannot hold


def test_a_text_longer_than_a_cell_is_refused_and_named() -> None:
    assert opened(workbook(with_statements("x" * 32_767)))["facts"]["C2"].value == "x" * 32_767
    with pytest.raises(errors.UsageError) as refusal:
        workbook(with_statements("short", "🕊" * 16_384))
    assert str(refusal.value) == (
        "facts: statement of fact-1 has 32,768 characters, and a cell of Excel holds 32,767: export a Data Package"
        " instead, as rwpk export DIR does"
    )


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ROWS", 100)  # a million rows would take minutes
    workbook(with_phrases(*["two words"] * 99))
    with pytest.raises(errors.UsageError, match=r"^the sheet evidence would have 101 rows, and Excel allows 100: "):
        workbook(with_phrases(*["two words"] * 100))


def test_a_number_that_excel_would_round_is_text() -> None:
    whole = with_statements("most", "more", "least", "less")
    numbers = (999_999_999_999_999, 10**15, -999_999_999_999_999, -(10**400))
    facts = tuple(replace(fact, value=number) for fact, number in zip(whole.facts, numbers, strict=True))
    cells = [row["value"] for row in rows(workbook(replace(whole, facts=facts)), "facts")]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        (999_999_999_999_999, "n"), (f"1{'0' * 15}", "s"), (-999_999_999_999_999, "n"), (f"-1{'0' * 400}", "s"),
    ]  # fmt: skip


# how it is written


def test_the_same_dataset_gives_the_same_bytes(run_process: Run, tmp_path: Path) -> None:
    for number, variables in enumerate(
        ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "Asia/Tokyo"})
    ):
        assert run_process("export", str(tmp_path / f"{number}.xlsx"), **variables).returncode == 0
    assert (tmp_path / "0.xlsx").read_bytes() == (tmp_path / "1.xlsx").read_bytes()


def test_without_xlsxwriter_only_writing_a_workbook_fails() -> None:
    code = (
        "import sys; sys.modules['xlsxwriter'] = None\n"
        "import rwpk; from rwpk.export.workbook import workbook\n"
        "try: workbook(rwpk.load())\n"
        "except ImportError as error: print(error.name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True, cwd=ROOT
    )
    assert done.stdout == "xlsxwriter\n"


# real spreadsheets


def test_openpyxl_reads_awkward_texts_as_they_are() -> None:
    cells = [row["statement"] for row in rows(workbook(with_statements(*AWKWARD)), "facts")]
    assert [cell.value for cell in cells] == AWKWARD
    assert {cell.data_type for cell in cells} == {"s"}
    assert {address(cell) for cell in cells} == {None}


def test_libreoffice_reads_every_value_as_what_it_is(tmp_path: Path) -> None:
    whole = with_statements(*AWKWARD, "2004")
    facts = (*whole.facts[:-1], replace(whole.facts[-1], value=2004))
    sheets = through_libreoffice(workbook(replace(whole, facts=facts)), tmp_path)
    table = list(csv.DictReader(io.StringIO(sheets["facts"])))
    assert [row["statement"] for row in table] == [*AWKWARD, "2004"]
    # texts are in quotation marks there, and numbers are not
    assert '"fact-1","topic","2004",' in sheets["facts"]
    assert f'"fact-{len(AWKWARD)}","topic","2004",2004,' in sheets["facts"]


def test_libreoffice_reads_our_own_dataset(data: bytes, tmp_path: Path) -> None:
    sheets = through_libreoffice(data, tmp_path)
    assert set(sheets) == {"missions", "facts", "evidence", "notes", "codebook", "about"}
    missions = {row["id"]: row for row in csv.DictReader(io.StringIO(sheets["missions"]))}
    assert (missions["unamir"]["start"], missions["darfur"]["start"]) == ("1993-10", "2004")
    assert '"2004","2004-01-01","2004-12-31","stated",' in sheets["missions"]
    assert [mission["disputed"] for mission in missions.values()].count("TRUE") > 0
    phrases = [row["phrase"] for row in csv.DictReader(io.StringIO(sheets["evidence"]))]
    assert phrases == [row["phrase"].value for row in rows(data, "evidence")]


def through_libreoffice(data: bytes, folder: Path) -> dict[str, str]:
    """Return each sheet as CSV, as LibreOffice reads it: the texts in quotation marks, the numbers without."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (folder / "book.xlsx").write_bytes(data)
    profile = (folder / "profile").as_uri()
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", form, "book.xlsx"],
        cwd=folder, capture_output=True, timeout=200, check=True,
    )  # fmt: skip
    return {path.stem.removeprefix("book-"): path.read_text(encoding="utf-8") for path in folder.glob("book-*.csv")}
