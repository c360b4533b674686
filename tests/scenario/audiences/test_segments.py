"""Segments and memberships: what a table means, and every row that means nothing is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from bad_inputs.bad_documents import ACCOUNTS, DOCUMENT

from seeder.errors import ScenarioError
from seeder.scenario import Scenario, read_scenario
from seeder.scenario.audiences.segments import Segments

ACCOUNTS_FRAME = pd.DataFrame(
    {
        "account": ["alice", "bob", "bob", "carol"],
        "handle": ["al", "bo.yt", "bo.tt", "ca"],
        "platform": ["instagram", "youtube", "tiktok", "instagram"],
        "followers": [2000, 90000, 700, 40],
    }
)
SEGMENTS: dict[str, list[Any]] = {"segment": ["students", "parents"], "people": [1000, "2k"]}
MEMBERSHIPS: dict[str, list[Any]] = {"handle": ["al"], "segment": ["students"], "share": [0.1]}


def _scenario(
    segments: dict[str, list[Any]] = SEGMENTS,
    memberships: dict[str, list[Any]] = MEMBERSHIPS,
    *,
    accounts: pd.DataFrame = ACCOUNTS_FRAME,
    outside: str | None = None,
    **keys: Any,
) -> Scenario:
    return Scenario.from_frames(
        accounts,
        segments=pd.DataFrame(segments),
        memberships=pd.DataFrame(memberships),
        audience={"kind": "segments", **({} if outside is None else {"outside": outside})},
        budget={"effort": 1},
        **keys,
    )


def _segments(*tables: dict[str, list[Any]], **keys: Any) -> Segments:
    audience = _scenario(*tables, **keys).audience
    assert isinstance(audience, Segments)
    return audience


def _told(*tables: dict[str, list[Any]], **keys: Any) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError) as raised:
        _scenario(*tables, **keys)
    return [(str(issue.place).replace(" (frame)", ""), issue.found) for issue in raised.value.issues]


def _members(**columns: list[Any]) -> dict[str, list[Any]]:
    """Rows of students with what is given; the handle is al, the share 0.1."""
    size = len(next(iter(columns.values())))
    return {"handle": ["al"] * size, "segment": ["students"] * size, "share": [0.1] * size, **columns}


def _two(**columns: list[Any]) -> dict[str, list[Any]]:
    """Two rows of students, of al and of bo.yt, with what is given."""
    return _members(**{"handle": ["al", "bo.yt"], **columns})


class TestMeaning:
    """What sound tables are read as."""

    def test_everything_given(self) -> None:
        read = _segments(
            {**SEGMENTS, "interested": ["20%", None], "weight": [3, None]},
            {
                "handle": ["bo.tt", "alice", "al", "bo.yt"],
                "segment": ["parents", "students", "parents", "students"],
                "share": [None, "25%", 0, None],
                "followers": ["0.5k", None, None, 1000],
                "fit": [None, 2, 0, 0.5],
            },
        )
        assert read.segment_id == ("students", "parents")
        assert read.people.tolist() == [1000, 2000]
        assert read.weight.tolist() == [3, 1]
        np.testing.assert_array_equal(read.interested, [0.2, np.nan])
        assert read.membership_handle.tolist() == [2, 0, 0, 1]
        assert read.membership_segment.tolist() == [1, 0, 1, 0]
        assert read.share.tolist() == [0.25, 0.25, 0, 1]
        assert read.fit.tolist() == [1, 2, 0, 0.5]
        assert read.outside_is_ignored is False

    def test_only_what_is_required(self) -> None:
        read = _segments()
        assert read.weight.tolist() == [1, 1]
        assert np.isnan(read.interested).all()
        assert read.fit.tolist() == [1]

    def test_followers_alone_need_no_column_of_shares(self) -> None:
        assert _segments(SEGMENTS, {"handle": ["al"], "segment": ["parents"], "followers": [500]}).share == 0.25

    @pytest.mark.parametrize(("outside", "is_ignored"), [(None, False), ("separate", False), ("ignore", True)])
    def test_people_outside_are_separate_unless_they_are_ignored(self, outside: str | None, is_ignored: bool) -> None:
        assert _segments(outside=outside).outside_is_ignored is is_ignored

    @pytest.mark.parametrize(
        ("share", "followers", "taken"),
        [
            ("33%", 333, 0.333),
            (0.33, 326, 0.326),
            ("0.3", 305, 0.305),
            ("0.333", 333, 0.333),
            (0, 4, 0.004),
            (1, 996, 0.996),
            (0.1, 100, 0.1),
            ("0.1000", 101, 0.101),
        ],
    )
    def test_share_and_followers_agree_but_for_rounding_and_the_followers_count(
        self, share: object, followers: int, taken: float
    ) -> None:
        assert _segments(SEGMENTS, _members(share=[share], followers=[followers])).share.tolist() == [taken]

    def test_a_segment_of_nobody_is_fine_and_is_noted(self) -> None:
        scenario = _scenario({"segment": ["students"], "people": [0]}, _members(share=[0.5, None], followers=[None, 0])
                             | {"handle": ["al", "ca"]})  # fmt: skip
        assert isinstance(scenario.audience, Segments)
        assert scenario.audience.share.tolist() == [0.5, 0]
        (note,) = scenario.notes
        assert str(note) == "segments (frame):1:segment: the segment 'students' has no people: it has no effect"

    def test_a_segment_without_a_membership_is_noted(self) -> None:
        (note,) = _scenario().notes
        assert str(note) == "segments (frame):2:segment: the segment 'parents' has no membership: it has no effect"

    def test_a_handle_without_a_membership_is_noted_where_people_outside_are_ignored(self) -> None:
        texts = [str(note) for note in _scenario(outside="ignore").notes]
        assert any(
            "accounts (frame):2: the handle 'bo.yt' has no membership, like 2 more: asking it would bring nothing"
            in text
            for text in texts
        )
        assert not any("would bring nothing" in str(note) for note in _scenario().notes)

    def test_people_up_to_the_followers_and_one_more_are_fine(self) -> None:
        memberships: dict[str, list[Any]] = {
            "handle": ["ca", "ca"],
            "segment": ["students", "parents"],
            "followers": [20, 21],
        }
        assert _segments(SEGMENTS, memberships).share.tolist() == [0.02, 0.0105]

    def test_a_millionth_of_the_followers_more_is_fine(self) -> None:
        accounts = pd.DataFrame({"account": ["a"], "followers": [10_000_000]})
        segments: dict[str, list[Any]] = {"segment": ["all"], "people": [20_000_000]}
        sound: dict[str, list[Any]] = {"handle": ["a"], "segment": ["all"], "followers": [10_000_010]}
        assert _segments(segments, sound, accounts=accounts).share > 0.5
        excess = {**sound, "followers": [10_000_011]}
        assert [place for place, _ in _told(segments, excess, accounts=accounts)] == ["memberships:1:followers"]

    def test_names_that_are_whole_numbers(self) -> None:
        accounts = pd.DataFrame({"account": [7, 8], "followers": [5000, 6000]})
        read = _segments(
            {"segment": [1, 2], "people": [10, 20]},
            {"handle": [8], "segment": [2], "share": [1]},
            accounts=accounts,
        )
        assert (read.membership_handle.tolist(), read.membership_segment.tolist()) == ([1], [1])

    @pytest.mark.parametrize(("objective", "noted"), [("reach", True), ("clicks", False), ("conversions", False)])
    def test_what_is_unused_for_reach_is_noted(self, objective: str, noted: bool) -> None:
        scenario = _scenario(
            {**SEGMENTS, "interested": [0.5, None]}, _members(fit=[2]), objective=objective, interested=0.3
        )
        texts = [str(note) for note in scenario.notes]
        for start in (
            "argument interested: 'interested'",
            "segments (frame): 'interested'",
            "memberships (frame): 'fit'",
        ):
            assert any(text.startswith(f"{start} has no effect with the objective reach") for text in texts) == noted

    def test_misspelt_columns_are_noted(self) -> None:
        scenario = _scenario({**SEGMENTS, "wieght": [1, 2], "remark": ["x", "y"]}, _members(Fit=[2]))
        texts = [str(note) for note in scenario.notes]
        assert "segments (frame): the column 'wieght' is not read; did you mean 'weight'?" in texts
        assert "memberships (frame): the column 'Fit' is not read; did you mean 'fit'?" in texts
        assert not any("remark" in text for text in texts)


class TestIssues:
    """What is refused, and where."""

    @pytest.mark.parametrize(
        ("segments", "place", "found"),
        [
            ({"segment": ["students", None]}, "segments:2:segment", "segment is blank"),
            ({"segment": ["students", "students"]}, "segments:2:segment", "'students' is already on line 1"),
            ({"people": [1000, None]}, "segments:2:people", "people is blank"),
            ({"people": [1000, -1]}, "segments:2:people", "people is -1"),
            ({"people": [1000, 2.5]}, "segments:2:people", "people is 2.5"),
            ({"people": [1000, "many"]}, "segments:2:people", "people is 'many'"),
            ({"interested": [None, 0]}, "segments:2:interested", "interested is 0"),
            ({"interested": [None, 1.01]}, "segments:2:interested", "interested is 1.01"),
            ({"interested": [None, -0.5]}, "segments:2:interested", "interested is -0.5"),
            ({"weight": [None, -1]}, "segments:2:weight", "weight is -1"),
        ],
    )
    def test_of_a_segment(self, segments: dict[str, list[Any]], place: str, found: str) -> None:
        ((told_place, told_found),) = _told({**SEGMENTS, **segments})
        assert told_place == place
        assert found in told_found

    @pytest.mark.parametrize(
        ("memberships", "place", "found"),
        [
            (_members(handle=["al", ""]), "handle", "handle is blank"),
            (_members(handle=["al", "bo"]), "handle", "unknown handle 'bo'"),
            (_members(handle=["al", "bob"]), "handle", "the account 'bob' has 2 handles"),
            (_members(handle=["al", "ca"], platform=["", "tiktok"]), "platform", "'ca' is not on 'tiktok'"),
            (_members(segment=["students", None]), "segment", "segment is blank"),
            (_members(segment=["students", "studnets"]), "segment", "unknown segment 'studnets'"),
            (_members(segment=["students", "students"]), "segment", "is already on line 1"),
            (_members(handle=["al", "alice"]), "segment", "the pair 'alice', 'students' is already on line"),
            (_two(share=[0.1, None]), "share", "share is blank"),
            (_two(share=[0.1, None], followers=[None, None]), "share", "both are blank"),
            (_two(share=[0.1, 1.2]), "share", "share is 1.2"),
            (_two(share=[0.1, -0.1]), "share", "share is -0.1"),
            (_two(share=[0.1, None], followers=[None, 1001]), "followers", "'students' has only 1,000 people"),
            (_two(share=[0.1, None], followers=[None, 2.5]), "followers", "followers is 2.5"),
            (_two(share=[0.1, 0.1], followers=[None, 106]), "followers", "the share gives 100 of 1,000"),
            (_two(share=[0.1, "0.1000"], followers=[None, 102]), "followers", "followers is 102"),
            (_two(fit=[None, -1]), "fit", "fit is -1"),
            (_members(handle=["al", "ca"]), "share", "100 people in segments follow 'ca' on instagram"),
        ],
    )  # fmt: skip
    def test_of_a_membership(self, memberships: dict[str, list[Any]], place: str, found: str) -> None:
        ((told_place, told_found),) = _told(SEGMENTS, memberships)
        assert told_place == f"memberships:2:{place}"
        assert found in told_found

    def test_followers_in_a_segment_of_nobody(self) -> None:
        ((place, found),) = _told({"segment": ["students"], "people": [0]}, _members(share=[None], followers=[3]))
        assert (place, "has only 0 people" in found) == ("memberships:1:followers", True)

    def test_people_over_the_followers_are_told_once_a_handle_where_the_sum_passes_them(self) -> None:
        memberships: dict[str, list[Any]] = {
            "handle": ["ca", "al", "ca", "bo.tt", "ca"],
            "segment": ["a", "a", "b", "a", "c"],
            "share": [0.03, 0.1, 0.02, 0.8, 0.01],
        }
        with pytest.raises(ScenarioError) as raised:
            _scenario({"segment": ["a", "b", "c"], "people": [1000, 1000, 1000]}, memberships)
        first, second = raised.value.issues
        assert str(first.place) == "memberships (frame):3:share"
        assert first.found == "60 people in segments follow 'ca' on instagram, which has only 40 followers"
        assert first.way_out == "Correct its memberships, or the followers on line 4 of accounts (frame)"
        assert str(second.place) == "memberships (frame):4:share"

    def test_an_interested_of_0_is_what_a_weight_of_0_is_for(self) -> None:
        with pytest.raises(ScenarioError) as raised:
            _scenario({**SEGMENTS, "interested": [0, None]})
        assert "weight of 0" in raised.value.issues[0].way_out

    def test_neither_shares_nor_followers(self) -> None:
        with pytest.raises(ScenarioError) as raised:
            _scenario(SEGMENTS, {"handle": ["al"], "segment": ["students"], "Share": [0.1]})
        (issue,) = raised.value.issues
        assert (str(issue.place), issue.way_out) == (
            "memberships (frame):share",
            "Rename the column 'Share' to 'share'",
        )

    @pytest.mark.parametrize("table", ["segments", "memberships"])
    def test_no_rows(self, table: str) -> None:
        tables = {"segments": SEGMENTS, "memberships": MEMBERSHIPS}
        told = _told(*({key: [] for key in columns} if name == table else columns for name, columns in tables.items()))
        assert told == [(table, "the table has a header and no rows")]

    @pytest.mark.parametrize("objective", ["clicks", "conversions", "reach"])
    def test_blank_followers(self, objective: str) -> None:
        accounts = ACCOUNTS_FRAME.assign(followers=[2000, np.nan, 700, 40], clicks=5)
        assert _told(accounts=accounts, objective=objective) == [("accounts:2:followers", "followers is blank")]


class TestNoEcho:
    """What cannot be known because of one issue is no second one."""

    def test_of_accounts_that_cannot_be_read(self) -> None:
        told = _told(
            SEGMENTS,
            {"handle": ["zzz", None], "segment": ["studnets", "parents"], "share": [0.1, 2]},
            accounts=pd.DataFrame({"acount": ["alice"], "followers": [5]}),
        )
        assert [place for place, _ in told] == [
            "accounts:account",
            "memberships:1:segment",
            "memberships:2:handle",
            "memberships:2:share",
        ]

    def test_of_segments_that_cannot_be_read(self) -> None:
        told = _told({"segmnt": ["a"], "people": [-1], "weight": [-2]}, _members(handle=["zzz"]))
        assert [place for place, _ in told] == [
            "segments:segment",
            "segments:1:people",
            "segments:1:weight",
            "memberships:1:handle",
        ]

    def test_of_people_at_fault(self) -> None:
        told = _told(
            {"segment": ["students", "parents"], "people": ["x", None]},
            {"handle": ["ca", "ca"], "segment": ["students", "parents"], "share": [1, 1], "followers": [7, 9]},
        )
        assert [place for place, _ in told] == ["segments:1:people", "segments:2:people"]

    def test_of_followers_at_fault(self) -> None:
        told = _told(accounts=ACCOUNTS_FRAME.assign(followers=["x", 90000, 700, 40]))
        assert [place for place, _ in told] == ["accounts:1:followers"]

    def test_of_a_share_at_fault(self) -> None:
        told = _told(SEGMENTS, _members(share=["x"], followers=[50]))
        assert [place for place, _ in told] == ["memberships:1:share"]

    def test_of_an_account_twice(self) -> None:
        accounts = pd.DataFrame({"account": ["alice"] * 2, "handle": ["al"] * 2, "followers": [2000, 2000]})
        for name in ("alice", "al"):
            told = _told(SEGMENTS, _members(handle=[name]), accounts=accounts)
            assert [place for place, _ in told] == ["accounts:2:handle"]


class TestFiles:
    """Tables that are files."""

    TEXT = DOCUMENT + "audience: {kind: segments, table: s.csv, memberships: m.csv}\n"
    MEMBERSHIPS = "handle,segment,share\nbob.yt,students,10%\n\nalice,students,0.2\n"

    def write(self, folder: Path, text: str = TEXT, **tables: str) -> Path:
        whole = {
            "scenario.yaml": text,
            "accounts.csv": ACCOUNTS,
            "s.csv": "segment,people\nstudents,5k\n",
            "m.csv": self.MEMBERSHIPS,
            **{f"{name}.csv": content for name, content in tables.items()},
        }
        for name, content in whole.items():
            (folder / name).write_text(content)
        return folder

    def test_are_read_and_put_down_as_inputs(self, tmp_path: Path) -> None:
        scenario = read_scenario(self.write(tmp_path))
        assert isinstance(scenario.audience, Segments)
        assert scenario.audience.share.tolist() == [0.1, 0.2]
        assert [file.name for file in scenario.inputs] == ["scenario.yaml", "accounts.csv", "s.csv", "m.csv"]

    def test_may_be_parquet(self, tmp_path: Path) -> None:
        duckdb = pytest.importorskip("duckdb")
        self.write(tmp_path, self.TEXT.replace("m.csv", "m.parquet"))
        source, target = str(tmp_path / "m.csv"), str(tmp_path / "m.parquet")
        duckdb.sql(f"COPY (SELECT handle, segment, 0.25 AS share FROM '{source}') TO '{target}'")
        audience = read_scenario(tmp_path).audience
        assert isinstance(audience, Segments)
        assert audience.share.tolist() == [0.25, 0.25]

    def test_have_places_by_line(self, tmp_path: Path) -> None:
        self.write(tmp_path, m=self.MEMBERSHIPS.replace("0.2", "1.2"), s="segment,people\nstudents,-1\n")
        with pytest.raises(ScenarioError) as raised:
            read_scenario(tmp_path)
        assert [str(issue.place) for issue in raised.value.issues] == ["s.csv:2:people", "m.csv:4:share"]

    def test_that_the_document_does_not_name_are_not_missed_twice(self, tmp_path: Path) -> None:
        self.write(
            tmp_path, DOCUMENT + "audience: {kind: segments, memberships: m.csv}\n", m="handle,segment,share\nzz,a,3\n"
        )
        with pytest.raises(ScenarioError) as raised:
            read_scenario(tmp_path)
        assert [str(issue.place) for issue in raised.value.issues] == [
            "scenario.yaml:5:11", "m.csv:2:handle", "m.csv:2:share"
        ]  # fmt: skip
