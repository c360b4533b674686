"""Multipliers that make the Lagrangian bound smallest: the optimum of the linear relaxation.

With separate audiences, min over multipliers of the bound equals the linear relaxation's value, as each account's part
has integral corners. One row alone needs a search in one dimension; more rows need a linear program, which is kept
small: accounts whose choice is clear stay fixed at it until the multipliers prove them wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.solvers.cutting_planes import Planes, minimise_by_planes
from seeder.solvers.deadline import Deadline
from seeder.solvers.linear_program import LinearProgram, solve_linear_program
from seeder.solvers.presolve import Model
from seeder.solvers.pricing import Multipliers, Pricing, best_of_accounts, choose_best, price

_ALL_ACTIVE = 3000
"""Up to this many options the linear program takes every account at once."""


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The best multipliers found, and the fractional selection beside them.

    Parameters
    ----------
    pricing
        The Lagrangian at the multipliers.
    share
        x of the linear relaxation, shape (n_options,) [0–1]; the Lagrangian's own choice where no linear program ran.
    """

    pricing: Pricing
    share: FloatArray


def relax(model: Model, *, deadline: Deadline | None = None) -> Relaxation:
    """Minimise the Lagrangian bound over all multipliers; the best so far where the time ends first."""
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
    if model.n_options > _ALL_ACTIVE and len(_sides(model)) <= _MOST_PRICES:
        found = _by_planes(model, _price_from_sample(model, pricing, _caps(model), deadline), deadline)
        if found is not None:
            return _own_choice(found)
    return _by_linear_programs(model, pricing, deadline)


def _sides(model: Model) -> list[tuple[int, bool]]:
    """Sides of the rows that have a multiplier: the row, and whether it is the upper side."""
    upper = [(r, True) for r, row in enumerate(model.row) if row.most is not None]
    return upper + [(r, False) for r, row in enumerate(model.row) if row.least > 0]


def _by_planes(model: Model, pricing: Pricing, deadline: Deadline | None) -> Pricing | None:
    """Minimise over few multipliers by cutting planes; None where the minimum was not reached."""
    sides = _sides(model)

    def multipliers_of(point: FloatArray) -> Multipliers:
        found = Multipliers.zero(len(model.row))
        for (r, is_upper), number in zip(sides, point.tolist(), strict=True):
            (found.upper if is_upper else found.lower)[r] = number
        return found

    def slope_of(at: Pricing) -> FloatArray:
        choice = at.choice()
        taken = np.zeros(model.n_options, dtype=bool)
        taken[choice[choice >= 0]] = True
        used = [float(row.coefficient[taken[row.option]].sum()) for row in model.row]
        return np.array([model.row[r].bound - used[r] if up else used[r] - model.row[r].least for r, up in sides])

    def evaluate(point: FloatArray) -> tuple[float, FloatArray]:
        at = price(model, multipliers_of(point))
        return at.bound, slope_of(at)

    start = np.array(
        [(pricing.multipliers.upper if is_upper else pricing.multipliers.lower)[r] for r, is_upper in sides]
    )
    caps = _caps(model)
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
"""Up to so many multipliers, cutting planes are quicker than a linear program over thousands of accounts."""
_MOST_STEPS = 150
_RADIUS = 0.1


def _caps(model: Model) -> FloatArray:
    """More than any multiplier of a row that the best bound needs, as a rule, shape (n_rows,)."""
    typical = np.array([float(np.median(row.coefficient)) if len(row.option) else 1.0 for row in model.row])
    return 100.0 * (float(model.value.max(initial=0.0)) or 1.0) / typical


def _own_choice(pricing: Pricing) -> Relaxation:
    choice = pricing.choice()
    share = np.zeros(pricing.model.n_options)
    share[choice[choice >= 0]] = 1.0
    return Relaxation(pricing, share)


