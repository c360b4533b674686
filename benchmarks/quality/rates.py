"""Print how near estimated rates come to a known truth, and how well they predict real clicks and conversions.

    python -m benchmarks.quality.rates [--seeds N] [--clicks KAG_conversion_data.csv]

The known truth: 20,000 accounts with power-law followers, ln spreads of 0.8 between accounts and 1.0 between posts,
1 to 5 posts each with Poisson counts, at several levels; hyperparameters are fitted, never told. Intensity is read as
the expected count (spreads have mean 1) and as the median (spreads have median 1); there, intervals of the expected
count divided by exp(σ_v²/2) are judged. ``raw`` is the squared log error beside raw rates, on accounts with a click;
``curve`` beside the curve in followers, on all: of the posterior mean, and behind a stroke of exp of the mean of ln.
``cover`` is the share of true rates in 80 % intervals: of all, the small 30 %, the large 10 %, those without a click.
``gamma`` is that of Gamma–Poisson with the same curve and its own best shape.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from scipy.special import gammaincinv, gammaln

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.rates.backtests.backtesting import Errors, Predictor, Score, backtest_counts, score_counts, thin
from seeder.rates.backtests.share_backtesting import backtest_shares
from seeder.rates.counts.count_estimation import estimate_counts
from seeder.rates.counts.count_fitting import fit_counts
from seeder.rates.counts.counts import CountCovariates, CountPrior, PostCounts
from seeder.rates.shares import trials_of

N_ACCOUNTS = 20_000
LEVELS = (0.002, 0.01, 0.03, 0.1, 1.0)
"""Clicks per post are about level · followers^0.845."""


def make_truth(level: float, seed: int, *, is_median: bool) -> tuple[PostCounts, CountCovariates, FloatArray]:
    """Posts, covariates, and ln of the true intensity per post of every account."""
    rng = np.random.default_rng(seed)
    size = np.minimum(np.log(100) + rng.exponential(1.4, N_ACCOUNTS), np.log(1e8))
    shift = 0.0 if is_median else 1.0
    theta = np.log(level) + 0.845 * size + 0.8 * rng.standard_normal(N_ACCOUNTS) - 0.32 * shift
    row = np.repeat(np.arange(N_ACCOUNTS), rng.integers(1, 6, N_ACCOUNTS))
    luck = rng.standard_normal(len(row)) - 0.5 * shift
    code = np.zeros(N_ACCOUNTS, dtype=np.int64)
    posts = PostCounts(row, rng.poisson(np.exp(theta[row] + luck)).astype(np.float64), N_ACCOUNTS)
    return posts, CountCovariates(size, code, code), theta


def gamma_poisson(posts: PostCounts, curve: FloatArray) -> tuple[FloatArray, FloatArray]:
    """80 % intervals of Gamma–Poisson with the likeliest shape around a curve."""
    total, n_posts = posts.per_handle(posts.count), posts.per_handle(posts.exposure)

    def likelihood(shape: float) -> float:
        rate = shape / curve
        of_account = (
            gammaln(shape + total) - gammaln(shape) + shape * np.log(rate) - (shape + total) * np.log(rate + n_posts)
        )
        return float(of_account.sum())

    shape = max(np.geomspace(0.05, 20, 120), key=likelihood)
    low, high = (gammaincinv(shape + total, p) / (shape / curve + n_posts) for p in (0.1, 0.9))
    return low, high


def print_truth(n_seeds: int) -> None:
    """One line a reading, level and seed."""
    print(
        f"{'reading':<8} {'level':>6} {'seed':>4} {'zeros':>5} {'σ_u':>5} {'σ_v':>5} {'raw':>13} {'curve':>13}"
        f" {'cover: all, small, large, zero':>31} {'gamma: all, zero':>17}"
    )
    for is_median in (False, True):
        for level in LEVELS:
            for seed in range(n_seeds):
                print(_truth_line(level, seed, is_median=is_median), flush=True)


def _truth_line(level: float, seed: int, *, is_median: bool) -> str:
    posts, covariates, theta = make_truth(level, seed, is_median=is_median)
    model = fit_counts(posts, covariates, CountPrior())
    found = estimate_counts(model, posts, covariates)
    total, n_posts = posts.per_handle(posts.count), posts.per_handle(posts.exposure)
    has_click = total > 0

    def error(estimate: FloatArray, of: BoolArray) -> float:
        return float(np.mean((np.log(estimate[of]) - theta[of]) ** 2))

    everyone = np.ones(N_ACCOUNTS, dtype=bool)
    raw = error(np.maximum(total, 1) / n_posts, has_click)
    curve = error(found.curve, everyone)
    typical = np.exp(found.log_mean)
    divisor = math.exp(model.sigma_v**2 / 2) if is_median else 1.0

    def covered(interval: tuple[FloatArray, FloatArray], of: BoolArray) -> str:
        low, high = (end[of] / divisor for end in interval)
        return f"{np.mean((low <= np.exp(theta[of])) & (np.exp(theta[of]) <= high)):.3f}" if of.any() else "  -  "

    size = covariates.log_size
    groups = (everyone, size <= np.quantile(size, 0.3), size >= np.quantile(size, 0.9), ~has_click)
    own, gamma = found.posterior.interval(0.8), gamma_poisson(posts, found.curve)
    return (
        f"{'median' if is_median else 'expected':<8} {level:>6g} {seed:>4} {1 - has_click.mean():>5.2f}"
        f" {model.sigma_u:>5.2f} {model.sigma_v:>5.2f}"
        f" {error(found.mean, has_click) / raw:>5.3f} | {error(typical, has_click) / raw:.3f}"
        f" {error(found.mean, everyone) / curve:>5.3f} | {error(typical, everyone) / curve:.3f}"
        f" {'  '.join(covered(own, of) for of in groups):>31}"
        f" {'  '.join(covered(gamma, of) for of in (everyone, ~has_click)):>17}"
    )


def print_archive(path: Path, n_seeds: int) -> None:
    """Clicks per impression and conversions per click of an archive of ads, one block a split and seed."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def numbers(name: str) -> FloatArray:
        return np.array([float(row[name]) for row in rows])

    def codes(*names: str) -> IntArray:
        keys = ["|".join(row[name] for name in names) for row in rows]
        return np.unique(keys, return_inverse=True)[1].astype(np.int64)

    clicks, impressions, conversions = numbers("Clicks"), numbers("Impressions"), numbers("Total_Conversion")
    campaign, people = codes("xyz_campaign_id"), codes("xyz_campaign_id", "age", "gender")
    account = codes("xyz_campaign_id", "age", "gender", "interest")
    n_accounts, n_ads = int(account.max()) + 1, len(rows)
    prior = CountPrior(alpha=(math.log(1e-3), 1.5))
    # Both halves of a thinned ad share its luck, so that all spread is between accounts.
    halved = CountPrior(alpha=(math.log(1e-3), 1.5), ln_sigma_v=(math.log(0.05), 0.05))
    by_account = PostCounts(account, clicks, n_accounts, exposure=impressions)
    by_ad = PostCounts(np.arange(n_ads), clicks, n_ads, exposure=impressions)
    of_ads = CountCovariates(CountCovariates.alike(n_ads).log_size, campaign, people)
    first = np.unique(account, return_index=True)[1]
    of_accounts = CountCovariates(CountCovariates.alike(n_accounts).log_size, campaign[first], people[first])
    unordered = np.full(n_ads, np.nan)
    print(f"\n{path.name}: {n_ads} ads, {clicks.sum():,.0f} clicks, {conversions.sum():,.0f} conversions")
    for seed in range(n_seeds):
        tested = backtest_counts(by_account, of_accounts, prior, order=unordered, seed=seed)
        for split, score in tested.scores.items():
            _print_score(f"clicks, {n_accounts} groups of ads, {split.value}, seed {seed}", score)
        seen, hidden = thin(by_ad, share=0.5, seed=seed)
        score = score_counts(seen, hidden, of_ads, halved, seed=seed)
        _print_score(f"clicks, half of each ad's impressions, seed {seed}", score)
        shares = backtest_shares(
            conversions,
            trials_of(clicks, conversions),
            levels=[campaign, people],
            prior_mean=np.full(n_ads, 0.025),
            seed=seed,
        )
        for split, score in shares.scores.items():
            name = {"later posts": "a third of each ad's clicks", "whole accounts": "whole ads"}[split.value]
            _print_score(f"conversions, {name}, seed {seed}", score)


def _print_score(name: str, score: Score) -> None:
    covered = ", ".join(f"{level:.0%} {share:.1%}" for level, share in score.coverage.items())
    print(f"{name}: {score.n_accounts:,} predicted; intervals {covered}")
    for label, measure in (("√", "squared_root"), ("deviance", "deviance"), ("absolute", "absolute")):
        print(f"    {label:<9} {_measures(score.errors, measure)}", flush=True)


def _measures(errors: Mapping[Predictor, Errors], measure: str) -> str:
    return "  ".join(f"{name.value} {getattr(found, measure):.4f}" for name, found in errors.items())


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality.rates",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seeds", type=int, default=3, help="seeds 0 … N − 1 (default 3)")
    parser.add_argument("--clicks", type=Path, help="KAG_conversion_data.csv: an archive of ads, as published")
    arguments = parser.parse_args()
    print_truth(arguments.seeds)
    if arguments.clicks:
        print_archive(arguments.clicks, arguments.seeds)


if __name__ == "__main__":
    main()
