"""Go through a proof tree and recompute what it proves."""

from __future__ import annotations

import math

import numpy as np

from seeder.certify.bounds import Lagrangian, Region, certified_bound, lagrangian
from seeder.certify.certificate import Certificate
from seeder.certify.tree import ProofNode, ProofTree
from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, IntArray
from seeder.problem.decimals import exact_sum, fits
from seeder.problem.rules import CountRule
from seeder.problem.seeding import SeedingProblem

_NEAR = 1e-6


def proved_bound(problem: SeedingProblem, certificate: Certificate) -> float:
    """Recompute what a certificate proves: by its multipliers, and by the cases of its tree where it has one.

    At every node, beginning with the certificate's own multipliers, the bound of the case is computed by
    :func:`seeder.certify.bounds.lagrangian`. What it bounds by the tree's target is decided: an option with which no
    selection is worth more is closed, an account without which none is must be asked. The children go on with the
    rest. A case is done where its bound is at most the target, or where what must be asked breaks a budget, a limit or
    a count by itself.

    Returns
    -------
    float
        The least of the certificate's own bound and the largest over all cases of their bound, at least the target.

    Raises
    ------
    ProblemError
        Where the certificate or its tree does not fit the problem.
    """
    if certificate.tree is None:
        return certified_bound(problem, certificate)
    region = Region.whole(problem)
    found = lagrangian(problem, certificate, region)
    if found.bound <= certificate.tree.target:
        return found.bound
    return min(found.bound, replay(problem, certificate.tree, decide(problem, found, region, certificate.tree.target)))


def replay(problem: SeedingProblem, tree: ProofTree, region: Region) -> float:
    """Recompute what a tree proves of a region: the largest bound of its cases, at least the target."""
    bounds = [-math.inf] * len(tree.nodes)
    regions: list[Region | None] = [None] * len(tree.nodes)
    regions[0] = region
    for position, node in enumerate(tree.nodes):
        case, regions[position] = regions[position], None
        if case is None or is_impossible(problem, case):
            # What is above was bounded already.
            continue
        if node.children and node.says_nothing:
            bounds[position] = math.inf
            for child, part in zip(node.children, divide(problem, case, node.branch), strict=True):
                regions[child] = part
            continue
        numbers = node if position == 0 else node.over(tree.nodes[0])
        found = lagrangian(problem, certificate_of(problem, numbers), case, numbers.prices)
        bounds[position] = found.bound
        if found.bound > tree.target and node.children:
            left = decide(problem, found, case, tree.target)
            for child, part in zip(node.children, divide(problem, left, node.branch), strict=True):
                regions[child] = part
    for position in range(len(tree.nodes) - 1, -1, -1):
        node = tree.nodes[position]
        if node.children and bounds[position] > tree.target:
            bounds[position] = min(bounds[position], max(bounds[child] for child in node.children))
    return max(tree.target, bounds[0])


def certificate_of(problem: SeedingProblem, node: ProofNode) -> Certificate:
    """A node's multipliers and tangents in the form of a certificate of the whole problem.

    Raises
    ------
    ProblemError
        Where it names a cell that the problem does not have.
    """
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


def divide(problem: SeedingProblem, region: Region, branch: IntArray) -> tuple[Region, ...]:
    """The region itself; or its part without any of some options of one account, and its part with one of them.

    Raises
    ------
    ProblemError
        Where the options are not of one account.
    """
    if not len(branch):
        return (region,)
    if branch[-1] >= problem.n_options or problem.account[branch[0]] != problem.account[branch[-1]]:
        raise ProblemError("tree.branch: the options of a branch are of one account")
    account = problem.account[branch[0]]
    inside = np.zeros(problem.n_options, dtype=bool)
    inside[branch] = True
    with_one = region.open & (inside | (problem.account != account))
    required = region.required.copy()
    required[account] = True
    return (
        Region(region.open & ~inside, region.required, region.attainable),
        Region(with_one, required, region.attainable),
    )


def is_impossible(problem: SeedingProblem, region: Region) -> bool:
    """Whether the accounts that must be asked, each by its cheapest open option, already break a row of the problem.

    That is: they cost more than a budget or a limit as decimals, more of them than ``at_most`` have open options in a
    count only, or fewer than ``at_least`` accounts have one there.
    """
    must = region.open & region.required[problem.account]
    for resource in range(problem.n_resources):
        budget = float(problem.budget[resource])
        if budget < math.inf and _costs_more(problem, resource, must, budget):
            return True
    for rule in problem.rules:
        inside = np.zeros(problem.n_options, dtype=bool)
        inside[rule.options] = True
        # Accounts that may be asked by an option outside need not count.
        outside = np.zeros(problem.n_accounts, dtype=bool)
        outside[problem.account[must & ~inside]] = True
        bound_to = must & inside & ~outside[problem.account]
        if not isinstance(rule, CountRule):
            if _costs_more(problem, rule.resource, bound_to, rule.limit):
                return True
            continue
        if rule.at_most is not None and len(np.unique(problem.account[bound_to])) > rule.at_most:
            return True
        if len(np.unique(problem.account[inside & region.open])) < rule.at_least:
            return True
    return False


def _costs_more(problem: SeedingProblem, resource: int, must: BoolArray, budget: float) -> bool:
    option = np.flatnonzero(must)
    if not len(option):
        return False
    account, cost = problem.account[option], problem.cost[resource, option]
    least = np.minimum.reduceat(cost, np.flatnonzero(np.diff(account, prepend=-1)))
    if float(least.sum()) < budget * (1.0 - _NEAR):
        return False
    return not fits(exact_sum(least.tolist()), budget)
