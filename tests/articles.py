"""The articles that a dataset is held against: a made-up one in tests/data, and the real one where it is at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
MADE_UP = ROOT / "tests" / "data" / "article.txt"
REAL = ROOT.parent / "shared" / "seeds" / "000_258ca656d77742a2.txt"
#: The names of the articles, to parametrise a fixture with.
ARTICLES = ("made-up", "real")


class Original(NamedTuple):
    """An article and the dataset taken from it. Each paragraph is one line of the text, after the paper's own blurb."""

    name: str
    text: str
    dataset: Path


def find_original(name: str) -> Original:
    """Return an article by its name; skip the test where the real one is not at hand."""
    if name == "made-up":
        return Original(name, MADE_UP.read_text(encoding="utf-8"), MADE_UP.with_suffix(".yaml"))
    variable = os.environ.get("RWPK_ARTICLE")
    path = Path(variable) if variable else REAL
    if not variable and not path.exists():
        pytest.skip("the real article's text is not here: name a copy of it in RWPK_ARTICLE")
    return Original(name, path.read_text(encoding="utf-8"), ROOT / "data" / "missions.yaml")


def listed_paragraphs(skeleton: str) -> str:
    """Return the lines of a skeleton that list the paragraphs, to be put into a dataset."""
    return skeleton[skeleton.index("  paragraphs:\n") : skeleton.index("\nmissions:")]
