"""Posts grouped by handle, in the form that the quadrature reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.rates.counts.count_table import LARGEST
from seeder.rates.counts.counts import PostCounts


@dataclass(frozen=True, eq=False)
class CountEvidence:
    """What the posts of some handles say, without those of weight 0."""

    handle: IntArray
    """Handles with posts, rising, shape (m,)."""
    distinct: IntArray
    """Distinct counts up to ``LARGEST``, rising: the rows of the table."""
    small_start: IntArray
    """Where the small posts of each handle start, shape (m + 1,)."""
    small_row: IntArray
    """Row of the table of each post with a small count, sorted by handle."""
    small_shift: FloatArray
    small_weight: FloatArray
    small_sponsored: FloatArray
    """ln exposure, weight, and whether sponsored (0 or 1), of each."""
    large_owner: IntArray
    """Position in ``handle`` of each post with a large count."""
    large_center: FloatArray
    large_noise: FloatArray
    """Mean and variance of ln intensity given its count alone, less ln exposure."""
    large_weight: FloatArray
    large_sponsored: FloatArray
    """As for the small."""
    large_count: FloatArray
    large_exposure: FloatArray
    """As observed."""
    n_posts: int
    """How many posts there are."""

    @property
    def n_handles(self) -> int:
        """How many handles have posts."""
        return len(self.handle)


def sort_evidence(posts: PostCounts, kept: BoolArray | None = None) -> CountEvidence:
    """Sort posts, of the handles of a mask if given, and write a count y + f as 1 − f posts with y and f with y + 1."""
    from scipy.special import digamma, polygamma

    used = posts.weight > 0
    if kept is not None:
        used &= kept[posts.row]
    position = np.flatnonzero(used)
    row = posts.row[position]
    if (np.diff(row) < 0).any():
        order = np.argsort(row, kind="stable")
        position, row = position[order], row[order]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    handle = row[first]
    owner = np.cumsum(np.diff(row, prepend=-1) > 0) - 1
    count, weight = posts.count[position], posts.weight[position]
    shift, sponsored = np.log(posts.exposure[position]), posts.is_sponsored[position].astype(np.float64)
    is_large = count > LARGEST
    large = count[is_large]
    small = np.flatnonzero(~is_large)
    whole = np.floor(count[small])
    part = count[small] - whole
    if part.any():
        split = np.flatnonzero(part)
        small, whole, share = (
            np.concatenate([small, small[split]]),
            np.concatenate([whole, whole[split] + 1]),
            np.concatenate([1 - part, part[split]]),
        )
        order = np.argsort(small, kind="stable")
        small, whole, share = small[order], whole[order], share[order]
    else:
        share = np.ones(len(small))
    distinct, small_row = np.unique(whole.astype(np.int16), return_inverse=True)
    return CountEvidence(
        handle=handle,
        distinct=distinct.astype(np.int64),
        small_start=np.searchsorted(owner[small], np.arange(len(handle) + 1)),
        small_row=small_row.astype(np.int64),
        small_shift=shift[small],
        small_weight=weight[small] * share,
        small_sponsored=sponsored[small],
        large_owner=owner[is_large],
        large_center=digamma(large) - shift[is_large],
        large_noise=polygamma(1, large),
        large_weight=weight[is_large],
        large_sponsored=sponsored[is_large],
        large_count=large,
        large_exposure=posts.exposure[position][is_large],
        n_posts=len(position),
    )
