"""Peers get the same problem: their plans are feasible and their bounds hold, against enumeration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from oracles.enumeration import best_by_enumeration

import seeder
from benchmarks.quality.random_coverage import make_random_coverage
from benchmarks.speed import submodlib_peer
from benchmarks.speed.linearised_model import build_linearised_model
from benchmarks.speed.linearised_peers import solve_by_cp_sat, solve_by_highs, solve_by_scip
from benchmarks.speed.overlap_peers import line_of, measure
from benchmarks.speed.peers import Outcome
from seeder import Coverage, Rule, SeedingProblem

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


def test_what_the_linearised_model_cannot_hold_is_refused() -> None:
    certain = SeedingProblem(
        account=[0],
        value_if_yes=[0],
        cost=[1],
        budget=[1],
        coverage=Coverage(weight=[1.0], start=[0, 1], cell=[0], chance=[1.0]),
    )
    ruled = SeedingProblem(
        account=[0],
        value_if_yes=[0],
        cost=[1],
        budget=[1],
        coverage=Coverage(weight=[1.0], start=[0, 1], cell=[0], chance=[0.5]),
        rules=[Rule.count([0], at_most=0)],
    )
    with pytest.raises(ValueError, match="chances below 1"):
        build_linearised_model(certain)
    with pytest.raises(ValueError, match="no rules"):
        build_linearised_model(ruled)


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
