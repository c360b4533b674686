"""The linearised model given whole to HiGHS, SCIP and CP-SAT through OR-Tools; building it is not counted."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.speed.linearised_model import LinearisedModel, build_linearised_model
from benchmarks.speed.peers import Outcome
from seeder import SeedingProblem, evaluate
from seeder.problem.decimals import as_whole_numbers

_THREADS = 2
_Z_BITS, _ETA_BITS, _SLOPE_BITS, _WEIGHT_BITS = 30, 24, 28, 36
"""CP-SAT takes whole numbers: z_g up to 2^30, η_g up to 2^24, rows in units of 2^-52, weights of 2^36 in all."""


def solve_by_highs(problem: SeedingProblem, *, relative_gap: float, time_limit: float) -> Outcome:
    """Time HiGHS, with two threads: MathOpt refuses its own parameter for them and takes HiGHS's."""
    return _solve_by_math_opt(problem, "HIGHS", relative_gap=relative_gap, time_limit=time_limit)


def solve_by_scip(problem: SeedingProblem, *, relative_gap: float, time_limit: float) -> Outcome:
    """Time SCIP."""
    return _solve_by_math_opt(problem, "GSCIP", relative_gap=relative_gap, time_limit=time_limit)


def solve_by_cp_sat(problem: SeedingProblem, *, relative_gap: float, time_limit: float) -> Outcome:
    """Time CP-SAT.

    Its numbers are whole: a, slopes, constants and weights are scaled and rounded up, so that bounds stay bounds. One
    worker with all linear relaxations: eight of the default kind share few cores, and prove far less on random
    coverage, no more on segments.
    """
    from ortools.sat.python import cp_model_helper as cp

    linearised = build_linearised_model(problem)
    model = cp.CpModelProto()
    scale = _write_cp_sat(model, linearised)
    parameters = cp.SatParameters()
    parameters.max_time_in_seconds = time_limit
    parameters.relative_gap_limit = relative_gap
    parameters.num_workers = 1
    parameters.linearization_level = 2
    wrapper = cp.SolveWrapper()
    wrapper.set_parameters(parameters)
    began = time.perf_counter()
    response = wrapper.solve(model)  # type: ignore[no-untyped-call]
    seconds = time.perf_counter() - began
    status = response.status.name.lower()
    if status not in ("optimal", "feasible"):
        return Outcome(seconds, None, None, status, False)
    selection = np.flatnonzero(np.array(response.solution)[: problem.n_options])
    return _outcome(problem, selection, -response.inner_objective_lower_bound / scale, status, seconds)


def _write_cp_sat(model: Any, linearised: LinearisedModel) -> float:
    """Write the model in whole numbers; how many units of its objective a unit of value is."""
    problem = linearised.problem
    n, m = problem.n_options, linearised.n_cells
    z_scale = 2.0**_Z_BITS / np.where(linearised.largest > 0, linearised.largest, 1.0)
    exponent = np.ceil(linearised.exponent * z_scale[linearised.exponent_row]).astype(np.int64)
    z_most = np.zeros(m, dtype=np.int64)
    np.add.at(z_most, linearised.exponent_row, exponent)
    for _ in range(n):
        model.variables.add().domain.extend([0, 1])
    for most in z_most.tolist():
        model.variables.add().domain.extend([0, most])
    for _ in range(m):
        model.variables.add().domain.extend([0, 2**_ETA_BITS])
    by_cell = np.argsort(linearised.exponent_row, kind="stable")
    parts = np.split(by_cell, np.searchsorted(linearised.exponent_row[by_cell], np.arange(1, m)))
    for position, entries in enumerate(parts):
        linear = model.constraints.add().linear
        linear.vars.extend([*linearised.exponent_option[entries].tolist(), n + position])
        linear.coeffs.extend([*exponent[entries].tolist(), -1])
        linear.domain.extend([0, 0])
    cell, constant, slope = linearised.tangent_rows()
    unit = 2.0 ** (_ETA_BITS + _SLOPE_BITS)
    slope_whole = np.ceil(slope * unit / z_scale[cell]).astype(np.int64)
    constant_whole = np.ceil(constant * unit).astype(np.int64)
    for of, rise, most in zip(cell.tolist(), slope_whole.tolist(), constant_whole.tolist(), strict=True):
        linear = model.constraints.add().linear
        linear.vars.extend([n + m + of, n + of])
        linear.coeffs.extend([2**_SLOPE_BITS, -rise])
        linear.domain.extend([-(2**62), most])
    for resource in np.flatnonzero(np.isfinite(problem.budget)).tolist():
        whole = as_whole_numbers(problem.cost[resource])
        assert whole is not None
        linear = model.constraints.add().linear
        linear.vars.extend(range(n))
        linear.coeffs.extend(whole[0].tolist())
        linear.domain.extend([0, int(problem.budget[resource] * 10 ** whole[1] + 1e-6)])
    for options in linearised.several:
        model.constraints.add().at_most_one.literals.extend(options.tolist())
    total = float(linearised.weight.sum() + problem.value.sum())
    weight_scale = 2.0**_WEIGHT_BITS / total
    scale = weight_scale * 2.0**_ETA_BITS
    model.objective.vars.extend([*range(n + m, n + 2 * m), *range(n)])
    weight = np.ceil(linearised.weight * weight_scale).astype(np.int64)
    value = np.ceil(problem.value * scale).astype(np.int64)
    model.objective.coeffs.extend((-np.concatenate((weight, value))).tolist())
    return scale


