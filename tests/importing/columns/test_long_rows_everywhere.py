"""Rows that are all longer than the header: numbers that fell apart, or a header that is short."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load, rows, told, written

from seeder.errors import ScenarioError


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        ("handle,followers,engagement", ("amy.w,12,400,3,5", "ben.k,8,300,2,1")),
        ("usuario,seguidores,interacción", ("amy.w,12,400,3,5%", "ben.k,8,300,2,1%")),
        ("handle,followers,engagement", ("amy.w,12400,3,5", "ben.k,8300,2,1")),
        ("Name,Follower,Engagement", ('"Walker, Amy",12,400,3,5', "Ben,8,300,2,1")),
        ("handle,followers,engagement", ("amy.w,12,4k,3,5", "ben.k,8,3k,2,1")),
    ],
)
def test_numbers_that_fell_apart_in_every_row_are_joined(tmp_path: Path, header: str, lines: tuple[str, str]) -> None:
    found = load(tmp_path, "\n".join([header, *lines]) + "\n")
    assert rows(found, "followers", "engagement") == [("12400", "0.035"), ("8300", "0.021")]
    (guess,) = [one for one in found.report.guesses if one.subject == "rows with too many cells"]
    assert guess.is_doubtful
    written(found, tmp_path)


def test_rows_that_fell_apart_into_different_widths_are_joined(tmp_path: Path) -> None:
    text = "handle,followers,engagement\namy.w,12,400,3,5\nben.k,950,2,1\ncat.o,1,234,567,0,9\n"
    found = load(tmp_path, text)
    assert rows(found, "followers", "engagement") == [("12400", "0.035"), ("950", "0.021"), ("1234567", "0.009")]


@pytest.mark.parametrize(
    "text",
    [
        "handle,followers,likes,comments\namy.w,12,400,350,3,100\nben.k,8,300,120,2,100\n",
        "handle,followers,score\namy.w,12,400,3,5\nben.k,8,300,2,1\n",
    ],
)
def test_numbers_that_can_be_joined_in_several_ways_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ScenarioError, match=r"a cell contains ',' and has no quotes around it.*2 rows like this"):
        load(tmp_path, text)


def test_whole_numbers_beyond_the_header_get_columns_of_their_own(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,likes\namy.w,12400,350,3,5\nben.k,8300,120,2,1\n")
    assert rows(found, "followers") == [("12400",), ("8300",)]
    assert "column 4 to column 5 added" in told(found)
