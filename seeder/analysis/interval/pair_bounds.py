"""How many people each two handles can share, given sizes and what is stated about some pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, FloatArray, IntArray, frozen_floats, frozen_positions, mask_of

_MOST_ROUNDS = 20
_RELATIVE_SLACK = 1e-9
"""Bounds that cross by less than this share of the smaller size cross by rounding."""


@dataclass(frozen=True, eq=False)
class PairBounds:
    """Lower and upper bounds on the people who follow both of two handles; symmetric, and never crossed."""

    # low, high: shape (n_handles, n_handles), symmetric, 0 ≤ low ≤ high; a handle's own size on both diagonals
    # [people].
    low: FloatArray
    high: FloatArray

    def __post_init__(self) -> None:
        for name in ("low", "high"):
            array = frozen_floats(name, getattr(self, name), n_dimensions=2)
            if array.shape[0] != array.shape[1] or not np.array_equal(array, array.T):
                raise ProblemError(f"{name}: expected a symmetric matrix, found shape {array.shape}")
            object.__setattr__(self, name, array)
        if self.low.shape != self.high.shape:
            raise ProblemError(f"low and high: expected one shape, found {self.low.shape} and {self.high.shape}")
        if not np.isfinite(self.high).all() or (self.low < 0).any() or (self.low > self.high).any():
            raise ProblemError("pair bounds: expected 0 ≤ low ≤ high < ∞")
        if not np.array_equal(np.diagonal(self.low), np.diagonal(self.high)):
            raise ProblemError("pair bounds: expected a handle's own size on both diagonals")

    @property
    def people(self) -> FloatArray:
        """Followers of each handle, shape (n_handles,) [people]."""
        return np.diagonal(self.low)

    def only(self, handles: npt.ArrayLike) -> PairBounds:
        """Bounds of these handles among themselves, in their order."""
        chosen = np.asarray(handles, dtype=np.int64)
        grid = np.ix_(chosen, chosen)
        return PairBounds(self.low[grid], self.high[grid])


@dataclass(frozen=True, eq=False)
class StatedPairs:
    """What is stated about some pairs of handles."""

    # a, b: positions of the two handles, shape (n_pairs,); each pair once, a ≠ b.
    a: npt.ArrayLike
    b: npt.ArrayLike
    # low, high: between which the people lie who follow both, shape (n_pairs,) [people].
    low: npt.ArrayLike
    high: npt.ArrayLike
    # Pairs of listed handles that are not stated share at most this many people; None where nothing is known.
    threshold: float | None = None
    # Handles whose pairs are listed, shape (n_handles,); None for those that occur in a stated pair.
    is_listed: BoolArray | None = None


def bound_pairs(people: npt.ArrayLike, stated: StatedPairs) -> PairBounds:
    """Find between which numbers each two handles share people.

    A stated pair lies in its [low, high], cut to [0, min(n_h, n_k)]; another in [0, min(n_h, n_k)], or up to the
    threshold where both are listed. Then pairs bound each other: the people who follow k and either of h and l, or h
    and k but not l, give

        m_hl ≥ m_hk + m_kl − n_k        m_hl ≤ n_h − m_hk + m_kl

    (Bonferroni among the followers of one handle; the triangle inequalities of the correlation polytope), used until
    nothing changes, at most 20 times. Handles outside a plan whose pairs are stated tighten those inside: pass them
    too, and cut the result with :meth:`PairBounds.only`.

    ``people``: followers of each handle, shape (n_handles,) [people]. Raises ProblemError where the facts contradict
    each other.

    Source: Deza & Laurent, Geometry of Cuts and Metrics, 1997, section 5.1.
    """
    size = frozen_floats("people", people)
    if not np.isfinite(size).all() or (size < 0).any():
        raise ProblemError("people: expected finite numbers of at least 0")
    a = frozen_positions("a", stated.a, size=len(size))
    b = frozen_positions("b", stated.b, size=len(size))
    stated_low, stated_high = frozen_floats("low", stated.low), frozen_floats("high", stated.high)
    if not len(a) == len(b) == len(stated_low) == len(stated_high):
        raise ProblemError("stated pairs: expected as many a, b, low and high")
    if (a == b).any():
        raise ProblemError(f"stated pairs: pair {int(np.argmax(a == b))} is a handle with itself")
    if len(np.unique(np.minimum(a, b) * np.int64(len(size)) + np.maximum(a, b))) < len(a):
        raise ProblemError("stated pairs: a pair is stated twice")
    low = np.zeros((len(size), len(size)))
    high = np.minimum(size[:, None], size[None, :])
    if stated.threshold is not None:
        is_listed = stated.is_listed
        if is_listed is None:
            is_listed = mask_of(np.concatenate((a, b)), len(size))
        both = is_listed[:, None] & is_listed[None, :]
        both[a, b] = both[b, a] = False
        high = np.where(both, np.minimum(high, stated.threshold), high)
    low[a, b] = np.maximum(low[a, b], stated_low)
    high[a, b] = np.minimum(high[a, b], stated_high)
    low[b, a], high[b, a] = low[a, b], high[a, b]
    np.fill_diagonal(low, size)
    np.fill_diagonal(high, size)
    _require_open(low, high, size)
    _close(low, high, size)
    _require_open(low, high, size)
    return PairBounds(np.minimum(low, high), np.maximum(low, high))


def _close(low: FloatArray, high: FloatArray, size: FloatArray) -> None:
    """Let pairs bound each other in place until nothing changes."""
    for _ in range(_MOST_ROUNDS):
        before = low.sum() - high.sum()
        for middle in range(len(size)):
            near: IntArray = np.flatnonzero(low[middle] > 0)
            near = near[near != middle]
            if not len(near):
                continue
            shared = low[middle, near]
            grid = np.ix_(near, near)
            least = np.maximum(low[grid], shared[:, None] + shared[None, :] - size[middle])
            np.fill_diagonal(least, size[near])
            low[grid] = least
            most = np.minimum(high[near], (size[near] - shared)[:, None] + high[middle][None, :])
            most[np.arange(len(near)), near] = size[near]
            high[near] = most
            high[:, near] = np.minimum(high[:, near], most.T)
        if low.sum() - high.sum() <= before + _RELATIVE_SLACK * size.sum():
            break
        _require_open(low, high, size)


def _require_open(low: FloatArray, high: FloatArray, size: FloatArray) -> None:
    """Refuse bounds that cross by more than rounding."""
    crossed = low - high - _RELATIVE_SLACK * np.minimum(size[:, None], size[None, :])
    if (crossed > 0).any():
        first, second = (int(at) for at in np.unravel_index(int(np.argmax(crossed)), crossed.shape))
        raise ProblemError(
            f"pair bounds: handles {min(first, second)} and {max(first, second)} must share at least "
            f"{low[first, second]:g} people and at most {high[first, second]:g}: the facts contradict each other"
        )
