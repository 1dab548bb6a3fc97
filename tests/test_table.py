"""How a table shares out the width it has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rwpk.render.table import Width, choose, fit, total

widths = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 200)).map(lambda pair: Width(pair[0], sum(pair))),
    min_size=1,
    max_size=8,
)


@given(widths, st.integers(1, 300))
def test_each_column_gets_at_least_what_it_needs_and_at_most_what_it_can_use(columns: list[Width], screen: int) -> None:
    fitted = fit(columns, screen)
    assert all(column.least <= width <= column.most for column, width in zip(columns, fitted, strict=True))
    assert total(fitted) <= max(screen, total([column.least for column in columns]))


@given(widths)
def test_a_pipe_gives_each_column_all_it_can_use(columns: list[Width]) -> None:
    assert fit(columns, None) == [column.most for column in columns]


def test_optional_columns_go_first_where_there_is_no_room() -> None:
    columns = {"id": Width(10, 10), "role": Width(10, 10), "summary": Width(24, 90)}
    assert choose(columns, ("role", "summary"), 48) == ["id", "role", "summary"]
    assert choose(columns, ("role", "summary"), 47) == ["id", "role"]
    assert choose(columns, ("role", "summary"), 21) == ["id"]
    assert choose(columns, ("role", "summary"), None) == ["id", "role", "summary"]
