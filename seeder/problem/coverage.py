"""The probability that each option makes the people of each cell respond, as a sparse matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.brief_repr import brief_repr
from seeder.errors import ProblemError
from seeder.problem.arrays import (
    CellArray,
    FloatArray,
    IntArray,
    frozen_cells,
    frozen_floats,
    frozen_positions,
    require_range,
)
from seeder.problem.ragged import Ragged, rises_in_rows

_ENTRIES_AT_ONCE = 2_000_000


@dataclass(frozen=True, eq=False)
class Coverage:
    """Cells of people, and the probability that a person responds to an option if the account says yes.

    r_og = 1 − Π_{h of the account} (1 − s_hg · p_hg), stored by option: the entries of option o are
    ``cell[start[o]:start[o + 1]]`` and ``chance[start[o]:start[o + 1]]``. Acceptance is not part of it.

    Parameters
    ----------
    weight
        w_g = size · interested · weight of a person, shape (n_cells,) [people × weight].
    start
        Where each option's entries begin, shape (n_options + 1,).
    cell
        Cell of each entry, shape (n_entries,), strictly rising within an option.
    chance
        r_og of each entry, shape (n_entries,) [0–1].

    Raises
    ------
    ProblemError
        Where the arrays contradict each other.
    """

    __repr__ = brief_repr

    weight: FloatArray
    start: IntArray
    cell: CellArray
    chance: FloatArray

    def __init__(
        self, *, weight: npt.ArrayLike, start: npt.ArrayLike, cell: npt.ArrayLike, chance: npt.ArrayLike
    ) -> None:
        weights = frozen_floats("coverage.weight", weight)
        chances = frozen_floats("coverage.chance", chance)
        starts = frozen_positions("coverage.start", start, size=len(chances) + 1)
        cells = frozen_cells("coverage.cell", cell, n_cells=len(weights))
        require_range("coverage.weight", weights, low=0.0, high=float(np.finfo(np.float64).max))
        require_range("coverage.chance", chances, low=0.0, high=1.0)
        if len(cells) != len(chances):
            raise ProblemError(f"coverage: {len(cells)} cells beside {len(chances)} chances")
        if len(starts) == 0 or starts[0] != 0 or starts[-1] != len(chances) or (np.diff(starts) < 0).any():
            raise ProblemError(f"coverage.start: must rise from 0 to the number of entries, {len(chances)}")
        if not rises_in_rows(cells, starts):
            raise ProblemError("coverage.cell: the cells of an option must rise strictly, each at most once")
        for name, array in (("weight", weights), ("start", starts), ("cell", cells), ("chance", chances)):
            object.__setattr__(self, name, array)

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.weight)

    @property
    def n_options(self) -> int:
        """Number of options that the matrix has a row for."""
        return len(self.start) - 1

    def of_option(self, option: int) -> slice:
        """Where an option's entries lie."""
        return slice(int(self.start[option]), int(self.start[option + 1]))

    def rows(self, options: IntArray) -> Ragged:
        """Where the entries of some options are."""
        return Ragged.of_some(self.start, options)

    def entries_of(self, options: IntArray) -> tuple[IntArray, IntArray]:
        """Positions of all entries of some options, and for each the position of its option in ``options``."""
        rows = self.rows(options)
        return rows.entry, rows.owner

    def blocks_of(self, options: IntArray) -> Iterator[IntArray]:
        """Cut a list of options, in order, into parts of about two million entries; no option is cut in two."""
        length = self.start[options + 1] - self.start[options]
        if len(options) and int(length.sum()) <= _ENTRIES_AT_ONCE:
            yield options
            return
        total = np.concatenate(([0], np.cumsum(length)))
        first = 0
        while first < len(options):
            last = int(np.searchsorted(total, total[first] + _ENTRIES_AT_ONCE, side="right")) - 1
            last = max(first + 1, last)
            yield options[first:last]
            first = last

    def totals(self, of_cell: FloatArray, options: IntArray) -> FloatArray:
        """Σ_g y_g · r_og of some options, shape of ``options``, for a number y_g of each cell."""
        parts = [np.zeros(0)]
        for block in self.blocks_of(options):
            rows = self.rows(block)
            if len(block) and block[-1] - block[0] == len(block) - 1 and (np.diff(block) == 1).all():
                part = slice(int(self.start[block[0]]), int(self.start[block[-1] + 1]))
                term = of_cell[self.cell[part]] * self.chance[part]
            else:
                term = of_cell[self.cell[rows.entry]] * self.chance[rows.entry]
            parts.append(rows.sums(term))
        return np.concatenate(parts)
