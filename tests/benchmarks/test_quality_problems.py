"""Generated problems have the sizes, densities and budgets that are asked for, and are the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import seeder
from benchmarks.quality.budgeted_coverage import make_budgeted_coverage
from benchmarks.quality.location import Places, make_location, make_places, write_location
from benchmarks.quality.random_coverage import make_random_coverage
from benchmarks.quality.ratio_greedy import ratio_greedy_value
from benchmarks.quality.segments import make_segments
from seeder import Coverage, SeedingProblem

FAMILIES: dict[str, Callable[[int], SeedingProblem]] = {
    "random coverage": lambda seed: make_random_coverage(20, 50, density=0.2, budget_divisor=10, seed=seed),
    "segments": lambda seed: make_segments(30, 8, seed=seed),
    "budgeted coverage": lambda seed: make_budgeted_coverage(20, 30, density=0.2, budget=500, seed=seed),
    "location": lambda seed: make_location(make_places(10, 500, radius=5.5, seed=seed), n_chosen=3),
}


def cells_of(problem: SeedingProblem) -> Coverage:
    assert problem.coverage is not None
    return problem.coverage


def greedy_by_effort(problem: SeedingProblem) -> list[int]:
    """Choose by added value an hour, straight from the definition of value."""
    coverage = cells_of(problem)
    chance = np.zeros((problem.n_options, coverage.n_cells))
    option = np.repeat(np.arange(problem.n_options), np.diff(coverage.start))
    chance[option, coverage.cell] = problem.acceptance[option] * coverage.chance
    weight, left = coverage.weight.copy(), problem.budget[0]
    chosen: list[int] = []
    while True:
        gain = np.where(problem.cost[0] <= left, chance @ weight / problem.cost[0], 0.0)
        gain[chosen] = 0.0
        best = int(np.argmax(gain))
        if gain[best] <= 0:
            return chosen
        chosen.append(best)
        left -= problem.cost[0, best]
        weight *= 1 - chance[best]


@pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES)
def test_same_seed_gives_the_same_problem(make: Callable[[int], SeedingProblem]) -> None:
    first, again, other = make(3), make(3), make(4)
    assert (first.digest, first.sums) == (again.digest, again.sums)
    assert (first.digest, first.sums) != (other.digest, other.sums)


@pytest.mark.parametrize(("budget_divisor", "share"), [(10, 0.1), (5, 0.2)])
def test_random_coverage(budget_divisor: int, share: float) -> None:
    problem = make_random_coverage(100, 1_000, density=0.05, budget_divisor=budget_divisor)
    coverage = cells_of(problem)
    assert (problem.n_accounts, problem.n_options, coverage.n_cells) == (100, 100, 1_000)
    # 100,000 pairs: five standard deviations of the density are 0.0035.
    assert len(coverage.cell) / 100_000 == pytest.approx(0.05, abs=0.0035)
    assert (coverage.weight == 1).all()
    assert set(problem.cost[0].tolist()) == set(range(1, 11))
    assert share * problem.cost.sum() - 1 < problem.budget[0] <= share * problem.cost.sum()
    assert not problem.value.any()


def test_an_account_has_one_chance_in_all_its_cells() -> None:
    coverage = cells_of(make_random_coverage(100, 1_000, density=0.05, budget_divisor=10))
    chances = [np.unique(coverage.chance[a:b]) for a, b in zip(coverage.start, coverage.start[1:], strict=False)]
    assert {len(chance) for chance in chances} == {1}
    chance = np.concatenate(chances)
    assert len(set(chance.tolist())) == 100
    assert 0.05 <= chance.min() < 0.1
    assert 0.45 < chance.max() <= 0.5


def test_two_accounts_that_reach_everything() -> None:
    problem = make_random_coverage(2, 3, density=1.0, budget_divisor=1)
    coverage = cells_of(problem)
    assert coverage.cell.tolist() == [0, 1, 2, 0, 1, 2]
    first, second = coverage.chance[0], coverage.chance[3]
    value = seeder.evaluate(problem, [0, 1]).value
    assert value == pytest.approx(3 * (1 - (1 - first) * (1 - second)), rel=1e-12)


@pytest.mark.parametrize(("density", "budget"), [(0.05, 2_000), (0.075, 1_500)])
def test_budgeted_coverage(density: float, budget: int) -> None:
    problem = make_budgeted_coverage(600, 700, density=density, budget=budget)
    coverage = cells_of(problem)
    assert (problem.n_accounts, coverage.n_cells) == (600, 700)
    assert problem.budget.tolist() == [budget]
    # 420,000 pairs: five standard deviations are at most 0.0021.
    assert len(coverage.cell) / 420_000 == pytest.approx(density, abs=0.0021)
    assert (coverage.chance == 1).all()
    for numbers in (problem.cost[0], coverage.weight):
        assert set(numbers.tolist()) <= set(range(100, 200))
        assert numbers.min() < 105
        assert numbers.max() > 194
        assert numbers.mean() == pytest.approx(149.5, abs=8)


def test_covered_twice_counts_once() -> None:
    problem = make_budgeted_coverage(2, 3, density=1.0, budget=400)
    assert seeder.evaluate(problem, [0, 1]).value == cells_of(problem).weight.sum()


@pytest.mark.parametrize(("n_accounts", "n_segments"), [(300, 40), (2_000, 60)])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_segments(n_accounts: int, n_segments: int, seed: int) -> None:
    problem = make_segments(n_accounts, n_segments, seed=seed)
    coverage = cells_of(problem)
    assert (problem.n_accounts, problem.n_options, coverage.n_cells) == (n_accounts, n_accounts, n_segments)
    assert problem.followers is not None
    assert problem.followers.min() >= 500
    assert np.quantile(problem.followers, 0.5) == pytest.approx(500 * 2 ** (1 / 1.1), rel=0.15)
    # A few segments hold an account's followers, and views are below .4.
    assert 2 < len(coverage.cell) / n_accounts < 8
    assert coverage.chance.max() <= 0.6 * 0.4
    assert 0.05 <= len(greedy_by_effort(problem)) / n_accounts <= 0.15


def test_larger_accounts_take_more_effort_and_accept_less() -> None:
    problem = make_segments(2_000, 60)
    assert problem.followers is not None
    is_large = problem.followers > np.quantile(problem.followers, 0.9)
    assert problem.cost[0, is_large].mean() > 1.5 * problem.cost[0, ~is_large].mean()
    assert problem.acceptance[is_large].mean() < 0.8 * problem.acceptance[~is_large].mean()


def test_location_by_hand() -> None:
    places = Places(
        facility=np.array([[0.0, 0.0], [10.0, 0.0]]),
        customer=np.array([[1.0, 0.0], [5.0, 0.0], [5.5, 0.0], [9.0, 1.0], [9.0, 2.0], [20.0, 20.0]]),
        radius=5.5,
    )
    # The first alone, both (the third customer stands at the very radius), the second alone twice, and nobody.
    problem = make_location(places, n_chosen=1)
    coverage = cells_of(problem)
    members = [coverage.cell[a:b].tolist() for a, b in zip(coverage.start, coverage.start[1:], strict=False)]
    assert [sorted(coverage.weight[cells].tolist()) for cells in members] == [[1, 2], [2, 2]]
    assert len(set(members[0]) & set(members[1])) == 1
    assert problem.budget.tolist() == [1]
    assert [seeder.evaluate(problem, chosen).value for chosen in ([0], [1], [0, 1])] == [3, 4, 5]


def test_location_counts_every_customer_once() -> None:
    # More customers than are held in memory together, so that cells of several parts are merged.
    places = make_places(12, 45_000, radius=5.5, seed=1)
    problem = make_location(places, n_chosen=12)
    away = np.hypot(*(places.customer[:, np.newaxis, :] - places.facility).transpose(2, 0, 1))
    is_near = away <= 5.5
    assert cells_of(problem).n_cells == len(np.unique(is_near[is_near.any(axis=1)], axis=0))
    assert seeder.evaluate(problem, range(12)).value == is_near.any(axis=1).sum()
    assert seeder.evaluate(problem, [2, 7]).value == is_near[:, [2, 7]].any(axis=1).sum()


def test_written_location_is_the_same_problem(tmp_path: Path) -> None:
    places = make_places(6, 300, radius=9.0, seed=2)
    write_location(places, tmp_path, n_chosen=2)
    scenario = seeder.read_scenario(tmp_path)
    audience = seeder.build_audience(scenario)
    written = seeder.formulate(scenario, seeder.estimate_rates(scenario), audience).problem
    held = make_location(places, n_chosen=2)
    assert written.budget.tolist() == held.budget.tolist()
    assert written.cost.tolist() == held.cost.tolist()
    for size in range(1, 7):
        for chosen in combinations(range(6), size):
            found = seeder.evaluate(written, chosen).value
            assert found == pytest.approx(seeder.evaluate(held, chosen).value, rel=1e-12)


@pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES)
def test_ratio_greedy_is_what_its_definition_gives(make: Callable[[int], SeedingProblem]) -> None:
    problem = make(1)
    chosen = greedy_by_effort(problem)
    assert len(chosen) > 1
    assert ratio_greedy_value(problem) == pytest.approx(seeder.evaluate(problem, chosen).value, rel=1e-12)


def test_ratio_greedy_by_hand() -> None:
    # By hours: 6, 8 / 2 and 5 / 2. Once the first is asked, the second adds 2 and the third still 5.
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[0, 2, 5],
        cost=[1, 2, 2],
        budget=[3],
        coverage=Coverage(weight=[6.0], start=[0, 1, 2, 2], cell=[0, 0], chance=[1.0, 1.0]),
    )
    assert ratio_greedy_value(problem) == 11
    with pytest.raises(ValueError, match="one approach an account"):
        ratio_greedy_value(SeedingProblem(account=[0], value_if_yes=[1], cost=[1], budget=[1]))
