"""Value and feasibility against every way the answers can fall, and against numbers worked out by hand."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections
from oracles.overlapping import coverage_problems
from oracles.problems import small_problems

from seeder.errors import ProblemError
from seeder.problem import (
    Coverage,
    Rule,
    SeedingProblem,
    Violation,
    ViolationKind,
    evaluate,
    marginal_values,
    marginal_values_if_yes,
    marginal_values_of,
    spending,
    value,
)


def value_by_answers(problem: SeedingProblem, selection: tuple[int, ...]) -> float:
    """Expected value: the sum over everybody's answers of their chance times what they bring."""
    total = 0.0
    for answers in product((False, True), repeat=len(selection)):
        chance, brought = 1.0, 0.0
        unmoved = np.ones(0 if problem.coverage is None else problem.coverage.n_cells)
        for option, says_yes in zip(selection, answers, strict=True):
            chance *= problem.acceptance[option] if says_yes else 1.0 - problem.acceptance[option]
            if not says_yes:
                continue
            brought += problem.value_if_yes[option]
            if problem.coverage is not None:
                entries = slice(problem.coverage.start[option], problem.coverage.start[option + 1])
                unmoved[problem.coverage.cell[entries]] *= 1.0 - problem.coverage.chance[entries]
        if problem.coverage is not None:
            brought += float(problem.coverage.weight @ (1.0 - unmoved))
        total += chance * brought
    return total


def two_people_twice() -> SeedingProblem:
    """Two accounts share a cell of 100 people; a third option moves all of a cell of 10."""
    coverage = Coverage(weight=[100.0, 10.0], start=[0, 1, 2, 3], cell=[0, 0, 1], chance=[0.5, 0.4, 1.0])
    return SeedingProblem(
        account=[0, 1, 1],
        value_if_yes=[2.0, 0.0, 4.0],
        acceptance=[1.0, 0.5, 1.0],
        cost=[[1.0, 2.0, 0.1]],
        budget=[3.0],
        coverage=coverage,
    )


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ([], 0.0),
        ([0], 2.0 + 100 * 0.5),
        ([1], 100 * 0.2),
        # 100 · (1 − 0.5 · 0.8) = 60
        ([0, 1], 2.0 + 60.0),
        ([2], 4.0 + 10.0),
        ([0, 2], 2.0 + 50.0 + 4.0 + 10.0),
    ],
)
def test_value_by_hand(selection: list[int], expected: float) -> None:
    assert value(two_people_twice(), selection) == pytest.approx(expected, rel=1e-12)


def test_marginal_values_by_hand() -> None:
    # Beside option 0: option 1 adds 100 · 0.5 · 0.2 = 10, option 2 adds 14; option 0 itself loses 52.
    assert marginal_values(two_people_twice(), [0]).tolist() == pytest.approx([52.0, 10.0, 14.0], rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(problem=small_problems(most_accounts=4) | coverage_problems(most_accounts=4))
def test_value_is_the_mean_over_all_answers(problem: SeedingProblem) -> None:
    for selection in list(all_selections(problem))[:60]:
        assert value(problem, list(selection)) == pytest.approx(value_by_answers(problem, selection), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(problem=small_problems(most_accounts=4) | coverage_problems(most_accounts=4))
def test_marginal_values_are_differences_of_values(problem: SeedingProblem) -> None:
    for selection in list(all_selections(problem))[:20]:
        marginal = marginal_values(problem, list(selection))
        for option in range(problem.n_options):
            without = [other for other in selection if other != option]
            expected = value_by_answers(problem, (*without, option)) - value_by_answers(problem, tuple(without))
            assert marginal[option] == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(problem=small_problems(most_accounts=4) | coverage_problems(most_accounts=4))
def test_what_a_yes_adds_is_the_difference_once_it_is_sure(problem: SeedingProblem) -> None:
    for selection in list(all_selections(problem))[:10]:
        found = marginal_values_if_yes(problem, list(selection), np.arange(problem.n_options))
        for option in range(problem.n_options):
            acceptance = problem.acceptance.copy()
            acceptance[option] = 1.0
            sure = SeedingProblem(
                account=problem.account,
                value_if_yes=problem.value_if_yes,
                acceptance=acceptance,
                cost=problem.cost,
                budget=problem.budget,
                coverage=problem.coverage,
                n_accounts=problem.n_accounts,
            )
            without = tuple(other for other in selection if other != option)
            expected = value_by_answers(sure, (*without, option)) - value_by_answers(sure, without)
            assert found[option] == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60)
@given(problem=coverage_problems(), data=st.data())
def test_some_marginal_values_are_those_of_all(problem: SeedingProblem, data: st.DataObject) -> None:
    positions = st.integers(0, problem.n_options - 1) if problem.n_options else st.nothing()
    selection = sorted(data.draw(st.sets(positions))) if problem.n_options else []
    options = data.draw(st.lists(positions)) if problem.n_options else []
    marginal = marginal_values(problem, selection)
    assert marginal_values_of(problem, selection, options) == pytest.approx(marginal[options], rel=1e-14, abs=1e-300)


@settings(max_examples=40)
@given(problem=coverage_problems())
def test_blocks_change_nothing(problem: SeedingProblem) -> None:
    everything = np.arange(problem.n_options)
    whole = value(problem, everything), marginal_values(problem, everything), marginal_values(problem, [])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("seeder.problem.coverage._ENTRIES_AT_ONCE", 2)
        assert value(problem, everything) == whole[0]
        assert marginal_values(problem, everything).tolist() == whole[1].tolist()
        assert marginal_values(problem, []).tolist() == whole[2].tolist()


def test_many_certain_and_nearly_certain_movers_of_one_cell() -> None:
    """Sixty options that leave a billionth each, and two that leave nobody: no product of what is left is divided."""
    n = 62
    chance = [1.0, 1.0, *[1.0 - 1e-9] * (n - 2)]
    problem = SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.ones(n),
        cost=np.ones((1, n)),
        budget=[n],
        coverage=Coverage(weight=[5.0], start=np.arange(n + 1), cell=np.zeros(n, dtype=int), chance=chance),
    )
    assert value(problem, np.arange(n)) == n + 5.0
    assert marginal_values(problem, np.arange(n)).tolist() == [1.0] * n
    assert marginal_values(problem, [0]).tolist() == [6.0] + [1.0] * (n - 1)
    assert marginal_values(problem, [2])[2] == 1.0 + 5.0 * (1.0 - 1e-9)
    assert marginal_values(problem, np.arange(2, n))[0] == 1.0


