"""Tell for every account whether all, some or none of the plans ask it that are nearly as good as the best one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from seeder.analysis.alternatives.answer import AlternativePlan, Alternatives, UndecidedAccount
from seeder.analysis.alternatives.certificate_bounds import learn_bounds
from seeder.analysis.alternatives.different import different_plans
from seeder.analysis.alternatives.evidence import Evidence
from seeder.analysis.alternatives.near_plans import NearPlans
from seeder.analysis.asks import asks_of
from seeder.analysis.entering.threshold import Worth
from seeder.analysis.searching import Searcher, Solved, is_small
from seeder.argument_kinds import in_words
from seeder.errors import ArgumentError
from seeder.formulation import Formulation
from seeder.frozen_mapping import FrozenMapping
from seeder.problem import Rule, SeedingProblem, evaluate
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.solvers import ProgressPoint, Stop

_MOST_NODES = 100
"""Most nodes of a search: what is still open then stays so."""
_PART = 0.5
"""Share of the time left that the plans near the best one may take, and then the search for different plans."""
_MOST_PLANS = 20
_FINER = 10.0
"""The best plan is searched to a gap that is finer than what is asked by this factor."""


def alternatives_of(
    formulation: Formulation,
    *,
    within: float = 0.01,
    plans: int = 3,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
) -> Alternatives:
    """Look at all plans that are worth at least 1 − ``within`` of the best one.

    Parameters
    ----------
    within
        By how much less a plan may be worth, as a share of the best one [0–1).
    plans
        How many different plans to find at most.
    stop
        Time limit of the whole, and relative gap at which a search ends; default: no limit, and 1e-3.
    """
    stop = Stop(relative_gap=1e-3) if stop is None else stop
    problem = formulation.problem
    searcher = Searcher(stop, seed, on_progress, most_nodes=_MOST_NODES)
    best = searcher.solve(problem)
    if is_small(problem) or within < _FINER * stop.relative_gap:
        best = searcher.settle(problem, best)
    if best.selection is None:
        return _without_plan(formulation, best, within, stop)
    evidence = Evidence(problem, best.selection, within=within)
    deciding = _Deciding(problem, evidence, best, searcher)
    learn_bounds(evidence, best)
    near = searcher.part(_PART)
    deciding.look_near(near)
    found = list(different_plans(problem, evidence, best, searcher.part(_PART), n_plans=plans))
    if near.is_over:
        deciding.look_near(searcher)
    deciding.decide_rest()
    return _answer(formulation, evidence, best, found, within, stop)


class _Deciding:
    """Decides accounts by what is known of the best plan, and then by searches."""

    def __init__(self, problem: SeedingProblem, evidence: Evidence, best: Solved, searcher: Searcher) -> None:
        self._problem, self._evidence, self._best, self._searcher = problem, evidence, best, searcher
        self._near_plans = NearPlans(problem, evidence)

    def look_near(self, searcher: Searcher) -> None:
        """Learn the plans near the best one, in the time of a searcher."""
        self._near_plans.learn(self._evidence.best, searcher)

    def decide_rest(self) -> None:
        """Search for a plan with or without each account of which it is open, the likeliest one first."""
        tried: set[tuple[int, bool]] = set()
        while not self._searcher.is_over:
            question = self._next(tried)
            if question is None:
                return
            tried.add(question)
            self._search(*question)

    def _next(self, tried: set[tuple[int, bool]]) -> tuple[int, bool] | None:
        """An account, and whether it is to be in; None where nothing is open that was not tried."""
        evidence = self._evidence
        open_ = [
            (float(bound[account]), account, is_in)
            for lacking, bound, is_in in (
                (evidence.lacks_plan_with, evidence.bound_with, True),
                (evidence.lacks_plan_without, evidence.bound_without, False),
            )
            for account in np.flatnonzero(lacking).tolist()
            if (account, is_in) not in tried
        ]
        if not open_:
            return None
        _, account, is_in = max(open_, key=lambda each: (each[0], -each[1]))
        return account, is_in

    def _search(self, account: int, is_in: bool) -> None:
        problem, evidence = self._problem, self._evidence
        own = np.flatnonzero(problem.account == account)
        rule = Rule.count(own, at_least=1) if is_in else Rule.count(own, at_most=0)
        pinned = problem.replace(rules=(*problem.rules, rule))
        found = self._searcher.decide(pinned, evidence.goal, after=self._best)
        bound = np.full(problem.n_accounts, np.inf)
        bound[account] = found.upper
        if is_in:
            evidence.bound(inside=bound)
        else:
            evidence.bound(out=bound)
        if found.selection is not None and evidence.learn(found.selection):
            self._near_plans.learn(found.selection, self._searcher)


def _answer(
    formulation: Formulation, evidence: Evidence, best: Solved, found: list[IntArray], within: float, stop: Stop
) -> Alternatives:
    never, always = evidence.is_sure_out, evidence.is_sure_in
    undecided = ~(never | always) & (evidence.lacks_plan_with | evidence.lacks_plan_without)
    names = formulation.scenario.accounts.account_id
    plans = [_plan(formulation, plan, evidence.best) for plan in found]
    return Alternatives(
        objective=formulation.scenario.document.objective.value,
        within=within,
        best=_plan(formulation, evidence.best, evidence.best),
        bound=_finite(max(best.upper, evidence.value)),
        always=_named(formulation, always),
        sometimes=_named(formulation, ~(never | always | undecided)),
        never=_named(formulation, never),
        undecided=tuple(
            UndecidedAccount(
                account=names[account],
                inside=_worth(evidence.worth_with, evidence.bound_with, account, best),
                out=_worth(evidence.worth_without, evidence.bound_without, account, best),
            )
            for account in np.flatnonzero(undecided).tolist()
        ),
        plans=tuple(plan for plan in plans if evidence.is_enough(plan.value) and plan.differs_by),
        gap=stop.relative_gap,
        currency=formulation.scenario.currencies,
    )


def _without_plan(formulation: Formulation, best: Solved, within: float, stop: Stop) -> Alternatives:
    """The answer where no plan was found: no plan asks anybody if there is none, and nothing is known otherwise."""
    names = tuple(formulation.scenario.accounts.account_id)
    worth = Worth.of(best)
    return Alternatives(
        objective=formulation.scenario.document.objective.value,
        within=within,
        best=None,
        bound=worth.bound,
        always=(),
        sometimes=(),
        never=names if best.is_infeasible else (),
        undecided=() if best.is_infeasible else tuple(UndecidedAccount(name, worth, worth) for name in names),
        plans=(),
        gap=stop.relative_gap,
        currency=formulation.scenario.currencies,
    )


def _named(formulation: Formulation, which: BoolArray) -> tuple[str, ...]:
    names = formulation.scenario.accounts.account_id
    return tuple(names[account] for account in np.flatnonzero(which).tolist())


def _worth(worth: FloatArray, bound: FloatArray, account: int, best: Solved) -> Worth:
    return Worth(_finite(float(worth[account])), _finite(min(float(bound[account]), best.upper)))


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _plan(formulation: Formulation, plan: IntArray, best: IntArray) -> AlternativePlan:
    problem, names = formulation.problem, formulation.scenario.accounts.account_id
    made, own, others = evaluate(problem, plan), problem.account[plan], problem.account[best]
    return AlternativePlan(
        value=made.value,
        spent=FrozenMapping(dict(zip(problem.resources, made.spent, strict=True))),
        new=tuple(names[account] for account in np.setdiff1d(own, others).tolist()),
        left_out=tuple(names[account] for account in np.setdiff1d(others, own).tolist()),
        picks=asks_of(formulation, np.sort(plan)),
    )


def check_numbers(within: Any, plans: Any) -> None:
    """Refuse what is no share from 0 to below 1, and no number of plans."""
    is_number = isinstance(within, int | float | np.integer | np.floating) and not isinstance(within, bool)
    if not (is_number and 0 <= within < 1):
        raise ArgumentError(f"within: expected a share from 0 to below 1, such as 0.01, found {in_words(within)}")
    is_count = isinstance(plans, int | np.integer) and not isinstance(plans, bool)
    if not (is_count and 0 <= plans <= _MOST_PLANS):
        raise ArgumentError(f"plans: expected a number from 0 to {_MOST_PLANS}, found {in_words(plans)}")
