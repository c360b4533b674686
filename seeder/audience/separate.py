"""Audiences of which no two share a person."""

from __future__ import annotations

from seeder.audience.audience import Audience
from seeder.scenario.tables.accounts import Accounts


def separate_audience(accounts: Accounts) -> Audience:
    """Without data on overlap, everyone is outside all cells."""
    return Audience.without_cells(accounts.followers)
