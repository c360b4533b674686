"""Find the range of a plan's value over unknown overlaps, given its formulation and its selection."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seeder.analysis.interval.audience_building import plan_audiences
from seeder.analysis.interval.interval import ValueInterval, value_interval
from seeder.analysis.interval.pair_bounds import PairBounds, StatedPairs, bound_pairs
from seeder.formulation import Formulation
from seeder.problem.arrays import FloatArray, IntArray
from seeder.scenario.audiences.overlaps import Overlaps

_MOST_HANDLES = 300


def interval_of_plan(formulation: Formulation, selection: IntArray) -> ValueInterval | None:
    """Bound the value of a selection for every arrangement of people that has the sizes and the stated pairs.

    Facts are sizes, stated pairs within their rounding, and the threshold of a list; how pairs that are not stated are
    taken is none. Of every arrangement the same share of people is interested.

    The interval is in the objective's unit; None where audiences are not known by pairs. Raises ProblemError where no
    arrangement has these sizes and pairs.
    """
    overlaps = formulation.scenario.audience
    if not isinstance(overlaps, Overlaps):
        return None
    audiences, handles, interested = plan_audiences(formulation, selection)
    bounds = bounds_of_handles(overlaps, formulation.scenario.accounts.followers, handles)
    found = value_interval(audiences, bounds)
    return replace(found, lower=interested * found.lower, upper=interested * found.upper)


def bounds_of_handles(overlaps: Overlaps, followers: FloatArray, handles: IntArray) -> PairBounds:
    """Between which numbers each two of some handles share people; handles beside them tighten that where few.

    ``followers``: of every row of the accounts table [people]. ``handles``: rows, each once, shape (n,); the bounds are
    in their order. Raises ProblemError where no arrangement has these sizes and pairs.
    """
    chosen = np.concatenate((handles, _helpful(overlaps, handles)))
    position = np.full(len(followers), -1)
    position[chosen] = np.arange(len(chosen))
    held = (position[overlaps.a] >= 0) & (position[overlaps.b] >= 0)
    stated = StatedPairs(
        position[overlaps.a[held]],
        position[overlaps.b[held]],
        overlaps.low[held],
        overlaps.high[held],
        threshold=overlaps.threshold,
        is_listed=overlaps.listed(len(followers))[chosen],
    )
    return bound_pairs(followers[chosen], stated).only(np.arange(len(handles)))


def _helpful(overlaps: Overlaps, handles: IntArray) -> IntArray:
    """Handles beside the given ones that share the most people with them, as many as are looked at."""
    left = _MOST_HANDLES - len(handles)
    if left <= 0:
        return np.zeros(0, dtype=np.int64)
    is_a, is_b = np.isin(overlaps.a, handles), np.isin(overlaps.b, handles)
    other = np.concatenate((overlaps.b[is_a & ~is_b], overlaps.a[is_b & ~is_a]))
    shared = np.concatenate((overlaps.low[is_a & ~is_b], overlaps.low[is_b & ~is_a]))
    rows, position = np.unique(other, return_inverse=True)
    total = np.bincount(position, shared, len(rows))
    found: IntArray = rows[np.argsort(-total, kind="stable")[:left]]
    return found
