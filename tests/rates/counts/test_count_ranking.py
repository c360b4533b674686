"""Ranks of posts among draws of their prediction, against exact distributions."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from seeder.rates.counts.count_estimation import estimate_counts
from seeder.rates.counts.count_fitting import fit_counts
from seeder.rates.counts.count_ranking import rank_counts
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
    rank = rank_counts(model, estimate, posts, seed=0, n_draws=20_000)
    # Poisson of 4 + 8 = 12, and of 4, by tables: P(Y < 7 | 12) = 0.0458, P(Y ≤ 7) = 0.0895; P(Y < 1 | 4) = 0.0183,
    # P(Y ≤ 1) = 0.0916.
    assert len(rank) == 2
    assert 0.04 < rank[0] < 0.095
    assert 0.016 < rank[1] < 0.096


def test_luck_widens_by_its_spread() -> None:
    model, estimate = known(3, 1e6, 0.5)
    count = 1e6 * np.exp(-0.125 + 0.5 * np.array([-1.2816, 0.0, 1.2816]))
    rank = rank_counts(model, estimate, PostCounts(np.arange(3), count, 3), seed=0, n_draws=40_000)
    assert rank == pytest.approx([0.1, 0.5, 0.9], abs=0.01)


def test_ranks_of_the_models_own_posts_are_uniform() -> None:
    rng = np.random.default_rng(4)
    n = 3_000
    model, estimate = known(n, 1.5, 0.8)
    luck = np.exp(0.8 * rng.standard_normal(2 * n) - 0.32)
    posts = PostCounts(np.tile(np.arange(n), 2), rng.poisson(1.5 * luck).astype(float), n)
    rank = rank_counts(model, estimate, posts, seed=1, n_draws=200)
    for level in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert (rank <= level).mean() == pytest.approx(level, abs=0.03)


def test_the_same_seed_ranks_the_same() -> None:
    model, estimate = known(5, 2.0, 0.5)
    posts = PostCounts(np.array([3, 1, 3, 0]), np.array([1.0, 2.0, 3.0, 4.0]), 5)
    first, second, other = (rank_counts(model, estimate, posts, seed=seed).tolist() for seed in (9, 9, 8))
    assert len(first) == 3
    assert first == second != other


def test_nothing_to_rank() -> None:
    model, estimate = known(2, 2.0, 0.5)
    assert rank_counts(model, estimate, PostCounts(np.zeros(0, dtype=np.int64), np.zeros(0), 2), seed=0).shape == (0,)
