"""Maximise the concave extension of a model with cells: an upper bound, certified by tangents.

    max Σ_g w_g min(1 − e^−z_g, Σ_o b_og x_o) + Σ_o v_o x_o,   z_g = Σ_o a_og x_o,   over fractional selections x

Both sides of the minimum bound a cell's value at every selection, so the maximum bounds all values; where they meet,
the certificate mixes the two (θ_g). The minimum is smoothed by a quadratic in θ, and accelerated projected gradient
steps with restarts climb it; each costs as many operations as there are chances above 0.

References
----------
Nesterov, Smooth minimization of non-smooth functions, Math. Prog. 103, 2005; Beck & Teboulle, FISTA, SIAM J. Imaging
Sciences 2, 2009; O'Donoghue & Candès, Adaptive restart for accelerated gradient schemes, 2015.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seeder.blas_threads import one_blas_thread
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.cells import Cells
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Multipliers, price
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.relaxations.multipliers import relax
from seeder.solvers.relaxations.projection import Projection


@dataclass(frozen=True, slots=True)
class ClimbParams(Parameters):
    """Steps, smoothing and end of the climb."""

    # In the climb, certain options count with the probability 1 − e^−5; the tangents are exact.
    largest_exponent: float = 5.0
    smoothing: Share = 0.01  # Weight ε of the quadratic term that smooths the minimum of the two sides.
    most_steps: int = 300
    look_every: int = 4  # Steps between two evaluations of the bound.
    least_fall: Share = 1e-8  # Share of itself by which the bound must fall to count as lower.
    patience: int = 12  # Evaluations without a lower bound after which the climb ends.
    steepest: float = 1e12  # Largest factor on the metric when a step was too long.
    least_scale: Share = 0.1  # Smallest such factor.
    # Least curvature of an option as a share of its gain: a step moves it by at most 50 before it is projected.
    least_curvature: Share = 0.02


_PARAMS = ClimbParams()


@dataclass(frozen=True, eq=False)
class Tangents:
    """Where each cell's tangent touches and how much it counts beside Σ b x: what a certificate needs of cells."""

    # z, theta: z̄ ≥ 0 and θ [0–1], shape (n_cells,).
    z: FloatArray
    theta: FloatArray

    def constant(self, cells: Cells) -> float:
        """Σ_g w_g θ_g (1 − e^−z̄ − e^−z̄ z̄)."""
        return float(cells.weight @ (self.theta * (-np.expm1(-self.z) - np.exp(-self.z) * self.z)))

    def gains(self, model: Model) -> FloatArray:
        """k_o = v_o + Σ_g w_g (θ_g min(e^−z̄ a_og, e^−z̄ (1 + z̄)) + (1 − θ_g) b_og), shape (n_options,)."""
        cells = model.cells
        assert cells is not None
        slope = np.exp(-self.z)
        if float(cells.probability.max(initial=0.0)) <= _UNCAPPED:
            tangent = cells.matrix_of(cells.exponent) @ (cells.weight * self.theta * slope)
        else:
            cap = 1.0 + self.z
            exponent = np.minimum(cells.exponent, cap[cells.cell])
            tangent = cells.matrix_of(exponent) @ (cells.weight * self.theta * slope)
        found: FloatArray = model.value + tangent + cells.probability_matrix @ (cells.weight * (1.0 - self.theta))
        return found


_UNCAPPED = 1.0 - np.exp(-1.0)
"""Up to this chance, a ≤ 1 ≤ 1 + z̄: no cap binds."""


@dataclass(frozen=True, eq=False)
class Climb:
    """The result of climbing: the best fractional selection, and the tangents and multipliers with the lowest bound."""

    x: FloatArray  # The best fractional selection, shape (n_options,).
    value: float  # Its value in the concave extension.
    tangents: Tangents  # Those with the lowest bound met.
    bound: float  # That bound, with the multipliers of the projection.
    multipliers: Multipliers

    @cached_property
    def gap(self) -> float:
        """(bound − value) / bound: how far from its optimum the bound can be at most."""
        return 0.0 if self.bound <= 0 else max(0.0, self.bound - self.value) / self.bound


