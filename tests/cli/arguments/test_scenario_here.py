"""No SCENARIO is named: the one of the current folder is taken, or what was looked for is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeder.cli import run

ACCOUNTS = "account,followers,clicks,effort\nann,1000,30,0.5\nbob,2000,50,1\n"
DOCUMENT = "name: Just here\nobjective: clicks\nbudget: {effort: 5}\naccounts: accounts.csv\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("verb", ["check", "solve", "rates", "overlap"])
def test_the_folder_is_taken(verb: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    assert run([verb]) == 0
    found = capsys.readouterr()
    assert run([verb, "."]) == 0
    assert capsys.readouterr() == found
    assert "Just here" in found.out


def test_options_still_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    assert run(["solve", "--budget", "effort=0.5", "-o", "../a-run", "--quiet"]) == 0
    assert run(["verify", "../a-run"]) == 0
    assert "Verified" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_a_table_of_accounts_will_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", "--budget", "effort=1"]) == 0
    assert capsys.readouterr().out.startswith("accounts\n")


def test_the_document_comes_before_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "scenario.yaml").write_text("name: [", "utf-8")
    assert run(["check"]) == 3
    assert "scenario.yaml:1:" in capsys.readouterr().err


def test_two_documents_are_an_issue_of_the_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("scenario.yaml", "scenario.json"):
        (folder / name).write_text("{}", "utf-8")
    assert run(["solve"]) == 3
    assert "the folder has both scenario.yaml and scenario.json" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["check", "solve", "rates", "overlap", "backtest"])
def test_what_was_looked_for_is_said(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([verb]) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert "it has no scenario.yaml, scenario.json or accounts.csv" in err
    assert "start with: seeder init my-launch" in err
