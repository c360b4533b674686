"""Feasible or not, against enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from oracles.enumeration import best_by_enumeration
from oracles.problems import small_problems

from seeder.problem import Rule, SeedingProblem, evaluate
from seeder.solvers import Stop, is_feasible
from seeder.solvers.feasibility import Feasibility, find_feasible


@settings(max_examples=200, deadline=None)
@given(problem=small_problems())
def test_feasibility_is_that_of_enumeration(problem: SeedingProblem) -> None:
    found = find_feasible(problem)
    expected = best_by_enumeration(problem) is not None
    assert (found.feasibility is Feasibility.FEASIBLE) == expected
    assert is_feasible(problem) == expected
    if found.selection is not None:
        assert evaluate(problem, found.selection).is_feasible


def crossed(n: int, least: int) -> SeedingProblem:
    """Two accounts of every neighbouring three, and a limit on those: no single rule contradicts another."""
    return SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.ones(n),
        cost=[np.full(n, 0.1)],
        budget=[100.0],
        rules=[
            *(Rule.count([i, (i + 1) % n, (i + 2) % n], at_least=2) for i in range(n)),
            Rule.limit(np.arange(n), resource=0, limit=0.1 * least),
        ],
    )


@pytest.mark.parametrize(("least", "expected"), [(10, True), (9, False)])
def test_rules_that_only_conflict_together(least: int, expected: bool) -> None:
    # Each account is in three triples of two: 15 · 2 / 3 = 10 accounts are needed.
    assert is_feasible(crossed(15, least)) is expected


def test_decimals_decide() -> None:
    def three(budget: float) -> SeedingProblem:
        return SeedingProblem(
            account=range(3), value_if_yes=np.ones(3), cost=[[0.1, 0.1, 0.1]], budget=[budget],
            rules=[Rule.count([0, 1, 2], at_least=3)],
        )  # fmt: skip

    assert is_feasible(three(0.3)) is True
    assert is_feasible(three(0.2999)) is False


def test_costs_of_many_digits_are_decided_exactly() -> None:
    costs = [1 / 3, 1 / 3, 1 / 3 + 1e-9, 1 / 7, 2 / 7, 4 / 7 - 1e-8]

    def some(limit: float) -> SeedingProblem:
        return SeedingProblem(
            account=range(6), value_if_yes=np.ones(6), cost=[costs], budget=[limit],
            rules=[Rule.count(options, at_least=k) for options, k in (([0, 3, 5], 1), ([1, 4], 1), ([2, 3, 4], 2))],
        )  # fmt: skip

    least = 1 / 7 + 2 / 7
    assert is_feasible(some(least)) is True
    assert is_feasible(some(least - 2e-9)) is False


def test_no_time_is_no_answer() -> None:
    assert is_feasible(crossed(15, 9), stop=Stop(time_limit=0.0)) is None
