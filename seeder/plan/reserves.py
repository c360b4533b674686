"""Stand-ins: who could be asked in place of somebody on the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.certify import usable_options
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
    are more than 2,000 useful options, those with the largest v_o − λ·c_o − μ·a_o are tried: the nearest to the plan.
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
    usable, _ = usable_options(problem)
    useful = np.flatnonzero((value > 0) & usable & ~asked[problem.account])
    if len(useful) <= _MOST_CANDIDATES or result.certificate is None:
        return useful
    merit = value - result.certificate.resource_multiplier @ problem.cost
    prices = result.certificate.at_most_multiplier - result.certificate.at_least_multiplier
    for position in np.flatnonzero(prices).tolist():
        rule = problem.rules[position]
        weight = 1.0 if isinstance(rule, CountRule) else problem.cost[rule.resource, rule.options]
        merit[rule.options] -= prices[position] * weight
    merit = merit[useful]
    return np.sort(useful[np.argsort(-merit, kind="stable")[:_MOST_CANDIDATES]])


class _SwapRules:
    """Which picks an option may replace by the rules: each question looks only at the option's own rules."""

    def __init__(self, problem: SeedingProblem, chosen: IntArray) -> None:
        self._problem, self._chosen = problem, chosen
        position = np.full(problem.n_options, -1, dtype=np.int64)
        position[chosen] = np.arange(len(chosen))
        picks = [position[rule.options] for rule in problem.rules]
        self._members = [inside[inside >= 0] for inside in picks]
        self._is_tight = [
            isinstance(rule, CountRule) and len(inside) <= rule.at_least
            for rule, inside in zip(problem.rules, self._members, strict=True)
        ]
        # How many rules would miss a pick that goes, unless what comes is in them too.
        self._n_tight = np.zeros(len(chosen), dtype=np.int64)
        for inside, is_tight in zip(self._members, self._is_tight, strict=True):
            if is_tight:
                self._n_tight[inside] += 1
        sizes = [len(rule.options) for rule in problem.rules]
        entries = np.concatenate([rule.options for rule in problem.rules]) if sizes else np.empty(0, dtype=np.int64)
        order = np.argsort(entries, kind="stable")
        self._rule = np.repeat(np.arange(len(sizes)), sizes)[order]
        self._start = np.searchsorted(entries[order], np.arange(problem.n_options + 1))

    def by(self, option: int) -> BoolArray:
        """Which picks, shape (n_picks,), this option may replace."""
        allowed = np.ones(len(self._chosen), dtype=bool)
        joined = np.zeros(len(self._chosen), dtype=np.int64)
        for position in self._rule[self._start[option] : self._start[option + 1]].tolist():
            rule, inside = self._problem.rules[position], self._members[position]
            if self._is_tight[position]:
                joined[inside] += 1
            if not isinstance(rule, CountRule):
                cost = self._problem.cost[rule.resource]
                used = np.zeros(len(self._chosen))
                used[inside] = cost[self._chosen[inside]]
                allowed &= used.sum() - used + cost[option] <= rule.limit + 1e-9
            elif rule.at_most is not None and len(inside) >= rule.at_most:
                is_inside = np.zeros(len(self._chosen), dtype=bool)
                is_inside[inside] = len(inside) == rule.at_most
                allowed &= is_inside
        kept: BoolArray = allowed & (joined == self._n_tight)
        return kept
