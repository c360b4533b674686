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


def test_no_solver_where_none_is_needed_and_never_pandas() -> None:
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", SOLVE], cwd=root, capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == ["False", "False", "True False False"]
