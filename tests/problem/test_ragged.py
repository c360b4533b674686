"""Rows of different lengths, against lists of lists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.problem.ragged import Ragged, rises_in_rows


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=6), st.lists(st.integers(0, 5), max_size=8))
def test_rows_side_by_side(rows: list[list[int]], wanted: list[int]) -> None:
    values = np.array([value for row in rows for value in row], dtype=np.int64)
    start = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    chosen = [position for position in wanted if position < len(rows)]
    found = Ragged.of_some(start, np.array(chosen, dtype=np.int64))
    assert values[found.entry].tolist() == [value for position in chosen for value in rows[position]]
    assert found.owner.tolist() == [place for place, position in enumerate(chosen) for _ in rows[position]]
    assert (
        found.start.tolist() == np.concatenate(([0], np.cumsum([len(rows[position]) for position in chosen]))).tolist()
    )


def test_blocks_in_an_order_of_their_own() -> None:
    found = Ragged(np.array([5, 0, 5]), np.array([2, 1, 1]))
    assert found.entry.tolist() == [5, 6, 0, 5]
    assert found.start.tolist() == [0, 2, 3, 4]


@pytest.mark.parametrize(
    ("values", "start", "expected"),
    [
        ([], [0], True),
        ([3, 5, 1, 2], [0, 2, 2, 4], True),
        ([3, 5, 5, 2], [0, 2, 4], False),
        ([3, 3], [0, 1, 2], True),
        ([3, 3], [0, 2], False),
    ],
)
def test_values_rise_within_rows_not_between_them(values: list[int], start: list[int], expected: bool) -> None:
    assert rises_in_rows(np.array(values, dtype=np.int64), np.array(start)) is expected
