"""Every solver against enumeration: one contract."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.problems import small_problems

from seeder.certify import proved_bound
from seeder.errors import ProblemError
from seeder.problem import Rule, SeedingProblem, evaluate
from seeder.solvers import Limit, ProgressPoint, Solver, SolveResult, Stop, TerminationReason, solve

EXACT_SOLVERS = [Solver.PORTFOLIO, Solver.EXACT]


def check_contract(problem: SeedingProblem, result: SolveResult, best: float | None) -> None:
    """Hold what every result promises against the best value by enumeration."""
    reason = result.termination.reason
    if reason is TerminationReason.INFEASIBLE:
        assert best is None
        return
    assert result.certificate is not None
    assert result.bounds.certified == proved_bound(problem, result.certificate)
    if best is None:
        assert reason is TerminationReason.NO_SELECTION_FOUND
        return
    assert result.bounds.upper is not None
    assert result.bounds.upper >= best
    if result.selection is not None:
        evaluation = evaluate(problem, result.selection)
        assert evaluation.is_feasible
        assert evaluation.value == result.bounds.lower
        assert result.bounds.lower <= best
    for name in ("greedy", "top_followers"):
        baseline = result.baselines[name]
        if baseline is not None:
            assert result.bounds.lower is not None
            assert baseline <= result.bounds.lower


@settings(max_examples=300, deadline=None)
@given(problem=small_problems())
def test_results_hold_against_enumeration(problem: SeedingProblem) -> None:
    best = best_by_enumeration(problem)
    for solver in Solver:
        result = solve(problem, solver, stop=Stop(relative_gap=0.0))
        check_contract(problem, result, best)
        if best is None:
            assert result.termination.reason is TerminationReason.INFEASIBLE
        elif solver in EXACT_SOLVERS:
            assert result.termination.reason is TerminationReason.OPTIMAL
            assert result.bounds.lower == pytest.approx(best, rel=1e-9)
            # And proved: the tree closes what the multipliers leave open.
            assert result.bounds.certified is not None
            assert result.bounds.certified == pytest.approx(best, rel=1e-8, abs=1e-300)


def test_that_nothing_brings_anything_is_proved() -> None:
    """Found by an exploring run: with a share that only asking nobody keeps, the best value is 0, and no scale."""
    problem = SeedingProblem(
        account=[0, 0],
        value_if_yes=[1.0, 0.0],
        cost=np.zeros((0, 2)),
        budget=[],
        acceptance=[0.05, 0.05],
        rules=[Rule([0, 1], weight=[7, -3], upper=0)],
        resources=(),
    )
    result = solve(problem)
    assert (result.bounds.lower, result.bounds.certified) == (0.0, 0.0)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), problem=small_problems(most_accounts=4))
def test_result_is_never_below_a_start(data: st.DataObject, problem: SeedingProblem) -> None:
    start = list(data.draw(st.sampled_from(list(all_selections(problem)))))
    stop = Stop(iterations=0)
    result = solve(problem, Solver.GREEDY, stop=stop, starts=[start])
    evaluation = evaluate(problem, start)
    if evaluation.is_feasible:
        assert result.bounds.lower is not None
        assert result.bounds.lower >= evaluation.value


def knapsack(n: int, *, seed: int = 0, n_resources: int = 1, whole: bool = True) -> SeedingProblem:
    rng = np.random.default_rng(seed)
    cost = rng.integers(20, 100, (n_resources, n)).astype(float)
    value = cost.sum(axis=0) / n_resources + rng.integers(0, 12, n)
    return SeedingProblem(
        account=np.arange(n) // 2,
        value_if_yes=value if whole else value * rng.uniform(0.99, 1.01, n),
        cost=cost / 10,
        budget=np.full(n_resources, np.floor(cost.sum() / n_resources / 60)),
    )


def best_by_table(problem: SeedingProblem) -> float:
    """Multiple-choice knapsack by dynamic programming over tenths of an hour."""
    capacity = round(float(problem.budget[0]) * 10)
    table = np.zeros(capacity + 1)
    for account in range(problem.n_accounts):
        rows = [table]
        for option in np.flatnonzero(problem.account == account):
            weight = round(float(problem.cost[0, option]) * 10)
            shifted = np.full(capacity + 1, -np.inf)
            shifted[weight:] = table[: capacity + 1 - weight] + problem.value[option]
            rows.append(shifted)
        table = np.max(rows, axis=0)
    return float(table[-1])


@pytest.mark.parametrize("seed", range(6))
def test_whole_numbers_are_solved_exactly(seed: int) -> None:
    problem = knapsack(400, seed=seed)
    result = solve(problem, stop=Stop(relative_gap=0.0))
    assert result.bounds.lower == result.bounds.upper == best_by_table(problem)


@pytest.mark.parametrize("seed", range(3))
def test_fractions_are_solved_to_the_gap(seed: int) -> None:
    problem = knapsack(400, seed=seed, whole=False)
    best = best_by_table(problem)
    result = solve(problem)
    assert result.termination.reason is TerminationReason.OPTIMAL
    assert result.bounds.lower is not None
    assert result.bounds.upper is not None
    assert best * (1 - 1e-6) <= result.bounds.lower <= best * (1 + 1e-12)
    assert result.bounds.upper >= best * (1 - 1e-12)


@pytest.mark.parametrize("n_accounts", [10, 14, 40, 100])
@pytest.mark.parametrize("gap", [1e-6, 1e-3])
def test_small_problems_of_two_resources_are_proved_to_the_gap(n_accounts: int, gap: float) -> None:
    rng = np.random.default_rng(n_accounts)
    for _ in range(5):
        hours = rng.choice([0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 30.0], n_accounts) * rng.uniform(0.8, 1.2, n_accounts)
        cash = rng.choice([0.0, 100.0, 250.0, 400.0, 900.0], n_accounts)
        problem = SeedingProblem(
            account=np.arange(n_accounts),
            value_if_yes=rng.lognormal(3.0, 1.5, n_accounts),
            cost=np.vstack([hours.round(2), cash]),
            budget=[0.3 * hours.sum(), 0.3 * cash.sum()],
        )
        result = solve(problem, stop=Stop(relative_gap=gap))
        assert result.certificate is not None
        assert result.bounds.lower is not None
        assert result.bounds.certified == proved_bound(problem, result.certificate)
        assert result.bounds.certified <= result.bounds.lower / (1 - gap)


@pytest.mark.parametrize("n_resources", [1, 2])
@pytest.mark.parametrize("whole", [True, False])
def test_same_seed_gives_the_same_bits(n_resources: int, whole: bool) -> None:
    problem = knapsack(300, n_resources=n_resources, whole=whole)
    first, second = (solve(problem, stop=Stop(iterations=3, relative_gap=0.0), seed=7) for _ in range(2))
    assert first.bounds == second.bounds
    assert first.selection is not None
    assert second.selection is not None
    assert np.array_equal(first.selection, second.selection)
    assert first.termination == second.termination
    assert first.certificate is not None
    assert second.certificate is not None
    assert first.certificate.to_document() == second.certificate.to_document()
    assert first.seed == 7


def test_whole_numbers_near_2_to_the_53() -> None:
    # The best pair is 2^52 + (2^52 − 1); floats beside it differ by single units.
    values = [2.0**52, 2.0**52 - 1, 2.0**52 - 2, 5.0]
    problem = SeedingProblem(account=range(4), value_if_yes=values, cost=[[1.0, 1.0, 1.0, 3.0]], budget=[2.0])
    result = solve(problem, stop=Stop(relative_gap=0.0))
    assert result.selection is not None
    assert result.selection.tolist() == [0, 1]
    assert result.bounds.lower == result.bounds.upper == 2.0**53 - 1


def test_costs_of_many_digits_hold_exactly() -> None:
    # Three thirds as floats are written 0.3333333333333333 and sum to just below 1; one digit more breaks it.
    third = 1 / 3
    costs = [third, third, third, 0.3333333333333334, 0.3333333343333335]
    problem = SeedingProblem(account=range(5), value_if_yes=[1.0, 1.0, 1.0, 1.1, 2.0], cost=[costs], budget=[1.0])
    result = solve(problem, stop=Stop(relative_gap=0.0))
    assert result.bounds.lower == pytest.approx(best_by_enumeration(problem), rel=1e-12)
    assert result.termination.reason is TerminationReason.OPTIMAL


def test_nothing_to_choose_from() -> None:
    for n_accounts in (0, 3):
        problem = SeedingProblem(account=[], value_if_yes=[], cost=[], budget=[3.0], n_accounts=n_accounts)
        result = solve(problem)
        assert result.selection is not None
        assert result.selection.tolist() == []
        assert (result.bounds.lower, result.bounds.upper, result.bounds.relative_gap) == (0.0, 0.0, 0.0)
        assert result.termination.reason is TerminationReason.OPTIMAL


@pytest.mark.parametrize("changes", [{"value_if_yes": [0.0, 0.0]}, {"budget": [0.0]}, {"acceptance": [0.0, 0.0]}])
def test_nothing_to_gain(changes: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {"account": [0, 1], "value_if_yes": [1.0, 2.0], "cost": [[1.0, 2.0]], "budget": [9.0]}
    result = solve(SeedingProblem(**(arguments | changes)))
    assert result.bounds.lower == result.bounds.upper == 0.0
    assert result.termination.reason is TerminationReason.OPTIMAL


def test_everything_fits() -> None:
    result = solve(SeedingProblem(account=[0, 0, 1], value_if_yes=[0.1, 0.2, 0.7], cost=[[1.0] * 3], budget=[2.0]))
    assert result.selection is not None
    assert result.selection.tolist() == [1, 2]
    # 0.2 + 0.7 as stored lie above the float that their sum is rounded to: the bound is the float above.
    assert result.bounds.lower == 0.2 + 0.7
    assert result.bounds.certified == np.nextafter(0.2 + 0.7, np.inf)
    assert Fraction(np.nextafter(0.2 + 0.7, np.inf)) >= Fraction(0.2) + Fraction(0.7) > Fraction(0.2 + 0.7)


def test_unlimited_resources_are_only_reported() -> None:
    problem = SeedingProblem(
        account=[0, 1], value_if_yes=[1.0, 2.0], cost=[[1.0, 1.0], [1e9, 1e9]], budget=[1.0, np.inf]
    )
    result = solve(problem)
    assert result.selection is not None
    assert result.selection.tolist() == [1]


def test_a_wider_gap_ends_early() -> None:
    problem = knapsack(300, n_resources=3, whole=False)
    result = solve(problem, stop=Stop(relative_gap=0.05))
    assert result.termination.reason is TerminationReason.GAP_REACHED
    assert result.bounds.relative_gap is not None
    assert 1e-6 < result.bounds.relative_gap <= 0.05


def test_rounds_are_counted() -> None:
    problem = knapsack(300, n_resources=3, whole=False)
    none = solve(problem, stop=Stop(iterations=0))
    assert (none.termination.reason, none.termination.limit) == (TerminationReason.LIMIT_REACHED, Limit.ITERATIONS)
    one = solve(problem, stop=Stop(iterations=1))
    assert one.bounds.lower is not None
    assert none.bounds.lower is not None
    assert one.bounds.lower >= none.bounds.lower


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_time_limit_keeps_the_best_so_far(seconds: float) -> None:
    result = solve(knapsack(4000, n_resources=5, whole=False), stop=Stop(time_limit=seconds))
    assert result.termination.limit is Limit.TIME
    assert result.bounds.upper is not None
    assert result.bounds.certified is not None


def test_time_that_is_over_before_the_search_still_gives_a_bound_that_says_something() -> None:
    """Without multipliers, the bound is what all accounts together bring."""
    problem = knapsack(400, n_resources=2, whole=False)
    result = solve(problem, stop=Stop(time_limit=0.0))
    assert result.termination.limit is Limit.TIME
    assert result.bounds.lower is not None
    assert result.bounds.certified is not None
    assert result.certificate is not None
    assert result.bounds.certified == proved_bound(problem, result.certificate)
    assert result.bounds.lower <= result.bounds.certified < 1.2 * result.bounds.lower
    assert result.bounds.certified < 0.9 * float(problem.value.sum())


def test_progress_only_improves_and_ends_at_the_result() -> None:
    points: list[ProgressPoint] = []
    result = solve(knapsack(300, n_resources=2, whole=False), stop=Stop(time_limit=60), on_progress=points.append)
    assert [point for point in points if point in result.progress] == list(result.progress)
    assert len(result.progress) >= 2
    for earlier, later in pairwise(points):
        assert later.seconds >= earlier.seconds
        assert later.value is not None
        assert later.bound is not None
        assert earlier.bound is not None
        assert later.value >= (earlier.value or 0.0)
        assert later.bound <= earlier.bound
        assert later.seconds_left is not None
    assert (points[-1].value, points[-1].bound) == (result.bounds.lower, result.bounds.upper)


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_an_interrupt_at_any_moment_keeps_the_best_so_far(call: int) -> None:
    calls = 0

    def interrupt(_: ProgressPoint) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt

    problem = knapsack(300, n_resources=3, whole=False)
    result = solve(problem, stop=Stop(relative_gap=0.0), on_progress=interrupt)
    assert result.termination.limit is Limit.INTERRUPT
    assert result.selection is not None
    assert evaluate(problem, result.selection).value == result.bounds.lower


def test_what_progress_raises_goes_to_the_caller() -> None:
    def fail(_: ProgressPoint) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        solve(knapsack(100), on_progress=fail)


def test_starts_must_be_selections() -> None:
    with pytest.raises(ProblemError, match="selection"):
        solve(knapsack(10), starts=[[99]])


def test_baselines_by_hand() -> None:
    # By followers account 1 goes first, by its likelier approach of 2 h; then only account 2 fits.
    problem = SeedingProblem(
        account=[0, 1, 1, 2],
        value_if_yes=[10.0, 9.0, 9.0, 2.0],
        acceptance=[1.0, 0.5, 0.6, 1.0],
        cost=[[2.5, 1.0, 2.0, 1.0]],
        budget=[3.5],
        followers=[100.0, 5000.0, 7.0],
    )
    result = solve(problem)
    assert result.baselines == {"greedy": pytest.approx(14.5), "top_followers": pytest.approx(7.4)}
    assert result.bounds.lower == pytest.approx(14.5)


def test_many_rules_at_once() -> None:
    rng = np.random.default_rng(3)
    n = 400
    account = np.repeat(np.arange(n), 2)
    group = rng.integers(0, 8, n)[account]
    rules: list[Rule] = [Rule.count(np.flatnonzero(group == number), at_least=3, at_most=6) for number in range(8)]
    rules += [Rule.count(np.flatnonzero(np.isin(account, rng.choice(n, 2))), at_most=1) for _ in range(200)]
    rules += [Rule.count(np.flatnonzero(account == pinned), at_least=1) for pinned in (3, 50)]
    rules += [Rule.limit(np.flatnonzero(group == 2), resource=1, limit=40.0)]
    problem = SeedingProblem(
        account=account,
        value_if_yes=np.round(rng.lognormal(3, 1, 2 * n), 2),
        cost=[np.round(rng.uniform(0.5, 3, 2 * n), 1), rng.integers(5, 40, 2 * n)],
        budget=[60.0, 700.0],
        rules=rules,
    )
    by_cores, whole = (solve(problem, solver) for solver in EXACT_SOLVERS)
    for result in (by_cores, whole):
        assert result.termination.reason is TerminationReason.OPTIMAL
        assert result.selection is not None
        assert evaluate(problem, result.selection).is_feasible
    assert by_cores.bounds.lower == pytest.approx(whole.bounds.lower, rel=2e-6)
