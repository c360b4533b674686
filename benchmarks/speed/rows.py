"""The rows of a problem that are linear already: budgets, rules, and one option an account."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from seeder.problem import SeedingProblem
from seeder.problem.decimals import BUDGET_TOLERANCE, as_whole_numbers, as_written, whole_budget

_BITS = 40
"""Costs without a form in whole numbers are rounded down to multiples of their largest divided by two to this power."""


@dataclass(frozen=True, eq=False)
class Row:
    """lower ≤ Σ_o coefficient_o x_o ≤ upper, over some options.

    Parameters
    ----------
    options
        Positions of the options, shape (n,).
    coefficient
        Of each, none of them 0, shape (n,).
    lower, upper
        The sides, both finite and never crossed; a missing side is one that every selection keeps.
    """

    options: npt.NDArray[np.int64]
    coefficient: npt.NDArray[np.float64]
    lower: float
    upper: float

    def in_whole_numbers(self) -> tuple[list[int], int, int]:
        """Coefficients, lower and upper as whole numbers.

        Decimals and weights keep the same selections exactly. Other costs are rounded down, so that none is lost.
        """
        whole = as_whole_numbers(self.coefficient)
        if whole is not None:
            return whole[0].tolist(), int(self.lower) * 10 ** whole[1], whole_budget(self.upper, whole[1])
        scale = Fraction(2**_BITS) / as_written(self.coefficient.max())
        rounded = [int(as_written(cost) * scale) for cost in self.coefficient.tolist()]
        return rounded, 0, int((as_written(self.upper) + BUDGET_TOLERANCE) * scale)


def rows_of(problem: SeedingProblem) -> list[Row]:
    """All budgets that limit, then all rules; those of accounts are :func:`several_of`."""
    rows = []
    for resource in np.flatnonzero(np.isfinite(problem.budget)).tolist():
        used = np.flatnonzero(problem.cost[resource])
        rows.append(Row(used, problem.cost[resource, used], 0.0, float(problem.budget[resource])))
    for rule in problem.rules:
        coefficient = rule.coefficient(problem.cost)
        is_used = coefficient != 0
        options, coefficient = rule.options[is_used], coefficient[is_used]
        least, most = float(np.minimum(coefficient, 0).sum()), float(np.maximum(coefficient, 0).sum())
        # Solvers refuse crossed sides, so what no selection keeps is two rows.
        if rule.lower is not None and (rule.upper is None or rule.lower > rule.upper):
            rows.append(Row(options, coefficient, float(rule.lower), max(most, float(rule.lower))))
        elif rule.lower is not None and rule.upper is not None:
            rows.append(Row(options, coefficient, float(rule.lower), float(rule.upper)))
            continue
        if rule.upper is not None:
            rows.append(Row(options, coefficient, min(least, float(rule.upper)), float(rule.upper)))
    return rows


def several_of(problem: SeedingProblem) -> list[npt.NDArray[np.int64]]:
    """Options of each account that has several: at most one of them is chosen."""
    starts = np.flatnonzero(np.diff(problem.account, prepend=-1))
    parts = np.split(np.arange(problem.n_options), starts[1:])
    return [part for part in parts if len(part) > 1]
