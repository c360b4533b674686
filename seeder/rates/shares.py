"""Estimate shares from successes and trials by nested beta-binomials: conversions of clicks, acceptance of asks.

Rows are in groups, groups in wider groups. Every rate is drawn to the one around it, and the outermost to what is
expected of each row anyway (``prior_mean``), in odds, so that expectations may differ from row to row and no rate
leaves (0, 1):

    level 1     odds of row i = odds of prior_mean_i · r_g
    level 2, …  · r_h, and so on:   p_i
    row         rate_i ~ Beta(κ_i·p_i, κ_i·(1 − p_i)),   κ_i = a / (p_i·(1 − p_i))

A strength a is 1 / variance of ln odds between the members of one group. A group of N trials, E successes expected and
S found gets the total N·(S + κE/N)/(N + κ) with κ = a / (E/N · (1 − E/N)): between 0 and N for any S, so that all zeros
never give 0 and all successes never 1. r is what brings the expectation to that total.

A row counts for at most κ + 1 trials in its group, n·(κ + 1)/(n + κ), as its trials have its own rate in common; and a
group for as much in its parent. So no giant decides for the others.

Strengths maximise the Beta–Binomial likelihood of the members times a normal prior of ln a, within ``STRENGTH_RANGE``:
with no more spread than chance gives, they stay finite, and so they do with all zeros.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray, IntArray, frozen_floats, require_range
from seeder.rates.counts.counts import Normal
from seeder.rates.grouping import sum_by
from seeder.rates.posterior import PROBABILITIES, Posterior

STRENGTH_RANGE = (0.2, 1e4)
"""Strengths stay within: ln odds that spread by 2.2, to by 0.01."""

_N_PASSES = 4
_MOST_ROWS = 20_000
_N_COARSE = 25
_N_THREADS = 2
_MOST_TRIALS = 1e13
"""Most trials of a row: a few tables of evidence, each with what a table may hold at most."""
_EDGE = 1e-9
_NEAR_TARGET = 1e-10
_NEAR_STRENGTH = 1e-7
"""The search for a strength ends when its ln is known this closely."""


@dataclass(frozen=True, slots=True)
class SharePrior:
    """What is assumed of strengths before any trial: ln a, as mean and standard deviation. All assumed."""

    ln_level: Normal = (math.log(4.0), 1.0)
    """Of groups in their parent: ln odds spread by about 0.5."""
    ln_row: Normal = (math.log(2.0), 1.0)
    """Of rows in their group: ln odds spread by about 0.7."""


@dataclass(frozen=True, eq=False)
class ShareEstimate:
    """What is known of every row's rate."""

    mean: FloatArray
    """Posterior mean, shape (n,) (0–1)."""
    posterior: Posterior
    """Distribution of the rate."""
    weight: FloatArray
    """n / (n + κ): how much of the mean is the row's own, shape (n,) [0–1)."""
    group_mean: FloatArray
    """What is expected without the row's own trials, shape (n,)."""
    n_trials: FloatArray
    n_successes: FloatArray
    """As given, shape (n,)."""
    strengths: tuple[float, ...]
    """Of each level, outermost first, and last of rows."""
    alpha: FloatArray
    beta: FloatArray
    """The posterior is Beta(alpha, beta), shape (n,) each."""


def trials_of(clicks: npt.ArrayLike, conversions: npt.ArrayLike) -> FloatArray:
    """Clicks that conversions came from: a conversion beyond the counted clicks is a click that was not counted."""
    return np.maximum(np.asarray(clicks, dtype=np.float64), np.asarray(conversions, dtype=np.float64))


