"""Who of which cell is moved by which option, as a sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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


@dataclass(frozen=True, eq=False)
class Coverage:
    """Cells and the chance that an option moves one of their people once the account has said yes.

    r_og = 1 − Π_{h of the account} (1 − s_hg · p_hg), stored by option: the entries of option o are
    ``cell[start[o]:start[o + 1]]`` and ``chance[start[o]:start[o + 1]]``. Acceptance is not part of it.

    Parameters
    ----------
    weight
        w_g = size · interested · weight of a person, shape (n_cells,) [people × worth].
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
        inside = np.ones(len(cells), dtype=bool)
        inside[starts[:-1][starts[:-1] < len(cells)]] = False
        if (np.diff(cells)[inside[1:]] <= 0).any():
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

    def entries_of(self, options: IntArray) -> tuple[IntArray, IntArray]:
        """Positions of all entries of some options, and for each the position of its option in ``options``."""
        lengths = self.start[options + 1] - self.start[options]
        owner = np.repeat(np.arange(len(options), dtype=np.int64), lengths)
        offset = np.arange(len(owner), dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return self.start[options][owner] + offset, owner
