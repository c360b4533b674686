"""Cases are bounded, divided and closed, and what the search claims is what its tree proves."""

from __future__ import annotations

import json
from itertools import count

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.overlapping import overlapping_problems

import seeder.solvers.overlapping.branching as branching
import seeder.solvers.overlapping.search_tree as search_tree
from seeder.certify import Certificate, proved_bound
from seeder.problem import Coverage, Rule, SeedingProblem, evaluate
from seeder.solvers import Limit, Stop, TerminationReason, solve
from seeder.solvers.deadline import Deadline
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.overlapping.branching import TreeSearch
from seeder.solvers.programs.growing_program import Solved
from seeder.solvers.relaxations.facet_relaxation import FacetRelaxation


def random_coverage(n: int, n_cells: int, *, seed: int, density: float, share: float = 0.2) -> SeedingProblem:
    """One chance an account in each of its cells, effort 1 to 10."""
    rng = np.random.default_rng(seed)
    has = rng.random((n, n_cells)) < density
    effort = rng.integers(1, 11, n).astype(float)
    return SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.zeros(n),
        cost=effort[None],
        budget=[float(int(share * effort.sum()))],
        coverage=Coverage(
            weight=rng.integers(1, 5, n_cells),
            start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
            cell=np.nonzero(has)[1],
            chance=np.repeat(rng.uniform(0.05, 0.5, n), has.sum(axis=1)),
        ),
    )


def search_from(problem: SeedingProblem, selection: list[int], **stop: float) -> Incumbent:
    stopped = Stop(**stop)  # type: ignore[arg-type]
    incumbent = Incumbent(problem, stop=stopped, deadline=Deadline.start(stopped.time_limit), on_progress=None)
    assert incumbent.offer(np.array(selection, dtype=np.int64)) is not None
    return incumbent


@settings(max_examples=30, deadline=None)
@given(problem=overlapping_problems(most_accounts=4), data=st.data())
def test_from_any_selection_and_no_multipliers_the_best_is_found_and_proved(
    problem: SeedingProblem, data: st.DataObject
) -> None:
    feasible = [list(chosen) for chosen in all_selections(problem) if evaluate(problem, chosen).is_feasible]
    assume(feasible)
    best = best_by_enumeration(problem)
    assert best is not None
    incumbent = search_from(problem, data.draw(st.sampled_from(feasible)), time_limit=20.0)
    tree = TreeSearch(incumbent)
    assert tree.run() is None
    tree.offer()
    assert incumbent.lower == pytest.approx(best, rel=1e-9, abs=1e-12)
    assert best <= incumbent.upper <= best * (1 + 1e-6) + 1e-12
    assert incumbent.certified == proved_bound(problem, incumbent.certificate)
    assert best <= incumbent.certified


@settings(max_examples=25, deadline=None)
@given(problem=overlapping_problems(most_accounts=4), failing=st.integers(1, 3))
def test_where_programs_fail_on_their_numbers_nodes_are_branched_on_all_the_same(
    problem: SeedingProblem, failing: int
) -> None:
    best = best_by_enumeration(problem)
    assume(best is not None)
    times, solve_program = count(), FacetRelaxation.solve

    def sometimes(self: FacetRelaxation, deadline: Deadline | None) -> Solved | None:
        return None if next(times) % 3 < failing else solve_program(self, deadline)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FacetRelaxation, "solve", sometimes)
        result = solve(problem, stop=Stop(time_limit=20.0))
    assert result.bounds.lower == pytest.approx(best, rel=1e-9, abs=1e-12)
    assert result.termination.reason is TerminationReason.OPTIMAL


def test_overlap_is_proved_by_a_tree_that_can_be_read_back() -> None:
    problem = random_coverage(60, 300, seed=1, density=0.06)
    result = solve(problem)
    assert result.certificate is not None
    assert result.certificate.tree is not None
    assert result.termination.reason is TerminationReason.OPTIMAL
    assert result.bounds.certified == result.bounds.upper
    read = Certificate.from_document(json.loads(json.dumps(result.certificate.to_document())))
    assert proved_bound(problem, read) == result.bounds.certified


