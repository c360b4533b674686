"""Why an account is in the plan or not, against enumeration and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from oracles.audience_enumeration import Tables
from oracles.audience_scenarios import Form, kind_of, make_formulation, make_scenario, scenarios
from oracles.enumeration import all_selections
from oracles.exchanging import best_with_and_without, reaches

import seeder
from seeder.analysis.explanation.explaining import explain_of
from seeder.errors import ArgumentError
from seeder.problem import evaluate, value

ACCOUNTS = pd.DataFrame(
    {
        "account": ["ann", "bob", "cat", "the.star"],
        "handle": ["ann.lee", "bob", "cat", "the.star"],
        "followers": [2000, 900, 1500, 2_000_000],
        "clicks": [50, 20, 34, 900],
        "effort": [1.0, 0.5, 1.25, 4.0],
    }
)
APPROACHES = {"mail": {"acceptance": 0.5, "where": "followers < 10000"}, "agent": {"acceptance": 0.1, "effort": 4}}


def explained(account: str, **keys: Any) -> seeder.Explanation:
    return seeder.explain(ACCOUNTS, account, **{"budget": 4, "approaches": APPROACHES, **keys})


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=80)
@given(tables=scenarios(), data=st.data())
def test_everything_is_that_of_enumeration(tables: Tables, data: st.DataObject) -> None:
    formulation = make_formulation(make_scenario(tables, Form.BY_HAND))
    problem, names = formulation.problem, formulation.scenario.accounts.account_id
    name = data.draw(st.sampled_from(names))
    found = explain_of(formulation, name)
    account = names.index(name)
    own = np.flatnonzero(problem.account == account).tolist()
    event(f"{kind_of(tables).value}, {len(own)} ways, {'in' if found.picked else 'out'}")
    assert [option.approach for option in found.options] == list(formulation.scenario.approaches)
    by_approach = {formulation.approach_name(option): option for option in own}
    assert [option.approach for option in found.options if option.available] == [
        approach for approach in formulation.scenario.approaches if approach in by_approach
    ]
    assume(own)
    feasible = [chosen for chosen in all_selections(problem) if evaluate(problem, chosen).is_feasible]
    without = [value(problem, chosen) for chosen in feasible if not (problem.account[list(chosen)] == account).any()]
    bests = [(found.out, max(without, default=None))]
    for way in found.options:
        if way.available:
            bests.append((way.inside, best_with_and_without(problem, by_approach[way.approach])[0]))
    for worth, best in bests:
        if best is None:
            assert (worth.value, worth.bound) == (None, None)
        else:
            assert worth.value is not None
            assert worth.bound is not None
            assert worth.value == pytest.approx(best, rel=1e-3 * (1 + 1e-9))
            assert worth.value <= best * (1 + 1e-12)
            assert worth.bound is not None
            assert worth.bound >= best * (1 - 1e-12)
    for option in found.options:
        if option.available:
            at = by_approach[option.approach]
            assert option.expected == pytest.approx(value(problem, [at]))
            # It is held back exactly if it cannot be added, or it is asked so already.
            assert option.added is None or option.added >= -1e-9
    assert found.break_even is not None
    acceptance = found.break_even.acceptance
    if acceptance.enters_at is not None and found.approach is not None:
        pick = by_approach[found.approach]
        for number, expected in zip(acceptance.enters_at, (False, True), strict=True):
            if acceptance.turn is seeder.Turn.ALWAYS:
                continue
            chances = problem.acceptance.copy()
            chances[pick] = number
            at_number = problem.replace(acceptance=chances)
            if formulation.scenario.document.budget.basis.value == "expected":
                continue
            inside, outside = best_with_and_without(at_number, pick)
            enters = inside is not None and (outside is None or reaches(inside, outside))
            assert enters is expected


def test_an_account_that_is_held_back() -> None:
    found = explained("ann")
    assert found.picked is None
    assert (
        found.summary()
        == "ann is not in the plan: the best plan with it brings 52 clicks, 38 fewer than the best plan (90)."
    )
    mail, agent = found.options
    assert (mail.expected, mail.added, mail.costs) == (25.0, 25.0, {"effort": 1.0})
    assert (mail.inside.value, agent.inside.value, found.out.value) == (52.0, 5.0, 90.0)
    assert [broken.rule for broken in mail.held_back_by] == [
        "budget of 4 hours",
    ] or not mail.held_back_by
    assert found.displaces == ("the.star",)


def test_an_account_that_is_picked() -> None:
    found = explained("the.star")
    assert found.picked == "agent"
    assert found.summary() == "the.star is in the plan: with it, the best plan brings 90 clicks; without it, 52."
    mail, agent = found.options
    assert (mail.available, mail.expected, mail.inside.value) == (False, None, None)
    assert agent.held_back_by == ()
    assert found.displaces == ("ann", "bob", "cat")


def test_rules_that_hold_it_back_are_named() -> None:
    found = explained("bob", rules={"exclude": ["bob"]}, budget=10)
    assert found.summary() == "bob is not in the plan: no plan that keeps your rules was found with it."
    assert [broken.rule for broken in found.options[0].held_back_by] == ["exclude bob"]
    assert found.break_even is not None
    assert found.break_even.acceptance.turn is seeder.Turn.NEVER


def test_accounts_are_found_by_handle_and_the_rest_is_refused() -> None:
    assert explained("@ann.lee").account == "ann"
    with pytest.raises(ArgumentError, match=r"there is no account 'anne'\. Did you mean 'ann'"):
        explained("anne")
    with pytest.raises(ArgumentError, match="account: expected the name of an account, found int"):
        explained(3)  # type: ignore[arg-type]


def test_an_account_that_nobody_can_ask() -> None:
    found = explained("ann", approaches={"agent": {"acceptance": 0.1, "effort": 4, "where": "followers > 10000"}})
    assert found.summary() == "ann cannot be asked: none of your approaches applies to it."
    assert found.to_document()["enters_at"] == {"acceptance": None, "effort": None, "intensity": None}


def test_shared_followers_are_counted_as_people() -> None:
    """Of 10,000 people, .2 follow ann and .09 bob, independently: 180 follow both."""
    accounts = ACCOUNTS[["account", "followers", "clicks", "effort"]].head(3)
    segments = pd.DataFrame({"segment": ["city"], "people": [10_000]})
    memberships = pd.DataFrame({"handle": ["ann", "bob"], "segment": ["city", "city"], "share": [0.2, 0.09]})
    found = seeder.explain(
        accounts,
        "ann",
        budget=10,
        approaches={"mail": {"acceptance": 0.5}},
        objective="reach",
        audience={"kind": "segments", "table": "segments", "memberships": "memberships"},
        segments=segments,
        memberships=memberships,
    )
    (bob,) = found.shared_with
    assert bob.account == "bob"
    assert bob.people == pytest.approx(180.0)


def test_objects_for_notebooks_and_programs() -> None:
    found = explained("ann")
    assert "<table" in found._repr_html_()
    assert len(repr(found).splitlines()) <= 20
    assert list(found.to_frame()["approach"]) == ["mail", "agent"]
    document = found.to_document()
    assert set(document) == {
        "schema_version", "account", "picked", "objective", "gap", "options", "out", "shared_with", "displaces",
        "approach", "enters_at", "today", "turn",
    }  # fmt: skip
    assert set(document["options"][0]) == {
        "approach", "available", "expected", "added", "costs", "in", "held_back_by",
    }  # fmt: skip


def test_a_time_limit_that_is_over_leaves_bounds_that_hold() -> None:
    found = seeder.explain("scenarios/one-celebrity-or-250", "the.star", time_limit=0)
    assert found.out.bound is not None
    assert found.out.bound >= 400 * (1 - 1e-12)
    assert found.break_even is not None
    assert found.break_even.acceptance.turn is not seeder.Turn.NEVER
