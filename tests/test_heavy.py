"""A valid dataset of unusual shape is answered as fast as any: within the bound on work."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from random import Random

import pytest

from rwpk import files
from rwpk.article import verify
from rwpk.errors import ArticleError
from tests.support import read_data, run_bounded

BASE_JSON = read_data("harbour.json")


@pytest.mark.parametrize("columns", ["0", "80"])
def test_a_long_summary_makes_no_other_line_of_a_record_long_to_write(columns: str) -> None:
    whole = json.loads(BASE_JSON)
    mission = whole["missions"][0]
    mission["summary"] = "w" * 200_000
    first = mission["evidence"][0]
    count = 200_000 // len(json.dumps(first))
    mission["evidence"] = [first | {"phrase": f"two boats kept watch {number} times"} for number in range(count)]
    shown = run_bounded("show", "harbour", "--data", "-", stdin=json.dumps(whole), COLUMNS=columns)
    assert shown.returncode == 0
    assert shown.stdout.count("“") >= len(mission["evidence"])


@pytest.mark.parametrize(
    "command", ["missions --match", "missions --country", "missions --organisation", "facts --topic"]
)
def test_a_long_filter_is_folded_once_and_not_for_each_record(command: str) -> None:
    whole = json.loads(BASE_JSON)
    mission, fact = (whole[group][0] for group in ("missions", "facts"))
    own = {"organisations": ["é"], "country": "é", "aliases": []}
    own["evidence"] = [one | {"supports": [*one["supports"], "organisations"]} for one in mission["evidence"]]
    whole["missions"] = [mission | own | {"id": f"m{number}", "name": f"n{number}"} for number in range(800)]
    whole["facts"] = [fact | {"id": f"f{number}", "topic": "é"} for number in range(800)]
    done = run_bounded(*command.split(), "é" * 60_000, "--data", "-", stdin=json.dumps(whole))
    if command == "missions --match":
        assert "match; without filters there are 800" in done.stderr
    else:
        assert (done.returncode, done.stdout) == (2, "")
        assert "there are: é" in done.stderr


def test_a_name_is_likened_to_the_beginnings_of_names_and_not_to_thousands() -> None:
    whole = json.loads(BASE_JSON)
    letters = list("abcdefghij" * 10)
    shuffled = Random(1)
    mission = whole["missions"][0]
    whole["missions"] = [mission | {"id": f"m{number}", "name": f"n{number}", "aliases": []} for number in range(160)]
    for number in range(8_000):
        shuffled.shuffle(letters)
        whole["missions"][number % 160]["aliases"].append("".join(letters))
    done = run_bounded("show", "abcdefghij" * 10, "--data", "-", stdin=json.dumps(whole))
    assert done.returncode == 1
    assert "no record is called" in done.stderr


def test_the_caption_of_a_picture_is_cut_and_no_narrower_than_a_page(tmp_path: Path) -> None:
    whole = json.loads(BASE_JSON)
    whole["source"]["title"] = "w" * 400_000
    file = tmp_path / "x.txt"
    done = run_bounded("timeline", "--save", str(file), "--data", "-", stdin=json.dumps(whole), COLUMNS="1")
    assert done.returncode == 0
    caption = file.read_text(encoding="utf-8").rstrip().splitlines()[-2:]
    assert len(caption[0]) == 40
    assert caption[-1].endswith("…")


# memory ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("piece", "copies"),
    [
        (b"\xff", 1),  # no text
        (b"a: b\n", 2),  # the bytes and the text of them
    ],
)
def test_what_is_no_dataset_is_held_once_as_bytes_and_once_as_text(tmp_path: Path, piece: bytes, copies: int) -> None:
    size = 32 * 1024**2
    file = tmp_path / "large.yaml"
    file.write_bytes(piece * (size // len(piece)))
    tracemalloc.start()
    try:
        report = verify.check(files.read(file))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert not report.holds
    assert peak < (copies + 0.3) * size


def test_an_article_that_is_too_long_is_refused_before_it_is_taken_apart(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_bytes(b"a line\n" * 1_000_000)
    article = files.read(file, ArticleError, files.MAX_ARTICLE)
    dataset = files.read(Path(__file__).parent / "data" / "harbour.yaml")
    tracemalloc.start()
    try:
        with pytest.raises(ArticleError, match="more than 1,000,000 characters to read are not an article"):
            verify.check(dataset, article)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * len(article.data)
