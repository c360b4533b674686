"""What a row of the overlaps table states, and numbers that cannot be."""

# ruff: noqa: E501 (a case a line reads as the table that it is)

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from oracles.overlap_tables import scenario_of

from seeder.errors import Issue, ScenarioError
from seeder.scenario.audiences.overlaps import Overlaps

SIZES = [1000, 4000]


def _read(sizes: list[int] = SIZES, **cells: Any) -> Overlaps:
    """One row of h0 and h1."""
    read = scenario_of(sizes, pd.DataFrame([{"a": "h0", "b": "h1", **cells}])).audience
    assert isinstance(read, Overlaps)
    return read


def _told(sizes: list[int] = SIZES, **cells: Any) -> Issue:
    with pytest.raises(ScenarioError) as raised:
        _read(sizes, **cells)
    (issue,) = raised.value.issues
    return issue


@pytest.mark.parametrize(
    ("cells", "shared", "low", "high"),
    [
        ({"shared": 120}, 120, 120, 120),
        ({"shared": "1,000"}, 1000, 1000, 1000),
        ({"shared": 0}, 0, 0, 0),
        ({"shared": "0.5k"}, 500, 450, 550),
        ({"shared": "1k"}, 1000, 500, 1000),
        ({"share_of_a": "12%"}, 120, 115, 125),
        ({"share_of_a": "0.12"}, 120, 115, 125),
        ({"share_of_a": "0.1"}, 100, 95, 105),
        ({"share_of_a": 0.1234}, 123.4, 123.35, 123.45),
        ({"share_of_a": 1}, 1000, 995, 1000),
        ({"share_of_a": "0%"}, 0, 0, 5),
        ({"share_of_b": "12.5%"}, 500, 498, 502),
        ({"share_of_smaller": "12%"}, 120, 115, 125),
        ({"share_of_b": "25%"}, 1000, 980, 1000),
        # Several: what all leave open, and the most precise number.
        ({"share_of_a": "12%", "share_of_b": "3%"}, 120, 115, 125),
        ({"share_of_a": "12%", "share_of_b": "2.9%"}, 116, 115, 118),
        ({"share_of_a": "12%", "share_of_b": "2.90%"}, 116, 115.8, 116.2),
        ({"shared": 117, "share_of_a": "12%", "share_of_b": "3%"}, 117, 117, 117),
        ({"shared": "0.1k", "share_of_a": "12%"}, 120, 115, 125),
        ({"shared": "0.12k", "share_of_a": "12%"}, 120, 115, 125),
        ({"share_of_a": "12%", "share_of_smaller": "12.4%"}, 124, 123.5, 124.5),
        ({"shared": 120, "share_of_a": None, "share_of_smaller": ""}, 120, 120, 120),
        # Beyond the rounding by no more than a person.
        ({"shared": 126, "share_of_a": "12%"}, 125.5, 125, 126),
        ({"shared": 1001}, 1000, 1000, 1000),
    ],
)
def test_forms(cells: dict[str, Any], shared: float, low: float, high: float) -> None:
    read = _read(**cells)
    assert (read.low[0], read.high[0]) == pytest.approx((low, high), rel=1e-12)
    if cells == {"shared": 126, "share_of_a": "12%"}:
        shared = 126
    assert read.shared[0] == pytest.approx(shared, rel=1e-12)


def test_the_smaller_may_be_a_or_b() -> None:
    assert _read([4000, 1000], share_of_smaller="12%").shared[0] == 120
    assert _read([1000, 1000], share_of_smaller="12%").shared[0] == 120


