"""Find the nearest fractional selection that keeps all rows, by a dual method over their multipliers.

    min ½ Σ_o d_o (x_o − y_o)²   subject to   lower ≤ R x ≤ bound,   x ≥ 0,   Σ_{o of i} x_o ≤ 1 (= 1 for a pinned i)

For given multipliers μ the accounts part, and each is a projection onto a simplex; what is left is a smooth concave
function of as many numbers as there are rows.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Multipliers
from seeder.solvers.model.rows import Row
from seeder.solvers.model.scaling import choose_units
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.relaxations.quadratic_maximiser import maximise_quadratic


@dataclass(frozen=True, slots=True)
class ProjectionParams(Parameters):
    """Steps of the dual method that projects onto the rows."""

    # Coefficients, zeros counted, up to which rows are an array: calls of sparse products take longer than their sums.
    most_dense: int = 2**15
    steps: int = 100  # Most steps of one projection.
    trials: int = 30  # Most trials along one step.
    tolerance: Share = 1e-7  # How far a row may be broken, as a share of its bound.
    damping: Share = 1e-10  # Ridge term as a share of each row's curvature: rows may be linearly dependent.
    # First Levenberg-Marquardt term, as a share of a row's curvature with every option free.
    first_caution: Share = 1e-2
    least_caution: Share = 1e-13  # Smallest such term.
    most_caution: Share = 1.0  # Largest such term.
    further: Share = 0.1  # Factor on the term after a step of full length.
    shorter: float = 3.0  # Factor after a step that was cut short.
    beyond: float = 10.0  # Factor for rows whose excess changed its sign in such a step.
    retry: float = 1e3  # Factor after a step along which the dual does not rise.
    short: Share = 0.1  # A step cut to less than this share was too long.
    shrink: Share = 0.01  # Smallest share of a step that is tried next while the dual does not rise at the last trial.
    # Steps after which every second one extrapolates over the last two: pieces that are almost linear make steps
    # zigzag.
    patience: int = 10
    stride: float = 100.0  # How many times as far that goes.
    enough: Share = 0.3  # A step ends where the dual's slope is at most this share of the first.


_PARAMS = ProjectionParams()


@dataclass(frozen=True, eq=False)
class Projected:
    """A fractional selection that keeps all rows, and the multipliers of the rows that bind."""

    x: FloatArray  # Shape (n_options,) [0–1].
    multipliers: Multipliers  # In the unit of ``d · x`` per unit of the row.


class Projection:
    """Projects onto the rows of one model again and again, each time from the multipliers of the time before.

    A row has a multiplier for each of its sides, and one of either sign where both are the same number: two would say
    the same with opposite signs, and nothing would tell them apart.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._is_single = model.n_options == model.n_accounts
        is_equality = [row.upper is not None and row.lower == row.upper for row in model.row]
        self._rows = [(r, True) for r, _ in enumerate(model.row) if is_equality[r]]
        self._n_free = len(self._rows)
        self._rows += [(r, True) for r, row in enumerate(model.row) if row.upper is not None and not is_equality[r]]
        self._rows += [(r, False) for r, row in enumerate(model.row) if row.lower is not None and not is_equality[r]]
        self._units = choose_units(model)
        scaled = self._units.scale(model).row
        # Upper sides as they are; lower sides as −R x ≤ −lower.
        self._bound = np.array([scaled[r].bound if up else -float(scaled[r].lower or 0) for r, up in self._rows])
        self._matrix = self._build_matrix(scaled)
        self._typical = np.array([float(np.abs(scaled[r].coefficient).max(initial=1e-9)) for r, _ in self._rows])
        self._mu, self._unit = np.zeros(len(self._rows)), 0
        self._caution = np.full(len(self._rows), _PARAMS.first_caution)

    def _build_matrix(self, scaled: tuple[Row, ...]) -> Any:
        from scipy.sparse import csr_array

        parts = [scaled[r] for r, _ in self._rows]
        start = np.concatenate(([0], np.cumsum([len(row.option) for row in parts]))).astype(np.int64)
        shape = (len(parts), self._model.n_options)
        if not parts:
            return np.zeros(shape)
        signed = [row.coefficient if up else -row.coefficient for row, (_, up) in zip(parts, self._rows, strict=True)]
        option = np.concatenate([row.option for row in parts])
        matrix = csr_array((np.concatenate(signed), option, start), shape=shape)
        return matrix.toarray() if math.prod(shape) <= _PARAMS.most_dense else matrix

    @cached_property
    def _accounts(self) -> Any:
        """1 where an option is of an account, shape (n_options, n_accounts)."""
        from scipy.sparse import csr_array

        n = self._model.n_options
        return csr_array((np.ones(n), (np.arange(n), self._model.owner)), shape=(n, self._model.n_accounts))

    def project(self, y: FloatArray, d: FloatArray) -> Projected:
        """Project y in the metric d > 0, both of shape (n_options,)."""
        # The metric's unit is free, as the multipliers have it too: in the middle, no reciprocal leaves the floats.
        unit = _middle_exponent(d)
        d = np.ldexp(d, -unit)
        start = np.ldexp(self._mu, self._unit - unit)
        if len(self._rows) == 1 and not self._n_free:
            self._mu = self._solve_one_row(float(start[0]), y, d)
        elif self._rows:
            self._mu = self._solve_rows(start, y, d)
        self._unit = unit
        x = self._at(self._mu, y, d)
        multipliers = Multipliers.zero(len(self._model.row))
        for (r, is_upper), number in zip(self._rows, self._mu.tolist(), strict=True):
            (multipliers.upper if is_upper == (number >= 0) else multipliers.lower)[r] += abs(number)
        return Projected(x, dataclasses.replace(self._units, value=unit).restore(multipliers))

    def _at(self, mu: FloatArray, y: FloatArray, d: FloatArray) -> FloatArray:
        """The x that minimises the Lagrangian at μ."""
        return self._with_tight(mu, y, d)[0]

    def _with_tight(self, mu: FloatArray, y: FloatArray, d: FloatArray) -> tuple[FloatArray, BoolArray]:
        """The same, and the accounts whose sum is held at 1."""
        held = y - (self._matrix.T @ mu) / d if len(mu) and mu.any() else y
        must = self._model.must
        if self._is_single:
            clipped: FloatArray = np.clip(held, 0.0, 1.0)
            return (np.where(must, 1.0, clipped) if must.any() else clipped), must | (held >= 1.0)
        return self._onto_simplexes(held, d)

    def _onto_simplexes(self, held: FloatArray, d: FloatArray) -> tuple[FloatArray, BoolArray]:
        """max(0, held − τ / d) with each account's τ such that its sum is at most 1, or 1 where it must be asked.

        The sum is convex and falling in τ, so Newton's steps from a τ with a sum of at least 1 come down to the root.
        """
        model = self._model
        first, owner, must = model.first, model.owner, model.must
        tau = np.zeros(model.n_accounts)
        left = held
        if must.any():
            tau = np.where(must, np.maximum.reduceat(d * (held - 1.0), first), 0.0)
            left = held - tau[owner] / d
        each = None
        for _ in range(_PARAMS.steps):
            positive = left > 0
            excess = np.add.reduceat(np.where(positive, left, 0.0), first) - 1.0
            moving = excess > 1e-12
            # Most often, nobody's sum is above 1: what follows would be for nothing.
            if not moving.any():
                break
            each = 1.0 / d if each is None else each
            slope = np.add.reduceat(np.where(positive, each, 0.0), first)
            moving &= slope > 0
            if not moving.any():
                break
            tau[moving] += excess[moving] / slope[moving]
            left = held - tau[owner] / d
        x: FloatArray = np.maximum(0.0, left)
        return x, must | (tau > 0)

    def _solve_one_row(self, start: float, y: FloatArray, d: FloatArray) -> FloatArray:
        """The root of the one row's excess, which falls in μ, between brackets."""
        bound = float(self._bound[0])
        tolerance = _PARAMS.tolerance * (abs(bound) if bound else max(float(self._typical[0]), 1e-9))

        def excess(mu: float) -> float:
            return float((self._matrix @ self._at(np.array([mu]), y, d))[0]) - bound

        low, at_low = 0.0, excess(0.0)
        if at_low <= tolerance:
            return np.zeros(1)
        reach = float((d * (np.abs(y) + 1.0)).max())
        high = start or reach / max(float(abs(self._matrix).max()), 1e-9)
        at_high = excess(high)
        for _ in range(_PARAMS.steps):
            if at_high <= 0:
                break
            low, at_low, high = high, at_high, 4.0 * high
            at_high = excess(high)
        for step in range(_PARAMS.steps):
            # Regula falsi, with a halving every third step so that no end stands still, and where both ends are level.
            is_halved = step % 3 == 2 or at_high == at_low
            middle = 0.5 * (low + high) if is_halved else high - at_high * (high - low) / (at_high - at_low)
            found = excess(middle)
            if found > 0:
                low, at_low = middle, found
            else:
                high, at_high = middle, found
            if at_high >= -tolerance or high - low <= 1e-15 * high:
                break
        return np.array([high])

    def _solve_rows(self, mu: FloatArray, y: FloatArray, d: FloatArray) -> FloatArray:
        """Maximise the dual: to where its quadratic model is largest, or to where it ends rising on the way there.

        The dual is concave with a continuous slope, so that its slope along the way says how far to go; its value,
        which rounding takes the last digits of, need not.
        """
        reach = _PARAMS.tolerance * np.maximum(np.abs(self._bound), self._typical)
        is_free = np.arange(len(mu)) < self._n_free
        of_all = np.asarray((self._matrix * self._matrix) @ (1.0 / d))
        # No selection is farther away: where the dual is higher, the rows have no point in common.
        farthest = 0.5 * float(d @ np.maximum(y * y, (1.0 - y) * (1.0 - y))) * (1.0 + 1e-9)
        x, tight, excess = self._answer(mu, y, d)
        before_last = last = mu
        for count in range(_PARAMS.steps):
            holds = is_free | (mu > 0) | (excess > 0)
            if (np.abs(excess[holds]) <= reach[holds]).all():
                break
            gap = x - y
            if 0.5 * float(d @ (gap * gap)) + float(mu @ excess) > farthest:
                break
            if count > _PARAMS.patience and count % 2:
                onward = self._along(mu, self._stride(before_last, mu), excess, y, d)
                if onward is not None:
                    before_last, last = last, mu
                    mu, (x, tight, excess), _ = onward
                    continue
            curvature = self._curvature(x, tight, d)
            damped = curvature + np.diag(_PARAMS.damping * np.diagonal(curvature) + self._caution * of_all)
            step = maximise_quadratic(mu, excess, damped, self._n_free) - mu
            moved = self._along(mu, step, excess, y, d)
            if moved is not None:
                before = excess
                before_last, last = last, mu
                mu, (x, tight, excess), length = moved
                if length < _PARAMS.short:
                    self._caution *= np.where(before * excess < 0, _PARAMS.beyond, _PARAMS.shorter)
                else:
                    self._caution *= _PARAMS.further
            elif (self._caution < _PARAMS.most_caution).any():
                self._caution *= _PARAMS.retry
            else:
                break
            self._caution = np.clip(self._caution, _PARAMS.least_caution, _PARAMS.most_caution)
        return mu

    def _stride(self, start: FloatArray, end: FloatArray) -> FloatArray:
        """The way from one place to another many times on, as far as every multiplier with a sign keeps it."""
        step = _PARAMS.stride * (end - start)
        has_sign = np.arange(len(step)) >= self._n_free
        step[has_sign & (end == 0)] = 0.0
        falling = has_sign & (step < 0)
        if falling.any():
            step *= min(1.0, float((end[falling] / -step[falling]).min()))
        return step

    def _answer(self, mu: FloatArray, y: FloatArray, d: FloatArray) -> tuple[FloatArray, BoolArray, FloatArray]:
        """The x of some multipliers, the accounts held at 1, and by how much x exceeds every row: the dual's slope."""
        x, tight = self._with_tight(mu, y, d)
        return x, tight, self._matrix @ x - self._bound

    def _along(
        self, mu: FloatArray, step: FloatArray, excess: FloatArray, y: FloatArray, d: FloatArray
    ) -> tuple[FloatArray, tuple[FloatArray, BoolArray, FloatArray], float] | None:
        """Go a step as far as the dual rises; None where it does not rise at all.

        Its slope falls along the step, so its root lies between the last place where it rises and the first where it
        falls: regula falsi, with a halving every third time.
        """
        at_low = first = float(excess @ step)
        if not first > 0:
            return None
        low, high, at_high = 0.0, 1.0, 0.0
        length, best = 1.0, None
        for trial in range(_PARAMS.trials):
            tried = mu + length * step
            if (tried == mu).all():
                break
            found = self._answer(tried, y, d)
            slope = float(found[2] @ step)
            if slope >= 0:
                low, at_low, best = length, slope, (tried, found, length)
                if length == 1.0 or slope <= _PARAMS.enough * first:
                    break
            else:
                high, at_high = length, slope
            if low == 0.0:
                length = high * max(_PARAMS.shrink, min(0.5, first / (first - at_high)))
            elif trial % 3 == 2:
                length = 0.5 * (low + high)
            else:
                length = low + (high - low) * at_low / (at_low - at_high)
        return best

    def _curvature(self, x: FloatArray, tight: BoolArray, d: FloatArray) -> FloatArray:
        """R J Rᵀ, J how x answers: 1 / d where it is free, less what an account held at 1 gives back.

        That is Σ_o (R_o − R̄)(R_o − R̄)ᵀ / d_o with R̄ the mean over what is free of an account held at 1, weighed by
        1 / d, else 0: no difference of large numbers.
        """
        owner = self._model.owner
        free = x > 0
        if self._is_single:
            free &= ~tight
        answer = np.where(free, 1.0 / d, 0.0)
        matrix = self._matrix
        is_dense = isinstance(matrix, np.ndarray)
        if not self._is_single and tight.any():
            held = np.where(tight[owner], answer, 0.0)
            total = np.bincount(owner, weights=held, minlength=self._model.n_accounts)
            share = held / np.where(total > 0, total, 1.0)[owner]
            if is_dense:
                matrix = matrix - np.add.reduceat(matrix * share, self._model.first, axis=1)[:, owner]
            else:
                matrix = matrix - (matrix * share[None, :]).tocsr() @ self._accounts @ self._accounts.T
        found: FloatArray = (matrix * answer) @ matrix.T if is_dense else _product(matrix, answer)
        return found


def _product(matrix: Any, weight: FloatArray) -> FloatArray:
    """Σ_o w_o R_o R_oᵀ of a sparse matrix."""
    found: FloatArray = ((matrix * weight[None, :]).tocsr() @ matrix.T).toarray()
    return found


def _middle_exponent(d: FloatArray) -> int:
    """The exponent halfway between those of the least and the largest."""
    if not len(d):
        return 0
    return (math.frexp(float(d.min()))[1] + math.frexp(float(d.max()))[1]) // 2
