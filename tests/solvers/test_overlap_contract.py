"""What every solver promises where audiences overlap, against enumeration."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from oracles import scenario_enumeration as oracle
from oracles.audience_enumeration import Tables, world_of
from oracles.audience_scenarios import Form, Kind, make_scenario, scenarios
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.overlapping import coverage_problems

import seeder
from seeder import Coverage, SeedingProblem, Solver, SolveResult, Stop, TerminationReason, evaluate, proved_bound

EXACT_SOLVERS = [Solver.PORTFOLIO, Solver.EXACT]
overlapping = coverage_problems(most_accounts=4)
# Where a search does not end by itself, a test fails rather than waits.
ENDS = Stop(time_limit=20.0)
drawn = settings(deadline=None, suppress_health_check=list(HealthCheck))


def check_contract(problem: SeedingProblem, result: SolveResult, best: float | None) -> None:
    """Hold what every result promises; ``best`` is the best value, None where no selection is feasible."""
    reason, bounds = result.termination.reason, result.bounds
    if reason is TerminationReason.INFEASIBLE:
        assert best is None
        return
    assert result.certificate is not None
    assert bounds.certified == proved_bound(problem, result.certificate)
    assert bounds.upper is not None
    assert bounds.upper <= bounds.certified
    if best is None:
        assert reason is TerminationReason.NO_SELECTION_FOUND
        assert result.selection is None
        return
    assert bounds.upper >= best
    for baseline in result.baselines.values():
        assert baseline is None or (bounds.lower is not None and baseline <= bounds.lower)
    if result.selection is None:
        assert reason is TerminationReason.NO_SELECTION_FOUND
        return
    evaluation = evaluate(problem, result.selection)
    assert evaluation.is_feasible
    assert evaluation.value == bounds.lower
    assert bounds.lower <= best


@settings(drawn, max_examples=20)
@given(problem=overlapping)
def test_results_hold_against_enumeration(problem: SeedingProblem) -> None:
    best = best_by_enumeration(problem)
    event("infeasible" if best is None else "feasible")
    for solver in Solver:
        check_contract(problem, seeder.solve(problem, solver, stop=ENDS), best)


@settings(drawn, max_examples=60)
@given(problem=overlapping, solver=st.sampled_from(EXACT_SOLVERS))
def test_small_problems_end_optimal(problem: SeedingProblem, solver: Solver) -> None:
    best = best_by_enumeration(problem)
    result = seeder.solve(problem, solver, stop=dataclasses.replace(ENDS, relative_gap=1e-6))
    if best is None:
        assert result.termination.reason is TerminationReason.INFEASIBLE
    else:
        assert result.termination.reason is TerminationReason.OPTIMAL
        assert result.bounds.lower == pytest.approx(best, rel=1.1e-6)


@settings(drawn, max_examples=30)
@given(
    problem=overlapping,
    solver=st.sampled_from(list(Solver)),
    stop=st.sampled_from(
        [
            Stop(iterations=0),
            Stop(iterations=1, time_limit=20.0),
            Stop(time_limit=0.0),
            Stop(relative_gap=0.2, time_limit=20.0),
        ]
    ),
)
def test_results_hold_wherever_the_search_stops(problem: SeedingProblem, solver: Solver, stop: Stop) -> None:
    check_contract(problem, seeder.solve(problem, solver, stop=stop), best_by_enumeration(problem))


@settings(drawn, max_examples=30)
@given(data=st.data(), problem=overlapping)
def test_result_is_never_below_a_start(data: st.DataObject, problem: SeedingProblem) -> None:
    start = list(data.draw(st.sampled_from(list(all_selections(problem)))))
    result = seeder.solve(problem, Solver.GREEDY, stop=Stop(iterations=0), starts=[start])
    evaluation = evaluate(problem, start)
    if evaluation.is_feasible:
        assert result.bounds.lower is not None
        assert result.bounds.lower >= evaluation.value
    check_contract(problem, result, best_by_enumeration(problem))


@settings(drawn, max_examples=20)
@given(problem=overlapping, solver=st.sampled_from(list(Solver)), seed=st.integers(0, 3))
def test_same_seed_gives_the_same_answer(problem: SeedingProblem, solver: Solver, seed: int) -> None:
    first, second = (seeder.solve(problem, solver, seed=seed, stop=ENDS) for _ in range(2))
    assert first.bounds == second.bounds
    assert first.termination == second.termination
    assert first.baselines == second.baselines
    assert first.seed == second.seed == seed
    assert (first.selection is None) == (second.selection is None)
    if first.selection is not None and second.selection is not None:
        assert np.array_equal(first.selection, second.selection)
    if first.certificate is not None and second.certificate is not None:
        assert first.certificate.to_document() == second.certificate.to_document()


@settings(drawn, max_examples=12)
@given(problem=overlapping)
def test_cells_in_halves_and_cells_of_nobody_change_nothing(problem: SeedingProblem) -> None:
    """The same people told in other cells: every cell in two halves, and an empty one."""
    coverage = problem.coverage
    assert coverage is not None
    split = Coverage(
        weight=np.concatenate((coverage.weight / 2, [0.0], coverage.weight / 2)),
        start=coverage.start * 2,
        cell=np.concatenate(
            [
                np.concatenate((own, own + coverage.n_cells + 1))
                for first, last in pairwise(coverage.start)
                for own in [coverage.cell[first:last]]
            ]
            or [coverage.cell]
        ),
        chance=np.concatenate(
            [np.tile(coverage.chance[first:last], 2) for first, last in pairwise(coverage.start)] or [coverage.chance]
        ),
    )
    told_otherwise = SeedingProblem(
        account=problem.account,
        value_if_yes=problem.value_if_yes,
        cost=problem.cost,
        budget=problem.budget,
        acceptance=problem.acceptance,
        coverage=split,
        rules=problem.rules,
        n_accounts=problem.n_accounts,
        followers=problem.followers,
    )
    first, second = (seeder.solve(one, stop=ENDS) for one in (problem, told_otherwise))
    assert first.termination.reason is second.termination.reason
    if first.bounds.lower is not None:
        assert second.bounds.lower == pytest.approx(first.bounds.lower, rel=2e-6)


@pytest.mark.parametrize(("kind", "n_examples"), [(Kind.SEGMENTS, 30), (Kind.FOLLOWERS, 20)])
def test_plans_of_whole_scenarios_are_the_best_by_enumeration(kind: Kind, n_examples: int) -> None:
    """From tables to plan, against every selection's value by enumeration of answers and responses."""

    @settings(drawn, max_examples=n_examples)
    @given(tables=scenarios(kinds=[kind]))
    def check(tables: Tables) -> None:
        world = world_of(tables)
        options = oracle.options_of(tables.accounts, tables.overrides, tables.document, lambda where, row: True)
        values = [
            world.value([(option.account, float(option.acceptance)) for option in chosen])
            for chosen in oracle.selections(options)
            if oracle.is_feasible(chosen, tables.document, lambda where: set())
        ]
        plan = seeder.run_scenario(make_scenario(tables, Form.FRAMES)).plan
        if not values:
            assert plan.status == "infeasible"
        else:
            assert plan.status == "optimal"
            assert plan.value == pytest.approx(max(values), rel=1.1e-6, abs=1e-12)
            assert plan.bound is not None
            assert plan.bound >= max(values) * (1 - 1e-12)
            assert plan.bound_certified is not None
            assert plan.bound_certified >= plan.bound

    check()


