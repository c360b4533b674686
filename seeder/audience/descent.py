"""Minimise a smooth function by L-BFGS, with the same result on every processor."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seeder.audience.reproducible import inner
from seeder.problem.arrays import FloatArray

Function = Callable[[FloatArray], tuple[float, FloatArray]]
"""Value and slope at a point."""


@dataclass(frozen=True, slots=True)
class DescentRules:
    """When a descent ends, and how it steps."""

    most_steps: int
    most_evaluations: int
    """After so many steps or evaluations it ends."""
    least_decrease: float
    """It ends where a step lowers the value by less than this part of it, or of 1 where that is more."""
    least_slope: float
    """It ends where no component of the slope that leads inside the bounds is larger."""
    memory: int = 20
    """How many earlier steps the curvature is estimated from."""
    enough: float = 1e-4
    """Part of the decrease that the slope promises with which a step is content (Armijo)."""
    flat: float = 0.9
    """Part of the slope that may be left after a step (Wolfe)."""
    most_trials: int = 20
    """Lengths tried in one step."""


def descend(
    function: Function, start: FloatArray, rules: DescentRules, *, low: float = -math.inf, high: float = math.inf
) -> FloatArray:
    """Go down from a start by L-BFGS, every number between ``low`` and ``high``; return the lowest point found.

    Library routines of the same name call a library of linear algebra, whose last digits differ between processors;
    here, every sum has one order. A step is lengthened and shortened by bisection until it lowers the value enough and
    leaves enough of the slope behind. Numbers at a bound that the slope presses on stay there.

    References
    ----------
    Nocedal, J. (1980), "Updating quasi-Newton matrices with limited storage", Mathematics of Computation 35.
    Lewis, A. S. & Overton, M. L. (2013), "Nonsmooth optimization via quasi-Newton methods", Mathematical Programming
    141, for the search along the line.
    """
    # Without bounds, every number is free.
    is_bounded = low > -math.inf or high < math.inf
    x = np.clip(start, low, high)
    value, slope = function(x)
    n_evaluations = 1
    steps: deque[tuple[FloatArray, FloatArray, float]] = deque(maxlen=rules.memory)
    for _ in range(rules.most_steps):
        downhill = -slope
        if is_bounded:
            is_free = ~(((x <= low) & (slope > 0)) | ((x >= high) & (slope < 0)))
            downhill = np.where(is_free, downhill, 0.0)
        if np.abs(downhill).max(initial=0.0) <= rules.least_slope:
            break
        direction = _curved(downhill, steps)
        if is_bounded:
            direction = np.where(is_free, direction, 0.0)
        if not inner(direction, slope) < 0:
            steps.clear()
            direction = downhill
        length = 1.0 if steps else min(1.0, 1.0 / math.sqrt(inner(downhill, downhill)))
        shortest, longest = 0.0, math.inf
        found = None
        for _ in range(rules.most_trials):
            if n_evaluations >= rules.most_evaluations:
                break
            there = x + length * direction
            if is_bounded:
                there = np.clip(there, low, high)
            if found is not None and np.array_equal(there, found[0]):
                # Every number that moves is at its bound.
                break
            value_there, slope_there = function(there)
            n_evaluations += 1
            promised = inner(slope, there - x)
            if not value_there <= value + rules.enough * promised:
                longest = length
            else:
                found = there, value_there, slope_there
                if inner(slope_there, there - x) >= rules.flat * promised:
                    break
                shortest = length
            length = 2.0 * shortest if longest == math.inf else (shortest + longest) / 2.0
        if found is None:
            if not steps or n_evaluations >= rules.most_evaluations:
                break
            # The curvature estimated from earlier steps misleads here.
            steps.clear()
            continue
        there, value_there, slope_there = found
        step, change = there - x, slope_there - slope
        curvature = inner(step, change)
        if curvature > 2.0**-52 * inner(change, change):
            steps.append((step, change, curvature))
        decrease = value - value_there
        x, value, slope = there, value_there, slope_there
        if decrease <= rules.least_decrease * max(abs(value), abs(value + decrease), 1.0):
            break
    return x


def _curved(downhill: FloatArray, steps: deque[tuple[FloatArray, FloatArray, float]]) -> FloatArray:
    """The two loops of L-BFGS: the inverse of the curvature estimated from the steps, times a direction."""
    direction = downhill.copy()
    parts: list[float] = []
    for step, change, curvature in reversed(steps):
        parts.append(inner(step, direction) / curvature)
        direction -= parts[-1] * change
    if steps:
        _, change, curvature = steps[-1]
        direction *= curvature / inner(change, change)
    for step, change, curvature in steps:
        direction += (parts.pop() - inner(change, direction) / curvature) * step
    return direction
