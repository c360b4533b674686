"""Solving waits for nothing heavy that it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOLVE = """
import sys
import numpy as np
from seeder.problem import SeedingProblem
from seeder.solvers import solve
print("ortools" in sys.modules)
solve(SeedingProblem(account=[0, 1], value_if_yes=[1, 2], cost=[[1, 1]], budget=[2]))
print("ortools" in sys.modules)
rng = np.random.default_rng(0)
cost = rng.integers(1, 60, (2, 200)) / 10
solve(SeedingProblem(account=np.arange(200), value_if_yes=rng.lognormal(0, 1, 200), cost=cost, budget=[40, 40]))
print("ortools" in sys.modules, "pandas" in sys.modules, "scipy" in sys.modules)
"""

SOLVE_OVERLAPPING = """
import sys
import numpy as np
from seeder.problem import Coverage, SeedingProblem
from seeder.solvers import Stop, solve
print("scipy" in sys.modules)
rng = np.random.default_rng(0)
n, n_cells = 30, 20
has = rng.random((n, n_cells)) < 0.3
problem = SeedingProblem(
    account=np.arange(n), value_if_yes=np.zeros(n), cost=rng.integers(5, 20, (1, n)) / 10, budget=[10],
    coverage=Coverage(
        weight=np.ones(n_cells), start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
        cell=np.nonzero(has)[1], chance=rng.uniform(0, 0.5, int(has.sum())),
    ),
)
result = solve(problem, stop=Stop(relative_gap=1e-6))
print(result.termination.reason.name)
print("pandas" in sys.modules, "scipy.stats" in sys.modules, "numba" in sys.modules)
"""


def told_by(script: str) -> list[str]:
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True).stdout
    return told.splitlines()


def test_no_solver_where_none_is_needed_and_never_pandas() -> None:
    assert told_by(SOLVE) == ["False", "False", "True False False"]


def test_small_overlaps_are_proved_without_a_compiler() -> None:
    assert told_by(SOLVE_OVERLAPPING) == ["False", "OPTIMAL", "False False False"]
