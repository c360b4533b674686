"""Test predicted counts on posts held back, with the splits and measures of every backtest.

Measures are of sums by account, and defined where a sum is 0:

    squared root    mean (√y − √ŷ)²
    deviance        mean 2·(y·ln(y/ŷ) − y + ŷ), with ŷ at least a hundredth of what the grand mean predicts
    absolute        mean |y − ŷ|

A nominal interval of level L covers an account where the rank of its sum among draws of the prediction, ties broken at
random, is within (1 ± L)/2: for counts of few values that is exact, where intervals with whole ends cover too much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, FloatArray
from seeder.rates.counts.count_estimation import estimate_counts
from seeder.rates.counts.count_fitting import fit_counts
from seeder.rates.counts.count_ranking import rank_counts
from seeder.rates.counts.counts import CountCovariates, CountPrior, PostCounts

LEVELS = (0.5, 0.8, 0.95)
"""Nominal levels of the intervals."""
LATER_SHARE = 1 / 3
ACCOUNT_SHARE = 1 / 5
"""Share of each account's posts, and of the accounts, that is hidden."""

_MOST_RANKED = 20_000
_LEAST_SHARE = 0.01


class Predictor(Enum):
    """What predicts."""

    MODEL = "model"
    RAW = "raw rates"
    GRAND_MEAN = "grand mean"
    CURVE = "curve"


class Split(Enum):
    """What is hidden."""

    LATER = "later posts"
    ACCOUNTS = "whole accounts"
    THINNED = "a part of each post"


@dataclass(frozen=True, slots=True)
class Errors:
    """Mean errors of one predictor over accounts."""

    squared_root: float
    """Mean squared error of square roots."""
    deviance: float
    """Mean Poisson deviance."""
    absolute: float
    """Mean absolute error."""


@dataclass(frozen=True, slots=True)
class Score:
    """One split's errors and coverage."""

    errors: Mapping[Predictor, Errors]
    """By predictor."""
    coverage: Mapping[float, float]
    """Share of accounts that the model's intervals of each nominal level held."""
    n_accounts: int
    n_hidden: int
    """Accounts predicted, and their posts (for shares: trials) that were hidden."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores by split; a split that hides nothing is missing."""

    scores: Mapping[Split, Score]
    """By split."""
    seed: int
    """Of the splits and the draws."""


def backtest_counts(
    posts: PostCounts, covariates: CountCovariates, prior: CountPrior, *, order: FloatArray, seed: int
) -> Backtest:
    """Hide posts, predict them, and score the predictions; posts of weight 0 are left out.

    ``order`` rises with time, shape (n_posts,), and is NaN where unknown: an account with an unknown one has its posts
    in a random order.
    """
    used = posts.weight > 0
    order = np.asarray(order, dtype=np.float64)
    if order.shape != posts.row.shape:
        raise ProblemError(f"order: expected {posts.n_posts} posts, found shape {order.shape}")
    posts, order = posts.subset(used), order[used]
    scores = {}
    for split, hidden in (
        (Split.LATER, _later_posts(posts, order, seed)),
        (Split.ACCOUNTS, _whole_accounts(posts, seed)),
    ):
        if hidden.any():
            scores[split] = score_counts(posts.subset(~hidden), posts.subset(hidden), covariates, prior, seed=seed)
    return Backtest(scores, seed)


def score_counts(
    seen: PostCounts, hidden: PostCounts, covariates: CountCovariates, prior: CountPrior, *, seed: int
) -> Score:
    """Predict hidden posts from seen ones, and score the predictions."""
    model = fit_counts(seen, covariates, prior)
    estimate = estimate_counts(model, seen, covariates)
    exposure, total = seen.per_handle(seen.exposure), seen.per_handle(seen.count)
    grand_mean = total.sum() / exposure.sum() if len(seen.row) else 0.0
    raw = np.where(exposure > 0, total / np.where(exposure > 0, exposure, 1.0), grand_mean)
    factor = hidden.per_handle(hidden.exposure * np.exp(model.sponsored * hidden.is_sponsored))
    plain, observed = hidden.per_handle(hidden.exposure), hidden.per_handle(hidden.count)
    kept = plain > 0
    predicted = {
        Predictor.MODEL: factor * estimate.mean,
        Predictor.RAW: plain * raw,
        Predictor.GRAND_MEAN: plain * grand_mean,
        Predictor.CURVE: factor * estimate.curve,
    }
    ranked = at_most_ranked(kept, np.random.default_rng([seed, 3]))
    rank = rank_counts(model, estimate, hidden.subset(ranked[hidden.row]), seed=seed)
    return Score(
        errors=measure_errors(observed[kept], {name: values[kept] for name, values in predicted.items()}),
        coverage=cover(rank),
        n_accounts=int(kept.sum()),
        n_hidden=hidden.n_posts,
    )


