"""Proof trees: nodes with the numbers that bound them; the leaves together cover every selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.certify.array_json import MOST_NUMBERS_OF_A_TREE, Sizes, read_array, read_positions, size_of, write_array
from seeder.certify.cuts import Cut
from seeder.certify.prices import CellPrices
from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray, IntArray, frozen_floats, frozen_positions, require_range

ARRAYS = ("resource_multiplier", "at_least_multiplier", "at_most_multiplier", "z", "theta")
"""What certificates and the nodes of their trees hold, by the names in ``certificate.json``."""

_POSITIONS = ("cell", "branch")
_CUTS = "cuts"
_PRICES = ("cell", "start", "option", "price")
_LARGEST = float(np.finfo(np.float64).max)


def set_arrays(owner: object, where: str, arrays: tuple[npt.ArrayLike, ...]) -> None:
    """Set :data:`ARRAYS` of a frozen object; refuse numbers that are infinite or below 0, and a θ over 1."""
    for name, values in zip(ARRAYS, arrays, strict=True):
        array = frozen_floats(f"{where}.{name}", values)
        require_range(f"{where}.{name}", array, low=0.0, high=1.0 if name == "theta" else _LARGEST)
        object.__setattr__(owner, name, array)


@dataclass(frozen=True, eq=False)
class ProofNode:
    """The multipliers of one node, and its branches if they do not bound it low enough."""

    # resource_multiplier, at_least_multiplier, at_most_multiplier: λ, ν and μ as in a certificate.
    resource_multiplier: FloatArray
    at_least_multiplier: FloatArray
    at_most_multiplier: FloatArray
    # Cells bounded by tangents, strictly rising, shape (n,). Cells that are named neither here nor in ``prices`` are
    # bounded as in the tree's first node, and by Σ b x where that does not name them either.
    cell: IntArray
    # z, theta: their z̄ and θ, shape (n,).
    z: FloatArray
    theta: FloatArray
    prices: CellPrices  # Cells bounded by prices.
    branch: IntArray  # Options of one account on which the node branches; empty if it does not.
    # Positions of the child nodes: none; one, which goes on with what this node left; or two, the first without any
    # option of ``branch``, the second with one of them.
    children: tuple[int, ...]

    def __init__(
        self,
        *,
        resource_multiplier: npt.ArrayLike,
        at_least_multiplier: npt.ArrayLike = (),
        at_most_multiplier: npt.ArrayLike = (),
        cell: npt.ArrayLike = (),
        z: npt.ArrayLike = (),
        theta: npt.ArrayLike = (),
        prices: CellPrices | None = None,
        branch: npt.ArrayLike = (),
        children: tuple[int, ...] = (),
    ) -> None:
        set_arrays(self, "tree", (resource_multiplier, at_least_multiplier, at_most_multiplier, z, theta))
        for name, values in (("cell", cell), ("branch", branch)):
            positions = frozen_positions(f"tree.{name}", values, size=2**62)
            if (np.diff(positions) <= 0).any():
                raise ProblemError(f"tree.{name}: positions must rise strictly")
            object.__setattr__(self, name, positions)
        if not len(self.cell) == len(self.z) == len(self.theta):
            raise ProblemError(
                f"tree: {len(self.cell)} cells beside {len(self.z)} tangents and {len(self.theta)} weights"
            )
        if len(children) != (2 if len(self.branch) else min(len(children), 1)):
            raise ProblemError(f"tree: {len(children)} children of a node that branches on {len(self.branch)} options")
        object.__setattr__(self, "prices", CellPrices.none() if prices is None else prices)
        object.__setattr__(self, "children", children)

    def over(self, base: ProofNode) -> ProofNode:
        """The node with what another says of the cells that this one does not name."""
        named = np.concatenate((self.cell, self.prices.cell))
        kept = np.flatnonzero(~np.isin(base.cell, named))
        cell = np.concatenate((self.cell, base.cell[kept]))
        order = np.argsort(cell)
        return replace(
            self,
            cell=cell[order],
            z=np.concatenate((self.z, base.z[kept]))[order],
            theta=np.concatenate((self.theta, base.theta[kept]))[order],
            prices=self.prices.over(base.prices, named),
        )

    @property
    def says_nothing(self) -> bool:
        """Whether it has no multiplier and names no cell: it only divides."""
        is_silent = not (self.resource_multiplier.any() or self.at_least_multiplier.any())
        return is_silent and not (self.at_most_multiplier.any() or len(self.cell) or len(self.prices.cell))

    @property
    def size(self) -> int:
        """How many numbers the node holds, about."""
        n_multipliers = len(self.resource_multiplier) + len(self.at_least_multiplier) + len(self.at_most_multiplier)
        return n_multipliers + 3 * len(self.cell) + 2 * len(self.prices.cell) + 2 * len(self.prices.price)


@dataclass(frozen=True, eq=False)
class ProofTree:
    """A division of all selections into nodes; refuses nodes that form no tree."""

    # What is shown: no selection is worth more than this, or than the bound of a node that stays above it. At every
    # node, options and accounts whose choice the node bounds by the target are decided.
    target: float
    # The first goes on with what the certificate's own multipliers left; every other is the child of one before it.
    nodes: tuple[ProofNode, ...]
    # Rows that follow from the problem's own; at the nodes they count as further rules, behind those of the problem.
    cuts: tuple[Cut, ...] = ()

    def __post_init__(self) -> None:
        if not np.isfinite(self.target) or self.target < 0:
            raise ProblemError(f"tree.target: expected a number of 0 or more, found {self.target}")
        if not self.nodes:
            raise ProblemError("tree.nodes: a tree has at least one node")
        named: list[int] = []
        for position, node in enumerate(self.nodes):
            if any(child <= position for child in node.children):
                raise ProblemError(f"tree.nodes: node {position} has a child before it")
            named += node.children
        if sorted(named) != list(range(1, len(self.nodes))):
            raise ProblemError("tree.nodes: every node but the first is the child of exactly one other")

    @property
    def size(self) -> int:
        """How many numbers the tree holds, about."""
        return sum(node.size for node in self.nodes)

    def to_document(self) -> dict[str, Any]:
        """Write as a plain document for JSON; every float keeps all its digits."""
        document: dict[str, Any] = {"target": self.target, "nodes": [_write_node(node) for node in self.nodes]}
        if self.cuts:
            document[_CUTS] = [cut.to_document() for cut in self.cuts]
        return document

    @classmethod
    def from_document(cls, document: Any, *, sizes: Sizes) -> ProofTree:
        """Read what :meth:`to_document` wrote.

        ``sizes``: how long the arrays of a node may be. Raises ProblemError where the document holds what is no tree,
        or asks for more numbers than any search writes.
        """
        if not isinstance(document, Mapping) or set(document) - {_CUTS} != {"target", "nodes"}:
            raise ProblemError("certificate.tree: expected target, nodes and perhaps cuts")
        target, nodes, cuts = document["target"], document["nodes"], document.get(_CUTS, [])
        if type(target) not in (int, float) or not isinstance(nodes, list) or not isinstance(cuts, list):
            raise ProblemError("certificate.tree: target must be a number, nodes and cuts lists")
        asked = sum(size_of(part) for node in (*nodes, *cuts) if isinstance(node, Mapping) for part in node.values())
        if asked > MOST_NUMBERS_OF_A_TREE:
            raise ProblemError(f"certificate.tree: has {asked:,} numbers, more than any search writes")
        try:
            number = float(target)
        except OverflowError as error:
            raise ProblemError("certificate.tree: target leaves the range of floating-point numbers") from error
        of_nodes = replace(sizes, rules=sizes.rules + len(cuts))
        return cls(
            target=number,
            nodes=tuple(_read_node(node, of_nodes) for node in nodes),
            cuts=tuple(Cut.from_document(cut, sizes=sizes) for cut in cuts),
        )


def _write_node(node: ProofNode) -> dict[str, Any]:
    """Write a node; what is empty is left out."""
    document: dict[str, Any] = {name: write_array(getattr(node, name)) for name in ARRAYS if len(getattr(node, name))}
    document |= {name: getattr(node, name).tolist() for name in _POSITIONS if len(getattr(node, name))}
    if len(node.prices.cell):
        document["prices"] = {name: getattr(node.prices, name).tolist() for name in _PRICES}
    if node.children:
        document["children"] = list(node.children)
    return document


def _read_node(document: Any, sizes: Sizes) -> ProofNode:
    if not isinstance(document, Mapping) or set(document) - {*ARRAYS, *_POSITIONS, "prices", "children"}:
        raise ProblemError("certificate.tree.nodes: expected the parts of a node")
    parts: dict[str, Any] = {
        name: read_array(f"tree.{name}", document[name], most=sizes.most(name)) for name in ARRAYS if name in document
    }
    parts |= {name: read_positions(f"tree.{name}", document[name]) for name in _POSITIONS if name in document}
    prices = document.get("prices")
    if prices is not None:
        if not isinstance(prices, Mapping) or set(prices) != set(_PRICES):
            raise ProblemError("certificate.tree.prices: expected cell, start, option and price")
        parts["prices"] = CellPrices(
            cell=read_positions("prices.cell", prices["cell"]),
            start=read_positions("prices.start", prices["start"]),
            option=read_positions("prices.option", prices["option"]),
            price=read_array("prices.price", prices["price"], most=MOST_NUMBERS_OF_A_TREE),
        )
    children = read_positions("tree.children", document.get("children", []))
    resource = parts.pop("resource_multiplier", ())
    return ProofNode(resource_multiplier=resource, children=tuple(children.tolist()), **parts)
