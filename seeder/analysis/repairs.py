"""Find the smallest changes to rules and budgets after which a plan can keep them all."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from seeder.analysis.conflict import Conflict, Part, as_conflict, deletion_filter, only, parts_of
from seeder.problem import Rule, SeedingProblem, spending
from seeder.problem.arrays import IntArray

_MOST_QUESTIONS = 300
_MOST_HALVINGS = 40
_NARROW = 1e-6
"""A budget is known closely enough if its bracket is this part of itself."""

Feasible = Callable[[SeedingProblem], IntArray | None]
"""Returns a feasible selection; None if there is none, or none was found with some effort."""


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The conflicts of an infeasible problem, and the smallest sets of rules and budgets that one has to change.

    Parameters
    ----------
    conflicts
        Irreducible sets that no selection keeps, the first one found first.
    corrections
        Sets of rules and budgets without which the rest can be kept, irreducible and of the smallest size.
    is_complete
        Whether there are no further conflicts.
    """

    conflicts: tuple[Conflict, ...]
    corrections: tuple[Conflict, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True, eq=False)
class Loosened:
    """The least change of a limit after which the rest can be kept.

    Parameters
    ----------
    to
        The new limit: with it, a selection is feasible.
    beyond
        A limit that is not enough, between the old and the new one; of a count, the next to the new one.
    selection
        A selection that keeps the new limit, and everything else; it spends, or asks, exactly so much.
    """

    to: float
    beyond: float
    selection: IntArray


def find_conflicts(
    problem: SeedingProblem, first: Conflict, is_feasible: Callable[[SeedingProblem], bool], *, most: int = 5
) -> Conflicts:
    """Find further conflicts of an infeasible problem, and the smallest corrections.

    Sets of left-out rules and budgets are looked at by their size. A set that leaves a conflict is extended by each
    part of that conflict; a set that leaves none is a correction, and no set that holds it is looked at. The search
    ends at ``most`` conflicts, or after 300 questions to ``is_feasible``.

    Source: Reiter, A theory of diagnosis from first principles, Artificial Intelligence 32, 1987 (hitting-set tree).
    """
    parts = parts_of(problem)
    asked = 0

    def conflicts(kept: Sequence[Part]) -> bool:
        nonlocal asked
        asked += 1
        return not is_feasible(only(problem, kept))

    known: list[frozenset[Part]] = [frozenset(_parts_in(first))]
    corrections: list[frozenset[Part]] = []
    waiting: deque[frozenset[Part]] = deque([frozenset()])
    seen = {frozenset[Part]()}
    is_complete = True
    while waiting:
        left_out = waiting.popleft()
        if any(correction <= left_out for correction in corrections):
            continue
        conflict = next((each for each in known if not each & left_out), None)
        if conflict is None:
            if asked >= _MOST_QUESTIONS:
                is_complete = False
                break
            rest = [part for part in parts if part not in left_out]
            if not conflicts(rest):
                corrections.append(left_out)
                continue
            if len(known) >= most:
                is_complete = False
                continue
            conflict = frozenset(deletion_filter(rest, conflicts))
            known.append(conflict)
        for part in sorted(conflict):
            extended = left_out | {part}
            if extended not in seen:
                seen.add(extended)
                waiting.append(extended)
    size = min(map(len, corrections), default=0)
    smallest = [correction for correction in corrections if len(correction) == size]
    return Conflicts(
        conflicts=tuple(as_conflict(sorted(each)) for each in known),
        corrections=tuple(as_conflict(sorted(each)) for each in smallest),
        is_complete=is_complete,
    )


def _parts_in(conflict: Conflict) -> list[Part]:
    return [*(("rule", at) for at in conflict.rules), *(("budget", at) for at in conflict.resources)]


def loosened_budget(problem: SeedingProblem, resource: int, find: Feasible) -> Loosened | None:
    """Find the least budget of a resource with which a selection is feasible; None if none is, or that is not known."""

    def with_limit(limit: float) -> SeedingProblem:
        budget = problem.budget.copy()
        budget[resource] = limit
        return problem.replace(budget=budget)

    def spent(selection: IntArray) -> float:
        return spending(problem, selection)[resource]

    return _least(float(problem.budget[resource]), with_limit, spent, find)


def loosened_limit(problem: SeedingProblem, position: int, find: Feasible) -> Loosened | None:
    """Find the least limit of a rule on spending with which a selection is feasible; None likewise."""
    rule = problem.rules[position]
    assert rule.resource is not None
    assert rule.upper is not None
    resource = rule.resource

    def with_limit(limit: float) -> SeedingProblem:
        largest = float(problem.cost[resource].sum()) + 1.0
        limited = Rule.limit(rule.options, resource=resource, limit=min(limit, largest))
        return _with_rule(problem, position, limited)

    def spent(selection: IntArray) -> float:
        return spending(problem, np.intersect1d(selection, rule.options))[resource]

    return _least(float(rule.upper), with_limit, spent, find)


def _least(
    limit: float,
    with_limit: Callable[[float], SeedingProblem],
    spent: Callable[[IntArray], float],
    find: Feasible,
) -> Loosened | None:
    """Halve the distance between a limit that is too small and what a feasible selection spends."""
    found = find(with_limit(np.inf))
    if found is None:
        return None
    low, high, kept = limit, spent(found), found
    for _ in range(_MOST_HALVINGS):
        if high - low <= _NARROW * max(abs(high), 1.0):
            break
        middle = (low + high) / 2
        found = find(with_limit(middle))
        if found is None:
            low = middle
        else:
            high, kept = spent(found), found
    return Loosened(high, low, kept)


def loosened_count(problem: SeedingProblem, position: int, find: Feasible) -> Loosened | None:
    """Find the nearest number of a rule on how many are asked with which a selection is feasible; None likewise."""
    rule = problem.rules[position]
    is_least = bool(rule.lower)
    assert rule.is_count
    start = int(rule.lower or 0) if is_least else int(rule.upper or 0)

    def at(number: int) -> SeedingProblem:
        changed = Rule.count(rule.options, at_least=number) if is_least else Rule.count(rule.options, at_most=number)
        return _with_rule(problem, position, changed)

    best = 0 if is_least else len(np.unique(problem.account[rule.options]))
    kept = None if best == start else find(at(best))
    if kept is None:
        return None
    bad, good = start, best
    while abs(good - bad) > 1:
        middle = (good + bad) // 2
        found = find(at(middle))
        if found is None:
            bad = middle
        else:
            good, kept = middle, found
    return Loosened(float(good), float(bad), kept)


def _with_rule(problem: SeedingProblem, position: int, rule: Rule) -> SeedingProblem:
    rules = list(problem.rules)
    rules[position] = rule
    return problem.replace(rules=rules)
