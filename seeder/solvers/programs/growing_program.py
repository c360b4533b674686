"""A linear program whose rows are added and removed, re-solved by GLOP from its last basis.

MathOpt's messages are filled from arrays and given to its solver directly, which is not part of its public interface:
building programs term by term takes far longer than to solve them. This is the only place that does so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.programs.interruptible import signals_held, wait_for

_ITERATIONS, _ITERATIONS_A_LINE = 5_000, 50
"""Limit on simplex iterations: a constant, and one for each row and column; programs that end need about three."""
_QUICK = 4_000
"""Most rows and columns of a program that is solved on the calling thread: a new thread would take as long as it."""


@dataclass(frozen=True, eq=False)
class Solved:
    """An optimum of the program."""

    value: float
    x: FloatArray  # The point, shape (n_columns,).
    # number, dual: numbers of rows, rising, and their dual values; 0 for rows that are left out.
    number: IntArray
    dual: FloatArray

    def dual_of(self, number: IntArray) -> FloatArray:
        """Dual values of some rows, shape of ``number``."""
        place = np.minimum(np.searchsorted(self.number, number), max(len(self.number) - 1, 0))
        if not len(self.number):
            return np.zeros(len(number))
        return np.where(self.number[place] == number, self.dual[place], 0.0)


class GrowingProgram:
    """Maximise gain · x subject to rows lower ≤ A x ≤ upper and 0 ≤ x ≤ top; top may be infinite."""

    def __init__(self, gain: FloatArray, top: FloatArray) -> None:
        from ortools.math_opt import model_pb2, model_update_pb2, parameters_pb2
        from ortools.math_opt.core.python import solver

        model = model_pb2.ModelProto()
        n = len(gain)
        self.n_columns, self.n_rows = n, 0
        self._next = 0
        model.variables.ids.extend(range(n))
        model.variables.lower_bounds.extend([0.0] * n)
        model.variables.upper_bounds.extend(top.tolist())
        model.variables.integers.extend([False] * n)
        model.objective.maximize = True
        column = np.flatnonzero(gain)
        model.objective.linear_coefficients.ids.extend(column.tolist())
        model.objective.linear_coefficients.values.extend(gain[column].tolist())
        self._new_update: Any = model_update_pb2.ModelUpdateProto
        self._solver: Any = None
        try:
            with signals_held():
                self._solver = solver.new(
                    parameters_pb2.SOLVER_TYPE_GLOP, model, parameters_pb2.SolverInitializerProto()
                )
        except Exception:
            # Numbers that GLOP does not take: there is no optimum to be had.
            return

    def add_rows(
        self, *, row: IntArray, column: IntArray, coefficient: FloatArray, lower: FloatArray, upper: FloatArray
    ) -> IntArray:
        """Add rows, numbered from 0 in ``row``; return the numbers by which they are known from then on."""
        update = self._new_update()
        numbers = np.arange(self._next, self._next + len(upper))
        update.new_linear_constraints.ids.extend(numbers.tolist())
        update.new_linear_constraints.lower_bounds.extend(lower.tolist())
        update.new_linear_constraints.upper_bounds.extend(upper.tolist())
        order = np.lexsort((column, row))
        update.linear_constraint_matrix_updates.row_ids.extend((row[order] + self._next).tolist())
        update.linear_constraint_matrix_updates.column_ids.extend(column[order].tolist())
        update.linear_constraint_matrix_updates.coefficients.extend(coefficient[order].tolist())
        self._update(update)
        self._next += len(upper)
        self.n_rows += len(upper)
        return numbers

    def remove_rows(self, numbers: IntArray) -> None:
        """Take rows away."""
        update = self._new_update()
        update.deleted_linear_constraint_ids.extend(np.sort(numbers).tolist())
        self._update(update)
        self.n_rows -= len(numbers)

    def set_bounds(self, columns: IntArray, lower: FloatArray, top: FloatArray) -> None:
        """Bound some columns, rising."""
        update = self._new_update()
        for bounds, values in (
            (update.variable_updates.lower_bounds, lower),
            (update.variable_updates.upper_bounds, top),
        ):
            bounds.ids.extend(columns.tolist())
            bounds.values.extend(values.tolist())
        self._update(update)

    def set_lower(self, numbers: IntArray, lower: FloatArray) -> None:
        """Set the lower sides of some rows, rising."""
        update = self._new_update()
        update.linear_constraint_updates.lower_bounds.ids.extend(numbers.tolist())
        update.linear_constraint_updates.lower_bounds.values.extend(lower.tolist())
        self._update(update)

    def solve(self, deadline: Deadline | None = None, *, from_scratch: bool = False) -> Solved | None:
        """Solve to optimality; None where GLOP does not get there.

        ``deadline``: when to give up. ``from_scratch``: begin with presolve, as for a program that is solved once; else
        go on from the last basis. Returns None where the time was over, nothing is feasible, or numbers failed it:
        coefficients beyond 1e30, or programs on which it cycles.
        """
        from ortools.math_opt import callback_pb2, model_parameters_pb2, parameters_pb2, result_pb2
        from ortools.util.python import pybind_solve_interrupter

        if self._solver is None:
            return None
        parameters = parameters_pb2.SolveParametersProto()
        if not from_scratch:
            # Presolve would forget the last basis, from which the dual simplex method has a few steps to go.
            parameters.presolve = parameters_pb2.EMPHASIS_OFF
            parameters.lp_algorithm = parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX
        # On coefficients of 1e-16 beside 1, GLOP cycles for ever.
        parameters.iteration_limit = _ITERATIONS + _ITERATIONS_A_LINE * (self.n_rows + self.n_columns)
        left = None if deadline is None else deadline.seconds_left
        if left is not None:
            if left <= 0:
                return None
            parameters.time_limit.FromNanoseconds(int(left * 1e9))
        interrupter = pybind_solve_interrupter.PySolveInterrupter()

        def work() -> Any:
            try:
                return self._solver.solve(
                    parameters,
                    model_parameters_pb2.ModelSolveParametersProto(),
                    None,
                    callback_pb2.CallbackRegistrationProto(),
                    None,
                    interrupter,
                )
            except Exception:
                # MathOpt's statuses other than OK come as exceptions of several kinds: numbers failed it.
                return None

        if self.n_rows + self.n_columns <= _QUICK:
            with signals_held():
                found = work()
        else:
            found = wait_for(work, stop=interrupter.interrupt)
        if found is None or found.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
            # Numbers failed it on the way from the last basis, and mostly do not from another beginning.
            is_proved = found is not None and found.termination.reason in (
                result_pb2.TERMINATION_REASON_INFEASIBLE,
                result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED,
            )
            return None if from_scratch or is_proved else self.solve(deadline, from_scratch=True)
        solution = found.solutions[0]
        x = np.zeros(self.n_columns)
        primal, dual = solution.primal_solution, solution.dual_solution
        x[np.array(primal.variable_values.ids, dtype=np.int64)] = np.array(primal.variable_values.values)
        number = np.array(dual.dual_values.ids, dtype=np.int64)
        return Solved(float(primal.objective_value), x, number, np.array(dual.dual_values.values, dtype=np.float64))

    def _update(self, update: Any) -> None:
        """Change the program; where GLOP does not take a number, it has no optimum from then on."""
        if self._solver is None:
            return
        try:
            with signals_held():
                is_taken = self._solver.update(update)
        except Exception:
            is_taken = False
        if not is_taken:
            self._solver = None
