"""Find the multipliers of the lowest Lagrangian bound: the optimum of the linear relaxation.

With separate audiences, min over multipliers of the bound equals the linear relaxation's value, as each account's part
has integral corners. One row alone needs a search in one dimension, a few rows over many accounts need cutting planes,
and more rows a linear program (:mod:`seeder.solvers.relaxations.relaxed_program`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray, mask_of
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Multipliers, Pricing, best_of_accounts, choose_best, price
from seeder.solvers.model.scaling import choose_units
from seeder.solvers.relaxations.cutting_planes import Planes, minimise_by_planes
from seeder.solvers.relaxations.relaxed_program import (
    minimise_over_all,
    minimise_over_unclear,
    price_from_sample,
    typical_coefficients,
)

_ALL_ACTIVE = 3000
"""Up to this many options the linear program takes every account at once."""


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The best multipliers found, and the fractional selection beside them."""

    pricing: Pricing  # The Lagrangian at the multipliers.
    # x of the linear relaxation, shape (n_options,) [0–1]; the Lagrangian's own choice where no linear program ran.
    share: FloatArray


def relax(model: Model, *, deadline: Deadline | None = None) -> Relaxation:
    """Minimise the Lagrangian bound over all multipliers; the best so far where the time ends first."""
    units = choose_units(model)
    if units.are_usual:
        return _relaxed(model, deadline)
    found = _relaxed(units.scale(model), deadline)
    # If a multiplier overflows, the zero multipliers may give a lower bound.
    with np.errstate(over="ignore", invalid="ignore"):
        pricing = price(model, units.restore(found.pricing.multipliers))
    plain = price(model, Multipliers.zero(len(model.row)))
    return Relaxation(pricing if pricing.bound <= plain.bound else plain, found.share)


def _relaxed(model: Model, deadline: Deadline | None) -> Relaxation:
    if not model.row:
        return _own_choice(price(model, Multipliers.zero(0)))
    line = _surrogate_line(model)
    start = np.zeros(len(model.row))
    if line is not None:
        weight, bound, per_row = line
        start = per_row * _minimise_on_line(model, weight, bound)
    pricing = price(model, Multipliers(start, np.zeros(len(model.row))))
    if len(model.row) == 1 and line is not None:
        return _own_choice(pricing)
    typical = typical_coefficients(model)
    caps = _CAP * (float(model.value.max(initial=0.0)) or 1.0) / typical
    if model.n_options <= _ALL_ACTIVE:
        found = minimise_over_all(model, pricing, cap=caps, deadline=deadline)
    else:
        sampled = price_from_sample(model, pricing, caps)
        if len(_sides(model)) <= _MOST_PRICES:
            lowest = _by_planes(model, sampled, caps, deadline)
            if lowest is not None:
                return _own_choice(lowest)
        found = minimise_over_unclear(model, pricing, sampled, typical=typical, deadline=deadline)
    return _own_choice(found.pricing) if found.share is None else Relaxation(found.pricing, found.share)


def _sides(model: Model) -> list[tuple[int, bool]]:
    """Sides of the rows that have a multiplier: the row, and whether it is the upper side."""
    upper = [(r, True) for r, row in enumerate(model.row) if row.upper is not None]
    return upper + [(r, False) for r, row in enumerate(model.row) if row.lower is not None]


def _by_planes(model: Model, pricing: Pricing, caps: FloatArray, deadline: Deadline | None) -> Pricing | None:
    """Minimise over few multipliers by cutting planes; None where the minimum was not reached."""
    sides = _sides(model)

    def multipliers_of(point: FloatArray) -> Multipliers:
        found = Multipliers.zero(len(model.row))
        for (r, is_upper), number in zip(sides, point.tolist(), strict=True):
            (found.upper if is_upper else found.lower)[r] = number
        return found

    def slope_of(at: Pricing) -> FloatArray:
        choice = at.choice()
        taken = mask_of(choice[choice >= 0], model.n_options)
        used = [float(row.coefficient[taken[row.option]].sum()) for row in model.row]
        return np.array(
            [model.row[r].bound - used[r] if up else used[r] - (model.row[r].lower or 0) for r, up in sides]
        )

    def evaluate(point: FloatArray) -> tuple[float, FloatArray]:
        at = price(model, multipliers_of(point))
        return at.bound, slope_of(at)

    start = np.array(
        [(pricing.multipliers.upper if is_upper else pricing.multipliers.lower)[r] for r, is_upper in sides]
    )
    radius = np.array([max(_RADIUS * number, 1e-4 * caps[r]) for (r, _), number in zip(sides, start, strict=True)])
    value, slope = evaluate(start)
    found = minimise_by_planes(
        evaluate,
        start=start,
        value=value,
        radius=radius,
        planes=Planes(np.zeros(0), np.zeros((0, len(sides)))).with_plane(value=value, slope=slope, point=start),
        floor=0.0,
        tolerance=1e-12,
        most_steps=_MOST_STEPS,
        deadline=deadline,
    )
    return price(model, multipliers_of(found.point)) if found.is_reached else None


