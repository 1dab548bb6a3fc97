"""No cell of rwpk's CSV is a formula in LibreOffice, whatever loads and whatever separates the cells."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from functools import cache
from itertools import product
from pathlib import Path

import pytest

import rwpk
from tests.support import Run, parse, read_data

SOFFICE = shutil.which("soffice")
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b"
BLANKS = ["", " ", "\t", "\n", "\xa0", "\u3000", "\xad", '"', '""', "'", "\u200b", "\ufeff"]
#: What may stand before a sign: nothing, a word, and what separates cells somewhere.
BEFORE = ["", "x", "x;", "x ;", "x\u037e", "x,", "x|", "x\t", "x\n"]


def dataset(texts: list[str]) -> bytes:
    """Return a dataset in JSON with a mission and a fact for each text, and the text in several fields of both."""
    whole = json.loads(read_data("harbour.json"))
    mission, fact = whole["missions"][0] | {"aliases": []}, whole["facts"][0]
    whole["facts"] = [
        fact | {"id": f"f{number}", "statement": text, "topic": text, "unit": text} for number, text in enumerate(texts)
    ]
    whole["missions"] = [
        mission | {"id": f"m{number}", "summary": text, "aims": ["x;", text]} for number, text in enumerate(texts)
    ]
    return json.dumps(whole).encode()


@cache
def loads(text: str) -> bool:
    try:
        parse(dataset([text]), "x.json")
    except rwpk.DatasetError:
        return False
    return True


def formulas(folder: Path, separator: str) -> list[str]:
    """Open each CSV file of a folder in LibreOffice and return the formulas, as the cells of a workbook."""
    files = sorted(folder.glob("*.csv"))
    subprocess.run(
        [
            str(SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx", f"--infilter=CSV:{ord(separator)},34,76,1", "--outdir", str(folder),
            *map(str, files),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    found = []
    for file in files:
        with zipfile.ZipFile(file.with_suffix(".xlsx")) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert sheet.count("<row") >= 1
        found += [f"{file.name}: {cell.partition('</c>')[0]}" for cell in sheet.split("<c ") if "<f" in cell]
    return found


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", "x;", "x ; "])
def test_a_text_that_begins_a_cell_with_a_formula_sign_is_refused(before: str, sign: str) -> None:
    assert loads(f"{before}x{sign}1")
    for blank in BLANKS[:-2]:
        if blank != "'":
            assert not loads(f"{before}{blank}{sign}1+1"), ascii(blank)


def test_a_match_within_a_text_begins_no_cell_as_a_formula(tmp_path: Path, run: Run) -> None:
    data = tmp_path / "x.json"
    data.write_bytes(dataset(["1 + 1 =2 –3"]))
    for wanted in ("=2", "+ 1", "-3", "= 2", "\uff1d2"):
        for row in run(
            "search", "--format", "csv", "--columns", "match", "--data", str(data), "--", wanted
        ).stdout.split("\n"):
            assert not row.startswith(("=", "+", "-", "@"))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("separator", [",", ";"])
def test_libreoffice_finds_no_formula_in_csv_whatever_separates_its_cells(
    separator: str, tmp_path: Path, run: Run
) -> None:
    texts = [f"{before}{blank}{sign}1+1" for before, blank, sign in product(BEFORE, BLANKS, SIGNS)]
    fitting = [text for text in texts if loads(text)]
    assert 0 < len(fitting) < len(texts)
    data, folder = tmp_path / "x.json", tmp_path / "written"
    data.write_bytes(dataset(fitting))
    assert run("export", str(folder), "--data", str(data)).returncode == 0
    for command in ("missions", "facts"):
        done = run(command, "--format", "csv", "--data", str(data))
        assert done.returncode == 0
        (folder / f"{command}-listed.csv").write_text(done.stdout, encoding="utf-8")
    (folder / "control.csv").write_text(f"id{separator}text\nx{separator}=1+1\n", encoding="utf-8")
    found = formulas(folder, separator)
    assert len(found) == 1
    assert found[0].startswith("control.csv: ")
