"""Greedy of the package submodlib-py, where it is installed: no bound, and one budget only.

Its probabilistic set cover is the same function Σ_g w_g (1 − Π_o (1 − b_og)), over a full matrix in single precision.
It knows neither a choice of approach, nor rules, nor a second resource; costs are single precision too, so they are
given in whole numbers.

References
----------
Kaushal, Ramakrishnan & Iyer, Submodlib: a submodular optimization library, arXiv 2202.10680.
"""

from __future__ import annotations

import time
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from benchmarks.speed.peers import Outcome
from seeder import SeedingProblem, evaluate
from seeder.problem.decimals import as_whole_numbers

_LARGEST_WHOLE = 2**24
"""Single precision holds all whole numbers up to here."""


def is_submodlib_installed() -> bool:
    """Whether submodlib-py can be imported."""
    return find_spec("submodlib") is not None


def solve_by_submodlib(problem: SeedingProblem, *, relative_gap: float, time_limit: float) -> Outcome:
    """Time its lazy greedy by gain per cost. Gap and time limit are nothing to it.

    Raises
    ------
    ValueError
        Where the problem has what the package cannot hold.
    """
    coverage = problem.coverage
    whole = as_whole_numbers(problem.cost[0]) if problem.n_resources == 1 else None
    is_held = coverage is not None and not problem.rules and len(np.unique(problem.account)) == problem.n_options
    if coverage is None or not is_held or whole is None:
        raise ValueError("submodlib holds cells and one budget, no rules and no choice of approach")
    budget = int(problem.budget[0] * 10 ** whole[1] + 1e-6)
    if max(budget, int(whole[0].max())) > _LARGEST_WHOLE:
        raise ValueError("submodlib adds costs in single precision, and these need more digits")
    option = np.repeat(np.arange(problem.n_options), np.diff(coverage.start))
    chance = np.zeros((problem.n_options, coverage.n_cells + problem.n_options))
    chance[option, coverage.cell] = problem.acceptance[option] * coverage.chance
    # The value outside of all cells is a cell of each option's own.
    own = np.arange(problem.n_options)
    chance[own, coverage.n_cells + own] = 1.0
    function = import_module("submodlib").ProbabilisticSetCoverFunction(
        n=problem.n_options,
        probs=chance.tolist(),
        num_concepts=chance.shape[1],
        concept_weights=[*coverage.weight.tolist(), *problem.value.tolist()],
    )
    costs = whole[0].astype(float).tolist()
    began = time.perf_counter()
    # Its own front refuses budgets of as much as the number of accounts, also where costs are given.
    found = function.cpp_obj.maximize("LazyGreedy", budget, False, False, 0.1, False, False, costs, True)
    seconds = time.perf_counter() - began
    selection = np.sort(np.array([position for position, _ in found], dtype=np.int64))
    evaluation = evaluate(problem, selection)
    return Outcome(seconds, evaluation.value, None, "greedy", evaluation.is_feasible)
