"""Upper bounds on the value of a plan with many handles, which add up one handle after another."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences, nested_value
from seeder.analysis.interval.orders import MOST_AT_START, is_before
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.analysis.interval.programs import most_of_sets
from seeder.problem.arrays import BoolArray, FloatArray, IntArray


def most_along(audiences: PlanAudiences, bounds: PairBounds, order: IntArray) -> float:
    """Bound the value from above along an order.

        min(M, Σ_j b_j · (n_j − r_j) over the first ten) + Σ_j b_j · (n_j − r_j) over the others

    M is the most of the first ten by a program over their sets, and r_j is that of :func:`least_before`. Along Prim's
    order of b_j b_k low_jk this is never above Hunter's and Worsley's bound by a spanning tree.

    ``order``: every handle once, shape (n_handles,). Returns the bound [people].

    Source: Hunter, An upper bound for the probability of a union, 1976. Worsley, An improved Bonferroni inequality,
    1982.
    """
    added = (audiences.moved * (audiences.people - least_before(audiences, bounds, is_before(order))))[order]
    start = order[:MOST_AT_START]
    most = float(added[: len(start)].sum())
    found = most_of_sets(audiences.only(start), bounds.only(start))
    if found is not None:
        most = min(most, found.bound)
    return most + float(added[len(start) :].sum())


def least_before(audiences: PlanAudiences, bounds: PairBounds, before: BoolArray) -> FloatArray:
    """How many of each handle's followers the handles before it move at least, if its account says yes: r_j.

    The value is Σ_j P(E_j and none of those before) for the events "says yes, and the person responds", so that in any
    order it is at most Σ_j b_j · (n_j − r_j).

    Among j's followers the others' audiences have at least low_ji people. Of all arrangements with given sizes the
    nested one moves fewest (f is submodular), and more people move more:

        Σ_r low_j(r) · (f({(1) … (r)}) − f({(1) … (r − 1)}))    with low_j(1) ≥ low_j(2) ≥ …

    ``before``: which handles k come before each handle j, shape (j, k). The result has shape (n_handles,), by handle
    [people].
    """
    return nested_value(audiences, np.where(before, bounds.low, 0.0), certain=audiences.owner)
