"""A small run with everything that a run can hold, solved by enumeration and certified by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from oracles.enumeration import all_selections

import seeder

ACCOUNTS = """account,handle,followers,platform,clicks,effort,acceptance,topics,email
ann,ann.x,3000,x,60,0.5,0.2,tea,ann@example.org
ann,ann_yt,900,youtube,30,,,,
bob,bob,41000,x,700,2,0.1,art;tea,=bob@example.org
cat,cat,5200,x,90,0.5,0.15,art,
dan,dan,800,youtube,40,0.25,,,dan@example.org
eve,eve,12000,x,260,1,0.12,tea,
fay,fay,2500,youtube,75,0.5,0.3,,
gus,gus,600,youtube,8,0.25,0.1,,
"""
SEGMENTS = "segment,people,interested,weight\nstudents,9000,0.3,1\ngardeners,15000,,2\nrunners,7000,0.5,\n"
MEMBERSHIPS = """account,handle,platform,segment,share,fit
ann,ann.x,x,students,0.2,1
ann,ann_yt,youtube,students,0.05,1.5
bob,bob,x,students,0.5,
bob,bob,x,gardeners,0.9,0.8
cat,cat,x,gardeners,0.2,
dan,dan,youtube,runners,0.1,2
eve,eve,x,runners,0.7,
eve,eve,x,students,0.4,
fay,fay,youtube,gardeners,0.15,
"""
DOCUMENT = """name: Small and whole
objective: clicks
budget: {effort: 3, cash: 40}
accounts: accounts.csv
approaches:
  cold: {}
  paid: {acceptance: 0.6, costs: {cash: 15}, on_yes: {effort: 0.25}, where: "followers < 10000"}
audience: {kind: segments, table: segments.csv, memberships: memberships.csv}
interested: 0.4
rules:
  include: [dan]
  exclude: [eve]
  accounts: {at_least: 2}
  groups: [{where: "'tea' in topics", at_most: 2, limit: {cash: 30}}]
  conflicts: [[cat, fay]]
plan: {reserves: 3, link: "https://example.org/launch", campaign: spring}
"""


def write_scenario(folder: Path, *, is_separate: bool = False) -> Path:
    folder.mkdir(parents=True)
    (folder / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    document = DOCUMENT
    if is_separate:
        document = "".join(line for line in DOCUMENT.splitlines(keepends=True) if not line.startswith("audience"))
    else:
        (folder / "segments.csv").write_text(SEGMENTS, "utf-8")
        (folder / "memberships.csv").write_text(MEMBERSHIPS, "utf-8")
    (folder / "scenario.yaml").write_text(document, "utf-8")
    return folder


SETTING = seeder.Setting(("rules", "accounts", "at_most"), "3", "--set rules.accounts.at_most=3")


def solve_by_enumeration(scenario: seeder.Scenario, *, claim: float = 1.0) -> seeder.Run:
    """Solve, and certify with numbers of no great quality; ``claim`` is where the best known bound lies, 0 to 1."""
    formulation = seeder.formulation_of(scenario)
    problem = formulation.problem
    found = [
        (evaluation.value, selection)
        for selection in all_selections(problem)
        for evaluation in [seeder.evaluate(problem, selection)]
        if evaluation.is_feasible
    ]
    value, selection = max(found)
    n_cells = 0 if problem.coverage is None else problem.coverage.n_cells
    certificate = seeder.Certificate(
        digest=problem.digest,
        resource_multiplier=np.where(np.isfinite(problem.budget), [1.5, 0.0625][: problem.n_resources], 0.0),
        at_least_multiplier=[0.125 if rule.lower else 0.0 for rule in problem.rules],
        at_most_multiplier=[0.0 if rule.upper is None else 0.25 for rule in problem.rules],
        z=np.linspace(0.0625, 0.5, n_cells),
        theta=np.linspace(0.25, 1.0, n_cells),
    )
    certified = seeder.certified_bound(problem, certificate)
    bounds = seeder.Bounds(value, value + claim * (certified - value), certified)
    gap = bounds.relative_gap
    assert gap is not None
    if gap <= 1e-6:
        termination = seeder.Termination(seeder.TerminationReason.OPTIMAL)
    else:
        termination = seeder.Termination(seeder.TerminationReason.LIMIT_REACHED, seeder.Limit.ITERATIONS)
    result = seeder.SolveResult(
        method="enumeration",
        termination=termination,
        bounds=bounds,
        selection=np.array(selection, dtype=np.int64),
        certificate=certificate,
        seconds=0.25,
        seed=3,
        baselines={"greedy": value * 0.75, "top_followers": None},
    )
    plan = seeder.make_plan(formulation, result)
    seconds = {"formulate": 0.0, "solve": 0.25, "plan": 0.125}
    return seeder.Run(
        scenario=scenario, formulation=formulation, result=result, plan=plan, seconds=seconds, stop=seeder.Stop()
    )
