"""Posteriors of expected counts against brute force, and what must hold for any posts."""

from __future__ import annotations

import dataclasses
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln

from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray
from seeder.rates.counts.count_estimation import estimate_counts
from seeder.rates.counts.count_fitting import fit_counts
from seeder.rates.counts.counts import CountCovariates, CountEstimate, CountModel, CountPrior, PostCounts
from seeder.rates.posterior import PROBABILITIES

DEFAULT = 0.030 * 10_000**0.845


def no_posts(n_handles: int) -> PostCounts:
    return PostCounts(np.zeros(0, dtype=np.int64), np.zeros(0), n_handles)


def model_of(covariates: CountCovariates, *, sigma_v: float = 0.5, sponsored: float = 0.0) -> CountModel:
    """Hyperparameters as before any post, but for a spread and the effect of sponsoring."""
    prior = fit_counts(no_posts(covariates.n_handles), covariates, CountPrior())
    return dataclasses.replace(prior, sigma_v=sigma_v, sponsored=sponsored)


def estimate(posts: PostCounts, **changes: float) -> CountEstimate:
    covariates = CountCovariates.alike(posts.n_handles)
    return estimate_counts(model_of(covariates, **changes), posts, covariates)


def by_brute_force(
    counts: list[float],
    exposures: list[float],
    weights: list[float],
    marks: list[bool],
    *,
    prior_mean: float,
    prior_sd: float,
    sigma_v: float,
    sponsored: float,
) -> tuple[FloatArray, FloatArray]:
    """θ on a fine grid, and its posterior by sums over each post's luck."""
    theta = prior_mean + prior_sd * np.linspace(-12, 9, 2801)
    luck = sigma_v * np.linspace(-9, 9, 1801) - sigma_v**2 / 2
    share = np.exp(-0.5 * ((luck + sigma_v**2 / 2) / sigma_v) ** 2)
    share /= share.sum()
    log = -0.5 * ((theta - prior_mean) / prior_sd) ** 2
    for count, exposure, weight, mark in zip(counts, exposures, weights, marks, strict=True):
        eta = theta[:, None] + luck + math.log(exposure) + sponsored * mark
        with np.errstate(divide="ignore"):
            log = log + weight * np.log((np.exp(count * eta - np.exp(eta) - gammaln(count + 1)) * share).sum(axis=1))
    density = np.exp(log - log.max())
    return theta, density / density.sum()


CASES = [
    ([0.0], [1.0], [1.0], [False]),
    ([3.0], [1.0], [1.0], [False]),
    ([0.0, 0.0, 0.0, 12.0], [1.0] * 4, [1.0] * 4, [False] * 4),
    ([5.0, 40.0], [2.0, 0.5], [1.0, 0.3], [True, False]),
    ([150.0, 90.0, 199.0], [1.0] * 3, [1.0] * 3, [False, True, False]),
    ([260.0], [1.0], [1.0], [False]),
    ([400.0, 3.0], [3.0, 1.0], [1.0, 1.0], [False, False]),
]


@pytest.mark.parametrize("sigma_v", [0.3, 1.0])
def test_posteriors_are_those_of_brute_force(sigma_v: float) -> None:
    row = np.concatenate([np.full(len(case[0]), position) for position, case in enumerate(CASES)])
    columns = [np.concatenate([np.array(case[k]) for case in CASES]) for k in range(4)]
    posts = PostCounts(
        row,
        columns[0],
        len(CASES),
        exposure=columns[1],
        weight=columns[2],
        is_sponsored=columns[3].astype(bool),
    )
    covariates = CountCovariates.alike(len(CASES))
    model = model_of(covariates, sigma_v=sigma_v, sponsored=0.4)
    found = estimate_counts(model, posts, covariates)
    prior_sd = math.sqrt(0.79**2 + 0.5**2 + 2 * 0.3**2)
    for position, case in enumerate(CASES):
        theta, density = by_brute_force(
            *case,
            prior_mean=math.log(DEFAULT) - prior_sd**2 / 2,
            prior_sd=prior_sd,
            sigma_v=sigma_v,
            sponsored=0.4,
        )
        mean = float(density @ theta)
        deviation = math.sqrt(float(density @ (theta - mean) ** 2))
        assert found.log_mean[position] == pytest.approx(mean, abs=5e-3 * deviation)
        assert found.log_sd[position] == pytest.approx(deviation, rel=5e-3)
        assert found.mean[position] == pytest.approx(float(density @ np.exp(theta)), rel=5e-3)
        assert found.weight[position] == pytest.approx(1 - (deviation / prior_sd) ** 2, abs=5e-3)
        reached = np.cumsum(density) - density / 2
        quantile = np.interp(PROBABILITIES, reached, theta)
        assert np.log(found.posterior.quantile[position]) == pytest.approx(quantile, abs=0.015 * deviation)


