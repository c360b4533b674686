"""The conditions of a document on accounts."""

from __future__ import annotations

import pandas as pd
import pytest

from seeder.errors import ScenarioError
from seeder.scenario import Scenario

FRAME = pd.DataFrame(
    {
        "account": ["a", "a", "b", "c"],
        "handle": ["w", "x", "y", "z"],
        "platform": ["tv", "radio", "tv", ""],
        "followers": [6000, 6000, 200, 2_000_000],
        "topics": ["cats", "", "dogs; cats", ""],
        "score": ["1.5k", "", "7", "x"],
    }
)


def _matched(where: str) -> list[bool]:
    rules = {"groups": [{"where": where, "at_most": 1}]}
    read = Scenario.from_frames(FRAME, budget={"effort": 1}, rules=rules)
    return [bool(match) for match in read.group_accounts[0]]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("platform == 'tv'", [True, True, False]),
        ("platform != 'tv'", [True, False, True]),
        ("tier == 'micro'", [True, False, False]),
        ("tier in ('nano', 'celebrity')", [False, True, True]),
        ("'cats' in topics", [True, True, False]),
        ("'cats' in topics and platform == 'radio'", [True, False, False]),
        ("followers > 5999", [True, False, True]),
        ("handle == 'Y'", [False, True, False]),
    ],
)
def test_an_account_matches_when_one_of_its_rows_does(where: str, expected: list[bool]) -> None:
    assert _matched(where) == expected


def test_an_approach_without_where_matches_all() -> None:
    read = Scenario.from_frames(FRAME, budget={"effort": 1})
    assert read.approach_accounts[0].tolist() == [True, True, True]


def test_a_cell_that_is_no_number_is_told_once_however_often_it_is_compared() -> None:
    approaches = {"p": {"where": "score > 1"}, "q": {"where": "score > 2"}}
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_frames(FRAME, budget={"effort": 1}, approaches=approaches)
    (issue,) = raised.value.issues
    assert str(issue.place) == "accounts (frame):4:score"


@pytest.mark.parametrize("tiers", [{}, {"tier": ["1", "x", "", "3"]}])
def test_a_tier_that_is_compared_with_a_number_is_told_at_the_where(tiers: dict[str, list[str]]) -> None:
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_frames(FRAME.assign(**tiers), budget={"effort": 1}, approaches={"p": {"where": "tier == 3"}})
    (issue,) = raised.value.issues
    assert str(issue.place) == "argument approaches.p.where"
    assert "at character 9: tier is compared with a number" in issue.found


def test_all_unknown_columns_of_all_conditions_are_told() -> None:
    approaches = {"p": {"where": "platfrom == 'tv' and teir == 'mid'"}, "q": {"where": "folowers > 2"}}
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_frames(FRAME, budget={"effort": 1}, approaches=approaches)
    assert len(raised.value.issues) == 3
    assert all("there is no column" in issue.found for issue in raised.value.issues)
