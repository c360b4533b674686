"""Take options in a given order, each if it still fits: the loop that all greedy selections share."""

from __future__ import annotations

import math

import numpy as np

from seeder.problem.arrays import IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.presolve import Model

_WINDOW = 2048


class Filling:
    """A selection that grows, with what is left of every row in exact whole numbers.

    Parameters
    ----------
    model
        The problem; its upper sides and the one option of each account are never broken.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._chosen: list[int] = []
        self._taken = np.zeros(model.n_accounts, dtype=bool)
        self._blocked = np.zeros(model.n_options, dtype=bool)
        self._left: list[float | int] = [math.inf if row.most is None else row.most for row in model.row]
        self._missing = [row.least for row in model.row]
        self._n_asking = np.zeros(model.n_options, dtype=np.int64)
        for row in model.row:
            if row.least > 0:
                self._n_asking[row.option] += 1

    @property
    def chosen(self) -> IntArray:
        """Options taken so far, rising."""
        return np.array(sorted(self._chosen), dtype=np.int64)

    @property
    def is_complete(self) -> bool:
        """Whether every lower side and every pin is met."""
        return max(self._missing, default=0) <= 0 and bool((self._taken | ~self.model.must).all())

    def fill(self, order: IntArray, *, only_missing: bool = False, deadline: Deadline | None = None) -> None:
        """Go through options in an order and take each that fits and whose account is not taken.

        Parameters
        ----------
        order
            Positions of options, best first.
        only_missing
            Take only options that count towards a lower side that is not met yet.
        """
        owner = self.model.owner
        start, row_of_entry, whole_of_entry = self.model.narrow_entries
        for begin in range(0, len(order), _WINDOW):
            if deadline is not None and deadline.has_passed:
                return
            window = order[begin : begin + _WINDOW]
            window = window[~(self._taken[owner[window]] | self._blocked[window])]
            if only_missing:
                window = window[self._n_asking[window] > 0]
            for r, weight in self.model.wide_rows:
                window = window[weight[window] <= self._left[r]]
            weights = [(r, weight[window].tolist()) for r, weight in self.model.wide_rows]
            for k, option in enumerate(window.tolist()):
                if self._taken[owner[option]] or (only_missing and not self._n_asking[option]):
                    continue
                use = [(r, weight[k]) for r, weight in weights if weight[k]]
                for entry in range(start[option], start[option + 1]):
                    use.append((row_of_entry[entry], whole_of_entry[entry]))
                if self._allows(use):
                    for r, whole in use:
                        self._use(r, whole)
                    self._taken[owner[option]] = True
                    self._chosen.append(option)

    def fits(self, option: int) -> bool:
        """Whether an option's account is free and no upper side is in its way."""
        if self._taken[self.model.owner[option]] or self._blocked[option]:
            return False
        return self._allows(self._use_of(option))

    def take(self, option: int) -> None:
        """Take an option that fits."""
        for r, whole in self._use_of(option):
            self._use(r, whole)
        self._taken[self.model.owner[option]] = True
        self._chosen.append(option)

    def is_missing(self, option: int) -> bool:
        """Whether an option counts towards a lower side that is not met yet."""
        return bool(self._n_asking[option] > 0)

    def _use_of(self, option: int) -> list[tuple[int, int]]:
        use = [(r, int(weight[option])) for r, weight in self.model.wide_rows if weight[option]]
        start, row_of_entry, whole_of_entry = self.model.narrow_entries
        for entry in range(start[option], start[option + 1]):
            use.append((row_of_entry[entry], whole_of_entry[entry]))
        return use

    def _allows(self, use: list[tuple[int, int]]) -> bool:
        return all(whole <= self._left[r] for r, whole in use)

    def _use(self, r: int, whole: int) -> None:
        self._left[r] -= whole
        row = self.model.row[r]
        if row.is_count:
            self._missing[r] -= 1
            if self._missing[r] == 0:
                self._n_asking[row.option] -= 1
            if self._left[r] <= 0:
                self._blocked[row.option] = True
