"""Write a search's tree as a proof and recompute its bound, as far as there is time for that."""

from __future__ import annotations

import json

from seeder.certify import Certificate, Cut, ProofTree, Region, add_cuts
from seeder.certify.bounds import lagrangian
from seeder.certify.replaying import Replay, decide
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.deadline import Deadline
from seeder.solvers.overlapping.search_tree import MOST_NUMBERS, SearchTree

_SAFETY = 1.25
"""A node of the proof is taken to need this many times what such nodes took when they were measured."""
_MEASURED_EVERY = 8
_NODES_BESIDES = 8
"""What is done once for a proof takes about as long as so many nodes."""


class ProofTime:
    """What writing and replaying a node takes [s], measured with every eighth node as the search goes on."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._n_looked_at = self._n_measured = 0
        self._seconds = 0.0

    def measure(self, problem: SeedingProblem, tree: SearchTree, number: int, *, region: Region) -> None:
        """Write and replay a node that was just solved, if it is its turn.

        ``problem``: the tree's, with its cuts. ``region``: of the problem, from which the tree starts.
        """
        if self._deadline.time_limit is None or tree.nodes[number].numbers is None:
            return
        self._n_looked_at += 1
        if self._n_looked_at % _MEASURED_EVERY != 1:
            return
        began = self._deadline.seconds
        node = tree.written(number, is_leaf=True)
        Replay(problem, target=0.0, region=region).add(node.over(node))
        json.dumps(ProofTree(0.0, (node,)).to_document())
        self._seconds += self._deadline.seconds - began
        self._n_measured += 1

    def of(self, n_nodes: int) -> float:
        """What so many nodes will take [s]; 0 while nothing is measured."""
        return _SAFETY * self._seconds / max(1, self._n_measured) * (n_nodes + _NODES_BESIDES)


def prove_in_time(
    problem: SeedingProblem,
    root: Certificate,
    tree: SearchTree,
    *,
    target: float,
    deadline: Deadline,
    cuts: tuple[Cut, ...] = (),
) -> tuple[float, Certificate]:
    """Write and replay the nodes of a tree until all are done or the time is over; the tree ends there.

    A node whose children are left out is a leaf, so that what is proved is at least what bounds it. ``cuts``: rows
    that the tree's problem has behind those of ``problem``; they were checked.

    Returns the bound that :func:`seeder.certify.proved_bound` recomputes of the certificate, and the certificate.
    """
    whole = Region.whole(problem)
    found = lagrangian(problem, root, whole)
    if found.bound <= target:
        return found.bound, root
    replay = Replay(add_cuts(problem, cuts), target=target, region=decide(problem, found, whole, target))
    kept = tree.numbers_in_short()
    position = {number: place for place, number in enumerate(kept)}
    size = n_written = 0
    before = -1
    for number in kept:
        parent = tree.nodes[number].parent
        # Siblings are written both or neither.
        if n_written and parent != before and (deadline.has_passed or size > MOST_NUMBERS):
            break
        node = tree.written(number, position=position)
        size += node.size
        replay.add(node)
        n_written, before = n_written + 1, parent
    for place, number in enumerate(kept[:n_written]):
        if any(child >= n_written for child in replay.nodes[place].children):
            replay.end_at(place, tree.written(number, is_leaf=True))
    return min(found.bound, replay.bound), root.with_tree(ProofTree(target, tuple(replay.nodes), cuts))
