"""What is asked of a problem and a search is of the kind it should be, or is refused with its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import seeder
from seeder.solvers import solve


def _problem(**changed: Any) -> seeder.SeedingProblem:
    given: dict[str, Any] = {"account": [0, 1], "value_if_yes": [1, 2], "cost": [1, 1], "budget": [1]}
    return seeder.SeedingProblem(**{**given, **changed})


def _stop(**given: Any) -> seeder.Stop:
    return seeder.Stop(**given)


REFUSED: dict[str, tuple[str, Callable[[], object]]] = {
    "a solver by name": ("solver", lambda: seeder.solve(_problem(), "greedy")),  # type: ignore[call-overload]
    "no stop": ("stop", lambda: seeder.solve(_problem(), stop=3)),  # type: ignore[call-overload]
    "no problem": ("problem", lambda: solve("x")),  # type: ignore[arg-type]
    "a negative seed": ("seed", lambda: seeder.solve(_problem(), seed=-1)),
    "half a seed": ("seed", lambda: seeder.solve(_problem(), seed=1.5)),  # type: ignore[call-overload]
    "no seed": ("seed", lambda: seeder.solve(_problem(), seed=None)),  # type: ignore[call-overload]
    "a start as text": ("selection", lambda: seeder.solve(_problem(), starts=["x"])),
    "seconds as text": ("time_limit: expected a number, found the text '5'", lambda: _stop(time_limit="5")),
    "half a round": ("iterations: expected a whole number", lambda: _stop(iterations=1.5)),
    "no gap": ("relative_gap: expected a number, found None", lambda: _stop(relative_gap=None)),
    "a count of NaN": ("at_least", lambda: seeder.Rule.count([0], at_least=float("nan"))),  # type: ignore[arg-type]
    "an infinite count": ("at_most", lambda: seeder.Rule.count([0], at_most=float("inf"))),  # type: ignore[arg-type]
    "a count as text": ("at_least", lambda: seeder.Rule.count([0], at_least="2")),  # type: ignore[arg-type]
    "no limit": ("limit", lambda: seeder.Rule.limit([0], resource=0, limit=None)),  # type: ignore[arg-type]
    "a limit beyond floats": ("limit", lambda: seeder.Rule.limit([0], resource=0, limit=10**400)),
    "half a resource": ("resource", lambda: seeder.Rule.limit([0], resource=0.5, limit=1)),  # type: ignore[arg-type]
    "a resource that is no name": ("resources", lambda: _problem(resources=[1])),
    "resources as one text": ("resources", lambda: _problem(resources="e")),
    "no list of resources": ("resources", lambda: _problem(resources=3)),
    "no list of rules": ("rules", lambda: _problem(rules=3)),
    "no coverage": ("coverage", lambda: _problem(coverage=[[1]])),
    "half an account": ("n_accounts", lambda: _problem(n_accounts=2.5)),
    "a gap in accounts": ("account: 1,000,000,000,001", lambda: _problem(account=[0, 10**12])),
    "too many accounts": ("n_accounts: 1,000,000,000,000", lambda: _problem(n_accounts=10**12)),
    "a value beyond floats": ("value_if_yes", lambda: _problem(value_if_yes=[10**400, 1])),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_of_another_kind_is_refused_with_its_name(what: str) -> None:
    named, ask = REFUSED[what]
    with pytest.raises(seeder.ProblemError, match=re.escape(named)):
        ask()


@pytest.mark.parametrize("seed", [2**31, 2**64, 10**30, np.int64(3), 2.0])
def test_any_whole_number_is_a_seed(seed: Any) -> None:
    coverage = seeder.Coverage(weight=[10, 10], start=[0, 2, 3], cell=[0, 1, 1], chance=[0.5, 0.5, 0.5])
    assert seeder.solve(_problem(coverage=coverage), seed=seed).seed == int(seed)


def test_a_count_beyond_all_options_is_no_bar_and_cannot_be_met() -> None:
    free = _problem(rules=[seeder.Rule.count([0, 1], at_most=10**400)])
    assert seeder.solve(free).termination.reason is seeder.TerminationReason.OPTIMAL
    impossible = _problem(rules=[seeder.Rule.count([0, 1], at_least=10**400)])
    assert seeder.solve(impossible).termination.reason is seeder.TerminationReason.INFEASIBLE


def _frame() -> pd.DataFrame:
    return pd.DataFrame({"account": ["a", "b"], "followers": [2000, 90000]})


def test_a_budget_in_frames_is_hours_or_a_mapping() -> None:
    with pytest.raises(seeder.ScenarioError, match="argument budget: budget is the text '2'"):
        seeder.Scenario.from_frames(_frame(), budget="2")  # type: ignore[arg-type]
    assert seeder.Scenario.from_frames(_frame(), budget=2).document.budget.amounts == {"effort": 2.0}
    by_series = seeder.Scenario.from_frames(_frame(), budget=pd.Series({"effort": 2.0}))  # type: ignore[arg-type]
    assert by_series.document.budget.amounts == {"effort": 2.0}


def test_keywords_that_contain_themselves_are_issues() -> None:
    around: list[Any] = []
    around.append(around)
    with pytest.raises(seeder.ScenarioError, match="the list or mapping contains itself"):
        seeder.Scenario.from_frames(_frame(), budget={"effort": 1}, rules={"conflicts": around})
    deep: list[Any] = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(seeder.ScenarioError, match="nested too deeply"):
        seeder.Scenario.from_frames(_frame(), budget={"effort": 1}, rules={"conflicts": deep})
    twice = ["a", "b"]
    scenario = seeder.Scenario.from_frames(_frame(), budget={"effort": 1}, rules={"conflicts": [twice, twice]})
    assert len(scenario.document.rules.conflicts) == 2


@pytest.mark.parametrize("named", [{"seed": -1}, {"seed": 0.5}, {"thinned": 2}, {"thinned": "x"}, {"exposure": "post"}])
def test_a_backtest_refuses_what_is_of_another_kind(named: dict[str, Any]) -> None:
    posts = pd.DataFrame({"handle": ["a"] * 4, "clicks": [1, 2, 3, 4]})
    with pytest.raises(seeder.ProblemError, match=next(iter(named))):
        seeder.backtest_posts(posts, **named)
