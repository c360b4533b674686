"""The list of who follows whom, brought down to people who are alike."""

from __future__ import annotations

from dataclasses import dataclass

from seeder.problem.arrays import CellArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class FollowerList:
    """People of a follower list, those merged who follow the same handles in the same way and count the same.

    Cells stand in an order that depends on the people and the accounts table alone, not on the order of the list.

    Parameters
    ----------
    n_people
        People of each cell in the list, shape (n_cells,).
    weight
        What one of them is worth, 1 where not stated, shape (n_cells,).
    interested
        Share that the campaign could move, NaN where not stated, shape (n_cells,) (0–1].
    start
        Where the entries of each row of the accounts table begin, shape (n_handles + 1,).
    cell
        Cell of each entry, strictly rising within a handle, shape (n_entries,).
    tie
        Strength of each entry's tie, shape (n_entries,); None where all are 1.
    followers_listed
        People of the list who follow each handle, shape (n_handles,).
    sample
        Share of all people that the list holds (0–1].
    outside_is_ignored
        Whether followers who are not in the list are left out.
    """

    n_people: FloatArray
    weight: FloatArray
    interested: FloatArray
    start: IntArray
    cell: CellArray
    tie: FloatArray | None
    followers_listed: FloatArray
    sample: float
    outside_is_ignored: bool
