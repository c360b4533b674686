"""Gains of a growing selection are differences of its value."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.overlapping import coverage_problems, overlapping_problems

from seeder.problem import Coverage, SeedingProblem, value
from seeder.solvers.model.cover_state import CoverState, cover_value
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model

overlapping = overlapping_problems()


def of_model(model: Model, chosen: set[int]) -> float:
    """Value of options by the model's own numbers, in which tiny probabilities are rounded up."""
    found = math.fsum(float(model.value[option]) for option in chosen)
    if model.cells is not None:
        moved = model.cells.probability_matrix.toarray()[sorted(chosen)]
        with np.errstate(divide="ignore"):
            # 1 − Π (1 − p) of tiny p, with all its digits.
            found -= float(model.cells.weight @ np.expm1(np.log1p(-moved).sum(axis=0)))
    return found


def check_rounding(problem: SeedingProblem, model: Model, chosen: set[int]) -> None:
    """Hold the model's value against the problem's: no less, and hardly more."""
    exact, found = value(problem, model.option[sorted(chosen)]), of_model(model, chosen)
    alone = max((value(problem, [option]) for option in model.option.tolist()), default=0.0)
    assert exact * (1 - 1e-13) <= found <= exact + 1e-9 * max(alone, exact)


def check_state(problem: SeedingProblem, model: Model, state: CoverState, chosen: set[int]) -> None:
    """Hold everything that a state says against the values of selections."""
    assert model.cells is not None
    check_rounding(problem, model, chosen)
    before = of_model(model, chosen)
    gains = state.gains()
    # Two options of one account are no selection: cells of one account only do not count them once.
    taken = set(model.owner[sorted(chosen)].tolist())
    for option in (o for o in range(model.n_options) if model.owner[o] not in taken):
        after = of_model(model, {*chosen, option})
        assert state.gain(option) == pytest.approx(after - before, rel=1e-9, abs=1e-9)
        assert gains[option] == pytest.approx(state.gain(option), rel=1e-12, abs=1e-15)
    moved = model.cells.probability_matrix.toarray()[sorted(chosen)]
    assert state.left == pytest.approx(model.cells.weight * np.prod(1.0 - moved, axis=0), rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(problem=overlapping, data=st.data())
def test_gains_are_differences_of_values(problem: SeedingProblem, data: st.DataObject) -> None:
    model = build_model(problem, drop_dominated=False)
    assume(model.cells is not None)
    state, chosen = CoverState(model), set[int]()
    check_state(problem, model, state, chosen)
    for option in data.draw(st.lists(st.integers(0, model.n_options - 1), max_size=12)):
        if model.owner[option] not in model.owner[sorted(chosen)]:
            state.add(option)
            chosen.add(option)
        check_state(problem, model, state, chosen)


@settings(max_examples=40, deadline=None)
@given(problem=coverage_problems(), data=st.data())
def test_value_of_any_set_of_options(problem: SeedingProblem, data: st.DataObject) -> None:
    model = build_model(problem, drop_dominated=False)
    # Options of one account together are no selection; they have no value of their own in a folded cell.
    positions = st.integers(0, model.n_options - 1) if model.n_options else st.nothing()
    chosen = sorted(data.draw(st.sets(positions)))
    chosen = [option for k, option in enumerate(chosen) if k == 0 or model.owner[option] != model.owner[chosen[k - 1]]]
    found = cover_value(model, np.array(chosen, dtype=np.int64))
    assert found == pytest.approx(of_model(model, set(chosen)), rel=1e-13)
    check_rounding(problem, model, set(chosen))


def sure() -> Model:
    """Three accounts that move the 10 of cell 0 for certain or half, and 4 of cell 1 by a quarter."""
    return build_model(
        SeedingProblem(
            account=[0, 1, 2],
            value_if_yes=[1.0, 0.0, 0.0],
            cost=np.zeros((0, 3)),
            budget=[],
            coverage=Coverage(
                weight=[10.0, 4.0],
                start=[0, 2, 4, 6],
                cell=[0, 1, 0, 1, 0, 1],
                chance=[1.0, 0.25, 1.0, 0.25, 0.5, 0.25],
            ),
        )
    )


def test_several_certain_on_one_cell_by_hand() -> None:
    state = CoverState(sure())
    assert state.gains().tolist() == [12.0, 11.0, 6.0]
    state.add(0)
    assert state.left.tolist() == [0.0, 3.0]
    assert [state.gain(1), state.gain(2)] == [0.75, 0.75]
    state.add(1)
    state.add(2)
    assert state.left.tolist() == [0.0, 1.6875]


def test_values_with_certain_ones_by_hand() -> None:
    model = sure()
    values = {(): 0.0, (0,): 12.0, (2,): 6.0, (0, 1): 1 + 10 + 1.75, (0, 1, 2): 1 + 10 + 4 * (1 - 0.75**3)}
    for chosen, expected in values.items():
        assert cover_value(model, np.array(chosen, dtype=np.int64)) == pytest.approx(expected, rel=1e-14)


def test_chances_too_small_to_be_seen_beside_1_still_count() -> None:
    model = build_model(
        SeedingProblem(
            account=[0, 1],
            value_if_yes=[0.0, 0.0],
            cost=np.zeros((0, 2)),
            budget=[],
            coverage=Coverage(weight=[1e6], start=[0, 1, 2], cell=[0, 0], chance=[1e-20, 1e-18]),
        )
    )
    # They are value of their options: 1 less such a chance is 1 in floats.
    assert model.cells is None
    assert model.value == pytest.approx([1e-14, 1e-12], rel=1e-12)
