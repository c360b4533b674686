"""Verdict, break-evens and line, against enumeration of scenarios in which the numbers are written otherwise."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from oracles.audience_enumeration import Tables
from oracles.audience_scenarios import Form, Kind, kind_of, make_formulation, make_scenario, scenarios
from oracles.exchanging import best_with_and_without, reaches

from seeder.analysis.entering.threshold import Threshold, Turn
from seeder.analysis.exchange.answer import Verdict
from seeder.analysis.exchange.exchanging import exchange_of
from seeder.formulation import Formulation
from seeder.problem import SeedingProblem

drawn = settings(deadline=None, suppress_health_check=list(HealthCheck))


def formulated(tables: Tables) -> Formulation:
    return make_formulation(make_scenario(tables, Form.BY_HAND))


def with_numbers(tables: Tables, account: str, approach: str, **numbers: float) -> SeedingProblem:
    """The problem of a scenario in which one account's effort or acceptance by one approach is another."""
    overrides = copy.deepcopy(tables.overrides)
    blank = {"effort": None, "acceptance": None, "cash": None, "available": ""}
    row = next((row for row in overrides if (row["account"], row["approach"]) == (account, approach)), None)
    if row is None:
        row = {"account": account, "approach": approach, **blank}
        overrides.append(row)
    row |= numbers
    return formulated(dataclasses.replace(tables, overrides=overrides)).problem


def with_clicks(tables: Tables, account: str, factor: float) -> SeedingProblem:
    """The problem of a scenario in which all clicks of one account are multiplied."""
    rows = [{**row, "clicks": row["clicks"] * factor} if row["account"] == account else row for row in tables.accounts]
    return formulated(dataclasses.replace(tables, accounts=rows)).problem


def enters(problem: SeedingProblem, option: int) -> bool:
    inside, outside = best_with_and_without(problem, option)
    return inside is not None and (outside is None or reaches(inside, outside))


def hold(threshold: Threshold, option: int, problem_at: Callable[[float], SeedingProblem], grid: list[float]) -> None:
    """Hold a threshold from which larger numbers are better; below it, no number of a grid may be enough."""
    if threshold.turn is Turn.NEVER:
        assert not any(enters(problem_at(number), option) for number in grid)
        return
    if threshold.turn is Turn.ALWAYS:
        assert threshold.enters_at == (0.0, 0.0)
        assert enters(problem_at(0.0), option)
        return
    assert threshold.turn is Turn.FOUND
    assert threshold.enters_at is not None
    low, high = threshold.enters_at
    assert enters(problem_at(high), option)
    assert not enters(problem_at(low), option)
    assert not any(enters(problem_at(number), option) for number in grid if number < low)
    assert high - low <= 1.01e-3 * high


def drawn_option(data: st.DataObject, formulation: Formulation) -> int:
    assume(formulation.problem.n_options > 0)
    return data.draw(st.integers(0, formulation.problem.n_options - 1))


@settings(drawn, max_examples=60)
@given(tables=scenarios(), data=st.data())
def test_everything_is_that_of_enumeration(tables: Tables, data: st.DataObject) -> None:
    formulation = formulated(tables)
    option = drawn_option(data, formulation)
    problem, account, approach = (
        formulation.problem,
        formulation.account_name(option),
        formulation.approach_name(option),
    )
    found = exchange_of(formulation, account=account, approach=approach)
    inside, outside = best_with_and_without(problem, option)
    event(f"{kind_of(tables).value}, {found.verdict.value}")
    for worth, best in ((found.with_account, inside), (found.without, outside)):
        if best is None:
            assert (worth.value, worth.bound) == (None, None)
        else:
            assert worth.value == pytest.approx(best, rel=1e-6)
            assert worth.bound is not None
            assert worth.bound >= best * (1 - 1e-12)
    if inside is None or outside is None:
        expected = Verdict.OPEN if inside is outside else Verdict.OUT if inside is None else Verdict.IN
    elif inside == pytest.approx(outside, rel=1e-9, abs=0):
        expected = Verdict.TIE
    else:
        expected = Verdict.IN if inside > outside else Verdict.OUT
    assert found.verdict in (expected, Verdict.OPEN)
    grid = [k / 10 for k in range(11)]
    turns = found.break_even
    event(f"acceptance {turns.acceptance.turn.value}, effort {turns.effort.turn.value}")
    hold(turns.acceptance, option, lambda number: with_numbers(tables, account, approach, acceptance=number), grid)
    hold_effort(turns.effort, option, lambda number: with_numbers(tables, account, approach, effort=number))
    for point in found.line[::4]:

        def problem_at(number: float, effort: float = point.effort) -> SeedingProblem:
            return with_numbers(tables, account, approach, acceptance=number, effort=effort)

        if point.acceptance is None:
            assert point.turn is Turn.NEVER
            assert not any(enters(problem_at(number), option) for number in grid)
        else:
            assert enters(problem_at(point.acceptance[1]), option)
            if point.turn is Turn.FOUND:
                assert not enters(problem_at(point.acceptance[0]), option)


