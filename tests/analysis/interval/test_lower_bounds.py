"""Lower bounds for any number of handles, each by itself against the least over every set of handles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from oracles.known_pairs import KnownPairs, draw_known_pairs, ends_by_sets, scale_of

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.lower_bounds import (
    least_beside,
    least_by_degree,
    least_if_nested,
    least_spread,
    most_before,
    order_by_reach,
    order_greedily,
)
from seeder.analysis.interval.pair_bounds import StatedPairs, bound_pairs
from seeder.analysis.interval.upper_bounds import is_before

SEEDS = range(40)


def least(case: KnownPairs) -> float:
    return ends_by_sets(case.audiences, case.bounds, None)[0] + scale_of(case.audiences)


def alike(n_handles: int, *, people: float, chance: float) -> PlanAudiences:
    return PlanAudiences(
        np.full(n_handles, people), np.arange(n_handles), np.ones(n_handles), np.full(n_handles, chance)
    )


def all_pairs(n_handles: int, shared: float) -> StatedPairs:
    a, b = np.triu_indices(n_handles, 1)
    return StatedPairs(a, b, np.full(len(a), shared), np.full(len(a), shared))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_arrangement_is_worth_less(seed: int) -> None:
    case = draw_known_pairs(seed)
    audiences, bounds = case.audiences, case.bounds
    order = np.random.default_rng(seed).permutation(len(audiences))
    low = least(case)
    assert least_if_nested(audiences, order)[-1] <= low
    assert least_by_degree(audiences, bounds, order).max() <= low
    assert least_spread(audiences, bounds)[0] <= low
    for way in (order, order_greedily(audiences, bounds), order_by_reach(audiences, bounds)):
        assert sorted(way.tolist()) == list(range(len(audiences)))
        most = most_before(audiences, bounds, is_before(way))
        assert audiences.moved @ (audiences.people - most) <= low
        assert (most <= audiences.people).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_beginnings_are_bounds_of_their_own(seed: int) -> None:
    case = draw_known_pairs(seed, n_handles=5)
    order = np.random.default_rng(seed).permutation(5)
    nested = least_if_nested(case.audiences, order)
    by_degree = least_by_degree(case.audiences, case.bounds, order)
    for n_first in range(1, 6):
        first = order[:n_first]
        low = ends_by_sets(case.audiences.only(first), case.bounds.only(first), None)[0] + scale_of(case.audiences)
        assert nested[n_first - 1] <= low
        assert by_degree[n_first - 1] <= low


@pytest.mark.parametrize("seed", SEEDS)
def test_beside_one_handle_no_arrangement_is_worth_less(seed: int) -> None:
    case = draw_known_pairs(seed)
    audiences, bounds = case.audiences, case.bounds
    for handle in np.flatnonzero(audiences.is_alone).tolist():
        rest = np.delete(np.arange(len(audiences)), handle)
        of_rest = ends_by_sets(audiences.only(rest), bounds.only(rest), None)[0]
        assert least_beside(audiences, bounds, handle, least_of_rest=of_rest) <= least(case)


@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_alone_leave_the_nested_value_exactly(seed: int) -> None:
    case = draw_known_pairs(seed)
    bounds = bound_pairs(case.audiences.people, StatedPairs([], [], [], []))
    low = ends_by_sets(case.audiences, bounds, None)[0]
    nested = least_if_nested(case.audiences, np.arange(len(case.audiences)))[-1]
    assert nested == pytest.approx(low, abs=scale_of(case.audiences))


def test_degrees_by_hand() -> None:
    # Three handles of 10, every pair sharing 5, sure to respond: each person counted 2 times on average, so that
    # 30 / 2 people are the fewest (Dawson & Sankoff: 2 · 30 / 2 − 2 · 15 / 2 = 15).
    audiences = alike(3, people=10.0, chance=1.0)
    bounds = bound_pairs(audiences.people, all_pairs(3, 5.0))
    assert least_by_degree(audiences, bounds, np.arange(3)) == pytest.approx([10, 15, 15])


def test_degrees_know_that_chances_are_alike() -> None:
    # The same with chance 0.1: who follows two handles is worth 0.19, exactly what the arrangement brings.
    audiences = alike(3, people=10.0, chance=0.1)
    bounds = bound_pairs(audiences.people, all_pairs(3, 5.0))
    assert least_by_degree(audiences, bounds, np.arange(3))[-1] == pytest.approx(15 * 0.19)


def test_spread_is_exact_where_all_follow_as_many() -> None:
    # Everybody follows all five of five handles.
    audiences = alike(5, people=40.0, chance=0.2)
    bounds = bound_pairs(audiences.people, all_pairs(5, 40.0))
    found, weight = least_spread(audiences, bounds)
    assert found == pytest.approx(40 * (1 - 0.8**5))
    assert weight == pytest.approx(np.ones(5))


def test_spread_of_one_handle_is_its_value() -> None:
    audiences = alike(1, people=40.0, chance=0.2)
    assert least_spread(audiences, bound_pairs([40.0], all_pairs(1, 0.0)))[0] == pytest.approx(8)
    sure = alike(1, people=40.0, chance=1.0)
    assert least_spread(sure, bound_pairs([40.0], all_pairs(1, 0.0)))[0] == pytest.approx(40)


def test_what_comes_before_by_hand() -> None:
    # 6 and 5 of 10 followers are reached before, all of whom respond: at most all 10 are moved; at a tenth, 6 and 5
    # people meet 1.1 posts in 10 people, so that 9 of them meet one and 1 meets two.
    pairs = StatedPairs([0, 1, 0], [2, 2, 1], [6, 5, 1], [6, 5, 1])
    for chance, most in ((1.0, 10.0), (0.1, 9 * 0.1 + 0.19)):
        audiences = alike(3, people=10.0, chance=chance)
        bounds = bound_pairs(audiences.people, pairs)
        assert most_before(audiences, bounds, is_before(np.arange(3)))[2] == pytest.approx(most)


def test_an_own_handle_before_is_certain_to_be_posted_on() -> None:
    audiences = PlanAudiences(np.array([10.0, 10.0]), np.array([0, 0]), np.array([0.5]), np.array([0.4, 0.4]))
    bounds = bound_pairs(audiences.people, all_pairs(2, 5.0))
    assert most_before(audiences, bounds, is_before(np.arange(2))) == pytest.approx([0, 5 * 0.4])


def test_a_celebrity_of_unknown_overlap_beside_many_that_are_known() -> None:
    # Twenty separate handles of 100 people and a celebrity who moves half of 5,000 people: all 2,000 may be among
    # them, so that half of those count twice.
    people = np.array([5000.0] + [100.0] * 20)
    audiences = PlanAudiences(people, np.arange(21), np.ones(21), np.array([0.5] + [1.0] * 20))
    a, b = np.triu_indices(20, 1)
    bounds = bound_pairs(people, StatedPairs(a + 1, b + 1, np.zeros(len(a)), np.zeros(len(a))))
    assert least_beside(audiences, bounds, 0, least_of_rest=2000.0) == pytest.approx(2500 + 1000)
    assert math.isclose(least_if_nested(audiences, np.arange(21))[-1], 2500 + 50)


def test_who_is_outside_a_handle_counts_in_full() -> None:
    # 30 of the 50 people of the second do not follow the first.
    audiences = PlanAudiences(np.array([100.0, 50.0]), np.arange(2), np.array([0.5, 1.0]), np.ones(2))
    bounds = bound_pairs(audiences.people, StatedPairs([0], [1], [20], [20]))
    assert least_beside(audiences, bounds, 0, least_of_rest=50.0) == pytest.approx(50 + 30 + 20 * 0.5)