def _solve_by_math_opt(problem: SeedingProblem, kind: str, *, relative_gap: float, time_limit: float) -> Outcome:
    from ortools.math_opt import callback_pb2, model_parameters_pb2, parameters_pb2, result_pb2
    from ortools.math_opt.core.python import solver

    model = _write_math_opt(build_linearised_model(problem))
    parameters = parameters_pb2.SolveParametersProto(relative_gap_tolerance=relative_gap)
    parameters.time_limit.FromNanoseconds(int(time_limit * 1e9))
    if kind == "HIGHS":
        parameters.highs.int_options["threads"] = _THREADS
    began = time.perf_counter()
    found = solver.solve(
        model,
        getattr(parameters_pb2, f"SOLVER_TYPE_{kind}"),
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
    bound = found.termination.objective_bounds.dual_bound
    return _outcome(problem, chosen[chosen < problem.n_options], bound, status.lower(), seconds)


def _write_math_opt(linearised: LinearisedModel) -> Any:
    from ortools.math_opt import model_pb2

    problem = linearised.problem
    n, m = problem.n_options, linearised.n_cells
    model = model_pb2.ModelProto()
    model.variables.ids.extend(range(n + 2 * m))
    model.variables.lower_bounds.extend([0.0] * (n + 2 * m))
    model.variables.upper_bounds.extend([*[1.0] * n, *linearised.largest.tolist(), *[1.0] * m])
    model.variables.integers.extend([*[True] * n, *[False] * (2 * m)])
    gain = np.concatenate((problem.value, np.zeros(m), linearised.weight))
    model.objective.maximize = True
    model.objective.linear_coefficients.ids.extend(range(n + 2 * m))
    model.objective.linear_coefficients.values.extend(gain.tolist())
    cell, constant, slope = linearised.tangent_rows()
    tangent_row = m + np.arange(len(cell))
    row = [linearised.exponent_row, np.arange(m), tangent_row, tangent_row]
    column = [linearised.exponent_option, n + np.arange(m), n + m + cell, n + cell]
    coefficient = [linearised.exponent, -np.ones(m), np.ones(len(cell)), -slope]
    low = [np.zeros(m), np.full(len(cell), -np.inf)]
    high = [np.zeros(m), constant]
    n_rows = m + len(cell)
    sums = [
        (np.arange(n), problem.cost[resource], float(problem.budget[resource]))
        for resource in np.flatnonzero(np.isfinite(problem.budget)).tolist()
    ]
    sums += [(options, np.ones(len(options)), 1.0) for options in linearised.several]
    for options, cost, most in sums:
        row.append(np.full(len(options), n_rows))
        column.append(options)
        coefficient.append(cost)
        low.append(np.array([-np.inf]))
        high.append(np.array([most]))
        n_rows += 1
    rows, columns, coefficients = np.concatenate(row), np.concatenate(column), np.concatenate(coefficient)
    order = np.lexsort((columns, rows))
    order = order[coefficients[order] != 0]
    model.linear_constraints.ids.extend(range(n_rows))
    model.linear_constraints.lower_bounds.extend(np.concatenate(low).tolist())
    model.linear_constraints.upper_bounds.extend(np.concatenate(high).tolist())
    model.linear_constraint_matrix.row_ids.extend(rows[order].tolist())
    model.linear_constraint_matrix.column_ids.extend(columns[order].tolist())
    model.linear_constraint_matrix.coefficients.extend(coefficients[order].tolist())
    return model


def _outcome(
    problem: SeedingProblem, selection: npt.NDArray[np.int64], bound: float, status: str, seconds: float
) -> Outcome:
    evaluation = evaluate(problem, selection)
    return Outcome(seconds, evaluation.value, bound, status, evaluation.is_feasible)
