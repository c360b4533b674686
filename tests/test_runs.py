"""Runs: all stages in one, the same bytes for the same inputs, and the folder they are written to."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles.runs import solve_by_enumeration, write_scenario

import seeder
from seeder.run_folder.files import certificate_bytes, foreign_part, json_bytes, manifest_digest, parse_document
from seeder.run_folder.recorded_settings import recorded_settings
from seeder.scenario.document.settings import apply_settings
from seeder.scenario.document.yaml_document import read_yaml
from seeder.scenario.document.yaml_line import yaml_text
from seeder.scenario.issue_log import IssueLog

ACCOUNTS = """account,followers,platform,clicks,effort,acceptance,email
alice,2874,x,50,0.16,20%,alice@example.org
bob,7.1M,x,12500,40,1%,bob@example.org
carol,12000,instagram,,,,carol@example.org
"""
DOCUMENT = "name: Test\nobjective: clicks\nbudget: {effort: 8}\naccounts: accounts.csv\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "scenario"
    place.mkdir()
    (place / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    (place / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    return place


def test_the_folder_holds_what_the_contract_names(folder: Path, tmp_path: Path) -> None:
    run = seeder.run_scenario(seeder.read_scenario(folder), seed=7)
    seeder.write_run(run, tmp_path / "run", command=["seeder", "solve"], extra_files={"note.txt": b"hello"})
    written = tmp_path / "run"
    assert sorted(path.name for path in written.iterdir()) == [
        "certificate.json",
        "manifest.json",
        "note.txt",
        "plan.json",
        "shortlist.csv",
    ]
    assert foreign_part(written) is None
    plan = json.loads((written / "plan.json").read_bytes())
    assert plan["seed"] == 7
    assert [pick["account"] for pick in plan["picks"]] == ["alice", "carol"]
    with (written / "shortlist.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["email"] for row in csv.DictReader(file)] == ["alice@example.org", "carol@example.org"]
    certificate = seeder.Certificate.from_document(json.loads((written / "certificate.json").read_bytes()))
    assert certificate.digest == run.formulation.problem.digest
    assert seeder.proved_bound(run.formulation.problem, certificate) == plan["bound_certified"]


def test_the_manifest_names_inputs_by_place_and_digest(folder: Path, tmp_path: Path) -> None:
    run = seeder.run_scenario(seeder.read_scenario(folder))
    seeder.write_run(run, tmp_path / "run", command=["seeder", "solve", "scenario"])
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_bytes())
    assert manifest["command"] == ["seeder", "solve", "scenario"]
    assert {"python", "seeder", "ortools", "numpy"} <= set(manifest["versions"])
    assert {"formulate", "solve", "plan"} <= set(manifest["seconds"])
    for entry in manifest["inputs"]:
        path = tmp_path / "run" / entry["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
    assert [entry["name"] for entry in manifest["inputs"]] == ["scenario.yaml", "accounts.csv"]
    assert str(tmp_path) not in (tmp_path / "run" / "manifest.json").read_text("utf-8")


def test_same_inputs_and_seed_same_bytes(folder: Path) -> None:
    first, second = (
        json_bytes(seeder.run_scenario(seeder.read_scenario(folder), seed=3).plan.to_document()) for _ in range(2)
    )
    assert first == second


def test_nothing_is_overwritten_unless_asked_for(folder: Path, tmp_path: Path) -> None:
    run = seeder.run_scenario(seeder.read_scenario(folder))
    place = tmp_path / "run"
    seeder.write_run(run, place, extra_files={"old.txt": b"1"})
    with pytest.raises(seeder.RunExistsError):
        seeder.write_run(run, place)
    assert (place / "old.txt").exists()
    seeder.write_run(run, place, overwrite=True)
    assert not (place / "old.txt").exists()


def test_a_folder_of_something_else_is_never_replaced(folder: Path, tmp_path: Path) -> None:
    run = seeder.run_scenario(seeder.read_scenario(folder))
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(seeder.RunExistsError):
        seeder.write_run(run, tmp_path / "photos", overwrite=True)
    assert (tmp_path / "photos" / "cat.jpg").read_bytes() == b"cat"


def test_an_empty_folder_is_free(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    seeder.write_run(seeder.run_scenario(seeder.read_scenario(folder)), tmp_path / "run")
    assert foreign_part(tmp_path / "run") is None


def test_an_infeasible_run_is_written_too(folder: Path, tmp_path: Path) -> None:
    settings = [seeder.Setting(("rules", "include"), "[bob]", "--set rules.include=[bob]")]
    run = seeder.run_scenario(seeder.read_scenario(folder, settings=settings))
    seeder.write_run(run, tmp_path / "run")
    plan = json.loads((tmp_path / "run" / "plan.json").read_bytes())
    assert plan["status"] == "infeasible"
    assert plan["conflict"] == [
        {"rule": "include bob", "at": "--set rules.include=[bob]"},
        {"rule": "budget of 8 hours", "at": "scenario.yaml:3:18"},
    ]
    assert json.loads((tmp_path / "run" / "certificate.json").read_bytes()) is None
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_bytes())
    assert manifest["settings"] == [
        {"key": ["rules"], "value": '{"include": ["bob"]}', "origin": "--set rules.include=[bob]"}
    ]


def test_ctrl_c_after_the_search_keeps_the_plan(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object, **keys: object) -> None:
        raise KeyboardInterrupt

    whole = seeder.run_scenario(seeder.read_scenario(folder))
    monkeypatch.setattr("seeder.plan.making.reserves_of", interrupt)
    brief = seeder.run_scenario(seeder.read_scenario(folder))
    assert whole.plan.leftover
    assert not whole.is_interrupted
    assert brief.is_interrupted
    assert brief.plan.leftover == ()
    assert brief.plan.picks == whole.plan.picks
    from seeder.cli import run

    assert run(["solve", str(folder), "--quiet"]) == 130


# What is written beside the numbers


def test_the_certificate_names_its_positions(tmp_path: Path) -> None:
    scenario = seeder.read_scenario(write_scenario(tmp_path / "scenario"))
    seeder.write_run(solve_by_enumeration(scenario), tmp_path / "run")
    text = (tmp_path / "run" / "certificate.json").read_text("utf-8")
    document = json.loads(text)
    names = document["names"]
    assert names["resources"] == ["effort", "cash"]
    assert names["cells"] == ["students", "gardeners", "runners"]
    assert names["rules"][0] == {"rule": "include dan", "at": "scenario.yaml:11:13"}
    assert len(names["rules"]) == len(document["at_least_multiplier"])
    # An array a line, a rule a line.
    lines = text.splitlines()
    assert '  "z": [0.0625, 0.28125, 0.5],' in lines
    assert '      {"rule": "include dan", "at": "scenario.yaml:11:13"},' in lines
    assert seeder.read_run(tmp_path / "run").certificate is not None


def test_long_certificates_have_short_files() -> None:
    z = np.zeros(50_000)
    z[::10] = 0.5
    certificate = seeder.Certificate(digest="abc", resource_multiplier=[], z=z, theta=np.full(50_000, 0.25))
    raw = certificate_bytes(certificate, {"resources": [], "rules": [], "cells": None})
    assert len(raw.splitlines()) < 25
    assert len(raw) < 400_000
    read = seeder.Certificate.from_document(parse_document("certificate.json", raw))
    assert np.array_equal(read.z, certificate.z)
    assert np.array_equal(read.theta, certificate.theta)


def test_the_manifest_names_the_files_and_itself_by_digest(folder: Path, tmp_path: Path) -> None:
    run = seeder.run_scenario(seeder.read_scenario(folder))
    seeder.write_run(run, tmp_path / "run", extra_files={"note.txt": b"hello"})
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_bytes())
    assert set(manifest["files"]) == {"plan.json", "shortlist.csv", "certificate.json", "note.txt"}
    for name, entry in manifest["files"].items():
        raw = (tmp_path / "run" / name).read_bytes()
        assert (entry["sha256"], entry["bytes"]) == (hashlib.sha256(raw).hexdigest(), len(raw))
    # As docs/plan.md says, for whoever wants to check it with other tools.
    rest = {key: part for key, part in manifest.items() if key != "sha256"}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()
    assert manifest["sha256"] == manifest_digest(manifest) == hashlib.sha256(canonical).hexdigest()


def test_a_command_that_is_no_text_can_be_recorded(folder: Path, tmp_path: Path) -> None:
    run = seeder.run_scenario(seeder.read_scenario(folder))
    seeder.write_run(run, tmp_path / "run", command=["seeder", "solve", "caf\udce9"])
    assert seeder.read_run(tmp_path / "run").manifest["command"][-1] == "caf\udce9"
    assert seeder.verify_run(tmp_path / "run").is_verified


def test_what_was_written_is_read(folder: Path, tmp_path: Path) -> None:
    run = seeder.run_scenario(seeder.read_scenario(folder), seed=5)
    seeder.write_run(run, tmp_path / "run")
    read = seeder.read_run(tmp_path / "run")
    assert read.path == tmp_path / "run"
    assert read.plan == run.plan.to_document() == run.to_document()
    assert read.manifest["seed"] == 5
    assert read.shortlist.startswith(b"\xef\xbb\xbf")
    assert read.certificate is not None
    assert run.result.certificate is not None
    assert read.certificate.digest == run.result.certificate.digest


# Settings: laid over a document, recorded, and laid over it again

BASE = """name: Base
budget: {effort: 3, cash: 4}
approaches:
  cold: {effort: 1}
