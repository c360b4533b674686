"""Plans near a plan: one or two options fewer, and perhaps one more."""

from __future__ import annotations

import itertools

import numpy as np

from seeder.analysis.alternatives.evidence import Evidence
from seeder.analysis.searching import Searcher
from seeder.problem import SeedingProblem, marginal_values_of, value
from seeder.problem.arrays import BoolArray, FloatArray, IntArray

_TOLERANCE = 1e-9
"""Sums of decimals may lie this much above a limit."""
_MOST_STEPS = 40_000_000
"""Exchanges are looked at for so many steps: each is an option, or an entry of a cell or a rule."""
_MOST_PAIRS, _MOST_IN_PAIRS = 2_000, 200


class NearPlans:
    """Finds plans near a plan that are good enough, for accounts of which none is known.

    Every exchange is looked at in sums of floats; only the best one for each account is evaluated exactly.
    """

    def __init__(self, problem: SeedingProblem, evidence: Evidence) -> None:
        self._problem, self._evidence = problem, evidence
        self._rows = _Rows(problem)
        entries = 0 if problem.coverage is None else len(problem.coverage.cell)
        self._most = _MOST_STEPS // max(1, entries + len(self._rows.option) + problem.n_options)

    def learn(self, plan: IntArray, searcher: Searcher) -> None:
        """Learn plans with one option less, one more, or both; then those with two less and one more."""
        lost = marginal_values_of(self._problem, plan, plan)
        order = plan[np.argsort(lost, kind="stable")].tolist()
        singles = [(), *((option,) for option in order)]
        self._learn(plan, singles[: max(2, self._most)], searcher)
        n_pairs = max(0, min(_MOST_PAIRS, self._most - len(singles)))
        pairs = itertools.combinations(order[:_MOST_IN_PAIRS], 2)
        self._learn(plan, list(itertools.islice(pairs, n_pairs)), searcher, only_in=True)

    def _learn(
        self, plan: IntArray, drops: list[tuple[int, ...]], searcher: Searcher, *, only_in: bool = False
    ) -> None:
        """``only_in``: only for accounts that are to come."""
        problem, evidence = self._problem, self._evidence
        best_with = np.full(problem.n_options, -np.inf)
        gone_for = np.zeros(problem.n_options, dtype=np.int64)
        for number, gone in enumerate(drops):
            if searcher.is_over:
                return
            lacking = evidence.lacks_plan_with
            goes = not only_in and bool(evidence.lacks_plan_without[problem.account[list(gone)]].any())
            if not (goes or lacking.any()):
                continue
            rest = plan[~np.isin(plan, gone)]
            is_whole, fits = self._rows.fitting(rest)
            fits &= ~_held(problem, rest)[problem.account]
            if not goes:
                fits &= lacking[problem.account]
            options = np.flatnonzero(fits)
            worth = value(problem, rest)
            worths = worth + marginal_values_of(problem, rest, options)
            better = worths > best_with[options]
            best_with[options[better]] = worths[better]
            gone_for[options[better]] = number
            if goes:
                self._learn_without(rest, gone, worth if is_whole else -np.inf, options, worths)
        order = np.argsort(-best_with, kind="stable")
        for option in order.tolist():
            if not evidence.is_enough(best_with[option]) or searcher.is_over:
                break
            if evidence.lacks_plan_with_account(int(problem.account[option])):
                evidence.learn(np.append(plan[~np.isin(plan, drops[gone_for[option]])], option))

    def _learn_without(
        self, rest: IntArray, gone: tuple[int, ...], worth: float, options: IntArray, worths: FloatArray
    ) -> None:
        problem, evidence = self._problem, self._evidence
        others = ~np.isin(problem.account[options], problem.account[list(gone)])
        best = int(np.argmax(np.where(others, worths, -np.inf))) if others.any() else -1
        if best >= 0 and worths[best] > worth:
            if evidence.is_enough(worths[best]):
                evidence.learn(np.append(rest, options[best]))
        elif evidence.is_enough(worth):
            evidence.learn(rest)


def _held(problem: SeedingProblem, plan: IntArray) -> BoolArray:
    held = np.zeros(problem.n_accounts, dtype=bool)
    held[problem.account[plan]] = True
    return held


class _Rows:
    """Budgets and rules as rows over the options: which may come beside others."""

    def __init__(self, problem: SeedingProblem) -> None:
        parts: list[tuple[IntArray, FloatArray]] = []
        lower: list[float] = []
        upper: list[float] = []
        for resource in np.flatnonzero(np.isfinite(problem.budget)).tolist():
            options = np.flatnonzero(problem.cost[resource])
            parts.append((options, problem.cost[resource, options]))
            lower.append(-np.inf)
            upper.append(float(problem.budget[resource]))
        for rule in problem.rules:
            parts.append((rule.options, rule.coefficient(problem.cost)))
            lower.append(-np.inf if rule.lower is None else float(rule.lower))
            upper.append(np.inf if rule.upper is None else float(rule.upper))
        self._n_options = problem.n_options
        self.option: IntArray = np.concatenate([np.zeros(0, dtype=np.int64), *(part[0] for part in parts)])
        self._coefficient: FloatArray = np.concatenate([np.zeros(0), *(part[1] for part in parts)])
        self._row = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
        self._lower, self._upper = np.array(lower) - _TOLERANCE, np.array(upper) + _TOLERANCE

    def fitting(self, plan: IntArray) -> tuple[bool, BoolArray]:
        """Whether a plan keeps all rows, and beside each option that is not in it, shape (n_options,)."""
        held = np.zeros(self._n_options, dtype=bool)
        held[plan] = True
        inside = held[self.option]
        sums = np.bincount(self._row[inside], weights=self._coefficient[inside], minlength=len(self._lower))
        more, less = (self._upper - sums)[self._row], (self._lower - sums)[self._row]
        fits = ~held
        fits[self.option[(self._coefficient > more) | (self._coefficient < less)]] = False
        broken = np.flatnonzero((sums > self._upper) | (sums < self._lower))
        for row in broken.tolist():
            mends = np.zeros(self._n_options, dtype=bool)
            mends[self.option[self._row == row]] = True
            fits &= mends
        return not len(broken), fits
