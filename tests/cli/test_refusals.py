"""Accounts that said no since the rules were written: check and solve say so, with the rule to add."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seeder.cli import run

FIRST = (
    "Handle,Platform,Followers,Status\namy.w,Instagram,12400,New\nben.k,Instagram,8300,Declined\ncat.o,TikTok,9300,\n"
)
SECOND = FIRST.replace("12400,New", "12400,Do not contact").replace("9300,", "9300,Not interested")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("first.csv", FIRST), ("second.csv", SECOND)):
        (tmp_path / name).write_text(text, "utf-8")
    made = tmp_path / "made"
    assert run(["init", str(made), "--from", str(tmp_path / "first.csv")]) == 0
    assert run(["init", str(made), "--from", str(tmp_path / "second.csv"), "--update"]) == 0
    return made


def _notes(folder: Path, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    capsys.readouterr()
    assert run([*command, str(folder)]) == 0
    return " ".join(capsys.readouterr().err.split())


def test_the_update_shows_the_rule_to_add(folder: Path) -> None:
    (told,) = json.loads((folder / "import-report.json").read_text("utf-8"))["warnings"]
    assert "do not leave out 'amy.w', 'cat.o'" in told
    assert told.endswith("{where: \"Status in ('Do not contact', 'Declined', 'Not interested')\", at_most: 0}")


@pytest.mark.parametrize("verb", ["check", "solve"])
def test_they_are_noted_until_a_rule_excludes_them(folder: Path, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = _notes(folder, capsys, verb)
    assert "2 accounts said no or must not be asked, and no rule excludes them: 'amy.w' and 'cat.o'." in found
    rule = found.partition("rules.groups in scenario.yaml: ")[2]
    document = folder / "scenario.yaml"
    rule = rule[: rule.index("at_most: 0}") + len("at_most: 0}")]
    document.write_text(document.read_text("utf-8").rstrip() + f"\n    - {rule}\n", "utf-8")
    assert "said no" not in _notes(folder, capsys, verb)


def test_they_are_in_the_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["check", str(folder), "--json"]) == 0
    notes = json.loads(capsys.readouterr().out)["notes"]
    assert [note["at"] for note in notes if "said no" in note["text"]] == ["accounts.csv:2:Status"]


def test_who_is_left_out_by_name_is_not_noted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = folder / "scenario.yaml"
    document.write_text(document.read_text("utf-8") + "\n  exclude: [amy.w, cat.o]\n", "utf-8")
    assert "said no" not in _notes(folder, capsys, "check")
