"""Backtests of counts: what is hidden, how errors are measured, and that the better predictor wins."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from seeder.errors import ProblemError
from seeder.rates.backtests import backtesting
from seeder.rates.backtests.backtesting import Predictor, Split, backtest_counts, cover, measure_errors, thin
from seeder.rates.counts.counts import CountCovariates, CountPrior, PostCounts


def simulate(n: int = 1_500, seed: int = 0) -> tuple[PostCounts, CountCovariates]:
    rng = np.random.default_rng(seed)
    size = rng.normal(math.log(1e4), 1.5, n)
    code = np.zeros(n, dtype=np.int64)
    row = np.repeat(np.arange(n), rng.integers(1, 6, n))
    theta = math.log(5.0) + 0.8 * (size - math.log(1e4)) + 0.8 * rng.standard_normal(n)
    luck = rng.standard_normal(len(row)) - 0.5
    return PostCounts(row, rng.poisson(np.exp(theta[row] + luck)).astype(float), n), CountCovariates(size, code, code)


def test_the_model_predicts_best_and_its_intervals_hold() -> None:
    posts, covariates = simulate()
    unordered = np.full(posts.n_posts, np.nan)
    found = backtest_counts(posts, covariates, CountPrior(), order=unordered, seed=0)
    later, accounts = found.scores[Split.LATER], found.scores[Split.ACCOUNTS]
    for other in (Predictor.RAW, Predictor.GRAND_MEAN, Predictor.CURVE):
        assert later.errors[Predictor.MODEL].squared_root < later.errors[other].squared_root
        assert later.errors[Predictor.MODEL].deviance < later.errors[other].deviance
    assert accounts.errors[Predictor.MODEL] == accounts.errors[Predictor.CURVE]
    assert accounts.errors[Predictor.RAW] == accounts.errors[Predictor.GRAND_MEAN]
    assert accounts.errors[Predictor.MODEL].squared_root < accounts.errors[Predictor.RAW].squared_root
    for score in (later, accounts):
        assert score.coverage[0.5] == pytest.approx(0.5, abs=0.08)
        assert score.coverage[0.8] == pytest.approx(0.8, abs=0.06)
        assert score.coverage[0.95] == pytest.approx(0.95, abs=0.04)
    assert accounts.n_accounts == 300
    again = backtest_counts(posts, covariates, CountPrior(), order=unordered, seed=0)
    assert again == found


def test_the_last_third_is_hidden_by_date() -> None:
    row = np.array([0, 0, 0, 0, 0, 0, 1, 1, 2])
    posts = PostCounts(row, np.ones(9), 3)
    order = np.array([5.0, 1.0, 4.0, 2.0, 3.0, 6.0, 9.0, 8.0, 1.0])
    hidden = backtesting._later_posts(posts, order, 0)
    assert np.flatnonzero(hidden).tolist() == [0, 5, 6]
    # One unknown date makes an account's order random: the same for the same seed, another for others.
    order[0] = np.nan
    drawn = {tuple(np.flatnonzero(backtesting._later_posts(posts, order, seed)).tolist()) for seed in range(20)}
    assert len(drawn) > 3
    assert all(len(places) == 3 and 6 in places and 8 not in places for places in drawn)


def test_a_fifth_of_the_accounts_is_hidden_whole() -> None:
    posts = PostCounts(np.repeat(np.arange(10), 3), np.ones(30), 12)
    hidden = backtesting._whole_accounts(posts, 0)
    assert hidden.sum() == 6
    assert len(set(posts.row[hidden].tolist())) == 2


@pytest.mark.parametrize(
    ("row", "splits"), [([], set()), ([0], set()), ([0, 0], {Split.LATER}), ([0, 1], {Split.ACCOUNTS})]
)
def test_what_cannot_be_hidden_is_missing(row: list[int], splits: set[Split]) -> None:
    posts = PostCounts(np.array(row, dtype=np.int64), np.ones(len(row)), 3)
    found = backtest_counts(posts, CountCovariates.alike(3), CountPrior(), order=np.full(len(row), np.nan), seed=0)
    assert set(found.scores) == splits


def test_posts_of_weight_zero_are_left_out() -> None:
    posts = PostCounts(np.array([0, 0, 1]), np.array([1.0, 1e9, 2.0]), 2, weight=np.array([1.0, 0.0, 1.0]))
    found = backtest_counts(posts, CountCovariates.alike(2), CountPrior(), order=np.arange(3.0), seed=0)
    assert set(found.scores) == {Split.ACCOUNTS}
    with pytest.raises(ProblemError, match="order: expected 3 posts"):
        backtest_counts(posts, CountCovariates.alike(2), CountPrior(), order=np.arange(2.0), seed=0)


def test_errors_by_hand() -> None:
    observed = np.array([0.0, 4.0])
    found = measure_errors(
        observed,
        {
            Predictor.MODEL: np.array([1.0, 4.0]),
            Predictor.RAW: np.array([0.0, 0.0]),
            Predictor.GRAND_MEAN: np.array([2.0, 2.0]),
        },
    )
    assert found[Predictor.MODEL].squared_root == pytest.approx(0.5)
    assert found[Predictor.MODEL].deviance == pytest.approx(1.0)
    assert found[Predictor.MODEL].absolute == pytest.approx(0.5)
    # 0 is read as a hundredth of 2: (2·0.02 + 2·(4·ln 200 − 4 + 0.02)) / 2.
    assert found[Predictor.RAW].deviance == pytest.approx(0.02 + 4 * math.log(200) - 4 + 0.02)
    assert found[Predictor.RAW].squared_root == pytest.approx(2.0)


def test_coverage_by_hand() -> None:
    assert cover(np.array([0.01, 0.06, 0.3, 0.5, 0.8])) == {0.5: 0.4, 0.8: 0.6, 0.95: 0.8}


def test_thinning_splits_counts_and_exposure() -> None:
    rng = np.random.default_rng(0)
    posts = PostCounts(
        np.arange(4_000), rng.poisson(5.0, 4_000).astype(np.float64) + 0.5, 4_000, exposure=np.full(4_000, 8.0)
    )
    first, second = thin(posts, share=0.25, seed=3)
    assert first.count + second.count == pytest.approx(posts.count)
    assert first.exposure.tolist() == [2.0] * 4_000
    assert second.exposure.tolist() == [6.0] * 4_000
    assert first.count.mean() == pytest.approx(0.25 * posts.count.mean(), rel=0.05)
    # Halves of Poisson counts are independent of each other.
    assert abs(np.corrcoef(first.count, second.count)[0, 1]) < 0.05
    assert thin(posts, share=0.25, seed=3)[0].count.tolist() == first.count.tolist()
    with pytest.raises(ProblemError, match="share"):
        thin(posts, share=1.0, seed=0)


def test_many_accounts_are_drawn_for_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    posts, covariates = simulate(400)
    monkeypatch.setattr(backtesting, "_MOST_RANKED", 50)
    weighted = dataclasses.replace(posts, weight=np.full(posts.n_posts, 0.9))
    score = backtest_counts(
        weighted, covariates, CountPrior(), order=np.arange(posts.n_posts, dtype=np.float64), seed=1
    )
    assert score.scores[Split.LATER].n_accounts > 50
    # Of 50 accounts each: shares in fiftieths.
    for covered in score.scores[Split.LATER].coverage.values():
        assert covered * 50 == pytest.approx(round(covered * 50))
