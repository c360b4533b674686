"""A certificate is recomputed from tables, certificate.json and docs/plan.md alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from oracles import outside_reader as outside

import seeder

N_ACCOUNTS = 12
SEGMENTS = [("students", 9000, 0.3, 1.0), ("gardeners", 15000, None, 2.0), ("runners", 7000, 0.5, 1.0)]
DOCUMENT: dict[str, Any] = {
    "name": "From outside",
    "objective": "clicks",
    "budget": {"effort": 4, "cash": 90},
    "accounts": "accounts.csv",
    "interested": 0.4,
    "approaches": {"ask": {"costs": {"cash": 0}}},
    "rules": {
        "include": ["a03"],
        "exclude": ["a05"],
        "accounts": {"at_least": 2, "at_most": 6},
        "conflicts": [["a01", "a02"]],
    },
}


def write_accounts(folder: Path) -> list[str]:
    """A dozen accounts, two of them with a second handle that stands at the end of the table."""
    rng = np.random.default_rng(11)
    folder.mkdir()
    handles = [f"a{place:02d}" for place in range(N_ACCOUNTS)]
    lines = ["account,handle,followers,clicks,effort,acceptance,cash"]
    for name in handles:
        clicks, effort, acceptance = rng.integers(20, 400), rng.choice([0.5, 0.75, 1.25]), rng.integers(1, 9) / 10
        lines.append(f"{name},{name},{rng.integers(3000, 9000)},{clicks},{effort},{acceptance},{rng.integers(0, 40)}")
    lines += ["a04,a04.b,2000,55,,,", "a00,a00.b,1500,30,,,"]
    (folder / "accounts.csv").write_text("\n".join(lines) + "\n", "utf-8")
    overrides = ["account,approach,cash"] + [f"{line.split(',')[0]},ask,{line.split(',')[6]}" for line in lines[1:-2]]
    (folder / "approaches.csv").write_text("\n".join(overrides) + "\n", "utf-8")
    return [*handles, "a04.b", "a00.b"]


def solve(folder: Path, audience: dict[str, Any] | None) -> dict[str, Any]:
    document = {**DOCUMENT, "overrides": "approaches.csv", **({} if audience is None else {"audience": audience})}
    (folder / "scenario.json").write_text(json.dumps(document), "utf-8")
    run = seeder.run_scenario(seeder.read_scenario(folder), stop=seeder.Stop(relative_gap=0))
    seeder.write_run(run, folder / "run")
    assert seeder.verify_run(folder / "run").issues == ()
    return {name: outside.read_json(folder / "run" / f"{name}.json") for name in ("plan", "certificate", "manifest")}


def check(
    folder: Path,
    run: dict[str, Any],
    *,
    people: list[float],
    weight: list[float],
    interested_of: list[float | None],
    entries: dict[int, list[tuple[int, float, float]]],
    is_outside: bool,
) -> None:
    names = run["certificate"]["names"]
    problem = outside.problem_of(
        outside.rows_of(folder / "accounts.csv"),
        names,
        objective="clicks",
        budget=[DOCUMENT["budget"][name] for name in names["resources"]],
        interested=0.4,
        people=people,
        weight=weight,
        interested_of=interested_of,
        entries=entries,
        is_outside=is_outside,
    )
    assert [account for account, _ in names["options"]] == [f"a{place:02d}" for place in range(N_ACCOUNTS)]
    everybody = list(range(N_ACCOUNTS))
    rules = {
        "include a03": ([3], 1, None),
        "exclude a05": ([5], 0, 0),
        "at least 2 accounts": (everybody, 2, None),
        "at most 6 accounts": (everybody, 0, 6),
        "at most one of a01, a02": ([1, 2], 0, 1),
    }
    problem.counts = [rules[rule["rule"]] for rule in names["rules"]]
    assert len(problem.counts) == len(rules)
    assert outside.digest_of(problem) == run["certificate"]["digest"] == run["manifest"]["problem"]["digest"]
    assert outside.sums_of(problem) == pytest.approx(run["manifest"]["problem"]["sums"], rel=1e-9)
    bound = outside.proved(problem, run["certificate"])
    assert bound == pytest.approx(run["plan"]["bound_certified"], rel=1e-9)
    without_tree = {key: part for key, part in run["certificate"].items() if key != "tree"}
    assert outside.proved(problem, without_tree) >= bound
    # Other multipliers prove something else.
    other = {**without_tree, "resource_multiplier": [2 * x + 1 for x in run["certificate"]["resource_multiplier"]]}
    assert outside.proved(problem, other) > bound * (1 + 1e-6)


def test_segments(tmp_path: Path) -> None:
    handles = write_accounts(tmp_path / "s")
    rng = np.random.default_rng(5)
    entries: dict[int, list[tuple[int, float, float]]] = {}
    lines = ["handle,segment,share,fit"]
    for row, handle in enumerate(handles):
        for cell, (segment, *_) in enumerate(SEGMENTS):
            if rng.random() < 0.7:
                share, fit = rng.integers(1, 5) / 100, rng.choice([0.5, 1.0, 2.0])
                entries.setdefault(row, []).append((cell, share, fit))
                lines.append(f"{handle},{segment},{share},{fit}")
    (tmp_path / "s" / "memberships.csv").write_text("\n".join(lines) + "\n", "utf-8")
    segments = [f"{name},{people},{'' if own is None else own},{weight}" for name, people, own, weight in SEGMENTS]
    (tmp_path / "s" / "segments.csv").write_text("\n".join(["segment,people,interested,weight", *segments]), "utf-8")
    run = solve(tmp_path / "s", {"kind": "segments", "table": "segments.csv", "memberships": "memberships.csv"})
    assert run["certificate"]["names"]["cells"] == [name for name, *_ in SEGMENTS]
    assert "tree" in run["certificate"]
    check(
        tmp_path / "s",
        run,
        people=[float(people) for _, people, _, _ in SEGMENTS],
        weight=[weight for *_, weight in SEGMENTS],
        interested_of=[own for _, _, own, _ in SEGMENTS],
        entries=entries,
        is_outside=True,
    )


@pytest.mark.parametrize("sample", [None, 0.05])
def test_a_list(tmp_path: Path, sample: float | None) -> None:
    handles = write_accounts(tmp_path / "f")
    rng = np.random.default_rng(7)
    lines, people = ["handle,person,tie"], ["person,weight,interested"]
    for person in range(60):
        people.append(f"p{person},{rng.choice([1, 2])},{rng.choice(['', '0.3'])}")
        for handle in handles:
            if rng.random() < 0.25:
                lines.append(f"{handle},p{person},{rng.choice(['', '0.5'])}")
    (tmp_path / "f" / "followers.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "f" / "people.csv").write_text("\n".join(people) + "\n", "utf-8")
    audience = {"kind": "followers", "table": "followers.csv", "people": "people.csv"}
    run = solve(tmp_path / "f", audience | ({} if sample is None else {"sample": sample}))
    cells = run["certificate"]["names"]["cells"]
    entries: dict[int, list[tuple[int, float, float]]] = {}
    for cell, part in enumerate(cells):
        for row, tie in part["follows"]:
            entries.setdefault(row - 1, []).append((cell, 1.0, tie))
    # The people of each cell are those of the list who follow just these handles.
    follows: dict[str, set[tuple[str, float]]] = {}
    for line in lines[1:]:
        handle, key, tie = line.split(",")
        follows.setdefault(key, set()).add((handle, float(tie or 1)))
    assert sum(part["people"] for part in cells) == len(follows)
    for part in cells:
        alike = {(handles[row - 1], tie) for row, tie in part["follows"]}
        assert sum(own == alike for own in follows.values()) >= part["people"]
    check(
        tmp_path / "f",
        run,
        people=[part["people"] / (sample or 1.0) for part in cells],
        weight=[part["weight"] for part in cells],
        interested_of=[part["interested"] for part in cells],
        entries=entries,
        is_outside=sample is not None,
    )


def test_separate_audiences(tmp_path: Path) -> None:
    write_accounts(tmp_path / "s")
    run = solve(tmp_path / "s", None)
    assert run["certificate"]["names"]["cells"] is None
    check(tmp_path / "s", run, people=[], weight=[], interested_of=[], entries={}, is_outside=True)


def test_cuts(tmp_path: Path) -> None:
    handles = write_accounts(tmp_path / "c")
    lines = ["handle,segment,share"]
    for row, handle in enumerate(handles):
        lines.append(f"{handle},students,{1 + row % 4}%")
    (tmp_path / "c" / "memberships.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "c" / "segments.csv").write_text("segment,people,interested\nstudents,9000,0.3\n", "utf-8")
    run = solve(tmp_path / "c", {"kind": "segments", "table": "segments.csv", "memberships": "memberships.csv"})
    cuts = run["certificate"]["tree"]["cuts"]
    assert any(
        any(node.get("at_most_multiplier", [])[len(DOCUMENT["rules"]) :])
        for node in run["certificate"]["tree"]["nodes"]
    )
    arguments: dict[str, Any] = {
        "people": [9000.0],
        "weight": [1.0],
        "interested_of": [0.3],
        "entries": {row: [(0, (1 + row % 4) / 100, 1.0)] for row in range(len(handles))},
        "is_outside": True,
    }
    check(tmp_path / "c", run, **arguments)
    for changes in ({"limit": cuts[0]["limit"] - 1}, {"weight": [2 * weight for weight in cuts[0]["weight"]]}):
        forged = {
            **run["certificate"],
            "tree": {**run["certificate"]["tree"], "cuts": [{**cuts[0], **changes}, *cuts[1:]]},
        }
        with pytest.raises(AssertionError, match="inf"):
            check(tmp_path / "c", {**run, "certificate": forged}, **arguments)
