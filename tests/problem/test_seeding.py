"""Problems refuse contradictions, and their digest sees every number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from seeder.errors import ProblemError
from seeder.problem import Coverage, Rule, SeedingProblem

NAN = float("nan")


def arguments(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "account": [0, 1, 1],
        "value_if_yes": [10.0, 40.0, 30.0],
        "cost": [[1.0, 2.0, 3.0], [0.0, 5.0, 0.0]],
        "budget": [3.0, np.inf],
        "acceptance": [0.5, 0.1, 0.4],
        "coverage": Coverage(weight=[7.0], start=[0, 1, 1, 1], cell=[0], chance=[0.5]),
        "rules": [Rule.count([0, 1], at_least=1, at_most=2), Rule.limit([1], resource=1, limit=4.0)],
        "followers": [100.0, -1.0],
    }
    return given | changes


def test_value_is_acceptance_times_value_if_yes() -> None:
    problem = SeedingProblem(**arguments())
    assert problem.value.tolist() == [5.0, 4.0, 12.0]
    assert (problem.n_options, problem.n_accounts, problem.n_resources) == (3, 2, 2)
    assert problem.resources == ("effort", "resource 1")


def test_arrays_are_copied_and_frozen() -> None:
    cost = np.ones((1, 2))
    problem = SeedingProblem(account=[0, 1], value_if_yes=[1, 1], cost=cost, budget=[1])
    cost[0, 0] = 5.0
    assert problem.cost[0, 0] == 1.0
    for array in (problem.cost, problem.value, problem.account, problem.budget):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9


@pytest.mark.parametrize(
    "changes",
    [
        {"account": [1, 0, 1]},
        {"account": [0, 1]},
        {"account": [0.0, 1.0, 1.0]},
        {"account": [-1, 0, 0]},
        {"n_accounts": 1},
        {"value_if_yes": [1.0, NAN, 1.0]},
        {"value_if_yes": [1.0, -1.0, 1.0]},
        {"value_if_yes": [1.0, np.inf, 1.0]},
        {"value_if_yes": ["a", 1, 2]},
        {"acceptance": [0.5, 0.5, 1.1]},
        {"acceptance": [0.5, NAN, 0.5]},
        {"cost": [[1.0, 2.0, 3.0]]},
        {"cost": [[1.0, 2.0, 3.0], [0.0, -5.0, 0.0]]},
        {"cost": [[1.0, 2.0, np.inf], [0.0, 5.0, 0.0]]},
        {"budget": [3.0]},
        {"budget": [-1.0, 3.0]},
        {"budget": [NAN, 3.0]},
        {"resources": ["effort"]},
        {"resources": ["effort", "effort"]},
        {"followers": [1.0]},
        {"coverage": Coverage(weight=[7.0], start=[0, 1], cell=[0], chance=[0.5])},
        {"rules": [Rule.count([3], at_least=1)]},
        {"rules": [Rule.count([-1], at_least=1)]},
        {"rules": [Rule.limit([0], resource=2, limit=1.0)]},
        {"rules": ["at most three"]},
    ],
)
def test_contradictions_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProblemError):
        SeedingProblem(**arguments(**changes))


def test_digest_and_sums_are_the_same_for_the_same_numbers() -> None:
    first, second = SeedingProblem(**arguments()), SeedingProblem(**arguments())
    assert (first.digest, first.sums) == (second.digest, second.sums)


@pytest.mark.parametrize(
    "changes",
    [
        {"account": [0, 0, 1]},
        {"n_accounts": 3, "followers": [100.0, -1.0, -1.0]},
        {"budget": [3.0000000000000004, np.inf]},
        {"budget": [3.0, 1e300]},
        {"coverage": None},
        {"coverage": Coverage(weight=[7.0], start=[0, 0, 1, 1], cell=[0], chance=[0.5])},
        {"coverage": Coverage(weight=[7.0, 7.0], start=[0, 1, 1, 1], cell=[0], chance=[0.5])},
        {"coverage": Coverage(weight=[7.0, 7.0], start=[0, 1, 1, 1], cell=[1], chance=[0.5])},
        {"rules": []},
        {"rules": [Rule.count([0, 1], at_least=1, at_most=3), Rule.limit([1], resource=1, limit=4.0)]},
        {"rules": [Rule.count([0, 1], at_least=1), Rule.limit([1], resource=1, limit=4.0)]},
        {"rules": [Rule.count([0, 1], at_least=0, at_most=2), Rule.limit([1], resource=1, limit=4.0)]},
        {"rules": [Rule.count([0, 2], at_least=1, at_most=2), Rule.limit([1], resource=1, limit=4.0)]},
        {"rules": [Rule.count([0, 1], at_least=1, at_most=2), Rule.limit([1], resource=1, limit=4.5)]},
        {"rules": [Rule.count([0, 1], at_least=1, at_most=2), Rule.limit([1], resource=0, limit=4.0)]},
        {"rules": [Rule.count([0, 1], at_least=1, at_most=2), Rule.limit([2], resource=1, limit=4.0)]},
        {"resources": ["effort", "cash"]},
    ],
)
def test_the_digest_changes_with_all_that_is_exact(changes: dict[str, Any]) -> None:
    assert SeedingProblem(**arguments(**changes)).digest != SeedingProblem(**arguments()).digest


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("value_if_yes", {"value_if_yes": [10.0, 40.0, 30.000001]}),
        ("value_if_yes", {"value_if_yes": [40.0, 10.0, 30.0]}),
        ("cost of effort", {"cost": [[1.0, 2.00000001, 3.0], [0.0, 5.0, 0.0]]}),
        ("cost of resource 1", {"cost": [[1.0, 2.0, 3.0], [0.0, 5.0, 1e-7]]}),
        ("acceptance", {"acceptance": [0.5, 0.1, 0.40000001]}),
        ("weight", {"coverage": Coverage(weight=[7.5], start=[0, 1, 1, 1], cell=[0], chance=[0.5])}),
        ("chance", {"coverage": Coverage(weight=[7.0], start=[0, 1, 1, 1], cell=[0], chance=[0.25])}),
    ],
)
def test_a_sum_changes_with_every_number_that_is_computed(name: str, changes: dict[str, Any]) -> None:
    found, before = SeedingProblem(**arguments(**changes)), SeedingProblem(**arguments())
    assert found.digest == before.digest
    changed = {key for key, total in before.sums.items() if found.sums[key] != pytest.approx(total, rel=1e-9)}
    assert changed == {name}


def test_last_digits_change_neither_digest_nor_sums_by_more_than_themselves() -> None:
    rng = np.random.default_rng(1)
    values = rng.uniform(0, 1e6, 5000) * 10.0 ** rng.uniform(-6, 6, 5000)
    near = values * (1 + 1e-13 * rng.uniform(-1, 1, 5000))
    first, second = (
        SeedingProblem(account=np.arange(5000), value_if_yes=one, cost=np.ones((1, 5000)), budget=[3])
        for one in (values, near)
    )
    assert first.digest == second.digest
    assert first.sums == pytest.approx(second.sums, rel=1e-12)


def test_sums_can_be_computed_by_hand() -> None:
    values = np.arange(2500) + 0.5
    problem = SeedingProblem(account=np.arange(2500), value_if_yes=values, cost=np.ones((1, 2500)), budget=[3])
    by_hand = sum((1009 + i % 1009) / 2018 * value for i, value in enumerate(values.tolist()))
    assert problem.sums["value_if_yes"] == pytest.approx(by_hand, rel=1e-13)


def test_digests_of_stored_runs_stay() -> None:
    rules = [
        Rule.count([0, 1], at_least=1),
        Rule.count([2], at_most=0),
        Rule.count([0, 1, 2], at_least=1, at_most=2),
        Rule.limit([1, 2], resource=1, limit=4.0),
        Rule.count([]),
    ]
    problem = SeedingProblem(
        account=[0, 1, 1],
        value_if_yes=[10, 40, 40],
        cost=np.array([[1, 2, 3], [0.5, 0, 7]]),
        budget=[3, 9],
        rules=rules,
    )
    assert problem.digest == "4c52f263363bffbccac8fcf3ce3fc9e59991f1e874d90c164b57d8cac167181b"


def test_no_accounts_and_no_options() -> None:
    problem = SeedingProblem(account=[], value_if_yes=[], cost=[], budget=[3.0])
    assert (problem.n_options, problem.n_accounts) == (0, 0)
    assert SeedingProblem(account=[], value_if_yes=[], cost=[], budget=[], n_accounts=4).n_accounts == 4


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        (Rule.count, {"at_least": -1}),
        (Rule.count, {"at_most": -1}),
        (Rule.limit, {"resource": 0, "limit": -1.0}),
        (Rule.limit, {"resource": 0, "limit": NAN}),
        (Rule.limit, {"resource": 0, "limit": np.inf}),
    ],
)
def test_rules_refuse_what_is_no_rule(rule: Callable[..., Rule], changes: dict[str, Any]) -> None:
    with pytest.raises(ProblemError, match="rule"):
        rule([0, 1], **changes)


def test_options_of_a_rule_are_sorted_once_each() -> None:
    assert Rule.count([3, 1, 3]).options.tolist() == [1, 3]
    with pytest.raises(ProblemError, match="positions"):
        Rule.count([0.5])


@pytest.mark.parametrize(
    "broken",
    [
        {"cost": ["x", "y"]},
        {"cost": [[1, 2], [3]]},
        {"account": ["a", "b"]},
        {"account": [[0], [1, 2]]},
        {"account": [], "value_if_yes": [], "cost": [1, 2, 3]},
        {"value_if_yes": [1e308, 1e308]},
    ],
)
def test_what_is_no_array_is_refused_by_name(broken: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"account": [0, 1], "value_if_yes": [1, 2], "cost": [1, 1], "budget": [1]}
    with pytest.raises(ProblemError):
        SeedingProblem(**{**fields, **broken})


def test_counts_are_whole_numbers() -> None:
    with pytest.raises(ProblemError, match="whole number"):
        Rule.count([0], at_least=1.9)  # type: ignore[arg-type]
