"""``seeder solve``: output as text, exit codes, streams."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from oracles.signals import hear_signals

from seeder.cli import run
from seeder.solvers import TerminationReason

ACCOUNTS = """account,followers,platform,clicks,effort,acceptance
alice,2874,x,50,0.5,20%
bob,7.1M,x,12500,40,1%
carol,12000,instagram,90,1,10%
dave,900,x,12,1,50%
"""
DOCUMENT = "name: Launch week\nobjective: clicks\nbudget: {effort: 2}\naccounts: accounts.csv\nplan: {reserves: 2}\n"

EXPECTED = """\
Launch week
19 clicks expected from 2 asks: proved best.
This is a lottery ticket: 72% of the time nobody says yes and the plan brings
nothing. The average of 19 comes from the rare yes.
Likely result: 0–90 clicks (8 times in 10), typically 0. Chance that nobody says
yes: 72%.
This range covers who says yes. It treats all numbers as exact.
Uses 1.5 of 2 hours.
For comparison: picking by clicks per hour brings 19, picking the biggest
accounts 19.

 #   account   by    tier    hours   says yes   adds
 ───────────────────────────────────────────────────
 1   alice     ask   nano      0.5        20%     10
 2   carol     ask   micro       1        10%      9

adds: clicks that the plan would lose without this ask.
No backups: if someone says no, no other useful ask fits into what is left.
0.5 of 2 hours left.
Next in line: dave, for another half hour.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    (tmp_path / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@pytest.mark.usefixtures("folder")
def test_the_plan_as_people_see_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", "."]) == 0
    found = capsys.readouterr()
    assert lines(found.out) == lines(EXPECTED)
    assert found.err == ""


@pytest.mark.usefixtures("folder")
def test_nobody_to_ask_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", ".", "--budget", "effort=0.1"]) == 0
    assert lines(capsys.readouterr().out)[1:3] == [
        "Nobody to ask: no useful ask fits your budget and rules.",
        "0 clicks expected from 0 asks: proved best.",
    ]


def test_a_bare_table_needs_no_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", "accounts.csv", "--budget", "effort=2", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["name"] == "accounts"
    assert plan["value"] == 19.0
    assert plan["budget"] == {"effort": 2.0}


def test_a_bare_table_without_budget_is_told_what_to_add(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", "accounts.csv"]) == 3
    assert "--budget effort=40" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_json_is_alone_on_stdout_and_the_same_bytes_twice(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["solve", ".", "--json", "-o", "run"]) == 0
    first = capfdbinary.readouterr()
    assert run(["solve", ".", "--json", "-o", "run", "--force"]) == 0
    second = capfdbinary.readouterr()
    assert first.out == second.out == Path("run/plan.json").read_bytes()
    assert json.loads(first.out)["schema_version"] == 1
    assert first.err == b""


@pytest.mark.usefixtures("folder")
def test_settings_lie_over_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["solve", ".", "--json", "--budget", "effort=50,cash=3", "--set", "rules.accounts.at_most=1"]
    assert run([*arguments, "--objective", "reach", "--seed", "9"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["budget"] == {"effort": 50.0, "cash": 3.0}
    assert plan["objective"] == "reach"
    assert plan["seed"] == 9
    assert [pick["account"] for pick in plan["picks"]] == ["bob"]


@pytest.mark.usefixtures("folder")
def test_infeasible_is_exit_4_and_names_rules_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", ".", "--set", "rules.include=[bob, alice]"]) == 4
    out = capsys.readouterr().out
    assert lines(out)[1:] == [
        "No plan keeps all of your rules. These contradict each other:",
        "  --set rules.include=[bob, alice]: include bob",
        "  scenario.yaml:3:18: budget of 2 hours",
        "Any one of these changes is enough:",
        '  scenario.yaml:3:18: "budget of 2 hours": change the number to 40.5',
        '  --set rules.include=[bob, alice]: remove "include bob"',
    ]
    assert run(["solve", ".", "--set", "rules.include=[bob]", "--json"]) == 4
    assert json.loads(capsys.readouterr().out)["status"] == "infeasible"


@pytest.mark.usefixtures("folder")
def test_an_output_that_exists_is_refused_before_any_work(capsys: pytest.CaptureFixture[str]) -> None:
    Path("run").mkdir()
    Path("run/mine.txt").write_text("x")
    assert run(["solve", "nowhere", "-o", "run"]) == 2
    found = capsys.readouterr().err
    assert "contains no run of seeder" in found
    assert "--force" not in found
    assert run(["solve", ".", "-o", "run", "--force"]) == 2
    assert "contains no run of seeder" in capsys.readouterr().err
    assert Path("run/mine.txt").read_text() == "x"
    assert run(["solve", ".", "--quiet", "-o", "mine"]) == 0
    assert run(["solve", "nowhere", "-o", "mine"]) == 2
    assert "mine: exists. Overwrite it with --force, or name another place." in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_quiet_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", ".", "--quiet", "-o", "run"]) == 0
    found = capsys.readouterr()
    assert (found.out, found.err) == ("", "")
    assert Path("run/plan.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify"],
        ["solve", ".", "--budget", "40"],
        ["solve", ".", "--set", "rules"],
        ["solve", ".", "--set", "a..b=1"],
        ["solve", ".", "--gap", "1"],
        ["solve", ".", "--time-limit", "-1"],
        ["solve", ".", "--seed", "x"],
        ["sovle", "."],
        ["solve", ".", "--jsno"],
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_usage_is_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert "Error" in found.err
    assert "Traceback" not in found.err


@pytest.mark.usefixtures("folder")
def test_issues_as_json_stand_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", ".", "--json", "--objective", "click"]) == 3
    found = capsys.readouterr()
    assert found.out == ""
    (issue,) = json.loads(found.err)["issues"]
    assert issue["file"] == "--objective click"
    assert "clicks" in issue["way_out"]


@pytest.mark.usefixtures("folder")
def test_strict_and_limits() -> None:
    assert run(["solve", ".", "--strict", "--quiet"]) == 0
    assert run(["solve", ".", "--strict", "--quiet", "--gap", "0.5"]) == 0


def many_resources(folder: Path) -> None:
    """A knapsack with ten resources, which no exact search closes within a minute."""
    state = 12345

    def draw() -> int:
        nonlocal state
        state = (state * 1103515245 + 12345) % 2**31
        return 100 + (state >> 8) % 900

    resources = [f"r{position}" for position in range(10)]
    costs = [[draw() for _ in resources] for _ in range(300)]
    accounts = [f"a{position},,{sum(cost) // 10 + draw() // 2},1,1" for position, cost in enumerate(costs)]
    overrides = [f"a{position},ask,{','.join(str(part) for part in cost)}" for position, cost in enumerate(costs)]
    budget = {name: sum(cost[position] for cost in costs) // 2 for position, name in enumerate(resources)}
    (folder / "accounts.csv").write_text("\n".join(["account,followers,clicks,effort,acceptance", *accounts]), "utf-8")
    (folder / "pairs.csv").write_text("\n".join([f"account,approach,{','.join(resources)}", *overrides]), "utf-8")
    document = {"name": "n", "objective": "clicks", "budget": budget, "accounts": "accounts.csv"}
    (folder / "scenario.yaml").unlink()
    (folder / "scenario.json").write_text(json.dumps({**document, "overrides": "pairs.csv"}), "utf-8")


def test_the_time_limit_keeps_the_incumbent(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many_resources(folder)
    assert run(["solve", ".", "--time-limit", "2", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["status"], plan["limit"]) == ("limit_reached", "time")
    assert 0 < plan["value"] < plan["bound"] <= plan["bound_certified"]
    assert plan["value"] >= max(value for value in plan["baselines"].values() if value is not None)
    assert run(["solve", ".", "--time-limit", "1", "--quiet", "--strict"]) == 5


def test_ctrl_c_keeps_the_incumbent(folder: Path) -> None:
    many_resources(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "seeder", "solve", ".", "-o", "run", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        preexec_fn=hear_signals,
    )
    try:
        time.sleep(4)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130, err.decode()
    plan = json.loads(out)
    assert (plan["status"], plan["limit"]) == ("limit_reached", "interrupt")
    assert 0 < plan["value"] < plan["bound"]
    assert json.loads((folder / "run" / "plan.json").read_bytes()) == plan


@pytest.mark.usefixtures("folder")
def test_ctrl_c_before_a_plan_is_found_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = SimpleNamespace(termination=SimpleNamespace(reason=TerminationReason.NO_SELECTION_FOUND))
    monkeypatch.setattr("seeder.solving.solve", lambda *_, **__: SimpleNamespace(is_interrupted=True, result=ended))
    assert run(["solve", ".", "-o", "run"]) == 130
    found = capsys.readouterr()
    assert (found.out, found.err.split("\n")[-2]) == ("", "Interrupted: there was no plan yet, so nothing was written.")
    assert not Path("run").exists()


def test_a_closed_pipe_is_no_bug(folder: Path) -> None:
    command = f"{sys.executable} -m seeder solve . | head -1; exit ${{PIPESTATUS[0]}}"
    found = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert found.stdout == "Launch week\n"
    assert found.returncode == 0
    assert "Traceback" not in found.stderr
    assert "BrokenPipe" not in found.stderr