def tangents_at(model: Model, selection: IntArray) -> Tangents:
    """Tangents of a model's cells at a selection, positions in the model."""
    assert model.cells is not None
    held = model.cells.select(selection)
    exponent = np.minimum(held.exponent, _PARAMS.largest_exponent)
    z = np.bincount(held.cell, weights=exponent, minlength=held.n_cells).astype(np.float64)
    return Tangents(z, (z > 0.0).astype(np.float64))


def climb(
    model: Model,
    *,
    gap: float = 1e-6,
    deadline: Deadline | None = None,
    on_step: Callable[[Climb], None] | None = None,
) -> Climb:
    """Maximise the concave extension over the fractional selections of a model with cells.

    It stops at a relative distance of bound and value of ``gap``, and calls ``on_step`` after every step with the best
    so far.
    """
    ascent = _Ascent(model, gap=gap, deadline=deadline, on_step=on_step)
    # Loads the BLAS that the projection works with: it is to be there before threads are limited.
    import scipy.linalg

    if model.row and deadline is not None and deadline.seconds_left:
        # The projection needs it soon, and what it takes to load is to be over before the clock is looked at.
        import scipy.optimize  # noqa: F401

    with one_blas_thread():
        ascent.run(np.zeros(model.n_options))
    return ascent.best()


@dataclass(frozen=True, eq=False)
class _Point:
    """A fractional selection with z = Σ a x and Σ b x of every cell."""

    x: FloatArray
    z: FloatArray
    q: FloatArray

    def beyond(self, before: _Point, step: float) -> _Point:
        """The point a step further on the line from another through this one."""
        return _Point(
            self.x + step * (self.x - before.x),
            self.z + step * (self.z - before.z),
            self.q + step * (self.q - before.q),
        )


