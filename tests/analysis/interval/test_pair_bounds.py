"""Pair bounds: what follows from sizes, statements and each other, and facts that contradict each other."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.known_pairs import draw_known_pairs

from seeder.analysis.interval.pair_bounds import PairBounds, StatedPairs, bound_pairs
from seeder.errors import ProblemError

NOTHING = StatedPairs(a=[], b=[], low=[], high=[])


def stated(*pairs: tuple[int, int, float, float], threshold: float | None = None) -> StatedPairs:
    a, b, low, high = zip(*pairs, strict=True)
    return StatedPairs(a=a, b=b, low=low, high=high, threshold=threshold)


def test_unstated_pairs_share_anything_up_to_the_smaller() -> None:
    bounds = bound_pairs([100, 30], NOTHING)
    assert bounds.low.tolist() == [[100, 0], [0, 30]]
    assert bounds.high.tolist() == [[100, 30], [30, 30]]
    assert bounds.people.tolist() == [100, 30]


def test_a_threshold_bounds_pairs_of_listed_handles_alone() -> None:
    bounds = bound_pairs([100, 100, 100, 100], stated((0, 1, 20, 20), (1, 2, 20, 20), threshold=5))
    assert bounds.high[0, 2] == 5
    assert bounds.high[0, 3] == 100
    assert bounds.high[0, 1] == 20


def test_listed_handles_can_be_named() -> None:
    listed = np.array([True, False, True])
    facts = StatedPairs(a=[], b=[], low=[], high=[], threshold=5, is_listed=listed)
    assert bound_pairs([100, 100, 100], facts).high.tolist() == [[100, 100, 5], [100, 100, 100], [5, 100, 100]]


def test_pairs_bound_each_other_by_hand() -> None:
    # 80 of the 100 followers of 1 follow 0 and 70 follow 2: at least 50 follow both. Of the 90 followers of 0, the 80
    # leave 10 others, so that at most 70 + 10 follow 0 and 2.
    bounds = bound_pairs([90, 100, 200], stated((0, 1, 80, 80), (1, 2, 70, 70)))
    assert (bounds.low[0, 2], bounds.high[0, 2]) == (50, 80)


def test_a_chain_is_followed_to_its_end() -> None:
    # All of 0 follow 1, all of 1 follow 2, all of 2 follow 3.
    bounds = bound_pairs([10, 20, 30, 40], stated((0, 1, 10, 10), (1, 2, 20, 20), (2, 3, 30, 30)))
    assert bounds.low[0].tolist() == [10, 10, 10, 10]
    assert bounds.low[1].tolist() == [10, 20, 20, 20]


def test_handles_outside_the_plan_tighten_those_inside() -> None:
    bounds = bound_pairs([50, 50, 60], stated((0, 2, 50, 50), (1, 2, 50, 50))).only([1, 0])
    assert bounds.low.tolist() == [[50, 40], [40, 50]]


@pytest.mark.parametrize("seed", range(150))
def test_true_lists_lie_within(seed: int) -> None:
    case = draw_known_pairs(seed)
    shared = case.follows.T.astype(np.float64) @ case.follows
    bounds = case.bounds
    slack = 1e-9 * (1 + shared.max())
    assert (bounds.low <= shared + slack).all()
    assert (shared <= bounds.high + slack).all()


@pytest.mark.parametrize("seed", range(40))
def test_every_triple_holds(seed: int) -> None:
    bounds = draw_known_pairs(seed, n_handles=6).bounds
    low, high, size = bounds.low, bounds.high, bounds.people
    for h in range(6):
        for k in range(6):
            for middle in set(range(6)) - {h, k}:
                if h != k:
                    assert low[h, k] >= low[h, middle] + low[middle, k] - size[middle] - 1e-6
                    assert high[h, k] <= size[h] - low[h, middle] + high[middle, k] + 1e-6


@pytest.mark.parametrize(
    ("people", "facts", "found"),
    [
        ([10, 20], stated((0, 1, 11, 12)), "handles 0 and 1 must share at least 11"),
        # Disjoint from each other, yet both inside 1.
        ([60, 100, 60], stated((0, 1, 60, 60), (1, 2, 60, 60), (0, 2, 0, 0)), "contradict each other"),
        ([10, 20], stated((0, 0, 1, 1)), "with itself"),
        ([10, 20], stated((0, 1, 1, 1), (1, 0, 2, 2)), "stated twice"),
        ([10, -1], NOTHING, "at least 0"),
        ([10, np.inf], NOTHING, "finite"),
        ([10, 20], StatedPairs(a=[0], b=[1], low=[], high=[]), "as many"),
        ([10, 20], stated((0, 2, 1, 1)), "outside 0"),
    ],
)
def test_contradictions_are_refused(people: list[float], facts: StatedPairs, found: str) -> None:
    with pytest.raises(ProblemError, match=found):
        bound_pairs(people, facts)


def test_a_crossing_by_rounding_is_an_interval() -> None:
    third = 1e6 / 3
    bounds = bound_pairs([1e6, 1e6], stated((0, 1, third * (1 + 1e-12), third)))
    assert bounds.low[0, 1] <= bounds.high[0, 1]
    assert bounds.low[0, 1] == third


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ([[1, 0], [1, 1]], [[1, 1], [1, 1]]),
        ([[1, 1], [1, 1]], [[1, 0], [0, 1]]),
        ([[1, -1], [-1, 1]], [[1, 0], [0, 1]]),
        ([[1, 0], [0, 1]], [[2, 0], [0, 1]]),
        ([[1, 0], [0, 1]], [[1]]),
        ([[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 1, 0]]),
    ],
)
def test_bounds_that_are_none_are_refused(low: list[list[float]], high: list[list[float]]) -> None:
    with pytest.raises(ProblemError):
        PairBounds(np.array(low, dtype=float), np.array(high, dtype=float))


@pytest.mark.parametrize("seed", range(10))
def test_rounded_statements_leave_bounds_symmetric(seed: int) -> None:
    generator = np.random.default_rng(seed)
    follows = (generator.random((300, 30)) < 0.7).astype(np.float64)
    shared = follows.T @ follows
    a, b = np.triu_indices(30, 1)
    low = shared[a, b] * generator.uniform(0.97, 1, len(a))
    bounds = bound_pairs(np.diagonal(shared), StatedPairs(a, b, low, shared[a, b] * 1.01))
    assert (bounds.low <= shared).all()
    assert (shared <= bounds.high).all()
