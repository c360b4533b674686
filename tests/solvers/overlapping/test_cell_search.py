"""The search where audiences overlap, part by part and whole."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.overlapping import overlapping_problems

import seeder.solvers.overlapping.cell_search as cell_search
from seeder.certify import proved_bound
from seeder.problem import Coverage, Rule, SeedingProblem, evaluate, value
from seeder.problem.arrays import FloatArray
from seeder.solvers import Limit, ProgressPoint, Solver, SolveResult, Stop, TerminationReason, solve
from seeder.solvers.deadline import Deadline
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model
from seeder.solvers.model.pricing import Multipliers, Pricing, price
from seeder.solvers.overlapping.branching import TreeSearch
from seeder.solvers.overlapping.cell_search import certify, priced_cost, rounded_selections, search_cells
from seeder.solvers.relaxations.concave import Climb, climb


def overlapping_problem(n: int, n_cells: int, *, seed: int, n_resources: int = 1, most: float = 0.5) -> SeedingProblem:
    """Accounts by two approaches each; a third of the cells each."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(n), 2)
    has = np.repeat(rng.random((n, n_cells)) < 0.35, 2, axis=0)
    cost = np.round(rng.uniform(0.5, 2, (n_resources, 2 * n)), 1)
    cost[:, 1::2] += 1
    return SeedingProblem(
        account=account,
        value_if_yes=rng.uniform(0, 1, 2 * n),
        acceptance=np.where(np.arange(2 * n) % 2, 0.9, 0.4),
        cost=cost,
        budget=np.full(n_resources, n * 0.4),
        coverage=Coverage(
            weight=rng.lognormal(1, 1, n_cells),
            start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
            cell=np.nonzero(has)[1],
            chance=rng.uniform(0, most, int(has.sum())),
        ),
        followers=rng.integers(10, 10**6, n),
    )


def search_for(problem: SeedingProblem, **stop: Any) -> tuple[Incumbent, Model]:
    stopped = Stop(**stop)
    return Incumbent(problem, stop=stopped, deadline=Deadline.start(stopped.time_limit), on_progress=None), build_model(
        problem
    )


def priced(model: Model, found: Climb) -> Pricing:
    return price(dataclasses.replace(model, value=found.tangents.gains(model), cells=None), found.multipliers)


@pytest.fixture
def trees(monkeypatch: pytest.MonkeyPatch) -> list[TreeSearch]:
    """All searches by cases that were run."""
    found: list[TreeSearch] = []
    run = TreeSearch.run

    def noted(self: TreeSearch, *arguments: Any, **options: Any) -> Limit | None:
        found.append(self)
        return run(self, *arguments, **options)

    monkeypatch.setattr(TreeSearch, "run", noted)
    return found


def test_certify_takes_the_better_multipliers() -> None:
    problem = overlapping_problem(20, 12, seed=0, n_resources=2)
    incumbent, model = search_for(problem)
    found = climb(model, gap=0.05)
    assert found.gap > 1e-7
    pricing = certify(incumbent, model, found, incumbent.deadline)
    assert model.cells is not None
    assert pricing.bound <= priced(model, found).bound
    bound = pricing.bound + found.tangents.constant(model.cells)
    assert incumbent.certified == proved_bound(problem, incumbent.certificate)
    assert incumbent.certified == pytest.approx(bound, rel=1e-7)
    # From none at all, they are found anew.
    without = dataclasses.replace(found, multipliers=Multipliers.zero(len(model.row)), bound=2 * found.bound)
    anew, _ = search_for(problem)
    assert certify(anew, model, without, anew.deadline).bound <= pricing.bound * (1 + 1e-7)
    assert anew.certified == pytest.approx(incumbent.certified, rel=1e-6)
    # Without time left, the climb's own are taken.
    late, _ = search_for(problem, time_limit=0.0)
    own = certify(late, model, found, late.deadline)
    assert own.bound == priced(model, found).bound
    assert late.certified >= incumbent.certified


def test_prices_are_the_cost_of_an_option() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[1.0, 2.0, 3.0],
        cost=[[1.0, 2.0, 4.0], [3.0, 1.0, 1.0]],
        budget=[4.0, 4.0],
        rules=[Rule.count([0, 2], at_most=1)],
    )
    model = build_model(problem)
    assert len(model.row) == 3
    for upper, cost in (
        ([2.0, 0.0, 0.0], [2.0, 4.0, 8.0]),
        ([1.0, 1.0, 10.0], [14.0, 3.0, 15.0]),
        # Where no row has a price: shares of both budgets.
        ([0.0, 0.0, 0.0], [1.0, 0.75, 1.25]),
    ):
        pricing = price(model, Multipliers(np.array(upper), np.zeros(3)))
        assert priced_cost(model, pricing).tolist() == pytest.approx(cost)


