"""A run is verified as written, and refused wherever something of it was changed."""

from __future__ import annotations

import copy
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from oracles.runs import SETTING, solve_by_enumeration, write_scenario

import seeder
from seeder.certify.array_json import MOST_NUMBERS_OF_A_TREE
from seeder.run_folder.files import digest_of, manifest_digest

JSON_FILES = ("plan.json", "certificate.json", "manifest.json")
KINDS = ("segments", "separate")
Path_ = tuple[str | int, ...]

one_kind = pytest.mark.parametrize("made", ["segments"], indirect=True)
"""For what does not depend on the kind of audience."""


@pytest.fixture(scope="module", params=KINDS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with ``scenario`` and ``run``; the bound of the run is half proved and half claimed."""
    place = tmp_path_factory.mktemp(str(request.param))
    write_scenario(place / "scenario", is_separate=request.param == "separate")
    scenario = seeder.read_scenario(place / "scenario", settings=[SETTING])
    seeder.write_run(solve_by_enumeration(scenario, claim=0.5), place / "run", command=["seeder", "solve", "scenario"])
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "there")
    return tmp_path / "there"


def standings(verification: seeder.Verification) -> dict[str, str]:
    return {check.name: check.standing.value for check in verification.checks}


def failed(place: Path) -> set[str]:
    return {name for name, standing in standings(seeder.verify_run(place / "run")).items() if standing == "failed"}


def load(place: Path, name: str) -> Any:
    return json.loads((place / "run" / name).read_bytes())


def store(place: Path, name: str, document: Any) -> None:
    (place / "run" / name).write_text(json.dumps(document), "utf-8")


def refresh(place: Path, *, problem: seeder.SeedingProblem | None = None) -> None:
    """Make all digests and sums agree again, as somebody would who does not want to be found out."""
    run = place / "run"
    if problem is not None:
        store(place, "certificate.json", {**load(place, "certificate.json"), "digest": problem.digest})
    manifest = load(place, "manifest.json")
    if problem is not None:
        manifest["problem"] = {"digest": problem.digest, "sums": dict(problem.sums)}
    for entry in manifest["inputs"]:
        raw = (run / entry["path"]).read_bytes()
        entry.update(sha256=digest_of(raw), bytes=len(raw))
    for name, entry in manifest["files"].items():
        raw = (run / name).read_bytes()
        entry.update(sha256=digest_of(raw), bytes=len(raw))
    manifest["sha256"] = manifest_digest(manifest)
    store(place, "manifest.json", manifest)


def test_a_run_is_verified_claim_by_claim(made: Path) -> None:
    verification = seeder.verify_run(made / "run")
    assert verification.is_verified
    assert verification.issues == ()
    plan = load(made, "plan.json")
    assert verification.value == plan["value"]
    assert verification.bound == plan["bound_certified"]
    assert standings(verification) == {
        "folder": "recomputed",
        "files": "recomputed",
        "inputs": "recomputed",
        "problem": "recomputed",
        "scenario": "recomputed",
        "selection": "recomputed",
        "value": "recomputed",
        "spent": "recomputed",
        "gross": "recomputed",
        "outcome": "recomputed",
        "picks": "recomputed",
        "order": "recomputed",
        "reserves": "recomputed",
        "rests_on": "recomputed",
        "measure_next": "claimed" if plan["measure_next"] else "recomputed",
        "interval": "recomputed",
        "bound_certified": "recomputed",
        "bound": "claimed",
        "bound_is_proved": "recomputed",
        "gap": "recomputed",
        "status": "claimed",
        "conflict": "recomputed",
        "baselines": "claimed",
        "shortlist": "recomputed",
        "names": "recomputed",
        "record": "claimed",
    }


def test_a_proved_bound_is_no_claim(tmp_path: Path) -> None:
    scenario = seeder.read_scenario(write_scenario(tmp_path / "scenario"))
    seeder.write_run(solve_by_enumeration(scenario), tmp_path / "run")
    assert standings(seeder.verify_run(tmp_path / "run"))["bound"] == "recomputed"


@pytest.mark.parametrize(
    "name",
    [
        # Long to solve; tests of the scenarios themselves verify their whole runs.
        pytest.param("apartment-app", marks=pytest.mark.slow),
        pytest.param("book-launch", marks=pytest.mark.slow),
        "charity-drive",
        "everywhere-or-niche",
        "one-celebrity-or-250",
    ],
)
def test_what_the_solver_writes_is_verified(name: str, tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "scenarios" / name
    run = seeder.run_scenario(seeder.read_scenario(folder), stop=seeder.Stop(iterations=2))
    seeder.write_run(run, tmp_path / "run")
    assert seeder.verify_run(tmp_path / "run").issues == ()


# Tampering


def leaves(part: Any, path: Path_ = ()) -> Iterator[Path_]:
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    empty = True
    for key, value in inner:
        empty = False
        yield from leaves(value, (*path, key))
    if empty:
        yield path


def changed(document: Any, path: Path_, change: Callable[[Any], Any]) -> Any:
    document = copy.deepcopy(document)
    if not path:
        return change(document)
    parent = document
    for piece in path[:-1]:
        parent = parent[piece]
    parent[path[-1]] = change(parent[path[-1]])
    return document


def slightly(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * 1.001 + (0.001 if value == 0 else 0.0)
    if isinstance(value, str):
        return f"{value}x"
    return 1 if value is None else [*value, 1] if isinstance(value, list) else {**value, "x": 1}


@one_kind
@pytest.mark.parametrize("name", JSON_FILES)
def test_every_change_of_a_value_is_caught(place: Path, name: str) -> None:
    document = load(place, name)
    found = list(leaves(document))
    assert len(found) > 10
    for path in found:
        store(place, name, changed(document, path, slightly))
        assert failed(place), path


def is_record(name: str, path: Path_) -> bool:
    """Whether nothing follows from a value, or only what a solver can know: what docs/plan.md names."""
    if name == "manifest.json":
        is_origin = path[0] == "settings" and path[-1] == "origin"
        is_refreshed = path[0] in ("files", "sha256") or path[-1] in ("sha256", "bytes")
        return path[0] in ("command", "method", "seconds", "versions", "stop") or is_origin or is_refreshed
    is_gain = path[0] == "measure_next" and path[-1] in ("gain_at_least", "gain_at_most")
    return name == "plan.json" and (path[0] == "baselines" or is_gain)


@pytest.mark.parametrize("name", JSON_FILES)
def test_every_change_is_caught_with_all_digests_made_to_agree(place: Path, name: str) -> None:
    document, bound = load(place, name), seeder.verify_run(place / "run").bound
    original = load(place, "manifest.json")
    for path in leaves(document):
        if is_record(name, path):
            continue
        store(place, "manifest.json", original)
        store(place, name, changed(document, path, slightly))
        if not (name == "manifest.json" and path[0] == "inputs" and path[-1] == "path"):
            refresh(place)
        verification = seeder.verify_run(place / "run")
        # Other multipliers that prove the same bound are as good.
        is_as_good = name == "certificate.json" and verification.bound == pytest.approx(bound, rel=1e-15)
        assert not verification.is_verified or is_as_good, path


def test_other_multipliers_of_a_better_bound_are_refused_too(place: Path) -> None:
    plan = load(place, "plan.json")
    certificate = load(place, "certificate.json")
    certificate["resource_multiplier"][0] *= 1.5
    store(place, "certificate.json", certificate)
    refresh(place)
    assert "bound_certified" in failed(place)
    # With the bound that follows from them the run is whole again.
    bound = seeder.verify_run(place / "run").bound
    assert bound is not None
    if bound < plan["bound_certified"]:
        plan["bound_certified"] = bound
        store(place, "plan.json", plan)
        refresh(place)
        assert failed(place) == set()


JUNK: list[Any] = [None, True, [], {}, "", "NaN", -1, 10**400, 1e308, math.nan, math.inf, "\ud800", [[[1]]], {"a": 1}]
"""10^400 is one value in plain JSON, and NaN is what careless writers write."""


@one_kind
@pytest.mark.parametrize("n_kinds", [2, pytest.param(len(JUNK), marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", JSON_FILES)
def test_junk_is_refused_without_a_traceback(place: Path, name: str, n_kinds: int) -> None:
    document = load(place, name)
    for turn, path in enumerate([(), *leaves(document)]):
        for step in range(n_kinds):
            junk = JUNK[(turn + step) % len(JUNK)]
            with_junk = changed(document, path, partial(replaced, junk))
            store(place, name, with_junk)
            if with_junk != document:
                assert failed(place), (path, junk)


def replaced(junk: Any, _: Any) -> Any:
    return junk


def without(key: str | int, part: Any) -> Any:
    return {name: value for name, value in part.items() if name != key}


@one_kind
@pytest.mark.parametrize("name", JSON_FILES)
def test_missing_and_further_keys_are_refused(place: Path, name: str) -> None:
    document = load(place, name)
    for path in {leaf[:end] for leaf in leaves(document) for end in range(1, len(leaf) + 1)}:
        parent = document
        for piece in path[:-1]:
            parent = parent[piece]
        if isinstance(parent, dict):
            kept = changed(document, path[:-1], partial(without, path[-1]))
            store(place, name, kept)
            assert failed(place), path
            store(place, name, changed(document, path[:-1], lambda part: {**part, "further": 1}))
            assert failed(place), path


@one_kind
def test_every_cell_of_the_shortlist_counts(place: Path) -> None:
    raw = (place / "run" / "shortlist.csv").read_bytes()
    cells = list(re.finditer(rb'"(?:[^"]|"")*"|[^,\r\n]+', raw))
    assert len(cells) > 50
    for cell in cells:
        end = cell.end() - 1 if cell.group().endswith(b'"') else cell.end()
        (place / "run" / "shortlist.csv").write_bytes(raw[:end] + b"1" + raw[end:])
        refresh(place)
        assert failed(place) == {"shortlist"}, cell
    for damaged in (b"", raw[:-2], raw + b"x\r\n", raw.removeprefix(b"\xef\xbb\xbf"), raw.replace(b"\r\n", b"\n")):
        (place / "run" / "shortlist.csv").write_bytes(damaged)
        refresh(place)
        assert failed(place) == {"shortlist"}


@pytest.mark.parametrize("table", ["scenario.yaml", "accounts.csv", "segments.csv", "memberships.csv"])
def test_a_changed_input_is_caught(place: Path, table: str) -> None:
    path = place / "scenario" / table
    if not path.exists():
        return
    raw = path.read_bytes()
    for change in (raw + b"\n", raw[:-3], raw.replace(b"0", b"9", 1), b"", b"\xff\xfe", b"a,b\n"):
        path.write_bytes(change)
        assert failed(place) == {"inputs"}
    path.unlink()
    assert failed(place) == {"inputs"}


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("accounts.csv", "bob,bob,41000,x,700,2,0.1", "bob,bob,41000,x,700,2,0.2"),
        ("accounts.csv", "fay,fay,2500,youtube,75", "fay,fay,2500,youtube,175"),
        ("accounts.csv", "fay,fay,2500,youtube,75,0.5", "fay,fay,2500,youtube,75,0.125"),
        ("scenario.yaml", "effort: 3,", "effort: 2,"),
        ("scenario.yaml", "include: [dan]", "include: [ann]"),
        ("segments.csv", "gardeners,15000", "gardeners,14000"),
        ("memberships.csv", "bob,bob,x,gardeners,0.9", "bob,bob,x,gardeners,0.7"),
        ("memberships.csv", "fay,fay,youtube,gardeners,0.15", "fay,fay,youtube,gardeners,0.1"),
    ],
)
def test_a_changed_input_is_caught_with_all_digests_made_to_agree(place: Path, table: str, old: str, new: str) -> None:
    path = place / "scenario" / table
    if not path.exists():
        return
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    scenario = seeder.read_scenario(place / "scenario", settings=[SETTING])
    formulation = seeder.formulation_of(scenario)
    refresh(place)
    assert failed(place) == {"problem"}
    refresh(place, problem=formulation.problem)
    assert failed(place) - {"inputs", "problem", "files", "folder"}


def test_a_consistent_lie_about_the_plan_is_caught(place: Path) -> None:
    """Value, bounds and gap all raised by a tenth: every number agrees with the others, and none with the scenario."""
    plan = load(place, "plan.json")
    for key in ("value", "bound", "bound_certified", "gross"):
        plan[key] *= 1.1
    plan["gap"] = (plan["bound"] - plan["value"]) / plan["bound"]
    store(place, "plan.json", plan)
    refresh(place)
    assert failed(place) == {"value", "gross", "bound_certified", "shortlist"}


def test_a_pick_left_out_is_caught_where_nothing_else_shows_it(place: Path) -> None:
    plan = load(place, "plan.json")
    picks = plan["picks"]
    for other in (picks[:-1], picks + picks[-1:], picks[::-1]):
        store(place, "plan.json", {**plan, "picks": other})
        refresh(place)
        assert failed(place) & {"selection", "order", "picks"}


def test_an_order_that_is_not_the_best_is_caught(place: Path) -> None:
    plan = load(place, "plan.json")
    picks = plan["picks"]
    for position in range(len(picks) - 1):
        swapped = [dict(pick) for pick in picks]
        swapped[position], swapped[position + 1] = swapped[position + 1], swapped[position]
        for rank, pick in enumerate(swapped, start=1):
            pick["rank"] = rank
        store(place, "plan.json", {**plan, "picks": swapped})
        refresh(place)
        assert "order" in failed(place)


def test_a_bound_that_is_only_claimed_may_not_leave_its_room(place: Path) -> None:
    plan = load(place, "plan.json")
    for bound in (plan["value"] * 0.99, plan["bound_certified"] * 1.01):
        gap = (bound - plan["value"]) / bound
        store(place, "plan.json", {**plan, "bound": bound, "gap": gap})
        refresh(place)
        assert "bound" in failed(place)


def test_a_proved_bound_is_never_below_what_the_certificate_proves(place: Path) -> None:
    plan = load(place, "plan.json")
    bound = plan["bound_certified"] * (1 - 1e-10)
    store(place, "plan.json", {**plan, "bound_certified": bound})
    refresh(place)
    assert failed(place) == {"bound_certified"}


@one_kind
@pytest.mark.parametrize(
    ("status", "limit"),
    [("optimal", None), ("gap_reached", None), ("limit_reached", None), ("limit_reached", "boredom"), ("done", "time")],
)
def test_the_status_follows_from_the_gap(place: Path, status: str, limit: str | None) -> None:
    store(place, "plan.json", {**load(place, "plan.json"), "status": status, "limit": limit})
    refresh(place)
    assert failed(place) == {"status"}


@one_kind
def test_a_baseline_above_the_plan_is_refused(place: Path) -> None:
    plan = load(place, "plan.json")
    plan["baselines"]["top_followers"] = plan["value"] * 1.01
    store(place, "plan.json", plan)
    refresh(place)
    assert failed(place) == {"baselines"}


@one_kind
def test_settings_are_part_of_the_problem(place: Path) -> None:
    manifest = load(place, "manifest.json")
    (entry,) = manifest["settings"]
    assert entry == {"key": ["rules", "accounts", "at_most"], "value": "3", "origin": "--set rules.accounts.at_most=3"}
    for settings in ([], [{**manifest["settings"][0], "value": "4"}]):
        store(place, "manifest.json", {**manifest, "settings": settings})
        refresh(place)
        assert failed(place) == {"problem"}
    for broken in ({"value": "["}, {"key": ["nowhere", 3]}, {"value": "a: 1\nb: 2"}):
        store(place, "manifest.json", {**manifest, "settings": [{**manifest["settings"][0], **broken}]})
        refresh(place)
        assert failed(place) == {"inputs"}


# Sizes that are only claimed


HUGE = {"size": 2_147_483_647, "at": [0], "values": [0.5]}


@one_kind
@pytest.mark.parametrize("part", ["resource_multiplier", "at_least_multiplier", "at_most_multiplier", "z", "theta"])
@pytest.mark.parametrize("in_tree", [False, True])
def test_a_certificate_asks_for_no_more_than_the_problem_has(place: Path, part: str, in_tree: bool) -> None:
    """Two gigabytes of zeros, in a line of text, are refused before they are made."""
    certificate = load(place, "certificate.json")
    if in_tree:
        certificate["tree"] = {"target": 0.0, "nodes": [{part: HUGE}]}
    else:
        certificate[part] = HUGE
    store(place, "certificate.json", certificate)
    refresh(place)
    tracemalloc.start()
    (issue,) = seeder.verify_run(place / "run").issues
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"{HUGE['size']:,}" in issue.found
    assert peak < 100e6
    with pytest.raises(seeder.RunFolderError, match="2,147,483,647 numbers"):
        seeder.read_run(place / "run")


@one_kind
def test_many_nodes_ask_for_no_more_than_a_search_writes(place: Path) -> None:
    certificate = load(place, "certificate.json")
    n_rules = len(certificate["at_most_multiplier"])
    node = {"at_most_multiplier": {"size": n_rules, "at": [], "values": []}}
    certificate["tree"] = {"target": 0.0, "nodes": [node] * (MOST_NUMBERS_OF_A_TREE // n_rules + 1)}
    with pytest.raises(seeder.ProblemError, match="more than any search writes"):
        seeder.Certificate.from_document(certificate)


@one_kind
@pytest.mark.parametrize("name", JSON_FILES)
@pytest.mark.parametrize("raw", [b"[" + b"[]," * 6_000_000 + b"[]]", b"[" + b"0," * 50_000_001 + b"0]"])
def test_a_document_of_too_many_parts_is_not_parsed(place: Path, name: str, raw: bytes) -> None:
    (place / "run" / name).write_bytes(raw)
    tracemalloc.start()
    (issue,) = seeder.verify_run(place / "run").issues
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "more than any run writes" in issue.found
    assert peak < 2 * len(raw)


# What was once believed


@one_kind
@pytest.mark.parametrize("path", ["/etc/passwd", "../scenario/accounts.csv", "../nowhere.csv", "", ".", "a\0b"])
def test_a_table_is_where_the_manifest_says(place: Path, path: str) -> None:
    manifest = load(place, "manifest.json")
    assert manifest["inputs"][-1]["name"] == "memberships.csv"
    manifest["inputs"][-1]["path"] = path
    manifest["sha256"] = manifest_digest(manifest)
    store(place, "manifest.json", manifest)
    assert failed(place) == {"inputs"}
    elsewhere = standings(seeder.verify_run(place / "run", scenario=place / "scenario"))
    assert elsewhere["inputs"] == "failed"


@one_kind
@pytest.mark.parametrize(
    "stop",
    [
        {"time_limit": -(2**63)},
        {"time_limit": -1e-9},
        {"relative_gap": 1.000001},
        {"relative_gap": 1},
        {"relative_gap": -1e-9},
        {"iterations": -1},
        {"iterations": 1.5},
    ],
)
def test_a_search_stops_at_what_can_be_asked_of_it(place: Path, stop: dict[str, float]) -> None:
    manifest = load(place, "manifest.json")
    manifest["stop"] |= stop
    manifest["sha256"] = manifest_digest(manifest)
    store(place, "manifest.json", manifest)
    assert failed(place) == {"folder"}


@one_kind
def test_stand_ins_left_out_are_missed(place: Path) -> None:
    plan = load(place, "plan.json")
    assert len(plan["reserves"]) >= 1
    for kept in (slice(0), slice(1, None), slice(-1)):
        store(place, "plan.json", {**plan, "reserves": plan["reserves"][kept]})
        refresh(place)
        assert failed(place) == {"reserves", "shortlist"}


@one_kind
def test_only_an_interrupted_run_may_have_no_stand_ins(place: Path) -> None:
    """Ctrl-C after the search leaves out stand-ins and what it would pay to measure, and the manifest says so."""
    plan, manifest = load(place, "plan.json"), load(place, "manifest.json")
    assert manifest["interrupted"] is False
    store(place, "manifest.json", {**manifest, "interrupted": True})
    refresh(place)
    assert failed(place) == {"reserves"}
    store(place, "plan.json", {**plan, "reserves": [], "measure_next": []})
    shortlist = place / "run" / "shortlist.csv"
    shortlist.write_bytes(re.sub(rb',"gus \(cold\)",[^,]*,', b',"","",', shortlist.read_bytes()))
    refresh(place)
    found = standings(seeder.verify_run(place / "run"))
    assert (found["reserves"], "failed" in found.values()) == ("claimed", False)


@pytest.fixture
def in_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run whose time limit left time for a hundred draws only."""
    monkeypatch.setattr("seeder.plan.making._for_draws", lambda _: 0.0)
    scenario = seeder.read_scenario(write_scenario(tmp_path / "scenario"))
    run = seeder.solve(scenario, time_limit=60)
    assert any("only 100 draws, because the time limit" in sentence for sentence in run.plan.cautions)
    seeder.write_run(run, tmp_path / "run")
    return tmp_path


def test_fewer_draws_are_drawn_again_as_the_manifest_says(in_no_time: Path) -> None:
    assert load(in_no_time, "manifest.json")["draws"] == 100
    assert seeder.verify_run(in_no_time / "run").is_verified


@pytest.mark.parametrize("draws", [None, 50, 150, 25_000])
def test_another_number_of_draws_is_caught(in_no_time: Path, draws: int | None) -> None:
    store(in_no_time, "manifest.json", {**load(in_no_time, "manifest.json"), "draws": draws})
    refresh(in_no_time)
    assert failed(in_no_time) == {"outcome"}


def test_only_a_time_limit_makes_draws_fewer(in_no_time: Path) -> None:
    manifest = load(in_no_time, "manifest.json")
    store(in_no_time, "manifest.json", {**manifest, "stop": {**manifest["stop"], "time_limit": None}})
    refresh(in_no_time)
    assert failed(in_no_time) == {"outcome"}


@one_kind
def test_a_number_to_measure_stands_once_and_the_largest_gain_first(place: Path) -> None:
    plan = load(place, "plan.json")
    (first, *_) = plan["measure_next"]
    larger = {**first, "gain_at_least": first["gain_at_most"] + 1, "gain_at_most": first["gain_at_most"] + 2}
    for numbers in ([first, first], [first, larger]):
        store(place, "plan.json", {**plan, "measure_next": numbers})
        refresh(place)
        assert failed(place) == {"measure_next"}


# Last digits of another machine


def nudged(value: Any, path: Path_, by: float) -> Any:
    """All numbers of a document a little off, but for those that are exact."""
    if isinstance(value, dict):
        return {key: nudged(part, (*path, key), by) for key, part in value.items()}
    if isinstance(value, list):
        return [nudged(part, path, by) for part in value]
    is_exact = path[:1] in (("budget",), ("gap",), ("baselines",))
    return value * (1.0 + by) if isinstance(value, float) and not is_exact else value


@pytest.mark.parametrize(("by", "is_same"), [(1e-12, True), (-1e-12, True), (3e-10, True), (1e-8, False)])
def test_numbers_that_differ_in_last_digits_are_the_same(place: Path, by: float, is_same: bool) -> None:
    """As a machine with other mathematical libraries would have written them; beyond 1e-9 they are refused."""
    original, manifest = load(place, "plan.json"), load(place, "manifest.json")
    plan = nudged(original, (), by)
    # A bound is never below what the certificate proves.
    plan["bound_certified"] = original["bound_certified"] * (1.0 + abs(by))
    plan["gap"] = (plan["bound"] - plan["value"]) / plan["bound"]
    store(place, "plan.json", plan)
    refresh(place)
    # The shortlist repeats the plan to the byte; it was not written again here.
    assert (failed(place) == {"shortlist"}) is is_same
    store(place, "plan.json", original)
    sums = {name: total * (1.0 + by) for name, total in manifest["problem"]["sums"].items()}
    store(place, "manifest.json", {**manifest, "problem": {**manifest["problem"], "sums": sums}})
    refresh(place)
    assert failed(place) == (set() if is_same else {"problem"})


# Where things are


@one_kind
def test_a_scenario_that_was_moved_can_be_named(place: Path, tmp_path: Path) -> None:
    (place / "scenario").rename(tmp_path / "moved")
    verification = seeder.verify_run(place / "run")
    assert not verification.is_verified
    assert "--scenario" in verification.issues[0].way_out
    for there in (tmp_path / "moved", tmp_path / "moved" / "scenario.yaml"):
        assert seeder.verify_run(place / "run", scenario=there).is_verified
    for nowhere in (tmp_path / "nowhere", tmp_path, tmp_path / "moved" / "accounts.csv", "a\0b"):
        assert not seeder.verify_run(place / "run", scenario=nowhere).is_verified


def test_run_and_scenario_may_move_together(place: Path, tmp_path: Path) -> None:
    place.rename(tmp_path / "elsewhere")
    assert seeder.verify_run(tmp_path / "elsewhere" / "run").is_verified


def test_a_bare_table_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_scenario(tmp_path / "scenario", is_separate=True)
    monkeypatch.chdir(tmp_path)
    settings = [seeder.Setting(("budget", "effort"), "2", "--budget effort=2")]
    scenario = seeder.read_scenario(Path("scenario/accounts.csv"), settings=settings)
    seeder.write_run(seeder.run_scenario(scenario), "run")
    assert seeder.verify_run("run").issues == ()
    assert seeder.verify_run("run", scenario="scenario").issues == ()


def frame() -> pd.DataFrame:
    return pd.DataFrame({"account": ["a", "b"], "followers": [500, 9000], "clicks": [9, 70], "effort": [1, 2]})


def test_a_run_from_frames_is_verified_from_its_scenario(tmp_path: Path) -> None:
    scenario = seeder.Scenario.from_frames(frame(), budget={"effort": 2})
    seeder.write_run(seeder.run_scenario(scenario), tmp_path / "run")
    without = seeder.verify_run(tmp_path / "run")
    assert [issue.place.column for issue in without.issues] == ["inputs"]
    assert standings(without) == {"folder": "recomputed", "files": "recomputed", "inputs": "open"}
    assert not without.is_verified
    first, second = repr(without).splitlines()
    assert first.startswith("Neither verified nor refused: folder and files were recomputed and agree")
    assert second.startswith("not compared: the scenario was passed in Python and its tables are not on disk")
    assert seeder.verify_run(tmp_path / "run", scenario=scenario).is_verified
    other = seeder.Scenario.from_frames(frame(), budget={"effort": 3})
    assert not seeder.verify_run(tmp_path / "run", scenario=other).is_verified
    # What was changed is found all the same.
    (tmp_path / "run" / "shortlist.csv").write_text("rank\n", "utf-8")
    assert seeder.verify_run(tmp_path / "run").summary() == "Refused: 1 of 3 claims do not hold."


def test_further_files_count(tmp_path: Path) -> None:
    scenario = seeder.read_scenario(write_scenario(tmp_path / "scenario", is_separate=True))
    seeder.write_run(solve_by_enumeration(scenario), tmp_path / "run", extra_files={"report.html": b"all is well"})
    assert failed(tmp_path) == set()
    (tmp_path / "run" / "mine.txt").write_text("a note beside it is nobody's claim")
    assert failed(tmp_path) == set()
    (tmp_path / "run" / "report.html").write_bytes(b"all is better")
    assert failed(tmp_path) == {"files"}
    (tmp_path / "run" / "report.html").unlink()
    assert failed(tmp_path) == {"files"}


@one_kind
@pytest.mark.parametrize("name", ["../scenario/accounts.csv", "a/b", "", ".", "manifest.json"])
def test_listed_files_stand_in_the_folder(place: Path, name: str) -> None:
    manifest = load(place, "manifest.json")
    manifest["files"][name] = {"sha256": "0", "bytes": 1}
    manifest["sha256"] = manifest_digest(manifest)
    store(place, "manifest.json", manifest)
    assert failed(place) == {"files"}


# Plans without picks


def test_an_infeasible_run_is_verified_as_a_claim(tmp_path: Path) -> None:
    write_scenario(tmp_path / "scenario", is_separate=True)
    settings = [seeder.Setting(("rules", "exclude"), "[dan]", "--set rules.exclude=[dan]")]
    run = seeder.run_scenario(seeder.read_scenario(tmp_path / "scenario", settings=settings))
    seeder.write_run(run, tmp_path / "run")
    found = standings(seeder.verify_run(tmp_path / "run"))
    assert "failed" not in found.values()
    assert (found["status"], found["conflict"]) == ("claimed", "claimed")
    original, plan = load(tmp_path, "plan.json"), load(tmp_path, "plan.json")
    assert plan["conflict"]
    for path in leaves(plan):
        store(tmp_path, "plan.json", changed(original, path, slightly))
        refresh(tmp_path)
        assert failed(tmp_path), path


def test_infeasible_is_not_believed_where_asking_nobody_is_feasible(tmp_path: Path) -> None:
    scenario = seeder.Scenario.from_frames(frame(), budget={"effort": 2})
    formulation = seeder.formulation_of(scenario)
    result = seeder.SolveResult(
        method="liar",
        termination=seeder.Termination(seeder.TerminationReason.INFEASIBLE),
        bounds=seeder.Bounds(None, None, None),
        selection=None,
        certificate=None,
        seconds=0.0,
        seed=0,
        baselines={"greedy": None, "top_followers": None},
    )
    plan = seeder.make_plan(formulation, result, is_brief=True)
    run = seeder.Run(scenario, formulation, result, plan, {}, seeder.Stop())
    seeder.write_run(run, tmp_path / "run")
    (issue,) = seeder.verify_run(tmp_path / "run", scenario=scenario).issues
    assert "asking nobody" in issue.found


def test_no_selection_found_is_verified(tmp_path: Path) -> None:
    scenario = seeder.read_scenario(write_scenario(tmp_path / "scenario"))
    solved = solve_by_enumeration(scenario)
    result = seeder.SolveResult(
        method="hurried",
        termination=seeder.Termination(seeder.TerminationReason.NO_SELECTION_FOUND, seeder.Limit.TIME),
        bounds=seeder.Bounds(None, solved.result.bounds.certified, solved.result.bounds.certified),
        selection=None,
        certificate=solved.result.certificate,
        seconds=0.0,
        seed=0,
        baselines={"greedy": None, "top_followers": None},
    )
    plan = seeder.make_plan(solved.formulation, result)
    seeder.write_run(seeder.Run(scenario, solved.formulation, result, plan, {}, seeder.Stop()), tmp_path / "run")
    verification = seeder.verify_run(tmp_path / "run")
    assert verification.issues == ()
    assert verification.value is None
    original = load(tmp_path, "plan.json")
    for path in leaves(original):
        store(tmp_path, "plan.json", changed(original, path, slightly))
        refresh(tmp_path)
        assert failed(tmp_path), path


# Folders


@one_kind
@pytest.mark.parametrize("name", [*JSON_FILES, "shortlist.csv"])
def test_a_missing_file_is_named(place: Path, name: str) -> None:
    (place / "run" / name).unlink()
    (issue,) = seeder.verify_run(place / "run").issues
    assert name in issue.found
    with pytest.raises(seeder.RunFolderError, match=name):
        seeder.read_run(place / "run")


@one_kind
@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a": 1, "a": 1}', b'{"schema_version": true}'])
@pytest.mark.parametrize("name", JSON_FILES)
def test_what_is_no_json_is_refused(place: Path, name: str, raw: bytes) -> None:
    (place / "run" / name).write_bytes(raw)
    assert failed(place) == {"folder"}
    with pytest.raises(seeder.RunFolderError, match=name):
        seeder.read_run(place / "run")


def test_what_is_no_run_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    for nothing in (tmp_path / "nowhere", tmp_path / "file", tmp_path / "empty", "a\0b"):
        for read in (seeder.read_run, seeder.verify_run):
            with pytest.raises(seeder.RunFolderError):
                read(nothing)


@one_kind
@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")
def test_a_pipe_is_not_waited_for(place: Path) -> None:
    (place / "run" / "plan.json").unlink()
    os.mkfifo(place / "run" / "plan.json")
    with pytest.raises(seeder.RunFolderError, match="regular file"):
        seeder.verify_run(place / "run")


@one_kind
def test_a_run_that_a_killed_writer_left_aside_is_found(place: Path) -> None:
    (place / "run").rename(place / ".run.old-1-abcd")
    assert seeder.verify_run(place / "run").is_verified


@one_kind
def test_verifying_loads_no_solver(place: Path) -> None:
    """Neither OR-Tools nor any search is as much as imported by the modules that verify."""
    script = f"""
import sys, seeder
assert seeder.verify_run({str(place / "run")!r}).is_verified
assert not any(name == "ortools" or name.startswith("ortools.") for name in sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True)


@one_kind
def test_a_document_of_the_verification(made: Path) -> None:
    document = seeder.verify_run(made / "run").to_document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["is_verified"] is True
    assert math.isfinite(document["bound"])
    assert {check["standing"] for check in document["checks"]} == {"recomputed", "claimed"}


def test_a_large_run_is_verified_in_one_go(tmp_path: Path) -> None:
    """Hundreds of picks over shared people: the order is checked lazily, and no option is looped over twice."""
    generator = np.random.default_rng(4)
    n = 300
    accounts = pd.DataFrame(
        {
            "account": [f"a{position:03d}" for position in range(n)],
            "followers": 1000 + generator.integers(0, 5000, n),
            "clicks": generator.integers(1, 60, n),
            "effort": generator.choice([0.25, 0.5, 1.0], n),
            "acceptance": generator.choice([0.05, 0.2, 0.4], n),
        }
    )
    segments = pd.DataFrame({"segment": [f"s{position}" for position in range(20)], "people": 20_000})
    memberships = pd.DataFrame(
        {
            "handle": np.repeat(accounts["account"].to_numpy(), 3),
            "segment": np.concatenate([generator.choice(segments["segment"].to_numpy(), 3, False) for _ in range(n)]),
            "share": generator.choice([0.005, 0.01, 0.015], 3 * n),
        }
    )
    scenario = seeder.Scenario.from_frames(
        accounts, budget={"effort": 1000}, audience={"kind": "segments"}, segments=segments, memberships=memberships
    )
    formulation = seeder.formulation_of(scenario)
    problem = formulation.problem
    everybody = np.arange(problem.n_options)
    certificate = seeder.Certificate(
        digest=problem.digest, resource_multiplier=[0.0], z=np.full(20, 0.5), theta=np.ones(20)
    )
    certified = seeder.proved_bound(problem, certificate)
    value = seeder.evaluate(problem, everybody).value
    result = seeder.SolveResult(
        method="everybody",
        termination=seeder.Termination(seeder.TerminationReason.OPTIMAL),
        bounds=seeder.Bounds(value, value, certified),
        selection=everybody,
        certificate=certificate,
        seconds=0.0,
        seed=0,
        baselines={"greedy": value, "top_followers": value},
    )
    plan = seeder.make_plan(formulation, result)
    seeder.write_run(seeder.Run(scenario, formulation, result, plan, {}, seeder.Stop()), tmp_path / "run")
    assert seeder.verify_run(tmp_path / "run", scenario=scenario).issues == ()
