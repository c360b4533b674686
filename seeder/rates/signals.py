"""Signals of a responsive audience, as a factor on the expected clicks of each handle.

    factor = exp(Σ of the signs' logarithms), each between −height and +height:

    two-way talk     height · (2 · exp(−ln²(x / best) / (2 · width²)) − 1)
    engagement       height · tanh(½ · ln(engagement / usual of its platform and tier) / height)

Two-way talk is most at a best number in between: an account that follows nobody back and answers nobody talks to a
phone book, and one that follows everybody or answers all day talks to everybody's. Where evidence is at hand, how much
of the factor holds is estimated with the other parameters of the click rates.

References
----------
Usual engagement: per follower and post by tier on Instagram, 3–5 %, 2–3.5 %, 1.5–2.5 %, 1–1.8 %, 0.7–1.2 % (vendor),
the middle of each; on X a median of 0.015–0.029 % (RivalIQ 2024–25). Other platforms: as Instagram, assumed. That fit
has an optimum in between: Leung et al., Journal of Marketing 2022. Its place, widths and heights are assumed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray
from seeder.scenario.evidence.signals import Signals
from seeder.scenario.platforms import canonical_platform

_USUAL_ENGAGEMENT = (0.04, 0.0275, 0.02, 0.014, 0.0095)
_TIER_STARTS = (10_000.0, 100_000.0, 500_000.0, 1_000_000.0)
_USUAL_ON_X = 0.00022
_ENGAGEMENT_HEIGHT = 1.1

_BEST_FOLLOWING, _FOLLOWING_HEIGHT = 0.3, 0.2
_BEST_TALK, _TALK_HEIGHT = 1.0, 0.15
_WIDTH = float(np.log(10.0))
_NEAR_NOTHING = 0.05
"""Replies or mentions a post that count as next to none, so that none at all has a logarithm."""


def signal_factors(signals: Signals, followers: FloatArray, platform: Sequence[str]) -> tuple[FloatArray, BoolArray]:
    """Logarithm of the factor on each handle's clicks, and which handles have a sign; unknown followers are NaN."""
    known = np.where(followers > 0, followers, np.nan)
    # Next to nothing in front of a number is infinitely many times as much behind it.
    with np.errstate(over="ignore"):
        per_follower = signals.following / known
    parts = [
        _engagement(signals.engagement, known, platform),
        _two_way(per_follower, _BEST_FOLLOWING, _FOLLOWING_HEIGHT, 0.0),
        _two_way(signals.replies, _BEST_TALK, _TALK_HEIGHT, _NEAR_NOTHING),
        _two_way(signals.mentions, _BEST_TALK, _TALK_HEIGHT, _NEAR_NOTHING),
    ]
    found: FloatArray = np.stack(parts)
    told: BoolArray = np.asarray(np.any(~np.isnan(found), axis=0), dtype=bool)
    return np.asarray(np.nansum(found, axis=0), dtype=np.float64), told


def _two_way(number: FloatArray, best: float, height: float, near_nothing: float) -> FloatArray:
    """A hill over the logarithm; NaN where the number is not known."""
    with np.errstate(divide="ignore"):
        distance = np.log((number + near_nothing) / (best + near_nothing))
    return height * (2.0 * np.exp(-(distance**2) / (2.0 * _WIDTH**2)) - 1.0)


def _engagement(engagement: FloatArray, followers: FloatArray, platform: Sequence[str]) -> FloatArray:
    """Half the logarithm of engagement over the usual one, levelling off; NaN where it is not known."""
    tier = np.searchsorted(_TIER_STARTS, np.nan_to_num(followers), side="right")
    usual = np.array(_USUAL_ENGAGEMENT)[tier]
    on_x = np.array([canonical_platform(name) == "x" for name in platform], dtype=bool)
    usual = np.where(on_x, _USUAL_ON_X, usual)
    with np.errstate(divide="ignore"):
        ratio = np.log(engagement / usual)
    found: FloatArray = _ENGAGEMENT_HEIGHT * np.tanh(0.5 * ratio / _ENGAGEMENT_HEIGHT)
    return np.where(np.isnan(followers), np.nan, found)
