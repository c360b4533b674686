"""Results of no search, for what is made of a selection."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seeder.certify import Certificate
from seeder.problem import SeedingProblem, value
from seeder.solvers import Bounds, Limit, SolveResult, Termination, TerminationReason


def result_of(problem: SeedingProblem, selection: Sequence[int]) -> SolveResult:
    """A result that holds a selection and proves nothing about it."""
    n_cells = 0 if problem.coverage is None else problem.coverage.n_cells
    nothing = np.zeros(len(problem.rules))
    return SolveResult(
        method="by hand",
        termination=Termination(TerminationReason.LIMIT_REACHED, Limit.TIME),
        bounds=Bounds(lower=value(problem, selection), upper=1e9, certified=1e9),
        selection=np.array(selection, dtype=np.int64),
        certificate=Certificate(
            digest=problem.digest,
            resource_multiplier=np.zeros(problem.n_resources),
            at_least_multiplier=nothing,
            at_most_multiplier=nothing,
            z=np.zeros(n_cells),
            theta=np.zeros(n_cells),
        ),
        seconds=0.0,
        seed=0,
    )
