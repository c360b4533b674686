"""Lower bounds on the value of a plan with many handles, which add up one handle after another."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.orders import MOST_AT_START, is_before
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.analysis.interval.programs import least_of_sets
from seeder.problem.arrays import BoolArray, FloatArray, IntArray

_MOST_LEVELS = 12


def least_along(audiences: PlanAudiences, bounds: PairBounds, order: IntArray) -> float:
    """Bound the value from below along an order.

        max(M, Σ_j b_j · (n_j − u_j) over the first ten) + Σ_j b_j · (n_j − u_j) over the others

    M is the least of the first ten by a program over their sets, and u_j is that of :func:`most_before`.

    ``order``: every handle once, shape (n_handles,). Returns the bound [people].
    """
    added = (audiences.moved * (audiences.people - most_before(audiences, bounds, is_before(order))))[order]
    start = order[:MOST_AT_START]
    least = float(added[: len(start)].sum())
    found = least_of_sets(audiences.only(start), bounds.only(start))
    if found is not None:
        least = max(least, found.bound)
    return least + float(added[len(start) :].sum())


def most_before(audiences: PlanAudiences, bounds: PairBounds, before: BoolArray) -> FloatArray:
    """How many of each handle's followers the handles before it move at most, if its account says yes: u_j.

    The value is Σ_j P(E_j and none of those before), so that in any order it is at least Σ_j b_j · (n_j − u_j): at
    most high_ji of the n_j followers of j follow i. No term is negative, and as u_j ≤ Σ_i b_i high_ji, no order does
    worse than Bonferroni's inequality on its handles.

    ``before``: which handles k come before each handle j, shape (j, k). The result has shape (n_handles,), by handle,
    at most its followers [people].
    """
    return most_among(audiences.people, np.where(before, bounds.high, 0.0), _moved_given(audiences))


def order_greedily(audiences: PlanAudiences, bounds: PairBounds) -> IntArray:
    """Order in which each next handle adds most without what :func:`most_before` takes off it, shape (n_handles,)."""
    n_handles, people = len(audiences), audiences.people
    moved = _moved_given(audiences)
    levels = levels_of(moved)
    apart, together = np.zeros((len(levels), n_handles)), np.zeros((len(levels), n_handles))
    total = np.zeros(n_handles)
    is_out = np.ones(n_handles, dtype=bool)
    order = np.empty(n_handles, dtype=np.int64)
    for place in range(n_handles):
        most = np.minimum(people, total)
        for at, level in enumerate(levels):
            most = np.minimum(most, apart[at] + people * concave_share(together[at], people, level))
        handle = int(np.argmax(np.where(is_out, audiences.moved * (people - most), -np.inf)))
        order[place] = handle
        is_out[handle] = False
        joined = moved[:, handle] * bounds.high[:, handle]
        total += joined
        for at, level in enumerate(levels):
            is_small = moved[:, handle] <= level
            together[at] += np.where(is_small, joined, 0.0)
            apart[at] += np.where(is_small, 0.0, joined)
    return order


def _moved_given(audiences: PlanAudiences) -> FloatArray:
    """Chance that a follower responds to handle i given that j's account says yes, shape (j, i) [0–1]."""
    same = audiences.owner[:, None] == audiences.owner[None, :]
    return np.where(same, audiences.chance[None, :], audiences.moved[None, :])


def most_among(people: FloatArray, sizes: FloatArray, moved: FloatArray) -> FloatArray:
    """What so many people can be worth at most, given how many of them follow each handle.

    For any level B, handles with b_h > B count as separate, and the rest as concave: with β(T) = Σ_{h ∈ T} b_h and
    all b_h ≤ B, Π (1 − b_h) is least, for its sum, where all but one of the b_h are 0 or B, so that

        f(T) ≤ 1 − Π_{h ∈ T} (1 − b_h) ≤ g_B(β(T))        g_B(m B + r) = 1 − (1 − B)^m (1 − r),  0 ≤ r ≤ B

    g_B is concave and increasing, and Jensen's inequality gives n · g_B(Σ_h b_h s_h / n). The least over some levels
    is returned. (The first ≤ holds where accounts have several handles: one answer for both makes f smaller.)

    ``people``: shape (n_lists,) [people]. ``sizes``, ``moved``: at most so many follow each handle, and its b; shape
    (n_lists, n_handles). The result has shape (n_lists,) [people].
    """
    found: FloatArray = np.minimum(people, np.einsum("ij,ij->i", sizes, moved))
    for level in levels_of(moved):
        is_small = moved <= level
        apart = np.einsum("ij,ij->i", sizes, np.where(is_small, 0.0, moved))
        together = np.einsum("ij,ij->i", sizes, np.where(is_small, moved, 0.0))
        found = np.minimum(found, apart + people * concave_share(together, people, level))
    return found


def levels_of(moved: FloatArray) -> list[float]:
    """Levels B to try: the distinct chances, or a dozen spread over them."""
    distinct = np.unique(moved[moved > 0])
    if len(distinct) > _MOST_LEVELS:
        distinct = distinct[np.linspace(0, len(distinct) - 1, _MOST_LEVELS).round().astype(np.int64)]
    return [float(level) for level in distinct]


def concave_share(total: FloatArray, people: FloatArray, level: float) -> FloatArray:
    """g_B(total / people) of :func:`most_among`, 0 for no people, shape of ``total`` [0–1]."""
    mean = np.divide(total, people, out=np.zeros_like(total), where=people > 0)
    steps = np.floor(mean / level)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_unmoved = np.where(steps > 0, steps * np.log1p(-level), 0.0)
        log_unmoved += np.log1p(-np.minimum(mean - steps * level, level))
    share: FloatArray = -np.expm1(log_unmoved)
    return share
