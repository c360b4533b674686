"""Multiply audience by rates: how likely people of each cell respond to an account, and responses outside cells.

No table is touched here, so rates can be redrawn as often as one likes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from seeder.audience import Audience
from seeder.problem import Coverage
from seeder.problem.arrays import CellArray, FloatArray, IntArray
from seeder.problem.ragged import Ragged
from seeder.rates import Rates
from seeder.rates.grouping import sum_by
from seeder.scenario.document.documents import Objective, ScenarioDocument
from seeder.scenario.tables.accounts import Accounts

_ENTRIES_AT_ONCE = 4_000_000
_ROUNDING = 4.0 * 2.0**-53
"""What four products and quotients of numbers near 1 can err by."""


@dataclass(frozen=True, eq=False)
class Responses:
    """What a yes of each account brings."""

    weight: FloatArray
    """w_g = size_g · interested_g · weight_g, shape (n_cells,) [people × weight]."""
    start: IntArray
    cell: CellArray
    chance: FloatArray
    """1 − Π_h (1 − s_hg · p_hg) over the handles h of an account, stored by account; cells rise within one."""
    outside: FloatArray
    """Σ_h outside_h · p_h, shape (n_accounts,) [people, clicks or conversions]."""
    gross: FloatArray
    """Responses to an account's posts with repeats, clicks not capped by people, shape (n_accounts,)."""
    n_capped: int
    """Pairs of a handle and a cell where the chance was over 1 and counts as 1."""

    def coverage_of(self, account: IntArray) -> Coverage | None:
        """Return the coverage of options by their accounts; None where there are no cells."""
        if not len(self.weight):
            return None
        if np.array_equal(account, np.arange(len(self.start) - 1)):
            return Coverage(weight=self.weight, start=self.start, cell=self.cell, chance=self.chance)
        rows = Ragged.of_some(self.start, account)
        return Coverage(
            weight=self.weight, start=rows.start, cell=self.cell[rows.entry], chance=self.chance[rows.entry]
        )


def respond(document: ScenarioDocument, rates: Rates, audience: Audience, accounts: Accounts) -> Responses:
    """Multiply an audience by rates.

    p_hg, the chance that an interested follower responds to one post, is ``view`` for reach, with interested = 1;
    min(1, intensity_h · fit · tie / interested_g) for clicks, with intensity = clicks / followers; that times
    ``conversion`` for conversions. Outside all cells, interested = fit = tie = 1, and where followers are not known
    outside_h · p_h is the clicks themselves.
    """
    objective = document.objective
    intensity, factor = _intensity(objective, rates, accounts), _factor(objective, rates)
    interested = interested_of(document, audience)
    weight = audience.size * interested * audience.weight
    chance, gross_of_cells, n_capped = _of_entries(objective, audience, intensity, factor, interested, weight)
    start, cell, merged = _by_account(audience, accounts, chance)
    outside, gross_outside = _of_outside(objective, audience, rates.clicks.value, intensity, factor)
    size = accounts.n_accounts
    return Responses(
        weight=weight,
        start=start,
        cell=cell,
        chance=merged,
        outside=sum_by(accounts.row_account, outside, size=size),
        gross=sum_by(accounts.row_account, gross_outside + gross_of_cells, size=size),
        n_capped=n_capped,
    )


def respond_of_account(
    document: ScenarioDocument,
    rates: Rates,
    audience: Audience,
    accounts: Accounts,
    *,
    account: int,
    clicks: FloatArray,
) -> tuple[FloatArray, float]:
    """What a yes of one account would bring if its handles had other clicks.

    Parameters
    ----------
    clicks
        Clicks per post of the account's handles, in the order of their rows, shape (n_own_handles,).

    Returns
    -------
    tuple
        The chance of its cells, in the order of :attr:`Responses.cell`; and its responses outside all cells.
    """
    rows = np.flatnonzero(accounts.row_account == account)
    entries = Ragged.of_some(audience.start, rows)
    own = replace(
        audience,
        start=entries.start,
        **{name: getattr(audience, name)[entries.entry] for name in ("cell", "share", "fit", "tie")},
        outside=audience.outside[rows],
    )
    objective = document.objective
    intensity = _per_follower(clicks, accounts.followers[rows])
    factor = _factor(objective, rates)[rows]
    interested = interested_of(document, audience)
    weight = audience.size * interested * audience.weight
    chance, _, _ = _of_entries(objective, own, intensity, factor, interested, weight)
    _, merged = _merged(own, np.arange(len(rows)), chance)
    outside, _ = _of_outside(objective, own, clicks, intensity, factor)
    return merged, float(outside.sum())


def interested_of(document: ScenarioDocument, audience: Audience) -> FloatArray:
    """Share of each cell that the campaign could move, shape (n_cells,); for reach everybody."""
    if document.objective is Objective.REACH:
        return np.ones(audience.n_cells)
    stated = 1.0 if document.interested is None else document.interested
    interested: FloatArray = np.where(np.isnan(audience.interested), stated, audience.interested)
    return interested


def respond_of_handles(document: ScenarioDocument, rates: Rates, accounts: Accounts) -> tuple[FloatArray, float]:
    """The chance p_h that an interested follower responds to one post with fit and tie of 1, and the interested share.

    p_h, shape (n_handles,), is NaN where followers are not known.
    """
    objective = document.objective
    intensity, factor = _intensity(objective, rates, accounts), _factor(objective, rates)
    if objective is Objective.REACH:
        return intensity, 1.0
    interested = 1.0 if document.interested is None else document.interested
    return _capped(intensity / interested) * factor, interested


