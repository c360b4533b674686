"""Solve a problem by the methods that suit it: heuristics, multipliers, then branch and bound or CP-SAT.

==========================  ===================================  ================================  ===================
audiences                   plans from                           bound from                        proved by
==========================  ===================================  ================================  ===================
separate                    greedy, rounded relaxation, CP-SAT   multipliers, CP-SAT               multipliers; a tree,
                            on growing cores or on counts of                                       up to 1,000 open
                            few kinds                                                              options
overlapping, few entries    lazy greedy, rounded relaxation,     the concave climb, then branch    the tree
left open                   integral relaxations of nodes        and bound
overlapping, up to 1 M      the same, and local search on one    the same, branch and bound on     the tree, where its
entries left open           core                                 the other core                    numbers are not many
overlapping, more           lazy greedy, rounded relaxation,     the concave climb                 its multipliers
                            guesses, local search
==========================  ===================================  ================================  ===================

All of them hold every kind of rule and every resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from seeder.argument_kinds import in_words
from seeder.blas_threads import one_blas_thread
from seeder.certify import certified_bound, proved_bound
from seeder.errors import ProblemError
from seeder.problem.arrays import whole_number
from seeder.problem.evaluation import as_selection
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.deadline import Deadline
from seeder.solvers.feasibility import Feasibility, find_feasible
from seeder.solvers.heuristics.baselines import select_greedily, select_top_followers
from seeder.solvers.heuristics.greedy import select_in_order
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model
from seeder.solvers.overlapping.branching import TreeSearch
from seeder.solvers.overlapping.cell_search import make_tree, search_cells
from seeder.solvers.relaxations.concave import tangents_at
from seeder.solvers.relaxations.multipliers import Relaxation, relax
from seeder.solvers.result import Limit, ProgressPoint, SolveResult
from seeder.solvers.separate.core import choose_scale
from seeder.solvers.separate.growing_cores import close_gap
from seeder.solvers.stop import Stop
from seeder.solvers.warm_start import WarmStart, proof_of_root, repaired

PROVED = 1e-9
"""Up to this distance from the best known bound, a certified one counts as the same."""
_MOST_PROVED = 1_000
_NODES_OF_PROOF = 400
"""Without cells, branch and bound certifies the bound of CP-SAT: largest number of open options, and of nodes."""


_WARM_NODES = 150
_MOST_WARM_ENTRIES = 100_000
"""A problem that is nearly a solved one is branched on first, in so many nodes, if it has at most so many entries."""
_MOMENT, _MOMENT_OF_OPTION = 0.2, 2e-6
"""Longest search for multipliers after the time limit: a constant, and a part for each option [s].

