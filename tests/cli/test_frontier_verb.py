"""``seeder frontier`` on the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seeder.cli import run

EDGE = "scenarios/one-celebrity-or-250/celebrity-at-the-edge.yaml"


def test_one_row_a_budget_and_where_the_star_comes_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["frontier", EDGE, "--from", "20", "--to", "40", "--points", "3", "--no-color"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("The best plan rises from 200 clicks with 20 hours to 412 with 40 hours.\n")
    assert "The largest account, the.star, is in the plan from 30 hours on." in told
    assert "From 20 hours to 30 hours, the average rises" in told
    assert "Each of these plans is proved to be the best possible for its budget." in told
    assert all(len(line) <= 80 for line in told.splitlines())


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["frontier", EDGE, "--points", "2", "--from", "20", "--to", "30", "--json", "-q"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [point["budget"] for point in document["points"]] == [20, 30]
    assert set(document["points"][0]) == {
        "budget", "value", "bound", "p10", "p50", "spent", "picks", "per_unit",
    }  # fmt: skip
    assert document["enters"]["the.star"] == [30]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--resource", "monye"], "expected 'effort' or 'asks', found 'monye'"),
        (["--from", "50", "--to", "20"], "start (--from): 50 is above the largest budget, 20"),
        (["--points", "1"], "1 is not in the range 2<=x<=200"),
        (["--to", "nan"], "'nan' is not a number"),
    ],
)
def test_mistakes_are_named(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["frontier", EDGE, *arguments]) == 2
    assert told in capsys.readouterr().err


def test_hostile_names_are_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "account,followers,clicks,effort\n[red]x[/red],900,20,1\n\u202eevil,2000,60,2\n"
    (tmp_path / "accounts.csv").write_text(table, "utf-8")
    # The largest budget is one: a bare table needs no other.
    assert run(["frontier", str(tmp_path / "accounts.csv"), "--from", "1", "--to", "3", "-q"]) == 0
    told = capsys.readouterr().out
    assert "[red]x[/red]" in told
    assert "\u202e" not in told
