"""The cells of people whom a selection can reach; identical cells are merged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem import Coverage
from seeder.problem.arrays import CellArray, FloatArray, IntArray
from seeder.problem.ragged import Ragged


@dataclass(frozen=True, eq=False)
class SharedCells:
    """Cells with the positions of the chosen options that move them."""

    weight: FloatArray  # w_g > 0, shape (n_cells,) [people × weight].
    start: IntArray  # Where each cell's entries begin, shape (n_cells + 1,).
    position: CellArray  # Position of the option in the selection, rising within a cell, shape (n_entries,).
    chance: FloatArray  # r_og > 0, shape (n_entries,) [0–1].

    @property
    def n_movers(self) -> IntArray:
        """How many chosen options move each cell, shape (n_cells,)."""
        return np.diff(self.start)

    def only(self, cells: IntArray, weight: FloatArray) -> SharedCells:
        """Return some of the cells, with these weights."""
        rows = Ragged.of_some(self.start, cells)
        return SharedCells(
            weight=weight, start=rows.start, position=self.position[rows.entry], chance=self.chance[rows.entry]
        )


def cells_of(coverage: Coverage, chosen: IntArray) -> SharedCells:
    """Return the cells of weight above 0 that a chosen option moves by a chance above 0."""
    from scipy.sparse import csr_array

    parts = [np.zeros(0, dtype=np.int64)]
    for block in coverage.blocks_of(chosen):
        entries, _ = coverage.entries_of(block)
        parts.append(entries[(coverage.chance[entries] > 0) & (coverage.weight[coverage.cell[entries]] > 0)])
    kept = np.concatenate(parts)
    start = np.searchsorted(kept, np.append(coverage.start[chosen], coverage.start[-1]))
    shape = (len(chosen), coverage.n_cells)
    by_cell = csr_array((coverage.chance[kept], coverage.cell[kept], start), shape=shape).tocsc()
    moved = np.flatnonzero(np.diff(by_cell.indptr))
    return SharedCells(
        weight=coverage.weight[moved],
        start=np.append(by_cell.indptr[moved], len(by_cell.data)).astype(np.int64),
        position=by_cell.indices,
        chance=by_cell.data,
    )


def merged(cells: SharedCells) -> SharedCells:
    """Make one cell of those that the same options move by the same chances; weights add.

    Cells are told apart entry by entry, and one that is alone with what it has shown so far is looked at no further.
    """
    final = np.empty(len(cells.weight), dtype=np.int64)
    n_final, n_options = 0, int(cells.position.max(initial=0)) + 1
    n_movers = cells.n_movers
    waiting, group = np.arange(len(final)), _numbered(n_movers)
    for at in range(int(n_movers.max(initial=0)) + 1):
        is_done = (n_movers[waiting] == at) | (np.bincount(group)[group] == 1)
        names = _numbered(group[is_done])
        final[waiting[is_done]] = n_final + names
        n_final += int(names.max(initial=-1)) + 1
        waiting, group = waiting[~is_done], group[~is_done]
        if not len(waiting):
            break
        entry = cells.start[waiting] + at
        group = _numbered(group * n_options + cells.position[entry])
        chance = _numbered(cells.chance[entry])
        group = _numbered(group * (int(chance.max()) + 1) + chance)
    _, first = np.unique(final, return_index=True)
    return cells.only(first, np.bincount(final, weights=cells.weight).astype(np.float64))


def _numbered(keys: IntArray | FloatArray) -> IntArray:
    """Dense numbers, equal for equal keys."""
    return np.unique(keys, return_inverse=True)[1].reshape(-1).astype(np.int64)
