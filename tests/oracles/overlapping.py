"""Random problems in which audiences really overlap.

Of the problems that :func:`oracles.problems.small_problems` draws with a coverage, presolve leaves cells in one of ten:
a ban, a budget or an account without options takes away who shares a cell. Here a selection is planted whose options
share a cell, and rules and budgets are drawn around it, so that cells are left by construction.
"""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st
from oracles.problems import ALMOST_ONE, CAPPED, COSTS, UNIT_COSTS, VALUES, small_problems

from seeder.problem import Coverage, Rule, SeedingProblem

_PLAIN = st.sampled_from([0.3, 1.0, 0.5, 0.01, 0.9])
_ANY = st.floats(1e-6, 1.0)
_NEAR_ONE = st.sampled_from([1.0, ALMOST_ONE, 1.0 - 1e-15, 0.3, 1.0 - 1e-9])
_NEAR_ZERO = st.sampled_from([1.0, 1e-12, 1e-15, 1e-16, 0.3, 1e-9])
_ROOMS = st.sampled_from([0.0, 0.05, 0.2, 1.0])
_WEIGHTS = st.sampled_from([10.0, 1.0, 2.5, 800.0])


@st.composite
def coverage_problems(draw: st.DrawFn, *, most_accounts: int = 5, hard_numbers: bool = True) -> SeedingProblem:
    """Draw from :func:`overlapping_problems`, a few from what :func:`small_problems` draws with a coverage.

    For tests that hold also where nothing overlaps: without accounts, options or cells, and where nothing is feasible.
    """
    if draw(st.integers(0, 60)) == 41:
        return draw(small_problems(with_coverage=True, most_accounts=most_accounts))
    return draw(overlapping_problems(most_accounts=most_accounts, hard_numbers=hard_numbers))


@st.composite
def overlapping_problems(draw: st.DrawFn, *, most_accounts: int = 5, hard_numbers: bool = True) -> SeedingProblem:
    """Draw a problem in which options of two accounts or more share cells.

    Budgets hold some options and mostly not all; acceptances are often exactly 1; costs are often alike.

    Parameters
    ----------
    hard_numbers
        Whether chances also come within a rounding of 0 and of 1, tiny ones beside 1, and as quotients that are cut off
        at 1; and whether budgets and limits also leave room that no cost fits in.
    """
    n_accounts = draw(st.sampled_from([3, 2, *range(4, most_accounts + 1)]))
    n_options_of = [draw(st.sampled_from([1, 2, 2, 3])) for _ in range(n_accounts)]
    account = np.repeat(np.arange(n_accounts), n_options_of)
    n_options = len(account)
    first = np.searchsorted(account, np.arange(n_accounts))
    planted = _planted(draw, first, n_options_of)
    chances = draw(st.sampled_from([_PLAIN, _ANY, _NEAR_ONE, _NEAR_ZERO, CAPPED] if hard_numbers else [_PLAIN, _ANY]))
    acceptances = draw(
        st.sampled_from(
            [st.just(1.0), st.sampled_from([1.0, 0.05, 0.35, 0.5])]
            + ([st.sampled_from([1.0, ALMOST_ONE, 0.35])] if hard_numbers else [])
        )
    )
    values = draw(st.sampled_from([st.just(0.0), st.integers(0, 12).map(float), VALUES]))
    rooms = _ROOMS if hard_numbers else st.just(0.0)
    cost, budget = _costs(draw, account, planted, rooms)
    return SeedingProblem(
        account=account,
        value_if_yes=[draw(values) for _ in range(n_options)],
        acceptance=[draw(acceptances) for _ in range(n_options)],
        cost=cost,
        budget=budget,
        rules=[_rule(draw, account, cost, planted, rooms) for _ in range(draw(st.sampled_from([0, 0, 1, 2])))],
        coverage=_coverage(draw, n_options_of, planted, chances),
        n_accounts=n_accounts,
        followers=draw(
            st.none() | st.lists(st.sampled_from([-1.0, 10.0, 500.0, 7e6]), min_size=n_accounts, max_size=n_accounts)
        ),
    )


