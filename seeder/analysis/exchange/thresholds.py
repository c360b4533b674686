"""At which acceptance, effort or intensity an account comes into the best plan: brackets with both ends proved."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

import numpy as np

from seeder.analysis.exchange.answer import Threshold, Turn
from seeder.analysis.exchange.pinned import Numbers, Pinned
from seeder.audience import Audience
from seeder.problem import evaluate, value
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.decimals import as_written
from seeder.responses import interested_of
from seeder.scenario.document.documents import Objective

WIDTH = 1e-3
"""Brackets are made as narrow as this part of their larger end, where the searches allow it."""
_MOST_SEARCHES = 14
_MOST_INTERVALS = 24
_EVALUATIONS = 24
_SLOW = 0.25
"""If a step from the good end gains less than this part of the bracket, the next one goes to its middle."""
_WIDE = 3.0
"""Brackets whose ends differ by more than this factor are halved by their geometric mean."""
_MOST_PRUNED = 300
_BEYOND = 1e-6
"""By so much an effort is surely above a budget [hours]."""


@dataclass(frozen=True)
class Bracket:
    """A number at which the best plan with the account is not worth that without it, and one at which it is.

    ``misses`` is None if there is none among the numbers that are possible, ``reaches`` likewise; of a bracket that is
    not ``is_known``, the searches ended before.
    """

    misses: float | None
    reaches: float | None
    is_known: bool = True

    def turn(self) -> Turn:
        """What is known of the number."""
        if not self.is_known:
            return Turn.OPEN
        if self.reaches is None:
            return Turn.NEVER
        return Turn.ALWAYS if self.misses is None else Turn.FOUND


class Axis(ABC):
    """One number of an account: how it may change, and in which direction the account becomes better."""

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


def bracket_of(axis: Axis, width: float = WIDTH) -> Bracket:
    """Find where the best plan with the account begins to be worth the best one without it.

    The value of the best plan never falls as the number gets better. From a number that is good enough the search
    steps to one just worse than where the plan found there still is good enough (Newton's method, for acceptance),
    and to the middle of the bracket where that gains little.
    """
    pinned = axis.pinned
    reaches = _known_to_reach(axis)
    if reaches is None:
        if pinned.is_missed_at(axis.numbers(axis.best)):
            return Bracket(axis.best, None)
        if pinned.searcher.is_over:
            return Bracket(axis.worst, None, is_known=False)
        found = pinned.decide(axis.numbers(axis.best), is_rough=width > WIDTH)
        if pinned.goal.is_missed_by(found):
            return Bracket(axis.best, None)
        if not pinned.goal.is_reached_by(found):
            return Bracket(axis.worst, axis.best, is_known=False)
        assert found.selection is not None
        reaches = axis.stretched(found.selection, axis.best)
    is_open = reaches != axis.worst and not pinned.searcher.is_over
    if is_open and not pinned.is_missed_at(axis.numbers(axis.worst)):
        found = pinned.decide(axis.numbers(axis.worst), is_rough=width > WIDTH)
        if pinned.goal.is_reached_by(found):
            reaches = axis.worst
    if reaches == axis.worst:
        return Bracket(None, axis.worst)
    return _narrowed(axis, reaches, width)


def _known_to_reach(axis: Axis) -> float | None:
    """A number at which a plan that is known reaches the goal, the worst of all; None where there is none."""
    pinned = axis.pinned
    known = [
        axis.stretched(plan, axis.best)
        for plan in pinned.plans[-axis.most_plans :]
        if pinned.is_reached_by(plan, axis.numbers(axis.best))
    ]
    if not known:
        return None
    return max(known) if axis.worst > axis.best else min(known)


def _narrowed(axis: Axis, reaches: float, width: float) -> Bracket:
    """Narrow the bracket between the worst number and one that is good enough."""
    pinned, misses = axis.pinned, axis.worst
    undecided: list[float] = []
    is_slow = False
    for _ in range(_MOST_SEARCHES):
        misses = _carried(axis, misses, min(undecided, key=lambda at: abs(at - misses), default=reaches), width)
        undecided = [each for each in undecided if axis.is_between(each, misses, reaches)]
        number = _next(axis, misses, reaches, undecided, width, is_slow=is_slow)
        if number is None or pinned.searcher.is_over:
            break
        found = pinned.decide(axis.numbers(number), is_rough=width > WIDTH)
        before = abs(reaches - misses)
        if pinned.goal.is_reached_by(found):
            assert found.selection is not None
            reaches = axis.stretched(found.selection, number)
            is_slow = abs(reaches - misses) > (1 - _SLOW) * before
        elif pinned.goal.is_missed_by(found):
            misses = number
        else:
            undecided.append(number)
    return Bracket(misses, reaches)


def _next(
    axis: Axis, misses: float, reaches: float, undecided: list[float], width: float, *, is_slow: bool
) -> float | None:
    """The next number to try; None where the bracket is as narrow as it can be made."""
    if not undecided:
        if axis.is_narrow(misses, reaches, width):
            return None
        number = _rounded(axis.just_worse(reaches, width))
        if is_slow or reaches == 0 or not axis.is_between(number, misses, reaches):
            number = _rounded(axis.middle(misses, reaches))
        return number if axis.is_between(number, misses, reaches) else None
    # Between two numbers that could not be decided, none can be.
    order = sorted(undecided, key=lambda number: abs(number - reaches))
    for low, high in ((order[0], reaches), (misses, order[-1])):
        if not axis.is_narrow(low, high, max(width, 0.25 * _relative(misses, reaches))):
            number = _rounded(axis.middle(low, high))
            return number if axis.is_between(number, low, high) else None
    return None


def _relative(one: float, other: float) -> float:
    return abs(one - other) / max(abs(one), abs(other), 1e-300)


def _carried(axis: Axis, misses: float, reaches: float, width: float) -> float:
    """Move the bad end to where the certificates that are known still prove it."""
    low, high = misses, reaches
    for _ in range(_EVALUATIONS // 2):
        if axis.is_narrow(low, high, width / 2):
            break
        middle = (low + high) / 2
        if axis.pinned.is_missed_at(axis.numbers(middle)):
            low = middle
        else:
            high = middle
    return low


def first_acceptance(pinned: Pinned, at: Numbers, width: float = WIDTH) -> Bracket:
    """Find the smallest acceptance where a likelier yes also costs more, so that the value may rise and fall.

    That no acceptance from a to b is enough is proved by one problem: with the value of b at the costs of a. Intervals
    are halved from the left until one is met in which an acceptance is enough.
    """
    left: list[tuple[float, float]] = [(0.0, 1.0)]
    proved, reaches = 0.0, None
    if pinned.searcher.is_over:
        return Bracket(0.0, None, is_known=False)
    found = pinned.decide(replace(at, acceptance=0.0))
    if pinned.goal.is_reached_by(found):
        return Bracket(None, 0.0)
    if not pinned.goal.is_missed_by(found):
        return Bracket(0.0, None, is_known=False)
    for _ in range(_MOST_INTERVALS):
        if not left or pinned.searcher.is_over:
            break
        low, high = left.pop()
        if reaches is not None and low >= reaches:
            left.clear()
            break
        bounded = pinned.decide(replace(at, acceptance=high, acceptance_of_costs=low))
        if pinned.goal.is_missed_by(bounded):
            proved = high
            continue
        exact = pinned.decide(replace(at, acceptance=high))
        if pinned.goal.is_reached_by(exact):
            reaches = high if reaches is None else min(reaches, high)
        if high - low <= width * high:
            # Nothing more can be shown from here on.
            left.clear()
            if reaches is None or reaches > high:
                return Bracket(low, reaches, is_known=reaches is not None)
            break
        middle = _rounded((low + high) / 2)
        left += [(middle, high), (low, middle)]
    if reaches is None:
        return Bracket(proved, None, is_known=not left and proved >= 1.0)
    return Bracket(proved, reaches)


def _rounded(number: float) -> float:
    """Seven digits are enough for a number that is tried."""
    return float(f"{number:.7g}")


def acceptance_bracket(pinned: Pinned, at: Numbers, width: float = WIDTH) -> Bracket:
    """Find the smallest acceptance at which the account comes in, at these other numbers."""
    if pinned.acceptance_costs:
        return first_acceptance(pinned, at, width)
    return bracket_of(AcceptanceAxis(pinned, at), width)


def acceptance_threshold(pinned: Pinned) -> Threshold:
    """The smallest acceptance at which the account comes in."""
    return _threshold(pinned.today.acceptance, acceptance_bracket(pinned, pinned.today))


def effort_threshold(pinned: Pinned) -> Threshold:
    """The largest effort of asking at which the account is in."""
    axis = EffortAxis(pinned, pinned.today)
    if axis.worst < 0:
        return Threshold(pinned.today.effort, None, Turn.NEVER)
    if math.isfinite(axis.worst):
        bracket = bracket_of(axis)
        if bracket.turn() is Turn.ALWAYS:
            # More than that does not fit.
            bracket = Bracket(axis.worst + max(WIDTH * axis.worst, _BEYOND), axis.worst)
        return _threshold(pinned.today.effort, bracket, is_falling=True)
    found = pinned.decide(pinned.today)
    turn = Turn.ALWAYS if pinned.goal.is_reached_by(found) else Turn.OPEN
    return Threshold(pinned.today.effort, None, Turn.NEVER if pinned.goal.is_missed_by(found) else turn)


def intensity_threshold(pinned: Pinned) -> Threshold:
    """The smallest intensity at which the account comes in; none for reach, and where followers are not known."""
    today = pinned.intensity_today
    if today is None:
        return Threshold(None, None, Turn.OPEN)
    axis = IntensityAxis(pinned, pinned.today)
    if axis.best <= 0:
        return Threshold(today, None, Turn.NEVER)
    return _threshold(today, bracket_of(axis))


def _threshold(today: float | None, bracket: Bracket, *, is_falling: bool = False) -> Threshold:
    turn, reaches, misses = bracket.turn(), bracket.reaches, bracket.misses
    if turn is Turn.ALWAYS and not is_falling:
        return Threshold(today, (0.0, 0.0), turn)
    if turn is not Turn.FOUND:
        return Threshold(today, None, turn)
    assert reaches is not None
    assert misses is not None
    return Threshold(today, (min(reaches, misses), max(reaches, misses)), turn)


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