def test_spending_is_that_of_the_evaluation() -> None:
    assert spending(two_people_twice(), [0, 2]) == evaluate(two_people_twice(), [0, 2]).spent == (1.1,)
    with pytest.raises(ProblemError, match="twice"):
        spending(two_people_twice(), [0, 0])


@pytest.mark.parametrize("options", [[3], [-1], [0.5]])
def test_marginal_values_of_no_option_are_refused(options: Any) -> None:
    with pytest.raises(ProblemError, match="options"):
        marginal_values_of(two_people_twice(), [0], options)


def test_whole_values_near_2_to_the_53_lose_nothing() -> None:
    large = 2.0**52 - 1
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[large, large, 1.0], cost=[[0.0] * 3], budget=[1.0])
    assert value(problem, [0, 1, 2]) == 2**53 - 1


@pytest.mark.parametrize(
    ("costs", "budget", "held"),
    [
        ([0.1, 0.2], 0.3, True),
        ([0.1] * 10, 1.0, True),
        ([0.1, 0.2, 1e-9], 0.3, True),
        ([0.1, 0.2, 1.1e-9], 0.3, False),
        ([0.15, 0.15 + 1e-6], 0.3, False),
        ([1e300], float("inf"), True),
        ([5e-324], 0.0, True),
    ],
)
def test_budget_holds_for_decimals_as_written(costs: list[float], budget: float, held: bool) -> None:
    n = len(costs)
    problem = SeedingProblem(account=np.arange(n), value_if_yes=np.ones(n), cost=[costs], budget=[budget])
    evaluation = evaluate(problem, np.arange(n))
    assert evaluation.is_feasible == held
    if not held:
        assert evaluation.violations == (Violation(ViolationKind.BUDGET, 0),)


def rule_problem(*rules: Rule) -> SeedingProblem:
    return SeedingProblem(
        account=[0, 0, 1, 2],
        value_if_yes=np.ones(4),
        cost=[[1.0, 2.0, 3.0, 4.0], [0.1, 0.2, 0.7, 0.4]],
        budget=[10.0, np.inf],
        rules=rules,
    )


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    [
        (Rule.count([0, 1], at_least=1), [1], [2]),
        (Rule.count([0, 1], at_most=0), [2, 3], [0]),
        (Rule.count([0, 1, 2], at_most=1), [0, 3], [1, 2]),
        (Rule.count([0, 2, 3], at_least=1, at_most=2), [0, 2], [1]),
        (Rule.count([], at_least=0), [], None),
        (Rule.count([], at_least=1), None, [0, 2]),
        (Rule.count([0], at_least=2), None, [0]),
        (Rule.limit([0, 2], resource=1, limit=0.8), [0, 2, 3], None),
        (Rule.limit([0, 2], resource=1, limit=0.79), [2, 3], [0, 2]),
    ],
)
def test_each_rule_alone(rule: Rule, kept: list[int] | None, broken: list[int] | None) -> None:
    problem = rule_problem(rule)
    if kept is not None:
        assert evaluate(problem, kept).is_feasible
    if broken is not None:
        assert evaluate(problem, broken).violations == (Violation(ViolationKind.RULE, 0),)


def test_everything_broken_is_named_in_order() -> None:
    problem = SeedingProblem(
        account=[0, 0, 1],
        value_if_yes=np.ones(3),
        cost=[[2.0, 2.0, 0.0]],
        budget=[3.0],
        rules=[Rule.count([0], at_most=1), Rule.count([2], at_least=1)],
    )
    assert evaluate(problem, [1, 0]).violations == (
        Violation(ViolationKind.ACCOUNT, 0),
        Violation(ViolationKind.BUDGET, 0),
        Violation(ViolationKind.RULE, 1),
    )
    assert evaluate(problem, [1, 0]).spent == (4.0,)


@pytest.mark.parametrize("selection", [[0, 0], [4], [-1], [0.5], [[0]]])
def test_what_is_no_selection_is_refused(selection: Any) -> None:
    with pytest.raises(ProblemError, match="selection"):
        evaluate(rule_problem(), selection)
