"""Pooled shares against exact Beta–Binomial results, and at their worst."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv, betaln

from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray
from seeder.rates import shares
from seeder.rates.posterior import PROBABILITIES
from seeder.rates.shares import STRENGTH_RANGE, ShareEstimate, SharePrior, beta_quantiles, pool_shares, trials_of


def pool(s: list[float], n: list[float], expected: float | list[float] = 0.025) -> ShareEstimate:
    zero = np.zeros(len(s), dtype=np.int64)
    means = np.broadcast_to(np.array(expected, dtype=float), len(s))
    return pool_shares(np.array(s), np.array(n), levels=[zero], prior_mean=means)


def test_without_trials_what_is_expected_is_kept() -> None:
    found = pool([0.0] * 3, [0.0] * 3, [0.01, 0.1, 0.5])
    assert found.mean.tolist() == [0.01, 0.1, 0.5]
    assert found.weight.tolist() == [0.0] * 3
    # ln odds vary by 1/4 between groups and 1/2 within: strength 4/3, κ = (4/3) / (0.5 · 0.5) at one half.
    assert found.alpha[2] + found.beta[2] == pytest.approx((4 / 3) / 0.25)
    assert found.posterior.quantile[2] == pytest.approx(betaincinv(8 / 3, 8 / 3, np.array(PROBABILITIES)))


def test_one_row_by_hand() -> None:
    # With the strengths held: κ = 4/(0.1·0.9) = 44.4 for the group. Of its trials the row counts for (κ' + 1)/(n + κ'),
    # κ' = 2/0.09 = 22.2: 23.2/42.2 · 20 = 11.0, with successes 4·0.55 = 2.2: (2.2 + 4.44)/(11.0 + 44.4) = 0.1198.
    tight = SharePrior(ln_level=(math.log(4.0), 1e-9), ln_row=(math.log(2.0), 1e-9))
    found = pool_shares(
        np.array([4.0]), np.array([20.0]), levels=[np.array([0])], prior_mean=np.array([0.1]), prior=tight
    )
    assert found.strengths == pytest.approx((4.0, 2.0), rel=1e-3)
    assert found.group_mean[0] == pytest.approx(0.1198, abs=2e-4)
    kappa = (found.alpha + found.beta)[0] - 20
    assert found.mean[0] == pytest.approx((4 + kappa * found.group_mean[0]) / (20 + kappa))
    assert found.weight[0] == pytest.approx(20 / (20 + kappa))


@pytest.mark.parametrize("spread", [0.01, 0.5, 2.0])
@pytest.mark.parametrize("n_rows", [1, 20, 500])
def test_the_strength_is_where_the_posterior_is_level(n_rows: int, spread: float) -> None:
    rng = np.random.default_rng(n_rows)
    odds = np.exp(math.log(0.05 / 0.95) + spread * rng.standard_normal(n_rows))
    trials = rng.integers(1, 300, n_rows).astype(float)
    successes = rng.binomial(trials.astype(int), odds / (1 + odds)).astype(float)
    found = math.log(shares._fit_strength(successes, trials, np.full(n_rows, 0.05), (math.log(2.0), 1.0)))

    def log_posterior(ln_strength: float) -> float:
        a, b = math.exp(ln_strength) / 0.95, math.exp(ln_strength) / 0.05
        likelihood = betaln(a + successes, b + trials - successes) - betaln(a, b)
        return float(likelihood.sum()) - 0.5 * (ln_strength - math.log(2.0)) ** 2

    below, here, above = (log_posterior(found + step) for step in (-1e-3, 0.0, 1e-3))
    # A step of Newton's from there, by central differences.
    assert abs(1e-3 * (above - below) / 2 / (above - 2 * here + below)) < 1e-4


def test_the_truth_is_found_and_covered() -> None:
    rng = np.random.default_rng(0)
    n = 20_000
    rate = rng.beta(2, 180, n)
    trials = rng.poisson(30, n)
    zero = np.zeros(n, dtype=np.int64)
    successes = rng.binomial(trials, rate)
    found = pool_shares(successes * 1.0, trials * 1.0, levels=[zero, zero], prior_mean=np.full(n, 0.025))
    assert found.group_mean[0] == pytest.approx(2 / 182, rel=0.03)
    assert (found.alpha - successes)[0] == pytest.approx(2.0, rel=0.1)
    assert (found.beta - trials + successes)[0] == pytest.approx(180.0, rel=0.1)
    low, high = found.posterior.interval(0.8)
    assert ((low <= rate) & (rate <= high)).mean() == pytest.approx(0.8, abs=0.02)
    raw = successes / np.maximum(trials, 1)
    assert ((found.mean - rate) ** 2).mean() < 0.2 * ((raw - rate) ** 2).mean()


def test_the_rows_strength_maximises_the_likelihood() -> None:
    s, n = np.array([0.0, 3.0, 9.0, 1.0, 30.0]), np.array([10.0, 20.0, 15.0, 9.0, 60.0])
    rate = np.full(5, 0.3)

    def posterior(strength: float) -> float:
        kappa = strength / (0.3 * 0.7)
        likelihood = betaln(kappa * 0.3 + s, kappa * 0.7 + n - s) - betaln(kappa * 0.3, kappa * 0.7)
        return float(likelihood.sum()) - 0.5 * (math.log(strength) - 1.0) ** 2

    found = shares._fit_strength(s, n, rate, (1.0, 1.0))
    grid = np.geomspace(*STRENGTH_RANGE, 20_001)
    assert found == pytest.approx(grid[int(np.argmax([posterior(float(a)) for a in grid]))], rel=1e-3)


def test_groups_are_drawn_to_their_parents_and_rows_to_their_groups() -> None:
    outer, inner = np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 0, 0])
    s = np.array([40.0, 50.0, 0.0, 0.0, 0.0, 0.0])
    n = np.array([100.0, 100.0, 0.0, 0.0, 0.0, 0.0])
    found = pool_shares(s, n, levels=[outer, inner], prior_mean=np.full(6, 0.05))
    # Own trials, own group, own platform, nothing.
    assert found.mean[1] > found.mean[0] > found.mean[2] > found.mean[4] == 0.05
    assert found.mean[2] == found.mean[3]
    spread = found.posterior.quantile[:, 7] / found.posterior.quantile[:, 4]
    assert spread[0] < spread[2] < spread[4]


def test_expectations_that_differ_keep_their_order_and_stay_shares() -> None:
    expected = [0.01, 0.1, 0.6, 0.95]
    found = pool([9.0, 9.0, 9.0, 9.0], [10.0] * 4, expected)
    assert (np.diff(found.group_mean) > 0).all()
    assert (found.group_mean < 1).all()
    odds = found.group_mean / (1 - found.group_mean)
    before = np.array(expected) / (1 - np.array(expected))
    assert odds / before == pytest.approx(np.full(4, odds[0] / before[0]), rel=1e-6)


@pytest.mark.parametrize(
    ("s", "n"),
    [
        ([0.0] * 40, [10.0] * 40),
        ([10.0] * 40, [10.0] * 40),
        ([5.0] * 40, [10.0] * 40),
        ([0.0], [1e12]),
        ([1e12], [1e12]),
        ([0.0, 1.0, 3.0], [1.2e6, 1.5e6, 4e3]),
        ([0.25, 0.0], [0.5, 1e-9]),
    ],
)
def test_no_evidence_gives_certainty(s: list[float], n: list[float]) -> None:
    found = pool(s, n)
    assert ((found.mean > 0) & (found.mean < 1)).all()
    assert all(STRENGTH_RANGE[0] * 0.999 <= strength <= STRENGTH_RANGE[1] * 1.001 for strength in found.strengths)
    assert ((found.posterior.quantile >= 0) & (found.posterior.quantile <= 1)).all()


def test_zero_of_many_is_low_and_three_of_few_is_not() -> None:
    found = pool([0.0, 1.0, 3.0], [1_200.0, 1_500.0, 4.0])
    assert found.mean[0] < found.mean[1] < 0.01 < found.mean[2]


def test_a_giant_row_does_not_decide_for_the_others() -> None:
    s, n = [5.0] * 30 + [5e8], [100.0] * 30 + [1e9]
    assert pool(s, n).group_mean[0] < 0.1


def test_the_order_of_rows_does_not_matter_beside_a_giant() -> None:
    # Found by exploring: ln Γ of 6e8 has six digits left behind the point, and moved a share by 1e-3.
    s = np.array([0.0, 0.0, 0.0, 0.5 * 601081574.0, 0.0, 0.0, 0.0, 0.0])
    n = np.array([0.0, 0.0, 0.0, 601081574.0, 0.0, 1.0, 5.0, 0.0])
    expected = np.array([0.5, 0.5, 0.5, 0.25, 0.5, 0.5, 0.875, 0.5])
    rng = np.random.default_rng(3)
    levels = [rng.integers(0, 2, len(n)), rng.integers(0, 3, len(n))]
    found = pool_shares(s, n, levels=levels, prior_mean=expected)
    order = rng.permutation(len(n))
    again = pool_shares(s[order], n[order], levels=[level[order] for level in levels], prior_mean=expected[order])
    assert again.mean == pytest.approx(found.mean[order], rel=1e-6)


@settings(max_examples=25)
@given(
    rows=st.lists(
        st.tuples(st.floats(0, 1), st.one_of(st.just(0.0), st.floats(1e-6, 1e9)), st.floats(1e-6, 0.999)),
        min_size=1,
        max_size=12,
    ),
    seed=st.integers(0, 9),
)
def test_any_rows_give_shares(rows: list[tuple[float, float, float]], seed: int) -> None:
    share, n, expected = (np.array(column) for column in zip(*rows, strict=True))
    s: FloatArray = np.minimum(share * n, n)
    rng = np.random.default_rng(seed)
    levels = [rng.integers(0, 2, len(n)), rng.integers(0, 3, len(n))]
    found = pool_shares(s, n, levels=levels, prior_mean=expected)
    assert ((found.mean > 0) & (found.mean < 1)).all()
    assert np.isfinite(found.posterior.quantile).all()
    assert ((found.weight >= 0) & (found.weight < 1)).all()
    between = (found.mean - found.group_mean) * (np.divide(s, n, out=found.group_mean.copy(), where=n > 0) - found.mean)
    assert (between >= -1e-9).all()
    order = rng.permutation(len(n))
    again = pool_shares(s[order], n[order], levels=[level[order] for level in levels], prior_mean=expected[order])
    assert again.mean == pytest.approx(found.mean[order], rel=1e-3)


def test_many_rows_are_thinned_for_strengths(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    s = rng.binomial(20, rng.beta(3, 27, 2_000)).astype(float)
    whole = pool(s.tolist(), [20.0] * 2_000)
    monkeypatch.setattr(shares, "_MOST_ROWS", 500)
    assert pool(s.tolist(), [20.0] * 2_000).strengths[-1] == pytest.approx(whole.strengths[-1], rel=0.3)


def test_quantiles_are_those_of_betas() -> None:
    alpha, beta = np.array([0.5, 3.0, 0.5]), np.array([20.0, 3.0, 20.0])
    expected = betaincinv(alpha[:, None], beta[:, None], np.array(PROBABILITIES))
    assert beta_quantiles(alpha, beta).tolist() == expected.tolist()


def test_a_conversion_beyond_the_clicks_is_a_click_more() -> None:
    assert trials_of(np.array([3.0, 0.0, 5.0]), np.array([1.0, 2.0, 5.0])).tolist() == [3.0, 2.0, 5.0]


@pytest.mark.parametrize(
    ("s", "n", "expected", "found"),
    [
        ([2.0], [1.0], [0.1], "successes"),
        ([-1.0], [1.0], [0.1], "successes"),
        ([0.0], [-1.0], [0.1], "trials"),
        ([0.0], [1.0], [0.0], "prior_mean"),
        ([0.0], [1.0], [1.0], "prior_mean"),
        ([0.0], [1.0, 2.0], [0.1], "trials"),
        ([np.nan], [1.0], [0.1], "successes"),
    ],
)
def test_contradictions_are_refused(s: list[float], n: list[float], expected: list[float], found: str) -> None:
    with pytest.raises(ProblemError, match=found):
        pool_shares(np.array(s), np.array(n), levels=[], prior_mean=np.array(expected))
