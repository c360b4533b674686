"""Rules that contradict each other, and the least changes that make a plan possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import seeder
from seeder.cli import run

ACCOUNTS = pd.DataFrame(
    {
        "account": ["ann", "bob", "cat", "dan", "eve", "fay", "gus"],
        "followers": [2000, 900, 1500, 600_000, 3000, 4000, 5000],
        "clicks": [50, 20, 34, 500, 20, 30, 44],
    }
)
APPROACHES = {"mail": {"effort": 2, "acceptance": 0.5}}


def planned(budget: float = 10, **rules: Any) -> seeder.Plan:
    return seeder.solve(ACCOUNTS, budget=budget, approaches=APPROACHES, rules=rules).plan


def repairs_of(plan: seeder.Plan) -> list[list[tuple[str, float | None]]]:
    return [[(change.rule, change.to) for change in repair.changes] for repair in plan.repairs]


def test_the_least_budget_and_the_nearest_number_are_named() -> None:
    plan = planned(accounts={"at_least": 6})
    assert repairs_of(plan) == [[("budget of 10 hours", 12.0)], [("at least 6 accounts", 5.0)]]
    assert [len(repair.asks) for repair in plan.repairs] == [6, 5]


def test_what_has_no_number_is_removed() -> None:
    plan = planned(include=["ann", "bob"], conflicts=[["ann", "bob"]])
    assert repairs_of(plan) == [
        [("include ann", None)],
        [("include bob", None)],
        [("at most one of ann, bob", None)],
    ]


def test_a_limit_on_spending_is_raised() -> None:
    groups = [{"where": "followers < 2500", "at_least": 3, "limit": {"effort": 5}}]
    plan = planned(groups=groups)
    assert repairs_of(plan) == [
        [("at least 3 accounts where followers < 2500", 2.0)],
        [("at most 5 effort on accounts where followers < 2500", 6.0)],
    ]


def test_several_conflicts_need_several_changes() -> None:
    plan = planned(
        include=["ann", "bob"],
        exclude=["dan"],
        conflicts=[["ann", "bob"]],
        groups=[{"where": "followers > 500000", "at_least": 1}],
    )
    assert len(plan.conflicts) == 2
    assert all(len(repair.changes) == 2 for repair in plan.repairs)
    assert [("exclude dan", None), ("include ann", None)] in [sorted(changes) for changes in repairs_of(plan)]


def test_a_list_together_is_one_rule() -> None:
    plan = planned(4, together=[["ann", "bob", "cat"]], include=["ann"])
    assert repairs_of(plan) == [
        [("budget of 4 hours", 6.0)],
        [("include ann", None)],
        [("all or none of ann, bob, cat", None)],
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--set", "rules.accounts.at_least=6"],
            'Any one of these changes is enough: --budget effort=10: "budget of 10 hours": change the number to 12',
        ),
        (
            ["--set", "rules.include=[ann]", "--set", "rules.exclude=[ann]", "--set", "rules.accounts.at_least=6"],
            "Several changes are needed. All of these together are enough:",
        ),
    ],
)
def test_the_terminal_names_them(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ACCOUNTS.assign(effort=2, acceptance=0.5).to_csv(tmp_path / "accounts.csv", index=False)
    assert run(["solve", str(tmp_path / "accounts.csv"), "--budget", "effort=10", *arguments, "--no-color"]) == 4
    assert told in " ".join(capsys.readouterr().out.split())
