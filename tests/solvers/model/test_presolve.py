"""What presolve leaves has the same best value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.problems import small_problems

from seeder.problem import Rule, SeedingProblem, evaluate, value
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model


def obeys(model: Model, chosen: np.ndarray) -> bool:
    """Whether positions in a model keep its rows, its accounts and its pins."""
    counts = np.bincount(model.owner[chosen], minlength=model.n_accounts)
    if (counts > 1).any() or (counts[model.must] == 0).any():
        return False
    for row in model.row:
        used = int(row.whole[np.isin(row.option, chosen)].sum())
        if (row.lower is not None and used < row.lower) or (row.upper is not None and used > row.upper):
            return False
    return True


@settings(max_examples=120, deadline=None)
@given(problem=small_problems(most_accounts=4))
def test_model_and_problem_agree(problem: SeedingProblem) -> None:
    best = best_by_enumeration(problem)
    for drop_dominated in (False, True):
        model = build_model(problem, drop_dominated=drop_dominated)
        if model.contradiction is not None:
            assert best is None
            continue
        position = {int(option): place for place, option in enumerate(model.option)}
        values = []
        for selection in all_selections(problem):
            is_inside = all(option in position for option in selection)
            chosen = np.array([position[option] for option in selection if is_inside], dtype=np.int64)
            is_feasible = evaluate(problem, list(selection)).is_feasible
            if is_inside:
                assert obeys(model, chosen) == is_feasible
            if is_inside and is_feasible:
                values.append(value(problem, list(selection)))
            if not drop_dominated and is_feasible:
                assert is_inside
        assert max(values, default=None) == best


def left(*rules: Rule, **changes: Any) -> list[int]:
    arguments: dict[str, Any] = {
        "account": [0, 0, 1, 1],
        "value_if_yes": [5.0, 5.0, 4.0, 7.0],
        "cost": [[2.0, 3.0, 1.0, 1.5]],
        "budget": [4.0],
    }
    kept: list[int] = build_model(SeedingProblem(**(arguments | changes), rules=rules)).option.tolist()
    return kept


def test_what_is_dropped_by_hand() -> None:
    assert left() == [0, 2, 3]
    assert left(cost=[[2.0, 2.0, 1.0, 1.0]]) == [0, 3]
    assert left(budget=[1.0]) == [2]
    assert left(Rule.count([0], at_most=0)) == [1, 2, 3]
    assert left(Rule.count([1], at_least=1)) == [1, 2, 3]
    # Option 0 is in a count that option 1 is not in: neither is needed less.
    assert left(Rule.count([0, 2, 3], at_most=1)) == [0, 1, 2, 3]
    assert left(Rule.count([1, 2, 3], at_least=1)) == [0, 1, 2, 3]
    assert left(Rule.limit([2, 3], resource=0, limit=1.0)) == [0, 2]
    assert left(value_if_yes=[0.0, 0.0, 4.0, 7.0]) == [2, 3]


def test_what_helps_to_keep_a_rule_is_kept() -> None:
    # Option 1 is worth nothing, and account 1 needs it.
    assert left(value_if_yes=[0.0, 0.0, 4.0, 7.0]) == [2, 3]
    assert left(Rule.together([1], [2, 3]), value_if_yes=[0.0, 0.0, 4.0, 7.0]) == [1, 2, 3]
    assert left(Rule.share([2, 3], of=[0, 1, 2, 3], at_most=0.5), value_if_yes=[0.0, 0.0, 4.0, 7.0]) == [0, 2, 3]
    assert left(Rule.share([0, 1], of=[0, 1, 2, 3], at_most=0.5), value_if_yes=[5.0, 5.0, 0.0, 0.0]) == [0, 2]


def test_rows_that_nothing_breaks_are_left_out() -> None:
    problem = SeedingProblem(
        account=[0, 0, 1],
        value_if_yes=[1.0, 2.0, 3.0],
        cost=[[0.1, 0.2, 0.1], [5.0, 9.0, 1.0]],
        budget=[0.3, 9.0],
        rules=[Rule.count([0, 1, 2], at_most=2), Rule.count([0, 1], at_most=1)],
    )
    rows = build_model(problem).row
    assert [(row.resource, row.rule) for row in rows] == [(1, None)]


def test_a_budget_counts_in_steps_of_its_costs() -> None:
    problem = SeedingProblem(account=[0, 1], value_if_yes=[1.0, 2.0], cost=[[1.5, 3.0]], budget=[4.4])
    (row,) = build_model(problem).row
    assert (row.whole.tolist(), row.upper, row.bound) == ([15, 30], 30, 3.0)


@pytest.mark.parametrize(
    "rules",
    [
        [Rule.count([0, 2], at_least=3)],
        [Rule.count([0, 1], at_least=2)],
        [Rule.count([0, 2], at_least=2, at_most=1)],
        [Rule.count([], at_least=1)],
        [Rule.count([0], at_least=1), Rule.count([0, 1], at_most=0)],
    ],
)
def test_contradictions_of_single_rules_are_named(rules: list[Rule]) -> None:
    problem = SeedingProblem(
        account=[0, 0, 1], value_if_yes=[1.0, 2.0, 3.0], cost=[[1.0, 1.0, 1.0]], budget=[9.0], rules=rules
    )
    assert build_model(problem).contradiction is not None
