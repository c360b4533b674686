"""Draw the unsure numbers again and again, and solve each draw, starting from today's plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seeder.analysis.entering.threshold import Worth
from seeder.analysis.outcomes import Percentiles
from seeder.analysis.searching import Searcher, Solved, is_small
from seeder.analysis.sensitivity.answer import Regret, Sensitivity
from seeder.analysis.sensitivity.redrawn import Redrawn
from seeder.analysis.sensitivity.swings import swings_of
from seeder.argument_kinds import in_words
from seeder.errors import ArgumentError
from seeder.formulation import Formulation
from seeder.frozen_mapping import FrozenMapping
from seeder.problem import evaluate
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers import ProgressPoint, Stop

_MOST_DRAWS = 100_000
_MOST_SHARES = 8.0
"""A draw may take so many times its share of the time that is left."""
_MOST_NODES = 15
"""Most nodes of a draw's search, but for small problems: nineteen in twenty draws of a thousand accounts need fewer."""
_FINEST = 1e-6
"""Small problems are solved to this gap, or to the one asked for if that is finer."""


def check_draws(draws: Any) -> None:
    """Refuse what is no number of draws."""
    is_count = isinstance(draws, int | np.integer) and not isinstance(draws, bool)
    if not (is_count and 1 <= draws <= _MOST_DRAWS):
        raise ArgumentError(f"draws: expected a whole number from 1 to {_MOST_DRAWS:,}, found {in_words(draws)}")


def sensitivity_of(
    formulation: Formulation,
    *,
    draws: int = 200,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
) -> Sensitivity:
    """Find how the best plan and its value change with numbers that are not known for sure.

    Each draw takes every such number anew from what is known of it; numbers of one kind share a part of that
    (:mod:`seeder.rates.drawing`). The problem with these numbers is solved from today's plan.

    Parameters
    ----------
    draws
        How many.
    stop
        Time limit of the whole, and relative gap at which a search ends; default: no limit, and 1e-3.

    Raises
    ------
    ArgumentError
        Where ``draws`` is no number of them.
    """
    check_draws(draws)
    stop = Stop(relative_gap=1e-3) if stop is None else stop
    searcher = Searcher(stop, seed, on_progress)
    problem, accounts = formulation.problem, formulation.scenario.accounts
    gap = min(stop.relative_gap, _FINEST) if is_small(problem) else stop.relative_gap
    today = searcher.solve(problem, gap=gap)
    redrawn = Redrawn(formulation)
    is_unsure = bool(redrawn.unsure_kinds)
    made = _Draws(np.zeros(problem.n_accounts))
    if today.selection is not None:
        _draw(made, redrawn if is_unsure else None, today, searcher, n_draws=int(draws), gap=gap, seed=seed)
    can_be_asked = np.unique(problem.account).tolist()
    picks = [] if today.selection is None else problem.account[today.selection].tolist()
    best, most, own = (np.array(values) for values in (made.best, made.most, made.own))
    return Sensitivity(
        draws=made.n,
        wanted=int(draws),
        objective=formulation.scenario.document.objective.value,
        is_unsure=is_unsure,
        picked=FrozenMapping(
            {accounts.account_id[at]: float(made.n_picked[at]) / max(1, made.n) for at in can_be_asked}
        ),
        today=Worth.of(today),
        picks=tuple(accounts.account_id[at] for at in picks),
        value=Percentiles.of(best) if len(best) else None,
        regret=_regret(best, own),
        value_bound=Percentiles.of(most) if len(best) else None,
        regret_bound=_regret(most, own),
        mean_value=float(best.mean()) if len(best) else None,
        without_plan=made.n - len(best),
        over_budget=made.n_over / max(1, made.n),
        numbers=() if today.selection is None else swings_of(formulation, redrawn, today.selection),
        gap=stop.relative_gap,
    )


@dataclass
class _Draws:
    """What the draws so far came to."""

    n_picked: FloatArray  # In how many draws each account is asked, shape (n_accounts,).
    n: int = 0  # How many draws there are.
    n_over: int = 0  # In how many of them today's plan breaks a budget or limit.

    def __post_init__(self) -> None:
        # Of each draw with a plan: the best value found, what none exceeds, and the value of today's plan.
        self.best: list[float] = []
        self.most: list[float] = []
        self.own: list[float] = []

    def add(self, found: Solved, selection: IntArray, *, times: int = 1) -> None:
        """Count a draw."""
        own = evaluate(found.problem, selection)
        self.n += times
        self.n_over += 0 if own.is_feasible else times
        if found.selection is not None:
            self.n_picked[found.problem.account[found.selection]] += times
            self.best += [found.lower] * times
            self.most += [found.upper] * times
            self.own += [own.value] * times


def _draw(
    made: _Draws, redrawn: Redrawn | None, today: Solved, searcher: Searcher, *, n_draws: int, gap: float, seed: int
) -> None:
    """Solve draw after draw, as many as the time allows; without a ``redrawn``, all are today's problem."""
    assert today.selection is not None
    if redrawn is None:
        made.add(today, today.selection, times=n_draws)
        return
    begun_with = searcher.seconds_left
    most_nodes = None if is_small(today.problem) else _MOST_NODES
    for problem in redrawn.draws(n_draws, seed=seed):
        most = None
        if begun_with is not None:
            left = searcher.seconds_left or 0.0
            # The fair share of the whole is what a draw gets at least: a shorter search would say little.
            share = begun_with / n_draws
            if searcher.is_over or left < share:
                return
            most = max(share, _MOST_SHARES * left / (n_draws - made.n))
        found = searcher.solve(problem, after=today, gap=gap, most_seconds=most, most_nodes=most_nodes)
        if found.selection is None and not found.is_infeasible:
            return
        made.add(found, today.selection)


def _regret(best: FloatArray, own: FloatArray) -> Regret | None:
    """How much less today's plan brings than what others bring, or at most bring."""
    if not len(best):
        return None
    less = np.maximum(0.0, best - own)
    return Regret(mean=float(less.mean()), p90=float(np.quantile(less, 0.9)))
