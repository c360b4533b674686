"""How conversions per click and clicks per view change with the number of followers, from the posts of all handles.

    ln odds of p_i  =  ln odds of default_i + a + γ · (ln followers_i − ln 10,000)

a and γ maximise the binomial likelihood times normal priors of mean 0: without evidence both are 0. A handle counts for
at most ``_MOST_TRIALS`` trials, as its trials have its own rate in common: no giant decides for the others.

References
----------
That buyers per follower fall with size: EUR 0.265 of revenue per follower below 10,000 followers against 0.049 above
100,000 (Beichert, Bayerl, Goldenberg & Lanz, Journal of Marketing 88(4) 2024). The priors' widths are assumed.
"""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import FloatArray
from seeder.rates.counts.counts import REFERENCE_SIZE

_LEVEL_SD, _SLOPE_SD = 1.0, 0.3
_MOST_TRIALS = 20.0
_STEPS = 50
_CLOSE = 1e-10
_EDGE = 1e-9


def sloped_shares(
    successes: FloatArray, trials: FloatArray, *, default: FloatArray, followers: FloatArray
) -> FloatArray:
    """Expected share of every handle by its followers, shape (n,) (0–1); unknown ones (NaN) are taken for 10,000."""
    start = np.clip(default, _EDGE, 1.0 - _EDGE)
    told = np.flatnonzero(trials > 0)
    if not len(told):
        return default
    size = np.log(np.maximum(followers, 1.0) / REFERENCE_SIZE)
    size = np.where(np.isnan(size), 0.0, size)
    odds = np.log(start / (1.0 - start))
    counted = np.minimum(trials, _MOST_TRIALS)
    found = counted * successes / np.where(trials > 0, trials, 1.0)
    design = np.stack([np.ones(len(told)), size[told]])
    precision = np.array([1.0 / _LEVEL_SD**2, 1.0 / _SLOPE_SD**2])
    coefficient = np.zeros(2)
    for _ in range(_STEPS):
        share = 1.0 / (1.0 + np.exp(-(odds[told] + coefficient @ design)))
        slope = design @ (found[told] - counted[told] * share) - precision * coefficient
        curvature = (design * (counted[told] * share * (1.0 - share))) @ design.T + np.diag(precision)
        step = np.linalg.solve(curvature, slope)
        # The log posterior is concave; a step of at most 1 keeps the first ones from overshooting.
        coefficient = coefficient + step * min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-300))
        if float(np.abs(step).max()) < _CLOSE:
            break
    expected: FloatArray = 1.0 / (1.0 + np.exp(-(odds + coefficient[0] + coefficient[1] * size)))
    return expected
