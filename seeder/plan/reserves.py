"""Find backups: for every ask, the best account to ask instead if the answer is no."""

from __future__ import annotations

import numpy as np

from seeder.formulation import Formulation
from seeder.plan.exchanges import MOST_CANDIDATES, TOLERANCE, Exchange, Exchanges, Solved, SwapRules
from seeder.plan.picks import costs_of
from seeder.plan_document import Reserve
from seeder.problem import SeedingProblem, value
from seeder.problem.arrays import BoolArray, FloatArray, IntArray

_CANDIDATES_AT_ONCE = 4_096


def find_reserves(problem: SeedingProblem, result: Solved, *, asking: FloatArray) -> tuple[Exchange, ...]:
    """Find for every pick the best option of an account outside the plan, should the pick decline.

    The pick p was asked then, so what asking it costs stays spent, and what its yes would have cost is free again:

        c_ro ≤ B_r − Σ_{others of x} c_r − asking_rp   for every resource r

    Rules hold for the plan with o in place of p; in a limit of a resource, asking p stays spent as well, and a rule
    that p be asked has been kept. The best o brings the most with the rest of the plan,

        value(x without p, with o) = value(x) − m_p + m_o + Σ_g w_g b_og b_pg Π_{others of x} (1 − b)

    with m_p what the plan loses without p and m_o what o adds to the whole plan; ties go by position. Picks for which
    nothing fits that adds anything are left out. An option may be the backup of several picks.

    With separate audiences, every option is looked at. Otherwise at most 2,000 of those that fit beside some pick:
    half of them add most to the whole plan, the other half would add most if of every person the pick that moves
    them most were gone, both less what they cost by the certificate's prices.

    ``asking``: what asking costs, whatever the answer is, shape (n_resources, n_options).

    Returns
    -------
    tuple of Exchange
        By the position of the pick they replace.
    """
    chosen = result.selection
    if chosen is None or not len(chosen):
        return ()
    exchanges = Exchanges(problem, chosen, result.certificate)
    left = _left_by_no(problem, chosen, asking)
    may = (problem.cost <= left.max(axis=1)[:, None] + TOLERANCE).all(axis=0)
    best = _best_of_each(problem, chosen, exchanges, left, asking=asking, may=may)
    found = []
    for position in np.flatnonzero(best >= 0).tolist():
        pick, option = int(chosen[position]), int(best[position])
        after = value(problem, [*(other for other in chosen.tolist() if other != pick), option])
        found.append(Exchange(replaces=pick, option=option, value=after))
    return tuple(found)


def may_replace(problem: SeedingProblem, selection: IntArray, pick: int, option: int, *, asking: FloatArray) -> bool:
    """Whether an option fits what is left once a pick of a selection has declined, and keeps all rules."""
    position = int(np.flatnonzero(selection == pick)[0])
    left = _left_by_no(problem, selection, asking)[:, position]
    fits = bool((problem.cost[:, option] <= left + TOLERANCE).all())
    return fits and bool(SwapRules(problem, selection, asking=asking).by(option)[position])


def reserves_of(formulation: Formulation, result: Solved, ordered: IntArray) -> tuple[Reserve, ...]:
    """The backups of a plan in the order to ask in; none if the scenario wants none."""
    if not formulation.scenario.document.plan.reserves:
        return ()
    found = {one.replaces: one for one in find_reserves(formulation.problem, result, asking=formulation.asking)}
    return tuple(
        Reserve(
            replaces=formulation.account_name(pick),
            account=formulation.account_name(found[pick].option),
            approach=formulation.approach_name(found[pick].option),
            costs=dict(costs_of(formulation, found[pick].option)),
            value=found[pick].value,
        )
        for pick in ordered.tolist()
        if pick in found
    )


def _left_by_no(problem: SeedingProblem, chosen: IntArray, asking: FloatArray) -> FloatArray:
    """What is left of every resource once a pick has declined, shape (n_resources, n_picks); without budget inf."""
    unspent = problem.budget - problem.cost[:, chosen].sum(axis=1)
    left: FloatArray = unspent[:, None] + (problem.cost[:, chosen] - asking[:, chosen])
    return left


def _best_of_each(
    problem: SeedingProblem,
    chosen: IntArray,
    exchanges: Exchanges,
    left: FloatArray,
    *,
    asking: FloatArray,
    may: BoolArray,
) -> IntArray:
    """The best backup of each pick, −1 for none, shape (n_picks,)."""
    is_separate = problem.coverage is None
    candidates = exchanges.candidates(most=problem.n_options if is_separate else MOST_CANDIDATES, may=may)
    if is_separate:
        # By what they add, so that the first that fits is the best.
        candidates = np.sort(candidates)
        candidates = candidates[np.argsort(-problem.value[candidates], kind="stable")]
    allowed = SwapRules(problem, chosen, asking=asking)
    gain, best = np.zeros(len(chosen)), np.full(len(chosen), -1, dtype=np.int64)
    is_open = np.ones(len(chosen), dtype=bool)
    limited = np.flatnonzero(np.isfinite(problem.budget)).tolist()
    at = 0
    for gained in exchanges.gained_by_blocks(candidates, at_once=_CANDIDATES_AT_ONCE):
        block = candidates[at : at + len(gained)]
        at += len(block)
        rows = np.flatnonzero(is_open)
        fits = (gained > 0)[:, rows]
        for resource in limited:
            fits &= problem.cost[resource, block][:, None] <= left[resource, rows] + TOLERANCE
        some = np.flatnonzero(fits.any(axis=1))
        if not len(some):
            continue
        fits = fits[some] & allowed.of_many(block[some])[:, rows]
        reached = np.where(fits, gained[np.ix_(some, rows)], -np.inf)
        first = reached.argmax(axis=0)
        most, option = reached[first, np.arange(len(rows))], block[some][first]
        is_better = (most > gain[rows]) | ((most == gain[rows]) & (option < best[rows]))
        gain[rows[is_better]], best[rows[is_better]] = most[is_better], option[is_better]
        if is_separate:
            is_open &= best < 0
            if not is_open.any():
                break
    return best
