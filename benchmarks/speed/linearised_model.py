"""The whole problem as one mixed program: tangents cell by cell, and every budget and rule.

    max Σ_g w_g η_g + Σ_o v_o x_o
    z_g = Σ_o a_og x_o over options below the end,   η_g ≤ 1
    η_g ≤ c_k + s_k z_g + Σ_o (min(s_k a_og, 1 − c_k) − s_k a_og) x_o + (1 − c_k) Σ_{o at the end} x_o
    Σ_o c_ro x_o ≤ B_r,   every rule,   at most one option an account,   x binary

with a = −ln(1 − b), and the second η row for every tangent c_k + s_k z of f(z) = 1 − e^−z that the cell needs.

A tangent that touches at z̄ reaches 1 at z = 1 + z̄, and no η is larger than 1; so in its row no option counts for more
than 1 + z̄. That number is finite for a chance of 1, where a is not: the *end* is 1 + z̄ of the last tangent, and
options with a beyond it, chances of 1 among them, are left out of z and count 1 + z̄ in the row of each tangent. At the
end the majorant is 1 and at most (1 + ε) · f, so that e^−a beyond it is less than ε: nothing is lost, and the optimum
stays between the best value and (1 + ε) times it. A cell where all options are at the end has the one row η ≤ Σ_o x_o
of covering problems, without any error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.speed.rows import Row, rows_of, several_of
from benchmarks.speed.tangents import Tangents, make_tangents
from seeder import SeedingProblem

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LinearisedModel:
    """Variables x, then z, then η; rows as triples.

    Parameters
    ----------
    problem
        What it was made from.
    weight
        w_g, shape (n_cells,).
    exponent_row, exponent_option, exponent
        Cell, option and a_og of each entry of the rows z_g = Σ a x, shape (n_entries,).
    certain_row, certain_option
        Cell and option of each entry at the end, shape (n_certain,).
    largest
        No selection has a larger z_g, shape (n_cells,).
    tangents
        Of f, the same for all cells.
    n_tangents
        How many of them each cell needs, shape (n_cells,).
    rows
        Budgets and rules.
    several
        Options of each account that has several.
    """

    problem: SeedingProblem
    weight: FloatArray
    exponent_row: IntArray
    exponent_option: IntArray
    exponent: FloatArray
    certain_row: IntArray
    certain_option: IntArray
    largest: FloatArray
    tangents: Tangents
    n_tangents: IntArray
    rows: tuple[Row, ...]
    several: tuple[IntArray, ...]

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.largest)

    @property
    def is_covering(self) -> npt.NDArray[np.bool_]:
        """Whether all options of a cell are at the end, shape (n_cells,)."""
        is_covering = np.zeros(self.n_cells, dtype=bool)
        is_covering[self.certain_row] = True
        is_covering[self.exponent_row] = False
        return is_covering

    def tangent_rows(self) -> tuple[IntArray, FloatArray, FloatArray]:
        """Cell, constant and slope of every row η_g ≤ constant + slope · z_g …, cell by cell."""
        cell = np.repeat(np.arange(self.n_cells), self.n_tangents)
        tangent = np.arange(len(cell)) - np.repeat(self._first_row, self.n_tangents)
        return cell, self.tangents.constant[tangent], self.tangents.slope[tangent]

    def tangent_entries(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Row, option and coefficient of what stands beside z_g on the right of the rows of :meth:`tangent_rows`.

        Above 0 for options at the end, below 0 for those that count for more than 1 in z.
        """
        # Rows of tangents that touch below a − 1: in them the option counts for too much.
        n_over = np.minimum(np.searchsorted(self.tangents.touch, self.exponent - 1), self.n_tangents[self.exponent_row])
        entry, over = _counted(n_over)
        excess = self.tangents.slope[over] * (self.exponent[entry] - 1 - self.tangents.touch[over])
        certain, tangent = _counted(self.n_tangents[self.certain_row])
        return (
            np.concatenate(
                (
                    self._first_row[self.exponent_row[entry]] + over,
                    self._first_row[self.certain_row[certain]] + tangent,
                )
            ),
            np.concatenate((self.exponent_option[entry], self.certain_option[certain])),
            np.concatenate((-excess, 1 - self.tangents.constant[tangent])),
        )

    @property
    def _first_row(self) -> IntArray:
        first: IntArray = np.cumsum(self.n_tangents) - self.n_tangents
        return first


def build_linearised_model(problem: SeedingProblem, *, relative_error: float = 1e-4) -> LinearisedModel:
    """Linearise a problem with all of its cells, budgets and rules; ``relative_error`` is ε."""
    coverage = problem.coverage
    n_cells = 0 if coverage is None else coverage.n_cells
    option, cell, chance = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    if coverage is not None:
        option = np.repeat(np.arange(problem.n_options), np.diff(coverage.start))
        cell = coverage.cell.astype(np.int64)
        chance = problem.acceptance[option] * coverage.chance
    with np.errstate(divide="ignore"):
        exponent = -np.log1p(-chance)
    tangents = make_tangents(relative_error)
    is_certain = exponent >= 1 + tangents.touch[-1]
    is_kept = ~is_certain & (exponent > 0)
    largest = _largest(problem.account[option[is_kept]], cell[is_kept], exponent[is_kept], n_cells)
    return LinearisedModel(
        problem=problem,
        weight=np.zeros(0) if coverage is None else coverage.weight,
        exponent_row=cell[is_kept],
        exponent_option=option[is_kept],
        exponent=exponent[is_kept],
        certain_row=cell[is_certain],
        certain_option=option[is_certain],
        largest=largest,
        tangents=tangents,
        n_tangents=np.searchsorted(tangents.reach, largest).astype(np.int64) + 1,
        rows=tuple(rows_of(problem)),
        several=tuple(several_of(problem)),
    )


def _largest(account: IntArray, cell: IntArray, exponent: FloatArray, n_cells: int) -> FloatArray:
    """Σ over accounts of the likeliest of its options, by cell: an account is asked by one approach."""
    order = np.lexsort((exponent, account, cell))
    account, cell, exponent = account[order], cell[order], exponent[order]
    is_last = np.ones(len(order), dtype=bool)
    is_last[:-1] = (np.diff(account) != 0) | (np.diff(cell) != 0)
    return np.bincount(cell[is_last], weights=exponent[is_last], minlength=n_cells).astype(np.float64)


def _counted(times: IntArray) -> tuple[IntArray, IntArray]:
    """Position i repeated times[i] times, and 0, 1, 2 … beside each."""
    position = np.repeat(np.arange(len(times)), times)
    return position, np.arange(len(position)) - np.repeat(np.cumsum(times) - times, times)
