"""Segments: accounts of power-law size whose followers come from a few segments of a population."""

from __future__ import annotations

import numpy as np

from seeder import Coverage, SeedingProblem

_FEWEST_FOLLOWERS, _MOST_FOLLOWERS = 500, 2_000_000
_TAIL = 1.1
"""P(followers > f) falls as f^−1.1."""
_CONCENTRATION = 0.08
"""Of the Dirichlet distribution of an account's followers over segments: small, so that a few hold nearly all."""
_LEAST_SHARE = 0.05
"""Platforms do not tell groups of less than this part of the followers."""
_MOST_FOLLOW = 0.6
"""At most this part of a segment follows one account."""
_FOLLOWED = 15.0
"""So many of the accounts a person follows on average, before shares are limited."""
_VIEWS = (0.05, 0.4)
_ASKED = 0.1
"""The budget pays this part of the accounts at the median effort."""


def make_segments(n_accounts: int, n_segments: int, *, seed: int = 0) -> SeedingProblem:
    """Make accounts with one approach each, and segments whose sizes differ up to twenty times; the value is reach.

    An account's followers spread over segments by its own Dirichlet draw; share of a segment is those followers by its
    people. The chance is share · view. Acceptance falls and effort rises with followers. People outside of the
    segments count nothing.
    """
    rng = np.random.default_rng(seed)
    followers = np.floor(_FEWEST_FOLLOWERS * (1 - rng.random(n_accounts)) ** (-1 / _TAIL))
    followers = np.minimum(followers, _MOST_FOLLOWERS)
    people = np.exp(rng.uniform(0, np.log(20), n_segments))
    people = np.ceil(people * (followers.sum() / _FOLLOWED / people.sum()))
    interest = rng.dirichlet(np.full(n_segments, _CONCENTRATION), n_accounts)
    share = np.minimum(followers[:, np.newaxis] * interest / people, _MOST_FOLLOW)
    is_told = interest >= _LEAST_SHARE
    chance = np.round(share * rng.uniform(*_VIEWS, n_accounts)[:, np.newaxis], 6)
    relative = followers / _FEWEST_FOLLOWERS
    acceptance = 0.5 * relative**-0.2 * rng.uniform(0.6, 1.4, n_accounts)
    effort = np.round(0.2 + 0.2 * relative**0.4 * rng.uniform(0.5, 1.5, n_accounts), 2)
    is_held = is_told & (chance > 0)
    account, segment = np.nonzero(is_held)
    return SeedingProblem(
        account=np.arange(n_accounts),
        value_if_yes=np.zeros(n_accounts),
        acceptance=np.round(acceptance, 3),
        cost=effort,
        budget=[np.round(_ASKED * n_accounts * np.median(effort), 1)],
        coverage=Coverage(
            weight=people,
            start=np.concatenate(([0], np.cumsum(is_held.sum(axis=1)))),
            cell=segment,
            chance=chance[account, segment],
        ),
        followers=followers,
    )
