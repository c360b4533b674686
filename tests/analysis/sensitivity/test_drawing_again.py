"""How often each account is picked and what is lost, against enumeration of every draw, and by hand."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from oracles.audience_enumeration import Tables
from oracles.audience_scenarios import Form, kind_of, make_formulation, make_scenario, scenarios
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.unsure_scenarios import unsure_scenarios

import seeder
from seeder.analysis.sensitivity.drawing_again import sensitivity_of
from seeder.analysis.sensitivity.redrawn import Redrawn
from seeder.errors import ArgumentError
from seeder.problem import evaluate, value
from seeder.rates import estimate_rates

_SPREAD, _IN_COMMON = 0.93, 0.5**2 / 0.93**2
MAIL = {"mail": {"effort": 1, "acceptance": 0.5}}
PHI = NormalDist().cdf


def asked(accounts: pd.DataFrame, **keys: Any) -> seeder.Sensitivity:
    return seeder.sensitivity(accounts, **{"budget": 1, "approaches": MAIL, **keys})


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=80)
@given(tables=unsure_scenarios(), seed=st.integers(0, 99))
def test_everything_is_that_of_enumeration(tables: Tables, seed: int) -> None:
    formulation = make_formulation(make_scenario(tables, Form.BY_HAND))
    problem, names = formulation.problem, formulation.scenario.accounts.account_id
    found = sensitivity_of(formulation, draws=3, seed=seed)
    event(f"{kind_of(tables).value}, {'unsure' if found.is_unsure else 'sure'}")
    assert list(found.picked) == [names[at] for at in np.unique(problem.account).tolist()]
    best_today = best_by_enumeration(problem)
    if best_today is None:
        assert (found.today.value, found.draws, found.value, found.regret) == (None, 0, None, None)
        return
    assert found.today.value == pytest.approx(best_today, rel=2e-6)
    assert found.draws == found.wanted == 3
    own = [option for option in range(problem.n_options) if names[problem.account[option]] in found.picks]
    candidates = [
        chosen
        for chosen in all_selections(problem)
        if evaluate(problem, chosen).is_feasible
        and set(chosen) <= set(own)
        and len(chosen) == len(found.picks)
        and value(problem, chosen) == pytest.approx(found.today.value)
    ]
    best, always, ever, over = [], np.zeros(len(names)), np.zeros(len(names)), 0
    regrets: list[list[float]] = [[] for _ in candidates]
    for drawn in Redrawn(formulation).draws(3, seed=seed):
        feasible = [
            (value(drawn, chosen), chosen) for chosen in all_selections(drawn) if evaluate(drawn, chosen).is_feasible
        ]
        over += all(not evaluate(drawn, chosen).is_feasible for chosen in candidates)
        if not feasible:
            continue
        best.append(max(worth for worth, _ in feasible))
        for at, chosen in enumerate(candidates):
            regrets[at].append(max(0.0, best[-1] - value(drawn, chosen)))
        good = [set(problem.account[list(chosen)]) for worth, chosen in feasible if worth >= best[-1] * (1 - 2e-6)]
        always[list(set.intersection(*good))] += 1
        ever[list(set.union(*good))] += 1
    assert found.without_plan == 3 - len(best)
    for account, share in found.picked.items():
        at = names.index(account)
        assert always[at] / 3 - 1e-12 <= share <= ever[at] / 3 + 1e-12
    assert found.over_budget >= over / 3 - 1e-12
    if not best:
        assert found.value is None
        return
    assert found.value is not None
    assert found.regret is not None
    assert found.value_bound is not None
    assert found.regret_bound is not None
    expected = np.quantile(best, (0.1, 0.5, 0.9))
    assert [found.value.p10, found.value.p50, found.value.p90] == pytest.approx(expected, rel=2e-6)
    assert found.value_bound.p50 >= expected[1] * (1 - 1e-12)
    near: dict[str, Any] = {"rel": 1e-9, "abs": 4e-6 * max(best) + 1e-12}
    assert any(
        found.regret.mean == pytest.approx(np.mean(each), **near)
        and found.regret.p90 == pytest.approx(np.quantile(each, 0.9), **near)
        for each in regrets
    )
    assert found.regret_bound.mean >= found.regret.mean


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=40)
@given(tables=scenarios(), draws=st.integers(1, 30))
def test_where_every_number_is_given_nothing_varies(tables: Tables, draws: int) -> None:
    formulation = make_formulation(make_scenario(tables, Form.BY_HAND))
    found = sensitivity_of(formulation, draws=draws)
    assume(not found.is_unsure and found.today.value is not None)
    assert found.numbers == ()
    assert found.draws == draws
    assert found.picked == {name: float(name in found.picks) for name in found.picked}
    assert found.regret == seeder.Regret(0.0, 0.0)
    assert found.value is not None
    assert found.value.p10 == found.value.p50 == found.value.p90 == found.today.value


def accounts(*clicks: float | None) -> pd.DataFrame:
    return pd.DataFrame({"account": ["ann", "bob"][: len(clicks)], "followers": [5000, 3000], "clicks": clicks})


def default_clicks(table: pd.DataFrame) -> list[float]:
    scenario = seeder.Scenario.from_frames(table, budget=1, approaches=MAIL)
    found: list[float] = estimate_rates(scenario).clicks.value.tolist()
    return found


@pytest.mark.slow
def test_one_unsure_account_against_a_sure_one() -> None:
    """Clicks of bob are log-normal: he is picked if they are more than ann's; the regret is an option's price."""
    mean = default_clicks(accounts(1.0, None))[1]
    sure = 1.4 * mean
    found = asked(accounts(sure, None), draws=3000, seed=1)
    d = (math.log(mean / sure) - _SPREAD**2 / 2) / _SPREAD
    picked = PHI(d)
    assert found.picks == ("ann",)
    assert found.picked["bob"] == pytest.approx(picked, abs=4 * math.sqrt(picked * (1 - picked) / 3000))
    assert found.picked["ann"] == pytest.approx(1 - found.picked["bob"])
    assert found.regret is not None
    assert found.value is not None
    assert found.regret.mean == pytest.approx(0.5 * (mean * PHI(d + _SPREAD) - sure * picked), rel=0.15)
    assert found.value.p10 == pytest.approx(0.5 * sure)
    assert found.value.p90 == pytest.approx(
        0.5 * max(sure, mean * math.exp(1.2816 * _SPREAD - _SPREAD**2 / 2)), rel=0.06
    )
    # Nothing of ann is drawn, but clicks as a kind are: their level moves nobody of the plan.
    assert found.numbers == ()


@pytest.mark.slow
def test_two_unsure_accounts_share_a_level() -> None:
    """The level of all clicks cancels: ln ann − ln bob has the variance 2 · 0.93² · (1 − ρ)."""
    ann, bob = default_clicks(accounts(None, None))
    found = asked(accounts(None, None), draws=1000, seed=2)
    picked = PHI(math.log(ann / bob) / (_SPREAD * math.sqrt(2 * (1 - _IN_COMMON))))
    assert found.picked["ann"] == pytest.approx(picked, abs=4 * math.sqrt(picked * (1 - picked) / 1000))
    own, shared = found.numbers
    assert (own.account, own.number, shared.account, shared.number) == ("ann", "clicks", None, "clicks")
    spread = 1.2815515655446004 * _SPREAD
    low, high = (0.5 * ann * math.exp(sign * spread - _SPREAD**2 / 2) for sign in (-1, 1))
    assert own.swing == pytest.approx((low, high))
    assert own.interval == pytest.approx((2 * low, 2 * high))
    part = math.sqrt(_IN_COMMON) * _SPREAD
    low, high = (0.5 * ann * math.exp(sign * 1.2815515655446004 * part - part**2 / 2) for sign in (-1, 1))
    assert shared.swing == pytest.approx((low, high))


def test_swings_are_values_with_one_number_changed() -> None:
    """In shared cells, a number's swing is what the formula says for the plan with that number in the table."""
    table = accounts(None, None)
    keys: dict[str, Any] = {
        "budget": 2,
        "approaches": MAIL,
        "interested": 0.5,
        "audience": {"kind": "segments", "table": "segments", "memberships": "memberships"},
        "segments": pd.DataFrame({"segment": ["city"], "people": [6000]}),
        "memberships": pd.DataFrame({"handle": ["ann", "bob"], "segment": ["city", "city"], "followers": [4000, 2500]}),
    }
    found = seeder.sensitivity(table, **keys, draws=3)
    assert set(found.picks) == {"ann", "bob"}
    ends = [swing for swing in found.numbers if swing.account == "bob"]
    (swing,) = ends
    assert swing.interval is not None
    taken = default_clicks(table)[0]
    for clicks, worth in zip(swing.interval, swing.swing, strict=True):
        run = seeder.solve(accounts(taken, clicks), **keys)
        assert run.plan.value == pytest.approx(worth)


