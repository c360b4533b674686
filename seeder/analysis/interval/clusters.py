"""Bounds from exact ones inside groups of handles that overlap most."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.lower_bounds import most_before
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.analysis.interval.programs import least_of_sets, most_of_sets
from seeder.analysis.interval.upper_bounds import grow_tree, is_before, least_before
from seeder.problem.arrays import BoolArray, FloatArray, IntArray


def group_handles(weight: FloatArray, *, most: int) -> list[IntArray]:
    """Join handles along the heaviest pairs into groups of at most so many.

    Parameters
    ----------
    weight
        What belonging together is worth, shape (n_handles, n_handles); pairs of weight 0 are not joined.
    most
        Handles that a group may have.

    Returns
    -------
    list
        The groups, in Prim's order of the heaviest pairs between them.
    """
    n_handles = len(weight)
    first, second = np.triu_indices(n_handles, 1)
    heaviness = weight[first, second]
    group = np.arange(n_handles)
    size = np.ones(n_handles, dtype=np.int64)
    for pair in np.argsort(-heaviness, kind="stable").tolist():
        if not heaviness[pair] > 0:
            break
        kept, joined = group[first[pair]], group[second[pair]]
        if kept == joined or size[kept] + size[joined] > most:
            continue
        size[kept] += size[joined]
        group[group == joined] = kept
    names = np.unique(group)
    starts = np.concatenate([np.flatnonzero(group == name) for name in names.tolist()])
    begin = np.concatenate(([0], np.cumsum(size[names])[:-1]))
    between = np.maximum.reduceat(np.maximum.reduceat(weight[np.ix_(starts, starts)], begin, axis=0), begin, axis=1)
    return [np.flatnonzero(group == names[at]) for at in grow_tree(between).tolist()]


def most_of_groups(audiences: PlanAudiences, bounds: PairBounds, groups: list[IntArray]) -> float:
    """Exact upper bounds inside groups, and Hunter and Worsley's edges between them.

        Σ_C min(U_C − max_{h ∈ C} b_h r_h, Σ_{h ∈ C} b_h (n_h − r′_h))

    U_C is the most that group C can be worth. r_h is what the groups before C move of the followers of h at least,
    :func:`least_before`, so that at least b_h r_h people are moved both by C and by a group before it; r′_h counts
    the handles before h inside C as well, and is the bound that adds handles one by one.

    Parameters
    ----------
    groups
        Positions of handles, every handle once; the groups in the order in which they are added.
    """
    moved = audiences.moved
    by_groups = moved * least_before(audiences, bounds, _is_in_group_before(groups))
    weight = moved * audiences.people
    inside = [group[np.argsort(-weight[group], kind="stable")] for group in groups]
    added = moved * (audiences.people - least_before(audiences, bounds, is_before(np.concatenate(inside))))
    total = 0.0
    for group in groups:
        worth = float(added[group].sum())
        found = most_of_sets(audiences.only(group), bounds.only(group))
        if found is not None:
            worth = min(worth, found.bound - float(by_groups[group].max()))
        total += worth
    return total


def least_of_groups(audiences: PlanAudiences, bounds: PairBounds, groups: list[IntArray]) -> float:
    """Exact lower bounds inside groups, without what they can share with groups before them.

        Σ_C max(0, L_C − Σ_{h ∈ C} b_h u_h, Σ_{h ∈ C} b_h (n_h − u′_h))

    L_C is the least that group C is worth, and u_h what the groups before C can move of the followers of h at most,
    :func:`most_before`; u′_h counts the handles before h inside C as well. The groups are added in the order of L_C,
    the largest first.

    Parameters
    ----------
    groups
        Positions of handles, every handle once.
    """
    moved = audiences.moved
    found = [least_of_sets(audiences.only(group), bounds.only(group)) for group in groups]
    worth = np.array([0.0 if least is None else least.bound for least in found])
    ordered = np.argsort(-worth, kind="stable").tolist()
    weight = moved * audiences.people
    inside = [groups[at][np.argsort(-weight[groups[at]], kind="stable")] for at in ordered]
    shared = moved * most_before(audiences, bounds, _is_in_group_before(inside))
    added = moved * (audiences.people - most_before(audiences, bounds, is_before(np.concatenate(inside))))
    return sum(max(0.0, float(worth[at] - shared[groups[at]].sum()), float(added[groups[at]].sum())) for at in ordered)


def _is_in_group_before(groups: list[IntArray]) -> BoolArray:
    """Which handles k stand in a group before that of each handle j, shape (j, k)."""
    place = np.empty(sum(len(group) for group in groups), dtype=np.int64)
    for at, group in enumerate(groups):
        place[group] = at
    return place[None, :] < place[:, None]