def test_a_handle_without_followers_shares_nobody() -> None:
    read = _read([0, 4000], share_of_a="50%", share_of_b="0%")
    assert (read.low[0], read.shared[0], read.high[0]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("cells", "column", "found", "way_out"),
    [
        ({"shared": 1002}, "shared", "shared is 1002, but 'h0' has 1,000 followers", "line 1 of accounts"),
        ({"shared": "1.2k"}, "shared", "shared is '1.2k', but 'h0' has 1,000 followers", "Correct the number"),
        ({"share_of_b": "30%"}, "share_of_b", "share_of_b is '30%', 1,200 people, but 'h0' has 1,000", "write it as share_of_a"),
        ({"share_of_a": "2%", "share_of_b": "90%"}, "share_of_b", "3,600 people", "correct the number"),
        ({"share_of_a": "20%", "share_of_b": "80%"}, "share_of_b", "3,200 people", "Swap share_of_a and share_of_b"),
        ({"share_of_a": "5%", "share_of_b": "20%"}, "share_of_b",
         "share_of_a gives 50 of 1,000 people, and share_of_b gives 800 of 4,000 people", "Swap share_of_a and share_of_b"),
        ({"share_of_a": "5%", "share_of_b": "15%"}, "share_of_b", "share_of_b gives 600 of 4,000", "leave it blank"),
        ({"shared": 100, "share_of_a": "12%"}, "share_of_a", "shared is 100, and share_of_a gives 120 of 1,000", "leave it blank"),
        ({"shared": 127, "share_of_a": "12%"}, "share_of_a", "shared is 127, and share_of_a", "leave it blank"),
        ({"share_of_a": "12%", "share_of_smaller": "14%"}, "share_of_smaller", "gives 140 of 1,000 people", "leave it blank"),
        ({"shared": 300, "share_of_a": "5%", "share_of_b": "20%"}, "share_of_b", "share_of_a gives 50", "leave it blank"),
        ({"shared": "12%"}, "shared", "shared is '12%'", "share_of_a, share_of_b or share_of_smaller"),
        ({"shared": "100%"}, "shared", "shared is '100%'", "share_of_a, share_of_b or share_of_smaller"),
        ({"shared": 0.12}, "shared", "shared is 0.12", "whole number"),
        ({"shared": -1}, "shared", "shared is -1", "Correct the number"),
        ({"shared": "many", "share_of_a": 0.5}, "shared", "shared is 'many'", "Write a number"),
        ({"share_of_a": 12}, "share_of_a", "share_of_a is 12", "0.05 or 5%"),
        ({"share_of_smaller": "101%"}, "share_of_smaller", "share_of_smaller is '101%'", "0.05 or 5%"),
        ({"shared": None}, "shared", "shared is blank", "delete the row"),
        ({"shared": None, "share_of_a": None, "share_of_b": ""}, "shared", "shared, share_of_a and share_of_b are blank", "delete the row"),
    ],
)  # fmt: skip
def test_what_cannot_be(cells: dict[str, Any], column: str, found: str, way_out: str) -> None:
    issue = _told(**cells)
    assert str(issue.place) == f"overlaps (frame):1:{column}"
    assert found in issue.found
    assert way_out.lower() in issue.way_out.lower()


def test_a_swap_is_offered_only_where_everything_then_agrees() -> None:
    assert _told(shared=200, share_of_a="5%", share_of_b="80%").way_out.startswith("Correct the number")
    assert _told(shared=300, share_of_a="5%", share_of_b="20%").way_out.startswith("Correct one of the two")
    assert _told(shared=200, share_of_a="5%", share_of_b="20%").way_out.startswith("Swap")
    assert _told(shared=800, share_of_a="20%", share_of_b="80%").way_out.startswith("Swap")


def test_a_millionth_of_the_audience_more_is_fine() -> None:
    sizes = [10_000_000, 30_000_000]
    assert _read(sizes, shared=10_000_010).shared[0] == 10_000_000
    assert "has 10,000,000 followers" in _told(sizes, shared=10_000_011).found


def test_no_column_of_numbers() -> None:
    issue = _told(Shared=5)
    assert (str(issue.place), issue.way_out) == ("overlaps (frame):shared", "Rename the column 'Shared' to 'shared'")
    assert _told(common=5).way_out == "Add one of these columns"
