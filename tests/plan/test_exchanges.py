"""Stand-ins against trying every exchange."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections
from oracles.overlapping import coverage_problems
from oracles.problems import small_problems
from oracles.results import result_of

from seeder.plan.exchanges import find_exchanges
from seeder.problem import Coverage, Rule, SeedingProblem, evaluate, value
from seeder.solvers import SolveResult, solve


def adds_something(problem: SeedingProblem, rest: list[int], option: int) -> bool:
    """Whether an option has people of its own, or moves a cell that nobody of the rest is certain to move."""
    if problem.value[option] > 0:
        return True
    if problem.coverage is None:
        return False
    chances = np.zeros((problem.n_options, problem.coverage.n_cells))
    for one in range(problem.n_options):
        part = slice(problem.coverage.start[one], problem.coverage.start[one + 1])
        chances[one, problem.coverage.cell[part]] = problem.acceptance[one] * problem.coverage.chance[part]
    is_open = (chances[rest] < 1.0).all(axis=0) & (problem.coverage.weight > 0)
    return bool((chances[option, is_open] > 0).any())


def best_exchanges(problem: SeedingProblem, chosen: list[int]) -> dict[int, float]:
    """Account left out → the largest value of a feasible exchange that adds something to the rest of the plan."""
    asked = {int(problem.account[option]) for option in chosen}
    best: dict[int, float] = {}
    for option in range(problem.n_options):
        account = int(problem.account[option])
        if account in asked:
            continue
        for pick in chosen:
            rest = [other for other in chosen if other != pick]
            swapped = evaluate(problem, [*rest, option])
            if swapped.is_feasible and adds_something(problem, rest, option):
                best[account] = max(best.get(account, -1.0), swapped.value)
    return best


def assert_best(problem: SeedingProblem, result: SolveResult, *, n_reserves: int = 100) -> None:
    assert result.selection is not None
    best = best_exchanges(problem, result.selection.tolist())
    found = find_exchanges(problem, result, n_reserves=n_reserves)
    values = [one.value for one in found]
    assert values == sorted(values, reverse=True)
    assert values == pytest.approx(sorted(best.values(), reverse=True)[:n_reserves], abs=1e-9)
    for one in found:
        assert one.value == pytest.approx(best[int(problem.account[one.option])], abs=1e-9)
        rest = [other for other in result.selection.tolist() if other != one.replaces]
        assert one.value == value(problem, [*rest, one.option])


@settings(max_examples=80)
@given(small_problems(most_accounts=5))
def test_each_account_stands_in_where_it_keeps_the_most(problem: SeedingProblem) -> None:
    result = solve(problem)
    assume(result.selection is not None and len(result.selection))
    assert_best(problem, result)


@settings(max_examples=60)
@given(problem=coverage_problems(), data=st.data())
def test_each_account_stands_in_where_it_keeps_the_most_of_people_who_overlap(
    problem: SeedingProblem, data: st.DataObject
) -> None:
    feasible = [one for one in all_selections(problem) if one and evaluate(problem, list(one)).is_feasible]
    assume(feasible)
    result = result_of(problem, list(data.draw(st.sampled_from(feasible))))
    assert_best(problem, result)
    assert_best(problem, result, n_reserves=1)


def twins() -> SeedingProblem:
    """Pick 0 and option 2 move the same 100 people; pick 1 moves 40 others, option 3 20 others."""
    coverage = Coverage(
        weight=[100.0, 40.0, 20.0], start=[0, 1, 2, 3, 4], cell=[0, 1, 0, 2], chance=[1.0, 1.0, 1.0, 1.0]
    )
    return SeedingProblem(
        account=[0, 1, 2, 3], value_if_yes=np.zeros(4), cost=np.ones((1, 4)), budget=[2], coverage=coverage
    )


def test_who_adds_nothing_to_the_plan_can_be_its_best_stand_in() -> None:
    found = find_exchanges(twins(), result_of(twins(), [0, 1]), n_reserves=5)
    assert [(one.replaces, one.option, one.value) for one in found] == [(0, 2, 140.0), (1, 3, 120.0)]


@pytest.mark.parametrize("limit", ["MOST_CANDIDATES", "_MOST_MEETINGS"])
def test_few_candidates_are_the_foremost(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for two candidates there is one of each kind; with one meeting only the twin is tried."""
    monkeypatch.setattr(f"seeder.plan.exchanges.{limit}", 2 if limit == "MOST_CANDIDATES" else 1)
    weight = [100.0, 40.0, 20.0, 1.0, 0.5]
    start = [0, 1, 2, 3, 4, 5, 6, 7]
    coverage = Coverage(weight=weight, start=start, cell=[0, 1, 0, 2, 3, 4, 1], chance=np.ones(7))
    problem = SeedingProblem(
        account=np.arange(7), value_if_yes=np.zeros(7), cost=np.ones((1, 7)), budget=[2], coverage=coverage
    )
    found = find_exchanges(problem, result_of(problem, [0, 1]), n_reserves=9)
    expected = {"MOST_CANDIDATES": [2, 3], "_MOST_MEETINGS": [2]}
    assert [one.option for one in found] == expected[limit]


def test_blocks_of_candidates_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    result = result_of(twins(), [0, 1])
    whole = find_exchanges(twins(), result, n_reserves=5)
    monkeypatch.setattr("seeder.plan.exchanges._EXCHANGES_AT_ONCE", 1)
    assert find_exchanges(twins(), result, n_reserves=5) == whole


def test_banned_options_crowd_nobody_out() -> None:
    """Of 6,000 accounts the best 3,000 are banned, one rule each: stand-ins come from the others."""
    n = 6_000
    problem = SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.arange(n, 0, -1),
        cost=np.ones(n),
        budget=[10],
        rules=[Rule.count([option], at_most=0) for option in range(3_000)],
    )
    found = find_exchanges(problem, solve(problem), n_reserves=3)
    assert [one.option for one in found] == [3_010, 3_011, 3_012]
