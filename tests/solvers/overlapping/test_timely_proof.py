"""A proof that is cut short is one all the same, and the search leaves the time that it takes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration
from oracles.overlapping import overlapping_problems

import seeder.solvers.deadline as deadline_module
from seeder.certify import Certificate, proved_bound
from seeder.certify.replaying import Replay
from seeder.problem import Coverage, SeedingProblem
from seeder.solvers import Limit, Stop
from seeder.solvers.deadline import Deadline
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.overlapping.branching import TreeSearch
from seeder.solvers.overlapping.search_tree import SearchTree
from seeder.solvers.overlapping.timely_proof import prove_in_time


class Looks(Deadline):
    """Passed after so many looks."""

    left = 0

    @property
    def has_passed(self) -> bool:
        Looks.left -= 1
        return Looks.left < 0


def after(n_looks: int) -> Deadline:
    Looks.left = n_looks
    return Looks(0.0, 1.0)


def certain(n: int, n_cells: int, *, seed: int) -> SeedingProblem:
    """Everyone asked moves their cells for certain; hard to prove."""
    rng = np.random.default_rng(seed)
    has = rng.random((n, n_cells)) < 0.08
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


def tree_of(problem: SeedingProblem, *, n_nodes: int | None, stop: Stop | None = None) -> tuple[TreeSearch, Incumbent]:
    """A search from nothing, after some nodes."""
    stop = Stop(relative_gap=0.0) if stop is None else stop
    incumbent = Incumbent(problem, stop=stop, deadline=Deadline.start(stop.time_limit), on_progress=None)
    incumbent.offer(np.zeros(0, dtype=np.int64))
    search = TreeSearch(incumbent)
    search.run(most_nodes=n_nodes)
    return search, incumbent


def proved(search: TreeSearch, problem: SeedingProblem, *, n_looks: int) -> tuple[float, Certificate]:
    tree, root = search._tree, search._root
    assert tree is not None
    return prove_in_time(problem, root, tree, target=search._target, deadline=after(n_looks), cuts=search._cuts)


def n_written(certificate: Certificate) -> int:
    return 0 if certificate.tree is None else len(certificate.tree.nodes)


@pytest.fixture(scope="module")
def searched() -> tuple[SeedingProblem, TreeSearch]:
    problem = certain(60, 120, seed=2)
    search, _ = tree_of(problem, n_nodes=40)
    return problem, search


@settings(max_examples=30, deadline=None)
@given(problem=overlapping_problems(most_accounts=4), n_nodes=st.integers(1, 8), n_looks=st.integers(0, 12))
def test_wherever_the_time_ends_the_bound_holds_and_is_what_anybody_recomputes(
    problem: SeedingProblem, n_nodes: int, n_looks: int
) -> None:
    best = best_by_enumeration(problem)
    assume(best is not None)
    assert best is not None
    incumbent = Incumbent(problem, stop=Stop(relative_gap=0.0), deadline=Deadline.start(None), on_progress=None)
    search = TreeSearch(incumbent)
    search.run(most_nodes=n_nodes)
    bound, certificate = proved(search, problem, n_looks=n_looks)
    assert bound == proved_bound(problem, certificate)
    assert bound >= best
    assert bound <= incumbent.certified


def test_the_longer_there_is_time_the_more_is_written(searched: tuple[SeedingProblem, TreeSearch]) -> None:
    problem, search = searched
    found = [proved(search, problem, n_looks=n_looks) for n_looks in (0, 1, 3, 6, 1_000)]
    sizes = [n_written(certificate) for _, certificate in found]
    assert sizes == sorted(set(sizes))
    assert sizes[0] == 1
    for bound, certificate in found:
        assert bound == proved_bound(problem, certificate)
    assert found[-1][0] < found[0][0]


def test_children_of_which_none_was_looked_at_are_not_written_and_nothing_is_lost(
    searched: tuple[SeedingProblem, TreeSearch],
) -> None:
    problem, search = searched
    tree = search._tree
    assert tree is not None
    kept = tree.numbers_in_short()
    assert kept[0] == 0
    assert kept == sorted(kept)
    assert len(kept) < len(tree.nodes)
    left_out = set(range(len(tree.nodes))) - set(kept)
    assert all(tree.nodes[number].numbers is None and not tree.nodes[number].children for number in left_out)
    short, _ = proved(search, problem, n_looks=1_000)
    whole_nodes = tree.written_nodes()
    assert whole_nodes is not None
    bounds = [node.bound for node in tree.nodes if not node.children]
    assert short <= max(search._target, *bounds) * (1 + 1e-9)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that work moves: a node takes 0.05 s to solve, and 0.02 s to be written and replayed."""
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(deadline_module, "time", SimpleNamespace(perf_counter=lambda: now.seconds))
    add, process = Replay.add, TreeSearch._process

    def slow_add(self: Replay, node: Any) -> None:
        now.seconds += 0.02
        add(self, node)

    def slow_process(self: TreeSearch, number: int) -> list[int]:
        now.seconds += 0.05
        return process(self, number)

    monkeypatch.setattr(Replay, "add", slow_add)
    monkeypatch.setattr(TreeSearch, "_process", slow_process)
    return now


def test_the_search_leaves_the_time_that_its_proof_takes(clock: SimpleNamespace) -> None:
    problem = certain(110, 200, seed=1)
    search, incumbent = tree_of(problem, n_nodes=None, stop=Stop(relative_gap=0.0, time_limit=6.0))
    assert 3.0 < clock.seconds < 5.0
    search.offer()
    assert 5.0 < clock.seconds <= 6.0
    assert search.n_done > 60
    tree = search._tree
    assert tree is not None
    assert n_written(incumbent.certificate) == len(tree.numbers_in_short())
    assert incumbent.certified == proved_bound(problem, incumbent.certificate)
    assert incumbent.certified == pytest.approx(incumbent.upper, rel=1e-9)


def test_a_proof_that_takes_longer_than_measured_is_cut_short_in_time(
    clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = certain(110, 200, seed=1)
    search, incumbent = tree_of(problem, n_nodes=None, stop=Stop(relative_gap=0.0, time_limit=6.0))
    written = SearchTree.written

    def slow(self: SearchTree, number: int, **named: Any) -> Any:
        clock.seconds += 0.1
        return written(self, number, **named)

    monkeypatch.setattr(SearchTree, "written", slow)
    search.offer()
    tree = search._tree
    assert tree is not None
    assert 1 < n_written(incumbent.certificate) < len(tree.numbers_in_short())
    assert incumbent.certified == proved_bound(problem, incumbent.certificate)


def test_without_a_limit_nothing_is_measured() -> None:
    search, _ = tree_of(certain(40, 60, seed=2), n_nodes=20)
    assert not search.is_time_to_offer
    assert search._proof_time.of(1_000) == 0.0


def test_time_that_is_over_before_the_first_node_sets_nothing_up() -> None:
    search, incumbent = tree_of(certain(40, 60, seed=2), n_nodes=None, stop=Stop(time_limit=0.0))
    assert search.run() is Limit.TIME
    assert not search.is_current
    search.offer()
    assert incumbent.certificate.tree is None
