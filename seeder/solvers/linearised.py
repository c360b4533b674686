"""Exact search on small problems with cells: cuts cell by cell around a mixed program, solved again until they hold.

    max Σ_g η_g + Σ_o v_o x_o   with   η_g ≤ w_g (1 − t + Σ_o min(e^−z̄ a_og, t) x_o),  t = e^−z̄ (1 + z̄)

for as many z̄ as it takes, and η_g ≤ w_g Σ_o b_og x_o. Each cut holds at every selection and is exact at a selection
with z_g = z̄, so the program's bound falls to the best value.

References
----------
Ahmed & Atamtürk, Maximizing a class of submodular utility functions, Math. Prog. 128, 2011.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seeder.errors import SolverError
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.cells import Cells
from seeder.solvers.cover_state import cover_value
from seeder.solvers.feasibility import broken_covers
from seeder.solvers.linear_program import LinearProgram, solve_linear_program
from seeder.solvers.mixed_program import solve_mixed_program
from seeder.solvers.presolve import Model
from seeder.solvers.rows import Row

_LINEAR_ROUNDS = 30
_MIXED_ROUNDS = 200
_LEAST_FALL = 1e-3
"""Linear rounds end where one lowers the gap to the incumbent by less than this share."""
_SHARE = 0.3
"""HiGHS is asked for this part of the gap that is open, so that rounds do not end in its tolerance."""
_VIOLATED = 1e-9
_TOLERANCE = 1e-6
_BITS = 23
_LEAST_COEFFICIENT = 1e-9
"""HiGHS takes smaller ones for 0."""
_LINEAR_SAFETY = 1e-8
"""GLOP proves its optimum up to its own tolerances; the bound is raised by this share."""


@dataclass(frozen=True, eq=False)
class Task:
    """What to solve.

    Parameters
    ----------
    model
        A model with cells.
    z
        Where the first cuts touch, shape (n_cells,).
    incumbent
        A selection of the model, rising; None where there is none.
    relative_gap
        Where to stop.
    rounds
        How many mixed programs to solve at most; None for as many as it takes.
    seed
        For HiGHS.
    """

    model: Model
    z: FloatArray
    incumbent: IntArray | None
    relative_gap: float
    rounds: int | None
    seed: int


def solve_linearised(
    task: Task, *, on_bound: Callable[[float], None], on_selection: Callable[[IntArray], None]
) -> None:
    """Solve a task; what is found is told as it comes.

    Parameters
    ----------
    on_bound
        Takes upper bounds on the value of every selection of the model.
    on_selection
        Takes better selections, positions in the model, rising.
    """
    _Rounds(task, on_bound, on_selection).run()


class _Rounds:
    def __init__(self, task: Task, on_bound: Callable[[float], None], on_selection: Callable[[IntArray], None]) -> None:
        assert task.model.cells is not None
        self._task, self._model, self._cells = task, task.model, task.model.cells
        self._on_bound, self._on_selection = on_bound, on_selection
        self._best = np.empty(0, dtype=np.int64) if task.incumbent is None else task.incumbent
        self._value = -np.inf if task.incumbent is None else cover_value(task.model, task.incumbent)
        self._bound = np.inf
        self._covers: list[IntArray] = []
        self._cuts = _Cuts(self._cells)
        self._cuts.add_modular()
        self._cuts.add_tangents(np.arange(self._cells.n_cells), task.z)

    @property
    def _is_done(self) -> bool:
        return self._bound < np.inf and self._bound - self._value <= self._task.relative_gap * abs(self._bound)

    @property
    def _gap(self) -> float:
        return (self._bound - self._value) / max(abs(self._bound), 1e-300)

    def run(self) -> None:
        self._separate_fractions()
        gap = 1e-3
        rounds = _MIXED_ROUNDS if self._task.rounds is None else self._task.rounds
        for _ in range(rounds):
            if self._is_done:
                return
            gap = max(_SHARE * self._task.relative_gap, min(gap, _SHARE * self._gap))
            found = solve_mixed_program(
                self._program(),
                n_whole=self._model.n_options,
                relative_gap=gap,
                hint=self._hint(),
                seed=self._task.seed,
            )
            self._tell_bound(self._checked(found.bound) if found.bound > -np.inf else self._value)
            if found.x is None:
                return
            selection = np.flatnonzero(found.x[: self._model.n_options] > 0.5)
            covers = [cover.option for cover in broken_covers(self._model, selection)]
            if covers:
                # Kept within HiGHS's tolerance only: in whole numbers these do not fit together.
                self._covers += covers
                continue
            self._tell_selection(selection)
            z = self._exponents(selection)
            eta = found.x[self._model.n_options :]
            reached = self._cells.weight * -np.expm1(-z)
            broken = np.flatnonzero(eta > reached * (1 + _VIOLATED) + _VIOLATED * self._value / max(1, len(eta)))
            if not len(broken):
                if gap <= _SHARE * self._task.relative_gap:
                    return
                gap *= 0.1
                continue
            self._cuts.add_tangents(broken, z[broken])

    def _separate_fractions(self) -> None:
        for _ in range(_LINEAR_ROUNDS):
            solved = solve_linear_program(self._program())
            if solved is None:
                return
            x = np.clip(solved[0][: self._model.n_options], 0.0, 1.0)
            eta = solved[0][self._model.n_options :]
            before = self._bound
            total = float(eta.sum()) + float(self._model.value @ x)
            self._tell_bound(self._checked(total * (1 + _LINEAR_SAFETY)))
            has_stalled = np.isfinite(before) and before - self._bound <= _LEAST_FALL * (before - self._value)
            if self._is_done or has_stalled:
                return
            exponent = np.minimum(self._cells.exponent, 30.0)
            z = self._cells.matrix_of(exponent).T @ x
            reached = self._cells.weight * -np.expm1(-z)
            broken = np.flatnonzero(eta > reached + 1e-7 * max(total, 1e-300) / max(1, len(eta)))
            if not len(broken):
                return
            self._cuts.add_tangents(broken, z[broken])

    def _program(self) -> LinearProgram:
        model, cells, cuts = self._model, self._cells, self._cuts
        n = model.n_options
        row, column, coefficient = cuts.entries(n)
        low, high = [np.full(cuts.n_rows, -np.inf)], [cuts.constants()]
        rows, columns, coefficients = [row], [column], [coefficient]
        n_rows = cuts.n_rows
        for constraint in model.row:
            whole, limit = _in_few_digits(constraint)
            rows.append(np.full(len(constraint.option), n_rows))
            columns.append(constraint.option)
            coefficients.append(whole)
            low.append(np.array([constraint.least if constraint.least > 0 else -np.inf]))
            high.append(np.array([limit]))
            n_rows += 1
        for cover in self._covers:
            rows.append(np.full(len(cover), n_rows))
            columns.append(cover)
            coefficients.append(np.ones(len(cover)))
            low.append(np.array([-np.inf]))
            high.append(np.array([len(cover) - 1.0]))
            n_rows += 1
        rows.append(n_rows + model.owner)
        columns.append(np.arange(n))
        coefficients.append(np.ones(n))
        low.append(np.where(model.must, 1.0, -np.inf))
        high.append(np.ones(model.n_accounts))
        most = np.bincount(cells.cell, weights=np.log1p(-np.minimum(cells.moved, 1 - 1e-12)), minlength=cells.n_cells)
        return LinearProgram(
            gain=np.concatenate((model.value, np.ones(cells.n_cells))),
            top=np.concatenate((np.ones(n), cells.weight * np.minimum(1.0, -np.expm1(most) * (1 + 1e-9) + 1e-12))),
            low=np.concatenate(low),
            high=np.concatenate(high),
            row=np.concatenate(rows),
            column=np.concatenate(columns),
            coefficient=np.concatenate(coefficients),
        )

    def _hint(self) -> FloatArray | None:
        if not np.isfinite(self._value):
            return None
        x = np.zeros(self._model.n_options)
        x[self._best] = 1.0
        return np.concatenate((x, self._cells.weight * -np.expm1(-self._exponents(self._best))))

    def _exponents(self, selection: IntArray) -> FloatArray:
        chosen = self._cells.select(selection)
        summed = np.bincount(chosen.cell, weights=np.minimum(chosen.exponent, 700.0), minlength=self._cells.n_cells)
        return np.asarray(summed, dtype=np.float64)

    def _checked(self, bound: float) -> float:
        """A bound that is below the incumbent by no more than tolerances is the incumbent's value.

        Raises
        ------
        SolverError
            Where it is further below: the solver broke its promise.
        """
        if bound < self._value - _TOLERANCE * abs(self._value):
            raise SolverError(f"a bound of {bound!r} below a selection worth {self._value!r}")
        return max(bound, self._value)

    def _tell_bound(self, bound: float) -> None:
        self._bound = min(self._bound, bound)
        self._on_bound(bound)

    def _tell_selection(self, selection: IntArray) -> None:
        value = cover_value(self._model, selection)
        if value > self._value:
            self._best, self._value = selection, value
            self._on_selection(selection)


def _in_few_digits(row: Row) -> tuple[FloatArray, float]:
    """Coefficients and upper side in whole numbers below 2^23, cut down from longer ones, which only loosens a ≤.

    Fractions of many digits at the edge of its tolerances let HiGHS lose feasible points; whole numbers do not.
    """
    shift = max(0, int(row.whole.max(initial=0)).bit_length() - _BITS)
    whole = np.array([int(number) >> shift for number in row.whole.tolist()], dtype=np.float64)
    return whole, np.inf if row.most is None else float(row.most >> shift)


class _Cuts:
    """Rows η_g − Σ_o coefficient x_o ≤ constant."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        owner = np.repeat(np.arange(cells.n_options), np.diff(cells.start))
        order = np.argsort(cells.cell, kind="stable")
        self._owner = owner[order]
        self._moved, self._exponent = cells.moved[order], cells.exponent[order]
        self._start = np.searchsorted(cells.cell[order], np.arange(cells.n_cells + 1))
        self._row: list[IntArray] = []
        self._column: list[IntArray] = []
        self._coefficient: list[FloatArray] = []
        self._cell: list[IntArray] = []
        self._constant: list[FloatArray] = []
        self.n_rows = 0

    def add_modular(self) -> None:
        """η_g ≤ w_g Σ b x for every cell."""
        cells = np.arange(self._cells.n_cells)
        entry, row = self._entries(cells)
        self._add(cells, np.zeros(len(cells)), entry, row, self._moved[entry])

    def add_tangents(self, cells: IntArray, z: FloatArray) -> None:
        """The capped tangents of some cells at z̄."""
        entry, row = self._entries(cells)
        slope = np.exp(-z)
        cap = slope * (1.0 + z)
        with np.errstate(invalid="ignore"):
            steep = np.where(np.isinf(self._exponent[entry]), np.inf, slope[row] * self._exponent[entry])
        self._add(cells, 1.0 - cap, entry, row, np.minimum(steep, cap[row]))

    def _entries(self, cells: IntArray) -> tuple[IntArray, IntArray]:
        lengths = self._start[cells + 1] - self._start[cells]
        row = np.repeat(np.arange(len(cells)), lengths)
        ends = np.cumsum(lengths)
        return np.arange(len(row)) - np.repeat(ends - lengths, lengths) + self._start[cells][row], row

    def _add(self, cells: IntArray, constant: FloatArray, entry: IntArray, row: IntArray, share: FloatArray) -> None:
        weight = self._cells.weight[cells]
        coefficient = weight[row] * share
        # What linear programming takes for 0 or stumbles over counts as if it were always there.
        is_seen = coefficient >= _LEAST_COEFFICIENT
        lost = np.bincount(row[~is_seen], weights=coefficient[~is_seen], minlength=len(cells))
        self._row.append(self.n_rows + row[is_seen])
        self._column.append(self._owner[entry[is_seen]])
        self._coefficient.append(-coefficient[is_seen])
        self._cell.append(cells)
        self._constant.append(weight * constant + lost)
        self.n_rows += len(cells)

    def constants(self) -> FloatArray:
        """Upper side of each row."""
        return np.concatenate(self._constant)

    def entries(self, n_options: int) -> tuple[IntArray, IntArray, FloatArray]:
        """Row, column and coefficient of every entry; η_g is column n_options + g."""
        cell = np.concatenate(self._cell)
        return (
            np.concatenate((*self._row, np.arange(self.n_rows))),
            np.concatenate((*self._column, n_options + cell)),
            np.concatenate((*self._coefficient, np.ones(self.n_rows))),
        )
