"""Property tests of overlap are held to drawing overlap, and exploring draws more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from oracles.exploring import explore
from oracles.overlapping import coverage_problems, overlapping_problems
from oracles.problems import small_problems
from oracles.useful_draws import counted

from seeder.problem import SeedingProblem


@settings(max_examples=60)
@given(problem=overlapping_problems())
def takes_overlap(problem: SeedingProblem) -> None:
    pass


@settings(max_examples=60)
@given(problem=coverage_problems())
def takes_any_coverage(problem: SeedingProblem) -> None:
    pass


@settings(max_examples=60)
@given(problem=small_problems(with_coverage=True))
def takes_mostly_nothing(problem: SeedingProblem) -> None:
    pass


@settings(max_examples=60)
@given(problem=overlapping_problems())
def leaves_the_half(problem: SeedingProblem) -> None:
    assume(problem.n_options % 2)


@settings(max_examples=20)
@given(problem=small_problems())
def takes_no_coverage(problem: SeedingProblem) -> None:
    pass


def test_overlap_is_left_after_presolve() -> None:
    with counted(takes_overlap) as draws:
        takes_overlap()
    assert draws.n_with_coverage >= 60
    assert draws.n_useful >= 0.95 * draws.n_with_coverage
    with counted(takes_any_coverage) as draws:
        takes_any_coverage()
    draws.check()


def test_tests_that_work_on_too_few_draws_fail() -> None:
    for test in (takes_mostly_nothing, leaves_the_half):
        with counted(test) as draws:
            test()
        with pytest.raises(AssertionError, match="at least 80% must"):
            draws.check()


def test_problems_without_a_coverage_are_not_counted() -> None:
    with counted(takes_no_coverage) as draws:
        takes_no_coverage()
    draws.check()
    assert draws.n_with_coverage == 0


def test_hard_numbers_are_drawn() -> None:
    seen: set[str] = set()

    @settings(max_examples=150)
    @given(problem=overlapping_problems())
    def look(problem: SeedingProblem) -> None:
        assert problem.coverage is not None
        chance = problem.coverage.chance
        found = {
            "acceptance of exactly 1": (problem.acceptance == 1).all(),
            "acceptance nearly 1": ((problem.acceptance < 1) & (problem.acceptance > 1 - 1e-14)).any(),
            "chance of exactly 1": (chance == 1).any(),
            "chance nearly 1": ((chance < 1) & (chance > 1 - 1e-14)).any(),
            "chance nearly 0": ((chance > 0) & (chance <= 1e-15)).any(),
            "tiny beside 1": (chance == 1e-12).any() and (chance == 1).any(),
        }
        for cost, budget in zip(problem.cost, problem.budget.tolist(), strict=True):
            if cost[0] > 0 and np.isfinite(budget):
                found["unit costs, odd budget"] = (cost == cost[0]).all() and abs(budget / cost[0] % 1 - 0.5) < 0.45
        seen.update(name for name, is_there in found.items() if is_there)

    look()
    assert len(seen) == 7, seen


class Item:
    """As much of a test that pytest has collected as exploring needs."""

    def __init__(self, test: object) -> None:
        self.obj = test
        self.markers: list[str] = []

    def add_marker(self, name: str) -> None:
        self.markers.append(name)


def test_exploring_makes_property_tests_slow_and_draws_as_many_as_the_profile() -> None:
    n_draws = 0

    @settings(max_examples=5)
    @given(problem=small_problems(most_accounts=3))
    def count(problem: SeedingProblem) -> None:
        nonlocal n_draws
        n_draws += 1

    count()
    assert n_draws == 5
    item, plain = Item(count), Item(test_exploring_makes_property_tests_slow_and_draws_as_many_as_the_profile)
    for each in (item, plain):
        explore(each)  # type: ignore[arg-type]
    assert (item.markers, plain.markers) == (["slow"], [])
    n_draws = 0
    count()
    assert n_draws == settings().max_examples