def test_without_evidence_the_default_is_expected() -> None:
    followers = np.array([1_000.0, 10_000.0, 1e6, 7.2e6])
    code = np.arange(4)
    covariates = CountCovariates(np.log(followers), code, code)
    found = estimate_counts(model_of(covariates), no_posts(4), covariates)
    assert found.mean == pytest.approx(0.030 * followers**0.845, rel=1e-12)
    assert found.curve == pytest.approx(found.mean)
    assert found.weight.tolist() == [0.0] * 4
    assert (found.posterior.median < found.mean).all()
    # A log-normal of this spread by hand: ln-variance 0.79² + 0.5² + 0.3² + 0.3² = 1.0541.
    assert found.log_sd[1] == pytest.approx(math.sqrt(1.0541))
    assert found.posterior.median[1] == pytest.approx(DEFAULT * math.exp(-1.0541 / 2))


def test_an_offset_moves_the_mean_as_it_is() -> None:
    covariates = dataclasses.replace(CountCovariates.alike(2), offset=np.array([0.0, math.log(3.0)]))
    found = estimate_counts(model_of(covariates), no_posts(2), covariates)
    assert found.mean[1] == pytest.approx(3 * found.mean[0])


def test_unknown_followers_are_less_sure_and_none_are_read_as_one() -> None:
    code = np.zeros(3, dtype=np.int64)
    covariates = CountCovariates(np.array([np.nan, math.log(10_000), -np.inf]), code, code)
    found = estimate_counts(model_of(covariates), no_posts(3), covariates)
    assert found.mean[0] == pytest.approx(found.mean[1])
    assert found.log_sd[0] > 2 * found.log_sd[1]
    assert found.mean[2] == pytest.approx(0.030)


def test_claims_of_a_launch_come_in_the_right_order() -> None:
    # 0 of 1.2 M followers, 1 of 1.5 M, 3 of 4,000.
    followers = np.array([1.2e6, 1.5e6, 4e3])
    code = np.zeros(3, dtype=np.int64)
    covariates = CountCovariates(np.log(followers), code, code)
    posts = PostCounts(np.arange(3), np.array([0.0, 1.0, 3.0]), 3)
    found = estimate_counts(fit_counts(posts, covariates, CountPrior()), posts, covariates)
    intensity = found.mean / followers
    assert intensity[0] < intensity[1] < intensity[2]
    assert 0 < found.mean[0] < found.mean[1] < 100
    assert found.mean[2] < 30


def test_one_click_more_raises_the_estimate_by_hand_sized_steps() -> None:
    posts = PostCounts(np.arange(402), np.arange(402.0), 402)
    found = estimate(posts)
    assert (np.diff(found.mean) > 0).all()
    assert (np.diff(found.log_mean) > 0).all()
    # With μ = 72, a spread of 1.03 and luck of 0.5, own clicks count for about 0.8 of the way in ln.
    assert found.mean[0] < 10
    assert found.weight[70] == pytest.approx(0.8, abs=0.05)
    assert found.log_mean[300] == pytest.approx(math.log(300) - 0.13, abs=0.15)


