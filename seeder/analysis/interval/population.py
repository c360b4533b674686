"""What so many people can be worth at most, from how many of them follow each handle."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.problem.arrays import FloatArray, IntArray

_MOST_LEVELS = 12


def most_of_population(audiences: PlanAudiences, bounds: PairBounds, order: IntArray, population: float) -> FloatArray:
    """What a population can be worth at most by the first handles of an order, shape (n_handles,) [people].

    The lower of :func:`most_among`, which knows sizes, and a parabola, which knows pairs too. With φ(s) = 1 − e^−s and
    a_h = −ln(1 − b_h), f(T) ≤ φ(a(T)), and for any s in [0, t], t = Σ_h a_h,

        φ(x) ≤ φ(s) + φ′(s) (x − s) − κ (x − s)²    for 0 ≤ x ≤ t, with κ such that it is equal at t

    as the error of this Hermite interpolation is φ‴ (x − s)² (x − t) / 6 and φ‴ > 0. Summed over N people, with
    A = Σ_h a_h n_h and Q = Σ_hk a_h a_k low_hk:

        N (φ(s) − φ′(s) s) + φ′(s) A − κ (Q − 2 s A + s² N)

    s is where the two-point distribution on {s, t} has these moments, or 0.
    """
    beginnings = np.tri(len(order), dtype=bool)
    people = np.full(len(order), population)
    sizes = np.where(beginnings, audiences.people[order][None, :], 0.0)
    found = most_among(people, sizes, np.broadcast_to(audiences.moved[order], sizes.shape))
    with np.errstate(divide="ignore"):
        log = -np.log1p(-audiences.moved[order])
    n_finite = int(np.argmin(np.isfinite(log))) if not np.isfinite(log).all() else len(log)
    log, chosen = log[:n_finite], order[:n_finite]
    top, first = np.cumsum(log), np.cumsum(log * audiences.people[chosen])
    products = np.outer(log, log) * bounds.low[np.ix_(chosen, chosen)]
    second = np.cumsum(2.0 * np.tril(products, -1).sum(axis=1) + np.diagonal(products))
    mean = first / population
    with np.errstate(divide="ignore", invalid="ignore"):
        touch = np.nan_to_num(mean - (second / population - mean**2) / (top - mean), nan=0.0, posinf=0.0, neginf=0.0)
        touch = np.clip(touch, 0.0, 0.999 * top)
        worth, slope = -np.expm1(-touch), np.exp(-touch)
        bend = np.maximum(worth + slope * (top - touch) + np.expm1(-top), 0.0) / (top - touch) ** 2
    bend = np.nan_to_num(bend, nan=0.0, posinf=0.0)
    spread = second - 2.0 * touch * first + touch**2 * population
    by_parabola = population * (worth - slope * touch) + slope * first - bend * spread
    found[:n_finite] = np.minimum(found[:n_finite], np.where(top > 0, by_parabola, 0.0))
    return found


def most_among(people: FloatArray, sizes: FloatArray, moved: FloatArray) -> FloatArray:
    """What so many people can be worth at most, given how many of them follow each handle.

    For any level B, handles with b_h > B count as separate, and the rest as concave: with β(T) = Σ_{h ∈ T} b_h and
    all b_h ≤ B, Π (1 − b_h) is least, for its sum, where all but one of the b_h are 0 or B, so that

        f(T) ≤ 1 − Π_{h ∈ T} (1 − b_h) ≤ g_B(β(T))        g_B(m B + r) = 1 − (1 − B)^m (1 − r),  0 ≤ r ≤ B

    g_B is concave and increasing, and Jensen's inequality gives n · g_B(Σ_h b_h s_h / n). The least over some levels
    is returned. (The first ≤ holds where accounts have several handles: one answer for both makes f smaller.)

    Parameters
    ----------
    people
        Shape (n_lists,) [people].
    sizes, moved
        At most so many follow each handle, and its b; shape (n_lists, n_handles).

    Returns
    -------
    FloatArray
        Shape (n_lists,) [people].
    """
    found: FloatArray = np.minimum(people, np.einsum("ij,ij->i", sizes, moved))
    for level in levels_of(moved):
        is_small = moved <= level
        apart = np.einsum("ij,ij->i", sizes, np.where(is_small, 0.0, moved))
        together = np.einsum("ij,ij->i", sizes, np.where(is_small, moved, 0.0))
        found = np.minimum(found, apart + people * concave_share(together, people, level))
    return found


def levels_of(moved: FloatArray) -> list[float]:
    """Levels B to try: the distinct chances, or a dozen spread over them."""
    distinct = np.unique(moved[moved > 0])
    if len(distinct) > _MOST_LEVELS:
        distinct = distinct[np.linspace(0, len(distinct) - 1, _MOST_LEVELS).round().astype(np.int64)]
    return [float(level) for level in distinct]


def concave_share(total: FloatArray, people: FloatArray, level: float) -> FloatArray:
    """g_B(total / people) of :func:`most_among`, 0 for no people, shape of ``total`` [0–1]."""
    mean = np.divide(total, people, out=np.zeros_like(total), where=people > 0)
    steps = np.floor(mean / level)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_unmoved = np.where(steps > 0, steps * np.log1p(-level), 0.0)
        log_unmoved += np.log1p(-np.minimum(mean - steps * level, level))
    share: FloatArray = -np.expm1(log_unmoved)
    return share
