"""Orders of handles by hand, and Prim's order against another spanning tree."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.known_pairs import draw_known_pairs

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.orders import by_size, grow_tree, is_before


def test_prims_order_by_hand() -> None:
    weight = np.array([[9.0, 1, 0, 4], [1, 9, 6, 0], [0, 6, 9, 2], [4, 0, 2, 9]])
    assert grow_tree(weight).tolist() == [1, 2, 3, 0]
    assert grow_tree(np.zeros((0, 0))).tolist() == []


@pytest.mark.parametrize("seed", range(40))
def test_the_tree_is_the_heaviest(seed: int) -> None:
    from scipy.sparse.csgraph import minimum_spanning_tree

    case = draw_known_pairs(seed)
    weight = case.audiences.both_moved * case.bounds.low
    order = grow_tree(weight)
    heaviest = sum(weight[handle, order[:place]].max() for place, handle in enumerate(order) if place)
    assert heaviest == pytest.approx(-minimum_spanning_tree(-np.triu(weight, 1)).sum(), abs=1e-9)


def test_the_largest_stand_first() -> None:
    audiences = PlanAudiences(np.array([3.0, 7.0, 5.0, 7.0]), np.arange(4), np.ones(4), np.ones(4))
    assert by_size(audiences).tolist() == [1, 3, 2, 0]


def test_who_is_before_whom() -> None:
    assert is_before(np.array([2, 0, 1])).tolist() == [
        [False, False, True],
        [True, False, True],
        [False, False, False],
    ]
