"""Find the best value at rising budgets of a resource: each search starts from what the others found and proved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from seeder.analysis.frontier import ASKS, Frontier, FrontierPoint
from seeder.analysis.largest import largest_account
from seeder.analysis.whole_outcome import outcome_of
from seeder.argument_kinds import in_words
from seeder.certify import certified_bound
from seeder.errors import ArgumentError
from seeder.figures import nearest_round
from seeder.formulation import Formulation
from seeder.frozen_mapping import FrozenMapping
from seeder.problem import Rule, SeedingProblem, evaluate
from seeder.problem.arrays import IntArray
from seeder.scenario.document.effort_words import resource_of
from seeder.solvers import ProgressPoint, Resolve, SolveResult, Stop, TerminationReason, solve
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.presolve import build_model
from seeder.solvers.warm_start import carried_certificate, repaired
from seeder.spelling import did_you_mean

_POINTS_PER_BUDGET = 4
"""Without other wishes, points lie a quarter of today's budget apart, up to twice of it."""
_MOST_POINTS = 200
_ROUNDED_BY = 0.1
"""Share of the distance between two points by which one may be moved to a round number."""
_PART_FOR_DRAWS = 0.1
"""Share of a time limit that the draws of all points may take after it."""


def frontier_of(
    formulation: Formulation,
    *,
    resource: str = "effort",
    start: float | None = None,
    end: float | None = None,
    n_points: int | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
) -> Frontier:
    """Find the best value at rising budgets of a resource.

    Today's budget is solved first. What it proves bounds every other budget too: the same multipliers are evaluated
    there, a plan is also a plan at every larger budget, and a bound is also one at every smaller. The point with the
    widest band between value and bound is solved next, from the nearest that is solved, until all bands are as narrow
    as the gap asks, or the time is over.

    Parameters
    ----------
    resource
        A resource of the scenario, or ``asks``: the number of accounts asked.
    start, end
        The smallest and the largest budget; default: a quarter of today's and twice of it.
    n_points
        How many budgets, both ends among them; default 8.
    stop
        Time limit of the whole, and relative gap of every point; default: no limit, and 1e-3.

    Raises
    ------
    ArgumentError
        Where there is no such resource, or budgets are not as described.
    """
    stop = Stop(relative_gap=1e-3) if stop is None else stop
    problem = formulation.problem
    check_points(resource, start, end, n_points)
    resource = resource_of(resource)
    position = _position_of(problem, resource)
    search = _Search(formulation, position, stop, seed, on_progress)
    today = float("inf") if position is None else float(problem.budget[position])
    is_stated = not np.isinf(today)
    if not is_stated:
        today = search.used_by_best(position)
    budgets = _budgets(resource, today, start, end, n_points, is_stated=is_stated)
    search.run(budgets, today)
    return _frontier(formulation, resource, budgets, search, stop, seed)


def _position_of(problem: SeedingProblem, resource: str) -> int | None:
    """Position of a resource; None for the number of asks."""
    if resource in problem.resources:
        return problem.resources.index(resource)
    if resource == ASKS:
        return None
    known = [*problem.resources, ASKS]
    near = did_you_mean(resource, known)
    meant = f". Did you mean {near!r}?" if near else ""
    raise ArgumentError(f"resource: expected {' or '.join(map(repr, known))}, found {resource!r}{meant}")


def check_points(resource: Any, start: Any, end: Any, n_points: Any) -> None:
    """Refuse what says neither which resource to vary, nor from where, to where and in how many points."""
    if not isinstance(resource, str):
        raise ArgumentError(f"resource: expected the name of a resource, or asks, found {in_words(resource)}")
    for name, given in (("start (--from)", start), ("end (--to)", end)):
        is_number = isinstance(given, int | float | np.number) and not isinstance(given, bool)
        if given is not None and not (is_number and 0 <= given < np.inf):
            raise ArgumentError(f"{name}: expected an amount of 0 or more, found {in_words(given)}")
    is_count = isinstance(n_points, int | np.integer) and not isinstance(n_points, bool)
    if n_points is not None and not (is_count and 2 <= n_points <= _MOST_POINTS):
        raise ArgumentError(f"points: expected a number from 2 to {_MOST_POINTS}, found {in_words(n_points)}")


