"""Compare one account with many: solve the plans with and without it, and find when it is in the best plan."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from seeder.analysis.account_choice import MIDDLERS
from seeder.analysis.entering.pinned import Pinned
from seeder.analysis.entering.threshold import Worth
from seeder.analysis.entering.thresholds import break_even
from seeder.analysis.exchange.answer import Alone, Exchange, Verdict
from seeder.analysis.exchange.equals import equals_of
from seeder.analysis.exchange.line import line_of
from seeder.analysis.exchange.subject import accounts_against, options_of
from seeder.analysis.searching import SAME, Goal, Searcher, Solved
from seeder.formulation import Formulation
from seeder.frozen_mapping import FrozenMapping
from seeder.problem import Rule, SeedingProblem, value
from seeder.problem.arrays import IntArray
from seeder.problem.evaluation import spending
from seeder.solvers import ProgressPoint, Stop

_MOST_NODES = 100
"""Most nodes of a search: what is still open then stays so, and brackets are wider there."""
_FINER_GAPS = (1e-5, 1e-7)
_MOST_OPTIONS_FINER = 300
"""Of problems of so few options, and of undecided ones, the best plans are known to finer gaps than asked for."""


def exchange_of(
    formulation: Formulation,
    *,
    account: str | None = None,
    approach: str | None = None,
    against: str | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
) -> Exchange:
    """Compare one account with many.

    Parameters
    ----------
    account
        Which; default: the one with the most followers that can be asked.
    approach
        How it is asked; default: the approach with which the best plan with the account brings most.
    against
        Whom it is compared with, as a ``where``; default: nano to mid.
    stop
        Time limit of the whole, and relative gap at which a search ends; default: no limit, and 1e-3.

    Raises
    ------
    ArgumentError
        Where there is no such account or approach, or a ``where`` is not understood.
    """
    stop = Stop(relative_gap=1e-3) if stop is None else stop
    against = MIDDLERS if against is None else against
    searcher = Searcher(stop, seed, on_progress, most_nodes=_MOST_NODES)
    problem = formulation.problem
    own = options_of(formulation, account, approach)
    is_against = accounts_against(formulation, against, int(problem.account[own[0]]))
    plans = _Plans(problem, own, searcher)
    option = plans.option
    pinned = Pinned(formulation, option, Goal(plans.without.lower, plans.without.upper), searcher)
    pinned.keep(pinned.today, plans.inside)
    alone = value(problem, [option])
    return Exchange(
        account=formulation.account_name(option),
        approach=formulation.approach_name(option),
        objective=formulation.scenario.document.objective.value,
        alone=Alone(
            expected=alone,
            if_yes=value(problem.replace(acceptance=np.ones(problem.n_options)), [option]),
            acceptance=float(problem.acceptance[option]),
            costs=FrozenMapping(dict(zip(problem.resources, spending(problem, [option]), strict=True))),
        ),
        equals=equals_of(formulation, option, against, is_against, searcher),
        with_account=Worth.of(plans.inside),
        without=Worth.of(plans.without),
        verdict=_verdict(plans.inside, plans.without),
        break_even=break_even(pinned),
        line=line_of(pinned),
        gap=stop.relative_gap,
        currency=formulation.scenario.currencies,
    )


class _Plans:
    """The best plan with the account, and the best one without it."""

    def __init__(self, problem: SeedingProblem, own: IntArray, searcher: Searcher) -> None:
        everyone = np.flatnonzero(problem.account == problem.account[own[0]])
        pinned = problem.replace(rules=(*problem.rules, Rule.count(own, at_least=1)))
        banned = problem.replace(rules=(*problem.rules, Rule.count(everyone, at_most=0)))
        self.without = searcher.solve(banned)
        self.inside = searcher.solve(pinned, after=None if self.without.is_infeasible else self.without)
        for gap in _FINER_GAPS:
            is_open = _verdict(self.inside, self.without) is Verdict.OPEN
            if gap >= searcher.gap or searcher.is_over or not (is_open or problem.n_options <= _MOST_OPTIONS_FINER):
                continue
            if not self.without.is_infeasible:
                self.without = searcher.solve(banned, after=self.without, gap=gap)
            if not self.inside.is_infeasible:
                self.inside = searcher.solve(pinned, after=self.inside, gap=gap)
        self.without = searcher.settle(banned, self.without)
        self.option = _approach_of(problem, own, self.inside)


def _approach_of(problem: SeedingProblem, own: IntArray, inside: Solved) -> int:
    """The option by which the account is asked; without a plan, the one that brings most alone."""
    if inside.selection is not None:
        held = np.intersect1d(own, inside.selection)
        if len(held):
            return int(held[0])
    best: int = max(own.tolist(), key=lambda option: (value(problem, [option]), -option))
    return best


def _verdict(inside: Solved, without: Solved) -> Verdict:
    if inside.is_infeasible and without.is_infeasible:
        return Verdict.OPEN
    ends = (inside.lower, inside.upper, without.lower, without.upper)
    if max(ends) - min(ends) <= SAME * abs(max(ends)):
        return Verdict.TIE
    if inside.selection is not None and inside.lower > without.upper:
        return Verdict.IN
    if without.selection is not None and without.lower > inside.upper:
        return Verdict.OUT
    return Verdict.OPEN
