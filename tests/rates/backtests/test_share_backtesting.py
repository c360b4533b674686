"""Backtests of shares."""

from __future__ import annotations

import numpy as np
import pytest

from seeder.rates.backtests.backtesting import Predictor, Split
from seeder.rates.backtests.share_backtesting import _drawn_successes, backtest_shares, score_shares


def test_the_model_predicts_best_and_its_intervals_hold() -> None:
    rng = np.random.default_rng(0)
    n = 3_000
    trials = rng.poisson(12, n)
    successes = rng.binomial(trials, rng.beta(1.5, 13.5, n))
    zero = np.zeros(n, dtype=np.int64)
    found = backtest_shares(successes * 1.0, trials * 1.0, levels=[zero], prior_mean=np.full(n, 0.025), seed=0)
    later, rows = found.scores[Split.LATER], found.scores[Split.ACCOUNTS]
    for other in (Predictor.RAW, Predictor.GRAND_MEAN, Predictor.CURVE):
        assert later.errors[Predictor.MODEL].deviance < later.errors[other].deviance
    assert rows.errors[Predictor.MODEL].deviance == pytest.approx(rows.errors[Predictor.RAW].deviance, rel=0.05)
    assert rows.errors[Predictor.MODEL].deviance < rows.errors[Predictor.CURVE].deviance
    for score in (later, rows):
        for level, covered in score.coverage.items():
            assert covered == pytest.approx(level, abs=0.05)
    assert rows.n_accounts == pytest.approx(600, abs=2)
    again = backtest_shares(successes * 1.0, trials * 1.0, levels=[zero], prior_mean=np.full(n, 0.025), seed=0)
    assert again == found


def test_hidden_trials_are_a_third_of_each_row() -> None:
    found = backtest_shares(
        np.array([0.0, 3.0, 1.0, 0.0]),
        np.array([9.0, 3.0, 1.0, 0.0]),
        levels=[],
        prior_mean=np.full(4, 0.1),
        seed=0,
    )
    assert found.scores[Split.LATER].n_hidden == 3 + 1
    assert found.scores[Split.LATER].n_accounts == 2
    assert found.scores[Split.ACCOUNTS].n_accounts == 1


@pytest.mark.parametrize(("trials", "splits"), [([0, 0], set()), ([1, 0], set()), ([5, 0], {Split.LATER})])
def test_what_cannot_be_hidden_is_missing(trials: list[int], splits: set[Split]) -> None:
    found = backtest_shares(np.zeros(2), np.array(trials, dtype=float), levels=[], prior_mean=np.full(2, 0.1), seed=0)
    assert set(found.scores) == splits


def test_given_halves() -> None:
    seen = (np.array([10, 0]), np.array([100, 0]))
    hidden = (np.array([11, 2]), np.array([100, 50]))
    score = score_shares(seen, hidden, levels=[np.zeros(2, dtype=np.int64)], prior_mean=np.full(2, 0.1), seed=0)
    # Raw: a tenth for the first, the grand mean of a tenth for the second.
    assert score.errors[Predictor.RAW].absolute == pytest.approx((1 + 3) / 2)
    assert score.errors[Predictor.RAW] == score.errors[Predictor.GRAND_MEAN]
    assert score.n_hidden == 150


def test_beyond_what_numpy_draws_the_same_mean_and_spread_are_drawn() -> None:
    n = np.full(20_000, 999_999_999)
    s, part = n // 3, n // 4
    small = _drawn_successes(np.random.default_rng(0), s, n, part)
    large = _drawn_successes(np.random.default_rng(1), s + 1, n + 1, part)
    # The mean of 20,000 draws errs by 46, the spread of one is 6,455.
    for drawn in (small, large):
        assert drawn.mean() == pytest.approx(part[0] / 3, abs=200)
        assert drawn.std() == pytest.approx(6_455, rel=0.03)
    few = _drawn_successes(
        np.random.default_rng(2), np.array([0, 5, 10**12]), np.array([10**12] * 3), np.array([10**11] * 3)
    )
    assert few[0] == 0
    assert few[2] == 10**11
    assert 0 <= few[1] <= 5