Without multipliers, a bound says nothing.
"""


class Solver(Enum):
    """The method of a search; each one also tries greedy selections and the given starts, and certifies a bound."""

    PORTFOLIO = "portfolio"
    """Everything below as far as it is needed; the default."""
    EXACT = "exact"
    """All that presolve leaves goes to CP-SAT at once; where audiences overlap, as the portfolio."""
    GREEDY = "greedy"
    """Greedy selections and the rounded relaxation; no search."""


@one_blas_thread()
def solve(
    problem: SeedingProblem,
    solver: Solver | None = None,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    starts: Iterable[npt.ArrayLike] = (),
    on_progress: Callable[[ProgressPoint], None] | None = None,
    warm: WarmStart | None = None,
) -> SolveResult:
    """Find a selection of the best value, and prove how far from the best possible it can be at most.

    The result is never worse than greedy, the top-followers list, and those of the starts that are feasible. The same
    problem, seed and stop give the same selection and bounds, bit by bit, unless the time limit is hit. Ctrl-C
    (KeyboardInterrupt) ends the search and is answered with the best so far and ``Limit.INTERRUPT``, not raised.

    Parameters
    ----------
    solver
        What to run; default :attr:`Solver.PORTFOLIO`.
    stop
        When to stop; default ``Stop()``: a relative gap of 1e-6, no limits.
    seed
        For the exact search, 0 or more.
    starts
        Selections to begin with; those that break a rule are left aside.
    on_progress
        Called on this thread with each improvement and about five times a second in between. What it raises goes to
        the caller.
    warm
        What another problem's result says of this one, as :class:`seeder.Resolve` makes it.

    Raises
    ------
    ProblemError
        Where an argument is of another kind, or a start is not a selection of the problem.
    """
    stop = Stop() if stop is None else stop
    solver = Solver.PORTFOLIO if solver is None else solver
    seed = _checked_seed(problem, solver, stop, seed)
    given = [as_selection(problem, start) for start in starts]
    deadline = Deadline.start(stop.time_limit)
    incumbent = Incumbent(problem, stop=stop, deadline=deadline, on_progress=on_progress)
    try:
        proof, limit = _run(incumbent, solver, given, seed, warm)
    except KeyboardInterrupt:
        proof, limit = None, Limit.INTERRUPT
    if proof is not None:
        return incumbent.infeasible(solver.value, seed, proof)
    return incumbent.result(solver.value, seed, limit, _DETAILS[limit])


def _checked_seed(problem: object, solver: object, stop: object, seed: object) -> int:
    """Refuse what is no problem, no solver or no stop; return the seed as an int."""
    if not isinstance(problem, SeedingProblem):
        raise ProblemError(f"problem: expected a SeedingProblem, found {in_words(problem)}")
    if not isinstance(solver, Solver):
        names = ", ".join(str(each) for each in Solver)
        raise ProblemError(f"solver: expected one of {names}; found {in_words(solver)}")
    if not isinstance(stop, Stop):
        raise ProblemError(f"stop: expected a Stop, such as Stop(time_limit=10); found {in_words(stop)}")
    return whole_number("seed", seed, low=0)


_DETAILS = {
    Limit.TIME: "the time limit was reached first",
    Limit.ITERATIONS: "all rounds ended first",
    Limit.INTERRUPT: "interrupted",
}


def _run(
    incumbent: Incumbent, solver: Solver, starts: list[npt.NDArray[np.int64]], seed: int, warm: WarmStart | None
) -> tuple[str | None, Limit]:
    """Search; return the proof of infeasibility in words or None, and the limit that ended it if the gap is open."""
    problem, deadline = incumbent.problem, incumbent.deadline
    model = build_model(problem)
    if model.contradiction is not None:
        return model.contradiction, Limit.ITERATIONS
    for start in starts:
        incumbent.offer(start)
    if warm is None:
        _offer_baselines(incumbent, model)
    else:
        _offer_warm(incumbent, model, warm)
        if incumbent.lower is not None and _is_enough_from_there(incumbent, warm):
            return None, Limit.ITERATIONS
        if incumbent.lower is None:
            _offer_baselines(incumbent, model)
    if incumbent.lower is None:
        found = find_feasible(problem, deadline=deadline, seed=seed)
        if found.feasibility is Feasibility.INFEASIBLE:
            return found.detail, Limit.ITERATIONS
        if found.feasibility is Feasibility.UNKNOWN or found.selection is None:
            return None, Limit.TIME
        incumbent.offer(found.selection)
    if incumbent.is_good_enough:
        return None, Limit.ITERATIONS
    if deadline.has_passed:
        _bound_at_least(incumbent, model)
        return None, Limit.TIME
    if model.cells is not None:
        limit = search_cells(incumbent, model, seed=seed, is_greedy=solver is Solver.GREEDY)
        return None, Limit.ITERATIONS if limit is None else limit
    relaxation = relax(model, deadline=deadline)
    pricing = relaxation.pricing
    incumbent.offer_multipliers(model, pricing.multipliers)
    incumbent.offer_uncertified(choose_scale(model, pricing.bound).at_most(pricing.bound + pricing.margin))
    _offer_rounded(incumbent, model, relaxation)
    if solver is Solver.GREEDY:
        return None, Limit.TIME if deadline.has_passed else Limit.ITERATIONS
    limit = close_gap(incumbent, pricing, seed=seed, at_once=solver is Solver.EXACT)
    if limit is None:
        _certify_by_tree(incumbent)
    return None, Limit.ITERATIONS if limit is None else limit


def _offer_warm(incumbent: Incumbent, model: Model, warm: WarmStart) -> None:
    """Offer what another problem's result says of this one."""
    problem = incumbent.problem
    if warm.selection is not None:
        incumbent.offer(warm.selection)
        mended = repaired(model, warm.selection)
        if mended is not None:
            incumbent.offer(model.restriction.selection(mended))
    if warm.certificate is not None:
        incumbent.offer_certificate(warm.certificate, certified_bound(problem, warm.certificate))
    incumbent.cuts = warm.cuts
    proof = proof_of_root(warm, problem)
    if proof is not None:
        certificate, with_cuts = proof
        incumbent.offer_certificate(certificate, proved_bound(problem, certificate, with_checked_cuts=with_cuts))


