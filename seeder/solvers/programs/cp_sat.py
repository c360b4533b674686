"""Solve 0-1 and integer programs with CP-SAT: one worker, one seed, reproducible.

``ortools.sat.python.cp_model`` imports pandas; its helper module alone does not, and holds all that is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from seeder.errors import SolverError
from seeder.problem.arrays import BoolArray, IntArray
from seeder.solvers.model.rows import Row
from seeder.solvers.programs.interruptible import wait_for

_BITS = 52
"""Coefficients of a row are cut so that their sum stays below 2^52."""


@dataclass(frozen=True, eq=False)
class WholeRow:
    """lower ≤ Σ coefficient x ≤ upper in whole numbers; None for a side that is missing."""

    option: IntArray
    coefficient: IntArray
    lower: int | None
    upper: int | None


def whole_row(row: Row, spent: int) -> tuple[WholeRow | None, bool]:
    """Write a row for CP-SAT with some of it spent; None where nothing is left to break.

    Numbers too long for 64 bits lose their last digits, downwards on both sides of ≤, which only loosens it:
    Σ ⌊w / 2^s⌋ x ≤ ⌊upper / 2^s⌋ follows from Σ w x ≤ upper.
    """
    smallest, largest = int(np.minimum(row.whole, 0).sum()), int(np.maximum(row.whole, 0).sum())
    upper = None if row.upper is None else row.upper - spent
    lower = None if row.lower is None or row.lower - spent <= smallest else row.lower - spent
    if lower is None and (upper is None or largest <= upper):
        return None, False
    shift = max(0, largest.bit_length() - _BITS)
    # What is cut are costs, none below 0 and without a lower side: the weights of rules are never so long.
    if shift == 0:
        return WholeRow(row.option, row.whole.astype(np.int64), lower, upper), False
    cut = np.array([int(whole) >> shift for whole in row.whole.tolist()], dtype=np.int64)
    return WholeRow(row.option, cut, None, None if upper is None else upper >> shift), True


@dataclass(frozen=True, eq=False)
class WholeProblem:
    """Maximise Σ gain x over 0-1 variables, at most one (exactly one where it must) of each group, and rows."""

    n: int
    first: IntArray  # Where each group's variables begin, shape (n_groups,).
    must: BoolArray  # Whether exactly one of a group is chosen, shape (n_groups,).
    rows: tuple[WholeRow, ...]
    gain: IntArray | None = None  # Shape (n,); None asks for any selection.
    at_least: int | None = None  # Only selections with Σ gain x ≥ this are of interest; None for all.


class WholeStatus(Enum):
    """How CP-SAT ended."""

    OPTIMAL = "the best is found"
    INFEASIBLE = "nothing of interest exists"
    STOPPED = "good enough, or a limit"


@dataclass(frozen=True, eq=False)
class WholeResult:
    """What CP-SAT found: status, chosen variables (or None), and an upper bound on Σ gain x (None where unknown)."""

    status: WholeStatus
    chosen: IntArray | None
    bound: int | None


def solve_whole_problem(
    problem: WholeProblem,
    *,
    seed: int = 0,
    seconds: float | None = None,
    effort: float | None = None,
    enough: int | None = None,
    on_selection: Callable[[IntArray], None] | None = None,
    on_wait: Callable[[int | None], None] | None = None,
) -> WholeResult:
    """Run CP-SAT with one worker.

    ``seconds``: time limit [s]. ``effort``: limit in CP-SAT's deterministic time, which does not depend on the machine.
    ``enough``: stop at the first selection with Σ gain x of at least this. ``on_selection``: called on the solver's
    thread with each improving selection. ``on_wait``: called on the caller's thread now and then, with the best bound
    on Σ gain x so far. Raises SolverError where CP-SAT refuses the model.
    """
    from ortools.sat.python import cp_model_helper as cp

    model = _build(cp.CpModelProto(), problem)
    parameters = _parameters(seed=seed, seconds=seconds, effort=effort)
    gain = problem.gain
    bounds: list[int] = []
    best: list[IntArray] = []

    response_of: Any = cp.SolutionCallback.Response
    run: Any = cp.SolveWrapper.solve

    class Watcher(cp.SolutionCallback):
        def OnSolutionCallback(self) -> None:
            chosen = np.flatnonzero(np.array(response_of(self).solution, dtype=np.int64))
            best[:] = [chosen]
            if on_selection is not None:
                on_selection(chosen)
            if gain is None or (enough is not None and int(gain[chosen].sum()) >= enough):
                self.StopSearch()

    watcher = Watcher()
    solver = cp.SolveWrapper()
    solver.set_parameters(parameters)
    solver.add_solution_callback(watcher)
    solver.add_best_bound_callback(lambda bound: bounds.append(_whole_bound(bound)))

    def wait() -> None:
        if on_wait is not None:
            on_wait(min(bounds, default=None))

    response = wait_for(lambda: run(solver, model), stop=solver.stop_search, on_wait=wait)
    solver.clear_solution_callback(watcher)
    chosen = best[0] if best else None
    status = response.status.name
    if status == "INFEASIBLE":
        return WholeResult(WholeStatus.INFEASIBLE, None, None)
    if status == "OPTIMAL" or (gain is None and chosen is not None):
        bound = None if gain is None or chosen is None else int(gain[chosen].sum())
        return WholeResult(WholeStatus.OPTIMAL, chosen, bound)
    if status not in ("FEASIBLE", "UNKNOWN"):
        raise SolverError(f"CP-SAT ended with {status}")
    if gain is None:
        return WholeResult(WholeStatus.STOPPED, chosen, None)
    if chosen is not None:
        # Without a solution this field says 0, which is no bound.
        bounds.append(-int(response.inner_objective_lower_bound))
    return WholeResult(WholeStatus.STOPPED, chosen, min(bounds, default=None))


def _whole_bound(bound: float) -> int:
    """Whole number from CP-SAT's float, raised by what the float cannot hold beyond 2^52."""
    whole = round(bound)
    return whole + (abs(whole) >> 52)


