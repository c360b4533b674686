"""Every number and formula of docs/audience.md, computed by the package and once more from the tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docs.documentation_page import Page, number_in

import seeder
from seeder.engine import database, table
from seeder.scenario.tables import table_sources

PAGE = Page("audience.md")
KINDS = {"separate": "separate", "segments": "segments", "followers, a sample": "sample", "followers": "followers"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page, those among them that its Python makes."""
    place = tmp_path_factory.mktemp("audience")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        PAGE.write_files()
    return place / "novel"


@pytest.fixture(scope="module")
def scenarios(folder: Path) -> dict[str, seeder.Scenario]:
    return {name: seeder.read_scenario(folder / f"{file}.yaml") for name, file in KINDS.items()}


@pytest.fixture(scope="module")
def plans(scenarios: dict[str, seeder.Scenario]) -> dict[str, seeder.Plan]:
    return {name: seeder.run_scenario(scenario).plan for name, scenario in scenarios.items()}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def problem_of(scenario: seeder.Scenario) -> seeder.SeedingProblem:
    return seeder.formulation_of(scenario).problem


def test_what_it_changes(scenarios: dict[str, seeder.Scenario], plans: dict[str, seeder.Plan]) -> None:
    truth = problem_of(scenarios["followers"])
    _, *rows = PAGE.table("What the description changes")
    assert [row[0] for row in rows] == list(KINDS)
    for name, asks, says, repeats, certified, brings in rows:
        plan = plans[name]
        asked = [pick.account for pick in plan.picks]
        assert asks == ", ".join(asked)
        options = [scenarios["followers"].accounts.position[account] for account in asked]
        found = (plan.value, plan.gross, plan.bound_certified, seeder.evaluate(truth, options).value)
        assert [number_in(cell) for cell in (says, repeats, certified, brings)] == pytest.approx(found, abs=0.051)
        assert plan.status == "optimal"
        assert plan.estimated is (name == "followers, a sample")


def test_what_is_said_of_the_four_plans(scenarios: dict[str, seeder.Scenario], plans: dict[str, seeder.Plan]) -> None:
    truth = problem_of(scenarios["followers"])
    worth = {plan: seeder.evaluate(truth, plan).value for plan in combinations(range(5), 3)}
    told = {name: plan.value for name, plan in plans.items() if plan.value is not None}
    assert told["followers"] == pytest.approx(max(worth.values()))
    assert "promises 46 % more than it brings" in PAGE.text
    assert told["separate"] / worth[0, 1, 2] == pytest.approx(1.46, abs=5e-3)
    assert "are within 1 % of its value" in PAGE.text
    assert told["segments"] == pytest.approx(told["followers"], rel=0.01)
    assert "The sample gives 670 clicks: 2 % more than the whole list" in PAGE.text
    assert told["followers, a sample"] / told["followers"] == pytest.approx(1.02, abs=5e-3)


def test_what_the_segments_say_of_pairs(folder: Path) -> None:
    people = {row["segment"]: int(row["people"]) for row in rows_of(folder / "segments.csv")}
    share = {
        (row["handle"], row["segment"]): number_in(row["share"])
        for row in rows_of(folder / "memberships.csv")
        if row["handle"] != "ada"
    }
    follows: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(folder / "followers.csv"):
        follows[row["handle"]].add(row["person"])
    assert people["fantasy"] * share["bo", "fantasy"] * share["cy", "fantasy"] == pytest.approx(3120)
    assert people["crime"] * share["dee", "crime"] * share["eli", "crime"] == pytest.approx(1650)
    assert len(follows["dee"] & follows["eli"]) == 900
    assert "share 65 % × 60 %, which is 3,120 people" in PAGE.text
    assert "dee and eli share 1,650 people.\nIn truth they share 900" in PAGE.text


def test_the_list_agrees_with_the_accounts(folder: Path) -> None:
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows_of(folder / "followers.csv"):
        counted[row["handle"], row["platform"]] += 1
    accounts = rows_of(folder / "accounts.csv")
    assert counted == {(row["account"], row["platform"]): int(row["followers"]) for row in accounts}
    assert {int(row["clicks"]) / int(row["followers"]) for row in accounts} == {0.06}


Tables = tuple[Mapping[Any, float], Mapping[tuple[Any, Any], float]]


