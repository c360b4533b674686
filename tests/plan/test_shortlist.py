"""The shortlist: safe in a spreadsheet, handles without @, carried columns kept."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd

import seeder
from seeder.plan.shortlist import shortlist_csv


def shortlist(rows: list[dict[str, Any]], **keys: Any) -> list[dict[str, str]]:
    run = seeder.run_scenario(seeder.Scenario.from_frames(pd.DataFrame(rows), **{"budget": {"effort": 9}, **keys}))
    text = shortlist_csv(run.plan.picks, resources=run.plan.spent).decode("utf-8-sig")
    assert "\r\n" in text
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_formulas_are_disarmed_and_numbers_stay_numbers() -> None:
    rows = [
        {
            "account": "=HYPERLINK(1)",
            "handle": "@evil",
            "platform": "x",
            "followers": 1000,
            "clicks": 5,
            "effort": 1,
            "acceptance": 0.5,
            "note": "+49 30",
            "name": "-1+1|cmd",
            "score": -3.5,
        }
    ]
    (row,) = shortlist(rows)
    assert row["account"] == "'=HYPERLINK(1)"
    assert row["handle"] == "evil"
    assert row["handles"] == "x:evil"
    assert row["note"] == "'+49 30"
    assert row["name"] == "'-1+1|cmd"
    assert row["score"] == "'-3.5"  # carried as text
    assert row["expected"] == "2.5"
    assert row["effort"] == "1"


def test_carried_columns_of_several_handles_are_joined_and_clashing_headers_told_apart() -> None:
    shared = {"account": "ann", "clicks": 5, "effort": 1, "acceptance": 0.5, "email": "ann@example.org"}
    rows = [
        {**shared, "handle": "@a", "platform": "x", "followers": 10, "why": "old friend", "rank": "7"},
        {**shared, "handle": "b", "platform": "yt", "followers": 20, "why": "also here", "rank": "7", "effort": None},
    ]
    (row,) = shortlist(rows, plan={"link": "https://example.org/x", "campaign": "go"})
    assert row["handle"] == "b"
    assert row["platform"] == "yt"
    assert row["handles"] == "yt:b; x:a"
    assert row["followers"] == "30"
    assert row["email"] == "ann@example.org"
    assert row["why (table)"] == "also here | old friend"
    assert row["rank"] == "1"
    assert row["rank (table)"] == "7"
    assert row["link"].endswith("utm_source=yt&utm_medium=social&utm_campaign=go&utm_content=ann")


def test_an_empty_plan_has_a_header_and_no_rows() -> None:
    rows = [{"account": "ann", "followers": 10, "clicks": 1, "effort": 99, "acceptance": 1}]
    assert shortlist(rows) == []


def test_sources_stand_beside_the_numbers() -> None:
    (row,) = shortlist([{"account": "ann", "followers": 2000, "effort": 1}])
    assert row["effort_from"] == "given: column effort"
    assert row["acceptance_from"].startswith("default: ")
    assert row["value_from"].startswith("default: ")
