"""The order to ask in, against looking at all that are left at every step."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.problems import small_problems

from seeder.plan.order import greedy_order
from seeder.problem import Coverage, SeedingProblem, value


def merits(problem: SeedingProblem, before: list[int], waiting: list[int]) -> dict[int, float]:
    """Added value per effort from the definition; of an ask without effort infinite, or 0 where it adds nothing."""
    found = {}
    for option in waiting:
        added = value(problem, [*before, option]) - value(problem, before)
        added = 0.0 if added < 1e-11 else added
        effort = problem.cost[0, option]
        found[option] = added / effort if effort > 0 else (math.inf if added > 0 else 0.0)
    return found


@settings(max_examples=120)
@given(
    problem=st.booleans().flatmap(lambda cells: small_problems(with_coverage=cells, most_accounts=7)), data=st.data()
)
def test_every_rank_leads_those_behind_it(problem: SeedingProblem, data: st.DataObject) -> None:
    assume(problem.n_resources and problem.n_options)
    assume(((problem.value == 0) | (problem.value > 1e-6)).all())
    taken = data.draw(st.lists(st.integers(0, 2), min_size=problem.n_accounts, max_size=problem.n_accounts))
    accounts = [np.flatnonzero(problem.account == account).tolist() for account in range(problem.n_accounts)]
    chosen = np.array([own[n] for own, n in zip(accounts, taken, strict=True) if n < len(own)], dtype=np.int64)
    names = [data.draw(st.sampled_from("abc")) + str(option) for option in chosen.tolist()]
    name_of = dict(zip(chosen.tolist(), names, strict=True))
    order = chosen[greedy_order(problem, chosen, names=names)].tolist()
    assert sorted(order) == chosen.tolist()
    for rank, option in enumerate(order):
        found = merits(problem, order[:rank], order[rank:])
        for other in order[rank + 1 :]:
            if found[option] == pytest.approx(found[other], rel=1e-9, abs=1e-9):
                assert name_of[option] < name_of[other] or found[option] != found[other]
            else:
                assert found[option] > found[other]


def test_what_precedes_takes_people_away() -> None:
    """Alone b and c bring 60 and 50; they share their people, so a with 30 others comes between them."""
    coverage = Coverage(weight=[100.0, 30.0], start=[0, 1, 2, 3], cell=[1, 0, 0], chance=[1.0, 0.6, 0.5])
    problem = SeedingProblem(
        account=[0, 1, 2], value_if_yes=[0, 0, 0], cost=np.ones((1, 3)), budget=[3], coverage=coverage
    )
    assert greedy_order(problem, np.arange(3), names=["a", "b", "c"]).tolist() == [1, 0, 2]


def test_an_ask_without_effort_falls_back_once_it_adds_nothing() -> None:
    """Both free asks move all of one cell: the second by name adds nothing then and goes behind who adds something."""
    coverage = Coverage(weight=[10.0], start=[0, 1, 2, 2], cell=[0, 0], chance=[1.0, 1.0])
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[0, 0, 1], cost=[[0, 0, 5]], budget=[5], coverage=coverage)
    assert greedy_order(problem, np.arange(3), names=["z", "y", "x"]).tolist() == [1, 2, 0]


def test_the_same_people_counted_in_another_order_are_a_tie() -> None:
    """0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 differ as floats."""
    weight = [0.1, 0.2, 0.3, 0.3, 0.2, 0.1]
    assert sum(weight[:3]) != sum(weight[3:])
    coverage = Coverage(weight=weight, start=[0, 3, 6], cell=np.arange(6), chance=np.ones(6))
    problem = SeedingProblem(account=[0, 1], value_if_yes=[0, 0], cost=np.ones((1, 2)), budget=[2], coverage=coverage)
    assert greedy_order(problem, np.arange(2), names=["a", "b"]).tolist() == [0, 1]
    assert greedy_order(problem, np.arange(2), names=["b", "a"]).tolist() == [1, 0]
