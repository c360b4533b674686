"""``seeder exchange`` on the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seeder.cli import run

ONE_OR_250 = "scenarios/one-celebrity-or-250"
EDGE = f"{ONE_OR_250}/celebrity-at-the-edge.yaml"


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["exchange", *arguments, "--no-color"]) == 0
    return capsys.readouterr().out


def test_the_answer_is_250_middlers(capsys: pytest.CaptureFixture[str]) -> None:
    out = told([ONE_OR_250], capsys)
    assert out.startswith(
        "Do not ask the.star: the best plan without it brings 400 clicks, the best with\nit 225 clicks."
    )
    plain = " ".join(out.split())
    assert "If all say yes, 250 middlers (nano to mid) bring as much as the.star: 12,500 clicks." in plain
    assert "25 asks to such accounts are expected to bring as much" in plain
    assert "chance of a yes 1% from 2.4%" in plain
    assert "hours to ask 30 up to 12.5" in plain
    assert "clicks per 1,000 followers 1.74 from 4.18" in plain
    assert all(len(line) <= 80 for line in out.splitlines())


def test_the_drawing_marks_today(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = [line for line in told([EDGE], capsys).splitlines() if "|" in line]
    assert len(drawn) == 10
    assert sum("X" in line for line in drawn) == 1
    (today,) = [line for line in drawn if "X" in line]
    # 30 hours are in the middle of 0 to 60.
    assert today.index("X") - today.index("|") - 1 == 28


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["exchange", ONE_OR_250, "--json", "-q"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert (document["account"], document["approach"], document["verdict"]) == ("the.star", "agent", "out")
    assert document["alone"] == {"expected": 125, "if_yes": 12500, "acceptance": 0.01, "costs": {"effort": 30}}
    yes, expected = document["equals"]["if_all_say_yes"], document["equals"]["expected"]
    assert (yes["accounts"], yes["at_least"], len(yes["picks"])) == (250, 250, 250)
    assert (expected["asks"], expected["costs"], expected["at_least"]) == (25, {"effort": 12.5}, {"effort": 12.5})
    assert set(expected["picks"][0]) == {"account", "approach"}
    assert document["with"]["value"] == 225
    assert document["without"]["value"] == 400
    assert set(document["break_even"]) == {"acceptance", "effort", "intensity"}
    assert document["break_even"]["effort"]["today"] == 30


def test_others_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(["scenarios/charity-drive", "--against", "followers < 300", "-q"], capsys)
    assert "accounts where followers < 300 together bring less than" in " ".join(out.split())
    assert all(len(line) <= 80 for line in out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--account", "the.stra"], "there is no account 'the.stra'. Did you mean 'the.star'?"),
        (["--approach", "agnet"], "expected 'mail' or 'agent', found 'agnet'. Did you mean 'agent'?"),
        (["--approach", "mail"], "the.star cannot be asked by mail, only by agent"),
        (["--against", "tier = 'mid'"], "against, at character 6"),
        (["--against", "size > 3"], "there is no column size"),
    ],
)
def test_mistakes_are_named(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["exchange", ONE_OR_250, *arguments]) == 2
    assert told in " ".join(capsys.readouterr().err.split())


def test_hostile_names_are_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "account,followers,clicks,effort\n[red]x[/red],900,20,1\n\u202eevil,2000,60,2\n"
    (tmp_path / "accounts.csv").write_text(table, "utf-8")
    out = told([str(tmp_path / "accounts.csv"), "--budget", "effort=2", "--account", "[red]x[/red]", "-q"], capsys)
    assert "[red]x[/red]" in out
    out = told([str(tmp_path / "accounts.csv"), "--budget", "effort=2", "-q"], capsys)
    assert "\u202e" not in out
    assert "evil" in out
