"""Facets touch the concave envelope of a cell: held against linear programming over all choices."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import seeder.solvers.relaxations.envelope as envelope
from seeder.problem.arrays import FloatArray
from seeder.solvers.relaxations.envelope import MOST_CHOICES, facets, n_choices

CHANCES = st.sampled_from([0.0, 1e-9, 0.05, 0.3, 0.5, 0.9, 1.0]) | st.floats(0.0, 1.0)
SHARES = st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0.0, 1.0)


def choices(counts: tuple[int, ...]) -> FloatArray:
    """All ways to choose at most one of each account's options, as rows of zeros and ones, made one by one."""
    rows = []
    for chosen in product(*(range(count + 1) for count in counts)):
        row: list[float] = []
        for count, place in zip(counts, chosen, strict=True):
            row += [float(k + 1 == place) for k in range(count)]
        rows.append(row)
    return np.array(rows)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), counts=st.lists(st.integers(1, 3), min_size=1, max_size=5).map(tuple))
def test_facets_are_above_every_choice_and_touch_the_envelope(data: st.DataObject, counts: tuple[int, ...]) -> None:
    k = sum(counts)
    chance = np.array([[data.draw(CHANCES) for _ in range(k)] for _ in range(3)])
    x = np.array([[data.draw(SHARES) for _ in range(k)] for _ in range(3)])
    column = 0
    for count in counts:
        own = slice(column, column + count)
        x[:, own] /= np.maximum(1.0, x[:, own].sum(axis=1, keepdims=True))
        column += count
    constant, price = facets(counts, chance, x)
    held = choices(counts)
    # The facet is that of a point a little further inside.
    inwards = envelope._PARAMS.inwards
    x = (1 - inwards) * x + inwards * envelope._incidence(counts)[1]
    for row in range(3):
        reached = 1.0 - np.prod(1.0 - held * chance[row], axis=1)
        assert (constant[row] + held @ price[row] >= reached - 1e-12).all()
        best = linprog(
            -reached, A_eq=np.vstack([np.ones(len(held)), held.T]), b_eq=np.append(1.0, x[row]), bounds=(0, None)
        )
        assert constant[row] + price[row] @ x[row] == pytest.approx(-best.fun, abs=2e-7)
        assert (price[row] <= chance[row] + 1e-9).all()


def test_two_accounts_by_hand() -> None:
    # Between one and both, 1/2 + 1/4 (x + y − 1) is above; up to one, (x + y) / 2 is the least bound.
    constant, price = facets((1, 1), np.array([[0.5, 0.5]] * 2), np.array([[0.9, 0.8], [0.3, 0.2]]))
    assert constant == pytest.approx([0.25, 0.0])
    assert price == pytest.approx(np.array([[0.25, 0.25], [0.5, 0.5]]))


def test_two_approaches_of_one_account_never_overlap() -> None:
    constant, price = facets((2,), np.array([[0.2, 0.7]]), np.array([[0.5, 0.5]]))
    assert constant == pytest.approx([0.0], abs=1e-15)
    assert price == pytest.approx(np.array([[0.2, 0.7]]))


def test_ways_to_choose_are_counted_up_to_what_is_looked_at() -> None:
    assert n_choices(()) == 1
    assert n_choices((1, 2, 3)) == 24
    assert n_choices((1,) * 12) == MOST_CHOICES
    assert n_choices((1,) * 13) == MOST_CHOICES + 1
