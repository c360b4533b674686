"""Solve the linear relaxation by column generation over accounts, and return its multipliers.

Accounts whose choice is clear stay fixed at it until the multipliers prove them wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray, mask_of
from seeder.problem.restriction import Restriction
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Multipliers, Pricing, best_of_accounts, choose_best, price
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.programs.linear_program import LinearProgram, solve_linear_program


@dataclass(frozen=True, slots=True)
class RelaxedProgramParams(Parameters):
    """Rounds, sample and tolerances of the column generation."""

    most_rounds: int = 60  # Most rounds of pricing.
    tiny: Share = 1e-9  # Sides of rows nearer to 0 than this are met by fixed accounts alone.
    sample: int = 3000  # Accounts of the sample that a problem of more than twice as many is solved over first.
    # Smallest typical coefficient of a row as a share of its largest: caps of rows with smaller ones would exceed all
    # gains.
    least_share: Share = 1e-6


_PARAMS = RelaxedProgramParams()


@dataclass(frozen=True, eq=False)
class Optimum:
    """The best multipliers that linear programs gave."""

    pricing: Pricing  # The Lagrangian there, or where it was before if no program gave a lower bound.
    # x of the linear relaxation, shape (n_options,) [0–1]; None where no program belongs to the multipliers.
    share: FloatArray | None


def typical_coefficients(model: Model) -> FloatArray:
    """Median size of each row's coefficients, at least a millionth of the largest, shape (n_rows,); 1 without any."""
    found = []
    for row in model.row:
        size = np.abs(row.coefficient)
        largest = float(size.max(initial=0.0))
        found.append(max(float(np.median(size)), _PARAMS.least_share * largest) if largest > 0 else 1.0)
    return np.array(found)


def minimise_over_all(model: Model, pricing: Pricing, *, cap: FloatArray, deadline: Deadline | None) -> Optimum:
    """Solve the relaxation over every account at once.

    ``pricing``: the Lagrangian at the best multipliers known. ``cap``: the largest multiplier of each row to begin
    with, shape (n_rows,).
    """
    active = np.ones(model.n_accounts, dtype=bool)
    return _minimise(model, pricing, best=Optimum(pricing, None), active=active, cap=cap, deadline=deadline)


def minimise_over_unclear(
    model: Model, pricing: Pricing, sampled: Pricing, *, typical: FloatArray, deadline: Deadline | None
) -> Optimum:
    """Solve the relaxation with the accounts fixed whose choice is clear.

    ``pricing``: the Lagrangian at the best multipliers known. ``sampled``: the Lagrangian at multipliers near the best,
    which tell what is clear. ``typical``: see :func:`typical_coefficients`.
    """
    best = Optimum(sampled if sampled.bound < pricing.bound else pricing, None)
    active = _unclear(model, sampled)
    chosen = sampled.best[sampled.best > 0]
    cap = 2.0 * (sampled.multipliers.upper + sampled.multipliers.lower)
    cap += (float(np.median(chosen)) if len(chosen) else float(model.value.max(initial=0.0)) or 1.0) / typical
    return _minimise(model, sampled, best=best, active=active, cap=cap, deadline=deadline)


def _minimise(
    model: Model, pricing: Pricing, *, best: Optimum, active: BoolArray, cap: FloatArray, deadline: Deadline | None
) -> Optimum:
    choice = pricing.choice()
    for _ in range(_PARAMS.most_rounds):
        solved = _solve_with_fixed(model, choice, active, cap, deadline)
        if solved is None:
            break
        multipliers, share, is_broken = solved
        pricing = price(model, multipliers)
        if pricing.bound < best.pricing.bound:
            best = Optimum(pricing, share)
        wrong = ~active & (pricing.adjusted[choice] * (choice >= 0) < pricing.best - 1e-12 * np.abs(pricing.best))
        if wrong.any():
            active |= wrong | _unclear(model, pricing)
        elif is_broken.any():
            cap = np.where(is_broken, 4.0 * cap, cap)
        else:
            return Optimum(best.pricing, share)
    return best


@dataclass(frozen=True, eq=False)
class _Sides:
    """What the rows of a linear program ask for, and the largest multiplier that each may have."""

    # lower, upper: shape (n_rows,); infinite where a side is missing.
    lower: FloatArray
    upper: FloatArray
    cap: FloatArray  # Shape (n_rows,): breaking a row costs this per unit, so its multiplier stays below.