def test_expected_costs_follow_the_drawn_acceptance() -> None:
    """At a fee of 100, ann costs 100 times her acceptance: today's plan breaks the budget where that is over it."""
    found = seeder.sensitivity(
        pd.DataFrame({"account": ["ann"], "followers": [5000], "clicks": [50]}),
        budget={"effort": 1, "cash": 30, "basis": "expected"},
        approaches={"mail": {"effort": 1, "on_yes": {"cash": 100}}},
        draws=400,
    )
    assert found.picks == ("ann",)
    assert 0 < found.over_budget < 1
    assert found.picked["ann"] == pytest.approx(1 - found.over_budget)
    # Where asking her breaks the budget, nobody is asked: the plan brings more than is allowed, which is no regret.
    assert found.regret == seeder.Regret(0.0, 0.0)


def test_equal_seeds_give_equal_answers() -> None:
    first, again, other = (asked(accounts(None, None), draws=50, seed=seed) for seed in (3, 3, 4))
    assert first.to_document() == again.to_document()
    assert first.to_document() != other.to_document()


def test_sentences() -> None:
    assert asked(accounts(50, 20), draws=3).summary() == (
        "You gave every number of this scenario, so there is nothing to draw: the plan stays as it is."
    )
    none = asked(accounts(50, 20), draws=3, rules={"include": ["ann", "bob"]})
    assert none.summary() == "No plan that keeps your rules was found."
    sure = asked(accounts(None, None), draws=3, budget=2)
    assert sure.summary() == "Today's plan is as good as the best one, over 3 draws of the uncertain numbers."
    assert "more than today's plan brings" in asked(accounts(None, None), draws=30).summary()


