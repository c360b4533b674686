from __future__ import annotations

import csv
from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parents[2] / "scenarios" / "book-launch" / "accounts.csv"


def trial_rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["trial sales"]]


def test_conversion_is_half_a_sale_in_twenty_clicks_and_the_trial() -> None:
    rows = trial_rows()
    assert len(rows) == 60
    for row in rows:
        estimate = (int(row["trial sales"]) + 0.5) / (int(row["clicks"]) + 20)
        written = float(row["conversion"].removesuffix("%")) / 100
        # Two digits are written: at most 0.05 in 1.0 away.
        assert written == pytest.approx(estimate, rel=0.05), row["account"]
        assert written > 0


def test_the_claimed_accounts_stand_in_the_table() -> None:
    found = {(row["followers"], row["trial sales"]) for row in trial_rows()}
    assert {("1.2M", "0"), ("1.5M", "1"), ("4000", "3")} <= found
