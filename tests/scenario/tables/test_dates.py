"""Days are read as written, and never guessed between day and month."""

from __future__ import annotations

import subprocess
import sys
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
        "21 June 2026",
        "June 21, 2026",
        "Jun 21st 2026",
        "21-Jun-2026",
        "2026-Jun-21",
        "21/Jun/2026",
        "Sun Jun 21 2026",
        "Sun Jun 21 08:30:00 +0000 2026",
        "Sunday, 21 June 2026 at 10:00",
        "Jun 21, 2026, 8:30 PM",
        "21. Juni 2026",
        "21 de junio de 2026",
        "21 de junho de 2026",
        "21 juin 2026",
        "21 giugno 2026",
        "21 juni 2026",
        "21 czerwca 2026",
        "21.června 2026",
        "21 июня 2026 г.",
        "21 Haziran 2026",
        "2026. június 21.",
        "2026年6月21日",
        "2026년 6월 21일",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert read_days([text]).day.tolist() == [MIDSUMMER]
    assert not read_days([text]).refused


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-13-01",
        "2026-02-30",
        "21.6.26",
        "1782000000",
        "2026",
        "x" * 10**6,
        "June 2026",
        "21 June",
        "21 June 26",
        "31 June 2026",
        "2 days ago",
        "Mon 05/04/2026",
        "May 5 6 2026",
        "1 May 2026 2 May 2026",
        "Q3 2026",
        "v2026 beta 3",
        "in 2026 days",
    ],
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


def test_a_column_of_texts_ends_soon_and_days_with_many_times_are_read_once() -> None:
    texts = [f"note {number} of 2026" for number in range(5_000)]
    assert len(read_days(texts).refused) == len(texts)
    times = [f"21 June 2026 {hour:02}:{minute:02}" for hour in range(24) for minute in range(60)]
    assert set(read_days(times).day.tolist()) == {MIDSUMMER}


def test_dateparser_is_imported_only_where_months_have_names() -> None:
    code = (
        "import sys; from seeder.scenario.tables.dates import read_days; "
        "read_days(['2026-06-21', '21.6.2026', 'yesterday']); assert 'dateparser' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_blanks_and_typed_cells() -> None:
    found = read_days([None, "", 20260621, float("nan")])
    assert np.isnan(found.day).tolist() == [True, True, False, True]
    assert found.day[2] == MIDSUMMER


@given(day=st.dates(), time=st.sampled_from(["", "T00:00:00", " 23:59"]))
def test_iso_days_come_back(day: date, time: str) -> None:
    assert read_days([day.isoformat() + time]).day.tolist() == [float(day.toordinal())]