def overlapping_problem(
    n_accounts: int, n_cells: int, *, seed: int, n_resources: int = 1, largest: float = 0.3
) -> SeedingProblem:
    """Accounts by two approaches each over cells that several of them reach."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(n_accounts), 2)
    start, cell, chance = [0], [], []
    for _ in range(n_accounts):
        own = np.sort(rng.choice(n_cells, rng.integers(1, max(2, n_cells // 3)), replace=False))
        own_chance = rng.uniform(0.0, largest, len(own))
        for _ in range(2):
            cell.append(own)
            chance.append(own_chance)
            start.append(start[-1] + len(own))
    acceptance = np.where(np.arange(2 * n_accounts) % 2, 0.8, 0.2) * rng.uniform(0.5, 1.0, 2 * n_accounts)
    cost = np.round(rng.uniform(1, 4, (n_resources, 2 * n_accounts)), 1)
    cost[:, 1::2] += 2
    return SeedingProblem(
        account=account,
        value_if_yes=rng.uniform(0, 2, 2 * n_accounts),
        acceptance=acceptance,
        cost=cost,
        budget=np.full(n_resources, n_accounts * 0.8),
        coverage=Coverage(
            weight=rng.lognormal(2, 1, n_cells), start=start, cell=np.concatenate(cell), chance=np.concatenate(chance)
        ),
        followers=rng.integers(10, 10**6, n_accounts),
    )


@pytest.mark.parametrize("largest", [0.05, 0.3, 1.0])
@pytest.mark.parametrize("seed", [0, 1])
def test_eight_accounts_end_optimal(seed: int, largest: float) -> None:
    problem = overlapping_problem(8, 12, seed=seed, largest=largest)
    best = best_by_enumeration(problem)
    result = seeder.solve(problem)
    check_contract(problem, result, best)
    assert result.termination.reason is TerminationReason.OPTIMAL
    assert result.bounds.lower == pytest.approx(best, rel=1.1e-6)


@pytest.mark.parametrize("solver", list(Solver))
@pytest.mark.parametrize("n_resources", [1, 2])
def test_progress_only_improves_and_ends_at_the_result(solver: Solver, n_resources: int) -> None:
    points: list[seeder.ProgressPoint] = []
    problem = overlapping_problem(40, 60, seed=5, n_resources=n_resources)
    result = seeder.solve(problem, solver, stop=Stop(time_limit=5.0, relative_gap=1e-4), on_progress=points.append)
    assert points
    assert [point for point in points if point in result.progress] == list(result.progress)
    for earlier, later in pairwise(points):
        assert later.seconds >= earlier.seconds
        assert later.value is None or later.value >= (earlier.value or 0.0)
        assert earlier.value is None or later.value is not None
        assert earlier.bound is None or (later.bound is not None and later.bound <= earlier.bound)
    assert (points[-1].value, points[-1].bound) == (result.bounds.lower, result.bounds.upper)
    assert result.certificate is not None
    assert result.bounds.certified == proved_bound(problem, result.certificate)
    for baseline in result.baselines.values():
        assert baseline is None or (result.bounds.lower is not None and baseline <= result.bounds.lower)


def test_two_brands_with_the_same_people_by_hand() -> None:
    """Two hours, three accounts at an hour each; each of the first two moves the same 100 people, the third 60 others.

    Apart, the first two would be worth 200; together they are worth the same 100 people once.
    """
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[0.0, 0.0, 0.0],
        cost=[1.0, 1.0, 1.0],
        budget=[2.0],
        coverage=Coverage(weight=[100.0, 60.0], start=[0, 1, 2, 3], cell=[0, 0, 1], chance=[1.0, 1.0, 1.0]),
        followers=[100.0, 100.0, 60.0],
    )
    result = seeder.solve(problem)
    assert result.selection is not None
    assert 2 in result.selection.tolist()
    assert len(result.selection) == 2
    assert result.bounds.lower == 160.0
    assert result.baselines["top_followers"] == 100.0
    assert result.baselines["greedy"] == 160.0