def hold_effort(threshold: Threshold, option: int, problem_at: Callable[[float], SeedingProblem]) -> None:
    """Hold an effort: from it on, the account is out."""
    if threshold.turn is Turn.ALWAYS:
        assert threshold.enters_at is None
        assert enters(problem_at(1e6), option)
    elif threshold.turn is Turn.NEVER:
        assert not enters(problem_at(0.0), option)
    else:
        assert threshold.turn is Turn.FOUND
        assert threshold.enters_at is not None
        low, high = threshold.enters_at
        assert enters(problem_at(low), option)
        assert not enters(problem_at(high + 2e-9), option)
        assert high - low <= max(1.01e-3 * high, 2e-6)


@pytest.mark.slow
@settings(drawn, max_examples=40)
@given(tables=scenarios(objective="clicks"), data=st.data())
def test_intensity_is_that_of_enumeration(tables: Tables, data: st.DataObject) -> None:
    formulation = formulated(tables)
    option = drawn_option(data, formulation)
    account, approach = formulation.account_name(option), formulation.approach_name(option)
    threshold = exchange_of(formulation, account=account, approach=approach).break_even.intensity
    rows = [row for row in tables.accounts if row["account"] == account]
    if any(row["followers"] is None for row in rows) or not sum(row["followers"] for row in rows):
        assert threshold.today is None
        return
    assert threshold.today == pytest.approx(sum(row["clicks"] for row in rows) / sum(row["followers"] for row in rows))
    assume(threshold.today)
    event(f"{kind_of(tables).value}, {threshold.turn.value}")
    today = threshold.today
    assert today is not None
    hold(
        threshold, option, lambda number: with_clicks(tables, account, number / today), [today * k for k in (0, 1, 50)]
    )


@pytest.mark.slow
@settings(drawn, max_examples=25)
@given(tables=scenarios(kinds=[Kind.SEPARATE, Kind.SEGMENTS]), data=st.data())
def test_acceptance_where_a_yes_costs_more(tables: Tables, data: st.DataObject) -> None:
    tables.document["budget"] |= {"basis": "expected", "cash": data.draw(st.integers(0, 40)) / 10}
    for entry in tables.document["approaches"].values():
        entry["on_yes"] = {"cash": data.draw(st.sampled_from([1.0, 2.5, 4.0]))}
    formulation = formulated(tables)
    option = drawn_option(data, formulation)
    account, approach = formulation.account_name(option), formulation.approach_name(option)
    threshold = exchange_of(formulation, account=account, approach=approach).break_even.acceptance
    event(threshold.turn.value)
    assume(threshold.turn is not Turn.OPEN)
    grid = np.linspace(0, 1, 21).tolist()
    if threshold.turn is not Turn.FOUND:
        hold(threshold, option, lambda number: with_numbers(tables, account, approach, acceptance=number), grid)
        return
    assert threshold.enters_at is not None
    low, high = threshold.enters_at

    def problem_at(number: float) -> SeedingProblem:
        return with_numbers(tables, account, approach, acceptance=number)

    assert enters(problem_at(high), option)
    assert not any(enters(problem_at(number), option) for number in grid if number < low)
