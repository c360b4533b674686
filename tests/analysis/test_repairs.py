"""All conflicts and the least repairs, against enumeration."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.problems import small_problems

from seeder.analysis.conflict import Conflict, Part, find_conflict, only, parts_of
from seeder.analysis.repairs import find_conflicts, loosened_budget, loosened_count, loosened_limit
from seeder.problem import Rule, SeedingProblem, evaluate, spending
from seeder.problem.arrays import IntArray


def by_enumeration(problem: SeedingProblem) -> bool:
    return best_by_enumeration(problem) is not None


def found_by_enumeration(problem: SeedingProblem) -> IntArray | None:
    feasible = (chosen for chosen in all_selections(problem) if evaluate(problem, chosen).is_feasible)
    chosen = next(feasible, None)
    return None if chosen is None else np.array(chosen, dtype=np.int64)


def parts_in(conflict: Conflict) -> frozenset[Part]:
    return frozenset([*(("rule", at) for at in conflict.rules), *(("budget", at) for at in conflict.resources)])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_all_conflicts_and_the_smallest_corrections(data: st.DataObject) -> None:
    problem = data.draw(small_problems(most_accounts=3))
    assume(not by_enumeration(problem))
    parts = parts_of(problem)
    assume(len(parts) <= 6)
    breaks = {
        frozenset(kept): not by_enumeration(only(problem, kept))
        for size in range(len(parts) + 1)
        for kept in combinations(parts, size)
    }
    smallest = {kept for kept, bad in breaks.items() if bad and not any(breaks[kept - {part}] for part in kept)}
    found = find_conflicts(problem, find_conflict(problem, by_enumeration), by_enumeration, most=50)
    assert found.is_complete
    assert {parts_in(conflict) for conflict in found.conflicts} == smallest
    everything = frozenset(parts)
    least = min(len(gone) for gone in breaks if not breaks[everything - gone])
    expected = {gone for gone in breaks if len(gone) == least and not breaks[everything - gone]}
    assert {parts_in(correction) for correction in found.corrections} == expected


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_least_change_of_one_limit(data: st.DataObject) -> None:
    problem = data.draw(small_problems(most_accounts=4))
    assume(not by_enumeration(problem))
    for resource in np.flatnonzero(np.isfinite(problem.budget)).tolist():
        budget = problem.budget.copy()
        budget[resource] = np.inf
        free = problem.replace(budget=budget)
        spent = [
            spending(free, chosen)[resource] for chosen in all_selections(free) if evaluate(free, chosen).is_feasible
        ]
        found = loosened_budget(problem, resource, found_by_enumeration)
        if not spent:
            assert found is None
        elif min(spent) > problem.budget[resource]:
            assert found is not None
            assert min(spent) <= found.to <= min(spent) + 1e-6 * max(1.0, min(spent))
            assert problem.budget[resource] <= found.beyond < found.to
    for position, rule in enumerate(problem.rules):
        if rule.resource is not None or not rule.is_count or (rule.lower and rule.upper is not None):
            continue
        is_least = bool(rule.lower)
        feasible = []
        for number in range(problem.n_options + 1):
            rules = list(problem.rules)
            rules[position] = (
                Rule.count(rule.options, at_least=number) if is_least else Rule.count(rule.options, at_most=number)
            )
            if by_enumeration(problem.replace(rules=rules)):
                feasible.append(number)
        loosened = loosened_count(problem, position, found_by_enumeration)
        nearest = (max if is_least else min)(feasible, default=None)
        assert (None if loosened is None else loosened.to) == nearest


def test_a_limit_on_spending_is_raised_to_what_is_needed() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[1, 1, 1],
        cost=[3.25, 4.5, 1],
        budget=[10],
        rules=[Rule.limit([0, 1], resource=0, limit=3), Rule.count([0, 1], at_least=2)],
    )
    found = loosened_limit(problem, 0, found_by_enumeration)
    assert found is not None
    assert found.to == 7.75


def test_the_search_for_conflicts_ends_at_a_limit() -> None:
    pins = [Rule.count([at], at_least=1) for at in range(6)]
    bans = [Rule.count([at], at_most=0) for at in range(6)]
    problem = SeedingProblem(account=range(6), value_if_yes=[1] * 6, cost=[1] * 6, budget=[10], rules=[*pins, *bans])
    found = find_conflicts(problem, find_conflict(problem, by_enumeration), by_enumeration, most=3)
    assert len(found.conflicts) == 3
    assert not found.is_complete
