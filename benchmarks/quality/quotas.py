"""Segments with a second resource and quotas by platform."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.quality.segments import make_segments
from seeder import Rule, SeedingProblem
from seeder.problem.arrays import FloatArray

PLATFORMS = ("instagram", "tiktok", "youtube")
MOST_TIKTOK = 0.4
"""At most this share of the accounts asked."""


@dataclass(frozen=True, eq=False)
class Quotas:
    """What is drawn beside the segments.

    Parameters
    ----------
    cash
        An account's cost, shape (n_accounts,).
    platform
        Position of an account's platform in :data:`PLATFORMS`, shape (n_accounts,).
    """

    cash: FloatArray
    platform: npt.NDArray[np.int64]

    @property
    def budget(self) -> float:
        """Cash there is: a twentieth of what all accounts cost."""
        return round(0.05 * float(self.cash.sum()), 2)

    @property
    def least_youtube(self) -> int:
        """At least so many accounts of YouTube: a twentieth of all accounts."""
        return len(self.cash) // 20

    @property
    def most_instagram(self) -> int:
        """At most so many accounts of Instagram: a fortieth of all accounts."""
        return len(self.cash) // 40


def draw_quotas(followers: FloatArray, *, seed: int = 0) -> Quotas:
    """Draw cash .01 · followers · e^(.5 N(0, 1)), rounded to cents, and one of three platforms, all alike."""
    rng = np.random.default_rng(seed)
    cash = np.round(0.01 * followers * rng.lognormal(0, 0.5, len(followers)), 2)
    return Quotas(cash, rng.integers(0, len(PLATFORMS), len(followers)))


def make_quotas(n_accounts: int, n_segments: int, *, seed: int = 0) -> SeedingProblem:
    """Make :func:`~benchmarks.quality.segments.make_segments` with costs in cash and three quotas.

    At least n / 20 accounts of YouTube, at most n / 40 of Instagram, and at most 40 % of those asked of TikTok.
    """
    problem = make_segments(n_accounts, n_segments, seed=seed)
    assert problem.followers is not None
    quotas = draw_quotas(problem.followers, seed=seed)
    instagram, tiktok, youtube = (np.flatnonzero(quotas.platform == position) for position in range(len(PLATFORMS)))
    return problem.replace(
        cost=np.stack((problem.cost[0], quotas.cash)),
        budget=[problem.budget[0], quotas.budget],
        resources=("effort", "cash"),
        rules=[
            Rule.count(youtube, at_least=quotas.least_youtube),
            Rule.count(instagram, at_most=quotas.most_instagram),
            Rule.share(tiktok, of=np.arange(n_accounts), at_most=MOST_TIKTOK),
        ],
    )