def test_more_followers_with_the_same_clicks_mean_more_clicks_and_less_intensity() -> None:
    followers = np.geomspace(10, 1e9, 30)
    code = np.zeros(30, dtype=np.int64)
    covariates = CountCovariates(np.log(followers), code, code)
    for count in (0.0, 3.0, 5_000.0):
        found = estimate_counts(model_of(covariates), PostCounts(np.arange(30), np.full(30, count), 30), covariates)
        assert (np.diff(found.mean / followers) < 0).all()
        # Far from 10,000 followers the curve is less sure, and clicks that fail it count for more.
        assert (np.diff(found.mean[followers < 1e6]) > 0).all()


@settings(max_examples=40)
@given(
    counts=st.lists(
        st.one_of(st.integers(0, 260), st.sampled_from([0.5, 199.7, 1e5, 1e7, 1e9, 1e14])), min_size=1, max_size=6
    ),
    exposure=st.sampled_from([1e-12, 0.01, 1.0, 1e6, 1e15]),
    sigma_v=st.sampled_from([0.05, 0.5, 1.0, 4.0]),
    raised=st.integers(0, 5),
)
def test_any_posts_give_finite_estimates_that_a_click_more_does_not_lower(
    counts: list[float], exposure: float, sigma_v: float, raised: int
) -> None:
    more = list(counts)
    more[raised % len(more)] += 1
    row = np.repeat([0, 1], len(counts))
    posts = PostCounts(row, np.array(counts + more, dtype=float), 2, exposure=np.full(len(row), exposure))
    found = estimate(posts, sigma_v=sigma_v)
    assert np.isfinite(found.posterior.quantile).all()
    assert np.isfinite(found.mean).all()
    assert (found.mean > 0).all()
    assert (found.log_sd > 0).all()
    assert ((found.weight >= 0) & (found.weight <= 1)).all()
    assert (found.posterior.quantile[:, 0] < found.mean).all()
    # Large counts are taken for normal in ln: that is monotone unless posts differ by far more than they can.
    if sigma_v > 0.05:
        assert found.mean[1] >= found.mean[0] * (1 - 1e-4)


def random_posts(seed: int = 0, n_handles: int = 300, n_posts: int = 900) -> PostCounts:
    rng = np.random.default_rng(seed)
    return PostCounts(
        rng.integers(0, n_handles, n_posts),
        np.floor(rng.lognormal(2.0, 2.0, n_posts)),
        n_handles,
        exposure=rng.lognormal(0.0, 1.0, n_posts),
        weight=rng.random(n_posts),
        is_sponsored=rng.random(n_posts) < 0.3,
    )


def test_the_order_of_posts_does_not_matter() -> None:
    posts = random_posts()
    order = np.random.default_rng(1).permutation(posts.n_posts)
    shuffled = PostCounts(
        posts.row[order],
        posts.count[order],
        posts.n_handles,
        exposure=posts.exposure[order],
        weight=posts.weight[order],
        is_sponsored=posts.is_sponsored[order],
    )
    first, second = estimate(posts, sponsored=0.3), estimate(shuffled, sponsored=0.3)
    assert first.mean == pytest.approx(second.mean, rel=1e-9)
    assert first.posterior.quantile == pytest.approx(second.posterior.quantile, rel=1e-9)


def test_exposure_only_sets_the_unit() -> None:
    posts = random_posts()
    covariates = CountCovariates.alike(posts.n_handles)
    scaled = dataclasses.replace(posts, exposure=posts.exposure * math.e**4)
    lower = dataclasses.replace(covariates, offset=np.full(posts.n_handles, -4.0))
    first = estimate_counts(model_of(covariates), posts, covariates)
    model = model_of(lower)
    same = dataclasses.replace(model, covariance=model.covariance * (np.arange(len(model.covariance)) != 3)[:, None])
    second = estimate_counts(same, scaled, lower)
    assert second.mean * math.e**4 == pytest.approx(first.mean, rel=1e-3)


def test_threads_and_blocks_do_not_change_anything() -> None:
    posts = random_posts(n_handles=20_000, n_posts=60_000)
    covariates = CountCovariates.alike(posts.n_handles)
    model = model_of(covariates)
    first = estimate_counts(model, posts, covariates, n_threads=1)
    second = estimate_counts(model, posts, covariates, n_threads=2)
    assert first.mean.tolist() == second.mean.tolist()
    assert first.posterior.quantile.tolist() == second.posterior.quantile.tolist()
    few = posts.row < 40
    kept = estimate_counts(model, posts.subset(few), covariates)
    assert kept.mean[:40] == pytest.approx(first.mean[:40], rel=1e-6)


