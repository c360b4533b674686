"""No verb prints a line that is wider than the terminal, except for a single word that cannot be broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs.first_afternoon_workbook import PLACE
from rich.cells import cell_len

from seeder.cli import cli, run
from seeder.command_line import LAUNCHER
from seeder.shipped import example_names

LISTS = {
    "bio links": "username,external_url,followers\nada.reads,https://www.youtube.com/@adatube,1200\n"
    "bo,https://www.youtube.com/@bee,900\ncy,https://linktr.ee/cy,800\n",
    "flags": "handle,followers,Instagram,TikTok,YouTube\nann,900,1,0,1\nbo,800,0,1,1\ncy,700,1,1,0\n",
    "a sum": "Name,Instagram,TikTok,Followers\nAnn Lee,900,100,1000\nBo Ray,800,200,1000\n",
    "unquoted thousands": "handle,followers,city\nann,2,874,Rome\nbo,1,200,Oslo\ncy,900,Bonn\n",
    "ranges": "handle,followers\nann,10k-50k\nbo,50k-100k\n",
    "fractions": "handle,followers\nann,20.2\nbo,3.4\ncy,11\n",
    "statuses": "handle,followers,Status\nann,900,Declined\nbo,800,Do not contact\ncy,700,Contacted\ndee,600,\n",
    "encodings": "handle,followers,bio\nann,900,O’Brien\n",
    "prices": "handle,followers,Price per post,Price per story\nann,900,100,50\nbo,800,,40\n",
    "wide letters": "名前,followers,handle\n" + "".join(f"{'山田太郎' * 6},{1000 + n},a{n}\n" for n in range(5)),
    "right to left": "handle,followers,bio\n" + "".join(f"{'שלום'}{n},{900 + n},x\n" for n in range(4)),
    "no handles": "a,b\n1,2\n3,4\n",
    "names": "Name,Followers,E-mail\nAda,900,all@agency.example\nBo,800,all@agency.example\n",
}


def assert_narrow(captured: str, width: int) -> None:
    too_wide = [line for line in captured.splitlines() if cell_len(line.rstrip()) > width and len(line.split()) > 1]
    assert too_wide == []


@pytest.fixture(params=[80, pytest.param(120, marks=pytest.mark.slow)])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    columns = int(request.param)
    monkeypatch.setenv("COLUMNS", str(columns))
    return columns


@pytest.mark.parametrize("example", example_names())
def test_shipped_scenarios(
    example: str, width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "my-launch", "--example", example]) == 0
    for arguments in (["check"], ["rates"], ["overlap"], ["backtest"], ["solve", "-o", "run", "--time-limit", "2"]):
        verb, *options = arguments
        assert run([verb, "my-launch", *options]) in (0, 3)
        captured = capsys.readouterr()
        assert_narrow(captured.out, width)
        assert_narrow(captured.err, width)
    assert run(["verify", "run"]) in (0, 3)
    assert_narrow(capsys.readouterr().out, width)


@pytest.mark.parametrize("name", LISTS)
def test_imported_lists(
    name: str, width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my list.csv").write_bytes(LISTS[name].encode("cp1252" if name == "encodings" else "utf-8"))
    code = run(["init", "a folder for my launch in the spring of next year", "--from", "my list.csv"])
    if code == 0:
        run(["check", "a folder for my launch in the spring of next year"])
        run(["solve", "a folder for my launch in the spring of next year"])
    captured = capsys.readouterr()
    assert_narrow(captured.out, width)
    assert_narrow(captured.err, width)


def test_a_workbook(
    width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "mine", "--from", str(PLACE), "--all-sheets"]) == 0
    assert run(["init", "mine", "--from", str(PLACE), "--sheet", "TikTok", "--update"]) == 0
    captured = capsys.readouterr()
    assert_narrow(captured.out, width)
    assert_narrow(captured.err, width)


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", ".", "--budget", "effort=a few hours each week as long as it lasts and nobody complains of it"],
        ["init", "x", "--from", "list.csv", "--map", "a role that nobody has ever heard of before=handle"],
        ["init", "--update"],
        ["check", "a folder that is not there and whose name takes more than a line of eighty letters"],
    ],
)
def test_mistakes(
    arguments: list[str],
    width: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text("handle,followers\nann,900\n", "utf-8")
    assert run(arguments) in (2, 3)
    assert_narrow(capsys.readouterr().err, width)


def test_help_of_every_verb_fits_into_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv(LAUNCHER, "./run")
    for words in ([], *([verb] for verb in cli.commands)):
        assert run([*words, "--help"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if cell_len(line) > 80] == []


def test_rows_that_are_rejected_are_told_in_whole_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"ada.{n},1{n}00,Rome\n" for n in range(10))
    text = f"handle,followers,city of the person\n{rows}bo,Kim, Bo,900,Oslo\n"
    (tmp_path / "list.csv").write_text(text, "utf-8")
    assert run(["init", str(tmp_path / "made"), "--from", str(tmp_path / "list.csv")]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "has 5 cells, but the header has 3: a cell contains ',' and has no quotes around it" in out
    assert "…" not in out
