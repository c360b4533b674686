"""The functions ``seeder.frontier``, ``exchange``, ``compare``, ``explain``, ``alternatives`` and ``sensitivity``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeder.solving import stop_of

if TYPE_CHECKING:
    from seeder.analysis.alternatives.answer import Alternatives
    from seeder.analysis.comparison.answer import Comparison
    from seeder.analysis.exchange.answer import Exchange
    from seeder.analysis.explanation.answer import Explanation
    from seeder.analysis.frontier import Frontier
    from seeder.analysis.sensitivity.answer import Sensitivity
    from seeder.formulation import Formulation


def frontier(
    subject: Any,
    *,
    resource: str = "effort",
    start: float | None = None,
    end: float | None = None,
    points: int | None = None,
    budget: float | Mapping[str, Any] | None = None,
    objective: str | None = None,
    set: Mapping[str, Any] | None = None,
    time_limit: float | None = None,
    gap: float = 1e-3,
    seed: int = 0,
    progress: bool | None = None,
    **keys: Any,
) -> Frontier:
    """Find the best value for every budget of a resource, and which accounts come and go as it grows.

    Parameters
    ----------
    subject
        What :func:`seeder.solve` takes, other than a problem of arrays.
    resource
        ``effort``, another resource of the scenario, or ``asks`` for the number of accounts asked.
    start, end
        The smallest and the largest budget; default: a quarter of today's budget, and twice of it.
    points
        How many budgets, both ends among them, 2 to 200; default 8. Those between the ends are round numbers.
    budget
        Today's budget, as in :func:`seeder.solve`; a table of accounts needs none if ``end`` is given.
    objective, set, seed, **keys
        As in :func:`seeder.solve`.
    time_limit
        Longest time of all searches together [s]; default: no limit.
    gap
        Relative gap at which the search of a point ends [0–1].
    progress
        Whether to show the state of the searches; default: where somebody may be watching.

    Raises
    ------
    ArgumentError
        Where an argument is of another kind, or the scenario has no such resource.
    ScenarioError
        With all issues of the scenario.

    Examples
    --------
    >>> import pandas as pd
    >>> accounts = pd.DataFrame({"account": ["ann", "bob"], "followers": [2000, 900], "clicks": [50, 20]})
    >>> approaches = {"mail": {"effort": 1, "acceptance": 0.5}}
    >>> found = frontier(accounts, budget=1, approaches=approaches, start=1, end=2, points=2)
    >>> [(point.budget, point.value) for point in found.points]
    [(1.0, 25.0), (2.0, 35.0)]
    """
    from seeder.analysis.frontier import ASKS
    from seeder.analysis.frontier_search import check_points, frontier_of
    from seeder.progress import Progress
    from seeder.subjects import is_without_budget, refuse_unknown

    refuse_unknown(keys, frontier)
    stop = stop_of(None, time_limit=time_limit, gap=gap)
    check_points(resource, start, end, points)
    if budget is None and end is not None and resource != ASKS and is_without_budget(subject):
        # The largest budget is one.
        budget = {resource: end}
    given = {"budget": budget, "objective": objective, "set": set, **keys}
    formulation = _formulated(subject, given, asked="frontier")
    with Progress(is_wanted=progress, relative_gap=gap) as shown:
        return frontier_of(
            formulation,
            resource=resource,
            start=start,
            end=end,
            n_points=points,
            stop=stop,
            seed=seed,
            on_progress=shown.show,
        )


def exchange(
    subject: Any,
    *,
    account: str | None = None,
    approach: str | None = None,
    against: str | None = None,
    budget: float | Mapping[str, Any] | None = None,
    objective: str | None = None,
    set: Mapping[str, Any] | None = None,
    time_limit: float | None = 60.0,
    gap: float = 1e-3,
    seed: int = 0,
    progress: bool | None = None,
    **keys: Any,
) -> Exchange:
    """Compare one account with many: how many are as good, is it in the best plan, and when would that change.

    Parameters
    ----------
    subject
        What :func:`seeder.solve` takes, other than a problem of arrays.
    account
        Which account; default: the one with the most followers that can be asked.
    approach
        How it is asked; default: the approach with which the best plan with it brings most.
    against
        Whom it is compared with, as a ``where``; default: ``tier in ('nano', 'micro', 'mid')``.
    budget, objective, set, seed, **keys
        As in :func:`seeder.solve`.
    time_limit
        Longest time of all searches together [s]; None for no limit. What is still open then is said, and brackets are
        wider.
    gap
        Relative gap at which a search ends [0–1]; of small scenarios the searches go on from there.
    progress
        Whether to show the state of the searches; default: where somebody may be watching.

    Raises
    ------
    ArgumentError
        Where an argument is of another kind, there is no such account or approach, or ``against`` is not understood.
    ScenarioError
        With all issues of the scenario.

    Examples
    --------
    >>> import pandas as pd
    >>> accounts = pd.DataFrame({"account": ["star", "ann", "bob"], "followers": [2_000_000, 2000, 900],
    ...                          "clicks": [90, 50, 40], "effort": [3, 1, 1]})
    >>> approaches = {"mail": {"acceptance": 0.5}}
    >>> found = exchange(accounts, budget=3, approaches=approaches)
    >>> found.summary()
    'It makes no difference: with and without star, the best plan brings 45 clicks.'
    >>> found.equals.if_all_say_yes.accounts
    2
    """
    from seeder.analysis.exchange.exchanging import exchange_of
    from seeder.progress import Progress
    from seeder.subjects import refuse_unknown

    refuse_unknown(keys, exchange)
    stop = stop_of(None, time_limit=time_limit, gap=gap)
    given = {"budget": budget, "objective": objective, "set": set, **keys}
    formulation = _formulated(subject, given, asked="exchange")
    with Progress(is_wanted=progress, relative_gap=gap) as shown:
        return exchange_of(
            formulation,
            account=account,
            approach=approach,
            against=against,
            stop=stop,
            seed=seed,
            on_progress=shown.show,
        )


def sensitivity(
    subject: Any,
    *,
    draws: int = 200,
    budget: float | Mapping[str, Any] | None = None,
    objective: str | None = None,
    set: Mapping[str, Any] | None = None,
    time_limit: float | None = 120.0,
    gap: float = 1e-3,
    seed: int = 0,
    progress: bool | None = None,
    **keys: Any,
) -> Sensitivity:
    """Find how much the best plan depends on numbers that are not known for sure.

    Clicks, views, conversions and acceptances that you did not give are drawn again and again from what is known of
    them, and the best plan is found for each draw. Hours are not drawn.

    Parameters
    ----------
    subject
        What :func:`seeder.solve` takes, other than a problem of arrays.
    draws
        How many draws, 1 to 100,000.
    budget, objective, set, **keys
        As in :func:`seeder.solve`.
    time_limit
        Longest time of all searches together [s]; None for no limit. What was drawn by then is the answer.
    gap
        Relative gap at which a search ends [0–1]; of small scenarios the searches go on from there.
    seed
        The same seed gives the same draws and plans.
    progress
        Whether to show the state of the searches; default: where somebody may be watching.

    Raises
    ------
    ArgumentError
        Where an argument is of another kind, or ``draws`` is no number of draws.
    ScenarioError
        With all issues of the scenario.

    Examples
    --------
    >>> import pandas as pd
    >>> accounts = pd.DataFrame({"account": ["ann", "bob"], "followers": [2000, 900], "clicks": [50, 20]})
    >>> found = sensitivity(accounts, budget=1, approaches={"mail": {"effort": 1}}, draws=100)
    >>> [(swing.account, swing.number) for swing in found.numbers]
    [('ann', 'acceptance'), (None, 'acceptance')]
    >>> found.picked["ann"] > found.picked["bob"]
    True
    """
    from seeder.analysis.sensitivity.drawing_again import check_draws, sensitivity_of
    from seeder.progress import Progress
    from seeder.subjects import refuse_unknown

    refuse_unknown(keys, sensitivity)
    stop = stop_of(None, time_limit=time_limit, gap=gap)
    check_draws(draws)
    given = {"budget": budget, "objective": objective, "set": set, **keys}
    formulation = _formulated(subject, given, asked="sensitivity")
    with Progress(is_wanted=progress, relative_gap=gap) as shown:
        return sensitivity_of(formulation, draws=draws, stop=stop, seed=seed, on_progress=shown.show)


def compare(
    subject: Any,
    *,
    mine: Any = None,
    celebrities: str | None = None,
    middlers: str | None = None,
    budget: float | Mapping[str, Any] | None = None,
    objective: str | None = None,
    set: Mapping[str, Any] | None = None,
    time_limit: float | None = 60.0,
    gap: float = 1e-3,
    seed: int = 0,
    progress: bool | None = None,
    **keys: Any,
) -> Comparison:
    """Compare the best plan with simpler ones, and with a list of your own.

    Parameters
    ----------
    subject
        What :func:`seeder.solve` takes, other than a problem of arrays.
    mine
        Your own list: accounts, pairs of an account and an approach, a table with a column ``account`` and, if you
        like, ``approach``, or the path of such a table. An account without approach is asked as in the best plan; if it
        is not in that plan, by the approach that brings the most by itself.
    celebrities, middlers
        Who is one, as a ``where``; default: tier celebrity, and tiers nano to mid.
    budget, objective, set, seed, **keys
        As in :func:`seeder.solve`.
    time_limit
        Longest time of all searches together [s]; None for no limit.
    gap
        Relative gap at which a search ends [0–1].
    progress
        Whether to show the state of the searches; default: where somebody may be watching.

    Raises
    ------
    ArgumentError
        Where an argument is of another kind, or a ``where`` is not understood.
    ProblemError
        Where ``mine`` names an account or an approach that does not exist, or an account twice.
    ScenarioError
        With all issues of the scenario, or of the table of your list.

    Examples
    --------
    >>> import pandas as pd
    >>> accounts = pd.DataFrame({"account": ["ann", "bob", "cat"], "followers": [2000, 900, 1500],
    ...                          "clicks": [50, 20, 34], "effort": [2, 1, 1]})
    >>> found = compare(accounts, budget=2, approaches={"mail": {"acceptance": 0.5}}, mine=["ann"])
    >>> found.summary()
    'Your list brings 25 clicks: 92.6% of what the best plan brings (27).'
    >>> [([ask.account for ask in change.drop], [ask.account for ask in change.add]) for change in found.changes]
    [(['ann'], ['bob', 'cat'])]
    """
    from seeder.analysis.comparison.comparing import compare_of
    from seeder.importing.own_list import read_own_list
    from seeder.progress import Progress
    from seeder.subjects import refuse_unknown

    refuse_unknown(keys, compare)
    stop = stop_of(None, time_limit=time_limit, gap=gap)
    given = {"budget": budget, "objective": objective, "set": set, **keys}
    formulation = _formulated(subject, given, asked="compare")
    if isinstance(mine, str | os.PathLike):
        mine = read_own_list(Path(mine), formulation.scenario)
    with Progress(is_wanted=progress, relative_gap=gap) as shown:
        return compare_of(
            formulation,
            mine=mine,
            celebrities=celebrities,
            middlers=middlers,
            stop=stop,
            seed=seed,
            on_progress=shown.show,
        )


def explain(
    subject: Any,
    account: str,
    *,
    budget: float | Mapping[str, Any] | None = None,
    objective: str | None = None,
    set: Mapping[str, Any] | None = None,
    time_limit: float | None = 60.0,
    gap: float = 1e-3,
    seed: int = 0,
    progress: bool | None = None,
    **keys: Any,
) -> Explanation:
    """Explain why an account is in the best plan or not, and what would change that.

    Parameters
    ----------
    subject
        What :func:`seeder.solve` takes, other than a problem of arrays.
    account
        Its key, handle or profile link.
    budget, objective, set, seed, **keys
        As in :func:`seeder.solve`.
    time_limit
        Longest time of all searches together [s]; None for no limit. What is still open then is said, and brackets are
        wider.
    gap
        Relative gap at which a search ends [0–1].
    progress
        Whether to show the state of the searches; default: where somebody may be watching.

    Raises
    ------
    ArgumentError
        Where an argument is of another kind, or there is no such account.
    ScenarioError
        With all issues of the scenario.

    Examples
    --------
    >>> import pandas as pd
    >>> accounts = pd.DataFrame({"account": ["ann", "bob", "cat"], "followers": [2000, 900, 1500],
    ...                          "clicks": [50, 20, 34], "effort": [2, 1, 1]})
    >>> found = explain(accounts, "ann", budget=2, approaches={"mail": {"acceptance": 0.5}})
    >>> found.summary()
    'ann is not in the plan: the best plan with it brings 25 clicks, 2 fewer than the best plan (27).'
    >>> found.displaces
    ('bob', 'cat')
    """
    from seeder.analysis.explanation.explaining import explain_of
    from seeder.progress import Progress
    from seeder.subjects import refuse_unknown

    refuse_unknown(keys, explain)
    stop = stop_of(None, time_limit=time_limit, gap=gap)
    given = {"budget": budget, "objective": objective, "set": set, **keys}
    formulation = _formulated(subject, given, asked="explain")
    with Progress(is_wanted=progress, relative_gap=gap) as shown:
        return explain_of(formulation, account, stop=stop, seed=seed, on_progress=shown.show)


def alternatives(
    subject: Any,
    *,
    within: float = 0.01,
    plans: int = 3,
    budget: float | Mapping[str, Any] | None = None,
    objective: str | None = None,
    set: Mapping[str, Any] | None = None,
    time_limit: float | None = 60.0,
    gap: float = 1e-3,
    seed: int = 0,
    progress: bool | None = None,
    **keys: Any,
) -> Alternatives:
    """Find which accounts all good plans ask, which none of them asks, and plans that differ from the best one.

    A plan is good if it brings at least (1 − ``within``) times what the best plan brings.

    Parameters
    ----------
    subject
        What :func:`seeder.solve` takes, other than a problem of arrays.
    within
        By how much less a plan may bring, as a share of the best one, from 0 to below 1.
    plans
        How many different plans to find at most, 0 to 20.
    budget, objective, set, seed, **keys
        As in :func:`seeder.solve`.
    time_limit
        Longest time of all searches together [s]; None for no limit. What is still open then is ``undecided``.
    gap
        Relative gap at which a search ends [0–1]; of small scenarios the searches go on from there.
    progress
        Whether to show the state of the searches; default: where somebody may be watching.

    Raises
    ------
    ArgumentError
        Where an argument is of another kind, or out of range.
    ScenarioError
        With all issues of the scenario.

    Examples
    --------
    >>> import pandas as pd
    >>> accounts = pd.DataFrame({"account": ["ann", "bob", "cat", "dan"], "followers": [2000, 900, 900, 800],
    ...                          "clicks": [50, 20, 20, 4], "effort": [1, 1, 1, 1]})
    >>> found = alternatives(accounts, budget=2, approaches={"mail": {"acceptance": 0.5}})
    >>> found.always, found.sometimes, found.never
    (('ann',), ('bob', 'cat'), ('dan',))
    >>> [[pick.account for pick in plan.picks] for plan in (found.best, *found.plans)]
    [['ann', 'bob'], ['ann', 'cat']]
    """
    from seeder.analysis.alternatives.deciding import alternatives_of, check_numbers
    from seeder.progress import Progress
    from seeder.subjects import refuse_unknown

    refuse_unknown(keys, alternatives)
    stop = stop_of(None, time_limit=time_limit, gap=gap)
    check_numbers(within, plans)
    given = {"budget": budget, "objective": objective, "set": set, **keys}
    formulation = _formulated(subject, given, asked="alternatives")
    with Progress(is_wanted=progress, relative_gap=gap) as shown:
        return alternatives_of(formulation, within=within, plans=plans, stop=stop, seed=seed, on_progress=shown.show)


def _formulated(subject: Any, given: Mapping[str, Any], *, asked: str) -> Formulation:
    """What a question is asked of, with the changes that were given, as a formulation."""
    from seeder.formulation import formulation_of
    from seeder.subjects import scenario_of

    changes = {name: value for name, value in given.items() if value is not None}
    return formulation_of(scenario_of(subject, changes, asked=asked))
