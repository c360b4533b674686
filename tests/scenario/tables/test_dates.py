"""Days are read as written, and never guessed between day and month."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.scenario.tables.dates import read_days

MIDSUMMER = float(date(2026, 6, 21).toordinal())


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-21",
        "2026/06/21",
        "2026-6-21",
        "20260621",
        "2026062114",
        "21.06.2026",
        "21-06-2026",
        "06/21/2026",
        "21/6/2026",
        " 2026-06-21 ",
        "2026-06-21T08:30:00Z",
        "2026-06-21 08:30",
        "2026-06-21 08:30:00.123456+02:00",
        "2026-06-21 08:30:00 UTC",
        "6/21/2026 8:30 PM",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert read_days([text]).day.tolist() == [MIDSUMMER]
    assert not read_days([text]).refused


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-13-01", "2026-02-30", "21.6.26", "1782000000", "2026", "x" * 10**6]
)
def test_what_is_no_day(text: str) -> None:
    found = read_days([text])
    assert found.refused == (0,)
    assert not found.is_ambiguous


def test_the_column_says_which_is_the_day() -> None:
    assert read_days(["05/04/2026", "25/04/2026"]).day.tolist() == [
        float(date(2026, 4, 5).toordinal()),
        float(date(2026, 4, 25).toordinal()),
    ]
    assert read_days(["05/04/2026", "04/25/2026"]).day[0] == date(2026, 5, 4).toordinal()


@pytest.mark.parametrize("cells", [["05/04/2026"], ["25/04/2026", "04/25/2026"]])
def test_nothing_says_which_is_the_day(cells: list[str]) -> None:
    found = read_days(cells)
    assert found.is_ambiguous
    assert found.refused == tuple(range(len(cells)))


def test_blanks_and_typed_cells() -> None:
    found = read_days([None, "", 20260621, float("nan")])
    assert np.isnan(found.day).tolist() == [True, True, False, True]
    assert found.day[2] == MIDSUMMER


@given(day=st.dates(), time=st.sampled_from(["", "T00:00:00", " 23:59"]))
def test_iso_days_come_back(day: date, time: str) -> None:
    assert read_days([day.isoformat() + time]).day.tolist() == [float(day.toordinal())]
