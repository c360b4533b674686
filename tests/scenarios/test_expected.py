"""The shipped scenarios give what their expected.json says, and compute the claims that they were made for."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import seeder

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FOLDERS = sorted(path.parent for path in SCENARIOS.glob("*/scenario.yaml"))
DOCUMENTS = sorted(path for folder in FOLDERS for path in folder.glob("*.yaml"))
STAR = "the.star"


def solve(path: Path, *settings: str) -> seeder.Plan:
    laid = [
        seeder.Setting(tuple(key.split(".")), value, f"--set {key}={value}")
        for key, _, value in (setting.partition("=") for setting in settings)
    ]
    return seeder.run_scenario(seeder.read_scenario(path, settings=laid)).plan


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_document_gives_what_is_expected(document: Path) -> None:
    expected: dict[str, Any] = json.loads((document.parent / "expected.json").read_text("utf-8"))[document.name]
    plan = solve(document)
    assert plan.status == expected["status"]
    if plan.conflict is not None:
        assert [{"rule": rule.rule, "at": rule.at} for rule in plan.conflict] == expected["conflict"]
        return
    assert plan.value == pytest.approx(expected["value"], rel=1e-6)
    assert plan.bound == pytest.approx(expected["value"], rel=2e-6)
    assert plan.bound_certified == pytest.approx(expected["bound_certified"], rel=1e-6)
    assert len(plan.picks) == expected["n_picks"]
    assert dict(plan.spent) == pytest.approx(expected["spent"])
    assert Counter(pick.approach for pick in plan.picks) == expected["approaches"]
    asked = {pick.account for pick in plan.picks}
    assert asked >= set(expected["asked"])
    assert not asked & set(expected["not_asked"])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_folder_is_complete(folder: Path) -> None:
    documents = {path.name for path in folder.glob("*.yaml")}
    assert set(json.loads((folder / "expected.json").read_text("utf-8"))) == documents
    readme = (folder / "README.md").read_text("utf-8")
    assert f"seeder solve scenarios/{folder.name}" in readme
    assert folder.name in (SCENARIOS / "README.md").read_text("utf-8")


def test_the_shared_schema_is_the_packages() -> None:
    from seeder.scenario.json_schema import document_schema

    assert json.loads((SCENARIOS / "seeder.schema.json").read_text("utf-8")) == document_schema()


def test_c1_the_blogger_has_ten_times_the_celebritys_intensity() -> None:
    accounts = seeder.read_scenario(SCENARIOS / "one-celebrity-or-250").accounts
    intensity = dict(zip(accounts.handle, accounts.clicks / accounts.followers, strict=True))
    star = accounts.position[STAR]
    blogger = next(position for position in range(accounts.n_accounts) if position != star)
    followers = accounts.account_followers
    assert followers[star] == 2500 * followers[blogger]
    assert intensity[accounts.handle[blogger]] == pytest.approx(10 * intensity[accounts.handle[star]])


@pytest.mark.parametrize(("acceptance", "is_asked"), [(0.0239, False), (0.0241, True)])
def test_c2_the_celebrity_enters_where_effort_over_acceptance_is_below_1250_hours(
    acceptance: float, is_asked: bool
) -> None:
    """30 h / 1,250 h = 2.4 %: a blogger brings 50 clicks × 10 % for half an hour, so 10 clicks an hour."""
    plan = solve(
        SCENARIOS / "one-celebrity-or-250",
        "approaches.agent.effort=30",
        f"approaches.agent.acceptance={acceptance}",
    )
    assert (STAR in {pick.account for pick in plan.picks}) is is_asked


def test_a_plan_of_one_celebrity_is_a_lottery_ticket() -> None:
    plan = solve(SCENARIOS / "one-celebrity-or-250" / "celebrity-within-reach.yaml", "rules.accounts.at_most=1")
    assert [pick.account for pick in plan.picks] == [STAR]
    assert plan.outcome is not None
    assert plan.outcome.p90 == 0.0
    assert plan.outcome.nobody >= 0.9


def test_c10_followers_without_conversions_do_not_enter() -> None:
    folder = SCENARIOS / "book-launch"
    accounts = seeder.read_scenario(folder).accounts
    followers = accounts.account_followers
    huge = {accounts.account_id[position] for position in range(accounts.n_accounts) if followers[position] > 1e6}
    assert len(huge) == 2
    by_conversions = {pick.account for pick in solve(folder).picks}
    by_clicks = {pick.account for pick in solve(folder, "objective=clicks").picks}
    assert huge <= by_clicks
    assert not huge & by_conversions
