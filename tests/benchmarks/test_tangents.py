"""The tangents together lie above f(z) = 1 − e^−z, and no further than was asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.speed.tangents import make_tangents

ERRORS = (1e-2, 1e-3, 1e-4)
TANGENTS = {error: make_tangents(error) for error in ERRORS}
ROUNDING = 1e-11
"""Near 0 a tangent's constant is a small difference of numbers near 1."""


@given(error=st.sampled_from(ERRORS), z=st.floats(1e-6, 60.0))
def test_within_the_error_and_above(error: float, z: float) -> None:
    f = -np.expm1(-z)
    found = float(TANGENTS[error].value(np.array(z)))
    assert f * (1 - ROUNDING) <= found <= f * (1 + error) * (1 + ROUNDING)


@pytest.mark.parametrize("error", ERRORS)
def test_the_error_is_used_up_where_two_tangents_meet(error: float) -> None:
    # So no fewer tangents would do.
    tangents = TANGENTS[error]
    meeting = tangents.reach[:-1]
    excess = tangents.value(meeting) / -np.expm1(-meeting) - 1
    assert excess == pytest.approx(np.full(len(meeting), error), rel=1e-4)


def test_exact_where_they_touch() -> None:
    tangents = TANGENTS[1e-4]
    assert tangents.value(tangents.touch) == pytest.approx(-np.expm1(-tangents.touch), rel=1e-9, abs=1e-15)


@given(largest=st.floats(1e-6, 30.0), part=st.floats(0.0, 1.0))
def test_the_first_few_suffice_for_small_exponents(largest: float, part: float) -> None:
    tangents = TANGENTS[1e-3]
    needed = tangents.n_needed(largest)
    z = part * largest
    lines = tangents.constant[:needed] + tangents.slope[:needed] * z
    assert min(lines.min(), 1.0) <= -np.expm1(-z) * (1 + 1e-3) * (1 + ROUNDING) + 1e-15


def test_by_hand() -> None:
    # With an error of 1/2 the line z serves up to z = 1.5 (1 − e^−z), 0.874; 1 does from 1 − e^−z = 2/3, z = ln 3.
    tangents = make_tangents(0.5)
    assert tangents.touch[0] == 0
    assert tangents.reach[0] == pytest.approx(0.8742, abs=1e-4)
    assert tangents.value(np.array([0.0, 0.5, 30.0])).tolist() == pytest.approx([0.0, 0.5, 1.0], abs=1e-12)
