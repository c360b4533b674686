"""Issues stay readable, however long what they repeat is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import seeder
from seeder.cli import run
from seeder.errors import Issue, Note, Place

LONG = "a" * 100_000


def test_what_is_long_is_cut_in_the_middle() -> None:
    issue = Issue(Place(f"--set name={LONG}=end", 3, LONG), f"found {LONG}", f"rule {LONG}", f"way {LONG}")
    assert len(str(issue)) < 4_000
    assert issue.place.file.startswith("--set name=aaa")
    assert issue.place.file.endswith("a=end")
    assert issue.place.line == 3
    assert len(str(Note(Place(LONG), LONG))) < 2_000
    short = Place("accounts.csv", 2, "effort")
    assert Issue(short, "f", "r", "w").place is short


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--set", f"name={LONG}"),
        ("--set", f"objective={LONG}"),
        ("--set", f"{LONG}=1"),
        ("--set", f"rules.include=[{LONG}]"),
        ("--set", f"accounts={LONG}"),
        ("--set", LONG),
        ("--budget", f"{LONG}=1"),
        ("--budget", LONG),
        ("--objective", LONG),
    ],
)
def test_no_option_is_repeated_at_full_length(
    option: str, value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "accounts.csv").write_text("account,followers\nann,100\n")
    (tmp_path / "scenario.yaml").write_text("name: n\nbudget: {effort: 1}\naccounts: accounts.csv\n")
    run(["check", str(tmp_path), option, value])
    found = capsys.readouterr()
    assert 0 < len(found.err) < 4_000
    assert "bug" not in found.err


@pytest.mark.parametrize(
    ("name", "found"),
    [("a\0b", "NUL"), ("a" * 1_000_000, "over 131,072 characters"), ("a\ud800", "broken character")],
)
def test_names_that_no_csv_file_could_hold_are_issues_in_frames_too(name: str, found: str) -> None:
    accounts = pd.DataFrame({"account": ["ann", name], "followers": [100, 200]})
    with pytest.raises(seeder.ScenarioError) as error:
        seeder.Scenario.from_frames(accounts=accounts, budget={"effort": 1})
    issue, *_ = error.value.issues
    assert found in issue.found
    assert (issue.place.line, issue.place.column) == (2, "account")
