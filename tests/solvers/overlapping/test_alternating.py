"""Moves and cases side by side: the same answer whichever is faster."""

from __future__ import annotations

import dataclasses
import threading
import time
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import seeder.solvers.deadline as deadline
import seeder.solvers.overlapping.cell_search as cell_search
from seeder.certify import proved_bound
from seeder.problem import Coverage, SeedingProblem, evaluate
from seeder.solvers import Limit, Stop, TerminationReason, solve
from seeder.solvers.heuristics.local_search import LocalSearch
from seeder.solvers.overlapping.branching import TreeSearch


def certain(n: int, n_cells: int, *, seed: int, density: float = 0.08) -> SeedingProblem:
    """Everyone asked moves their cells for certain; hard to prove."""
    rng = np.random.default_rng(seed)
    has = rng.random((n, n_cells)) < density
    return SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.zeros(n),
        cost=rng.integers(100, 200, (1, n)).astype(float),
        budget=[900.0],
        coverage=Coverage(
            weight=rng.integers(100, 200, n_cells),
            start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
            cell=np.nonzero(has)[1],
            chance=np.ones(int(has.sum())),
        ),
    )


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No first cases: moves begin at once."""
    monkeypatch.setattr(cell_search, "_PARAMS", dataclasses.replace(cell_search._PARAMS, few_entries=1))


def test_the_answer_is_the_same_whichever_is_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = certain(45, 60, seed=2)
    plain = solve(problem, seed=7)
    assert plain.termination.reason is TerminationReason.OPTIMAL
    run, settle = LocalSearch.run, TreeSearch._process
    for slow_moves in (True, False):

        def slow_run(self: LocalSearch, n_moves: int, *, slow: bool = slow_moves) -> None:
            if slow:
                time.sleep(0.005)
            run(self, n_moves)

        def slow_settle(self: TreeSearch, number: int, *, slow: bool = slow_moves) -> list[int]:
            if not slow:
                time.sleep(0.005)
            return settle(self, number)

        with monkeypatch.context() as patch:
            patch.setattr(LocalSearch, "run", slow_run)
            patch.setattr(TreeSearch, "_process", slow_settle)
            slowed = solve(problem, seed=7)
        assert slowed.bounds == plain.bounds
        assert slowed.selection is not None
        assert plain.selection is not None
        assert slowed.selection.tolist() == plain.selection.tolist()
        assert slowed.certificate is not None
        assert plain.certificate is not None
        assert slowed.certificate.to_document() == plain.certificate.to_document()


def test_moves_find_more_than_greedy_and_the_time_limit_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    # Seconds of this process: other work on the machine does not count.
    monkeypatch.setattr(deadline, "time", SimpleNamespace(perf_counter=time.process_time))
    problem = certain(500, 500, seed=1, density=0.05)
    result = solve(problem, stop=Stop(time_limit=3.0))
    assert result.termination.limit is Limit.TIME
    assert result.selection is not None
    assert evaluate(problem, result.selection).is_feasible
    greedy = result.baselines["greedy"]
    assert greedy is not None
    assert result.bounds.lower is not None
    assert result.bounds.lower > greedy
    assert result.certificate is not None
    assert result.bounds.certified == proved_bound(problem, result.certificate)


def test_without_branch_and_bound_local_search_ends_when_it_improves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_search, "_PARAMS", dataclasses.replace(cell_search._PARAMS, most_open=1))
    problem = certain(60, 60, seed=3)
    first, second = solve(problem, seed=1), solve(problem, seed=1)
    assert first.termination.limit is Limit.ITERATIONS
    assert first.selection is not None
    assert second.selection is not None
    assert first.selection.tolist() == second.selection.tolist()


def test_moves_that_are_still_being_compiled_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first search of an installation compiles for seconds: the limit ends without it."""
    is_over, was_left = threading.Event(), threading.Event()

    def compiled(*arguments: Any, **named: Any) -> LocalSearch:
        was_left.set()
        assert is_over.wait(60)
        raise ArithmeticError("too late for anybody to hear")

    monkeypatch.setattr(cell_search, "LocalSearch", compiled)
    problem = certain(45, 60, seed=2)
    result = solve(problem, stop=Stop(time_limit=0.5))
    assert was_left.is_set()
    assert not is_over.is_set()
    is_over.set()
    assert result.termination.limit is Limit.TIME
    assert result.bounds.lower is not None
    assert result.certificate is not None
    assert result.bounds.certified == proved_bound(problem, result.certificate)


def test_what_the_moves_raise_goes_to_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: LocalSearch, n_moves: int) -> Any:
        raise ArithmeticError("broken")

    monkeypatch.setattr(LocalSearch, "run", fails)
    with pytest.raises(ArithmeticError, match="broken"):
        solve(certain(60, 60, seed=3))
