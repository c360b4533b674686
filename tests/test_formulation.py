"""Whole scenarios, from tables to plan, against trying every selection."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from oracles import scenario_enumeration as oracle

import seeder
from seeder.formulation import Origin

NAMES = ["ann", "bob", "cleo", "dov", "eve", "fay", "gus"]
WHERES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "platform == 'x'": lambda row: row["platform"] == "x",
    "followers >= 100": lambda row: row["followers"] >= 100,
    "'tea' in topics": lambda row: "tea" in row["topics"].split(";"),
    "not (clicks < 10) or topics == ''": lambda row: not row["clicks"] < 10 or row["topics"] == "",
    "followers > 1M": lambda row: row["followers"] > 1_000_000,
}
tenths = st.integers(0, 40).map(lambda n: n / 10)
shares = st.integers(0, 20).map(lambda n: n / 20)


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    n_approaches = draw(st.integers(1, 3))
    names = NAMES[: draw(st.integers(1, 7 if n_approaches < 3 else 5))]
    rows = []
    for name in names:
        topics = draw(st.sampled_from(["", "tea", "tea;art", "art"]))
        effort, acceptance, fee = draw(tenths), draw(shares), draw(st.none() | tenths)
        for handle in range(draw(st.integers(1, 2))):
            rows.append(
                {
                    "account": name,
                    "handle": f"{name}{handle}",
                    "platform": draw(st.sampled_from(["x", "yt"])),
                    "followers": draw(st.integers(1, 300)),
                    "clicks": draw(tenths.map(lambda n: n * 10)),
                    "view": draw(shares),
                    "conversion": draw(shares),
                    "effort": effort if handle == 0 else None,
                    "acceptance": acceptance if handle == 0 else None,
                    "fee": fee if handle == 0 else None,
                    "topics": topics,
                }
            )
    approaches: dict[str, Any] = {}
    for approach in ("ask", "intro", "paid")[:n_approaches]:
        entry: dict[str, Any] = {}
        if draw(st.booleans()):
            entry["effort"] = draw(tenths)
        if draw(st.booleans()):
            entry["acceptance"] = draw(shares)
        if draw(st.booleans()):
            entry["costs"] = {"cash": draw(tenths)}
        if draw(st.booleans()):
            entry["on_yes"] = {draw(st.sampled_from(["effort", "cash"])): draw(tenths)}
        if draw(st.integers(0, 3)) == 0 and "cash" not in entry.get("on_yes", {}):
            entry["fee"] = True
        if draw(st.integers(0, 3)) == 0:
            entry["where"] = draw(st.sampled_from(list(WHERES)))
        approaches[approach] = entry
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(list(approaches)))
    has_cash = any(
        "cash" in entry.get("costs", {}) or "cash" in entry.get("on_yes", {}) or "fee" in entry
        for entry in approaches.values()
    )
    overrides = [
        {
            "account": account,
            "approach": approach,
            "effort": draw(st.none() | tenths),
            "acceptance": draw(st.none() | shares),
            **({"cash": draw(st.none() | tenths), "on_yes.cash": draw(st.none() | tenths)} if has_cash else {}),
            "on_yes.effort": draw(st.none() | tenths),
            "available": draw(st.sampled_from(["", "yes", "no"])),
        }
        for account, approach in draw(st.lists(pairs, max_size=4, unique=True))
    ]
    budget: dict[str, Any] = {"effort": draw(st.integers(0, 80)) / 10}
    if draw(st.booleans()):
        budget["cash"] = draw(st.integers(0, 80)) / 10
    if draw(st.booleans()):
        budget["basis"] = draw(st.sampled_from(["reserved", "expected"]))
    if "cash" in budget:
        has_cash = True
    document = {
        "budget": budget,
        "objective": draw(st.sampled_from(["reach", "clicks", "conversions"])),
        "approaches": approaches,
        "rules": draw(rules(names, list(approaches), has_cash)),
    }
    if overrides and not any("cash" in o for o in overrides) and has_cash:
        overrides = [{**o, "cash": None} for o in overrides]
    return rows, overrides, document


numbers = st.integers(0, 3) | st.sampled_from(["0%", "12.5%", "30%", "33.333333%", "50 %", "100%"])


@st.composite
def rules(draw: st.DrawFn, names: list[str], approaches: list[str], has_cash: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if draw(st.integers(0, 2)) == 0:
        pin = st.sampled_from(names) | st.fixed_dictionaries(
            {"account": st.sampled_from(names), "approach": st.sampled_from(approaches)}
        )
        found["include"] = draw(st.lists(pin, max_size=2))
    if draw(st.integers(0, 2)) == 0:
        found["exclude"] = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    if draw(st.booleans()):
        found["accounts"] = draw(st.dictionaries(st.sampled_from(["at_least", "at_most"]), st.integers(0, 4)))
    if draw(st.booleans()):
        group: dict[str, Any] = {
            "where": draw(st.sampled_from(list(WHERES))),
            **draw(st.dictionaries(st.sampled_from(["at_least", "at_most"]), numbers, min_size=1)),
        }
        if draw(st.booleans()):
            group["limit"] = {"cash" if has_cash and draw(st.booleans()) else "effort": draw(tenths)}
        found["groups"] = [group]
    if len(names) > 1 and draw(st.integers(0, 2)) == 0:
        found["together"] = [draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))]
    if len(names) > 1 and draw(st.booleans()):
        found["conflicts"] = [draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))]
    return found


def solve_frames(rows: list[dict[str, Any]], overrides: list[dict[str, Any]], document: dict[str, Any]) -> seeder.Run:
    frames: dict[str, Any] = {"overrides": pd.DataFrame(overrides)} if overrides else {}
    keys = {key: value for key, value in document.items() if key not in ("budget", "objective")}
    scenario = seeder.Scenario.from_frames(
        pd.DataFrame(rows), budget=document["budget"], objective=document["objective"], **frames, **keys
    )
    return seeder.run_scenario(scenario)


def expectation(
    rows: list[dict[str, Any]], overrides: list[dict[str, Any]], document: dict[str, Any]
) -> tuple[Fraction, tuple[oracle.Option, ...]] | None:
    def matches(where: str, row: dict[str, Any]) -> bool:
        return WHERES[where](row)

    def members(where: str) -> set[str]:
        return {row["account"] for row in rows if matches(where, row)}

    options = oracle.options_of(rows, overrides, document, matches)
    return oracle.best(options, document, members)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_whole_scenarios_equal_enumeration(drawn: tuple[Any, Any, Any]) -> None:
    rows, overrides, document = drawn
    run, expected = solve_frames(rows, overrides, document), expectation(rows, overrides, document)
    plan = run.plan
    if expected is None:
        event("infeasible")
        assert plan.status == "infeasible"
        assert plan.value is None
        assert plan.conflict
    else:
        check_optimal(plan, float(expected[0]))


def check_optimal(plan: seeder.Plan, value: float) -> None:
    """Hold a plan to the best value by enumeration."""
    event("feasible with picks" if plan.picks else "feasible, nobody asked")
    assert plan.status == "optimal"
    assert plan.value == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert plan.value is not None
    assert plan.bound is not None
    assert plan.bound_certified is not None
    assert plan.bound >= value * (1 - 1e-12)
    assert plan.bound_certified >= plan.bound
    assert sum(pick.added for pick in plan.picks) == pytest.approx(plan.value, abs=1e-9)
    for name, baseline in plan.baselines.items():
        assert baseline is None or baseline <= plan.value + 1e-9, name


def test_the_oracle_by_hand() -> None:
    """Three accounts, 3 hours: ann (1 h, 10 clicks × .5), bob (2 h, 40 × .2), cleo (2.5 h, 100 × .1)."""
    rows = [
        {
            "account": "ann",
            "platform": "x",
            "topics": "",
            "followers": 100,
            "clicks": 10,
            "effort": 1,
            "acceptance": 0.5,
        },
        {
            "account": "bob",
            "platform": "x",
            "topics": "",
            "followers": 100,
            "clicks": 40,
            "effort": 2,
            "acceptance": 0.2,
        },
        {
            "account": "cleo",
            "platform": "x",
            "topics": "",
            "followers": 90,
            "clicks": 100,
            "effort": 2.5,
            "acceptance": 0.1,
        },
    ]
    document = {"budget": {"effort": 3}, "objective": "clicks", "approaches": {"ask": {}}}
    found = expectation(rows, [], document)
    assert found is not None
    assert float(found[0]) == 13.0
    assert {option.account for option in found[1]} == {"ann", "bob"}
    run = solve_frames(rows, [], document)
    assert run.plan.value == 13.0
    assert [pick.account for pick in run.plan.picks] == ["ann", "bob"]


def make(rows: list[dict[str, Any]], **keys: Any) -> seeder.Formulation:
    scenario = seeder.Scenario.from_frames(pd.DataFrame(rows), **{"budget": {"effort": 10}, **keys})
    return seeder.formulation_of(scenario)


def test_several_handles_of_an_account_add_up() -> None:
    rows = [
        {"account": "ann", "handle": "a", "platform": "x", "followers": 100, "clicks": 10, "acceptance": 0.5},
        {"account": "ann", "handle": "a", "platform": "yt", "followers": 50, "clicks": 80, "acceptance": None},
    ]
    made = make(rows)
    assert made.problem.value_if_yes.tolist() == [60.0]  # 10 on x; of 80 on yt no more than its 50 followers
    assert made.problem.value.tolist() == [30.0]
    assert made.problem.followers is not None
    assert made.problem.followers.tolist() == [150.0]


def test_precedence_is_override_approach_column_default() -> None:
    rows = [
        {"account": "ann", "followers": 1000, "effort": 7.0, "acceptance": 0.7},
        {"account": "bob", "followers": 1000, "effort": None, "acceptance": None},
    ]
    overrides = pd.DataFrame([{"account": "ann", "approach": "set", "effort": 9.0, "acceptance": None}])
    made = make(rows, approaches={"set": {"effort": 3.0}, "bare": {}}, overrides=overrides)
    names = [(made.account_name(o), made.approach_name(o)) for o in range(made.problem.n_options)]
    effort = dict(zip(names, made.problem.cost[0].tolist(), strict=True))
    effort_origin = dict(zip(names, (Origin(o) for o in made.effort_origin.tolist()), strict=True))
    assert effort["ann", "set"] == 9.0
    assert effort_origin["ann", "set"] is Origin.OVERRIDE
    assert effort["bob", "set"] == 3.0
    assert effort_origin["bob", "set"] is Origin.APPROACH
    assert effort["ann", "bare"] == 7.0
    assert effort_origin["ann", "bare"] is Origin.ACCOUNT
    assert effort_origin["bob", "bare"] is Origin.DEFAULT
    acceptance = dict(zip(names, made.problem.acceptance.tolist(), strict=True))
    assert acceptance["ann", "set"] == 0.7
    assert acceptance["bob", "set"] == acceptance["bob", "bare"]


def test_costs_of_a_yes_count_in_full_or_times_acceptance() -> None:
    rows = [{"account": "ann", "followers": 1000, "clicks": 5, "acceptance": 0.1, "effort": 0.1}]
    approaches = {"ask": {"on_yes": {"effort": 2, "cash": 400.5}, "costs": {"cash": 10.25}}}
    reserved = make(rows, approaches=approaches, budget={"effort": 10})
    expected = make(rows, approaches=approaches, budget={"effort": 10, "basis": "expected"})
    assert reserved.problem.resources == ("effort", "cash")
    assert reserved.problem.cost.tolist() == [[2.1], [410.75]]
    assert expected.problem.cost.tolist() == [[0.3], [50.3]]  # 0.1 + 2 · 0.1 is 0.3, not 0.30000000000000004
    assert np.isinf(reserved.problem.budget[1])


def test_clicks_stand_alone_where_followers_are_unknown() -> None:
    made = make([{"account": "ann", "followers": None, "clicks": 2**53 - 1, "acceptance": 1, "effort": 1}])
    assert made.problem.value.tolist() == [float(2**53 - 1)]
    assert made.scenario.accounts.tier == ("",)
    assert made.problem.followers is not None
    assert made.problem.followers.tolist() == [-1.0]


def test_every_rule_keeps_its_words_and_place() -> None:
    rows = [{"account": name, "followers": 10, "clicks": 1} for name in "abc"]
    made = make(
        rows,
        approaches={"cold": {}, "intro": {"on_yes": {"cash": 3}}},
        rules={
            "include": ["a", {"account": "b", "approach": "intro"}],
            "exclude": ["c"],
            "accounts": {"at_least": 1, "at_most": 2},
            "groups": [
                {"where": "followers > 5", "at_most": 2, "limit": {"cash": 500}},
                {"where": "followers < 5", "at_least": "0%", "at_most": "12.50 %"},
            ],
            "conflicts": [["a", "c"]],
            "together": [["a", "b"], ["c", "a", "b"]],
        },
    )
    assert [source.words for source in made.rule_sources] == [
        "include a",
        "include b by intro",
        "exclude c",
        "at least 1 account",
        "at most 2 accounts",
        "at most 2 accounts where followers > 5",
        "at least 0% of the asked accounts match followers < 5",
        "at most 12.5% of the asked accounts match followers < 5",
        "at most 500 cash on accounts where followers > 5",
        "at most one of a, c",
        "all or none of a, b",
        "all or none of c, a, b",
        "all or none of c, a, b",
    ]
    assert len(made.problem.rules) == len(made.rule_sources)
    assert [source and source.words for source in made.budget_sources] == ["budget of 10 hours", None]
