"""Bounds of the plans with each account and without it, from the certificate of one search."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seeder.analysis.alternatives.evidence import Evidence
from seeder.analysis.searching import Solved
from seeder.certify import CellPrices, Certificate, Region
from seeder.certify.bounds import Lagrangian, lagrangian
from seeder.certify.cut_checks import with_cuts
from seeder.certify.replaying import certificate_of, decide
from seeder.problem import SeedingProblem

_MOST_ROUNDS = 3
"""What one look closes makes the next bound lower; so often it is looked again."""


def learn_bounds(evidence: Evidence, found: Solved) -> None:
    """Learn what a certificate of the problem says of every account.

    To ask an option costs its reduced cost: what the bound of all plans loses by it. So it is with leaving an account
    out. The multipliers of the certificate are looked at first, then those of the first node of its tree, which know
    its cuts. What they close stays closed in the next look.

    ``found``: of the problem itself, without further rules.
    """
    region = Region.whole(found.problem)
    for problem, certificate, prices in _multipliers(found):
        for _ in range(_MOST_ROUNDS):
            bounds = lagrangian(problem, certificate, region, prices)
            _learn(evidence, problem, region, bounds)
            closed = decide(problem, bounds, region, evidence.most_missed)
            is_same = (closed.open == region.open).all() and (closed.required == region.required).all()
            region = closed
            if is_same:
                break


def _multipliers(found: Solved) -> Iterator[tuple[SeedingProblem, Certificate, CellPrices | None]]:
    certificate = found.result.certificate
    if certificate is None:
        return
    tree = certificate.tree
    yield found.problem, certificate.with_tree(None), None
    if tree is not None and not tree.nodes[0].says_nothing:
        strong = with_cuts(found.problem, tree.cuts)
        yield strong, certificate_of(strong, tree.nodes[0]), tree.nodes[0].prices


def _learn(evidence: Evidence, problem: SeedingProblem, region: Region, bounds: Lagrangian) -> None:
    if not np.isfinite(bounds.bound):
        return
    inside = np.full(problem.n_accounts, -np.inf)
    np.maximum.at(inside, problem.account, bounds.bound_with(problem))
    out = np.where(region.required, -np.inf, bounds.bound_without())
    evidence.bound(inside=inside, out=out)
