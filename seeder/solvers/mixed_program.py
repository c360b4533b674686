"""A linear program some of whose columns are whole, solved by HiGHS through MathOpt.

HiGHS there neither stops when asked nor answers Ctrl-C, and it may write to standard output: it is run in a process
of its own (:mod:`seeder.solvers.child`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.errors import SolverError
from seeder.problem.arrays import FloatArray
from seeder.solvers.linear_program import LinearProgram, write_message

_FLOAT_SAFETY = 1e-9
"""HiGHS proves its bound up to its own tolerances; the bound is raised by this share."""


@dataclass(frozen=True, eq=False)
class MixedResult:
    """What HiGHS found.

    Parameters
    ----------
    x
        Best point, shape (n_columns,); None where none was found.
    bound
        No point is worth more, up to HiGHS's tolerances; −∞ where nothing is feasible.
    """

    x: FloatArray | None
    bound: float


def solve_mixed_program(
    program: LinearProgram,
    *,
    n_whole: int,
    relative_gap: float,
    hint: FloatArray | None = None,
    seconds: float | None = None,
    seed: int = 0,
) -> MixedResult:
    """Maximise with the first ``n_whole`` columns in whole numbers.

    Parameters
    ----------
    relative_gap
        Distance of bound and value at which HiGHS may stop.
    hint
        A point to begin with, shape (n_columns,).

    Raises
    ------
    SolverError
        Where HiGHS fails.
    """
    from ortools.math_opt import callback_pb2, model_parameters_pb2, parameters_pb2, result_pb2
    from ortools.math_opt.core.python import solver

    model, scale = write_message(program, n_whole=n_whole)
    parameters = parameters_pb2.SolveParametersProto()
    parameters.relative_gap_tolerance = relative_gap
    parameters.absolute_gap_tolerance = 0.0
    parameters.random_seed = seed % 2**31
    if seconds is not None:
        parameters.time_limit.FromNanoseconds(int(max(seconds, 0.0) * 1e9))
    more = model_parameters_pb2.ModelSolveParametersProto()
    if hint is not None:
        values = more.solution_hints.add().variable_values
        values.ids.extend(range(len(hint)))
        values.values.extend(hint.tolist())
    try:
        found = solver.solve(
            model,
            parameters_pb2.SOLVER_TYPE_HIGHS,
            parameters_pb2.SolverInitializerProto(),
            parameters,
            more,
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            None,
        )
    except Exception as error:
        raise SolverError(f"HiGHS: {error.__context__ or error}") from error
    reason = found.termination.reason
    if reason == result_pb2.TERMINATION_REASON_INFEASIBLE:
        return MixedResult(None, -np.inf)
    bound = found.termination.objective_bounds.dual_bound / scale
    x = None
    if len(found.solutions) and found.solutions[0].HasField("primal_solution"):
        values = found.solutions[0].primal_solution.variable_values
        x = np.zeros(len(program.gain))
        x[list(values.ids)] = list(values.values)
    return MixedResult(x, bound + _FLOAT_SAFETY * abs(bound))
