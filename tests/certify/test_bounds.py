"""No feasible selection is worth more than a certified bound, whatever the multipliers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration
from oracles.problems import small_problems

from seeder.certify import Certificate, certified_bound
from seeder.errors import ProblemError
from seeder.problem import CountRule, Coverage, LimitRule, SeedingProblem

MULTIPLIERS = st.sampled_from([0.0, 0.0, 0.1, 1 / 3, 1.0, 5.0, 40.0]) | st.floats(0.0, 30.0)


@st.composite
def certificates(draw: st.DrawFn, problem: SeedingProblem) -> Certificate:
    n_cells = 0 if problem.coverage is None else problem.coverage.n_cells
    lower, upper = [], []
    for rule in problem.rules:
        has_lower = isinstance(rule, CountRule)
        has_upper = not isinstance(rule, CountRule) or rule.at_most is not None
        lower.append(draw(MULTIPLIERS) if has_lower else 0.0)
        upper.append(draw(MULTIPLIERS) if has_upper else 0.0)
    return Certificate(
        digest=problem.digest,
        resource_multiplier=[0.0 if np.isinf(budget) else draw(MULTIPLIERS) for budget in problem.budget],
        at_least_multiplier=lower,
        at_most_multiplier=upper,
        z=[draw(st.sampled_from([0.0, 0.1, 0.7, 2.0, 50.0, 1000.0])) for _ in range(n_cells)],
        theta=[draw(st.sampled_from([0.0, 0.3, 1.0]) | st.floats(0.0, 1.0)) for _ in range(n_cells)],
    )


@settings(max_examples=300, deadline=None)
@given(data=st.data(), with_coverage=st.booleans())
def test_bound_holds_for_every_feasible_selection(data: st.DataObject, with_coverage: bool) -> None:
    problem = data.draw(small_problems(with_coverage=with_coverage, most_accounts=4))
    best = best_by_enumeration(problem)
    bound = certified_bound(problem, data.draw(certificates(problem)))
    assert not math.isnan(bound)
    if best is not None:
        assert bound >= best


def certificate(problem: SeedingProblem, **parts: Any) -> Certificate:
    n_rules = len(problem.rules)
    default = {
        "resource_multiplier": np.zeros(problem.n_resources),
        "at_least_multiplier": np.zeros(n_rules),
        "at_most_multiplier": np.zeros(n_rules),
    }
    return Certificate(digest=problem.digest, **(default | parts))


def knapsack(*rules: CountRule | LimitRule, **changes: Any) -> SeedingProblem:
    """Three accounts, the second by two approaches; 4 hours."""
    given: dict[str, Any] = {
        "account": [0, 1, 1, 2],
        "value_if_yes": [10.0, 6.0, 8.0, 3.0],
        "cost": [[4.0, 1.0, 2.0, 3.0]],
        "budget": [4.0],
        "rules": rules,
    }
    return SeedingProblem(**(given | changes))


@pytest.mark.parametrize(
    ("multiplier", "expected"),
    [
        # Σ best values
        (0.0, 10 + 8 + 3),
        # 4 · 2 + (10 − 8) + max(6 − 2, 8 − 4) + 0
        (2.0, 8 + 2 + 4 + 0),
        # 4 · 2.5 + 0 + 3.5 + 0
        (2.5, 10 + 0 + 3.5 + 0),
        (100.0, 400.0),
    ],
)
def test_bound_by_hand(multiplier: float, expected: float) -> None:
    bound = certified_bound(knapsack(), certificate(knapsack(), resource_multiplier=[multiplier]))
    assert bound == pytest.approx(expected + multiplier * 1e-9, rel=1e-14)
    assert bound >= expected


def test_bound_with_rules_by_hand() -> None:
    # At least 2 of the accounts 1 and 2 (ν = 2), at most 1 of 0 and 2 (μ = 5), at most 2.5 h on 1 (λ = 1):
    # −2·2 + 5·1 + 1·2.5 + max(0, 10 − 5) + max(6 + 2 − 1, 8 + 2 − 2) + max(0, 3 + 2 − 5)
    problem = knapsack(
        CountRule([1, 2, 3], at_least=2), CountRule([0, 3], at_most=1), LimitRule([1, 2], resource=0, limit=2.5)
    )
    made = certificate(problem, at_least_multiplier=[2.0, 0, 0], at_most_multiplier=[0.0, 5.0, 1.0])
    assert certified_bound(problem, made) == pytest.approx(-4 + 5 + 2.5 + 5 + 8 + 0, abs=1e-8)


def test_pins_bans_and_what_does_not_fit_by_hand() -> None:
    def plain(*rules: CountRule | LimitRule, **changes: Any) -> float:
        problem = knapsack(*rules, **changes)
        return certified_bound(problem, certificate(problem))

    assert plain(CountRule([0], at_most=0)) == 8 + 3
    assert plain(CountRule([1], at_least=1)) == 10 + 6 + 3
    assert plain(budget=[3.5]) == 8 + 3
    assert plain(LimitRule([1, 2], resource=0, limit=1.5)) == 10 + 6 + 3
    # A pinned account has no 0: at λ = 5 the other two are left out.
    pinned = knapsack(CountRule([1, 2], at_least=1))
    bound = certified_bound(pinned, certificate(pinned, resource_multiplier=[5.0]))
    assert bound == pytest.approx(20 + 0 + (6 - 5) + 0, abs=1e-7)
    dear = knapsack(CountRule([3], at_least=1))
    bound = certified_bound(dear, certificate(dear, resource_multiplier=[5.0]))
    assert bound == pytest.approx(20 + 0 + 1 + (3 - 15), abs=1e-7)


@pytest.mark.parametrize(
    "rules",
    [
        [CountRule([0], at_least=1), CountRule([0], at_most=0)],
        [CountRule([1], at_least=1), CountRule([2], at_least=1)],
        [CountRule([0], at_least=1), LimitRule([0], resource=0, limit=1.0)],
    ],
)
def test_a_pin_without_an_option_leaves_nothing(rules: list[CountRule | LimitRule]) -> None:
    problem = knapsack(*rules)
    assert certified_bound(problem, certificate(problem)) == -math.inf


def test_coverage_by_hand() -> None:
    # One cell of 100; a = ln 2 and b = 1. At z̄ = 1 the cap is 2/e; θ mixes it with Σ b x.
    coverage = Coverage(weight=[100.0], start=[0, 1, 2], cell=[0, 0], chance=[0.5, 1.0])
    problem = SeedingProblem(
        account=[0, 1], value_if_yes=[0.0, 0.0], cost=[[1.0, 1.0]], budget=[2.0], coverage=coverage
    )
    slope = math.exp(-1)
    tangent = 100 * (1 - slope - slope) + 100 * slope * math.log(2) + 100 * slope * 2
    modular = 150.0
    for theta in (0.0, 0.25, 1.0):
        bound = certified_bound(problem, certificate(problem, z=[1.0], theta=[theta]))
        assert bound == pytest.approx(theta * tangent + (1 - theta) * modular, rel=1e-12)


def test_whole_numbers_near_2_to_the_53_are_not_rounded_below() -> None:
    large = 2.0**52 - 1
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[large, large, 1.0], cost=[[1.0, 1.0, 1.0]], budget=[3.0])
    assert certified_bound(problem, certificate(problem)) == 2.0**53 - 1
    for multiplier in (1.0, 1 / 3, 1e-9, 1e15):
        assert certified_bound(problem, certificate(problem, resource_multiplier=[multiplier])) >= 2.0**53 - 1


@settings(max_examples=200, deadline=None)
@given(
    values=st.lists(st.integers(2**48, 2**50), min_size=1, max_size=6),
    multiplier=st.floats(0.0, 2.0**50),
)
def test_whole_numbers_stay_below_the_bound_exactly(values: list[int], multiplier: float) -> None:
    # Everything fits to the last unit, so the bound is the sum for every multiplier that no option exceeds.
    costs = np.arange(1, len(values) + 1, dtype=float)
    problem = SeedingProblem(
        account=np.arange(len(values)), value_if_yes=values, cost=[costs], budget=[float(costs.sum())]
    )
    assert certified_bound(problem, certificate(problem, resource_multiplier=[multiplier])) >= sum(values)


def test_certificates_of_other_problems_are_refused() -> None:
    problem, other = knapsack(), knapsack(budget=[5.0])
    with pytest.raises(ProblemError, match="solve again"):
        certified_bound(problem, certificate(other))
    limited = knapsack(LimitRule([0], resource=0, limit=4.0), CountRule([1], at_least=0), budget=[np.inf])
    for parts, message in (
        ({"resource_multiplier": [1.0]}, "unlimited"),
        ({"at_least_multiplier": [1.0, 0.0]}, "no lower side"),
        ({"at_most_multiplier": [0.0, 1.0]}, "no upper side"),
        ({"resource_multiplier": [0.0, 0.0]}, "expected"),
        ({"z": [0.0], "theta": [0.0]}, "expected"),
    ):
        with pytest.raises(ProblemError, match=message):
            certified_bound(limited, certificate(limited, **parts))


def test_no_options() -> None:
    problem = SeedingProblem(account=[], value_if_yes=[], cost=[], budget=[3.0], n_accounts=2)
    assert certified_bound(problem, certificate(problem)) == 0.0


def test_multipliers_beyond_all_bounds_prove_nothing_and_raise_nothing() -> None:
    problem = SeedingProblem(account=[0, 1], value_if_yes=[1, 2], cost=[1e200, 1e200], budget=[1e200])
    certificate = Certificate(digest=problem.digest, resource_multiplier=[1.7e308])
    assert certified_bound(problem, certificate) == math.inf
