"""``seeder rates`` and ``seeder backtest``: what is printed is what the library says, as text and as data."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

import seeder
from seeder.analysis.rate_table import rate_table
from seeder.cli import run

TABLE = """account,platform,followers,conversion
=cmd|' /C calc'!A0,x,1200000,
[red]b[/red],instagram,1500000,0.1
small,newsletter,4000,
\u202eevil,x,60000,
"""
POSTS = """handle,clicks,impressions,conversions,date
=cmd|' /C calc'!A0,300,90000,0,2026-01-01
small,40,2500,3,2026-01-01
small,60,2600,1,2026-02-01
"""
DOCUMENT = """name: Rates
objective: conversions
budget: {effort: 4}
accounts: accounts.csv
evidence: {posts: posts.csv, asks: asks.csv}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "accounts.csv").write_text(TABLE, "utf-8")
    (tmp_path / "posts.csv").write_text(POSTS, "utf-8")
    (tmp_path / "asks.csv").write_text("account,asked,accepted\nsmall,3,2\n", "utf-8")
    (tmp_path / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    monkeypatch.setenv("COLUMNS", "110")
    return tmp_path


def test_the_headline_puts_intensity_beside_followers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rates", str(folder), "--top", "2"]) == 0
    out = capsys.readouterr().out
    by_intensity, by_followers = out.split("Most followers")
    assert "Intensity: clicks per 1,000 followers per post (80% range in brackets)." in by_intensity
    assert "Drawn: how much the number was pulled toward similar accounts." in by_intensity
    assert "Highest influence intensity" in by_intensity
    first = next(line for line in by_intensity.splitlines() if "4,000" in line)
    assert first.split()[0] == "small"
    assert "2 posts" in first
    assert "1,500,000" in by_followers
    assert by_followers.index("1,500,000") < by_followers.index("1,200,000")
    assert "Clicks: 0 given, 2 measured, 2 default." in out
    assert "Fitted to 3 posts of 2 handles" in out


def test_untrusted_names_stay_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rates", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "[red]b[/red]" in out
    assert "\\u202eevil" in out
    assert "\u202e" not in out
    assert run(["rates", str(folder), "--csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff"))))
    assert rows[1][0].startswith("'=")


def test_one_account_with_all_its_sources(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rates", str(folder), "--account", "small"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "measured: 100 clicks in 2 posts, weight" in out
    assert "QW Consulting 2011" in out
    assert "measured: 4 conversions in 100 clicks" in out
    assert "measured: 5,100 views in 2 posts" in out
    assert "says yes: " in out
    assert "measured: 2 yeses in 3 asks" in out
    assert "measured: 100 clicks in 5,100 views" in out
    # Every number is traced to its rows.
    assert "(accounts.csv:4)" in out
    assert "posts posts.csv, lines 3 and 4" in out
    assert "asks asks.csv, line 2" in out


def test_an_unknown_account_is_told_with_what_may_be_meant(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rates", str(folder), "--account", "smal"]) == 2
    assert "Did you mean 'small'?" in capsys.readouterr().err


def test_json_is_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rates", str(folder), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == rate_table(seeder.read_scenario(folder)).to_document()
    table = rate_table(seeder.read_scenario(folder))
    frame = table.to_frame()
    assert [handle["intensity"] for handle in document["handles"]] == frame["intensity"].tolist()
    assert document["highest_intensity"][0]["account"] == "small"
    assert document["handles"][2]["source"] == "measured"
    assert document["handles"][2]["sources"]["conversion"].startswith("measured: 4 conversions in 100 clicks")
    assert document["handles"][1]["sources"]["conversion"] == "given: column conversion"
    assert document["fitted"]["posts"] == 3
    assert 0 < document["handles"][2]["intensity_low"] < document["handles"][2]["intensity"]


def test_reach_tells_of_views(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rates", str(folder), "--objective", "reach"]) == 0
    out = capsys.readouterr().out
    assert "share of followers who see a post" in out
    assert "View: 0 given, 2 measured, 2 default." in out


def test_two_ways_to_print_are_one_too_many(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rates", str(folder), "--json", "--csv"]) == 2
    assert "choose one" in capsys.readouterr().err


def test_numbers_are_never_cut(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert run(["rates", str(folder)]) == 0
    assert "1,500,000" in capsys.readouterr().out


def test_backtest_prints_errors_beside_simpler_rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backtest", str(folder), "--thin", "0.5"]) == 0
    out = capsys.readouterr().out
    for words in (
        "later posts held back",
        "whole accounts held back",
        "a part of each post held back",
        "raw rates",
        "grand mean",
    ):
        assert words in out
    assert re.search(r"Our 80% ranges contained [\d.]+% of the outcomes \(50%: [\d.]+%; 95%: [\d.]+%\)\.", out)
    assert "Smaller errors are better." in out


def test_backtest_as_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backtest", str(folder), "--json", "--seed", "3"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["seed"] == 3
    test = document["tests"][0]
    assert (test["predicted"], test["hidden"]) == ("clicks", "later posts")
    assert set(test["errors"]) == {"model", "raw rates", "grand mean", "curve"}
    assert set(test["coverage"]) == {"0.5", "0.8", "0.95"}


def test_without_evidence_there_is_nothing_to_hide(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backtest", str(folder), "--set", "evidence={signals: true}"]) == 3
    assert "there is no evidence to hold back" in capsys.readouterr().err


def test_worth_names_what_it_would_pay_to_measure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rates", str(folder), "--worth", "--budget", "effort=0.5"]) == 0
    out = capsys.readouterr().out
    assert "Worth finding out first" in out
    assert run(["rates", str(folder), "--worth", "--json", "--budget", "effort=0.5"]) == 0
    information = json.loads(capsys.readouterr().out)["worth"]
    assert information["unknown_numbers"] >= len(information["numbers"]) >= 1
    first = information["numbers"][0]
    assert 0 <= first["gain_at_least"] <= first["gain_at_most"]
    assert first["low"] < first["value"] < first["high"]
    gains = [number["gain_at_least"] for number in information["numbers"]]
    assert gains == sorted(gains, reverse=True)


def test_nothing_is_worth_knowing_where_all_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "a.csv").write_text(
        "account,followers,clicks,acceptance,effort\na,100,5,0.5,1\nb,50,4,0.5,1\n", "utf-8"
    )
    assert run(["rates", str(tmp_path / "a.csv"), "--worth", "--budget", "effort=1"]) == 0
    assert "Nothing you could find out would change the plan." in capsys.readouterr().out


def test_nothing_is_worth_finding_out_where_everybody_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{name},5000,1\n" for name in ("ann", "bob", "cat"))
    (tmp_path / "a.csv").write_text(f"account,followers,effort\n{rows}", "utf-8")
    assert run(["rates", str(tmp_path / "a.csv"), "--worth", "--budget", "effort=3"]) == 0
    assert "Nothing you could find out would change the plan." in capsys.readouterr().out


def test_the_plan_says_what_it_rests_on_and_what_to_measure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", str(folder), "--json", "--budget", "effort=0.5"]) == 0
    document = json.loads(capsys.readouterr().out)
    rests = document["rests_on"]
    assert rests["given"] + rests["measured"] + rests["default"] == pytest.approx(1)
    assert set(rests["default_by_number"]) == {"clicks", "conversion", "acceptance"}
    assert document["measure_next"]
    assert run(["solve", str(folder), "--budget", "effort=0.5"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert " of this result comes from " in out
    assert "Worth finding out first: " in out
