"""Problems in which one account's numbers change: at today's numbers they are the scenario's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from oracles.audience_enumeration import Tables
from oracles.audience_scenarios import Form, make_formulation, make_scenario, scenarios

import seeder
from seeder.analysis.entering.pinned import Numbers, Pinned
from seeder.analysis.searching import Goal, Searcher
from seeder.certify import certified_bound
from seeder.problem import SeedingProblem, evaluate
from seeder.solvers import Stop
from seeder.solvers.warm_start import carried_certificate, warm_start

GOAL = Goal(0.0, 0.0)


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(tables=scenarios(), data=st.data())
def test_at_todays_numbers_the_problem_is_that_of_the_scenario(tables: Tables, data: st.DataObject) -> None:
    formulation = make_formulation(make_scenario(tables, Form.BY_HAND))
    problem = formulation.problem
    assume(problem.n_options > 0)
    option = data.draw(st.integers(0, problem.n_options - 1))
    pinned = Pinned(formulation, option, GOAL, Searcher(Stop(), 0, None))
    today = pinned.today
    again = Numbers(today.acceptance, today.effort, acceptance_of_costs=today.acceptance)
    assert np.array_equal(pinned.problem_at(again).cost, problem.cost)
    if pinned.intensity_today is None:
        return
    made = pinned.problem_at(Numbers(today.acceptance, today.effort, pinned.intensity_today))
    assert made.value_if_yes == pytest.approx(problem.value_if_yes, rel=1e-12)
    if problem.coverage is not None:
        assert made.coverage is not None
        assert made.coverage.chance == pytest.approx(problem.coverage.chance, rel=1e-12)


def test_a_yes_costs_more_only_if_costs_are_those_expected() -> None:
    formulation = seeder.formulation_of(seeder.read_scenario("scenarios/apartment-app"))
    problem = formulation.problem
    paid = int(np.flatnonzero(problem.cost[1] > 0)[0])
    assert not Pinned(formulation, paid, GOAL, Searcher(Stop(), 0, None)).acceptance_costs
    expected = seeder.formulation_of(formulation.scenario.with_(set={"budget.basis": "expected"}))
    assert Pinned(expected, paid, GOAL, Searcher(Stop(), 0, None)).acceptance_costs


def test_a_certificate_is_carried_as_a_warm_start_carries_it() -> None:
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[5, 7, 9], cost=[1, 2, 3], budget=[3])
    found, other = seeder.solve(problem), problem.replace(budget=[4])
    carried = carried_certificate(problem, found, other)
    assert carried is not None
    bound = certified_bound(other, carried)
    warm = warm_start(problem, found, other).certificate
    assert warm is not None
    assert bound == certified_bound(other, warm)
    assert bound >= evaluate(other, [0, 2]).value
    assert (
        carried_certificate(problem, found, SeedingProblem(account=[0], value_if_yes=[1], cost=[1], budget=[1])) is None
    )
