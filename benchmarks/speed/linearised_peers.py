"""The linearised model given whole to HiGHS, SCIP and CP-SAT through OR-Tools; building it is not counted."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.speed.linearised_model import LinearisedModel, build_linearised_model
from benchmarks.speed.peers import Outcome
from benchmarks.speed.rows import Row
from seeder import SeedingProblem, evaluate

_THREADS = 2
_Z_BITS, _ETA_BITS, _SLOPE_BITS, _WEIGHT_BITS = 30, 24, 28, 36
"""CP-SAT takes whole numbers: z_g up to 2^30, η_g up to 2^24, rows in units of 2^-52, weights of 2^36 in all."""


def solve_by_highs(
    problem: SeedingProblem, *, relative_gap: float, time_limit: float, relative_error: float = 1e-4
) -> Outcome:
    """Time HiGHS, with two threads: MathOpt refuses its own parameter for them and takes HiGHS's."""
    model = build_linearised_model(problem, relative_error=relative_error)
    return _solve_by_math_opt(model, "HIGHS", relative_gap=relative_gap, time_limit=time_limit)


def solve_by_scip(
    problem: SeedingProblem, *, relative_gap: float, time_limit: float, relative_error: float = 1e-4
) -> Outcome:
    """Time SCIP."""
    model = build_linearised_model(problem, relative_error=relative_error)
    return _solve_by_math_opt(model, "GSCIP", relative_gap=relative_gap, time_limit=time_limit)


def solve_by_cp_sat(
    problem: SeedingProblem, *, relative_gap: float, time_limit: float, relative_error: float = 1e-4
) -> Outcome:
    """Time CP-SAT.

    Its numbers are whole: a, slopes, constants and weights are scaled and rounded up, so that bounds stay bounds. One
    worker with all linear relaxations: eight of the default kind share few cores, and prove far less on random
    coverage, no more on segments.
    """
    from ortools.sat.python import cp_model_helper as cp

    model = cp.CpModelProto()
    scale = _write_cp_sat(model, build_linearised_model(problem, relative_error=relative_error))
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
    n, m = linearised.problem.n_options, linearised.n_cells
    z_scale = 2.0**_Z_BITS / np.where(linearised.largest > 0, linearised.largest, 1.0)
    exponent = np.ceil(linearised.exponent * z_scale[linearised.exponent_row]).astype(np.int64)
    z_most = np.zeros(m, dtype=np.int64)
    np.add.at(z_most, linearised.exponent_row, exponent)
    # A cell that is covered or not is a Boolean.
    eta_bits = np.where(linearised.is_covering, 0, _ETA_BITS)
    for _ in range(n):
        model.variables.add().domain.extend([0, 1])
    for most in [*z_most.tolist(), *(2**eta_bits).tolist()]:
        model.variables.add().domain.extend([0, most])
    for position, entries in enumerate(_parts(linearised.exponent_row, m)):
        if len(entries):
            linear = model.constraints.add().linear
            linear.vars.extend([*linearised.exponent_option[entries].tolist(), n + position])
            linear.coeffs.extend([*exponent[entries].tolist(), -1])
            linear.domain.extend([0, 0])
    for position, entries in enumerate(_parts(linearised.certain_row, m)):
        if linearised.is_covering[position]:
            covering = [*linearised.certain_option[entries].tolist(), -(n + m + position) - 1]
            model.constraints.add().bool_or.literals.extend(covering)
    _write_tangents(model, linearised, z_scale)
    for row in linearised.rows:
        coefficients, lower, upper = row.in_whole_numbers()
        linear = model.constraints.add().linear
        linear.vars.extend(row.options.tolist())
        linear.coeffs.extend(coefficients)
        linear.domain.extend([lower, upper])
    for options in linearised.several:
        model.constraints.add().at_most_one.literals.extend(options.tolist())
    value = linearised.problem.value
    total = float(linearised.weight.sum() + value.sum()) or 1.0
    weight_scale = 2.0**_WEIGHT_BITS / total
    scale = weight_scale * 2.0**_ETA_BITS
    model.objective.vars.extend([*range(n + m, n + 2 * m), *range(n)])
    weights = np.ceil(linearised.weight * weight_scale).astype(np.int64) << (_ETA_BITS - eta_bits)
    values = np.ceil(value * scale).astype(np.int64)
    model.objective.coeffs.extend((-np.concatenate((weights, values))).tolist())
    return scale


