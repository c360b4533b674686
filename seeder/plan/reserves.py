"""Stand-ins: who could be asked in place of somebody on the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.problem import CountRule, SeedingProblem, evaluate, marginal_values
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.solvers import SolveResult

_MOST_CANDIDATES = 2_000


@dataclass(frozen=True, slots=True)
class StandIn:
    """An option that could take a pick's place.

    Parameters
    ----------
    replaces
        The pick's option.
    option
        The stand-in's option, of an account that the plan does not ask.
    value
        The plan's value with the one in place of the other.
    """

    replaces: int
    option: int
    value: float


def find_stand_ins(problem: SeedingProblem, result: SolveResult, *, n_reserves: int) -> tuple[StandIn, ...]:
    """Find the accounts whose exchange for a pick keeps the most value, within budget and rules.

    Each account left out stands once, for the pick that it replaces best; the best of them come first. Where there
    are more than 2,000 useful options, those with the largest v_o − λ·c_o are tried: the nearest to the plan.
    """
    chosen = result.selection
    if chosen is None or not len(chosen) or not n_reserves:
        return ()
    value = marginal_values(problem, chosen)
    candidates = _candidates(problem, chosen, value, result)
    spent = problem.cost[:, chosen].sum(axis=1)
    allowed = _SwapRules(problem, chosen)
    best: dict[int, tuple[float, int, int]] = {}
    for option in candidates.tolist():
        after = spent[:, None] - problem.cost[:, chosen] + problem.cost[:, [option]]
        fits = (after <= problem.budget[:, None] + 1e-9).all(axis=0) & allowed.by(option)
        if not fits.any():
            continue
        loss = np.where(fits, value[chosen], np.inf)
        pick = int(np.argmin(loss))
        gain = float(value[option] - loss[pick])
        account = int(problem.account[option])
        if account not in best or (gain, -option) > (best[account][0], -best[account][1]):
            best[account] = (gain, option, int(chosen[pick]))
    found = []
    for _, option, pick in sorted(best.values(), key=lambda swap: (-swap[0], swap[1])):
        evaluation = evaluate(problem, [*(other for other in chosen.tolist() if other != pick), option])
        if evaluation.is_feasible:
            found.append(StandIn(replaces=pick, option=option, value=evaluation.value))
        if len(found) == n_reserves:
            break
    return tuple(sorted(found, key=lambda stand_in: (-stand_in.value, stand_in.option)))


def _candidates(problem: SeedingProblem, chosen: IntArray, value: FloatArray, result: SolveResult) -> IntArray:
    asked = np.zeros(problem.n_accounts, dtype=bool)
    asked[problem.account[chosen]] = True
    useful = np.flatnonzero((value > 0) & ~asked[problem.account])
    if len(useful) <= _MOST_CANDIDATES or result.certificate is None:
        return useful
    merit = value[useful] - result.certificate.resource_multiplier @ problem.cost[:, useful]
    return np.sort(useful[np.argsort(-merit, kind="stable")[:_MOST_CANDIDATES]])


class _SwapRules:
    """Which picks an option may replace by the rules."""

    def __init__(self, problem: SeedingProblem, chosen: IntArray) -> None:
        self._problem = problem
        self._inside = [np.isin(chosen, rule.options) for rule in problem.rules]
        self._chosen = chosen

    def by(self, option: int) -> BoolArray:
        """Which picks, shape (n_picks,), this option may replace."""
        allowed = np.ones(len(self._chosen), dtype=bool)
        for rule, inside in zip(self._problem.rules, self._inside, strict=True):
            joins = _contains(rule.options, option)
            if isinstance(rule, CountRule):
                after = inside.sum() - inside + joins
                allowed &= after >= rule.at_least
                if rule.at_most is not None:
                    allowed &= after <= rule.at_most
            elif joins:
                cost = self._problem.cost[rule.resource]
                used = cost[self._chosen] * inside
                allowed &= used.sum() - used + cost[option] <= rule.limit + 1e-9
        return allowed


def _contains(options: IntArray, option: int) -> bool:
    at = int(np.searchsorted(options, option))
    return at < len(options) and int(options[at]) == option
