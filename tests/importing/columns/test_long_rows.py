"""Rows with more cells than the header: repaired where one reading alone fits, and never read shifted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from importing.test_import_table import load, rows

from seeder.importing.columns.long_rows import settle_long_rows


def test_thousands_without_quotes_are_put_together(tmp_path: Path) -> None:
    table = "handle,followers,country\nada.reads,2,874,UK\nbo.bakes,13,800,US\ncy_climbs,1,251,000,FR\ndee_d,900,DE\n"
    found = load(tmp_path, table)
    assert rows(found, "handle", "followers", "country") == [
        ("ada.reads", "2874", "UK"),
        ("bo.bakes", "13800", "US"),
        ("cy_climbs", "1251000", "FR"),
        ("dee_d", "900", "DE"),
    ]
    (guess,) = [one for one in found.report.guesses if one.subject == "rows with too many cells"]
    assert guess.is_doubtful
    assert guess.decision == "3 rows repaired: cells of 'followers' were joined again at ','"


def test_a_name_without_quotes_is_put_together(tmp_path: Path) -> None:
    lines = (
        "Name,handle,posts,followers",
        '"Lee, Ada",ada.reads,120,2874',
        "Kim, Bo,bo.bakes,300,13800",
        "Cy,cy,50,51",
    )
    found = load(tmp_path, "\n".join(lines) + "\n")
    assert rows(found, "Name", "handle", "followers")[1] == ("Kim, Bo", "bo.bakes", "13800")


def test_what_could_be_read_in_two_ways_is_left_out(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,likes\nada,2,874,120\nbo,900,12\n")
    assert found.columns["handle"] == ("bo",)
    (rejection,) = found.report.rejections
    assert rejection.line == 2
    assert rejection.reason.startswith(
        "the row has 4 cells, but the header has 3: a cell contains ',' and has no quotes around it"
    )


def test_what_one_row_leaves_open_another_one_tells(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,likes\nada,2,874,120\nbo,13,800,99\ncy,900,12\n")
    assert rows(found, "handle", "followers") == [("ada", "2874"), ("bo", "13800"), ("cy", "900")]


def test_cells_behind_the_last_column_shift_nothing(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,country\nada,2874,UK,met in May\nbo,900,DE\n")
    assert rows(found, "handle", "followers", "country", "column 4") == [
        ("ada", "2874", "UK", "met in May"),
        ("bo", "900", "DE", ""),
    ]


def test_a_blank_cell_is_not_joined_with_the_next(tmp_path: Path) -> None:
    found = load(tmp_path, "handle,followers,note,\nann.lee,1200,,@ann.lee\nbob,5,,\n")
    assert rows(found, "handle", "column 4") == [("ann.lee", "@ann.lee"), ("bob", "")]


@settings(max_examples=100)
@given(
    numbers=st.lists(st.integers(0, 10**10), min_size=1, max_size=6),
    others=st.lists(st.integers(0, 999), min_size=1, max_size=6),
    names=st.lists(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), min_size=6, max_size=6),
)
@example(numbers=[1000, 0], others=[0, 0], names=["a", "_", "_", "_", "_", "_"])
@pytest.mark.parametrize("with_regular", [True, False])
def test_whatever_is_repaired_is_what_was_written(
    with_regular: bool, numbers: list[int], others: list[int], names: list[str]
) -> None:
    headers = ("handle", "followers", "country", "likes")
    written = [
        [name, f"{number:,}", "DE", str(other)] for name, number, other in zip(names, numbers, others, strict=False)
    ]
    split = [",".join(row).split(",") for row in written]
    if with_regular:
        written.append(["zoe", "12", "FR", "3"])
        split.append(["zoe", "12", "FR", "3"])
    found = settle_long_rows(split, [len(row) for row in split], headers, ",")
    for position, (cells, columns) in found.repaired.items():
        assert cells == written[position]
        assert columns == (1,)
    assert not found.refused
    assert set(found.repaired) == {position for position, row in enumerate(split) if len(row) > len(headers)}