def pool_shares(
    successes: npt.ArrayLike,
    trials: npt.ArrayLike,
    *,
    levels: Sequence[IntArray],
    prior_mean: npt.ArrayLike,
    prior: SharePrior | None = None,
) -> ShareEstimate:
    """Estimate the rate of every row, also of those without trials.

    Successes and trials, shape (n,), may be fractions. ``levels`` are codes of the group of every row, outermost
    first; each level divides the one before. ``prior_mean`` is what is expected of each row without any trials, in
    (0, 1), and ``prior`` is that of the strengths.
    """
    prior = prior or SharePrior()
    s, n = frozen_floats("successes", successes), frozen_floats("trials", trials)
    expected = frozen_floats("prior_mean", prior_mean)
    for name, array in (("trials", n), ("prior_mean", expected), *((f"level {k}", v) for k, v in enumerate(levels))):
        if np.shape(array) != s.shape:
            raise ProblemError(f"{name}: expected {len(s)} rows, found shape {np.shape(array)}")
    require_range("trials", n, low=0.0, high=_MOST_TRIALS)
    require_range("successes", n - s, low=0.0, high=np.inf)
    require_range("successes", s, low=0.0, high=_MOST_TRIALS)
    require_range("prior_mean", expected, low=_EDGE, high=1 - _EDGE)
    groups = _nested(levels, len(s))
    used = np.flatnonzero(n > 0)
    strengths = [math.exp(prior.ln_level[0])] * len(groups) + [math.exp(prior.ln_row[0])]
    rate, unsure = expected, np.zeros(len(s))
    for _ in range(_N_PASSES if len(used) else 0):
        rate, unsure, fitted = _descend(s, n, expected, groups, strengths, used=used, prior=prior)
        row_strength = _fit_strength(s[used], n[used], rate[used], prior.ln_row)
        change = max(abs(math.log(new / old)) for new, old in zip([*fitted, row_strength], strengths, strict=True))
        strengths = [*fitted, row_strength]
        if change < 1e-3:
            break
    # A row that nothing is known of is as unsure as its group's rate and its own place in the group together.
    if not len(used):
        unsure = np.full(len(s), sum(1 / strength for strength in strengths[:-1]))
    strength = 1 / (1 / strengths[-1] + unsure)
    kappa = strength / (rate * (1 - rate))
    alpha, beta = kappa * rate + s, kappa * (1 - rate) + (n - s)
    mean = np.where(n > 0, alpha / (alpha + beta), rate)
    return ShareEstimate(
        mean=mean,
        posterior=Posterior(beta_quantiles(alpha, beta)),
        weight=n / (n + kappa),
        group_mean=rate,
        n_trials=n,
        n_successes=s,
        strengths=tuple(strengths),
        alpha=alpha,
        beta=beta,
    )


