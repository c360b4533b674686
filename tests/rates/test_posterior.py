"""Distributions kept as quantiles give back what they were made of."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betaincinv, ndtri

from seeder.errors import ProblemError
from seeder.rates.posterior import PROBABILITIES, Posterior


def log_normal(center: float, spread: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(np.exp(center + spread * ndtri(np.array(PROBABILITIES))))


def test_a_log_normal_is_exact_between_and_beyond_the_nodes() -> None:
    posterior = Posterior(np.stack([log_normal(-3.0, 0.8), log_normal(5.0, 0.1)]))
    for level in (0.3, 0.8, 0.95, 0.999):
        low, high = posterior.interval(level)
        z = ndtri(0.5 + level / 2)
        assert low == pytest.approx([np.exp(-3.0 - 0.8 * z), np.exp(5.0 - 0.1 * z)])
        assert high == pytest.approx([np.exp(-3.0 + 0.8 * z), np.exp(5.0 + 0.1 * z)])
    assert posterior.median == pytest.approx([np.exp(-3.0), np.exp(5.0)])


def test_draws_have_the_distribution() -> None:
    quantile = betaincinv(2.0, 50.0, np.array(PROBABILITIES))
    drawn = Posterior(np.repeat(quantile[None, :], 200_000, axis=0)).draw(np.random.default_rng(0))
    assert drawn.mean() == pytest.approx(2 / 52, rel=0.01)
    for probability, value in zip(PROBABILITIES, quantile, strict=True):
        assert (drawn <= value).mean() == pytest.approx(probability, abs=0.003)


def test_the_same_seed_draws_the_same() -> None:
    posterior = Posterior(np.stack([log_normal(0.0, 1.0)] * 5))
    first, second = (posterior.draw(np.random.default_rng(7)) for _ in range(2))
    assert first.tolist() == second.tolist()
    assert len(set(first.tolist())) == 5


def test_what_is_known_is_drawn_as_it_is_and_what_is_not_stays_unknown() -> None:
    posterior = Posterior.known(np.array([0.0, 3.5, np.nan]))
    assert posterior.draw(np.random.default_rng(0)).tolist()[:2] == [0.0, 3.5]
    assert np.isnan(posterior.draw(np.random.default_rng(0))[2])
    low, high = posterior.interval()
    assert low.tolist()[:2] == high.tolist()[:2] == [0.0, 3.5]


@pytest.mark.parametrize(
    "row", [[2.0, *[1.0] * 8], [-1.0, *[1.0] * 8], [np.nan, *[1.0] * 8], [*[1.0] * 8, np.inf], [1.0, 2.0]]
)
def test_a_row_that_is_no_distribution_is_refused(row: list[float]) -> None:
    with pytest.raises(ProblemError):
        Posterior(np.array([row]))


def test_a_level_is_a_probability() -> None:
    with pytest.raises(ProblemError):
        Posterior.known(np.ones(1)).interval(1.0)
