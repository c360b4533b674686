"""Signs of an audience as factors: by hand, with a hill in between, and never beyond their heights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.rates.signals import signal_factors
from seeder.scenario.evidence.signals import Signals
from seeder.scenario.tables.columns import SIGNAL_COLUMNS


def factor(followers: float = 10_000.0, platform: str = "instagram", **signs: float) -> tuple[float, bool]:
    columns = {name: np.array([signs.get(name, np.nan)]) for name in SIGNAL_COLUMNS}
    logarithm, told = signal_factors(Signals(**columns), np.array([followers]), [platform])
    return float(np.exp(logarithm[0])), bool(told[0])


def test_no_sign_changes_nothing() -> None:
    assert factor() == (1.0, False)
    # Views say something of the share who see a post, not of the clicks of those.
    assert factor(views=5000.0) == (1.0, False)


def test_usual_engagement_changes_nothing_and_more_of_it_raises() -> None:
    assert factor(engagement=0.0275)[0] == pytest.approx(1.0)
    assert factor(platform="Twitter", engagement=0.00022)[0] == pytest.approx(1.0)
    # By hand: 4 times the usual: exp(1.1 · tanh(ln 2 / 1.1)).
    assert factor(engagement=0.11)[0] == pytest.approx(np.exp(1.1 * np.tanh(np.log(2) / 1.1)))
    assert factor(engagement=0.0)[0] == pytest.approx(np.exp(-1.1))


def test_two_way_talk_has_a_best_number_in_between() -> None:
    nobody, best, everybody = (factor(following=number)[0] for number in (0.0, 3000.0, 1e7))
    assert best == pytest.approx(np.exp(0.2))
    assert nobody == pytest.approx(np.exp(-0.2))
    assert everybody < 1.0 < best
    # Followers of next to nothing, found by exploring.
    assert factor(2.3e-309, following=1.0)[0] == pytest.approx(np.exp(-0.2))
    # An account that follows 84 back of 1.2 million talks to a phone book.
    assert factor(1_200_000.0, following=84.0)[0] < 0.85
    for name in ("replies", "mentions"):
        signs: list[dict[str, Any]] = [{name: number} for number in (0.0, 1.0, 200.0)]
        none, one, many = (factor(**sign)[0] for sign in signs)
        assert none < one > many
        assert one == pytest.approx(np.exp(0.15))


@given(
    followers=st.one_of(st.floats(0, 1e10), st.just(np.nan)),
    engagement=st.floats(0, 1e6),
    following=st.floats(0, 1e12),
    replies=st.floats(0, 1e9),
)
def test_factors_stay_within_their_heights(
    followers: float, engagement: float, following: float, replies: float
) -> None:
    found, _ = factor(followers, engagement=engagement, following=following, replies=replies)
    assert np.exp(-1.1 - 0.2 - 0.15) * (1 - 1e-9) <= found <= np.exp(1.1 + 0.2 + 0.15) * (1 + 1e-9)
