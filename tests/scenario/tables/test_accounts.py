"""Accounts: rows become handles, account-level values hold for all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.errors import ScenarioError
from seeder.scenario import Scenario
from seeder.scenario.document.documents import TiersDocument
from seeder.scenario.tables.accounts import Accounts, accounts_matching, tiers_of


def _accounts(**columns: list[object]) -> Accounts:
    n_rows = len(columns["account"])
    whole = {"followers": [5] * n_rows, **columns}
    return Scenario.from_frames(pd.DataFrame(whole), budget={"effort": 1}).accounts


def test_handles_belong_to_accounts_in_order_of_appearance() -> None:
    accounts = _accounts(
        account=["b", "a", "b"], handle=["x", None, "y"], platform=["tv", "tv", ""], followers=[1, 2, 4]
    )
    assert accounts.account_id == ("b", "a")
    assert accounts.row_account.tolist() == [0, 1, 0]
    assert accounts.handle == ("x", "a", "y")
    assert [rows.tolist() for rows in accounts.rows_of] == [[0, 2], [1]]
    assert accounts.account_followers.tolist() == [5, 2]
    assert accounts.position == {"b": 0, "a": 1}


def test_account_level_values_may_stand_on_any_row() -> None:
    accounts = _accounts(
        account=["a", "a", "b"],
        handle=["x", "y", "z"],
        effort=[None, 2, None],
        acceptance=[0.1, 0.1, None],
        topics=[None, "p;q", ""],
    )
    np.testing.assert_array_equal(accounts.effort, [2, np.nan])
    np.testing.assert_array_equal(accounts.acceptance, [0.1, np.nan])
    assert accounts.topics == ("p;q", "")


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 3), st.none() | st.sampled_from([0.1, 0.2]), st.none() | st.sampled_from(["p", "q"])),
        min_size=1,
        max_size=8,
    )
)
def test_contradictions_are_told_for_every_differing_row(
    rows: list[tuple[int, float | None, str | None]],
) -> None:
    frame = pd.DataFrame(
        {
            "account": [f"a{account}" for account, _, _ in rows],
            "followers": 5,
            "handle": [f"h{row}" for row in range(len(rows))],
            "acceptance": pd.Series([value for _, value, _ in rows], dtype=float),
            "topics": pd.Series([text for _, _, text in rows], dtype=object),
        }
    )
    expected = set()
    for column, position in (("acceptance", 1), ("topics", 2)):
        first: dict[int, object] = {}
        for row, cells in enumerate(rows):
            value = cells[position]
            if value is not None and first.setdefault(cells[0], value) != value:
                expected.add(f"accounts (frame):{row + 1}:{column}")
    try:
        Scenario.from_frames(frame, budget={"effort": 1})
    except ScenarioError as error:
        told = {str(issue.place) for issue in error.issues}
    else:
        told = set()
    assert told == expected


def test_other_columns_are_carried_as_text() -> None:
    accounts = _accounts(account=["a", "b"], mail=["x@y", None], rank=[1, 2.5])
    assert accounts.carried == {"mail": ("x@y", ""), "rank": ("1", "2.5")}


@pytest.mark.parametrize(
    ("followers", "tier"),
    [(0, "nano"), (9_999, "nano"), (10_000, "micro"), (99_999, "micro"), (100_000, "mid"), (499_999, "mid"),
     (500_000, "macro"), (999_999, "macro"), (1_000_000, "celebrity"), (float("nan"), "")],
)  # fmt: skip
def test_tiers_begin_at_their_cut_off(followers: float, tier: str) -> None:
    assert tiers_of(np.array([followers]), TiersDocument()) == (tier,)


def test_the_tier_is_that_of_all_followers_and_unknown_where_some_are() -> None:
    accounts = Scenario.from_frames(
        pd.DataFrame(
            {
                "account": ["a", "a", "b", "b"],
                "handle": ["w", "x", "y", "z"],
                "followers": pd.array([6000, 6000, 6000, None], dtype="Int64"),
                "clicks": [1, 1, 1, 1],
            }
        ),
        budget={"effort": 1},
    ).accounts
    assert accounts.tier == ("micro", "")


def test_an_account_matches_when_one_of_its_rows_does() -> None:
    accounts = _accounts(account=["a", "a", "b"], handle=["x", "y", "z"])
    assert accounts_matching(np.array([False, True, False]), accounts).tolist() == [True, False]
