"""Shares of a plan and accounts that belong together, from the document to the verified run."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from oracles.runs import write_scenario

import seeder
from seeder.cli import run

ROWS: list[dict[str, Any]] = [
    {"account": name, "platform": platform, "followers": 9_999, "clicks": clicks, "effort": 1, "acceptance": 0.5}
    for name, platform, clicks in (
        ("ann", "x", 100),
        ("bob", "x", 90),
        ("cat", "x", 80),
        ("dan", "youtube", 40),
        ("eve", "youtube", 10),
        ("fay", "tiktok", 2),
    )
]


def plan_of(rules: dict[str, Any], hours: float = 3.0) -> seeder.Plan:
    scenario = seeder.Scenario.from_frames(pd.DataFrame(ROWS), budget={"effort": hours}, rules=rules)
    plan = seeder.run_scenario(scenario).plan
    assert plan.gap is None or plan.gap <= 1e-6
    return plan


def asked(rules: dict[str, Any], hours: float = 3.0) -> str:
    return "".join(sorted(pick.account[0] for pick in plan_of(rules, hours).picks))


@pytest.mark.parametrize(
    ("rules", "hours", "expected"),
    [
        ({}, 3, "abc"),
        ({"groups": [{"where": "platform == 'youtube'", "at_least": "30%"}]}, 3, "abd"),
        # 30% of four is more than one.
        ({"groups": [{"where": "platform == 'youtube'", "at_least": "30%"}]}, 4, "abde"),
        ({"groups": [{"where": "platform == 'youtube'", "at_least": "25%"}]}, 4, "abcd"),
        ({"groups": [{"where": "platform == 'x'", "at_most": "50%"}]}, 3, "ade"),
        ({"groups": [{"where": "platform == 'x'", "at_least": 2, "at_most": "50%"}]}, 3, ""),
        ({"groups": [{"where": "platform == 'x'", "at_least": 2, "at_most": "50%"}]}, 4, "abde"),
        ({"groups": [{"where": "platform == 'youtube'", "at_least": "100%"}]}, 4, "de"),
        ({"groups": [{"where": "platform == 'x'", "at_most": "0%"}]}, 4, "def"),
        # Nobody is of that kind: only a plan that asks nobody keeps the share.
        ({"groups": [{"where": "platform == 'radio'", "at_least": "1%"}]}, 4, ""),
        ({"together": [["ann", "fay"]]}, 2, "bc"),
        ({"together": [["ann", "fay"]]}, 3, "bcd"),
        # The three bring 75, bob and cat and fay 86.
        ({"together": [["ann", "eve", "dan"]]}, 3, "bcf"),
        ({"together": [["ann", "eve", "dan"], ["fay", "dan"]]}, 4, "bc"),
        ({"together": [["ann", "bob"], ["bob", "cat"]]}, 2, "de"),
        ({"together": [["ann", "fay"]], "include": ["fay"]}, 3, "abf"),
    ],
)
def test_plans_by_hand(rules: dict[str, Any], hours: float, expected: str) -> None:
    assert asked(rules, hours) == expected


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (
            {"together": [["ann", "bob", "cat"]], "include": ["bob"], "exclude": ["cat"]},
            {"all or none of ann, bob, cat", "include bob", "exclude cat"},
        ),
        (
            {"together": [["ann", "bob"]], "conflicts": [["bob", "ann"]], "include": ["ann"]},
            {"all or none of ann, bob", "at most one of bob, ann", "include ann"},
        ),
        (
            {"include": ["ann"], "groups": [{"where": "platform == 'youtube'", "at_least": "100%"}]},
            {"include ann", "at least 100% of the asked accounts match platform == 'youtube'"},
        ),
        (
            {"accounts": {"at_least": 5}, "groups": [{"where": "platform == 'x'", "at_most": "12.5%"}]},
            {"at least 5 accounts", "at most 12.5% of the asked accounts match platform == 'x'"},
        ),
    ],
)
def test_contradictions_are_named_in_the_users_words(rules: dict[str, Any], words: set[str]) -> None:
    plan = plan_of(rules, hours=10)
    assert plan.conflict is not None
    assert sorted(rule.rule for rule in plan.conflict) == sorted(words)


def test_what_a_share_holds_back_is_said() -> None:
    plan = plan_of({"groups": [{"where": "platform == 'x'", "at_most": "50%"}], "exclude": ["fay"]}, hours=9)
    assert sorted(pick.account for pick in plan.picks) == ["ann", "bob", "dan", "eve"]
    assert plan.leftover[-1] == (
        "Next in line: cat, blocked by your rule \"at most 50% of the asked accounts match platform == 'x'\"."
    )


def test_backups_keep_shares_and_lists() -> None:
    rules = {"groups": [{"where": "platform == 'youtube'", "at_least": "50%"}], "together": [["ann", "fay"]]}
    plan = plan_of({**rules, "accounts": {"at_most": 2}}, hours=3)
    assert sorted(pick.account for pick in plan.picks) == ["bob", "dan"]
    assert {(one.account, one.replaces) for one in plan.reserves} == {("cat", "bob"), ("eve", "dan")}


SETTINGS = [
    seeder.Setting(("budget", "effort"), "4", "--budget effort=4"),
    seeder.Setting(("rules", "groups", "0", "at_least"), "40%", "--set rules.groups.0.at_least=40%"),
    seeder.Setting(("rules", "together"), "[[ann, dan, fay]]", "--set rules.together=[[ann, dan, fay]]"),
    seeder.Setting(("rules", "conflicts"), "[[cat, bob]]", "--set rules.conflicts=[[cat, bob]]"),
]


@pytest.fixture(scope="module", params=["segments", "separate"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp(str(request.param))
    write_scenario(place / "scenario", is_separate=request.param == "separate")
    scenario = seeder.read_scenario(place / "scenario", settings=SETTINGS)
    seeder.write_run(seeder.run_scenario(scenario), place / "run", command=["seeder", "solve", "scenario"])
    return place


def test_a_run_with_them_verifies(folder: Path) -> None:
    plan = json.loads((folder / "run" / "plan.json").read_text("utf-8"))
    names = {pick["account"] for pick in plan["picks"]}
    assert {"ann", "dan", "fay"} <= names
    assert Fraction(len(names & {"ann", "bob", "eve"})) >= Fraction(2, 5) * len(names)
    verification = seeder.verify_run(folder / "run")
    assert verification.issues == ()
    assert verification.is_verified


def test_picks_that_break_a_list_are_refused_once(folder: Path) -> None:
    file = folder / "run" / "plan.json"
    before = file.read_bytes()
    plan = json.loads(before)
    plan["picks"] = [pick for pick in plan["picks"] if pick["account"] != "fay"]
    try:
        file.write_text(json.dumps(plan), "utf-8")
        found = [issue.found for issue in seeder.verify_run(folder / "run").issues]
    finally:
        file.write_bytes(before)
    assert found.count("the asks break a rule: all or none of ann, dan, fay") == 1


def test_the_command_exits_with_4_and_names_the_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_scenario(tmp_path / "scenario")
    assert run(["solve", str(tmp_path / "scenario"), "--set", "rules.together=[[dan, eve]]"]) == 4
    out = capsys.readouterr().out
    assert all(words in out for words in ("all or none of dan, eve", "exclude eve", "include dan"))
