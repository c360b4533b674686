"""The order to ask in, against looking at all that are left at every step."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.overlapping import coverage_problems
from oracles.problems import small_problems

from seeder.plan.order import NOISE, greedy_order
from seeder.problem import Coverage, SeedingProblem, value


def merits(problem: SeedingProblem, before: list[int], waiting: list[int]) -> dict[int, tuple[float, float]]:
    """Added value per effort from the definition, 0 for no more than noise; what is added beside ∞ without effort."""
    found = {}
    noise = NOISE * value(problem, [*before, *waiting])
    for option in waiting:
        added = value(problem, [*before, option]) - value(problem, before)
        added = 0.0 if added <= noise else added
        effort = problem.cost[0, option]
        is_free = added > 0 and not effort > 0
        found[option] = (math.inf, added) if is_free else (added and added / effort, 0.0)
    return found


@settings(max_examples=80)
@given(problem=small_problems(most_accounts=7) | coverage_problems(most_accounts=7), data=st.data())
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


def test_of_asks_without_effort_the_one_that_adds_most_comes_first() -> None:
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[1, 5, 99], cost=[[0, 0, 1]], budget=[5])
    assert greedy_order(problem, np.arange(3), names=["a", "b", "c"]).tolist() == [1, 0, 2]


def test_an_effort_too_small_for_a_ratio_counts_as_none() -> None:
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[1, 5, 99], cost=[[5e-324, 0, 1]], budget=[5])
    assert greedy_order(problem, np.arange(3), names=["a", "b", "c"]).tolist() == [1, 0, 2]


@pytest.mark.parametrize("effort", [0.0, 1e-9, 1.0])
def test_what_rounding_may_have_left_over_comes_last(effort: float) -> None:
    """The first moves all of a cell but 1e-14; what the second moves there is noise, however little it costs."""
    coverage = Coverage(weight=[1000.0, 1.0], start=[0, 1, 2, 3], cell=[0, 0, 1], chance=[1 - 1e-14, 1.0, 0.01])
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[0.0, 0.0, 0.0],
        cost=[[0.0, effort, 100.0]],
        budget=[200.0],
        acceptance=[1.0, 0.999, 1.0],
        coverage=coverage,
    )
    assert greedy_order(problem, np.arange(3), names=["a", "b", "c"]).tolist() == [0, 2, 1]


def test_noise_stands_last_by_account() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2, 3], value_if_yes=[1e-11, 1e-13, 1e3, 1.0], cost=[[0, 1e-12, 10, 10]], budget=[50]
    )
    assert greedy_order(problem, np.arange(4), names=["b", "a", "x", "y"]).tolist() == [2, 3, 1, 0]
