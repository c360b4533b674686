"""Greedy selections keep every rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from oracles.problems import small_problems

from seeder.problem import Rule, SeedingProblem, evaluate
from seeder.solvers.heuristics.greedy import greedy_selections, select_in_order
from seeder.solvers.model.presolve import build_model


@settings(max_examples=200, deadline=None)
@given(problem=small_problems())
def test_greedy_selections_are_feasible(problem: SeedingProblem) -> None:
    model = build_model(problem)
    assume(model.contradiction is None)
    for selection in greedy_selections(model):
        assert evaluate(problem, model.option[selection]).is_feasible


def test_by_value_and_by_value_per_hour() -> None:
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[10.0, 6.0, 6.0], cost=[[4.0, 2.0, 2.0]], budget=[4.0])
    assert [selection.tolist() for selection in greedy_selections(build_model(problem))] == [[0], [1, 2]]


def test_what_costs_nothing_comes_first() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2, 3],
        value_if_yes=[1.0, 2.0, 9.0, 8.0],
        cost=[[0.0, 0.0, 1.0, 1.0]],
        budget=[1.0],
        rules=[Rule.count([0, 1, 2, 3], at_most=2)],
    )
    by_value, by_ratio = greedy_selections(build_model(problem))
    assert (by_value.tolist(), by_ratio.tolist()) == ([1, 2], [0, 1])


def test_pins_and_lower_counts_come_first() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2, 3],
        value_if_yes=[1.0, 2.0, 50.0, 60.0],
        cost=[[1.0, 1.0, 1.0, 1.0]],
        budget=[3.0],
        rules=[Rule.count([0], at_least=1), Rule.count([1, 2], at_least=1)],
    )
    model = build_model(problem)
    chosen = select_in_order(model, np.argsort(-model.value))
    assert chosen is not None
    assert model.option[chosen].tolist() == [0, 2, 3]


def test_what_a_share_needs_comes_along() -> None:
    # 30 % or more of account 3: it comes with the first of the others, and again nothing after three of those.
    problem = SeedingProblem(
        account=[0, 1, 2, 3, 4],
        value_if_yes=[9.0, 8.0, 7.0, 1.0, 6.0],
        cost=[[1.0] * 5],
        budget=[4.0],
        rules=[Rule.share([3], of=[0, 1, 2, 3, 4], at_least=0.3)],
    )
    model = build_model(problem)
    chosen = select_in_order(model, np.argsort(-model.value))
    assert chosen is not None
    assert model.option[chosen].tolist() == [0, 1, 3]


def test_a_share_at_most_is_filled_up_by_others() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2, 3],
        value_if_yes=[9.0, 8.0, 1.0, 2.0],
        cost=[[1.0] * 4],
        budget=[4.0],
        rules=[Rule.share([0, 1], of=[0, 1, 2, 3], at_most=0.5)],
    )
    model = build_model(problem)
    chosen = select_in_order(model, np.argsort(-model.value))
    assert chosen is not None
    assert model.option[chosen].tolist() == [0, 1, 2, 3]


def test_accounts_together_come_as_a_whole_or_not() -> None:
    lists = [Rule.together([0], [1]), Rule.together([0], [2])]
    given: dict[str, Any] = {"account": [0, 1, 2, 3], "value_if_yes": [9.0, 1.0, 1.0, 5.0], "cost": [[1.0] * 4]}
    for budget, expected in ((3.0, [0, 1, 2]), (2.0, [3])):
        model = build_model(SeedingProblem(**given, budget=[budget], rules=lists))
        chosen = select_in_order(model, np.argsort(-model.value))
        assert chosen is not None
        assert model.option[chosen].tolist() == expected
    pinned = build_model(SeedingProblem(**given, budget=[3.0], rules=[*lists, Rule.count([1], at_least=1)]))
    assert [pinned.option[selection].tolist() for selection in greedy_selections(pinned)] == [[0, 1, 2]] * 2


def test_cheap_ways_to_meet_a_count_are_found() -> None:
    # By value or value per hour the first choice leaves no room for the second.
    problem = SeedingProblem(
        account=[0, 0, 1],
        value_if_yes=[90.0, 1.0, 1.0],
        cost=[[2.0, 1.0, 1.0]],
        budget=[2.0],
        rules=[Rule.count([0, 1, 2], at_least=2)],
    )
    model = build_model(problem)
    assert [model.option[selection].tolist() for selection in greedy_selections(model)] == [[1, 2]]
