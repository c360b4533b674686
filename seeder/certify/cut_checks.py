"""Check cuts against the rows that they follow from, in exact whole numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.certify.bounds import usable_options
from seeder.certify.cuts import Cut
from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.decimals import as_exact_whole_numbers, as_written, whole_budget
from seeder.problem.seeding import SeedingProblem

_MOST_STEPS = 200_000_000
"""A cut is checked in about limit · options steps, and so many are a few seconds."""
_LARGEST_WHOLE = 2**62

WholeArray = npt.NDArray[Any]
"""int64, or Python integers of any length where 64 bits do not hold the numbers."""


def with_cuts(problem: SeedingProblem, cuts: Sequence[Cut]) -> SeedingProblem:
    """Add cuts to a problem as further rules, behind its own; its feasible selections stay the same.

    Raises ProblemError where a cut does not follow from the rows that it names, or names others than the problem has.
    """
    if not cuts:
        return problem
    rows = CombinedRows(problem)
    for position, cut in enumerate(cuts):
        if not follows(rows, cut):
            raise ProblemError(f"tree.cuts: cut {position} does not follow from the rows that it names")
    return add_cuts(problem, cuts)


def add_cuts(problem: SeedingProblem, cuts: Sequence[Cut]) -> SeedingProblem:
    """Add cuts that were checked: :func:`with_cuts` without looking at them."""
    return problem.replace(rules=(*problem.rules, *(cut.rule for cut in cuts)))


class CombinedRows:
    """Combinations of a problem's budgets and rules, in exact whole numbers."""

    def __init__(self, problem: SeedingProblem) -> None:
        self.problem = problem
        self._costs: dict[int, tuple[WholeArray, int]] = {}

    @cached_property
    def usable(self) -> tuple[BoolArray, BoolArray]:
        """Options that a feasible selection may hold, and accounts that are pinned."""
        return usable_options(self.problem)

    def combined(
        self, resource_multiplier: FloatArray, at_least_multiplier: FloatArray, at_most_multiplier: FloatArray
    ) -> tuple[WholeArray, int]:
        """Coefficients of all options, and the side that Σ coefficient x does not exceed, in one common unit.

        Raises ProblemError where a multiplier stands on a row or side that the problem does not have.
        """
        problem = self.problem
        if len(resource_multiplier) != problem.n_resources or not (
            len(at_least_multiplier) == len(at_most_multiplier) == len(problem.rules)
        ):
            raise ProblemError(
                f"tree.cuts: expected multipliers of {problem.n_resources} resources and {len(problem.rules)} rules"
            )
        parts = list(self._parts(resource_multiplier, at_least_multiplier, at_most_multiplier))
        scale = math.lcm(1, *(factor.denominator for factor, _, _, _ in parts))
        total = np.zeros(problem.n_options, dtype=object)
        side = 0
        for factor, option, whole, own_side in parts:
            times = int(factor * scale)
            total[option] += whole.astype(object) * times
            side += own_side * times
        largest = sum(map(abs, total.tolist())) + abs(side)
        return (total.astype(np.int64) if largest < _LARGEST_WHOLE else total), side

    def _parts(
        self, resource_multiplier: FloatArray, at_least_multiplier: FloatArray, at_most_multiplier: FloatArray
    ) -> Iterator[tuple[Fraction, IntArray | slice, WholeArray, int]]:
        """Factor, options, whole coefficients and side of every row with a multiplier."""
        problem, attainable = self.problem, self.problem.attainable
        for resource in np.flatnonzero(resource_multiplier).tolist():
            if math.isinf(problem.budget[resource]):
                raise ProblemError(f"tree.cuts: a multiplier on unlimited resource {resource}")
            whole, digits = self.cost(resource)
            side = _largest_use(float(problem.budget[resource]), float(attainable.budget[resource]), digits)
            yield as_written(resource_multiplier[resource]) / 10**digits, slice(None), whole, side
        for position in np.flatnonzero(at_most_multiplier).tolist():
            rule = problem.rules[position]
            if rule.upper is None:
                raise ProblemError(f"tree.cuts: rule {position} has no upper side")
            factor = as_written(at_most_multiplier[position])
            if rule.resource is None:
                yield factor, rule.options, rule.weight, int(rule.upper)
                continue
            whole, digits = self.cost(rule.resource)
            side = _largest_use(rule.upper, float(attainable.limit[position]), digits)
            yield factor / 10**digits, rule.options, whole[rule.options], side
        for position in np.flatnonzero(at_least_multiplier).tolist():
            rule = problem.rules[position]
            if rule.lower is None:
                raise ProblemError(f"tree.cuts: rule {position} has no lower side")
            yield as_written(at_least_multiplier[position]), rule.options, -rule.weight, -rule.lower

    def cost(self, resource: int) -> tuple[WholeArray, int]:
        """Costs of all options as whole numbers of their last digit, and how many digits that is."""
        if resource not in self._costs:
            self._costs[resource] = as_exact_whole_numbers(self.problem.cost[resource])
        return self._costs[resource]


