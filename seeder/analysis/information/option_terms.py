"""How the value and the response probabilities of an option change with an unknown number."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from seeder.analysis.information.open_numbers import NumberKind, OpenNumber
from seeder.audience import Audience
from seeder.formulation import Formulation
from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates import RateColumn
from seeder.responses import respond
from seeder.scenario.tables.accounts import Accounts

_SAME = 1e-12
"""Means of points count as the problem's own numbers up to this relative difference: it is rounding."""


@dataclass(frozen=True, eq=False)
class Terms:
    """Value and response probabilities of an option, one row for each value of the unknown number."""

    separate: FloatArray  # v_o, shape (n_rows,) [people, clicks or conversions].
    moved: FloatArray  # b_og of the option's entries, shape (n_rows, n_entries) [0–1].

    def __len__(self) -> int:
        return len(self.separate)

    def row(self, position: int) -> Terms:
        """One of the rows alone."""
        return Terms(self.separate[[position]], self.moved[[position]])

    def times(self, n_rows: int) -> Terms:
        """The only row, so many times."""
        return Terms(np.repeat(self.separate, n_rows), np.repeat(self.moved, n_rows, axis=0))


class OptionTerms:
    """Computes :class:`Terms` of a formulation's options."""

    def __init__(self, formulation: Formulation) -> None:
        self._formulation = formulation
        account = formulation.problem.account
        self._first = np.searchsorted(account, np.arange(formulation.problem.n_accounts + 1))

    def options_of(self, account: int) -> range:
        """Positions of an account's options."""
        return range(int(self._first[account]), int(self._first[account + 1]))

    def known(self, option: int) -> Terms:
        """The problem's own numbers of an option, as one case."""
        problem = self._formulation.problem
        return Terms(
            problem.value[[option]], (problem.acceptance[option] * self._chance(option))[None, :].astype(np.float64)
        )

    def at(self, number: OpenNumber, points: FloatArray) -> dict[int, Terms]:
        """Each option of the number's account → its terms at every point, and in a last case their mean.

        The mean is the problem's own terms, unless a chance reaches its cap of 1 at some points.
        """
        problem = self._formulation.problem
        found = {}
        if number.option is not None:
            separate, chance = problem.value_if_yes[number.option], self._chance(number.option)
            found[number.option] = Terms(points * separate, points[:, None] * chance)
        else:
            assert number.row is not None
            outside, chances = self._responses(number.account, number.kind, number.row, points)
            for option in self.options_of(number.account):
                accepted = problem.acceptance[option]
                found[option] = Terms(accepted * outside, accepted * chances)
        return {
            option: _with_mean(found[option], self.known(option))
            if option in found
            else self.known(option).times(len(points) + 1)
            for option in self.options_of(number.account)
        }

    def _chance(self, option: int) -> FloatArray:
        coverage = self._formulation.problem.coverage
        return np.zeros(0) if coverage is None else coverage.chance[coverage.of_option(option)]

    def _responses(self, account: int, kind: NumberKind, row: int, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What a yes of an account brings outside all cells and moves inside, at each value of one handle's number.

        The account is copied as often as there are points, and the copies respond as accounts of a scenario do.
        """
        formulation, n = self._formulation, len(points)
        accounts, rates = formulation.scenario.accounts, formulation.rates
        rows = accounts.rows_of[account]

        def copied(column: RateColumn, of: NumberKind) -> RateColumn:
            value = np.tile(column.value[rows], (n, 1))
            if kind is of:
                value[:, rows == row] = points[:, None]
            return dataclasses.replace(column, value=value.reshape(-1))

        responses = respond(
            formulation.scenario.document,
            dataclasses.replace(
                rates,
                clicks=copied(rates.clicks, NumberKind.CLICKS),
                view=copied(rates.view, NumberKind.VIEW),
                conversion=copied(rates.conversion, NumberKind.CONVERSION),
            ),
            _copied_audience(self._formulation.audience, rows, n),
            _copied_accounts(accounts, account, n),
        )
        chances = responses.chance.reshape(n, -1) if len(responses.chance) else np.zeros((n, 0))
        return responses.outside, chances


def _with_mean(terms: Terms, known: Terms) -> Terms:
    separate, moved = terms.separate.mean(keepdims=True), terms.moved.mean(axis=0, keepdims=True)
    is_same = (abs(separate - known.separate) <= _SAME * known.separate).all() and (
        abs(moved - known.moved) <= _SAME * known.moved
    ).all()
    mean = known if is_same else Terms(separate, moved)
    return Terms(np.concatenate((terms.separate, mean.separate)), np.concatenate((terms.moved, mean.moved)))


def _copied_audience(audience: Audience, rows: IntArray, n: int) -> Audience:
    """The followers of some handles, n times over; the handles of a copy stand together."""
    entries = np.concatenate([np.arange(audience.start[row], audience.start[row + 1]) for row in rows.tolist()])
    cell, own = np.unique(audience.cell[entries], return_inverse=True)
    # Where the audience has cells, so have the copies, though it be one that nobody moves: without any, people are
    # counted in another way.
    cell = cell if len(cell) or not audience.n_cells else np.zeros(1, dtype=np.int64)
    lengths = np.tile(audience.start[rows + 1] - audience.start[rows], n)
    return Audience(
        size=audience.size[cell],
        weight=audience.weight[cell],
        interested=audience.interested[cell],
        start=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        cell=np.tile(own.reshape(-1), n).astype(np.int32),
        share=np.tile(audience.share[entries], n),
        fit=np.tile(audience.fit[entries], n),
        tie=np.tile(audience.tie[entries], n),
        outside=np.tile(audience.outside[rows], n),
        is_estimated=audience.is_estimated,
    )


def _copied_accounts(accounts: Accounts, account: int, n: int) -> Accounts:
    """One account, n times over."""
    rows = accounts.rows_of[account].tolist()
    name = accounts.account_id[account]

    def of_rows(values: FloatArray) -> FloatArray:
        return np.tile(values[rows], n)

    return Accounts(
        table=accounts.table,
        account_id=tuple(f"{name} {copy}" for copy in range(n)),
        row_account=np.repeat(np.arange(n), len(rows)),
        handle=tuple(accounts.handle[row] for row in rows) * n,
        platform=tuple(accounts.platform[row] for row in rows) * n,
        followers=of_rows(accounts.followers),
        clicks=of_rows(accounts.clicks),
        view=of_rows(accounts.view),
        conversion=of_rows(accounts.conversion),
        acceptance=np.repeat(accounts.acceptance[account], n),
        effort=np.repeat(accounts.effort[account], n),
        fee=np.repeat(accounts.fee[account], n),
        topics=(accounts.topics[account],) * n,
        tier=(accounts.tier[account],) * n,
        carried={},
    )
