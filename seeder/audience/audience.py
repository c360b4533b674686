"""Who follows whom: cells of people who are alike, and the followers outside all cells. Contains no rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.brief_repr import brief_repr
from seeder.errors import ProblemError
from seeder.foreign_numbers import number_array
from seeder.problem.arrays import CellArray, FloatArray, IntArray, frozen_positions, require_range

_LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, eq=False)
class Audience:
    """Cells of people with the handles that they follow, and the followers outside all cells.

    A cell is a set of people alike in which handles they follow and how they respond. Entries are stored by handle:
    those of handle h are ``start[h]`` to ``start[h + 1]``. An array of entries that is the same everywhere may be a
    broadcast one, which takes no memory.

    Parameters
    ----------
    size
        size_g, shape (n_cells,) [people]; of a sample: people in the list, divided by the share sampled.
    weight
        Value of one of them beside one of others, shape (n_cells,) [relative].
    interested
        Share of them that this campaign could move at all, NaN where nothing is stated, shape (n_cells,) (0–1].
    start
        Where each handle's entries begin, shape (n_handles + 1,).
    cell
        Cell of each entry, strictly rising within a handle, shape (n_entries,).
    share
        s_hg, the share of the cell that follows the handle, shape (n_entries,) [0–1]; 1 in a list.
    fit, tie
        Factors on intensity, shape (n_entries,); unused for reach.
    outside
        outside_h, followers of each handle outside all cells, taken as separate from all others; NaN where a
        handle's followers are not known, shape (n_handles,) [people].
    is_estimated
        Whether the cells are those of a sample.

    Raises
    ------
    ProblemError
        Where the arrays contradict each other.
    """

    __repr__ = brief_repr

    size: FloatArray
    weight: FloatArray
    interested: FloatArray
    start: IntArray
    cell: CellArray
    share: FloatArray
    fit: FloatArray
    tie: FloatArray
    outside: FloatArray
    is_estimated: bool = False

    def __post_init__(self) -> None:
        for name in ("size", "weight", "interested", "share", "fit", "tie", "outside"):
            object.__setattr__(self, name, _numbers(f"audience.{name}", getattr(self, name)))
        n_cells, n_entries = len(self.size), len(self.cell)
        for name, expected in (
            ("weight", n_cells),
            ("interested", n_cells),
            ("share", n_entries),
            ("fit", n_entries),
            ("tie", n_entries),
            ("start", len(self.outside) + 1),
        ):
            if len(getattr(self, name)) != expected:
                raise ProblemError(f"audience.{name}: {len(getattr(self, name))} numbers, expected {expected}")
        start = frozen_positions("audience.start", self.start, size=n_entries + 1)
        if start[0] != 0 or start[-1] != n_entries or (np.diff(start) < 0).any():
            raise ProblemError(f"audience.start: must rise from 0 to the number of entries, {n_entries}")
        for name in ("size", "weight"):
            require_range(f"audience.{name}", getattr(self, name), low=0.0, high=_LARGEST)

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.size)

    @property
    def n_handles(self) -> int:
        """Number of handles, those that no cell follows among them."""
        return len(self.outside)

    @classmethod
    def without_cells(cls, outside: FloatArray) -> Audience:
        """Make an audience in which everyone follows one handle only."""
        nothing = np.zeros(0)
        return cls(
            size=nothing,
            weight=nothing,
            interested=nothing,
            start=np.zeros(len(outside) + 1, dtype=np.int64),
            cell=np.zeros(0, dtype=np.int32),
            share=nothing,
            fit=nothing,
            tie=nothing,
            outside=outside,
        )

    def people_of(self) -> FloatArray:
        """People of cells who follow each handle, shape (n_handles,) [people]: Σ_g size_g · s_hg."""
        counted = np.zeros(self.n_handles)
        for handle in range(self.n_handles):
            own = slice(self.start[handle], self.start[handle + 1])
            counted[handle] = float(self.size[self.cell[own]] @ self.share[own])
        return counted


def _numbers(name: str, values: npt.ArrayLike) -> FloatArray:
    """Take an array of numbers as it is, also a broadcast one; any other type is brought to one."""
    if type(values) is np.ndarray and values.dtype == np.float64:
        return values
    try:
        return number_array(values)
    except (TypeError, ValueError, OverflowError) as error:
        raise ProblemError(f"{name}: expected numbers ({error})") from error


def ones(n: int) -> npt.NDArray[np.float64]:
    """Return n ones that take no memory, read-only."""
    return np.broadcast_to(np.float64(1.0), (n,))
