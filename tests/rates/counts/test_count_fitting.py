"""Hyperparameters from posts: derivatives, known truth, and posts at their worst."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from oracles.count_sampler import sample_counts
from scipy.special import gammaln

from seeder.problem.arrays import FloatArray
from seeder.rates.counts import count_fitting
from seeder.rates.counts.count_design import design_for
from seeder.rates.counts.count_estimation import estimate_counts
from seeder.rates.counts.count_evidence import sort_evidence
from seeder.rates.counts.count_fitting import SIGMA_RANGE, STRAY_SHARE, fit_counts, marginal_likelihood
from seeder.rates.counts.counts import CountCovariates, CountModel, CountPrior, PostCounts

PRIOR = CountPrior()
SIZE = math.log(10_000.0)


def simulate(
    n_handles: int,
    *,
    seed: int = 0,
    level: float = math.log(30.0),
    beta: float = 0.6,
    sigma_u: float = 1.1,
    sigma_v: float = 0.8,
    sponsored: float = 0.5,
    most_posts: int = 6,
) -> tuple[PostCounts, CountCovariates]:
    """Posts of a known model on three platforms, the second of which brings e^0.4 as much."""
    rng = np.random.default_rng(seed)
    covariates = CountCovariates(
        log_size=rng.normal(SIZE, 1.5, n_handles),
        platform=rng.integers(0, 3, n_handles),
        tier=rng.integers(0, 4, n_handles),
        offset=rng.normal(0.0, 0.5, n_handles),
    )
    mean = level + beta * (covariates.log_size - SIZE) + 0.4 * (covariates.platform == 1) + covariates.offset
    theta = mean + sigma_u * rng.standard_normal(n_handles) - sigma_u**2 / 2
    row = np.repeat(np.arange(n_handles), rng.integers(1, most_posts + 1, n_handles))
    mark = rng.random(len(row)) < 0.4
    luck = sigma_v * rng.standard_normal(len(row)) - sigma_v**2 / 2
    exposure = rng.lognormal(0.0, 0.5, len(row))
    count = rng.poisson(exposure * np.exp(theta[row] + luck + sponsored * mark)).astype(float)
    return PostCounts(row, count, n_handles, exposure=exposure, is_sponsored=mark), covariates


def hyperparameters(model: CountModel) -> FloatArray:
    return np.array([*model.coefficient, model.sponsored, model.sigma_u, model.sigma_unknown, model.sigma_v])


@pytest.mark.parametrize("weight", [None, 0.0, 0.01])
def test_without_posts_that_count_the_priors_means_are_kept(weight: float | None) -> None:
    posts = PostCounts(np.zeros(0, dtype=np.int64), np.zeros(0), 3)
    if weight is not None:
        posts = PostCounts(np.array([0, 1]), np.array([0.0, 1e9]), 3, weight=np.full(2, weight))
    model = fit_counts(posts, CountCovariates.alike(3), PRIOR)
    assert model.coefficient.tolist() == [PRIOR.alpha[0], 0.845, 0.0, 1.0, 0.0, 0.0]
    assert (model.sigma_u, model.sigma_unknown, model.sigma_v) == pytest.approx((0.79, 1.8, 0.5))
    assert model.sponsored == 0.0
    assert np.diag(model.covariance) == pytest.approx(np.array([0.5, 0.1, 1.0, 0.25, 0.3, 0.3]) ** 2)
    assert model.n_posts == 0


def test_derivatives_are_those_of_the_value() -> None:
    posts, _ = simulate(40)
    large = PostCounts(
        np.array([0, 3, 3]), np.array([500.0, 1e4, 300.0]), 40, is_sponsored=np.array([True, False, True])
    )
    joined = PostCounts(
        np.concatenate([posts.row, large.row]),
        np.concatenate([posts.count, large.count]),
        40,
        exposure=np.concatenate([posts.exposure, large.exposure]),
        is_sponsored=np.concatenate([posts.is_sponsored, large.is_sponsored]),
    )
    evidence = sort_evidence(joined)
    is_unknown = np.arange(40) % 3 == 0
    rng = np.random.default_rng(1)
    center, weight = rng.normal(3.0, 1.0, 40), rng.random(40)
    scalars = np.array([0.3, math.log(0.9), math.log(1.7), math.log(0.6)])

    def value(mean: FloatArray, numbers: FloatArray) -> float:
        return marginal_likelihood(evidence, mean, is_unknown, numbers, weight).value

    found = marginal_likelihood(evidence, center, is_unknown, scalars, weight)
    for position in range(4):
        step = 1e-4 * (np.arange(4) == position)
        slope = (value(center, scalars + step) - value(center, scalars - step)) / 2e-4
        assert found.of_scalar[position] == pytest.approx(slope, rel=5e-3, abs=5e-3)
    for position in (0, 1, 3, 17):
        step = 1e-4 * (np.arange(40) == position)
        slope = (value(center + step, scalars) - value(center - step, scalars)) / 2e-4
        assert found.of_mean[position] == pytest.approx(slope, rel=5e-3, abs=5e-3)


def test_the_value_is_that_of_brute_force() -> None:
    counts = [[0.0, 2.0], [30.0], [210.0, 4.0]]
    posts = PostCounts(np.array([0, 0, 1, 2, 2]), np.array([0.0, 2.0, 30.0, 210.0, 4.0]), 3)
    center, sigma_u, sigma_v = np.array([0.5, 2.0, 4.0]), 0.9, 0.7
    expected = 0.0
    u = np.linspace(-9, 9, 1801)
    normal = np.exp(-u * u / 2) / np.exp(-u * u / 2).sum()
    for of_account, mean in zip(counts, center, strict=True):
        theta = mean - sigma_u**2 / 2 + sigma_u * u
        likelihood = np.ones(len(theta))
        regular, stray = math.log(1 - STRAY_SHARE), math.log(STRAY_SHARE)
        for count in of_account:
            eta = theta[:, None] + sigma_v * u - sigma_v**2 / 2
            # Without ln y!, which is a constant.
            scale = gammaln(count + 1)
            likelihood *= (np.exp(count * eta - np.exp(eta) - scale) * normal).sum(axis=1)
            # Of counts over 200 the normal in ln leaves out more: ln ∫ λ^y e^−λ d ln λ = ln Γ(y).
            left_out = gammaln(count) if count > 200 else 0.0
            regular += scale - left_out
            # Strays are anywhere in a range of 40, 15 of which bring no count.
            stray += (gammaln(count) - left_out if count else math.log(15.0)) - math.log(40.0)
        expected += np.logaddexp(regular + math.log(likelihood @ normal), stray)
    scalars = np.log([1.0, sigma_u, 1.0, sigma_v])
    found = marginal_likelihood(sort_evidence(posts), center, np.zeros(3, dtype=bool), scalars, np.ones(3))
    assert found.value == pytest.approx(expected, abs=2e-3)


def test_much_evidence_finds_the_truth() -> None:
    posts, covariates = simulate(6_000, seed=1)
    model = fit_counts(posts, covariates, PRIOR)
    assert model.sigma_u == pytest.approx(1.1, abs=0.04)
    assert model.sigma_v == pytest.approx(0.8, abs=0.03)
    assert model.sponsored == pytest.approx(0.5, abs=0.05)
    alpha, beta, _, kappa, *effects = model.coefficient
    assert beta == pytest.approx(0.6, abs=0.03)
    assert kappa == pytest.approx(1.0, abs=0.08)
    assert effects[1] - effects[0] == pytest.approx(0.4, abs=0.15)
    assert alpha + np.mean(effects[:3]) == pytest.approx(math.log(30.0) + 0.4 / 3, abs=0.15)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_sampler_of_the_whole_model_finds_the_same() -> None:
    pytest.importorskip(
        "numpyro", reason="NumPyro is not installed: ./run uv pip install -c constraints.txt --group oracle"
    )
    posts, covariates = simulate(300, seed=7)
    found = estimate_counts(fit_counts(posts, covariates, PRIOR), posts, covariates)
    theta = sample_counts(posts, covariates, PRIOR, n_warmup=500, n_samples=1_500, seed=0)
    mean, deviation = theta.mean(axis=0), theta.std(axis=0)
    # 0.02 and 0.987 when measured; the draws alone leave about 0.016 of the first to chance.
    assert np.abs((found.log_mean - mean) / deviation).mean() < 0.05
    assert 0.95 < (found.log_sd / deviation).mean() < 1.05


def test_every_step_between_prior_and_evidence() -> None:
    levels, spreads = [], []
    for n_handles in (0, 1, 5, 30, 200, 2_000):
        rng = np.random.default_rng(0)
        theta = math.log(2_000.0) + 0.2 * np.tile([-1.0, 1.0], n_handles)[:n_handles]
        row = np.repeat(np.arange(n_handles), 4)
        posts = PostCounts(row, rng.poisson(np.exp(theta[row])).astype(float), max(n_handles, 1))
        model = fit_counts(posts, CountCovariates.alike(max(n_handles, 1)), PRIOR)
        levels.append(model.coefficient[0] + model.coefficient[4:].sum())
        spreads.append(model.sigma_v)
    assert levels[0] == PRIOR.alpha[0]
    assert levels[-1] == pytest.approx(math.log(2_000.0), abs=0.1)
    assert (np.diff(spreads) <= 1e-6).all()
    assert spreads[-1] < 0.1


def row_of(counts: list[list[float]]) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], FloatArray]:
    row = np.concatenate([np.full(len(part), position) for position, part in enumerate(counts)])
    return row.astype(np.int64), np.concatenate([np.array(part, dtype=float) for part in counts])


@pytest.mark.parametrize(
    "counts",
    [
        [[0.0]],
        [[1.0]],
        [[1e9]],
        [[1e15, 0.0]],
        [[0.0] * 1000],
        [[0.0] * 3] * 50,
        [[100.0] * 5] * 50,
        [[1e9] * 3] * 20,
        [[0.0, 0.0, 1e7], [0.0, 0.0], [0.0]],
        [[0.5, 0.25], [199.5, 200.5]],
    ],
    ids=str,
)
@pytest.mark.parametrize("exposure", [1e-12, 1.0, 1e15])
def test_posts_at_their_worst(counts: list[list[float]], exposure: float) -> None:
    row, count = row_of(counts)
    n = len(counts) + 1
    posts = PostCounts(row, count, n, exposure=np.full(len(row), exposure))
    covariates = dataclasses.replace(CountCovariates.alike(n), log_size=np.array([SIZE, np.nan, -np.inf, 20.0] * n)[:n])
    model = fit_counts(posts, covariates, PRIOR)
    assert np.isfinite(hyperparameters(model)).all()
    assert SIGMA_RANGE[0] * 0.999 <= min(model.sigma_u, model.sigma_v)
    assert max(model.sigma_u, model.sigma_v) <= SIGMA_RANGE[1] * 1.001
    assert (np.linalg.eigvalsh(model.covariance) > 0).all()
    found = estimate_counts(model, posts, covariates)
    assert np.isfinite(found.mean).all()
    assert (found.mean > 0).all()
    assert np.isfinite(found.posterior.quantile).all()


def test_all_zeros_draw_the_level_down_and_not_the_spread_up() -> None:
    row, count = row_of([[0.0] * 3] * 50)
    posts, covariates = PostCounts(row, count, 51), CountCovariates.alike(51)
    model = fit_counts(posts, covariates, PRIOR)
    found = estimate_counts(model, posts, covariates)
    assert model.sigma_u < 1.5
    # 150 posts without a click: fewer than one in 150 of them is expected to have one.
    assert 0 < found.mean[0] <= found.mean[50] < 2 / 150


def test_one_giant_leaves_the_others_where_they_were() -> None:
    row, count = row_of([[60.0, 80.0, 70.0]] * 30 + [[0.0, 1e7]])
    covariates = CountCovariates.alike(31)
    with_giant = PostCounts(row, count, 31)
    found = estimate_counts(fit_counts(with_giant, covariates, PRIOR), with_giant, covariates)
    assert found.mean[:30] == pytest.approx(np.full(30, 70.0), rel=0.15)
    assert found.mean[30] < 1e7


def test_order_and_weights_of_one_do_not_matter() -> None:
    posts, covariates = simulate(200)
    order = np.random.default_rng(5).permutation(posts.n_posts)
    shuffled = PostCounts(
        posts.row[order],
        posts.count[order],
        200,
        exposure=posts.exposure[order],
        is_sponsored=posts.is_sponsored[order],
    )
    first = hyperparameters(fit_counts(posts, covariates, PRIOR))
    assert hyperparameters(fit_counts(shuffled, covariates, PRIOR)) == pytest.approx(first, rel=1e-4, abs=1e-4)
    weighted = dataclasses.replace(posts, weight=np.ones(posts.n_posts))
    assert hyperparameters(fit_counts(weighted, covariates, PRIOR)).tolist() == first.tolist()
    assert hyperparameters(fit_counts(posts, covariates, PRIOR)).tolist() == first.tolist()


def test_exposure_only_sets_the_unit_of_the_level() -> None:
    posts, covariates = simulate(200)
    thousand = dataclasses.replace(posts, exposure=1000 * posts.exposure)
    moved = dataclasses.replace(PRIOR, alpha=(PRIOR.alpha[0] - math.log(1000.0), PRIOR.alpha[1]))
    first = hyperparameters(fit_counts(posts, covariates, PRIOR))
    second = hyperparameters(fit_counts(thousand, covariates, moved))
    assert second[0] + math.log(1000.0) == pytest.approx(first[0], abs=2e-3)
    assert second[1:] == pytest.approx(first[1:], abs=2e-3)


def test_weights_do_not_pass_for_noise() -> None:
    posts, covariates = simulate(4_000)
    weight = np.random.default_rng(3).uniform(0.1, 1.0, posts.n_posts)
    model = fit_counts(dataclasses.replace(posts, weight=weight), covariates, PRIOR)
    assert model.sigma_u == pytest.approx(1.1, abs=0.06)
    assert model.sigma_v == pytest.approx(0.8, abs=0.04)


def test_low_weights_leave_more_to_the_prior() -> None:
    posts, covariates = simulate(30)
    off = []
    for weight in (1.0, 0.3, 0.06):
        model = fit_counts(dataclasses.replace(posts, weight=np.full(posts.n_posts, weight)), covariates, PRIOR)
        off.append(abs(math.log(model.sigma_v / 0.5)))
    assert off[0] > off[1] > off[2] > 0


def test_a_large_table_is_drawn_from_and_small_pairs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    posts, covariates = simulate(3_000)
    tier = np.where(np.arange(3_000) < 12, 9, 0)
    covariates = dataclasses.replace(covariates, tier=tier, platform=np.zeros(3_000, dtype=np.int64))
    whole = fit_counts(posts, covariates, PRIOR)
    monkeypatch.setattr(count_fitting, "MOST_ACCOUNTS", 600)
    monkeypatch.setattr(count_fitting, "LEAST_OF_A_PAIR", 20)
    design = design_for(covariates)
    kept = count_fitting._drawn_handles(posts, design)
    assert kept is not None
    assert kept.sum() == 600
    assert kept[:12].all()
    model = fit_counts(posts, covariates, PRIOR)
    assert (whole.n_accounts, model.n_accounts) == (3_000, 600)
    assert model.sigma_u == pytest.approx(whole.sigma_u, rel=0.15)
    assert hyperparameters(model).tolist() == hyperparameters(fit_counts(posts, covariates, PRIOR)).tolist()
