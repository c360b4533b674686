"""The lower bound that shares out each person's worth, against the least over every set of handles and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.known_pairs import draw_known_pairs, ends_by_sets, scale_of

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.pair_bounds import StatedPairs, bound_pairs
from seeder.analysis.interval.spread import least_spread


def alike(n_handles: int, *, chance: float) -> PlanAudiences:
    return PlanAudiences(np.full(n_handles, 40.0), np.arange(n_handles), np.ones(n_handles), np.full(n_handles, chance))


@pytest.mark.parametrize("seed", range(40))
def test_no_arrangement_is_worth_less(seed: int) -> None:
    case = draw_known_pairs(seed)
    low, _ = ends_by_sets(case.audiences, case.bounds)
    assert least_spread(case.audiences, case.bounds) <= low + scale_of(case.audiences)


def test_spread_is_exact_where_all_follow_as_many() -> None:
    # Everybody follows all five of five handles.
    a, b = np.triu_indices(5, 1)
    audiences = alike(5, chance=0.2)
    bounds = bound_pairs(audiences.people, StatedPairs(a, b, np.full(10, 40.0), np.full(10, 40.0)))
    assert least_spread(audiences, bounds) == pytest.approx(40 * (1 - 0.8**5))


def test_spread_of_one_handle_is_its_value() -> None:
    audiences = alike(1, chance=0.2)
    assert least_spread(audiences, bound_pairs([40.0], StatedPairs([], [], [], []))) == pytest.approx(8)
    sure = alike(1, chance=1.0)
    assert least_spread(sure, bound_pairs([40.0], StatedPairs([], [], [], []))) == pytest.approx(40)
