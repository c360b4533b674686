"""Test predicted shares, such as conversions per click and acceptance, on trials held back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates.backtests.backtesting import (
    LATER_SHARE,
    Backtest,
    Predictor,
    Score,
    Split,
    at_most_ranked,
    cover,
    draw_fifth,
    measure_errors,
)
from seeder.rates.shares import pool_shares

Expectation = Callable[[FloatArray, FloatArray], FloatArray]
"""What is expected of each row, by the successes and trials that are seen."""

_N_DRAWS = 400
_FEWER_DRAWN = 1_000_000_000
"""numpy draws from the hypergeometric distribution below so many trials."""


def backtest_shares(
    successes: npt.ArrayLike,
    trials: npt.ArrayLike,
    *,
    levels: Sequence[IntArray],
    prior_mean: npt.ArrayLike | Expectation,
    seed: int,
) -> Backtest:
    """Hide a third of each row's trials, drawn at random, then a fifth of the rows; predict their successes.

    Numbers are rounded to whole ones. The curve is ``prior_mean``; parameters are those of :func:`pool_shares`.
    """
    n = np.rint(np.asarray(trials, dtype=np.float64)).astype(np.int64)
    s = np.minimum(np.rint(np.asarray(successes, dtype=np.float64)).astype(np.int64), n)
    generator = np.random.default_rng([seed, 0])
    part = np.where(n >= 2, np.maximum(1, np.floor(n * LATER_SHARE)), 0).astype(np.int64)
    found = _drawn_successes(generator, s, n, part)
    is_hidden = draw_fifth(n > 0, generator)
    scores = {}
    for split, hidden_trials, hidden in (
        (Split.LATER, part, found),
        (Split.ACCOUNTS, np.where(is_hidden, n, 0), np.where(is_hidden, s, 0)),
    ):
        if hidden_trials.any():
            scores[split] = score_shares(
                (s - hidden, n - hidden_trials),
                (hidden, hidden_trials),
                levels=levels,
                prior_mean=prior_mean,
                seed=seed,
            )
    return Backtest(scores, seed)


def score_shares(
    seen: tuple[IntArray, IntArray],
    hidden: tuple[IntArray, IntArray],
    *,
    levels: Sequence[IntArray],
    prior_mean: npt.ArrayLike | Expectation,
    seed: int,
) -> Score:
    """Predict hidden successes of trials from seen ones, both shape (n,), and score the predictions."""
    s, n = seen[0].astype(np.float64), seen[1].astype(np.float64)
    expected = prior_mean(s, n) if callable(prior_mean) else prior_mean
    estimate = pool_shares(s, n, levels=levels, prior_mean=expected)
    grand_mean = s.sum() / n.sum() if n.any() else 0.0
    rate = {
        Predictor.MODEL: estimate.mean,
        Predictor.RAW: np.where(n > 0, s / np.maximum(n, 1.0), grand_mean),
        Predictor.GRAND_MEAN: np.full(len(n), grand_mean),
        Predictor.CURVE: np.asarray(expected, dtype=np.float64),
    }
    kept = np.flatnonzero(hidden[1] > 0)
    of_row = hidden[1][kept].astype(np.float64)
    generator = np.random.default_rng([seed, 1])
    ranked = np.flatnonzero(at_most_ranked(hidden[1] > 0, generator))
    below, ties = np.zeros(len(ranked)), np.ones(len(ranked))
    for _ in range(_N_DRAWS):
        drawn = generator.binomial(hidden[1][ranked], generator.beta(estimate.alpha[ranked], estimate.beta[ranked]))
        below += drawn < hidden[0][ranked]
        ties += drawn == hidden[0][ranked]
    rank = (below + generator.random(len(ranked)) * ties) / (_N_DRAWS + 1)
    return Score(
        errors=measure_errors(
            hidden[0][kept].astype(np.float64), {name: values[kept] * of_row for name, values in rate.items()}
        ),
        coverage=cover(rank),
        n_accounts=len(kept),
        n_hidden=int(hidden[1].sum()),
    )


def _drawn_successes(generator: np.random.Generator, s: IntArray, n: IntArray, part: IntArray) -> IntArray:
    """How many of ``part`` trials drawn of n are among the s successes, shape (n_rows,).

    Beyond what numpy draws, the normal distribution of the same mean and variance replaces the hypergeometric one:
    with so many trials they differ by less than their numbers are rounded.
    """
    is_small = n < _FEWER_DRAWN
    found = np.zeros(len(n), dtype=np.int64)
    found[is_small] = generator.hypergeometric(s[is_small], (n - s)[is_small], part[is_small])
    if not is_small.all():
        yes, of, drawn = (array[~is_small].astype(np.float64) for array in (s, n, part))
        share = yes / of
        deviation = np.sqrt(drawn * share * (1.0 - share) * (of - drawn) / (of - 1.0))
        around = np.rint(drawn * share + deviation * generator.standard_normal(len(of)))
        found[~is_small] = np.clip(around, np.maximum(0.0, drawn - (of - yes)), np.minimum(drawn, yes)).astype(np.int64)
    return found
