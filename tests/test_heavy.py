"""A valid dataset of unusual shape is answered as fast as any: see test_hostile for the bounds."""

from __future__ import annotations

import json

import pytest

from tests.test_bad_datasets import BASE_JSON
from tests.test_hostile import call


@pytest.mark.parametrize("columns", ["0", "80"])
def test_a_long_summary_makes_no_other_line_of_a_record_long_to_write(
    columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    whole = json.loads(BASE_JSON)
    mission = whole["missions"][0]
    mission["summary"] = "w" * 200_000
    mission["evidence"] *= 2_000
    shown = call("show", "harbour", "--data", "-", stdin=json.dumps(whole).encode())
    assert shown.exit_code == 0
    assert shown.stdout.count("“") >= 2_000
