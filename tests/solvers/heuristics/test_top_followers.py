"""The top-followers list against its definition, step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from oracles.problems import small_problems

from seeder.problem import CountRule, LimitRule, SeedingProblem, ViolationKind, evaluate
from seeder.solvers.heuristics.top_followers import select_top_followers


def by_definition(problem: SeedingProblem) -> list[int] | None:
    """Go through the accounts one by one; a later step can only mend a lower count, never an upper one."""
    if problem.followers is None:
        return None
    pins = [rule for rule in problem.rules if isinstance(rule, CountRule) and rule.at_least and len(rule.options)]
    pins = [rule for rule in pins if len(np.unique(problem.account[rule.options])) == 1]

    def breaks(selection: list[int]) -> bool:
        for violation in evaluate(problem, selection).violations:
            if violation.kind is not ViolationKind.RULE:
                return True
            rule = problem.rules[violation.index]
            inside = len(np.intersect1d(selection, rule.options))
            if not isinstance(rule, CountRule) or (rule.at_most is not None and inside > rule.at_most):
                return True
        chosen = problem.account[selection]
        return any(
            (chosen == problem.account[pin.options[0]]).any() and not np.isin(selection, pin.options).any()
            for pin in pins
        )

    selection: list[int] = []
    for account in sorted(range(problem.n_accounts), key=lambda account: -problem.followers[account]):  # type: ignore[index]
        options = np.flatnonzero(problem.account == account).tolist()
        for option in sorted(options, key=lambda option: -problem.acceptance[option]):
            if not breaks([*selection, option]):
                selection.append(option)
                break
    return sorted(selection) if evaluate(problem, selection).is_feasible else None


@settings(max_examples=300, deadline=None)
@given(problem=small_problems())
def test_the_list_is_the_one_of_the_definition(problem: SeedingProblem) -> None:
    found = select_top_followers(problem)
    assert (None if found is None else found.tolist()) == by_definition(problem)


def problem(*rules: CountRule | LimitRule, budget: float = 5.0, followers: list[float] | None = None) -> SeedingProblem:
    return SeedingProblem(
        account=[0, 1, 1, 2, 3],
        value_if_yes=np.ones(5),
        acceptance=[0.5, 0.3, 0.4, 0.5, 0.5],
        cost=[[1.0, 1.0, 4.0, 2.0, 1.0]],
        budget=[budget],
        rules=rules,
        followers=[10.0, 900.0, 900.0, -1.0] if followers is None else followers,
    )


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (problem(), [0, 2]),
        (problem(budget=3.9), [1, 3]),
        (problem(budget=0.5), []),
        (problem(followers=[-1.0, -1.0, -1.0, 0.0]), [0, 1, 3, 4]),
        (problem(CountRule([1, 2], at_most=0)), [0, 3, 4]),
        (problem(CountRule([1, 2, 3], at_most=1)), [0, 2]),
        (problem(CountRule([1], at_least=1)), [0, 1, 3, 4]),
        (problem(CountRule([4], at_least=1)), None),
        (problem(CountRule([0, 4], at_least=1)), [0, 2]),
    ],
)
def test_the_list_by_hand(made: SeedingProblem, expected: list[int] | None) -> None:
    found = select_top_followers(made)
    assert (None if found is None else found.tolist()) == expected


def test_without_followers_there_is_no_list() -> None:
    assert select_top_followers(SeedingProblem(account=[0], value_if_yes=[1.0], cost=[[1.0]], budget=[1.0])) is None
