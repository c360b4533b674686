"""Cuts around a mixed program reach the best value, and no bound on the way is below it."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.problems import small_problems

import seeder.solvers.linearised as linearised
from seeder.errors import SolverError
from seeder.problem import CountRule, Coverage, SeedingProblem, evaluate
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.cover_state import cover_value
from seeder.solvers.linear_program import LinearProgram
from seeder.solvers.linearised import Task, solve_linearised
from seeder.solvers.mixed_program import MixedResult, solve_mixed_program
from seeder.solvers.presolve import Model, build_model


class Solved:
    """What a task tells, in order."""

    def __init__(
        self,
        model: Model,
        *,
        z: FloatArray | None = None,
        incumbent: IntArray | None = None,
        relative_gap: float = 1e-7,
        rounds: int | None = None,
    ) -> None:
        assert model.cells is not None
        self.bounds: list[float] = []
        self.selections: list[IntArray] = []
        task = Task(
            model=model,
            z=np.zeros(model.cells.n_cells) if z is None else z,
            incumbent=incumbent,
            relative_gap=relative_gap,
            rounds=rounds,
            seed=0,
        )
        solve_linearised(task, on_bound=self.bounds.append, on_selection=self.selections.append)


def check_solved(problem: SeedingProblem, model: Model, told: Solved, scale: float) -> float:
    """Hold what is told against enumeration; the model's values are those of the problem times ``scale``."""
    best = best_by_enumeration(problem)
    assert best is not None
    assert min(told.bounds) >= best * scale * (1 - 1e-9)
    values = [evaluate(problem, model.option[selection]) for selection in told.selections]
    assert all(found.is_feasible for found in values)
    assert all(later.value >= earlier.value for earlier, later in pairwise(values))
    return best


def scaled(model: Model, scale: float) -> Model:
    assert model.cells is not None
    cells = dataclasses.replace(model.cells, weight=model.cells.weight * scale)
    return dataclasses.replace(model, value=model.value * scale, cells=cells)


@settings(max_examples=40, deadline=None)
@given(problem=small_problems(with_coverage=True, most_accounts=4), data=st.data())
def test_small_problems_reach_the_enumerated_best(problem: SeedingProblem, data: st.DataObject) -> None:
    model = build_model(problem)
    if model.contradiction is not None or model.cells is None:
        return
    feasible = [list(chosen) for chosen in all_selections(problem) if evaluate(problem, chosen).is_feasible]
    if not feasible:
        told = Solved(model)
        assert told.selections == []
        assert told.bounds[-1] == -np.inf
        return
    # As the search does: the best of the model is about 10,000, as tolerances are absolute.
    size = float(model.value.sum() + model.cells.weight.sum())
    scale = 1e4 / size if size > 0 else 1.0
    within = [chosen for chosen in feasible if np.isin(chosen, model.option).all()]
    drawn = data.draw(st.none() | st.sampled_from(within)) if within else None
    incumbent = None if drawn is None else np.searchsorted(model.option, drawn)
    z = np.array(data.draw(st.lists(st.floats(0, 3), min_size=model.cells.n_cells, max_size=model.cells.n_cells)))
    told = Solved(scaled(model, scale), z=z, incumbent=incumbent)
    best = check_solved(problem, model, told, scale)
    reached = max(
        [evaluate(problem, model.option[selection]).value for selection in told.selections]
        + ([] if drawn is None else [evaluate(problem, drawn).value])
    )
    assert reached == pytest.approx(best, rel=1e-6, abs=1e-6 / scale)
    assert min(told.bounds) == pytest.approx(best * scale, rel=1e-6, abs=1e-6)


def crowd(n: int, n_cells: int, *, seed: int, digits: int = 1, most: float = 0.6) -> SeedingProblem:
    rng = np.random.default_rng(seed)
    has = rng.random((n, n_cells)) < 0.4
    return SeedingProblem(
        account=np.arange(n) // 2,
        value_if_yes=rng.uniform(0, 1, n),
        cost=np.round(rng.uniform(0.5, 2, (1, n)), digits),
        budget=[n / 6],
        coverage=Coverage(
            weight=rng.lognormal(1, 1, n_cells),
            start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
            cell=np.nonzero(has)[1],
            chance=rng.uniform(0, most, int(has.sum())),
        ),
    )


