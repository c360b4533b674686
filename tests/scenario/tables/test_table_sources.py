"""Tables from files and frames: what a table lacks hides nothing else of it, and every frame is used."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from bad_inputs.bad_audiences import MEMBERSHIPS, SEGMENTS, WITH_SEGMENTS
from bad_inputs.bad_documents import ACCOUNTS, DOCUMENT

from seeder.errors import Place, ScenarioError
from seeder.scenario import Scenario, read_scenario
from seeder.scenario.audiences.follower_list import FollowerList
from seeder.scenario.audiences.segments import Segments
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.table_sources import FileTables

FRAME = pd.DataFrame({"account": ["alice", "bob"], "followers": [20, 30]})
FRAMES = {
    "segments": pd.DataFrame({"segment": ["a"], "people": [10]}),
    "memberships": pd.DataFrame({"handle": ["alice"], "segment": ["a"], "share": [0.5]}),
    "followers": pd.DataFrame({"handle": ["alice", "bob", "bob"], "person": ["x", "x", "y"]}),
    "people": pd.DataFrame({"person": ["x", "y"], "weight": [1, 3]}),
}


def _write(folder: Path, **files: str) -> Path:
    whole = {"scenario.yaml": DOCUMENT, "accounts.csv": ACCOUNTS, **{f"{n}.csv": text for n, text in files.items()}}
    for name, content in whole.items():
        (folder / name).write_text(content)
    return folder


def _places(read: Any) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        read()
    return [str(issue.place) for issue in raised.value.issues]


class TestMissingColumns:
    """A required column that is missing is one issue, and the others are checked all the same."""

    def test_accounts_without_followers_are_accounts(self, tmp_path: Path) -> None:
        _write(tmp_path, accounts="account,Followers,effort\nalice,5,x\n,6,\n")
        rules = "rules: {exclude: [bob], groups: [{where: \"followers > 5 and platfrom == ''\", at_most: 1}]}\n"
        (tmp_path / "scenario.yaml").write_text(DOCUMENT + rules)
        assert _places(lambda: read_scenario(tmp_path)) == [
            "scenario.yaml:5:19",
            "scenario.yaml:5:42",
            "accounts.csv:1:followers",
            "accounts.csv:2:effort",
            "accounts.csv:3:account",
        ]

    def test_accounts_without_keys_have_cells(self, tmp_path: Path) -> None:
        _write(tmp_path, accounts="acount,followers,view\nalice,x,0.1\nbob,,7\n")
        (tmp_path / "scenario.yaml").write_text(DOCUMENT + "rules: {exclude: [nobody]}\n")
        assert _places(lambda: read_scenario(tmp_path)) == [
            "accounts.csv:1:account",
            "accounts.csv:2:followers",
            "accounts.csv:3:view",
        ]

    @pytest.mark.parametrize(
        ("table", "places"),
        [
            ("account,effort\nalcie,x\n", [":1:approach", ":2:account", ":2:effort"]),
            ("approach,effort\naks,x\n", [":1:account", ":2:approach", ":2:effort"]),
            ("Account,Approach,available\nalcie,aks,perhaps\n", [":1:account", ":1:approach", ":2:available"]),
        ],
    )
    def test_overrides(self, table: str, places: list[str], tmp_path: Path) -> None:
        _write(tmp_path, approaches=table)
        (tmp_path / "scenario.yaml").write_text(DOCUMENT + "overrides: approaches.csv\n")
        assert _places(lambda: read_scenario(tmp_path)) == [f"approaches.csv{place}" for place in places]

    def test_memberships(self, tmp_path: Path) -> None:
        memberships = "hande,segment,share,fit\nalice,studnets,2,-1\n"
        _write(tmp_path, segments="segment,weight\nstudents,-1\n", memberships=memberships)
        (tmp_path / "scenario.yaml").write_text(WITH_SEGMENTS)
        assert _places(lambda: read_scenario(tmp_path)) == [
            "segments.csv:1:people",
            "segments.csv:2:weight",
            "memberships.csv:1:handle",
            "memberships.csv:2:segment",
            "memberships.csv:2:share",
            "memberships.csv:2:fit",
        ]

    def test_a_table_without_any_of_its_columns_is_not_read_on(self, tmp_path: Path) -> None:
        _write(tmp_path, accounts="alice,200\nbob,x\n")
        assert _places(lambda: read_scenario(tmp_path)) == ["accounts.csv:1:account", "accounts.csv:1:followers"]


class TestFiles:
    """Every file that is read is put down."""

    def test_a_follower_list_and_its_people(self, tmp_path: Path) -> None:
        files = {"followers": "handle,person\nalice.ig,x\nbob.yt,x\n", "people": "person,weight\nx,2\n"}
        _write(tmp_path, **files)
        text = DOCUMENT + "audience: {kind: followers, table: followers.csv, people: people.csv}\n"
        (tmp_path / "scenario.yaml").write_text(text)
        scenario = read_scenario(tmp_path)
        assert isinstance(scenario.audience, FollowerList)
        assert {file.name: file.digest for file in scenario.inputs} == {
            name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
            for name in ("scenario.yaml", "accounts.csv", "followers.csv", "people.csv")
        }

    def test_segments(self, tmp_path: Path) -> None:
        _write(tmp_path, segments=SEGMENTS, memberships=MEMBERSHIPS)
        (tmp_path / "scenario.yaml").write_text(WITH_SEGMENTS)
        names = [file.name for file in read_scenario(tmp_path).inputs]
        assert names == ["scenario.yaml", "accounts.csv", "segments.csv", "memberships.csv"]


class TestOutside:
    """People outside a list are left out where the list is complete, and only then by default."""

    @pytest.mark.parametrize(
        ("keys", "is_ignored"),
        [
            ({}, True),
            ({"sample": 1}, True),
            ({"sample": 0.5}, False),
            ({"sample": 0.5, "outside": "ignore"}, True),
            ({"outside": "separate"}, False),
            ({"outside": "ignore"}, True),
        ],
    )
    def test_of_a_follower_list(self, keys: dict[str, Any], is_ignored: bool) -> None:
        audience = {"kind": "followers", **keys}
        read = Scenario.from_frames(
            FRAME, budget={"effort": 1}, audience=audience, followers=FRAMES["followers"]
        ).audience
        assert isinstance(read, FollowerList)
        assert read.outside_is_ignored is is_ignored
        assert read.sample == keys.get("sample", 1)


class TestFrames:
    """Frames need no names in the document, and none is passed over in silence."""

    def read(self, kind: str, *tables: str, **keys: Any) -> Scenario:
        frames = {table: FRAMES[table] for table in tables}
        audience = {"kind": kind, **keys}
        return Scenario.from_frames(FRAME, budget={"effort": 1}, audience=audience, **frames)  # type: ignore[arg-type]

    def test_of_segments(self) -> None:
        assert isinstance(self.read("segments", "segments", "memberships").audience, Segments)

    def test_of_followers_with_and_without_people(self) -> None:
        without, beside = (
            self.read("followers", "followers").audience,
            self.read("followers", "followers", "people").audience,
        )
        assert isinstance(without, FollowerList)
        assert isinstance(beside, FollowerList)
        assert sorted(without.weight) == [1, 1]
        assert sorted(beside.weight) == [1, 3]

    def test_may_be_named_all_the_same(self) -> None:
        read = self.read("segments", "segments", "memberships", table="x.csv", memberships="y.csv")
        assert isinstance(read.audience, Segments)

    @pytest.mark.parametrize(
        ("kind", "tables", "place", "way_out"),
        [
            ("segments", ["segments"], "argument audience.memberships", "Pass memberships=frame"),
            ("segments", ["memberships"], "argument audience.table", "Pass segments=frame"),
            ("followers", [], "argument audience.table", "Pass followers=frame"),
            ("separate", ["segments"], "segments (frame)", "audience={'kind': 'segments'}"),
            ("segments", ["segments", "memberships", "people"], "people (frame)", "audience={'kind': 'followers'}"),
        ],
    )
    def test_that_are_missing_or_unused(self, kind: str, tables: list[str], place: str, way_out: str) -> None:
        with pytest.raises(ScenarioError) as raised:
            self.read(kind, *tables)
        (issue,) = raised.value.issues
        assert str(issue.place) == place
        assert way_out in issue.way_out

    @pytest.mark.parametrize("table", ["segments", "memberships"])
    def test_that_are_none(self, table: str) -> None:
        frames: dict[str, Any] = {"segments": FRAMES["segments"], "memberships": FRAMES["memberships"], table: [1]}
        with pytest.raises(ScenarioError) as raised:
            Scenario.from_frames(FRAME, budget={"effort": 1}, audience={"kind": "segments"}, **frames)
        (issue,) = raised.value.issues
        assert (str(issue.place), issue.found) == (f"{table} (frame)", "it is a list")

    def test_that_are_none_of_a_list(self) -> None:
        frames: dict[str, Any] = {"followers": {"handle": ["alice"]}}
        with pytest.raises(ScenarioError) as raised:
            Scenario.from_frames(FRAME, budget={"effort": 1}, audience={"kind": "followers"}, **frames)
        (issue,) = raised.value.issues
        assert (str(issue.place), issue.found) == ("followers (frame)", "it is a mapping")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_posts_may_be_more_than_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    monkeypatch.setattr("seeder.scenario.tables.table_sources.MOST_ROWS", 3)
    monkeypatch.setattr("seeder.scenario.tables.table_sources._MOST_ROWS_OF_LONG", 5)

    def read(kind: str, n_rows: int) -> tuple[bool, str]:
        columns: dict[str, Any] = (
            {"account": "a", "followers": 1} if kind == "accounts" else {"handle": "a", "clicks": 1}
        )
        frame = pd.DataFrame([columns] * n_rows)
        name, log = f"{kind}{n_rows}.{ending}", IssueLog()
        if ending == "csv":
            frame.to_csv(tmp_path / name, index=False)
        else:
            duckdb.sql(f"COPY frame TO '{tmp_path / name}'")
        table = FileTables(tmp_path, []).read(kind, name, Place("scenario.yaml"), log)
        return table is not None, " ".join(str(issue) for issue in log.issues)

    assert read("accounts", 3) == (True, "")
    assert not read("accounts", 4)[0]
    assert read("posts", 5) == (True, "")
    is_read, told = read("posts", 6)
    assert not is_read
    assert "A table may have at most 5 rows" in told