class _Ascent:
    def __init__(
        self, model: Model, *, gap: float, deadline: Deadline | None, on_step: Callable[[Climb], None] | None
    ) -> None:
        assert model.cells is not None
        self._model, self._cells, self._gap = model, model.cells, gap
        self._deadline, self._on_step = deadline, on_step
        cells = model.cells
        exponent = np.minimum(cells.exponent, _PARAMS.largest_exponent)
        self._a = cells.matrix_of(exponent)
        self._b = cells.probability_matrix
        self._projection = Projection(model)
        # Curvature of each option alone, and a floor for options that little or nothing curves.
        alone = cells.matrix_of(exponent * exponent) @ cells.weight
        gain = model.value_alone
        self._d = np.maximum(alone, _PARAMS.least_curvature * gain) + 1e-9 * (float(gain.max(initial=0.0)) or 1.0)
        self._x, self._value = np.zeros(model.n_options), -np.inf
        self._bound, self._tangents = np.inf, Tangents(np.zeros(cells.n_cells), np.zeros(cells.n_cells))
        self._multipliers = Multipliers.zero(len(model.row))
        self._centre = np.full(cells.n_cells, 0.5)

    @property
    def is_done(self) -> bool:
        """Whether bound and value have met, or the time is over."""
        met = self._bound <= 0 or self._bound - self._value <= self._gap * self._bound
        return met or self._is_over

    @property
    def _is_over(self) -> bool:
        return self._deadline is not None and self._deadline.has_passed

    def best(self) -> Climb:
        """Return the best of both sides so far."""
        return Climb(self._x, self._value, self._tangents, self._bound, self._multipliers)

    def run(self, x: FloatArray) -> None:
        """Climb, smoothing around the θ reached every few steps, until bound and value have met."""
        point = before = self._point(x)
        momentum, scale, n_since = 1.0, 1.0, 0
        multipliers = Multipliers.zero(len(self._model.row))
        for step in range(_PARAMS.most_steps):
            level, theta, gradient = self._linearised(point)
            if step % _PARAMS.look_every == 0:
                earlier = self._bound
                self._look(point, theta, multipliers)
                n_since = 0 if self._bound < earlier - _PARAMS.least_fall * abs(earlier) else n_since + 1
                if self.is_done or n_since >= _PARAMS.patience:
                    return
                if step > 0:
                    # The multiplier step of an augmented Lagrangian: the smoothing's own error goes to 0.
                    self._centre, point, momentum = theta, before, 1.0
                    scale = max(0.5 * scale, _PARAMS.least_scale)
                    level, theta, gradient = self._linearised(point)
            while True:
                metric = scale * self._d
                found = self._projection.project(point.x + gradient / metric, metric)
                new = self._point(found.x)
                move = new.x - point.x
                reached = self._smoothed(new)
                rise = float(gradient @ move) - 0.5 * float(metric @ (move * move))
                if reached >= level + rise - 1e-12 * abs(level) or scale > _PARAMS.steepest:
                    break
                scale *= 2.0
            multipliers = found.multipliers
            self._note_value(new)
            if self._is_over:
                self._look(new, self._theta(new), multipliers)
                return
            if self._on_step is not None:
                self._on_step(self.best())
            if float(gradient @ (new.x - before.x)) < 0:
                momentum, point = 1.0, new
            else:
                further = 0.5 * (1.0 + np.sqrt(1.0 + 4.0 * momentum * momentum))
                point = new.beyond(before, (momentum - 1.0) / further)
                momentum = float(further)
            before = new
            scale = max(0.9 * scale, _PARAMS.least_scale)

    def _point(self, x: FloatArray) -> _Point:
        chosen = np.flatnonzero(x)
        if 4 * len(chosen) < len(x):
            return _Point(x, self._a[chosen].T @ x[chosen], self._b[chosen].T @ x[chosen])
        return _Point(x, self._a.T @ x, self._b.T @ x)

    def _theta(self, point: _Point) -> FloatArray:
        """θ that minimises θ p + (1 − θ) q + ε q (θ − centre)² / 2: the concave side's part.

        Where nobody is moved yet, both sides are 0 and p rises no slower than q: θ is 0.
        """
        is_moved = point.q > 0.0
        q = np.where(is_moved, point.q, 1.0)
        theta = np.clip(self._centre + (q + np.expm1(-point.z)) / (_PARAMS.smoothing * q), 0.0, 1.0)
        return np.where(is_moved, theta, 0.0)

    def _modular(self, theta: FloatArray) -> FloatArray:
        """What q counts with, the smoothing among it."""
        away = theta - self._centre
        result: FloatArray = 1.0 - theta + 0.5 * _PARAMS.smoothing * away * away
        return result

    def _smoothed(self, point: _Point) -> float:
        theta = self._theta(point)
        of_cells = theta * -np.expm1(-point.z) + self._modular(theta) * point.q
        return float(self._cells.weight @ of_cells) + float(self._model.value @ point.x)

    def _linearised(self, point: _Point) -> tuple[float, FloatArray, FloatArray]:
        """Value of the smoothed function, θ of every cell, and the gradient."""
        weight = self._cells.weight
        theta = self._theta(point)
        modular = self._modular(theta)
        survival = np.exp(-point.z)
        level = float(weight @ (theta * (1.0 - survival) + modular * point.q)) + float(self._model.value @ point.x)
        gradient = self._model.value + self._a @ (weight * theta * survival) + self._b @ (weight * modular)
        return level, theta, gradient

    def _look(self, point: _Point, theta: FloatArray, multipliers: Multipliers) -> None:
        """Take the tangents at a point if they bound better."""
        tangents = Tangents(np.maximum(point.z, 0.0), theta)
        priced, best = self._priced(tangents.gains(self._model), multipliers)
        bound = tangents.constant(self._cells) + priced
        if bound < self._bound:
            self._bound, self._tangents, self._multipliers = bound, tangents, best

    def _priced(self, gains: FloatArray, multipliers: Multipliers) -> tuple[float, Multipliers]:
        """The most that linear gains come to: with the best multiplier of a single row, else with those given."""
        linear = dataclasses.replace(self._model, value=gains, cells=None)
        if len(linear.row) <= 1:
            found = relax(linear).pricing
            return found.bound, found.multipliers
        return price(linear, multipliers).bound, multipliers

    def _note_value(self, point: _Point) -> None:
        of_cells = np.minimum(-np.expm1(-point.z), point.q)
        value = float(self._cells.weight @ of_cells) + float(self._model.value @ point.x)
        if value > self._value:
            self._x, self._value = point.x, value
