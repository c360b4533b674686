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
    """Whether no selection of one option per account keeps the combination and breaks the cut.

    The least combined weight with which options reach a sum Σ α_o above β is found account by account (a table over
    0 … β + 1); the cut follows where it is above the combination's side. Raises ProblemError where that takes too long.
    """
    return largest_within(rows, cut, most=cut.limit) is not None


def largest_within(rows: CombinedRows, cut: Cut, *, most: int) -> int | None:
    """The largest sum Σ α_o that keeps the combination, which is the least limit with which the cut follows.

    Returns −1 where no selection keeps the combination, None where one of a sum above ``most`` does.
    """
    problem = rows.problem
    if len(cut.option) and cut.option[-1] >= problem.n_options:
        raise ProblemError(f"tree.cuts: the problem has {problem.n_options} options")
    if (most + 2) * max(1, len(cut.option)) > _MOST_STEPS:
        raise ProblemError(f"tree.cuts: a limit of {most:,} over {len(cut.option):,} options takes too long")
    weight, side = rows.combined(cut.resource_multiplier, cut.at_least_multiplier, cut.at_most_multiplier)
    usable, pinned = rows.usable
    value = np.zeros(problem.n_options, dtype=np.int64)
    value[cut.option] = np.minimum(cut.weight, most + 1)
    option = np.flatnonzero(usable)
    if not np.isin(np.flatnonzero(pinned), problem.account[option]).all():
        # An account that must be asked cannot be.
        return -1
    first = np.flatnonzero(np.diff(problem.account[option], prepend=-1))
    if not len(option):
        return 0
    must = pinned[problem.account[option[first]]]
    counts = np.add.reduceat(value[option] > 0, first) > 0
    lightest = np.minimum.reduceat(weight[option], first)
    lightest = np.where(must, lightest, np.minimum(lightest, 0))
    base = int(lightest[~counts].sum())
    last = np.append(first[1:], len(option))
    table = LeastWeights(most, weight, side)
    useless: set[tuple[tuple[int, int], ...]] = set()
    for account in np.flatnonzero(counts).tolist():
        own = slice(int(first[account]), int(last[account]))
        pattern = tuple(sorted(zip(value[option[own]].tolist(), weight[option[own]].tolist(), strict=True)))
        if pattern in useless and not must[account]:
            continue
        is_useful = table.add([one[0] for one in pattern], [one[1] for one in pattern], must=bool(must[account]))
        if not is_useful and not must[account]:
            # Sums only get lighter: one more of the same is useless too.
            useless.add(pattern)
    found = int(table.reached(side - base))
    return None if found > most else found


class LeastWeights:
    """The least weight with which the accounts added so far reach each sum of values from 0 to one above a limit.

    ``weight``: of all options that may be added, and ``side``: a weight that matters; for their types and sizes.
    """

    def __init__(self, limit: int, weight: WholeArray, side: int) -> None:
        self._unreached = 2 * int(np.abs(weight).sum()) + abs(side) + 1
        dtype = object if weight.dtype == object or self._unreached >= _LARGEST_WHOLE // 2 else np.int64
        self.table: WholeArray = np.full(limit + 2, self._unreached, dtype=dtype)
        self.table[0] = 0

    def add(self, value: Sequence[int], weight: Sequence[int], *, must: bool = False) -> bool:
        """Add an account, one of whose options must be taken or not; return whether a least weight changed."""
        before = self.table
        found = np.full_like(before, self._unreached) if must else before.copy()
        for one, heavy in zip(value, weight, strict=True):
            taken = before + heavy
            found[:one] = np.minimum(found[:one], taken[0])
            found[one:] = np.minimum(found[one:], taken[: len(taken) - one])
        self.table = found
        return bool((found != before).any())

    def reached(self, room: WholeArray | int) -> IntArray:
        """The largest sum, up to one above the limit, within each weight; −1 where none is."""
        result: IntArray = np.searchsorted(self.table, room, side="right") - 1
        return result
