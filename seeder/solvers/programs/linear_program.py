"""A linear program over columns in [0, top], solved by GLOP in one call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.programs.growing_program import GrowingProgram


@dataclass(frozen=True, eq=False)
class LinearProgram:
    """Maximise gain · x subject to lower ≤ A x ≤ upper and 0 ≤ x ≤ top."""

    # gain, top: shape (n_columns,).
    gain: FloatArray
    top: FloatArray
    # lower, upper: shape (n_rows,); infinite where a side is missing.
    lower: FloatArray
    upper: FloatArray
    # row, column, coefficient: entries of A, shape (n_entries,), each place at most once.
    row: IntArray
    column: IntArray
    coefficient: FloatArray


def solve_linear_program(
    program: LinearProgram, *, deadline: Deadline | None = None
) -> tuple[FloatArray, FloatArray] | None:
    """Solve to optimality.

    Returns x, shape (n_columns,), and the rows' dual values, shape (n_rows,), over 0 where an upper side binds; None
    where GLOP did not reach the optimum: the time was over, nothing is feasible, or the numbers are beyond what it
    takes (coefficients of 1e30 and more, the largest gain below 1e-300).
    """
    scale = _GAIN_SIZE / (float(np.abs(program.gain).max(initial=0.0)) or 1.0)
    # Gains below the range of normal numbers are refused as what comes of them here.
    with np.errstate(over="ignore", invalid="ignore"):
        gain = program.gain * scale
    whole = GrowingProgram(gain, program.top)
    numbers = whole.add_rows(
        row=program.row,
        column=program.column,
        coefficient=program.coefficient,
        lower=program.lower,
        upper=program.upper,
    )
    solved = whole.solve(deadline, from_scratch=True)
    if solved is None:
        return None
    with np.errstate(over="ignore"):
        dual = solved.dual_of(numbers) / scale
    return (solved.x, dual) if np.isfinite(dual).all() else None


_GAIN_SIZE = 1e4
"""The largest gain is scaled to this, so that GLOP's absolute tolerance of 1e-6 is a relative one of 1e-10."""
