"""Solve a problem as one step of an analysis; Ctrl-C ends the whole analysis."""

from __future__ import annotations

from collections.abc import Iterable

import numpy.typing as npt

from seeder.problem import SeedingProblem
from seeder.solvers import SolveResult, Stop, solve


def search(problem: SeedingProblem, *, stop: Stop, starts: Iterable[npt.ArrayLike], seed: int = 0) -> SolveResult:
    """Search as :func:`~seeder.solvers.solve` does.

    A search answers Ctrl-C with the best so far, which is what a user wants of a plan. An analysis would take it for
    the answer to its question.

    Raises KeyboardInterrupt at Ctrl-C.
    """
    result = solve(problem, stop=stop, starts=starts, seed=seed)
    if result.is_interrupted:
        raise KeyboardInterrupt
    return result
