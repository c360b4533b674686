"""``seeder explain`` on the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seeder.cli import run

ONE_OR_250 = "scenarios/one-celebrity-or-250"


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["explain", *arguments, "--no-color"]) == 0
    return capsys.readouterr().out


def test_the_celebrity_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    out = told([ONE_OR_250, "the.star"], capsys)
    plain = " ".join(out.split())
    assert plain.startswith("the.star is not in the plan: the best plan with it brings 225 clicks, 175 fewer than")
    assert "agent 125 125 30 225 225" in plain
    assert "it does not fit: scenario.yaml:7:18: budget of 40 hours." in plain
    assert "and 55 more." in plain
    assert "chance of a yes 1% from 2.4%" in plain
    assert all(len(line) <= 80 for line in out.splitlines())


def test_overlap_is_told_in_people(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(["scenarios/everywhere-or-niche", "verdora", "-q", "--time-limit", "20"], capsys)
    assert "share followers with it [people]:" in " ".join(out.split())
    assert all(len(line) <= 80 for line in out.splitlines())


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", ONE_OR_250, "@the.star", "--json", "-q"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert (document["account"], document["picked"], document["approach"]) == ("the.star", False, "agent")
    low, high = document["enters_at"]["acceptance"]
    assert low <= 0.024 <= high * (1 + 1e-9)
    assert document["options"][1]["in"]["value"] == 225
    assert document["options"][1]["held_back_by"] == ["budget of 40 hours"]
    assert document["options"][0]["available"] is False


def test_mistakes_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", ONE_OR_250, "the.stra"]) == 2
    assert "there is no account 'the.stra'. Did you mean 'the.star'?" in " ".join(capsys.readouterr().err.split())
    for words in (["explain", ONE_OR_250], ["explain", "the.star"]):
        assert run(words) == 2
    assert "Missing argument 'ACCOUNT'" in capsys.readouterr().err


def test_the_scenario_of_the_current_folder_needs_no_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ONE_OR_250)
    assert told(["the.star"], capsys).startswith("the.star is not in the plan")


def test_hostile_names_are_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "account,followers,clicks,effort\n[red]x[/red],900,20,1\n\u202eevil,2000,60,2\n"
    (tmp_path / "accounts.csv").write_text(table, "utf-8")
    out = told([str(tmp_path / "accounts.csv"), "[red]x[/red]", "--budget", "effort=2", "-q"], capsys)
    assert "[red]x[/red]" in out
    assert "\u202e" not in out
