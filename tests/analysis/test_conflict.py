"""Conflicts: infeasible as they are, feasible without any one rule, and small."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration
from oracles.problems import small_problems

from seeder.analysis.conflict import Conflict, find_conflict, find_conflict_with_asking
from seeder.problem import Rule, SeedingProblem, evaluate
from seeder.solvers import is_feasible


def only(problem: SeedingProblem, conflict: Conflict) -> SeedingProblem:
    return SeedingProblem(
        account=problem.account,
        value_if_yes=problem.value_if_yes,
        cost=problem.cost,
        budget=[budget if position in conflict.resources else np.inf for position, budget in enumerate(problem.budget)],
        rules=[problem.rules[position] for position in conflict.rules],
        n_accounts=problem.n_accounts,
    )


def by_enumeration(problem: SeedingProblem) -> bool:
    return best_by_enumeration(problem) is not None


@settings(max_examples=80)
@given(st.data())
def test_conflicts_are_irreducible(data: st.DataObject) -> None:
    problem = data.draw(small_problems(most_accounts=4))
    assume(not by_enumeration(problem))
    conflict = find_conflict(problem, lambda question: is_feasible(question) is not False)
    assert conflict.rules or conflict.resources
    assert not by_enumeration(only(problem, conflict))
    for position in conflict.rules:
        rest = Conflict(tuple(rule for rule in conflict.rules if rule != position), conflict.resources)
        assert by_enumeration(only(problem, rest)), "a rule that is not needed is named"
    for position in conflict.resources:
        rest = Conflict(conflict.rules, tuple(other for other in conflict.resources if other != position))
        assert by_enumeration(only(problem, rest)), "a budget that is not needed is named"


def test_the_smallest_of_two_conflicts_is_named() -> None:
    """Rules 0, 1, 2 contradict the budget together; rules 3 and 4 contradict each other: the pair is smaller."""
    problem = SeedingProblem(
        account=[0, 1, 2, 3],
        value_if_yes=[1] * 4,
        cost=[2, 2, 2, 0],
        budget=[5],
        rules=[
            Rule.count([0], at_least=1),
            Rule.count([1], at_least=1),
            Rule.count([2], at_least=1),
            Rule.count([3], at_least=1),
            Rule.count([3], at_most=0),
        ],
    )
    assert find_conflict(problem, by_enumeration) == Conflict(rules=(3, 4), resources=())


def test_a_rule_that_contradicts_itself_stands_alone() -> None:
    problem = SeedingProblem(
        account=[0, 1],
        value_if_yes=[1, 1],
        cost=[2, 2],
        budget=[1],
        rules=[Rule.count([0, 1], at_least=1), Rule.count([], at_least=1), Rule.limit([0], resource=0, limit=1)],
    )
    assert find_conflict(problem, by_enumeration) == Conflict(rules=(1,), resources=())


def test_hundreds_of_rules_are_searched_in_blocks() -> None:
    """Among 400 harmless pins the two that the budget cannot pay are found, with few questions."""
    n_accounts = 402
    cost = np.zeros(n_accounts)
    cost[[17, 399]] = 3
    asked: list[int] = []

    def count(problem: SeedingProblem) -> bool:
        asked.append(len(problem.rules))
        return is_feasible(problem) is not False

    problem = SeedingProblem(
        account=np.arange(n_accounts),
        value_if_yes=np.ones(n_accounts),
        cost=cost,
        budget=[5],
        rules=[Rule.count([option], at_least=1) for option in range(n_accounts)],
    )
    assert find_conflict(problem, count) == Conflict(rules=(17, 399), resources=(0,))
    assert len(asked) < 80


def with_an_ask(problem: SeedingProblem, useful: list[int]) -> SeedingProblem:
    return problem.replace(rules=[*problem.rules, Rule.count(useful, at_least=1)])


@settings(max_examples=80)
@given(st.data())
def test_what_leaves_nobody_to_ask_is_irreducible(data: st.DataObject) -> None:
    problem = data.draw(small_problems(most_accounts=4))
    alone = [evaluate(problem, [option]).value for option in range(problem.n_options)]
    useful = [option for option, value in enumerate(alone) if value > 0]
    assume(useful and by_enumeration(problem))
    found = find_conflict_with_asking(problem, lambda question: is_feasible(question) is not False)
    assert (found is None) is by_enumeration(with_an_ask(problem, useful))
    assert found is None or not by_enumeration(with_an_ask(only(problem, found), useful))
    named = Conflict((), ()) if found is None else found
    for position in named.rules:
        rest = Conflict(tuple(rule for rule in named.rules if rule != position), named.resources)
        assert by_enumeration(with_an_ask(only(problem, rest), useful))
    for position in named.resources:
        rest = Conflict(named.rules, tuple(other for other in named.resources if other != position))
        assert by_enumeration(with_an_ask(only(problem, rest), useful))


def test_two_shares_that_only_together_leave_nobody_to_ask() -> None:
    """60 % of the asked are option 0 or 1, and 60 % are option 2: only nobody keeps both; the count of 3 is no part."""
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[3, 2, 1],
        cost=[1, 1, 1],
        budget=[5],
        rules=[
            Rule.count([0, 1, 2], at_most=3),
            Rule.share([0, 1], of=[0, 1, 2], at_least=0.6),
            Rule.share([2], of=[0, 1, 2], at_least=0.6),
        ],
    )
    found = find_conflict_with_asking(problem, lambda question: is_feasible(question) is not False)
    assert found == Conflict(rules=(1, 2), resources=())
