"""Classes of people, within which handles are followed by chance, that come closest to stated pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray

_WEIGHTS_OF_ASSUMPTION = 0.1, 0.001, 0.0001
"""Weight of an assumed pair over that of a stated one: first a guide, then only where stated pairs leave it open."""
_FEWEST_CLASSES = 16
_MOST_CLASSES = 128
_WORK = 1e10
_MOST_STEPS = 600
_FEWEST_STEPS = 150
_ALWAYS_DENSE = 500
_DENSE_SHARE = 0.05
_LEAST_UNDER = 0.02
_TINY = 1e-12
_MIXED = 0.03
_MOST_LOG = 25.0
_DESCENTS = 4
_SMALL = 40
_MOST_PEOPLE = 2.0
"""People in a class, at most, over all followers: those of a larger one would hardly ever follow two handles."""


@dataclass(frozen=True, eq=False)
class PairTargets:
    """Handles, and the pairs of them whose shared people are to be met.

    Parameters
    ----------
    size
        Followers of each handle, shape (n_handles,), above 0 [people].
    a, b
        Handles of each pair, a ≠ b, each pair once, shape (n_pairs,).
    shared
        People who follow both, shape (n_pairs,) [people].
    is_stated
        Whether the pair is stated; the others share at most that many, shape (n_pairs,).
    """

    size: FloatArray
    a: IntArray
    b: IntArray
    shared: FloatArray
    is_stated: np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of people.

    Parameters
    ----------
    size
        People in each class, shape (n_classes,) [people].
    followers
        Of each handle's followers, those in each class, shape (n_handles, n_classes) [people].
    """

    size: FloatArray
    followers: FloatArray


def fit_classes(
    targets: PairTargets, assumed_size: FloatArray, assumed_share: FloatArray, *, is_population: bool = False
) -> Classes:
    """Divide the followers of every handle among classes, and the rest among people who follow nothing else.

    With π_hg the share of the followers of h who are in class g, and w_g people in it, two handles share

        Σ_g n_h π_hg · n_k π_kg / w_g

    people, as within a class each handle is followed by chance; Σ_g π_hg ≤ 1, the rest being alone, so no handle ever
    has more followers than it has. Minimised is the misfit of the listed pairs, squared and over the square root of
    their size; plus, with a smaller weight, the squared difference from the assumption over all pairs that are not
    listed; by L-BFGS over the logarithms of π and w. A pair that falls short may be met by a cell of its own later, as
    far as its handles have followers left: where they do, falling short weighs less than exceeding.

    Parameters
    ----------
    assumed_size, assumed_share
        Cells of the assumption, shape (n_assumed,) [people] and (n_handles, n_assumed) [0–1]: the first classes. Their
        size stays.
    is_population
        Whether the one assumed cell is everybody: further classes are then parts of it, and it is the rest.

    References
    ----------
    Hofmann, T. (1999), "Probabilistic latent semantic analysis", UAI: the same classes for pairs of words and texts.
    Kuang, D., Ding, C. & Park, H. (2012), "Symmetric nonnegative matrix factorization for graph clustering", SDM.
    Nocedal, J. (1980), "Updating quasi-Newton matrices with limited storage", Mathematics of Computation 35.
    """
    n_handles, n_assumed = assumed_share.shape
    n_classes = n_assumed + _count_classes(n_handles, len(targets.a))
    work_of_step = 4.0 * n_classes * (n_handles**2 + n_handles * n_classes)
    if not _is_dense(targets):
        work_of_step = 4.0 * n_classes * (20 * len(targets.a) + n_handles * n_classes)
    steps = int(np.clip(_WORK / work_of_step, _FEWEST_STEPS, _MOST_STEPS))
    best, least = None, np.inf
    # The function has valleys: where a descent takes no time, the best of several counts.
    for seed in range(_DESCENTS if n_handles <= _SMALL else 1):
        misfit = _Misfit(targets, assumed_size, assumed_share, n_classes, is_population=is_population)
        found, value = _descend(misfit, _start(targets, assumed_size, assumed_share, n_classes, seed=seed), steps)
        if best is None or value < least:
            best, least = found, value
    assert best is not None
    share, size = best
    # What the penalty leaves over a class's people is left alone.
    followers = np.minimum(targets.size[:, None] * share[:, 1:], size)
    return Classes(size, followers)


