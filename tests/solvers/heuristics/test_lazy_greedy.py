"""Lazy greedy takes what looking at every option each time would take."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration
from oracles.overlapping import overlapping_problems

from seeder.problem import Coverage, Rule, SeedingProblem, evaluate, value
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.heuristics.filling import Filling
from seeder.solvers.heuristics.greedy import budget_shares
from seeder.solvers.heuristics.lazy_greedy import (
    LazyGreedy,
    guessed_selections,
    lazy_greedy_selections,
    lazy_selection,
)
from seeder.solvers.model.cover_state import cover_value
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model

overlapping = overlapping_problems()


class PlainGreedy:
    """The same greedy, looking at every option each time."""

    def __init__(self, model: Model, cost: FloatArray) -> None:
        self.model, self.filling, self.picks = model, Filling(model), list[int]()
        self._per_gain = np.where(cost < 1e-100, 1e150, 1.0 / np.where(cost < 1e-100, 1.0, cost))

    def grow(self, *, pinned: bool = False, missing: bool = False) -> None:
        while True:
            fitting = [
                option
                for option in range(self.model.n_options)
                if self.filling.fits(option)
                and (not pinned or self.model.must[self.model.owner[option]])
                and (not missing or self.filling.is_missing(option))
            ]
            if not fitting:
                return
            before = cover_value(self.model, self.filling.chosen)
            gains = [cover_value(self.model, np.sort([*self.picks, option])) - before for option in fitting]
            best = max(range(len(fitting)), key=lambda k: gains[k] * self._per_gain[fitting[k]])
            if gains[best] <= 0 and not pinned and not missing:
                return
            self.filling.take(fitting[best])
            self.picks.append(fitting[best])

    def run(self) -> list[int] | None:
        self.grow(pinned=True)
        self.grow(missing=True)
        if not self.filling.is_complete:
            return None
        self.grow()
        return self.picks


def overlapping_problem(n: int, *, seed: int, with_rules: bool) -> SeedingProblem:
    """Accounts by two approaches each, in random numbers of many digits: no two gains are alike."""
    rng = np.random.default_rng(seed)
    n_cells, account = 15, np.repeat(np.arange(n), 2)
    has = rng.random((2 * n, n_cells)) < 0.3
    rules: list[Rule] = []
    if with_rules:
        rules = [
            Rule.count([0, 1], at_least=1),
            Rule.count([4], at_least=1),
            Rule.count(np.flatnonzero(account % 3 == 0), at_least=3, at_most=4),
            Rule.count(np.flatnonzero(account % 5 == 1), at_least=2),
            Rule.count(np.flatnonzero(account < 6), at_most=3),
            Rule.limit(np.flatnonzero(account > n // 2), resource=0, limit=3.0),
        ]
    return SeedingProblem(
        account=account,
        value_if_yes=rng.uniform(0, 1, 2 * n),
        acceptance=rng.uniform(0.1, 1, 2 * n),
        cost=rng.uniform(0.2, 2, (2, 2 * n)),
        budget=[n / 3, n / 2],
        rules=rules,
        coverage=Coverage(
            weight=rng.lognormal(1, 1, n_cells),
            start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
            cell=np.nonzero(has)[1],
            chance=np.where(rng.random(int(has.sum())) < 0.1, 1.0, rng.random(int(has.sum()))),
        ),
    )


def picks_of(model: Model, cost: FloatArray) -> list[int] | None:
    """What lazy greedy takes, in its order."""
    greedy, picks = LazyGreedy(model, cost), list[int]()
    take = greedy.filling.take

    def record(*options: int) -> None:
        picks.extend(options)
        take(*options)

    greedy.filling.take = record  # type: ignore[method-assign]
    if not greedy.meet_requirements():
        return None
    greedy.grow()
    assert greedy.filling.chosen.tolist() == sorted(picks)
    return picks


@pytest.mark.parametrize("with_rules", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_picks_are_those_of_plain_greedy(seed: int, with_rules: bool) -> None:
    model = build_model(overlapping_problem(20, seed=seed, with_rules=with_rules))
    assert model.contradiction is None
    shares = budget_shares(model)
    for cost in (np.ones(model.n_options), shares[0], shares.sum(axis=0), np.zeros(model.n_options)):
        expected = PlainGreedy(model, cost).run()
        assert picks_of(model, cost) == expected
        found = lazy_selection(model, cost)
        assert (None if found is None else found.tolist()) == (None if expected is None else sorted(expected))


@settings(max_examples=60, deadline=None)
@given(problem=overlapping)
def test_every_selection_is_feasible_and_nothing_more_fits(problem: SeedingProblem) -> None:
    model = build_model(problem)
    assume(model.contradiction is None and model.cells is not None)
    found = [*lazy_greedy_selections(model), *guessed_selections(model, n_guesses=3)]
    for selection in found:
        assert evaluate(problem, model.option[selection]).is_feasible
        before, filling = cover_value(model, selection), Filling(model)
        for option in selection.tolist():
            filling.take(option)
        for option in range(model.n_options):
            if filling.fits(option):
                assert cover_value(model, np.sort([*selection, option])) <= before * (1 + 1e-12)
    if not found:
        # Rules that one order after another cannot meet: none of the four kinds is left without any.
        assert model.must.any() or any(row.lower is not None for row in model.row)


def only_moving(chance: list[dict[int, float]], weight: list[float], **changes: object) -> SeedingProblem:
    arguments: dict[str, object] = {
        "account": range(len(chance)),
        "value_if_yes": np.zeros(len(chance)),
        "cost": np.ones((1, len(chance))),
        "budget": [2.0],
        "coverage": Coverage(
            weight=weight,
            start=np.cumsum([0, *map(len, chance)]),
            cell=[cell for option in chance for cell in option],
            chance=[number for option in chance for number in option.values()],
        ),
    }
    return SeedingProblem(**(arguments | changes))  # type: ignore[arg-type]


def test_gains_fall_as_cells_are_moved_by_hand() -> None:
    # By themselves 10, 9 and 6; once the first is in, the second brings 0.9 and the third 6.
    model = build_model(only_moving([{0: 1.0}, {0: 0.9, 1: 0.9}, {2: 0.6, 3: 0.1}, {3: 0.1}], [10.0, 0.0, 10.0, 1.0]))
    assert model.option.tolist() == [0, 1, 2, 3]
    assert picks_of(model, np.ones(4)) == [0, 2]


def test_pins_that_bring_nothing_are_taken() -> None:
    problem = only_moving(
        [{0: 1.0}, {0: 1.0}, {}, {0: 0.5}],
        [10.0],
        rules=[Rule.count([1], at_least=1), Rule.count([2], at_least=1)],
        budget=[3.0],
    )
    model = build_model(problem)
    # The second moves all of cell 0; the third, pinned, moves nobody; nothing more brings anything.
    selection = lazy_selection(model, np.ones(model.n_options))
    assert selection is not None
    assert model.option[selection].tolist() == [1, 2]
    for selection in lazy_greedy_selections(model):
        assert {1, 2} <= set(model.option[selection].tolist())


def test_counts_that_ask_for_more_are_met_by_what_brings_nothing() -> None:
    problem = only_moving([{0: 1.0}, {0: 1.0}, {}, {}], [10.0], rules=[Rule.count([1, 2, 3], at_least=2)], budget=[3.0])
    model = build_model(problem)
    found = lazy_greedy_selections(model)
    assert found
    for selection in found:
        assert np.isin(model.option[selection], [1, 2, 3]).sum() >= 2


def test_free_options_come_first_by_gain() -> None:
    problem = only_moving(
        [{0: 0.1}, {0: 0.2}, {0: 1.0, 1: 0.1}, {1: 0.1}], [10.0, 1.0], cost=[[0.0, 0.0, 2.0, 1.0]], budget=[2.0]
    )
    model = build_model(problem)
    assert picks_of(model, budget_shares(model)[0]) == [1, 0, 2]


def test_what_does_not_fit_is_not_begun_with() -> None:
    model = build_model(only_moving([{0: 0.5}, {0: 0.4}, {0: 0.3}], [1.0]))
    assert lazy_selection(model, np.ones(3), first=np.array([0, 1, 2])) is None
    begun = lazy_selection(model, np.ones(3), first=np.array([2]))
    assert begun is not None
    assert begun.tolist() == [0, 2]


def test_counts_that_gains_lead_astray_are_met_by_the_cheapest() -> None:
    """The most for its cost eats the budget of the other that is asked for; the cheapest two fit."""
    problem = only_moving(
        [{0: 1.0, 1: 1.0}, {0: 0.01}, {1: 0.01}],
        [50.0, 50.0],
        cost=[[2.0, 1.0, 1.0]],
        rules=[Rule.count([0, 1, 2], at_least=2)],
    )
    model = build_model(problem)
    assert [model.option[selection].tolist() for selection in lazy_greedy_selections(model)] == [[1, 2]]


def test_a_time_limit_of_0_keeps_what_is_required() -> None:
    model = build_model(overlapping_problem(300, seed=0, with_rules=True))
    late = Deadline.start(0.0)
    assert guessed_selections(model, n_guesses=5, deadline=late) == []
    full = lazy_selection(model, np.ones(model.n_options))
    cut = lazy_selection(model, np.ones(model.n_options), deadline=late)
    assert full is not None
    assert cut is None or len(cut) <= len(full)


def knapsack(seed: int, *, n_approaches: int) -> SeedingProblem:
    """One budget, no rules; costs from small to all of the budget, so that both greedies can be led astray."""
    rng = np.random.default_rng(seed)
    n, n_cells = 6, 4
    account = np.repeat(np.arange(n), n_approaches)
    cost = np.round(10.0 ** rng.uniform(-1.5, 1, len(account)), 3)
    chance = rng.random((len(account), n_cells)) ** rng.integers(1, 6)
    return SeedingProblem(
        account=account,
        value_if_yes=rng.uniform(0, 1, len(account)) * cost**2,
        cost=cost[None, :],
        budget=[10.0],
        coverage=Coverage(
            weight=rng.lognormal(1, 1, n_cells),
            start=np.arange(len(account) + 1) * n_cells,
            cell=np.tile(np.arange(n_cells), len(account)),
            chance=chance.ravel(),
        ),
    )


def best_value(problem: SeedingProblem, model: Model, found: list[IntArray]) -> float:
    return max(value(problem, model.option[selection]) for selection in found)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_floors_of_the_papers_hold(seed: int) -> None:
    single = knapsack(seed, n_approaches=1)
    best, model = best_by_enumeration(single), build_model(single)
    assert best is not None
    by_gain = lazy_selection(model, np.ones(model.n_options))
    by_ratio = lazy_selection(model, budget_shares(model)[0])
    assert by_gain is not None
    assert by_ratio is not None
    assert best_value(single, model, [by_gain, by_ratio]) >= 0.405 * best
    assert best_value(single, model, lazy_greedy_selections(model)) >= 0.405 * best
    several = knapsack(seed, n_approaches=2)
    best, model = best_by_enumeration(several), build_model(several)
    assert best is not None
    guessed = guessed_selections(model, n_guesses=model.n_options)
    assert best_value(several, model, guessed) >= 0.5 * best
