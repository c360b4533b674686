"""Rates of every handle and account: given, measured, or a default with its source."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from seeder.argument_kinds import require_kind
from seeder.brief_repr import brief_repr
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.rates.column import GIVEN, MEASURED, NO_DEFAULT, RateColumn
from seeder.rates.posterior import PROBABILITIES, Posterior
from seeder.rates.signals import signal_factors
from seeder.scenario import Scenario
from seeder.scenario.defaults import DefaultEntry, Defaults, RateKind, load_defaults
from seeder.stages import Stage

if TYPE_CHECKING:
    from seeder.rates.measured import Measured

_LOG = logging.getLogger(__name__)

_SPREAD_OF_DEFAULT = {RateKind.CLICKS: 0.93, RateKind.VIEW: 0.7, RateKind.EFFORT: 0.7}
"""Standard deviation of ln of a number that rests on a default alone: for clicks 0.79 between accounts of a size, as
the fit behind the default left, and 0.5 for its level, which is assumed; the others are assumed."""

_TRIALS_IN_DEFAULT = 10.0
"""Trials that a default share counts for where nothing else is known of it; assumed."""


@dataclass(frozen=True, eq=False)
class Rates:
    """The rates of all handles and accounts: clicks, view, conversion, acceptance, effort.

    Parameters
    ----------
    clicks
        Of each handle [clicks per post].
    view
        Of each handle: share of followers who see one post [0–1].
    conversion
        Of each handle [conversions per click].
    acceptance
        Of each account by each approach that leaves it out, one column an approach [0–1].
    effort
        Of each account, for approaches that leave it out [hours].
    defaults
        Where the numbers that are neither given nor measured come from.
    click_through
        Of each handle [clicks per impression]; None without posts that have impressions. For information: no plan
        multiplies it.
    """

    __repr__ = brief_repr

    clicks: RateColumn
    view: RateColumn
    conversion: RateColumn
    acceptance: tuple[RateColumn, ...]
    effort: RateColumn
    defaults: Defaults
    click_through: RateColumn | None = None

    def source(self, entry: int) -> DefaultEntry | None:
        """Return the default behind a number, None where there is none."""
        return None if entry < 0 else self.defaults.entries[entry]

    def draw(self, generator: np.random.Generator) -> Rates:
        """Draw every number anew from what is known of it; given ones stay.

        Handles and accounts are drawn independently of each other: what they have in common, the fitted curves, stays.
        """

        def drawn(column: RateColumn) -> RateColumn:
            return dataclasses.replace(column, value=column.posterior.draw(generator))

        return dataclasses.replace(
            self,
            clicks=drawn(self.clicks),
            view=drawn(self.view),
            conversion=drawn(self.conversion),
            acceptance=tuple(drawn(column) for column in self.acceptance),
            effort=drawn(self.effort),
        )

    def default_of(self, column: RateColumn, position: int) -> DefaultEntry | None:
        """Return the default that a number would be without evidence, None where there is none."""
        return self.source(int(column.default[position]))


def estimate_rates(scenario: Scenario) -> Rates:
    """Estimate all rates of a scenario: from the accounts table, else from the evidence, else from defaults.

    Rates of a handle go by its followers and platform; rates of an account by its followers summed and the platform
    of its largest handle. A number that is given is used, whatever the evidence.
    """
    require_kind("scenario", scenario, Scenario)
    stage = Stage(_LOG, "rates")
    rates = _estimate(scenario)
    posts, asks = scenario.evidence.posts, scenario.evidence.asks
    stage.end(
        handles=scenario.accounts.n_rows,
        posts=0 if posts is None else len(posts),
        asks=0 if asks is None else len(asks),
    )
    return rates


def _estimate(scenario: Scenario) -> Rates:
    accounts, defaults, evidence = scenario.accounts, load_defaults(), scenario.evidence
    main_platform = _main_platforms(scenario)

    def of_handles(kind: RateKind, given: FloatArray) -> _Start:
        return _start(kind, given, accounts.followers, accounts.platform, defaults)

    def of_accounts(kind: RateKind, given: FloatArray) -> _Start:
        return _start(kind, given, accounts.account_followers, main_platform, defaults)

    clicks, view = of_handles(RateKind.CLICKS, accounts.clicks), of_handles(RateKind.VIEW, accounts.view)
    conversion = of_handles(RateKind.CONVERSION, accounts.conversion)
    offset, is_signalled = np.zeros(accounts.n_rows), np.zeros(accounts.n_rows, dtype=bool)
    views = np.full(accounts.n_rows, np.nan)
    if evidence.signals is not None and evidence.signals.is_any:
        offset, is_signalled = signal_factors(evidence.signals, accounts.followers, accounts.platform)
        views = evidence.signals.views
    posts = evidence.posts if evidence.posts is not None and len(evidence.posts) else None
    measured_clicks = measured_view = measured_conversion = click_through = None
    if posts is not None or not np.isnan(views).all():
        from seeder.rates.measured import (
            Handles,
            measure_click_through,
            measure_clicks,
            measure_conversions,
            measure_views,
        )

        handles = Handles.of(accounts.followers, accounts.platform, scenario.document.tiers.cut_offs)
        measured_view = measure_views(posts, evidence, handles, default=view.default, views=views)
        if posts is not None:
            measured_clicks = measure_clicks(posts, evidence, handles, offset)
            measured_conversion = measure_conversions(posts, evidence, handles, conversion.default)
            found = measure_click_through(posts, evidence, handles, clicks=clicks.default, view=view.default)
            nothing = np.full(accounts.n_rows, np.nan)
            start = _Start(RateKind.VIEW, nothing, nothing, np.full(accounts.n_rows, -1))
            click_through = None if found is None else start.column(found)
    return Rates(
        clicks=clicks.column(measured_clicks, factor=np.exp(offset), is_signalled=is_signalled),
        view=view.column(measured_view, is_signalled=None if measured_view is None else ~np.isnan(views)),
        conversion=conversion.column(measured_conversion),
        acceptance=_acceptance(scenario, of_accounts(RateKind.ACCEPTANCE, accounts.acceptance)),
        effort=of_accounts(RateKind.EFFORT, accounts.effort).column(),
        defaults=defaults,
        click_through=click_through,
    )


@dataclass(frozen=True, eq=False)
class _Start:
    """Given numbers and defaults of one kind, before evidence."""

    kind: RateKind
    given: FloatArray
    """NaN where not given, shape (n,)."""
    default: FloatArray
    """NaN where there is none, shape (n,)."""
    entry: IntArray
    """Position of each default, −1 where there is none, shape (n,)."""

    @property
    def value(self) -> FloatArray:
        """Given numbers, and defaults for the rest, shape (n,)."""
        return np.where(np.isnan(self.given), self.default, self.given)

    def column(
        self,
        measured: Measured | None = None,
        *,
        factor: FloatArray | None = None,
        is_signalled: BoolArray | None = None,
    ) -> RateColumn:
        """Given numbers; for the rest measured ones, or if nothing was measured defaults times a factor."""
        is_given = ~np.isnan(self.given)
        entry = np.where(is_given, GIVEN, np.where(self.entry < 0, NO_DEFAULT, self.entry)).astype(np.int64)
        if is_signalled is None:
            is_signalled = np.zeros(len(entry), dtype=bool)
        if measured is None:
            value = self.value if factor is None else np.where(is_given, self.given, self.default * factor)
            nothing = np.zeros(len(value))
            return RateColumn(
                value=value,
                entry=entry,
                default=self.entry,
                make_posterior=partial(_points_among_defaults, self.kind, is_given, value),
                weight=nothing,
                trials=nothing,
                successes=nothing,
                is_signalled=is_signalled,
            )
        # What can't be measured, as the view of a handle without followers, stays with its default.
        has_value = ~np.isnan(measured.value)
        value = np.where(is_given, self.given, np.where(has_value, measured.value, self.default))
        # Without followers there is no default, but what the evidence on others says.
        entry[~is_given & has_value & ((measured.trials > 0) | (entry == NO_DEFAULT))] = MEASURED
        point = Posterior.known(value).quantile
        return RateColumn(
            value=value,
            entry=entry,
            default=self.entry,
            make_posterior=partial(_points_among_measured, is_given | ~has_value, point, measured),
            weight=np.where(is_given, 0.0, measured.weight),
            trials=measured.trials,
            successes=measured.successes,
            pool=measured.pool,
            model=measured.model,
            is_signalled=is_signalled,
        )


# Functions of a module, not of a call: only those can be pickled.
def _points_among_measured(use_point: BoolArray, point: FloatArray, measured: Measured) -> Posterior:
    """A point where a number is given or cannot be measured, what was measured elsewhere."""
    return Posterior(np.where(use_point[:, None], point, measured.posterior.quantile))


def _points_among_defaults(kind: RateKind, is_given: BoolArray, value: FloatArray) -> Posterior:
    """A point where a number is given, and around a default what its kind leaves open."""
    quantile = Posterior.known(value).quantile
    # Most defaults of shares are the same few numbers.
    distinct, place = np.unique(value[~is_given], return_inverse=True)
    quantile[~is_given] = default_quantiles(kind, distinct)[place.reshape(-1)]
    return Posterior(quantile)


def default_quantiles(kind: RateKind, value: FloatArray) -> FloatArray:
    """Quantiles of numbers that rest on defaults alone, with those as their means, shape (n, 9).

    Log-normal for clicks, views and effort; a beta distribution of ten trials for conversion and acceptance.
    """
    from scipy.special import betaincinv, ndtri

    probability = np.array(PROBABILITIES)
    spread = _SPREAD_OF_DEFAULT.get(kind)
    if spread is not None:
        found: FloatArray = value[:, None] * np.exp(spread * ndtri(probability) - spread**2 / 2)
        return np.minimum(found, 1.0) if kind is RateKind.VIEW else found
    inside = np.clip(value, 1e-9, 1 - 1e-9)[:, None] * _TRIALS_IN_DEFAULT
    quantile = betaincinv(inside, _TRIALS_IN_DEFAULT - inside, probability[None, :])
    return np.where(np.isnan(value)[:, None], np.nan, quantile)


def _start(
    kind: RateKind, given: FloatArray, followers: FloatArray, platform: tuple[str, ...], defaults: Defaults
) -> _Start:
    found = defaults.lookup(kind, followers=followers, platform=platform)
    return _Start(kind, given, found.value, found.entry)


def _acceptance(scenario: Scenario, start: _Start) -> tuple[RateColumn, ...]:
    """One column an approach: by the asks of the past where there are any."""
    n_approaches = len(scenario.approaches)
    asks = scenario.evidence.asks
    if asks is None or not len(asks):
        return (start.column(),) * n_approaches
    from seeder.rates.acceptance import measure_acceptance

    return tuple(start.column(measured) for measured in measure_acceptance(scenario, asks, start.value))


def base_acceptance(scenario: Scenario) -> FloatArray:
    """Given or default acceptance of each account, shape (n_accounts,)."""
    accounts, platform = scenario.accounts, _main_platforms(scenario)
    followers = accounts.account_followers
    return _start(RateKind.ACCEPTANCE, accounts.acceptance, followers, platform, load_defaults()).value


def _main_platforms(scenario: Scenario) -> tuple[str, ...]:
    """Platform of the handle with the most followers of each account, the first of equals."""
    accounts = scenario.accounts
    size = np.where(np.isnan(accounts.followers), -1.0, accounts.followers)
    order = np.lexsort((np.arange(accounts.n_rows), -size, accounts.row_account))
    first = order[np.searchsorted(accounts.row_account[order], np.arange(accounts.n_accounts))]
    return tuple(accounts.platform[row] for row in first.tolist())
