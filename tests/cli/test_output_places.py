"""Where results are written: what is no run is kept, places are tried first, and no plan is lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from seeder import folders
from seeder.cli import run
from seeder.run_folder.files import manifest_digest

ACCOUNTS = "account,followers,platform,clicks,effort,acceptance\n" + "\n".join(
    f"account{number},{1000 + number},x,{10 + number},0.5,20%" for number in range(25)
)
DOCUMENT = "name: Launch week\nobjective: clicks\nbudget: {effort: 20}\naccounts: accounts.csv\n"
WEB = {"manifest.json": b'{"name": "my PWA"}', "plan.json": b'"my plan"', "thesis.txt": b"years of work"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    (tmp_path / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def content(place: Path) -> dict[str, bytes]:
    return {str(file.relative_to(place)): file.read_bytes() for file in place.rglob("*") if file.is_file()}


def forced(place: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and stderr of a solve that is to replace a folder."""
    capsys.readouterr()
    return run(["solve", ".", "--quiet", "-o", str(place), "--force"]), capsys.readouterr().err


def test_a_foreign_folder_is_kept_whatever_its_files_are_called(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web = folder / "web"
    (web / "src").mkdir(parents=True)
    for name, raw in {**WEB, "src/a.py": b"pass"}.items():
        (web / name).write_bytes(raw)
    before = content(web)
    assert forced(web, capsys) == (
        2,
        f"{web}: contains no run of seeder, so it is not overwritten. Name another place.\n",
    )
    assert content(web) == before


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"schema_version": 2, "files": 3}', "not JSON", ""])
def test_a_manifest_that_seeder_did_not_write_is_none(
    folder: Path, manifest: str, capsys: pytest.CaptureFixture[str]
) -> None:
    web = folder / "web"
    web.mkdir()
    (web / "manifest.json").write_text(manifest)
    (web / "plan.json").write_text("{}")
    assert forced(web, capsys)[0] == 2
    assert (web / "manifest.json").read_text() == manifest


@pytest.mark.parametrize("name", ["notes.txt", ".git", "src", "shortlist.csv", "plan.json", "link"])
def test_a_run_with_anything_else_in_it_is_kept(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder / "run"
    assert forced(place, capsys)[0] == 0
    found = place / name
    if found.exists():
        found.write_bytes(found.read_bytes() + b"asked on Tuesday\r\n")
        expected = f"contains {name}, which was changed after seeder wrote it"
    elif name == "link":
        found.symlink_to(folder / "accounts.csv")
        expected = "contains link, which seeder did not write"
    else:
        if name == "src":
            found.mkdir()
        else:
            found.write_bytes(b"x")
        expected = f"contains {name}, which seeder did not write"
    before = content(place)
    code, err = forced(place, capsys)
    assert (code, err) == (2, f"{place}: {expected}, so it is not overwritten. Name another place.\n")
    assert content(place) == before


def test_a_run_is_replaced_also_where_a_file_of_it_is_gone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder / "run"
    assert forced(place, capsys) == (0, "")
    (place / "shortlist.csv").unlink()
    assert forced(place, capsys) == (0, "")
    assert (place / "shortlist.csv").exists()


def test_a_run_of_another_version_is_a_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder / "run"
    assert forced(place, capsys)[0] == 0
    manifest = json.loads((place / "manifest.json").read_bytes())
    manifest["schema_version"] = 99
    manifest["sha256"] = manifest_digest(manifest)
    (place / "manifest.json").write_text(json.dumps(manifest))
    assert forced(place, capsys) == (0, "")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("accounts.csv/run", "A part of this path is a file"),
        ("accounts.csv/a/run", "A part of this path is a file"),
        ("r" * 300, "Choose a shorter name"),
        ("r" * 240, "Choose a shorter name"),
        ("a/" + "b" * 300 + "/run", "Choose a shorter name"),
        ("accounts.csv", "is a file"),
        ("link", "is a symbolic link"),
        (".", "needs a folder of its own"),
        ("closed/run", "Name a place that you may write to"),
    ],
)
@pytest.mark.parametrize("arguments", [["solve", "nowhere", "-o"], ["init", "--example", "apartment-app"]])
def test_a_place_that_cannot_be_written_is_refused_before_any_work(
    folder: Path,
    arguments: list[str],
    place: str,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "link").symlink_to(folder / "nowhere")
    (folder / "closed").mkdir()
    real = os.mkdir

    def mkdir(path: str, mode: int = 0o777) -> None:
        if "closed/" in str(path):
            raise OSError(errno.EROFS, "Read-only file system")
        real(path, mode)

    monkeypatch.setattr(os, "mkdir", mkdir)
    monkeypatch.setattr("seeder.scenario.examples.write_example", lambda *_: pytest.fail("too late"))
    before = sorted(folder.rglob("*"))
    assert run([*arguments, place]) == 2
    found = capsys.readouterr()
    if place == "." and arguments[0] == "init":
        reason = "exists already"
    assert reason in found.err
    assert "bug" not in found.err
    assert found.out == ""
    assert sorted(folder.rglob("*")) == before


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("options", [[], ["--quiet"], ["--json"]])
def test_a_disk_that_fills_up_during_the_search_costs_no_plan(
    folder: Path, options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(folders, "_write_file", no_room)
    assert run(["solve", ".", "-o", "run", *options]) == 2
    found = capsys.readouterr()
    assert found.err == (
        "run: cannot be written (No space left on device). Make room on that disk, or name a place on another.\n"
    )
    if options == ["--json"]:
        assert len(json.loads(found.out)["picks"]) == 25
    else:
        # All of it: no file holds what would be cut off here.
        assert all(f"account{number} " in found.out for number in range(25))
        assert "Written to" not in found.out
    assert not (folder / "run").exists()


def test_ctrl_c_while_the_run_is_written_costs_no_plan(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folders, "_write_file", interrupt)
    assert run(["solve", ".", "-o", "run", "--json"]) == 130
    found = capsys.readouterr()
    assert len(json.loads(found.out)["picks"]) == 25
    assert found.err.split() == ["Interrupted."]


@pytest.mark.parametrize("place", ["new", "empty", "."])
@pytest.mark.parametrize("source", [["--example", "apartment-app"], ["--from", "../accounts.csv"]])
def test_init_on_a_full_disk_leaves_nothing_that_a_second_try_would_refuse(
    folder: Path,
    source: list[str],
    place: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "here" / "empty").mkdir(parents=True)
    monkeypatch.chdir(folder / "here" if place != "." else folder / "here" / "empty")
    if place == ".":
        shutil.copy(folder / "accounts.csv", folder / "here" / "accounts.csv")
    real, n_written = folders._write_file, 0

    def write(path: Path, content: bytes) -> None:
        nonlocal n_written
        n_written += 1
        if n_written == 3:
            no_room()
        real(path, content)

    monkeypatch.setattr(folders, "_write_file", write)
    assert run(["init", place, *source]) == 2
    assert "No space left on device" in capsys.readouterr().err
    target = Path(place)
    assert not target.exists() or os.listdir(target) == []
    assert run(["init", place, *source]) == 0
    assert (target / "scenario.yaml").exists()
    assert run(["init", place, *source]) == 2
    assert "exists already, so it is not overwritten" in capsys.readouterr().err
