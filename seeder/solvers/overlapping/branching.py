"""Branch and bound on the linear relaxation with facets; every node keeps the numbers that certify its bound.

At each node the relaxation is solved and facets are added. Its multipliers and prices are evaluated by the definition
of the bound (:func:`seeder.certify.bounds.lagrangian`), options are fixed by reduced cost, and the node is branched on
the option whose two children have the lowest bounds. Bounds reported here are certified by the stored tree.

References
----------
Land & Doig, An automatic method of solving discrete programming problems, Econometrica 28, 1960.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np

from seeder.certify import Certificate, ProofTree, Region, add_cuts, proved_bound
from seeder.certify.bounds import Lagrangian, lagrangian
from seeder.certify.replaying import branch_on, certificate_of, decide
from seeder.certify.required_sums import RequiredSums
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.evaluation import value
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.model.pricing import Multipliers
from seeder.solvers.model.reduced import NodeNumbers, Reduced, reduce_to
from seeder.solvers.overlapping.enumeration import can_enumerate, enumerate_region
from seeder.solvers.overlapping.reliability_branching import ReliabilityBranching
from seeder.solvers.overlapping.root_cuts import find_root_cuts
from seeder.solvers.overlapping.rounding import Rounding
from seeder.solvers.overlapping.search_tree import MOST_NUMBERS, Node, SearchTree
from seeder.solvers.overlapping.timely_proof import ProofTime, prove_in_time
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.programs.growing_program import Solved
from seeder.solvers.relaxations.facet_relaxation import FacetRelaxation
from seeder.solvers.result import Limit


@dataclass(frozen=True, slots=True)
class BranchingParams(Parameters):
    """When branch and bound fathoms a node, rounds, and enumerates, and how its tree is written."""

    # Nodes are bounded to this share of the gap asked for, so that rounding does not miss it.
    part_of_gap: Share = 0.98
    # Smallest relative gap aimed at: programs in floats, and bounds that carry their rounding, get no nearer.
    least_gap: Share = 1e-9
    rounds: int = 60  # Most rounds of facets at a node.
    least_fall: Share = 0.1  # Branch where a round of facets closes less than this share of the node's open gap.
    round_every: int = 10  # The relaxation is rounded to a selection at every such node.
    dive_every: int = 20  # Every such node is followed by a dive: fractional options are asked for one by one.
    # The same of the first ``nodes_of_dives`` nodes: a good plan early fathoms many of those to come.
    dive_first_every: int = 5
    nodes_of_dives: int = 50
    few_accounts: int = 20  # Most open accounts of a node that may be enumerated.
    # Nodes solved before that: linear programs find multipliers that certify the bound, enumeration does not.
    nodes_before_enumeration: int = 200
    shrink: Share = 0.7  # The relaxation is rewritten if at most this share of its options is open.
    most_replayed: int = 40  # Most nodes of a tree that is also replayed with the target ``tight``.
    tight: Share = 1e-10  # That target's relative distance from the incumbent's value.
    # A target lies above the nodes' bounds by this share: last digits differ on other machines.
    elsewhere: Share = 1e-11
    most_of_limit: Share = 0.02  # What a further node is taken to need at most, as a share of the time limit.
    largest_exponent: float = 700.0  # Largest exponent z of a cell: e^−700 is still a float.


_PARAMS = BranchingParams()


class TreeSearch:
    """Find and prove the best selection of what the multipliers of an incumbent's certificate leave open."""

    def __init__(self, incumbent: Incumbent) -> None:
        self._incumbent = incumbent
        self._root = incumbent.certificate.with_tree(None)
        problem = incumbent.problem
        whole = Region.whole(problem)
        self._region = decide(problem, lagrangian(problem, self._root, whole), whole, self._target)
        self._cuts = incumbent.cuts
        self._began_at = incumbent.lower
        self.reduced: Reduced = reduce_to(add_cuts(problem, self._cuts), self._region)
        self._facet_relaxation: FacetRelaxation | None = None
        self._tree: SearchTree | None = None
        self._heap: list[tuple[float, int]] = []
        self._is_exact = np.zeros(0, dtype=bool)
        self.n_done = 0
        self._proof_time = ProofTime(incumbent.deadline)
        self._seconds_of_node = 0.0

    @property
    def _target(self) -> float:
        lower = 0.0 if self._incumbent.lower is None else self._incumbent.lower
        gap = max(_PARAMS.part_of_gap * self._incumbent.stop.relative_gap, _PARAMS.least_gap)
        target = lower / (1.0 - gap)
        bound_stop = self._incumbent.stop.bound_stop
        return target if bound_stop is None else max(target, bound_stop)

    def run(self, x: FloatArray | None = None, *, most_nodes: int | None = None) -> Limit | None:
        """Solve nodes until all are fathomed or a limit is met; return that limit. A later call goes on.

        ``x``: a fractional selection of the problem near the relaxation's optimum, where the first facets touch.
        ``most_nodes``: how many nodes to solve in this call.
        """
        incumbent = self._incumbent
        if self._facet_relaxation is None:
            if incumbent.deadline.has_passed:
                return Limit.TIME
            self.begin(x)
        self._shrink()
        limit = None
        n_before = self.n_done
        while self._heap and -self._heap[0][0] > self._target:
            if incumbent.is_decided:
                return None
            if self.is_time_to_offer:
                limit = Limit.TIME
                break
            if self.n_done - n_before == most_nodes or self.n_done == incumbent.stop.iterations:
                limit = Limit.ITERATIONS
                break
            number = heapq.heappop(self._heap)[1]
            self.n_done += 1
            began = incumbent.deadline.seconds
            for child in self._process(number):
                heapq.heappush(self._heap, (-self._nodes.nodes[child].bound, child))
            if number == 0:
                self._shrink()
            self._seconds_of_node = incumbent.deadline.seconds - began
            self._proof_time.measure(self.reduced.origin, self._nodes, number, region=self._region)
            if self._heap:
                incumbent.offer_uncertified(max(-self._heap[0][0], self._target, self._most_left))
            incumbent.report()
        if limit is None and self._most_left > self._target:
            # Nodes are left whose linear program was not solved in time.
            limit = Limit.TIME
        return limit

    def begin(self, x: FloatArray | None) -> None:
        """Set up the relaxation, its first facets at a fractional selection of the problem."""
        incumbent = self._incumbent
        self._find_cuts(x)
        model = self.reduced.model
        self._facet_relaxation = FacetRelaxation(model, bound=incumbent.upper)
        self._is_exact = self._facet_relaxation.is_exact
        self._required = RequiredSums(self.reduced.problem)
        self._facet_relaxation.start_at(np.zeros(model.n_options) if x is None else x[model.option])
        self._branching = ReliabilityBranching(self.reduced, self._facet_relaxation, incumbent.deadline)
        self._rounding = Rounding(self.reduced, self._facet_relaxation, self._required, incumbent)
        # Not the uncertified bound: where that is below the target, the tree would prove nothing.
        upper = incumbent.certified
        relaxation = self._facet_relaxation
        self._tree = SearchTree(self.reduced, option=relaxation.option, start=relaxation.start, is_exact=self._is_exact)
        self._tree.nodes.append(Node(self.reduced.region, upper, upper, -1))
        self._heap = [(-upper, 0)]
        self._most_left = -math.inf
        self._root_found: Lagrangian | None = None
        self._shrunk_at = math.inf

    def _find_cuts(self, x: FloatArray | None) -> None:
        """Find cuts beside those that are known, and go on with the problem that holds them all."""
        incumbent = self._incumbent
        found = find_root_cuts(
            incumbent.problem,
            self.reduced,
            upper=incumbent.certified,
            target=self._target,
            near=np.zeros(incumbent.problem.n_options) if x is None else x,
            deadline=incumbent.deadline,
        )
        if found:
            self._cuts = incumbent.cuts = (*self._cuts, *found)
            self.reduced = reduce_to(add_cuts(incumbent.problem, self._cuts), self._region)

    def _shrink(self) -> None:
        """Close what the root's numbers decide by now in all active nodes, and drop the columns that no node holds."""
        problem, nodes = self.reduced.problem, self._nodes.nodes
        if self._root_found is None or self._shrunk_at == self._target:
            return
        self._shrunk_at = self._target
        root = decide(problem, self._root_found, self.reduced.region, self._target)
        open_ = np.zeros(problem.n_options, dtype=bool)
        for _, number in self._heap:
            before = nodes[number].region
            region = Region(before.open & root.open, before.required | root.required, before.attainable)
            nodes[number].region = region
            open_ |= region.open
        if np.count_nonzero(open_) <= _PARAMS.shrink * self._relaxation.n_columns:
            self._relaxation.shrink(open_)

    @property
    def is_time_to_offer(self) -> bool:
        """Whether what is left of the time limit is needed to write the tree and to recompute what it proves.

        A further node is taken to need as long as the last one, or a part of the limit where that is less.
        """
        left, limit = self._incumbent.deadline.seconds_left, self._incumbent.deadline.time_limit
        if left is None or limit is None:
            return False
        return left <= self._proof_time.of(self.n_done) + min(self._seconds_of_node, _PARAMS.most_of_limit * limit)

    @property
    def is_current(self) -> bool:
        """Whether it has begun, from the selection that is the best now."""
        return self._facet_relaxation is not None and self._began_at == self._incumbent.lower

    @property
    def _nodes(self) -> SearchTree:
        assert self._tree is not None
        return self._tree

    @property
    def _relaxation(self) -> FacetRelaxation:
        assert self._facet_relaxation is not None
        return self._facet_relaxation

    def _proved(self, tree: ProofTree) -> tuple[float, Certificate]:
        """What a tree proves, and the certificate that holds it."""
        certificate = self._root.with_tree(tree)
        problem = self._incumbent.problem
        return proved_bound(problem, certificate, with_checked_cuts=self.reduced.origin), certificate

    def _process(self, number: int) -> list[int]:
        """Bound a node and branch on it; return its children, none where it is fathomed or cannot be bounded."""
        nodes = self._nodes.nodes
        node = nodes[number]
        problem = self.reduced.problem
        if self._required.are_broken(node.region):
            node.bound = node.uncertified = -math.inf
            return []
        chosen = self._decided(node.region)
        if chosen is not None:
            self._fathom_decided(node, chosen)
            return []
        solved, found = self._bounded(node)
        if solved is None and self._incumbent.deadline.has_passed:
            self._most_left = max(self._most_left, node.bound)
            return []
        if solved is None:
            # The program failed on its numbers: the parent's multipliers bound this node too.
            found = self._inherited(node)
        assert found is not None
        node.bound = node.uncertified = min(node.bound, found.bound)
        if found.bound <= self._target:
            return []
        if solved is None or self._is_small:
            region = node.region
            if can_enumerate(self.reduced.model, region.open, region.required):
                self._enumerate(node)
                return []
        x = np.zeros(problem.n_options)
        if solved is not None:
            x = solved.x[: problem.n_options]
            self._rounding.round(x, is_turn=number % _PARAMS.round_every == 0)
            is_early = self.n_done <= _PARAMS.nodes_of_dives
            if number % (_PARAMS.dive_first_every if is_early else _PARAMS.dive_every) == 0:
                self._rounding.dive(node.region, x)
        if number == 0:
            self._root_found = found
        left = decide(problem, found, node.region, self._target)
        n_decided = np.count_nonzero(left.open != node.region.open) + np.count_nonzero(
            left.required != node.region.required
        )
        node.has_decided = bool(n_decided > 0)
        node.branch = self._branching.choose(left, x, node.bound, self._target)
        for region in branch_on(problem, left, node.branch):
            nodes.append(Node(region, node.bound, node.bound, number))
            node.children.append(len(nodes) - 1)
        return node.children

    def _decided(self, region: Region) -> IntArray | None:
        """The only selection that a region holds; None where it holds several."""
        open_ = np.flatnonzero(region.open)
        owner = self.reduced.model.owner[open_]
        is_alone = bool((np.diff(owner) > 0).all()) and bool(region.required[owner].all())
        return open_ if is_alone else None

    def _fathom_decided(self, node: Node, chosen: IntArray) -> None:
        """Fathom a node of one selection by its value."""
        problem, model = self.reduced.problem, self.reduced.model
        self._incumbent.offer(model.restriction.selection(chosen))
        n_cells = len(self._is_exact)
        z: FloatArray = np.zeros(n_cells)
        if model.cells is not None:
            held = model.cells.select(chosen)
            exponent = np.minimum(held.exponent, _PARAMS.largest_exponent)
            z = np.bincount(held.cell, weights=exponent, minlength=n_cells).astype(np.float64)
        price, theta = np.zeros(len(self._relaxation.option)), (~self._is_exact).astype(np.float64)
        node.numbers = NodeNumbers(Multipliers.zero(len(model.row)), price, z, theta)
        found = self._evaluated(node, node.numbers)
        node.bound = min(node.bound, found.bound)
        node.uncertified = min(node.bound, value(problem, chosen))

    @property
    def _is_small(self) -> bool:
        return self.reduced.model.n_accounts <= _PARAMS.few_accounts and self.n_done > _PARAMS.nodes_before_enumeration

    def _enumerate(self, node: Node) -> None:
        """Enumerate a node: its uncertified bound is exact then, its bound stays what multipliers certify."""
        model = self.reduced.model
        found = enumerate_region(model, node.region.open, node.region.required)
        for chosen in found.selections:
            self._incumbent.offer_if_better(model.restriction.selection(chosen))
        node.uncertified = min(node.uncertified, found.upper)

    def _bounded(self, node: Node) -> tuple[Solved | None, Lagrangian | None]:
        """Solve the relaxation of a node and add facets; evaluate the bound that its multipliers certify."""
        relaxation, deadline = self._relaxation, self._incumbent.deadline
        relaxation.restrict(node.region.open, node.region.required)
        before = math.inf
        solved = None
        for _ in range(_PARAMS.rounds):
            latest = relaxation.solve(deadline)
            if latest is None:
                break
            solved = latest
            bound = relaxation.bound_of(solved)
            self._incumbent.report()
            if bound <= self._target:
                found = self._evaluate(node, solved)
                if found.bound <= self._target:
                    return solved, found
            if before - bound < _PARAMS.least_fall * (before - self._target):
                break
            before = bound
            if not relaxation.separate(solved, gap=bound - self._target):
                break
        if solved is None:
            return None, None
        return solved, self._evaluate(node, solved)

    def _inherited(self, node: Node) -> Lagrangian:
        above = self._nodes.numbers_above(node)
        if above is None:
            above = NodeNumbers.nothing(self.reduced.model, self._relaxation.chance.copy())
        node.numbers = above
        return self._evaluated(node, above)

    def _evaluate(self, node: Node, solved: Solved) -> Lagrangian:
        node.numbers = NodeNumbers(self._relaxation.multipliers(solved), *self._relaxation.prices(solved))
        return self._evaluated(node, node.numbers)

    def _evaluated(self, node: Node, numbers: NodeNumbers) -> Lagrangian:
        problem, proof = self.reduced.problem, self._nodes.proof_node(numbers)
        return lagrangian(problem, certificate_of(problem, proof), node.region, proof.prices)

    def offer(self) -> None:
        """Offer the tree as a certificate, and its bound, uncertified where the tree is too long to be written."""
        incumbent = self._incumbent
        if self._tree is None:
            return
        root = self._tree.nodes[0]
        if root.numbers is None and root.bound > self._target:
            return
        leaves = [node for node in self._tree.nodes if not node.children]
        bounds = [node.bound for node in leaves]
        incumbent.offer_uncertified(max([self._target, *(node.uncertified for node in leaves)]))
        if self.is_time_to_offer:
            deadline, target = incumbent.deadline, self._target
            proved, certificate = prove_in_time(
                incumbent.problem, self._root, self._tree, target=target, deadline=deadline, cuts=self._cuts
            )
            incumbent.offer_certificate(certificate, proved)
            return
        nodes = self._tree.written_nodes()
        if nodes is None:
            # Too long to be written: the root alone.
            first = None if root.numbers is None else self._tree.written(0, is_leaf=True)
            if first is None or ProofTree(0.0, (first,)).size > MOST_NUMBERS:
                return
            bounds, nodes = [root.bound], (first,)
        targets = [self._target]
        lower = 0.0 if incumbent.lower is None else incumbent.lower
        # Above the bounds by what last digits can be elsewhere: replaying it elsewhere fathoms the same nodes.
        tight = max([lower * (1.0 + _PARAMS.tight), *(bound * (1.0 + _PARAMS.elsewhere) for bound in bounds)])
        if tight < self._target and len(nodes) <= _PARAMS.most_replayed:
            targets.append(tight)
        best: tuple[float, Certificate] | None = None
        for target in targets:
            proved, certificate = self._proved(ProofTree(target, nodes, self._cuts))
            if best is None or proved < best[0]:
                best = proved, certificate
        assert best is not None
        incumbent.offer_certificate(best[1], best[0])
