"""Choose the order of a plan's handles for bounds that add up one handle after another."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.problem.arrays import BoolArray, FloatArray, IntArray

MOST_AT_START = 10
"""Handles at the start of an order whose sets are looked at together: a program over ten takes 0.04 s."""


def by_size(audiences: PlanAudiences) -> IntArray:
    """Handles by size, largest first, shape (n_handles,)."""
    return np.argsort(-audiences.people, kind="stable")


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
