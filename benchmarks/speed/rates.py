"""Print one table: how long hyperparameters and estimates of many accounts take, and the peak of memory.

    python -m benchmarks.speed.rates [--only TEXT]

Accounts are made up: power-law followers, ln spreads of 0.8 between accounts and 1.0 between posts, Poisson counts.
Each case runs in a process of its own; seconds leave out making the posts, and memory is that of the whole process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seeder.rates.counts.counts import CountCovariates, CountPrior, PostCounts


@dataclass(frozen=True, slots=True)
class RatesCase:
    """Posts to make up.

    Parameters
    ----------
    name
        What it is called in the table.
    n_accounts, most_posts
        Each account has 1 to so many posts.
    level
        Clicks per post are about level · followers^0.845.
    is_messy
        Whether posts come in no order, with weights, sponsored ones, and six platforms by five tiers.
    has_shares
        Whether conversions are pooled too.
    """

    name: str
    n_accounts: int
    most_posts: int
    level: float = 0.03
    is_messy: bool = False
    has_shares: bool = False


CASES = (
    RatesCase("10 accounts, 30 posts", 10, 5),
    RatesCase("300 accounts, 900 posts", 300, 5),
    RatesCase("20,000 accounts, 60,000 posts", 20_000, 5),
    RatesCase("1 M accounts, 5 M posts", 1_000_000, 9),
    RatesCase("1 M accounts, 5 M posts, messy", 1_000_000, 9, level=0.01, is_messy=True),
    RatesCase("1 M accounts, 5 M posts, large counts", 1_000_000, 9, level=30.0),
    RatesCase("1 M accounts, 5 M posts, conversions", 1_000_000, 9, has_shares=True),
)


def make_posts(case: RatesCase) -> tuple[PostCounts, CountCovariates]:
    """Make up the posts of a case."""
    rng = np.random.default_rng(case.n_accounts)
    n = case.n_accounts
    size = np.minimum(np.log(100) + rng.exponential(1.4, n), np.log(1e8))
    theta = np.log(case.level) + 0.845 * size + 0.8 * rng.standard_normal(n) - 0.32
    row = np.repeat(np.arange(n), rng.integers(1, case.most_posts + 1, n))
    count = rng.poisson(np.exp(theta[row] + rng.standard_normal(len(row)) - 0.5)).astype(np.float64)
    code = np.zeros(n, dtype=np.int64)
    if not case.is_messy:
        return PostCounts(row, count, n), CountCovariates(size, code, code)
    order = rng.permutation(len(row))
    posts = PostCounts(
        row[order],
        count[order],
        n,
        weight=rng.uniform(0.1, 1.0, len(row)),
        is_sponsored=rng.random(len(row)) < 0.2,
    )
    tier = np.searchsorted(np.log([1e4, 1e5, 5e5, 1e6]), size)
    return posts, CountCovariates(size, rng.integers(0, 6, n), tier)


def time_case(case: RatesCase) -> dict[str, float]:
    """Fit and estimate in this process; seconds by stage, and the peak of memory [MiB]."""
    posts, covariates = make_posts(case)
    began = time.perf_counter()
    from seeder.rates.counts.count_estimation import estimate_counts
    from seeder.rates.counts.count_fitting import fit_counts

    model = fit_counts(posts, covariates, CountPrior())
    fitted = time.perf_counter()
    estimate_counts(model, posts, covariates)
    estimated = time.perf_counter()
    pooled = estimated
    if case.has_shares:
        from seeder.rates.shares import pool_shares

        clicks = posts.per_handle(posts.count)
        rng = np.random.default_rng(0)
        bought = rng.binomial(clicks.astype(np.int64), rng.beta(2, 78, len(clicks))).astype(np.float64)
        pool_shares(
            bought,
            clicks,
            levels=[covariates.platform, covariates.tier],
            prior_mean=np.full(case.n_accounts, 0.025),
        )
        pooled = time.perf_counter()
    return {
        "posts": posts.n_posts,
        "fit": fitted - began,
        "estimate": estimated - fitted,
        "shares": pooled - estimated,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Time each case that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.rates", description=__doc__)
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--child", metavar="CASE", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(time_case(next(case for case in CASES if case.name == arguments.child))))
        return
    print(f"{'case':<40} {'posts':>10} {'fit':>7} {'estimate':>9} {'shares':>7} {'all':>7} {'MiB':>6}")
    for case in CASES:
        if arguments.only not in case.name:
            continue
        command = [sys.executable, "-m", "benchmarks.speed.rates", "--child", case.name]
        child = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
        if child.returncode:
            print(f"{case.name:<40}  {child.stderr.strip().splitlines()[-1]}", flush=True)
            continue
        found = json.loads(child.stdout)
        total = found["fit"] + found["estimate"] + found["shares"]
        print(
            f"{case.name:<40} {found['posts']:>10,.0f} {found['fit']:>7.2f} {found['estimate']:>9.2f}"
            f" {found['shares']:>7.2f} {total:>7.2f} {found['peak']:>6.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
