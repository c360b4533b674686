"""Ends by linear programs over every set, against another solver, and bounds that hold whatever the solver said."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.known_pairs import draw_known_pairs, ends_by_sets, scale_of

from seeder.analysis.interval import programs
from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.pair_bounds import StatedPairs, bound_pairs
from seeder.analysis.interval.programs import MOST_HANDLES, least_of_sets, most_of_sets
from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray
from seeder.solvers.programs.linear_program import LinearProgram, solve_linear_program


@pytest.mark.parametrize("seed", range(60))
def test_the_ends_are_those_of_another_solver(seed: int) -> None:
    case = draw_known_pairs(seed)
    low, high = ends_by_sets(case.audiences, case.bounds)
    least = least_of_sets(case.audiences, case.bounds)
    most = most_of_sets(case.audiences, case.bounds)
    assert least is not None
    assert most is not None
    assert least.is_exact
    assert most.is_exact
    assert least.bound == pytest.approx(low, abs=1e-7 * max(1, high))
    assert most.bound == pytest.approx(high, abs=1e-7 * max(1, high))


@pytest.mark.parametrize("seed", range(25))
def test_bounds_hold_for_any_dual_values(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(seed)

    def disturbed(program: LinearProgram) -> tuple[FloatArray, FloatArray] | None:
        solved = solve_linear_program(program)
        assert solved is not None
        return solved[0], solved[1] + generator.normal(scale=0.1, size=len(solved[1]))

    case = draw_known_pairs(seed)
    low, high = ends_by_sets(case.audiences, case.bounds)
    monkeypatch.setattr(programs, "solve_linear_program", disturbed)
    for _ in range(5):
        least = least_of_sets(case.audiences, case.bounds)
        most = most_of_sets(case.audiences, case.bounds)
        assert least is not None
        assert most is not None
        assert least.bound <= low + scale_of(case.audiences)
        assert most.bound >= high - scale_of(case.audiences)


def test_facts_that_only_a_program_refutes_are_refused() -> None:
    # Three handles of 10 people that share nobody, all inside one of 20, which two of them fill.
    people = np.array([20.0, 10.0, 10.0, 10.0])
    a, b = np.triu_indices(4, 1)
    shared = np.where(a == 0, 10.0, 0.0)
    bounds = bound_pairs(people, StatedPairs(a, b, shared, shared))
    audiences = PlanAudiences(people, np.arange(4), np.ones(4), np.ones(4))
    for find in (least_of_sets, most_of_sets):
        with pytest.raises(ProblemError, match="no arrangement of people"):
            find(audiences, bounds)


def test_nothing_is_worth_nothing() -> None:
    nobody = PlanAudiences(np.zeros(2), np.arange(2), np.ones(2), np.ones(2))
    bounds = bound_pairs(nobody.people, StatedPairs([], [], [], []))
    assert most_of_sets(nobody, bounds) == least_of_sets(nobody, bounds)
    empty = PlanAudiences(np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    found = most_of_sets(empty, bound_pairs([], StatedPairs([], [], [], [])))
    assert found is not None
    assert found.bound == 0


def test_millions_of_followers_and_small_chances() -> None:
    people = np.array([4.1e7, 120.0, 3.3e5])
    audiences = PlanAudiences(people, np.arange(3), np.full(3, 0.05), np.full(3, 1e-4))
    bounds = bound_pairs(people, StatedPairs([0], [1], [30.0], [30.0]))
    low, high = ends_by_sets(audiences, bounds)
    least, most = least_of_sets(audiences, bounds), most_of_sets(audiences, bounds)
    assert least is not None
    assert most is not None
    assert least.bound == pytest.approx(low, rel=1e-9)
    assert most.bound == pytest.approx(high, rel=1e-9)


def test_too_many_handles_are_refused() -> None:
    case = draw_known_pairs(0, n_handles=MOST_HANDLES + 1)
    with pytest.raises(ProblemError, match="at most"):
        most_of_sets(case.audiences, case.bounds)


def test_bounds_of_other_handles_are_refused() -> None:
    case = draw_known_pairs(0, n_handles=4)
    with pytest.raises(ProblemError, match="in their order"):
        most_of_sets(case.audiences, case.bounds.only([1, 0, 2]))
