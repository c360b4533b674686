"""Close the gap by solving growing cores exactly, until no selection outside can be better."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from seeder.errors import SolverError
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.evaluation import evaluate
from seeder.problem.restriction import Restriction
from seeder.solvers.feasibility import broken_covers
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Pricing
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.programs.cp_sat import WholeResult, WholeStatus, solve_whole_problem
from seeder.solvers.result import Limit
from seeder.solvers.separate.core import Core, Scale, account_reduced_costs, build_core, choose_scale
from seeder.solvers.separate.count_rounds import close_by_counts
from seeder.solvers.separate.counting import find_classes
from seeder.solvers.stop import OPTIMAL_GAP


@dataclass(frozen=True, slots=True)
class GrowingCoresParams(Parameters):
    """Sizes and efforts of the cores, and when counts and polishing are tried."""

    first_size: int = 60  # Accounts of the first core.
    growth: int = 4  # Factor on accounts and effort from each core to the next.
    first_effort: float = 1.0  # Effort on the first core [CP-SAT's deterministic time].
    full_effort: float = 100.0  # Effort on the core that holds everything, in multiples of that on a smaller one.
    look_every: float = 0.2  # Shortest time between two evaluations of solutions that CP-SAT meets on its way [s].
    rounds_before_counts: int = 3  # Round in which counts are tried.
    fewest_counted: int = 500  # Fewest open options for counts: below, CP-SAT alone is quick.
    counted_size: int = 120  # Accounts of the cores that improve the selection at the prices of counts.
    counted_effort: float = 2.0  # Effort on each of these.
    polished_gap: Share = 1e-10  # Relative gap that polishing aims at.
    most_polished: int = 2_000  # Most open options for polishing.
    polish_effort: float = 1.0  # Effort on polishing.
    share_of_gap: Share = 0.9  # Cores aim at this share of the gap asked for, so that rounding does not miss it.


_PARAMS = GrowingCoresParams()


def close_gap(incumbent: Incumbent, pricing: Pricing, *, seed: int, at_once: bool = False) -> Limit | None:
    """Solve cores of growing size until the gap is closed.

    A core of the accounts with the smallest reduced costs improves the selection quickly. Each improvement lowers the
    threshold above which options are fixed, so that the last core is small.

    ``at_once``: leave nothing out and give all that is left to the solver in one round. Returns the limit that was hit;
    None where the search came to its end.
    """
    model = pricing.model
    scale = choose_scale(model, pricing.bound)
    reduced_costs = account_reduced_costs(pricing)
    size, effort, cuts = _PARAMS.first_size, _PARAMS.first_effort, list[IntArray]()
    may_end_early = True
    n_rounds = 0
    while not incumbent.is_good_enough:
        if incumbent.deadline.has_passed:
            return Limit.TIME
        if incumbent.stop.iterations is not None and n_rounds >= incumbent.stop.iterations:
            return Limit.ITERATIONS
        n_rounds += 1
        target = _choose_target(incumbent, scale, may_end_early=may_end_early)
        if n_rounds == _PARAMS.rounds_before_counts and not at_once:
            _try_counts(incumbent, pricing, scale, reduced_costs, target, seed=seed)
            continue
        threshold, is_full, outside = math.inf, True, -math.inf
        if not at_once:
            needed = pricing.bound + pricing.margin - target.required
            threshold, is_full = _choose_threshold(reduced_costs, needed, size)
            outside = target.otherwise
            if not is_full:
                outside = max(outside, scale.at_most(pricing.bound + pricing.margin - threshold))
        core = build_core(pricing, scale, threshold=threshold, outside=outside, cuts=cuts)
        found, broken = _solve_core(
            incumbent, model, core, scale, target, seed=seed, effort=effort * _PARAMS.full_effort if is_full else effort
        )
        if broken:
            cuts.extend(broken)
            continue
        incumbent.offer_uncertified(max(_uncertified(found, core, scale, target), core.outside))
        if is_full and found.status is not WholeStatus.STOPPED:
            break
        if is_full:
            # Ended by its effort, which grows, or by "enough", and rounding left the gap a little open.
            may_end_early = False
        size *= _PARAMS.growth
        effort *= _PARAMS.growth
    if 0 < incumbent.stop.relative_gap <= OPTIMAL_GAP and incumbent.stop.iterations is None:
        _polish(incumbent, pricing, scale, seed=seed)
    return None


def _polish(incumbent: Incumbent, pricing: Pricing, scale: Scale, *, seed: int) -> None:
    """Where little is open and it costs a moment, find the very best instead of one within a millionth of it."""
    if incumbent.gap <= _PARAMS.polished_gap or incumbent.deadline.has_passed:
        return
    target = _choose_target(incumbent, scale, may_end_early=False, relative_gap=_PARAMS.polished_gap)
    needed = pricing.bound + pricing.margin - target.required
    core = build_core(pricing, scale, threshold=needed, outside=target.otherwise, cuts=[])
    if core.whole.n > _PARAMS.most_polished:
        return
    found, broken = _solve_core(incumbent, pricing.model, core, scale, target, seed=seed, effort=_PARAMS.polish_effort)
    if not broken:
        incumbent.offer_uncertified(max(_uncertified(found, core, scale, target), core.outside))


def _try_counts(
    incumbent: Incumbent, pricing: Pricing, scale: Scale, reduced_costs: FloatArray, target: _Target, *, seed: int
) -> None:
    """Close the gap by counts, where a large core has few different columns."""
    needed = pricing.bound + pricing.margin - target.required
    core = build_core(pricing, scale, threshold=needed, outside=target.otherwise, cuts=[])
    if core.whole.n < _PARAMS.fewest_counted or core.is_relaxed:
        return
    classes = find_classes(core)
    if classes is None:
        return

    def improve(at_prices: Pricing, n_failures: int) -> None:
        size = min(len(reduced_costs), _PARAMS.counted_size * _PARAMS.growth**n_failures)
        smallest = account_reduced_costs(at_prices)
        threshold = float(np.partition(smallest, size - 1)[size - 1])
        near = build_core(at_prices, scale, threshold=threshold, outside=math.inf, cuts=[])
        aim = _choose_target(incumbent, scale, may_end_early=True)
        _solve_core(incumbent, pricing.model, near, scale, aim, seed=seed, effort=_PARAMS.counted_effort)

    close_by_counts(incumbent, pricing, core, classes, improve, seed=seed)


@dataclass(frozen=True, slots=True)
class _Target:
    """Which selections are of interest."""

    required: float  # No selection below this value is.
    whole: int | None  # Least whole gain of a selection of interest; None while any selection is.
    otherwise: float  # What no selection exceeds where none of interest exists.
    enough: int | None  # Whole gain that closes the gap; None where only the end of the search does.


def _choose_target(
    incumbent: Incumbent, scale: Scale, *, may_end_early: bool, relative_gap: float | None = None
) -> _Target:
    gap = _PARAMS.share_of_gap * (incumbent.stop.relative_gap if relative_gap is None else relative_gap)
    enough = None
    if may_end_early and (gap > 0 or scale.is_exact):
        goal = Fraction(incumbent.upper) * Fraction(scale.factor)
        enough = math.floor(goal) if gap == 0 else math.ceil(goal * Fraction(1 - gap))
    if incumbent.lower is None or incumbent.selection is None:
        return _Target(-math.inf, None, -math.inf, enough)
    wanted = incumbent.lower / (1 - gap)
    if not scale.is_exact:
        return _Target(wanted, math.floor(Fraction(wanted) * Fraction(scale.factor)), wanted, enough)
    held = int(scale.gains(incumbent.problem.value[incumbent.selection]).sum())
    whole = max(held + 1, math.floor(Fraction(wanted) * Fraction(scale.factor)))
    return _Target(whole / scale.factor, whole, scale.value_of(whole - 1), enough)


def _choose_threshold(reduced_costs: FloatArray, threshold: float, size: int) -> tuple[float, bool]:
    """The threshold that leaves about ``size`` accounts open, or the one given where that leaves not many more."""
    n_full = int(np.count_nonzero(reduced_costs <= threshold))
    if n_full > 2 * size:
        smaller = float(np.partition(reduced_costs, size - 1)[size - 1])
        if 2 * int(np.count_nonzero(reduced_costs <= smaller)) < n_full:
            return smaller, False
    return threshold, True


def _uncertified(found: WholeResult, core: Core, scale: Scale, target: _Target) -> float:
    """What no selection inside the core exceeds."""
    if found.status is WholeStatus.INFEASIBLE:
        return target.otherwise
    if found.bound is None:
        return math.inf
    return _uncertified_by_bound(found.bound, core, scale, target)


def _uncertified_by_bound(bound: int, core: Core, scale: Scale, target: _Target) -> float:
    """What CP-SAT's bound says: it speaks of selections of interest only, the others reach at most ``otherwise``."""
    return max(scale.value_of(bound + core.fixed_gain), target.otherwise)


