"""`import rwpk`: light, typed, and the same records as the command shows."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import rwpk
from tests.support import environment


def modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        capture_output=True, text=True, env=environment(), check=True,
    )  # fmt: skip
    return set(done.stdout.splitlines()[-1].split())


def test_importing_rwpk_imports_nothing_but_rwpk() -> None:
    assert modules_after("import rwpk") - modules_after("") == {"rwpk"}


def test_load_gives_frozen_records_with_their_bounds() -> None:
    dataset = rwpk.load()
    cabo = next(mission for mission in dataset.missions if mission.id == "cabo-delgado")
    assert cabo.start_span == rwpk.Span(datetime.date(2014, 1, 1), datetime.date(2021, 10, 31))
    assert cabo.start_basis == "inferred"
    assert cabo.end is None
    assert len({*dataset.missions, *dataset.facts}) == 39
    with pytest.raises(AttributeError):
        cabo.end = "2022"  # type: ignore[misc]
    assert isinstance(cabo, msgspec.Struct)


def test_every_public_name_is_there_and_no_other() -> None:
    assert dir(rwpk) == rwpk.__all__
    for name in rwpk.__all__:
        assert getattr(rwpk, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        rwpk.nothing  # noqa: B018


def test_a_broken_dataset_raises_with_all_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("schema: 2\nmission: []\n", encoding="utf-8")
    with pytest.raises(rwpk.RwpkError) as caught:
        rwpk.load(path)
    assert isinstance(caught.value, rwpk.DatasetError)
    # a field that is missing is shown at the top
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (1, "schema"),
        (1, None),
        (1, None),
        (2, "mission"),
    ]
