"""Outcomes: sampled percentiles against enumeration over the answers, and the exact chance that nobody says yes."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from oracles.overlapping import coverage_problems

from seeder.analysis.outcomes import Brought, sample_outcome
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
    for reached, chance in outcomes:
        total += chance
        if total >= level - 1e-12:
            return reached
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
    mean = math.fsum(reached * chance for reached, chance in distribution(problem, [0, 1, 3]))
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


@settings(max_examples=80)
@given(coverage_problems(most_accounts=4))
def test_every_way_to_answer_brings_what_the_definition_says(problem: SeedingProblem) -> None:
    """With all yeses sure, the value of who says yes; and its mean over the answers is the value of the selection."""
    chosen = np.arange(problem.n_options)[: 2**3]
    rows = list(itertools.product([False, True], repeat=len(chosen)))
    found = Brought(problem, chosen).by(np.array(rows, dtype=bool).reshape(len(rows), len(chosen)))
    certain = SeedingProblem(
        account=problem.account,
        value_if_yes=problem.value_if_yes,
        cost=problem.cost,
        budget=problem.budget,
        coverage=problem.coverage,
        n_accounts=problem.n_accounts,
    )
    mean = 0.0
    for answers, reached in zip(rows, found.tolist(), strict=True):
        assert reached == pytest.approx(value(certain, chosen[list(answers)]), rel=1e-12, abs=1e-12)
        mean += reached * math.prod(
            float(chance) if says else 1.0 - float(chance)
            for chance, says in zip(problem.acceptance[chosen], answers, strict=True)
        )
    assert mean == pytest.approx(value(problem, chosen), rel=1e-9, abs=1e-9)


@settings(max_examples=40)
@given(coverage_problems(most_accounts=4))
def test_percentiles_of_small_problems_agree_with_all_answers(problem: SeedingProblem) -> None:
    chosen = list(range(min(8, problem.n_options)))
    outcomes = distribution(problem, chosen)
    found = sample_outcome(problem, chosen, seed=5)
    assert found.n_samples == 10_000
    for level, sampled in ((0.1, found.p10), (0.5, found.p50), (0.9, found.p90)):
        # Four standard errors of a share of 10,000 samples.
        low, high = quantile(outcomes, level - 0.02), quantile(outcomes, level + 0.02)
        assert low - 1e-9 <= sampled <= high + 1e-9
    assert found.nobody == pytest.approx(math.prod(1 - problem.acceptance[chosen]), rel=1e-12)


def many_cells(n_cells: int) -> SeedingProblem:
    """Twenty options, of which each moves half of the cells, and no two cells are alike."""
    rng = np.random.default_rng(0)
    cells = [np.flatnonzero(rng.random(n_cells) < 0.5) for _ in range(20)]
    start = np.concatenate(([0], np.cumsum([len(cell) for cell in cells])))
    coverage = Coverage(
        weight=rng.random(n_cells), start=start, cell=np.concatenate(cells), chance=rng.random(int(start[-1]))
    )
    return SeedingProblem(
        account=np.arange(20),
        value_if_yes=rng.random(20),
        cost=np.ones(20),
        budget=[20],
        acceptance=np.full(20, 0.4),
        coverage=coverage,
    )


def test_blocks_of_cells_and_samples_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = many_cells(300)
    whole = sample_outcome(problem, np.arange(20), seed=2)
    monkeypatch.setattr("seeder.analysis.outcomes._CELLS_AT_ONCE", 7)
    monkeypatch.setattr("seeder.analysis.outcomes._SAMPLES_AT_ONCE", 11)
    monkeypatch.setattr("seeder.analysis.outcomes._CHUNK", 333)
    parts = sample_outcome(problem, np.arange(20), seed=2)
    assert (parts.p10, parts.p50, parts.p90) == pytest.approx((whole.p10, whole.p50, whole.p90), rel=1e-12)
    assert parts.n_samples == whole.n_samples == 10_000


@pytest.mark.slow
def test_fewer_samples_where_cells_are_many() -> None:
    problem = many_cells(40_000)
    found = sample_outcome(problem, np.arange(20), seed=2)
    assert 500 <= found.n_samples < 10_000
    assert found == sample_outcome(problem, np.arange(20), seed=2)
    reached = value(problem, np.arange(20))
    assert found.p10 < reached < found.p90
