"""What good plans have in common, against enumeration and by hand."""

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
from seeder.analysis.alternatives.deciding import alternatives_of
from seeder.errors import ArgumentError
from seeder.formulation import Formulation, formulation_of
from seeder.problem import evaluate
from seeder.problem.arrays import BoolArray
from seeder.solvers import Stop
from seeder.subjects import scenario_of

SAME = 1e-9
"""Up to this relative difference, values are the same."""
ACCOUNTS = pd.DataFrame(
    {
        "account": ["ann", "bob", "cat", "dan"],
        "followers": [2000, 900, 900, 800],
        "clicks": [50, 20, 20, 4],
        "effort": [1.0, 1.0, 1.0, 1.0],
    }
)
APPROACHES = {"mail": {"acceptance": 0.5}}


def alternatives(**keys: Any) -> seeder.Alternatives:
    return seeder.alternatives(ACCOUNTS, **{"budget": 2, "approaches": APPROACHES, **keys})


def check_by_enumeration(formulation: Formulation, found: seeder.Alternatives, *, is_complete: bool = True) -> None:
    """Every account is where the enumeration of all good plans puts it, and every plan is one of them."""
    problem, names = formulation.problem, formulation.scenario.accounts.account_id
    values = {}
    for chosen in all_selections(problem):
        made = evaluate(problem, chosen)
        if made.is_feasible:
            values[tuple(sorted(chosen))] = made.value
    undecided = {each.account for each in found.undecided}
    assert sorted([*found.always, *found.sometimes, *found.never, *undecided]) == sorted(names)
    if not values:
        assert found.best is None
        if is_complete:
            assert (found.bound, found.never) == (None, tuple(names))
        return
    if found.best is None:
        assert not is_complete
        return
    assert found.bound is not None
    assert found.bound >= max(values.values()) * (1 - 1e-12)
    if is_complete:
        assert found.best.value == pytest.approx(max(values.values()), rel=1e-5)
        assert not undecided
    least = (1 - found.within) * found.best.value
    good = [chosen for chosen, value in values.items() if value >= least * (1 - SAME)]

    def asked(chosen: tuple[int, ...]) -> BoolArray:
        held = np.zeros(len(names), dtype=bool)
        held[problem.account[list(chosen)]] = True
        return held

    times = np.sum([asked(chosen) for chosen in good], axis=0)
    for name, n_times in zip(names, times.tolist(), strict=True):
        if name in undecided:
            continue
        kind = "never" if n_times == 0 else "always" if n_times == len(good) else "sometimes"
        assert name in getattr(found, kind), (name, kind)
    for each in found.undecided:
        account = names.index(each.account)
        for worth, is_in in ((each.inside, True), (each.out, False)):
            best = max((value for chosen, value in values.items() if asked(chosen)[account] == is_in), default=0.0)
            assert worth.bound is None or worth.bound >= best * (1 - 1e-12)
            assert worth.value is None or worth.value <= best * (1 + 1e-12)
    options = {(formulation.account_name(at), formulation.approach_name(at)): at for at in range(problem.n_options)}
    seen = [{pick.account for pick in found.best.picks}]
    for plan in found.plans:
        own = {pick.account for pick in plan.picks}
        chosen = tuple(sorted(options[pick.account, pick.approach] for pick in plan.picks))
        assert plan.value == values[chosen]
        assert plan.value >= least * (1 - SAME)
        assert plan.differs_by == len(own ^ seen[0]) > 0
        assert (set(plan.new), set(plan.left_out)) == (own - seen[0], seen[0] - own)
        assert all(earlier - own for earlier in seen)
        if is_complete:
            # No good plan keeps fewer accounts of the plan of which it keeps most.
            kept = [
                max(len(earlier & {names[a] for a in np.flatnonzero(asked(each))}) for earlier in seen)
                for each in good
                if all(earlier - {names[a] for a in np.flatnonzero(asked(each))} for earlier in seen)
            ]
            assert max(len(earlier & own) for earlier in seen) == min(kept)
        seen.append(own)


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=120)
@given(tables=scenarios(), within=st.sampled_from([0.0, 0.01, 0.1, 0.3, 0.7, 0.999]), n_plans=st.integers(0, 3))
def test_everything_is_that_of_enumeration(tables: Tables, within: float, n_plans: int) -> None:
    formulation = make_formulation(make_scenario(tables, Form.BY_HAND))
    found = alternatives_of(formulation, within=within, plans=n_plans)
    event(f"{kind_of(tables).value}: {len(found.sometimes)} sometimes, {len(found.plans)} plans")
    assert len(found.plans) <= n_plans
    check_by_enumeration(formulation, found)


