"""The pages and pictures that follow from the program are not stale: `python docs/generate.py` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from docs import generate
from tests.support import ROOT, SVG, Run, contrast

HOW = "stale: python docs/generate.py"
TERMINALS = {f"{name}.svg": text for name, text in generate.pictures()}
PICTURES = ["timeline.svg", *TERMINALS]


def svg_lines(svg: str) -> list[str]:
    """Return the lines of text that a picture of a terminal shows, from top to bottom."""
    rows: dict[float, str] = {}
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if group.get("class", "").endswith("-matrix"):
            for text in group.iter(f"{SVG}text"):
                y, cell = float(text.get("y", "0")), round(float(text.get("x", "0")) / generate.CELL)
                rows[y] = rows.get(y, "").ljust(cell) + (text.text or "")  # blanks are not drawn
    return [row.rstrip() for _, row in sorted(rows.items())]


def looks(svg: str) -> list[tuple[str, ...]]:
    """Each text of a picture with the rules of its class, light and dark: what is seen, however it is written."""
    root = ElementTree.fromstring(svg)
    css = root.findtext(f"{SVG}style") or ""
    rules: dict[str, list[str]] = {}
    for name, rule in re.findall(r"^\.(\S+) \{(.*)\}$", css, re.MULTILINE):
        rules.setdefault(name, []).append("".join(rule.split()).rstrip(";"))
    return [(text.text or "", *rules[text.get("class", "")]) for text in root.iter(f"{SVG}text")]


def test_the_command_reference_is_what_the_program_says() -> None:
    page = ROOT / "docs" / "commands.md"
    assert page.read_text(encoding="utf-8") == generate.reference(), HOW


def test_the_chart_is_the_one_that_the_command_saves(run: Run, tmp_path: Path) -> None:
    assert (ROOT / "docs" / "timeline.svg").read_text(encoding="utf-8") == generate.timeline_chart(), HOW
    run("timeline", "--save", str(tmp_path / "x.svg"))
    assert (tmp_path / "x.svg").read_text(encoding="utf-8") == generate.timeline_chart()


@pytest.mark.parametrize("name", TERMINALS)
def test_each_picture_of_a_terminal_looks_as_the_program_draws_it(name: str) -> None:
    # not byte for byte: another version of Rich may write the same picture in other words
    assert looks((ROOT / "docs" / name).read_text(encoding="utf-8")) == looks(TERMINALS[name]), HOW


@pytest.mark.parametrize("name", TERMINALS)
def test_each_picture_of_a_terminal_shows_what_its_command_prints(run: Run, name: str) -> None:
    command = Path(name).stem.split("-")
    shown = svg_lines(TERMINALS[name])
    assert shown == [line for line in run(*command, COLUMNS="80").stdout.splitlines() if line]


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_is_small_and_loads_nothing(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert len(text.encode()) < 16_000
    assert not re.search(r"url\((?!#)|@import|@font-face|<script|href", text)


@pytest.mark.parametrize("name", TERMINALS)
def test_each_picture_of_a_terminal_is_light_and_dark(name: str) -> None:
    light, dark = (
        dict(re.findall(r"^\.(\S*r\d+) \{.*?fill: (#\w+)", part, re.MULTILINE))
        for part in TERMINALS[name].split("@media (prefers-color-scheme: dark)")
    )
    assert light
    assert light.keys() == dark.keys()
    for colours, ground in ((light, generate.LIGHT), (dark, generate.DARK)):
        assert all(contrast(colour, ground.background_color.hex) >= 4.5 for colour in colours.values())


@pytest.mark.parametrize("name", TERMINALS)
def test_no_place_in_a_picture_of_a_terminal_rests_on_blanks_that_a_viewer_may_drop(name: str) -> None:
    texts = [text.text or "" for text in ElementTree.fromstring(TERMINALS[name]).iter(f"{SVG}text")]
    assert not [text for text in texts[1:] if re.search(r"^\s|\s$|\s\s|\xa0", text)]


def test_the_readme_opens_with_the_chart_and_every_picture_has_words_for_those_who_cannot_see_it() -> None:
    opening = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]
    shown = dict(re.findall(r"^!\[(.+)\]\(docs/(.+)\)$", opening, re.MULTILINE))
    assert next(iter(shown.values())) == "timeline.svg"
    assert sorted(shown.values()) == sorted(PICTURES)
    assert all(len(words) > 40 for words in shown)


def test_every_command_and_option_of_help_is_in_the_reference(run_process: Run) -> None:
    page = generate.reference()
    commands = re.findall(r"^## `rwpk (\S+)`$", page, re.MULTILINE)
    assert {"missions", "show", "facts", "timeline"} <= set(commands)
    for command in commands:
        section = page.partition(f"## `rwpk {command}`")[2].partition("\n## ")[0]
        options = set(re.findall(r"(?<![\w-])--[a-z]+", run_process(command, "-h", COLUMNS="100").stdout))
        assert options - {"--help"} <= set(re.findall(r"--[a-z]+", section))