def test_an_account_of_many_posts_has_a_block_of_its_own() -> None:
    rng = np.random.default_rng(0)
    row = np.concatenate([np.zeros(40_000, dtype=np.int64), np.arange(1, 50)])
    posts = PostCounts(row, rng.poisson(7.0, len(row)).astype(float), 60)
    found = estimate(posts, sigma_v=0.05)
    assert found.mean[0] == pytest.approx(posts.count[:40_000].mean(), rel=0.01)
    assert found.n_posts[[0, 1, 55]].tolist() == [40_000, 1, 0]
    assert found.total[0] == posts.count[:40_000].sum()


def test_posts_of_weight_zero_are_as_if_they_were_not() -> None:
    posts = PostCounts(np.array([0, 0, 1]), np.array([5.0, 1e9, 7.0]), 3, weight=np.array([1.0, 0.0, 0.0]))
    found, alone = estimate(posts), estimate(PostCounts(np.array([0]), np.array([5.0]), 3))
    assert found.mean.tolist() == alone.mean.tolist()
    assert found.n_posts.tolist() == [1, 0, 0]
    assert found.total.tolist() == [5.0, 0.0, 0.0]


def test_a_lower_weight_leaves_more_to_the_curve() -> None:
    weight = np.array([0.1, 0.4, 0.7, 1.0])
    found = estimate(PostCounts(np.arange(4), np.full(4, 1000.0), 4, weight=weight))
    assert (np.diff(found.mean) > 0).all()
    assert (np.diff(found.weight) > 0).all()
    assert (np.diff(found.log_sd) < 0).all()


def test_a_fraction_of_a_count_lies_between_its_neighbours() -> None:
    found = estimate(PostCounts(np.arange(5), np.array([3.0, 3.25, 3.5, 3.75, 4.0]), 5))
    assert (np.diff(found.mean) > 0).all()
    assert np.diff(found.log_mean) == pytest.approx(np.full(4, np.diff(found.log_mean).mean()), rel=0.1)


def test_codes_that_the_model_has_not_seen_are_refused() -> None:
    covariates = CountCovariates.alike(2)
    other = dataclasses.replace(covariates, platform=np.array([0, 7]))
    with pytest.raises(ProblemError, match=r"platform, tier: \(7, 0\)"):
        estimate_counts(model_of(covariates), no_posts(2), other)
    with pytest.raises(ProblemError, match="covariates: expected 3 handles"):
        estimate_counts(model_of(covariates), no_posts(3), covariates)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("row", [0, 5]),
        ("count", [-1.0, 0.0]),
        ("count", [np.nan, 0.0]),
        ("count", [1.0]),
        ("exposure", [0.0, 1.0]),
        ("weight", [0.5, 1.5]),
        ("is_sponsored", [True]),
    ],
)
def test_contradictions_are_refused(field: str, values: list[float]) -> None:
    columns = {"row": np.array([0, 1]), "count": np.array([1.0, 2.0]), field: np.array(values)}
    with pytest.raises(ProblemError, match=field):
        PostCounts(**columns, n_handles=2)


def test_few_posts_wait_for_no_compiler_and_no_heavy_import() -> None:
    code = """
import sys
import numpy as np
from seeder.rates.counts.counts import CountCovariates, CountPrior, PostCounts
from seeder.rates.counts.count_estimation import estimate_counts
from seeder.rates.counts.count_fitting import fit_counts
assert not {"scipy", "numba", "pandas"} & set(sys.modules) - loaded
posts = PostCounts(np.array([0, 0]), np.array([1.0, 2.0]), 2)
covariates = CountCovariates.alike(2)
estimate_counts(fit_counts(posts, covariates, CountPrior()), posts, covariates)
assert not {"scipy.stats", "numba", "pandas"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", "import sys; loaded = set()\n" + code], check=True)
