"""Find from which acceptance, effort or intensity on an account is in the best plan, with proved bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from seeder.analysis.entering.axes import WIDTH, AcceptanceAxis, Axis, EffortAxis, IntensityAxis, rounded
from seeder.analysis.entering.pinned import Numbers, Pinned
from seeder.analysis.entering.threshold import BreakEven, Threshold, Turn
from seeder.analysis.searching import Solved
from seeder.problem import value

_MOST_SEARCHES = 14
_MOST_ROUGH = 7
_MOST_INTERVALS = 24
_PART_LEFT_OPEN = 0.3
"""Beside numbers that could not be decided, a bracket is not narrowed further than by this part of itself."""
_BEYOND_EXCESS = 1.2
"""A number at which a bound should be below the goal is chosen this much further away."""
_EVALUATIONS = 12
_SLOW = 0.25
"""If a step from the good end gains less than this part of the bracket, the next one goes to its middle."""
_BEYOND = 1e-6
"""By so much an effort is surely above a budget [hours]."""


@dataclass(frozen=True)
class Bracket:
    """A number at which the best plan with the account is worse than that without it, and one at which it is not.

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
    is_slow, is_rough, hint = False, width > WIDTH, None
    for _ in range(_MOST_ROUGH if is_rough else _MOST_SEARCHES):
        misses = _carried(axis, misses, min(undecided, key=lambda at: abs(at - misses), default=reaches), width)
        undecided = [each for each in undecided if axis.is_between(each, misses, reaches)]
        number = _next(axis, misses, reaches, undecided, width, is_slow=is_slow)
        nearest = min(undecided, key=lambda at: abs(at - misses), default=reaches)
        if hint is not None and axis.is_between(hint, misses, nearest):
            number = hint
        if number is None or pinned.searcher.is_over:
            break
        found = pinned.decide(axis.numbers(number), is_rough=width > WIDTH)
        before, hint = abs(reaches - misses), None
        if pinned.goal.is_reached_by(found):
            assert found.selection is not None
            reaches = axis.stretched(found.selection, number)
            is_slow = abs(reaches - misses) > (1 - _SLOW) * before
        elif pinned.goal.is_missed_by(found):
            misses = number
        else:
            undecided.append(number)
            hint = _surely_missed(axis, found, number, misses)
    return Bracket(misses, reaches)


def _surely_missed(axis: Axis, found: Solved, number: float, misses: float) -> float | None:
    """Where the bound of an undecided search would be below the goal, if it falls as the value of its plan does."""
    if found.selection is None:
        return None
    worth = [value(axis.pinned.problem_at(axis.numbers(at)), found.selection) for at in (misses, number)]
    excess = found.upper - axis.pinned.goal.lower
    if not worth[1] > worth[0] or not math.isfinite(excess):
        return None
    return rounded(number - _BEYOND_EXCESS * excess * (number - misses) / (worth[1] - worth[0]))


def _next(
    axis: Axis, misses: float, reaches: float, undecided: list[float], width: float, *, is_slow: bool
) -> float | None:
    """The next number to try; None where the bracket is as narrow as it can be made."""
    if not undecided:
        if axis.is_narrow(misses, reaches, width):
            return None
        number = rounded(axis.just_worse(reaches, width))
        if is_slow or reaches == 0 or not axis.is_between(number, misses, reaches):
            number = rounded(axis.middle(misses, reaches))
        return number if axis.is_between(number, misses, reaches) else None
    # Between two numbers that could not be decided, none can be.
    share = 1.0 if width > WIDTH else _PART_LEFT_OPEN
    order = sorted(undecided, key=lambda number: abs(number - reaches))
    for low, high in ((order[0], reaches), (misses, order[-1])):
        if not axis.is_narrow(low, high, max(width, share * _relative(misses, reaches))):
            number = rounded(axis.middle(low, high))
            return number if axis.is_between(number, low, high) else None
    return None


def _relative(one: float, other: float) -> float:
    return abs(one - other) / max(abs(one), abs(other), 1e-300)


def _carried(axis: Axis, misses: float, reaches: float, width: float) -> float:
    """Move the bad end to where the certificates that are known still prove it."""
    low, high = misses, reaches
    for _ in range(_EVALUATIONS):
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
        middle = rounded((low + high) / 2)
        left += [(middle, high), (low, middle)]
    if reaches is None:
        return Bracket(proved, None, is_known=not left and proved >= 1.0)
    return Bracket(proved, reaches)


def acceptance_bracket(pinned: Pinned, at: Numbers, width: float = WIDTH) -> Bracket:
    """Find the smallest acceptance at which the account comes in, at these other numbers."""
    if pinned.acceptance_costs:
        return first_acceptance(pinned, at, width)
    return bracket_of(AcceptanceAxis(pinned, at), width)


def break_even(pinned: Pinned, width: float = WIDTH) -> BreakEven:
    """From which acceptance, effort and intensity on the account is in, in brackets of a relative width.

    Brackets that may be wider than :data:`~seeder.analysis.entering.axes.WIDTH` take fewer searches.
    """
    return BreakEven(
        acceptance=_threshold(pinned.today.acceptance, acceptance_bracket(pinned, pinned.today, width)),
        effort=effort_threshold(pinned, width),
        intensity=intensity_threshold(pinned, width),
    )


def effort_threshold(pinned: Pinned, width: float = WIDTH) -> Threshold:
    """The largest effort of asking at which the account is in."""
    axis = EffortAxis(pinned, pinned.today)
    if axis.worst < 0:
        return Threshold(pinned.today.effort, None, Turn.NEVER)
    if math.isfinite(axis.worst):
        bracket = bracket_of(axis, width)
        if bracket.turn() is Turn.ALWAYS:
            # More than that does not fit.
            bracket = Bracket(axis.worst + max(WIDTH * axis.worst, _BEYOND), axis.worst)
        return _threshold(pinned.today.effort, bracket, is_falling=True)
    found = pinned.decide(pinned.today)
    turn = Turn.ALWAYS if pinned.goal.is_reached_by(found) else Turn.OPEN
    return Threshold(pinned.today.effort, None, Turn.NEVER if pinned.goal.is_missed_by(found) else turn)


def intensity_threshold(pinned: Pinned, width: float = WIDTH) -> Threshold:
    """The smallest intensity at which the account comes in; none for reach, and where followers are not known."""
    today = pinned.intensity_today
    if today is None:
        return Threshold(None, None, Turn.OPEN)
    axis = IntensityAxis(pinned, pinned.today)
    if axis.best <= 0:
        return Threshold(today, None, Turn.NEVER)
    return _threshold(today, bracket_of(axis, width))


def _threshold(today: float | None, bracket: Bracket, *, is_falling: bool = False) -> Threshold:
    turn, reaches, misses = bracket.turn(), bracket.reaches, bracket.misses
    if turn is Turn.ALWAYS and not is_falling:
        return Threshold(today, (0.0, 0.0), turn)
    if turn is not Turn.FOUND:
        return Threshold(today, None, turn)
    assert reaches is not None
    assert misses is not None
    return Threshold(today, (min(reaches, misses), max(reaches, misses)), turn)
