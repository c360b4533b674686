"""Bounds by groups and along orders against the ends over every set of handles."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.known_pairs import draw_known_pairs, ends_by_sets, scale_of

from seeder.analysis.interval import clusters, orders
from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.clusters import group_handles, least_of_groups, most_of_groups
from seeder.analysis.interval.methods import LowerMethod, UpperMethod
from seeder.analysis.interval.orders import by_size, least_along, most_along
from seeder.analysis.interval.pair_bounds import PairBounds, StatedPairs, bound_pairs

SEEDS = range(30)


def communities(n_groups: int, n_inside: int, *, chance: float) -> tuple[PlanAudiences, PairBounds]:
    """Groups of handles of 10 people that share 5 by pairs inside, and nobody outside."""
    n_handles = n_groups * n_inside
    name = np.arange(n_handles) // n_inside
    a, b = np.triu_indices(n_handles, 1)
    shared = np.where(name[a] == name[b], 5.0, 0.0)
    audiences = PlanAudiences(
        np.full(n_handles, 10.0), np.arange(n_handles), np.ones(n_handles), np.full(n_handles, chance)
    )
    return audiences, bound_pairs(audiences.people, StatedPairs(a, b, shared, shared))


def test_handles_are_joined_along_the_heaviest_pairs() -> None:
    weight = np.zeros((6, 6))
    for a, b, heavy in [(0, 1, 9.0), (1, 2, 8.0), (2, 3, 7.0), (3, 4, 6.0)]:
        weight[a, b] = weight[b, a] = heavy
    groups = [group.tolist() for group in group_handles(weight, most=3)]
    assert sorted(groups) == [[0, 1, 2], [3, 4], [5]]
    assert groups[:2] in ([[0, 1, 2], [3, 4]], [[3, 4], [0, 1, 2]])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("most", [1, 2, 3])
def test_groups_hold_every_arrangement(seed: int, most: int) -> None:
    case = draw_known_pairs(seed)
    audiences, bounds = case.audiences, case.bounds
    low, high = ends_by_sets(audiences, bounds, None)
    for heavy in (bounds.low, bounds.high):
        groups = group_handles(audiences.both_moved * heavy, most=most)
        assert sorted(np.concatenate(groups).tolist()) == list(range(len(audiences)))
        assert least_of_groups(audiences, bounds, groups) <= low + scale_of(audiences)
        assert most_of_groups(audiences, bounds, groups) >= high - scale_of(audiences)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("n_start", [0, 2, 10])
def test_orders_hold_every_arrangement(seed: int, n_start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_AT_START", n_start)
    case = draw_known_pairs(seed)
    audiences, bounds = case.audiences, case.bounds
    low, high = ends_by_sets(audiences, bounds, None)
    most_of_people = ends_by_sets(audiences, bounds, case.population)[1]
    for order in (np.random.default_rng(seed).permutation(len(audiences)), by_size(audiences)):
        assert least_along(audiences, bounds, order)[0] <= low + scale_of(audiences)
        assert most_along(audiences, bounds, order)[0] >= high - scale_of(audiences)
        told = most_along(audiences, bounds, order, population=case.population)[0]
        assert told >= most_of_people - scale_of(audiences)


@pytest.mark.parametrize("chance", [1.0, 0.3])
def test_separate_communities_add_up(chance: float) -> None:
    audiences, bounds = communities(4, 3, chance=chance)
    one, own = communities(1, 3, chance=chance)
    low, high = ends_by_sets(one, own, None)
    groups = group_handles(audiences.both_moved * bounds.high, most=3)
    assert least_of_groups(audiences, bounds, groups) == pytest.approx(4 * low)
    assert most_of_groups(audiences, bounds, groups) == pytest.approx(4 * high)


def test_groups_hold_where_programs_give_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "least_of_sets", lambda *_: None)
    monkeypatch.setattr(clusters, "most_of_sets", lambda *_: None)
    audiences, bounds = communities(2, 3, chance=0.3)
    groups = group_handles(audiences.both_moved * bounds.high, most=3)
    low, high = ends_by_sets(audiences, bounds, None)
    slack = scale_of(audiences)
    assert 0 < least_of_groups(audiences, bounds, groups) <= low + slack
    assert high - slack <= most_of_groups(audiences, bounds, groups) < float(audiences.people @ audiences.moved)


def test_an_order_names_what_it_ends_with(monkeypatch: pytest.MonkeyPatch) -> None:
    # 2 · 20 people at most, 2 · 15 at least.
    audiences, bounds = communities(2, 3, chance=1.0)
    order = np.arange(6)
    assert least_along(audiences, bounds, order)[1] is LowerMethod.ONE_BY_ONE
    monkeypatch.setattr(orders, "MOST_AT_START", 0)
    assert most_along(audiences, bounds, order, population=35.0) == (35.0, UpperMethod.POPULATION)
    assert most_along(audiences, bounds, order, population=60.0) == (40.0, UpperMethod.ONE_BY_ONE)


def test_the_first_handles_know_the_population() -> None:
    # 80 + 60 + 50 people of 100 cannot all be different, as they could without a population.
    people = np.array([80.0, 60.0, 50.0])
    audiences = PlanAudiences(people, np.arange(3), np.array([1.0, 0.4, 0.9]), np.full(3, 0.5))
    bounds = bound_pairs(people, StatedPairs([0], [1], [55.0], [60.0]), population=100.0)
    high = ends_by_sets(audiences, bounds, 100.0)[1]
    found, method = most_along(audiences, bounds, np.arange(3), population=100.0)
    assert method is UpperMethod.PROGRAM
    assert found == pytest.approx(high)
    assert found < ends_by_sets(audiences, bounds, None)[1] - 1e-3
