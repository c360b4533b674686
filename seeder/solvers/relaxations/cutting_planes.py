"""Minimise a convex function of a few multipliers by cutting planes, within a box that moves.

Every evaluation gives a plane below the function. The lowest point of all planes within a box around the best point so
far is evaluated next; the box follows the best point and shrinks where a step brings nothing. Where the planes reach
the best value inside the box, it is the minimum: the function is convex.

References
----------
Kelley, The cutting-plane method for solving convex programs, SIAM Journal 8, 1960; Marsten, Hogan and Blankenship, The
boxstep method for large-scale optimization, Operations Research 23, 1975.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.programs.linear_program import LinearProgram, solve_linear_program

_SHRINK = 0.7
_NARROW = 1e-12
"""A box this narrow, as a share of the first, ends the steps."""


@dataclass(frozen=True, eq=False)
class Planes:
    """Planes below the function: offset + slope · point."""

    offset: FloatArray  # Shape (n_planes,).
    slope: FloatArray  # Shape (n_planes, n_prices).

    def at(self, point: FloatArray) -> float:
        """Return the highest plane's value at a point: what the function is at least."""
        return float((self.offset + self.slope @ point).max(initial=-np.inf))

    def with_plane(self, *, value: float, slope: FloatArray, point: FloatArray) -> Planes:
        """Return these planes and one more, which has the value at the point."""
        return Planes(np.append(self.offset, value - float(slope @ point)), np.vstack([self.slope, slope]))


@dataclass(frozen=True, eq=False)
class Minimum:
    """The best point found, and the function's value there; ``is_reached`` says whether it is the minimum."""

    point: FloatArray
    value: float
    is_reached: bool


def minimise_by_planes(
    evaluate: Callable[[FloatArray], tuple[float, FloatArray]],
    *,
    start: FloatArray,
    value: float,
    radius: FloatArray,
    planes: Planes,
    floor: float = -math.inf,
    enough: float = -math.inf,
    tolerance: float = 1e-9,
    most_steps: int = 60,
    deadline: Deadline | None = None,
) -> Minimum:
    """Minimise the function that ``evaluate`` gives the value and a slope of.

    ``start``, ``value``: the best point known, and the function's value there. ``radius``: half the first box's width,
    over 0, shape (n_prices,). ``planes``: planes known to lie below the function. ``floor``: the smallest that a price
    may be. ``enough``: stop as soon as the value is at most this. ``tolerance``: share of the value within which the
    minimum counts as reached.
    """
    point, width = start, 1.0
    for _ in range(most_steps):
        if value <= enough or (deadline is not None and deadline.has_passed):
            return Minimum(point, value, False)
        low, high = np.maximum(point - width * radius, floor), point + width * radius
        lowest = _lowest(planes, low, high, value, deadline)
        if lowest is None:
            return Minimum(point, value, False)
        candidate, promised = lowest
        if value - promised <= tolerance * abs(value):
            return Minimum(point, value, True)
        found, slope = evaluate(candidate)
        planes = planes.with_plane(value=found, slope=slope, point=candidate)
        if found < value:
            point, value = candidate, found
        else:
            width *= _SHRINK
        if width < _NARROW:
            break
    return Minimum(point, value, False)


def _lowest(
    planes: Planes, low: FloatArray, high: FloatArray, value: float, deadline: Deadline | None
) -> tuple[FloatArray, float] | None:
    """Find the lowest point of the highest plane within a box, and its height."""
    at_low = planes.offset + planes.slope @ low
    fall = np.abs(planes.slope) @ (high - low)
    deepest = max(1e-9, value - float((at_low - fall).max(initial=-np.inf)))
    # Columns: the point above the box's lower corner, in widths of the box, and how far the planes lie below the value.
    table = np.column_stack([planes.slope * (high - low), np.ones(len(at_low))])
    row, column = np.nonzero(table)
    program = LinearProgram(
        gain=np.append(np.zeros(len(low)), 1.0),
        top=np.append(np.ones(len(low)), deepest),
        lower=np.full(len(at_low), -np.inf),
        upper=value - at_low,
        row=row,
        column=column,
        coefficient=table[row, column],
    )
    solved = solve_linear_program(program, deadline=deadline)
    if solved is None:
        return None
    x, _ = solved
    return low + np.clip(x[:-1], 0.0, 1.0) * (high - low), value - float(x[-1])
