"""The cells that presolve keeps, identical columns merged, as matrices over the options of a model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from seeder.problem.arrays import BoolArray, CellArray, FloatArray, IntArray, mask_of
from seeder.problem.coverage import Coverage
from seeder.problem.ragged import Ragged
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.model.small_numbers import is_linear, rounded_to_certain

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_ONE_ULP = 2.0**-52


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells that options of several accounts share, with the chances b_og of a model's options."""

    weight: FloatArray  # w_g > 0, those of merged cells added up, shape (n_cells,).
    # start, cell, probability: entries b_og = q_o · r_og > 0 by option, cells rising within one.
    start: IntArray
    cell: CellArray
    probability: FloatArray
    # Position here of each cell of the problem, shape (n_cells of the problem,); −1 if the cell has weight 0, no option
    # reaches it, or its value is part of the options' own value.
    place: IntArray

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.weight)

    @property
    def n_options(self) -> int:
        """Number of options that the matrix has a row for."""
        return len(self.start) - 1

    @cached_property
    def exponent(self) -> FloatArray:
        """a_og = −ln(1 − b_og) of each entry, ∞ for a certain one."""
        with np.errstate(divide="ignore"):
            result: FloatArray = -np.log1p(-self.probability)
        return result

    @cached_property
    def probability_matrix(self) -> csr_array:
        """b, shape (n_options, n_cells)."""
        return self.matrix_of(self.probability)

    def matrix_of(self, entries: FloatArray) -> csr_array:
        """Matrix with these entries in the places of b."""
        from scipy.sparse import csr_array

        start: Any = self.start if len(self.cell) >= 2**31 else self.start.astype(np.int32)
        return csr_array((entries, self.cell, start), shape=(self.n_options, self.n_cells))

    @cached_property
    def by_cell(self) -> tuple[IntArray, FloatArray, IntArray]:
        """Option and chance of every entry, cell by cell, and where each cell begins, shape (n_cells + 1,)."""
        owner = np.repeat(np.arange(self.n_options, dtype=np.int64), np.diff(self.start))
        order = np.argsort(self.cell, kind="stable")
        return owner[order], self.probability[order], np.searchsorted(self.cell[order], np.arange(self.n_cells + 1))

    def of_option(self, option: int) -> slice:
        """Where an option's entries lie."""
        return slice(int(self.start[option]), int(self.start[option + 1]))

    def select(self, options: IntArray) -> Cells:
        """Keep these options, in this order; cells stay."""
        rows = Ragged.of_some(self.start, options)
        return Cells(self.weight, rows.start, self.cell[rows.entry], self.probability[rows.entry], self.place)

    def spread(self, of_cells: FloatArray) -> FloatArray:
        """Numbers of cells brought back to the problem's cells, 0 where those are not among them."""
        spread = np.zeros(len(self.place))
        held = self.place >= 0
        spread[held] = of_cells[self.place[held]]
        return spread


def no_cells(n_options: int) -> Cells:
    """Cells of a model that has none."""
    nothing = np.zeros(0)
    positions = np.zeros(0, dtype=np.int64)
    start = np.zeros(n_options + 1, dtype=np.int64)
    return Cells(weight=nothing, start=start, cell=positions.astype(np.int32), probability=nothing, place=positions)


