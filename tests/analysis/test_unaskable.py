"""Accounts that nobody can ask, and rules that leave nobody to ask: counted, named, and told on the terminal."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import seeder
from seeder.analysis.unaskable import unaskable_notes
from seeder.cli import run
from seeder.solvers import TerminationReason

ACCOUNTS = pd.DataFrame(
    {
        "account": ["ann", "bob", "laura.vogel"],
        "followers": [5000, 6000, 7000],
        "platform": ["instagram", "instagram", "tiktok"],
    }
)
INSTAGRAM = {"mail": {"where": "platform == 'instagram'"}}


def _formulated(**keys: Any) -> seeder.Formulation:
    return seeder.formulation_of(seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 40}, **keys))


def _texts(**keys: Any) -> list[str]:
    return [note.text for note in unaskable_notes(_formulated(**keys))]


def test_everybody_can_be_asked_by_default() -> None:
    assert _formulated().cannot_be_asked == ()
    assert _texts() == []


def test_an_account_without_an_approach_is_named() -> None:
    made = _formulated(approaches=INSTAGRAM)
    assert made.cannot_be_asked == ("laura.vogel",)
    assert _texts(approaches=INSTAGRAM) == [
        "laura.vogel cannot be asked: none of your approaches applies to this account."
    ]
    assert _texts(approaches={"mail": {"where": "platform == 'tiktok'"}}) == [
        "2 of 3 accounts cannot be asked, because none of your approaches applies to them: ann and bob."
    ]


def test_an_override_that_opens_a_pair_makes_the_account_askable() -> None:
    overrides = pd.DataFrame({"account": ["laura.vogel"], "approach": ["mail"], "available": ["yes"]})
    assert _texts(approaches=INSTAGRAM, overrides=overrides) == []


def test_many_are_counted_and_some_named() -> None:
    frame = pd.DataFrame({"account": [f"a{position}" for position in range(9)], "followers": [5] * 9})
    scenario = seeder.Scenario.from_frames(
        frame, budget={"effort": 1}, approaches={"ask": {"where": "account == 'a0'"}}
    )
    (note,) = unaskable_notes(seeder.formulation_of(scenario))
    assert note.text.endswith("8 of 9 accounts cannot be asked, because none of your approaches applies to them: "
                              "a1, a2, a3, a4, a5 and 3 more.")  # fmt: skip


def test_run_plan_and_check_tell_it() -> None:
    scenario = seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 40}, approaches=INSTAGRAM)
    found = seeder.run_scenario(scenario)
    assert found.cannot_be_asked == ("laura.vogel",)
    assert found.plan.cautions == (
        "Caution: laura.vogel cannot be asked: none of your approaches applies to this account.",
    )
    understood = seeder.understand(found.formulation)
    assert understood.cannot_be_asked == ("laura.vogel",)
    assert understood.notes[-1].text.startswith("laura.vogel cannot be asked")


@pytest.mark.parametrize(
    ("include", "reason"),
    [
        (["laura.vogel"], "laura.vogel cannot be asked: none of your approaches applies to this account."),
        (["ann", "laura.vogel"], "laura.vogel cannot be asked: none of your approaches applies to this account."),
        (
            [{"account": "ann", "approach": "agent"}],
            "ann cannot be asked by agent: this approach does not apply to this account.",
        ),
    ],
)
def test_a_pin_of_such_an_account_says_that(include: list[Any], reason: str) -> None:
    approaches = {**INSTAGRAM, "agent": {"where": "account == 'bob'"}}
    scenario = seeder.Scenario.from_frames(
        ACCOUNTS, budget={"effort": 40}, approaches=approaches, rules={"include": include, "accounts": {"at_most": 0}}
    )
    found = seeder.run_scenario(scenario)
    assert found.result.termination.reason is TerminationReason.INFEASIBLE
    assert found.plan.conflict_reason == reason
    assert found.plan.conflict is not None
    assert len(found.plan.conflict) == 1


def test_a_pin_that_contradicts_another_rule_has_no_such_reason() -> None:
    rules = {"include": ["ann"], "exclude": ["ann"]}
    scenario = seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 40}, rules=rules)
    plan = seeder.run_scenario(scenario).plan
    assert plan.conflict_reason == ""
    assert [rule.rule for rule in plan.conflict or ()] == ["include ann", "exclude ann"]


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        ({"where": "platform == 'youtube'", "at_least": "60%"}, "no account matches its condition"),
        ({"where": "platform == 'tiktok'", "at_least": "60%"}, "no account that matches its condition can be asked"),
        ({"where": "platform == 'instagram'", "at_most": "30%"}, "all accounts that can be asked match its condition"),
    ],
)
def test_a_share_that_only_an_empty_plan_keeps_is_told(group: dict[str, Any], reason: str) -> None:
    texts = _texts(approaches=INSTAGRAM, rules={"groups": [group]})
    side = "at least 60%" if "at_least" in group else "at most 30%"
    assert texts[-1] == (
        f'your rule "{side} of the asked accounts match {group["where"]}" leaves nobody to ask: {reason}. '
        "Change or remove it."
    )
    scenario = seeder.Scenario.from_frames(
        ACCOUNTS, budget={"effort": 40}, approaches=INSTAGRAM, rules={"groups": [group]}
    )
    assert seeder.run_scenario(scenario).plan.picks == ()


@pytest.mark.parametrize(
    "group",
    [
        {"where": "platform == 'youtube'", "at_least": "0%"},
        {"where": "platform == 'youtube'", "at_most": "10%"},
        {"where": "platform == 'instagram'", "at_least": "100%"},
        {"where": "account == 'ann'", "at_most": "50%"},
    ],
)
def test_a_share_that_can_be_kept_is_no_note(group: dict[str, Any]) -> None:
    assert _texts(rules={"groups": [group]}) == []


def test_excluded_accounts_keep_no_share() -> None:
    rules = {"exclude": ["laura.vogel"], "groups": [{"where": "platform == 'tiktok'", "at_least": "50%"}]}
    assert "no account that matches its condition can be asked" in _texts(rules=rules)[-1]


def test_the_command_line_tells_it_and_exits_with_4(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ACCOUNTS.to_csv(tmp_path / "accounts.csv", index=False)
    tmp_path.joinpath("scenario.yaml").write_text(
        "name: x\nobjective: clicks\nbudget: {hours: 40, cash: 1500 EUR}\naccounts: accounts.csv\n"
        "approaches: {mail: {where: \"platform == 'instagram'\", on_yes: {cash: 200}}}\n",
        encoding="utf-8",
    )
    assert run(["solve", str(tmp_path), "-o", str(tmp_path / "run")]) == 0
    printed = capsys.readouterr().out
    assert "Caution: laura.vogel cannot be asked" in printed
    assert "400 of 1,500 EUR" in printed
    assert run(["verify", str(tmp_path / "run")]) == 0
    assert "1,500 EUR" in capsys.readouterr().out
    assert run(["solve", str(tmp_path), "--json"]) == 0
    captured = capsys.readouterr()
    assert '"currency": {"cash": "EUR"}' in " ".join(captured.out.split()).replace("{ ", "{").replace(" }", "}")
    assert "Caution: laura.vogel cannot be asked" in captured.err
    assert run(["solve", str(tmp_path), "--set", "rules.include=[laura.vogel]"]) == 4
    printed = capsys.readouterr().out
    assert "laura.vogel cannot be asked: none of your approaches applies to this account." in printed
    assert "contradict" not in printed
    assert run(["check", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:5] == [
        "x: no issues.",
        "  objective  as many people as possible click",
        "  budget     40 hours and 1,500 EUR; what a yes costs is counted in full",
        "  approaches mail: hours and acceptance from your tables or our assumptions; a yes costs 200 EUR; "
        "for accounts where platform == 'instagram'",
        "  rules      none",
    ]


@pytest.mark.parametrize(
    ("rules", "budget", "told"),
    [
        (
            {
                "groups": [
                    {"where": "platform == 'instagram'", "at_least": "60%"},
                    {"where": "platform == 'tiktok'", "at_least": "60%"},
                ]
            },
            40,
            "together, these leave nobody to ask: "
            "\"at least 60% of the asked accounts match platform == 'instagram'\" (rules.groups.0.at_least) and "
            "\"at least 60% of the asked accounts match platform == 'tiktok'\" (rules.groups.1.at_least). "
            "Change or remove one of them.",
        ),
        (
            {
                "accounts": {"at_most": 9},
                "groups": [
                    {"where": "platform == 'instagram'", "at_most": "30%"},
                    {"where": "platform == 'tiktok'", "at_most": 0},
                ],
            },
            40,
            "together, these leave nobody to ask: "
            "\"at most 30% of the asked accounts match platform == 'instagram'\" (rules.groups.0.at_most) and "
            "\"at most 0 accounts where platform == 'tiktok'\" (rules.groups.1.at_most). "
            "Change or remove one of them.",
        ),
        (
            {"together": [["ann", "bob"]], "exclude": ["laura.vogel"]},
            0.3,
            'together, these leave nobody to ask: "exclude laura.vogel" (rules.exclude.0), '
            '"all or none of ann, bob" (rules.together.0) and "budget of 0.3 hours" (budget.effort). '
            "Change or remove one of them.",
        ),
        (
            {"accounts": {"at_most": 0}},
            40,
            'your rule "at most 0 accounts" (rules.accounts.at_most) leaves nobody to ask. Change or remove it.',
        ),
    ],
)
def test_rules_that_only_together_leave_nobody_to_ask(rules: dict[str, Any], budget: float, told: str) -> None:
    scenario = seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": budget}, rules=rules)
    plan = seeder.run_scenario(scenario).plan
    assert plan.picks == ()
    assert [caution.replace("argument ", "") for caution in plan.cautions] == [f"Caution: {told}"]


def test_a_plan_that_is_empty_for_want_of_budget_blames_no_rule() -> None:
    rules = {"accounts": {"at_most": 2}}
    scenario = seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 0.1}, rules=rules)
    plan = seeder.run_scenario(scenario).plan
    assert (plan.picks, plan.cautions) == ((), ())