@pytest.mark.parametrize("seed", range(6))
def test_what_a_tree_proves_does_not_hang_on_last_digits(seed: int) -> None:
    """On another machine, numbers differ by a few units in the last place: the same cases are decided."""
    problem = random_coverage(40, 120, seed=seed, density=0.08)
    assert problem.coverage is not None
    result = solve(problem, stop=Stop(relative_gap=1e-9))
    assert result.certificate is not None
    assert result.bounds.certified is not None
    rng = np.random.default_rng(seed)
    for _ in range(5):
        chance = problem.coverage.chance * (1.0 + 1e-15 * rng.integers(-8, 9, len(problem.coverage.chance)))
        elsewhere = SeedingProblem(
            account=problem.account,
            value_if_yes=problem.value_if_yes,
            cost=problem.cost,
            budget=problem.budget,
            coverage=Coverage(
                weight=problem.coverage.weight,
                start=problem.coverage.start,
                cell=problem.coverage.cell,
                chance=chance,
            ),
        )
        found = proved_bound(elsewhere, result.certificate)
        assert found == pytest.approx(result.bounds.certified, rel=1e-12)


def test_cells_of_many_choices_are_bounded_by_tangents() -> None:
    """Every account in every cell: 2^30 choices a cell."""
    rng = np.random.default_rng(4)
    n, n_cells = 30, 5
    problem = SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.zeros(n),
        cost=rng.integers(1, 9, (1, n)).astype(float),
        budget=[30.0],
        coverage=Coverage(
            weight=rng.integers(50, 500, n_cells),
            start=np.arange(n + 1) * n_cells,
            cell=np.tile(np.arange(n_cells), n),
            chance=rng.uniform(0.001, 0.2, n * n_cells),
        ),
    )
    result = solve(problem)
    assert result.termination.reason is TerminationReason.OPTIMAL
    assert result.certificate is not None
    assert result.certificate.tree is not None
    assert any(len(node.cell) for node in result.certificate.tree.nodes)
    assert result.bounds.certified == result.bounds.upper


def test_a_tree_too_long_to_be_written_is_cut_to_its_first_case(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_coverage(60, 300, seed=1, density=0.06)
    whole = solve(problem, stop=Stop(relative_gap=1e-7))
    for module in (branching, search_tree):
        monkeypatch.setattr(module, "MOST_NUMBERS", 0)
    none = solve(problem, stop=Stop(relative_gap=1e-7))
    assert none.certificate is not None
    assert none.certificate.tree is None
    assert none.termination.reason is TerminationReason.OPTIMAL
    assert none.bounds.certified is not None
    assert whole.bounds.certified is not None
    assert none.bounds.certified > whole.bounds.certified


def test_rounds_limit_the_cases_and_leave_a_tree_that_holds() -> None:
    rng = np.random.default_rng(0)
    n = 40
    effort = rng.integers(20, 60, n).astype(float)
    problem = SeedingProblem(
        account=np.arange(n),
        value_if_yes=effort + 10,
        cost=effort[None],
        budget=[float(int(effort.sum() * 0.31))],
        rules=[Rule.count(np.arange(0, n, 2), at_most=4), Rule.count(np.arange(0, n, 3), at_least=5)],
        coverage=Coverage(weight=[3.0], start=[0, 1, 2, *([2] * (n - 2))], cell=[0, 0], chance=[0.5, 0.5]),
    )
    bounds = []
    for iterations in (1, 5, 25, None):
        result = solve(problem, stop=Stop(iterations=iterations, relative_gap=1e-6))
        assert result.certificate is not None
        assert result.bounds.certified == proved_bound(problem, result.certificate)
        if iterations is not None and result.bounds.relative_gap is not None and result.bounds.relative_gap > 1e-6:
            assert result.termination.limit is Limit.ITERATIONS
        bounds.append(result.bounds.certified)
    assert bounds == sorted(bounds, reverse=True)
