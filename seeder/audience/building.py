"""Build the cells of a scenario's audience, of any kind."""

from __future__ import annotations

import logging

from seeder.audience.audience import Audience
from seeder.audience.followers import followers_audience
from seeder.audience.overlaps import overlaps_audience
from seeder.audience.segments import segments_audience
from seeder.scenario import Scenario
from seeder.scenario.audiences.follower_list import FollowerList
from seeder.scenario.audiences.overlaps import Overlaps
from seeder.scenario.audiences.segments import Segments
from seeder.stages import Stage

_LOG = logging.getLogger(__name__)


def build_audience(scenario: Scenario) -> Audience:
    """Build the audience of a scenario; without data on overlap, all audiences are separate."""
    stage = Stage(_LOG, "audience")
    audience = _build(scenario)
    stage.end(handles=audience.n_handles, cells=audience.n_cells, entries=len(audience.cell))
    return audience


def _build(scenario: Scenario) -> Audience:
    known = scenario.audience
    if isinstance(known, Segments):
        return segments_audience(known, scenario.accounts)
    if isinstance(known, FollowerList):
        return followers_audience(known, scenario.accounts)
    if isinstance(known, Overlaps):
        return overlaps_audience(known, scenario.accounts)
    return Audience.without_cells(scenario.accounts.followers)
