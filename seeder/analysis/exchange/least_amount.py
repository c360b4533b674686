"""Find the least hours, or the fewest accounts, with which a selection reaches a given value."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from seeder.analysis.searching import Goal, Searcher, Solved
from seeder.certify import certified_bound
from seeder.problem import SeedingProblem, value
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.warm_start import carried_certificate

_MOST_SEARCHES = 24
_RELATIVE_WIDTH = 1e-3
"""Amounts that are no multiples of a unit are bracketed as closely as this."""
_GROWTH = 1.3
"""From the lower bound on, amounts that are tried grow by this factor until one is enough."""
_MOST_PRUNED = 1_000
"""Larger selections are not searched for asks that they do not need."""
_EVALUATIONS = 30


@dataclass(frozen=True)
class LeastAmount:
    """A selection that reaches the value, the amount that it uses, and a lower bound on that amount."""

    selection: IntArray
    amount: float
    at_least: float


class Amount(ABC):
    """An amount to minimise, such as hours or accounts, on a problem without any other limit."""

    problem: SeedingProblem
    use: FloatArray
    """What each option uses, shape (n_options,)."""
    unit: float
    """Every amount is a multiple of it; 0 where there is no such unit."""

    @abstractmethod
    def within(self, amount: float) -> SeedingProblem:
        """The problem with at most this amount."""

    def used_by(self, selection: IntArray) -> float:
        """What a selection uses."""
        total = float(self.use[selection].sum())
        return round(total / self.unit) * self.unit if self.unit else total


def least_amount(kind: Amount, goal: Goal, searcher: Searcher) -> LeastAmount | None:
    """Find the least amount with which a value can be reached; None where it cannot be reached at all.

    V(amount), the best value within an amount, never falls. A plan with V ≥ goal bounds the least amount from above;
    a bound on V below the goal proves that more is needed, and the multipliers behind it say up to which amount.
    """
    search = _Search(kind, goal, searcher)
    return search.run()


class _Search:
    def __init__(self, kind: Amount, goal: Goal, searcher: Searcher) -> None:
        self._kind, self._goal, self._searcher = kind, goal, searcher
        self._best: IntArray = np.zeros(0, dtype=np.int64)
        self._upper = 0.0
        self._lower = 0.0
        self._last: Solved | None = None
        self._open: list[float] = []  # Amounts of which neither is known.

    def run(self) -> LeastAmount | None:
        """Close in from both sides."""
        if self._goal.is_reached(0.0):
            return LeastAmount(self._best, 0.0, 0.0)
        everybody = likeliest_options(self._kind.problem)
        if not self._goal.is_reached(value(self._kind.problem, everybody)):
            return None
        self._best, self._upper = everybody, self._kind.used_by(everybody)
        self._raise(self._fractional())
        for _ in range(_MOST_SEARCHES):
            amount = self._next()
            if amount is None or self._searcher.is_over:
                break
            self._try(amount)
        if self._best is everybody:
            self._take(everybody)
        return LeastAmount(np.sort(self._best), self._upper, min(self._lower, self._upper))

    def _fractional(self) -> float:
        """Least amount if values add up and parts of options could be taken: no selection needs less."""
        worth, use = self._single(), self._kind.use
        order = np.lexsort((np.arange(len(use)), -_ratio(worth, use)))
        total = np.cumsum(worth[order])
        target = self._goal.lower * (1 - 1e-9)
        at = int(np.searchsorted(total, target))
        if at >= len(order):
            return float(use.sum())
        before = float(total[at - 1]) if at else 0.0
        part = (target - before) / float(worth[order[at]])
        return max(0.0, (float(use[order[:at]].sum()) + part * float(use[order[at]])) * (1 - 1e-9))

    def _single(self) -> FloatArray:
        problem = self._kind.problem
        if problem.coverage is None:
            return problem.value
        options = np.arange(problem.n_options)
        found: FloatArray = problem.value + problem.acceptance * problem.coverage.totals(
            problem.coverage.weight, options
        )
        return found

    def _raise(self, amount: float) -> None:
        """Take an amount below which nothing reaches the goal."""
        unit = self._kind.unit
        if unit:
            amount = float(np.ceil(amount / unit * (1 - 1e-12) - 1e-9)) * unit
        self._lower = max(self._lower, amount)

    def _take(self, selection: IntArray) -> None:
        """Take a selection that reaches the goal, without the asks that it does not need."""
        problem, chosen = self._kind.problem, selection
        if len(selection) <= _MOST_PRUNED:
            for option in sorted(selection.tolist(), key=lambda option: (-self._kind.use[option], option)):
                rest = chosen[chosen != option]
                if self._goal.is_reached(value(problem, rest)):
                    chosen = rest
        amount = self._kind.used_by(chosen)
        if amount < self._upper or (amount == self._upper and len(chosen) < len(self._best)):
            self._best, self._upper = chosen, amount

    def _next(self) -> float | None:
        """The next amount to try; None where the least one is known as closely as was asked for."""
        unit, lower, upper = self._kind.unit, self._lower, self._upper
        # Of what lies between amounts of which nothing could be proved, nothing can be.
        gaps = [(lower, upper, False)]
        if self._open:
            gaps = [(max(self._open), upper, True), (lower, min(self._open), False)]
        for low, high, was_tried in gaps:
            if unit:
                first, last = round(low / unit) + was_tried, round(high / unit) - 1
                if first > last:
                    continue
                if high == upper and high > 2 * low > 0:
                    return min(last, max(first, int(np.ceil(low * _GROWTH / unit)))) * unit
                return (first + last) // 2 * unit if last - first > 1 else last * unit
            if high - low <= _RELATIVE_WIDTH * high:
                continue
            return low * _GROWTH if high > 2 * low > 0 else (low + high) / 2
        return None

    def _try(self, amount: float) -> None:
        found = self._searcher.decide(self._kind.within(amount), self._goal, after=self._last)
        self._last = found
        if self._goal.is_reached_by(found):
            assert found.selection is not None
            self._take(found.selection)
            self._open = [at for at in self._open if at < self._upper]
        elif self._goal.is_missed_by(found):
            self._raise(amount + self._kind.unit)
            self._open = [at for at in self._open if at >= self._lower]
        else:
            self._open.append(amount)
        self._carry(found, amount)

    def _carry(self, found: Solved, amount: float) -> None:
        """Raise the lower bound to where the multipliers of a search still prove that the goal is missed."""
        low, high = self._lower, min(amount, self._upper)
        unit = self._kind.unit
        for _ in range(_EVALUATIONS):
            middle = (low + high) / 2
            if unit:
                middle = float(np.floor(middle / unit + 1e-9)) * unit
            if high - low <= max(unit, _RELATIVE_WIDTH / 4 * high):
                return
            problem = self._kind.within(middle)
            carried = carried_certificate(found.problem, found.result, problem)
            if carried is None:
                return
            if self._goal.is_missed(certified_bound(problem, carried)):
                self._raise(middle + unit)
                low = self._lower
            else:
                high = middle


def likeliest_options(problem: SeedingProblem) -> IntArray:
    """The likeliest option of each account: of all selections, none is worth more."""
    order = np.lexsort((np.arange(problem.n_options), -problem.acceptance, problem.account))
    first = np.concatenate(([True], np.diff(problem.account[order]) > 0)) if len(order) else np.zeros(0, dtype=bool)
    found: IntArray = np.sort(order[first])
    return found


def _ratio(worth: FloatArray, use: FloatArray) -> FloatArray:
    """Worth per use; infinite where nothing is used, 0 where nothing is brought."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = np.where(worth > 0, worth / use, 0.0)
    return found
