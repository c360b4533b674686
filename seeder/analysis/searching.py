"""Solve a series of similar problems within one time limit, each starting from earlier results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from seeder.problem import SeedingProblem
from seeder.problem.arrays import IntArray
from seeder.solvers import ProgressPoint, Resolve, SolveResult, Stop, TerminationReason, solve
from seeder.solvers.deadline import Deadline

SAME = 1e-9
"""Up to this relative difference, values are the same."""
_PART_OF_TIME = 0.25
"""The share of the time left that one search may take."""
_FINEST_GAPS = (1e-5, 1e-7)
_FEW_ENTRIES, _FEW_OPTIONS = 500, 1_000
"""Problems of so few options, and so few pairs of an option and a cell, are solved to finer gaps than was asked for."""
_FINER_BY = 10.0
_SOME_ENTRIES, _SOME_OPTIONS = 20_000, 5_000
"""Problems of so many are solved to a gap that is finer by this factor."""


@dataclass(frozen=True, eq=False)
class Solved:
    """A problem and what a search found of it."""

    problem: SeedingProblem
    result: SolveResult

    @property
    def selection(self) -> IntArray | None:
        """The best selection that was found."""
        return self.result.selection

    @property
    def lower(self) -> float:
        """Its value; −∞ without one."""
        return -np.inf if self.result.bounds.lower is None else self.result.bounds.lower

    @property
    def upper(self) -> float:
        """What no selection exceeds; −∞ where none is feasible."""
        upper = self.result.bounds.upper
        return -np.inf if upper is None else max(upper, self.lower)

    @property
    def is_infeasible(self) -> bool:
        """Whether no selection is feasible."""
        return self.result.termination.reason is TerminationReason.INFEASIBLE


class Searcher:
    """Solves problems within one time limit.

    Parameters
    ----------
    stop
        Time limit of all searches together, and the relative gap at which one of them ends.
    seed, on_progress
        As in :func:`seeder.solve`.
    most_nodes
        Most nodes of one search; default: no limit.
    """

    def __init__(
        self,
        stop: Stop,
        seed: int,
        on_progress: Callable[[ProgressPoint], None] | None,
        *,
        most_nodes: int | None = None,
    ) -> None:
        self.gap, self._deadline = stop.relative_gap, Deadline.start(stop.time_limit)
        self._seed, self._on_progress, self._most_nodes = seed, on_progress, most_nodes

    @property
    def is_over(self) -> bool:
        """Whether the time limit has passed."""
        return self._deadline.has_passed

    def part(self, share: float) -> Searcher:
        """A searcher that may take this share of the time left; all of it counts as time of this one."""
        left = self._deadline.seconds_left
        stop = Stop(relative_gap=self.gap, time_limit=None if left is None else share * left)
        return Searcher(stop, self._seed, self._on_progress, most_nodes=self._most_nodes)

    @property
    def seconds_left(self) -> float | None:
        """Time until the limit [s]; None without one."""
        return self._deadline.seconds_left

    def solve(
        self,
        problem: SeedingProblem,
        *,
        after: Solved | None = None,
        gap: float | None = None,
        starts: Iterable[IntArray] = (),
        goal: Goal | None = None,
        most_seconds: float | None = None,
        most_nodes: int | None = None,
    ) -> Solved:
        """Solve a problem, from one of the same options that was solved before if there is one, or from selections.

        With a goal, the search ends when it is known whether the best value reaches it. ``most_seconds``: longest time
        of the search; default: a quarter of the time left. ``most_nodes``: after so many nodes from the earlier result,
        the search ends even if its gap is open.

        Raises
        ------
        KeyboardInterrupt
            Where Ctrl-C ended the search.
        """
        left = self._deadline.seconds_left
        if left is not None:
            left = _PART_OF_TIME * left if most_seconds is None else min(left, most_seconds)
        stop = Stop(
            relative_gap=self.gap if gap is None else gap,
            time_limit=left,
            iterations=self._most_nodes,
            value_stop=None if goal is None or not np.isfinite(goal.upper) else goal.upper,
            bound_stop=None if goal is None or not np.isfinite(goal.lower) else goal.lower - 2 * SAME * abs(goal.lower),
        )
        if after is None:
            found = solve(problem, stop=stop, seed=self._seed, starts=starts, on_progress=self._on_progress)
        else:
            again = Resolve(after.problem, after.result)
            found = again.solve_problem(
                problem, stop=stop, seed=self._seed, on_progress=self._on_progress, most_nodes=most_nodes
            )
        if found.is_interrupted:
            raise KeyboardInterrupt
        return Solved(problem, found)

    def decide(
        self, problem: SeedingProblem, goal: Goal, *, after: Solved | None = None, is_rough: bool = False
    ) -> Solved:
        """Solve a problem to finer and finer gaps until it is known whether its best value reaches a goal.

        ``is_rough``: only small problems are solved further than to the gap that was asked for.
        """
        found = after
        for gap in self._gaps(problem, is_rough=is_rough):
            found = self.solve(problem, after=found, gap=gap, goal=goal)
            if goal.is_reached_by(found) or goal.is_missed_by(found) or self.is_over:
                return found
            if goal.is_undecidable(found):
                return found
        assert found is not None
        return found

    def settle(self, problem: SeedingProblem, found: Solved) -> Solved:
        """Solve a problem that much depends on to finer gaps than others."""
        if _n_entries(problem) > _SOME_ENTRIES or problem.n_options > _SOME_OPTIONS or found.is_infeasible:
            return found
        for power in (1, 2):
            if not self.is_over:
                found = self.solve(problem, after=found, gap=self.gap / _FINER_BY**power)
        return found

    def _gaps(self, problem: SeedingProblem, *, is_rough: bool) -> Iterator[float]:
        yield self.gap
        if is_small(problem):
            yield from (gap for gap in _FINEST_GAPS if gap < self.gap)
        elif not is_rough and _n_entries(problem) <= _SOME_ENTRIES and problem.n_options <= _SOME_OPTIONS:
            yield self.gap / _FINER_BY


def is_small(problem: SeedingProblem) -> bool:
    """Whether a problem is solved to the finest gaps in little time."""
    return _n_entries(problem) <= _FEW_ENTRIES and problem.n_options <= _FEW_OPTIONS


def _n_entries(problem: SeedingProblem) -> int:
    return 0 if problem.coverage is None else len(problem.coverage.cell)


@dataclass(frozen=True)
class Goal:
    """A value to reach, known up to a range: it is reached from ``upper`` on, and missed below ``lower``."""

    lower: float
    upper: float

    def is_reached(self, value: float) -> bool:
        """Whether a value reaches the goal for sure."""
        return value >= self.upper - SAME * abs(self.upper) if np.isfinite(self.upper) else value > self.upper

    def is_missed(self, bound: float) -> bool:
        """Whether no value up to a bound reaches the goal."""
        return bound < self.lower - SAME * abs(self.lower) if np.isfinite(self.lower) else bound < self.lower

    def is_undecidable(self, found: Solved) -> bool:
        """Whether no finer gap can tell, as the goal itself is not known so closely."""
        return found.lower >= self.lower and found.upper < self.upper

    def is_reached_by(self, found: Solved) -> bool:
        """Whether the selection that was found reaches the goal."""
        return found.selection is not None and self.is_reached(found.lower)

    def is_missed_by(self, found: Solved) -> bool:
        """Whether no feasible selection reaches the goal."""
        return found.is_infeasible or self.is_missed(found.upper)
