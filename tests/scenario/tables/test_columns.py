"""Columns of tables: headers, limits and texts."""

from __future__ import annotations

import numpy as np
import pytest

from seeder.engine.table import Cell, Table, text_of
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.columns import (
    TABLES,
    Column,
    Kind,
    check_header,
    near_misses,
    read_number_column,
    read_text_column,
)


def _table(*cells: Cell) -> Table:
    return Table(source="a.csv", columns={"c": list(cells)}, lines=range(2, len(cells) + 2))


def _numbers(column: Column, *cells: Cell) -> tuple[list[float], list[str]]:
    log = IssueLog()
    numbers = read_number_column(_table(*cells), column, log)
    return numbers.tolist(), [str(issue.place) for issue in log.issues]


def test_blank_cells_are_nan_and_no_issue() -> None:
    numbers, places = _numbers(Column("c", Kind.NUMBER, ""), "1", "", None, 2)
    assert not places
    np.testing.assert_array_equal(numbers, [1, np.nan, np.nan, 2])


def test_limits_hold_at_their_ends() -> None:
    share = Column("c", Kind.NUMBER, "", high=1.0)
    numbers, places = _numbers(share, "0", "1", "100%", "1.0001", "-0.1", 2, True)
    assert numbers[:3] == [0, 1, 1]
    assert places == ["a.csv:5:c", "a.csv:6:c", "a.csv:7:c", "a.csv:8:c"]
    assert np.isnan(numbers[3:]).all()


def test_counts_are_whole() -> None:
    numbers, places = _numbers(Column("c", Kind.NUMBER, "", is_whole=True), "1.5k", "2.5", "1.23456k", 7.0)
    assert numbers[0] == 1500
    assert numbers[3] == 7
    assert places == ["a.csv:3:c", "a.csv:4:c"]


def test_counts_are_whole_within_the_rounding_of_floats() -> None:
    cells = ("434.99999999999994", "0.30000000000000004k", 64099.99999999999, "2.5E+3", "434.9999")
    numbers, places = _numbers(Column("c", Kind.NUMBER, "", is_whole=True), *cells)
    assert numbers[:4] == [435, 300, 64100, 2500]
    assert places == ["a.csv:6:c"]


def test_a_cell_at_fault_is_told_once() -> None:
    _, places = _numbers(Column("c", Kind.NUMBER, "", is_whole=True), "-2.5", "x")
    assert places == ["a.csv:2:c", "a.csv:3:c"]


def test_a_column_that_is_not_there_is_blank() -> None:
    numbers = read_number_column(_table("1"), Column("d", Kind.NUMBER, ""), IssueLog())
    assert np.isnan(numbers).all()
    assert read_text_column(_table("1"), "d", IssueLog()) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [("x", "x"), (None, ""), (7, "7"), (7.0, "7"), (2.5, "2.5"), (1e300, "1e+300"), (True, "true"), (float("nan"), "")],
)
def test_text_of_a_cell(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


def test_a_decimal_is_no_key() -> None:
    log = IssueLog()
    assert read_text_column(_table("x", 7.0, 8, None), "c", log) == ["x", "7", "8", ""]
    assert [str(issue.place) for issue in log.issues] == ["a.csv:3:c"]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_all_columns_has_a_sound_header(table: str) -> None:
    log = IssueLog()
    assert check_header("t.csv", table, [column.name for column in TABLES[table]], log, line=1)
    assert not log
    assert not near_misses(table, [column.name for column in TABLES[table]])


@pytest.mark.parametrize("table", TABLES)
def test_every_required_column_that_is_missing_is_told(table: str) -> None:
    log = IssueLog()
    is_good = check_header("t.csv", table, ["zzz"], log, line=4)
    required = [column.name for column in TABLES[table] if column.is_required]
    assert sorted(str(issue.place) for issue in log.issues) == sorted(f"t.csv:4:{name}" for name in required)
    # A click export has its columns by many names: none is required by name.
    assert is_good == (table == "clicks")


def test_a_column_that_is_there_is_never_what_another_meant() -> None:
    assert near_misses("accounts", ["account", "followers", "follower", "Effort", "remark"]) == {"Effort": "effort"}


def test_names_and_units_are_whole() -> None:
    for columns in TABLES.values():
        names = [column.name for column in columns]
        assert len(set(names)) == len(names)
        for column in columns:
            assert column.meaning
            assert bool(column.unit) == (column.kind is Kind.NUMBER)
