"""From one selection to another by exchanges, the most valuable of each step first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from seeder.problem import SeedingProblem, evaluate, marginal_values_of, value
from seeder.problem.arrays import BoolArray, FloatArray, IntArray

_MOST_STEPS = 100
"""What is left after so many exchanges is one last exchange."""
_MOST_TRIED = 30
"""Of more drops, and of more adds that need several drops, so many are tried in a step."""
_TOLERANCE = 1e-9
"""Sums of decimals may lie this much above a limit."""


@dataclass(frozen=True, eq=False)
class Change:
    """One exchange on the way from a selection to another.

    Parameters
    ----------
    drop, add
        Options that go and that come, rising.
    gain
        Value after it less value before it.
    """

    drop: IntArray
    add: IntArray
    gain: float


def changes_between(problem: SeedingProblem, start: IntArray, target: IntArray) -> tuple[Change, ...]:
    """Lead from a selection to another by exchanges of options that only one of them has.

    An exchange is one of

    * an option that comes;
    * an option that goes, and those that come into the costs that it leaves free, by what each adds; or one that comes
      for it;
    * an option that comes, and those that go until it fits, by what the selection loses for what they cost;
    * an option that goes.

    Each step is the exchange with the largest gain that keeps all budgets and rules; the last two kinds are tried where
    there is no other. While the selection breaks budgets or rules, a step is the exchange of at most one option for
    another that leaves it nearest to keeping them. Where no exchange does, and after 100 steps, the rest is one step.

    Gains are differences of exact values, so they add up to the difference of both selections.
    """
    return tuple(_Walk(problem, start, target).steps())


@dataclass(frozen=True, eq=False)
class _Move:
    """What is held after an exchange, and its value, but for what sums of floats round."""

    held: BoolArray
    value: float


class _Walk:
    """The options of both selections, by their positions in ``_option``; what is held, and what it is worth."""

    def __init__(self, problem: SeedingProblem, start: IntArray, target: IntArray) -> None:
        self._problem = problem
        self._option: IntArray = np.union1d(start, target)
        self._is_wanted = np.isin(self._option, target)
        self._held = np.isin(self._option, start)
        self._limits = _Limits(problem, self._option)
        self._value = self._value_of(self._held)

    def steps(self) -> Iterator[Change]:
        for _ in range(_MOST_STEPS):
            if not self._left().size:
                return
            move = self._best() if self._limits.hold(self._held) else self._nearest()
            if move is None:
                break
            yield self._taken(move)
        if self._left().size:
            yield self._taken(_Move(self._is_wanted.copy(), 0.0))

    def _left(self) -> IntArray:
        return np.flatnonzero(self._held != self._is_wanted)

    def _taken(self, move: _Move) -> Change:
        drop, add = self._option[self._held & ~move.held], self._option[move.held & ~self._held]
        before, self._value = self._value, self._value_of(move.held)
        self._held = move.held
        return Change(drop, add, self._value - before)

    def _value_of(self, held: BoolArray) -> float:
        return value(self._problem, self._option[held])

    def _best(self) -> _Move | None:
        """The exchange with the largest gain that keeps all limits; None where there is none."""
        adds, drops = self._adds(), self._drops()
        for moves in (
            [*self._single_adds(adds), *self._drops_for_adds(drops, adds)],
            list(self._adds_for_drops(adds, drops)),
            list(self._single_drops(drops)),
        ):
            moves.sort(key=lambda move: -move.value)
            for move in moves:
                if evaluate(self._problem, self._option[move.held]).is_feasible:
                    return move
        return None

    def _adds(self) -> IntArray:
        return np.flatnonzero(self._is_wanted & ~self._held)

    def _drops(self) -> IntArray:
        """What is to go, by what the selection loses for what it costs, least first."""
        drops = np.flatnonzero(self._held & ~self._is_wanted)
        lost = self._gains(self._held, drops)
        found: IntArray = drops[np.argsort(lost / self._limits.share_of_budgets(drops), kind="stable")]
        return found

    def _without(self, *gone: int) -> BoolArray:
        held = self._held.copy()
        held[list(gone)] = False
        return held

    def _single_adds(self, adds: IntArray) -> Iterator[_Move]:
        gains = self._gains(self._held, adds)
        for at, gain in zip(adds.tolist(), gains.tolist(), strict=True):
            held = self._held.copy()
            held[at] = True
            if self._limits.hold(held):
                yield _Move(held, self._value + gain)

    def _gains(self, held: BoolArray, options: IntArray) -> FloatArray:
        """What each option adds to the rest of what is held."""
        return marginal_values_of(self._problem, self._option[held], self._option[options])

    def _drops_for_adds(self, drops: IntArray, adds: IntArray) -> Iterator[_Move]:
        """One that goes, and those that come into the costs that it leaves free; or the best one alone."""
        for gone in drops[:_MOST_TRIED].tolist() if len(adds) else ():
            held = self._without(gone)
            gains = self._gains(held, adds)
            order = adds[np.argsort(-gains, kind="stable")]
            one = next((at for at in order.tolist() if self._limits.hold(_with(held, at))), None)
            if one is not None:
                single = _with(held, one)
                yield _Move(single, self._value_of(single))
            free = self._limits.cost[:, gone].copy()
            several = held.copy()
            for at in order.tolist():
                cost = self._limits.cost[:, at]
                if (cost <= free + _TOLERANCE).all() and self._limits.hold(_with(several, at)):
                    several[at] = True
                    free -= cost
            if several.sum() > held.sum() + 1:
                yield _Move(several, self._value_of(several))

    def _adds_for_drops(self, adds: IntArray, drops: IntArray) -> Iterator[_Move]:
        """One that comes, and those that go until it fits."""
        for at in adds[:_MOST_TRIED].tolist():
            held = _with(self._held, at)
            for gone in drops.tolist():
                held[gone] = False
                if self._limits.hold(held):
                    yield _Move(held, self._value_of(held))
                    break

    def _single_drops(self, drops: IntArray) -> Iterator[_Move]:
        for gone in drops.tolist():
            held = self._without(gone)
            if self._limits.hold(held):
                yield _Move(held, self._value_of(held))

    def _nearest(self) -> _Move | None:
        """The exchange of at most one for another that comes nearest to the limits; None where none comes nearer."""
        adds, drops = self._adds(), np.flatnonzero(self._held & ~self._is_wanted)
        exchanges = [(gone, at) for gone in (None, *drops.tolist()) for at in (None, *adds.tolist())][1:]
        excess = []
        for gone, at in exchanges:
            held = self._held if gone is None else self._without(gone)
            excess.append(self._limits.excess(held if at is None else _with(held, at)))
        least = min(excess, default=np.inf)
        if least >= self._limits.excess(self._held) * (1 - _TOLERANCE):
            return None
        found = None
        for (gone, at), over in zip(exchanges, excess, strict=True):
            if over <= least * (1 + _TOLERANCE):
                held = self._held if gone is None else self._without(gone)
                held = held if at is None else _with(held, at)
                worth = self._value_of(held)
                if found is None or worth > found.value:
                    found = _Move(held, worth)
        return found


def _with(held: BoolArray, at: int) -> BoolArray:
    more = held.copy()
    more[at] = True
    return more


class _Limits:
    """Budgets, rules and one option an account, as rows over a few options of a problem.

    ``cost``: costs of the resources that have a budget, shape (n_budgets, n_options).
    """

    def __init__(self, problem: SeedingProblem, option: IntArray) -> None:
        is_limited = np.isfinite(problem.budget)
        self.cost: FloatArray = problem.cost[np.ix_(is_limited, option)]
        rows, lower, upper = [*self.cost], [-np.inf] * len(self.cost), problem.budget[is_limited].tolist()
        for rule in problem.rules:
            row = np.zeros(len(option))
            place = np.searchsorted(option, rule.options)
            place = np.minimum(place, len(option) - 1)
            is_here = option[place] == rule.options if len(option) else np.zeros(len(rule.options), dtype=bool)
            row[place[is_here]] = rule.coefficient(problem.cost)[is_here]
            rows.append(row)
            lower.append(-np.inf if rule.lower is None else float(rule.lower))
            upper.append(np.inf if rule.upper is None else float(rule.upper))
        accounts, times = np.unique(problem.account[option], return_counts=True)
        for account in accounts[times > 1].tolist():
            rows.append((problem.account[option] == account).astype(np.float64))
            lower.append(-np.inf)
            upper.append(1.0)
        self._row = np.array(rows).reshape(len(rows), len(option))
        self._lower, self._upper = np.array(lower) - _TOLERANCE, np.array(upper) + _TOLERANCE
        self._budget = problem.budget[is_limited]

    def hold(self, held: BoolArray) -> bool:
        """Whether what is held keeps them all."""
        sums = self._row @ held
        return bool(((sums >= self._lower) & (sums <= self._upper)).all())

    def excess(self, held: BoolArray) -> float:
        """By how much what is held is outside the limits, each as a share of the limit, or of 1 if that is less."""
        sums = self._row @ held
        with np.errstate(invalid="ignore"):
            over = np.maximum(0.0, sums - self._upper) / np.maximum(1.0, np.abs(self._upper))
            under = np.maximum(0.0, self._lower - sums) / np.maximum(1.0, np.abs(self._lower))
        return float(np.nansum(over) + np.nansum(under))

    def share_of_budgets(self, options: IntArray) -> FloatArray:
        """What options take of the budgets together, and a little for those that take nothing, shape (n_options,)."""
        share: FloatArray = (self.cost[:, options] / np.maximum(self._budget[:, None], _TOLERANCE)).sum(axis=0)
        return np.maximum(share, _TOLERANCE)
