"""The same model given whole to a solver, through OR-Tools; building it is not counted."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from benchmarks.speed.rows import Row, rows_of, several_of
from seeder.problem import SeedingProblem, evaluate
from seeder.problem.decimals import as_whole_numbers
from seeder.solvers import Solver, Stop, solve


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solver did with a case: seconds in the solver, bounds, status, the selection's feasibility and size."""

    seconds: float
    value: float | None
    bound: float | None
    status: str
    is_feasible: bool
    n_picks: int = 0


def solve_here(problem: SeedingProblem, *, relative_gap: float, time_limit: float) -> Outcome:
    """Time ``seeder.solvers.solve``, its imports of solvers included."""
    result = solve(problem, Solver.PORTFOLIO, stop=Stop(time_limit=time_limit, relative_gap=relative_gap))
    held = result.selection is not None and evaluate(problem, result.selection).is_feasible
    return Outcome(
        result.seconds, result.bounds.lower, result.bounds.upper, result.termination.reason.name.lower(), held
    )


def solve_by_highs(problem: SeedingProblem, *, relative_gap: float, time_limit: float) -> Outcome:
    """Time HiGHS through MathOpt."""
    return _solve_by_math_opt(problem, "SOLVER_TYPE_HIGHS", relative_gap=relative_gap, time_limit=time_limit)


def solve_by_cp_sat(problem: SeedingProblem, *, relative_gap: float, time_limit: float) -> Outcome:
    """Time CP-SAT with its default number of workers, costs and values in whole numbers where they have such a form."""
    from ortools.sat.python import cp_model_helper as cp

    model = cp.CpModelProto()
    for _ in range(problem.n_options):
        model.variables.add().domain.extend([0, 1])
    for options in several_of(problem):
        model.constraints.add().at_most_one.literals.extend(options.tolist())
    for row in rows_of(problem):
        coefficients, lower, upper = row.in_whole_numbers()
        linear = model.constraints.add().linear
        linear.vars.extend(row.options.tolist())
        linear.coeffs.extend(coefficients)
        linear.domain.extend([lower, upper])
    short = as_whole_numbers(problem.value)
    scale = 10.0 ** short[1] if short is not None else 2.0**40 / float(problem.value.max())
    model.objective.vars.extend(range(problem.n_options))
    model.objective.coeffs.extend((-np.rint(problem.value * scale)).astype(np.int64).tolist())
    model.objective.scaling_factor = -1.0 / scale
    parameters = cp.SatParameters()
    parameters.max_time_in_seconds = time_limit
    parameters.relative_gap_limit = relative_gap
    wrapper = cp.SolveWrapper()
    wrapper.set_parameters(parameters)
    began = time.perf_counter()
    response = wrapper.solve(model)  # type: ignore[no-untyped-call]
    seconds = time.perf_counter() - began
    status = response.status.name.lower()
    if status not in ("optimal", "feasible"):
        return Outcome(seconds, None, None, status, False)
    selection = np.flatnonzero(np.array(response.solution))
    evaluation = evaluate(problem, selection)
    return Outcome(seconds, evaluation.value, response.best_objective_bound, status, evaluation.is_feasible)


def _solve_by_math_opt(problem: SeedingProblem, kind: str, *, relative_gap: float, time_limit: float) -> Outcome:
    from ortools.math_opt import callback_pb2, model_parameters_pb2, model_pb2, parameters_pb2, result_pb2
    from ortools.math_opt.core.python import solver

    model = model_pb2.ModelProto()
    n = problem.n_options
    model.variables.ids.extend(range(n))
    model.variables.lower_bounds.extend([0.0] * n)
    model.variables.upper_bounds.extend([1.0] * n)
    model.variables.integers.extend([True] * n)
    model.objective.maximize = True
    model.objective.linear_coefficients.ids.extend(range(n))
    model.objective.linear_coefficients.values.extend(problem.value.tolist())
    rows = rows_of(problem)
    rows += [Row(options, np.ones(len(options)), 0.0, 1.0) for options in several_of(problem)]
    model.linear_constraints.ids.extend(range(len(rows)))
    model.linear_constraints.lower_bounds.extend([row.lower for row in rows])
    model.linear_constraints.upper_bounds.extend([row.upper for row in rows])
    for position, row in enumerate(rows):
        model.linear_constraint_matrix.row_ids.extend([position] * len(row.options))
        model.linear_constraint_matrix.column_ids.extend(row.options.tolist())
        model.linear_constraint_matrix.coefficients.extend(row.coefficient.tolist())
    parameters = parameters_pb2.SolveParametersProto(relative_gap_tolerance=relative_gap)
    parameters.time_limit.FromNanoseconds(int(time_limit * 1e9))
    began = time.perf_counter()
    found = solver.solve(
        model,
        getattr(parameters_pb2, kind),
        parameters_pb2.SolverInitializerProto(),
        parameters,
        model_parameters_pb2.ModelSolveParametersProto(),
        None,
        callback_pb2.CallbackRegistrationProto(),
        None,
        None,
    )
    seconds = time.perf_counter() - began
    status = result_pb2.TerminationReasonProto.Name(found.termination.reason).removeprefix("TERMINATION_REASON_")
    if not found.solutions:
        return Outcome(seconds, None, None, status.lower(), False)
    values = found.solutions[0].primal_solution.variable_values
    chosen = np.array(values.ids, dtype=np.int64)[np.array(values.values) > 0.5]
    evaluation = evaluate(problem, chosen)
    bound = found.termination.objective_bounds.dual_bound
    return Outcome(seconds, evaluation.value, bound, status.lower(), evaluation.is_feasible)


PEERS = {"seeder": solve_here, "HiGHS whole": solve_by_highs, "CP-SAT whole": solve_by_cp_sat}