def _planted(draw: st.DrawFn, first: np.ndarray, n_options_of: list[int]) -> list[int]:
    """An option each of two accounts or more, rising: the first two are to share a cell, and all of it is feasible."""
    order = draw(st.permutations(range(len(first))))
    asked = sorted(order[: draw(st.integers(2, max(2, len(first) - 1)))])
    return [int(first[one]) + draw(st.integers(0, n_options_of[one] - 1)) for one in asked]


def _costs(
    draw: st.DrawFn, account: np.ndarray, planted: list[int], rooms: st.SearchStrategy[float]
) -> tuple[np.ndarray, list[float]]:
    """Costs of one or two resources, and budgets that hold each planted option, mostly all of them together."""
    n_resources = draw(st.sampled_from([1, 1, 2]))
    cost = np.zeros((n_resources, len(account)))
    budget = []
    for resource in range(n_resources):
        unit = draw(st.none() | UNIT_COSTS)
        cost[resource] = [draw(COSTS) for _ in account] if unit is None else unit
        own = cost[resource, planted]
        held = float(own.max() if draw(st.integers(0, 7)) == 7 else own.sum())
        budget.append(max(held, round(held + draw(rooms), 6)))
    if n_resources == 2 and draw(st.integers(0, 3)) == 3:
        budget[draw(st.integers(0, 1))] = math.inf
    return cost, budget


def _rule(
    draw: st.DrawFn, account: np.ndarray, cost: np.ndarray, planted: list[int], rooms: st.SearchStrategy[float]
) -> Rule:
    """A rule that the planted selection keeps; a few are any count, which may leave nothing feasible."""
    options = sorted(draw(st.sets(st.integers(0, len(account) - 1), min_size=1)))
    kind = draw(st.sampled_from(["pin", "most", "least", "between", "limit", "ban"]))
    if draw(st.integers(0, 30)) == 17:
        return Rule.count(options, at_least=draw(st.integers(0, 3)), at_most=draw(st.none() | st.integers(0, 4)))
    if kind == "pin":
        one = draw(st.sampled_from(planted))
        return Rule.count([one] if draw(st.booleans()) else np.flatnonzero(account == account[one]), at_least=1)
    if kind == "ban":
        return Rule.count([option for option in options if option not in planted][:2], at_most=0)
    inside = [option for option in options if option in planted]
    if kind == "limit":
        resource = draw(st.integers(0, len(cost) - 1))
        held = float(cost[resource, inside].sum())
        return Rule.limit(options, resource=resource, limit=max(held, round(held + draw(rooms), 6)))
    least = draw(st.integers(0, len(inside))) if kind != "most" else 0
    most = draw(st.integers(len(inside), len(inside) + 2)) if kind != "least" else None
    return Rule.count(options, at_least=least, at_most=most)


def _coverage(
    draw: st.DrawFn, n_options_of: list[int], planted: list[int], chances: st.SearchStrategy[float]
) -> Coverage:
    """Cells that several accounts move: an account's options move much the same, the planted ones all move cell 0."""
    n_cells = draw(st.sampled_from([2, 3, 4, 3, 1]))
    all_cells = list(range(n_cells))
    some_cells = st.just(all_cells) | st.sets(st.sampled_from(all_cells)).map(sorted)
    start, cell, chance = [0], [], []
    for n_own in n_options_of:
        usual = {each: draw(chances) for each in draw(some_cells)}
        for _ in range(n_own):
            own = usual if draw(st.booleans()) else {each: draw(chances) for each in draw(some_cells)}
            if len(start) - 1 in planted and 0 not in own:
                own = {0: draw(chances), **own}
            if len(start) - 1 in planted[:2]:
                # Where all chances of a cell are tiny, nobody is counted twice: two that are not keep it.
                own = {**own, 0: max(own[0], 1e-3)}
            cell += list(own)
            chance += list(own.values())
            start.append(len(cell))
    weight = [draw(_WEIGHTS), *(draw(st.just(0.0) | _WEIGHTS) for _ in range(n_cells - 1))]
    return Coverage(weight=weight, start=start, cell=cell, chance=chance)
