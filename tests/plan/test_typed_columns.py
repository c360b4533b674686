"""Columns that a plan carries along keep the types that they had in a frame or a Parquet file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

import seeder
from seeder.plan.typed_columns import typed_column

FRAME = pd.DataFrame(
    {
        "account": ["ann", "bob", "cem"],
        "followers": [3000, 2000, 1000],
        "seen": pd.to_datetime(pd.Series(["2026-01-02 00:00", "2026-02-03 10:30", None])),
        "zone": pd.to_datetime(["2026-01-02", "2026-07-03", "2026-07-04"]).tz_localize("Europe/Berlin"),
        "active": [True, False, True],
        "maybe": pd.array([True, None, False], dtype="boolean"),
        "count": np.array([7, 8, 9], dtype=np.int32),
        "gaps": pd.array([7, None, 9], dtype="Int64"),
        "fee_per_post": [0.1, np.nan, 2.0],
        "note": ["=1", "", "x"],
        "mixed": [1, "a", None],
        "truths": pd.Series([True, None, False], dtype=object),
    }
)
KEPT = ["seen", "zone", "active", "maybe", "count", "gaps", "fee_per_post"]


def test_types_of_a_frame_are_kept() -> None:
    found = seeder.solve(FRAME, budget=100).plan.to_frame().sort_values("rank").reset_index(drop=True)
    assert found["account"].tolist() == ["ann", "bob", "cem"]
    for name in KEPT:
        pd.testing.assert_series_equal(found[name], FRAME[name], check_freq=False)
    assert str(found["truths"].dtype) == "boolean"
    assert found["note"].tolist() == ["=1", "", "x"]
    assert found["mixed"].tolist() == ["1", "a", ""]


def test_types_of_parquet_are_kept(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.register("frame", FRAME[["account", "followers", "seen", "active", "count", "gaps", "fee_per_post"]])
        connection.execute(f"COPY (SELECT *, date '2026-03-04' AS day FROM frame) TO '{tmp_path / 'a.parquet'}'")
    found = seeder.solve(tmp_path / "a.parquet", budget=100).plan.to_frame()
    types = {name: str(found[name].dtype) for name in ("seen", "active", "count", "gaps", "fee_per_post", "day")}
    assert types == {
        "seen": "datetime64[us]", "active": "bool", "count": "int32", "gaps": "Int64", "fee_per_post": "float64",
        "day": "datetime64[us]",
    }  # fmt: skip


def test_csv_has_no_types(tmp_path: Path) -> None:
    FRAME[["account", "followers", "count"]].to_csv(tmp_path / "a.csv", index=False)
    assert seeder.solve(tmp_path / "a.csv", budget=100).plan.to_frame()["count"].tolist() == ["7", "8", "9"]


def test_rows_of_an_account_that_differ_stay_texts() -> None:
    frame = pd.DataFrame({"account": ["a", "a"], "handle": ["x", "y"], "followers": [5000, 900], "n": [1, 2]})
    assert seeder.solve(frame, budget=100).plan.to_frame()["n"].tolist() == ["1 | 2"]


@pytest.mark.parametrize("dtype", ["bool", "int64", "float64", "datetime64[us]", "str", "category"])
def test_what_is_none_stays_text(dtype: str) -> None:
    assert typed_column(["x | y", ""], dtype).tolist() == ["x | y", ""]
