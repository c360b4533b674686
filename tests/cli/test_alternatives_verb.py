"""``seeder alternatives`` on the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seeder.cli import run

ONE_OR_250 = "scenarios/one-celebrity-or-250"
NICHE = "scenarios/everywhere-or-niche"


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["alternatives", *arguments, "--no-color"]) == 0
    return capsys.readouterr().out


def test_the_celebrity_is_in_no_good_plan(capsys: pytest.CaptureFixture[str]) -> None:
    out = told([ONE_OR_250, "--plans", "1"], capsys)
    plain = " ".join(out.split())
    assert plain.startswith(
        "Of 251 accounts, none is in every plan within 1% of the best plan (400 clicks), 250 in some of these plans "
        "and 1 in none."
    )
    assert "plan 1 400 100% 80 80 80" in plain
    assert "In no such plan: the.star." in plain
    assert all(len(line) <= 80 for line in out.splitlines())


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["alternatives", NICHE, "--json", "-q", "--within", "0.02"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["schema_version"], document["within"]) == (1, 0.02)
    assert document["best"]["value"] <= document["best"]["bound"]
    best = {pick["account"] for pick in document["best"]["picks"]}
    assert set(document["always"]) <= best
    assert not best & set(document["never"])
    for plan in document["plans"]:
        assert plan["value"] >= 0.98 * document["best"]["value"] * (1 - 1e-9)
        assert plan["differs_by"] == len(best ^ {pick["account"] for pick in plan["picks"]})


def test_a_plan_without_alternatives_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "accounts.csv").write_text("account,followers,clicks,effort\nann,900,20,1\nbob,2000,60,2\n", "utf-8")
    out = told([str(tmp_path / "accounts.csv"), "--budget", "effort=3", "-q"], capsys)
    plain = " ".join(out.split())
    assert plain.startswith("Of 2 accounts, 2 are in every plan within 1% of the best plan")
    assert "No other plan is that good." in plain
    assert "In every such plan: ann and bob." in plain


@pytest.mark.parametrize("within", ["1", "100%", "-1%", "one", "", "%", "nan", "1e999"])
def test_a_share_that_is_none_is_refused(within: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["alternatives", ONE_OR_250, "--within", within]) == 2
    message = " ".join(capsys.readouterr().err.split())
    assert "is not a share from 0 to below 1. Write for instance 1% or 0.01." in message


def test_a_number_of_plans_that_is_too_large_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["alternatives", ONE_OR_250, "--plans", "21"]) == 2
    assert "21 is not in the range 0<=x<=20" in capsys.readouterr().err


def test_what_the_time_left_open_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    out = told([NICHE, "--time-limit", "0", "-q"], capsys)
    plain = " ".join(out.split())
    assert "the best plan found (" in plain
    assert "undecided" in plain
    assert "Undecided, as the searches ended first:" in plain


def test_hostile_names_are_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "account,followers,clicks,effort\n[red]x[/red],900,20,1\n\u202eevil,2000,20,1\n"
    (tmp_path / "accounts.csv").write_text(table, "utf-8")
    out = told([str(tmp_path / "accounts.csv"), "--budget", "effort=1", "-q"], capsys)
    assert "[red]x[/red]" in out
    assert "\u202e" not in out
