"""The nearest fractional selection that keeps every row: a small dual over the rows' multipliers.

    min ½ Σ_o d_o (x_o − y_o)²   subject to   least ≤ R x ≤ bound,   x ≥ 0,   Σ_{o of i} x_o ≤ 1 (= 1 for a pinned i)

For given multipliers μ the accounts part, and each is a projection onto a simplex; what is left is a smooth concave
function of as many numbers as there are rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray
from seeder.solvers.presolve import Model
from seeder.solvers.pricing import Multipliers

_STEPS = 100
_TOLERANCE = 1e-7
"""How far a row may be broken, in shares of its bound."""
_LEAST_DAMPING, _MOST_DAMPING = 1e-9, 1e6
"""Part of the largest curvature that is added where the quadratic model goes too far (Levenberg–Marquardt)."""


@dataclass(frozen=True, eq=False)
class Projected:
    """A fractional selection and the multipliers of the rows that hold it back.

    Parameters
    ----------
    x
        Shape (n_options,) [0–1].
    multipliers
        In the unit of ``d · x`` per unit of the row.
    """

    x: FloatArray
    multipliers: Multipliers


class Projection:
    """Projects onto the rows of one model again and again, each time from the multipliers of the time before."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._is_single = model.n_options == model.n_accounts
        self._rows = [(r, True) for r, row in enumerate(model.row) if row.most is not None]
        self._rows += [(r, False) for r, row in enumerate(model.row) if row.least > 0]
        # Upper sides as they are; lower sides as −R x ≤ −least.
        self._bound = np.array(
            [model.row[r].bound if is_upper else -float(model.row[r].least) for r, is_upper in self._rows]
        )
        self._matrix = self._build_matrix()
        self._typical = np.array([float(model.row[r].coefficient.max(initial=1e-9)) for r, _ in self._rows])
        self._mu = np.zeros(len(self._rows))

    def _build_matrix(self) -> Any:
        from scipy.sparse import csr_array

        parts = [self._model.row[r] for r, _ in self._rows]
        start = np.concatenate(([0], np.cumsum([len(row.option) for row in parts]))).astype(np.int64)
        if not parts:
            return csr_array((0, self._model.n_options))
        signed = [row.coefficient if up else -row.coefficient for row, (_, up) in zip(parts, self._rows, strict=True)]
        option = np.concatenate([row.option for row in parts])
        return csr_array((np.concatenate(signed), option, start), shape=(len(parts), self._model.n_options))

    def project(self, y: FloatArray, d: FloatArray) -> Projected:
        """Project y in the metric d > 0, both of shape (n_options,)."""
        if len(self._rows) == 1:
            self._mu = self._solve_one_row(y, d)
        elif self._rows:
            self._mu = self._solve_rows(y, d)
        x = self._at(self._mu, y, d)
        multipliers = Multipliers.zero(len(self._model.row))
        for (r, is_upper), number in zip(self._rows, self._mu.tolist(), strict=True):
            (multipliers.upper if is_upper else multipliers.lower)[r] += number
        return Projected(x, multipliers)

    def _at(self, mu: FloatArray, y: FloatArray, d: FloatArray) -> FloatArray:
        """The x that minimises the Lagrangian at μ ≥ 0."""
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
        if must.any():
            tau = np.where(must, np.maximum.reduceat(d * (held - 1.0), first), 0.0)
        for _ in range(_STEPS):
            left = held - tau[owner] / d
            positive = left > 0
            total = np.add.reduceat(np.where(positive, left, 0.0), first)
            slope = np.add.reduceat(np.where(positive, 1.0 / d, 0.0), first)
            excess = total - 1.0
            moving = (excess > 1e-12) & (slope > 0)
            if not moving.any():
                break
            tau[moving] += excess[moving] / slope[moving]
        x: FloatArray = np.maximum(0.0, held - tau[owner] / d)
        return x, must | (tau > 0)

    def _solve_one_row(self, y: FloatArray, d: FloatArray) -> FloatArray:
        """The root of the one row's excess, which falls in μ, between brackets."""
        bound, tolerance = float(self._bound[0]), _TOLERANCE * max(abs(float(self._bound[0])), 1e-9)

        def excess(mu: float) -> float:
            return float((self._matrix @ self._at(np.array([mu]), y, d))[0]) - bound

        low, at_low = 0.0, excess(0.0)
        if at_low <= tolerance:
            return np.zeros(1)
        reach = float((d * (np.abs(y) + 1.0)).max())
        high = float(self._mu[0]) or reach / max(float(np.abs(self._matrix.data).max()), 1e-9)
        at_high = excess(high)
        for _ in range(_STEPS):
            if at_high <= 0:
                break
            low, at_low, high = high, at_high, 4.0 * high
            at_high = excess(high)
        for step in range(_STEPS):
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

    def _solve_rows(self, y: FloatArray, d: FloatArray) -> FloatArray:
        """Maximise the dual by Newton's steps to where its quadratic model over μ ≥ 0 is largest, or less far."""
        mu = self._mu.copy()
        reach = _TOLERANCE * np.maximum(np.abs(self._bound), self._typical)
        level, x, tight, excess = self._dual(mu, y, d)
        damping, most = _LEAST_DAMPING, np.asarray(self._matrix.multiply(self._matrix) @ (1.0 / d)) + 1e-300
        for _ in range(_STEPS):
            holds = (mu > 0) | (excess > 0)
            if (np.where(holds, np.abs(excess), 0.0) <= reach).all():
                break
            curvature = self._curvature(x, tight, d)
            while True:
                target = _target(mu, excess, curvature, damping * most)
                tried, found, ascends = self._shortened(mu, target, level, excess, y, d)
                if ascends:
                    break
                damping *= 10.0
                if damping > _MOST_DAMPING:
                    return mu
            damping = max(0.1 * damping, _LEAST_DAMPING)
            is_still = bool((np.abs(tried - mu) <= 1e-15 * np.abs(mu)).all())
            mu, (level, x, tight, excess) = tried, found
            if is_still:
                break
        return mu

    def _dual(self, mu: FloatArray, y: FloatArray, d: FloatArray) -> tuple[float, FloatArray, BoolArray, FloatArray]:
        """Value of the dual, its x, the accounts held at 1, and by how much x exceeds every row."""
        x, tight = self._with_tight(mu, y, d)
        excess = self._matrix @ x - self._bound
        gap = x - y
        return 0.5 * float(d @ (gap * gap)) + float(mu @ excess), x, tight, excess

    def _shortened(
        self, mu: FloatArray, target: FloatArray, level: float, excess: FloatArray, y: FloatArray, d: FloatArray
    ) -> tuple[FloatArray, tuple[float, FloatArray, BoolArray, FloatArray], bool]:
        """Go to a target or less far; the point, the dual there, and whether it ascends."""
        for length in (1.0, 0.5, 0.25):
            tried = np.maximum(0.0, mu + length * (target - mu))
            found = self._dual(tried, y, d)
            if found[0] >= level + 1e-4 * float(excess @ (tried - mu)) - 1e-13 * abs(level):
                return tried, found, True
        return tried, found, False

    def _curvature(self, x: FloatArray, tight: BoolArray, d: FloatArray) -> FloatArray:
        """R J Rᵀ, J how x answers: 1 / d where it is free, less what an account held at 1 gives back."""
        from scipy.sparse import csr_array

        model = self._model
        free = x > 0
        if self._is_single:
            free &= ~tight
        answer = np.where(free, 1.0 / d, 0.0)
        matrix = self._matrix
        scaled = matrix.multiply(answer[None, :]).tocsr()
        curvature = (scaled @ matrix.T).toarray()
        if not self._is_single and tight.any():
            incidence = csr_array(
                (np.ones(model.n_options), (np.arange(model.n_options), model.owner)),
                shape=(model.n_options, model.n_accounts),
            )
            by_account = scaled @ incidence
            total = np.bincount(model.owner, weights=answer, minlength=model.n_accounts)
            share = np.where(tight & (total > 0), 1.0 / np.where(total > 0, total, 1.0), 0.0)
            curvature -= (by_account.multiply(share[None, :]) @ by_account.T).toarray()
        result: FloatArray = curvature
        return result


def _target(mu: FloatArray, excess: FloatArray, curvature: FloatArray, damping: FloatArray) -> FloatArray:
    """The m ≥ 0 that maximises excess · (m − μ) − ½ (m − μ) (R J Rᵀ + diag damping) (m − μ).

    With that matrix L Lᵀ, it is the least-squares problem |Lᵀ m − L⁻¹ (excess + L Lᵀ μ)| over m ≥ 0.
    """
    from scipy.linalg import cholesky, solve_triangular
    from scipy.optimize import nnls

    damped = curvature + np.diag(damping)
    try:
        lower = cholesky(damped, lower=True)
        found: FloatArray = nnls(lower.T, solve_triangular(lower, excess + damped @ mu, lower=True))[0]
    except (np.linalg.LinAlgError, RuntimeError, ValueError):
        found = np.maximum(0.0, mu + excess / np.diagonal(damped))
    return found
