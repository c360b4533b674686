"""The trial of the book launch stands in its table as the claim tells it."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "book-launch"


def rows_of(table: str) -> list[dict[str, str]]:
    with (FOLDER / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_trial_post_has_its_sales() -> None:
    trial = [row for row in rows_of("posts.csv") if row["conversions"]]
    assert len(trial) == 60
    assert {row["sponsored"] for row in trial} == {"yes"}
    assert {row["sponsored"] for row in rows_of("posts.csv") if not row["conversions"]} == {"no"}


def test_the_claimed_accounts_stand_in_the_tables() -> None:
    followers = {row["account"]: row["followers"] for row in rows_of("accounts.csv")}
    trial = {row["handle"]: (row["clicks"], row["conversions"]) for row in rows_of("posts.csv") if row["conversions"]}
    assert (followers["hollis.verrane"], *trial["hollis.verrane"]) == ("1.2M", "4110", "0")
    assert (followers["the.daily.plot"], *trial["the.daily.plot"]) == ("1.5M", "4965", "1")
    assert (followers["mirelle.asgard"], *trial["mirelle.asgard"]) == ("4000", "33", "3")
