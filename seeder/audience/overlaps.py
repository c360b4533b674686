"""Turn stated overlaps of pairs of handles into cells of people, by latent classes and cells for single pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from seeder.audience.audience import Audience, ones
from seeder.audience.class_misfit import PairTargets, pair_products
from seeder.audience.overlap_assumption import Assumption, assume, assume_nested
from seeder.audience.overlap_classes import fit_classes
from seeder.audience.overlap_pair_cells import fill_pairs, pairs_are_enough
from seeder.audience.reproducible import products_of_rows
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.audiences.overlaps import Overlaps, Unstated
from seeder.scenario.tables.accounts import Accounts

_LEAST_SHARE = 1e-6
_LEAST_PEOPLE = 0.01


@dataclass(frozen=True, eq=False)
class _Entries:
    """Followers of handles in cells, those of one cell each."""

    handle: IntArray
    cell: IntArray
    share: FloatArray


def overlaps_audience(overlaps: Overlaps, accounts: Accounts) -> Audience:
    """Fit cells to what is known of pairs.

    Every handle has exactly its followers in cells. Stated pairs come as close as can be found, whatever is assumed;
    pairs that are not stated come close to the assumption as far as stated pairs allow. Nobody is outside.

    The same facts make the same cells, bit by bit: on every processor, with any mathematical library and number of
    threads (:mod:`seeder.audience.reproducible`), and whatever the order of rows in the tables. The function that is
    minimised has many valleys with flat floors: where last digits differ, descents end at cells that agree to three
    digits, however far they converge. And cells that were stored, nobody could recompute.
    """
    return _fit(overlaps, accounts, assume(overlaps, accounts))


def most_overlap_audience(overlaps: Overlaps, accounts: Accounts) -> Audience:
    """Fit cells to the same facts where pairs that are not stated share as many people as their sizes allow."""
    nested = assume_nested(accounts.followers)
    return _fit(replace(overlaps, unstated=Unstated.SEPARATE), accounts, nested)


def _fit(overlaps: Overlaps, accounts: Accounts, assumption: Assumption) -> Audience:
    # Sums and starts depend on the order of handles, so it is that of their names.
    names = list(zip(accounts.platform, accounts.handle, strict=True))
    order = np.array(sorted(range(accounts.n_rows), key=names.__getitem__), dtype=np.int64)
    overlaps, followers = _in_order(overlaps, order), accounts.followers[order]
    assumption = Assumption(assumption.size, assumption.share[order, :])
    listed = np.flatnonzero(overlaps.listed(accounts.n_rows) & (followers > 0))
    position = np.full(accounts.n_rows, -1)
    position[listed] = np.arange(len(listed))
    targets = _targets(overlaps, followers, listed, position, assumption)
    size, in_classes = assumption.size, np.zeros((len(listed), len(assumption.size)))
    chosen = np.ones(len(listed), dtype=np.bool_) if len(size) else ~pairs_are_enough(targets)
    if chosen.any():
        some = _only(targets, chosen)
        assumed = assumption.share[listed[chosen], :].toarray()
        is_population = overlaps.unstated is Unstated.SAINSBURY
        others = _others(assumption, np.flatnonzero((position < 0) & (followers > 0)), followers)
        classes = fit_classes(some, assumption.size, assumed, others=others, is_population=is_population)
        size, in_classes = classes.size, np.zeros((len(listed), len(classes.size)))
        in_classes[chosen] = _without_traces(classes.followers, some.size)
    entries = [_of_listed(in_classes, size, listed)]
    entries.append(_of_others(overlaps, assumption, size, np.flatnonzero(position < 0), followers))
    people, pairs = _of_pairs(targets, in_classes, size, listed, first_cell=len(size))
    entries.append(pairs)
    used, in_cells = np.zeros(accounts.n_rows), np.concatenate((size, people))
    for part in entries:
        used += np.bincount(part.handle, part.share * in_cells[part.cell], accounts.n_rows)
    alone = np.maximum(0.0, followers - used)
    single = np.flatnonzero(alone > 0)
    entries.append(_Entries(single, len(size) + len(people) + np.arange(len(single)), np.ones(len(single))))
    return _assemble(entries, np.concatenate((in_cells, alone[single])), order)


def _in_order(overlaps: Overlaps, order: IntArray) -> Overlaps:
    """The pairs of handles in another order: each handle by its place in it."""
    place = np.argsort(order)
    a, b = np.minimum(place[overlaps.a], place[overlaps.b]), np.maximum(place[overlaps.a], place[overlaps.b])
    rising = np.lexsort((b, a))
    parts = {name: getattr(overlaps, name)[rising] for name in ("row", "shared", "low", "high")}
    return replace(overlaps, a=a[rising], b=b[rising], **parts)


def _targets(
    overlaps: Overlaps, followers: FloatArray, listed: IntArray, position: IntArray, assumption: Assumption
) -> PairTargets:
    """The stated pairs; and where a list leaves out small ones, those that the assumption would make too large."""
    held = (position[overlaps.a] >= 0) & (position[overlaps.b] >= 0)
    a, b, shared = position[overlaps.a[held]], position[overlaps.b[held]], overlaps.shared[held]
    is_stated = np.ones(len(a), dtype=np.bool_)
    if overlaps.threshold is not None and len(assumption.size):
        share = assumption.share[listed, :].toarray()
        product = products_of_rows(share * assumption.size, share)
        product[a, b] = product[b, a] = 0.0
        over_a, over_b = np.nonzero(np.triu(product > overlaps.threshold, 1))
        a, b = np.concatenate((a, over_a)), np.concatenate((b, over_b))
        shared = np.concatenate((shared, np.full(len(over_a), overlaps.threshold)))
        is_stated = np.concatenate((is_stated, np.zeros(len(over_a), dtype=np.bool_)))
    return PairTargets(followers[listed], a, b, shared, is_stated)


def _others(assumption: Assumption, others: IntArray, followers: FloatArray) -> FloatArray:
    """What :func:`fit_classes` needs to know of handles that are not fitted, shape (n_assumed, n_assumed)."""
    from scipy.sparse import diags_array

    factor = assumption.share[others, :] @ diags_array(np.sqrt(assumption.size))
    found: FloatArray = (factor.T @ diags_array(1.0 / np.sqrt(np.sqrt(followers[others]))) @ factor).toarray()
    return found


def _only(targets: PairTargets, chosen: BoolArray) -> PairTargets:
    """Some of the handles, and the pairs among them."""
    held = chosen[targets.a] & chosen[targets.b]
    position = np.cumsum(chosen) - 1
    return PairTargets(
        targets.size[chosen],
        position[targets.a[held]],
        position[targets.b[held]],
        targets.shared[held],
        targets.is_stated[held],
    )


def _without_traces(in_classes: FloatArray, followers: FloatArray) -> FloatArray:
    least = np.maximum(_LEAST_PEOPLE, _LEAST_SHARE * followers)
    return np.where(in_classes < np.minimum(least, 0.5 * followers)[:, None], 0.0, in_classes)


def _of_listed(in_classes: FloatArray, size: FloatArray, listed: IntArray) -> _Entries:
    handle, cell = np.nonzero(in_classes)
    return _Entries(listed[handle], cell, np.minimum(1.0, in_classes[handle, cell] / size[cell]))


def _of_others(
    overlaps: Overlaps, assumption: Assumption, size: FloatArray, others: IntArray, followers: FloatArray
) -> _Entries:
    """Handles of which nothing is stated, as assumed."""
    share = assumption.share[others, :].tocoo()
    if overlaps.unstated is not Unstated.SAINSBURY or len(size) == len(assumption.size):
        return _Entries(others[share.row], share.col.astype(np.int64), share.data)
    # By chance among everybody: those of the classes as well as the rest of the population.
    handle = others[followers[others] > 0]
    of_everybody = followers[handle] / size.sum()
    cell = np.tile(np.arange(len(size)), len(handle))
    return _Entries(np.repeat(handle, len(size)), cell, np.repeat(of_everybody, len(size)))


def _of_pairs(
    targets: PairTargets, in_classes: FloatArray, size: FloatArray, listed: IntArray, *, first_cell: int
) -> tuple[FloatArray, _Entries]:
    """Cells of one pair for what the classes fall short of; their people, and both handles' entries."""
    a, b = targets.a[targets.is_stated], targets.b[targets.is_stated]
    held = pair_products(in_classes / np.sqrt(size), a, b)
    short = np.maximum(0.0, targets.shared[targets.is_stated] - held)
    left = np.maximum(0.0, targets.size - in_classes.sum(axis=1))
    people = fill_pairs(short, a, b, left)
    kept = np.flatnonzero(people > _LEAST_SHARE * np.minimum(targets.size[a], targets.size[b]))
    cell = first_cell + np.arange(len(kept))
    handle = np.concatenate((listed[a[kept]], listed[b[kept]]))
    return people[kept], _Entries(handle, np.tile(cell, 2), np.ones(2 * len(kept)))


def _assemble(entries: list[_Entries], size: FloatArray, handles: IntArray) -> Audience:
    """Order entries by handle and cell, without cells that nobody follows; a handle is a row of the accounts table."""
    n_handles = len(handles)
    handle = handles[np.concatenate([part.handle for part in entries])]
    cell = np.concatenate([part.cell for part in entries])
    share = np.concatenate([part.share for part in entries])
    followed, cell = np.unique(cell, return_inverse=True)
    order = np.lexsort((cell, handle))
    return Audience(
        size=size[followed],
        weight=ones(len(followed)),
        interested=np.full(len(followed), np.nan),
        start=np.searchsorted(handle[order], np.arange(n_handles + 1)),
        cell=cell[order].astype(np.int32),
        share=share[order],
        fit=ones(len(order)),
        tie=ones(len(order)),
        outside=np.zeros(n_handles),
    )
