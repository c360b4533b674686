"""Explain an account: solve the best plan, the best ones with it and without it, and find where it comes in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from seeder.analysis.account_choice import account_named
from seeder.analysis.entering.axes import WIDTH
from seeder.analysis.entering.pinned import Pinned
from seeder.analysis.entering.threshold import Worth
from seeder.analysis.entering.thresholds import break_even
from seeder.analysis.explanation.answer import ExplainedOption, Explanation, SharedWith
from seeder.analysis.own_asks import broken_rules
from seeder.analysis.searching import Goal, Searcher, Solved, is_small
from seeder.audience import Audience
from seeder.formulation import Formulation
from seeder.frozen_mapping import FrozenMapping
from seeder.problem import Rule, evaluate, marginal_values_of, value
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.evaluation import spending
from seeder.solvers import ProgressPoint, Stop

_MOST_NODES = 100
"""Most nodes of a search: what is still open then stays so, and brackets are wider there."""
_WIDE = 0.02
"""Brackets of larger problems may be as wide as this part of themselves: that takes a few searches each."""
_LEAST_PEOPLE = 0.5
"""Fewer people than this are nobody."""


def explain_of(
    formulation: Formulation,
    account: str,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
) -> Explanation:
    """Explain why an account is in the best plan, or is not.

    Parameters
    ----------
    account
        Its key, handle or profile link.
    stop
        Time limit of the whole, and relative gap at which a search ends; default: no limit, and 1e-3.

    Raises
    ------
    ArgumentError
        Where there is no such account.
    """
    stop = Stop(relative_gap=1e-3) if stop is None else stop
    position = account_named(formulation, account)
    plans = _Plans(formulation, position, Searcher(stop, seed, on_progress, most_nodes=_MOST_NODES))
    option = plans.option
    enters = None
    if option is not None:
        pinned = Pinned(formulation, option, Goal(plans.without.lower, plans.without.upper), plans.searcher)
        pinned.keep(pinned.today, plans.inside[option])
        enters = break_even(pinned, WIDTH if is_small(formulation.problem) else _WIDE)
    return Explanation(
        account=formulation.scenario.accounts.account_id[position],
        picked=None if plans.picked is None else formulation.approach_name(plans.picked),
        objective=formulation.scenario.document.objective.value,
        options=tuple(_options(formulation, plans)),
        out=Worth.of(plans.without),
        shared_with=_shared_with(formulation, position, plans.best.selection),
        displaces=_displaced(formulation, plans),
        approach=None if option is None else formulation.approach_name(option),
        break_even=enters,
        gap=stop.relative_gap,
        currency=formulation.scenario.currencies,
    )


class _Plans:
    """The best plan, the best one by each way of asking the account, and the best one without it."""

    def __init__(self, formulation: Formulation, account: int, searcher: Searcher) -> None:
        self.searcher = searcher
        problem = formulation.problem
        self.own: IntArray = np.flatnonzero(problem.account == account)
        self.best = searcher.solve(problem)
        self.picked = self._held(self.best)
        banned = problem.replace(rules=(*problem.rules, Rule.count(self.own, at_most=0)))
        start = None if self.best.is_infeasible else self.best
        self.without = self.best if self.picked is None else searcher.solve(banned, after=start)
        # What the best plan asks is the best that asks it so; what it does not ask bounds all others.
        self.inside: dict[int, Solved] = {}
        for option in self.own.tolist():
            if option == self.picked:
                self.inside[option] = self.best
            else:
                pinned = problem.replace(rules=(*problem.rules, Rule.count([option], at_least=1)))
                self.inside[option] = searcher.solve(pinned, after=start)
        if is_small(problem):
            self.without = searcher.settle(banned, self.without)
        self.option = self._best_option()

    def _held(self, found: Solved) -> int | None:
        held = np.intersect1d(self.own, [] if found.selection is None else found.selection)
        return int(held[0]) if len(held) else None

    def _best_option(self) -> int | None:
        """The picked option, or else that of the best plan with the account; None if it cannot be asked."""
        if self.picked is not None or not len(self.own):
            return self.picked
        best: int = max(self.own.tolist(), key=lambda option: (self.inside[option].lower, -option))
        return best


def _options(formulation: Formulation, plans: _Plans) -> list[ExplainedOption]:
    problem = formulation.problem
    selection = plans.best.selection
    rest = None if selection is None else np.setdiff1d(selection, plans.own)
    of_approach = {formulation.approach_name(option): option for option in plans.own.tolist()}
    found = []
    for approach in formulation.scenario.approaches:
        option = of_approach.get(approach)
        if option is None:
            found.append(ExplainedOption(approach, False, None, None, FrozenMapping({}), Worth(None, None), ()))
            continue
        violations = () if rest is None else evaluate(problem, np.append(rest, option)).violations
        found.append(
            ExplainedOption(
                approach=approach,
                available=True,
                expected=value(problem, [option]),
                added=None if rest is None else float(marginal_values_of(problem, rest, [option])[0]),
                costs=FrozenMapping(dict(zip(problem.resources, spending(problem, [option]), strict=True))),
                inside=Worth.of(plans.inside[option]),
                held_back_by=() if option == plans.picked else broken_rules(formulation, violations),
            )
        )
    return found


def _displaced(formulation: Formulation, plans: _Plans) -> tuple[str, ...]:
    """Accounts that are asked without the account, and not with it."""
    if plans.option is None:
        return ()
    inside, without = plans.inside[plans.option].selection, plans.without.selection
    if inside is None or without is None:
        return ()
    gone = np.setdiff1d(formulation.problem.account[without], formulation.problem.account[inside])
    return tuple(formulation.scenario.accounts.account_id[account] for account in gone.tolist())


def _shared_with(formulation: Formulation, account: int, selection: IntArray | None) -> tuple[SharedWith, ...]:
    """Accounts of a selection that share followers with an account: Σ_g size_g · s_g · s'_g people."""
    audience = formulation.audience
    if selection is None or not audience.n_cells:
        return ()
    rows_of, names = formulation.scenario.accounts.rows_of, formulation.scenario.accounts.account_id
    share = np.zeros(audience.n_cells)
    cells, shares = _shares_of(audience, rows_of[account])
    share[cells] = shares * audience.size[cells]
    found = []
    for other in np.unique(formulation.problem.account[selection]).tolist():
        if other != account:
            cells, shares = _shares_of(audience, rows_of[other])
            found.append(SharedWith(names[other], float(share[cells] @ shares)))
    return tuple(sorted((each for each in found if each.people >= _LEAST_PEOPLE), key=lambda each: -each.people))


def _shares_of(audience: Audience, rows: IntArray) -> tuple[IntArray, FloatArray]:
    """Cells of an account's handles, and the share of their people who follow any of them: 1 − Π_h (1 − s_hg)."""
    parts = [slice(int(audience.start[row]), int(audience.start[row + 1])) for row in np.asarray(rows).tolist()]
    cell = np.concatenate([audience.cell[part] for part in parts])
    none = np.concatenate([1.0 - audience.share[part] for part in parts])
    cells, place = np.unique(cell, return_inverse=True)
    left = np.ones(len(cells))
    np.multiply.at(left, place, none)
    return cells.astype(np.int64), 1.0 - left