def _largest_use(stated: float, attainable: float, digits: int) -> int:
    # What is attainable was rounded up.
    most: int = math.floor(as_written(attainable) * 10**digits)
    return min(whole_budget(stated, digits), most)


def follows(rows: CombinedRows, cut: Cut) -> bool:
    """Whether no selection of one option an account keeps the combination and breaks the cut.

    The least combined weight with which options reach a sum Σ α_o above β is found account by account (a table over
    0 … β + 1); the cut follows where it is above the combination's side. Raises ProblemError where that takes too long.
    """
    problem = rows.problem
    if len(cut.option) and cut.option[-1] >= problem.n_options:
        raise ProblemError(f"tree.cuts: the problem has {problem.n_options} options")
    if (cut.limit + 2) * max(1, len(cut.option)) > _MOST_STEPS:
        raise ProblemError(f"tree.cuts: a limit of {cut.limit:,} over {len(cut.option):,} options takes too long")
    weight, side = rows.combined(cut.resource_multiplier, cut.at_least_multiplier, cut.at_most_multiplier)
    usable, pinned = rows.usable
    value = np.zeros(problem.n_options, dtype=np.int64)
    value[cut.option] = np.minimum(cut.weight, cut.limit + 1)
    option = np.flatnonzero(usable)
    first = np.flatnonzero(np.diff(problem.account[option], prepend=-1))
    if not len(option):
        return True
    must = pinned[problem.account[option[first]]]
    counts = np.add.reduceat(value[option] > 0, first) > 0
    lightest = np.minimum.reduceat(weight[option], first)
    lightest = np.where(must, lightest, np.minimum(lightest, 0))
    base = int(lightest[~counts].sum())
    last = np.append(first[1:], len(option))
    table = LeastWeights(cut.limit, weight, side)
    seen: dict[tuple[tuple[int, int], ...], int] = {}
    for account in np.flatnonzero(counts).tolist():
        own = option[first[account] : last[account]]
        pattern = tuple(sorted(zip(value[own].tolist(), weight[own].tolist(), strict=True)))
        if not must[account] and all(one[1] >= 0 for one in pattern):
            # More of the same than the table has steps are never needed.
            seen[pattern] = seen.get(pattern, 0) + 1
            if seen[pattern] > cut.limit + 1:
                continue
        table.add(value[own], weight[own], must=bool(must[account]))
    return bool(table.least_above + base > side)


class LeastWeights:
    """The least weight with which the accounts added so far reach each sum of values from 0 to one above a limit.

    ``weight``: of all options that may be added, and ``side``: a weight that matters; for their types and sizes.
    """

    def __init__(self, limit: int, weight: WholeArray, side: int) -> None:
        self._unreached = 2 * int(np.abs(weight).sum()) + abs(side) + 1
        self._sum = np.arange(limit + 2)
        dtype = object if weight.dtype == object or self._unreached >= _LARGEST_WHOLE // 2 else np.int64
        self.table: WholeArray = np.full(limit + 2, self._unreached, dtype=dtype)
        self.table[0] = 0

    @property
    def least_above(self) -> int:
        """Least weight of a sum above the limit."""
        return int(self.table[-1])

    def add(self, value: IntArray, weight: WholeArray, *, must: bool = False) -> bool:
        """Add an account, one of whose options must be taken or not; return whether a least weight changed."""
        before = self.table
        found = np.full_like(before, self._unreached) if must else before
        for one, heavy in zip(value.tolist(), weight.tolist(), strict=True):
            found = np.minimum(found, before[np.maximum(self._sum - one, 0)] + heavy)
        self.table = found
        return bool((found != before).any())

    def reached(self, room: WholeArray) -> IntArray:
        """The largest sum, up to one above the limit, within each weight; −1 where none is."""
        result: IntArray = np.searchsorted(self.table, room, side="right") - 1
        return result
