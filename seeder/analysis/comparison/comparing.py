"""Compare the best plan with the best of one kind of accounts, with simple lists, and with the user's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from seeder.analysis.account_choice import CELEBRITIES, MIDDLERS, accounts_where
from seeder.analysis.asks import asks_of
from seeder.analysis.comparison.answer import ComparedPlan, Comparison, ListChange, PlanKind
from seeder.analysis.comparison.changes import changes_between
from seeder.analysis.own_asks import broken_rules, options_of_asks
from seeder.analysis.rate_table import rate_table
from seeder.analysis.searching import Searcher, Solved
from seeder.analysis.whole_outcome import outcome_of
from seeder.formulation import Formulation
from seeder.frozen_mapping import FrozenMapping
from seeder.problem import Rule, evaluate, marginal_values_of
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.solvers import ProgressPoint, Stop
from seeder.solvers.heuristics.baselines import select_by, select_greedily, select_top_followers
from seeder.solvers.model.presolve import build_model

_PART_FOR_DRAWS = 0.1
"""Share of a time limit that the draws of all plans may take after it."""
_MOST_DRAWS = 2_000
"""So many draws tell the usual result of a plan, mostly within any time limit: the same seed gives the same."""


def compare_of(
    formulation: Formulation,
    *,
    mine: Any = None,
    celebrities: str | None = None,
    middlers: str | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
) -> Comparison:
    """Compare plans of one scenario.

    Parameters
    ----------
    mine
        The user's list, as :meth:`seeder.Run.evaluate` takes it; default: none.
    celebrities, middlers
        Who is one, as a ``where``; default: tier celebrity, and tiers nano to mid.
    stop
        Time limit of the whole, and relative gap at which a search ends; default: no limit, and 1e-3.

    Raises
    ------
    ArgumentError
        Where a ``where`` is not understood, or an ask of the list is neither an account nor a pair.
    ProblemError
        Where the list names an account or an approach that does not exist, or an account twice.
    """
    stop = Stop(relative_gap=1e-3) if stop is None else stop
    where = {
        PlanKind.CELEBRITIES: CELEBRITIES if celebrities is None else celebrities,
        PlanKind.MIDDLERS: MIDDLERS if middlers is None else middlers,
    }
    is_in = {kind: accounts_where(formulation, words, argument=kind.value) for kind, words in where.items()}
    own = None if mine is None else options_of_asks(formulation, None, mine, argument="mine")
    plans = _Plans(formulation, Searcher(stop, seed, on_progress), stop, seed)
    best = plans.best(own)
    if own is not None and best is not None:
        own = options_of_asks(formulation, best, mine, argument="mine")
    for kind, matches in is_in.items():
        plans.of_some(kind, matches)
    plans.lists(own)
    return Comparison(
        objective=formulation.scenario.document.objective.value,
        plans=tuple(plans.found),
        changes=() if own is None or best is None else _changes(formulation, own, best),
        celebrities=where[PlanKind.CELEBRITIES],
        middlers=where[PlanKind.MIDDLERS],
        gap=stop.relative_gap,
        currency=formulation.scenario.currencies,
        cautions=tuple(f"Caution: {note}" for note in formulation.scenario.notes),
    )


def _changes(formulation: Formulation, own: IntArray, best: IntArray) -> tuple[ListChange, ...]:
    return tuple(
        ListChange(asks_of(formulation, change.drop), asks_of(formulation, change.add), change.gain)
        for change in changes_between(formulation.problem, own, best)
    )


class _Plans:
    """Makes the plans one after another; ``found`` holds them in order."""

    def __init__(self, formulation: Formulation, searcher: Searcher, stop: Stop, seed: int) -> None:
        self._formulation, self._problem = formulation, formulation.problem
        self._searcher, self._stop, self._seed = searcher, stop, seed
        self._best: Solved | None = None
        self.found: list[ComparedPlan] = []

    def best(self, own: IntArray | None) -> IntArray | None:
        """The best plan, which is no worse than the user's list if that keeps the rules."""
        solved = self._searcher.solve(self._problem, starts=() if own is None else [own])
        self._best = solved
        self._add(PlanKind.BEST, solved.selection, solved)
        return solved.selection

    def of_some(self, kind: PlanKind, matches: BoolArray) -> None:
        """The best plan of the accounts that match."""
        others = np.flatnonzero(~matches[self._problem.account])
        part = self._problem.replace(rules=(*self._problem.rules, Rule.count(others, at_most=0)))
        after = None if self._best is None or self._best.is_infeasible else self._best
        solved = self._searcher.solve(part, after=after)
        self._add(kind, solved.selection, solved)

    def lists(self, own: IntArray | None) -> None:
        """The simple lists, and the user's own if there is one."""
        self._add(PlanKind.TOP_FOLLOWERS, select_top_followers(self._problem))
        self._add(PlanKind.TOP_INTENSITY, select_by(self._problem, _intensity_of_accounts(self._formulation)))
        model = build_model(self._problem)
        self._add(PlanKind.GREEDY, None if model.contradiction is not None else select_greedily(model))
        if own is not None:
            self._add(PlanKind.MINE, np.sort(own))

    def _add(self, kind: PlanKind, selection: IntArray | None, solved: Solved | None = None) -> None:
        bound = None
        if solved is not None and not solved.is_infeasible and np.isfinite(solved.upper):
            bound = solved.upper
        if selection is None:
            self.found.append(ComparedPlan(kind, None, bound, FrozenMapping({}), 0, None, None, None, (), ()))
            return
        formulation, problem = self._formulation, self._problem
        made = evaluate(problem, selection)
        seconds = None if self._stop.time_limit is None else _PART_FOR_DRAWS * self._stop.time_limit / len(PlanKind)
        outcome = outcome_of(formulation, selection, seed=self._seed, most_draws=_MOST_DRAWS, seconds=seconds)
        lost = marginal_values_of(problem, selection, selection)
        self.found.append(
            ComparedPlan(
                kind=kind,
                value=made.value,
                # A bound is no less than a value: they differ by what sums of floats round.
                bound=None if bound is None else max(bound, made.value),
                spent=FrozenMapping(dict(zip(problem.resources, made.spent, strict=True))),
                asks=len(selection),
                p50=outcome.p50,
                largest_share=float(lost.max()) / made.value if made.value > 0 else None,
                nobody=outcome.nobody,
                broken=broken_rules(formulation, made.violations),
                picks=asks_of(formulation, selection),
            )
        )


def _intensity_of_accounts(formulation: Formulation) -> FloatArray:
    """Intensity of each account, of several handles weighed by their followers, shape (n_accounts,); −1 if unknown."""
    accounts = formulation.scenario.accounts
    intensity = rate_table(formulation.scenario, formulation.rates).intensity
    is_known = ~np.isnan(intensity) & ~np.isnan(accounts.followers)
    weight = np.where(is_known, accounts.followers, 0.0)
    of_account = np.bincount(accounts.row_account, weights=weight, minlength=accounts.n_accounts)
    total = np.bincount(
        accounts.row_account, weights=weight * np.where(is_known, intensity, 0.0), minlength=accounts.n_accounts
    )
    found: FloatArray = np.where(of_account > 0, total / np.maximum(of_account, 1e-300), -1.0)
    return found
