"""Greedy by value per effort, the list that published methods are compared with; straight from the definition."""

from __future__ import annotations

import numpy as np

from seeder import SeedingProblem, evaluate


def has_ratio_greedy(problem: SeedingProblem) -> bool:
    """Whether there are cells, one approach an account, one resource, and no rules."""
    has_choice = len(np.unique(problem.account)) < problem.n_options
    return problem.coverage is not None and not has_choice and not problem.rules and problem.n_resources == 1


def ratio_greedy_value(problem: SeedingProblem) -> float:
    """Value of asking, as long as something fits, whoever adds most value an hour; ties to the first.

    seeder's own greedy tries this list and others, and keeps the best, so it is never below.

    Raises
    ------
    ValueError
        Where :func:`has_ratio_greedy` says no.
    """
    coverage = problem.coverage
    if coverage is None or not has_ratio_greedy(problem):
        raise ValueError("ratio greedy takes cells, one approach an account, one budget, and no rules")
    cost, left = problem.cost[0], float(problem.budget[0])
    weight = coverage.weight.copy()
    is_open = np.ones(problem.n_options, dtype=bool)
    every = np.arange(problem.n_options)
    chosen: list[int] = []
    while True:
        gain = problem.acceptance * coverage.totals(weight, every) + problem.value
        fits = is_open & (cost <= left + 1e-9) & (gain > 0)
        if not fits.any():
            return evaluate(problem, chosen).value
        with np.errstate(divide="ignore"):
            best = int(np.argmax(np.where(fits, gain / cost, -1.0)))
        entries = slice(int(coverage.start[best]), int(coverage.start[best + 1]))
        weight[coverage.cell[entries]] *= 1 - problem.acceptance[best] * coverage.chance[entries]
        is_open[best] = False
        left -= cost[best]
        chosen.append(best)
