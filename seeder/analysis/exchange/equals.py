"""How many other accounts are as good as one account: if all of them say yes, and on average."""

from __future__ import annotations

from math import gcd

import numpy as np

from seeder.analysis.asks import asks_of
from seeder.analysis.exchange.answer import EqualExpected, EqualIfYes, Equals
from seeder.analysis.exchange.least_amount import Amount, LeastAmount, least_amount, likeliest_options
from seeder.analysis.searching import Goal, Searcher
from seeder.formulation import Formulation
from seeder.frozen_mapping import FrozenMapping
from seeder.problem import Coverage, Rule, SeedingProblem, value
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.decimals import as_whole_numbers
from seeder.problem.evaluation import spending


def equals_of(formulation: Formulation, option: int, against: str, is_against: BoolArray, searcher: Searcher) -> Equals:
    """Find how many accounts of a kind are as good as one account by one approach.

    Parameters
    ----------
    option
        The account by that approach.
    against, is_against
        Whom it is compared with: in words, and which accounts that is, shape (n_accounts,).
    """
    problem = formulation.problem
    alone = value(problem, [option])
    options = np.flatnonzero(is_against[problem.account])
    # All options of an account bring the same if it says yes.
    easiest = _first_of_accounts(problem, options)
    sure = _part_of(problem, np.append(easiest, option), acceptance=1.0)
    of_one = value(sure, [len(easiest)])
    others = _part_of(problem, easiest, acceptance=1.0)
    asks = _part_of(problem, options)
    if_yes = least_amount(_Count(others), Goal(of_one, of_one), searcher)
    expected = least_amount(_Effort(asks), Goal(alone, alone), searcher)
    return Equals(
        against=against,
        n_accounts=len(easiest),
        if_all_say_yes=None if if_yes is None else _if_yes(formulation, easiest[if_yes.selection], if_yes),
        expected=None if expected is None else _expected(formulation, options[expected.selection], expected),
        most_if_all_say_yes=value(others, np.arange(others.n_options)),
        most_expected=value(asks, likeliest_options(asks)),
    )


def _if_yes(formulation: Formulation, picks: IntArray, found: LeastAmount) -> EqualIfYes:
    return EqualIfYes(
        accounts=len(picks),
        at_least=round(found.at_least),
        costs=_costs(formulation, picks),
        picks=asks_of(formulation, picks),
    )


def _expected(formulation: Formulation, picks: IntArray, found: LeastAmount) -> EqualExpected:
    costs = _costs(formulation, picks)
    return EqualExpected(
        asks=len(picks),
        costs=costs,
        at_least=FrozenMapping({"effort": min(round(found.at_least, 9), costs["effort"])}),
        picks=asks_of(formulation, picks),
    )


class _Count(Amount):
    """The number of accounts."""

    def __init__(self, problem: SeedingProblem) -> None:
        self.problem, self.use, self.unit = problem, np.ones(problem.n_options), 1.0

    def within(self, amount: float) -> SeedingProblem:
        everybody = np.arange(self.problem.n_options)
        return self.problem.replace(rules=(Rule.count(everybody, at_most=round(amount)),))


class _Effort(Amount):
    """Hours, the first of the resources."""

    def __init__(self, problem: SeedingProblem) -> None:
        self.problem, self.use, self.unit = problem, problem.cost[0], _unit_of(problem.cost[0])

    def within(self, amount: float) -> SeedingProblem:
        budget = self.problem.budget.copy()
        budget[0] = max(0.0, round(amount, 9))
        return self.problem.replace(budget=budget)


def _unit_of(cost: FloatArray) -> float:
    """The largest number of which all costs are multiples; 0 where they have too many digits, or all are 0."""
    whole = as_whole_numbers(cost)
    if whole is None:
        return 0.0
    return gcd(*whole[0].tolist()) / 10.0 ** whole[1]


def _part_of(problem: SeedingProblem, options: IntArray, *, acceptance: float | None = None) -> SeedingProblem:
    """The problem of some options, without budgets and rules, with another acceptance of all if one is given."""
    coverage, part = problem.coverage, None
    if coverage is not None:
        rows = coverage.rows(options)
        part = Coverage(
            weight=coverage.weight, start=rows.start, cell=coverage.cell[rows.entry], chance=coverage.chance[rows.entry]
        )
    # Accounts follow each other; the last option may be of any account.
    account = np.concatenate(([0], np.cumsum(np.diff(problem.account[options]) != 0)))[: len(options)]
    return SeedingProblem(
        account=account,
        value_if_yes=problem.value_if_yes[options],
        cost=problem.cost[:, options],
        budget=np.full(problem.n_resources, np.inf),
        acceptance=problem.acceptance[options] if acceptance is None else np.full(len(options), acceptance),
        coverage=part,
        resources=problem.resources,
    )


def _first_of_accounts(problem: SeedingProblem, options: IntArray) -> IntArray:
    """Of each account the option of the least effort, then the likeliest."""
    order = np.lexsort((options, -problem.acceptance[options], problem.cost[0, options], problem.account[options]))
    ranked = options[order]
    is_first = np.ones(len(ranked), dtype=bool)
    is_first[1:] = np.diff(problem.account[ranked]) > 0
    found: IntArray = ranked[is_first]
    return found


def _costs(formulation: Formulation, picks: IntArray) -> FrozenMapping[str, float]:
    problem = formulation.problem
    return FrozenMapping(dict(zip(problem.resources, spending(problem, picks), strict=True)))