def _solve_core(
    incumbent: Incumbent, model: Model, core: Core, scale: Scale, target: _Target, *, seed: int, effort: float | None
) -> tuple[WholeResult, list[IntArray]]:
    """Solve a core, offer what was found; return also what turned out not to fit together."""
    of_problem = core.restriction.within(model.restriction)
    if core.whole.n == 0:
        return _solve_empty_core(incumbent, of_problem)
    whole = core.whole
    if target.whole is not None:
        whole = replace(whole, at_least=target.whole - core.fixed_gain)
    enough = None if target.enough is None else target.enough - core.fixed_gain
    met: list[IntArray] = []
    looked_at, looked_when = 0, incumbent.deadline.seconds

    def offer_latest() -> None:
        nonlocal looked_at, looked_when
        looked_when = incumbent.deadline.seconds
        # In the order in which they came: of equals the first is kept, whenever this is called.
        while looked_at < len(met):
            incumbent.offer_if_better(of_problem.selection(met[looked_at]))
            looked_at += 1

    def wait(bound: int | None) -> None:
        if incumbent.deadline.seconds - looked_when >= _PARAMS.look_every:
            offer_latest()
        if bound is not None:
            incumbent.offer_uncertified(max(_uncertified_by_bound(bound, core, scale, target), core.outside))
        incumbent.report()

    try:
        found = solve_whole_problem(
            whole,
            seed=seed,
            seconds=incumbent.deadline.seconds_left,
            effort=effort,
            enough=enough,
            on_selection=met.append,
            on_wait=wait,
        )
    finally:
        offer_latest()
    if found.chosen is None or evaluate(incumbent.problem, of_problem.selection(found.chosen)).is_feasible:
        return found, []
    broken = [cover.option for cover in broken_covers(model, core.restriction.selection(found.chosen))]
    if not core.is_relaxed or not broken:
        raise SolverError("CP-SAT returned a selection that breaks the problem")
    return found, broken


def _solve_empty_core(incumbent: Incumbent, of_problem: Restriction) -> tuple[WholeResult, list[IntArray]]:
    nothing = np.zeros(0, dtype=np.int64)
    if incumbent.offer(of_problem.selection(nothing)) is None:
        return WholeResult(WholeStatus.INFEASIBLE, None, None), []
    return WholeResult(WholeStatus.OPTIMAL, nothing, 0), []
