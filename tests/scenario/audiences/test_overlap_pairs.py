"""The pairs of an overlaps table: names, orders, and each pair once."""

# ruff: noqa: E501 (a case a line reads as the table that it is)

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from oracles.overlap_tables import accounts_of, scenario_of

from seeder.errors import ScenarioError
from seeder.scenario import Scenario
from seeder.scenario.audiences.overlaps import Overlaps

SIZES = [1000, 4000, 6000, 50]
ACCOUNTS = pd.DataFrame(
    {
        "account": ["alice", "bob", "bob", "carol", "dora", "dora"],
        "handle": ["al", "bo.yt", "bo.tt", "ca", "do", "do"],
        "platform": ["instagram", "youtube", "tiktok", "", "youtube", "tiktok"],
        "followers": [2000, 90000, 700, 40, 500, 600],
    }
)


def _rows(*rows: tuple[object, ...], columns: tuple[str, ...] = ("a", "b", "shared")) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


def _read(rows: pd.DataFrame) -> tuple[Overlaps, list[str]]:
    scenario = scenario_of(SIZES, rows)
    assert isinstance(scenario.audience, Overlaps)
    return scenario.audience, [str(note) for note in scenario.notes]


def _told(rows: pd.DataFrame, accounts: pd.DataFrame | None = None) -> list[tuple[str, str, str]]:
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_frames(
            accounts_of(SIZES) if accounts is None else accounts,
            overlaps=rows,
            audience={"kind": "overlaps"},
            budget={"effort": 1},
        )
    return [(str(issue.place)[len("overlaps (frame):") :], issue.found, issue.way_out) for issue in raised.value.issues]


class TestOrders:
    """A pair is one, whichever handle comes first."""

    def test_pairs_are_sorted_and_keep_their_rows(self) -> None:
        read, notes = _read(_rows(("h2", "h1", 30), ("h0", "h2", 20), ("h1", "h0", 10)))
        assert list(zip(read.a, read.b, read.row, read.shared, strict=True)) == [(0, 1, 2, 10), (0, 2, 1, 20), (1, 2, 0, 30)]  # fmt: skip
        assert not any("both orders" in note for note in notes)

    def test_both_orders_that_agree_are_one_pair(self) -> None:
        read, notes = _read(_rows(("h1", "h0", 100), ("h2", "h0", 5), ("h0", "h1", 100)))
        assert list(zip(read.a, read.b, read.row, read.shared, strict=True)) == [(0, 1, 0, 100), (0, 2, 1, 5)]
        assert notes[0] == "overlaps (frame): 1 pair is listed in both orders with the same number: it is counted once"

    def test_every_pair_in_both_orders(self) -> None:
        rows = [("h0", "h1", 7), ("h1", "h0", 7), ("h2", "h1", 9), ("h1", "h2", 9)]
        read, notes = _read(_rows(*rows))
        assert read.row.tolist() == [0, 2]
        assert (
            notes[0] == "overlaps (frame): 2 pairs are listed in both orders with the same number: each is counted once"
        )

    def test_two_directions_in_two_rows_hold_together(self) -> None:
        """12 % of 1,000 is 115 to 125, and 2.9 % of 4,000 is 114 to 118."""
        read, _ = _read(_rows(("h0", "h1", "12%"), ("h1", "h0", "2.9%"), columns=("a", "b", "share_of_a")))
        assert (read.low[0], read.shared[0], read.high[0]) == pytest.approx((115, 116, 118))

    def test_one_person_of_difference_is_fine(self) -> None:
        read, _ = _read(_rows(("h0", "h1", 100), ("h1", "h0", 101)))
        assert (read.low[0], read.shared[0], read.high[0]) == (100, 100, 101)

    def test_both_orders_with_different_numbers(self) -> None:
        ((place, found, way_out),) = _told(_rows(("h0", "h1", 100), ("h3", "h2", 5), ("h1", "h0", 300)))
        assert place == "3:shared"
        assert found == "'h1' and 'h0' share 300 people here, but 100 in the other order on line 1"
        assert "one of the two rows" in way_out

    def test_both_orders_with_shares_that_differ(self) -> None:
        rows = _rows(("h1", "h0", "12%"), ("h0", "h1", "12%"), columns=("a", "b", "share_of_a"))
        ((place, found, _),) = _told(rows)
        assert place == "2:share_of_a"
        assert found == "'h0' and 'h1' share 120 people here, but 480 in the other order on line 1"

    @pytest.mark.parametrize("again", [100, 200])
    def test_the_same_order_twice(self, again: int) -> None:
        rows = _rows(("h0", "h1", 100), ("h1", "h0", 100), ("h0", "h1", again), ("h0", "h1", 100))
        told = _told(rows)
        assert [(place, found) for place, found, _ in told] == [
            ("3:b", "the pair 'h0', 'h1' is already on line 1"),
            ("4:b", "the pair 'h0', 'h1' is already on line 1"),
        ]

    def test_the_turned_order_twice(self) -> None:
        told = _told(_rows(("h1", "h0", 100), ("h2", "h3", 1), ("h1", "h0", 100), ("h0", "h1", 100)))
        assert [(place, found) for place, found, _ in told] == [("3:b", "the pair 'h1', 'h0' is already on line 1")]

    def test_a_number_at_fault_has_no_echo_in_the_other_order(self) -> None:
        assert [place for place, *_ in _told(_rows(("h0", "h1", "x"), ("h1", "h0", 5)))] == ["1:shared"]


