"""Find counts that occur in more pairs than chance explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray

FEWEST_REPEATS = 5
TIMES_EXPECTED = 20.0

_NEAR = 1.25
_FEWEST_STEPS = 5
_MOSTLY_MULTIPLES = 0.8


@dataclass(frozen=True, eq=False)
class Repeats:
    """Counts that occur in suspiciously many pairs, those in the most pairs first."""

    count: FloatArray  # The count, shape (n_counts,) [people].
    n_pairs: IntArray  # Pairs that state it, shape (n_counts,).
    expected: FloatArray  # Pairs that would by the counts of about its size, shape (n_counts,).


def find_repeats(shared: FloatArray, is_counted: BoolArray) -> Repeats:
    """Find counts that ``FEWEST_REPEATS`` pairs or more state, over ``TIMES_EXPECTED`` times as many as expected.

    A count is compared with those up to a quarter above and below it: pairs there / numbers there that could stand.
    Where four in five of the different counts are multiples of a round number, such as 500, only its multiples could.
    Nobody shared, which is stated of many pairs, is no such count.

    ``shared``: people as stated, shape (n_pairs,) [people]. ``is_counted``: whether a pair is stated as a count that is
    written out, shape (n_pairs,).
    """
    count, n_pairs = np.unique(shared[is_counted & (shared > 0)], return_counts=True)
    unit = _round_unit(count)
    before = np.concatenate(([0], np.cumsum(n_pairs)))
    reach = _FEWEST_STEPS * unit
    first = np.minimum(count / _NEAR, count - reach)
    last = np.maximum(count * _NEAR, count + reach)
    near = before[np.searchsorted(count, last, side="right")] - before[np.searchsorted(count, first, side="left")]
    n_numbers = np.floor(last / unit) - np.maximum(1.0, np.ceil(first / unit))
    expected = (near - n_pairs) / np.maximum(n_numbers, 1.0)
    found = np.flatnonzero((n_pairs >= FEWEST_REPEATS) & (n_pairs > TIMES_EXPECTED * expected))
    found = found[np.lexsort((-count[found], -n_pairs[found]))]
    return Repeats(count[found], n_pairs[found], expected[found])


def _round_unit(count: FloatArray) -> float:
    """The roundest of 1, 2, 5, 10, 20, 50 … that divides four in five of different counts [people]."""
    if not len(count):
        return 1.0
    units = [float(step * 10**zeros) for zeros in range(12) for step in (1, 2, 5)]
    dividing = [unit for unit in units if float(np.mean(count % unit == 0)) >= _MOSTLY_MULTIPLES]
    return max(dividing, default=1.0)
