"""The same model given whole to a solver, through OR-Tools; building it is not counted."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from seeder.problem import SeedingProblem, evaluate
from seeder.problem.decimals import as_whole_numbers
from seeder.solvers import Solver, Stop, solve


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one solver did with one case: seconds in the solver, bounds, status, whether the selection is feasible."""

    seconds: float
    value: float | None
    bound: float | None
    status: str
    is_feasible: bool


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
    starts = np.flatnonzero(np.diff(problem.account, prepend=-1))
    for first, last in zip(starts.tolist(), [*starts[1:].tolist(), problem.n_options], strict=True):
        if last > first + 1:
            model.constraints.add().at_most_one.literals.extend(range(first, last))
    for options, coefficient, low, high in _rows(problem):
        whole = as_whole_numbers(coefficient)
        assert whole is not None
        linear = model.constraints.add().linear
        linear.vars.extend(options.tolist())
        linear.coeffs.extend(whole[0].tolist())
        scale = 10 ** whole[1]
        linear.domain.extend([0 if low is None else low * scale, int(high * scale + 0.5)])
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
    rows = _rows(problem)
    starts = np.flatnonzero(np.diff(problem.account, prepend=-1))
    ends = [*starts[1:].tolist(), n]
    rows += [
        (np.arange(first, last), np.ones(last - first), None, 1.0)
        for first, last in zip(starts.tolist(), ends, strict=True)
        if last > first + 1
    ]
    model.linear_constraints.ids.extend(range(len(rows)))
    model.linear_constraints.lower_bounds.extend([-np.inf if low is None else float(low) for _, _, low, _ in rows])
    model.linear_constraints.upper_bounds.extend([high for *_, high in rows])
    for position, (options, coefficient, _, _) in enumerate(rows):
        model.linear_constraint_matrix.row_ids.extend([position] * len(options))
        model.linear_constraint_matrix.column_ids.extend(options.tolist())
        model.linear_constraint_matrix.coefficients.extend(coefficient.tolist())
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


def _rows(problem: SeedingProblem) -> list[tuple[np.ndarray, np.ndarray, int | None, float]]:
    """Budgets and rules as (options, coefficients, low, high)."""
    rows: list[tuple[np.ndarray, np.ndarray, int | None, float]] = []
    for resource in range(problem.n_resources):
        if np.isfinite(problem.budget[resource]):
            used = np.flatnonzero(problem.cost[resource])
            rows.append((used, problem.cost[resource, used], None, float(problem.budget[resource])))
    for rule in problem.rules:
        coefficient = rule.coefficient(problem.cost)
        used = coefficient != 0
        most = float(np.maximum(coefficient, 0.0).sum() if rule.upper is None else rule.upper)
        least = None if rule.lower is None or (rule.lower == 0 and not rule.has_negative) else rule.lower
        rows.append((rule.options[used], coefficient[used], least, most))
    return rows


PEERS = {"seeder": solve_here, "HiGHS whole": solve_by_highs, "CP-SAT whole": solve_by_cp_sat}