def _is_enough_from_there(incumbent: Incumbent, warm: WarmStart) -> bool:
    """Branch from a warm start; return whether the gap is closed, or all nodes that are wanted are solved."""
    if not incumbent.is_good_enough and not incumbent.deadline.has_passed and incumbent.stop.iterations is None:
        tree = make_tree(incumbent)
        if tree is not None and tree.reduced.n_entries <= _MOST_WARM_ENTRIES:
            near = np.zeros(incumbent.problem.n_options)
            near[incumbent.selection] = 1.0
            try:
                tree.run(near, most_nodes=_WARM_NODES if warm.most_nodes is None else warm.most_nodes)
            finally:
                tree.offer()
            return incumbent.is_good_enough or warm.most_nodes is not None
    return incumbent.is_good_enough


def _bound_at_least(incumbent: Incumbent, model: Model) -> None:
    """Certify what a moment finds, where the time was over before there was any bound.

    Cells are bounded by their tangents at the incumbent.
    """
    tangents, linear = None, model
    if model.cells is not None:
        chosen = None if incumbent.selection is None else model.restriction.open_of(incumbent.selection)
        tangents = tangents_at(model, np.zeros(0, dtype=np.int64) if chosen is None else chosen)
        linear = replace(model, value=tangents.gains(model), cells=None)
    relaxation = relax(linear, deadline=Deadline.start(_MOMENT + _MOMENT_OF_OPTION * model.n_options))
    incumbent.offer_multipliers(model, relaxation.pricing.multipliers, tangents)


def _certify_by_tree(incumbent: Incumbent) -> None:
    """Certify the bound of CP-SAT by a tree, where few nodes will do."""
    if incumbent.certified <= incumbent.upper * (1.0 + PROVED):
        return
    tree = TreeSearch(incumbent)
    if tree.reduced.model.n_options <= _MOST_PROVED:
        try:
            tree.run(most_nodes=_NODES_OF_PROOF)
        finally:
            tree.offer()


def _offer_baselines(incumbent: Incumbent, model: Model) -> None:
    # Without the time limit: both lists are always among the starts, and their values are what is reported.
    greedy = select_greedily(model)
    if greedy is not None:
        incumbent.baselines["greedy"] = incumbent.offer(greedy)
    followed = select_top_followers(incumbent.problem)
    incumbent.baselines["top_followers"] = None if followed is None else incumbent.offer(followed)


def _offer_rounded(incumbent: Incumbent, model: Model, relaxation: Relaxation) -> None:
    """Offer the relaxation's selection made whole: larger shares first, then smaller reduced costs."""
    pricing = relaxation.pricing
    order = np.lexsort((-pricing.adjusted, pricing.reduced_cost, -relaxation.share))
    selection = select_in_order(model, order, deadline=incumbent.deadline)
    if selection is not None:
        incumbent.offer(model.restriction.selection(selection))
