"""Overrides: pairs by position, numbers where given, the rest a note or an issue."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from seeder.errors import ScenarioError
from seeder.scenario import Scenario

ACCOUNTS = pd.DataFrame({"account": ["alice", "bob"], "handle": ["al", "bo"], "followers": [5, 6]})
APPROACHES: dict[str, Any] = {"cold": {}, "paid": {"on_yes": {"cash": 4}}}


def _read(accounts: pd.DataFrame = ACCOUNTS, **columns: list[object]) -> Scenario:
    return Scenario.from_frames(
        accounts, overrides=pd.DataFrame(columns), budget={"effort": 1, "cash": 9}, approaches=APPROACHES
    )


def test_pairs_and_numbers() -> None:
    overrides = _read(
        account=["bob", "alice", "bob"],
        approach=["paid", "paid", "cold"],
        effort=[1, None, 2],
        acceptance=[None, "5%", None],
        cash=[None, "1.5k", 0],
        available=["no", None, True],
    ).overrides
    assert overrides.account.tolist() == [1, 0, 1]
    assert overrides.approach.tolist() == [1, 1, 0]
    np.testing.assert_array_equal(overrides.effort, [1, np.nan, 2])
    np.testing.assert_array_equal(overrides.acceptance, [np.nan, 0.05, np.nan])
    np.testing.assert_array_equal(overrides.costs["cash"], [np.nan, 1500, 0])
    assert overrides.available.tolist() == [0, -1, 1]


def test_without_the_table_there_are_none() -> None:
    read = Scenario.from_frames(ACCOUNTS, budget={"effort": 1})
    assert len(read.overrides.account) == 0
    assert not read.overrides.costs


def test_columns_of_no_resource_are_ignored_with_a_note() -> None:
    read = _read(account=["bob"], approach=["cold"], csh=[1], remark=["x"])
    notes = [note.text for note in read.notes]
    assert "overrides (frame): the column 'csh' is ignored; did you mean 'cash'?" in notes
    assert any(
        "'remark' is ignored; neither the budget nor an approach names such a resource" in note for note in notes
    )


def test_a_budget_that_only_an_override_spends_is_spent() -> None:
    read = Scenario.from_frames(
        ACCOUNTS,
        overrides=pd.DataFrame({"account": ["bob"], "approach": ["ask"], "eforts": [1]}),
        budget={"effort": 1, "eforts": 2},
    )
    assert not read.notes


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("bo", "That is a handle: write its account, 'bob'"),
        ("@bob", "Did you mean 'bob'?"),
        ("Bob", "Did you mean 'bob'?"),
        ("zzz", "Correct the name, or add the account to the table"),
    ],
)
def test_unknown_accounts_are_told_with_what_may_be_meant(name: str, way_out: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        _read(account=[name], approach=["cold"])
    (issue,) = raised.value.issues
    assert (str(issue.place), issue.way_out) == ("overrides (frame):1:account", way_out)


def test_tens_of_thousands_of_unknown_accounts_are_told_in_moments() -> None:
    size = 30_000
    accounts = pd.DataFrame({"account": [f"account{number}" for number in range(size)], "followers": 5})
    wrong = [f"acount{number}" for number in range(size)]
    with pytest.raises(ScenarioError) as raised:
        _read(accounts, account=list(wrong), approach=["cold"] * size)
    assert len(raised.value.issues) == 21
    assert "29,979 more places" in raised.value.issues[-1].found


def test_rows_of_unknown_accounts_are_no_pair_twice() -> None:
    with pytest.raises(ScenarioError) as raised:
        _read(account=["x", "x"], approach=["cold", "cold"])
    assert {issue.found for issue in raised.value.issues} == {"unknown account 'x'"}
