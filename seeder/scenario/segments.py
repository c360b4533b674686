"""The tables of segments and memberships: groups of people, and which share of each follows a handle."""

from __future__ import annotations

from dataclasses import dataclass

from seeder.problem.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Segments:
    """Segments and who of them follows whom, as given.

    Parameters
    ----------
    segment_id
        Key of each segment, in order of the table, length n_segments.
    people
        People in each segment, shape (n_segments,).
    weight
        What one of them is worth, 1 where blank, shape (n_segments,).
    interested
        Share that the campaign could move, NaN where blank, shape (n_segments,) (0–1].
    membership_handle
        Row of the accounts table of each membership, shape (n_memberships,).
    membership_segment
        Segment of each membership, shape (n_memberships,).
    share
        Share of the segment's people who follow the handle, shape (n_memberships,) [0–1].
    fit
        Factor on intensity, 1 where blank, shape (n_memberships,).
    outside_is_ignored
        Whether followers in no segment are left out.
    """

    segment_id: tuple[str, ...]
    people: FloatArray
    weight: FloatArray
    interested: FloatArray
    membership_handle: IntArray
    membership_segment: IntArray
    share: FloatArray
    fit: FloatArray
    outside_is_ignored: bool
