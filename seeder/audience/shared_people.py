"""How many people follow both of two handles."""

from __future__ import annotations

import numpy as np

from seeder.audience.audience import Audience
from seeder.problem.arrays import FloatArray, IntArray


def shared_people(audience: Audience, a: IntArray, b: IntArray) -> FloatArray:
    """People who follow both handles a ≠ b of each pair, shape (n_pairs,) [people]: Σ_g size_g · s_ag · s_bg."""
    from scipy.sparse import csr_array

    share = csr_array((audience.share, audience.cell, audience.start), shape=(audience.n_handles, audience.n_cells))
    people = share.multiply(audience.size).tocsr()
    found = np.empty(len(a))
    at_once = 50_000
    for first in range(0, len(a), at_once):
        part = slice(first, first + at_once)
        found[part] = np.asarray(people[a[part], :].multiply(share[b[part], :]).sum(axis=1)).ravel()
    return found
