"""Lower budgets and limits to the largest sum of costs within them: 20 h become 19.8 h if every ask takes 0.3 h.

Of a budget B only B' ≤ B can be spent, the largest sum of costs of at most one option per account that keeps it. Every
bound may count with B' in place of B, and what cannot be spent is no gap that branching has to close.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.decimals import as_exact_whole_numbers, as_written, whole_budget

_MOST_UNITS = 2**22
_MOST_STEPS = 2**32
"""All sums are examined up to this budget in units, and up to this product of units and accounts."""


@dataclass(frozen=True, eq=False)
class Attainable:
    """What can be spent at most of each resource and within each rule."""

    budget: FloatArray  # Shape (n_resources,) [the resource's unit]; infinite where the budget is.
    limit: FloatArray  # Shape (n_rules,) [the resource's unit]; infinite for rules that are no limits.


def attainable_sum(cost: FloatArray, account: IntArray, bound: float) -> float:
    """Return the largest sum of costs within a bound that at most one option per account reaches, rounded up.

    Costs are the decimals as written, and a sum keeps a bound that it exceeds by 1e-9 at most. In units of the greatest
    common divisor g of all costs that keep the bound alone, sums are looked at one by one where bound / g is at most
    2^22 and (bound / g) times the number of accounts at most 2^32; else the result is the largest multiple of g.

    ``cost``, ``account``: of each option, shape (n_options,); accounts never fall. ``bound``: 0 or more; infinity is
    returned as it is.
    """
    if math.isinf(bound):
        return bound
    inside = (cost > 0) & (cost <= bound * (1.0 + 1e-12) + 2e-9)
    whole, digits = as_exact_whole_numbers(cost[inside])
    most = whole_budget(bound, digits)
    fits = whole <= most
    whole, owner = whole[fits], account[inside][fits]
    if not len(whole):
        return 0.0
    divisor = int(np.gcd.reduce(whole))
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    total = int(np.maximum.reduceat(whole, first).sum()) // divisor
    units = most // divisor
    if total <= units:
        units = total
    elif units <= _MOST_UNITS and units * len(first) <= _MOST_STEPS:
        units = _largest_sum((whole // divisor).tolist(), first.tolist(), units)
    return _rounded_up(Fraction(units * divisor, 10**digits))


def _largest_sum(cost: list[int], first: list[int], most: int) -> int:
    """Largest sum up to ``most``; reached sums are the bits of one number, one shift an option."""
    reached, mask, done = 1, (1 << (most + 1)) - 1, set[tuple[int, ...]]()
    for begin, end in pairwise([*first, len(cost)]):
        own = tuple(sorted(cost[begin:end]))
        if own in done:
            continue
        before = reached
        for one in set(own):
            reached |= (before << one) & mask
        if reached >> most:
            return most
        if reached == before:
            # Another account of the same costs adds no sum either.
            done.add(own)
    return reached.bit_length() - 1


def _rounded_up(exact: Fraction) -> float:
    nearest = float(exact)
    return nearest if as_written(nearest) >= exact else math.nextafter(nearest, math.inf)
