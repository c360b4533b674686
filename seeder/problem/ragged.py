"""Rows of different lengths stored in one array, and selections of such rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seeder.problem.arrays import CellArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Ragged:
    """Which entries of an array belong to which row: row i holds entries first_i … first_i + length_i − 1."""

    # first, length: shape (n_rows,). Rows may stand in any order, and twice.
    first: IntArray
    length: IntArray

    @classmethod
    def of_some(cls, start: IntArray, rows: IntArray) -> Ragged:
        """Some of the rows that follow each other, in this order.

        Row i ends where row i + 1 begins; shape of ``start`` is (n_rows + 1,).
        """
        first = start[rows]
        return cls(first, start[rows + 1] - first)

    @cached_property
    def start(self) -> IntArray:
        """Where each row begins once the rows are written side by side, shape (n_rows + 1,)."""
        start = np.zeros(len(self.length) + 1, dtype=np.int64)
        np.cumsum(self.length, dtype=np.int64, out=start[1:])
        return start

    @cached_property
    def entry(self) -> IntArray:
        """Positions of all entries, row by row, shape (n_entries,)."""
        entry = np.arange(self.start[-1], dtype=np.int64)
        entry += np.repeat(self.first - self.start[:-1], self.length)
        return entry

    def sums(self, term: FloatArray) -> FloatArray:
        """Σ of each row's terms, given for all entries row by row; 0 of an empty row, shape (n_rows,)."""
        found = np.zeros(len(self.length))
        held = self.length > 0
        if held.any():
            found[held] = np.add.reduceat(term, self.start[:-1][held])
        return found

    @cached_property
    def owner(self) -> IntArray:
        """Row of each entry, shape (n_entries,)."""
        return np.repeat(np.arange(len(self.length), dtype=np.int64), self.length)


def rises_in_rows(values: IntArray | CellArray, start: IntArray) -> bool:
    """Whether values rise strictly within each row; row i begins at ``start[i]`` and ends where the next begins."""
    falls = values[1:] <= values[:-1]
    falls[start[(start > 0) & (start < len(values))] - 1] = False
    return not falls.any()
