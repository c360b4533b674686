"""The linear rows of a problem: finite budgets and rules over its options, as exact whole numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.certify import is_pin
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.decimals import as_exact_whole_numbers, as_written, whole_budget
from seeder.problem.seeding import SeedingProblem

WholeArray = npt.NDArray[Any]
"""int64, or Python integers of any length where 64 bits do not hold the decimals."""


@dataclass(frozen=True, eq=False)
class Row:
    """lower ≤ Σ_o whole_o x_o ≤ upper over some options, in whole numbers, exactly what the problem asks for."""

    option: IntArray  # Positions of the options with a coefficient other than 0, rising.
    # Their coefficients, whole numbers: costs in units of their last digit, or a rule's weights, of either sign.
    whole: WholeArray
    coefficient: FloatArray  # The same as floats in the unit of the resource.
    # lower, upper: the sides, of either sign; None for a side that is missing or that no selection breaks.
    lower: int | None
    upper: int | None
    # The upper side in the unit of the resource, as far as sums of the coefficients can reach it; infinity where there
    # is none.
    bound: float
    resource: int | None  # Position of the resource whose budget this is, else None.
    rule: int | None  # Position of the rule that this is, else None.
    is_count: bool  # Whether every coefficient is 1.

    @cached_property
    def has_negative(self) -> bool:
        """Whether a coefficient is below 0: what breaks a side may be mended by one more option."""
        return len(self.whole) > 0 and bool(self.whole.min() < 0)


def build_rows(problem: SeedingProblem, usable: BoolArray) -> list[Row]:
    """Write budgets and rules as rows over the usable options, leaving out those that can never be broken.

    A pin is not among them: presolve takes it as a mark of the account.
    """
    rows: list[Row] = []
    everything = np.flatnonzero(usable)
    for resource in range(problem.n_resources):
        budget, attainable = float(problem.budget[resource]), float(problem.attainable.budget[resource])
        if budget < np.inf:
            rows += _cost_row(problem, everything, resource, stated=budget, attainable=attainable, rule=None)
    for position, rule in enumerate(problem.rules):
        if rule.resource is not None:
            assert rule.upper is not None
            options = rule.options[usable[rule.options]]
            attainable = float(problem.attainable.limit[position])
            rows += _cost_row(problem, options, rule.resource, stated=rule.upper, attainable=attainable, rule=position)
    return rows + _whole_rows(problem, usable)


def largest_use(problem: SeedingProblem, option: IntArray, whole: WholeArray) -> int:
    """Σ over accounts of the largest coefficient among its options, or 0: what no selection exceeds."""
    if not len(option):
        return 0
    starts = np.flatnonzero(np.diff(problem.account[option], prepend=-1))
    return int(np.maximum(np.maximum.reduceat(whole, starts), 0).sum())


def smallest_use(problem: SeedingProblem, option: IntArray, whole: WholeArray) -> int:
    """Σ over accounts of the least coefficient among its options, or 0: what no selection stays below."""
    return -largest_use(problem, option, -whole)


def _cost_row(
    problem: SeedingProblem, option: IntArray, resource: int, *, stated: float, attainable: float, rule: int | None
) -> list[Row]:
    option = option[problem.cost[resource, option] > 0]
    cost = problem.cost[resource, option]
    whole, digits = as_exact_whole_numbers(cost)
    # What is attainable was rounded up.
    upper = min(whole_budget(stated, digits), math.floor(as_written(attainable) * 10**digits))
    if largest_use(problem, option, whole) <= upper:
        return []
    # Of the usable options alone, the greatest common divisor may be larger.
    upper -= upper % int(np.gcd.reduce(whole))
    return [
        Row(
            option=option,
            whole=whole,
            coefficient=cost,
            lower=None,
            upper=upper,
            bound=float(Fraction(upper, 10**digits)),
            resource=resource if rule is None else None,
            rule=rule,
            is_count=False,
        )
    ]


def _whole_rows(problem: SeedingProblem, usable: BoolArray) -> list[Row]:
    rows = []
    for position, rule in enumerate(problem.rules):
        if rule.resource is not None or is_pin(problem, rule):
            continue
        kept = usable[rule.options]
        options, whole = rule.options[kept], rule.weight[kept]
        lower = None if rule.lower is None or rule.lower <= smallest_use(problem, options, whole) else rule.lower
        upper = None if rule.upper is None or rule.upper >= largest_use(problem, options, whole) else int(rule.upper)
        if lower is None and upper is None:
            continue
        rows.append(
            Row(
                option=options,
                whole=whole,
                coefficient=whole.astype(np.float64),
                lower=lower,
                upper=upper,
                bound=np.inf if upper is None else float(upper),
                resource=None,
                rule=position,
                is_count=rule.is_count,
            )
        )
    return rows