def _budgets(
    resource: str,
    today: float,
    start: float | None,
    end: float | None,
    n_points: int | None,
    *,
    is_stated: bool,
) -> tuple[float, ...]:
    """Budgets of the points: round numbers, but what the user stated and twice of it as they are."""
    last = 2.0 * today if end is None else float(end)
    if start is None and end is None and n_points is None:
        found = [today * k / _POINTS_PER_BUDGET for k in range(1, 2 * _POINTS_PER_BUDGET + 1)]
    else:
        count = 2 * _POINTS_PER_BUDGET if n_points is None else n_points
        first = last / count if start is None else float(start)
        if first > last:
            raise ArgumentError(f"start (--from): {first:g} is above the largest budget, {last:g}")
        found = [first + (last - first) * k / (count - 1) for k in range(count)]
    if resource == ASKS:
        return tuple(sorted({float(max(0, round(budget))) for budget in found}))
    room = _ROUNDED_BY * (found[-1] - found[0]) / (len(found) - 1)
    stated = [each for each in (start, end) if each is not None] + ([today, 2.0 * today] if is_stated else [])
    kept = {round(each, 6) for each in stated}
    exact = [round(budget, 6) for budget in found]
    return tuple(sorted({budget if budget in kept else round(nearest_round(budget, room), 6) for budget in exact}))


class _Search:
    """What is known at each budget, and the next point to solve."""

    def __init__(
        self,
        formulation: Formulation,
        position: int | None,
        stop: Stop,
        seed: int,
        on_progress: Callable[[ProgressPoint], None] | None,
    ) -> None:
        self._problem, self._position = formulation.problem, position
        self._gap, self._deadline = stop.relative_gap, Deadline.start(stop.time_limit)
        self._seed, self._on_progress = seed, on_progress
        self.problem: list[SeedingProblem] = []
        self.value: list[float] = []
        self.bound: list[float] = []
        self.selection: list[IntArray | None] = []
        self._solved: dict[int, SolveResult] = {}

    def used_by_best(self, position: int | None) -> float:
        """What the best plan of today uses of a resource without a budget, or how many it asks."""
        found = solve(self._problem, stop=self._stop(1), seed=self._seed, on_progress=self._on_progress)
        if found.selection is None:
            return 0.0
        if position is None:
            return float(len(found.selection))
        return float(evaluate(self._problem, found.selection).spent[position])

    def run(self, budgets: tuple[float, ...], today: float) -> None:
        """Solve where the band is widest until none is too wide."""
        n = len(budgets)
        self.problem = [self._at(budget) for budget in budgets]
        self.value, self.bound, self.selection = [-np.inf] * n, [np.inf] * n, [None] * n
        place = int(np.argmin(np.abs(np.array(budgets) - today)))
        while True:
            self._solve(place, n)
            band = [self._band(at) for at in range(n)]
            left = [at for at in range(n) if at not in self._solved and band[at] > self._gap]
            if not left:
                return
            if self._deadline.has_passed:
                self._fill(left)
                return
            place = max(left, key=lambda at: (band[at], -at))

    def _fill(self, left: list[int]) -> None:
        """Give points that the time limit left a plan: what fits of the nearest plan, and what else does."""
        for at in left:
            known = [other for other in self._solved if self._solved[other].selection is not None]
            if not known:
                return
            near = self._solved[min(known, key=lambda other: (abs(other - at), other))].selection
            assert near is not None
            model = build_model(self.problem[at])
            found = repaired(model, near)
            if found is not None:
                self._offer(at, model.restriction.selection(found))

    def _offer(self, place: int, selection: IntArray) -> None:
        """Take a selection at a point and all larger budgets, where it is feasible and better."""
        made = evaluate(self.problem[place], selection)
        if made.is_feasible:
            for at in range(place, len(self.problem)):
                if made.value > self.value[at]:
                    self.value[at], self.selection[at] = made.value, np.sort(selection)

    def _at(self, budget: float) -> SeedingProblem:
        problem = self._problem
        if self._position is None:
            # In place of the scenario's own limit on accounts, if it has one.
            kept = [rule for rule in problem.rules if not _limits_asks(rule, problem.n_options)]
            return problem.replace(rules=(*kept, Rule.count(np.arange(problem.n_options), at_most=int(budget))))
        changed = problem.budget.copy()
        changed[self._position] = budget
        return problem.replace(budget=changed)

    def _stop(self, n_left: int) -> Stop:
        left = self._deadline.seconds_left
        return Stop(relative_gap=self._gap, time_limit=None if left is None else max(0.0, left) / n_left)

    def _solve(self, place: int, n: int) -> None:
        stop = self._stop(max(1, n - len(self._solved)))
        problem = self.problem[place]
        if self._solved:
            nearest = min(self._solved, key=lambda at: (abs(at - place), at))
            again = Resolve(self.problem[nearest], self._solved[nearest])
            found = again.solve_problem(problem, stop=stop, seed=self._seed, on_progress=self._on_progress)
        else:
            found = solve(problem, stop=stop, seed=self._seed, on_progress=self._on_progress)
        self._solved[place] = found
        if found.is_interrupted:
            raise KeyboardInterrupt
        if found.termination.reason is TerminationReason.INFEASIBLE:
            # Nothing fits within a smaller budget either.
            for at in range(place + 1):
                self.bound[at] = -np.inf
            return
        if found.selection is not None:
            self._offer(place, found.selection)
        if found.bounds.upper is not None:
            for at in range(place + 1):
                self.bound[at] = min(self.bound[at], found.bounds.upper)
        self._carry_over(place, found)

    def _carry_over(self, place: int, found: SolveResult) -> None:
        """Evaluate what was proved here at every other budget."""
        for at in range(len(self.problem)):
            if at == place or at in self._solved:
                continue
            carried = carried_certificate(self.problem[place], found, self.problem[at])
            if carried is not None:
                bound = certified_bound(self.problem[at], carried)
                for smaller in range(at + 1):
                    self.bound[smaller] = min(self.bound[smaller], bound)

    def _band(self, at: int) -> float:
        if self.bound[at] == -np.inf:
            return 0.0
        if self.selection[at] is None:
            return np.inf
        return 0.0 if self.bound[at] <= 0 else 1.0 - self.value[at] / self.bound[at]


