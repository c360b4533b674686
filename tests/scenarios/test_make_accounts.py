from __future__ import annotations

import csv
import io
import runpy
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
MADE = ("apartment-app", "one-celebrity-or-250")


def tables_of(name: str) -> dict[str, str]:
    script = runpy.run_path(str(SCENARIOS / name / "make_accounts.py"), run_name="make_accounts")
    tables: dict[str, str] = script["make_tables"]()
    return tables


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", MADE)
def test_the_script_makes_the_shipped_bytes(name: str) -> None:
    tables = tables_of(name)
    assert tables == tables_of(name)
    for file, text in tables.items():
        assert (SCENARIOS / name / file).read_bytes() == text.encode(), f"{name}/{file} is not what its script makes"


@pytest.mark.parametrize("name", MADE)
def test_main_writes_beside_the_script(name: str, tmp_path: Path) -> None:
    script = tmp_path / "make_accounts.py"
    script.write_bytes((SCENARIOS / name / "make_accounts.py").read_bytes())
    runpy.run_path(str(script), run_name="__main__")
    for file in tables_of(name):
        assert (tmp_path / file).read_bytes() == (SCENARIOS / name / file).read_bytes()


@pytest.mark.parametrize("name", MADE)
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
    assert any(not row["followers"] and row["clicks"] for row in rows)
    assert any(not row["name"].isascii() for row in rows)
    pairs = rows_of(tables["approaches.csv"])
    assert {pair["account"] for pair in pairs} <= accounts
    assert {pair["available"] for pair in pairs} == {"", "yes", "no"}
