"""Arithmetic of which every digit is fixed, and the descent that is made of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.audience import reproducible
from seeder.audience.descent import DescentRules, descend
from seeder.audience.overlap_pair_cells import fill_pairs
from seeder.audience.reproducible import exponential, logarithm, products_of_rows
from seeder.problem.arrays import FloatArray

RULES = DescentRules(most_steps=2000, most_evaluations=4000, least_decrease=0.0, least_slope=1e-10)


@given(st.lists(st.floats(-700, 700), min_size=1, max_size=50))
def test_exponentials(numbers: list[float]) -> None:
    expected = [math.exp(number) for number in numbers]
    assert exponential(np.array(numbers)) == pytest.approx(expected, rel=1e-15)


def test_exponentials_at_and_beyond_the_ends() -> None:
    found = exponential(np.array([0.0, 1.0, -1e300, 1e300]))
    assert found[0] == 1.0
    assert found[1] == pytest.approx(math.e, rel=1e-15)
    assert 0.0 < found[2] < 1e-300
    assert 1e300 < found[3] < math.inf


@given(st.lists(st.floats(1e-300, 1e300), min_size=1, max_size=50))
def test_logarithms(numbers: list[float]) -> None:
    expected = [math.log(number) for number in numbers]
    assert logarithm(np.array(numbers)) == pytest.approx(expected, rel=1e-15, abs=1e-16)


@given(
    shape=st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 40)),
    spread=st.floats(0, 30),
    seed=st.integers(0, 10**6),
)
def test_products_of_matrices(shape: tuple[int, int, int], spread: float, seed: int) -> None:
    n, m, k = shape
    rng = np.random.default_rng(seed)
    left, right = (rng.normal(size=(rows, k)) * 10.0 ** rng.uniform(-spread, spread, (rows, 1)) for rows in (n, m))
    largest = np.abs(left).max(axis=1, initial=0.0)[:, None] * np.abs(right).max(axis=1, initial=0.0)
    with pytest.MonkeyPatch.context() as patch:
        for few in (10**9, -1):
            patch.setattr(reproducible, "_FEW_PRODUCTS", few)
            assert (np.abs(products_of_rows(left, right) - left @ right.T) <= 1e-11 * largest).all()


def test_large_products_do_not_depend_on_the_order_of_their_sums() -> None:
    """As another kernel or number of threads would change it."""
    rng = np.random.default_rng(5)
    left, right = rng.normal(size=(60, 300)) * 10.0 ** rng.uniform(-6, 6, 300), rng.normal(size=(50, 300))
    found = products_of_rows(left, right)
    for _ in range(5):
        order = rng.permutation(300)
        assert products_of_rows(left[:, order], right[:, order]).tobytes() == found.tobytes()


def valley(x: FloatArray) -> tuple[float, FloatArray]:
    """Rosenbrock's valley, whose lowest point is (1, 1, …)."""
    ahead, behind = x[1:], x[:-1]
    bent = ahead - behind**2
    slope = np.zeros_like(x)
    slope[:-1] = -400.0 * behind * bent - 2.0 * (1.0 - behind)
    slope[1:] += 200.0 * bent
    return float((100.0 * bent**2 + (1.0 - behind) ** 2).sum()), slope


def test_a_descent_follows_a_bent_valley_to_its_end() -> None:
    assert descend(valley, np.array([-1.2, 1.0, -0.5, 0.3]), RULES) == pytest.approx([1.0] * 4, abs=1e-6)


@given(seed=st.integers(0, 10**6), n=st.integers(1, 8))
def test_a_descent_between_bounds_ends_at_the_lowest_point_there(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n + 2, n))
    form, toward = rows.T @ rows + 0.1 * np.eye(n), rng.normal(size=n) * 3

    def bowl(x: FloatArray) -> tuple[float, FloatArray]:
        return float(x @ form @ x / 2 - toward @ x), form @ x - toward

    found = descend(bowl, np.full(n, 0.5), RULES, low=0.0, high=1.0)
    _, slope = bowl(found)
    assert ((found >= 0) & (found <= 1)).all()
    assert (slope[found == 0.0] >= -1e-6).all()
    assert (slope[found == 1.0] <= 1e-6).all()
    assert slope[(found > 0.0) & (found < 1.0)] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("least", [0.0, 1e-320, 1e-308, 1e-200])
def test_next_to_no_people_are_divided_without_overflow(least: float) -> None:
    a, b = np.array([0, 0, 1]), np.array([1, 2, 2])
    with np.errstate(all="raise", under="ignore"):
        people = fill_pairs(np.array([100.0, least, least]), a, b, np.array([50.0, 1e6, 1e6]))
    assert people[0] == pytest.approx(50.0)
    assert (people[1:] <= least).all()
