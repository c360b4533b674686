"""Build the cells of a scenario's audience, of any kind."""

from __future__ import annotations

import logging

import numpy as np

from seeder.argument_kinds import require_kind
from seeder.audience.audience import Audience, ones
from seeder.audience.overlaps import overlaps_audience
from seeder.problem.arrays import FloatArray
from seeder.scenario import Scenario
from seeder.scenario.audiences.follower_list import FollowerList
from seeder.scenario.audiences.overlaps import Overlaps
from seeder.scenario.audiences.segments import Segments
from seeder.scenario.tables.accounts import Accounts
from seeder.stages import Stage

_LOG = logging.getLogger(__name__)


def build_audience(scenario: Scenario) -> Audience:
    """Build the audience of a scenario; without data on overlap, all audiences are separate."""
    require_kind("scenario", scenario, Scenario)
    stage = Stage(_LOG, "audience")
    known, accounts = scenario.audience, scenario.accounts
    if isinstance(known, Segments):
        audience = segments_audience(known, accounts)
    elif isinstance(known, FollowerList):
        audience = followers_audience(known, accounts)
    elif isinstance(known, Overlaps):
        audience = overlaps_audience(known, accounts)
    else:
        audience = Audience.without_cells(accounts.followers)
    stage.end(handles=audience.n_handles, cells=audience.n_cells, entries=len(audience.cell))
    return audience


def segments_audience(segments: Segments, accounts: Accounts) -> Audience:
    """Take every segment as a cell, and a membership as an entry.

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
        outside=_outside(accounts.followers, people, is_ignored=segments.outside_is_ignored),
    )


def followers_audience(followers: FollowerList, accounts: Accounts) -> Audience:
    """Count the people of each cell, those alike in all that matters, over the share of people that the list holds."""
    people = followers.followers_listed / followers.sample
    return Audience(
        size=followers.n_people / followers.sample,
        weight=followers.weight,
        interested=followers.interested,
        start=followers.start,
        cell=followers.cell,
        share=ones(len(followers.cell)),
        fit=ones(len(followers.cell)),
        tie=ones(len(followers.cell)) if followers.tie is None else followers.tie,
        outside=_outside(accounts.followers, people, is_ignored=followers.outside_is_ignored),
        is_estimated=followers.sample < 1.0,
    )


def _outside(followers: FloatArray, people: FloatArray, *, is_ignored: bool) -> FloatArray:
    """max(0, followers − people in cells) of each handle, or 0 where they are ignored, shape (n_handles,).

    An excess of people over followers beyond what rounding or sampling explains was refused when the tables were
    read.
    """
    return np.zeros(len(followers)) if is_ignored else np.maximum(0.0, followers - people)
