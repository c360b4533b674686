"""Find the handles whose overlaps need no more than cells of single pairs."""

from __future__ import annotations

import numpy as np

from seeder.audience.class_misfit import PairTargets
from seeder.problem.arrays import BoolArray, FloatArray

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
