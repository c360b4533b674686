"""The search for shared audiences: bounds by tangents, rounding, then branch and bound and local search."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.feasibility import find_feasible_in
from seeder.solvers.heuristics.greedy import budget_shares
from seeder.solvers.heuristics.lazy_greedy import LazyGreedy, guessed_selections, lazy_selection
from seeder.solvers.heuristics.local_search import LocalSearch
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.model.cover_state import cover_value
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Pricing, price
from seeder.solvers.overlapping.alternating import alternate
from seeder.solvers.overlapping.branching import TreeSearch
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.relaxations.certain_cover import is_certain_cover, solve_certain_cover
from seeder.solvers.relaxations.concave import Climb, climb
from seeder.solvers.relaxations.multipliers import relax
from seeder.solvers.result import Limit


@dataclass(frozen=True, slots=True)
class CellSearchParams(Parameters):
    """When the search over cells changes from one method to the next."""

    least_gap: Share = 1e-7  # Smallest relative gap that the climb aims at.
    share_of_gap: Share = 0.05  # The climb aims at this share of the gap asked for.
    certify_every: float = 1.0  # Shortest time between two certified bounds during the climb [s].
    times_its_cost: float = 10.0  # And in multiples of the time that certifying takes.
    guesses: int = 12  # First options that greedy selections are tried with.
    whole: Share = 0.999  # Options with at least this share in the relaxation are taken first when it is rounded.
    near: Share = 1e-7  # Up to this relative gap of the climb, no better multipliers are looked for.
    first_nodes: int = 500  # Most nodes before local search, where there are few entries.
    nodes_at_once: int = 25  # Nodes between two looks at the gap.
    # Above this relative gap, local search comes before further nodes, unless there are very few entries.
    hopeful: Share = 0.01
    very_few_entries: int = 2_000  # Option-cell entries up to which branching goes on whatever the gap.
    # Option-cell entries up to which branching comes before local search: most such problems are solved by then.
    few_entries: int = 20_000
    enough_before_nodes: Share = 1e-4  # Relative gap at which the climb ends where branching follows.
    most_entries: int = 1_000_000  # Option-cell entries up to which there is a branch and bound.
    most_open: int = 20_000  # Open options up to which there is one.


_PARAMS = CellSearchParams()


def search_cells(incumbent: Incumbent, model: Model, *, seed: int, is_greedy: bool) -> Limit | None:
    """Bound, round and, unless greedy, improve; return the limit that ended it, None where it came to its end."""
    assert model.cells is not None
    deadline = incumbent.deadline
    found = solve_certain_cover(model, deadline=deadline) if is_certain_cover(model) else None
    if found is None:
        found = _climb(incumbent, model)
    pricing = certify(incumbent, model, found, deadline)
    if incumbent.is_good_enough:
        return None
    for selection in rounded_selections(model, found.x, pricing, deadline):
        incumbent.offer(model.restriction.selection(selection))
    if is_greedy or incumbent.stop.iterations == 0:
        return Limit.TIME if deadline.has_passed else None
    for selection in guessed_selections(model, n_guesses=_PARAMS.guesses, deadline=deadline):
        if incumbent.lower is None or cover_value(model, selection) > incumbent.lower:
            incumbent.offer(model.restriction.selection(selection))
    if deadline.has_passed:
        return Limit.TIME
    return improve_and_prove(incumbent, model, found, pricing, seed=seed)


def improve_and_prove(incumbent: Incumbent, model: Model, found: Climb, pricing: Pricing, *, seed: int) -> Limit | None:
    """Branch and bound alone where few nodes will do, else beside local search; return the limit that ended it.

    Small problems are solved by their first nodes, before anything is compiled.
    """
    tree = make_tree(incumbent)
    near = np.zeros(incumbent.problem.n_options)
    near[model.option] = found.x
    if tree is not None and tree.reduced.n_entries <= _PARAMS.few_entries:
        limit: Limit | None = Limit.INTERRUPT
        try:
            limit = tree.run(near, most_nodes=1)
            is_small = tree.reduced.n_entries <= _PARAMS.very_few_entries
            while limit is Limit.ITERATIONS and tree.n_done < _PARAMS.first_nodes:
                if tree.n_done == incumbent.stop.iterations or not (is_small or incumbent.gap <= _PARAMS.hopeful):
                    break
                limit = tree.run(most_nodes=_PARAMS.nodes_at_once)
        finally:
            if limit is not Limit.ITERATIONS or tree.n_done == incumbent.stop.iterations:
                tree.offer()
        if limit is not Limit.ITERATIONS or tree.n_done == incumbent.stop.iterations:
            return limit
    start = None if incumbent.selection is None else model.restriction.open_of(incumbent.selection)
    if start is None:
        start = lazy_selection(model, priced_cost(model, pricing), deadline=incumbent.deadline)
        if start is None:
            met = find_feasible_in(incumbent.problem, model, deadline=incumbent.deadline, seed=seed).selection
            if met is None:
                return Limit.ITERATIONS
            start = model.restriction.open_of(met)
            assert start is not None
    bound = found.tangents.constant(model.cells) + pricing.bound if model.cells is not None else pricing.bound
    lower = -np.inf if incumbent.lower is None else incumbent.lower
    open_ = pricing.reduced_cost <= bound - lower + pricing.margin

    def make_local() -> LocalSearch:
        return LocalSearch(model, start=start, seed=seed, open_=open_)

    def is_over() -> bool:
        return incumbent.deadline.has_passed if tree is None else tree.is_time_to_offer

    def begin() -> TreeSearch | None:
        nonlocal tree
        if tree is not None and (tree.is_current or is_over()):
            return tree
        begun = None if is_over() else make_tree(incumbent)
        if begun is not None:
            begun.begin(near)
            tree = begun
        return begun

    return alternate(incumbent, model, start, make_local, begin, is_over=is_over)


def make_tree(incumbent: Incumbent) -> TreeSearch | None:
    """Branch and bound over what the certificate leaves open; None where that is too much."""
    tree = TreeSearch(incumbent)
    if tree.reduced.n_entries > _PARAMS.most_entries or tree.reduced.model.n_options > _PARAMS.most_open:
        return None
    return tree


def _climb(incumbent: Incumbent, model: Model) -> Climb:
    """Climb; certify now and then, and at Ctrl-C, what is known by then."""
    latest: list[Climb] = []
    certified, cost = incumbent.deadline.seconds, 0.0

    def take(best: Climb) -> None:
        nonlocal certified, cost
        latest[:] = [best]
        began = incumbent.deadline.seconds
        if np.isfinite(best.bound) and began - certified >= max(_PARAMS.certify_every, _PARAMS.times_its_cost * cost):
            incumbent.offer_multipliers(model, best.multipliers, best.tangents)
            certified = incumbent.deadline.seconds
            cost = certified - began
        incumbent.report()

    gap = max(_PARAMS.least_gap, _PARAMS.share_of_gap * incumbent.stop.relative_gap)
    if model.cells is not None and len(model.cells.cell) <= _PARAMS.few_entries:
        # The nodes' linear programs find the rest in less time.
        gap = max(gap, _PARAMS.enough_before_nodes)
    try:
        return climb(model, gap=gap, deadline=incumbent.deadline, on_step=take)
    except KeyboardInterrupt:
        for best in latest:
            incumbent.offer_multipliers(model, best.multipliers, best.tangents)
        raise


def certify(incumbent: Incumbent, model: Model, found: Climb, deadline: Deadline) -> Pricing:
    """Find the best multipliers for the tangents, offer both, and return the Lagrangian of the linear gains.

    The climb's own multipliers are near the best; a linear program finds the rest where time is left for it.
    """
    linear = dataclasses.replace(model, value=found.tangents.gains(model), cells=None)
    pricing = price(linear, found.multipliers)
    incumbent.offer_multipliers(model, pricing.multipliers, found.tangents)
    if found.gap > _PARAMS.near and not deadline.has_passed:
        better = relax(linear, deadline=deadline).pricing
        if better.bound < pricing.bound:
            pricing = better
            incumbent.offer_multipliers(model, pricing.multipliers, found.tangents)
    return pricing


def rounded_selections(model: Model, x: FloatArray, pricing: Pricing, deadline: Deadline) -> list[IntArray]:
    """Selections made of a fractional one: what it takes whole, then by gain per priced cost; or all by that."""
    cost = priced_cost(model, pricing)
    whole = np.flatnonzero(x >= _PARAMS.whole)
    whole = whole[np.argsort(-x[whole], kind="stable")]
    found = []
    for among in (x > 0.0, None):
        greedy = LazyGreedy(model, cost, deadline=deadline)
        if not greedy.take(whole) or not greedy.meet_requirements():
            continue
        if among is not None:
            greedy.grow(among)
        greedy.grow()
        found.append(greedy.filling.chosen)
    plain = lazy_selection(model, cost, deadline=deadline)
    return found if plain is None else [*found, plain]


def priced_cost(model: Model, pricing: Pricing) -> FloatArray:
    """Σ_rows μ · coefficient of each option where any upper side has a price, else its shares of the budgets."""
    cost = np.zeros(model.n_options)
    for row, upper in zip(model.row, pricing.multipliers.upper.tolist(), strict=True):
        if upper > 0 and not row.has_negative:
            cost[row.option] += upper * row.coefficient
    result: FloatArray = cost if cost.any() else budget_shares(model).sum(axis=0)
    return result
