"""Parquet keeps its types, its names and its rows' places."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import duckdb
import pytest

import seeder
from seeder.engine.parquet_file import read_parquet
from seeder.engine.table import Table
from seeder.errors import Issue, ScenarioError
from seeder.scenario import read_scenario


def _write(path: Path, select: str) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


def _read(path: Path) -> tuple[Table | None, list[Issue]]:
    issues: list[Issue] = []
    table = read_parquet("a.parquet", path, report=issues.append, header_is_good=lambda header, line: True)
    return table, issues


def test_cells_keep_their_types(tmp_path: Path) -> None:
    select = (
        "SELECT 'x ' AS a, 5::INTEGER AS b, 0.1::DOUBLE AS c, true AS d, NULL AS e, DATE '2024-01-02' AS f, "
        "1.50::DECIMAL(4, 2) AS g, ['p', 'q'] AS h, 170141183460469231731687303715884105727::HUGEINT::DOUBLE AS i"
    )
    table, issues = _read(_write(tmp_path / "a.parquet", select))
    assert not issues
    assert table is not None
    assert [cells[0] for cells in table.columns.values()] == [
        "x", 5, 0.1, True, None, "2024-01-02", 1.5, "p; q", 2.0**127
    ]  # fmt: skip
    assert str(table.place(0, "b")) == "a.parquet:1:b"


def test_nan_and_infinity_stay_what_they_are(tmp_path: Path) -> None:
    table, _ = _read(_write(tmp_path / "a.parquet", "SELECT 'nan'::DOUBLE AS a, 'inf'::DOUBLE AS b"))
    assert table is not None
    assert math.isnan(float(str(table.columns["a"][0])))
    assert table.columns["b"] == [math.inf]


def test_names_that_differ_by_case_are_different(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.parquet", "SELECT 1 AS account, 2 AS Bccount")
    path.write_bytes(path.read_bytes().replace(b"Bccount", b"Account"))
    table, issues = _read(path)
    assert not issues
    assert table is not None
    assert list(table.columns) == ["account", "Account"]


def test_a_name_that_stands_twice_is_an_issue(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.parquet", "SELECT 1 AS account, 2 AS bccount")
    path.write_bytes(path.read_bytes().replace(b"bccount", b"account"))
    table, issues = _read(path)
    assert table is None
    assert "'account' appears twice, in columns 1 and 2" in issues[0].found


def test_nested_columns_count_once(tmp_path: Path) -> None:
    table, _ = _read(_write(tmp_path / "a.parquet", "SELECT {'p': 1, 'q': {'r': 2}} AS a, [[1]] AS b, 3 AS c"))
    assert table is not None
    assert list(table.columns) == ["a", "b", "c"]
    assert table.columns["c"] == [3]


@pytest.mark.parametrize("name", ["year=2024", "a[1]", "a*b", "a?b", "é ü"])
def test_folders_of_any_name_are_taken_literally(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    table, issues = _read(_write(tmp_path / name / "a.parquet", "SELECT 5 AS a"))
    assert not issues
    assert table is not None
    assert table.columns == {"a": [5]}


def test_values_that_are_cut_off_are_an_issue(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.parquet", "SELECT range AS a, md5(range::VARCHAR) AS b FROM range(5000)")
    raw = path.read_bytes()
    path.write_bytes(raw[:100] + b"\xff" * 2000 + raw[2100:])
    table, issues = _read(path)
    assert table is None
    assert "cannot be read as Parquet" in issues[0].found


def test_numbers_at_fault_have_their_row(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(
        "name: a\nobjective: clicks\nbudget: {effort: 1}\naccounts: accounts.parquet\n"
    )
    _write(
        tmp_path / "accounts.parquet",
        "SELECT * FROM (VALUES ('a', 1.0::DOUBLE, 0.5), ('b', 'nan', 2), ('c', 'inf', 0), ('', 1.5, 0)) "
        "AS t(account, followers, acceptance)",
    )
    with pytest.raises(ScenarioError) as raised:
        read_scenario(tmp_path)
    assert [str(issue.place) for issue in raised.value.issues] == [
        "accounts.parquet:2:followers",
        "accounts.parquet:2:acceptance",
        "accounts.parquet:3:followers",
        "accounts.parquet:4:account",
        "accounts.parquet:4:followers",
    ]


def test_points_in_time_with_a_zone_are_texts_in_utc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pytz", None)
    moment = "TIMESTAMPTZ '2024-01-02 03:04:05.5+02'"
    select = (
        f"SELECT {moment} AS a, [{moment}] AS b, {{'at': {moment}}} AS c, TIMESTAMPTZ 'infinity' AS d, "
        "TIMESTAMPTZ_NS '2024-01-02 03:04:05+02' AS e, CAST(NULL AS TIMESTAMPTZ) AS f"
    )
    table, issues = _read(_write(tmp_path / "a.parquet", select))
    assert not issues
    assert table is not None
    utc = "2024-01-02T01:04:05.5+00:00"
    assert table.columns["a"] == [utc]
    assert table.columns["b"] == [utc]
    assert table.columns["c"] == ["{'at': '2024-01-02 01:04:05.5+00'}"]
    assert table.columns["d"] == ["infinity"]
    assert table.columns["e"] == ["2024-01-02 01:04:05+00"]
    assert table.columns["f"] == [None]


def test_floats_of_32_bits_are_the_decimals_that_they_stand_for(tmp_path: Path) -> None:
    select = (
        "SELECT 0.1::FLOAT AS a, [0.3::FLOAT] AS b, {'FLOAT': 0.7::FLOAT} AS c, 'nan'::FLOAT AS d, 1e-42::FLOAT AS e"
    )
    table, issues = _read(_write(tmp_path / "a.parquet", select))
    assert not issues
    assert table is not None
    assert table.columns["a"] == [0.1]
    assert table.columns["b"] == ["0.3"]
    assert table.columns["c"] == ["{'FLOAT': 0.7}"]
    assert math.isnan(float(str(table.columns["d"][0])))
    assert table.columns["e"] == [1e-42]


def test_three_efforts_of_32_bits_fit_their_sum(tmp_path: Path) -> None:
    select = (
        "SELECT 'a' || i AS account, 1000 AS followers, (i / 10.0)::FLOAT AS effort, "
        "TIMESTAMPTZ '2024-01-02 03:04:05+02' AS seen FROM range(1, 4) t(i)"
    )
    _write(tmp_path / "accounts.parquet", select)
    (tmp_path / "scenario.yaml").write_text(
        "name: x\nobjective: clicks\nbudget: {effort: 0.6}\naccounts: accounts.parquet\n"
    )
    scenario = read_scenario(tmp_path)
    assert scenario.accounts.effort.tolist() == [0.1, 0.2, 0.3]
    imported = seeder.import_table(tmp_path / "accounts.parquet")
    assert imported.columns["effort"] == ("0.1", "0.2", "0.3")
    assert imported.columns["seen"] == ("2024-01-02T01:04:05+00:00",) * 3


def test_a_follower_list_reads_32_bits_and_zones_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pytz", None)
    select = "SELECT 'ada' AS handle, 'p' || i AS person, 0.3::FLOAT AS tie FROM range(3) t(i)"
    _write(tmp_path / "followers.parquet", select)
    select = "SELECT TIMESTAMPTZ '2024-01-02 03:04:05+02' AS person, 0.7::FLOAT AS weight"
    _write(tmp_path / "people.parquet", select)
    (tmp_path / "accounts.csv").write_text("account,followers\nada,3\n")
    (tmp_path / "scenario.yaml").write_text(
        "name: x\nobjective: clicks\nbudget: {effort: 1}\naccounts: accounts.csv\n"
        "audience: {kind: followers, table: followers.parquet, people: people.parquet}\n"
    )
    audience = seeder.build_audience(read_scenario(tmp_path))
    assert audience.tie.tolist() == [0.3]
