"""A restriction numbers what is open, gives selections of the whole back, and composes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seeder.problem.restriction import Restriction


@st.composite
def restrictions(draw: st.DrawFn, n_whole: int) -> Restriction:
    kind = np.array([draw(st.sampled_from("ofl")) for _ in range(n_whole)])
    return Restriction(n_whole, np.flatnonzero(kind == "o"), np.flatnonzero(kind == "f"))


def test_open_options_are_numbered_and_found_again() -> None:
    restriction = Restriction(6, np.array([1, 3, 4]), np.array([2]))
    assert restriction.position.tolist() == [-1, 0, -1, 1, 2, -1]
    assert restriction.selection(np.array([0, 2])).tolist() == [1, 2, 4]
    found = restriction.open_of(np.array([1, 2, 4]))
    assert found is not None
    assert found.tolist() == [0, 2]
    assert restriction.open_of(np.array([1, 2, 5])) is None
    # What is fixed is in every selection.
    assert restriction.open_of(np.array([1, 4])) is None


def test_without_fixed_options_a_selection_keeps_its_order() -> None:
    assert Restriction(4, np.array([0, 2, 3])).selection(np.array([2, 0])).tolist() == [3, 0]


@given(st.data())
def test_a_selection_comes_back_through_two_restrictions(data: st.DataObject) -> None:
    outer = data.draw(restrictions(data.draw(st.integers(0, 9))))
    inner = data.draw(restrictions(outer.n_options))
    chosen = np.flatnonzero([data.draw(st.booleans()) for _ in range(inner.n_options)])
    composed = inner.within(outer)
    whole = composed.selection(chosen)
    assert whole.tolist() == sorted({*outer.fixed, *outer.option[inner.selection(chosen)]})
    found = composed.open_of(whole)
    assert found is not None
    assert found.tolist() == chosen.tolist()
