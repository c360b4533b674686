"""The unknown numbers of a problem, and equally likely values that each of them may have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from seeder.analysis.resting import column_of, value_kinds
from seeder.formulation import Formulation, Origin
from seeder.problem.arrays import FloatArray, mask_of
from seeder.rates import Posterior, RateColumn

INTERVAL = 0.8
"""Probability of the interval that is told of a number."""


class NumberKind(Enum):
    """The kinds of unknown numbers."""

    CLICKS = "clicks"
    """Clicks per post of one handle."""
    VIEW = "view"
    """Share of one handle's followers who see a post."""
    CONVERSION = "conversion"
    """Conversions per click of one handle."""
    ACCEPTANCE = "acceptance"
    """Chance that one account says yes to one approach."""


@dataclass(frozen=True, slots=True)
class OpenNumber:
    """One number that is not given, and the account, handle or option that it belongs to."""

    kind: NumberKind
    account: int  # Position of the account it belongs to.
    row: int | None  # Position of the handle; None for acceptance.
    option: int | None  # Position of the option; None for numbers of a handle.


class OpenNumbers:
    """All open numbers of a formulation, and ``n_points`` equally likely points for each."""

    def __init__(self, formulation: Formulation, *, n_points: int) -> None:
        self._formulation = formulation
        self._probability = (np.arange(n_points) + 0.5) / n_points
        self._points: dict[int, FloatArray] = {}
        self._interval: dict[int, tuple[FloatArray, FloatArray]] = {}
        self.numbers = tuple(self._find())

    def _find(self) -> list[OpenNumber]:
        formulation, problem = self._formulation, self._formulation.problem
        accounts = formulation.scenario.accounts
        has_option = mask_of(problem.account, problem.n_accounts)
        found = []
        for kind in value_kinds(formulation.scenario.document.objective):
            column = column_of(formulation, kind)
            is_open = (column.is_measured | column.is_default) & has_option[accounts.row_account]
            found += [
                OpenNumber(NumberKind(kind), int(accounts.row_account[row]), row, None)
                for row in np.flatnonzero(is_open).tolist()
            ]
        origin = formulation.acceptance_origin
        found += [
            OpenNumber(NumberKind.ACCEPTANCE, int(problem.account[option]), None, option)
            for option in np.flatnonzero((origin == Origin.MEASURED) | (origin == Origin.DEFAULT)).tolist()
        ]
        return found

    def column_of(self, number: OpenNumber) -> tuple[RateColumn, int]:
        """The column that a number stands in, and its position there."""
        if number.option is not None:
            approach = int(self._formulation.approach[number.option])
            return self._formulation.rates.acceptance[approach], number.account
        assert number.row is not None
        return column_of(self._formulation, number.kind.value), number.row

    def points(self, number: OpenNumber) -> FloatArray:
        """Equally likely values of a number, rising, shape (n_points,), with its expected value as their mean."""
        column, position = self.column_of(number)
        if id(column) not in self._points:
            self._points[id(column)] = balanced_points(
                column.posterior, column.value, self._probability, is_share=number.kind is not NumberKind.CLICKS
            )
        points: FloatArray = self._points[id(column)][position]
        return points

    def interval(self, number: OpenNumber) -> tuple[float, float]:
        """Interval that holds a number with probability :data:`INTERVAL`."""
        column, position = self.column_of(number)
        if id(column) not in self._interval:
            self._interval[id(column)] = column.posterior.interval(INTERVAL)
        low, high = self._interval[id(column)]
        return float(low[position]), float(high[position])


def balanced_points(posterior: Posterior, value: FloatArray, probability: FloatArray, *, is_share: bool) -> FloatArray:
    """Quantiles of each number, moved so that their mean is its expected value, shape (n, len(probability)).

    A distribution that a few points stand for has another mean than its own, and what is used of a number is its mean:
    to know nothing new has to change nothing. All points are multiplied by one factor, which leaves their ratios as
    they are; where a share would come to more than 1 so, their distances from 1 are multiplied instead. Where the
    points are all 0 and the value is not, or nothing is known of the distribution, the value stands for all points.

    ``value``: expected values, shape (n,). ``is_share``: whether the numbers are 1 at most.
    """
    point = posterior.at(probability)
    mean = point.mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = point * (value / mean)[:, None]
        if is_share:
            from_one = 1.0 - (1.0 - point) * ((1.0 - value) / (1.0 - mean))[:, None]
            scaled = np.where((scaled > 1.0).any(axis=1)[:, None], from_one, scaled)
    known: FloatArray = np.where(np.isfinite(scaled).all(axis=1)[:, None], scaled, value[:, None])
    return known
