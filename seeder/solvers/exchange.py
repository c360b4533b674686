"""Improve a selection where audiences overlap: let one ask go, and fill its place with what brings the most."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.solvers.cover_state import CoverState
from seeder.solvers.presolve import Model
from seeder.solvers.pricing import Pricing
from seeder.solvers.search import Search

_LEAST_GAIN = 1e-10
_MOST_NUMBERS = 40_000_000
"""Rows times options up to which exchanges are tried; beyond, room would take too long to look up."""


def improve_by_exchange(search: Search, model: Model, pricing: Pricing, *, bound: float) -> None:
    """Try to let each chosen option go in turn, and keep what is better, until a whole round brings nothing.

    Options of which the bound says that no better selection holds them are left out.

    Parameters
    ----------
    pricing
        The Lagrangian of the tangents' gains.
    bound
        The bound that belongs to it.
    """
    if search.selection is None or search.lower is None or len(model.row) * model.n_options > _MOST_NUMBERS:
        return
    selection = np.searchsorted(model.option, search.selection)
    is_in_model = selection < model.n_options
    if not is_in_model.all() or (model.option[selection] != search.selection).any():
        return
    threshold = bound - search.lower + pricing.margin
    open_ = (pricing.loss <= threshold) & ~model.must[model.owner]
    exchange = _Exchange(model, selection, open_)
    while not search.is_good_enough and not search.deadline.has_passed:
        is_better = False
        for option in exchange.in_order():
            if search.deadline.has_passed:
                break
            search.report()
            if exchange.try_without(option):
                is_better = True
        if not is_better:
            return
        search.offer(model.option[exchange.selection()])


class _Exchange:
    """A selection, the room it leaves in every row, and the moves on it."""

    def __init__(self, model: Model, selection: IntArray, open_: BoolArray) -> None:
        self._model = model
        self._state = CoverState(model)
        self._chosen = np.zeros(model.n_options, dtype=bool)
        self._taken = np.zeros(model.n_accounts, dtype=bool)
        self._weight = np.zeros((len(model.row), model.n_options))
        self._most = np.full(len(model.row), np.inf)
        for r, row in enumerate(model.row):
            # Whole numbers of any length may leave the range of floats.
            is_long = row.whole.dtype == object
            self._weight[r, row.option] = row.coefficient if is_long else row.whole
            if row.most is not None:
                self._most[r] = row.bound if is_long else row.most
        self._least = np.array([float(row.least) for row in model.row])
        self._used = np.zeros(len(model.row))
        self._share = self._weight / np.where(np.isfinite(self._most) & (self._most > 0), self._most, np.inf)[:, None]
        self._cost = self._share.sum(axis=0)
        for option in selection.tolist():
            self._add(option)
        self._candidate = np.flatnonzero(open_ | self._chosen)
        assert model.cells is not None
        self._matrix = model.cells.moved_matrix[self._candidate]

    def selection(self) -> IntArray:
        """The selection, rising."""
        return np.flatnonzero(self._chosen)

    def in_order(self) -> list[int]:
        """Chosen options that may go, those that bring the least for their cost first."""
        chosen = np.flatnonzero(self._chosen & ~self._model.must[self._model.owner])
        brings = np.array([self._brings(option) for option in chosen.tolist()])
        order = np.argsort(brings / np.maximum(self._cost[chosen], 1e-12), kind="stable")
        found: list[int] = chosen[order].tolist()
        return found

    def try_without(self, option: int) -> bool:
        """Let an option go and fill up; take it back where that is no better."""
        if not self._chosen[option]:
            return False
        before = self._brings(option)
        self._drop(option)
        brought, added = self._fill(without=option)
        if brought > before * (1 + _LEAST_GAIN) and (self._used >= self._least).all():
            return True
        for other in added:
            self._drop(other)
        self._add(option)
        return False

    def _fill(self, *, without: int) -> tuple[float, list[int]]:
        """Add what fits by gain per cost, then by gain: the better of the two fillings."""
        best: tuple[float, list[int]] = (-np.inf, [])
        gains = self._gains(without)
        for by_cost in (True, False):
            brought, added = self._fill_by(gains, by_cost=by_cost, without=without)
            if brought > best[0]:
                best = brought, added
            for other in added:
                self._drop(other)
        for other in best[1]:
            self._add(other)
        return best

    def _fill_by(self, gains: FloatArray, *, by_cost: bool, without: int) -> tuple[float, list[int]]:
        total, added = 0.0, list[int]()
        while True:
            room = self._most - self._used
            fits = (self._weight[:, self._candidate] <= room[:, None]).all(axis=0)
            fits &= ~self._taken[self._model.owner[self._candidate]] & (self._candidate != without) & (gains > 0)
            at = np.flatnonzero(fits)
            if not len(at):
                return total, added
            key = gains[at] / np.maximum(self._cost[self._candidate[at]], 1e-12) if by_cost else gains[at]
            option = int(self._candidate[at[int(np.argmax(key))]])
            total += self._state.gain(option)
            self._add(option)
            added.append(option)
            gains = self._gains(without)

    def _gains(self, without: int) -> FloatArray:
        found: FloatArray = self._model.value[self._candidate] + self._matrix @ self._state.left()
        return found

    def _brings(self, option: int) -> float:
        """What the selection loses without an option."""
        self._state.remove(option)
        gain = self._state.gain(option)
        self._state.add(option)
        return gain

    def _add(self, option: int) -> None:
        self._state.add(option)
        self._chosen[option] = True
        self._taken[self._model.owner[option]] = True
        self._used += self._weight[:, option]

    def _drop(self, option: int) -> None:
        self._state.remove(option)
        self._chosen[option] = False
        self._taken[self._model.owner[option]] = False
        self._used -= self._weight[:, option]
