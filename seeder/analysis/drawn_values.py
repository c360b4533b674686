"""Evaluate a plan at drawn answers of its accounts and drawn rates of its handles, for the range of its result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.analysis.resting import value_kinds
from seeder.analysis.shared_cells import cells_of, merged
from seeder.formulation import Formulation
from seeder.problem import Coverage
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.ragged import Ragged
from seeder.responses import interested_of
from seeder.scenario.document.documents import Objective

_VALUES_AT_ONCE = 200_000
"""Cells times draws that stay in a cache."""
_FEWEST_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class _HandleCells:
    """Cells that a handle's post reaches."""

    cell: IntArray
    share: FloatArray  # s_hg of each [0–1].
    per_rate: FloatArray  # fit · tie / (interested · followers), or 1 for reach, of each.

    @property
    def highest(self) -> float:
        """The largest chance for each click."""
        return float(self.per_rate.max(initial=0.0))


class DrawnValues:
    """Value of a selection by answers and by the rates of its handles.

        Σ_o y_o Σ_h outside_h p_h + Σ_g w_g · (1 − Π_o (1 − y_o (1 − Π_h (1 − s_hg p_hg))))

    with p as :func:`seeder.responses.respond` has it. Linear in each y, so with acceptances in place of answers it is
    the mean over answers.
    """

    def __init__(self, formulation: Formulation, chosen: IntArray) -> None:
        scenario = formulation.scenario
        accounts, audience = scenario.accounts, formulation.audience
        self._is_reach = scenario.document.objective is Objective.REACH
        rows = [accounts.rows_of[int(account)] for account in formulation.problem.account[chosen]]
        self.rows = np.concatenate([np.zeros(0, dtype=np.int64), *rows]).astype(np.int64)
        """Rows of the handles of all chosen accounts, account by account, shape (n_handles,)."""
        self.owner = np.repeat(np.arange(len(chosen)), [len(part) for part in rows])
        """Position of the chosen option that each handle belongs to."""
        self.kinds = value_kinds(scenario.document.objective)
        """Kinds of rates in the order in which :meth:`by` takes them."""
        self._first_of = np.searchsorted(self.owner, np.arange(len(chosen) + 1))
        outside, followers = audience.outside[self.rows], accounts.followers[self.rows]
        with np.errstate(divide="ignore", invalid="ignore"):
            per_follower = np.where(followers > 0, 1.0 / followers, 0.0)
        self._cap = np.where(np.isnan(outside), np.inf, outside)
        if self._is_reach:
            self._scale = np.nan_to_num(outside)
        elif not audience.n_cells:
            self._scale = np.ones(len(self.rows))
        else:
            self._scale = np.where(outside > 0, outside * per_follower, 0.0)
        self.n_entries = 0
        """How many cells of handles an evaluation looks at."""
        self._weight = np.zeros(0)
        self._cells: list[_HandleCells] = []
        coverage = formulation.problem.coverage
        if coverage is not None and len(chosen):
            self._read_cells(formulation, coverage, per_follower)

    def _read_cells(self, formulation: Formulation, coverage: Coverage, per_follower: FloatArray) -> None:
        """Cells of every handle, of which those that the same posts reach alike are one."""
        audience = formulation.audience
        entries = Ragged.of_some(audience.start, self.rows)
        handle = np.repeat(np.arange(len(self.rows)), entries.length)
        cell, share = audience.cell[entries.entry], audience.share[entries.entry]
        per_rate = np.ones(len(cell))
        if not self._is_reach:
            interested = interested_of(formulation.scenario.document, audience)[cell]
            fit = audience.fit[entries.entry] * audience.tie[entries.entry]
            per_rate = fit * per_follower[handle] / interested
        alike, code = np.unique(np.stack([share, per_rate]), axis=1, return_inverse=True)
        numbered = Coverage(
            weight=coverage.weight,
            start=entries.start,
            cell=cell,
            chance=np.where(share * per_rate > 0, (code.reshape(-1) + 1.0) / max(1, alike.shape[1]), 0.0),
        )
        cells = merged(cells_of(numbered, np.arange(len(self.rows))))
        self._weight, self.n_entries = cells.weight, len(cells.chance)
        kind = np.rint(cells.chance * alike.shape[1]).astype(np.int64) - 1
        order = np.argsort(cells.position, kind="stable")
        of_entry = np.repeat(np.arange(len(cells.weight)), cells.n_movers)[order]
        share, per_rate = alike[:, kind[order]]
        start = np.searchsorted(cells.position[order], np.arange(len(self.rows) + 1))
        self._cells = [
            _HandleCells(of_entry[first:last], share[first:last], per_rate[first:last])
            for first, last in zip(start[:-1].tolist(), start[1:].tolist(), strict=True)
        ]

    def by(self, answers: FloatArray, rates: list[FloatArray]) -> FloatArray:
        """Value of each draw, shape (n_draws,).

        ``answers``: 1 for a yes and 0 for a no, or the chance of a yes, shape (n_chosen, n_draws). ``rates``: of each
        kind, shape (n_handles, n_draws).
        """
        brought = np.minimum(self._scale[:, None] * rates[0], self._cap[:, None])
        for factor in rates[1:]:
            brought *= factor
        values: FloatArray = np.einsum("hd,hd->d", brought, answers[self.owner])
        n_block = max(_FEWEST_AT_ONCE, _VALUES_AT_ONCE // max(1, len(self._weight)))
        for first in range(0, answers.shape[1] if self.n_entries else 0, n_block):
            part = slice(first, first + n_block)
            values[part] += self._moved(answers[:, part], [rate[:, part] for rate in rates])
        return values

    def _moved(self, answers: FloatArray, rates: list[FloatArray]) -> FloatArray:
        """People of cells that a few draws move."""
        unmoved = np.ones((len(self._weight), answers.shape[1]))
        for option, answer in enumerate(answers):
            own = [
                (self._cells[handle], handle)
                for handle in range(int(self._first_of[option]), int(self._first_of[option + 1]))
                if len(self._cells[handle].cell)
            ]
            if not own or not answer.any():
                continue
            if len(own) == 1:
                cells, handle = own[0]
                unmoved[cells.cell] *= self._kept(cells, handle, rates, answer)
                continue
            reached = np.unique(np.concatenate([cells.cell for cells, _ in own]))
            keep = np.ones((len(reached), len(answer)))
            for cells, handle in own:
                keep[np.searchsorted(reached, cells.cell)] *= self._kept(cells, handle, rates)
            unmoved[reached] *= 1.0 - answer * (1.0 - keep)
        np.subtract(1.0, unmoved, out=unmoved)
        moved: FloatArray = self._weight @ unmoved
        return moved

    def _kept(
        self, cells: _HandleCells, handle: int, rates: list[FloatArray], answer: FloatArray | None = None
    ) -> FloatArray:
        """1 − y · s_hg · p_hg of a handle's cells, shape (n_cells, n_draws); without answers, y is 1."""
        rate, factor = rates[0][handle], np.ones(1) if answer is None else answer
        for other in rates[1:]:
            factor = factor * other[handle]
        kept: FloatArray
        if self._is_reach or cells.highest * rate.max() <= 1.0:
            # Nothing is cut off at 1.
            kept = np.multiply.outer(-cells.share * cells.per_rate, rate * factor)
        else:
            kept = np.multiply.outer(cells.per_rate, rate)
            np.minimum(kept, 1.0, out=kept)
            kept *= -cells.share[:, None]
            kept *= factor
        kept += 1.0
        return kept
