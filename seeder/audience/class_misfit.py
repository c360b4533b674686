"""The function that the fit of latent classes minimises: their misfit to stated overlaps, with its gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.audience.reproducible import exponential, inner, logarithm, products_of_rows
from seeder.problem.arrays import FloatArray, IntArray

_ALWAYS_DENSE = 500
_DENSE_SHARE = 0.05
_LEAST_UNDER = 0.02
_MIXED = 0.03
_MOST_LOG = 25.0
_MOST_PEOPLE = 2.0
"""People in a class, at most, over all followers: those of a larger one would hardly ever follow two handles."""
_TINY = 1e-12
_USUAL_SHARE = 0.03


@dataclass(frozen=True, eq=False)
class PairTargets:
    """Handles, and the pairs of them whose shared people are to be met."""

    size: FloatArray
    """Followers of each handle, shape (n_handles,), above 0 [people]."""
    a: IntArray
    b: IntArray
    """Handles of each pair, a ≠ b, each pair once, shape (n_pairs,)."""
    shared: FloatArray
    """People who follow both, shape (n_pairs,) [people]."""
    is_stated: np.ndarray[tuple[int], np.dtype[np.bool_]]
    """Whether the pair is stated; the others share at most that many, shape (n_pairs,)."""


class ClassMisfit:
    """The function that is minimised, and its gradient."""

    def __init__(
        self,
        targets: PairTargets,
        assumed_size: FloatArray,
        assumed_share: FloatArray,
        n_classes: int,
        *,
        others: FloatArray,
        is_population: bool,
    ) -> None:
        size, shared, stated = targets.size, targets.shared, targets.is_stated
        self._size, self._assumed_size = size, assumed_size
        self._most_people = _MOST_PEOPLE * float(size.sum())
        self._is_population, self._others = is_population, others
        self._shape = (len(size), n_classes + 1)
        self._a, self._b, self._shared = targets.a, targets.b, shared
        # Where all that is stated is that nobody is shared, misfits are measured by what would be usual.
        usual = shared if shared[stated].any() else _USUAL_SHARE * np.minimum(size[targets.a], size[targets.b])
        met = usual[stated & (usual > 0)]
        typical = float(np.median(met)) if len(met) else 1.0
        # Between absolute and relative misfit: both large and small pairs decide on plans.
        weight = 1.0 / np.sqrt(shared + 0.05 * typical)
        scale = float((weight * usual**2).sum()) or 1.0
        self._weight, self._is_stated = weight / scale, stated
        others = np.bincount(targets.a[stated], shared[stated], len(size)) / size
        others += np.bincount(targets.b[stated], shared[stated], len(size)) / size
        room = np.clip(np.maximum(others[targets.a], others[targets.b]), _LEAST_UNDER, 1.0)
        # Where everybody is assumed to be somewhere, hardly anybody is left for cells of one pair.
        self._under = np.where(stated, 1.0 if len(assumed_size) else room, _LEAST_UNDER)
        # Pairs that are not listed weigh c_h c_k, c = n^(−1/4), so that all of them are a product of small matrices.
        n_other = len(size) * (len(size) - 1) / 2 - len(shared)
        cosine = float(usual[stated].sum() / np.sqrt(size[targets.a] * size[targets.b])[stated].sum())
        balance = min(1.0, len(shared) / n_other) if n_other > 0 else 0.0
        self._other = balance / (np.sqrt(max(cosine, _TINY)) * scale)
        self.weight_of_assumption = 1.0
        self._root = 1.0 / np.sqrt(np.sqrt(np.sqrt(size)))
        self._assumed = assumed_share * np.sqrt(assumed_size) * self._root[:, None]
        self._assumed_own = (self._assumed**2).sum(axis=1)
        self._assumed_total = float((products_of_rows(self._assumed.T, self._assumed.T) ** 2).sum())
        self._assumed_pair = pair_products(self._assumed, targets.a, targets.b)
        self._of_a, self._of_b = self._root[targets.a] ** 2, self._root[targets.b] ** 2
        self.is_dense = is_dense(targets)

    def unpack(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Shares of each handle's followers, alone first, and people of each class."""
        n_handles, n_columns = self._shape
        logs = x[: n_handles * n_columns].reshape(self._shape)
        logs = logs - logs.max(axis=1, keepdims=True)
        free = np.clip(x[n_handles * n_columns :], -_MOST_LOG, _MOST_LOG)
        free = np.concatenate(([0.0], free)) if self._is_population else -free
        # All at once: arrays are small, and each step of the series is a call.
        powers = exponential(np.concatenate((logs.ravel(), free)))
        share, part = powers[: logs.size].reshape(self._shape), powers[logs.size :]
        share /= share.sum(axis=1, keepdims=True)
        if self._is_population:
            return share, self._assumed_size[0] * part / part.sum()
        return share, np.concatenate((self._assumed_size, self._most_people / (1.0 + part)))

    def mixed(self, x: FloatArray, start: FloatArray) -> FloatArray:
        """Mix a little of the start into the shares: a share that went to 0 would not come back by itself."""
        share, people = self.unpack(x)
        share = (1.0 - _MIXED) * share + _MIXED * self.unpack(start)[0] + _TINY
        n_assumed = len(self._assumed_size)
        least = (self._size[:, None] * share[:, 1:]).max(axis=0)[n_assumed:]
        return self.pack(share, np.maximum(people[n_assumed:], least))

    def pack(self, share: FloatArray, people: FloatArray) -> FloatArray:
        """Free numbers for shares, and for the people of the classes that are not assumed."""
        if self._is_population:
            everybody = self._assumed_size[0]
            people = people * min(1.0, 0.9 * everybody / people.sum())
            free = logarithm(people / (everybody - people.sum()))
        else:
            part = np.minimum(people / self._most_people, 0.9)
            free = logarithm(part / (1.0 - part))
        return np.concatenate((logarithm(share).ravel(), free))

    def released(self, x: FloatArray) -> FloatArray:
        """Take followers out of classes whose people hardly follow another handle, where cells of one pair want them.

        A follower in class g follows d_hg = Σ_k s_kg other handles, and one in a cell of one pair follows another: to
        take y of them wins y · (1 − d) of what is short. Those of the smallest d go first, and none of d over a half.
        """
        share, people = self.unpack(x)
        short, *_ = self._short_and_over(x)
        wanted = np.bincount(self._a, short, len(self._size)) + np.bincount(self._b, short, len(self._size))
        in_class = self._size[:, None] * share[:, 1:] / people
        others = np.maximum(0.0, in_class.sum(axis=0) - in_class)
        lacking = wanted / self._size - share[:, 0]
        share = share.copy()
        for handle in np.flatnonzero(lacking > 0).tolist():
            order = np.argsort(others[handle], kind="stable")
            held, density = share[handle, 1 + order], others[handle, order]
            won = np.where(density <= 0.5, held * (1.0 - density), 0.0)
            before = np.concatenate(([0.0], np.cumsum(won)[:-1]))
            part = np.clip(lacking[handle] - before, 0.0, won) / np.where(won > 0, won, 1.0)
            share[handle, 1 + order] = held * (1.0 - part)
            share[handle, 0] += float((held * part).sum())
        return self.pack(share + _TINY, people[len(self._assumed_size) :])

    def share_missed(self, x: FloatArray) -> float:
        """What pairs exceed, and what they fall short of beyond the followers left, over what they share."""
        short, over, filled = self._short_and_over(x)
        missed = float(over.sum() + (short * (1.0 - filled)).sum())
        return missed / max(float(self._shared.sum()), _TINY)

    def weigh_what_is_short(self, x: FloatArray) -> None:
        """Let falling short weigh as much as exceeding where too few followers are left for cells of one pair."""
        short, _, filled = self._short_and_over(x)
        self._under = np.where((short > 0) & (filled < 1.0), 1.0, self._under)

    def _short_and_over(self, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """What each pair falls short of and exceeds [people], and the share of that for which followers are left."""
        a, b, n_handles = self._a, self._b, len(self._size)
        share, people = self.unpack(x)
        held = pair_products(self._size[:, None] * share[:, 1:] / np.sqrt(people), a, b)
        short = np.maximum(0.0, self._shared - held) * self._is_stated
        wanted = np.bincount(a, short, n_handles) + np.bincount(b, short, n_handles)
        left = share[:, 0] * self._size
        part = np.where(wanted > left, np.minimum(left, wanted) / np.where(wanted > 0, wanted, 1.0), 1.0)
        return short, np.maximum(0.0, held - self._shared), np.minimum(part[a], part[b])

    def __call__(self, x: FloatArray) -> tuple[float, FloatArray]:
        """The misfit at x, and its slope."""
        share, people = self.unpack(x)
        root = np.sqrt(people)
        factor = self._size[:, None] * share[:, 1:] / root
        loss, slope = self._of_pairs(factor)
        in_class = factor / root
        over = np.maximum(in_class - 1.0, 0.0)
        loss += float((over**2).sum()) / len(self._size)
        of_share = 2.0 * over / len(self._size)
        slope += of_share / root
        of_people = -0.5 * (slope * factor + of_share * in_class).sum(axis=0)
        by_share = np.zeros_like(share)
        by_share[:, 1:] = slope * self._size[:, None] / root
        logs = share * (by_share - (share * by_share).sum(axis=1, keepdims=True))
        n_assumed = len(self._assumed_size)
        if self._is_population:
            free = (of_people - people / people.sum() * of_people.sum())[n_assumed:]
        else:
            free = of_people[n_assumed:] * (1.0 - people[n_assumed:] / self._most_people)
        free = np.where(np.abs(x[share.size :]) < _MOST_LOG, free, 0.0)
        return loss, np.concatenate((logs.ravel(), free))

    def _of_pairs(self, factor: FloatArray) -> tuple[float, FloatArray]:
        a, b = self._a, self._b
        scaled = factor * self._root[:, None]
        product = products_of_rows(factor, factor)[a, b] if self.is_dense else pair_products(factor, a, b)
        miss = product - self._shared
        pull = self._weight * np.where(miss < 0, self._under, 1.0) * miss
        loss = inner(pull, miss)
        # All pairs by small matrices, less a handle with itself and less the listed pairs.
        own = (scaled**2).sum(axis=1) - self._assumed_own
        drift = product * self._of_a * self._of_b - self._assumed_pair
        n_assumed = self._assumed.shape[1]
        columns = scaled.T
        ours = products_of_rows(columns, columns)
        total = (ours**2).sum()
        if n_assumed:
            both = products_of_rows(columns, self._assumed.T)
            total = total - 2 * (both**2).sum()
        total = float(total) + self._assumed_total - inner(own, own)
        total = total / 2 - inner(drift, drift)
        other = self._other * self.weight_of_assumption
        loss += other * total
        pull = 2.0 * (pull - other * drift * self._of_a * self._of_b)
        slope = self._times(pull, factor)
        rest = products_of_rows(scaled, ours)
        if n_assumed:
            rest -= products_of_rows(self._assumed, both)
        rest -= own[:, None] * scaled
        slope += 2.0 * other * self._root[:, None] * rest
        if not n_assumed:
            return loss, slope
        # Handles that are not fitted stay in the assumed cells: a form in what others leave of theirs.
        apart = scaled[:, :n_assumed] - self._assumed
        of_others = products_of_rows(apart, self._others)
        loss += other * float((apart * of_others).sum())
        slope[:, :n_assumed] += 2.0 * other * self._root[:, None] * of_others
        return loss, slope

    def _times(self, pull: FloatArray, factor: FloatArray) -> FloatArray:
        """Σ_k pull_hk factor_k, over the pairs of each handle."""
        n_handles = len(self._size)
        if self.is_dense:
            matrix = np.zeros((n_handles, n_handles))
            matrix[self._a, self._b] = pull
            matrix[self._b, self._a] = pull
            return products_of_rows(matrix, factor.T)
        from scipy.sparse import csr_array

        places = np.concatenate((self._a, self._b)), np.concatenate((self._b, self._a))
        sparse: FloatArray = csr_array((np.tile(pull, 2), places), shape=(n_handles, n_handles)) @ factor
        return sparse


def is_dense(targets: PairTargets) -> bool:
    """Whether whole matrices of handles are the faster way to the listed pairs."""
    n_handles = len(targets.size)
    return n_handles <= _ALWAYS_DENSE or len(targets.a) > _DENSE_SHARE * n_handles**2 / 2


def pair_products(factor: FloatArray, a: IntArray, b: IntArray) -> FloatArray:
    """Σ_g factor_ag · factor_bg of each pair, shape (n_pairs,)."""
    if not factor.shape[1]:
        return np.zeros(len(a))
    found = np.empty(len(a))
    at_once = max(1, 4_000_000 // factor.shape[1])
    for first in range(0, len(a), at_once):
        part = slice(first, first + at_once)
        found[part] = np.add.reduce(factor[a[part]] * factor[b[part]], axis=1)
    return found
