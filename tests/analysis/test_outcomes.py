"""Outcomes: sampled percentiles against enumeration over the answers, and the exact chance that nobody says yes."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from seeder.analysis.outcomes import sample_outcome
from seeder.problem import Coverage, SeedingProblem, value


def distribution(problem: SeedingProblem, chosen: list[int]) -> list[tuple[float, float]]:
    """Value and probability of every way to answer, from the definition."""
    found = []
    for answers in itertools.product([False, True], repeat=len(chosen)):
        yes = [option for option, says in zip(chosen, answers, strict=True) if says]
        chance = math.prod(
            problem.acceptance[option] if says else 1 - problem.acceptance[option]
            for option, says in zip(chosen, answers, strict=True)
        )
        certain = SeedingProblem(
            account=problem.account,
            value_if_yes=problem.value_if_yes,
            cost=problem.cost,
            budget=problem.budget,
            coverage=problem.coverage,
        )
        found.append((value(certain, yes), chance))
    return sorted(found)


def quantile(outcomes: list[tuple[float, float]], level: float) -> float:
    total = 0.0
    for worth, chance in outcomes:
        total += chance
        if total >= level - 1e-12:
            return worth
    raise AssertionError


def make(coverage: Coverage | None = None) -> SeedingProblem:
    return SeedingProblem(
        account=[0, 1, 2, 3, 4],
        value_if_yes=[100, 37, 11, 5, 2],
        cost=[1] * 5,
        budget=[5],
        acceptance=[0.3, 0.63, 0.42, 0.91, 0.55],
        coverage=coverage,
    )


COVERAGE = Coverage(weight=[40, 9], start=[0, 2, 3, 3, 4, 5], cell=[0, 1, 0, 1, 0], chance=[0.5, 0.25, 1.0, 0.8, 0.1])


@pytest.mark.parametrize("coverage", [None, COVERAGE], ids=["separate", "cells"])
def test_percentiles_agree_with_all_answers(coverage: Coverage | None) -> None:
    problem = make(coverage)
    outcomes = distribution(problem, [0, 1, 2, 3, 4])
    found = sample_outcome(problem, [0, 1, 2, 3, 4], seed=1)
    for level, sampled in ((0.1, found.p10), (0.5, found.p50), (0.9, found.p90)):
        assert quantile(outcomes, level - 0.02) - 1e-9 <= sampled <= quantile(outcomes, level + 0.02) + 1e-9


@pytest.mark.parametrize("coverage", [None, COVERAGE], ids=["separate", "cells"])
def test_the_mean_over_answers_is_the_value(coverage: Coverage | None) -> None:
    """Holds the enumeration above to the specification: E[value given answers] = value(x)."""
    problem = make(coverage)
    mean = math.fsum(worth * chance for worth, chance in distribution(problem, [0, 1, 3]))
    assert mean == pytest.approx(value(problem, [0, 1, 3]), rel=1e-12)


def test_nobody_is_exact() -> None:
    found = sample_outcome(make(), [0, 3], seed=0)
    assert found.nobody == pytest.approx(0.7 * 0.09, rel=1e-15)


def test_one_celebrity_is_a_lottery_ticket() -> None:
    problem = SeedingProblem(account=[0], value_if_yes=[12500], cost=[40], budget=[40], acceptance=[0.02])
    found = sample_outcome(problem, [0], seed=0)
    assert (found.p10, found.p50, found.p90) == (0.0, 0.0, 0.0)
    assert found.nobody == 0.98


def test_nobody_asked_brings_nothing_for_sure() -> None:
    found = sample_outcome(make(), [], seed=0)
    assert (found.p10, found.p90, found.nobody) == (0.0, 0.0, 1.0)


def test_same_seed_same_samples_other_seed_others() -> None:
    problem = SeedingProblem(
        account=np.arange(40), value_if_yes=np.arange(40) + 0.5, cost=[1] * 40, budget=[40], acceptance=[0.5] * 40
    )
    everybody = list(range(40))
    assert sample_outcome(problem, everybody, seed=3) == sample_outcome(problem, everybody, seed=3)
    assert sample_outcome(problem, everybody, seed=3) != sample_outcome(problem, everybody, seed=4)
