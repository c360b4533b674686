"""Lazy greedy selections for shared audiences: marginal gains only fall, so most need no new evaluation."""

from __future__ import annotations

import heapq

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.heuristics.filling import Filling
from seeder.solvers.heuristics.greedy import budget_shares, fill_required
from seeder.solvers.model.cover_state import CoverState
from seeder.solvers.model.model import Model

_LOOKS_BETWEEN_CLOCKS = 256
_FREE = 1e-100
"""What costs less than this share of the budgets is free."""


class LazyGreedy:
    """A selection that grows by the largest gain per cost.

    ``model``: a model with cells. ``cost``: what a gain is divided by, shape (n_options,); options of cost 0 come
    first, by gain. ``deadline``: when to stop; what is taken by then stays.

    Source: Minoux, Accelerated greedy algorithms for maximizing submodular set functions, 1978.
    """

    def __init__(self, model: Model, cost: FloatArray, *, deadline: Deadline | None = None) -> None:
        self.model = model
        self.filling = Filling(model)
        self.state = CoverState(model)
        self._deadline = deadline
        free = cost < _FREE
        self._per_gain = np.where(free, 1e150, 1.0 / np.where(free, 1.0, cost))

    def take(self, options: IntArray) -> bool:
        """Take options in turn; False where one of them does not fit any more, and nothing could mend it."""
        for option in options.tolist():
            if not self.filling.fits(option, is_required=True):
                return False
            self.filling.take(option)
            self.state.add(option)
        return True

    def grow(self, among: BoolArray | None = None, *, only_missing: bool = False, is_required: bool = False) -> None:
        """Take the option of the largest gain per cost that fits, until none fits or brings anything.

        ``among``: which options to look at, shape (n_options,); default: all. ``only_missing``: take only options that
        mend a side that is not met yet. ``is_required``: take options whatever they bring, nothing among it, and
        whatever they break that can be mended later.
        """
        while True:
            n_taken = self._grow_once(among, only_missing, is_required)
            is_over = self._deadline is not None and self._deadline.has_passed
            if not n_taken or not self.filling.has_mixed or is_over:
                return

    def _grow_once(self, among: BoolArray | None, only_missing: bool, is_required: bool) -> int:
        """Look at every option once; return how many were taken."""
        key = self.state.gains() * self._per_gain
        if self.filling.has_mixed:
            self.filling.mend_in(np.argsort(-key, kind="stable"))
        looked_at = np.arange(self.model.n_options) if among is None else np.flatnonzero(among)
        looked_at = self.filling.may_still_fit(looked_at, only_missing=only_missing)
        heap = [(-k, option) for option, k in zip(looked_at.tolist(), key[looked_at].tolist(), strict=True)]
        heapq.heapify(heap)
        fresh = np.zeros(self.model.n_options, dtype=np.int64)
        n_taken = n_looks = 0
        while heap:
            n_looks += 1
            if n_looks % _LOOKS_BETWEEN_CLOCKS == 0 and self._deadline is not None and self._deadline.has_passed:
                return n_taken
            best, option = heap[0]
            # What breaks a row that others can mend is looked at when it comes to it.
            may_mend = is_required or self.filling.has_mixed
            may_come = self.filling.fits(option, is_required=may_mend)
            if not may_come or (only_missing and not self.filling.is_missing(option)):
                heapq.heappop(heap)
                continue
            if fresh[option] == n_taken:
                if best >= 0 and not is_required:
                    return n_taken
                heapq.heappop(heap)
                coming = [option] if is_required else self.filling.completion(option)
                self.filling.take(*coming)
                for each in coming:
                    self.state.add(each)
                n_taken += len(coming)
                continue
            fresh[option] = n_taken
            heapq.heapreplace(heap, (-self.state.gain(option) * float(self._per_gain[option]), option))
        return n_taken

    def meet_requirements(self) -> bool:
        """Take pins and what rules ask for; False where that fails."""
        must = self.model.must
        if must.any():
            self.grow(must[self.model.owner], is_required=True)
        if self.filling.has_mixed or any(row.lower is not None for row in self.model.row):
            self.grow(only_missing=True, is_required=True)
        return self.filling.is_complete


def lazy_selection(
    model: Model, cost: FloatArray, *, first: IntArray | None = None, deadline: Deadline | None = None
) -> IntArray | None:
    """Take ``first``, pins, lower counts, then the largest gains per cost; None where rules cannot be met so."""
    greedy = LazyGreedy(model, cost, deadline=deadline)
    if first is not None and not greedy.take(first):
        return None
    if not greedy.meet_requirements():
        return None
    greedy.grow()
    return greedy.filling.chosen


def lazy_greedy_selections(model: Model) -> list[IntArray]:
    """Selections by gain, by gain per cost in each budget and per scaled cost, and from the best single option.

    The scaled cost is Σ_r c_ro / B_r over the finite budgets. With one budget and no rules the better of the first
    two is worth at least 0.405 of the best. Where pins and lower counts cannot be met in any of these orders, they
    are met by the cheapest options.

    Returns positions in the model, rising, of each selection that meets all rows; possibly none.

    Source: Tang et al., arXiv 2008.05391, for the factor.
    """
    shares = budget_shares(model)
    costs = [np.ones(model.n_options), *([shares.sum(axis=0)] if len(shares) > 1 else []), *shares]
    found = [lazy_selection(model, cost) for cost in costs] + guessed_selections(model, n_guesses=1)
    if all(selection is None for selection in found):
        cheapest = fill_required(model, np.argsort(shares.sum(axis=0), kind="stable"))
        found = [] if cheapest is None else [lazy_selection(model, shares.sum(axis=0), first=cheapest.chosen)]
    return [selection for selection in found if selection is not None]


def guessed_selections(model: Model, *, n_guesses: int, deadline: Deadline | None = None) -> list[IntArray]:
    """Selections that begin with one of the most valuable options each, then go by gain per scaled cost.

    With one budget and no rules, trying every option as the guess gives at least half of the best with choice of
    approach.

    Source: arXiv 2507.12875, for one guess.
    """
    cost = budget_shares(model).sum(axis=0)
    order = np.argsort(-CoverState(model).gains(), kind="stable")[:n_guesses]
    found = []
    for option in order.tolist():
        if deadline is not None and deadline.has_passed:
            break
        selection = lazy_selection(model, cost, first=np.array([option]), deadline=deadline)
        if selection is not None:
            found.append(selection)
    return found
