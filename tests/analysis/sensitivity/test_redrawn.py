"""Problems with drawn numbers: those of a scenario in which the drawn numbers were written."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from oracles.audience_enumeration import Tables
from oracles.audience_scenarios import Form, kind_of, make_formulation, make_scenario
from oracles.unsure_scenarios import unsure_scenarios

from seeder.analysis.resting import ACCEPTANCE, column_of, value_kinds
from seeder.analysis.sensitivity.redrawn import Redrawn
from seeder.analysis.unsure_numbers import Source, acceptances_to_draw, rates_to_draw
from seeder.formulation import formulate


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(tables=unsure_scenarios(), seed=st.integers(0, 99))
def test_a_draw_is_the_problem_of_the_scenario_with_these_numbers(tables: Tables, seed: int) -> None:
    """Formulated anew with what is drawn by the same seed in place of what was taken, all arrays are the same."""
    formulation = make_formulation(make_scenario(tables, Form.BY_HAND))
    problem, scenario, rates = formulation.problem, formulation.scenario, formulation.rates
    assume(problem.n_options == len(formulation.approach) > 0)
    event(f"{kind_of(tables).value}, {scenario.document.objective.value}, {scenario.document.budget.basis.value}")
    drawn = list(Redrawn(formulation).draws(3, seed=seed))
    asked = np.unique(problem.account)
    rows = np.flatnonzero(np.isin(scenario.accounts.row_account, asked))
    kinds = value_kinds(scenario.document.objective)
    numbers = [acceptances_to_draw(formulation, np.arange(problem.n_options))]
    numbers += [rates_to_draw(formulation, kind, rows) for kind in kinds]
    values = [Source.of(each, seed=seed, at=at).draw(64) for at, each in enumerate(numbers, 1)]
    for at, found in enumerate(drawn):
        changed: dict[str, Any] = {}
        for kind, own in zip(kinds, values[1:], strict=True):
            column = column_of(formulation, kind)
            value = column.value.copy()
            value[rows] = np.where(np.isnan(value[rows]), np.nan, own[:, at])
            changed[kind] = dataclasses.replace(column, value=value)
        acceptances = [column.value.copy() for column in rates.acceptance]
        for option in range(problem.n_options):
            acceptances[int(formulation.approach[option])][problem.account[option]] = values[0][option, at]
        columns = [
            dataclasses.replace(column, value=value)
            for column, value in zip(rates.acceptance, acceptances, strict=True)
        ]
        anew = formulate(
            scenario, dataclasses.replace(rates, acceptance=tuple(columns), **changed), formulation.audience
        ).problem
        assert anew.cost.tolist() == found.cost.tolist()
        assert anew.acceptance.tolist() == found.acceptance.tolist()
        assert anew.value_if_yes.tolist() == found.value_if_yes.tolist()
        assert found.budget.tolist() == problem.budget.tolist()
        if anew.coverage is not None:
            assert found.coverage is not None
            assert anew.coverage.chance.tolist() == found.coverage.chance.tolist()


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
@given(tables=unsure_scenarios())
def test_the_first_draws_are_the_same_however_many_follow(tables: Tables) -> None:
    redrawn = Redrawn(make_formulation(make_scenario(tables, Form.BY_HAND)))
    few, many = list(redrawn.draws(3, seed=5)), list(redrawn.draws(70, seed=5))
    assert len(many) == 70
    for one, other in zip(few, many, strict=False):
        assert one.acceptance.tolist() == other.acceptance.tolist()
        assert one.value_if_yes.tolist() == other.value_if_yes.tolist()


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=20)
@given(tables=unsure_scenarios())
def test_a_level_moves_the_means_as_many_draws_at_that_level_do(tables: Tables) -> None:
    """The mean over numbers' own draws at one level, by plain sampling."""
    formulation = make_formulation(make_scenario(tables, Form.BY_HAND))
    assume(formulation.problem.n_options)
    numbers = acceptances_to_draw(formulation, np.arange(formulation.problem.n_options))
    assume(numbers.is_unsure.any())
    redrawn = Redrawn(formulation)
    assert ACCEPTANCE in redrawn.unsure_kinds
    own = np.random.default_rng(1).standard_normal((int(numbers.is_unsure.sum()), 20_000))
    sampled = numbers.draw(np.full(20_000, 1.3), own).mean(axis=1)
    assert redrawn.at_level(ACCEPTANCE, 1.3).acceptance == pytest.approx(sampled, rel=0.03, abs=2e-3)
