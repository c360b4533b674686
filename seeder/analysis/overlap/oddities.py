"""Find stated overlaps that look odd and deserve a second look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.analysis.overlap.misfit import Misfit
from seeder.analysis.overlap.products import all_pairs, can_pair_all
from seeder.analysis.overlap.repeats import Repeats, find_repeats
from seeder.analysis.overlap.shares import SharedPairs, Twins
from seeder.audience import Audience
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.scenario.audiences.overlap_statements import slack
from seeder.scenario.audiences.overlaps import Overlaps

PUBLISHED_SHARE = 0.03
"""Median share of the smaller audience, of pairs that share measurably: .03–.05 on 1,496–1,952 Twitch channels."""

PUBLISHED_TWIN = 0.23
"""Median share with the nearest twin [0–1], the same channels: .23–.48."""

OUT_OF_LINE = 4.0
"""Robust standard deviations beyond which a handle is out of line with the others."""

ALIKE_SHARE = 0.98
ALIKE_SIZE = 0.05
ALIKE_FEWEST = 100
"""Followers from which on near-identical audiences are told of: a few people are alike by chance [people]."""

_A_TENTH = 0.1
_FEWEST_PAIRS_OF_HANDLE = 5
_FEWEST_HANDLES = 10
_FEWEST_PAIRS = 10
_OF_NORMAL = 1.4826


@dataclass(frozen=True, eq=False)
class OutOfLine:
    """Handles whose pairs are stated much higher or lower than those of all others, the farthest first."""

    handle: IntArray  # Shape (n_odd,).
    n_pairs: IntArray  # Stated pairs of each that share anybody, shape (n_odd,).
    ratio: FloatArray  # Median of shared / √(followers · followers of the other) over the usual one, shape (n_odd,).
    deviations: FloatArray  # The logarithm of it in robust standard deviations of all handles, shape (n_odd,).


@dataclass(frozen=True, slots=True)
class SizeDoubt:
    """Shares so small that the sizes seem to count something other than people."""

    median_share: float  # Median share of the smaller audience, of stated pairs that share anybody [0–1].
    median_twin: float  # Median share with the nearest twin [0–1].


@dataclass(frozen=True, eq=False)
class OddData:
    """Everything in stated overlaps that looks odd."""

    # Stated pairs that are outside what they leave open by over 20 %, the most people first, shape (n,).
    unmet: IntArray
    out_of_line: OutOfLine  # Handles that share much more or less than all others.
    size_doubt: SizeDoubt | None  # Whether the sizes seem to be no people; None where not.
    unlisted: IntArray  # Handles in no pair, shape (n,).
    # Pairs that the table leaves out for sharing few, and that the fitted cells take to share more than the threshold;
    # None where there is no threshold, or too many pairs to look at.
    n_over_threshold: int | None
    repeats: Repeats  # The same count in many pairs.
    alike: IntArray  # Pairs of near-identical audiences, perhaps one account twice, shape (n,).


def find_odd_data(
    overlaps: Overlaps, pairs: SharedPairs, *, misfit: Misfit, twins: Twins, audience: Audience, is_count: BoolArray
) -> OddData:
    """Look for odd data.

    ``pairs``, ``misfit``, ``twins``: of the stated pairs. ``is_count``: whether a pair is stated as a count that is
    written out, shape (n_pairs,).
    """
    n_handles = len(pairs.followers)
    return OddData(
        unmet=misfit.unmet(),
        out_of_line=find_out_of_line(pairs),
        size_doubt=_doubt_sizes(pairs, twins),
        unlisted=np.flatnonzero(~overlaps.listed(n_handles)),
        n_over_threshold=_count_over_threshold(overlaps, audience),
        repeats=find_repeats(pairs.shared, is_count),
        alike=_find_alike(pairs),
    )


def find_out_of_line(pairs: SharedPairs) -> OutOfLine:
    """Find handles that are out of line with all others.

    Formula: y = ln(shared / √(n_a · n_b)) of a pair; m_h the median over the pairs of handle h, of five or more;
    deviations = (m_h − median of m) / (1.4826 · median of |m − median of m|). Ten such handles are needed to tell.

    Source: Iglewicz, B. & Hoaglin, D. (1993), "How to Detect and Handle Outliers", for the robust deviations.
    """
    n_handles = len(pairs.followers)
    known = np.flatnonzero(pairs.shared > 0)
    a, b = pairs.a[known], pairs.b[known]
    size = np.sqrt(pairs.followers[a]) * np.sqrt(pairs.followers[b])
    handle, closeness = np.concatenate((a, b)), np.tile(np.log(pairs.shared[known] / size), 2)
    n_pairs = np.bincount(handle, minlength=n_handles)
    median = _medians(handle, closeness, n_handles)
    judged = np.flatnonzero(n_pairs >= _FEWEST_PAIRS_OF_HANDLE)
    nothing = np.zeros(0, dtype=np.int64)
    if len(judged) < _FEWEST_HANDLES:
        return OutOfLine(nothing, nothing, np.zeros(0), np.zeros(0))
    away = median[judged] - np.median(median[judged])
    spread = _OF_NORMAL * float(np.median(np.abs(away)))
    if spread == 0.0:
        return OutOfLine(nothing, nothing, np.zeros(0), np.zeros(0))
    odd = np.flatnonzero(np.abs(away) > OUT_OF_LINE * spread)
    odd = odd[np.lexsort((odd, -np.abs(away[odd])))]
    return OutOfLine(judged[odd], n_pairs[judged[odd]], np.exp(away[odd]), away[odd] / spread)


def _medians(group: IntArray, value: FloatArray, n_groups: int) -> FloatArray:
    """Median of each group, NaN where it has no value, shape (n_groups,)."""
    order = np.lexsort((value, group))
    count = np.bincount(group, minlength=n_groups)
    first = np.cumsum(count) - count
    median = np.full(n_groups, np.nan)
    there = np.flatnonzero(count)
    ordered = value[order]
    lower, upper = first[there] + (count[there] - 1) // 2, first[there] + count[there] // 2
    median[there] = (ordered[lower] + ordered[upper]) / 2
    return median


def _doubt_sizes(pairs: SharedPairs, twins: Twins) -> SizeDoubt | None:
    """Doubt sizes of which both medians are under a tenth of the published ones."""
    known = pairs.shared > 0
    if int(known.sum()) < _FEWEST_PAIRS:
        return None
    median_share, median_twin = float(np.median(pairs.share_of_smaller[known])), twins.median
    assert median_twin is not None
    if median_share >= _A_TENTH * PUBLISHED_SHARE or median_twin >= _A_TENTH * PUBLISHED_TWIN:
        return None
    return SizeDoubt(median_share, median_twin)


def _find_alike(pairs: SharedPairs) -> IntArray:
    small, large = pairs.followers[pairs.smaller], pairs.followers[pairs.larger]
    with np.errstate(invalid="ignore"):  # NaN where the smaller one has no followers.
        is_alike = (
            (pairs.share_of_smaller >= ALIKE_SHARE) & (small >= (1.0 - ALIKE_SIZE) * large) & (small >= ALIKE_FEWEST)
        )
    found = np.flatnonzero(is_alike)
    return found[np.lexsort((found, -pairs.shared[found]))]


def _count_over_threshold(overlaps: Overlaps, audience: Audience) -> int | None:
    if overlaps.threshold is None:
        return None
    listed = np.flatnonzero(overlaps.listed(audience.n_handles))
    if not can_pair_all(audience, listed):
        return None
    stated = overlaps.a * audience.n_handles + overlaps.b
    most = overlaps.threshold + float(slack(np.array(overlaps.threshold)))
    n_over = 0
    for a, b, shared in all_pairs(audience, listed):
        over = shared > most
        n_over += int((~np.isin(a[over] * audience.n_handles + b[over], stated)).sum())
    return n_over
