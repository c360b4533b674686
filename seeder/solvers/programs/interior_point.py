"""A large linear program, solved in one call by HiGHS' interior point method.

The simplex method takes minutes for the covering programs of thousands of sites; this one takes seconds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from seeder.problem.arrays import FloatArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.programs.interruptible import wait_for
from seeder.solvers.programs.linear_program import LinearProgram


def solve_by_interior_point(
    program: LinearProgram, *, deadline: Deadline | None = None
) -> tuple[FloatArray, FloatArray] | None:
    """Solve to optimality, from the middle outwards and then to a corner.

    Returns x, shape (n_columns,), and the rows' dual values, shape (n_rows,), over 0 where an upper side binds; None
    where the time was over first, nothing is feasible, or numbers failed it. HiGHS cannot be stopped: at Ctrl-C its
    thread is left to its time limit.
    """
    from ortools.math_opt import callback_pb2, model_parameters_pb2, model_pb2, parameters_pb2, result_pb2
    from ortools.math_opt.core.python import solver

    left = None if deadline is None else deadline.seconds_left
    if left is not None and left <= 0:
        return None
    model = _message_of(program, model_pb2.ModelProto())
    parameters = parameters_pb2.SolveParametersProto(lp_algorithm=parameters_pb2.LP_ALGORITHM_BARRIER)
    if left is not None:
        parameters.time_limit.FromNanoseconds(int(left * 1e9))

    def work() -> Any:
        try:
            highs = solver.new(parameters_pb2.SOLVER_TYPE_HIGHS, model, parameters_pb2.SolverInitializerProto())
            return highs.solve(
                parameters,
                model_parameters_pb2.ModelSolveParametersProto(),
                None,
                callback_pb2.CallbackRegistrationProto(),
                None,
                None,
            )
        except Exception:
            # Statuses other than OK come as exceptions of several kinds: numbers failed it.
            return None

    found = wait_for(work, stop=None)
    if found is None or found.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
        return None
    primal, dual = found.solutions[0].primal_solution, found.solutions[0].dual_solution
    return (
        _spread(primal.variable_values, len(program.gain)),
        _spread(dual.dual_values, len(program.upper)),
    )


def _message_of(program: LinearProgram, model: Any) -> Any:
    """Fill MathOpt's message with a program."""
    columns, rows = model.variables, model.linear_constraints
    n_columns, n_rows = len(program.gain), len(program.upper)
    columns.ids.extend(range(n_columns))
    columns.lower_bounds.extend([0.0] * n_columns)
    columns.upper_bounds.extend(program.top.tolist())
    columns.integers.extend([False] * n_columns)
    model.objective.maximize = True
    gained = np.flatnonzero(program.gain)
    model.objective.linear_coefficients.ids.extend(gained.tolist())
    model.objective.linear_coefficients.values.extend(program.gain[gained].tolist())
    rows.ids.extend(range(n_rows))
    rows.lower_bounds.extend(program.lower.tolist())
    rows.upper_bounds.extend(program.upper.tolist())
    order = np.lexsort((program.column, program.row))
    matrix = model.linear_constraint_matrix
    matrix.row_ids.extend(program.row[order].tolist())
    matrix.column_ids.extend(program.column[order].tolist())
    matrix.coefficients.extend(program.coefficient[order].tolist())
    return model


def _spread(vector: Any, size: int) -> FloatArray:
    """A sparse vector of MathOpt's as an array."""
    found = np.zeros(size)
    found[np.array(vector.ids, dtype=np.int64)] = np.array(vector.values, dtype=np.float64)
    return found
