"""A problem that is solved again after a change is solved as well as from scratch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration
from oracles.overlapping import overlapping_problems
from oracles.problems import small_problems

from seeder import Resolve
from seeder.certify import proved_bound
from seeder.problem import Coverage, Rule, SeedingProblem, evaluate
from seeder.solvers import SolveResult, Stop, TerminationReason, solve
from seeder.solvers.warm_start import warm_start


def hold(problem: SeedingProblem, result: SolveResult) -> None:
    """Hold a result against enumeration."""
    best = best_by_enumeration(problem)
    if best is None:
        assert result.termination.reason is TerminationReason.INFEASIBLE
        return
    assert result.selection is not None
    assert result.certificate is not None
    assert evaluate(problem, result.selection).is_feasible
    assert result.bounds.lower == pytest.approx(best, rel=1e-6)
    assert result.bounds.upper is not None
    assert result.bounds.upper >= best
    assert result.bounds.certified == proved_bound(problem, result.certificate)
    assert result.bounds.certified >= best


@st.composite
def changes(draw: st.DrawFn, problem: SeedingProblem) -> dict[str, Any]:
    """Draw what a user would change: budgets, chances, costs, a pin, a ban, or fewer rules."""
    kind = draw(st.sampled_from(["budget", "acceptance", "cost", "rule", "no rules", "unlimited"]))
    if kind == "budget":
        times = draw(st.sampled_from([0.0, 0.5, 0.9, 1.1, 2.0]))
        return {"budget": [budget if np.isinf(budget) else times * budget for budget in problem.budget.tolist()]}
    if kind == "acceptance":
        return {"acceptance": problem.acceptance * draw(st.sampled_from([0.0, 0.3, 1.0]))}
    if kind == "cost":
        return {"cost": problem.cost * draw(st.sampled_from([0.5, 1.0, 3.0]))}
    if kind == "unlimited":
        return {"budget": np.full(problem.n_resources, np.inf)}
    if kind == "no rules" or not problem.n_options:
        return {"rules": problem.rules[draw(st.integers(0, 1)) :]}
    option = draw(st.integers(0, problem.n_options - 1))
    own = np.flatnonzero(problem.account == problem.account[option])
    rule = draw(st.sampled_from([Rule.count(own, at_least=1), Rule.count(own, at_most=0), Rule.conflict([0, option])]))
    return {"rules": (rule, *problem.rules) if draw(st.booleans()) else (*problem.rules, rule)}


@settings(max_examples=100, deadline=None)
@given(data=st.data(), problem=small_problems())
def test_separate_audiences(data: st.DataObject, problem: SeedingProblem) -> None:
    again = Resolve(problem, solve(problem, stop=Stop(relative_gap=1e-6)))
    changed = problem.replace(**data.draw(changes(problem)))
    hold(changed, again.solve_problem(changed))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), problem=overlapping_problems())
def test_shared_audiences(data: st.DataObject, problem: SeedingProblem) -> None:
    again = Resolve(problem, solve(problem, stop=Stop(relative_gap=1e-6)))
    drawn = data.draw(changes(problem))
    hold(problem.replace(**drawn), again.solve(**drawn))


def campaign(effort: float, seed: int = 0) -> SeedingProblem:
    """60 accounts, 2 approaches, 8 cells, two resources and a count."""
    rng = np.random.default_rng(seed)
    n = 120
    hours = rng.choice([0.25, 0.4, 0.5, 1.5, 1.75, 5.0], n)
    chance = np.where(rng.random((n, 8)) < 0.5, rng.uniform(0, 0.3, (n, 8)), 0.0)
    held = chance > 0
    return SeedingProblem(
        account=np.arange(n) // 2,
        value_if_yes=rng.uniform(0, 20, n),
        acceptance=rng.uniform(0.05, 0.9, n),
        cost=[hours, np.where(hours > 1, rng.choice([10.0, 250.0, 900.0], n), 0.0)],
        budget=[effort, 4000.0],
        rules=[Rule.count(np.flatnonzero(np.arange(n) % 6 < 2), at_least=6)],
        coverage=Coverage(
            weight=rng.uniform(100, 900, 8),
            start=np.concatenate(([0], np.cumsum(held.sum(axis=1)))),
            cell=np.nonzero(held)[1],
            chance=chance[held],
        ),
    )


def test_neighbouring_budgets_give_what_solving_from_scratch_gives() -> None:
    gap = 1e-3
    problem = campaign(20.0)
    again = Resolve(problem, solve(problem, stop=Stop(relative_gap=gap)))
    n_carried = 0
    for effort in (12.0, 19.0, 21.0, 30.0):
        changed = campaign(effort)
        n_carried += len(warm_start(problem, again.result, changed).cuts)
        warm, cold = again.solve(budget=[effort, 4000.0], stop=Stop(relative_gap=gap)), solve(changed)
        assert warm.bounds.lower is not None
        assert warm.bounds.upper is not None
        assert cold.bounds.lower is not None
        assert cold.bounds.upper is not None
        assert warm.bounds.lower >= cold.bounds.lower * (1 - gap)
        assert warm.bounds.upper >= cold.bounds.lower
        assert warm.bounds.relative_gap is not None
        assert warm.bounds.relative_gap <= gap
        assert warm.certificate is not None
        assert warm.bounds.certified == proved_bound(changed, warm.certificate)
    assert n_carried > 0


def test_the_same_question_twice_has_the_same_answer() -> None:
    problem = campaign(20.0)
    again = Resolve(problem, solve(problem, stop=Stop(relative_gap=1e-4)))
    first, second = (again.solve(budget=[18.0, 4000.0], stop=Stop(relative_gap=1e-4)) for _ in range(2))
    assert first.bounds == second.bounds
    assert first.selection is not None
    assert second.selection is not None
    assert first.selection.tolist() == second.selection.tolist()


def test_other_accounts_begin_from_scratch() -> None:
    problem = campaign(20.0)
    result = solve(problem, stop=Stop(relative_gap=1e-3))
    fewer = SeedingProblem(account=[0, 1], value_if_yes=[1, 2], cost=[[1, 1], [0, 0]], budget=[1, 1])
    assert warm_start(problem, result, fewer).certificate is None
    hold(fewer, Resolve(problem, result).solve_problem(fewer))


def test_of_an_infeasible_problem_nothing_is_carried() -> None:
    problem = campaign(20.0)
    closed = Rule.count(np.arange(120), at_least=61)
    infeasible = problem.replace(rules=[closed])
    result = solve(infeasible)
    assert result.termination.reason is TerminationReason.INFEASIBLE
    found = Resolve(infeasible, result).solve(rules=problem.rules, stop=Stop(relative_gap=1e-3))
    assert found.bounds.relative_gap is not None
    assert found.bounds.relative_gap <= 1e-3
