"""Acceptance rates from past asks, by approach and tier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates.measured import Measured, measured_share
from seeder.rates.posterior import Posterior
from seeder.rates.shares import pool_shares
from seeder.scenario import Scenario
from seeder.scenario.evidence.asks import Asks

_EDGE = 1e-9
"""A stated chance of 0 or 1 has no odds to draw: the nearest that has some replaces it, for the others' sake only."""


@dataclass(frozen=True, eq=False)
class PairedAsks:
    """Asks of every pair of an approach and an account, approach by approach, shape (n_groups · n_accounts,) each.

    Asks whose approach is unknown are a group of their own behind the approaches; with one approach they are its.
    """

    asked: FloatArray
    accepted: FloatArray
    """How often the account was asked, and said yes [asks]."""
    prior_mean: FloatArray
    """What the approach states, else the account's own number or default."""
    levels: tuple[IntArray, ...]
    """Groups from outer to inner: all, approach, tier by that approach."""

    @classmethod
    def of(cls, scenario: Scenario, asks: Asks, base: FloatArray) -> PairedAsks:
        """Asks of a scenario, with the given or default acceptance of each account as ``base``, shape (n_accounts,)."""
        approaches = tuple(scenario.document.approaches.values())
        n_accounts, n_approaches = scenario.accounts.n_accounts, len(approaches)
        tiers = {name: code for code, name in enumerate(sorted(set(scenario.accounts.tier)))}
        tier = np.array([tiers[name] for name in scenario.accounts.tier], dtype=np.int64)
        group = asks.approach.copy()
        group[group < 0] = 0 if n_approaches == 1 else n_approaches
        n_groups = n_approaches + int((group == n_approaches).any())
        asked, accepted = np.zeros((n_groups, n_accounts)), np.zeros((n_groups, n_accounts))
        np.add.at(asked, (group, asks.account), asks.asked)
        np.add.at(accepted, (group, asks.account), asks.accepted)
        stated = [approach.acceptance for approach in approaches] + [None] * (n_groups - n_approaches)
        prior_mean = np.stack([base if number is None else np.full(n_accounts, number) for number in stated])
        of_group: IntArray = np.repeat(np.arange(n_groups), n_accounts)
        return cls(
            asked=asked.reshape(-1),
            accepted=accepted.reshape(-1),
            prior_mean=np.clip(prior_mean.reshape(-1), _EDGE, 1 - _EDGE),
            levels=(np.zeros_like(of_group), of_group, of_group * len(tiers) + np.tile(tier, n_groups)),
        )


def measure_acceptance(scenario: Scenario, asks: Asks, base: FloatArray) -> tuple[Measured, ...]:
    """Chance that each account says yes to each approach, one column an approach.

    Every pair of account and approach starts from what the approach states, else from ``base``, the account's own
    number or default; the asks of all, of the approach, of its tier, and of the pair itself draw it to what they say.
    """
    pairs = PairedAsks.of(scenario, asks, base)
    n_accounts = scenario.accounts.n_accounts
    estimate = pool_shares(pairs.accepted, pairs.asked, levels=pairs.levels, prior_mean=pairs.prior_mean)
    whole = measured_share(estimate)
    return tuple(
        Measured(
            value=whole.value[part],
            posterior=Posterior(whole.posterior.quantile[part]),
            weight=whole.weight[part],
            trials=whole.trials[part],
            successes=whole.successes[part],
            pool=whole.pool,
        )
        for part in (slice(at * n_accounts, (at + 1) * n_accounts) for at in range(len(scenario.approaches)))
    )
