"""Run local search and branch and bound side by side; after fixed numbers of steps, they exchange their results.

The marks are numbers of moves and nodes, never of seconds, so that the answer does not depend on which is faster.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from seeder.problem.arrays import IntArray
from seeder.solvers.heuristics.local_search import LocalSearch
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.model.model import Model
from seeder.solvers.overlapping.branching import TreeSearch
from seeder.solvers.parameters import Parameters
from seeder.solvers.result import Limit


@dataclass(frozen=True, slots=True)
class AlternatingParams(Parameters):
    """How local search and branch and bound take turns."""

    first_slices: int = 24  # Slices of local search before the first turn: a better incumbent fixes more options.
    few_entries: int = 100_000  # Up to so many option-cell entries, the root is solved during those slices.
    slices: int = 12  # Slices of local search in a turn.
    nodes: int = 24  # Nodes in a turn.
    most_doublings: int = 5  # How many times the length of a turn is doubled.
    # Without branch and bound and without a time limit, local search ends after this many slices without improvement.
    patience: int = 150
    short: float = 0.02  # Longest wait for news of the other thread before the clock is looked at [s].


_PARAMS = AlternatingParams()


def alternate(
    incumbent: Incumbent,
    model: Model,
    start: IntArray,
    make_local: Callable[[], LocalSearch],
    make_tree: Callable[[], TreeSearch | None],
    *,
    is_over: Callable[[], bool],
) -> Limit:
    """Search locally and branch until the gap is closed or a limit is met; return that limit.

    ``start``: the selection of the model that local search starts from. ``make_local`` is called on the thread of the
    local search, as it may take long to load or to compile. ``make_tree`` begins branch and bound from what is known,
    and gives None where the problem is too large for it or the time is over. ``is_over``: whether the time is over
    before there is a tree.
    """
    with _LocalSearchThread(start, make_local) as moves:
        try:
            tree = None
            if model.cells is not None and len(model.cells.cell) <= _PARAMS.few_entries:
                # Meanwhile the other core looks for cuts, which stay when a better selection begins the tree anew.
                tree = make_tree()
                if tree is not None:
                    tree.run(most_nodes=1)
            _take(incumbent, model, moves, _PARAMS.first_slices, is_over=is_over)
            if incumbent.is_good_enough:
                if tree is not None:
                    tree.offer()
                return Limit.ITERATIONS
            tree = make_tree()
            if tree is None:
                return _search_locally(incumbent, model, moves)
            return _side_by_side(incumbent, model, moves, tree)
        finally:
            if is_over():
                incumbent.offer(model.restriction.selection(moves.latest()))


def _side_by_side(incumbent: Incumbent, model: Model, moves: _LocalSearchThread, tree: TreeSearch) -> Limit:
    n_slices, n_epochs = _PARAMS.first_slices, 0
    try:
        while True:
            times = 2 ** min(n_epochs, _PARAMS.most_doublings)
            limit = tree.run(most_nodes=_PARAMS.nodes * times)
            if limit is None:
                return Limit.ITERATIONS
            if limit is Limit.TIME or tree.n_done == incumbent.stop.iterations:
                return limit
            n_slices += _PARAMS.slices * times
            _take(incumbent, model, moves, n_slices, is_over=lambda: tree.is_time_to_offer)
            if tree.is_time_to_offer:
                return Limit.TIME
            n_epochs += 1
    finally:
        if tree.is_time_to_offer:
            incumbent.offer(model.restriction.selection(moves.latest()))
        tree.offer()


def _search_locally(incumbent: Incumbent, model: Model, moves: _LocalSearchThread) -> Limit:
    n_slices = n_useful = _PARAMS.first_slices
    while n_slices - n_useful < _PARAMS.patience or incumbent.deadline.time_limit is not None:
        n_slices += 1
        if _take(incumbent, model, moves, n_slices):
            n_useful = n_slices
        if incumbent.deadline.has_passed:
            return Limit.TIME
        if incumbent.is_good_enough:
            break
    return Limit.ITERATIONS


def _take(
    incumbent: Incumbent,
    model: Model,
    moves: _LocalSearchThread,
    n_slices: int,
    *,
    is_over: Callable[[], bool] | None = None,
) -> bool:
    """Offer the best after a number of slices, or what there is when the time is over; return whether it is new."""
    while moves.n_slices < n_slices and not (incumbent.deadline.has_passed if is_over is None else is_over()):
        moves.news.wait(_PARAMS.short)
        moves.check()
        incumbent.report()
    before = incumbent.lower
    incumbent.offer(model.restriction.selection(moves.best_after(n_slices)))
    return incumbent.lower != before


class _LocalSearchThread:
    """Moves on a thread of their own, as the compiled search does not hold the interpreter.

    They run ahead as far as they get; what was best after how many slices is remembered.
    """

    def __init__(self, start: IntArray, make: Callable[[], LocalSearch]) -> None:
        self._make = make
        self._found: list[tuple[int, IntArray]] = [(0, start)]
        self._ends = self._is_made = False
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="seeder-moves", daemon=True)
        self._is_over = threading.Event()
        self.news = threading.Event()
        self.n_slices = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends = True
        # What is still being compiled ends by itself: nobody waits for it.
        if self._is_made:
            self._is_over.wait()

    def best_after(self, n_slices: int) -> IntArray:
        """The best selection after a number of slices, or now where fewer were made."""
        return next(best for made, best in reversed(self._found) if made <= n_slices)

    def latest(self) -> IntArray:
        """The best selection now."""
        return self._found[-1][1]

    def check(self) -> None:
        """Raise what the thread raised."""
        self.news.clear()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            local = self._make()
            self._is_made = True
            n_moves = local.moves_of_slice
            while not self._ends:
                before = local.best_value
                local.run(n_moves)
                if local.best_value > before:
                    self._found.append((self.n_slices + 1, local.best))
                self.n_slices += 1
                self.news.set()
        except BaseException as failure:
            self._failure = failure
        finally:
            self.news.set()
            self._is_over.set()
