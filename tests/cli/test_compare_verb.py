"""``seeder compare`` on the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seeder.cli import run

ONE_OR_250 = "scenarios/one-celebrity-or-250"
MINE = f"{ONE_OR_250}/my-list.csv"


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["compare", *arguments, "--no-color"]) == 0
    return capsys.readouterr().out


def test_the_list_is_measured_and_led_to_the_best_plan(capsys: pytest.CaptureFixture[str]) -> None:
    out = told([ONE_OR_250, "--mine", MINE], capsys)
    assert out.startswith("Your list brings 225 clicks: 56.2% of what the best plan brings (400).")
    plain = " ".join(out.split())
    assert "celebrities 125 125 0 1 30 99% 100%" in plain
    assert "1. drop the.star (agent); add" in plain
    assert "and 58 more: +175 clicks" in plain
    assert all(len(line) <= 80 for line in out.splitlines())


def test_a_second_resource_has_a_column(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(["scenarios/book-launch", "--gap", "0.05", "-q"], capsys)
    assert "copies" in out
    assert "none: no such plan keeps your budgets and rules." in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_broken_rules_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    out = told([ONE_OR_250, "--mine", MINE, "--budget", "effort=20", "-q"], capsys)
    assert "Your list breaks 1 budget or rule." in out
    assert "Your list breaks --budget effort=20: budget of 20 hours." in " ".join(out.split())


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", ONE_OR_250, "--mine", MINE, "--json", "-q"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert [plan["name"] for plan in document["plans"]] == [
        "best", "celebrities", "middlers", "top_followers", "top_intensity", "greedy", "mine",
    ]  # fmt: skip
    mine = document["plans"][-1]
    assert (mine["value"], mine["bound"], mine["asks"], mine["spent"], mine["broken"]) == (
        225, None, 21, {"effort": 40}, [],
    )  # fmt: skip
    (change,) = document["changes"]
    assert change["drop"] == [{"account": "the.star", "approach": "agent"}]
    assert (len(change["add"]), change["gain"]) == (60, 175)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--celebrities", "size > 3"], 2, "celebrities, at"),
        (["--mine", "none.csv"], 3, "none.csv: there is no such file"),
    ],
)
def test_mistakes_are_named(arguments: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", ONE_OR_250, *arguments]) == code
    assert told in " ".join(capsys.readouterr().err.split())


def test_hostile_names_are_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "accounts.csv").write_text(
        "account,followers,clicks,effort\n[red]x[/red],900,20,1\n\u202eevil,2000,60,2\n", "utf-8"
    )
    (tmp_path / "mine.csv").write_text("account\n[red]x[/red]\n", "utf-8")
    arguments = [str(tmp_path / "accounts.csv"), "--budget", "effort=2", "--mine", str(tmp_path / "mine.csv"), "-q"]
    out = told(arguments, capsys)
    assert "[red]x[/red]" in out
    assert "\u202e" not in out
    assert "evil" in out
