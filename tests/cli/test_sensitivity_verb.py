"""``seeder sensitivity`` on the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seeder.cli import run

ONE_OR_250 = "scenarios/one-celebrity-or-250"
UNSURE = [ONE_OR_250, "--set", "accounts=accounts-without-clicks.csv", "--draws", "5", "-q"]


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["sensitivity", *arguments, "--no-color"]) == 0
    return capsys.readouterr().out


def test_the_table_fits(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(UNSURE, capsys)
    plain = " ".join(out.split())
    assert plain.startswith("If you knew all numbers, you could get ")
    assert "on average over 5 draws of the uncertain numbers." in plain
    assert "account in today's plan picked" in plain
    assert "clicks all accounts" in plain
    assert all(len(line) <= 80 for line in out.splitlines())


def test_where_everything_is_given_there_is_nothing_to_draw(capsys: pytest.CaptureFixture[str]) -> None:
    assert told([ONE_OR_250, "-q"], capsys).startswith("You gave every number of this scenario")


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sensitivity", *UNSURE, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert (document["draws"], document["wanted"]) == (5, 5)
    assert set(document["regret"]) == {"mean", "p90"}
    assert document["bounds"]["regret"]["mean"] >= document["regret"]["mean"]
    assert all(0 <= share <= 1 for share in document["picked"].values())
    widths = [high - low for low, high in (entry["swing"] for entry in document["numbers"])]
    assert widths == sorted(widths, reverse=True)
    assert any(entry["account"] is None for entry in document["numbers"])


def test_a_time_limit_that_is_over_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    plain = " ".join(told([*UNSURE, "--time-limit", "0"], capsys).split())
    assert plain.startswith("The time limit ended the searches before the first draw was solved.")
    assert "The time limit came after 0 of 5 draws" in plain


def test_mistakes_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sensitivity", ONE_OR_250, "--draws", "0"]) == 2
    assert "0 is not in the range 1<=x<=100000" in " ".join(capsys.readouterr().err.split())


def test_hostile_names_are_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "account,followers,clicks,effort\n[red]x[/red],900,,1\n\u202eevil,2000,,1\n"
    (tmp_path / "accounts.csv").write_text(table, "utf-8")
    out = told([str(tmp_path / "accounts.csv"), "--budget", "effort=2", "-q", "--draws", "3"], capsys)
    assert "[red]x[/red]" in out
    assert "\u202e" not in out
