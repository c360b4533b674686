"""How many followers pairs of handles share, each handle's most similar one, and audiences inside others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray

MOSTLY = 0.9
"""Share of a handle's followers from which on it sits inside another [0–1]."""


@dataclass(frozen=True, eq=False)
class SharedPairs:
    """Pairs of handles, and how many people follow both."""

    # a, b: handles, as rows of the accounts table, shape (n_pairs,).
    a: IntArray
    b: IntArray
    shared: FloatArray  # People who follow both, shape (n_pairs,) [people].
    followers: FloatArray  # Of every handle, shape (n_handles,) [people].

    @cached_property
    def _b_is_smaller(self) -> BoolArray:
        smaller: BoolArray = self.followers[self.b] < self.followers[self.a]
        return smaller

    @cached_property
    def smaller(self) -> IntArray:
        """The handle with fewer followers, a where both have as many, shape (n_pairs,)."""
        return np.where(self._b_is_smaller, self.b, self.a)

    @cached_property
    def larger(self) -> IntArray:
        """The other handle, shape (n_pairs,)."""
        return np.where(self._b_is_smaller, self.a, self.b)

    def share_of(self, handle: IntArray) -> FloatArray:
        """Shared / followers of one handle of each pair, NaN where it has none, shape (n_pairs,) [0–1]."""
        followers = self.followers[handle]
        share: FloatArray = np.divide(self.shared, followers, out=np.full(len(handle), np.nan), where=followers > 0)
        return share

    @cached_property
    def share_of_smaller(self) -> FloatArray:
        """Shared / followers of the smaller one, NaN where it has none, shape (n_pairs,) [0–1]."""
        return self.share_of(self.smaller)

    @cached_property
    def share_of_larger(self) -> FloatArray:
        """Shared / followers of the larger one, NaN where it has none, shape (n_pairs,) [0–1]."""
        return self.share_of(self.larger)


@dataclass(frozen=True, eq=False)
class Twins:
    """The most similar handle of each: the one with which it shares the most of the smaller audience."""

    # handle, twin: handles, the greatest share first, shape (n_twins,).
    handle: IntArray
    twin: IntArray
    shared: FloatArray  # People who follow both, shape (n_twins,) [people].
    share: FloatArray  # Of the smaller of both, shape (n_twins,) [0–1].

    @property
    def median(self) -> float | None:
        """Median of the shares [0–1]; None where there are none."""
        return float(np.median(self.share)) if len(self.share) else None

    def once(self) -> IntArray:
        """Positions in the same order, without those where a pair stands again from the other side."""
        key = np.stack([np.minimum(self.handle, self.twin), np.maximum(self.handle, self.twin)], axis=1)
        return np.sort(np.unique(key, axis=0, return_index=True)[1]) if len(key) else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Nesting:
    """Pairs of handles in which one audience lies inside the other."""

    # Pairs of which the smaller audience follows the larger by ``MOSTLY`` or more, the greatest share first, then the
    # one with most people, shape (n_inside,).
    pair: IntArray
    # smaller_in_larger, larger_in_smaller: medians over pairs that share anybody [0–1]; None where there are none.
    smaller_in_larger: float | None
    larger_in_smaller: float | None


def nearest_twins(pairs: SharedPairs) -> Twins:
    """Find the nearest twin of each handle; ties go to the one with which it shares more people, then by place."""
    known = np.flatnonzero(pairs.shared > 0)
    handle = np.concatenate((pairs.a[known], pairs.b[known]))
    other = np.concatenate((pairs.b[known], pairs.a[known]))
    shared, share = np.tile(pairs.shared[known], 2), np.tile(pairs.share_of_smaller[known], 2)
    order = np.lexsort((other, -shared, -share, handle))
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = np.diff(handle[order]) > 0
    best = order[is_first]
    best = best[np.lexsort((handle[best], -shared[best], -share[best]))]
    return Twins(handle[best], other[best], shared[best], share[best])


def find_nesting(pairs: SharedPairs) -> Nesting:
    """Find pairs in which one audience holds the other but for a tenth, and the usual direction of all."""
    known = np.flatnonzero(pairs.shared > 0)
    inside = known[pairs.share_of_smaller[known] >= MOSTLY]
    inside = inside[np.lexsort((inside, -pairs.shared[inside], -pairs.share_of_smaller[inside]))]
    if not len(known):
        return Nesting(inside, None, None)
    return Nesting(
        inside,
        smaller_in_larger=float(np.median(pairs.share_of_smaller[known])),
        larger_in_smaller=float(np.median(pairs.share_of_larger[known])),
    )
