"""Predictions of the next posts against exact distributions."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from seeder.rates.counts.count_estimation import estimate_counts
from seeder.rates.counts.count_fitting import fit_counts
from seeder.rates.counts.count_prediction import predict_counts
from seeder.rates.counts.counts import CountCovariates, CountEstimate, CountModel, CountPrior, PostCounts
from seeder.rates.posterior import Posterior


def known(n_handles: int, rate: float, sigma_v: float) -> tuple[CountModel, CountEstimate]:
    """Handles of a known rate."""
    covariates = CountCovariates.alike(n_handles)
    empty = PostCounts(np.zeros(0, dtype=np.int64), np.zeros(0), n_handles)
    model = fit_counts(empty, covariates, CountPrior())
    found = estimate_counts(model, empty, covariates)
    rates = np.full(n_handles, rate)
    return (
        dataclasses.replace(model, sigma_v=sigma_v, sponsored=math.log(2.0)),
        dataclasses.replace(found, mean=rates, posterior=Posterior.known(rates)),
    )


def test_a_known_rate_without_luck_is_poisson() -> None:
    model, estimate = known(3, 4.0, 1e-6)
    posts = PostCounts(np.array([0, 0, 2]), np.array([3.0, 4.0, 1.0]), 3, is_sponsored=np.array([False, True, False]))
    found = predict_counts(model, estimate, posts, seed=0, probabilities=(0.1, 0.5, 0.9), n_draws=20_000)
    # Poisson of 4 + 8 = 12, and of 4, by tables.
    assert found.handle.tolist() == [0, 2]
    assert found.expected == pytest.approx([12.0, 4.0])
    assert found.quantile.tolist() == [[8.0, 12.0, 17.0], [2.0, 4.0, 7.0]]
    # P(Y < 7 | 12) = 0.0458, P(Y ≤ 7) = 0.0895; P(Y < 1 | 4) = 0.0183, P(Y ≤ 1) = 0.0916.
    assert 0.04 < found.rank[0] < 0.095
    assert 0.016 < found.rank[1] < 0.096


def test_luck_widens_by_its_spread() -> None:
    model, estimate = known(1, 1e6, 0.5)
    posts = PostCounts(np.array([0]), np.array([1e6]), 1)
    found = predict_counts(model, estimate, posts, seed=0, probabilities=(0.1, 0.5, 0.9), n_draws=40_000)
    expected = np.log(1e6) - 0.125 + 0.5 * np.array([-1.2816, 0.0, 1.2816])
    assert np.log(found.quantile[0]) == pytest.approx(expected, abs=0.02)


def test_ranks_of_the_models_own_posts_are_uniform() -> None:
    rng = np.random.default_rng(4)
    n = 3_000
    model, estimate = known(n, 1.5, 0.8)
    luck = np.exp(0.8 * rng.standard_normal(2 * n) - 0.32)
    posts = PostCounts(np.tile(np.arange(n), 2), rng.poisson(1.5 * luck).astype(float), n)
    rank = predict_counts(model, estimate, posts, seed=1, n_draws=200).rank
    for level in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert (rank <= level).mean() == pytest.approx(level, abs=0.03)


def test_the_same_seed_predicts_the_same_in_any_order() -> None:
    model, estimate = known(5, 2.0, 0.5)
    posts = PostCounts(np.array([3, 1, 3, 0]), np.array([1.0, 2.0, 3.0, 4.0]), 5)
    first, second = (predict_counts(model, estimate, posts, seed=9) for _ in range(2))
    assert first.quantile.tolist() == second.quantile.tolist()
    assert first.rank.tolist() == second.rank.tolist()
    assert first.handle.tolist() == [0, 1, 3]
    assert predict_counts(model, estimate, posts, seed=8).rank.tolist() != first.rank.tolist()


def test_nothing_to_predict() -> None:
    model, estimate = known(2, 2.0, 0.5)
    found = predict_counts(model, estimate, PostCounts(np.zeros(0, dtype=np.int64), np.zeros(0), 2), seed=0)
    assert found.quantile.shape == (0, 9)
    assert found.expected.shape == (0,)
