"""Segments of people as cells: a segment is a cell, a membership an entry."""

from __future__ import annotations

import numpy as np

from seeder.audience.audience import Audience, ones
from seeder.audience.outside import followers_outside
from seeder.scenario.audiences.segments import Segments
from seeder.scenario.tables.accounts import Accounts


def segments_audience(segments: Segments, accounts: Accounts) -> Audience:
    """Take every segment as a cell; followers beyond the segments are separate unless they are ignored.

    Within a segment, who follows one handle follows another by chance: shares multiply.
    """
    order = np.lexsort((segments.membership_segment, segments.membership_handle))
    handle = segments.membership_handle[order]
    share = segments.share[order]
    cell = segments.membership_segment[order]
    people = np.bincount(handle, weights=segments.people[cell] * share, minlength=accounts.n_rows).astype(np.float64)
    return Audience(
        size=segments.people,
        weight=segments.weight,
        interested=segments.interested,
        start=np.searchsorted(handle, np.arange(accounts.n_rows + 1)),
        cell=cell.astype(np.int32),
        share=share,
        fit=segments.fit[order],
        tie=ones(len(order)),
        outside=followers_outside(accounts.followers, people, is_ignored=segments.outside_is_ignored),
    )
