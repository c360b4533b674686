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
