"""Who is left unmoved by a growing set, against the value from its definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.overlapping import coverage_problems
from oracles.problems import small_problems

from seeder.problem import Coverage, SeedingProblem, Survival, value


def certain_problem() -> SeedingProblem:
    """Cell 0 is moved for certain by options 0 and 1, and by half by option 2; cell 1 by options 1 and 2 by half."""
    coverage = Coverage(
        weight=[100.0, 10.0], start=[0, 1, 3, 5, 5], cell=[0, 0, 1, 0, 1], chance=[1.0, 1.0, 0.5, 0.5, 0.5]
    )
    return SeedingProblem(
        account=[0, 1, 2, 3], value_if_yes=[1, 2, 3, 4], cost=np.ones((1, 4)), budget=[4], coverage=coverage
    )


def test_several_certain_movers_of_one_cell_by_hand() -> None:
    survival = Survival(certain_problem(), np.array([2]))
    assert survival.unmoved.tolist() == [50.0, 5.0]
    survival.add(0)
    assert survival.unmoved.tolist() == [0.0, 5.0]
    # Without option 0, option 2 still leaves half of cell 0.
    assert survival.moved_if_yes(0) == 50.0
    assert survival.moved_if_yes(2) == 5.0
    survival.add(1)
    assert survival.unmoved.tolist() == [0.0, 2.5]
    assert survival.unmoved_by_others(0).tolist() == [0.0]
    assert survival.unmoved_by_others(1).tolist() == [0.0, 5.0]
    assert survival.all_moved_if_yes(np.array([3, 2, 1, 0])).tolist() == [0.0, 2.5, 2.5, 0.0]


def test_what_is_shown_cannot_be_written() -> None:
    survival = Survival(certain_problem(), np.array([2]))
    with pytest.raises(ValueError, match="read-only"):
        survival.unmoved[0] = 7


@settings(max_examples=100)
@given(problem=small_problems() | coverage_problems(), data=st.data())
def test_gains_are_differences_of_values_whatever_the_order(problem: SeedingProblem, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(problem.n_options)))
    n_start = data.draw(st.integers(0, len(order)))
    n_added = data.draw(st.integers(0, len(order) - n_start))
    survival = Survival(problem, np.array(order[:n_start], dtype=np.int64))
    for option in order[n_start : n_start + n_added]:
        survival.add(option)
    held = order[: n_start + n_added]
    everything = np.arange(problem.n_options)
    gains = problem.value + problem.acceptance * survival.all_moved_if_yes(everything)
    for option in range(problem.n_options):
        rest = [other for other in held if other != option]
        expected = value(problem, [*rest, option]) - value(problem, rest)
        assert gains[option] == pytest.approx(expected, abs=1e-9)
        alone = problem.acceptance[option] * survival.moved_if_yes(option)
        assert alone + problem.value[option] == pytest.approx(expected, abs=1e-9)
    moved = 0.0 if problem.coverage is None else float((problem.coverage.weight - survival.unmoved).sum())
    assert moved + float(problem.value[held].sum()) == pytest.approx(value(problem, held), abs=1e-9)
