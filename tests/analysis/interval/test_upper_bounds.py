"""Upper bounds for any number of handles, each by itself against the most over every set of handles."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.known_pairs import KnownPairs, draw_known_pairs, ends_by_sets, scale_of

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.pair_bounds import StatedPairs, bound_pairs
from seeder.analysis.interval.population import concave_share, most_among, most_of_population
from seeder.analysis.interval.upper_bounds import (
    grow_tree,
    is_before,
    least_before,
    most_if_separate,
    most_of_tree,
    nested_worth,
)

SEEDS = range(40)


def most(case: KnownPairs, population: float | None = None) -> float:
    return ends_by_sets(case.audiences, case.bounds, population)[1] - scale_of(case.audiences)


def some_order(seed: int, case: KnownPairs) -> np.ndarray:
    return np.random.default_rng(seed).permutation(len(case.audiences))


def certain(people: list[float]) -> PlanAudiences:
    """Handles of as many accounts, whose followers all respond."""
    n_handles = len(people)
    return PlanAudiences(np.array(people), np.arange(n_handles), np.ones(n_handles), np.ones(n_handles))


def test_the_tree_by_hand() -> None:
    # 10 + 20 + 30 − 8 − 5: the pairs of 8 and 5 people are the heaviest tree of 8, 5 and 3.
    bounds = bound_pairs([10, 20, 30], StatedPairs([0, 0, 1], [1, 2, 2], [8, 3, 5], [8, 3, 5]))
    assert most_of_tree(certain([10, 20, 30]), bounds) == 47


def test_prims_order_by_hand() -> None:
    weight = np.array([[9.0, 1, 0, 4], [1, 9, 6, 0], [0, 6, 9, 2], [4, 0, 2, 9]])
    assert grow_tree(weight).tolist() == [1, 2, 3, 0]


def test_thinned_handles_one_by_one_by_hand() -> None:
    # Three handles of 100, all pairs share 60 or more, chance 0.1: the third loses 0.1 · 60 · (0.1 + 0.9 · 0.1), more
    # than along a tree, which deducts 0.1 · 60 · 0.1.
    audiences = PlanAudiences(np.full(3, 100.0), np.arange(3), np.ones(3), np.full(3, 0.1))
    bounds = bound_pairs(audiences.people, StatedPairs([0, 0, 1], [1, 2, 2], [60] * 3, [100] * 3))
    least = least_before(audiences, bounds, is_before(np.arange(3)))
    assert least == pytest.approx([0, 60 * 0.1, 60 * 0.19])
    assert most_of_tree(audiences, bounds) == pytest.approx(30 - 2 * 0.6)


def test_triples_count_where_they_are_known_to_be_small() -> None:
    # 40 of the 100 followers of the last follow each of the others, who share nobody: all 80 are moved before.
    bounds = bound_pairs([100, 100, 100], StatedPairs([0, 0, 1], [1, 2, 2], [0, 40, 40], [0, 40, 40]))
    assert least_before(certain([100, 100, 100]), bounds, is_before(np.arange(3))).tolist() == [0, 0, 80]


def test_triples_that_may_be_large_deduct_little() -> None:
    # The same with others who may share 40 people: those may be the same 40.
    bounds = bound_pairs([100, 100, 100], StatedPairs([0, 0, 1], [1, 2, 2], [0, 40, 40], [40, 40, 40]))
    assert least_before(certain([100, 100, 100]), bounds, is_before(np.arange(3))).tolist() == [0, 0, 40]


def test_nested_audiences_by_hand() -> None:
    audiences = PlanAudiences(np.array([10.0, 4.0]), np.arange(2), np.array([0.5, 0.2]), np.ones(2))
    assert nested_worth(audiences, audiences.people[None, :])[0] == pytest.approx(6 * 0.5 + 4 * (1 - 0.5 * 0.8))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_arrangement_is_worth_more(seed: int) -> None:
    case = draw_known_pairs(seed)
    audiences, bounds = case.audiences, case.bounds
    high = most(case)
    assert most_if_separate(audiences) >= high
    assert most_of_tree(audiences, bounds) >= high
    least = least_before(audiences, bounds, is_before(some_order(seed, case)))
    assert audiences.moved @ (audiences.people - least) >= high
    assert (least <= audiences.people + scale_of(audiences)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_prims_order_is_never_above_the_tree(seed: int) -> None:
    case = draw_known_pairs(seed)
    audiences, bounds = case.audiences, case.bounds
    order = grow_tree(audiences.both_moved * bounds.low)
    total = audiences.moved @ (audiences.people - least_before(audiences, bounds, is_before(order)))
    assert total <= most_of_tree(audiences, bounds) + scale_of(audiences)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_tree_is_the_heaviest(seed: int) -> None:
    from scipy.sparse.csgraph import minimum_spanning_tree

    case = draw_known_pairs(seed)
    weight = np.triu(case.audiences.both_moved * case.bounds.low, 1)
    deducted = -minimum_spanning_tree(-weight).sum()
    total = most_if_separate(case.audiences) - deducted
    assert most_of_tree(case.audiences, case.bounds) == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_population_is_worth_more(seed: int) -> None:
    case = draw_known_pairs(seed)
    population = float(len(case.follows))
    order = some_order(seed, case)
    audiences, bounds = case.audiences, case.bounds
    found = most_of_population(audiences, bounds, order, population)
    for n_first in range(1, len(order) + 1):
        first = order[:n_first]
        high = ends_by_sets(audiences.only(first), bounds.only(first), population)[1]
        assert found[n_first - 1] >= high - scale_of(audiences)


def test_a_population_by_hand() -> None:
    # 100 people, 60 + 80 followers: everybody, if all respond; at a half, 60 and 40 hear of one and two handles, worth
    # 60 · 0.5 + 40 · 0.75.
    bounds = bound_pairs([60, 80], StatedPairs([], [], [], []))
    assert most_of_population(certain([60, 80]), bounds, np.arange(2), 100)[-1] == 100
    halves = PlanAudiences(np.array([60.0, 80.0]), np.arange(2), np.ones(2), np.full(2, 0.5))
    assert most_of_population(halves, bounds, np.arange(2), 100)[-1] == pytest.approx(60)


def test_known_pairs_lower_what_a_population_can_be_worth() -> None:
    # Thirty handles with the same 50 of 100 people: no more than 50 can be moved.
    people = np.full(30, 50.0)
    audiences = PlanAudiences(people, np.arange(30), np.ones(30), np.full(30, 0.1))
    a, b = np.triu_indices(30, 1)
    same = bound_pairs(people, StatedPairs(a, b, np.full(len(a), 50.0), np.full(len(a), 50.0)))
    free = bound_pairs(people, StatedPairs([], [], [], []))
    known = most_of_population(audiences, same, np.arange(30), 100)[-1]
    assert known < 0.8 * most_of_population(audiences, free, np.arange(30), 100)[-1]
    assert known >= 50 * (1 - 0.9**30)


def test_the_concave_share_joins_whole_steps() -> None:
    totals = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    assert concave_share(totals, np.ones(5), 0.5) == pytest.approx([0, 0.25, 0.5, 0.625, 0.75])
    assert concave_share(totals, np.zeros(5), 0.5).tolist() == [0] * 5
    assert concave_share(np.array([0.4, 1.0, 7.0]), np.ones(3), 1.0).tolist() == [0.4, 1, 1]


def test_a_large_chance_beside_small_ones_is_taken_apart() -> None:
    # 10 people of a sure handle beside a hundred handles of chance 0.01 that everybody follows.
    sizes = np.array([[10.0] + [1000.0] * 100])
    moved = np.array([[1.0] + [0.01] * 100])
    assert most_among(np.array([1000.0]), sizes, moved)[0] == pytest.approx(10 + 1000 * (1 - 0.99**100))
