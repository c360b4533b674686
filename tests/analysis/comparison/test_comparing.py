"""Plans side by side, against enumeration and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from oracles.audience_enumeration import Tables
from oracles.audience_scenarios import Form, kind_of, make_formulation, make_scenario, scenarios
from oracles.enumeration import all_selections

import seeder
from seeder.analysis.comparison.answer import PlanKind
from seeder.analysis.comparison.comparing import compare_of
from seeder.errors import ArgumentError, ProblemError
from seeder.problem import evaluate, marginal_values_of, value
from seeder.solvers import Stop

ACCOUNTS = pd.DataFrame(
    {
        "account": ["ann", "bob", "cat", "the.star"],
        "followers": [2000, 900, 1500, 2_000_000],
        "clicks": [50, 20, 34, 900],
        "effort": [1.0, 0.5, 1.25, 4.0],
    }
)
APPROACHES = {"mail": {"acceptance": 0.5, "where": "followers < 10000"}, "agent": {"acceptance": 0.1, "effort": 4}}


def compared(**keys: Any) -> seeder.Comparison:
    return seeder.compare(ACCOUNTS, **{"budget": 4, "approaches": APPROACHES, **keys})


def plan_of(found: seeder.Comparison, kind: str) -> seeder.ComparedPlan:
    plan = found.plan(PlanKind(kind))
    assert plan is not None
    return plan


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)
@given(tables=scenarios(), data=st.data())
def test_the_best_of_each_kind_is_that_of_enumeration(tables: Tables, data: st.DataObject) -> None:
    formulation = make_formulation(make_scenario(tables, Form.BY_HAND))
    problem = formulation.problem
    accounts = formulation.scenario.accounts
    names = data.draw(st.lists(st.sampled_from(accounts.account_id), unique=True, max_size=4))
    askable = [name for name in names if name not in formulation.cannot_be_asked]
    limit = data.draw(st.sampled_from([0, 100, 2000, 10**9]))
    found = compare_of(
        formulation,
        mine=askable,
        celebrities=f"followers >= {limit}",
        middlers=f"followers < {limit}",
        stop=Stop(relative_gap=1e-7),
    )
    followers = accounts.followers
    with np.errstate(invalid="ignore"):
        of_rows = {"celebrities": followers >= limit, "middlers": followers < limit}
    matches = {"best": np.ones(accounts.n_accounts, dtype=bool)}
    for kind, rows in of_rows.items():
        matches[kind] = np.bincount(accounts.row_account, weights=rows, minlength=accounts.n_accounts) > 0
    feasible = [chosen for chosen in all_selections(problem) if evaluate(problem, chosen).is_feasible]
    for kind, is_in in matches.items():
        values = [value(problem, chosen) for chosen in feasible if is_in[problem.account[list(chosen)]].all()]
        plan = plan_of(found, kind)
        event(f"{kind}, {kind_of(tables).value}: {'a plan' if values else 'none'}")
        if not values:
            assert (plan.value, plan.bound) == (None, None)
            continue
        assert plan.value == pytest.approx(max(values), rel=1e-6)
        assert plan.bound is not None
        assert plan.bound >= max(values) * (1 - 1e-12)
    for kind in ("top_followers", "top_intensity", "greedy"):
        plan = plan_of(found, kind)
        assert plan.bound is None
        assert not plan.broken
    mine, best = plan_of(found, "mine"), plan_of(found, "best")
    assert sorted(ask.account for ask in mine.picks) == sorted(askable)
    if best.value is not None and mine.value is not None:
        assert mine.broken or mine.value <= best.value * (1 + 1e-12)
        assert sum(change.gain for change in found.changes) == pytest.approx(best.value - mine.value, abs=1e-9)
        asks = set(mine.picks)
        for change in found.changes:
            asks = asks - set(change.drop) | set(change.add)
        assert asks == set(best.picks)


def test_plans_by_hand() -> None:
    found = compared(mine=["the.star"])
    values = {plan.kind.value: plan.value for plan in found.plans}
    # 4 hours: ann, bob and cat bring 25 + 10 + 17 for 2.75 hours; the star 90 for 4.
    assert values == {
        "best": 90.0,
        "celebrities": 90.0,
        "middlers": 52.0,
        "top_followers": 90.0,
        "top_intensity": 52.0,
        "greedy": 90.0,
        "mine": 90.0,
    }
    assert found.summary() == "Your list is one of the best: it brings 90 clicks."
    best = plan_of(found, "best")
    assert best.nobody == pytest.approx(0.9)
    assert (best.largest_share, best.spent) == (1.0, {"effort": 4.0})
    middlers = plan_of(found, "middlers")
    assert middlers.nobody == pytest.approx(0.125)
    assert middlers.largest_share == pytest.approx(25 / 52)
    assert not found.changes


def test_a_list_that_breaks_rules_is_named_with_its_place() -> None:
    found = compared(mine=["ann", "the.star"], rules={"accounts": {"at_most": 1}})
    mine = plan_of(found, "mine")
    assert mine.value == 115.0
    assert [broken.rule for broken in mine.broken] == ["budget of 4 hours", "at most 1 account"]
    assert found.summary() == (
        "Your list breaks 2 budgets or rules. It brings 115 clicks; the best plan that keeps them all brings 90."
    )
    (change,) = found.changes
    assert ([ask.account for ask in change.drop], list(change.add), change.gain) == (["ann"], [], -25.0)


def test_the_largest_share_is_what_is_lost_without_the_pick() -> None:
    found = compared(mine=["ann", "bob"])
    formulation = seeder.formulation_of(
        seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 4}, approaches=APPROACHES)
    )
    options = np.array([0, 2])
    lost = marginal_values_of(formulation.problem, options, options)
    mine = plan_of(found, "mine")
    assert mine.value is not None
    assert mine.largest_share == pytest.approx(lost.max() / mine.value)


def test_approaches_of_the_own_list_count() -> None:
    found = compared(mine=[("ann", "agent")])
    assert plan_of(found, "mine").value == 5.0
    assert plan_of(found, "mine").spent == {"effort": 4.0}


def test_without_a_plan_that_is_said() -> None:
    found = compared(rules={"accounts": {"at_least": 4}})
    assert found.summary() == "No plan keeps your rules."
    assert all(plan.value is None for plan in found.plans)
    with_list = compared(rules={"accounts": {"at_least": 4}}, mine=["ann"])
    assert with_list.summary() == "Your list breaks 1 budget or rule; no plan that keeps them all was found."


def test_objects_for_notebooks_and_programs() -> None:
    found = compared(mine=["bob"])
    assert "<table" in found._repr_html_()
    assert len(repr(found).splitlines()) <= 20
    assert list(found.to_frame()["name"]) == [kind.value for kind in PlanKind]
    document = found.to_document()
    assert document["plans"][-1]["name"] == "mine"
    assert set(document["plans"][0]) == {
        "name", "value", "bound", "spent", "asks", "p50", "largest_share", "nobody", "broken", "picks",
    }  # fmt: skip


def test_a_time_limit_that_is_over_leaves_bounds_that_hold() -> None:
    found = seeder.compare("scenarios/one-celebrity-or-250", time_limit=0)
    best = plan_of(found, "best")
    assert best.bound is not None
    assert best.bound >= 400 * (1 - 1e-12)
    assert plan_of(found, "greedy").value == pytest.approx(400)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"mine": ["nobody.here"]}, ProblemError, "mine: unknown account 'nobody.here'"),
        ({"mine": ["ann", "ann"]}, ProblemError, "mine: the account 'ann' is named twice"),
        ({"mine": [3.5]}, ArgumentError, "mine: expected an account or an"),
        ({"mine": 3}, ArgumentError, "mine: expected a list of accounts"),
        ({"celebrities": 3}, ArgumentError, "celebrities: expected a condition on accounts, found int"),
        ({"middlers": "size > 3"}, ArgumentError, "middlers, at"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        compared(**arguments)
