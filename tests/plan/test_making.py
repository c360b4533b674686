"""Plans: order, costs, reasons, provenance, and what is left."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from oracles.results import result_of

import seeder
from seeder.plan import make_plan

ROWS: list[dict[str, Any]] = [
    {"account": name, "handle": handle, "platform": platform, "followers": 99, "clicks": clicks, "effort": effort}
    for name, handle, platform, clicks, effort in (
        ("zoe", "@zoe", "x", 20, 1),
        ("amy", "amy", "x", 40, 2),
        ("bob", "bob", "yt", 50, 1),
        ("cat", "cat", "yt", 6, 1.5),
    )
]
for row in ROWS:
    row["acceptance"] = 0.5


def plan_of(rows: list[dict[str, Any]] = ROWS, **keys: Any) -> seeder.Plan:
    given = {"budget": {"effort": 4}, **keys}
    return seeder.run_scenario(seeder.Scenario.from_frames(pd.DataFrame(rows), **given)).plan


def test_order_is_added_value_per_effort_ties_by_account() -> None:
    plan = plan_of()
    assert [(pick.rank, pick.account, pick.added) for pick in plan.picks] == [
        (1, "bob", 25.0),
        (2, "amy", 10.0 * 2),
        (3, "zoe", 10.0),
    ]
    assert plan.value == 55.0
    assert plan.spent == {"effort": 4.0}
    assert plan.gross == 55.0


def test_an_ask_without_effort_comes_first_unless_it_adds_nothing() -> None:
    rows = [
        {"account": "free", "followers": 9, "clicks": 1, "effort": 0, "acceptance": 0.1},
        {"account": "dear", "followers": 900, "clicks": 100, "effort": 1, "acceptance": 1},
        {"account": "void", "followers": 9, "clicks": 1, "effort": 0, "acceptance": 0},
    ]
    plan = plan_of(rows, rules={"include": ["void"]})
    assert [pick.account for pick in plan.picks] == ["free", "dear", "void"]
    assert "required by your rule: include void" in plan.picks[2].why


def test_every_pick_has_a_backup_for_what_is_left_once_it_declines() -> None:
    """All four hours are spent on asking, and stay spent; with an hour and a half more, cat fits after any no."""
    assert plan_of().reserves == ()
    plan = plan_of(rules={"exclude": ["cat"]}, budget={"effort": 5.5})
    assert plan.reserves == ()
    plan = plan_of(rules={"accounts": {"at_most": 3}}, budget={"effort": 5.5})
    assert [(r.replaces, r.account, r.value) for r in plan.reserves] == [
        ("bob", "cat", 55.0 - 25 + 3),
        ("amy", "cat", 55.0 - 20 + 3),
        ("zoe", "cat", 55.0 - 10 + 3),
    ]
    assert plan_of(plan={"reserves": 0}, budget={"effort": 5.5}).reserves == ()


def test_a_pin_is_never_replaced() -> None:
    plan = plan_of(rules={"include": ["amy"]}, budget={"effort": 2})
    assert [pick.account for pick in plan.picks] == ["amy"]
    assert plan.reserves == ()


def test_what_is_left_is_explained() -> None:
    plan = plan_of(budget={"effort": 4.25})
    assert plan.leftover == (
        "0.25 of 4.25 hours left.",
        "Next in line: cat, for another 1.25 hours.",
    )


def test_a_rule_that_holds_back_is_named() -> None:
    plan = plan_of(budget={"effort": 40}, rules={"accounts": {"at_most": 3}})
    assert plan.leftover[-1] == "Next in line: cat, blocked by your limit of 3 accounts."


def test_everybody_is_asked_where_the_budget_is_ample() -> None:
    assert plan_of(budget={"effort": 40}).leftover[1:] == (
        "Every account that would add anything is asked.",
        "To use the hours that are left, add accounts to your list, or approaches that take longer and get a yes more "
        "often.",
    )
    # With few hours left there is nothing to use.
    assert plan_of(budget={"effort": 6}).leftover[-1] == "Every account that would add anything is asked."


def _with_fees(**keys: Any) -> seeder.Plan:
    rows = [
        {"account": name, "followers": 5000, "clicks": clicks, "effort": 1, "acceptance": 0.1, "fee": fee}
        for name, clicks, fee in (("ann", 90, 500), ("bob", 80, 400), ("cat", 10, 900))
    ]
    return plan_of(rows, approaches={"ask": {"fee": True}}, **keys)


def test_hours_that_only_fees_keep_unused_have_a_way_out() -> None:
    told = (
        "To use the hours that are left, multiply what a yes costs by the chance of a yes: more asks then fit, but if "
        "many say yes, they cost more than your budget. Add basis: expected to the budget, or "
        "--set budget.basis=expected to the command."
    )
    plan = _with_fees(budget={"effort": 40, "cash": 1000})
    assert {pick.account for pick in plan.picks} == {"ann", "bob"}
    assert plan.leftover[-1] == told
    # What it says is true.
    more = _with_fees(budget={"effort": 40, "cash": 1000, "basis": "expected"})
    assert len(more.picks) == 3
    assert more.leftover[-1].startswith("To use the hours that are left, add accounts")
    # It says nothing where it is not: too little cash for the chance too, no hours, or a rule that blocks.
    assert told not in _with_fees(budget={"effort": 40, "cash": 50}).leftover
    assert told not in _with_fees(budget={"effort": 2, "cash": 1000}).leftover
    assert told not in _with_fees(budget={"effort": 40, "cash": 2000}, rules={"accounts": {"at_most": 2}}).leftover


def test_resources_of_which_a_yes_counts_times_its_chance() -> None:
    assert _with_fees(budget={"effort": 40, "cash": 1000}).averaged == ()
    assert _with_fees(budget={"effort": 40, "cash": 1000, "basis": "expected"}).averaged == ("cash",)


def test_a_fee_that_is_not_known_is_blank_in_the_shortlist() -> None:
    rows = [
        {"account": name, "followers": 5000, "clicks": 90, "effort": 1, "acceptance": 0.1, "fee": fee}
        for name, fee in (("ann", 500.0), ("bob", None), ("cat", 0.0))
    ]
    plan = plan_of(rows, approaches={"ask": {"fee": True}}, budget={"effort": 40, "cash": 1000})
    assert {pick.account: pick.unknown_costs for pick in plan.picks} == {"ann": (), "bob": ("cash",), "cat": ()}
    cash = plan.to_frame().set_index("account")["cash"]
    assert (cash["ann"], cash["cat"], cash.isna()["bob"], cash.sum()) == (500, 0, True, 500)
    (why,) = [pick.why for pick in plan.picks if pick.account == "bob"]
    assert "what a yes costs (cash) is not known and counted as 0" in why
    own = pd.DataFrame([{"account": "bob", "approach": "ask", "on_yes.cash": 70}])
    known = plan_of(rows, approaches={"ask": {"fee": True}}, budget={"effort": 40, "cash": 1000}, overrides=own)
    assert all(not pick.unknown_costs for pick in known.picks)


def test_nothing_is_worth_finding_out_where_everybody_is_asked() -> None:
    rows = [{"account": name, "followers": 5000, "effort": 1} for name in ("ann", "bob", "cat")]
    assert plan_of(rows, budget={"effort": 2}).measure_next
    everybody = plan_of(rows, budget={"effort": 3})
    assert everybody.leftover[-1] == "Every account that would add anything is asked."
    assert everybody.measure_next == ()
    # Which of two ways is the better one may still be worth knowing.
    two_ways = plan_of(rows, budget={"effort": 3}, approaches={"cold": {}, "warm": {}})
    assert two_ways.leftover[-1] == everybody.leftover[-1]
    assert two_ways.measure_next


def test_a_number_without_a_gain_is_not_worth_finding_out() -> None:
    rows = [{"account": name, "followers": 5000, "effort": 1, "fee": 100} for name in ("ann", "bob", "cat", "dan")]
    plan = plan_of(
        rows,
        budget={"effort": 30, "cash": 390, "basis": "expected"},
        approaches={"ask": {"fee": True}},
        rules={"exclude": ["dan"]},
    )
    assert all(number.gain_at_most > 0 for number in plan.measure_next)


def test_every_number_knows_where_it_comes_from() -> None:
    rows = [{"account": "ann", "followers": 5000, "effort": 2}, {"account": "bob", "followers": 7_000_000}]
    overrides = pd.DataFrame([{"account": "bob", "approach": "cold", "acceptance": 0.9, "effort": 1}])
    plan = plan_of(rows, approaches={"cold": {"acceptance": 0.2}}, overrides=overrides)
    sources = {pick.account: pick.sources for pick in plan.picks}
    assert sources["ann"]["effort"] == "given: column effort"
    assert sources["ann"]["acceptance"] == "given: the approach"
    assert sources["ann"]["value"].startswith("default: 0.03 × followers^0.845 clicks per post (assumed")
    assert sources["bob"]["effort"] == "given: overrides table"
    assert sources["bob"]["acceptance"] == "given: overrides table"


def test_infeasible_plans_name_the_conflict() -> None:
    plan = plan_of(rules={"include": ["amy", "zoe"], "accounts": {"at_most": 1}, "exclude": ["cat"]})
    document = plan.to_document()
    assert document["status"] == "infeasible"
    assert [document[key] for key in ("value", "bound", "gap", "bound_certified", "outcome", "gross")] == [None] * 6
    assert document["picks"] == []
    assert {rule["rule"] for rule in document["conflict"]} == {"include amy", "include zoe", "at most 1 account"}
    assert document["bound_is_proved"] is False


def test_an_include_and_an_exclude_of_one_account_conflict() -> None:
    plan = plan_of(rules={"include": ["amy"], "exclude": ["amy", "bob"]})
    assert plan.conflict is not None
    assert {rule.rule for rule in plan.conflict} == {"include amy", "exclude amy"}


def test_a_pin_without_an_option_conflicts_alone() -> None:
    plan = plan_of(
        approaches={"ask": {}, "intro": {"where": "platform == 'yt'"}},
        rules={"include": [{"account": "amy", "approach": "intro"}]},
    )
    assert plan.conflict is not None
    assert [rule.rule for rule in plan.conflict] == ["include amy by intro"]


def test_document_has_the_contracts_keys_in_order() -> None:
    document = plan_of(rules={"accounts": {"at_most": 3}}, budget={"effort": 5.5}).to_document()
    assert list(document) == [
        "schema_version", "name", "objective", "status", "limit", "estimated", "value", "bound", "gap",
        "bound_certified", "bound_is_proved", "gross", "outcome", "spent", "budget", "basis", "currency", "picks",
        "reserves", "baselines", "conflict", "conflicts", "repairs", "seed", "rests_on", "measure_next", "interval",
    ]  # fmt: skip
    assert list(document["outcome"]) == ["p10", "p50", "p90", "nobody", "over", "answers_only", "rates_share"]
    assert list(document["picks"][0]) == [
        "rank", "account", "approach", "tier", "costs", "acceptance", "expected", "added", "why",
    ]  # fmt: skip
    assert list(document["reserves"][0]) == ["replaces", "account", "approach", "costs", "value"]
    assert list(document["baselines"]) == ["greedy", "top_followers"]
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["gap"] == pytest.approx((document["bound"] - document["value"]) / document["bound"])


def test_nothing_fits() -> None:
    plan = plan_of(budget={"effort": 0.5})
    assert plan.status == "optimal"
    assert plan.value == 0.0
    assert plan.picks == ()
    assert plan.outcome is not None
    assert plan.outcome.nobody == 1.0


def test_frame_has_one_row_an_ask() -> None:
    frame = plan_of().to_frame()
    assert frame["account"].tolist() == ["bob", "amy", "zoe"]
    assert frame["handle"].tolist() == ["bob", "amy", "zoe"]
    assert frame["effort"].tolist() == [1, 2, 1]


SHARED = pd.DataFrame(
    [
        {"account": name, "followers": followers, "clicks": clicks, "effort": 1, "acceptance": 0.5}
        for name, followers, clicks in (("ann", 1000, 100), ("bob", 800, 60), ("cat", 500, 40), ("dan", 800, 64))
    ]
)
SEGMENTS = pd.DataFrame([{"segment": "tea", "people": 1000}, {"segment": "art", "people": 300}])
MEMBERSHIPS = pd.DataFrame(
    [
        {"handle": "ann", "segment": "tea", "share": 0.8},
        {"handle": "bob", "segment": "tea", "share": 0.5},
        {"handle": "bob", "segment": "art", "share": 1.0},
        {"handle": "dan", "segment": "tea", "share": 0.8},
    ]
)


def shared_formulation(**keys: Any) -> seeder.Formulation:
    scenario = seeder.Scenario.from_frames(
        SHARED,
        **{
            "budget": {"effort": 2},
            "audience": {"kind": "segments"},
            "segments": SEGMENTS,
            "memberships": MEMBERSHIPS,
            "interested": 0.1,
            **keys,
        },
    )
    return seeder.formulation_of(scenario)


def shared_plan(selection: list[int], **keys: Any) -> seeder.Plan:
    """Plan of a selection of which nothing is proved."""
    formulation = shared_formulation(**keys)
    return make_plan(formulation, result_of(formulation.problem, selection))


def test_people_who_overlap_are_told_in_numbers_and_words() -> None:
    """100 of tea's people may click: ann's yes moves 80 of them, with chance half; so of the 37.5 of tea that bob's
    yes brings, 60 % are his alone, and 22.5 of art besides. Dan's yes moves 64 of tea, cat's 40 whom nobody shares."""
    plan = shared_plan([0, 1])
    ann, bob = plan.picks
    assert (ann.account, bob.account) == ("ann", "bob")
    assert plan.value == pytest.approx(0.5 * 100 + 0.5 * (22.5 + 0.6 * 37.5))
    assert ann.expected == pytest.approx(50.0)
    assert bob.expected == pytest.approx(30.0)
    assert bob.added == pytest.approx(0.5 * (22.5 + 0.6 * 37.5))
    assert ann.added == pytest.approx(50.0 + bob.added - bob.expected)
    assert bob.why == (
        "60 clicks if they say yes (50% likely); the rest of the plan does not reach 45 of them; 22.5 per hour"
    )
    assert plan.gross == pytest.approx(80.0)
    assert plan.estimated is False
    assert plan.is_weighted is False
    assert plan.reserves == ()


def test_the_value_of_a_reserve_is_that_of_its_plan() -> None:
    """Dan moves the same people as ann, so he is her best backup; cat is bob's."""
    formulation = shared_formulation(budget={"effort": 3})
    plan = shared_plan([0, 1], budget={"effort": 3})
    assert [(one.replaces, one.account) for one in plan.reserves] == [("ann", "dan"), ("bob", "cat")]
    names = [formulation.account_name(option) for option in range(formulation.problem.n_options)]
    for reserve in plan.reserves:
        asked = {0, 1} - {names.index(reserve.replaces)} | {names.index(reserve.account)}
        assert reserve.value == seeder.evaluate(formulation.problem, sorted(asked)).value


