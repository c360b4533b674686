"""The sparse matrix of who is moved refuses what is no matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seeder.errors import ProblemError
from seeder.problem import Coverage


def arguments(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "weight": [5.0, 2.0],
        "start": [0, 2, 2, 3],
        "cell": [0, 1, 0],
        "chance": [0.5, 1.0, 0.0],
    }
    return given | changes


def test_entries_of_some_options() -> None:
    coverage = Coverage(**arguments())
    assert (coverage.n_cells, coverage.n_options) == (2, 3)
    entries, owner = coverage.entries_of(np.array([2, 0]))
    assert entries.tolist() == [2, 0, 1]
    assert owner.tolist() == [0, 1, 1]


def test_blocks_cut_no_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seeder.problem.coverage._ENTRIES_AT_ONCE", 3)
    cells = [0, 1, 0, 1, 2, 3, 0, 2, 3]
    coverage = Coverage(weight=np.ones(4), start=[0, 2, 2, 6, 7, 9], cell=cells, chance=np.full(9, 0.5))
    found = [block.tolist() for block in coverage.blocks_of(np.arange(5))]
    assert found == [[0, 1], [2], [3, 4]]
    assert [block.tolist() for block in coverage.blocks_of(np.array([4, 2, 0]))] == [[4], [2], [0]]
    assert list(coverage.blocks_of(np.empty(0, dtype=np.int64))) == []


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_totals_by_hand(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seeder.problem.coverage._ENTRIES_AT_ONCE", at_once)
    coverage = Coverage(**arguments(chance=[0.5, 1.0, 0.25]))
    of_cell = np.array([8.0, 3.0])
    assert coverage.totals(of_cell, np.arange(3)).tolist() == [7.0, 0.0, 2.0]
    assert coverage.totals(of_cell, np.array([2, 1, 0, 2])).tolist() == [2.0, 0.0, 7.0, 2.0]
    assert coverage.totals(of_cell, np.array([1])).tolist() == [0.0]
    assert coverage.totals(of_cell, np.empty(0, dtype=np.int64)).tolist() == []


def test_cells_may_fall_from_one_option_to_the_next_only() -> None:
    coverage = Coverage(weight=[1, 1], start=[0, 0, 1, 1, 2, 2], cell=[1, 1], chance=[1, 1])
    assert coverage.n_options == 5
    with pytest.raises(ProblemError, match="rise"):
        Coverage(weight=[1, 1], start=[0, 0, 2, 2], cell=[1, 1], chance=[1, 1])


@pytest.mark.parametrize(
    "changes",
    [
        {"weight": [5.0, -2.0]},
        {"weight": [5.0, np.nan]},
        {"weight": [5.0, np.inf]},
        {"weight": [5.0]},
        {"start": [1, 2, 2, 3]},
        {"start": [0, 2, 1, 3]},
        {"start": [0, 2, 2, 2]},
        {"start": []},
        {"cell": [1, 0, 0]},
        {"cell": [0, 0, 0]},
        {"cell": [0, 2, 0]},
        {"cell": [0, 1]},
        {"chance": [0.5, 1.1, 0.0]},
        {"chance": [0.5, np.nan, 0.0]},
        {"chance": [[0.5, 1.0, 0.0]]},
    ],
)
def test_contradictions_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProblemError, match="coverage"):
        Coverage(**arguments(**changes))