@dataclass(frozen=True, eq=False)
class WholeProgram:
    """Maximise gain · x subject to lower ≤ A x ≤ upper and 0 ≤ x ≤ top, all in whole numbers, over a few columns.

    Sums must stay below 2^53: CP-SAT reports bounds as floats.
    """

    # gain, top: shape (n_columns,).
    gain: list[int]
    top: list[int]
    matrix: list[list[int]]  # A, shape (n_rows, n_columns).
    # lower, upper: sides of the rows; None for a side that is missing.
    lower: list[int | None]
    upper: list[int | None]


def solve_whole_program(
    program: WholeProgram, *, seed: int = 0, seconds: float | None = None, effort: float | None = None
) -> tuple[IntArray, int] | None:
    """Run CP-SAT on a program of a few columns; the best x and a bound on gain · x, None where none was found."""
    from ortools.sat.python import cp_model_helper as cp

    model: Any = cp.CpModelProto()
    for top in program.top:
        model.variables.add().domain.extend([0, top])
    for coefficients, lower, upper in zip(program.matrix, program.lower, program.upper, strict=True):
        entries = [(column, number) for column, number in enumerate(coefficients) if number]
        linear = model.constraints.add().linear
        linear.vars.extend([column for column, _ in entries])
        linear.coeffs.extend([number for _, number in entries])
        smallest = sum(number * program.top[column] for column, number in entries if number < 0)
        largest = sum(number * program.top[column] for column, number in entries if number > 0)
        linear.domain.extend([smallest if lower is None else lower, largest if upper is None else upper])
    terms = [(column, number) for column, number in enumerate(program.gain) if number]
    model.objective.vars.extend([column for column, _ in terms])
    model.objective.coeffs.extend([-number for _, number in terms])
    model.objective.scaling_factor = -1.0
    run: Any = cp.SolveWrapper.solve
    solver = cp.SolveWrapper()
    parameters = _parameters(seed=seed, seconds=seconds, effort=effort)
    # With presolve, 9.15 proves wrong optima here too: 20 of 16,000 small programs against enumeration, none without.
    parameters.cp_model_presolve = False
    solver.set_parameters(parameters)
    response = wait_for(lambda: run(solver, model), stop=solver.stop_search)
    status = response.status.name
    if status in ("INFEASIBLE", "UNKNOWN"):
        return None
    if status not in ("OPTIMAL", "FEASIBLE"):
        raise SolverError(f"CP-SAT ended with {status}")
    return np.array(response.solution, dtype=np.int64), -int(response.inner_objective_lower_bound)


def _parameters(*, seed: int, seconds: float | None, effort: float | None) -> Any:
    from ortools.sat.python import cp_model_helper as cp

    parameters = cp.SatParameters()
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.random_seed = seed % 2**31
    # 9.15 proves wrong optima where at-most-one meets a linear row (google/or-tools #5293): this leaves that step out.
    parameters.presolve_inclusion_work_limit = 0
    parameters.catch_sigint_signal = False
    if seconds is not None:
        parameters.max_time_in_seconds = max(seconds, 0.0)
    if effort is not None:
        parameters.max_deterministic_time = effort
    return parameters


def _build(model: Any, problem: WholeProblem) -> Any:
    domain = [0, 1]
    for _ in range(problem.n):
        model.variables.add().domain.extend(domain)
    ends = np.append(problem.first[1:], problem.n)
    for first, last, must in zip(problem.first.tolist(), ends.tolist(), problem.must.tolist(), strict=True):
        if must:
            model.constraints.add().exactly_one.literals.extend(range(first, last))
        elif last > first + 1:
            model.constraints.add().at_most_one.literals.extend(range(first, last))
    for row in problem.rows:
        if row.upper == 1 and row.lower is None and bool((row.coefficient == 1).all()):
            model.constraints.add().at_most_one.literals.extend(row.option.tolist())
            continue
        _add_row(model, row)
    if problem.gain is not None:
        terms = np.flatnonzero(problem.gain)
        model.objective.vars.extend(terms.tolist())
        model.objective.coeffs.extend((-problem.gain[terms]).tolist())
        model.objective.scaling_factor = -1.0
        if problem.at_least is not None:
            total = int(problem.gain.sum())
            model.objective.domain.extend([-max(total, problem.at_least), -problem.at_least])
    return model


def _add_row(model: Any, row: WholeRow) -> None:
    smallest, largest = int(np.minimum(row.coefficient, 0).sum()), int(np.maximum(row.coefficient, 0).sum())
    linear = model.constraints.add().linear
    linear.vars.extend(row.option.tolist())
    linear.coeffs.extend(row.coefficient.tolist())
    lower = smallest if row.lower is None else row.lower
    upper = largest if row.upper is None else row.upper
    if lower > upper or lower > largest or upper < smallest:
        # An empty domain is refused as malformed; this one is well-formed and cannot be met.
        lower, upper = largest + 1, largest + 1
    linear.domain.extend([lower, min(upper, max(largest, lower))])
