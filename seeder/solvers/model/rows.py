"""The linear rows of a problem: finite budgets, limits and counts over its options, as exact whole numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.decimals import as_exact_whole_numbers, as_written, whole_budget
from seeder.problem.rules import CountRule
from seeder.problem.seeding import SeedingProblem

WholeArray = npt.NDArray[Any]
"""int64, or Python integers of any length where 64 bits do not hold the decimals."""


@dataclass(frozen=True, eq=False)
class Row:
    """least ≤ Σ_o whole_o x_o ≤ most over some options, in whole numbers, exactly what the problem asks for.

    Parameters
    ----------
    option
        Positions of the options with a coefficient over 0, rising.
    whole
        Their coefficients, whole numbers over 0: costs in units of their last digit, or 1.
    coefficient
        The same as floats in the unit of the resource.
    least, most
        The sides; least is 0 where there is no lower side, most is None where there is no upper one.
    bound
        The upper side in the unit of the resource, as far as sums of the coefficients can reach it; infinity where
        there is none.
    resource
        Position of the resource whose budget this is, else None.
    rule
        Position of the rule that this is, else None.
    is_count
        Whether every coefficient is 1.
    """

    option: IntArray
    whole: WholeArray
    coefficient: FloatArray
    least: int
    most: int | None
    bound: float
    resource: int | None
    rule: int | None
    is_count: bool


def build_rows(problem: SeedingProblem, usable: BoolArray) -> list[Row]:
    """Write budgets and rules as rows over the usable options, leaving out those that can never be broken.

    A count whose options are all of one account is not among them: presolve takes it as a pin or a ban.
    """
    rows: list[Row] = []
    everything = np.flatnonzero(usable)
    for resource in range(problem.n_resources):
        budget, attainable = float(problem.budget[resource]), float(problem.attainable.budget[resource])
        if budget < np.inf:
            rows += _cost_row(problem, everything, resource, stated=budget, attainable=attainable, rule=None)
    for position, rule in enumerate(problem.rules):
        if not isinstance(rule, CountRule):
            options = rule.options[usable[rule.options]]
            attainable = float(problem.attainable.limit[position])
            rows += _cost_row(problem, options, rule.resource, stated=rule.limit, attainable=attainable, rule=position)
    return rows + _count_rows(problem, usable)


def largest_use(problem: SeedingProblem, option: IntArray, whole: WholeArray) -> int:
    """Σ over accounts of the largest coefficient among its options: what no selection exceeds."""
    if not len(option):
        return 0
    starts = np.flatnonzero(np.diff(problem.account[option], prepend=-1))
    return int(np.maximum.reduceat(whole, starts).sum())


def _cost_row(
    problem: SeedingProblem, option: IntArray, resource: int, *, stated: float, attainable: float, rule: int | None
) -> list[Row]:
    option = option[problem.cost[resource, option] > 0]
    cost = problem.cost[resource, option]
    whole, digits = as_exact_whole_numbers(cost)
    # What is attainable was rounded up.
    most = min(whole_budget(stated, digits), math.floor(as_written(attainable) * 10**digits))
    if largest_use(problem, option, whole) <= most:
        return []
    # Of the usable options alone, the greatest common divisor may be larger.
    most -= most % int(np.gcd.reduce(whole))
    return [
        Row(
            option=option,
            whole=whole,
            coefficient=cost,
            least=0,
            most=most,
            bound=float(Fraction(most, 10**digits)),
            resource=resource if rule is None else None,
            rule=rule,
            is_count=False,
        )
    ]


def _count_rows(problem: SeedingProblem, usable: BoolArray) -> list[Row]:
    rows = []
    for position, rule in enumerate(problem.rules):
        if not isinstance(rule, CountRule) or rule.at_most == 0:
            continue
        options = rule.options
        if not len(options) or problem.account[options[0]] == problem.account[options[-1]]:
            continue
        options = options[usable[options]]
        accounts = problem.account[options]
        n_accounts = int(np.count_nonzero(np.diff(accounts, prepend=-1)))
        most = rule.at_most if rule.at_most is not None and rule.at_most < n_accounts else None
        if most is None and rule.at_least == 0:
            continue
        rows.append(
            Row(
                option=options,
                whole=np.ones(len(options), dtype=np.int64),
                coefficient=np.ones(len(options)),
                least=rule.at_least,
                most=most,
                bound=np.inf if most is None else float(most),
                resource=None,
                rule=position,
                is_count=True,
            )
        )
    return rows
