"""What the next posts of a handle will bring: draws of the posterior, of the posts' own luck, and of Poisson counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates.counts.counts import CountEstimate, CountModel, PostCounts
from seeder.rates.grouping import sum_by
from seeder.rates.posterior import PROBABILITIES, Posterior

_BLOCK = 1_000_000
_MOST = 1e15


@dataclass(frozen=True, eq=False)
class CountPrediction:
    """Predicted sums of the counts of some posts, by handle.

    Parameters
    ----------
    handle
        Handles that have such posts, rising, shape (k,).
    expected
        Expected sums, shape (k,).
    quantile
        Of the sums, at the probabilities asked for, shape (k, n_probabilities).
    rank
        Where the sums that the posts hold stand among the draws, ties broken at random, shape (k,) (0–1): uniform where
        predictions are right, also for counts, that have few values.
    """

    handle: IntArray
    expected: FloatArray
    quantile: FloatArray
    rank: FloatArray


def predict_counts(
    model: CountModel,
    estimate: CountEstimate,
    posts: PostCounts,
    *,
    seed: int,
    probabilities: Sequence[float] = PROBABILITIES,
    n_draws: int = 400,
) -> CountPrediction:
    """Predict the sum of counts of posts by handle; their own counts serve as what is ranked only.

    Parameters
    ----------
    model, estimate
        From other posts.
    posts
        Exposures and marks of the posts to come; weights are not read.
    seed
        Of the draws.
    probabilities
        At which to return quantiles.
    n_draws
        For every handle.
    """
    order = np.argsort(posts.row, kind="stable")
    row = posts.row[order]
    handle, start = np.unique(row, return_index=True)
    factor = posts.exposure[order] * np.exp(model.sponsored * posts.is_sponsored[order])
    observed = np.add.reduceat(posts.count[order], start) if len(handle) else np.zeros(0)
    summed = np.add.reduceat(factor, start) if len(handle) else np.zeros(0)
    quantile, rank = np.empty((len(handle), len(probabilities))), np.empty(len(handle))
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
        quantile[first:last] = np.quantile(drawn, probabilities, axis=1).T
        seen = observed[first:last, None]
        ties = (drawn == seen).sum(axis=1) + 1
        rank[first:last] = ((drawn < seen).sum(axis=1) + generator.random(last - first) * ties) / (n_draws + 1)
        first, block = last, block + 1
    return CountPrediction(handle=handle, expected=summed * estimate.mean[handle], quantile=quantile, rank=rank)


def _draw(
    posterior: Posterior, factor: FloatArray, owner: IntArray, sigma_v: float, generator: np.random.Generator
) -> FloatArray:
    """One draw of the sum of each handle's posts."""
    luck = np.exp(sigma_v * generator.standard_normal(len(factor)) - sigma_v**2 / 2)
    expected = np.minimum(posterior.draw(generator)[owner] * factor * luck, _MOST)
    return sum_by(owner, generator.poisson(expected).astype(np.float64), size=len(posterior))