class TestNames:
    """Handles, or accounts that have one, with platforms of their own columns."""

    def read(self, *rows: tuple[object, ...], columns: tuple[str, ...] = ("a", "b", "shared")) -> list[tuple[int, int]]:
        audience = Scenario.from_frames(
            ACCOUNTS, overlaps=_rows(*rows, columns=columns), audience={"kind": "overlaps"}, budget={"effort": 1}
        ).audience
        assert isinstance(audience, Overlaps)
        return list(zip(audience.a.tolist(), audience.b.tolist(), strict=True))

    def test_of_handles_and_accounts(self) -> None:
        assert self.read(("carol", "al", 5), ("alice", "bo.tt", 6)) == [(0, 2), (0, 3)]

    def test_of_handles_of_one_account(self) -> None:
        assert self.read(("bo.yt", "bo.tt", 500)) == [(1, 2)]

    def test_with_platforms(self) -> None:
        columns = ("a", "platform_a", "b", "platform_b", "shared")
        assert self.read(("do", "tiktok", "do", "youtube", 5), ("do", "youtube", "ca", "", 6), columns=columns) == [(3, 4), (4, 5)]  # fmt: skip

    @pytest.mark.parametrize(
        ("row", "place", "found", "way_out"),
        [
            (("", "al", ""), "1:a", "a is blank", "delete the row"),
            (("al", None, ""), "1:b", "b is blank", "delete the row"),
            (("bo.yy", "al", ""), "1:a", "unknown handle 'bo.yy'", "'bo.yt'"),
            (("al", "bob", ""), "1:b", "the account 'bob' has 2 handles", "'bo.yt' on 'youtube'"),
            (("al", "do", ""), "1:b", "the handle 'do' is on 2 platforms", "Write its platform"),
            (("al", "do", "twitch"), "1:platform_b", "'do' is not on 'twitch'", "It is on 'tiktok' or 'youtube'"),
            (("al", "al", ""), "1:b", "'al' is paired with itself", "Delete the row"),
            (("alice", "al", ""), "1:b", "'alice' and 'al' are the same handle", "Delete the row"),
        ],
    )  # fmt: skip
    def test_that_name_no_pair(self, row: tuple[Any, ...], place: str, found: str, way_out: str) -> None:
        a, b, platform = row
        rows = _rows((a, b, platform, 5), columns=("a", "b", "platform_b", "shared"))
        ((told_place, told_found, told_way_out),) = _told(rows, ACCOUNTS)
        assert told_place == place
        assert found in told_found
        assert way_out in told_way_out

    def test_that_are_whole_numbers(self) -> None:
        accounts = pd.DataFrame({"account": [7, 8], "followers": [5000, 6000]})
        read = Scenario.from_frames(
            accounts, overlaps=_rows((8, 7, 5)), audience={"kind": "overlaps"}, budget={"effort": 1}
        ).audience
        assert isinstance(read, Overlaps)
        assert (read.a.tolist(), read.b.tolist()) == ([0], [1])
