"""Plans near a plan, by hand."""

from __future__ import annotations

import numpy as np
import pytest

import seeder
from seeder.analysis.alternatives.certificate_bounds import learn_bounds
from seeder.analysis.alternatives.evidence import Evidence
from seeder.analysis.alternatives.near_plans import NearPlans
from seeder.analysis.searching import Searcher, Solved
from seeder.problem.arrays import IntArray


def searcher(time_limit: float | None = None) -> Searcher:
    return Searcher(seeder.Stop(relative_gap=1e-6, time_limit=time_limit), 0, None)


def evidence_of(problem: seeder.SeedingProblem, plan: list[int], within: float) -> Evidence:
    found: IntArray = np.array(plan, dtype=np.int64)
    return Evidence(problem, found, within=within)


def test_one_for_another_is_found_where_it_is_good_enough() -> None:
    problem = seeder.SeedingProblem(account=[0, 1, 2, 3], value_if_yes=[10, 9, 8, 1], cost=[1, 1, 1, 1], budget=[2])
    evidence = evidence_of(problem, [0, 1], 0.2)
    NearPlans(problem, evidence).learn(evidence.best, searcher())
    # At least 15.2: 19, or 18 and 17 with the third; 11 with the last.
    assert evidence.worth_with.tolist()[:3] == [19, 19, 18]
    assert evidence.worth_without.tolist() == [17, 18, 19, 19]
    assert evidence.lacks_plan_with.tolist() == [False, False, False, True]


def test_two_go_for_one_that_costs_more() -> None:
    problem = seeder.SeedingProblem(account=[0, 1, 2], value_if_yes=[5, 5, 9.95], cost=[1, 1, 2], budget=[2])
    evidence = evidence_of(problem, [0, 1], 0.01)
    NearPlans(problem, evidence).learn(evidence.best, searcher())
    assert evidence.worth_with.tolist() == [10, 10, 9.95]


def test_a_required_group_is_kept() -> None:
    """One of the last two must be asked: only the other one can replace it."""
    rules = [seeder.Rule.count([2, 3], at_least=1)]
    problem = seeder.SeedingProblem(
        account=[0, 1, 2, 3], value_if_yes=[10, 9.9, 5, 4.9], cost=[1, 1, 1, 1], budget=[2], rules=rules
    )
    evidence = evidence_of(problem, [0, 2], 0.05)
    NearPlans(problem, evidence).learn(evidence.best, searcher())
    assert evidence.worth_with.tolist() == [15, 14.9, 15, 14.9]
    assert evidence.worth_without.tolist() == [14.9, 15, 14.9, 15]


def test_a_better_plan_makes_fewer_plans_good_enough() -> None:
    problem = seeder.SeedingProblem(account=[0, 1, 2], value_if_yes=[5, 6, 10], cost=[1, 1, 1], budget=[1])
    evidence = evidence_of(problem, [0], 0.1)
    assert not evidence.learn(np.array([0, 1]))
    assert evidence.learn(np.array([1]))
    assert evidence.value == 6
    assert evidence.least == pytest.approx(5.4)
    assert evidence.lacks_plan_with.tolist() == [True, False, True]
    assert evidence.worth_without.tolist() == [6, 5, 6]


def test_bounds_of_the_certificate_decide_without_a_search() -> None:
    problem = seeder.SeedingProblem(account=[0, 1, 2], value_if_yes=[50, 10, 1], cost=[1, 1, 1], budget=[2])
    result = seeder.solve(problem)
    assert result.selection is not None
    evidence = Evidence(problem, result.selection, within=0.01)
    learn_bounds(evidence, Solved(problem, result))
    assert evidence.is_sure_in.tolist() == [True, True, False]
    assert (evidence.bound_with >= [60, 60, 51]).all()


def test_a_part_of_no_time_is_no_time() -> None:
    assert searcher(0).part(0.5).is_over
    assert not searcher().part(0.5).is_over
    assert not searcher(1000).part(0.5).is_over
