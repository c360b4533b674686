"""Campaigns like the shipped ``apartment-app``: few segments, several approaches, two resources, rules that bind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder import Coverage, Rule, SeedingProblem
from seeder.problem.arrays import BoolArray, FloatArray, IntArray

_MEDIAN_FOLLOWERS, _LN_SD_FOLLOWERS, _FEWEST_FOLLOWERS = 9_000, 1.7, 250
_LN_SD_CLICKS = 0.79
_TIERS = (10_000, 100_000, 500_000, 1_000_000)
"""Followers from which an account is micro, mid, macro, celebrity; below it is nano."""
_PLATFORM_SHARES = (0.42, 0.38, 0.20)
_CLICKS_FACTORS = (1.0, 0.8, 1.4)
_SECOND, _THIRD = 1, 2
"""The platform with a largest number of accounts, and the one with a least number and a limit of cash."""
_COLD_ACCEPTANCE = (0.10, 0.07, 0.04, 0.02, 0.01)
_COLD_EFFORT = (0.25, 0.5, 1.5, 6.0, 20.0)
_OWN_ACCEPTANCE = (0.25, 0.16, 0.16, 0.07, 0.02)
_OWN_EFFORT = (0.25, 0.4, 0.5, 0.75, 1.0, 1.5)
_INTRODUCED, _INTRO = 0.07, (0.35, 1.5, 10.0)
_PAID = ((0.0, 0.0, 0.0), (0.85, 1.75, 250.0), (0.80, 3.0, 900.0), (0.60, 5.0, 3_500.0), (0.60, 5.0, 3_500.0))
"""By tier: acceptance, hours, cash; hours and cash of a yes are reserved with those of the ask."""
_N_SEGMENTS = 25
_PEOPLE, _INTERESTED = (3_500, 44_000), (0.02, 0.18)
_CONCENTRATION = 0.15
_LEAST_SHARE = 0.05
_TOPICAL, _FITTING, _FIT = 0.24, 0.25, 1.5
_CASH = 4_000.0
_MOST_ACCOUNTS, _LEAST_TOPICAL, _LEAST_THIRD, _MOST_SECOND, _MOST_MACRO = 60, 25, 8, 20, 1
_CASH_OF_THIRD = 1_000.0


@dataclass(frozen=True, eq=False)
class _Accounts:
    """Followers, tier (0 nano to 4 celebrity), platform and topic of each account, shape (n_accounts,)."""

    followers: FloatArray
    tier: IntArray
    platform: IntArray
    is_topical: BoolArray


def make_campaign(n_accounts: int = 1_000, *, effort: float, seed: int = 0) -> SeedingProblem:
    """Make the problem of most expected clicks with ``effort`` hours and 4,000 of cash; accounts do not depend on it.

    With N(0, 1), U(a, b) and LU(a, b) = e^U(ln a, ln b) drawn anew for each:

    * followers F = max(250, round(9,000 · e^(1.7 N))); tiers begin at 10,000, 100,000, 500,000 and 1,000,000
    * platform: the first, second or third with probability .42, .38, .20; clicks factor 1, .8, 1.4
    * clicks of a post c = min(.3 F, .030 · F^.845 · factor · e^(.79 N)), rate p = c / F
    * approach cold, for all: acceptance and hours by tier .10, .07, .04, .02, .01 and .25, .5, 1.5, 6, 20; 30 % have an
      acceptance of their own, U(h / 4, h) with h = .25, .16, .16, .07, .02, and 12 % hours of their own, one of .25,
      .4, .5, .75, 1, 1.5
    * approach intro, for 7 %: acceptance .35, 1.5 hours, 10 of cash
    * approach paid, from micro: acceptance .85, .8, .6, .6; hours .75 + 1, 1 + 2, 2 + 3, 2 + 3, those of a yes
      reserved with those of the ask; cash 250, 900, 3,500, 3,500
    * 25 segments: people n = LU(3,500, 44,000), interested i = LU(.02, .18), weight n · i
    * parts of an account's local followers by segment: Dirichlet with parameters .15 · n / mean n; parts below .05 are
      not told; local share l = U(.5, .9) · (5,000 / (5,000 + F))^.2
    * share of a segment s = min(part · l · F, U(.3, .5) · n) / n, chance r = s · min(1, p · fit / i), with fit 1.5 for
      25 % of the accounts and 1 for others

    Rules: at most 60 accounts; at least 25 of those with a topic that 24 % have; at least 8 of the third platform, and
    at most 1,000 of cash for it; at most 20 of the second platform; at most 1 from macro on; a conflict between two
    accounts of tier micro; two pins of nano accounts, one by any approach and one by the cold one.

    Parameters
    ----------
    n_accounts
        Some 200 or more, so that the rules can be kept.
    effort
        Budget of effort [h].
    """
    rng = np.random.default_rng(seed)
    accounts = _draw_accounts(rng, n_accounts)
    rate = _draw_rate(rng, accounts)
    is_open, acceptance, hours, cash = _draw_approaches(rng, accounts)
    weight, chance = _draw_chances(rng, accounts.followers, rate)
    account, approach = np.nonzero(is_open)
    option_chance = chance[account]
    option, cell = np.nonzero(option_chance)
    return SeedingProblem(
        account=account,
        value_if_yes=np.zeros(len(account)),
        acceptance=acceptance[account, approach],
        cost=np.stack((hours[account, approach], cash[account, approach])),
        budget=[effort, _CASH],
        resources=("effort", "cash"),
        rules=_draw_rules(rng, accounts, account, approach),
        coverage=Coverage(
            weight=weight,
            start=np.searchsorted(option, np.arange(len(account) + 1)),
            cell=cell,
            chance=option_chance[option, cell],
        ),
        followers=accounts.followers,
    )


def _draw_accounts(rng: np.random.Generator, n_accounts: int) -> _Accounts:
    drawn = np.round(_MEDIAN_FOLLOWERS * np.exp(_LN_SD_FOLLOWERS * rng.standard_normal(n_accounts)))
    followers = np.maximum(_FEWEST_FOLLOWERS, drawn)
    return _Accounts(
        followers=followers,
        tier=np.searchsorted(_TIERS, followers, side="right").astype(np.int64),
        platform=rng.choice(3, n_accounts, p=_PLATFORM_SHARES),
        is_topical=rng.random(n_accounts) < _TOPICAL,
    )


def _draw_rate(rng: np.random.Generator, accounts: _Accounts) -> FloatArray:
    """Clicks a follower and post."""
    followers = accounts.followers
    luck = np.exp(_LN_SD_CLICKS * rng.standard_normal(len(followers)))
    clicks = 0.030 * followers**0.845 * np.array(_CLICKS_FACTORS)[accounts.platform] * luck
    rate: FloatArray = np.minimum(0.3 * followers, clicks) / followers
    return rate


def _draw_approaches(
    rng: np.random.Generator, accounts: _Accounts
) -> tuple[BoolArray, FloatArray, FloatArray, FloatArray]:
    """Whether there is an approach, its acceptance, hours and cash: cold, intro, paid; shape (n_accounts, 3)."""
    tier, n = accounts.tier, len(accounts.tier)
    highest = np.array(_OWN_ACCEPTANCE)[tier]
    own_acceptance = np.round(rng.uniform(0.25 * highest, highest), 3)
    cold_acceptance = np.where(rng.random(n) < 0.3, own_acceptance, np.array(_COLD_ACCEPTANCE)[tier])
    own_hours = rng.choice(_OWN_EFFORT, n)
    cold_hours = np.where(rng.random(n) < 0.12, own_hours, np.array(_COLD_EFFORT)[tier])
    is_introduced = rng.random(n) < _INTRODUCED
    paid, intro = np.array(_PAID)[tier], np.tile(_INTRO, (n, 1))
    is_open = np.stack((np.ones(n, dtype=bool), is_introduced, tier > 0), axis=1)
    acceptance = np.stack((cold_acceptance, intro[:, 0], paid[:, 0]), axis=1)
    hours = np.stack((cold_hours, intro[:, 1], paid[:, 1]), axis=1)
    cash = np.stack((np.zeros(n), intro[:, 2], paid[:, 2]), axis=1)
    return is_open, acceptance, hours, cash


def _draw_chances(rng: np.random.Generator, followers: FloatArray, rate: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weight of each segment, and the chance of each account in each, shape (n_accounts, 25)."""
    n = len(followers)
    people = np.round(np.exp(rng.uniform(*np.log(_PEOPLE), _N_SEGMENTS)))
    interested = np.round(np.exp(rng.uniform(*np.log(_INTERESTED), _N_SEGMENTS)), 3)
    part = rng.dirichlet(_CONCENTRATION * people / people.mean(), n)
    local = rng.uniform(0.5, 0.9, n) * (5_000 / (5_000 + followers)) ** 0.2
    following = np.minimum(part * (local * followers)[:, np.newaxis], rng.uniform(0.3, 0.5, part.shape) * people)
    share = np.where(part >= _LEAST_SHARE, following / people, 0.0)
    fit = np.where(rng.random(n) < _FITTING, _FIT, 1.0)
    chance = share * np.minimum(1.0, (rate * fit)[:, np.newaxis] / interested)
    return people * interested, np.round(chance, 9)


def _draw_rules(rng: np.random.Generator, accounts: _Accounts, account: IntArray, approach: IntArray) -> list[Rule]:
    def of(is_member: BoolArray) -> IntArray:
        return np.flatnonzero(is_member[account])

    third = of(accounts.platform == _THIRD)
    sisters = rng.choice(np.flatnonzero(accounts.tier == 1), 2, replace=False)
    pinned, promised = rng.choice(np.flatnonzero(accounts.tier == 0), 2, replace=False).tolist()
    return [
        Rule.count(np.flatnonzero(account == pinned), at_least=1),
        Rule.count(np.flatnonzero((account == promised) & (approach == 0)), at_least=1),
        Rule.conflict(np.flatnonzero(np.isin(account, sisters))),
        Rule.count(np.arange(len(account)), at_most=_MOST_ACCOUNTS),
        Rule.count(of(accounts.is_topical), at_least=_LEAST_TOPICAL),
        Rule.count(third, at_least=_LEAST_THIRD),
        Rule.limit(third, resource=1, limit=_CASH_OF_THIRD),
        Rule.count(of(accounts.platform == _SECOND), at_most=_MOST_SECOND),
        Rule.count(of(accounts.tier >= 3), at_most=_MOST_MACRO),
    ]
