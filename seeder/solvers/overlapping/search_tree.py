"""The nodes of a branch and bound search, and how they are written as a proof tree."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seeder.certify import CellPrices, ProofNode, Region
from seeder.problem.arrays import BoolArray, IntArray
from seeder.solvers.model.reduced import NodeNumbers, Reduced

MOST_NUMBERS = 1_500_000
"""A tree with more numbers is not written: its bound stays uncertified."""


@dataclass(eq=False)
class Node:
    """A node of the search: its region, the bound from above, and what was found of it.

    ``bound`` is certified. ``uncertified`` is the bound of the program or of an enumeration, without what certifying
    loses to rounding.
    """

    region: Region
    bound: float
    uncertified: float
    parent: int
    numbers: NodeNumbers | None = None
    branch: IntArray = dataclasses.field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    children: list[int] = dataclasses.field(default_factory=list)
    has_decided: bool = False


class SearchTree:
    """All nodes so far, by number; the first is the root.

    ``reduced``: the problem that the root holds. ``option``, ``start``: option of every entry, cell by cell, and where
    each cell's entries begin, shape (n_cells + 1,). ``is_exact``: which cells are bounded by prices, the others by
    tangents, shape (n_cells,).
    """

    def __init__(self, reduced: Reduced, *, option: IntArray, start: IntArray, is_exact: BoolArray) -> None:
        self._reduced, self._option, self._start, self._is_exact = reduced, option, start, is_exact
        self.nodes: list[Node] = []

    def numbers_above(self, node: Node) -> NodeNumbers | None:
        """Numbers of a node, or of the nearest one above it that has some: what bounds the whole bounds the part."""
        while node.numbers is None and node.parent >= 0:
            node = self.nodes[node.parent]
        return node.numbers

    def proof_node(self, numbers: NodeNumbers) -> ProofNode:
        """What numbers say of the reduced problem."""
        resource, at_least, at_most = numbers.multipliers.of_problem(self._reduced.model, self._reduced.problem)
        exact, touched = np.flatnonzero(self._is_exact), np.flatnonzero(~self._is_exact)
        lengths = np.diff(self._start)
        is_priced = np.repeat(self._is_exact, lengths)
        return ProofNode(
            resource_multiplier=resource,
            at_least_multiplier=at_least,
            at_most_multiplier=at_most,
            cell=touched,
            z=numbers.z[touched],
            theta=numbers.theta[touched],
            prices=CellPrices(
                cell=exact,
                start=np.concatenate(([0], np.cumsum(lengths[exact]))),
                option=self._option[is_priced],
                price=numbers.price[is_priced],
            ),
        )

    def written_nodes(self) -> tuple[ProofNode, ...] | None:
        """All nodes as a proof of the origin; None where they hold too many numbers."""
        nodes: list[ProofNode] = []
        size = 0
        for number in range(len(self.nodes)):
            nodes.append(self.written(number))
            size += nodes[-1].size
            if size > MOST_NUMBERS:
                return None
        return tuple(nodes)

    def numbers_in_short(self) -> list[int]:
        """Nodes of a tree that is to be written in short time, rising: without children of which none was looked at.

        Such children are bounded by what bounds their parent, and nothing more is known of them.
        """
        is_open = [node.numbers is None and not node.children and node.bound > -math.inf for node in self.nodes]
        return [
            number
            for number, node in enumerate(self.nodes)
            if node.parent < 0 or not all(is_open[child] for child in self.nodes[node.parent].children)
        ]

    def written(self, number: int, *, is_leaf: bool = False, position: Mapping[int, int] | None = None) -> ProofNode:
        """One node as part of a proof of the origin.

        ``position``: where other nodes are in the proof, by number; a node whose children are not in it is a leaf.
        Default: each at its number.
        """
        node = self.nodes[number]
        if position is not None:
            is_leaf = is_leaf or not all(child in position for child in node.children)
        if is_leaf:
            node = dataclasses.replace(node, branch=np.zeros(0, dtype=np.int64), children=[])
        # Of one not looked at any more: what holds of the whole holds of the part.
        numbers = self.numbers_above(node)
        children = tuple(child if position is None else position[child] for child in node.children)
        if numbers is None or node.bound == -math.inf or (number > 0 and children and not node.has_decided):
            origin = self._reduced.origin
            return ProofNode(
                resource_multiplier=np.zeros(origin.n_resources),
                at_least_multiplier=np.zeros(len(origin.rules)),
                at_most_multiplier=np.zeros(len(origin.rules)),
                branch=self._reduced.model.restriction.selection(node.branch),
                children=children,
            )
        part = dataclasses.replace(self.proof_node(numbers), branch=node.branch, children=children)
        base = None if number == 0 else self.nodes[0].numbers
        return self._reduced.node_of_origin(part, numbers, base, self._is_exact)