@st.composite
def lists(draw: st.DrawFn) -> Formulation:
    """Draw up to eight accounts in a small town, with two approaches, two budgets and rules on groups of them."""
    n_accounts = draw(st.integers(3, 8))
    of_all: dict[str, Any] = {"min_size": n_accounts, "max_size": n_accounts}
    accounts = pd.DataFrame(
        {
            "account": [f"a{number}" for number in range(n_accounts)],
            "followers": draw(st.lists(st.integers(900, 2000), **of_all)),
            "clicks": draw(st.lists(st.sampled_from([1.0, 4.0, 5.0, 9.0, 20.0, 40.0]), **of_all)),
            "effort": draw(st.lists(st.sampled_from([0.5, 1.0, 1.25, 2.0]), **of_all)),
            "kind": draw(st.lists(st.sampled_from(["x", "y"]), **of_all)),
        }
    )
    segments = pd.DataFrame({"segment": ["north", "south"], "people": [600, 500], "interested": [0.1, 0.3]})
    memberships = pd.DataFrame(
        [
            {"handle": name, "segment": segment, "share": share}
            for name in accounts["account"]
            for segment in ("north", "south")
            if (share := draw(st.sampled_from([0.0, 0.1, 0.4, 0.8])))
        ]
    )
    given: dict[str, Any] = {
        "budget": {"effort": draw(st.sampled_from([2, 3.5, 5])), "cash": draw(st.sampled_from([20, 45, 90]))},
        "approaches": {
            "mail": {"acceptance": 0.25},
            "paid": {"acceptance": 0.9, "costs": {"cash": 20}, "where": draw(st.sampled_from(["kind == 'x'", ""]))},
        },
        "rules": draw(
            st.sampled_from(
                [
                    {},
                    {"accounts": {"at_most": 3}},
                    {"groups": [{"where": "kind == 'y'", "at_least": 1, "at_most": 2}]},
                    {"include": ["a1"], "conflicts": [["a0", "a2"]]},
                ]
            )
        ),
    }
    given["approaches"]["paid"] = {key: value for key, value in given["approaches"]["paid"].items() if value != ""}
    if len(memberships) and draw(st.booleans()):
        given |= {"audience": {"kind": "segments", "table": "segments", "memberships": "memberships"}}
        given |= {"segments": segments, "memberships": memberships}
    return formulation_of(scenario_of(accounts, given, asked="alternatives"))


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(formulation=lists(), within=st.sampled_from([0.0, 0.01, 0.05, 0.2]))
def test_longer_lists_with_rules_are_those_of_enumeration(formulation: Formulation, within: float) -> None:
    found = alternatives_of(formulation, within=within, plans=2)
    event(f"{len(found.sometimes)} sometimes, {len(found.plans)} plans")
    check_by_enumeration(formulation, found)


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=40)
@given(formulation=lists(), within=st.sampled_from([0.0, 0.01, 0.05, 0.2]))
def test_without_time_nothing_is_wrong(formulation: Formulation, within: float) -> None:
    found = alternatives_of(formulation, within=within, plans=2, stop=Stop(relative_gap=1e-3, time_limit=0))
    check_by_enumeration(formulation, found, is_complete=False)


def test_good_plans_by_hand() -> None:
    """Two hours: ann brings 25; bob and cat 10 each; dan 2."""
    found = alternatives()
    assert found.summary() == (
        "Of 4 accounts, 1 is in every plan within 1% of the best plan (35 clicks), 2 in some of these plans and 1 in "
        "none."
    )
    assert (found.always, found.sometimes, found.never, found.undecided) == (("ann",), ("bob", "cat"), ("dan",), ())
    assert found.best is not None
    assert [pick.account for pick in found.best.picks] == ["ann", "bob"]
    (other,) = found.plans
    assert (other.value, other.new, other.left_out, other.differs_by) == (35.0, ("cat",), ("bob",), 2)
    assert found.least == pytest.approx(0.99 * 35)


