"""How far the fitted audience is from the stated overlaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.audience import Audience
from seeder.audience.shared_people import shared_people
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.audiences.overlap_statements import slack
from seeder.scenario.audiences.overlaps import Overlaps
from seeder.scenario.tables.accounts import Accounts

UNMET = 0.2
"""Relative misfit beyond which a stated pair counts as one that cannot be met together with the others."""


@dataclass(frozen=True, eq=False)
class Misfit:
    """The fitted overlap of every stated pair, and how far it is from the stated one."""

    fitted: FloatArray  # People of cells who follow both, shape (n_pairs,) [people].
    people: FloatArray  # Fitted − stated, shape (n_pairs,) [people].
    # The same of what is stated; 0 where nobody is stated and fitted, NaN where somebody is fitted though nobody is
    # stated, shape (n_pairs,).
    relative: FloatArray
    # Whether what is fitted lies within what the statement leaves open, or a person or a millionth of the smaller
    # audience beside it, shape (n_pairs,).
    is_inside: BoolArray

    @property
    def median(self) -> float | None:
        """Median of the relative misfit without its sign; None where no pair states anybody."""
        return self._quantile(0.5)

    @property
    def ninetieth(self) -> float | None:
        """Its 90th percentile; None where no pair states anybody."""
        return self._quantile(0.9)

    @property
    def n_outside(self) -> int:
        """Pairs that lie outside what their statement leaves open."""
        return int((~self.is_inside).sum())

    def worst_by_relative(self) -> IntArray:
        """Pairs outside, the greatest relative misfit first, those without one at the end."""
        outside = np.flatnonzero(~self.is_inside)
        return outside[np.lexsort((outside, -np.abs(self.people[outside]), -np.abs(self.relative[outside])))]

    def worst_by_people(self) -> IntArray:
        """Pairs outside, the most people first."""
        outside = np.flatnonzero(~self.is_inside)
        return outside[np.lexsort((outside, -np.abs(self.people[outside])))]

    def unmet(self) -> IntArray:
        """Pairs outside that are off by more than ``UNMET`` of what they state, most people first."""
        worst = self.worst_by_people()
        return worst[~(np.abs(self.relative[worst]) <= UNMET)]

    def _quantile(self, at: float) -> float | None:
        known = np.abs(self.relative[~np.isnan(self.relative)])
        return float(np.quantile(known, at)) if len(known) else None


def misfit_of(overlaps: Overlaps, accounts: Accounts, audience: Audience) -> Misfit:
    """Compare cells with the pairs that they were fitted to."""
    fitted = shared_people(audience, overlaps.a, overlaps.b)
    off = fitted - overlaps.shared
    beside = slack(np.minimum(accounts.followers[overlaps.a], accounts.followers[overlaps.b]))
    is_inside = (fitted >= overlaps.low - beside) & (fitted <= overlaps.high + beside)
    relative = np.where(off == 0.0, 0.0, np.nan)
    relative = np.divide(off, overlaps.shared, out=relative, where=overlaps.shared > 0)
    return Misfit(fitted=fitted, people=off, relative=relative, is_inside=is_inside)
