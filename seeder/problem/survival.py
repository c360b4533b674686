"""The probability that nobody of a growing set of options moves a cell's people, for quick marginal gains."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import CellArray, FloatArray, IntArray, mask_of
from seeder.problem.seeding import SeedingProblem


class Survival:
    """The people of each cell that nobody of a growing set of options moves.

        S_g = Π_{p in the set} (1 − b_pg)

    Certain movers (b = 1) are counted and the others multiplied, so that S_g without one of the set is right where
    that one, or another, is certain. Nothing is sorted and nothing is kept of an entry: adding an option and asking
    for the gain of one cost its entries alone.

    ``problem``: the problem; without coverage, every gain over cells is 0. ``options``: options that are in the set
    from the start, each at most once.
    """

    def __init__(self, problem: SeedingProblem, options: IntArray) -> None:
        self._problem = problem
        self._holds = mask_of(options, problem.n_options)
        coverage = problem.coverage
        n_cells = 0 if coverage is None else coverage.n_cells
        self._product = np.ones(n_cells)
        self._n_certain = np.zeros(n_cells, dtype=np.int32)
        if coverage is None:
            self._unmoved = np.zeros(0)
            return
        for block in coverage.blocks_of(options):
            entries, owner = coverage.entries_of(block)
            cell = coverage.cell[entries]
            keep = 1.0 - problem.acceptance[block][owner] * coverage.chance[entries]
            is_certain = keep == 0.0
            np.multiply.at(self._product, cell, np.where(is_certain, 1.0, keep))
            np.add.at(self._n_certain, cell[is_certain], 1)
        self._unmoved = coverage.weight * np.where(self._n_certain > 0, 0.0, self._product)

    @property
    def unmoved(self) -> FloatArray:
        """w_g · S_g, shape (n_cells,) [people × weight]; a view that follows the set."""
        shown = self._unmoved.view()
        shown.setflags(write=False)
        return shown

    def add(self, option: int) -> None:
        """Add an option that is not in the set."""
        assert not self._holds[option]
        self._holds[option] = True
        coverage = self._problem.coverage
        if coverage is None:
            return
        cell, keep = self._entries(option)
        is_certain = keep == 0.0
        # An option holds a cell once, so plain indexing loses nothing.
        self._product[cell] *= np.where(is_certain, 1.0, keep)
        self._n_certain[cell] += is_certain
        self._unmoved[cell] = coverage.weight[cell] * np.where(self._n_certain[cell] > 0, 0.0, self._product[cell])

    def unmoved_by_others(self, option: int) -> FloatArray:
        """w_g · Π_{p in the set, p ≠ option} (1 − b_pg) for each entry of an option, in their order."""
        coverage = self._problem.coverage
        if coverage is None:
            return np.zeros(0)
        if not self._holds[option]:
            return self._unmoved[coverage.cell[coverage.start[option] : coverage.start[option + 1]]]
        return self._unmoved_without(*self._entries(option))

    def moved_if_yes(self, option: int) -> float:
        """Σ_g w_g r_og Π_{p in the set, p ≠ option} (1 − b_pg): whom a yes moves beyond the others."""
        coverage = self._problem.coverage
        if coverage is None:
            return 0.0
        chance = coverage.chance[coverage.start[option] : coverage.start[option + 1]]
        return float((self.unmoved_by_others(option) * chance).sum())

    def all_moved_if_yes(self, options: IntArray) -> FloatArray:
        """:meth:`moved_if_yes` of many options, shape of ``options``."""
        if self._problem.coverage is None:
            return np.zeros(len(options))
        moved = np.empty(len(options))
        held = self._holds[options]
        moved[~held] = self._problem.coverage.totals(self._unmoved, options[~held])
        moved[held] = self._moved_by_held(options[held])
        return moved

    def _moved_by_held(self, options: IntArray) -> FloatArray:
        coverage = self._problem.coverage
        assert coverage is not None
        parts = [np.zeros(0)]
        for block in coverage.blocks_of(options):
            rows = coverage.rows(block)
            chance = coverage.chance[rows.entry]
            keep = 1.0 - np.repeat(self._problem.acceptance[block], rows.length) * chance
            parts.append(rows.sums(self._unmoved_without(coverage.cell[rows.entry], keep) * chance))
        return np.concatenate(parts)

    def _unmoved_without(self, cell: CellArray, keep: FloatArray) -> FloatArray:
        """w_g · S_g of cells without what one of the set multiplies each with."""
        coverage = self._problem.coverage
        assert coverage is not None
        is_certain = keep == 0.0
        alone = self._product[cell] / np.where(is_certain, 1.0, keep)
        others: FloatArray = coverage.weight[cell] * np.where(self._n_certain[cell] > is_certain, 0.0, alone)
        return others

    def _entries(self, option: int) -> tuple[CellArray, FloatArray]:
        """Cells of an option, and 1 − b_og for each."""
        coverage = self._problem.coverage
        assert coverage is not None
        part = coverage.of_option(option)
        keep: FloatArray = 1.0 - self._problem.acceptance[option] * coverage.chance[part]
        return coverage.cell[part], keep