def measure_errors(observed: FloatArray, predicted: Mapping[Predictor, FloatArray]) -> dict[Predictor, Errors]:
    """Errors of every predictor over accounts, sums of shape (n,) each."""
    least = np.maximum(_LEAST_SHARE * predicted[Predictor.GRAND_MEAN], 1e-12)
    found = {}
    for name, values in predicted.items():
        floored = np.maximum(values, least)
        ratio = np.where(observed > 0, observed, 1.0) / floored
        deviance = 2 * (np.where(observed > 0, observed * np.log(ratio), 0.0) - observed + floored)
        found[name] = Errors(
            squared_root=float(np.mean((np.sqrt(observed) - np.sqrt(values)) ** 2)),
            deviance=float(np.mean(deviance)),
            absolute=float(np.mean(np.abs(observed - values))),
        )
    return found


def cover(rank: FloatArray) -> dict[float, float]:
    """Share of ranks within each nominal interval."""
    return {level: float(np.mean(np.abs(rank - 0.5) <= level / 2)) for level in LEVELS}


def thin(posts: PostCounts, *, share: float, seed: int) -> tuple[PostCounts, PostCounts]:
    """Split every post in two: each count goes to the first with probability ``share``, and exposure in proportion.

    For tables with one row per account. Both halves are of the same post, and have its luck in common. Fractions of
    counts are split in proportion.
    """
    if not 0 < share < 1:
        raise ProblemError(f"share: expected a number between 0 and 1, found {share}")
    whole = np.floor(posts.count)
    first = np.random.default_rng(seed).binomial(whole.astype(np.int64), share) + share * (posts.count - whole)
    rest = posts.count - first
    return (
        replace(posts, count=first, exposure=share * posts.exposure),
        replace(posts, count=rest, exposure=(1 - share) * posts.exposure),
    )


def _later_posts(posts: PostCounts, order: FloatArray, seed: int) -> BoolArray:
    """Mask the last third of each account's posts, at least one of two."""
    tie = np.random.default_rng([seed, 1]).random(posts.n_posts)
    is_unknown = posts.per_handle(np.isnan(order).astype(np.float64)) > 0
    known = np.where(is_unknown[posts.row], 0.0, order)
    position = np.lexsort((tie, known, posts.row))
    row = posts.row[position]
    n_posts = np.bincount(posts.row, minlength=posts.n_handles)
    end = np.searchsorted(row, row, side="right")
    n_hidden = np.where(n_posts >= 2, np.maximum(1, np.floor(n_posts * LATER_SHARE)), 0)
    hidden = np.zeros(posts.n_posts, dtype=bool)
    hidden[position] = end - np.arange(len(row)) <= n_hidden[row]
    return hidden


def _whole_accounts(posts: PostCounts, seed: int) -> BoolArray:
    """Mask all posts of a fifth of the accounts with posts, at least one of two accounts."""
    chosen = draw_fifth(np.bincount(posts.row, minlength=posts.n_handles) > 0, np.random.default_rng([seed, 2]))
    return chosen[posts.row]


def draw_fifth(candidates: BoolArray, generator: np.random.Generator) -> BoolArray:
    """Mask a fifth of some accounts, at least one of two."""
    n_candidates = int(candidates.sum())
    return _draw(candidates, max(1, int(n_candidates * ACCOUNT_SHARE)) if n_candidates >= 2 else 0, generator)


def at_most_ranked(candidates: BoolArray, generator: np.random.Generator) -> BoolArray:
    """Mask at most 20,000 of some accounts: draws of all of a million would take minutes."""
    return candidates if candidates.sum() <= _MOST_RANKED else _draw(candidates, _MOST_RANKED, generator)


def _draw(candidates: BoolArray, n_drawn: int, generator: np.random.Generator) -> BoolArray:
    found = np.zeros(len(candidates), dtype=bool)
    found[generator.permutation(np.flatnonzero(candidates))[:n_drawn]] = True
    return found
