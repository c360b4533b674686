"""Improve a selection by local search: remove some options, insert the best that fit, keep improvements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from seeder.errors import SolverError
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.restriction import Restriction
from seeder.solvers.model.cells import Cells, no_cells
from seeder.solvers.model.cover_state import cover_value
from seeder.solvers.model.model import Model, select_from_row
from seeder.solvers.model.rows import Row, WholeArray

if TYPE_CHECKING:
    from seeder.solvers.heuristics.kernels import Matrix, State

_LARGEST = 2**62
"""Sums of whole numbers stay below this, so that 64 bits hold them with one more coefficient."""
_DENSE_SHARE = 0.2
_MOST_DENSE = 4_000_000
"""Probabilities are stored as a dense matrix from this share of non-zeros, up to this number of entries."""
_POWERS = (1.0, 0.5, 0.0, 1.5)
"""Options are chosen by gain / cost^power, with one of these powers a move."""
_LEAST_SHARE = 1e-9
_WORK_OF_SLICE = 8e6
_CHANGES_OF_MOVE = 5
_SCANS_OF_MOVE = 8


class LocalSearch:
    """A selection that gets better the longer it runs; same seed and moves, same answer, in slices of any length.

    A move removes one to three chosen options, or inserts an option and removes those in its way; then it fills the
    free budget by gain per cost. All gains are exact at each step, so removing one option finds the best exchange.
    Some moves that lower the value are kept, fewer towards the end of a cycle (simulated annealing). Every second
    cycle starts from the best selection. No selection is kept that breaks a row or lacks a pin.

    ``best``: the best selection so far, positions in the model, rising; ``best_value``: its value, computed anew.
    ``start``: a feasible selection, positions in the model, rising.
    ``open_``: which options may be taken, shape (n_options,), all by default; those of the start always may. Raises
    ValueError where the start is not feasible.

    Sources: Schrimpf et al., J. Comput. Phys. 159 (2000), for ruin and recreate; Christiaens & Vanden Berghe,
    Transportation Science 54 (2020), for skipping the best now and then.
    """

    def __init__(
        self,
        model: Model,
        *,
        start: IntArray,
        seed: int,
        open_: BoolArray | None = None,
    ) -> None:
        # The compiler is loaded by those who search only.
        from seeder.solvers.heuristics import kernels

        candidate = np.ones(model.n_options, dtype=bool) if open_ is None else open_.copy()
        candidate[start] = True
        self._model = model
        self._kernels = kernels
        self._option = np.flatnonzero(candidate)
        if not _is_feasible(model, start):
            raise ValueError("start: breaks a row, or lacks an account that must be asked")
        place = np.searchsorted(self._option, start)
        self._matrix = _build_matrix(model, self._option, place)
        self._state = _build_state(model, self._matrix, seed=seed)
        whole = self._state.whole
        whole[kernels.N_CHOSEN] = whole[kernels.N_BEST] = len(place)
        self._state.listed[: len(place)] = self._state.best[: len(place)] = place
        whole[kernels.N_CHANGES] = kernels.REFRESH
        kernels.search(self._matrix, self._state, 0)
        self._state.real[kernels.BEST] = self._state.real[kernels.VALUE]
        self.best = start
        self.best_value = cover_value(model, start)

    @property
    def moves_of_slice(self) -> int:
        """Moves that take some hundredths of a second; a matter of sizes alone, so that it is the same each time."""
        touched = float(self._matrix.touched[self._state.listed[: len(self.best)]].mean()) if len(self.best) else 0.0
        work = _CHANGES_OF_MOVE * touched + _SCANS_OF_MOVE * len(self._option)
        return max(1, int(_WORK_OF_SLICE / max(work, 1000.0)))

    def run(self, n_moves: int) -> None:
        """Go on for a number of moves."""
        if not len(self._option):
            return
        kernels, state = self._kernels, self._state
        before = float(state.real[kernels.BEST])
        kernels.search(self._matrix, state, n_moves)
        if not state.real[kernels.BEST] > before:
            return
        found = np.sort(self._option[state.best[: state.whole[kernels.N_BEST]]])
        value = cover_value(self._model, found)
        if value > self.best_value:
            if not _is_feasible(self._model, found):
                raise SolverError("the local search kept a selection that breaks a row")
            self.best, self.best_value = found, value


def _is_feasible(model: Model, selection: IntArray) -> bool:
    """Whether a selection holds every row in exact whole numbers, every pin, and one option per account at most."""
    asked = np.bincount(model.owner[selection], minlength=model.n_accounts)
    if (asked > 1).any() or (asked[model.must] < 1).any():
        return False
    for row in model.row:
        used = int(row.whole[np.isin(row.option, selection)].sum())
        if (row.lower is not None and used < row.lower) or (row.upper is not None and used > row.upper):
            return False
    return True


def _build_matrix(model: Model, option: IntArray, start: IntArray) -> Matrix:
    """Bring some options into the form that the kernels read; ``start`` is a selection, as places in ``option``."""
    from seeder.solvers.heuristics.kernels import Matrix

    n_options, owner = len(option), model.owner[option]
    cells = no_cells(n_options) if model.cells is None else model.cells.select(option)
    by_cell = np.argsort(cells.cell, kind="stable")
    of_option = np.repeat(np.arange(n_options, dtype=np.int32), np.diff(cells.start))
    cell_start = np.searchsorted(cells.cell[by_cell], np.arange(cells.n_cells + 1))
    dense = _dense(cells)
    held = np.diff(cell_start).astype(np.float64)
    if len(dense):
        # Numbers in a line are changed several at a time.
        held[:] = n_options / 8
    touched = np.bincount(of_option, weights=held[cells.cell], minlength=n_options).astype(np.float64)
    typical = float(np.median(touched[start])) if len(start) else float(touched.mean()) if n_options else 0.0
    whole_rows = _whole_rows(model, option)
    row_of_entry = np.repeat(np.arange(len(whole_rows)), [len(row[0]) for row in whole_rows])
    entry = np.concatenate([row[0] for row in whole_rows]) if whole_rows else np.zeros(0, dtype=np.int64)
    whole = np.concatenate([row[1] for row in whole_rows]) if whole_rows else np.zeros(0, dtype=np.int64)
    by_option = np.argsort(entry, kind="stable")
    n_of_account = np.bincount(owner, minlength=model.n_accounts)
    return Matrix(
        value=model.value[option],
        owner=owner,
        start=cells.start,
        cell=cells.cell,
        probability=cells.probability,
        cell_start=cell_start,
        cell_option=of_option[by_cell],
        cell_probability=cells.probability[by_cell],
        dense=dense,
        row_start=np.searchsorted(entry[by_option], np.arange(n_options + 1)),
        row=row_of_entry[by_option],
        whole=whole[by_option],
        upper=np.array([row[2] for row in whole_rows], dtype=np.int64),
        lower=np.array([row[3] for row in whole_rows], dtype=np.int64),
        is_mixed=np.array([row[1].min(initial=0) < 0 for row in whole_rows], dtype=bool),
        smallest=np.array([_smallest(row[1], n_options) for row in whole_rows], dtype=np.int64),
        key=_keys(_shares(model)[option]),
        touched=touched,
        reluctance=np.sqrt(touched / typical) if typical > 0 else np.zeros(n_options),
        fixed=model.must[owner] & (n_of_account[owner] == 1),
    )


def _smallest(whole: IntArray, n_options: int) -> int:
    """The least coefficient of a row that holds all options, else 0; far below where one is negative."""
    if whole.min(initial=0) < 0:
        return -_LARGEST
    return int(whole.min()) if len(whole) == n_options > 0 else 0


def _dense(cells: Cells) -> FloatArray:
    """Chances by cell and option where few are 0 and the matrix is small, else none."""
    size = cells.n_options * cells.n_cells
    if not 0 < size <= _MOST_DENSE or len(cells.cell) < _DENSE_SHARE * size:
        return np.zeros((0, cells.n_options))
    dense: FloatArray = np.ascontiguousarray(cells.probability_matrix.toarray().T)
    return dense


def _shares(model: Model) -> FloatArray:
    """Σ over upper sides of an option's coefficient as a share of the side, shape (n_options,)."""
    share = np.zeros(model.n_options)
    for row in model.row:
        if row.upper and not row.has_negative:
            share[row.option] += row.coefficient / row.bound
    return share


