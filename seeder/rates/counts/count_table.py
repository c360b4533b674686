"""A table of the Poisson-log-normal likelihood of counts, for fast evaluation.

With η the ln of the expected count, and x the ln of the intensity that the post happened to have,

    l(y | η) = ln ∫ e^(y·x − e^x) N(x; η − σ²/2, σ²) dx        (−ln y! left out)

At the mode x̂ of the integrand the rest of it depends on A = e^x̂ and σ alone:

    l = y·x̂ − A − (x̂ − m)²/2σ² − ½ ln 2πσ² + ln I(A),   m = η − σ²/2,   y − A = (x̂ − m)/σ²
    I(A) = ∫ exp(−A·(e^t − 1 − t) − t²/2σ²) dt

so one quadrature on a fine grid of A serves every count. With mean and variance of t under the integrand of I, and as a
convolution with a normal obeys the heat equation,

    l' = y − A + E t / σ²,   l'' = (var t − σ²)/σ⁴,   ∂l/∂ln σ = σ²·(l'' + l'² − l')

l is concave in η, being a log-concave function convolved with another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray

LARGEST = 200
"""The largest count in the table; above it, ln of the intensity is taken for normal."""

LOW, STEP, N_NODES = -12.0, 0.02, 1251
"""The lattice of η, from e^−12 to e^13 expected; beyond it the table goes on in a straight line."""

_MODE_STEP = 0.03
_DROP = 34.0
_N_INNER = 49


@dataclass(frozen=True, eq=False)
class CountTable:
    """l, and its slopes, for some counts on the lattice of η."""

    value: FloatArray
    value_step: FloatArray
    """l at each node, and to the next one, of each count in turn, shape (n_counts · N_NODES,)."""
    slope: FloatArray
    slope_step: FloatArray
    """l' in the same way."""
    spread: FloatArray
    spread_step: FloatArray
    """∂l/∂ln σ in the same way; of no length where it was not asked for."""


def build_table(count: IntArray, sigma: float, *, with_spread: bool = False) -> CountTable:
    """Tabulate l for counts 0 … LARGEST, shape (n_counts,), and posts that spread by σ [ln]."""
    variance = sigma * sigma
    y = count.astype(np.float64)[:, None]
    m = (LOW + STEP * np.arange(N_NODES))[None, :] - variance / 2
    mode = _modes(variance * y + m, variance)
    peak = np.exp(mode)
    log_integral, mean, second = _inner_moments(mode, sigma)
    value = y * mode - peak - (mode - m) ** 2 / (2 * variance) - 0.5 * np.log(2 * np.pi * variance) + log_integral
    slope = y - peak + mean / variance
    spread = variance * ((second - variance) / variance**2 + slope * slope - slope) if with_spread else np.zeros((0, 2))
    return CountTable(
        value=value.ravel(),
        value_step=_steps(value),
        slope=slope.ravel(),
        slope_step=_steps(slope),
        spread=spread.ravel(),
        spread_step=_steps(spread),
    )


def _modes(c: FloatArray, variance: float) -> FloatArray:
    """Solve x + σ²·e^x = c: σ²·e^x is Wright's ω of c + ln σ², as ω(z) + ln ω(z) = z."""
    from scipy.special import wrightomega

    log_variance = math.log(variance)
    found: FloatArray = np.log(wrightomega(c + log_variance)) - log_variance
    return found


def _inner_moments(mode: FloatArray, sigma: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return ln I(A), mean and variance of t at A = e^mode: trapezoids on a grid of ln A, straight lines between."""
    variance = sigma * sigma
    low = float(mode.min(initial=0.0))
    log_a = np.arange(low, float(mode.max(initial=0.0)) + 2 * _MODE_STEP, _MODE_STEP)
    a = np.exp(log_a)
    left, right = _end(a, variance, -1.0), _end(a, variance, 1.0)
    t = np.linspace(-left, right, _N_INNER, axis=1)
    density = np.exp(-a[:, None] * (np.expm1(t) - t) - t * t / (2 * variance))
    total = density.sum(axis=1)
    mean = (density * t).sum(axis=1) / total
    second = (density * (t - mean[:, None]) ** 2).sum(axis=1) / total
    log_integral = np.log(total * (right + left) / (_N_INNER - 1))
    position = (mode - low) / _MODE_STEP
    at = np.clip(position.astype(np.int64), 0, len(log_a) - 2)
    share = position - at

    def between(values: FloatArray) -> FloatArray:
        return values[at] + share * np.diff(values)[at]

    return between(log_integral), between(mean), between(second)


def _end(a: FloatArray, variance: float, side: float) -> FloatArray:
    """Distance from the mode, to one side, at which the integrand of I has dropped by e^−34."""
    d = np.minimum(np.sqrt(2 * _DROP * variance), 40.0) * np.ones_like(a)
    if side > 0:
        d = np.minimum(d, np.log1p(_DROP / a) + 2.0)
    for _ in range(30):
        drop = a * (np.expm1(side * d) - side * d) + d * d / (2 * variance)
        slope = a * side * np.expm1(side * d) + d / variance
        d = np.maximum(d - (drop - _DROP) / slope, 1e-3 * d)
    found: FloatArray = d
    return found


def _steps(values: FloatArray) -> FloatArray:
    """To the next node; at the last as at the one before."""
    steps = np.diff(values, axis=1, append=0.0)
    if len(steps):
        steps[:, -1] = steps[:, -2]
    return steps.ravel()
