"""Pairs without a stated overlap that must share people, because stated pairs leave no room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.analysis.overlap.products import MOST_HANDLES
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.audiences.overlap_statements import slack
from seeder.scenario.audiences.overlaps import Overlaps

_MOST_TRIPLES = 1_000_000_000


@dataclass(frozen=True, eq=False)
class ForcedPairs:
    """Pairs that are not stated and must share people, those with most first."""

    # a, b: handles, a < b, shape (n_pairs,).
    a: IntArray
    b: IntArray
    least: FloatArray  # Fewest people who follow both, shape (n_pairs,) [people].


def find_forced_pairs(overlaps: Overlaps, followers: FloatArray) -> ForcedPairs | None:
    """Find pairs k, l of which some h leaves no room for nobody: |h ∩ k| + |h ∩ l| − |h| people follow both.

    Returns None where there are too many handles or triples to look at.

    Source: Bonferroni's inequality, among the followers of h.
    """
    n_handles = len(followers)
    listed = np.flatnonzero(overlaps.listed(n_handles))
    handle = np.concatenate((overlaps.a, overlaps.b))
    n_pairs = np.bincount(handle, minlength=n_handles)
    if len(listed) > MOST_HANDLES or float(n_pairs.astype(np.float64) @ n_pairs) > _MOST_TRIPLES:
        return None
    position = np.zeros(n_handles, dtype=np.int64)
    position[listed] = np.arange(len(listed))
    order = np.argsort(handle, kind="stable")
    other = position[np.concatenate((overlaps.b, overlaps.a))[order]]
    low = np.tile(overlaps.low, 2)[order]
    first = np.concatenate(([0], np.cumsum(n_pairs)))
    least = np.zeros((len(listed), len(listed)))
    for h in listed.tolist():
        own = slice(first[h], first[h + 1])
        # Those who share little of h with all others force nothing.
        near = np.flatnonzero(low[own] + low[own].max() > followers[h])
        if len(near) > 1:
            grid = np.ix_(other[own][near], other[own][near])
            least[grid] = np.maximum(least[grid], low[own][near][:, None] + low[own][near][None, :] - followers[h])
    least[position[overlaps.a], position[overlaps.b]] = 0.0
    a, b = np.nonzero(np.triu(least, k=1))
    a, b, least = listed[a], listed[b], least[a, b]
    kept = np.flatnonzero(least > slack(np.minimum(followers[a], followers[b])))
    kept = kept[np.argsort(-least[kept], kind="stable")]
    return ForcedPairs(a[kept], b[kept], least[kept])
