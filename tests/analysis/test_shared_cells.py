"""Cells of a selection by row: nothing is lost where alike ones merge, and no others merge."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.overlapping import coverage_problems

from seeder.analysis.shared_cells import SharedCells, cells_of, merged
from seeder.problem import Coverage, SeedingProblem

Row = tuple[tuple[int, float], ...]


def rows_of(cells: SharedCells) -> list[Row]:
    return [
        tuple(
            zip(
                cells.position[cells.start[cell] : cells.start[cell + 1]].tolist(),
                cells.chance[cells.start[cell] : cells.start[cell + 1]].tolist(),
                strict=True,
            )
        )
        for cell in range(len(cells.weight))
    ]


def weights_by_definition(coverage: Coverage, chosen: list[int]) -> Counter[Row]:
    """What each different row of chances above 0 weighs in all."""
    found: Counter[Row] = Counter()
    for cell in range(coverage.n_cells):
        row = []
        for position, option in enumerate(chosen):
            part = slice(coverage.start[option], coverage.start[option + 1])
            held = dict(zip(coverage.cell[part].tolist(), coverage.chance[part].tolist(), strict=True))
            if held.get(cell, 0.0) > 0:
                row.append((position, held[cell]))
        if row and coverage.weight[cell] > 0:
            found[tuple(row)] += coverage.weight[cell]
    return found


@settings(max_examples=100)
@given(problem=coverage_problems(), data=st.data())
def test_rows_and_weights_are_those_of_the_definition(problem: SeedingProblem, data: st.DataObject) -> None:
    assert problem.coverage is not None
    chosen = [option for option in range(problem.n_options) if data.draw(st.booleans())]
    expected = weights_by_definition(problem.coverage, chosen)
    cells = cells_of(problem.coverage, np.array(chosen, dtype=np.int64))
    assert set(rows_of(cells)) == set(expected)
    found = merged(cells)
    assert len(found.weight) == len(expected)
    for row, weight in zip(rows_of(found), found.weight.tolist(), strict=True):
        assert weight == pytest.approx(expected[row], rel=1e-12)


@settings(max_examples=50)
@given(st.lists(st.sampled_from([(0,), (1,), (0, 1), (0, 2), (1, 2), (0, 1, 2)]), max_size=30))
def test_cells_merge_where_their_rows_are_equal(rows: list[tuple[int, ...]]) -> None:
    lengths = [len(row) for row in rows]
    cells = SharedCells(
        weight=np.arange(1.0, len(rows) + 1),
        start=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        position=np.array([position for row in rows for position in row], dtype=np.int32),
        chance=np.array([0.25 if position else 0.5 for row in rows for position in row]),
    )
    found = merged(cells)
    expected: Counter[tuple[int, ...]] = Counter()
    for row, weight in zip(rows, cells.weight.tolist(), strict=True):
        expected[row] += weight
    assert {tuple(position for position, _ in row) for row in rows_of(found)} == set(expected)
    assert len(found.weight) == len(expected)
    assert found.weight.sum() == cells.weight.sum()


def test_the_same_options_by_other_chances_stay_apart() -> None:
    coverage = Coverage(
        weight=[1, 2, 4, 8], start=[0, 4, 8], cell=[0, 1, 2, 3] * 2, chance=[0.5] * 4 + [0.1, 0.1, 0.2, 0.1]
    )
    found = merged(cells_of(coverage, np.arange(2)))
    assert sorted(found.weight.tolist()) == [4.0, 11.0]
