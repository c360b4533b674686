"""What the writing of a number leaves open."""

from __future__ import annotations

import pytest

from seeder.scenario.tables.roundings import rounding_of_count, rounding_of_share


@pytest.mark.parametrize(
    ("cell", "rounding"),
    [
        ("12%", 0.005),
        ("0.12", 0.005),
        ("0.1", 0.005),
        (".5", 0.005),
        ("1", 0.005),
        (1, 0.005),
        (0, 0.005),
        ("100%", 0.005),
        ("12.3%", 0.0005),
        ("12.34%", 0.00005),
        ("0.1234", 0.00005),
        ("0.1200", 0.00005),
        (0.125, 0.0005),
        (1e-07, 0.5e-7),
        (1.25e-07, 0.5e-9),
        ("1.25E-07", 0.5e-9),
    ],
)
def test_a_share_is_rounded_to_its_decimals_two_at_least(cell: str | float, rounding: float) -> None:
    assert rounding_of_share(cell) == pytest.approx(rounding, rel=1e-12)


@pytest.mark.parametrize(
    ("cell", "rounding"),
    [
        ("1234", 0),
        ("1,000", 0),
        ("1.2e3", 50),
        ("2E+6", 500_000),
        (1000, 0),
        (1000.0, 0),
        ("1.2k", 50),
        ("1k", 500),
        ("1.234k", 0.5),
        ("13.85k", 5),
        ("1.2M", 50_000),
        ("2B", 500_000_000),
        (".5k", 50),
    ],
)
def test_a_count_is_exact_unless_it_has_a_suffix(cell: str | float, rounding: float) -> None:
    assert rounding_of_count(cell) == pytest.approx(rounding, rel=1e-12)
