"""Put an option into a selection, or take an account out of it, and repair the selection greedily."""

from __future__ import annotations

import numpy as np

from seeder.certify import usable_options
from seeder.problem import Rule, SeedingProblem, evaluate, marginal_values_of
from seeder.problem.arrays import BoolArray, FloatArray, IntArray, mask_of

_TOLERANCE = 1e-9
_MOST_MENDING = 50
"""So many options, at most, are added to mend the rules that one breaks."""


class Refilling:
    """Puts an option into a selection, or takes an account out of it, and repairs the rest greedily.

    Budgets and rules are rows of one matrix, Σ_o a_ro x_o ≤ limit_r; lower sides without negative coefficients are
    looked at one by one. What is made is evaluated by the problem's definition in the end.

    ``selection``: a feasible selection.
    """

    def __init__(self, problem: SeedingProblem, selection: IntArray) -> None:
        self._problem, self._selection = problem, selection
        self._usable, _ = usable_options(problem)
        rows: list[FloatArray] = []
        limits: list[float] = []
        for resource in np.flatnonzero(np.isfinite(problem.budget)).tolist():
            rows.append(problem.cost[resource])
            limits.append(float(problem.budget[resource]))
        self._asked_for: list[Rule] = []
        for rule in problem.rules:
            weight = np.zeros(problem.n_options)
            weight[rule.options] = rule.coefficient(problem.cost)
            if rule.upper is not None:
                rows.append(weight)
                limits.append(float(rule.upper))
            if rule.lower is not None and rule.has_negative:
                rows.append(-weight)
                limits.append(-float(rule.lower))
            elif rule.lower is not None and rule.lower > 0:
                self._asked_for.append(rule)
        self._row = np.array(rows).reshape(len(rows), problem.n_options)
        self._limit = np.array(limits)
        # Shares of the limits that an option takes; of a limit of 0, nothing can be taken.
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.nan_to_num(self._row / self._limit[:, None], nan=0.0, posinf=np.inf)
        # Of rows with coefficients of both signs, an option takes no share: others make room for it.
        self._is_mixed: BoolArray = np.any(self._row < 0, axis=1)
        self._share = np.where(self._is_mixed[:, None], 0.0, share)

    def without(self, account: int) -> IntArray | None:
        """A feasible selection that leaves an account out; None where none was found."""
        problem = self._problem
        return self._mended(self._selection[problem.account[self._selection] != account], account, None)

    def holding(self, option: int) -> IntArray | None:
        """A feasible selection that holds an option; None where none was found."""
        problem = self._problem
        account = int(problem.account[option])
        others = self._selection[problem.account[self._selection] != account]
        return self._mended(np.append(others, option), account, option)

    def _mended(self, chosen: IntArray, account: int, option: int | None) -> IntArray | None:
        barred = self._problem.account == account
        kept = np.array([] if option is None else [option], dtype=np.int64)
        if option is not None:
            n_before = len(chosen)
            chosen = self._completed(chosen, barred)
            kept = np.append(kept, chosen[n_before:])
        held = self._shrunk(chosen, kept)
        if held is None:
            return None
        for rule in self._asked_for:
            inside = mask_of(rule.options, self._problem.n_options)
            missing = (rule.lower or 0) - int(inside[held].sum())
            if missing > 0:
                held = self._grown(held, inside & ~barred, most=missing)
        held = np.sort(self._grown(held, ~barred))
        return held if evaluate(self._problem, held).is_feasible else None

    def _completed(self, chosen: IntArray, barred: BoolArray) -> IntArray:
        """Add what mends rows with coefficients of both signs, the options that bring most first."""
        problem = self._problem
        for _ in range(_MOST_MENDING):
            over = np.flatnonzero(self._is_mixed & (self._row[:, chosen].sum(axis=1) > self._limit + _TOLERANCE))
            if not len(over):
                break
            is_free = self._usable & ~barred & (self._row[over[0]] < 0)
            free = np.flatnonzero(is_free & ~np.isin(problem.account, problem.account[chosen]))
            if not len(free):
                break
            chosen = np.append(chosen, free[np.argmax(marginal_values_of(problem, chosen, free))])
        return chosen

    def _shrunk(self, chosen: IntArray, kept: IntArray) -> IntArray | None:
        """Leave out what loses least for the room it makes, until all fits; some options stay."""
        lost = marginal_values_of(self._problem, chosen, chosen)
        needed = np.zeros(self._problem.n_options, dtype=np.int64)
        for rule in self._asked_for:
            inside = np.isin(chosen, rule.options)
            if int(inside.sum()) <= (rule.lower or 0):
                needed[chosen[inside]] += 1
        while True:
            over = self._row[:, chosen].sum(axis=1) > self._limit + _TOLERANCE
            if not over.any():
                return chosen
            room = self._share[np.ix_(over, chosen)].sum(axis=0)
            room += (self._row[np.ix_(over & self._is_mixed, chosen)] > 0).sum(axis=0)
            may_go = (room > 0) & (needed[chosen] == 0)
            may_go &= ~np.isin(chosen, kept)
            if not may_go.any():
                return None
            with np.errstate(divide="ignore", invalid="ignore"):
                loss = np.where(may_go, lost / room, np.inf)
            goes = int(np.argmin(loss))
            chosen, lost = np.delete(chosen, goes), np.delete(lost, goes)

    def _grown(self, chosen: IntArray, among: BoolArray, *, most: int | None = None) -> IntArray:
        """Add what brings most for the room it takes, as long as something fits."""
        problem = self._problem
        is_free = self._usable & among
        taken = mask_of(problem.account[chosen], problem.n_accounts)
        used = self._row[:, chosen].sum(axis=1)
        n_added = 0
        while most is None or n_added < most:
            fits = (used[:, None] + self._row <= self._limit[:, None] + _TOLERANCE).all(axis=0)
            free = np.flatnonzero(is_free & fits & ~taken[problem.account])
            if not len(free):
                break
            added = marginal_values_of(problem, chosen, free)
            if most is None and not (added > 0).any():
                break
            with np.errstate(divide="ignore", invalid="ignore"):
                ratio = np.nan_to_num(added / self._share[:, free].sum(axis=0), nan=0.0, posinf=np.inf)
            best = int(free[np.argmax(ratio)])
            chosen = np.append(chosen, best)
            taken[problem.account[best]] = True
            used = used + self._row[:, best]
            n_added += 1
        return chosen