def value_by_formula(
    accounts: Sequence[dict[str, str]], asked: Sequence[str], tables: Tables, *, outside: bool
) -> float:
    """The block of formulas, line by line: clicks, interested 0.1, weight, fit and tie 1."""
    people, share = tables
    handles = [(row["account"], row["platform"], float(row["clicks"]) / float(row["followers"])) for row in accounts]
    value = 0.0
    for cell, size in people.items():
        missed = 1.0
        for account in asked:
            unmoved = 1.0
            for owner, platform, clicks_per_follower in handles:
                if owner == account:
                    chance = min(1.0, clicks_per_follower / 0.1)
                    unmoved *= 1 - share.get(((owner, platform), cell), 0.0) * chance
            missed *= 1 - 0.8 * (1 - unmoved)
        value += size * 0.1 * (1 - missed)
    for row in accounts if outside else ():
        inside = sum(
            people[cell] * part for (handle, cell), part in share.items() if handle == (row["account"], row["platform"])
        )
        if row["account"] in asked:
            left = max(0.0, float(row["followers"]) - inside)
            value += 0.8 * left * float(row["clicks"]) / float(row["followers"])
    return value


def segments_by_hand(folder: Path) -> Tables:
    people = {row["segment"]: float(row["people"]) for row in rows_of(folder / "segments.csv")}
    share = {
        ((row["handle"], row["platform"] or "x"), row["segment"]): number_in(row["share"])
        for row in rows_of(folder / "memberships.csv")
    }
    return people, share


def list_by_hand(path: Path, *, stands_for: float) -> Tables:
    """Every person is a cell."""
    rows = rows_of(path)
    people = {row["person"]: stands_for for row in rows}
    return people, {((row["handle"], row["platform"]), row["person"]): 1.0 for row in rows}


def test_the_formulas_make_the_values(folder: Path, plans: dict[str, seeder.Plan]) -> None:
    accounts = rows_of(folder / "accounts.csv")
    for name, tables, outside in (
        ("segments", segments_by_hand(folder), True),
        ("followers", list_by_hand(folder / "followers.csv", stands_for=1), False),
        ("followers, a sample", list_by_hand(folder / "sample.csv", stands_for=10), True),
    ):
        asked = [pick.account for pick in plans[name].picks]
        assert plans[name].value == pytest.approx(value_by_formula(accounts, asked, tables, outside=outside)), name


def test_how_interested_decides_about_the_second_post() -> None:
    accounts = pd.DataFrame(
        {"account": ["ada", "bo"], "followers": 1000, "clicks": 60, "effort": 1, "acceptance": 1.0},
    )
    segments = pd.DataFrame({"segment": ["both"], "people": [1000]})
    memberships = pd.DataFrame({"handle": ["ada", "bo"], "segment": "both", "share": 1})
    _, *rows = PAGE.table("How interested affects a second post")
    assert len(rows) == 5
    for interested, chance, once, twice in (map(number_in, row) for row in rows):
        scenario = seeder.Scenario.from_frames(
            accounts,
            budget={"effort": 2},
            audience={"kind": "segments"},
            segments=segments,
            memberships=memberships,
            interested=interested,
        )
        problem = problem_of(scenario)
        assert problem.coverage is not None
        assert problem.coverage.chance.tolist() == pytest.approx([chance, chance])
        assert seeder.evaluate(problem, [0]).value == pytest.approx(once)
        assert seeder.evaluate(problem, [0, 1]).value == pytest.approx(twice)


def test_defaults_of_outside(folder: Path) -> None:
    _, *rows = PAGE.table("Followers outside")
    told = {kind: row[0].strip("`") for row in rows for kind in ("segments", "sample", "complete") if kind in row[3]}
    assert told == {"segments": "separate", "sample": "separate", "complete": "ignore"}
    for kind, file in (("segments", "segments"), ("sample", "sample"), ("complete", "followers")):
        known = seeder.read_scenario(folder / f"{file}.yaml").audience
        assert known is not None
        assert known.outside_is_ignored is (told[kind] == "ignore")


def test_the_limits() -> None:
    told = {row[0]: row[1] for row in PAGE.table("Limits and running times")[1:]}
    assert f"{database.MEMORY / 1e9:g} GB" in told["memory while a list is read"]
    assert f"{table_sources._LARGEST_LIST / 2**30:g} GB" in told["followers, people"]
    assert f"{table.MOST_ROWS:,} rows" in told["segments, memberships"]
