"""Count the people whom every pair of handles shares, by products of the matrix of cells."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seeder.audience import Audience
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.ragged import Ragged

MOST_HANDLES = 3_000
"""Most handles of which all pairs are looked at: 4.5 million pairs."""

MOST_PRODUCTS = 3_000_000_000
"""Most products of two shares of a cell that are added up, for some half a minute."""

_AT_ONCE = 2_000_000


def can_pair_all(audience: Audience, handle: IntArray) -> bool:
    """Whether all pairs of these handles can be looked at."""
    if len(handle) > MOST_HANDLES:
        return False
    entries = Ragged.of_some(audience.start, handle).entry
    n_of_cell = np.bincount(audience.cell[entries], minlength=audience.n_cells).astype(np.float64)
    return bool((n_of_cell**2).sum() <= MOST_PRODUCTS)


def all_pairs(audience: Audience, handle: IntArray) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
    """Yield pairs of these handles that share anybody, a before b, and people who follow both [people].

    Formula: Σ_g size_g · s_ag · s_bg.

    ``handle``: handles, rising, shape (n,).
    """
    from scipy.sparse import csr_array, triu

    share = csr_array((audience.share, audience.cell, audience.start), shape=(audience.n_handles, audience.n_cells))
    share = share[handle, :]
    people = share.multiply(audience.size).tocsr()
    turned = share.T.tocsc()
    step = max(1, _AT_ONCE // max(1, len(handle)))
    for first in range(0, len(handle), step):
        block = triu(people[first : first + step, :] @ turned[:, first:], k=1).tocoo()
        sharing = np.flatnonzero(block.data > 0)
        yield handle[first + block.row[sharing]], handle[first + block.col[sharing]], block.data[sharing]
