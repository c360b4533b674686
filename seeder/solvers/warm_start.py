"""Carry a result over to a changed problem: its selection, multipliers, cuts and root, as far as they fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from seeder.certify import Certificate, CombinedRows, Cut, ProofNode, ProofTree, add_cuts, largest_within
from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.rules import Rule
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.heuristics.greedy import budget_shares
from seeder.solvers.heuristics.lazy_greedy import LazyGreedy
from seeder.solvers.model.cells import no_cells
from seeder.solvers.model.model import Model
from seeder.solvers.result import SolveResult

_LARGEST_LIMIT = 2_000
"""Largest limit that a cut may get."""


@dataclass(frozen=True, eq=False)
class WarmStart:
    """What a search of a changed problem starts from: selection, certificate, cuts and root of a solved one."""

    selection: IntArray | None  # Of the solved problem; it may break the new one's rows.
    certificate: Certificate | None  # Of the new problem, without a tree; None where the old multipliers do not fit.
    cuts: tuple[Cut, ...]  # Of the new problem.
    root: ProofNode | None  # Numbers of the old tree's first node, for the new problem with these cuts.
    most_nodes: int | None = None  # The search ends after so many nodes from there; None: it goes on otherwise.


def carried_certificate(solved: SeedingProblem, result: SolveResult, problem: SeedingProblem) -> Certificate | None:
    """The multipliers that were found for one problem as a certificate of another, without a tree.

    None where the other problem has other options or cells, or there are no multipliers.
    """
    old = result.certificate
    if old is None or not _same_options(solved, problem) or not _same_cells(solved, problem):
        return None
    return _certificate(old, _places(solved.rules, problem.rules), problem)


def warm_start(solved: SeedingProblem, result: SolveResult, problem: SeedingProblem) -> WarmStart:
    """Carry a result over to a problem of the same options; what does not fit is left out."""
    if not _same_options(solved, problem):
        return WarmStart(None, None, (), None)
    old = result.certificate
    if old is None or not _same_cells(solved, problem):
        return WarmStart(result.selection, None, (), None)
    rules = _places(solved.rules, problem.rules)
    certificate = _certificate(old, rules, problem)
    if old.tree is None:
        return WarmStart(result.selection, certificate, (), None)
    rows = CombinedRows(problem)
    cuts: list[Cut] = []
    kept: list[int] = []
    for position, cut in enumerate(old.tree.cuts):
        moved = _moved_cut(rows, cut, rules)
        if moved is not None:
            cuts.append(moved)
            kept.append(position)
    return WarmStart(
        result.selection, certificate, tuple(cuts), _moved_root(solved, problem, old.tree.nodes[0], rules, kept)
    )


def proof_of_root(warm: WarmStart, problem: SeedingProblem) -> tuple[Certificate, SeedingProblem] | None:
    """The certificate with the old root as its tree, and the problem with its cuts; None where there is no root."""
    if warm.certificate is None or warm.root is None:
        return None
    return warm.certificate.with_tree(ProofTree(0.0, (warm.root,), warm.cuts)), add_cuts(problem, warm.cuts)


def repaired(model: Model, selection: IntArray) -> IntArray | None:
    """A selection of the model that takes of another what fits, what rules ask for, and then what else brings most."""
    with_cells = model if model.cells is not None else replace(model, cells=no_cells(model.n_options))
    position = model.restriction.position[selection]
    among = np.zeros(model.n_options, dtype=bool)
    among[position[position >= 0]] = True
    greedy = LazyGreedy(with_cells, budget_shares(model).sum(axis=0))
    greedy.grow(among)
    if not greedy.meet_requirements():
        return None
    greedy.grow()
    return greedy.filling.chosen


def _same_options(solved: SeedingProblem, problem: SeedingProblem) -> bool:
    is_same = solved.n_options == problem.n_options and bool((solved.account == problem.account).all())
    return is_same and solved.n_resources == problem.n_resources


def _certificate(old: Certificate, rules: IntArray, problem: SeedingProblem) -> Certificate:
    return Certificate(
        digest=problem.digest,
        resource_multiplier=np.where(np.isfinite(problem.budget), old.resource_multiplier, 0.0),
        at_least_multiplier=_moved(old.at_least_multiplier, rules, [rule.lower is not None for rule in problem.rules]),
        at_most_multiplier=_moved(old.at_most_multiplier, rules, [rule.upper is not None for rule in problem.rules]),
        z=old.z,
        theta=old.theta,
    )


def _same_cells(solved: SeedingProblem, problem: SeedingProblem) -> bool:
    if solved.coverage is None or problem.coverage is None:
        return solved.coverage is problem.coverage
    return (
        solved.coverage.n_cells == problem.coverage.n_cells
        and len(solved.coverage.cell) == len(problem.coverage.cell)
        and bool((solved.coverage.start == problem.coverage.start).all())
        and bool((solved.coverage.cell == problem.coverage.cell).all())
    )


def _places(old: tuple[Rule, ...], new: tuple[Rule, ...]) -> IntArray:
    """For each new rule the position of an old one over the same options with the same weights, −1 without one."""
    known: dict[tuple[bytes, bytes, int | None], list[int]] = {}
    for position, rule in enumerate(old):
        known.setdefault(_key(rule), []).append(position)
    found = [positions.pop(0) if (positions := known.get(_key(rule))) else -1 for rule in new]
    return np.array(found, dtype=np.int64)


def _key(rule: Rule) -> tuple[bytes, bytes, int | None]:
    sides = (rule.lower is None, rule.upper is None)
    return rule.options.tobytes() + bytes(sides), rule.weight.tobytes(), rule.resource


def _moved(multipliers: FloatArray, rules: IntArray, has_side: list[bool]) -> FloatArray:
    known = np.append(multipliers, 0.0)[rules]
    result: FloatArray = np.where(np.array(has_side, dtype=bool), known, 0.0) if len(rules) else np.zeros(0)
    return result


def _moved_cut(rows: CombinedRows, cut: Cut, rules: IntArray) -> Cut | None:
    """The cut with the least limit that follows from the same rows of the new problem; None where there is none."""
    problem = rows.problem
    moved = replace(
        cut,
        resource_multiplier=np.where(np.isfinite(problem.budget), cut.resource_multiplier, 0.0),
        at_least_multiplier=_moved(cut.at_least_multiplier, rules, [rule.lower is not None for rule in problem.rules]),
        at_most_multiplier=_moved(cut.at_most_multiplier, rules, [rule.upper is not None for rule in problem.rules]),
    )
    try:
        limit = largest_within(rows, moved, most=min(4 * cut.limit + 16, _LARGEST_LIMIT))
    except ProblemError:
        return None
    return None if limit is None or limit < 0 else replace(moved, limit=limit)


def _moved_root(
    solved: SeedingProblem, problem: SeedingProblem, node: ProofNode, rules: IntArray, kept: list[int]
) -> ProofNode:
    """The first node's numbers for the new problem: rules moved to their places, then the cuts that were kept."""
    n_old = len(solved.rules)
    lower = [rule.lower is not None for rule in problem.rules]
    upper = [rule.upper is not None for rule in problem.rules]
    at_least = node.at_least_multiplier if len(node.at_least_multiplier) else np.zeros(n_old)
    at_most = node.at_most_multiplier
    of_cuts = at_most[n_old:][kept] if len(at_most) > n_old else np.zeros(len(kept))
    at_most = at_most[:n_old] if len(at_most) else np.zeros(n_old)
    return replace(
        node,
        resource_multiplier=np.where(np.isfinite(problem.budget), node.resource_multiplier, 0.0),
        at_least_multiplier=np.concatenate((_moved(at_least[:n_old], rules, lower), np.zeros(len(kept)))),
        at_most_multiplier=np.concatenate((_moved(at_most, rules, upper), of_cuts)),
        branch=np.zeros(0, dtype=np.int64),
        children=(),
    )
