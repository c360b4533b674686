"""Leave only some options of a problem open, and convert selections between both numberings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from seeder.problem.arrays import IntArray


@dataclass(frozen=True, eq=False)
class Restriction:
    """Options that are open, options that every selection holds, and the way between both numberings.

    Options of the whole are numbered as there, open ones also 0 … n − 1 in the same order. All others are left out.
    """

    n_whole: int  # Options of the whole.
    option: IntArray  # Open options, positions in the whole, rising, shape (n,).
    # Options that every selection holds, positions in the whole, rising.
    fixed: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def n_options(self) -> int:
        """Number of open options."""
        return len(self.option)

    @cached_property
    def position(self) -> IntArray:
        """Number among the open options of every option of the whole, −1 of those that are not open, (n_whole,)."""
        position = np.full(self.n_whole, -1, dtype=np.int64)
        position[self.option] = np.arange(self.n_options)
        return position

    def selection(self, chosen: IntArray) -> IntArray:
        """Return the selection of the whole that holds these open options and what is fixed; rising if they are."""
        found = self.option[chosen]
        return found if not len(self.fixed) else np.sort(np.concatenate((self.fixed, found)))

    def open_of(self, selection: IntArray) -> IntArray | None:
        """Open options of a rising selection of the whole; None if it holds one left out or lacks a fixed one."""
        is_fixed = np.isin(selection, self.fixed)
        place = self.position[selection[~is_fixed]]
        return None if (place < 0).any() or np.count_nonzero(is_fixed) < len(self.fixed) else place

    def within(self, outer: Restriction) -> Restriction:
        """Return this restriction of what another leaves open as one of the other's whole."""
        fixed = np.sort(np.concatenate((outer.fixed, outer.option[self.fixed])))
        return Restriction(outer.n_whole, outer.option[self.option], fixed)
