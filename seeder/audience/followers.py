"""A list of who follows whom as cells: people alike in all that matters are one cell."""

from __future__ import annotations

from seeder.audience.audience import Audience, ones
from seeder.audience.outside import followers_outside
from seeder.scenario.audiences.follower_list import FollowerList
from seeder.scenario.tables.accounts import Accounts


def followers_audience(followers: FollowerList, accounts: Accounts) -> Audience:
    """Count the people of each cell, divided by the share of the people that the list holds."""
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
        outside=followers_outside(accounts.followers, people, is_ignored=followers.outside_is_ignored),
        is_estimated=followers.sample < 1.0,
    )
