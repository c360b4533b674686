"""A table of the rates of every handle, and the accounts with the highest share of followers who respond."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seeder.analysis.records import known_numbers, records
from seeder.analysis.resting import value_kinds
from seeder.argument_kinds import require_kind
from seeder.brief_repr import brief_repr
from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates import Provenance, RateColumn, Rates, estimate_rates
from seeder.rates.evidence_words import source_words
from seeder.scenario import Scenario
from seeder.scenario.document.documents import Objective
from seeder.scenario.tables.accounts import Accounts

if TYPE_CHECKING:
    import pandas as pd

INTERVAL = 0.8
"""Probability with which an interval holds the number."""

_N_FIRST = 10
"""How many handles a document names as the first."""


@dataclass(frozen=True, eq=False)
class RateTable:
    """Rates of every handle, in the order of the accounts table.

    Intensity is clicks per follower and post; for reach, the share of followers who see a post.

    Parameters
    ----------
    scenario, rates
        What it was made from.
    intensity
        Expected, NaN where followers are not known, shape (n_handles,).
    low, high
        Interval that holds the intensity with probability ``INTERVAL``, shape (n_handles,) each.
    raw
        Counted per follower and post, NaN without posts, shape (n_handles,).
    """

    __repr__ = brief_repr

    scenario: Scenario
    rates: Rates
    intensity: FloatArray
    low: FloatArray
    high: FloatArray
    raw: FloatArray

    @property
    def column(self) -> RateColumn:
        """Clicks, or views for reach, of every handle."""
        return main_column(self.scenario, self.rates)

    def by_intensity(self) -> IntArray:
        """Handles by intensity, highest first, ties by place; without those that have none."""
        known = np.flatnonzero(~np.isnan(self.intensity))
        return known[np.lexsort((known, -self.intensity[known]))]

    def by_followers(self) -> IntArray:
        """Handles by followers, most first, ties by place; without those whose followers are not known."""
        followers = self.scenario.accounts.followers
        known = np.flatnonzero(~np.isnan(followers))
        return known[np.lexsort((known, -followers[known]))]

    def of_account(self, name: str) -> IntArray:
        """Handles of one account; none where there is no such account."""
        accounts = self.scenario.accounts
        position = accounts.position.get(name)
        return np.empty(0, dtype=np.int64) if position is None else accounts.rows_of[position]

    def post_lines(self, row: int) -> dict[str, list[int]]:
        """Table → lines of the posts of one handle: the rows that its rates rest on."""
        posts = self.scenario.evidence.posts
        if posts is None:
            return {}
        own = np.flatnonzero(posts.handle == row)
        return {
            name: posts.line[own[posts.table[own] == position]].tolist()
            for position, name in enumerate(posts.source)
            if (posts.table[own] == position).any()
        }

    def ask_lines(self, account: int) -> dict[str, list[int]]:
        """Table → lines of the asks of one account."""
        asks = self.scenario.evidence.asks
        own = np.empty(0, dtype=np.int64) if asks is None else asks.line[asks.account == account]
        return {} if asks is None or not len(own) else {asks.source: own.tolist()}

    def to_frame(self) -> pd.DataFrame:
        """One row per handle.

        Columns: account, handle, platform, tier, followers [people], followers_from (given, or assumed
        from views or tier, '' if not known), clicks [per post] (for reach: view [0–1]),
        intensity, intensity_low and intensity_high (80 %), raw (counted, per follower and post), trials and successes
        (posts and clicks or views), weight of the evidence and shrinkage = 1 − weight [0–1], source (given, measured,
        default), conversion [per click], view [0–1]; and where posts tell their impressions, click_through [per
        impression].
        """
        import pandas as pd

        return pd.DataFrame(self.columns())

    def columns(self) -> dict[str, list[object]]:
        """The same as plain lists by name; None where a number is not known."""
        accounts, column, rates = self.scenario.accounts, self.column, self.rates
        account = accounts.row_account.tolist()
        found: dict[str, list[object]] = {
            "account": [accounts.account_id[position] for position in account],
            "handle": list(accounts.handle),
            "platform": list(accounts.platform),
            "tier": [accounts.tier[position] for position in account],
            "followers": known_numbers(accounts.followers),
            "followers_from": [_size_source(accounts, row) for row in range(accounts.n_rows)],
            "clicks": known_numbers(rates.clicks.value),
            "intensity": known_numbers(self.intensity),
            "intensity_low": known_numbers(self.low),
            "intensity_high": known_numbers(self.high),
            "raw": known_numbers(self.raw),
            "trials": known_numbers(column.trials),
            "successes": known_numbers(column.successes),
            "weight": known_numbers(column.weight),
            "shrinkage": known_numbers(np.where(column.trials > 0, 1.0 - column.weight, np.nan)),
            "source": [column.provenance(row).value for row in range(accounts.n_rows)],
            "view": known_numbers(rates.view.value),
            "conversion": known_numbers(rates.conversion.value),
        }
        if rates.click_through is not None:
            found["click_through"] = known_numbers(rates.click_through.value)
        return found

    def to_document(self) -> dict[str, Any]:
        """Return the object that ``seeder rates --json`` prints: every handle, and what was fitted to evidence."""
        scenario, accounts = self.scenario, self.scenario.accounts
        kinds = value_kinds(scenario.document.objective)
        handles = records(**self.columns())
        for row, handle in enumerate(handles):
            handle["sources"] = {kind: source_words(self.rates, kind, getattr(self.rates, kind), row) for kind in kinds}
        return {
            "schema_version": 1,
            "name": scenario.name,
            "objective": scenario.document.objective.value,
            "interval": INTERVAL,
            "highest_intensity": [accounts.handle_document(row) for row in self.by_intensity()[:_N_FIRST].tolist()],
            "most_followers": [accounts.handle_document(row) for row in self.by_followers()[:_N_FIRST].tolist()],
            "fitted": _fitted(self.column),
            "handles": handles,
            "acceptance": [
                {
                    "approach": approach,
                    "accounts": [
                        {
                            "account": accounts.account_id[account],
                            "acceptance": value,
                            "source": source_words(self.rates, "acceptance", column, account),
                        }
                        for account, value in enumerate(column.value.tolist())
                    ],
                }
                for approach, column in zip(scenario.approaches, self.rates.acceptance, strict=True)
            ],
            "notes": [note.to_document() for note in scenario.notes],
        }

    def count(self, provenance: Provenance) -> int:
        """How many handles' numbers rest on that."""
        column = self.column
        return sum(column.provenance(row) is provenance for row in range(len(column.value)))