def test_a_time_limit_that_is_over_leaves_no_draw() -> None:
    found = asked(accounts(None, None), time_limit=0)
    assert (found.draws, found.wanted, found.value, found.regret) == (0, 200, None, None)
    assert found.summary() in (
        "The time limit ended the searches before the first draw was solved.",
        "No plan that keeps your rules was found.",
    )
    assert found.to_document()["value"] is None
    json_numbers = found.to_document()["numbers"]
    assert {entry["number"] for entry in json_numbers} <= {"clicks"}


@pytest.mark.parametrize("draws", [0, -1, 1.5, True, "many", None, 10**9])
def test_what_is_no_number_of_draws_is_refused(draws: Any) -> None:
    with pytest.raises(ArgumentError, match="draws: expected a whole number from 1 to 100,000, found"):
        asked(accounts(None, None), draws=draws)


def test_objects_for_notebooks_and_programs() -> None:
    found = asked(accounts(None, None), draws=20)
    assert "<table" in found._repr_html_()
    assert len(repr(found).splitlines()) <= 30
    frame = found.to_frame()
    assert list(frame.columns) == ["account", "in_plan", "picked"]
    assert frame["picked"].is_monotonic_decreasing
    document = found.to_document()
    assert set(document) == {
        "schema_version", "draws", "wanted", "objective", "gap", "today", "picked", "value", "regret", "bounds",
        "without_plan", "over_budget", "numbers",
    }  # fmt: skip
    assert set(document["numbers"][0]) == {"account", "number", "handle", "interval", "swing"}
    assert set(document["value"]) == {"p10", "p50", "p90"}
    assert set(document["regret"]) == {"mean", "p90"}
