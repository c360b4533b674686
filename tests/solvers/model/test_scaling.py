"""Units are powers of two, only where numbers are far from 1, and multipliers come back out of them."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from seeder.problem import Rule, SeedingProblem
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model
from seeder.solvers.model.pricing import Multipliers, price
from seeder.solvers.model.scaling import choose_units, unit_of


def model_of(*, value: float = 1.0, cost: float = 1.0) -> Model:
    """Three accounts with a budget and a count of exactly two."""
    return build_model(
        SeedingProblem(
            account=[0, 1, 2],
            value_if_yes=np.array([3.0, 2.0, 1.0]) * value,
            cost=np.array([[3.0, 1.0, 2.0]]) * cost,
            budget=[4.0 * cost],
            rules=[Rule.count([0, 1, 2], at_least=2, at_most=2)],
        )
    )


def test_usual_numbers_keep_their_units() -> None:
    for size in (1e-6, 1e-3, 1.0, 1e6, 1e12):
        assert choose_units(model_of(value=size, cost=size)).are_usual


@pytest.mark.parametrize("number", [5e-324, 1e-310, 1e-300, 1e-20, 1e20, 1e100, 1.7e308])
def test_any_other_number_comes_near_one(number: float) -> None:
    for sign in (1.0, -1.0):
        assert 0.5 <= math.ldexp(number, -unit_of(sign * number)) < 1.0


@pytest.mark.parametrize("number", [0.0, 1.0, -3.0, 1e15, 1e-15, math.inf])
def test_usual_numbers_none_and_no_limit_keep_theirs(number: float) -> None:
    assert unit_of(number) == 0


@pytest.mark.parametrize(("value", "cost"), [(2.0**-900, 1.0), (1.0, 2.0**400), (2.0**300, 2.0**600)])
def test_a_model_in_its_units_is_the_same_model(value: float, cost: float) -> None:
    model = model_of(value=value, cost=cost)
    units = choose_units(model)
    assert not units.are_usual
    scaled = units.scale(model)
    budget, count = scaled.row
    assert 0.5 <= float(scaled.value.max()) <= 1.0 or value == 1.0
    assert 0.5 <= budget.bound <= 1.0 or cost == 1.0
    assert (count.bound, count.lower, count.coefficient.tolist()) == (2.0, 2, [1.0, 1.0, 1.0])
    # The bound at some multipliers, and at the same ones in the other units, to the last bit.
    there = Multipliers(np.array([0.25, 0.5]), np.array([0.0, 0.125]))
    expected = price(scaled, there).bound
    assert price(model, units.restore(there)).bound == math.ldexp(expected, units.value)


def test_a_multiplier_beyond_all_floats_is_the_largest_of_them() -> None:
    units = dataclasses.replace(choose_units(model_of()), value=900, row=np.array([-900, 0]))
    found = units.restore(Multipliers(np.array([1.0, 1.0]), np.array([0.0, 0.0])))
    assert found.upper.tolist() == [np.finfo(np.float64).max, 2.0**900]
    assert found.lower.tolist() == [0.0, 0.0]
