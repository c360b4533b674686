"""Lower bounds for any number of handles, each by itself against the least over every set of handles."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.known_pairs import draw_known_pairs, ends_by_sets, scale_of

from seeder.analysis.interval import lower_bounds
from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.lower_bounds import concave_share, least_along, most_among, most_before, order_greedily
from seeder.analysis.interval.orders import by_size, is_before
from seeder.analysis.interval.pair_bounds import StatedPairs, bound_pairs

SEEDS = range(40)


def alike(n_handles: int, *, people: float, chance: float) -> PlanAudiences:
    return PlanAudiences(
        np.full(n_handles, people), np.arange(n_handles), np.ones(n_handles), np.full(n_handles, chance)
    )


def all_pairs(n_handles: int, shared: float) -> StatedPairs:
    a, b = np.triu_indices(n_handles, 1)
    return StatedPairs(a, b, np.full(len(a), shared), np.full(len(a), shared))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_arrangement_is_worth_less(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = draw_known_pairs(seed)
    audiences, bounds = case.audiences, case.bounds
    low, _ = ends_by_sets(audiences, bounds)
    random = np.random.default_rng(seed).permutation(len(audiences))
    for order in (random, by_size(audiences), order_greedily(audiences, bounds)):
        assert sorted(order.tolist()) == list(range(len(audiences)))
        for n_start in (0, 2, 10):
            monkeypatch.setattr(lower_bounds, "MOST_AT_START", n_start)
            assert least_along(audiences, bounds, order) <= low + scale_of(audiences)
        assert (most_before(audiences, bounds, is_before(order)) <= audiences.people).all()


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


def test_it_holds_where_the_program_gives_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    # Three handles of 10 that share 5 by pairs: 5 of the second are new, and of the third perhaps nobody.
    audiences = alike(3, people=10.0, chance=1.0)
    bounds = bound_pairs(audiences.people, all_pairs(3, 5.0))
    assert least_along(audiences, bounds, np.arange(3)) == pytest.approx(15)
    monkeypatch.setattr(lower_bounds, "least_of_sets", lambda *_: None)
    assert least_along(audiences, bounds, np.arange(3)) == pytest.approx(15)


@pytest.mark.parametrize("seed", SEEDS)
def test_so_many_people_are_worth_no_more(seed: int) -> None:
    # Everybody is somebody's follower here: the most that all of them can be worth, by sizes alone.
    case = draw_known_pairs(seed)
    audiences = case.audiences
    people = np.array([float(len(case.follows))])
    most = most_among(people, audiences.people[None, :], audiences.moved[None, :])[0]
    assert case.truth <= most + scale_of(audiences)


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
