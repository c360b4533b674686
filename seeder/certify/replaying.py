"""Replay a proof tree and recompute the bound that it certifies."""

from __future__ import annotations

import math

import numpy as np

from seeder.argument_kinds import require_kind
from seeder.certify.bounds import Lagrangian, Region, certified_bound, lagrangian
from seeder.certify.certificate import Certificate
from seeder.certify.cut_checks import with_cuts
from seeder.certify.required_sums import RequiredSums
from seeder.certify.tree import ProofNode, ProofTree
from seeder.errors import ProblemError
from seeder.problem.arrays import IntArray, mask_of
from seeder.problem.seeding import SeedingProblem


def proved_bound(
    problem: SeedingProblem, certificate: Certificate, *, with_checked_cuts: SeedingProblem | None = None
) -> float:
    """Recompute the bound that a certificate proves, from its multipliers and from the nodes of its tree.

    At every node, beginning with the certificate's own multipliers, the bound is computed by
    :func:`seeder.certify.bounds.lagrangian`, and compared with the tree's target. An option is closed if no selection
    with it is worth more than the target. An account must be asked if no selection without it is worth more. The
    children go on with the rest. A node is fathomed if its bound is at most the target, or if the accounts that must
    be asked break a budget, a limit or a count by themselves.

    The cuts of the tree are checked first (:func:`seeder.certify.cut_checks.follows`); after that they are rules like
    all others.

    Parameters
    ----------
    with_checked_cuts
        The problem with the tree's cuts as its last rules, if they were checked before.

    Returns
    -------
    float
        The smaller of the certificate's own bound and the largest bound of all nodes, which is at least the target.

    Raises
    ------
    ProblemError
        Where the certificate or its tree does not fit the problem.
    """
    require_kind("problem", problem, SeedingProblem)
    require_kind("certificate", certificate, Certificate)
    if certificate.tree is None:
        return certified_bound(problem, certificate)
    region = Region.whole(problem)
    found = lagrangian(problem, certificate, region)
    if found.bound <= certificate.tree.target:
        return found.bound
    left = decide(problem, found, region, certificate.tree.target)
    strengthened = with_cuts(problem, certificate.tree.cuts) if with_checked_cuts is None else with_checked_cuts
    return min(found.bound, replay(strengthened, certificate.tree, left))


def replay(problem: SeedingProblem, tree: ProofTree, region: Region) -> float:
    """Recompute the bound that a tree proves for a region: the largest bound of its nodes, at least the target.

    ``problem``: with the cuts of the tree as its last rules.
    """
    replayed = Replay(problem, target=tree.target, region=region)
    for node in tree.nodes:
        replayed.add(node)
    return replayed.bound


class Replay:
    """A proof tree of a region that is replayed node by node, in their order.

    A search that must end soon adds nodes as long as there is time, and ends the tree where it stands
    (:meth:`end_at`): nothing is evaluated twice, and the bound is that of :func:`replay`, bit by bit.
    """

    def __init__(self, problem: SeedingProblem, *, target: float, region: Region) -> None:
        self._problem, self._target = problem, target
        self._required = RequiredSums(problem)
        self.nodes: list[ProofNode] = []
        """The nodes so far."""
        self._bounds: list[float] = []
        self._regions: dict[int, Region] = {0: region}
        self._divided: dict[int, Region] = {}

    def add(self, node: ProofNode) -> None:
        """Bound the next node, and hand its region to its children."""
        position = len(self.nodes)
        self.nodes.append(node)
        self._bounds.append(-math.inf)
        region = self._regions.pop(position, None)
        if region is None or self._required.are_broken(region):
            # What is above was bounded already.
            return
        if node.children and node.says_nothing:
            self._bounds[position] = math.inf
            self._divided[position] = region
            self._divide(node, region)
            return
        found = self._bounded(position, region)
        if found.bound > self._target and node.children:
            self._divide(node, decide(self._problem, found, region, self._target))

    def end_at(self, position: int, leaf: ProofNode) -> None:
        """Put a leaf in place of a node whose children are not to be added."""
        self.nodes[position] = leaf
        region = self._divided.get(position)
        if region is not None:
            self._bounded(position, region)

    @property
    def bound(self) -> float:
        """The largest bound of the cases, at least the target; every node's children must have been added."""
        bounds = list(self._bounds)
        for position in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[position]
            if node.children and bounds[position] > self._target:
                bounds[position] = min(bounds[position], max(bounds[child] for child in node.children))
        return max(self._target, bounds[0])

    def _bounded(self, position: int, region: Region) -> Lagrangian:
        node = self.nodes[position]
        numbers = node if position == 0 else node.over(self.nodes[0])
        found = lagrangian(self._problem, certificate_of(self._problem, numbers), region, numbers.prices)
        self._bounds[position] = found.bound
        return found

    def _divide(self, node: ProofNode, region: Region) -> None:
        for child, part in zip(node.children, branch_on(self._problem, region, node.branch), strict=True):
            self._regions[child] = part


def certificate_of(problem: SeedingProblem, node: ProofNode) -> Certificate:
    """A node's numbers in the form of a certificate; refuses a cell that the problem does not have."""
    n_cells = 0 if problem.coverage is None else problem.coverage.n_cells
    if len(node.cell) and node.cell[-1] >= n_cells:
        raise ProblemError(f"tree.cell: the problem has {n_cells} cells")
    z, theta = np.zeros(n_cells), np.zeros(n_cells)
    z[node.cell], theta[node.cell] = node.z, node.theta
    return Certificate(
        digest=problem.digest,
        resource_multiplier=node.resource_multiplier,
        at_least_multiplier=node.at_least_multiplier,
        at_most_multiplier=node.at_most_multiplier,
        z=z,
        theta=theta,
    )


def decide(problem: SeedingProblem, found: Lagrangian, region: Region, target: float) -> Region:
    """Close the options and require the accounts without which a region holds nothing worth more than a target."""
    if not math.isfinite(found.bound):
        return region
    closed = region.open & (found.bound_with(problem) <= target)
    required = region.required | (found.bound_without() <= target)
    return Region(region.open & ~closed, required, region.attainable)


def branch_on(problem: SeedingProblem, region: Region, branch: IntArray) -> tuple[Region, ...]:
    """The region itself; or its part without any of some options of one account, and its part with one of them.

    Raises ProblemError where the options are not of one account.
    """
    if not len(branch):
        return (region,)
    if branch[-1] >= problem.n_options or problem.account[branch[0]] != problem.account[branch[-1]]:
        raise ProblemError("tree.branch: the options of a branch are of one account")
    account = problem.account[branch[0]]
    inside = mask_of(branch, problem.n_options)
    with_one = region.open & (inside | (problem.account != account))
    required = region.required.copy()
    required[account] = True
    return (
        Region(region.open & ~inside, region.required, region.attainable),
        Region(with_one, required, region.attainable),
    )