@settings(max_examples=30, deadline=None)
@given(problem=overlapping_problems(most_accounts=4), data=st.data())
def test_rounded_selections_are_feasible(problem: SeedingProblem, data: st.DataObject) -> None:
    model = build_model(problem)
    assume(model.contradiction is None and model.cells is not None)
    n = model.n_options
    shares = st.sampled_from([0.0, 0.3, 0.9995, 1.0])
    x: FloatArray = np.array(data.draw(st.lists(shares, min_size=n, max_size=n)))
    prices = np.array(data.draw(st.lists(st.floats(0, 5), min_size=len(model.row), max_size=len(model.row))))
    pricing = price(model, Multipliers(prices, np.zeros(len(model.row))))
    for selection in rounded_selections(model, x, pricing, Deadline.start(None)):
        assert evaluate(problem, model.option[selection]).is_feasible
        assert (np.diff(selection) > 0).all()


def test_rounding_takes_what_is_whole_first() -> None:
    problem = overlapping_problem(20, 12, seed=1)
    model = build_model(problem)
    found = climb(model)
    whole = np.flatnonzero(found.x >= 0.999)
    assert len(whole) > 0
    selections = rounded_selections(model, found.x, priced(model, found), Deadline.start(None))
    assert np.isin(whole, selections[0]).all()
    assert np.isin(whole, selections[1]).all()
    best = max(value(problem, model.option[selection]) for selection in selections)
    assert best >= 0.9 * found.bound


def test_rounding_meets_pins_and_counts_that_bring_nothing() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2, 3],
        value_if_yes=[0.0, 0.0, 0.0, 0.0],
        cost=[[1.0, 1.0, 1.0, 1.0]],
        budget=[3.0],
        rules=[Rule.count([2], at_least=1), Rule.count([2, 3], at_least=2)],
        coverage=Coverage(weight=[5.0], start=[0, 1, 2, 2, 2], cell=[0, 0], chance=[0.5, 0.6]),
    )
    model = build_model(problem)
    pricing = price(model, Multipliers.zero(len(model.row)))
    found = rounded_selections(model, np.array([0.0, 1.0, 0.0, 0.0]), pricing, Deadline.start(None))
    assert [model.option[selection].tolist() for selection in found] == [[1, 2, 3]] * 3
    # What is whole leaves no room for what must be: only the plain way is left.
    both = rounded_selections(model, np.array([1.0, 1.0, 0.0, 0.0]), pricing, Deadline.start(None))
    assert [model.option[selection].tolist() for selection in both] == [[1, 2, 3]]


def test_a_part_too_large_is_left_alone(monkeypatch: pytest.MonkeyPatch, trees: list[TreeSearch]) -> None:
    problem = overlapping_problem(10, 8, seed=0)
    usual = cell_search._PARAMS
    for small in (dataclasses.replace(usual, most_open=5), dataclasses.replace(usual, most_entries=5)):
        with monkeypatch.context() as patch:
            patch.setattr(cell_search, "_PARAMS", small)
            result = solve(problem, stop=Stop(relative_gap=0.0))
            assert result.termination.limit is Limit.ITERATIONS
            assert trees == []
            assert result.bounds.upper == result.bounds.certified
    assert solve(problem, stop=Stop(relative_gap=0.0)).termination.reason is TerminationReason.OPTIMAL
    assert trees


@pytest.mark.parametrize("solver", list(Solver))
def test_results_and_progress_hold(solver: Solver) -> None:
    for seed, n_resources in ((0, 1), (1, 2)):
        problem, points = overlapping_problem(6, 10, seed=seed, n_resources=n_resources), list[ProgressPoint]()
        best = best_by_enumeration(problem)
        assert best is not None
        result = solve(problem, solver, on_progress=points.append)
        check_result(problem, result, best)
        if solver is not Solver.GREEDY:
            assert result.termination.reason is TerminationReason.OPTIMAL
            assert result.bounds.lower == pytest.approx(best, rel=1.1e-6)
        assert result.progress == tuple(point for point in points if point in result.progress)
        for earlier, later in pairwise(points):
            assert later.seconds >= earlier.seconds
            assert later.bound is not None
            assert earlier.bound is None or later.bound <= earlier.bound
            assert earlier.value is None or (later.value is not None and later.value >= earlier.value)
        assert (points[-1].value, points[-1].bound) == (result.bounds.lower, result.bounds.upper)


