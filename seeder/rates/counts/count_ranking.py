"""Rank observed counts among draws from their prediction, to test whether the predicted ranges are right."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates.counts.counts import CountEstimate, CountModel, PostCounts
from seeder.rates.grouping import sum_by
from seeder.rates.posterior import Posterior

_BLOCK = 1_000_000
_MOST = 1e15


def rank_counts(
    model: CountModel, estimate: CountEstimate, posts: PostCounts, *, seed: int, n_draws: int = 400
) -> FloatArray:
    """Rank of each handle's sum of counts among draws of it, ties broken at random, shape (k,) (0–1).

    Uniform where predictions are right, also for counts, that have few values. The k handles are those of the posts,
    rising; model and estimate are from other posts, and weights are not read.
    """
    order = np.argsort(posts.row, kind="stable")
    row = posts.row[order]
    handle, start = np.unique(row, return_index=True)
    factor = posts.exposure[order] * np.exp(model.sponsored * posts.is_sponsored[order])
    observed = posts.per_handle(posts.count)[handle]
    rank = np.empty(len(handle))
    end = np.append(start, len(row))
    first, block = 0, 0
    while first < len(handle):
        last = max(first + 1, int(np.searchsorted(end, end[first] + _BLOCK // n_draws, side="right")) - 1)
        part = slice(int(end[first]), int(end[last]))
        owner = np.repeat(np.arange(last - first), np.diff(end[first : last + 1]))
        posterior = Posterior(estimate.posterior.quantile[handle[first:last]])
        generator = np.random.default_rng([seed, block])
        drawn = np.stack(
            [_draw(posterior, factor[part], owner, model.sigma_v, generator) for _ in range(n_draws)], axis=1
        )
        seen = observed[first:last, None]
        ties = (drawn == seen).sum(axis=1) + 1
        rank[first:last] = ((drawn < seen).sum(axis=1) + generator.random(last - first) * ties) / (n_draws + 1)
        first, block = last, block + 1
    return rank


def _draw(
    posterior: Posterior, factor: FloatArray, owner: IntArray, sigma_v: float, generator: np.random.Generator
) -> FloatArray:
    """One draw of the sum of each handle's posts."""
    luck = np.exp(sigma_v * generator.standard_normal(len(factor)) - sigma_v**2 / 2)
    expected = np.minimum(posterior.draw(generator)[owner] * factor * luck, _MOST)
    return sum_by(owner, generator.poisson(expected).astype(np.float64), size=len(posterior))