def test_the_wider_the_range_the_more_choice() -> None:
    # Without ann: 20, which is 57.1 % of 35. With dan: 27, which is 77.1 %.
    assert alternatives(within=0.2).never == ("dan",)
    found = alternatives(within=0.23)
    assert (found.always, found.never) == (("ann",), ())
    found = alternatives(within=0.43)
    assert (found.always, found.sometimes) == ((), ("ann", "bob", "cat", "dan"))
    assert next(plan.new for plan in found.plans) == ("cat",)
    assert found.summary() == (
        "Of 4 accounts, none is in every plan within 43% of the best plan (35 clicks) and 4 in some of these plans."
    )


def test_plans_that_are_as_good_as_the_best_one() -> None:
    found = alternatives(within=0)
    assert found.summary() == (
        "Of 4 accounts, 1 is in every plan as good as the best plan (35 clicks), 2 in some of these plans and 1 in "
        "none."
    )
    assert [plan.value for plan in found.plans] == [35.0]
    assert alternatives(plans=0).plans == ()


def test_rules_count() -> None:
    found = alternatives(rules={"include": ["dan"], "exclude": ["cat"]})
    assert (found.always, found.sometimes, found.never) == (("ann", "dan"), (), ("bob", "cat"))
    assert found.plans == ()


def test_no_plan_at_all() -> None:
    found = alternatives(budget=1, rules={"include": ["dan", "ann"]})
    assert found.summary() == "No plan keeps your rules."
    assert (found.best, found.bound, found.never) == (None, None, ("ann", "bob", "cat", "dan"))
    document = found.to_document()
    assert document["best"] == {"value": None, "bound": None, "picks": []}
    assert len(found.to_frame()) == 4
    assert len(found.plans_to_frame()) == 0
    assert "No plan" in found._repr_html_()


@pytest.mark.parametrize("within", [1, -0.1, float("nan"), "1%", None, True])
def test_a_wrong_share_is_refused(within: Any) -> None:
    with pytest.raises(ArgumentError, match=r"within: expected a share from 0 to below 1, such as 0\.01, found"):
        alternatives(within=within)


@pytest.mark.parametrize("plans", [-1, 21, 1.5, "3", True, None])
def test_a_wrong_number_of_plans_is_refused(plans: Any) -> None:
    with pytest.raises(ArgumentError, match="plans: expected a number from 0 to 20, found"):
        alternatives(plans=plans)


def test_objects_for_notebooks_and_programs() -> None:
    found = alternatives()
    assert "<table" in found._repr_html_()
    assert len(repr(found).splitlines()) <= 20
    document = found.to_document()
    assert set(document) == {
        "schema_version", "within", "objective", "gap", "best", "always", "sometimes", "never", "undecided", "open",
        "plans",
    }  # fmt: skip
    assert set(document["plans"][0]) == {"value", "differs_by", "new", "left_out", "spent", "picks"}
    assert document["best"]["picks"] == [
        {"account": "ann", "approach": "mail"},
        {"account": "bob", "approach": "mail"},
    ]
    frame = found.to_frame()
    assert list(frame["status"]) == ["always", "sometimes", "sometimes", "never"]
    assert list(frame["plan 1"].fillna("")) == ["mail", "", "mail", ""]
    assert list(found.plans_to_frame()["name"]) == ["best", "plan 1"]


def test_the_same_seed_gives_the_same_answer() -> None:
    first, second = (alternatives(within=0.43, seed=7) for _ in range(2))
    assert first.to_document() == second.to_document()


def test_a_time_limit_that_is_over_leaves_bounds_that_hold() -> None:
    found = seeder.alternatives("scenarios/one-celebrity-or-250", time_limit=0)
    assert found.bound is not None
    assert found.bound >= 400 * (1 - 1e-12)
    assert "the.star" not in found.always
    assert found.to_document()["open"].keys() == set(found.to_document()["undecided"])
