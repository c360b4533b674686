"""Every broken input ends in exit 3 with its place and a way out, and in nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_inputs.bad_audiences import (
    AUDIENCE_CASES,
    FOLLOWERS,
    MEMBERSHIPS,
    OVERLAPS,
    PEOPLE,
    SEGMENTS,
    WITH_FOLLOWERS,
    WITH_OVERLAPS,
    WITH_SEGMENTS,
)
from bad_inputs.bad_documents import ACCOUNTS, DOCUMENT, DOCUMENT_CASES, OVERRIDES, Case
from bad_inputs.bad_tables import TABLE_CASES

from seeder.cli import run
from seeder.errors import ScenarioError
from seeder.scenario import read_scenario

REPOSITORY = Path(__file__).parents[2]


def _all_cases() -> Iterator[tuple[str, Case]]:
    for group, cases in {**DOCUMENT_CASES, **TABLE_CASES, **AUDIENCE_CASES}.items():
        for case in cases:
            yield f"{group}: {case.name}", case


CASES = dict(_all_cases())


def _write(folder: Path, files: dict[str, str | bytes]) -> Path:
    whole: dict[str, str | bytes] = {"scenario.yaml": DOCUMENT, "accounts.csv": ACCOUNTS, **files}
    if "scenario.json" in whole:
        del whole["scenario.yaml"]
    for name, content in whole.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def _told(text: str) -> list[tuple[str, str, str]]:
    """Issues as printed: place with what was found, rule, way out."""
    lines = text.splitlines()
    return [(lines[at - 1], line, lines[at + 1]) for at, line in enumerate(lines) if line.startswith("    rule: ")]


def _check(code: int, printed: str, error: str, *, place: str, found: str, way_out: str) -> list[tuple[str, str, str]]:
    assert code == 3, error
    assert printed == ""
    assert "Traceback" not in error
    told = _told(error)
    assert all(way.startswith("    way out: ") and len(way) > 14 for _, _, way in told)
    assert any(head.startswith(place) and found in head and way_out in way for head, _, way in told), error
    return told


def test_there_are_enough_cases_and_each_has_its_name() -> None:
    assert len(CASES) == len(list(_all_cases())) >= 80


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_broken_input_is_told_with_its_place(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["check", str(_write(tmp_path, case.files)), *case.arguments])
    printed, error = capsys.readouterr()
    told = _check(code, printed, error, place=case.place, found=case.found, way_out=case.way_out)
    if case.n_issues is not None:
        assert len(told) == case.n_issues, error


def test_the_sound_scenario_that_the_cases_break_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = DOCUMENT.replace("{effort: 4}", "{effort: 4, cash: 90}") + "overrides: approaches.csv\n"
    assert run(["check", str(_write(tmp_path, {"scenario.yaml": text, "approaches.csv": OVERRIDES}))]) == 0
    assert "rule:" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "files",
    [
        {"scenario.yaml": WITH_SEGMENTS, "segments.csv": SEGMENTS, "memberships.csv": MEMBERSHIPS},
        {"scenario.yaml": WITH_FOLLOWERS, "list.csv": FOLLOWERS, "people.csv": PEOPLE},
        {"scenario.yaml": WITH_OVERLAPS, "overlaps.csv": OVERLAPS},
    ],
)
def test_the_sound_audiences_that_the_cases_break_are_sound(
    files: dict[str, str | bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(_write(tmp_path, files))]) == 0
    assert "rule:" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "name",
    ["keys: a misspelt key", "numbers: a decimal comma", "syntax: UTF-16", "shapes: an open quote",
     "syntax: code in a tag", "settings: an unknown account"],
)  # fmt: skip
def test_the_command_itself_ends_in_3(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    command = [sys.executable, "-m", "seeder", "solve", str(_write(tmp_path, case.files)), *case.arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, timeout=120, check=False)
    _check(done.returncode, done.stdout, done.stderr, place=case.place, found=case.found, way_out=case.way_out)


def test_all_issues_of_document_and_tables_come_at_once_and_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = (
        "name: Launch\nobjective: clcks\nbudget: {effort: -4}\naccounts: accounts.csv\noverrides: approaches.csv\n"
        "colour: red\napproaches:\n  cold: {effort: 1, acceptance: 7}\n  warm: {where: \"platfrom == 'x'\"}\n"
        "rules:\n  include: [alcie]\n  exclude: [{a: 1}]\n  conflicts: [[bob]]\n"
        '  groups:\n    - {where: "tier == \'mid", at_most: 1}\n'
    )
    files: dict[str, str | bytes] = {
        "scenario.yaml": document,
        "accounts.csv": 'account,followers,acceptance\nalice,"1,2",0.1\nbob,200,3\n,5,\n',
        "approaches.csv": "account,approach,available\nbbo,cold,\nalice,old,\nalice,cold,perhaps\n",
    }
    assert run(["check", str(_write(tmp_path, files))]) == 3
    error = capsys.readouterr().err
    assert [head.split(": ")[0] for head, _, _ in _told(error)] == [
        "scenario.yaml:2:12",
        "scenario.yaml:3:18",
        "scenario.yaml:6:1",
        "scenario.yaml:8:33",
        "scenario.yaml:9:17",
        "scenario.yaml:11:13",
        "scenario.yaml:12:13",
        "scenario.yaml:13:15",
        "scenario.yaml:15:15",
        "accounts.csv:2:followers",
        "accounts.csv:3:acceptance",
        "accounts.csv:4:account",
        "approaches.csv:2:account",
        "approaches.csv:3:approach",
        "approaches.csv:4:available",
    ], error
    assert "15 issues: nothing was solved." in error


def test_broken_accounts_have_no_echo_in_rules_and_overrides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = DOCUMENT + "overrides: approaches.csv\nrules: {include: [alice], exclude: [bob]}\n"
    files: dict[str, str | bytes] = {
        "scenario.yaml": document,
        "accounts.csv": "name,followers\nalice,5\n",
        "approaches.csv": "account,approach,effort\nalice,ask,x\n",
    }
    assert run(["check", str(_write(tmp_path, files))]) == 3
    heads = [head for head, _, _ in _told(capsys.readouterr().err)]
    assert heads == [
        "accounts.csv:1:account: there is no column 'account'",
        "approaches.csv:2:effort: effort is 'x'",
    ]


@pytest.mark.parametrize(
    "text",
    [
        DOCUMENT + "approaches: [cold]\nrules: {include: [{account: alice, approach: cold}]}\n",
        DOCUMENT + "rules: {groups: [{where: \"tier == 'mid'\", limit: {effort: -1}}]}\n",
        DOCUMENT + "rules: {groups: [{where: \"tier == 'mid'\", at_least: x}]}\n",
        DOCUMENT + "tiers: {micro: 0.5, mid: 5000}\n",
        DOCUMENT.replace("{effort: 4}", "{effort: x}"),
        DOCUMENT.replace("{effort: 4}", "{effort: 4, cash: x}")
        + "rules: {groups: [{where: \"tier == 'mid'\", limit: {cash: 1}}]}\n",
    ],
)
def test_one_fault_is_one_issue(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(_write(tmp_path, {"scenario.yaml": text}))]) == 3
    assert len(_told(capsys.readouterr().err)) == 1


def test_a_column_without_a_number_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"a{number},{('many', 'few')[number % 2]}\n" for number in range(50))
    assert run(["check", str(_write(tmp_path, {"accounts.csv": "account,followers\n" + rows}))]) == 3
    (told,) = _told(capsys.readouterr().err)
    assert told[0] == (
        "accounts.csv:2:followers: none of the 50 cells of followers is a number: they are 'many' and 'few'"
    )
    assert "Give the name 'followers' to the column with the numbers" in told[2]


def test_the_same_mistake_is_told_once_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "a,5\n" + "".join(f"a{number},x\n" for number in range(50))
    assert run(["check", str(_write(tmp_path, {"accounts.csv": "account,followers\n" + rows}))]) == 3
    (told,) = _told(capsys.readouterr().err)
    assert (
        told[0]
        == "accounts.csv:3:followers: followers is 'x', and the same mistake in 49 more places, the last on line 52"
    )


def test_more_than_twenty_of_a_kind_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "a,5\n" + "".join(f"a{number},x{number}\n" for number in range(50))
    assert run(["check", str(_write(tmp_path, {"accounts.csv": "account,followers\n" + rows}))]) == 3
    told = _told(capsys.readouterr().err)
    assert len(told) == 21
    assert told[-1][0] == "accounts.csv:23:followers: the same mistake here and in 29 more places, the last on line 52"


class TestPlaces:
    """What stands where a scenario should be."""

    def told(self, path: Path | str, capsys: pytest.CaptureFixture[str]) -> tuple[str, str, str]:
        assert run(["check", str(path)]) == 3
        printed, error = capsys.readouterr()
        assert printed == ""
        assert "Traceback" not in error
        (only,) = _told(error)
        return only

    def test_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "launch").mkdir()
        head, _, way_out = self.told(tmp_path / "lanch", capsys)
        assert "there is no file" in head
        assert "Did you mean 'launch'?" in way_out

    def test_no_document(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        head, _, way_out = self.told(tmp_path / "scenario.yaml", capsys)
        assert head.startswith("scenario.yaml: there is no file")
        assert "Put it into" in way_out

    def test_an_empty_folder(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        head, _, way_out = self.told(tmp_path, capsys)
        assert "there is no scenario.yaml" in head
        assert "seeder init" in way_out

    def test_the_short_ending(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "scenario.yml").write_text(DOCUMENT)
        head, _, way_out = self.told(tmp_path, capsys)
        assert "there is no scenario.yaml" in head
        assert "Rename 'scenario.yml' to 'scenario.yaml'" in way_out

    def test_two_documents(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "scenario.yaml").write_text(DOCUMENT)
        (tmp_path / "scenario.json").write_text("{}")
        head, _, way_out = self.told(tmp_path, capsys)
        assert "scenario.yaml and scenario.json" in head
        assert "Keep one" in way_out

    def test_a_folder_called_like_a_document(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "scenario.yaml").mkdir()
        head, _, way_out = self.told(tmp_path, capsys)
        assert head == "scenario.yaml: scenario.yaml is a folder"
        assert "Name the file inside it" in way_out

    def test_another_ending(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "scenario.txt").write_text(DOCUMENT)
        head, _, way_out = self.told(tmp_path / "scenario.txt", capsys)
        assert "no ending that shows its format" in head
        assert ".csv" in way_out

    def test_nul_in_a_path(self) -> None:
        # No command line can hold one, so this is asked of the library.
        with pytest.raises(ScenarioError) as raised:
            read_scenario("a\0b")
        (issue,) = raised.value.issues
        assert "cannot be read" in issue.found
        assert "Correct the path" in issue.way_out

    def test_a_path_far_too_long(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["check", str(tmp_path / ("a" * 5000))]) == 3
        # The path alone is longer than a line.
        assert "cannot be read" in " ".join(capsys.readouterr().err.split())

    def test_a_loop_of_links(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "scenario.yaml").symlink_to(tmp_path / "scenario.yaml")
        assert "cannot be read" in self.told(tmp_path, capsys)[0]

    def test_a_loop_of_links_without_ending(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        assert "cannot be read" in self.told(tmp_path / "loop", capsys)[0]

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        os.mkfifo(tmp_path / "scenario.yaml")
        head, _, way_out = self.told(tmp_path, capsys)
        assert "a pipe or a device" in head
        assert "name that file" in way_out

    @pytest.mark.parametrize("name", ["accounts.csv", "accounts.parquet"])
    def test_a_pipe_for_a_table(self, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        os.mkfifo(tmp_path / name)
        (tmp_path / "scenario.yaml").write_text(DOCUMENT.replace("accounts.csv", name))
        assert self.told(tmp_path, capsys)[0] == f"scenario.yaml:4:11: {name} is a pipe or a device"

    def test_a_device_for_a_table(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "endless.csv").symlink_to("/dev/zero")
        (tmp_path / "scenario.yaml").write_text(DOCUMENT.replace("accounts.csv", "endless.csv"))
        assert "endless.csv is a pipe or a device" in self.told(tmp_path, capsys)[0]

    @pytest.mark.parametrize("name", ["scenario.yaml", "accounts.csv"])
    def test_a_file_that_may_not_be_read(
        self, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _write(tmp_path, {})
        (tmp_path / name).chmod(0)
        if os.access(tmp_path / name, os.R_OK):  # root may read everything
            whole = Path.open

            def refuse(self: Path, *arguments: object, **keywords: object) -> object:
                if self.name == name:
                    raise PermissionError(13, "Permission denied", str(self))
                return whole(self, *arguments, **keywords)  # type: ignore[call-overload]

            monkeypatch.setattr(Path, "open", refuse)
        head, _, way_out = self.told(tmp_path, capsys)
        assert f"{name} may not be read" in head
        assert "permissions" in way_out

    def test_a_bare_table_without_a_budget(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "accounts.csv").write_text(ACCOUNTS)
        head, _, way_out = self.told(tmp_path / "accounts.csv", capsys)
        assert head == "accounts.csv: budget is missing"
        assert "--budget effort=40" in way_out


@pytest.mark.slow
class TestGarbage:
    """A hundred megabytes of it."""

    SIZE = 100_000_000

    def told(self, folder: Path, content: bytes, name: str, capsys: pytest.CaptureFixture[str]) -> str:
        _write(folder, {name: content})
        try:
            assert run(["check", str(folder)]) == 3
        finally:
            (folder / name).unlink()
        error = capsys.readouterr().err
        assert "Traceback" not in error
        return _told(error)[0][0]

    def test_of_a_document(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert "100,000,000 bytes" in self.told(tmp_path, b"x" * self.SIZE, "scenario.yaml", capsys)

    def test_of_bytes(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        content = b"account,followers\n" + os.urandom(1_000_000) * 100
        assert self.told(tmp_path, content, "accounts.csv", capsys).startswith("accounts.csv:")

    def test_of_one_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert "over 4,000,000" in self.told(tmp_path, b"a," * (self.SIZE // 2), "accounts.csv", capsys)

    def test_of_one_cell(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        content = b'account,followers\n"' + b"a\n" * (self.SIZE // 2)
        assert "over 131,072" in self.told(tmp_path, content, "accounts.csv", capsys)

    def test_of_rows(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        content = b"account,followers\n" + b"a\n" * (self.SIZE // 2)
        assert "rows" in self.told(tmp_path, content, "accounts.csv", capsys)

    def test_of_wide_characters(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        content = b"account,followers\n" + "\U0001f600,\n".encode() * (self.SIZE // 6)
        assert self.told(tmp_path, content, "accounts.csv", capsys).startswith("accounts.csv")