@pytest.mark.parametrize("most", [0.1, 0.6, 1.0])
def test_a_gap_is_closed_from_both_sides(most: float) -> None:
    problem = crowd(16, 10, seed=1, most=most)
    model = build_model(problem)
    told = Solved(model, relative_gap=1e-7)
    best = check_solved(problem, model, told, 1.0)
    assert evaluate(problem, model.option[told.selections[-1]]).value == pytest.approx(best, rel=1e-7)
    assert min(told.bounds) == pytest.approx(best, rel=2e-7)
    # A wide gap is reached sooner.
    assert len(Solved(model, relative_gap=0.2).bounds) <= len(told.bounds)


def test_no_more_rounds_than_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[float] = []

    def counting(program: LinearProgram, **options: object) -> MixedResult:
        calls.append(1.0)
        return solve_mixed_program(program, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(linearised, "solve_mixed_program", counting)
    model = build_model(crowd(16, 10, seed=1))
    assert Solved(model, rounds=0).selections == []
    assert calls == []
    Solved(model, rounds=1)
    assert len(calls) == 1


def test_the_mixed_program_runs_where_the_linear_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linearised, "solve_linear_program", lambda program: None)
    problem = crowd(10, 6, seed=2)
    model = build_model(problem)
    told = Solved(model)
    best = check_solved(problem, model, told, 1.0)
    assert min(told.bounds) == pytest.approx(best, rel=2e-7)


def test_budgets_are_kept_digit_by_digit() -> None:
    """By less than HiGHS's tolerance, the first two do not fit together; a cut says so, and the next best is found."""
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[10.0, 9.0, 1.0],
        cost=[[0.5, 0.500000003, 0.5]],
        budget=[1.0],
        coverage=Coverage(weight=[1.0], start=[0, 1, 2, 3], cell=[0, 0, 0], chance=[0.5, 0.5, 0.5]),
    )
    model = build_model(problem)
    assert model.row[0].whole.tolist() == [500000000, 500000003, 500000000]
    rounds = linearised._Rounds(
        Task(model=model, z=np.zeros(1), incumbent=None, relative_gap=1e-7, rounds=None, seed=0),
        on_bound=lambda bound: None,
        on_selection=lambda selection: None,
    )
    found = solve_mixed_program(rounds._program(), n_whole=3, relative_gap=1e-7)
    assert found.x is not None
    assert (found.x[:3] > 0.5).tolist() == [True, True, False]
    told = Solved(model)
    assert [model.option[selection].tolist() for selection in told.selections] == [[0, 2]]
    assert told.bounds[-1] == pytest.approx(11.75, rel=1e-6)