def test_what_is_left_names_who_adds_to_the_plan() -> None:
    plan = shared_plan([0, 1], budget={"effort": 2.5})
    assert plan.leftover[-1] == "Next in line: cat, for another half hour."
    excluded = shared_plan([0, 1], budget={"effort": 9}, rules={"exclude": ["cat", "dan"]})
    assert excluded.leftover[-1] == (
        "Every account that would add anything is asked, except those that your rules exclude."
    )


def test_people_of_other_weight_are_no_number_of_people() -> None:
    assert shared_plan([0], segments=SEGMENTS.assign(weight=[2.0, 1.0])).is_weighted


def test_a_sample_makes_a_plan_estimated() -> None:
    followers = pd.DataFrame([{"handle": "ann", "person": f"p{n}"} for n in range(10)])
    keys: dict[str, Any] = {"segments": None, "memberships": None, "interested": None, "followers": followers}
    plan = shared_plan([0], **keys, audience={"kind": "followers", "sample": 0.01, "outside": "separate"})
    assert plan.estimated
    assert plan.to_document()["estimated"] is True
    complete = shared_plan([0], **keys, audience={"kind": "followers", "outside": "separate"})
    assert not complete.estimated


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.02])
def test_a_plan_made_in_no_time_has_finite_numbers(seconds: float) -> None:
    """Wherever the looking for what to measure is cut off: what is not bounded by then is left out."""
    folder = Path(__file__).parents[2] / "scenarios" / "apartment-app"
    formulation = seeder.formulation_of(seeder.read_scenario(folder))
    plan = make_plan(
        formulation, seeder.solve(formulation.problem, stop=seeder.Stop(relative_gap=0.01)), time_limit=seconds
    )
    assert all(math.isfinite(each.gain_at_most) for each in plan.measure_next)
    assert math.isfinite(plan.most_elsewhere)


def test_a_plan_of_shared_audiences_made_in_no_time_has_finite_numbers() -> None:
    formulation = shared_formulation()
    plan = make_plan(formulation, seeder.solve(formulation.problem), time_limit=0.0)
    assert all(math.isfinite(each.gain_at_most) for each in plan.measure_next)