def check_result(problem: SeedingProblem, result: SolveResult, best: float) -> None:
    assert result.selection is not None
    assert result.certificate is not None
    evaluation = evaluate(problem, result.selection)
    assert evaluation.is_feasible
    assert evaluation.value == result.bounds.lower
    assert result.bounds.certified == proved_bound(problem, result.certificate)
    assert result.bounds.lower is not None
    assert result.bounds.upper is not None
    assert result.bounds.lower <= best <= result.bounds.upper
    for baseline in result.baselines.values():
        assert baseline is None or baseline <= result.bounds.lower


def test_a_start_better_than_everything_is_kept() -> None:
    """Where the search is cut short, the best that it was given is its answer."""
    problem = overlapping_problem(6, 10, seed=4)
    best = max(
        (selection for selection in all_selections(problem) if evaluate(problem, selection).is_feasible),
        key=lambda selection: value(problem, selection),
    )
    for solver in Solver:
        for stop in (Stop(time_limit=0.0), Stop(iterations=0), Stop()):
            result = solve(problem, solver, stop=stop, starts=[best])
            assert result.selection is not None
            assert result.bounds.lower is not None
            assert result.bounds.lower >= value(problem, best)
            if stop.time_limit == 0.0:
                assert result.selection.tolist() == sorted(best)
                assert result.termination.limit is Limit.TIME
                greedy = result.baselines["greedy"]
                assert greedy is not None
                assert greedy <= result.bounds.lower


def test_no_rounds_means_no_exact_search(trees: list[TreeSearch]) -> None:
    problem = overlapping_problem(10, 8, seed=0)
    result = solve(problem, stop=Stop(iterations=0, relative_gap=0.0))
    assert trees == []
    assert result.termination.limit is Limit.ITERATIONS
    assert result.bounds.certified is not None
    assert result.bounds.certified < float(problem.value.sum() + problem.coverage.weight.sum())  # type: ignore[union-attr]


def test_the_time_limit_ends_the_exact_search() -> None:
    """Certain chances on many cells: cases are open when the time is over."""
    rng = np.random.default_rng(0)
    n, n_cells = 90, 350
    has = rng.random((n, n_cells)) < 0.05
    problem = SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.zeros(n),
        cost=np.round(rng.uniform(1, 3, (1, n)), 1),
        budget=[36.0],
        coverage=Coverage(
            weight=rng.integers(1, 10, n_cells),
            start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
            cell=np.nonzero(has)[1],
            chance=np.ones(int(has.sum())),
        ),
    )
    result = solve(problem, stop=Stop(time_limit=2.0))
    assert result.termination.limit is Limit.TIME
    assert result.seconds < 60
    assert result.bounds.certified == proved_bound(problem, result.certificate)  # type: ignore[arg-type]
    assert result.bounds.relative_gap is not None
    assert 0 < result.bounds.relative_gap < 0.5


def test_same_seed_same_answer() -> None:
    for n_resources in (1, 2):
        problem = overlapping_problem(10, 12, seed=6, n_resources=n_resources)
        first, second = solve(problem, seed=3), solve(problem, seed=3)
        assert first.bounds == second.bounds
        assert first.termination == second.termination
        assert first.selection is not None
        assert second.selection is not None
        assert first.selection.tolist() == second.selection.tolist()
        assert first.certificate is not None
        assert second.certificate is not None
        assert first.certificate.to_document() == second.certificate.to_document()
        told = [[(point.value, point.bound) for point in result.progress] for result in (first, second)]
        assert told[0] == told[1]


def test_a_gap_asked_for_ends_the_search_there(trees: list[TreeSearch]) -> None:
    problem = overlapping_problem(30, 15, seed=2)
    result = solve(problem, stop=Stop(relative_gap=0.2))
    assert result.termination.reason in (TerminationReason.GAP_REACHED, TerminationReason.OPTIMAL)
    assert trees == []


def test_ctrl_c_in_the_climb_keeps_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = overlapping_problem(40, 20, seed=1)
    incumbent, model = search_for(problem)
    without = incumbent.certified
    steps: list[Climb] = []

    def interrupted(model: Model, **options: Any) -> Climb:
        def step(best: Climb) -> None:
            steps.append(best)
            options["on_step"](best)
            if len(steps) == 6:
                raise KeyboardInterrupt

        return climb(model, **(options | {"on_step": step}))

    monkeypatch.setattr(cell_search, "climb", interrupted)
    with pytest.raises(KeyboardInterrupt):
        search_cells(incumbent, model, seed=0, is_greedy=False)
    assert len(steps) == 6
    assert incumbent.certified < without
    assert incumbent.certified == pytest.approx(steps[-1].bound, rel=1e-7)