rules:
  groups: [{where: "a == 1", at_most: 2}]
  exclude:
"""
TEXTS = st.sampled_from(
    ["cold", "007", "true", "null", "1e5", "-.5", "a: b", "#", "", "'", '"', "\\", "[", "é"]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS | st.integers(-5, 10**20) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
PIECES = st.sampled_from(
    ["budget", "cash", "gold", "approaches", "cold", "warm", "effort", "rules", "groups", "0", "exclude"]
)


@given(laid=st.lists(st.tuples(st.lists(PIECES, min_size=1, max_size=4), VALUES), max_size=5))
def test_recorded_settings_make_the_same_document(laid: list[tuple[list[str], Any]]) -> None:
    base = read_yaml("base.yaml", BASE, lambda issue: None)
    assert base is not None
    settings = [
        seeder.Setting(tuple(path), yaml_text(value), f"--set number {position}")
        for position, (path, value) in enumerate(laid)
    ]
    first = apply_settings(base, settings, IssueLog())
    recorded = recorded_settings(first)
    # The trip through the manifest.
    written = json.loads(json.dumps([[list(one.path), one.value, one.origin] for one in recorded]))
    again = apply_settings(base, [seeder.Setting(tuple(path), *rest) for path, *rest in written], IssueLog())
    assert json.dumps(again.data) == json.dumps(first.data)
    assert {path: str(place) for path, place in again.values.items()} == {
        path: str(place) for path, place in first.values.items()
    }


@given(value=VALUES)
def test_yaml_on_one_line_reads_back(value: Any) -> None:
    read = read_yaml("text", f"value: {yaml_text(value)}", lambda issue: pytest.fail(str(issue)))
    assert read is not None
    assert read.data["value"] == value
    assert type(value) is not str or type(read.data["value"]) is str