def test_costs_of_many_digits_against_enumeration() -> None:
    """Subsets that fill the budget to the last digit, and others that are over it by one."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        drawn = crowd(9, 5, seed=seed)
        cost = np.round(10.0 ** rng.uniform(-7, 0, 9), 12)
        problem = SeedingProblem(
            account=np.arange(9),
            value_if_yes=rng.uniform(1, 100, 9),
            cost=cost[None, :],
            budget=[float(np.round(cost[rng.permutation(9)[:5]].sum(), 12))],
            coverage=drawn.coverage,
        )
        model = build_model(problem)
        if model.cells is None:
            continue
        told = Solved(model)
        best = check_solved(problem, model, told, 1.0)
        assert evaluate(problem, model.option[told.selections[-1]]).value == pytest.approx(best, rel=1e-6)


def test_whole_numbers_are_cut_down_to_few_digits() -> None:
    """The cut row is met by whatever meets the row."""
    rng = np.random.default_rng(0)
    cost = np.round(10.0 ** rng.uniform(-9, 3, 8), 14)
    problem = SeedingProblem(
        account=np.arange(8), value_if_yes=np.ones(8), cost=cost[None, :], budget=[float(cost.max())]
    )
    (row,) = build_model(problem, drop_dominated=False).row
    whole, most = linearised._in_few_digits(row)
    assert whole.max() < 2**23
    assert (whole == np.floor(whole)).all()
    for chosen in range(2**8):
        inside = np.flatnonzero([chosen >> k & 1 for k in range(8)])
        if row.most is not None and int(row.whole[inside].sum()) <= row.most:
            assert whole[inside].sum() <= most
    counts = build_model(
        SeedingProblem(
            account=np.arange(3),
            value_if_yes=np.ones(3),
            cost=np.zeros((0, 3)),
            budget=[],
            rules=[CountRule([0, 1, 2], at_least=1, at_most=2)],
        )
    )
    assert [
        part if isinstance(part, float) else part.tolist() for part in linearised._in_few_digits(counts.row[0])
    ] == [
        [1.0, 1.0, 1.0],
        2.0,
    ]


@pytest.mark.parametrize("z", [0.0, 0.7, 3.0])
def test_every_cut_holds_at_every_selection(z: float) -> None:
    """Also where a part of it is too small to be told."""
    cells = build_model(
        SeedingProblem(
            account=[0, 1, 2, 3],
            value_if_yes=np.zeros(4),
            cost=np.zeros((0, 4)),
            budget=[],
            coverage=Coverage(
                weight=[2.0, 3.0],
                start=[0, 2, 4, 6, 8],
                cell=[0, 1] * 4,
                chance=[0.5, 1e-12, 1e-11, 1e-10, 3e-11, 1.0, 0.9, 0.1],
            ),
        )
    ).cells
    assert cells is not None
    cuts = linearised._Cuts(cells)
    cuts.add_modular()
    cuts.add_tangents(np.arange(2), np.full(2, z))
    row, column, coefficient = cuts.entries(4)
    assert np.abs(coefficient).min() >= 1e-9
    moved = cells.moved_matrix.toarray()
    for chosen in range(2**4):
        x = np.array([chosen >> k & 1 for k in range(4)], dtype=np.float64)
        eta = cells.weight * -np.expm1(np.log1p(-np.minimum(moved, 1 - 1e-16)).T @ x)
        used = np.zeros(cuts.n_rows)
        np.add.at(used, row, coefficient * np.concatenate((x, eta))[column])
        assert (used <= cuts.constants() + 1e-15).all()


def test_pins_and_counts_are_rows_of_the_program() -> None:
    """The pinned one is dear and worth little, and two of the last three are asked for."""
    problem = SeedingProblem(
        account=[0, 1, 2, 3],
        value_if_yes=[0.1, 9.0, 0.2, 0.3],
        cost=[[3.0, 3.0, 1.0, 1.0]],
        budget=[5.0],
        rules=[CountRule([0], at_least=1), CountRule([1, 2, 3], at_least=2)],
        coverage=Coverage(weight=[1.0], start=[0, 1, 2, 3, 4], cell=[0] * 4, chance=[0.5, 0.5, 0.5, 0.5]),
    )
    model = build_model(problem, drop_dominated=False)
    told = Solved(model)
    assert [model.option[selection].tolist() for selection in told.selections] == [[0, 2, 3]]
    assert told.bounds[-1] == pytest.approx(0.6 + 0.875, rel=1e-6)


def test_chances_that_linear_programming_cannot_see_still_count() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[35.0, 35.0, 1.0],
        cost=np.zeros((0, 3)),
        budget=[],
        rules=[CountRule([0, 1, 2], at_most=2)],
        coverage=Coverage(
            weight=[5000.0, 5000.0],
            start=[0, 2, 4, 6],
            cell=[0, 1, 0, 1, 0, 1],
            chance=[1e-300, 0.5, 1e-14, 1e-17, 0.25, 1.0],
        ),
    )
    model = build_model(problem)
    told = Solved(model)
    best = check_solved(problem, model, told, 1.0)
    assert told.bounds[-1] == pytest.approx(best, rel=1e-6)


def test_a_bound_below_a_selection_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linearised, "solve_mixed_program", lambda program, **options: MixedResult(None, 1.0))
    model = build_model(crowd(16, 10, seed=1))
    incumbent = np.array([0])
    assert cover_value(model, incumbent) > 1.0
    with pytest.raises(SolverError, match="below a selection"):
        Solved(model, incumbent=incumbent)


def test_a_wrong_bound_of_the_solver_is_not_told_below_the_incumbent() -> None:
    """Nothing is better than the incumbent: the least that is told is its own value."""
    problem = crowd(12, 6, seed=3)
    model = build_model(problem)
    best = Solved(model).selections[-1]
    told = Solved(model, incumbent=best)
    assert told.selections == []
    assert min(told.bounds) >= cover_value(model, best)
