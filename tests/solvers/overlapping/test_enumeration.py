"""Enumeration by halves, held against enumeration one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from oracles.enumeration import best_by_enumeration
from oracles.overlapping import coverage_problems

from seeder.problem import Coverage, SeedingProblem, evaluate
from seeder.solvers.model.presolve import build_model
from seeder.solvers.overlapping.enumeration import can_enumerate, enumerate_region


@given(coverage_problems(most_accounts=4))
@settings(max_examples=80)
def test_finds_the_best_value(problem: SeedingProblem) -> None:
    model = build_model(problem, drop_dominated=False)
    assume(model.contradiction is None)
    found = enumerate_region(model, np.ones(model.n_options, dtype=bool), model.must)
    best = best_by_enumeration(problem)
    values = [evaluate(problem, model.option[chosen]) for chosen in found.selections]
    if best is None:
        assert found.upper == -np.inf
        assert not values
    else:
        assert all(one.is_feasible for one in values)
        assert max(one.value for one in values) == pytest.approx(best, rel=1e-12)
        assert best <= found.upper <= best + 1e-9 * max(1.0, best)


def test_a_region_closes_options_and_requires_accounts() -> None:
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[5, 3, 1], cost=[1, 1, 1], budget=[2])
    model = build_model(problem)
    found = enumerate_region(model, np.array([False, True, True]), np.array([False, False, True]))
    assert [chosen.tolist() for chosen in found.selections] == [[1, 2]]


def test_costs_beyond_64_bits_are_summed_exactly() -> None:
    cost = [1.0, 1e-25, 1e-25]
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[5, 3, 2], cost=cost, budget=[1.0])
    model = build_model(problem)
    assert problem.n_options == 3
    found = enumerate_region(model, np.ones(model.n_options, dtype=bool), model.must)
    assert [chosen.tolist() for chosen in found.selections] == [[0, 1, 2]]


def test_twenty_accounts_over_many_cells_can_be_enumerated_and_thirty_cannot() -> None:
    rng = np.random.default_rng(3)
    for n, expected in ((20, True), (30, False)):
        problem = SeedingProblem(
            account=np.arange(n),
            value_if_yes=np.zeros(n),
            cost=np.ones((1, n)),
            budget=[n / 2],
            coverage=Coverage(
                weight=rng.uniform(1, 9, 100),
                start=np.arange(n + 1) * 100,
                cell=np.tile(np.arange(100), n),
                chance=rng.uniform(0.1, 1.0, 100 * n),
            ),
        )
        model = build_model(problem)
        assert can_enumerate(model, np.ones(n, dtype=bool), model.must) == expected


def test_accounts_without_a_choice_are_no_matter() -> None:
    n = 200
    problem = SeedingProblem(account=np.arange(n), value_if_yes=np.ones(n), cost=np.ones((1, n)), budget=[150.0])
    model = build_model(problem)
    open_ = np.arange(n) < 103
    required = np.arange(n) < 100
    assert can_enumerate(model, open_, required)
    found = enumerate_region(model, open_, required)
    assert [len(chosen) for chosen in found.selections] == [103]
