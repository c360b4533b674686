"""What can be spent of a budget, held against every sum."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.problem import Rule, SeedingProblem
from seeder.problem.attainable import attainable_sum
from seeder.problem.decimals import as_written, exact_sum, fits

COSTS = st.sampled_from([0.0, 0.1, 0.3, 0.25, 0.7, 1.0, 2.5, 1 / 3, 0.1 + 0.2, 1e-7, 12345.678, 1e300, 1e-30])


def largest_by_enumeration(cost: list[list[float]], bound: float) -> Fraction:
    sums = (exact_sum(np.array(chosen)) for chosen in product(*([0.0, *own] for own in cost)))
    return max(total for total in sums if fits(total, bound))


@given(
    st.lists(st.lists(COSTS, min_size=1, max_size=3), max_size=5),
    st.one_of(st.sampled_from([0.0, 0.3, 1.0, 2.0, 20.0, 1 / 3, 1e-9, 1e299]), st.floats(0.0, 30.0)),
)
def test_largest_sum_by_enumeration(cost: list[list[float]], bound: float) -> None:
    account = np.repeat(np.arange(len(cost)), [len(own) for own in cost])
    found = attainable_sum(np.array([one for own in cost for one in own]), account, bound)
    exact = largest_by_enumeration(cost, bound)
    assert as_written(found) >= exact
    # Sums of so many units are not looked at one by one: a multiple of their divisor, within the bound.
    looked_at = not any({1 / 3, 0.1 + 0.2, 1e-7, 1e-30, 1e300} & set(own) for own in cost)
    if looked_at:
        assert found == pytest.approx(float(exact), rel=1e-15)
    assert fits(as_written(math.nextafter(found, 0.0)), bound)


@pytest.mark.parametrize(
    ("n", "cost", "bound", "expected"),
    [
        (200, 0.3, 20.0, 19.8),
        (400, 0.25, 20.2, 20.0),
        (3, 0.3, 20.0, 0.9),
        (10, 3.0, 2.0, 0.0),
        (5, 1.0, math.inf, math.inf),
    ],
)
def test_asks_of_one_cost(n: int, cost: float, bound: float, expected: float) -> None:
    assert attainable_sum(np.full(n, cost), np.arange(n), bound) == expected


def test_one_option_an_account() -> None:
    """3 and 5 of one account are no 8; with 4 of another, 9 of a bound of 11 can be spent."""
    assert attainable_sum(np.array([3.0, 5.0, 4.0]), np.array([0, 0, 1]), 11.0) == 9.0
    assert attainable_sum(np.array([3.0, 5.0, 4.0]), np.array([0, 0, 1]), 8.0) == 7.0


def test_sums_that_miss_the_divisor() -> None:
    """6, 10 and 15 have no common divisor, and of 14 only 10 can be spent."""
    assert attainable_sum(np.array([6.0, 10.0, 15.0]), np.arange(3), 14.0) == 10.0


def test_a_problem_knows_its_budgets_and_limits() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[1, 1, 1],
        cost=[[0.3, 0.3, 0.3], [5.0, 5.0, 5.0]],
        budget=[0.7, np.inf],
        rules=[Rule.limit([0, 1], resource=1, limit=9), Rule.count([0, 1], at_most=1)],
    )
    assert problem.attainable.budget.tolist() == [0.6, math.inf]
    assert problem.attainable.limit.tolist() == [5.0, math.inf]