def _limits_asks(rule: Rule, n_options: int) -> bool:
    return rule.is_count and len(rule.options) == n_options and rule.upper is not None and not rule.lower


def _frontier(
    formulation: Formulation, resource: str, budgets: tuple[float, ...], search: _Search, stop: Stop, seed: int
) -> Frontier:
    problem = formulation.problem
    percentiles: dict[bytes, tuple[float, float]] = {}
    picks: list[tuple[str, ...]] = []
    points: list[FrontierPoint] = []
    for at, budget in enumerate(budgets):
        selection = search.selection[at]
        if selection is None:
            picks.append(())
            bound = search.bound[at] if np.isfinite(search.bound[at]) else None
            points.append(FrontierPoint(budget, None, bound, None, None, FrozenMapping({}), (), None))
            continue
        key = selection.tobytes()
        if key not in percentiles:
            seconds = None if stop.time_limit is None else _PART_FOR_DRAWS * stop.time_limit / len(budgets)
            outcome = outcome_of(formulation, selection, seed=seed, seconds=seconds)
            percentiles[key] = outcome.p10, outcome.p50
        picks.append(tuple(formulation.account_name(option) for option in selection.tolist()))
        spent = evaluate(problem, selection).spent
        following = search.value[at + 1] if at + 1 < len(budgets) else -np.inf
        per_unit = (following - search.value[at]) / (budgets[at + 1] - budget) if np.isfinite(following) else None
        points.append(
            FrontierPoint(
                budget=budget,
                value=search.value[at],
                # A bound is no less than a value: they differ by what sums of floats round.
                bound=max(search.bound[at], search.value[at]),
                p10=percentiles[key][0],
                p50=percentiles[key][1],
                spent=FrozenMapping(dict(zip(problem.resources, spent, strict=True))),
                picks=picks[-1],
                per_unit=per_unit,
            )
        )
    return Frontier(
        resource=resource,
        objective=formulation.scenario.document.objective.value,
        points=tuple(points),
        enters=_changes(budgets, [(), *picks[:-1]], picks),
        leaves=_changes(budgets, picks, [(), *picks[:-1]]),
        largest=largest_account(formulation),
        gap=stop.relative_gap,
        currency=formulation.scenario.currencies,
        cautions=tuple(f"Caution: {note}" for note in formulation.scenario.notes),
    )


def _changes(
    budgets: tuple[float, ...], before: list[tuple[str, ...]], after: list[tuple[str, ...]]
) -> FrozenMapping[str, tuple[float, ...]]:
    """Account → budgets at which it is in the second list of a point and not in the first."""
    found: dict[str, list[float]] = {}
    for budget, ones, others in zip(budgets, before, after, strict=True):
        for account in [name for name in others if name not in set(ones)]:
            found.setdefault(account, []).append(budget)
    return FrozenMapping({account: tuple(at) for account, at in found.items()})