def _write_tangents(model: Any, linearised: LinearisedModel, z_scale: npt.NDArray[np.float64]) -> None:
    """Write η ≤ constant + slope · z and the entries beside it, in units of 2^-(η bits + slope bits)."""
    n, m = linearised.problem.n_options, linearised.n_cells
    # Sums of a row stay within 64 bits where z is large.
    slope_bits = _SLOPE_BITS - max(0, int(np.ceil(np.log2(linearised.largest.max(initial=1.0)))) - 4)
    unit = 2.0 ** (_ETA_BITS + slope_bits)
    cell, constant, slope = linearised.tangent_rows()
    slope_whole = np.ceil(slope * unit / z_scale[cell]).astype(np.int64)
    constant_whole = np.ceil(constant * unit).astype(np.int64)
    entry_row, entry_option, coefficient = linearised.tangent_entries()
    coefficient_whole = np.ceil(coefficient * unit).astype(np.int64)
    is_covering = linearised.is_covering
    for position, entries in enumerate(_parts(entry_row, len(cell))):
        of = int(cell[position])
        if is_covering[of]:
            continue
        linear = model.constraints.add().linear
        linear.vars.extend([n + m + of, n + of, *entry_option[entries].tolist()])
        linear.coeffs.extend([2**slope_bits, -int(slope_whole[position]), *(-coefficient_whole[entries]).tolist()])
        linear.domain.extend([-(2**62), int(constant_whole[position])])


def _parts(row: npt.NDArray[np.int64], n_rows: int) -> list[npt.NDArray[np.int64]]:
    """Positions of the entries of each row."""
    order = np.argsort(row, kind="stable")
    return np.split(order, np.searchsorted(row[order], np.arange(1, n_rows))) if n_rows else []


def _solve_by_math_opt(linearised: LinearisedModel, kind: str, *, relative_gap: float, time_limit: float) -> Outcome:
    from ortools.math_opt import callback_pb2, model_parameters_pb2, parameters_pb2, result_pb2
    from ortools.math_opt.core.python import solver

    problem = linearised.problem
    model = _write_math_opt(linearised)
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
    bound = found.termination.objective_bounds.dual_bound
    if not found.solutions:
        return Outcome(seconds, None, bound if np.isfinite(bound) else None, status.lower(), False)
    values = found.solutions[0].primal_solution.variable_values
    chosen = np.array(values.ids, dtype=np.int64)[np.array(values.values) > 0.5]
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
    entry_row, entry_option, beside = linearised.tangent_entries()
    row = [linearised.exponent_row, np.arange(m), tangent_row, tangent_row, m + entry_row]
    column = [linearised.exponent_option, n + np.arange(m), n + m + cell, n + cell, entry_option]
    coefficient = [linearised.exponent, -np.ones(m), np.ones(len(cell)), -slope, -beside]
    low = [np.zeros(m), np.full(len(cell), -np.inf)]
    high = [np.zeros(m), constant]
    n_rows = m + len(cell)
    sums = [*linearised.rows, *(Row(options, np.ones(len(options)), 0.0, 1.0) for options in linearised.several)]
    for linear in sums:
        row.append(np.full(len(linear.options), n_rows))
        column.append(linear.options)
        coefficient.append(linear.coefficient)
        low.append(np.array([linear.lower]))
        high.append(np.array([linear.upper]))
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
    return Outcome(
        seconds, evaluation.value, bound if np.isfinite(bound) else None, status, evaluation.is_feasible, len(selection)
    )
