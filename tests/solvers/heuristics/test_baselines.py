"""Simple plans against their definition, step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from oracles.problems import small_problems

from seeder.problem import Rule, SeedingProblem, ViolationKind, evaluate
from seeder.solvers.heuristics.baselines import select_top_followers


def by_definition(problem: SeedingProblem) -> list[int] | None:
    """Go through the accounts one by one; a later step can only mend a lower count, never an upper one."""
    if problem.followers is None:
        return None
    pins = [rule for rule in problem.rules if rule.is_count and rule.lower and len(rule.options)]
    pins = [rule for rule in pins if len(np.unique(problem.account[rule.options])) == 1]

    def breaks(selection: list[int]) -> bool:
        for violation in evaluate(problem, selection).violations:
            if violation.kind is not ViolationKind.RULE:
                return True
            rule = problem.rules[violation.index]
            inside = len(np.intersect1d(selection, rule.options))
            if rule.resource is not None or (rule.upper is not None and inside > rule.upper):
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
    # What a share or a list of accounts together needs beside an account is looked at below.
    assume(not any(rule.has_negative for rule in problem.rules))
    found = select_top_followers(problem)
    assert (None if found is None else found.tolist()) == by_definition(problem)


@settings(max_examples=200, deadline=None)
@given(drawn=small_problems())
def test_the_list_keeps_shares_and_nothing_more_fits(drawn: SeedingProblem) -> None:
    problem = SeedingProblem(
        account=drawn.account,
        value_if_yes=drawn.value_if_yes,
        cost=drawn.cost,
        budget=drawn.budget,
        rules=[rule for rule in drawn.rules if rule.has_negative],
        n_accounts=drawn.n_accounts,
        followers=np.arange(drawn.n_accounts),
    )
    found = select_top_followers(problem)
    # Asking nobody keeps such rules.
    assert found is not None
    assert evaluate(problem, found).is_feasible
    # An account more, by any approach, breaks something.
    asked = set(problem.account[found].tolist())
    for option in range(problem.n_options):
        if int(problem.account[option]) not in asked:
            assert not evaluate(problem, [*found.tolist(), option]).is_feasible


def problem(*rules: Rule, budget: float = 5.0, followers: list[float] | None = None) -> SeedingProblem:
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
        (problem(Rule.count([1, 2], at_most=0)), [0, 3, 4]),
        (problem(Rule.count([1, 2, 3], at_most=1)), [0, 2]),
        (problem(Rule.count([1], at_least=1)), [0, 1, 3, 4]),
        (problem(Rule.count([4], at_least=1)), None),
        (problem(Rule.count([0, 4], at_least=1)), [0, 2]),
        # Account 1 is asked by the likeliest approach beside which account 3 fits, which belongs to it.
        (problem(Rule.together([1, 2], [4])), [2, 4]),
        (problem(Rule.together([1, 2], [4]), budget=4.0), [1, 3, 4]),
        # Beside account 1 by its likeliest approach, account 3 fits, and account 2 does not.
        (problem(Rule.share([3, 4], of=[0, 1, 2, 3, 4], at_least=0.5)), [2, 4]),
        (problem(Rule.share([3, 4], of=[0, 1, 2, 3, 4], at_least=1.0)), [3, 4]),
        (problem(Rule.share([0, 1, 2], of=[0, 1, 2, 3, 4], at_most=0.5), budget=2.0), [1, 4]),
        (problem(Rule.share([0], of=[0, 1, 2, 3, 4], at_most=0.2), budget=9.0), [2, 3, 4]),
    ],
)
def test_the_list_by_hand(made: SeedingProblem, expected: list[int] | None) -> None:
    found = select_top_followers(made)
    assert (None if found is None else found.tolist()) == expected


def test_without_followers_there_is_no_list() -> None:
    assert select_top_followers(SeedingProblem(account=[0], value_if_yes=[1.0], cost=[[1.0]], budget=[1.0])) is None
