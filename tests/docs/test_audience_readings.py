"""What docs/audience.md says of tables that contradict each other: a case for every row of its two tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from docs.documentation_page import Page

import seeder

PAGE = Page("audience.md")

ACCOUNTS = {"account": ["ada", "bo"], "followers": [1000.0, 1000.0], "clicks": [60, 60], "effort": [1, 1]}
Columns = dict[str, list[Any]]

SEGMENTS: Columns = {"segment": ["a", "b"], "people": [1000, 500]}
MEMBERSHIPS: Columns = {"handle": ["ada", "bo"], "segment": ["a", "b"], "share": [0.5, 1.0]}
FOLLOWERS: Columns = {"handle": ["ada", "bo"], "person": ["kim", "lou"]}


def problem_of(scenario: seeder.Scenario) -> seeder.SeedingProblem:
    return seeder.formulation_of(scenario).problem


def with_segments(
    *,
    segments: Columns | None = None,
    memberships: Columns | None = None,
    accounts: Columns | None = None,
    **keys: Any,
) -> seeder.Scenario:
    return seeder.Scenario.from_frames(
        pd.DataFrame(ACCOUNTS | (accounts or {})),
        budget={"effort": 1},
        audience={"kind": "segments"},
        segments=pd.DataFrame(SEGMENTS | (segments or {})),
        memberships=pd.DataFrame(MEMBERSHIPS | (memberships or {})),
        **keys,
    )


def with_list(
    followers: Columns | None = None,
    *,
    people: Columns | None = None,
    accounts: Columns | None = None,
    sample: float | None = None,
    **keys: Any,
) -> seeder.Scenario:
    return seeder.Scenario.from_frames(
        pd.DataFrame(ACCOUNTS | (accounts or {})),
        budget={"effort": 1},
        audience={"kind": "followers"} | ({} if sample is None else {"sample": sample}),
        followers=pd.DataFrame(followers or FOLLOWERS),
        people=None if people is None else pd.DataFrame(people),
        **keys,
    )


TWICE = {"handle": ["ada", "ada"], "person": ["kim", "kim"]}
MANY = {"handle": ["ada"] * 12, "person": [f"p{n}" for n in range(12)]}

ISSUES: dict[str, list[tuple[Any, dict[str, Any]]]] = {
    "a handle has more people in all segments than followers": [
        (with_segments, {"memberships": {"handle": ["ada", "ada"], "share": [0.9, 0.3]}})
    ],
    "a membership has more followers than its segment has people": [
        (with_segments, {"memberships": {"share": [None, None], "followers": [500, 501]}})
    ],
    "a segment of 1,200.5 people": [(with_segments, {"segments": {"people": [1200.5, 500]}})],
    "a pair of a handle and a segment in two rows": [
        (with_segments, {"memberships": {"handle": ["ada", "ada"], "segment": ["a", "a"], "share": [0.1, 0.1]}})
    ],
    "a segment in two rows, or a person in two rows of `people`": [
        (with_segments, {"segments": {"segment": ["a", "a"]}, "memberships": {"segment": ["a", "a"]}}),
        (with_list, {"people": {"person": ["kim", "kim"], "weight": [1, 1]}}),
    ],
    "a person in two rows for one handle, with different ties": [(with_list, {"followers": TWICE | {"tie": [1, 0.5]}})],
    "more people follow a handle in the list than it has followers": [
        (with_list, {"followers": MANY, "accounts": {"followers": [10, 1000]}})
    ],
    "a sample of 0 or of 2": [(with_list, {"sample": 0}), (with_list, {"sample": 2})],
    "interested of 0": [
        (with_segments, {"segments": {"interested": [0, 1]}}),
        (with_list, {"people": {"person": ["kim"], "interested": [0]}}),
        (with_list, {"interested": 0}),
    ],
    "blank followers of a handle, with segments or a list": [
        (with_segments, {"accounts": {"followers": [None, 1000]}}),
        (with_list, {"accounts": {"followers": [None, 1000]}}),
    ],
}


def sections() -> tuple[list[list[str]], list[list[str]]]:
    title = "Tables that contradict each other"
    return PAGE.table(title, 0)[1:], PAGE.table(title, 1)[1:]


def test_every_row_has_its_case() -> None:
    issues, readings = sections()
    assert {row[0] for row in issues} == set(ISSUES)
    assert {row[0].replace("`", "") for row in readings} == set(READINGS)


@pytest.mark.parametrize("found", ISSUES)
def test_an_issue(found: str) -> None:
    for make, given in ISSUES[found]:
        with pytest.raises(seeder.ScenarioError) as caught:
            make(**given)
        assert len(caught.value.issues) == 1, caught.value.issues


def told_of(scenario: seeder.Scenario) -> tuple[list[float], list[tuple[float, ...]]]:
    """Value of each option outside cells, and weight and chances of each cell that somebody moves."""
    problem = problem_of(scenario)
    coverage = problem.coverage
    assert coverage is not None
    chance = np.zeros((coverage.n_cells, problem.n_options))
    for option in range(problem.n_options):
        own = slice(coverage.start[option], coverage.start[option + 1])
        chance[coverage.cell[own], option] = coverage.chance[own]
    cells = sorted((weight, *row) for weight, row in zip(coverage.weight.tolist(), chance.tolist(), strict=True))
    return problem.value_if_yes.tolist(), [cell for cell in cells if cell[0] > 0 and any(cell[1:])]


def alike(one: seeder.Scenario, other: seeder.Scenario, *, notes: int = 0) -> None:
    assert told_of(one) == told_of(other)
    assert len(one.notes) - len(other.notes) == notes, one.notes


def blank_is_one(_: Path) -> None:
    tied = FOLLOWERS | {"tie": [None, 0.5]}
    alike(with_list(tied), with_list(tied | {"tie": [1, 0.5]}))
    weighed: Columns = {"person": ["kim", "lou"], "weight": [None, 2.0]}
    alike(with_list(people=weighed), with_list(people=weighed | {"weight": [1.0, 2.0]}))
    alike(with_segments(memberships={"fit": [None, 2]}), with_segments(memberships={"fit": [1, 2]}))
    assert told_of(with_list(tied)) != told_of(with_list())


def blank_interested(_: Path) -> None:
    for stated in (0.5, 1.0):
        written = with_segments(segments={"interested": [stated, 0.2]})
        keys: dict[str, Any] = {} if stated == 1.0 else {"interested": stated}
        alike(with_segments(segments={"interested": [None, 0.2]}, **keys), written)
        assert told_of(written) != told_of(with_segments(segments={"interested": [0.7, 0.2]}))


def same_tie_twice(_: Path) -> None:
    alike(
        with_list(TWICE | {"tie": [0.5, 0.5]}), with_list({"handle": ["ada"], "person": ["kim"], "tie": [0.5]}), notes=1
    )


def idle_person(_: Path) -> None:
    known: Columns = {"person": ["kim"], "weight": [2]}
    alike(with_list(people={"person": ["kim", "noa"], "weight": [2, 3]}), with_list(people=known), notes=1)


def idle_segment(_: Path) -> None:
    alike(with_segments(segments={"segment": ["a", "b", "c"], "people": [1000, 500, 0]}), with_segments(), notes=1)
    alike(with_segments(segments={"segment": ["a", "b", "c"], "people": [1000, 500, 90]}), with_segments(), notes=1)
    empty = with_segments(segments={"people": [1000, 0]}, memberships={"segment": ["a", "b"]})
    assert len(empty.notes) == 1


def rounded_share(_: Path) -> None:
    both = with_segments(memberships={"share": [0.33, 1], "followers": [333, 500]})
    alike(both, with_segments(memberships={"share": [None, None], "followers": [333, 500]}))
    assert told_of(both) != told_of(with_segments(memberships={"share": [0.33, 1]}))


def zeros_in_front(folder: Path) -> None:
    (folder / "accounts.csv").write_text("account,followers,clicks\nada,1000,60\n", "utf-8")
    document = "name: n\nobjective: clicks\nbudget: {effort: 1}\naccounts: accounts.csv\n"
    (folder / "scenario.yaml").write_text(document + "audience: {kind: followers, table: f.csv}\n", "utf-8")
    (folder / "f.csv").write_text("handle,person\nada,00123\nada,123\n", "utf-8")
    assert seeder.build_audience(seeder.read_scenario(folder)).size.sum() == 2


def white_space(_: Path) -> None:
    alike(
        with_list({"handle": [" ada", "bo "], "person": [" kim ", "kim"]}),
        with_list(FOLLOWERS | {"person": ["kim"] * 2}),
    )


def sampled_by_chance(_: Path) -> None:
    scenario = with_list(MANY, sample=0.1, accounts={"followers": [100, 1000]})
    assert seeder.build_audience(scenario).outside.tolist() == [0, 1000]
    assert not scenario.notes


def unused_for_reach(_: Path) -> None:
    plain = with_segments(objective="reach")
    alike(with_segments(objective="reach", memberships={"fit": [2, 3]}), plain, notes=1)
    alike(with_segments(objective="reach", segments={"interested": [0.5, 0.1]}), plain, notes=1)
    alike(with_list(FOLLOWERS | {"tie": [2, 3]}, objective="reach"), with_list(objective="reach"))


READINGS: dict[str, Callable[[Path], None]] = {
    "a blank tie, weight or fit": blank_is_one,
    "a blank interested": blank_interested,
    "a person in two rows for one handle, with the same tie": same_tie_twice,
    "a person in people who follows no handle": idle_person,
    "a segment of 0 people, or one without a membership": idle_segment,
    "share and followers that differ only by rounding": rounded_share,
    "00123 and 123 in CSV": zeros_in_front,
    "white space around a key": white_space,
    "a sample with too many people for the handle's followers, if chance can explain it": sampled_by_chance,
    "fit, tie or interested with the objective reach": unused_for_reach,
}


@pytest.mark.parametrize("found", READINGS)
def test_a_reading(found: str, tmp_path: Path) -> None:
    READINGS[found](tmp_path)
