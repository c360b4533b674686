"""``seeder verify``: each claim as ok, claim or FAILED; exit 0 or 3."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from oracles.runs import solve_by_enumeration, write_scenario

import seeder
from seeder.cli import run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    scenario = seeder.read_scenario(write_scenario(tmp_path / "launch"))
    seeder.write_run(solve_by_enumeration(scenario, claim=0.5), tmp_path / "run")
    return tmp_path


EXPECTED = """\
ok      folder           plan, shortlist, certificate and manifest, each complete and of a known version
ok      files            3 as listed in the manifest, by SHA-256
ok      inputs           4 files unchanged, by SHA-256
ok      problem          12 options of 7 accounts, 3 cells with 12 chances: rebuilt with the same digest and sums
ok      scenario         Small and whole: clicks, 3 h, 40 cash
ok      selection        3 asks, within all budgets and rules
ok      value            177 clicks expected
ok      spent            3 h, 15 cash
ok      gross            177 with repeats
ok      outcome          10,000 results drawn again with seed 3
ok      picks            for each ask: rank, tier, costs, acceptance, expected, added and the reason
ok      order            the next ask is always the one that adds the most per effort
ok      reserves         1 backup: for each ask, the best one that fits into what is left if the account declines
ok      rests_on         4.25% of the value comes from standard assumptions
claim   measure_next     1 number; the gain from knowing them is a claim
ok      interval         none, because the scenario has no table of overlaps
ok      bound_certified  the best possible is at most 875.7706: proved by the certificate
claim   bound            the best possible is at most 526.1755: claimed by the solver; 875.7706 is proved
ok      bound_is_proved  no: the bounds differ
ok      gap              at most 66.5% below the best possible: claimed; 79.9% is proved
claim   status           limit_reached, if bound is right; the limit iterations is claimed by the solver
ok      conflict         none
claim   baselines        greedy 132.4352561, top_followers breaks a rule: claimed by the solver; none exceeds the plan
ok      shortlist        3 rows, exactly as in the plan
ok      names            resources, rules and cells of the certificate, as in the scenario
claim   record           command, method, versions and seconds: only recorded; nothing depends on them
Verified: 21 claims recomputed, 5 taken on trust.
"""


def test_a_run_from_python_is_neither_verified_nor_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accounts = pd.DataFrame({"account": ["a", "b"], "followers": [500, 9000], "clicks": [9, 70]})
    seeder.write_run(seeder.solve(accounts, budget=3), tmp_path / "run")
    assert run(["verify", str(tmp_path / "run")]) == 3
    told = capsys.readouterr()
    assert (
        "\nopen    inputs  not compared: the scenario was passed in Python and its tables are not on disk" in told.out
    )
    assert "FAILED" not in told.out
    assert "Refused" not in told.out
    assert "seeder.verify_run(path, scenario=run.scenario)" in told.err


@pytest.mark.usefixtures("folder")
def test_every_claim_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "run"]) == 0
    found = capsys.readouterr()
    assert found.out == EXPECTED
    assert found.err == ""


def test_what_does_not_hold_is_exit_3_with_place_rule_and_way_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "run" / "plan.json"
    path.write_text(path.read_text("utf-8").replace('"value": 176.5', '"value": 196.5'), "utf-8")
    assert run(["verify", "run"]) == 3
    found = capsys.readouterr()
    assert "\nFAILED  value            value is 196.5803414634" in found.out
    assert found.out.splitlines()[-1] == "Refused: 4 of 26 claims do not hold."
    place, rule, way_out = next(
        lines for lines in zip(*[iter(found.err.splitlines())] * 3, strict=True) if "plan.json:value" in lines[0]
    )
    assert place.startswith("plan.json:value: value is 196.5803414634")
    assert rule.startswith("    rule: Recomputed, it is 176.5803414634")
    assert way_out == "    way out: Solve again, or restore the original files"


def test_a_changed_table_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "launch" / "accounts.csv"
    path.write_text(path.read_text("utf-8").replace("41000", "51000"), "utf-8")
    assert run(["verify", "run", "--quiet"]) == 3
    found = capsys.readouterr()
    assert found.out == ""
    assert "manifest.json:inputs.1: accounts.csv has changed since it was solved: its digest differs" in found.err


def test_a_moved_scenario_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "launch").rename(folder / "archive")
    assert run(["verify", "run"]) == 3
    assert "--scenario" in capsys.readouterr().err
    assert run(["verify", "run", "--scenario", "archive"]) == 0


@pytest.mark.usefixtures("folder")
def test_quiet_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "run", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert run(["verify", "run", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["is_verified"] is True
    assert document["checks"][0]["standing"] == "recomputed"


def test_json_is_printed_where_a_claim_fails_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "run" / "shortlist.csv").write_bytes(b"")
    assert run(["verify", "run", "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["is_verified"] is False
    names = [check["name"] for check in document["checks"] if check["standing"] == "failed"]
    assert names == ["files", "shortlist"]


@pytest.mark.parametrize("name", ["nowhere", "launch", "launch/accounts.csv"])
@pytest.mark.usefixtures("folder")
def test_what_is_no_run_is_exit_3(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", name]) == 3
    found = capsys.readouterr()
    assert found.out == ""
    assert "    rule: A run is a folder that solve wrote" in found.err
    assert "Traceback" not in found.err


def test_text_of_a_run_cannot_reach_the_terminal_as_a_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("plan.json", "certificate.json", "manifest.json"):
        path = folder / "run" / name
        document = json.loads(path.read_bytes())
        for key in document:
            if isinstance(document[key], str):
                document[key] = "\x1b[2J\u202e\ud800"
        path.write_text(json.dumps(document), "utf-8")
        assert run(["verify", "run"]) == 3
        found = capsys.readouterr()
        assert "\x1b" not in found.out + found.err
        assert "\u202e" not in found.out + found.err


@pytest.mark.usefixtures("folder")
def test_wrong_usage_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["verify"], ["verify", "run", "more"], ["verify", "run", "--scenari", "x"]):
        assert run(arguments) == 2
        assert "Error" in capsys.readouterr().err


def test_solve_then_verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_scenario(folder / "plain", is_separate=True)
    arguments = ["solve", "plain", "-o", "plain-run", "--quiet", "--budget", "effort=2,cash=10", "--objective", "reach"]
    assert run([*arguments, "--set", "rules.accounts.at_most=2", "--seed", "4"]) == 0
    assert run(["verify", "plain-run"]) == 0
    assert "FAILED" not in capsys.readouterr().out
