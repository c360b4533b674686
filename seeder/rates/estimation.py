"""Rates of every handle and account: given, or a default with its source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.rates.defaults import DefaultEntry, Defaults, RateKind, load_defaults
from seeder.scenario import Scenario

GIVEN = -1
"""Stands for 'given in the table' where a default's position would stand."""

NO_DEFAULT = -2
"""Stands where a number is neither given nor has a default: its value is NaN."""


@dataclass(frozen=True, eq=False)
class RateColumn:
    """One kind of rate with the provenance of every number.

    Parameters
    ----------
    value
        The rates; NaN where there is neither a given number nor a default.
    entry
        For each, the position of the default it was taken from, ``GIVEN`` or ``NO_DEFAULT``.
    """

    value: FloatArray
    entry: IntArray

    @property
    def is_given(self) -> BoolArray:
        """Which of the numbers stand in the table."""
        given: BoolArray = self.entry == GIVEN
        return given


@dataclass(frozen=True, eq=False)
class Rates:
    """What followers do when a handle posts, and what accounts do when asked.

    Parameters
    ----------
    clicks
        Of each handle [clicks per post].
    view
        Of each handle: share of followers who see one post [0–1].
    conversion
        Of each handle [conversions per click].
    acceptance
        Of each account, for approaches that leave it out [0–1].
    effort
        Of each account, for approaches that leave it out [hours].
    defaults
        Where the numbers that are not given come from.
    """

    clicks: RateColumn
    view: RateColumn
    conversion: RateColumn
    acceptance: RateColumn
    effort: RateColumn
    defaults: Defaults

    def source(self, entry: int) -> DefaultEntry | None:
        """Return the default behind a number, None where there is none."""
        return None if entry < 0 else self.defaults.entries[entry]


def estimate_rates(scenario: Scenario) -> Rates:
    """Take what the accounts table gives, and defaults for the rest.

    Rates of a handle go by its followers and platform; rates of an account by its followers summed and the platform
    of its largest handle.
    """
    accounts, defaults = scenario.accounts, load_defaults()
    main_platform = _main_platforms(scenario)

    def of_handles(kind: RateKind, given: FloatArray) -> RateColumn:
        return _fill(kind, given, accounts.followers, accounts.platform, defaults)

    def of_accounts(kind: RateKind, given: FloatArray) -> RateColumn:
        return _fill(kind, given, accounts.account_followers, main_platform, defaults)

    return Rates(
        clicks=of_handles(RateKind.CLICKS, accounts.clicks),
        view=of_handles(RateKind.VIEW, accounts.view),
        conversion=of_handles(RateKind.CONVERSION, accounts.conversion),
        acceptance=of_accounts(RateKind.ACCEPTANCE, accounts.acceptance),
        effort=of_accounts(RateKind.EFFORT, accounts.effort),
        defaults=defaults,
    )


def _fill(
    kind: RateKind, given: FloatArray, followers: FloatArray, platform: tuple[str, ...], defaults: Defaults
) -> RateColumn:
    missing = np.flatnonzero(np.isnan(given))
    value, entry = given.copy(), np.full(len(given), GIVEN, dtype=np.int64)
    if len(missing):
        found = defaults.lookup(kind, followers=followers[missing], platform=[platform[row] for row in missing])
        value[missing] = found.value
        entry[missing] = np.where(found.entry < 0, NO_DEFAULT, found.entry)
    return RateColumn(value=value, entry=entry)


def _main_platforms(scenario: Scenario) -> tuple[str, ...]:
    """Platform of the handle with the most followers of each account, the first of equals."""
    accounts = scenario.accounts
    size = np.where(np.isnan(accounts.followers), -1.0, accounts.followers)
    order = np.lexsort((np.arange(accounts.n_rows), -size, accounts.row_account))
    first = order[np.searchsorted(accounts.row_account[order], np.arange(accounts.n_accounts))]
    return tuple(accounts.platform[row] for row in first.tolist())
