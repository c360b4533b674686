"""Tables with semicolons, whose numbers show the decimal mark: read as the same table with commas and points."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seeder import run_scenario
from seeder.errors import ScenarioError
from seeder.scenario import Scenario, read_scenario
from seeder.scenario.audiences.follower_list import FollowerList
from seeder.scenario.audiences.overlaps import Overlaps
from seeder.scenario.document.settings import Setting

DOCUMENT = "name: Semicolons\nobjective: clicks\nbudget: {effort: 40}\naccounts: accounts.csv\n"
COMMAS = "is read with ; between cells and , as decimal mark"
POINTS = "is read with ; between cells and . as decimal mark"


def _read(folder: Path, accounts: str, more: str = "", **tables: str) -> Scenario:
    (folder / "scenario.yaml").write_text(DOCUMENT + more)
    for name, text in {"accounts": accounts, **tables}.items():
        (folder / f"{name}.csv").write_text(text)
    return read_scenario(folder)


def _notes(scenario: Scenario) -> list[str]:
    return [note.text for note in scenario.notes if " is read with ; " in note.text]


def test_accounts_with_decimal_commas(tmp_path: Path) -> None:
    table = (
        "account;followers;clicks;acceptance;effort;topics;views;price\n"
        'ann;12.000;1.234,5;12,5%;0,5;"food;travel";1.500,5;99,90\n'
        "bob;1,5M;,5;0,05;1;;2,5E+3;1.200\n"
    )
    scenario = _read(tmp_path, table, "rules: {exclude: [bob], groups: [{where: price > 99.5, at_most: 1}]}\n")
    accounts = scenario.accounts
    assert accounts.followers.tolist() == [12_000, 1_500_000]
    assert accounts.clicks.tolist() == [1234.5, 0.5]
    assert accounts.acceptance.tolist() == [0.125, 0.05]
    assert accounts.effort.tolist() == [0.5, 1.0]
    assert accounts.topics == ("food;travel", "")
    assert accounts.carried["price"] == ("99,90", "1.200")
    assert scenario.group_accounts[0].tolist() == [True, True]
    assert scenario.evidence.signals is not None
    assert scenario.evidence.signals.views.tolist() == [1500.5, 2500]
    assert _notes(scenario) == [f"accounts.csv {COMMAS}"]


def test_accounts_with_decimal_points(tmp_path: Path) -> None:
    scenario = _read(tmp_path, "account;followers;clicks\nann;12,000;1,234.5\nbob;1.5M;1,234\n")
    assert scenario.accounts.followers.tolist() == [12_000, 1_500_000]
    assert scenario.accounts.clicks.tolist() == [1234.5, 1234]
    assert _notes(scenario) == [f"accounts.csv {POINTS}"]


def test_whole_numbers_show_no_mark(tmp_path: Path) -> None:
    scenario = _read(tmp_path, "account;followers\nann;12000\nbob;1500\n")
    assert _notes(scenario) == ["accounts.csv is read with ; between cells"]


def test_thousands_of_people_show_the_comma(tmp_path: Path) -> None:
    scenario = _read(tmp_path, "account;followers;clicks\nann;1.234;2.500\n")
    assert scenario.accounts.followers.tolist() == [1234]
    assert scenario.accounts.clicks.tolist() == [2500]


@pytest.mark.parametrize("table", ["ann;1,234;5\n", "ann;5000;1.234\n", "ann;5000;1,234\n"])
def test_what_may_be_read_both_ways_is_one_issue(table: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as raised:
        _read(tmp_path, f"account;followers;clicks\n{table}")
    assert len(raised.value.issues) == 1
    assert "a thousand times more or less" in str(raised.value)


def test_a_bare_table_and_its_digest(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_bytes("\ufeffaccount;followers;clicks\r\nann;12.000;20,5\r\nbob;900;3\r\n".encode())
    plain = tmp_path / "plain.csv"
    plain.write_text("account,followers,clicks\nann,12000,20.5\nbob,900,3\n")
    budget = [Setting(("budget", "effort"), "2", "--budget effort=2")]
    found, expected = (run_scenario(read_scenario(path, settings=budget)) for path in (table, plain))
    assert found.plan.value == expected.plan.value
    assert found.scenario.inputs[0].size == table.stat().st_size


def test_every_table_of_a_scenario(tmp_path: Path) -> None:
    def read(folder: Path, *, commas: bool) -> Scenario:
        tables = {
            "accounts": "account;followers;effort\nann;12000;0,5\nbob;900;1\n",
            "overrides": "account;approach;acceptance;cash\nann;ask;0,25;1.250,5\n",
            "segments": "segment;people;interested;weight\nyoung;10.000;0,5;1,5\n",
            "memberships": "handle;segment;share;fit\nann;young;12,5%;1,5\n",
            "posts": "handle;clicks;impressions\nann;1.200;5000\n",
            "asks": "account;asked;accepted\nbob;1.250;50\n",
        }
        if not commas:
            swap = str.maketrans({".": None, ",": ".", ";": ","})
            tables = {name: text.translate(swap) for name, text in tables.items()}
        folder.mkdir()
        more = (
            "approaches: {ask: {costs: {cash: 1}}}\noverrides: overrides.csv\n"
            "audience: {kind: segments, table: segments.csv, memberships: memberships.csv}\n"
            "evidence: {posts: posts.csv, asks: asks.csv}\n"
        )
        return _read(folder, tables.pop("accounts"), more, **tables)

    found, expected = read(tmp_path / "commas", commas=True), read(tmp_path / "points", commas=False)
    for name in ("accounts", "overrides", "memberships"):
        assert f"{name}.csv {COMMAS}" in _notes(found)
    assert len(_notes(found)) == 6
    assert not _notes(expected)
    assert found.overrides.costs["cash"].tolist() == [1250.5]
    assert run_scenario(found).plan.to_document() == run_scenario(expected).plan.to_document()


def test_overlaps_keep_the_precision_of_their_numbers(tmp_path: Path) -> None:
    accounts = "account,followers\nann,20000\nbob,9000\ncy,8000\n"
    more = "audience: {kind: overlaps, table: overlaps.csv}\n"
    found, expected = (
        _read(tmp_path, accounts, more, overlaps=text).audience
        for text in (
            "a;b;shared;share_of_a\nann;bob;1,2k;\nann;cy;;12,5%\n",
            "a,b,shared,share_of_a\nann,bob,1.2k,\nann,cy,,12.5%\n",
        )
    )
    assert isinstance(found, Overlaps)
    assert isinstance(expected, Overlaps)
    np.testing.assert_array_equal(found.low, expected.low)
    np.testing.assert_array_equal(found.high, expected.high)


@pytest.mark.parametrize("header", ["handle;person;tie", '"handle";"person";"tie"', "\nhandle;person;tie;\n"])
def test_follower_lists(header: str, tmp_path: Path) -> None:
    more = "audience: {kind: followers, table: followers.csv, people: people.csv}\n"
    scenario = _read(
        tmp_path,
        "account,followers\nann,2\nbob,1\n",
        more,
        followers=f"{header}\nann;x;0,5\nann;y;1,0\nbob;x;1.250,5\n",
        people="person;weight;interested\nx;2,5;0,25\ny;1;1\n",
    )
    listed = scenario.audience
    assert isinstance(listed, FollowerList)
    assert listed.tie is not None
    assert sorted(listed.tie.tolist()) == [0.5, 1.0, 1250.5]
    assert sorted(listed.weight.tolist()) == [1.0, 2.5]
    assert _notes(scenario) == [f"people.csv {COMMAS}", f"followers.csv {COMMAS}"]


def test_what_is_wrong_in_a_follower_list_of_semicolons_has_its_line(tmp_path: Path) -> None:
    more = "audience: {kind: followers, table: followers.csv}\n"
    with pytest.raises(ScenarioError, match=r"followers.csv:3:tie: tie is '-1,5'"):
        _read(
            tmp_path,
            "account,followers\nann,2\n",
            more,
            followers="handle;person;tie\nann;x;0,5\nann;y;-1,5\n",
        )
    with pytest.raises(ScenarioError, match=r"followers.csv:1:tie: tie is '1.234': that may be"):
        _read(tmp_path, "account,followers\nann,2\n", more, followers="handle;person;tie\nann;x;1.234\n")
