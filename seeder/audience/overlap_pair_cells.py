"""Add cells of people who follow exactly two handles, for the part of a stated overlap that the classes leave out."""

from __future__ import annotations

import numpy as np

from seeder.audience.class_misfit import PairTargets
from seeder.audience.descent import DescentRules, descend
from seeder.audience.reproducible import inner
from seeder.problem.arrays import BoolArray, FloatArray, IntArray

_PASSES = 20
_RULES = DescentRules(most_steps=500, most_evaluations=1000, least_decrease=0.0, least_slope=1e-10)
_FEW = 0.2
"""Followers of a handle who follow another one, each counted as often, over all: below, hardly any follow three."""


def pairs_are_enough(targets: PairTargets) -> BoolArray:
    """Return the handles whose pairs are met, and all others left at 0, by a cell for each pair, shape (n_handles,).

    That is so in every part of the graph of pairs where no handle's pairs take more followers than it has. Where three
    handles are paired with each other, how many people follow all of them is open, and cells of pairs say nobody: such
    a part is only among them where hardly any could, at most a fifth of every handle's followers being in its pairs.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n_handles, a, b = len(targets.size), targets.a, targets.b
    shared = np.where(targets.is_stated, targets.shared, 0.0)
    paired = shared > 0
    taken: FloatArray = np.bincount(a, shared, n_handles).astype(np.float64) + np.bincount(b, shared, n_handles)
    edges = csr_array(
        (np.ones(2 * int(paired.sum())), (np.r_[a[paired], b[paired]], np.r_[b[paired], a[paired]])),
        shape=(n_handles, n_handles),
    )
    n_parts, part = connected_components(edges, directed=False)
    is_over, is_many = np.zeros(n_parts, dtype=np.bool_), np.zeros(n_parts, dtype=np.bool_)
    is_over[part[taken > targets.size]] = True
    is_many[part[taken > _FEW * targets.size]] = True
    has_triangle = np.zeros(n_parts, dtype=np.bool_)
    in_question = is_many[part] & ~is_over[part]
    if in_question.any():
        few = edges[in_question][:, in_question]
        closed = np.asarray((few @ few).multiply(few).sum(axis=1)).ravel() > 0
        has_triangle[part[in_question][closed]] = True
    found: BoolArray = ~is_over[part] & ~(is_many[part] & has_triangle[part])
    return found


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
