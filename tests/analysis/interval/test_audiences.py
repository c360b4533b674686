"""What a person is worth by the handles followed: all ways to compute it against the definition."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from oracles.known_pairs import draw_known_pairs, ends_by_sets, scale_of, worth_of

from seeder.analysis.interval.audiences import PlanAudiences, gains_along, nested_value, sums_of_sets
from seeder.analysis.interval.pair_bounds import StatedPairs, bound_pairs
from seeder.errors import ProblemError


def handles_of(position: int, n_handles: int) -> list[int]:
    return [handle for handle in range(n_handles) if position >> handle & 1]


def test_one_answer_for_two_handles_by_hand() -> None:
    audiences = PlanAudiences(np.array([5, 4, 3]), np.array([0, 0, 1]), np.array([0.5, 0.2]), np.array([0.4, 0.5, 1.0]))
    assert audiences.moved.tolist() == pytest.approx([0.2, 0.25, 0.2])
    assert audiences.both_moved[0, 1] == pytest.approx(0.5 * 0.4 * 0.5)
    assert audiences.both_moved[0, 2] == pytest.approx(0.2 * 0.2)
    assert audiences.enumerate_sets()[0b011] == pytest.approx(0.5 * (1 - 0.6 * 0.5))
    assert audiences.enumerate_sets()[0b111] == pytest.approx(1 - (1 - 0.35) * 0.8)
    assert audiences.is_alone.tolist() == [False, False, True]


def test_sums_of_sets() -> None:
    assert sums_of_sets(np.array([1.0, 10.0, 100.0])).tolist() == [0, 1, 10, 11, 100, 101, 110, 111]


@pytest.mark.parametrize("seed", range(60))
def test_sets_are_worth_what_the_definition_says(seed: int) -> None:
    audiences = draw_known_pairs(seed, n_handles=5).audiences
    expected = [worth_of(audiences, handles_of(position, 5)) for position in range(32)]
    assert audiences.enumerate_sets() == pytest.approx(np.array(expected), abs=1e-14)


@pytest.mark.parametrize("seed", range(60))
def test_gains_add_up_along_every_order(seed: int) -> None:
    audiences = draw_known_pairs(seed, n_handles=4).audiences
    orders = np.array(list(itertools.permutations(range(4))))
    added = np.cumsum(gains_along(audiences, orders), axis=1)
    for order, sums in zip(orders.tolist(), added, strict=True):
        assert sums == pytest.approx([worth_of(audiences, order[: size + 1]) for size in range(4)], abs=1e-14)


def test_an_account_that_says_yes_is_certain() -> None:
    audiences = PlanAudiences(np.array([5, 4, 3]), np.array([0, 0, 1]), np.array([0.5, 0.2]), np.array([0.4, 0.5, 1.0]))
    gains = gains_along(audiences, np.array([[0, 1, 2], [0, 1, 2]]), certain=np.array([0, 1]))
    assert gains[0] == pytest.approx([0.4, 0.6 * 0.5, 0.3 * 0.2])
    assert gains[1] == pytest.approx([0.2, 0.35 - 0.2, 0.65])


@pytest.mark.parametrize("seed", range(120))
def test_handles_apart_are_worth_no_more(seed: int) -> None:
    audiences = draw_known_pairs(seed, n_handles=5).audiences
    values = audiences.enumerate_sets()
    for position in range(32):
        apart = 1 - np.prod(1 - audiences.moved_apart[handles_of(position, 5)])
        assert apart <= values[position] + 1e-14
    assert (audiences.moved_apart <= audiences.moved + 1e-15).all()


def test_nested_audiences_by_hand() -> None:
    audiences = PlanAudiences(np.array([10.0, 4.0]), np.arange(2), np.array([0.5, 0.2]), np.ones(2))
    assert nested_value(audiences, audiences.people[None, :])[0] == pytest.approx(6 * 0.5 + 4 * (1 - 0.5 * 0.8))


@pytest.mark.parametrize("seed", range(40))
def test_sizes_alone_leave_the_nested_value_exactly(seed: int) -> None:
    audiences = draw_known_pairs(seed).audiences
    low, _ = ends_by_sets(audiences, bound_pairs(audiences.people, StatedPairs([], [], [], [])))
    assert nested_value(audiences, audiences.people[None, :])[0] == pytest.approx(low, abs=scale_of(audiences))


def test_tiny_chances_keep_their_digits() -> None:
    audiences = PlanAudiences(np.array([1, 1]), np.array([0, 1]), np.array([1e-9, 1e-9]), np.array([1e-6, 1e-6]))
    assert audiences.enumerate_sets()[3] == pytest.approx(2e-15, rel=1e-12)


@pytest.mark.parametrize(
    ("people", "owner", "acceptance", "chance"),
    [
        ([1.0], [0], [1.5], [0.5]),
        ([1.0], [0], [0.5], [-0.1]),
        ([-1.0], [0], [0.5], [0.5]),
        ([np.inf], [0], [0.5], [0.5]),
        ([1.0], [1], [0.5], [0.5]),
        ([1.0, 2.0], [0], [0.5], [0.5]),
    ],
)
def test_what_cannot_be_is_refused(
    people: list[float], owner: list[int], acceptance: list[float], chance: list[float]
) -> None:
    with pytest.raises(ProblemError):
        PlanAudiences(np.array(people), np.array(owner), np.array(acceptance), np.array(chance))
