"""Plans mended by hand: they hold or leave out what was asked, and nothing is broken."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections
from oracles.overlapping import coverage_problems
from oracles.problems import small_problems

from seeder.analysis.information.refilling import Refilling
from seeder.problem import Rule, SeedingProblem, evaluate


@settings(max_examples=80)
@given(small_problems() | coverage_problems(), st.data())
def test_mended_plans_are_feasible(problem: SeedingProblem, data: st.DataObject) -> None:
    feasible = [selection for selection in all_selections(problem) if evaluate(problem, selection).is_feasible]
    assume(feasible)
    selection = np.array(data.draw(st.sampled_from(feasible)), dtype=np.int64)
    refilling = Refilling(problem, selection)
    for option in range(problem.n_options):
        held = refilling.holding(option)
        event(f"held: {held is not None}, possible: {any(option in other for other in feasible)}")
        if held is not None:
            assert option in held
            assert tuple(held.tolist()) in feasible
    for account in range(problem.n_accounts):
        rest = refilling.without(account)
        if rest is not None:
            assert account not in problem.account[rest]
            assert tuple(rest.tolist()) in feasible


def test_the_room_goes_to_who_brings_most_for_it() -> None:
    """Without the 30, the 4 hours go to 9 + 8 at 2 hours each, not to the 10 that takes 3."""
    problem = SeedingProblem(account=[0, 1, 2, 3], value_if_yes=[30, 10, 9, 8], cost=[4, 3, 2, 2], budget=[4])
    rest = Refilling(problem, np.array([0])).without(0)
    assert rest is not None
    assert rest.tolist() == [2, 3]


def test_who_loses_least_makes_room() -> None:
    problem = SeedingProblem(account=[0, 1, 2, 3], value_if_yes=[30, 10, 9, 8], cost=[4, 3, 2, 2], budget=[9])
    held = Refilling(problem, np.array([0, 1, 2])).holding(3)
    assert held is not None
    assert held.tolist() == [0, 2, 3]


def test_what_is_asked_for_stays() -> None:
    """Two of the last three are asked for: the one that goes is replaced, though another brings more."""
    problem = SeedingProblem(
        account=[0, 1, 2, 3],
        value_if_yes=[30, 3, 2, 1],
        cost=[1, 1, 1, 1],
        budget=[2],
        rules=[Rule.count([1, 2, 3], at_least=2)],
    )
    rest = Refilling(problem, np.array([1, 2])).without(1)
    assert rest is not None
    assert rest.tolist() == [2, 3]
    assert Refilling(problem, np.array([1, 2])).holding(0) is None


def test_what_belongs_together_comes_and_goes_as_one() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2, 3],
        value_if_yes=[9, 8, 7, 1],
        cost=[1, 1, 1, 1],
        budget=[3],
        rules=[Rule.together([2], [3])],
    )
    held = Refilling(problem, np.array([0, 1])).holding(2)
    assert held is not None
    assert held.tolist() == [0, 2, 3]
    rest = Refilling(problem, np.array([0, 2, 3])).without(3)
    assert rest is not None
    assert rest.tolist() == [0, 1]