def _intensity(objective: Objective, rates: Rates, accounts: Accounts) -> FloatArray:
    """View, or clicks per follower, of each handle; NaN where its followers are not known."""
    if objective is Objective.REACH:
        return rates.view.value
    return _per_follower(rates.clicks.value, accounts.followers)


def _per_follower(clicks: FloatArray, followers: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        per_follower: FloatArray = np.where(followers > 0, clicks / followers, 0.0)
    return np.where(np.isnan(followers), np.nan, per_follower)


def _factor(objective: Objective, rates: Rates) -> FloatArray:
    """Conversions per click where they are counted, else 1."""
    return rates.conversion.value if objective is Objective.CONVERSIONS else np.ones(len(rates.clicks.value))


def _of_entries(
    objective: Objective,
    audience: Audience,
    intensity: FloatArray,
    factor: FloatArray,
    interested: FloatArray,
    weight: FloatArray,
) -> tuple[FloatArray, FloatArray, int]:
    """s_hg · p_hg of each entry, responses of each handle with repeats, and how often the cap of 1 binds."""
    chance = np.empty(len(audience.cell))
    gross = np.zeros(audience.n_handles)
    n_capped = 0
    for first, last in _blocks(audience.start):
        entries = slice(int(audience.start[first]), int(audience.start[last]))
        handle = np.repeat(np.arange(first, last), np.diff(audience.start[first : last + 1]))
        cell, share = audience.cell[entries], audience.share[entries]
        if objective is Objective.REACH:
            raw = intensity[handle]
            capped = raw
        else:
            raw = intensity[handle] * audience.fit[entries] * audience.tie[entries] / interested[cell]
            capped = _capped(raw)
            n_capped += int(np.count_nonzero(raw > 1.0 + _ROUNDING))
        chance[entries] = share * (capped * factor[handle])
        responses = weight[cell] * share * raw * factor[handle]
        gross[first:last] = np.bincount(handle - first, weights=responses, minlength=last - first)
    return chance, gross, n_capped


def _capped(chance: FloatArray) -> FloatArray:
    """min(1, chance), where what comes to 1 but for rounding is 1: .02 · .7 / .014 is 0.9999999999999999 in floats."""
    return np.where(chance >= 1.0 - _ROUNDING, 1.0, chance)


def _blocks(start: IntArray) -> list[tuple[int, int]]:
    """Ranges of handles with a few million entries each."""
    n_handles = len(start) - 1
    edges = np.searchsorted(start, np.arange(0, int(start[-1]) + _ENTRIES_AT_ONCE, _ENTRIES_AT_ONCE))
    edges = np.unique(np.clip(np.concatenate(([0], edges, [n_handles])), 0, n_handles))
    return [(int(first), int(last)) for first, last in pairwise(edges)]


def _by_account(audience: Audience, accounts: Accounts, chance: FloatArray) -> tuple[IntArray, CellArray, FloatArray]:
    """1 − Π (1 − s p) over the handles of each account, by account, cells rising."""
    lengths = np.diff(audience.start)
    if np.array_equal(accounts.row_account, np.arange(audience.n_handles)):
        return audience.start, audience.cell, chance
    cells: list[CellArray] = []
    chances: list[FloatArray] = []
    counts = np.zeros(accounts.n_accounts, dtype=np.int64)
    for account, rows in enumerate(accounts.rows_of):
        if not lengths[rows].any():
            continue
        cell, merged = _merged(audience, rows, chance)
        cells.append(cell)
        chances.append(merged)
        counts[account] = len(cells[-1])
    start = np.concatenate(([0], np.cumsum(counts)))
    if not cells:
        return start, audience.cell, chance
    return start, np.concatenate(cells), np.concatenate(chances)


def _merged(audience: Audience, rows: IntArray, chance: FloatArray) -> tuple[CellArray, FloatArray]:
    """Cells of some handles, rising, and 1 − Π (1 − s p) over these handles."""
    parts = [slice(int(audience.start[row]), int(audience.start[row + 1])) for row in rows.tolist()]
    parts = [part for part in parts if part.stop > part.start]
    if not parts:
        return audience.cell[:0], chance[:0]
    if len(parts) == 1:
        return audience.cell[parts[0]], chance[parts[0]]
    cell, inverse = np.unique(np.concatenate([audience.cell[part] for part in parts]), return_inverse=True)
    with np.errstate(divide="ignore"):
        logs = np.log1p(-np.concatenate([chance[part] for part in parts]))
    return cell, -np.expm1(np.bincount(inverse, weights=logs, minlength=len(cell)))


def _of_outside(
    objective: Objective, audience: Audience, clicks: FloatArray, intensity: FloatArray, factor: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """outside_h · p_h of each handle, and the same with repeats."""
    outside = audience.outside
    if objective is Objective.REACH:
        seen: FloatArray = outside * intensity
        return seen, seen
    if not audience.n_cells:
        # Without cells, outside_h · intensity is the clicks as given, to the last digit.
        met = np.where(np.isnan(outside), clicks, np.fmin(outside, clicks))
        return met * factor, clicks * factor
    raw = np.where(outside > 0, outside * intensity, 0.0)
    return np.minimum(raw, outside) * factor, raw * factor
