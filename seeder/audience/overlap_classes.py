"""Fit latent classes of people to stated overlaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seeder.audience.class_misfit import ClassMisfit, PairTargets, is_dense
from seeder.audience.descent import DescentRules, descend
from seeder.audience.reproducible import exponential
from seeder.blas_threads import one_blas_thread
from seeder.problem.arrays import FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_WEIGHTS_OF_SMALL = 0.1, 0.001, 0.0001
_WEIGHTS_OF_LARGE = 0.1, 0.02
"""Weight of an assumed pair over that of a stated one: first a guide, then only where stated pairs leave it open."""
_FEWEST_CLASSES = 16
_MOST_CLASSES = 128
_WORK = 1e10
_MOST_STEPS = 600
_FEWEST_STEPS = 150
_TINY = 1e-12
_MISSED_ENOUGH = 0.005
_DESCENTS = 3
_SMALL = 40
_DECIMALS = 6


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of people."""

    size: FloatArray
    """People in each class, shape (n_classes,) [people]."""
    followers: FloatArray
    """Of each handle's followers, those in each class, shape (n_handles, n_classes) [people]."""


def fit_classes(
    targets: PairTargets,
    assumed_size: FloatArray,
    assumed_share: FloatArray,
    *,
    others: FloatArray,
    is_population: bool = False,
) -> Classes:
    """Divide the followers of every handle among classes, and the rest among people who follow nothing else.

    With π_hg the share of the followers of h who are in class g, and w_g people in it, two handles share

        Σ_g n_h π_hg · n_k π_kg / w_g

    people, as within a class each handle is followed by chance; Σ_g π_hg ≤ 1, the rest being alone, so no handle ever
    has more followers than it has. Minimised is the misfit of the listed pairs, squared and over the square root of
    their size; plus, with a smaller weight, the squared difference from the assumption over all pairs that are not
    listed; by L-BFGS over the logarithms of π and w. A pair that falls short may be met by a cell of its own later, as
    far as its handles have followers left: where they do, falling short weighs less than exceeding.

    The first classes are the cells of the assumption, whose size stays: ``assumed_size`` [people], and
    ``assumed_share`` [0–1] of shape (n_handles, n_assumed). What is assumed to be shared with handles k that are not
    fitted stays too: ``others`` is Σ_k n_k^(−1/4) u_k u_k' with u_kg = s_kg √size_g, shape (n_assumed, n_assumed).
    If the one assumed cell is everybody (``is_population``), further classes are parts of it, and it is the rest.

    References
    ----------
    Hofmann, T. (1999), "Probabilistic latent semantic analysis", UAI: the same classes for pairs of words and texts.
    Kuang, D., Ding, C. & Park, H. (2012), "Symmetric nonnegative matrix factorization for graph clustering", SDM.
    """
    n_handles, n_assumed = assumed_share.shape
    n_classes = n_assumed + _count_classes(n_handles, len(targets.a))
    work_of_step = 4.0 * n_classes * (n_handles**2 + n_handles * n_classes)
    if not is_dense(targets):
        work_of_step = 4.0 * n_classes * (20 * len(targets.a) + n_handles * n_classes)
    steps = int(np.clip(_WORK / work_of_step, _FEWEST_STEPS, _MOST_STEPS))
    best, least = None, np.inf
    # The function has valleys: where a descent takes no time, the best of several counts.
    n_descents, weights = (_DESCENTS, _WEIGHTS_OF_SMALL) if n_handles <= _SMALL else (1, _WEIGHTS_OF_LARGE)
    for seed in range(n_descents):
        misfit = ClassMisfit(
            targets, assumed_size, assumed_share, n_classes, others=others, is_population=is_population
        )
        start = _start(targets, assumed_size, assumed_share, n_classes, seed=seed)
        found, value = _descend(misfit, start, steps, weights)
        if best is None or value < least:
            best, least = found, value
    assert best is not None
    share, size = best
    # What the penalty leaves over a class's people is left alone.
    followers = np.minimum(targets.size[:, None] * share[:, 1:], size)
    return Classes(size, followers)


def _descend(
    misfit: ClassMisfit, start: tuple[FloatArray, FloatArray], steps: int, weights: tuple[float, ...]
) -> tuple[tuple[FloatArray, FloatArray], float]:
    """Shares and people from a start, with the assumption as a guide first; and what stated pairs are missed by."""
    rules = DescentRules(most_steps=steps, most_evaluations=2 * steps, least_decrease=1e-9, least_slope=1e-9)
    # Threads wait for each other on small matrices.
    with one_blas_thread():
        first = x = misfit.pack(*start)
        for misfit.weight_of_assumption in weights:
            if x is not first:
                if misfit.share_missed(x) <= _MISSED_ENOUGH:
                    break
                x = misfit.mixed(x, first)
            x = misfit.released(descend(misfit, x, rules))
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
    in_classes = 1.0 - exponential(-others)
    rough = np.minimum(of_seed, 1.0) * 0.7 + 0.3 * np.minimum(size / people, 1.0)[:, None] + _TINY
    # Few digits: random numbers come from a library of functions as well, and may differ in the last one.
    rough *= exponential(np.round(rng.normal(0.0, 0.7, rough.shape), _DECIMALS))
    share = np.empty((n_handles, n_classes + 1))
    share[:, 1 + n_assumed :] = rough / rough.sum(axis=1, keepdims=True) * np.clip(in_classes, 0.02, 1.0)[:, None]
    share[:, 1 : 1 + n_assumed] = assumed_share * assumed_size / size[:, None] * (1.0 - in_classes)[:, None] + _TINY
    share[:, 0] = np.maximum(0.02, 1.0 - share[:, 1:].sum(axis=1))
    return share, np.full(n_classes - n_assumed, people / (n_classes - n_assumed))


def _seeds(shared: csr_array, size: FloatArray, n_seeds: int, rng: np.random.Generator) -> IntArray:
    """Handles whose followers begin a class; further ones at random where there are more classes than handles."""
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
