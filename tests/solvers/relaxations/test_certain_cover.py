"""Sites that reach who lives near them for certain: the linear program's bound is the lowest, and certified."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration

import seeder
from seeder.problem import Coverage, Rule, SeedingProblem
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.presolve import build_model
from seeder.solvers.model.pricing import price
from seeder.solvers.overlapping import cell_search
from seeder.solvers.programs.linear_program import solve_linear_program
from seeder.solvers.relaxations.certain_cover import _program, is_certain_cover, solve_certain_cover


@st.composite
def certain_problems(draw: st.DrawFn) -> SeedingProblem:
    """Accounts with up to two options, cells that options reach with chance 1, budgets, counts and pins."""
    account = np.repeat(np.arange(draw(st.integers(2, 5))), draw(st.sampled_from([1, 1, 2])))
    n, n_cells = len(account), draw(st.integers(1, 4))
    # Everybody reaches the first cell: audiences overlap.
    cells = [sorted({0, *draw(st.sets(st.integers(0, n_cells - 1)))}) for _ in range(n)]
    rules = []
    if draw(st.booleans()):
        least = draw(st.integers(0, 1))
        counted = sorted(draw(st.sets(st.integers(0, n - 1), min_size=1)))
        rules.append(Rule.count(counted, at_least=least, at_most=least + 1))
    return SeedingProblem(
        account=account,
        value_if_yes=draw(st.lists(st.sampled_from([0.0, 0.5, 3.0]), min_size=n, max_size=n)),
        cost=[draw(st.lists(st.sampled_from([1.0, 1.0, 2.5]), min_size=n, max_size=n))],
        budget=[draw(st.sampled_from([1.0, 2.0, 3.0, 4.5]))],
        coverage=Coverage(
            weight=draw(st.lists(st.sampled_from([1.0, 2.0, 10.0, 800.0]), min_size=n_cells, max_size=n_cells)),
            start=np.cumsum([0, *map(len, cells)]),
            cell=np.concatenate([np.zeros(0, dtype=np.int64), *map(np.array, cells)]).astype(np.int64),
            chance=np.ones(sum(map(len, cells))),
        ),
        rules=rules,
    )


@settings(max_examples=100)
@given(problem=certain_problems())
def test_the_bound_is_that_of_the_linear_program_and_above_every_selection(problem: SeedingProblem) -> None:
    model = build_model(problem)
    assume(model.cells is not None)
    assert model.cells is not None
    best = best_by_enumeration(problem)
    found = solve_certain_cover(model)
    program = _program(model)
    solved = solve_linear_program(program)
    assert (found is None) == (solved is None)
    if found is None or solved is None:
        assert best is None
        return
    optimum = float(program.gain @ solved[0])
    assert found.value == pytest.approx(optimum, rel=1e-6, abs=1e-6)
    assert found.bound == pytest.approx(optimum, rel=1e-6, abs=1e-6)
    linear = dataclasses.replace(model, value=found.tangents.gains(model), cells=None)
    assert found.bound == found.tangents.constant(model.cells) + price(linear, found.multipliers).bound
    if best is not None:
        assert found.bound >= best * (1 - 1e-12)


def city(n: int, *, chance: float = 1.0) -> SeedingProblem:
    """Sites on a circle that each reach the hundred places around them."""
    cell = (np.arange(n)[:, None] + np.arange(-50, 50)) % n
    return SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.zeros(n),
        cost=np.ones(n),
        budget=[4],
        coverage=Coverage(
            weight=1.0 + np.arange(n) % 7, start=100 * np.arange(n + 1), cell=np.sort(cell, axis=1).ravel(),
            chance=np.full(100 * n, chance),
        ),
    )  # fmt: skip


def test_it_is_for_certain_cells_of_some_size() -> None:
    assert is_certain_cover(build_model(city(300)))
    assert not is_certain_cover(build_model(city(150)))
    assert not is_certain_cover(build_model(city(300, chance=0.5)))


def test_a_time_that_is_over_and_a_program_that_fails_leave_it_to_the_climb(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = city(300)
    assert solve_certain_cover(build_model(problem), deadline=Deadline.start(0.0)) is None
    by_program = seeder.solve(problem)
    monkeypatch.setattr(cell_search, "is_certain_cover", lambda model: False)
    by_steps = seeder.solve(problem)
    assert by_program.bounds.lower == by_steps.bounds.lower
