"""The overlap that is assumed for pairs of handles without a stated one, as cells of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.audiences.overlaps import Overlaps, Unstated
from seeder.scenario.tables.accounts import Accounts

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SHARE_OF_SMALLER = 0.03
"""Mean share of the smaller audience that two channels of one community share [0–1].

Measured on 1,496 to 1,952 Twitch channels, from their overlaps.
"""

SHARE_OF_THIRD = 0.07
"""Share of those who follow two accounts of a circle that follow a third one too [0–1].

Measured on who follows the 300 most followed of Twitch's English and German streamers: who follows two of them follows
a third 2.0 to 2.3 times as often as who follows one follows a second.
"""

_MOST_DESCRIBED = 0.9
_MOST_LEVELS = 24


@dataclass(frozen=True, eq=False)
class Assumption:
    """Cells that hold what is assumed of every pair."""

    size: FloatArray
    """People in each cell, shape (n_cells,) [people]."""
    share: csr_array
    """Share of each cell that follows each handle, shape (n_handles, n_cells) [0–1]."""


def assume(overlaps: Overlaps, accounts: Accounts) -> Assumption:
    """Return the cells of an assumption.

    Formula of the people who follow both of two handles with m and n ≤ m followers:

    - ``separate``: 0, without a cell;
    - ``sainsbury``: m · n / population. One cell of the population, of which everybody follows each handle by chance:
      a set then reaches population · (1 − Π (1 − n / population));
    - ``similar``: 3 % of n for each circle that both belong to, else 0. The circles of a handle are its account's
      topics, or its platform where the account names no topic. The cells of a circle are nested: the largest accounts
      are in all of them, an account of n followers in those up to n, so that each shares the same with every larger
      one.

    References
    ----------
    Agostini, J. M. (1961), "How to estimate unduplicated audiences". Journal of Advertising Research 1(3), for the
    practice; Sainsbury's rule, 1 − Π (1 − r), is the media industry's default.
    """
    if overlaps.unstated is Unstated.SAINSBURY:
        assert overlaps.population is not None
        handle = np.flatnonzero(accounts.followers > 0)
        share, size = accounts.followers[handle] / overlaps.population, np.array([overlaps.population])
        return _from_entries([handle], [np.zeros(len(handle), np.int64)], [share], size, accounts.n_rows)
    if overlaps.unstated is Unstated.SIMILAR:
        return _nested_circles(accounts)
    return _from_entries([], [], [], np.zeros(0), accounts.n_rows)


def assume_nested(followers: FloatArray) -> Assumption:
    """Return the cells of the most overlap that followers [people] allow: audiences lie inside every larger one."""
    own = np.flatnonzero(followers > 0)
    levels = _levels(followers[own])
    above = np.concatenate(([0.0], levels[:-1]))
    handles = [own[followers[own] >= level] for level in levels.tolist()]
    cells = [np.full(len(inside), cell, dtype=np.int64) for cell, inside in enumerate(handles)]
    return _from_entries(handles, cells, [np.ones(len(inside)) for inside in handles], levels - above, len(followers))


def circles_of(accounts: Accounts) -> tuple[tuple[str, ...], ...]:
    """Circles of each handle: its account's topics without case, each once, or else its platform; length n_rows."""
    topics = tuple(
        tuple(dict.fromkeys(f"topic {topic}" for topic in (part.strip().casefold() for part in of.split(";")) if topic))
        for of in accounts.topics
    )
    return tuple(
        topics[account] or ((f"platform {platform.casefold()}",) if platform else ())
        for account, platform in zip(accounts.row_account.tolist(), accounts.platform, strict=True)
    )


def _nested_circles(accounts: Accounts) -> Assumption:
    followers = accounts.followers
    circles = circles_of(accounts)
    members: dict[str, list[int]] = {}
    for row, names in enumerate(circles):
        if followers[row] > 0:
            for name in names:
                members.setdefault(name, []).append(row)
    # A handle of many circles has not enough followers for the full share in each.
    described = SHARE_OF_SMALLER / SHARE_OF_THIRD * np.array([len(names) for names in circles])
    share_in = SHARE_OF_THIRD * np.minimum(1.0, _MOST_DESCRIBED / np.maximum(described, _MOST_DESCRIBED))
    handles: list[IntArray] = []
    cells: list[IntArray] = []
    shares: list[FloatArray] = []
    sizes: list[float] = []
    for _, rows in sorted(members.items()):
        if len(rows) < 2:
            continue
        own = np.array(rows, dtype=np.int64)
        levels = _levels(followers[own])
        for above, level in zip((0.0, *levels[:-1].tolist()), levels.tolist(), strict=True):
            inside = own[followers[own] >= level]
            if len(inside) > 1:
                handles.append(inside)
                cells.append(np.full(len(inside), len(sizes), dtype=np.int64))
                shares.append(share_in[inside])
                sizes.append((level - above) * SHARE_OF_SMALLER / SHARE_OF_THIRD**2)
    return _from_entries(handles, cells, shares, np.array(sizes), accounts.n_rows)


def _levels(followers: FloatArray) -> FloatArray:
    """Rising numbers of followers, where each handle takes the last one up to its own; at most 24 [people]."""
    levels = np.unique(followers)
    if len(levels) <= _MOST_LEVELS:
        return levels
    steps = np.geomspace(levels[0], levels[-1], _MOST_LEVELS)
    return levels[np.unique(np.searchsorted(levels, steps * (1 - 1e-12)))]


def _from_entries(
    handles: list[IntArray], cells: list[IntArray], shares: list[FloatArray], size: FloatArray, n_handles: int
) -> Assumption:
    from scipy.sparse import csr_array

    if not handles:
        return Assumption(size, csr_array((n_handles, len(size)), dtype=np.float64))
    place = np.concatenate(handles), np.concatenate(cells)
    return Assumption(size, csr_array((np.concatenate(shares), place), shape=(n_handles, len(size))))
