"""What GLOP cannot take is answered with None, and any dual values prove a bound."""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from seeder.problem.arrays import FloatArray
from seeder.solvers.linear_program import LinearProgram, dual_bound, solve_linear_program


def two_columns(gain: list[float], coefficient: list[float], high: float) -> LinearProgram:
    """One row over two columns in [0, 1]."""
    return LinearProgram(
        gain=np.array(gain),
        top=np.ones(2),
        low=np.full(1, -np.inf),
        high=np.array([high]),
        row=np.zeros(2, dtype=np.int64),
        column=np.arange(2),
        coefficient=np.array(coefficient),
    )


BEYOND = [
    ([1.0, 2.0], [1e100, 1.0], 1.0),
    ([1.0, 2.0], [1e31, 1.0], 1e31),
    ([1e-310, 2e-310], [1.0, 1.0], 1.0),
    ([5e-324, 0.0], [1.0, 1.0], 1.0),
]


@pytest.mark.parametrize(("gain", "coefficient", "high"), BEYOND)
def test_numbers_beyond_what_glop_takes_are_no_optimum(
    gain: list[float], coefficient: list[float], high: float
) -> None:
    assert solve_linear_program(two_columns(gain, coefficient, high)) is None


def test_dual_values_beyond_all_floats_are_no_optimum() -> None:
    # 1e305 per 1e-4 is 1e309.
    assert solve_linear_program(two_columns([1e305, 1e304], [1e-4, 1e-4], 5e-5)) is None


def test_an_infeasible_program_has_no_optimum() -> None:
    program = dataclasses.replace(two_columns([1.0, 2.0], [1.0, 1.0], np.inf), low=np.array([3.0]))
    assert solve_linear_program(program) is None


def test_a_bound_by_hand() -> None:
    # At a price of 2: 2 · 1.5 + (5 − 2) + 0.
    program = two_columns([5.0, 2.0], [1.0, 1.0], 1.5)
    assert dual_bound(program, np.array([2.0])) == pytest.approx(6.0, rel=1e-12)
    assert dual_bound(program, np.array([2.0])) >= 6.0
    # No price: 5 + 2. A price of the missing lower side counts as none, as does what is no number.
    for nothing in (0.0, -3.0, math.nan, math.inf, -math.inf):
        assert dual_bound(program, np.array([nothing])) == pytest.approx(7.0, rel=1e-12)


def test_a_lower_side_pays_for_what_it_asks() -> None:
    # At −1 each of the two costs nothing any more, and the two asked for cost 1 each.
    program = dataclasses.replace(two_columns([-1.0, -1.0], [1.0, 1.0], np.inf), low=np.array([2.0]))
    assert dual_bound(program, np.array([-1.0])) == pytest.approx(-2.0, rel=1e-12)
    assert dual_bound(program, np.array([0.0])) == pytest.approx(0.0, abs=1e-300)
    assert dual_bound(program, np.array([1.0])) == pytest.approx(0.0, abs=1e-300)


def test_a_column_without_a_top_needs_its_price() -> None:
    program = dataclasses.replace(two_columns([5.0, 2.0], [1.0, 1.0], 1.5), top=np.array([np.inf, 1.0]))
    assert dual_bound(program, np.array([4.0])) == math.inf
    assert dual_bound(program, np.array([6.0])) == pytest.approx(9.0, rel=1e-12)


@pytest.mark.parametrize("dual", [1e308, -1e308])
def test_a_sum_beyond_all_floats_is_no_bound(dual: float) -> None:
    program = two_columns([1.0, 1.0], [1.0, 1.0], 1e10)
    program = dataclasses.replace(program, low=np.array([-1e10]))
    assert dual_bound(program, np.array([dual])) == math.inf


def random_program(seed: int) -> tuple[LinearProgram, list[Fraction]]:
    """A program with rows of every kind, and a point that keeps all of them exactly.

    Numbers are eighths, so that floats hold them and their sums.
    """
    rng = np.random.default_rng(seed)
    n_rows, n_columns = int(rng.integers(1, 7)), int(rng.integers(1, 9))
    matrix = rng.integers(-8, 25, (n_rows, n_columns)) / 8.0 * (rng.random((n_rows, n_columns)) < 0.6)
    top = rng.integers(1, 17, n_columns) / 8.0
    x = top * rng.integers(0, 9, n_columns) / 8.0
    used = matrix @ x
    kind = rng.integers(0, 4, n_rows)
    row, column = np.nonzero(matrix)
    program = LinearProgram(
        gain=rng.integers(-16, 41, n_columns) / 8.0,
        top=top,
        low=np.where(kind == 0, -np.inf, np.where(kind == 1, used, used - rng.integers(0, 9, n_rows) / 8.0)),
        high=np.where(kind == 3, np.inf, np.where(kind == 1, used, used + rng.integers(0, 9, n_rows) / 8.0)),
        row=row,
        column=column,
        coefficient=matrix[row, column],
    )
    return program, [Fraction(float(number)) for number in x]


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**6), spread=st.sampled_from([0.0, 1e-9, 1e-3, 1.0, 1e6, 1e150, 1e300]))
def test_no_dual_values_give_a_bound_below_a_feasible_point(seed: int, spread: float) -> None:
    """In whole numbers: by not even the last digit."""
    program, x = random_program(seed)
    rng = np.random.default_rng(seed)
    worth = sum((Fraction(float(gain)) * number for gain, number in zip(program.gain, x, strict=True)), Fraction(0))
    n_rows = len(program.high)
    solved = solve_linear_program(program)
    duals = [spread * rng.normal(0.0, 1.0, n_rows)]
    if solved is not None:
        duals += [solved[1], solved[1] * (1.0 + spread * rng.normal(0.0, 1.0, n_rows))]
    for dual in duals:
        bound = dual_bound(program, dual)
        assert bound == math.inf or Fraction(bound) >= worth


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_optimal_dual_values_give_the_optimum(seed: int) -> None:
    program, _ = random_program(seed)
    solved = solve_linear_program(program)
    assert solved is not None
    bound, best = dual_bound(program, solved[1]), optimum(program)
    assert bound == pytest.approx(best, rel=1e-9, abs=1e-9)
    # Both solvers' own tolerance.
    assert float(program.gain @ solved[0]) == pytest.approx(best, rel=1e-7, abs=1e-7)


def optimum(program: LinearProgram) -> float:
    """The same by another solver."""
    matrix: FloatArray = np.zeros((len(program.high), len(program.gain)))
    matrix[program.row, program.column] = program.coefficient
    upper, lower = np.isfinite(program.high), np.isfinite(program.low)
    other = linprog(
        -program.gain,
        A_ub=np.vstack([matrix[upper], -matrix[lower]]),
        b_ub=np.concatenate((program.high[upper], -program.low[lower])),
        bounds=[(0.0, top) for top in program.top],
        method="highs",
    )
    assert other.success
    return -float(other.fun)
