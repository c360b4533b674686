"""What handles can be worth at most, however many they are: from what each shares with those before it."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences, worth_along
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.problem.arrays import BoolArray, FloatArray, IntArray


def most_if_separate(audiences: PlanAudiences) -> float:
    """The total of separate audiences, Σ_h n_h b_h, as f(T) ≤ Σ_{h ∈ T} b_h [people]."""
    return float(audiences.people @ audiences.moved)


def most_of_tree(audiences: PlanAudiences, bounds: PairBounds) -> float:
    """Hunter and Worsley's bound on the events "says yes, and the person responds".

        Σ_h n_h b_h − max over spanning forests Σ_{(h,k)} low_hk P(responds to both)

    References
    ----------
    Hunter, An upper bound for the probability of a union, 1976. Worsley, An improved Bonferroni inequality, 1982.
    """
    both = bounds.low * audiences.both_moved
    order = grow_tree(both)
    deducted = 0.0
    for place, handle in enumerate(order[1:].tolist(), start=1):
        deducted += float(both[handle, order[:place]].max())
    return most_if_separate(audiences) - deducted


def grow_tree(weight: FloatArray) -> IntArray:
    """Order in which Prim's algorithm joins the nodes of a maximum spanning tree, shape (n_nodes,).

    Each node's heaviest edge to those before it is its edge of the tree.
    """
    n_nodes = len(weight)
    order = np.empty(n_nodes, dtype=np.int64)
    if not n_nodes:
        return order
    off = weight.copy()
    np.fill_diagonal(off, -np.inf)
    order[0] = int(np.argmax(off.max(axis=1)))
    nearest = off[order[0]].copy()
    nearest[order[0]] = -np.inf
    is_out = np.ones(n_nodes, dtype=bool)
    is_out[order[0]] = False
    for place in range(1, n_nodes):
        handle = int(np.argmax(np.where(is_out, nearest, -np.inf)))
        order[place] = handle
        is_out[handle] = False
        nearest = np.maximum(nearest, off[handle])
    return order


def is_before(order: IntArray) -> BoolArray:
    """Which handles k come before each handle j in an order, shape (j, k)."""
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[None, :] < place[:, None]


def least_before(audiences: PlanAudiences, bounds: PairBounds, before: BoolArray) -> FloatArray:
    """How many of each handle's followers the handles before it move at least, if its account says yes: r_j.

    The value is Σ_j P(E_j and none of those before) for the events "says yes, and the person responds", so that in any
    order it is at most Σ_j b_j · (n_j − r_j). r_j is at least j's heaviest edge to those before, so that along Prim's
    order this is never above :func:`most_of_tree`.

    Among j's followers the others' audiences have at least low_ji people. Of all arrangements with given sizes the
    nested one moves fewest (f is submodular), and more people move more:

        Σ_r low_j(r) · (f({(1) … (r)}) − f({(1) … (r − 1)}))    with low_j(1) ≥ low_j(2) ≥ …

    Or, by Bonferroni's inequality for any handles A before it, Σ_A b_i low_ji − Σ_A P(both) · most that all three
    share, with A grown greedily.

    Parameters
    ----------
    before
        Which handles k come before each handle j, shape (j, k).

    Returns
    -------
    FloatArray
        Shape (n_handles,), by handle [people].
    """
    low = np.where(before, bounds.low, 0.0)
    nested = nested_worth(audiences, low, certain=audiences.owner)
    return np.maximum(nested, _least_by_bonferroni(audiences, bounds, low))


def nested_worth(audiences: PlanAudiences, sizes: FloatArray, *, certain: IntArray | None = None) -> FloatArray:
    """Worth of audiences that lie inside one another, for several lists of sizes at once.

        Σ_r s_(r) · (f({(1) … (r)}) − f({(1) … (r − 1)}))    with s_(1) ≥ s_(2) ≥ …

    Parameters
    ----------
    sizes
        Shape (n_lists, n_handles) [people].
    certain
        For each list an account that is known to say yes, shape (n_lists,); None for none.

    Returns
    -------
    FloatArray
        Shape (n_lists,) [people].
    """
    order = np.argsort(-sizes, axis=1, kind="stable")
    gain = worth_along(audiences, order, certain=certain)
    found: FloatArray = np.einsum("ij,ij->i", np.take_along_axis(sizes, order, axis=1), gain)
    return found


def _least_by_bonferroni(audiences: PlanAudiences, bounds: PairBounds, low: FloatArray) -> FloatArray:
    """Σ_{i ∈ A} b_i low_ji − Σ_{i,l ∈ A} P(both) min(high_ji, high_jl, high_il), A grown while that pays."""
    found = np.zeros(len(audiences))
    owner, chance = audiences.owner, audiences.chance
    for handle in range(len(audiences)):
        before = np.flatnonzero(low[handle] > 0)
        if len(before) < 2:
            continue
        of_same = owner[before] == owner[handle]
        moved = np.where(of_same, chance[before], audiences.moved[before])
        both = np.where(
            of_same[:, None] | of_same[None, :], np.outer(moved, moved), audiences.both_moved[np.ix_(before, before)]
        )
        high = bounds.high[handle, before]
        triple = both * np.minimum(np.minimum(high[:, None], high[None, :]), bounds.high[np.ix_(before, before)])
        gain = moved * low[handle, before]
        while True:
            best = int(np.argmax(gain))
            if not gain[best] > 0:
                break
            found[handle] += gain[best]
            gain = gain - triple[best]
            gain[best] = -np.inf
    return found
