"""Tell whether the accounts that must be asked already break a row of the problem, whatever else is asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.certify.bounds import Region
from seeder.problem.arrays import BoolArray, IntArray
from seeder.problem.decimals import exact_sum, fits
from seeder.problem.rules import Rule
from seeder.problem.seeding import SeedingProblem

_NEAR = 1e-6
"""A sum of floats this much below a budget, as a share of it, is below it in exact arithmetic too."""


class RequiredSums:
    """Lower and upper bounds on the sums of a problem's rows, over all selections of a region.

    Every row of a selection comes to at least the sum, over accounts, of the least coefficient among the account's
    open options, 0 for none among them unless it must be asked; and to at most the same sum of the largest. That is
    compared with budgets and limits as decimals, with the sides of all other rules as whole numbers.
    """

    def __init__(self, problem: SeedingProblem) -> None:
        self._problem = problem

    def are_broken(self, region: Region) -> bool:
        """Whether every selection of a region breaks the same row."""
        problem, first = self._problem, self._first
        if not len(first):
            return any((rule.upper or 0) < 0 or (rule.lower or 0) > 0 for rule in problem.rules)
        n_open = np.add.reduceat(region.open, first, dtype=np.int64)
        asked = region.required[problem.account[first]] & (n_open > 0)
        for cost, budget in zip(problem.cost, problem.budget.tolist(), strict=True):
            if budget < math.inf:
                least = np.minimum.reduceat(np.where(region.open, cost, math.inf), first)[asked]
                if _costs_more(least, budget):
                    return True
        counts, limits = self._rows
        least, _ = limits.extremes(region.open, n_open, asked)
        for rule, (begin, end) in zip(limits.rules, pairwise(limits.start.tolist()), strict=True):
            assert rule.upper is not None
            if _costs_more(least[begin:end], rule.upper):
                return True
        sums = (counts.sums(extreme) for extreme in counts.extremes(region.open, n_open, asked))
        return any(
            (rule.upper is not None and low > rule.upper) or (rule.lower is not None and high < rule.lower)
            for rule, low, high in zip(counts.rules, *sums, strict=True)
        )

    @cached_property
    def _first(self) -> IntArray:
        """The first option of each account that has any."""
        return np.flatnonzero(np.diff(self._problem.account, prepend=-1))

    @cached_property
    def _rows(self) -> tuple[_Rows, _Rows]:
        """The rules whose coefficients are whole numbers, and those whose coefficients are costs."""
        problem = self._problem
        counts = [rule for rule in problem.rules if rule.resource is None]
        limits = [rule for rule in problem.rules if rule.resource is not None]
        place = np.cumsum(np.diff(problem.account, prepend=-1) != 0) - 1
        return (
            _Rows(counts, [rule.weight for rule in counts], place, np.int64),
            _Rows(limits, [rule.coefficient(problem.cost) for rule in limits], place, np.float64),
        )


class _Rows:
    """The entries of some rules, side by side; those of one rule and one account are a group.

    ``coefficient``: of each rule, shape of its options. ``place``: number of every option's account among those that
    have options, shape (n_options,).
    """

    def __init__(
        self, rules: Sequence[Rule], coefficient: Sequence[npt.NDArray[Any]], place: IntArray, dtype: npt.DTypeLike
    ) -> None:
        self.rules = rules
        lengths = np.array([len(rule.options) for rule in rules], dtype=np.int64)
        self._option = np.concatenate([np.zeros(0, dtype=np.int64), *(rule.options for rule in rules)])
        self._coefficient = np.concatenate([np.zeros(0, dtype=dtype), *coefficient])
        row = np.repeat(np.arange(len(rules)), lengths)
        account = place[self._option]
        self._group = np.flatnonzero((np.diff(row, prepend=-1) != 0) | (np.diff(account, prepend=-1) != 0))
        self._account = account[self._group]
        # Where the groups of each rule begin, shape (n_rules + 1,).
        self.start = np.searchsorted(row[self._group], np.arange(len(rules) + 1))
        self._above = np.abs(self._coefficient).max(initial=0) + 1

    def extremes(
        self, open_: BoolArray, n_open: IntArray, asked: BoolArray
    ) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """The least and the most that each group adds to its rule.

        ``n_open``, ``asked``: number of open options, and whether it must be asked, of each account with options.
        """
        if not len(self._group):
            return self._coefficient, self._coefficient
        held = open_[self._option]
        n_held = np.add.reduceat(held, self._group, dtype=np.int64)
        least = np.minimum.reduceat(np.where(held, self._coefficient, self._above), self._group)
        most = np.maximum.reduceat(np.where(held, self._coefficient, -self._above), self._group)
        may_be_0 = (n_held < n_open[self._account]) | ~asked[self._account]
        least, most = np.where(may_be_0, np.minimum(least, 0), least), np.where(may_be_0, np.maximum(most, 0), most)
        return np.where(n_held > 0, least, 0), np.where(n_held > 0, most, 0)

    def sums(self, extreme: npt.NDArray[Any]) -> list[int]:
        """The sum over the groups of each rule, whole numbers."""
        total = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(extreme)))
        found: list[int] = np.diff(total[self.start]).tolist()
        return found


def _costs_more(least: npt.NDArray[Any], budget: float) -> bool:
    if float(least.sum()) < budget * (1.0 - _NEAR):
        return False
    return not fits(exact_sum(least), budget)
