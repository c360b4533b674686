"""Generated problems have the sizes, densities and budgets that are asked for, and are the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import seeder
from benchmarks.quality.budgeted_coverage import make_budgeted_coverage
from benchmarks.quality.campaigns import make_campaign
from benchmarks.quality.cities import City, make_city, make_city_cover
from benchmarks.quality.location import Places, make_location, make_places, write_location
from benchmarks.quality.quotas import make_quotas
from benchmarks.quality.random_coverage import make_random_coverage
from benchmarks.quality.ratio_greedy import has_ratio_greedy, ratio_greedy_value
from benchmarks.quality.segments import make_segments
from seeder import Coverage, SeedingProblem

SCENARIOS = Path(seeder.__file__).parents[1] / "scenarios"

FAMILIES: dict[str, Callable[[int], SeedingProblem]] = {
    "random coverage": lambda seed: make_random_coverage(20, 50, density=0.2, budget_divisor=10, seed=seed),
    "segments": lambda seed: make_segments(30, 8, seed=seed),
    "budgeted coverage": lambda seed: make_budgeted_coverage(20, 30, density=0.2, budget=500, seed=seed),
    "quotas": lambda seed: make_quotas(60, 8, seed=seed),
    "campaigns": lambda seed: make_campaign(300, effort=20, seed=seed),
    "city": lambda seed: make_city_cover(make_city(60, seed=seed), n_chosen=4, radius=3.0),
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


def is_ruled(name: str) -> bool:
    return name in ("quotas", "campaigns")


@pytest.mark.parametrize("name", [name for name in FAMILIES if is_ruled(name)])
def test_no_ratio_greedy_with_rules(name: str) -> None:
    problem = FAMILIES[name](0)
    assert not has_ratio_greedy(problem)
    with pytest.raises(ValueError, match="no rules"):
        ratio_greedy_value(problem)


def test_quotas() -> None:
    problem, plain = make_quotas(2_000, 40, seed=1), make_segments(2_000, 40, seed=1)
    assert problem.cost[0].tolist() == plain.cost[0].tolist()
    assert problem.resources == ("effort", "cash")
    assert problem.budget[1] == pytest.approx(0.05 * problem.cost[1].sum(), abs=0.005)
    youtube, instagram, tiktok = problem.rules
    assert (youtube.lower, instagram.upper) == (100, 50)
    assert len(youtube.options) == pytest.approx(2_000 / 3, abs=105)
    assert problem.followers is not None
    assert np.log(problem.cost[1] / (0.01 * problem.followers)).std() == pytest.approx(0.5, abs=0.05)
    # Two of five are 40 %, three are more.
    only = problem.replace(rules=[tiktok], budget=[np.inf, np.inf])
    others = np.setdiff1d(np.arange(2_000), tiktok.options[tiktok.weight > 0])
    inside = tiktok.options[tiktok.weight > 0]
    assert seeder.evaluate(only, [*inside[:2], *others[:3]]).is_feasible
    assert not seeder.evaluate(only, [*inside[:3], *others[:2]]).is_feasible


def test_campaigns_are_like_the_shipped_scenario() -> None:
    shipped = seeder.formulation_of(seeder.read_scenario(SCENARIOS / "apartment-app")).problem
    n_options, n_entries, chances = [], [], []
    for seed in range(5):
        problem = make_campaign(effort=80, seed=seed)
        assert (problem.n_accounts, cells_of(problem).n_cells) == (shipped.n_accounts, cells_of(shipped).n_cells)
        assert problem.budget.tolist() == shipped.budget.tolist()
        n_options.append(problem.n_options)
        n_entries.append(len(cells_of(problem).cell))
        chances.append(np.quantile(cells_of(problem).chance, [0.5, 0.9]))
    assert np.mean(n_options) == pytest.approx(shipped.n_options, rel=0.05)
    assert np.mean(n_entries) == pytest.approx(len(cells_of(shipped).cell), rel=0.2)
    typical = np.mean(chances, axis=0) / np.quantile(cells_of(shipped).chance, [0.5, 0.9])
    assert ((typical > 0.4) & (typical < 2.5)).all()
    counts = sorted((rule.lower or 0, rule.upper) for rule in problem.rules if rule.resource is None)
    of_shipped = {(rule.lower or 0, rule.upper) for rule in shipped.rules if rule.resource is None}
    assert {count for count in counts if count != (0, 0)} >= of_shipped - {(0, 0)}
    assert [rule.upper for rule in problem.rules if rule.resource == 1] == [1_000]


def test_approaches_and_rules_of_a_campaign() -> None:
    problem = make_campaign(effort=40, seed=2)
    followers = problem.followers
    assert followers is not None
    of_account = np.searchsorted([10_000, 100_000, 500_000], followers, side="right")
    hours, cash = problem.cost
    for tier, paid in enumerate(((1.75, 250.0), (3.0, 900.0), (5.0, 3_500.0)), start=1):
        is_paid = (of_account[problem.account] == tier) & (cash > 10)
        assert {(one, other) for one, other in zip(hours[is_paid], cash[is_paid], strict=True)} == {paid}
        assert len(np.unique(problem.account[is_paid])) == np.count_nonzero(of_account == tier)
    assert not (cash[of_account[problem.account] == 0] > 10).any()
    is_intro = cash == 10
    assert 40 < np.count_nonzero(is_intro) < 110
    assert set(hours[is_intro].tolist()) == {1.5}
    assert np.count_nonzero(cash == 0) == 1_000


def test_the_budget_of_a_campaign_changes_nothing_else() -> None:
    small, large = make_campaign(effort=15, seed=1), make_campaign(effort=100, seed=1)
    assert small.replace(budget=large.budget).digest == large.digest


@pytest.mark.parametrize("effort", [15, 100])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_rules_of_a_campaign_can_be_kept(effort: float, seed: int) -> None:
    problem = make_campaign(effort=effort, seed=seed)
    result = seeder.solve(problem, stop=seeder.Stop(time_limit=20, relative_gap=0.5))
    assert result.selection is not None
    assert seeder.evaluate(problem, result.selection).is_feasible


def test_city_by_hand() -> None:
    # A degree of latitude is 111.19 km; at 60° a degree of longitude is half of that.
    city = City(
        latitude=np.array([0.0, 1.0, 60.0, 60.0]),
        longitude=np.array([0.0, 0.0, 0.0, 1.0]),
        population=np.array([1.0, 2.0, 4.0, 8.0]),
    )
    near = make_city_cover(city, n_chosen=1, radius=55.7)
    assert [seeder.evaluate(near, [site]).value for site in range(4)] == [1, 2, 12, 12]
    far = make_city_cover(city, n_chosen=1, radius=111.2)
    assert [seeder.evaluate(far, [site]).value for site in range(4)] == [3, 3, 12, 12]
    nearest = make_city_cover(city, n_chosen=1, radius=55.5)
    assert [seeder.evaluate(nearest, [site]).value for site in range(4)] == [1, 2, 4, 8]


def test_a_city_is_dense_in_places() -> None:
    # More sites than are held in memory together.
    city = make_city(1_200, seed=1)
    assert city.population.min() >= 1
    problem = make_city_cover(city, n_chosen=50, radius=1.2)
    coverage = cells_of(problem)
    n_covered = np.diff(coverage.start)
    assert n_covered.min() == 1
    assert n_covered.max() > 4 * np.median(n_covered)
    # A site covers itself, and two sites cover each other or neither does.
    owner = np.repeat(np.arange(1_200), n_covered)
    pairs = set(zip(owner.tolist(), coverage.cell.tolist(), strict=True))
    assert {(site, site) for site in range(1_200)} <= pairs
    assert pairs == {(cell, site) for site, cell in pairs}
    assert problem.budget.tolist() == [50]


@pytest.mark.parametrize(
    "make",
    [make for name, make in FAMILIES.items() if not is_ruled(name)],
    ids=[n for n in FAMILIES if not is_ruled(n)],
)
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
