"""What GLOP cannot take is answered with None."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from seeder.solvers.programs.linear_program import LinearProgram, solve_linear_program


def two_columns(gain: list[float], coefficient: list[float], high: float) -> LinearProgram:
    """One row over two columns in [0, 1]."""
    return LinearProgram(
        gain=np.array(gain),
        top=np.ones(2),
        lower=np.full(1, -np.inf),
        upper=np.array([high]),
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
    program = dataclasses.replace(two_columns([1.0, 2.0], [1.0, 1.0], np.inf), lower=np.array([3.0]))
    assert solve_linear_program(program) is None
