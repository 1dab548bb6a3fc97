"""The pages and pictures that follow from the program are not stale: `python docs/generate.py` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from docs import generate
from tests.support import ROOT, SVG, Run, svg_lines

HOW = "stale: python docs/generate.py"
PICTURES = {path.name: text for path, text in generate.generated().items() if path.suffix == ".svg"}


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


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_looks_as_the_program_draws_it(name: str) -> None:
    # not byte for byte: another version of Rich may write the same picture in other words
    assert looks((ROOT / "docs" / name).read_text(encoding="utf-8")) == looks(PICTURES[name]), HOW


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_shows_what_its_command_prints_and_is_small(run: Run, name: str) -> None:
    command = Path(name).stem.split("-")
    shown = svg_lines(PICTURES[name])
    assert shown == [line for line in run(*command, COLUMNS="80").stdout.splitlines() if line]
    assert len((ROOT / "docs" / name).read_bytes()) < 16_000


def test_the_readme_opens_with_every_picture_each_with_words_for_those_who_cannot_see_it() -> None:
    opening = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]
    shown = dict(re.findall(r"^!\[(.+)\]\(docs/(.+)\)$", opening, re.MULTILINE))
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