def _unclear(model: Model, pricing: Pricing) -> BoolArray:
    """Accounts whose choice changes when all multipliers move by a few per cent together."""
    unclear = np.zeros(model.n_accounts, dtype=bool)
    choice = pricing.choice()
    for factor in (0.97, 1.03):
        adjusted = model.value + factor * (pricing.adjusted - model.value)
        unclear |= choose_best(model, adjusted, best_of_accounts(model, adjusted)) != choice
    return unclear


def price_from_sample(model: Model, pricing: Pricing, cap: FloatArray) -> Pricing:
    """Price at multipliers from some of the accounts and as large a part of every row that many of them are in.

    It takes some hundredths of a second, whatever the time limit is: multipliers that say something come from here.
    """
    if model.n_accounts <= 2 * _PARAMS.sample:
        return pricing
    sampled = mask_of(
        np.random.default_rng(0).choice(model.n_accounts, _PARAMS.sample, replace=False), model.n_accounts
    )
    options = np.flatnonzero(sampled[model.owner])
    part = _PARAMS.sample / model.n_accounts
    wide = np.array([len(row.option) * part >= 5 for row in model.row])
    lower = np.array([-np.inf if row.lower is None else row.lower * part for row in model.row])
    upper = np.array([row.bound * part if row.upper is not None else np.inf for row in model.row])
    sides = _Sides(np.where(wide, lower, -np.inf), np.where(wide, upper, np.inf), cap)
    solved = _solve_part(model, options, sides, None)
    return pricing if solved is None else price(model, solved[0])


def _solve_with_fixed(
    model: Model, choice: IntArray, active: BoolArray, cap: FloatArray, deadline: Deadline | None
) -> tuple[Multipliers, FloatArray, BoolArray] | None:
    """Solve the relaxation with the inactive accounts fixed at their choice."""
    fixed_choice = choice[~active & (choice >= 0)]
    fixed = mask_of(fixed_choice, model.n_options)
    used = np.array([float(row.coefficient[fixed[row.option]].sum()) for row in model.row])
    least = np.array([-np.inf if row.lower is None else row.lower for row in model.row])
    bound = np.array([row.bound if row.upper is not None else np.inf for row in model.row])
    solved = _solve_part(model, np.flatnonzero(active[model.owner]), _Sides(least - used, bound - used, cap), deadline)
    if solved is not None:
        solved[1][fixed_choice] = 1.0
    return solved


def _solve_part(
    model: Model, options: IntArray, sides: _Sides, deadline: Deadline | None
) -> tuple[Multipliers, FloatArray, BoolArray] | None:
    """Solve the relaxation over some accounts' options; every row may be broken at the price of its cap.

    Returns multipliers, x of all options (0 outside), and which rows are broken; None where the time was over first.
    """
    column_of = Restriction(model.n_options, options).position
    rows, columns, coefficients = [], [], []
    kept: list[int] = []
    slack_row: list[int] = []
    slack_sign: list[float] = []
    for r, row in enumerate(model.row):
        column = column_of[row.option]
        entry = np.flatnonzero(column >= 0)
        if sides.lower[r] == -np.inf and sides.upper[r] == np.inf:
            continue
        # A row that only fixed accounts are in stays where they break it: its cap then proves one of them wrong.
        if not len(entry) and sides.lower[r] <= _PARAMS.tiny and sides.upper[r] >= -_PARAMS.tiny:
            continue
        rows.append(np.full(len(entry), len(kept)))
        columns.append(column[entry])
        coefficients.append(row.coefficient[entry])
        for side, sign in ((sides.upper[r], -1.0), (sides.lower[r], 1.0)):
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
        lower=np.concatenate((sides.lower[kept], np.where(model.must[owner[starts]], 1.0, -np.inf))),
        upper=np.concatenate((sides.upper[kept], np.ones(len(starts)))),
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
        if multiplier > 0 and np.isfinite(sides.upper[r]):
            multipliers.upper[r] = multiplier
        elif multiplier < 0 and np.isfinite(sides.lower[r]):
            multipliers.lower[r] = -multiplier
    share = np.zeros(model.n_options)
    share[options] = np.clip(x[: len(options)], 0.0, 1.0)
    is_broken = mask_of(row_of_slack[x[len(options) :] > 1e-7], len(model.row))
    return multipliers, share, is_broken
