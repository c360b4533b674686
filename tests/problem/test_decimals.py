"""Decimals are summed as they were written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.problem.decimals import (
    as_exact_whole_numbers,
    as_whole_numbers,
    as_written,
    exact_sum,
    fits,
    whole_budget,
)

COSTS = st.floats(0.0, 1e12, allow_subnormal=False) | st.decimals(0, 10**6, places=2).map(float)


def test_a_float_is_the_shortest_decimal_that_reads_back_as_it() -> None:
    assert as_written(0.1) == Fraction(1, 10)
    assert as_written(1e-7) == Fraction(1, 10**7)
    assert as_written(1.5e300) == 15 * 10**299


def test_sums_are_those_of_the_decimals() -> None:
    assert exact_sum(np.array([0.1] * 3)) == Fraction(3, 10)
    assert exact_sum(np.array([])) == 0
    assert exact_sum(np.array([1e300, 1e-300])) == 10**300 + Fraction(1, 10**300)


@given(st.lists(COSTS, max_size=20))
def test_sums_agree_with_decimal_arithmetic(costs: list[float]) -> None:
    assert exact_sum(np.array(costs)) == sum((Fraction(Decimal(repr(cost))) for cost in costs), Fraction())


def test_a_budget_gives_a_billionth() -> None:
    assert fits(Fraction(3, 10) + Fraction(1, 10**9), 0.3)
    assert not fits(Fraction(3, 10) + Fraction(1001, 10**12), 0.3)
    assert fits(Fraction(10**400), float("inf"))


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ([1.0, 2.0], ([1, 2], 0)),
        ([0.5, 2.0], ([5, 20], 1)),
        ([0.1, 0.25, 0.0], ([10, 25, 0], 2)),
        ([1e-9], ([1], 9)),
        ([1e-10], None),
        ([1 / 3], None),
        ([2.0**53], None),
        ([2.0**52, 2.0**52], None),
        ([2.0**52, 2.0**52 - 1], ([2**52, 2**52 - 1], 0)),
        ([], ([], 0)),
    ],
)
def test_whole_numbers(costs: list[float], expected: tuple[list[int], int] | None) -> None:
    found = as_whole_numbers(np.array(costs))
    assert (None if found is None else (found[0].tolist(), found[1])) == expected


@given(st.lists(COSTS, max_size=12))
def test_exact_whole_numbers_are_the_decimals(costs: list[float]) -> None:
    whole, digits = as_exact_whole_numbers(np.array(costs, dtype=np.float64))
    assert [Fraction(number, 10**digits) for number in whole.tolist()] == [as_written(cost) for cost in costs]


@pytest.mark.parametrize(
    ("budget", "digits", "expected"), [(0.3, 1, 3), (0.3, 0, 0), (2.5, 2, 250), (1.0, 9, 10**9 + 1), (0.0, 9, 1)]
)
def test_whole_budget(budget: float, digits: int, expected: int) -> None:
    assert whole_budget(budget, digits) == expected


@given(st.lists(COSTS, min_size=1, max_size=8), COSTS)
def test_whole_numbers_decide_as_the_definition_does(costs: list[float], budget: float) -> None:
    whole, digits = as_exact_whole_numbers(np.array(costs))
    assert (int(whole.sum()) <= whole_budget(budget, digits)) == fits(exact_sum(np.array(costs)), budget)