def gather_cells(problem: SeedingProblem, kept: BoolArray) -> tuple[Cells | None, FloatArray]:
    """Bring the coverage of some options into the form that the searches work on.

    Cells of options of one account only become value: as at most one of those is chosen, Σ_g w_g b_og is exact there.
    So do chances too small to matter (:mod:`seeder.solvers.model.small_numbers`).
    Cells with the same chances by the same options become one, weights added up (alike by two 64-bit sums of mixed
    bits, so that unlike ones meet with a chance of about 2^-128 a pair).

    ``kept``: which options of the problem to take, shape (n_options,). Returns the cells, None where none is left, and
    what each kept option gained in value, shape (n kept,), rounded up.
    """
    option = np.flatnonzero(kept)
    coverage = problem.coverage
    if coverage is None or not len(coverage.cell):
        return None, np.zeros(len(option))
    weight, account = coverage.weight, problem.account[option]
    n_options, n_all = len(option), len(weight)
    rows = Ragged.of_some(coverage.start, option)
    owner, cell = rows.owner, coverage.cell[rows.entry]
    probability = problem.acceptance[option][owner] * coverage.chance[rows.entry]
    value = np.zeros(n_options)
    alive = (probability > 0) & (weight[cell] > 0)
    if not alive.all():
        owner, cell, probability = owner[alive], cell[alive], probability[alive]
    probability = rounded_to_certain(probability)
    own = is_linear(weight=weight, owner=owner, cell=cell, chance=probability, value=problem.value[option])
    shared = _touched_by_several(account[owner[~own]], cell[~own], n_all)
    own |= ~shared[cell]
    if own.any():
        own_value = np.bincount(owner[own], weights=weight[cell[own]] * probability[own], minlength=n_options)
        times = np.bincount(owner[own], minlength=n_options)
        # Rounded up, so that bounds of the model hold for the problem.
        value = own_value * (1.0 + _ONE_ULP * (times + 3.0))
        owner, cell, probability = owner[~own], cell[~own], probability[~own]
    if not len(cell):
        return None, value
    place, n_cells = _merged(owner, cell, probability, n_all)
    merged = np.bincount(place[place >= 0], weights=weight[place >= 0], minlength=n_cells).astype(np.float64)
    # Of cells that are one now, the first keeps its entries.
    first = np.full(n_cells, n_all, dtype=np.int64)
    held = np.flatnonzero(place >= 0)
    first[place[held[::-1]]] = held[::-1]
    stays = first[place[cell]] == cell
    owner, cell, probability = owner[stays], place[cell[stays]], probability[stays]
    counts = np.bincount(owner, minlength=n_options)
    cells = Cells(
        weight=merged,
        start=np.concatenate(([0], np.cumsum(counts))),
        cell=cell.astype(np.int32),
        probability=probability,
        place=place,
    )
    return cells, value


def covers(problem: SeedingProblem, coverage: Coverage, better: int, worse: int) -> bool:
    """Whether b of one option is nowhere below that of another: it moves every cell at least as surely."""
    own, others = coverage.of_option(better), coverage.of_option(worse)
    cell, other_cell = coverage.cell[own], coverage.cell[others]
    if not len(other_cell):
        return True
    at = np.searchsorted(cell, other_cell)
    if not len(cell) or at[-1] >= len(cell) or (cell[at] != other_cell).any():
        return False
    chance = problem.acceptance[better] * coverage.chance[own]
    return bool((chance[at] >= problem.acceptance[worse] * coverage.chance[others]).all())


def _touched_by_several(account: IntArray, cell: CellArray, n_cells: int) -> BoolArray:
    """Which cells options of at least two accounts move, shape (n_cells,)."""
    least = np.full(n_cells, np.iinfo(np.int64).max)
    most = np.full(n_cells, -1, dtype=np.int64)
    # Entries come by option, so accounts never fall: the last write is the largest, the first one of the reversed
    # order the smallest.
    most[cell] = account
    least[cell[::-1]] = account[::-1]
    return most > least


def _merged(owner: IntArray, cell: CellArray, probability: FloatArray, n_cells: int) -> tuple[IntArray, int]:
    """Position of each cell among those that differ, −1 for cells without entries, and how many those are."""
    sums = np.zeros((2, n_cells), dtype=np.uint64)
    bits = probability.view(np.uint64)
    for k, salt in enumerate((0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)):
        mixed = _mix(bits ^ _mix(owner.astype(np.uint64) + np.uint64(salt)))
        np.add.at(sums[k], cell, mixed)
    touched = mask_of(cell, n_cells)
    at = np.flatnonzero(touched)
    order = np.lexsort((sums[1, at], sums[0, at]))
    ranked = sums[:, at[order]]
    is_new = np.ones(len(at), dtype=bool)
    is_new[1:] = (ranked[:, 1:] != ranked[:, :-1]).any(axis=0)
    group = np.empty(len(at), dtype=np.int64)
    group[order] = np.cumsum(is_new) - 1
    n_groups = int(is_new.sum())
    # Groups in the order of their first cells, so that neighbours stay neighbours.
    first = np.full(n_groups, n_cells, dtype=np.int64)
    first[group[::-1]] = at[::-1]
    rank = np.empty(n_groups, dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(n_groups)
    place = np.full(n_cells, -1, dtype=np.int64)
    place[at] = rank[group]
    return place, n_groups


def _mix(numbers: Any) -> Any:
    """SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014), on 64-bit numbers without overflow checks."""
    with np.errstate(over="ignore"):
        numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return numbers ^ (numbers >> np.uint64(31))