_MOST_PRICES = 8
"""Up to this number of multipliers, cutting planes are faster than a linear program over thousands of accounts."""
_MOST_STEPS = 150
_RADIUS = 0.1
_CAP = 100.0
"""Largest values per typical coefficient: more than any multiplier of a row that the best bound needs, as a rule."""


def _own_choice(pricing: Pricing) -> Relaxation:
    choice = pricing.choice()
    share = np.zeros(pricing.model.n_options)
    share[choice[choice >= 0]] = 1.0
    return Relaxation(pricing, share)


def _surrogate_line(model: Model) -> tuple[FloatArray, float, FloatArray] | None:
    """Wide rows without coefficients below 0, added up in shares of their bounds: weights, bound, row multipliers."""
    weight = np.zeros(model.n_options)
    per_row = np.zeros(len(model.row))
    held = [r for r, row in enumerate(model.row) if row.upper is not None and not row.has_negative]
    wide = [r for r in held if 2 * len(model.row[r].option) >= model.n_options]
    if len(model.row) == len(held) == 1 and model.row[0].lower is None:
        wide = [0]
    for r in wide:
        row = model.row[r]
        if row.bound > 0:
            per_row[r] = 1.0 / row.bound
            weight[row.option] += row.coefficient / row.bound
    if not per_row.any():
        return None
    return weight, float(np.count_nonzero(per_row)), per_row


def _minimise_on_line(model: Model, weight: FloatArray, bound: float) -> float:
    """The t ≥ 0 that minimises t · bound + Σ_i max(0, max_o (v_o − t · weight_o)), by cuts from both sides.

    The function is convex and piecewise linear, so the crossing of the two best tangents is either the minimum or
    gives a new tangent; the steps end after finitely many.
    """

    def evaluate(t: float) -> tuple[float, float]:
        adjusted = model.value - t * weight
        best = best_of_accounts(model, adjusted)
        choice = choose_best(model, adjusted, best)
        return t * bound + float(best.sum()), bound - float(weight[choice[choice >= 0]].sum())

    low = 0.0
    low_value, low_slope = evaluate(low)
    if low_slope >= 0:
        return 0.0
    weighed = weight > 0
    with np.errstate(over="ignore"):
        high = float((model.value[weighed] / weight[weighed]).max()) * (1 + 1e-9) + 1e-300
    reach = _reach(model, weight, bound, low_value)
    if high > _FAR * reach:
        # Tangents there have lost the digits of what they cross.
        high = reach
    high_value, high_slope = evaluate(high)
    if high_slope <= 0:
        return high
    for _ in range(200):
        middle = (high_value - low_value + low_slope * low - high_slope * high) / (low_slope - high_slope)
        if not low < middle < high:
            break
        predicted = low_value + low_slope * (middle - low)
        middle_value, slope = evaluate(middle)
        if middle_value <= predicted + 1e-15 * abs(predicted):
            return middle
        if slope < 0:
            low, low_value, low_slope = middle, middle_value, slope
        else:
            high, high_value, high_slope = middle, middle_value, slope
    return high if high_value <= low_value else low


_FAR = 2.0**30


def _reach(model: Model, weight: FloatArray, bound: float, at_zero: float) -> float:
    """A t beyond which the function is above its value at 0: it is t · (bound − what pins weigh at least) or more."""
    left = bound
    if model.must.any():
        left -= float(np.minimum.reduceat(weight, model.first)[model.must].sum())
    return at_zero / left * (1 + 1e-9) if left > 1e-9 * bound else math.inf