def _surrogate_line(model: Model) -> tuple[FloatArray, float, FloatArray] | None:
    """The cost rows over many options added up, each in shares of its bound: weight, bound, multiplier per row."""
    weight = np.zeros(model.n_options)
    per_row = np.zeros(len(model.row))
    wide = [r for r, row in enumerate(model.row) if row.most is not None and 2 * len(row.option) >= model.n_options]
    if len(model.row) == 1 and model.row[0].least == 0:
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
    high = float((model.value[weighed] / weight[weighed]).max()) * (1 + 1e-9) + 1e-300
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


@dataclass(frozen=True, eq=False)
class _Sides:
    """What the rows of a linear program ask for, and the largest multiplier that each may have.

    Parameters
    ----------
    low, high
        Shape (n_rows,); infinite where a side is missing.
    cap
        Shape (n_rows,): breaking a row costs this per unit, so its multiplier stays below.
    """

    low: FloatArray
    high: FloatArray
    cap: FloatArray


def _by_linear_programs(model: Model, pricing: Pricing, deadline: Deadline | None) -> Relaxation:
    typical = np.array([float(np.median(row.coefficient)) if len(row.option) else 1.0 for row in model.row])
    largest = float(model.value.max(initial=0.0)) or 1.0
    best = _own_choice(pricing)
    if model.n_options <= _ALL_ACTIVE:
        active = np.ones(model.n_accounts, dtype=bool)
        cap = 100.0 * largest / typical
    else:
        pricing = _price_from_sample(model, pricing, 100.0 * largest / typical, deadline)
        if pricing.bound < best.pricing.bound:
            best = _own_choice(pricing)
        active = _unclear(model, pricing)
        chosen = pricing.best[pricing.best > 0]
        cap = 2.0 * (pricing.multipliers.upper + pricing.multipliers.lower)
        cap += (float(np.median(chosen)) if len(chosen) else largest) / typical
    choice = pricing.choice()
    for _ in range(_MOST_ROUNDS):
        solved = _solve_with_fixed(model, choice, active, cap, deadline)
        if solved is None:
            break
        multipliers, share, is_broken = solved
        pricing = price(model, multipliers)
        if pricing.bound < best.pricing.bound:
            best = Relaxation(pricing, share)
        wrong = ~active & (pricing.adjusted[choice] * (choice >= 0) < pricing.best - 1e-12 * np.abs(pricing.best))
        if wrong.any():
            active |= wrong | _unclear(model, pricing)
        elif is_broken.any():
            cap = np.where(is_broken, 4.0 * cap, cap)
        else:
            return Relaxation(best.pricing, share)
    return best


_MOST_ROUNDS = 60
_TINY = 1e-9
_SAMPLE = 3000


def _unclear(model: Model, pricing: Pricing) -> BoolArray:
    """Accounts whose choice changes when all multipliers move by a few per cent together."""
    unclear = np.zeros(model.n_accounts, dtype=bool)
    choice = pricing.choice()
    for factor in (0.97, 1.03):
        adjusted = model.value + factor * (pricing.adjusted - model.value)
        unclear |= choose_best(model, adjusted, best_of_accounts(model, adjusted)) != choice
    return unclear


def _price_from_sample(model: Model, pricing: Pricing, cap: FloatArray, deadline: Deadline | None) -> Pricing:
    """Multipliers from some of the accounts and as large a part of every row that many of them are in."""
    if model.n_accounts <= 2 * _SAMPLE:
        return pricing
    sampled = np.zeros(model.n_accounts, dtype=bool)
    sampled[np.random.default_rng(0).choice(model.n_accounts, _SAMPLE, replace=False)] = True
    options = np.flatnonzero(sampled[model.owner])
    part = _SAMPLE / model.n_accounts
    wide = np.array([len(row.option) * part >= 5 for row in model.row])
    low = np.array([row.least * part if row.least > 0 else -np.inf for row in model.row])
    high = np.array([row.bound * part if row.most is not None else np.inf for row in model.row])
    sides = _Sides(np.where(wide, low, -np.inf), np.where(wide, high, np.inf), cap)
    solved = _solve_part(model, options, sides, deadline)
    return pricing if solved is None else price(model, solved[0])


