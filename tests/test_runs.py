"""Runs: all stages in one, the same bytes for the same inputs, and the folder they are written to."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

import seeder
from seeder.runs import is_run_folder, plan_bytes

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
    assert is_run_folder(written)
    plan = json.loads((written / "plan.json").read_bytes())
    assert plan["seed"] == 7
    assert [pick["account"] for pick in plan["picks"]] == ["alice", "carol"]
    with (written / "shortlist.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["email"] for row in csv.DictReader(file)] == ["alice@example.org", "carol@example.org"]
    certificate = seeder.Certificate.from_document(json.loads((written / "certificate.json").read_bytes()))
    assert certificate.digest == run.formulation.problem.digest
    assert seeder.certified_bound(run.formulation.problem, certificate) == plan["bound_certified"]


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
    first, second = (plan_bytes(seeder.run_scenario(seeder.read_scenario(folder), seed=3).plan) for _ in range(2))
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
    assert is_run_folder(tmp_path / "run")


def test_an_infeasible_run_is_written_too(folder: Path, tmp_path: Path) -> None:
    settings = [seeder.Setting(("rules", "include"), "[bob]", "--set rules.include=[bob]")]
    run = seeder.run_scenario(seeder.read_scenario(folder, settings=settings))
    seeder.write_run(run, tmp_path / "run")
    plan = json.loads((tmp_path / "run" / "plan.json").read_bytes())
    assert plan["status"] == "infeasible"
    assert plan["conflict"] == [
        {"rule": "include bob", "at": "--set rules.include=[bob]"},
        {"rule": "budget of 8 effort", "at": "scenario.yaml:3:18"},
    ]
    assert json.loads((tmp_path / "run" / "certificate.json").read_bytes()) is None
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_bytes())
    assert manifest["settings"] == ["--set rules.include=[bob]"]


def test_ctrl_c_after_the_search_keeps_the_plan(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object, **keys: object) -> None:
        raise KeyboardInterrupt

    whole = seeder.run_scenario(seeder.read_scenario(folder))
    monkeypatch.setattr("seeder.plan.making.find_stand_ins", interrupt)
    brief = seeder.run_scenario(seeder.read_scenario(folder))
    assert whole.plan.leftover
    assert not whole.is_interrupted
    assert brief.is_interrupted
    assert brief.plan.leftover == ()
    assert brief.plan.picks == whole.plan.picks
    from seeder.cli import run

    assert run(["solve", str(folder), "--quiet"]) == 130
