"""Every number of docs/bound.md, computed by the package and once more on paper."""

from __future__ import annotations

import json
import math
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from docs.documentation_page import Page, number_in

import seeder

PAGE = Page("bound.md")
NAMES = ("ann", "bob", "cat")
ONE_ASK = math.log(2)
LINES = {"plain sum": (0.0, 0.0), "touching line": (ONE_ASK, 1.0), "line of the certificate": (0.83746, 1.0)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page, and the run that its first command writes."""
    place = tmp_path_factory.mktemp("bound")
    for block in PAGE.blocks():
        if block.language in ("csv", "yaml"):
            (place / block.about).parent.mkdir(exist_ok=True)
            (place / block.about).write_text(block.body, "utf-8")
    seeder.write_run(seeder.run_scenario(seeder.read_scenario(place / "tea")), place / "tea-run")
    return place


@pytest.fixture(scope="module")
def problem(folder: Path) -> seeder.SeedingProblem:
    scenario = seeder.read_scenario(folder / "tea")
    return seeder.formulation_of(scenario).problem


def bound_of(problem: seeder.SeedingProblem, z: float, theta: float) -> float:
    certificate = seeder.Certificate(digest=problem.digest, resource_multiplier=[210], z=[z], theta=[theta])
    return seeder.certified_bound(problem, certificate)


def test_the_plans_compared(problem: seeder.SeedingProblem) -> None:
    _, *rows = PAGE.table("The value: each person counts once")
    assert [row[0] for row in rows] == [f"{NAMES[a]} and {NAMES[b]}" for a, b in combinations(range(3), 2)]
    for (_, added, once), plan in zip(rows, combinations(range(3), 2), strict=True):
        assert number_in(once) == pytest.approx(seeder.evaluate(problem, plan).value)
        assert number_in(added) == sum(seeder.evaluate(problem, [option]).value for option in plan)
    assert len(str(math.comb(100, 30))) == 26


def test_the_lines_are_nowhere_below_the_curve() -> None:
    header, curve, touching, plain = PAGE.table("The bound: a straight line above a bent curve")
    for asks, cells in enumerate(zip(header[1:], curve[1:], touching[1:], plain[1:], strict=True)):
        count, reached, by_line, by_sum = map(number_in, cells)
        assert count == asks
        assert reached == 1 - 0.5**asks
        assert by_line == pytest.approx(0.5 + 0.5 * ONE_ASK * (asks - 1), abs=5e-4)
        assert by_sum == 0.5 * asks
        assert min(by_line, by_sum) >= reached


def test_the_table_on_paper(problem: seeder.SeedingProblem) -> None:
    header, *rows = PAGE.table("On paper")
    table = {row[0]: [number_in(cell) for cell in row[1:]] for row in rows}
    assert header[1:] == list(LINES)
    for column, (z, theta) in enumerate(LINES.values()):
        slope = math.exp(-z)
        base = 200 * theta * (1 - slope - slope * z)
        step = 200 * (theta * slope * ONE_ASK + (1 - theta) * 0.5)
        worth = {"ann": 200 + step, "bob": 150 + step, "cat": 210.0}
        beyond = {f"{name} beyond 210": max(0.0, number - 210) for name, number in worth.items()}
        by_hand = {"base": base, **worth, "two hours at 210": 420.0, **beyond}
        for name, number in by_hand.items():
            assert table[name][column] == pytest.approx(number, abs=5.1e-3), name
        told = table["bound"][column]
        assert told == pytest.approx(base + 420 + sum(beyond.values()), abs=5.1e-3)
        assert told == pytest.approx(bound_of(problem, z, theta), abs=5.1e-3)
    assert set(table) == {*by_hand, "bound"}


def test_the_sums_that_the_text_spells_out() -> None:
    slope, step = math.exp(-0.83746), 0.5 * ONE_ASK
    base = 200 * (1 - slope - slope * 0.83746)
    for told in (
        f"½ × 0.6931 = {100 * step:.2f} %",
        f"50 % − {100 * step:.2f} % = {100 * (0.5 - step):.2f} %",
        f"a base of {200 * (0.5 - step):.2f} people, and {200 * step:.2f} people for ann and for bob each",
        f"the slope e^−0.83746 = {slope:.5f}",
        f"200 × {slope:.5f} × {ONE_ASK:.4f} = {200 * slope * ONE_ASK:.0f} for ann and for bob",
        f"a base of 200 × (1 − {slope:.5f} − {slope:.5f} × 0.83746) = {base:.2f}",
    ):
        assert told in PAGE.text, told


def test_the_certificate_holds_what_the_page_says(folder: Path, problem: seeder.SeedingProblem) -> None:
    written = json.loads((folder / "tea-run" / "certificate.json").read_bytes())
    for key, holds, _ in PAGE.table("The certificate")[1:]:
        assert written[key.strip("`")] == [pytest.approx(number_in(holds), abs=1e-4)]
    lowest = min(bound_of(problem, 0.83746 + step / 1e5, 1.0) for step in range(-20, 21))
    assert lowest == pytest.approx(bound_of(problem, 0.83746, 1.0), abs=1e-5)
    certificate = seeder.Certificate.from_document(written)
    assert lowest <= seeder.certified_bound(problem, certificate) == pytest.approx(510.95, abs=5e-3)
    assert seeder.proved_bound(problem, certificate) == pytest.approx(510, abs=1e-6)


def test_the_two_bounds_of_the_plan(folder: Path) -> None:
    plan: dict[str, Any] = json.loads((folder / "tea-run" / "plan.json").read_bytes())
    for key, holds, _ in PAGE.table("Proved and claimed", 3)[1:]:
        assert plan[key.strip("`")] == pytest.approx(number_in(holds), abs=1e-6)
    assert plan["bound_is_proved"] is True
    assert plan["value"] <= plan["bound"] <= plan["bound_certified"]


def test_the_prices_on_paper() -> None:
    asked, (_, *rows) = {"neither": 0, "ann": 1, "bob": 1, "both": 2}, PAGE.table("Proved and claimed")
    assert [row[0] for row in rows] == list(asked)
    for name, *cells in rows:
        reached, paid = 200 * (1 - 0.5 ** asked[name]), 50 * asked[name]
        assert [number_in(cell) for cell in cells] == [reached, paid, reached - paid]
    most = max(number_in(row[3]) for row in rows)
    table = {row[0]: number_in(row[1]) for row in PAGE.table("Proved and claimed", 1)[1:]}
    worth = {"ann": 200.0 + 50, "bob": 150.0 + 50, "cat": 210.0}
    beyond = {f"{name} beyond 200": max(0.0, number - 200) for name, number in worth.items()}
    bound = most + 400 + sum(beyond.values())
    assert table == {"left to the 200": most, **worth, "two hours at 200": 400, **beyond, "bound": bound}
    assert bound == 510


def test_the_tree_holds_what_the_page_says(folder: Path, problem: seeder.SeedingProblem) -> None:
    tree = json.loads((folder / "tea-run" / "certificate.json").read_bytes())["tree"]
    (node,) = tree["nodes"]
    held = {key.strip("`"): number_in(holds.rstrip(" %")) for key, holds, _ in PAGE.table("Proved and claimed", 2)[1:]}
    assert held.pop("target") == pytest.approx(tree["target"], abs=1e-6)
    assert held.pop("nodes") == len(tree["nodes"])
    assert node["resource_multiplier"] == [pytest.approx(held.pop("resource_multiplier"))]
    assert node["prices"]["option"] == [0, 1]
    assert node["prices"]["price"] == pytest.approx([held.pop("prices") / 100] * 2)
    assert not held
    assert set(node) == {"resource_multiplier", "prices"}


def test_without_ann_the_line_bounds_less_than_is_to_be_shown(problem: seeder.SeedingProblem) -> None:
    """Her fifty falls out of the sum; no plan without her is worth more."""
    without = bound_of(problem, 0.83746, 1.0) - 50
    assert without == pytest.approx(460.95, abs=5.1e-3)
    assert seeder.evaluate(problem, [1, 2]).value <= without < 510
    assert "and 460.95 is left" in PAGE.text


def test_a_fifth_of_bob_and_four_fifths_of_cat_are_worth_the_certified_bound(problem: seeder.SeedingProblem) -> None:
    """No tangent and no sum lies below the curve there, so no multipliers prove less by themselves."""
    bob = 0.83746 / ONE_ASK - 1
    assert bob == pytest.approx(0.2, abs=0.01)
    fractional = 200 + 150 * bob + 200 * (1 - math.exp(-ONE_ASK * (1 + bob))) + 210 * (1 - bob)
    assert fractional == pytest.approx(510.95, abs=5e-3)
    assert 0.5 * (1 + bob) > 1 - math.exp(-ONE_ASK * (1 + bob))
    for z in range(30):
        for theta in range(11):
            assert bound_of(problem, z / 10, theta / 10) >= fractional - 1e-6


def test_what_nobody_told_it(folder: Path, problem: seeder.SeedingProblem) -> None:
    plan = seeder.run_scenario(seeder.read_scenario(folder / "tea" / "no-circles.yaml")).plan
    assert [pick.account for pick in plan.picks] == ["ann", "bob"]
    assert plan.value == 550
    assert plan.bound_is_proved
    assert seeder.evaluate(problem, [0, 1]).value == pytest.approx(500)
    assert "in reality the plan brings 500 people." in PAGE.text
