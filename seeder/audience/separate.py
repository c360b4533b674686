"""Audiences of which no two share a person."""

from __future__ import annotations

from dataclasses import dataclass

from seeder.problem.arrays import FloatArray
from seeder.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Audience:
    """Who follows whom, without any rate in it.

    Parameters
    ----------
    outside
        outside_h: followers of each handle whom no cell holds, taken as separate from all others; NaN where a
        handle's followers are not known, shape (n_handles,) [people].
    """

    outside: FloatArray


def build_audience(scenario: Scenario) -> Audience:
    """Build the audience of a scenario: without data on overlap, everyone is outside all cells."""
    return Audience(outside=scenario.accounts.followers)
