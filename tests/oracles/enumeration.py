"""The best value by trying everything: an oracle for problems of a handful of accounts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from seeder.problem import SeedingProblem, evaluate, value


def all_selections(problem: SeedingProblem) -> Iterator[tuple[int, ...]]:
    """Every choice of at most one option of each account, feasible or not."""
    choices = []
    for account in range(problem.n_accounts):
        options = np.flatnonzero(problem.account == account).tolist()
        choices.append([None, *options])
    for combination in product(*choices):
        yield tuple(option for option in combination if option is not None)


def best_by_enumeration(problem: SeedingProblem) -> float | None:
    """Largest value of a feasible selection, None where there is none."""
    by_value = sorted(((value(problem, selection), selection) for selection in all_selections(problem)), reverse=True)
    for worth, selection in by_value:
        if evaluate(problem, selection).is_feasible:
            return worth
    return None
