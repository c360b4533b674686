"""Lists of the user's own, in the forms in which people keep them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import seeder
from seeder.errors import ScenarioError
from seeder.importing.own_list import read_own_list

ACCOUNTS = pd.DataFrame(
    {
        "account": ["Ann Lee", "bob", "the.star", "twin (x)", "twin (tiktok)"],
        "platform": ["instagram", "instagram", "x", "x", "tiktok"],
        "handle": ["ann.lee", "bob", "the.star", "twin", "twin"],
        "followers": [2000, 900, 2_000_000, 10, 20],
        "clicks": [50, 20, 900, 1, 2],
    }
)
APPROACHES = {"mail": {"acceptance": 0.5, "effort": 1}, "agent": {"acceptance": 0.1, "effort": 4}}


def listed(text: str, tmp_path: Path, name: str = "mine.csv") -> list[str | tuple[str, str]]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    scenario = seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 4}, approaches=APPROACHES)
    return read_own_list(path, scenario)


def issues_of(text: str, tmp_path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        listed(text, tmp_path)
    return [f"{issue.place.line}:{issue.place.column}: {issue.found}. {issue.way_out}" for issue in caught.value.issues]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("account\nbob\nAnn Lee\n", ["bob", "Ann Lee"]),
        ("bob\nAnn Lee\n", ["bob", "Ann Lee"]),
        ("Who\n@the.star\n@ann.lee\n", ["the.star", "Ann Lee"]),
        ("bob\n", ["bob"]),
        ("Name;Profil\nAnnie;https://www.instagram.com/ann.lee/\nRob;instagram.com/bob\n", ["Ann Lee", "bob"]),
        ("account,approach\nbob,agent\nAnn Lee,\n", [("bob", "agent"), "Ann Lee"]),
        ("how,handle\nmail,BOB\nagent,ann.lee\n", [("bob", "mail"), ("Ann Lee", "agent")]),
        ("account,note\nbob,mail him\n\nbob,again\n", ["bob"]),
        ("account,approach\nbob,\nbob,mail\n", [("bob", "mail")]),
        ("link\nhttps://www.tiktok.com/@twin\n", ["twin (tiktok)"]),
        ("account\ntwin (x)\n", ["twin (x)"]),
        ("account\n@Bob\n@bob\n", ["bob"]),
    ],
)
def test_lists_are_read(text: str, expected: list[str], tmp_path: Path) -> None:
    assert listed(text, tmp_path) == expected


def test_one_that_is_written_the_same_is_meant(tmp_path: Path) -> None:
    """Two accounts that differ only in case are two; with the @ of handles before it, either is found."""
    twins = pd.DataFrame({"account": ["LenaLiest", "lenaliest"], "followers": [200, 100], "clicks": [2, 1]})
    scenario = seeder.Scenario.from_frames(twins, budget={"effort": 4}, approaches=APPROACHES)
    (tmp_path / "mine.csv").write_text("handle\n@lenaliest\n", "utf-8")
    assert read_own_list(tmp_path / "mine.csv", scenario) == ["lenaliest"]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    pd.DataFrame({"Handle": ["@bob", "the.star"], "Fee": [3, 4]}).to_excel(tmp_path / "mine.xlsx", index=False)
    scenario = seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 4}, approaches=APPROACHES)
    assert read_own_list(tmp_path / "mine.xlsx", scenario) == ["bob", "the.star"]


def test_a_shortlist_is_a_list(tmp_path: Path) -> None:
    run = seeder.solve(ACCOUNTS, budget=4, approaches=APPROACHES)
    seeder.write_run(run, tmp_path / "run")
    found = read_own_list(tmp_path / "run" / "shortlist.csv", run.scenario)
    assert found == [(pick.account, pick.approach) for pick in run.plan.picks]


def test_what_is_wrong_is_named_with_its_place(tmp_path: Path) -> None:
    assert issues_of("account,approach\nbobb,mail\nAnn Lee,mial\n", tmp_path) == [
        "2:account: unknown account 'bobb'. Did you mean 'bob'?",
        "3:approach: unknown approach 'mial'. Did you mean 'mail'?",
    ]
    assert issues_of("account\nbob\n@twin\n", tmp_path) == [
        "3:account: '@twin' may be 'twin (tiktok)' and 'twin (x)'. Write the account as it is in the accounts table"
    ]
    assert issues_of("account,approach\nbob,mail\nbob,agent\n", tmp_path) == [
        "3:account: 'bob' is listed with two approaches, 'mail' and 'agent'. Keep one of the two rows"
    ]


def test_a_misspelt_first_account_is_no_header(tmp_path: Path) -> None:
    assert issues_of("the.sttar\nbob\nAnn Lee\n", tmp_path)[0].endswith("Did you mean 'the.star'?")


def test_a_table_of_other_accounts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no cell names an account of the scenario; the first cell is"):
        listed("name,size\nzed,4\n", tmp_path)
    with pytest.raises(ScenarioError, match="there is no such file"):
        read_own_list(tmp_path / "none.csv", seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 4}))
