"""How many others are as good as one account, and where it comes in, by trying every selection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from seeder.formulation import Formulation
from seeder.problem import SeedingProblem, evaluate, value
from seeder.problem.evaluation import spending

SAME = 1e-9


def selections_of(problem: SeedingProblem, accounts: list[int]) -> Iterator[tuple[int, ...]]:
    """Every choice of at most one option of each of some accounts."""
    choices = [[None, *np.flatnonzero(problem.account == account).tolist()] for account in accounts]
    for combination in product(*choices):
        yield tuple(option for option in combination if option is not None)


def reaches(worth: float, target: float) -> bool:
    """Whether a value is at least another, but for rounding."""
    return worth >= target - SAME * abs(target)


def fewest_if_all_say_yes(formulation: Formulation, option: int, accounts: list[int]) -> int | None:
    """Fewest of some accounts whose posts bring what one account's do; None where all of them bring less."""
    problem = formulation.problem
    sure = problem.replace(acceptance=np.ones(problem.n_options))
    target = value(sure, [option])
    enough = [len(chosen) for chosen in selections_of(sure, accounts) if reaches(value(sure, chosen), target)]
    return min(enough, default=None)


def least_effort(formulation: Formulation, option: int, accounts: list[int]) -> float | None:
    """Least effort of asks to some accounts that are expected to bring what one ask is; None where none do."""
    problem = formulation.problem
    target = value(problem, [option])
    enough = [
        spending(problem, chosen)[0]
        for chosen in selections_of(problem, accounts)
        if reaches(value(problem, chosen), target)
    ]
    return min(enough, default=None)


def best_with_and_without(problem: SeedingProblem, option: int) -> tuple[float | None, float | None]:
    """Best value of the feasible selections that hold an option, and of those without its account."""
    inside: list[float] = []
    outside: list[float] = []
    for chosen in selections_of(problem, list(range(problem.n_accounts))):
        is_in, is_out = option in chosen, not (problem.account[list(chosen)] == problem.account[option]).any()
        if (is_in or is_out) and evaluate(problem, chosen).is_feasible:
            (inside if is_in else outside).append(value(problem, chosen))
    return max(inside, default=None), max(outside, default=None)


@dataclass(frozen=True)
class Entry:
    """Whether an option is as good as none of its account, for any problem that a number makes."""

    problem_at: Callable[[float], SeedingProblem]
    option: int

    def enters(self, number: float) -> bool:
        """Whether the best plan with it is worth at least the best one without it."""
        inside, outside = best_with_and_without(self.problem_at(number), self.option)
        return inside is not None and (outside is None or reaches(inside, outside))