def beta_quantiles(alpha: FloatArray, beta: FloatArray) -> FloatArray:
    """Quantiles of Beta distributions at ``PROBABILITIES``, shape (n, 9); each distinct pair is computed once."""
    from concurrent.futures import ThreadPoolExecutor

    from scipy.special import betaincinv

    pair, index = np.unique(alpha + 1j * beta, return_inverse=True)
    probability = np.array(PROBABILITIES)

    def compute(part: FloatArray) -> FloatArray:
        found: FloatArray = betaincinv(part.real[:, None], part.imag[:, None], probability)
        return found

    parts = np.array_split(pair, max(1, len(pair) // 4096))
    with ThreadPoolExecutor(_N_THREADS) as pool:
        quantile = np.concatenate(list(pool.map(compute, parts)))
    return np.maximum.accumulate(quantile, axis=1)[index]


def _nested(levels: Sequence[IntArray], n: int) -> list[IntArray]:
    """Positions 0 … of the groups of each level; two rows of different outer groups never share an inner one."""
    found: list[IntArray] = []
    outer = np.zeros(n, dtype=np.int64)
    for level in levels:
        _, code = np.unique(np.asarray(level), return_inverse=True)
        _, outer = np.unique(outer * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
        found.append(outer.astype(np.int64))
    return found


def _descend(
    s: FloatArray,
    n: FloatArray,
    expected: FloatArray,
    groups: list[IntArray],
    strengths: list[float],
    *,
    used: IntArray,
    prior: SharePrior,
) -> tuple[FloatArray, FloatArray, list[float]]:
    """From the outermost level in: rates without own trials, variance of their ln odds, and the levels' strengths."""
    rate, unsure, fitted = expected, np.zeros(len(s)), []
    for depth, group in enumerate(groups):
        count = int(group.max(initial=-1)) + 1
        share = _effective(n, rate, strengths[-1])
        for inner in range(len(groups) - 1, depth, -1):
            share = share * _cap(groups[inner], n * share, rate, strengths[inner])
        of_group = [
            sum_by(group[used], values[used], size=count) for values in (s * share, n * share, n * share * rate)
        ]
        found, total, mean = of_group
        has = total > 0
        level = np.where(has, mean / np.where(has, total, 1.0), 0.5)
        strength = _fit_strength(found[has], total[has], level[has], prior.ln_level)
        kappa = strength / (level * (1 - level))
        target = np.where(has, (found + kappa * level) / (total + kappa), level)
        rate = _shift_odds(rate, group, n * share, target, used=used)
        information = total * level * (1 - level)
        kept = strength / (strength + information)
        unsure = kept[group] / strength + kept[group] ** 2 * unsure
        fitted.append(strength)
    return rate, unsure, fitted


def _effective(n: FloatArray, rate: FloatArray, strength: float) -> FloatArray:
    """Share of a row's trials that count in its group: (κ + 1) / (n + κ), at most 1."""
    kappa = strength / (rate * (1 - rate))
    return np.minimum((kappa + 1) / (np.maximum(n, 1.0) + kappa), 1.0)


def _cap(group: IntArray, trials: FloatArray, rate: FloatArray, strength: float) -> FloatArray:
    """Share of the trials of a row's group that count in the group's parent, for every row."""
    count = int(group.max(initial=-1)) + 1
    information = sum_by(group, trials * rate * (1 - rate), size=count)
    return (strength / (strength + information))[group]


def _shift_odds(
    rate: FloatArray, group: IntArray, trials: FloatArray, target: FloatArray, *, used: IntArray
) -> FloatArray:
    """Multiply the odds of each group's rows by what brings their mean rate, weighted by trials, to a target."""
    count = len(target)
    total = sum_by(group[used], trials[used], size=count)
    log_odds = np.log(rate / (1 - rate))
    own, weight = group[used], trials[used]
    shift, low, high = np.zeros(count), np.full(count, -60.0), np.full(count, 60.0)
    safe = np.where(total > 0, total, 1.0)
    for _ in range(100):
        p = 1 / (1 + np.exp(-(log_odds[used] + shift[own])))
        mean = sum_by(own, weight * p, size=count) / safe
        slope = sum_by(own, weight * p * (1 - p), size=count) / safe
        off = np.where(total > 0, mean - target, 0.0)
        low, high = np.where(off < 0, shift, low), np.where(off > 0, shift, high)
        step = off / np.maximum(slope, 1e-300)
        if (np.abs(off) <= _NEAR_TARGET * target).all():
            break
        found = shift - step
        shift = np.where((found <= low) | (found >= high), (low + high) / 2, found)
        shift = np.where(off == 0, np.where(total > 0, shift, 0.0), shift)
    moved = shift[group]
    found = np.where(moved == 0, rate, 1 / (1 + np.exp(-(log_odds + moved))))
    return np.clip(found, _EDGE, 1 - _EDGE)


def _fit_strength(s: FloatArray, n: FloatArray, rate: FloatArray, ln_prior: Normal) -> float:
    """Strength of the largest Beta–Binomial likelihood times the prior of its ln.

    The best point of a coarse grid, then the root of the derivative between its neighbours: differences of digammas
    keep their digits where those of ln Γ have none left (a row of 10⁹ trials). More than 20,000 rows are thinned to
    every k-th.
    """
    from scipy.optimize import brentq

    stride = max(1, -(-len(s) // _MOST_ROWS))
    s, n, rate = s[::stride], n[::stride], rate[::stride]
    kept = n > 0
    s, n, rate = s[kept], n[kept], rate[kept]
    low, high = (math.log(limit) for limit in STRENGTH_RANGE)
    if not len(s):
        return math.exp(min(max(ln_prior[0], low), high))

    def log_posterior(ln_strength: float) -> float:
        off = (ln_strength - ln_prior[0]) / ln_prior[1]
        return _log_likelihood(s, n, rate, math.exp(ln_strength)) - 0.5 * off**2

    def slope(ln_strength: float) -> float:
        return _slope(s, n, rate, math.exp(ln_strength)) - (ln_strength - ln_prior[0]) / ln_prior[1] ** 2

    grid = np.linspace(low, high, _N_COARSE)
    best = int(np.argmax([log_posterior(float(point)) for point in grid]))
    left, right = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, _N_COARSE - 1)])
    if slope(left) <= 0:
        return math.exp(left)
    if slope(right) >= 0:
        return math.exp(right)
    return math.exp(float(brentq(slope, left, right, xtol=_NEAR_STRENGTH)))


def _log_likelihood(s: FloatArray, n: FloatArray, rate: FloatArray, strength: float) -> float:
    """Sum ln Beta–Binomial of members, up to what does not depend on the strength."""
    from scipy.special import gammaln

    kappa = strength / (rate * (1 - rate))
    a, b = kappa * rate, kappa * (1 - rate)
    return float(
        (gammaln(a + s) - gammaln(a) + gammaln(b + n - s) - gammaln(b) + gammaln(kappa) - gammaln(kappa + n)).sum()
    )


def _slope(s: FloatArray, n: FloatArray, rate: FloatArray, strength: float) -> float:
    """Derivative of ``_log_likelihood`` by ln strength."""
    from scipy.special import digamma

    kappa = strength / (rate * (1 - rate))
    a, b = kappa * rate, kappa * (1 - rate)
    terms = (
        a * (digamma(a + s) - digamma(a))
        + b * (digamma(b + n - s) - digamma(b))
        + kappa * (digamma(kappa) - digamma(kappa + n))
    )
    return float(terms.sum())
