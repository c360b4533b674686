"""The page of the first afternoon runs as it is written, from a messy workbook to a plan with fees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docs.documentation_page import DOCS, Page
from docs.first_afternoon_workbook import NEXT_MONTH, PLACE, write_workbook

import seeder

PAGE = Page("first-afternoon.md")


def test_the_page_runs_from_the_workbook_to_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "docs").mkdir()
    for workbook in DOCS.glob("first-afternoon*.xlsx"):
        shutil.copy(workbook, tmp_path / "docs")
    PAGE.follow(capsys)
    plan = seeder.read_run(tmp_path / "my-launch-run").plan
    asked = {pick["account"] for pick in plan["picks"]}
    assert asked
    assert not asked & {"dana.weiss", "gilmarten", "ivo_kern"}
    accounts = seeder.read_scenario("my-launch").accounts
    assert {"bo_backt", "jule.brand", "pia.lang"} <= set(accounts.account_id)
    assert accounts.topics[accounts.position["ada.liest"]] == "Bücher;Reisen"


@pytest.mark.parametrize("place", [PLACE, NEXT_MONTH], ids=["first", "next month"])
def test_each_workbook_is_what_its_script_makes(place: Path, tmp_path: Path) -> None:
    write_workbook(tmp_path / "again.xlsx", next_month=place == NEXT_MONTH)
    made, shipped = (seeder.import_table(path, all_sheets=True).columns for path in (tmp_path / "again.xlsx", place))
    assert made == shipped


def test_what_the_page_says_of_the_list_holds() -> None:
    found = seeder.import_table(PLACE, all_sheets=True)
    account = dict(zip(found.columns["handle"], found.columns["account"], strict=True))
    assert account["ada.liest"] == account["adaliest"]
    assert len(set(account.values())) == 14
    assert account["bo_backt"] != account["emil.vogt"]
    fees = dict(zip(found.columns["handle"], found.columns["fee"], strict=True))
    assert (fees["ivo_kern"], fees["fay_sommer"], fees["hana.roth"]) == ("", "0", "900")
