"""Upper bounds for any number of handles, each by itself against the most over every set of handles."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.known_pairs import draw_known_pairs, ends_by_sets, scale_of

from seeder.analysis.interval import upper_bounds
from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.orders import by_size, grow_tree, is_before
from seeder.analysis.interval.pair_bounds import StatedPairs, bound_pairs
from seeder.analysis.interval.upper_bounds import least_before, most_along

SEEDS = range(40)


def certain(people: list[float]) -> PlanAudiences:
    """Handles of as many accounts, whose followers all respond."""
    n_handles = len(people)
    return PlanAudiences(np.array(people), np.arange(n_handles), np.ones(n_handles), np.ones(n_handles))


def test_the_tree_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    # 10 + 20 + 30 − 8 − 5: the pairs of 8 and 5 people are the heaviest tree of 8, 5 and 3.
    monkeypatch.setattr(upper_bounds, "MOST_AT_START", 0)
    bounds = bound_pairs([10, 20, 30], StatedPairs([0, 0, 1], [1, 2, 2], [8, 3, 5], [8, 3, 5]))
    assert most_along(certain([10, 20, 30]), bounds, grow_tree(bounds.low)) == 47


def test_thinned_handles_one_by_one_by_hand() -> None:
    # Three handles of 100, all pairs share 60 or more, chance 0.1: the third loses 0.1 · 60 · (0.1 + 0.9 · 0.1), more
    # than along a tree, which deducts 0.1 · 60 · 0.1.
    audiences = PlanAudiences(np.full(3, 100.0), np.arange(3), np.ones(3), np.full(3, 0.1))
    bounds = bound_pairs(audiences.people, StatedPairs([0, 0, 1], [1, 2, 2], [60] * 3, [100] * 3))
    least = least_before(audiences, bounds, is_before(np.arange(3)))
    assert least == pytest.approx([0, 60 * 0.1, 60 * 0.19])


def test_the_first_handles_know_what_all_three_share() -> None:
    # 40 of the 100 followers of the last follow each of the others, who share nobody: 80 are moved before, and one by
    # one only 40 of them are known to be.
    bounds = bound_pairs([100, 100, 100], StatedPairs([0, 0, 1], [1, 2, 2], [0, 40, 40], [0, 40, 40]))
    audiences = certain([100, 100, 100])
    assert least_before(audiences, bounds, is_before(np.arange(3))).tolist() == [0, 0, 40]
    assert most_along(audiences, bounds, np.arange(3)) == pytest.approx(220)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_arrangement_is_worth_more(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = draw_known_pairs(seed)
    audiences, bounds = case.audiences, case.bounds
    _, high = ends_by_sets(audiences, bounds)
    random = np.random.default_rng(seed).permutation(len(audiences))
    for order in (random, by_size(audiences), grow_tree(audiences.both_moved * bounds.low)):
        for n_start in (0, 2, 10):
            monkeypatch.setattr(upper_bounds, "MOST_AT_START", n_start)
            assert most_along(audiences, bounds, order) >= high - scale_of(audiences)
        assert (least_before(audiences, bounds, is_before(order)) <= audiences.people + scale_of(audiences)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_prims_order_is_never_above_the_heaviest_tree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from scipy.sparse.csgraph import minimum_spanning_tree

    monkeypatch.setattr(upper_bounds, "MOST_AT_START", 0)
    case = draw_known_pairs(seed)
    audiences, bounds = case.audiences, case.bounds
    weight = audiences.both_moved * bounds.low
    tree = float(audiences.people @ audiences.moved) + minimum_spanning_tree(-np.triu(weight, 1)).sum()
    assert most_along(audiences, bounds, grow_tree(weight)) <= tree + scale_of(audiences)


def test_it_holds_where_the_program_gives_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upper_bounds, "most_of_sets", lambda *_: None)
    bounds = bound_pairs([100, 100, 100], StatedPairs([0, 0, 1], [1, 2, 2], [0, 40, 40], [0, 40, 40]))
    assert most_along(certain([100, 100, 100]), bounds, np.arange(3)) == 260
