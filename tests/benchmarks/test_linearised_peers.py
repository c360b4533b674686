"""Peers get the same problem: their plans are feasible and their bounds hold, against enumeration."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from oracles.enumeration import all_selections, best_by_enumeration

import seeder
from benchmarks.quality.random_coverage import make_random_coverage
from benchmarks.speed import peers, submodlib_peer
from benchmarks.speed.linearised_model import build_linearised_model
from benchmarks.speed.linearised_peers import solve_by_cp_sat, solve_by_highs, solve_by_scip
from benchmarks.speed.overlap_peers import line_of, measure
from benchmarks.speed.peers import Outcome
from benchmarks.speed.rows import Row
from benchmarks.speed.tangents import make_tangents
from seeder import Coverage, Rule, SeedingProblem, evaluate

PEERS: dict[str, Callable[..., Outcome]] = {"HiGHS": solve_by_highs, "SCIP": solve_by_scip, "CP-SAT": solve_by_cp_sat}


def two_approaches() -> SeedingProblem:
    """Four accounts by two approaches, decimals, value outside of the cells, and a cell that nobody reaches."""
    rng = np.random.default_rng(5)
    cells = [np.sort(rng.choice(5, 3, replace=False)) for _ in range(4) for _ in range(2)]
    return SeedingProblem(
        account=np.repeat(np.arange(4), 2),
        value_if_yes=np.round(rng.uniform(0, 3, 8), 2),
        acceptance=np.round(rng.uniform(0.2, 0.9, 8), 2),
        cost=np.array([np.round(rng.uniform(0.5, 2, 8), 1), np.tile([0.0, 10.0], 4)]),
        budget=[3.3, 20.0],
        coverage=Coverage(
            weight=[100.0, 40.5, 7.0, 250.0, 12.0, 1_000.0],
            start=np.arange(0, 25, 3),
            cell=np.concatenate(cells),
            chance=np.round(rng.uniform(0.05, 0.9, 24), 3),
        ),
    )


PROBLEMS: dict[str, Callable[[], SeedingProblem]] = {
    "two approaches": two_approaches,
    "random coverage": lambda: make_random_coverage(9, 15, density=0.4, budget_divisor=3, seed=4),
}


@pytest.mark.parametrize("problem_name", PROBLEMS)
@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_plans_and_bounds_against_enumeration(peer: Callable[..., Outcome], problem_name: str) -> None:
    problem = PROBLEMS[problem_name]()
    best = best_by_enumeration(problem)
    assert best is not None
    outcome = peer(problem, relative_gap=1e-6, time_limit=20.0)
    assert outcome.status == "optimal"
    assert outcome.is_feasible
    assert outcome.value is not None
    assert outcome.bound is not None
    # The program is within 1e-4 above the problem, and is solved to 1e-6.
    assert best * (1 - 1.02e-4) <= outcome.value <= best * (1 + 1e-12)
    assert best * (1 - 2e-6) <= outcome.bound <= best * (1 + 1.03e-4)


def test_the_largest_exponent_takes_one_approach_of_an_account() -> None:
    problem = SeedingProblem(
        account=[0, 0, 1],
        value_if_yes=[0, 0, 0],
        cost=[1, 1, 1],
        budget=[2],
        coverage=Coverage(weight=[1.0], start=[0, 1, 2, 3], cell=[0, 0, 0], chance=[0.5, 0.75, 0.5]),
    )
    linearised = build_linearised_model(problem)
    assert linearised.largest.tolist() == pytest.approx([np.log(8)])
    assert [part.tolist() for part in linearised.several] == [[0, 1]]


def with_rules(rules: Callable[[SeedingProblem], list[Rule]], *, seed: int = 0) -> SeedingProblem:
    """Six accounts by two approaches, two resources, five cells with chances up to 1, and rules."""
    rng = np.random.default_rng(seed)
    n_options, n_cells = 12, 5
    cells = [np.sort(rng.choice(n_cells, 3, replace=False)) for _ in range(n_options)]
    chance = np.round(rng.uniform(0.05, 1.2, 3 * n_options), 3).clip(max=1.0)
    problem = SeedingProblem(
        account=np.repeat(np.arange(6), 2),
        value_if_yes=np.round(rng.uniform(0, 3, n_options), 2),
        acceptance=np.where(rng.random(n_options) < 0.6, 1.0, 0.45),
        cost=np.array([np.round(rng.uniform(0.3, 2, n_options), 2), np.tile([0.0, 12.5], 6)]),
        budget=[4.4, 40.0],
        coverage=Coverage(
            weight=[100.0, 40.5, 7.0, 250.0, 12.0],
            start=np.arange(0, 3 * n_options + 1, 3),
            cell=np.concatenate(cells),
            chance=chance,
        ),
    )
    assert ((problem.acceptance[np.repeat(np.arange(n_options), 3)] * chance) == 1).any()
    return problem.replace(rules=rules(problem))


@cache
def best_with(kind: str, seed: int) -> float | None:
    """Best value with rules of a kind, found once for all peers."""
    return best_by_enumeration(with_rules(RULES[kind], seed=seed))


FIRST_HALF = np.arange(6)
RULES: dict[str, Callable[[SeedingProblem], list[Rule]]] = {
    "none": lambda _: [],
    "at least": lambda _: [Rule.count([6, 7, 8, 9], at_least=2)],
    "at most": lambda _: [Rule.count(np.arange(12), at_most=2)],
    "a pin and a ban": lambda _: [Rule.count([10], at_least=1), Rule.count([0, 1], at_most=0)],
    "at least a share": lambda p: [Rule.share(FIRST_HALF, of=np.arange(p.n_options), at_least=0.7)],
    "at most a share": lambda p: [Rule.share(FIRST_HALF, of=np.arange(p.n_options), at_most=0.3)],
    "together": lambda _: [Rule.together([0, 1], [8, 9])],
    "conflict": lambda _: [Rule.conflict([2, 3, 6, 7])],
    "limit of a group": lambda _: [Rule.limit(FIRST_HALF, resource=0, limit=1.05)],
    "limit of cash": lambda p: [Rule.limit(np.arange(p.n_options), resource=1, limit=12.5)],
    "weights of either sign": lambda _: [Rule([0, 3, 5, 8, 11], weight=[3, -2, 5, -4, 1], lower=-3, upper=0)],
    "all": lambda p: [
        Rule.count(np.arange(12), at_most=4),
        Rule.count([6, 7, 8, 9], at_least=1),
        Rule.share([1, 3, 5, 7, 9, 11], of=np.arange(p.n_options), at_most=0.5),
        Rule.share([0, 1, 2, 3, 4], of=np.arange(p.n_options), at_least=0.25),
        Rule.together([0, 1], [8, 9]),
        Rule.conflict([2, 3, 6, 7]),
        Rule.limit(FIRST_HALF, resource=0, limit=2.2),
        Rule.count([10, 11], at_least=1),
    ],
}


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_every_rule_is_held_and_chances_of_1_too(peer: Callable[..., Outcome], kind: str, seed: int) -> None:
    problem = with_rules(RULES[kind], seed=seed)
    best = best_with(kind, seed)
    assert best is not None
    error = 1e-3
    outcome = peer(problem, relative_gap=1e-6, time_limit=20.0, relative_error=error)
    assert outcome.status == "optimal"
    assert outcome.is_feasible
    assert outcome.value is not None
    assert outcome.bound is not None
    assert best * (1 - error - 2e-6) <= outcome.value <= best * (1 + 1e-12)
    assert best * (1 - 2e-6) <= outcome.bound <= best * (1 + error + 3e-6)


def test_each_rule_changes_the_best_value() -> None:
    # So that a model without the rule would fail in the test above.
    for kind in RULES:
        changes = [best_with(kind, seed) != best_with("none", seed) for seed in (0, 1)]
        assert any(changes) == (kind != "none"), kind


@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
@pytest.mark.parametrize(
    "rules",
    [
        [Rule.count([0, 1, 2], at_least=2, at_most=0)],
        [Rule.count([0], at_least=2)],
        [Rule([0, 1], weight=[1, 1], upper=-1)],
        [Rule.count([0, 1], at_least=1), Rule.count([0, 1], at_most=0)],
    ],
)
def test_what_no_selection_keeps_is_infeasible(peer: Callable[..., Outcome], rules: list[Rule]) -> None:
    problem = with_rules(lambda _: rules)
    assert best_by_enumeration(problem) is None
    outcome = peer(problem, relative_gap=1e-6, time_limit=20.0)
    assert "infeasible" in outcome.status
    assert (outcome.value, outcome.is_feasible) == (None, False)


@pytest.mark.parametrize("error", [1e-1, 1e-3])
def test_each_selection_has_its_value_or_little_more(error: float) -> None:
    # The largest η that the rows leave to a selection, from the rows alone.
    problem = with_rules(RULES["none"], seed=3)
    linearised = build_linearised_model(problem, relative_error=error)
    assert len(linearised.certain_row) > 0
    assert linearised.largest.max() > 1
    cell, constant, slope = linearised.tangent_rows()
    row, option, beside = linearised.tangent_entries()
    assert beside.min() < 0 < beside.max()
    for selection in all_selections(problem):
        x = np.zeros(problem.n_options)
        x[list(selection)] = 1.0
        z = np.zeros(linearised.n_cells)
        np.add.at(z, linearised.exponent_row, linearised.exponent * x[linearised.exponent_option])
        assert (z <= linearised.largest + 1e-12).all()
        right = constant + slope * z[cell]
        np.add.at(right, row, beside * x[option])
        eta = np.ones(linearised.n_cells)
        np.minimum.at(eta, cell, right)
        worth = float(linearised.weight @ eta + problem.value @ x)
        true = evaluate(problem, list(selection)).value
        assert true * (1 - 1e-12) <= worth <= true * (1 + error) + 1e-12


def test_a_chance_of_1_counts_in_each_tangent_up_to_where_it_is_1() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[0, 0, 0],
        cost=[1, 1, 1],
        budget=[2],
        coverage=Coverage(weight=[1.0, 2.0], start=[0, 2, 3, 4], cell=[0, 1, 0, 0], chance=[1.0, 1.0, 0.9, 0.5]),
    )
    linearised = build_linearised_model(problem, relative_error=1e-2)
    # The second cell is one row: it is covered by the first account or not at all.
    assert linearised.is_covering.tolist() == [False, True]
    assert linearised.n_tangents[1] == 1
    assert linearised.largest.tolist() == pytest.approx([np.log(20), 0.0])
    cell, constant, slope = linearised.tangent_rows()
    row, option, beside = linearised.tangent_entries()
    assert beside[option == 0] == pytest.approx(1 - constant[row[option == 0]])
    assert sorted(cell[row[option == 0]].tolist()) == sorted(cell.tolist())
    # ln 10 of the second account is more than 1 + z̄ in the first rows; there the two add up to 1 − constant.
    over = row[option == 1]
    assert (slope[over] * np.log(10) + beside[option == 1]) == pytest.approx(1 - constant[over])
    assert len(over) == np.count_nonzero(linearised.tangents.touch < np.log(10) - 1)


def test_certainty_reaches_further_than_the_error() -> None:
    for error in (1e-2, 1e-4, 1e-5):
        tangents = make_tangents(error)
        end = 1 + tangents.touch[-1]
        assert tangents.value(np.array(end)) == pytest.approx(1.0, abs=1e-12)
        assert np.exp(-end) < error


@pytest.mark.parametrize("kind", ["at most a share", "weights of either sign", "all"])
@pytest.mark.parametrize("peer", [peers.solve_by_highs, peers.solve_by_cp_sat])
def test_peers_without_cells_hold_the_same_rows(peer: Callable[..., Outcome], kind: str) -> None:
    problem = with_rules(RULES[kind]).replace(coverage=None)
    outcome = peer(problem, relative_gap=0.0, time_limit=20.0)
    assert outcome.is_feasible
    assert outcome.value == pytest.approx(best_by_enumeration(problem), rel=1e-9)


def test_costs_without_whole_numbers_lose_no_selection() -> None:
    row = Row(np.arange(3), np.array([1 / 3, 0.1, 0.25]), 0.0, 1 / 3 + 0.1)
    coefficients, lower, upper = row.in_whole_numbers()
    assert lower == 0
    assert coefficients[0] + coefficients[1] <= upper < coefficients[0] + coefficients[2]
    assert Row(np.arange(2), np.array([0.1, 0.25]), 0.0, 0.35).in_whole_numbers() == ([10, 25], 0, 35)


def test_a_line_of_seeder_is_made_and_read() -> None:
    problem = PROBLEMS["random coverage"]()
    best = best_by_enumeration(problem)
    assert best is not None
    found = measure(problem, "seeder", time_limit=20.0)
    line = line_of("tiny", "seeder", found | {"peak": 80.0}, best)
    name, peer, seconds, gap, to_best, peak, status = line.split()
    assert (name, peer, peak) == ("tiny", "seeder", "80")
    assert float(seconds) > 0
    assert -1e-12 <= float(gap) <= 1e-4
    assert abs(float(to_best)) <= 1e-4
    assert status in ("optimal", "gap_reached")


def test_a_line_tells_broken_budgets_and_what_was_skipped() -> None:
    broken = {"seconds": 1.0, "value": 8.0, "bound": None, "status": "greedy", "is_feasible": False, "peak": 5.0}
    assert line_of("tiny", "other", broken, 10.0).split()[2:] == [
        "1.00",
        "2.0e-01",
        "5",
        "greedy,",
        "breaks",
        "a",
        "budget",
    ]
    skipped = line_of("tiny", "other", "skipped: submodlib-py is not installed", None)
    assert skipped.endswith("skipped: submodlib-py is not installed")


def test_submodlib_is_greedy_by_gain_per_cost() -> None:
    pytest.importorskip("submodlib", reason="submodlib-py is no dependency")
    # The first account has the most value, the second and third more a unit of cost; together they fill the budget.
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[0, 0, 1],
        cost=[2.5, 1.2, 1.3],
        budget=[2.5],
        coverage=Coverage(weight=[10.0, 4.0], start=[0, 1, 2, 3], cell=[0, 1, 0], chance=[0.5, 0.9, 0.4]),
    )
    outcome = submodlib_peer.solve_by_submodlib(problem, relative_gap=0.0, time_limit=1.0)
    assert outcome.value == pytest.approx(4.0 + 3.6 + 1.0)
    assert outcome.is_feasible
    assert outcome.bound is None


def test_submodlib_refuses_what_it_cannot_hold() -> None:
    with pytest.raises(ValueError, match="one budget"):
        submodlib_peer.solve_by_submodlib(two_approaches(), relative_gap=0.0, time_limit=1.0)


def test_submodlib_is_no_dependency() -> None:
    pins = (Path(seeder.__file__).parents[1] / "constraints.txt").read_text()
    assert "submodlib" not in pins
