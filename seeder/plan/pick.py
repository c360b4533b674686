"""One ask of a plan, with its numbers, its reason and its handles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seeder.brief_repr import brief_repr


@dataclass(frozen=True, slots=True)
class Handle:
    """Where a pick posts: platform and handle, followers or None where not known [people].

    ``assumed_from`` is what the followers are assumed from, ``views`` or ``tier``; '' if they are given.
    """

    platform: str
    handle: str
    followers: float | None
    assumed_from: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """One ask of a plan.

    Parameters
    ----------
    rank
        Place in the order to ask in, from 1.
    option
        Position of the option in the problem.
    account, approach, tier
        Whom to ask and how; tier '' where followers are not known.
    costs
        Resource → what counts against the budget.
    unknown_costs
        Resources of which a yes costs an amount that is not known, and counted as 0.
    acceptance
        [0–1]
    expected
        Expected value of this ask alone [people, clicks or conversions].
    added
        What the plan loses without it.
    why
        The reason, for people.
    handles
        Where the account posts, the largest first.
    link
        Tracking link, '' where the scenario names none.
    sources
        Number → where it comes from.
    carried
        Other columns of the accounts table.
    """

    __repr__ = brief_repr

    rank: int
    option: int
    account: str
    approach: str
    tier: str
    costs: Mapping[str, float]
    acceptance: float
    expected: float
    added: float
    why: str
    handles: tuple[Handle, ...]
    link: str
    sources: Mapping[str, str]
    carried: Mapping[str, str]
    unknown_costs: tuple[str, ...] = ()