def _keys(cost: FloatArray) -> FloatArray:
    """cost^−power for every way of choosing, costs about 1; shape (n_ways, n_options)."""
    largest = float(cost.max(initial=0.0))
    if largest <= 0:
        return np.ones((len(_POWERS), len(cost)))
    relative = np.maximum(cost / largest, _LEAST_SHARE)
    relative /= np.exp(np.log(relative).mean())
    keys: FloatArray = np.stack([relative**-power for power in _POWERS])
    return keys


def _whole_rows(model: Model, option: IntArray) -> list[tuple[IntArray, IntArray, int, int]]:
    """Options, coefficients, upper and lower side of every row over some options; the pins are rows too."""
    restriction = Restriction(model.n_options, option)
    found = []
    for row in model.row:
        whole, upper = _in_64_bits(row)
        kept = select_from_row(row, restriction)
        lower = -_LARGEST if row.lower is None else row.lower
        found.append((kept.option, whole[restriction.position[row.option] >= 0], upper, lower))
    owner = model.owner[option]
    for account in np.flatnonzero(model.must).tolist():
        own = np.arange(np.searchsorted(owner, account), np.searchsorted(owner, account, side="right"))
        found.append((own, np.ones(len(own), dtype=np.int64), 1, 1))
    return found


def _in_64_bits(row: Row) -> tuple[IntArray, int]:
    """Coefficients and upper side of a row; all sums of them are below 2^62.

    Where it is not, last digits go: coefficients are rounded up and the side down, so that what holds the shorter
    row holds the longer one.
    """
    upper = _LARGEST if row.upper is None else row.upper
    long: WholeArray = row.whole.astype(object)
    total = int(np.abs(long).sum()) if len(long) else 0
    n_digits = max(0, total.bit_length() - 61)
    if n_digits:
        # Rounding up adds one to each; a second step makes room for that.
        n_digits += len(long).bit_length()
        long = -(-long >> n_digits)
        upper >>= n_digits
    return long.astype(np.int64), min(upper, _LARGEST)


def _build_state(model: Model, matrix: Matrix, *, seed: int) -> State:
    """Make the state of an empty selection."""
    from seeder.solvers.heuristics.kernels import WEIGHT, State

    n_options = len(matrix.value)
    weight = np.zeros(0) if model.cells is None else model.cells.weight
    of_cell = np.zeros((len(weight), 4))
    of_cell[:, WEIGHT] = weight
    positions: Any = [np.full(n_options, -1, dtype=np.int64) for _ in range(4)]
    return State(
        chosen=np.zeros(n_options, dtype=bool),
        held=np.full(model.n_accounts, -1, dtype=np.int64),
        of_cell=of_cell,
        gain=matrix.value.copy(),
        kept_gain=matrix.value.copy(),
        used=np.zeros(len(matrix.upper), dtype=np.int64),
        listed=positions[0],
        place=positions[1],
        best=positions[2],
        blocked=positions[3],
        # An option goes once in a move, and none comes twice.
        log=np.zeros(2 * n_options + 1, dtype=np.int64),
        whole=np.zeros(9, dtype=np.int64),
        real=np.zeros(3),
        random=np.array([seed % 2**64], dtype=np.uint64),
    )
