r"""Find triples of pairs whose overlaps cannot be true together.

Of the followers of h, some follow k and some follow l. Where these do not fit into h side by side, k and l share
people: for any three audiences

    |h ∩ k| + |h ∩ l| − |k ∩ l| ≤ |h ∩ (k ∪ l)| ≤ |h|

and there are three audiences with given sizes and pairs exactly where this holds with each of them as h (and no pair
is larger than its audiences). With statements that leave something open, the least of the first two and the most of
the third must satisfy it.

References
----------
Boole's inequalities, as in Hailperin, "Best possible inequalities for the probability of a logical function of
events", American Mathematical Monthly 72, 1965.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.ragged import Ragged
from seeder.scenario.audiences.overlap_pairs import Pairs
from seeder.scenario.audiences.overlap_statements import slack

_AT_ONCE = 2_000_000
_MOST_LOOKED_AT = 200_000_000
_MOST_KEPT = 2_000_000
_MOST_IN_A_SQUARE = 5_000
_NOT_STATED = -1


@dataclass(frozen=True, eq=False)
class ImpossibleTriples:
    """Triples h, k, l with |h ∩ k| + |h ∩ l| − |k ∩ l| > |h|."""

    handle: IntArray  # h, shape (n_triples,)
    # Positions of the pairs h, k and h, l, shape (n_triples,).
    one: IntArray
    other: IntArray
    between: IntArray  # position of the pair k, l, −1 if only the threshold speaks of it, shape (n_triples,)
    most_between: FloatArray  # most people that k and l share, shape (n_triples,) [people]
    excess: FloatArray  # people by which they do not fit, shape (n_triples,) [people]
    is_whole: bool  # whether these are all such triples, and not the first of very many


def find_impossible_triples(pairs: Pairs, *, followers: FloatArray, most_unstated: float) -> ImpossibleTriples:
    """Find the triples that cannot be true together, by the followers of each handle, NaN if not known [people].

    Only pairs of h are looked at of which the least people and those of another pair of h exceed h together. At most
    ``most_unstated`` people [people] are shared by two handles that are each stated with others but not together; inf
    if nothing is known of such pairs.
    """
    high = np.append(np.where(pairs.is_sound, pairs.high, np.inf), most_unstated)
    between = _PairFinder(pairs, n_handles=len(followers))
    ends = _Ends(pairs, followers + slack(followers))
    found: list[tuple[IntArray, IntArray, IntArray, IntArray]] = []
    n_found = n_looked_at = 0
    for one, other in ends.candidates():
        n_looked_at += len(one)
        handle = ends.handle[one]
        pair = between.positions(ends.neighbour[one], ends.neighbour[other])
        excess = ends.low[one] + ends.low[other] - high[pair] - followers[handle]
        at = np.flatnonzero(excess > slack(followers[handle]))
        if len(at):
            found.append((handle[at], ends.pair[one[at]], ends.pair[other[at]], pair[at]))
            n_found += len(at)
        if n_found > _MOST_KEPT or n_looked_at > _MOST_LOOKED_AT:
            break
    nothing = np.empty(0, dtype=np.int64)
    columns = zip(*found, strict=True) if found else [(nothing,)] * 4
    h, hk, hl, kl = (np.concatenate(column) for column in columns)
    return ImpossibleTriples(
        handle=h,
        one=hk,
        other=hl,
        between=kl,
        most_between=high[kl],
        excess=pairs.low[hk] + pairs.low[hl] - high[kl] - followers[h],
        is_whole=n_looked_at == ends.n_candidates,
    )


class _PairFinder:
    """Finds the position of a pair by its handles; a square of all handles where it is small enough."""

    def __init__(self, pairs: Pairs, *, n_handles: int) -> None:
        listed = np.unique(np.concatenate([pairs.a, pairs.b]))
        self._place = np.zeros(n_handles, dtype=np.int64)
        self._place[listed] = np.arange(len(listed))
        self._size = len(listed)
        a, b = self._place[pairs.a], self._place[pairs.b]
        self._square: npt.NDArray[np.int32] | None = None
        self._key = a * self._size + b
        if self._size <= _MOST_IN_A_SQUARE:
            self._square = np.full(self._size * self._size, _NOT_STATED, dtype=np.int32)
            self._square[self._key] = np.arange(len(a))
            self._square[b * self._size + a] = np.arange(len(a))

    def positions(self, k: IntArray, l: IntArray) -> IntArray:  # noqa: E741 (the name in the formula)
        """Position of each pair k, l, −1 if it is not stated, shape (n,)."""
        k, l = self._place[k], self._place[l]  # noqa: E741
        if self._square is not None:
            found: IntArray = self._square[k * self._size + l].astype(np.int64)
            return found
        key = np.minimum(k, l) * self._size + np.maximum(k, l)
        at = np.minimum(np.searchsorted(self._key, key), len(self._key) - 1)
        return np.where(self._key[at] == key, at, _NOT_STATED)


class _Ends:
    """Every pair from both of its ends, by handle and falling people; those that could take part in a contradiction.

    The limit is the people that fit into each handle, with slack, NaN if not known, shape (n_handles,) [people].
    """

    def __init__(self, pairs: Pairs, limit: FloatArray) -> None:
        sound = np.flatnonzero(pairs.is_sound)
        handle = np.concatenate([pairs.a[sound], pairs.b[sound]])
        neighbour = np.concatenate([pairs.b[sound], pairs.a[sound]])
        pair = np.concatenate([sound, sound])
        low = pairs.low[pair]
        most = np.full(len(limit), -np.inf)
        np.maximum.at(most, handle, low)
        # Of the largest pair itself this keeps it with its own like: one more than needed, at most.
        kept = np.flatnonzero(low + most[handle] > limit[handle])
        kept = kept[np.lexsort((-low[kept], handle[kept]))]
        self.handle, self.neighbour = handle[kept], neighbour[kept]
        self.pair, self.low = pair[kept], low[kept]
        self._n_partners = self._count_partners(limit)
        self.n_candidates = int(self._n_partners.sum())

    def candidates(self) -> Iterator[tuple[IntArray, IntArray]]:
        """Positions of two ends of one handle that exceed it together, about as many at once as fit into memory."""
        total = np.cumsum(self._n_partners)
        start = 0
        while start < len(total):
            done = int(total[start - 1]) if start else 0
            end = max(start + 1, int(np.searchsorted(total, done + _AT_ONCE, side="right")))
            partners = Ragged(np.arange(start + 1, end + 1), self._n_partners[start:end])
            if len(partners.entry):
                yield start + partners.owner, partners.entry
            start = end

    def _count_partners(self, limit: FloatArray) -> IntArray:
        """How many of the ends behind each one, of the same handle, exceed the handle together with it."""
        n_partners = np.zeros(len(self.handle), dtype=np.int64)
        bounds = [*np.flatnonzero(np.diff(self.handle, prepend=-1)).tolist(), len(self.handle)]
        for start, end in pairwise(bounds):
            low = self.low[start:end]
            exceeding = np.searchsorted(-low, low - limit[self.handle[start]], side="left")
            n_partners[start:end] = np.maximum(0, exceeding - np.arange(1, end - start + 1))
        return n_partners