def _solve_with_fixed(
    model: Model, choice: IntArray, active: BoolArray, cap: FloatArray, deadline: Deadline | None
) -> tuple[Multipliers, FloatArray, BoolArray] | None:
    """Solve the relaxation with the inactive accounts fixed at their choice."""
    fixed_choice = choice[~active & (choice >= 0)]
    fixed = np.zeros(model.n_options, dtype=bool)
    fixed[fixed_choice] = True
    used = np.array([float(row.coefficient[fixed[row.option]].sum()) for row in model.row])
    least = np.array([row.least if row.least > 0 else -np.inf for row in model.row])
    bound = np.array([row.bound if row.most is not None else np.inf for row in model.row])
    solved = _solve_part(model, np.flatnonzero(active[model.owner]), _Sides(least - used, bound - used, cap), deadline)
    if solved is not None:
        solved[1][fixed_choice] = 1.0
    return solved


def _solve_part(
    model: Model, options: IntArray, sides: _Sides, deadline: Deadline | None
) -> tuple[Multipliers, FloatArray, BoolArray] | None:
    """Solve the relaxation over some accounts' options; every row may be broken at the price of its cap.

    Returns
    -------
    tuple or None
        Multipliers, x of all options (0 outside), and which rows are broken; None where the time was over first.
    """
    column_of = np.full(model.n_options, -1, dtype=np.int64)
    column_of[options] = np.arange(len(options))
    rows, columns, coefficients = [], [], []
    kept: list[int] = []
    slack_row: list[int] = []
    slack_sign: list[float] = []
    for r, row in enumerate(model.row):
        column = column_of[row.option]
        entry = np.flatnonzero(column >= 0)
        if sides.low[r] == -np.inf and sides.high[r] == np.inf:
            continue
        # A row that only fixed accounts are in stays where they break it: its cap then proves one of them wrong.
        if not len(entry) and sides.low[r] <= _TINY and sides.high[r] >= -_TINY:
            continue
        rows.append(np.full(len(entry), len(kept)))
        columns.append(column[entry])
        coefficients.append(row.coefficient[entry])
        for side, sign in ((sides.high[r], -1.0), (sides.low[r], 1.0)):
            if np.isfinite(side):
                slack_row.append(len(kept))
                slack_sign.append(sign)
        kept.append(r)
    n_slacks = len(slack_row)
    rows.append(np.array(slack_row, dtype=np.int64))
    columns.append(len(options) + np.arange(n_slacks))
    coefficients.append(np.array(slack_sign))
    owner = model.owner[options]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    rows.append(len(kept) + np.repeat(np.arange(len(starts)), np.diff(starts, append=len(options))))
    columns.append(np.arange(len(options)))
    coefficients.append(np.ones(len(options)))
    row_of_slack = np.array(kept, dtype=np.int64)[rows[-2]] if n_slacks else np.zeros(0, dtype=np.int64)
    program = LinearProgram(
        gain=np.concatenate((model.value[options], -sides.cap[row_of_slack])),
        top=np.concatenate((np.ones(len(options)), np.full(n_slacks, np.inf))),
        low=np.concatenate((sides.low[kept], np.where(model.must[owner[starts]], 1.0, -np.inf))),
        high=np.concatenate((sides.high[kept], np.ones(len(starts)))),
        row=np.concatenate(rows),
        column=np.concatenate(columns),
        coefficient=np.concatenate(coefficients),
    )
    solved = solve_linear_program(program, deadline=deadline)
    if solved is None:
        return None
    x, dual = solved
    multipliers = Multipliers.zero(len(model.row))
    for r, multiplier in zip(kept, dual.tolist(), strict=False):
        if multiplier > 0 and np.isfinite(sides.high[r]):
            multipliers.upper[r] = multiplier
        elif multiplier < 0 and np.isfinite(sides.low[r]):
            multipliers.lower[r] = -multiplier
    share = np.zeros(model.n_options)
    share[options] = np.clip(x[: len(options)], 0.0, 1.0)
    is_broken = np.zeros(len(model.row), dtype=bool)
    is_broken[row_of_slack[x[len(options) :] > 1e-7]] = True
    return multipliers, share, is_broken
