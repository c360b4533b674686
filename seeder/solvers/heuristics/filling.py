"""Take options in a given order if they still fit: the loop of all greedy selections."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from seeder.problem.arrays import IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.model import Model

_WINDOW = 2048
_MOST_MENDING = 200
"""So many options, at most, are taken with another to mend the rows that it breaks, and looked at for each of them."""
_MOST_PASSES = 50

Use = list[tuple[int, int]]
"""Rows that an option is in, and its coefficients there."""


class Filling:
    """A growing selection, and the slack of every row in exact whole numbers.

    A row without negative coefficients is broken for good, so nothing is taken that breaks its upper side. What breaks
    a row with coefficients of both signs may be mended by further options: such an option is taken together with those
    that it needs, or left.

    The upper sides of the model and the one option of each account are never broken. ``order``: options in the order in
    which they are looked at to mend a row, shape (n_options,); default: as they stand. ``has_mixed``: whether a row has
    negative coefficients, so that what does not fit now may fit later.
    """

    def __init__(self, model: Model, *, order: IntArray | None = None) -> None:
        self.model = model
        self._chosen: list[int] = []
        self._taken = np.zeros(model.n_accounts, dtype=bool)
        self._blocked = np.zeros(model.n_options, dtype=bool)
        self._left: list[float | int] = [math.inf if row.upper is None else row.upper for row in model.row]
        self._missing: list[float | int] = [-math.inf if row.lower is None else row.lower for row in model.row]
        self._is_mixed = [row.has_negative for row in model.row]
        self.has_mixed = any(self._is_mixed)
        self._n_asking = np.zeros(model.n_options, dtype=np.int64)
        for r, row in enumerate(model.row):
            if self._missing[r] > 0:
                self._n_asking[row.option[row.whole > 0]] += 1
            if self._left[r] < 0:
                self._n_asking[row.option[row.whole < 0]] += 1
        self.mend_in(np.arange(model.n_options) if order is None else order)

    @property
    def chosen(self) -> IntArray:
        """Options taken so far, rising."""
        return np.array(sorted(self._chosen), dtype=np.int64)

    @property
    def is_complete(self) -> bool:
        """Whether every side of every row and every pin is met."""
        is_met = max(self._missing, default=0) <= 0 and min(self._left, default=0) >= 0
        return is_met and bool((self._taken | ~self.model.must).all())

    def mend_in(self, order: IntArray) -> None:
        """Set the order in which options are looked at to mend a row, best first."""
        self._rank = np.zeros(0, dtype=np.int64)
        if self.has_mixed:
            self._rank = np.empty(self.model.n_options, dtype=np.int64)
            self._rank[order] = np.arange(len(order))
        self._pools: dict[tuple[int, bool], list[int]] = {}

    def fill(
        self,
        order: IntArray,
        *,
        only_missing: bool = False,
        is_required: bool = False,
        deadline: Deadline | None = None,
    ) -> None:
        """Go through options in an order and take each that fits and whose account is not taken.

        ``order``: positions of options, best first. ``only_missing``: take only options that mend a side that is not
        met yet, whatever others they break that can be mended. ``is_required``: take options whatever they break that
        can be mended later.
        """
        for _ in range(_MOST_PASSES if self.has_mixed else 1):
            before = len(self._chosen)
            self._pass(order, only_missing, is_required or only_missing, deadline)
            if len(self._chosen) == before or (deadline is not None and deadline.has_passed):
                return

    def _pass(self, order: IntArray, only_missing: bool, is_required: bool, deadline: Deadline | None) -> None:
        owner = self.model.owner
        start, row_of_entry, whole_of_entry = self.model.narrow_entries
        for begin in range(0, len(order), _WINDOW):
            if deadline is not None and deadline.has_passed:
                return
            window = self.may_still_fit(order[begin : begin + _WINDOW], only_missing=only_missing)
            weights = [(r, weight[window].tolist()) for r, weight in self.model.wide_rows]
            for k, option in enumerate(window.tolist()):
                if self._taken[owner[option]] or (only_missing and not self._n_asking[option]):
                    continue
                use = [(r, weight[k]) for r, weight in weights if weight[k]]
                for entry in range(start[option], start[option + 1]):
                    use.append((row_of_entry[entry], whole_of_entry[entry]))
                if self._holds(use, is_required):
                    self._add([option], use)
                elif self.has_mixed and not is_required:
                    self.take(*self.completion(option))

    def may_still_fit(self, options: IntArray, *, only_missing: bool = False) -> IntArray:
        """Some options without those of which one look shows that they do not fit, now and later."""
        options = options[~(self._taken[self.model.owner[options]] | self._blocked[options])]
        if only_missing and not self.has_mixed:
            options = options[self._n_asking[options] > 0]
        for r, weight in self.model.wide_rows:
            if not self._is_mixed[r]:
                options = options[weight[options] <= self._left[r]]
        return options

    def fits(self, option: int, *, is_required: bool = False) -> bool:
        """Whether an option's account is free and it breaks no row; if required, none that cannot be mended."""
        if self._taken[self.model.owner[option]] or self._blocked[option]:
            return False
        return self._holds(self._use_of(option), is_required)

    def take(self, *options: int) -> None:
        """Take options that fit, or that together break nothing."""
        total: dict[int, int] = {}
        for option in options:
            for r, whole in self._use_of(option):
                total[r] = total.get(r, 0) + whole
        self._add(options, total.items())

    def is_missing(self, option: int) -> bool:
        """Whether an option mends a side that is not met yet."""
        return bool(self._n_asking[option] > 0)

    def completion(self, option: int) -> list[int]:
        """An option and further ones with which it breaks no row; none where it is not found how to mend them.

        What is broken is mended side by side, each time by the first option in order that fits all rows that cannot be
        mended.
        """
        if not self.fits(option, is_required=True):
            return []
        taken, accounts = [option], {int(self.model.owner[option])}
        change: dict[int, int] = {}
        while len(taken) <= _MOST_MENDING:
            for r, whole in self._use_of(taken[-1]):
                change[r] = change.get(r, 0) + whole
            broken = self._first_broken(change)
            if broken is None:
                return taken
            found = self._mending(*broken, change, accounts)
            if found is None:
                return []
            taken.append(found)
            accounts.add(int(self.model.owner[found]))
        return []

    def _first_broken(self, change: dict[int, int]) -> tuple[int, bool] | None:
        """The first row that further sums break, and whether by too much."""
        for r, whole in change.items():
            if whole > 0 and whole > self._left[r]:
                return r, True
            if whole < 0 and self._missing[r] - whole > 0:
                return r, False
        return None

    def _mending(self, r: int, is_above: bool, change: dict[int, int], accounts: set[int]) -> int | None:
        """The first option in order that brings a row nearer to its side, beside what was taken already."""
        pool = self._pools.get((r, is_above))
        if pool is None:
            row = self.model.row[r]
            options = row.option[row.whole < 0] if is_above else row.option[row.whole > 0]
            # Last first, so that what is gone for good is taken off the end.
            pool = options[np.argsort(-self._rank[options], kind="stable")].tolist()
            self._pools[r, is_above] = pool
        while pool and not self.fits(pool[-1], is_required=True):
            pool.pop()
        for option in pool[: -_MOST_MENDING - 1 : -1]:
            if self.model.owner[option] in accounts or not self.fits(option, is_required=True):
                continue
            if all(
                self._is_mixed[row] or whole + change.get(row, 0) <= self._left[row]
                for row, whole in self._use_of(option)
            ):
                return int(option)
        return None

    def _use_of(self, option: int) -> Use:
        use = [(r, int(weight[option])) for r, weight in self.model.wide_rows if weight[option]]
        start, row_of_entry, whole_of_entry = self.model.narrow_entries
        for entry in range(start[option], start[option + 1]):
            use.append((row_of_entry[entry], whole_of_entry[entry]))
        return use

    def _holds(self, use: Iterable[tuple[int, int]], is_required: bool) -> bool:
        """Whether sums added break no side; if required, none that cannot be mended."""
        for r, whole in use:
            if self._is_mixed[r] and is_required:
                continue
            if whole > 0:
                if whole > self._left[r]:
                    return False
            elif self._missing[r] - whole > 0:
                return False
        return True

    def _add(self, options: Sequence[int], use: Iterable[tuple[int, int]]) -> None:
        for r, whole in use:
            self._use(r, whole)
        for option in options:
            self._taken[self.model.owner[option]] = True
            self._chosen.append(option)

    def _use(self, r: int, whole: int) -> None:
        row = self.model.row[r]
        if row.upper is not None:
            was_broken = self._left[r] < 0
            self._left[r] -= whole
            if was_broken != (self._left[r] < 0):
                self._n_asking[row.option[row.whole < 0]] += -1 if was_broken else 1
        if row.lower is not None:
            was_broken = self._missing[r] > 0
            self._missing[r] -= whole
            if was_broken != (self._missing[r] > 0):
                self._n_asking[row.option[row.whole > 0]] += -1 if was_broken else 1
        if row.is_count and self._left[r] <= 0:
            self._blocked[row.option] = True
