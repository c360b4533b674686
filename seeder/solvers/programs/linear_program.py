"""A linear program over columns in [0, top], solved by GLOP, and the bound that any dual values prove.

MathOpt's model message is filled from arrays: building it term by term takes far longer than the solve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.programs.interruptible import wait_for


@dataclass(frozen=True, eq=False)
class LinearProgram:
    """Maximise gain · x subject to low ≤ A x ≤ high and 0 ≤ x ≤ top.

    Parameters
    ----------
    gain, top
        Shape (n_columns,).
    low, high
        Shape (n_rows,); infinite where a side is missing.
    row, column, coefficient
        Entries of A, shape (n_entries,), each place at most once.
    """

    gain: FloatArray
    top: FloatArray
    low: FloatArray
    high: FloatArray
    row: IntArray
    column: IntArray
    coefficient: FloatArray


def solve_linear_program(
    program: LinearProgram, *, deadline: Deadline | None = None
) -> tuple[FloatArray, FloatArray] | None:
    """Solve to optimality.

    Returns
    -------
    tuple or None
        x, shape (n_columns,), and the rows' dual values, shape (n_rows,), over 0 where an upper side binds; None
        where GLOP did not reach the optimum: the time was over, nothing is feasible, or the numbers are beyond what
        it takes (coefficients of 1e30 and more, the largest gain below 1e-300).
    """
    from ortools.math_opt import callback_pb2, model_parameters_pb2, parameters_pb2, result_pb2
    from ortools.math_opt.core.python import solver
    from ortools.util.python import pybind_solve_interrupter

    model, scale = write_message(program)
    n_columns, n_rows = len(program.gain), len(program.low)
    parameters = parameters_pb2.SolveParametersProto()
    parameters.iteration_limit = iteration_limit(n_rows, n_columns)
    seconds_left = None if deadline is None else deadline.seconds_left
    if seconds_left is not None:
        if seconds_left <= 0:
            return None
        parameters.time_limit.FromNanoseconds(int(seconds_left * 1e9))
    interrupter = pybind_solve_interrupter.PySolveInterrupter()

    def work() -> result_pb2.SolveResultProto | None:
        try:
            return solver.solve(
                model,
                parameters_pb2.SOLVER_TYPE_GLOP,
                parameters_pb2.SolverInitializerProto(),
                parameters,
                model_parameters_pb2.ModelSolveParametersProto(),
                None,
                callback_pb2.CallbackRegistrationProto(),
                None,
                interrupter,
            )
        except Exception:
            # Every status other than OK comes as an exception of pybind11_abseil that is a plain Exception.
            return None

    found = wait_for(work, stop=interrupter.interrupt)
    if found is None or found.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
        return None
    solution = found.solutions[0]
    x = np.zeros(n_columns)
    x[list(solution.primal_solution.variable_values.ids)] = list(solution.primal_solution.variable_values.values)
    dual = np.zeros(n_rows)
    dual[list(solution.dual_solution.dual_values.ids)] = list(solution.dual_solution.dual_values.values)
    with np.errstate(over="ignore"):
        dual /= scale
    return (x, dual) if np.isfinite(dual).all() else None


def iteration_limit(n_rows: int, n_columns: int) -> int:
    """Iterations after which GLOP is taken to be cycling: programs that end take up to about three a row and column."""
    return 5_000 + 50 * (n_rows + n_columns)


def write_message(program: LinearProgram) -> tuple[Any, float]:
    """Write a program as MathOpt's message.

    Returns
    -------
    tuple
        The message, and what its gains are multiplied by.
    """
    from ortools.math_opt import model_pb2

    model = model_pb2.ModelProto()
    n_columns, n_rows = len(program.gain), len(program.low)
    model.variables.ids.extend(range(n_columns))
    model.variables.lower_bounds.extend([0.0] * n_columns)
    model.variables.upper_bounds.extend(program.top.tolist())
    model.variables.integers.extend([False] * n_columns)
    scale = _GAIN_SIZE / (float(np.abs(program.gain).max(initial=0.0)) or 1.0)
    worth = np.flatnonzero(program.gain)
    model.objective.maximize = True
    model.objective.linear_coefficients.ids.extend(worth.tolist())
    model.objective.linear_coefficients.values.extend((program.gain[worth] * scale).tolist())
    model.linear_constraints.ids.extend(range(n_rows))
    model.linear_constraints.lower_bounds.extend(program.low.tolist())
    model.linear_constraints.upper_bounds.extend(program.high.tolist())
    order = np.lexsort((program.column, program.row))
    model.linear_constraint_matrix.row_ids.extend(program.row[order].tolist())
    model.linear_constraint_matrix.column_ids.extend(program.column[order].tolist())
    model.linear_constraint_matrix.coefficients.extend(program.coefficient[order].tolist())
    return model, scale


_GAIN_SIZE = 1e4
"""The largest gain is scaled to this, so that GLOP's absolute tolerance of 1e-6 is a relative one of 1e-10."""
