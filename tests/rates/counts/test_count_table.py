"""The table of the Poisson–log-normal against sums on fine grids."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import digamma, gammaln, polygamma

from seeder.rates.counts.count_table import LARGEST, LOW, N_NODES, STEP, _modes, build_table


def by_sum(count: float, eta: float, sigma: float) -> float:
    """ln ∫ e^(y·x − e^x) N(x; η − σ²/2, σ²) dx on 40,001 points."""
    x = eta - sigma**2 / 2 + sigma * np.linspace(-14, 14, 40_001)
    # Where counts pull far from the mean the mass lies elsewhere: a second stretch around the count's own place.
    low, high = min(x[0], math.log(count + 1) - 3), max(x[-1], math.log(count + 1) + 3)
    x = np.linspace(low, high, 200_001)
    log = count * x - np.exp(x) - (x - eta + sigma**2 / 2) ** 2 / (2 * sigma**2)
    peak = log.max()
    width = (high - low) / 200_000
    return float(peak + math.log(np.exp(log - peak).sum() * width / math.sqrt(2 * math.pi) / sigma))


@pytest.mark.parametrize("sigma", [0.05, 0.3, 0.5, 1.0, 2.5])
@pytest.mark.parametrize("count", [0, 1, 7, 200])
def test_values_and_slopes_are_those_of_the_integral(count: int, sigma: float) -> None:
    table = build_table(np.array([count]), sigma, with_spread=True)
    for node in (0, 400, 640, 800, 1000, N_NODES - 1):
        eta = LOW + STEP * node
        assert table.value[node] == pytest.approx(by_sum(count, eta, sigma), rel=2e-5, abs=2e-5)
        slope = (by_sum(count, eta + 1e-3, sigma) - by_sum(count, eta - 1e-3, sigma)) / 2e-3
        assert table.slope[node] == pytest.approx(slope, rel=1e-3, abs=1e-3)
        grown, shrunk = sigma * math.exp(1e-3), sigma * math.exp(-1e-3)
        spread = (by_sum(count, eta, grown) - by_sum(count, eta, shrunk)) / 2e-3
        assert table.spread[node] == pytest.approx(spread, rel=2e-3, abs=2e-3)


@pytest.mark.parametrize("sigma", [0.05, 0.5, 4.0])
def test_modes_solve_their_equation(sigma: float) -> None:
    variance = sigma**2
    c = np.concatenate([np.linspace(-30, 30, 2_001), np.geomspace(30, LARGEST * variance + 40, 500)])
    mode = _modes(c, variance)
    # The residual over its slope is what the mode is off by.
    off = (mode + variance * np.exp(mode) - c) / (1 + variance * np.exp(mode))
    assert np.abs(off).max() < 1e-13 * max(1.0, float(np.abs(mode).max()))


def test_a_tiny_spread_is_poisson() -> None:
    table = build_table(np.array([0, 3]), 0.05)
    node = round((math.log(2.0) - LOW) / STEP)
    expected = math.exp(LOW + STEP * node)
    assert table.value[node] == pytest.approx(-expected, abs=0.01)
    assert table.value[N_NODES + node] == pytest.approx(3 * math.log(expected) - expected, abs=0.01)


def test_probabilities_of_all_counts_sum_to_one() -> None:
    count = np.arange(LARGEST + 1)
    table = build_table(count, 0.5)
    value = table.value.reshape(len(count), N_NODES) - gammaln(count + 1.0)[:, None]
    for eta in (-3.0, 0.0, 2.0):
        assert np.exp(value[:, round((eta - LOW) / STEP)]).sum() == pytest.approx(1.0, abs=1e-5)


@given(sigma=st.floats(0.05, 4.0), counts=st.lists(st.integers(0, LARGEST), min_size=1, max_size=4, unique=True))
def test_slopes_fall_along_the_lattice_and_rise_with_the_count(sigma: float, counts: list[int]) -> None:
    table = build_table(np.array(sorted(counts)), sigma, with_spread=True)
    slope = table.slope.reshape(-1, N_NODES)
    assert np.isfinite(table.value).all()
    assert np.isfinite(table.spread).all()
    assert (np.diff(slope, axis=1) <= 1e-6 * (1 + np.abs(slope[:, 1:]))).all()
    assert (np.diff(slope, axis=0) > 0).all()


def test_no_counts_make_an_empty_table() -> None:
    assert build_table(np.zeros(0, dtype=np.int64), 0.5, with_spread=True).value.shape == (0,)


@pytest.mark.parametrize("sigma", [0.1, 0.5, 1.5])
def test_the_normal_above_takes_over_where_the_table_ends(sigma: float) -> None:
    table = build_table(np.array([LARGEST]), sigma)
    mean, variance = float(digamma(LARGEST)), float(polygamma(1, LARGEST))
    eta = LOW + STEP * np.arange(N_NODES)
    near = np.abs(eta - math.log(LARGEST)) < 2 * math.hypot(sigma, variance**0.5)
    slope = (mean - eta + sigma**2 / 2) / (sigma**2 + variance)
    assert table.slope[near] == pytest.approx(slope[near], abs=0.06 / sigma)
