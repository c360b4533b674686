from __future__ import annotations

import csv
import io
import runpy
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
MADE = {path.parent.name: path.name for path in sorted(SCENARIOS.glob("*/make_*.py"))}
WITH_ACCOUNTS = tuple(name for name, script in MADE.items() if script == "make_accounts.py")


@cache
def tables_of(name: str) -> dict[str, str]:
    script = runpy.run_path(str(SCENARIOS / name / MADE[name]), run_name="made")
    tables: dict[str, str] = script["make_tables"]()
    return tables


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_all_scripts_are_known() -> None:
    assert set(MADE) == {
        "apartment-app",
        "book-launch",
        "everywhere-or-niche",
        "from-a-spreadsheet",
        "one-celebrity-or-250",
    }


@pytest.mark.parametrize("name", MADE)
def test_the_script_makes_the_shipped_bytes(name: str) -> None:
    tables = tables_of(name)
    for file, text in tables.items():
        assert (SCENARIOS / name / file).read_bytes() == text.encode(), f"{name}/{file} is not what its script makes"


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
def test_main_writes_beside_the_script(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(SCENARIOS / name, folder)
    made = list(tables_of(name))
    for file in made:
        (folder / file).unlink()
    runpy.run_path(str(folder / MADE[name]), run_name="__main__")
    for file in made:
        assert (folder / file).read_bytes() == (SCENARIOS / name / file).read_bytes()


@pytest.mark.parametrize("name", WITH_ACCOUNTS)
def test_handles_stand_once_and_addresses_lead_nowhere(name: str) -> None:
    rows = rows_of(tables_of(name)["accounts.csv"])
    handles = [(row["platform"], row.get("handle") or row["account"]) for row in rows]
    assert len(set(handles)) == len(handles)
    assert all(row["email"].endswith(("@example.org", "@example.com")) for row in rows if row["email"])


def test_the_claim_of_one_celebrity_stands_in_the_table() -> None:
    celebrity, *bloggers = rows_of(tables_of("one-celebrity-or-250")["accounts.csv"])
    assert len(bloggers) == 250
    assert {(row["followers"], row["clicks"]) for row in bloggers} == {("2874", "50")}
    followers, clicks = int(celebrity["followers"]), int(celebrity["clicks"])
    assert (followers, clicks) == (2500 * 2874, 250 * 50)
    assert clicks / followers == pytest.approx(50 / 2874 / 10)


def test_the_apartment_app_has_the_variety_that_it_is_there_for() -> None:
    tables = tables_of("apartment-app")
    rows = rows_of(tables["accounts.csv"])
    accounts = {row["account"] for row in rows}
    assert len(accounts) == 1000
    assert len(rows) > 1050
    assert {row["platform"] for row in rows} == {"x", "instagram", "youtube"}
    assert len(tables["accounts.csv"].encode()) < 150_000
    for column, least, most in (("clicks", 0.3, 0.6), ("acceptance", 0.15, 0.5), ("introducer", 0.03, 0.15)):
        assert least < sum(bool(row[column]) for row in rows) / len(rows) < most
    assert {mark for row in rows for mark in "kM,%" if mark in row["followers"] + row["acceptance"]} == set("kM,%")
    assert all(row["followers"] for row in rows)
    assert any(not row["name"].isascii() for row in rows)
    pairs = rows_of(tables["approaches.csv"])
    assert {pair["account"] for pair in pairs} <= accounts
    assert {pair["available"] for pair in pairs} == {"", "yes", "no"}


def test_the_apartment_apps_city_is_written_as_people_write() -> None:
    tables = tables_of("apartment-app")
    segments = rows_of(tables["segments.csv"])
    assert len(segments) == 25
    assert {mark for row in segments for mark in ",%." if mark in row["people"] + row["interested"]} == set(",%.")
    assert any(not row["interested"] for row in segments)
    memberships = rows_of(tables["memberships.csv"])
    assert len(tables["memberships.csv"].encode()) < 300_000
    assert {bool(row["share"]) + bool(row["followers"]) for row in memberships} == {1}
    assert {row["segment"] for row in memberships} == {row["segment"] for row in segments}
    assert {"", "0.7", "1.2", "1.5", "1.8"} == {row["fit"] for row in memberships}


def test_the_claim_of_a_brand_everywhere_stands_in_the_tables() -> None:
    tables = tables_of("everywhere-or-niche")
    one, other, *circles = rows_of(tables["accounts.csv"])
    assert [(row["followers"], row["clicks"]) for row in (one, other)] == [
        ("6,000,000", "10,600"),
        ("7,000,000", "12,400"),
    ]
    assert len(circles) == 120
    assert all(len(text.encode()) < 300_000 for text in tables.values())
    for name in ("followers.csv", "followers-saturated.csv"):
        rows = rows_of(tables[name])
        assert len({(row["handle"], row["person"]) for row in rows}) == len(rows)
        followers: dict[str, set[str]] = {}
        for row in rows:
            followers.setdefault(row["handle"], set()).add(row["person"])
        people, others = followers["verdora"], followers["verdora.home"]
        assert (len(people), len(others), len(people & others)) == (6_000, 7_000, 4_200)


def test_the_book_world_is_a_panel_with_ties_and_people() -> None:
    tables = tables_of("book-launch")
    follows, people = rows_of(tables["followers.csv"]), rows_of(tables["people.csv"])
    assert len(tables["followers.csv"].encode()) < 750_000
    panel = {row["person"] for row in follows}
    assert len(panel) == 18_616
    assert {row["person"] for row in people} <= panel
    assert any(row["person"].startswith("0") for row in people)
    assert set(Counter(row["tie"] for row in follows)) == {"", "2", "0.2"}
    assert {row["weight"] for row in people} == {"", "0", "4", "8", "20"}
    assert {row["platform"] for row in follows if row["handle"] == "agnes.rook"} == {"newsletter", "x"}
