"""The numbers of an account that a break-even search varies: acceptance, effort and intensity, with their limits."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import replace

import numpy as np

from seeder.analysis.entering.pinned import Numbers, Pinned
from seeder.audience import Audience
from seeder.problem import evaluate, value
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.decimals import as_written
from seeder.responses import interested_of
from seeder.scenario.document.documents import Objective

WIDTH = 1e-3
"""Brackets are made as narrow as this part of their larger end, where the searches allow it."""
_WIDE = 3.0
"""Brackets whose ends differ by more than this factor are halved by their geometric mean."""
_MOST_PRUNED = 300
_EVALUATIONS = 24


class Axis(ABC):
    """One number of an account that a search varies, with its best and its worst value."""

    best: float
    worst: float
    most_plans = 8
    """So many of the plans that are known are tried first."""
    least: float = 0.0
    """Smaller numbers need not be told from 0."""

    def __init__(self, pinned: Pinned, at: Numbers) -> None:
        self.pinned, self.at = pinned, at

    @abstractmethod
    def numbers(self, number: float) -> Numbers:
        """The account's numbers at this one."""

    @abstractmethod
    def stretched(self, plan: IntArray, number: float) -> float:
        """A number as bad as possible at which a plan, good at ``number``, still reaches the goal."""

    def just_worse(self, number: float, width: float) -> float:
        """A number that is worse by a part of itself."""
        sign = 1.0 if self.worst > self.best else -1.0
        return number + sign * width * max(abs(number), 1e-9)

    def middle(self, misses: float, reaches: float) -> float:
        """A number between two."""
        small, large = sorted((misses, reaches))
        if small > 0 and large > _WIDE * small:
            return math.sqrt(small * large)
        return large / 4 if small == 0 else (small + large) / 2

    def is_narrow(self, misses: float, reaches: float, width: float) -> bool:
        """Whether a bracket is narrow enough."""
        return abs(misses - reaches) <= width * (1 + 1e-6) * max(abs(misses), abs(reaches), self.least)

    def is_between(self, number: float, misses: float, reaches: float) -> bool:
        """Whether a number is inside a bracket."""
        return min(misses, reaches) < number < max(misses, reaches)


class AcceptanceAxis(Axis):
    """Acceptance, from 0 to 1."""

    worst, best = 0.0, 1.0

    def numbers(self, number: float) -> Numbers:
        """The account's numbers at an acceptance."""
        return replace(self.at, acceptance=number)

    def stretched(self, plan: IntArray, number: float) -> float:
        """The root of the plan's value, which is affine in the acceptance."""
        found = self.pinned.acceptance_for(plan, self.at)
        return number if found is None else min(number, found)


class EffortAxis(Axis):
    """Effort of asking, from none to all that budgets and limits leave for it."""

    best = 0.0

    def __init__(self, pinned: Pinned, at: Numbers) -> None:
        super().__init__(pinned, at)
        self.worst = self._left_by(np.array([pinned.option]))
        self.least = WIDTH * self.worst if math.isfinite(self.worst) else 0.0

    def numbers(self, number: float) -> Numbers:
        """The account's numbers at an effort."""
        return replace(self.at, effort=number)

    def stretched(self, plan: IntArray, number: float) -> float:
        """What budgets and limits leave, without asks that the plan does not need."""
        left = self._left_by(self._pruned(plan, number))
        return max(number, left) if math.isfinite(left) else number

    def _left_by(self, plan: IntArray) -> float:
        """The largest effort of asking the account with which a plan still fits."""
        pinned = self.pinned
        free = pinned.problem_at(replace(self.at, effort=0.0))
        rows = [(np.arange(free.n_options), float(free.budget[0]))]
        rows += [
            (rule.options, float(rule.upper))
            for rule in free.rules
            if rule.resource == 0 and rule.upper is not None and pinned.option in rule.options
        ]
        left = [
            as_written(limit) - sum(map(as_written, free.cost[0, np.intersect1d(options, plan)].tolist()))
            for options, limit in rows
            if math.isfinite(limit)
        ]
        return float(min(left)) if left else math.inf

    def _pruned(self, plan: IntArray, number: float) -> IntArray:
        """A plan without asks that it does not need to reach the goal."""
        if len(plan) > _MOST_PRUNED:
            return plan
        problem, goal = self.pinned.problem_at(self.numbers(number)), self.pinned.goal
        for option in sorted(plan.tolist(), key=lambda option: (-problem.cost[0, option], option)):
            rest = plan[plan != option]
            if option == self.pinned.option or not goal.is_reached(value(problem, rest)):
                continue
            if evaluate(problem, rest).is_feasible:
                plan = rest
        return plan


class IntensityAxis(Axis):
    """Clicks per follower, from none to where every follower who could click does."""

    worst = 0.0
    most_plans = 2

    def __init__(self, pinned: Pinned, at: Numbers) -> None:
        super().__init__(pinned, at)
        self.best = _largest_intensity(pinned)

    def numbers(self, number: float) -> Numbers:
        """The account's numbers at an intensity."""
        return replace(self.at, intensity=number)

    def stretched(self, plan: IntArray, number: float) -> float:
        """A root of the plan's value, which rises with the intensity."""
        low, high = 0.0, number
        for _ in range(_EVALUATIONS):
            middle = (low + high) / 2
            if self.pinned.is_reached_by(plan, self.numbers(middle)):
                high = middle
            else:
                low = middle
            if high - low <= WIDTH / 8 * high:
                break
        return high


def _largest_intensity(pinned: Pinned) -> float:
    """Clicks per follower of the account from which more changes nothing: every chance is 1 by then."""
    formulation = pinned.formulation
    scenario, audience = formulation.scenario, formulation.audience
    assert scenario.document.objective is not Objective.REACH
    today = pinned.intensity_today
    rows = np.flatnonzero(scenario.accounts.row_account == pinned.account)
    followers, clicks = scenario.accounts.followers[rows], formulation.rates.clicks.value[rows]
    own = clicks / np.where(followers > 0, followers, np.inf) if today else (followers > 0).astype(float)
    least = 1.0
    for row, each in zip(rows.tolist(), own.tolist(), strict=True):
        if each > 0:
            least = max(least, _factor_of_cap(audience, row, each, interested_of(scenario.document, audience)))
    return least * (today or 1.0)


def _factor_of_cap(audience: Audience, row: int, intensity: float, interested: FloatArray) -> float:
    """By how much an intensity must grow for all chances of a handle to be 1."""
    own = slice(int(audience.start[row]), int(audience.start[row + 1]))
    raw = intensity * audience.fit[own] * audience.tie[own] / interested[audience.cell[own]]
    raw = np.append(raw[raw > 0], intensity)
    return float(1.0 / raw.min())


def rounded(number: float) -> float:
    """Seven digits are enough for a number that is tried."""
    return float(f"{number:.7g}")