def _descend(
    misfit: _Misfit, start: tuple[FloatArray, FloatArray], steps: int
) -> tuple[tuple[FloatArray, FloatArray], float]:
    """Shares and people from a start, with the assumption as a guide first; and what stated pairs are missed by."""
    from scipy.optimize import minimize

    options = {"maxiter": steps, "maxfun": 2 * steps, "maxcor": 20, "ftol": 1e-9, "gtol": 1e-9}
    first = x = misfit.pack(*start)
    for misfit.weight_of_assumption in _WEIGHTS_OF_ASSUMPTION:
        x = x if x is first else misfit.mixed(x, first)
        found = minimize(misfit, x, jac=True, method="L-BFGS-B", options=options)
        x = found.x
        misfit.weigh_what_is_short(x)
    return misfit.unpack(x), float(misfit(x)[0])


def _count_classes(n_handles: int, n_pairs: int) -> int:
    """As many classes as a third of the pairs of an average handle: fewer numbers to find than are stated."""
    return int(np.clip(2 * n_pairs / n_handles / 3, min(_FEWEST_CLASSES, 4 * n_handles), _MOST_CLASSES))


def _start(
    targets: PairTargets, assumed_size: FloatArray, assumed_share: FloatArray, n_classes: int, *, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Return shares, alone first, and people of the classes that are not assumed: the followers of chosen handles.

    The chosen handles are far from each other in the share of followers that they share (k-means++), so that every
    neighbourhood begins with a class of its own.
    """
    from scipy.sparse import csr_array

    size, n_handles = targets.size, len(targets.size)
    n_assumed = len(assumed_size)
    stated = targets.is_stated
    places = (
        np.concatenate((targets.a[stated], targets.b[stated])),
        np.concatenate((targets.b[stated], targets.a[stated])),
    )
    shared = csr_array((np.tile(targets.shared[stated], 2), places), shape=(n_handles, n_handles))
    others = np.asarray(shared.sum(axis=1)).ravel() / size
    rng = np.random.default_rng(seed)
    seeds = _seeds(shared, size, n_classes - n_assumed, rng)
    of_seed = shared[:, seeds].toarray() / size[seeds]
    of_seed[seeds, np.arange(len(seeds))] = 1.0
    pairs = float(shared.sum())
    people = (size.sum() ** 2 - (size**2).sum()) / pairs if pairs > 0 else float(size.sum())
    in_classes = 1.0 - np.exp(-others)
    rough = np.minimum(of_seed, 1.0) * 0.7 + 0.3 * np.minimum(size / people, 1.0)[:, None] + _TINY
    rough *= np.exp(rng.normal(0.0, 0.7, rough.shape))
    share = np.empty((n_handles, n_classes + 1))
    share[:, 1 + n_assumed :] = rough / rough.sum(axis=1, keepdims=True) * np.clip(in_classes, 0.02, 1.0)[:, None]
    share[:, 1 : 1 + n_assumed] = assumed_share * assumed_size / size[:, None] * (1.0 - in_classes)[:, None] + _TINY
    share[:, 0] = np.maximum(0.02, 1.0 - share[:, 1:].sum(axis=1))
    return share, np.full(n_classes - n_assumed, people / (n_classes - n_assumed))


def _seeds(shared: object, size: FloatArray, n_seeds: int, rng: np.random.Generator) -> IntArray:
    """Handles whose followers begin a class; further ones at random where there are more classes than handles."""
    from scipy.sparse import csr_array

    assert isinstance(shared, csr_array)
    n_handles = len(size)
    others = np.asarray(shared.sum(axis=1)).ravel()
    found = [int(np.argmax(others))]
    distance = np.ones(n_handles)
    while len(found) < n_seeds:
        last = found[-1]
        near = shared[[last], :].toarray().ravel() / np.sqrt(size[last] * size)
        distance = np.minimum(distance, 1.0 - np.minimum(near, 1.0))
        distance[last] = 0.0
        odds = distance**2 * np.sqrt(size) * (others > 0)
        total = odds.sum()
        chosen = rng.choice(n_handles, p=odds / total) if total > 0 else rng.integers(n_handles)
        found.append(int(chosen))
    return np.array(found, dtype=np.int64)


class _Misfit:
    """The function that is minimised, and its gradient."""

    def __init__(
        self,
        targets: PairTargets,
        assumed_size: FloatArray,
        assumed_share: FloatArray,
        n_classes: int,
        *,
        is_population: bool,
    ) -> None:
        size, shared, stated = targets.size, targets.shared, targets.is_stated
        self._size, self._assumed_size = size, assumed_size
        self._most_people = _MOST_PEOPLE * float(size.sum())
        self._is_population = is_population
        self._shape = (len(size), n_classes + 1)
        self._a, self._b, self._shared = targets.a, targets.b, shared
        met = shared[stated & (shared > 0)]
        typical = float(np.median(met)) if len(met) else 1.0
        # Between absolute and relative misfit: both large and small pairs decide on plans.
        weight = 1.0 / np.sqrt(shared + 0.05 * typical)
        scale = float((weight * shared**2).sum()) or 1.0
        self._weight, self._is_stated = weight / scale, stated
        others = np.bincount(targets.a[stated], shared[stated], len(size)) / size
        others += np.bincount(targets.b[stated], shared[stated], len(size)) / size
        room = np.clip(np.maximum(others[targets.a], others[targets.b]), _LEAST_UNDER, 1.0)
        # Where everybody is assumed to be somewhere, hardly anybody is left for cells of one pair.
        self._under = np.where(stated, 1.0 if len(assumed_size) else room, _LEAST_UNDER)
        # Pairs that are not listed weigh c_h c_k, c = n^(−1/4), so that all of them are a product of small matrices.
        n_other = len(size) * (len(size) - 1) / 2 - len(shared)
        cosine = float(shared[stated].sum() / np.sqrt(size[targets.a] * size[targets.b])[stated].sum())
        balance = min(1.0, len(shared) / n_other) if n_other > 0 else 0.0
        self._other = balance / (np.sqrt(max(cosine, _TINY)) * scale)
        self.weight_of_assumption = 1.0
        self._root = size**-0.125
        self._assumed = assumed_share * np.sqrt(assumed_size) * self._root[:, None]
        self._assumed_own = (self._assumed**2).sum(axis=1)
        self._assumed_pair = _products(self._assumed, targets.a, targets.b)
        self.is_dense = _is_dense(targets)

    def unpack(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Shares of each handle's followers, alone first, and people of each class."""
        n_handles, n_columns = self._shape
        logs = x[: n_handles * n_columns].reshape(self._shape)
        share = np.exp(logs - logs.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        free = np.clip(x[n_handles * n_columns :], -_MOST_LOG, _MOST_LOG)
        if self._is_population:
            part = np.exp(np.concatenate(([0.0], free)))
            return share, self._assumed_size[0] * part / part.sum()
        return share, np.concatenate((self._assumed_size, self._most_people / (1.0 + np.exp(-free))))

    def mixed(self, x: FloatArray, start: FloatArray) -> FloatArray:
        """Mix a little of the start into the shares: a share that went to 0 would not come back by itself."""
        share, people = self.unpack(x)
        share = (1.0 - _MIXED) * share + _MIXED * self.unpack(start)[0] + _TINY
        n_assumed = len(self._assumed_size)
        least = (self._size[:, None] * share[:, 1:]).max(axis=0)[n_assumed:]
        return self.pack(share, np.maximum(people[n_assumed:], least))

    def pack(self, share: FloatArray, people: FloatArray) -> FloatArray:
        """Numbers that stand for shares, and for the people of the classes that are not assumed."""
        if self._is_population:
            everybody = self._assumed_size[0]
            people = people * min(1.0, 0.9 * everybody / people.sum())
            free = np.log(people / (everybody - people.sum()))
        else:
            part = np.minimum(people / self._most_people, 0.9)
            free = np.log(part / (1.0 - part))
        return np.concatenate((np.log(share).ravel(), free))

    def weigh_what_is_short(self, x: FloatArray) -> None:
        """Let falling short weigh as much as exceeding where too few followers are left for cells of one pair."""
        a, b, n_handles = self._a, self._b, len(self._size)
        share, people = self.unpack(x)
        held = _products(self._size[:, None] * share[:, 1:] / np.sqrt(people), a, b)
        short = np.maximum(0.0, self._shared - held) * self._is_stated
        wanted = np.bincount(a, short, n_handles) + np.bincount(b, short, n_handles)
        is_scarce = wanted > 0.5 * share[:, 0] * self._size
        self._under = np.where(self._is_stated & (is_scarce[a] | is_scarce[b]), 1.0, self._under)

    def __call__(self, x: FloatArray) -> tuple[float, FloatArray]:
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
        product = (factor @ factor.T)[a, b] if self.is_dense else _products(factor, a, b)
        miss = product - self._shared
        pull = self._weight * np.where(miss < 0, self._under, 1.0) * miss
        loss = float(pull @ miss)
        # All pairs by small matrices, less a handle with itself and less the listed pairs.
        own = (scaled**2).sum(axis=1) - self._assumed_own
        drift = product * self._root[a] ** 2 * self._root[b] ** 2 - self._assumed_pair
        ours, both, theirs = scaled.T @ scaled, scaled.T @ self._assumed, self._assumed.T @ self._assumed
        total = float((ours**2).sum() - 2 * (both**2).sum() + (theirs**2).sum() - own @ own) / 2 - float(drift @ drift)
        other = self._other * self.weight_of_assumption
        loss += other * total
        pull = 2.0 * (pull - other * drift * self._root[a] ** 2 * self._root[b] ** 2)
        slope = self._times(pull, factor)
        rest = scaled @ ours - self._assumed @ both.T - own[:, None] * scaled
        slope += 2.0 * other * self._root[:, None] * rest
        return loss, slope

    def _times(self, pull: FloatArray, factor: FloatArray) -> FloatArray:
        """Σ_k pull_hk factor_k, over the pairs of each handle."""
        n_handles = len(self._size)
        if self.is_dense:
            matrix = np.zeros((n_handles, n_handles))
            matrix[self._a, self._b] = pull
            matrix[self._b, self._a] = pull
            found: FloatArray = matrix @ factor
            return found
        from scipy.sparse import csr_array

        places = np.concatenate((self._a, self._b)), np.concatenate((self._b, self._a))
        sparse: FloatArray = csr_array((np.tile(pull, 2), places), shape=(n_handles, n_handles)) @ factor
        return sparse


def _is_dense(targets: PairTargets) -> bool:
    """Whether whole matrices of handles are the faster way to the listed pairs."""
    n_handles = len(targets.size)
    return n_handles <= _ALWAYS_DENSE or len(targets.a) > _DENSE_SHARE * n_handles**2 / 2


def _products(factor: FloatArray, a: IntArray, b: IntArray) -> FloatArray:
    """Σ_g factor_ag · factor_bg of each pair, shape (n_pairs,)."""
    if not factor.shape[1]:
        return np.zeros(len(a))
    found = np.empty(len(a))
    at_once = max(1, 4_000_000 // factor.shape[1])
    for first in range(0, len(a), at_once):
        part = slice(first, first + at_once)
        found[part] = np.einsum("pg,pg->p", factor[a[part]], factor[b[part]])
    return found