def _size_source(accounts: Accounts, row: int) -> str:
    basis = accounts.basis_of(row)
    if basis is not None:
        return basis.value
    return "" if math.isnan(accounts.followers[row]) else Provenance.GIVEN.value


def main_column(scenario: Scenario, rates: Rates) -> RateColumn:
    """Views for reach, else clicks."""
    return rates.view if scenario.document.objective is Objective.REACH else rates.clicks


def rate_table(scenario: Scenario, rates: Rates | None = None) -> RateTable:
    """Return the rates of every handle, with their ranges and sources.

    Parameters
    ----------
    rates
        Default: as :func:`~seeder.rates.estimate_rates` estimates them.
    """
    require_kind("scenario", scenario, Scenario)
    if rates is not None:
        require_kind("rates", rates, Rates)
    known = estimate_rates(scenario) if rates is None else rates
    followers = scenario.accounts.followers
    is_reach = scenario.document.objective is Objective.REACH
    column = main_column(scenario, known)
    people = np.where(followers > 0, followers, np.nan)
    low, high = column.posterior.interval(INTERVAL)
    unit = np.ones(len(people)) if is_reach else people
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = np.where(column.trials > 0, column.successes / column.trials / people, np.nan)
        return RateTable(
            scenario=scenario, rates=known, intensity=column.value / unit, low=low / unit, high=high / unit, raw=raw
        )


def _fitted(column: RateColumn) -> dict[str, float | int] | None:
    """What was fitted to the posts: clicks = exp(level) · (followers / 10,000)^power, and the spreads around it."""
    model = column.model
    if model is None:
        return None
    return {
        "posts": model.n_posts,
        "handles": model.n_accounts,
        "clicks_at_10000_followers": math.exp(float(model.coefficient[0])),
        "power_of_followers": float(model.coefficient[1]),
        "spread_between_accounts": model.sigma_u,
        "spread_between_posts": model.sigma_v,
        "factor_of_sponsored_posts": math.exp(model.sponsored),
    }
