"""Cells of people who follow exactly two handles, for what the classes leave of a stated overlap."""

from __future__ import annotations

import numpy as np

from seeder.audience.descent import DescentRules, descend
from seeder.audience.reproducible import inner
from seeder.problem.arrays import FloatArray, IntArray

_PASSES = 20
_RULES = DescentRules(most_steps=500, most_evaluations=1000, least_decrease=0.0, least_slope=1e-10)


def fill_pairs(short: FloatArray, a: IntArray, b: IntArray, left: FloatArray) -> FloatArray:
    """Return the people of a cell for each pair, as close as can be to what it falls short of.

        minimise   Σ_p (r_p − e_p)² / r_p
        subject to 0 ≤ e_p ≤ r_p,  Σ_{p ∋ h} e_p ≤ R_h

    where r_p is what pair p falls ``short`` of, and R_h are the followers of h that are ``left`` [people, at least 0].
    By prices λ_h ≥ 0 on followers, e_p = r_p · max(0, 1 − λ_a − λ_b); the prices are those of the dual, and what they
    leave too much is scaled down.
    """
    n_handles = len(left)
    wanted: FloatArray = np.bincount(a, short, n_handles).astype(np.float64) + np.bincount(b, short, n_handles)
    if (wanted <= left).all():
        return short.copy()
    price = _prices(short, a, b, left, wanted)
    people = short * np.maximum(0.0, 1.0 - price[a] - price[b])
    for _ in range(_PASSES):
        used = np.bincount(a, people, n_handles) + np.bincount(b, people, n_handles)
        scale = np.where(used > left, np.minimum(left, used) / np.where(used > 0, used, 1.0), 1.0)
        people *= np.minimum(scale[a], scale[b])
        # Followers that the scaling left over go to what is still short.
        rest = left - np.bincount(a, people, n_handles) - np.bincount(b, people, n_handles)
        more = short - people
        lacking = np.bincount(a, more, n_handles) + np.bincount(b, more, n_handles)
        part = np.clip(rest, 0.0, np.maximum(lacking, 0.0)) / np.where(lacking > 0, lacking, 1.0)
        people += more * np.minimum(part[a], part[b])
    return people


def _prices(short: FloatArray, a: IntArray, b: IntArray, left: FloatArray, wanted: FloatArray) -> FloatArray:
    n_handles = len(left)
    unit = max(float(wanted.mean()), 1e-300)

    def dual(price: FloatArray) -> tuple[float, FloatArray]:
        """The dual function with its sign turned, over ``unit``; its slope is what is left over."""
        kept = np.maximum(0.0, 1.0 - price[a] - price[b])
        # min over e of (r − e)²/(2r) + (λ_a + λ_b) e is r (1 − kept²) / 2.
        value = float((short * (1.0 - kept**2)).sum()) / 2 - inner(price, left)
        people = short * kept
        used = np.bincount(a, people, n_handles) + np.bincount(b, people, n_handles)
        return -value / unit, -(used - left) / unit

    return descend(dual, np.zeros(n_handles), _RULES, low=0.0, high=1.0)
