"""Backups of every pick against trying every option once the pick has declined."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections
from oracles.overlapping import coverage_problems
from oracles.results import result_of

import seeder
from seeder.certify.bounds import is_pin
from seeder.plan.reserves import find_reserves
from seeder.problem import Coverage, Rule, SeedingProblem, evaluate, value
from seeder.problem.arrays import FloatArray


def holds(problem: SeedingProblem, rule: Rule, chosen: list[int], pick: int, option: int, asking: FloatArray) -> bool:
    """A rule once a pick has declined and an option is asked instead, from its definition."""
    if rule.resource is None and is_pin(problem, rule) and pick in rule.options:
        return True
    coefficient = dict(zip(rule.options.tolist(), rule.coefficient(problem.cost).tolist(), strict=True))
    total = sum(coefficient.get(one, 0.0) for one in chosen if one != pick) + coefficient.get(option, 0.0)
    if rule.resource is not None and pick in rule.options:
        total += asking[rule.resource, pick]
    lower = -np.inf if rule.lower is None else rule.lower
    upper = np.inf if rule.upper is None else rule.upper
    return bool(lower - 1e-9 <= total <= upper + 1e-9)


def best_values(problem: SeedingProblem, chosen: list[int], asking: FloatArray) -> dict[int, float]:
    """Pick → the most that the rest of the plan and a fitting option are worth; only where that adds something."""
    asked = {int(problem.account[option]) for option in chosen}
    best: dict[int, float] = {}
    for pick in chosen:
        rest = [other for other in chosen if other != pick]
        spent = problem.cost[:, rest].sum(axis=1) + asking[:, pick]
        for option in range(problem.n_options):
            if int(problem.account[option]) in asked:
                continue
            fits = bool((spent + problem.cost[:, option] <= problem.budget + 1e-9).all())
            after = value(problem, [*rest, option])
            if (
                fits
                and after > value(problem, rest) * (1 + 1e-12)
                and all(holds(problem, rule, chosen, pick, option, asking) for rule in problem.rules)
            ):
                best[pick] = max(best.get(pick, -1.0), after)
    return best


@settings(max_examples=80, deadline=None)
@given(problem=coverage_problems(hard_numbers=False), data=st.data())
def test_every_pick_has_the_best_backup_that_is_left(problem: SeedingProblem, data: st.DataObject) -> None:
    feasible = [one for one in all_selections(problem) if one and evaluate(problem, list(one)).is_feasible]
    assume(feasible)
    chosen = list(data.draw(st.sampled_from(feasible)))
    asking = problem.cost * data.draw(st.sampled_from([0.0, 0.25, 1.0]))
    best = best_values(problem, chosen, asking)
    found = find_reserves(problem, result_of(problem, chosen), asking=asking)
    values = {one.replaces: one.value for one in found}
    for pick, after in best.items():
        assert values[pick] == pytest.approx(after, rel=1e-9)
    # What adds less than rounding shows may be a backup or none.
    for one in found:
        rest = [other for other in chosen if other != one.replaces]
        assert one.value == pytest.approx(value(problem, [*rest, one.option]), rel=1e-9, abs=1e-12)


ROWS = pd.DataFrame(
    [
        {"account": name, "followers": 9_999, "clicks": clicks, "acceptance": 0.5}
        for name, clicks in (("amy", 100), ("bob", 60), ("cat", 40), ("dan", 10))
    ]
)


def plan_of(**keys: Any) -> seeder.Plan:
    given: dict[str, Any] = {
        "budget": {"effort": 4, "cash": 300},
        "approaches": {"mail": {"effort": 1, "on_yes": {"effort": 1, "cash": 150}}},
        **keys,
    }
    return seeder.run_scenario(seeder.Scenario.from_frames(ROWS, **given)).plan


def test_the_ask_stays_spent_and_what_a_yes_costs_is_free_again() -> None:
    """Two asks take all 4 hours and all cash; a no leaves 1 hour and 150 of cash, too little for another ask."""
    plan = plan_of()
    assert [pick.account for pick in plan.picks] == ["amy", "bob"]
    assert plan.reserves == ()
    plan = plan_of(budget={"effort": 5, "cash": 300})
    assert [(one.replaces, one.account) for one in plan.reserves] == [("amy", "cat"), ("bob", "cat")]
    assert [one.value for one in plan.reserves] == pytest.approx([50.0, 70.0])


def test_a_named_account_that_declines_has_a_backup() -> None:
    plan = plan_of(budget={"effort": 3}, rules={"include": ["dan"]})
    assert [(one.replaces, one.account) for one in plan.reserves] == [("dan", "amy")]


def test_no_backups_are_looked_for_where_none_are_wanted() -> None:
    assert plan_of(budget={"effort": 5}, plan={"reserves": 0}).reserves == ()
    assert len(plan_of(budget={"effort": 5}, plan={"reserves": 1}).reserves) == 2


@pytest.mark.filterwarnings("error")
def test_multipliers_of_any_size_are_prices() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2], value_if_yes=[3.0, 2.0, 1.0], cost=[[1.0, 1e3, 0.0]], budget=[2e3],
        rules=[Rule.count([1, 2], at_least=1)],
    )  # fmt: skip
    result = result_of(problem, [0, 1])
    assert result.certificate is not None
    result.certificate.resource_multiplier.setflags(write=True)
    result.certificate.resource_multiplier[:] = 1e308
    (backup, *_) = find_reserves(problem, result, asking=problem.cost)
    assert backup.option == 2


def large(*, n_accounts: int = 33_334, n_approaches: int = 3) -> SeedingProblem:
    rng = np.random.default_rng(0)
    n = n_accounts * n_approaches
    return SeedingProblem(
        account=np.repeat(np.arange(n_accounts), n_approaches),
        value_if_yes=rng.pareto(1.5, n) + 0.1,
        cost=np.stack([rng.uniform(0.2, 4, n).round(2), rng.uniform(0, 90, n).round(0)]),
        budget=[800.0, 30_000.0],
        acceptance=rng.uniform(0.05, 0.5, n),
        rules=[Rule.count(np.flatnonzero(rng.random(n) < 0.3), at_most=150), Rule.count(np.arange(n), at_most=300)],
    )


def test_three_hundred_picks_and_a_hundred_thousand_options() -> None:
    problem = large()
    order = np.argsort(-problem.value / problem.cost[0])
    counted = np.isin(np.arange(problem.n_options), problem.rules[0].options)
    chosen: list[int] = []
    for option in order.tolist():
        if counted[option] and counted[chosen].sum() >= 150:
            continue
        if int(problem.account[option]) not in {int(problem.account[one]) for one in chosen}:
            chosen.append(option)
        if len(chosen) == 300:
            break
    result = result_of(problem, sorted(chosen))
    assert evaluate(problem, chosen).is_feasible
    found = find_reserves(problem, result, asking=0.5 * problem.cost)
    assert len(found) == 300
    for one in found[::60]:
        rest = [other for other in chosen if other != one.replaces]
        assert one.value == pytest.approx(value(problem, [*rest, one.option]), rel=1e-12)


def test_audiences_that_overlap_are_told_from_those_that_do_not() -> None:
    """Pick 0 and option 2 move the same 100 people, so 2 adds nothing but is the best backup of 0."""
    coverage = Coverage(
        weight=[100.0, 40.0, 20.0], start=[0, 1, 2, 3, 4], cell=[0, 1, 0, 2], chance=[1.0, 1.0, 1.0, 1.0]
    )
    problem = SeedingProblem(
        account=[0, 1, 2, 3], value_if_yes=np.zeros(4), cost=np.ones((1, 4)), budget=[3], coverage=coverage
    )
    found = find_reserves(problem, result_of(problem, [0, 1]), asking=problem.cost)
    assert [(one.replaces, one.option, one.value) for one in found] == [(0, 2, 140.0), (1, 3, 120.0)]
