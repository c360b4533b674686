"""The frontier against enumeration at every budget."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from oracles.enumeration import best_by_enumeration

import seeder
from seeder.analysis.frontier import Frontier
from seeder.analysis.frontier_search import _budgets, frontier_of
from seeder.errors import ArgumentError
from seeder.problem import Rule

ACCOUNTS = pd.DataFrame(
    {
        "account": ["ann", "bob", "cat", "dee", "the.star"],
        "followers": [2000, 900, 1500, 700, 90000],
        "clicks": [50, 20, 34, 16, 900],
        "effort": [1.0, 0.5, 1.25, 0.75, 4.0],
        "cash": [10, 0, 30, 5, 200],
    }
)
APPROACHES = {"mail": {"acceptance": 0.5, "where": "followers < 10000"}, "agent": {"acceptance": 0.1, "effort": 4}}


def formulated(**keys: Any) -> seeder.Formulation:
    document = {"budget": {"effort": 2}, "approaches": APPROACHES, **keys}
    return seeder.formulation_of(
        seeder.Scenario.from_frames(ACCOUNTS[["account", "followers", "clicks", "effort"]], **document)
    )


def hold(formulation: seeder.Formulation, found: Frontier, position: int) -> None:
    """Hold every point against the best by enumeration."""
    for point in found.points:
        budget = formulation.problem.budget.copy()
        budget[position] = point.budget
        best = best_by_enumeration(formulation.problem.replace(budget=budget))
        if best is None:
            assert point.value is None
            assert point.picks == ()
            continue
        assert point.value == pytest.approx(best, rel=found.gap + 1e-9)
        assert point.bound is not None
        assert point.value is not None
        assert point.value <= point.bound
        assert point.bound >= best * (1 - 1e-12)
        assert point.spent[formulation.problem.resources[position]] <= point.budget + 1e-9
        assert point.p10 is not None
        assert point.p50 is not None
        assert point.p10 <= point.p50


@pytest.mark.parametrize("rules", [{}, {"include": ["dee"]}, {"accounts": {"at_least": 2, "at_most": 3}}])
def test_every_point_is_the_best(rules: dict[str, Any]) -> None:
    formulation = formulated(rules=rules)
    found = frontier_of(formulation, start=0.0, end=8.0, n_points=17)
    assert [point.budget for point in found.points] == [k / 2 for k in range(17)]
    hold(formulation, found, 0)
    values = [point.value for point in found.points if point.value is not None]
    bounds = [point.bound for point in found.points if point.bound is not None]
    assert values == sorted(values)
    assert bounds == sorted(bounds)
    for before, after in pairwise(found.points):
        if before.value is None or after.value is None:
            assert before.per_unit is None
        else:
            assert before.per_unit == pytest.approx((after.value - before.value) / 0.5)
    assert found.points[-1].per_unit is None


def test_budgets_without_a_plan_have_none() -> None:
    found = frontier_of(formulated(rules={"include": ["the.star"]}), start=1.0, end=7.0, n_points=4)
    assert [point.value is None for point in found.points] == [True, True, False, False]
    assert found.points[0].bound is None
    assert "the.star" in found.points[2].picks
    assert found.enters["the.star"] == (5.0,)
    assert "of your rules" not in found.summary()


def test_nothing_fits_anywhere() -> None:
    found = frontier_of(formulated(rules={"include": ["the.star"]}), start=1.0, end=2.0, n_points=2)
    assert found.summary() == "No plan keeps your rules with 2 hours or less."
    assert found.to_document()["points"][1]["value"] is None
    assert found.to_frame()["value"].isna().all()


def test_who_comes_in_and_goes_out_follows_from_the_picks() -> None:
    found = frontier_of(formulated(), start=0.5, end=7.5, n_points=8)
    for before, after in pairwise(found.points):
        came = {name for name, at in found.enters.items() if after.budget in at}
        went = {name for name, at in found.leaves.items() if after.budget in at}
        assert came == set(after.picks) - set(before.picks)
        assert went == set(before.picks) - set(after.picks)
    assert found.largest == "the.star"


def test_the_number_of_asks_replaces_the_limit_on_accounts() -> None:
    formulation = formulated(budget={"effort": 8}, rules={"accounts": {"at_most": 2}})
    found = frontier_of(formulation, resource="asks", start=0, end=5, n_points=6)
    assert [point.budget for point in found.points] == [0, 1, 2, 3, 4, 5]
    everybody = np.arange(formulation.problem.n_options)
    for point in found.points:
        problem = formulation.problem.replace(rules=[Rule.count(everybody, at_most=int(point.budget))])
        assert point.value == pytest.approx(best_by_enumeration(problem), rel=1e-3)
        assert len(point.picks) <= point.budget
    assert found.points[4].value is not None
    assert found.points[2].value is not None
    assert found.points[4].value > found.points[2].value
    assert found.words_of(1) == "1 ask"


def test_other_resources_and_words_for_hours() -> None:
    formulation = formulated(
        budget={"effort": 3, "cash": "20 EUR"}, approaches={"mail": {"costs": {"cash": 10}, "acceptance": 0.5}}
    )
    found = frontier_of(formulation, resource="cash", start=0, end=40, n_points=5)
    hold(formulation, found, 1)
    assert found.words_of(20) == "20 EUR"
    assert frontier_of(formulation, resource="hours", start=1, end=2, n_points=2).resource == "effort"


def test_without_a_budget_the_points_reach_past_what_the_best_plan_uses() -> None:
    formulation = formulated(budget={"cash": 20}, approaches={"mail": {"costs": {"cash": 10}, "acceptance": 0.5}})
    found = frontier_of(formulation)
    used = found.points[3].budget
    assert found.points[-1].budget == 2 * used
    # Two asks of 10 each: ann for an hour, and the star for four.
    assert used == 5.0
    assert found.points[-1].value == found.points[3].value


def test_by_default_eight_points_lie_around_the_budget_of_today() -> None:
    found = frontier_of(formulated())
    assert [point.budget for point in found.points] == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"resource": "monye"}, "expected 'effort' or 'asks', found 'monye'"),
        ({"resource": "ask"}, "Did you mean 'asks'?"),
        ({"resource": None}, "expected the name of a resource, or asks, found None"),
        ({"start": -1.0}, "start (--from): expected an amount of 0 or more, found -1.0"),
        ({"start": "10"}, "start (--from): expected an amount of 0 or more, found the text '10'"),
        ({"end": float("nan")}, "end (--to): expected an amount of 0 or more, found nan"),
        ({"start": 9.0, "end": 3.0}, "start (--from): 9 is above the largest budget, 3"),
        ({"n_points": 1}, "points: expected a number from 2 to 200, found 1"),
        ({"n_points": 2.5}, "points: expected a number from 2 to 200, found 2.5"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(message)):
        frontier_of(formulated(), **arguments)


def test_the_usual_result_can_fall_when_the_average_rises() -> None:
    formulation = seeder.formulation_of(
        seeder.read_scenario("scenarios/one-celebrity-or-250/celebrity-at-the-edge.yaml")
    )
    found = frontier_of(formulation, start=20, end=30, n_points=2)
    ((before, after),) = found.usual_falls()
    assert (before.budget, after.budget) == (20.0, 30.0)
    assert before.p50 == pytest.approx(200, abs=50)
    assert after.p50 == 0


def test_from_python_with_a_frame_and_a_shared_audience() -> None:
    found = seeder.frontier("scenarios/everywhere-or-niche", points=3, start=1, end=6, gap=1e-4)
    assert found.gap == 1e-4
    assert len(found.to_frame()) == 3
    assert "<table" in found._repr_html_()
    assert len(repr(found).splitlines()) <= 20
    assert found.to_document()["schema_version"] == 1
    with pytest.raises(ArgumentError):
        seeder.frontier(3)


def test_a_time_limit_that_is_over_leaves_plans_and_bounds() -> None:
    found = seeder.frontier("scenarios/apartment-app", start=40, end=60, points=2, time_limit=0)
    for point in found.points:
        assert point.value is None or point.bound is not None


def test_points_that_the_time_limit_leaves_have_plans_of_their_own() -> None:
    found = seeder.frontier("scenarios/apartment-app", start=40, end=100, points=4, time_limit=0.4)
    for point in found.points:
        assert point.value is not None
        assert point.bound is not None
        assert point.value <= point.bound
    assert found.n_open > 0
    assert "that was found" in found.summary()


def test_what_brings_nothing_more_is_said() -> None:
    found = frontier_of(formulated(budget={"effort": 8}), start=9, end=12, n_points=2)
    assert found.n_open == 0
    assert found.flat_from is found.points[0]
    assert found.summary().startswith("A larger budget adds nothing: the best plan brings ")


def test_whoever_the_rules_exclude_is_not_the_largest() -> None:
    assert frontier_of(formulated(rules={"exclude": ["the.star"]})).largest == "ann"


def test_a_gap_of_nothing_is_closed_as_far_as_numbers_go() -> None:
    found = frontier_of(formulated(), start=1, end=4, n_points=3, stop=seeder.Stop(relative_gap=0.0))
    assert found.n_open == 0


def test_points_that_nobody_stated_are_round_numbers() -> None:
    def budgets(budget: float, **points: Any) -> list[float]:
        return [point.budget for point in frontier_of(formulated(budget={"effort": budget}), **points).points]

    # What the user stated, and twice of it, stays; the others move to the nearest number that anybody would choose.
    assert budgets(33.3) == [8, 17, 25, 33.3, 42, 50, 58, 66.6]
    assert budgets(400, end=400, n_points=3) == [125, 275, 400]
    assert budgets(9, start=10, end=100) == [10, 23, 35, 49, 61, 75, 87, 100]
    assert budgets(9, start=1 / 3, end=22 / 7, n_points=2) == [0.333333, 3.142857]


@pytest.mark.parametrize("budget", [0.3, 1.7, 3, 33.3, 37, 333, 2400, 12345.6])
@pytest.mark.parametrize("n_points", [2, 3, 8, 200])
def test_rounding_keeps_the_number_and_the_order_of_points(budget: float, n_points: int) -> None:
    found = _budgets("effort", budget, None, None, n_points, is_stated=True)
    assert len(found) == n_points
    assert found[-1] == round(2 * budget, 6)
    step = found[-1] / n_points
    for k, point in enumerate(found, start=1):
        assert abs(point - k * step) <= 0.1 * step + 1e-6


def test_what_to_doubt_of_a_table_is_shown_with_it() -> None:
    frame = ACCOUNTS[["account", "followers", "clicks", "effort"]].assign(acceptence="<b>")
    found = seeder.frontier(frame, end=4, points=2)
    assert found.cautions == (
        "Caution: accounts (frame): the column 'acceptence' is copied to the shortlist but not used; "
        "did you mean 'acceptance'?",
    )
    assert "did you mean &#x27;acceptance&#x27;?" in found._repr_html_()


def test_a_table_needs_no_budget_beside_the_largest() -> None:
    frame = ACCOUNTS[["account", "followers", "clicks", "effort"]]
    told: dict[str, Any] = {"approaches": APPROACHES, "start": 1, "end": 4, "points": 4}
    assert seeder.frontier(frame, **told) == seeder.frontier(frame, budget=4, **told)
    cash: dict[str, Any] = {
        "approaches": {"mail": {"costs": {"cash": 10}, "acceptance": 0.5}},
        "resource": "cash",
        "end": 30,
    }
    assert seeder.frontier(frame, **cash).points[-1].spent["cash"] <= 30
    with pytest.raises(ArgumentError, match="a table of accounts needs a budget"):
        seeder.frontier(frame, start=1)
