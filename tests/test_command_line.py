"""The commands that seeder prints work where the user is."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from seeder.command_line import LAUNCHER, command, in_examples

ROOT = Path(__file__).parents[1]
CHILD = "import sys; from seeder.cli import main; sys.argv = ['seeder', *sys.argv[1:]]; main()"


def environment(**changed: str) -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name != LAUNCHER} | changed


def started(words: list[str], folder: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=folder, env=environment(**changed), capture_output=True, encoding="utf-8", check=False
    )


def next_commands(words: list[str], folder: Path, **changed: str) -> list[str]:
    found = started([*words, "init", "my book"], folder, **changed)
    assert found.returncode == 0, found.stderr
    return [line.strip() for line in found.stdout.splitlines()[-2:]]


def test_as_it_was_started(tmp_path: Path) -> None:
    assert next_commands([sys.executable, "-c", CHILD], tmp_path) == [
        "seeder check 'my book'",
        "seeder solve 'my book' -o 'my book-run'",
    ]


def test_as_a_module(tmp_path: Path) -> None:
    python = shlex.quote(sys.executable)
    check, solve = next_commands([sys.executable, "-m", "seeder"], tmp_path)
    assert (check, solve) == (
        f"{python} -m seeder check 'my book'",
        f"{python} -m seeder solve 'my book' -o 'my book-run'",
    )
    assert started(["bash", "-c", check], tmp_path).returncode == 0


def test_through_the_launcher_of_a_checkout(tmp_path: Path) -> None:
    check, _ = next_commands([sys.executable, "-c", CHILD], tmp_path, **{LAUNCHER: "./run"})
    assert check == "./run seeder check 'my book'"
    check, _ = next_commands([sys.executable, "-c", CHILD], tmp_path / "..", **{LAUNCHER: "/a b/run"})
    assert check == "'/a b/run' seeder check 'my book'"


def test_the_launcher_says_how_it_was_called(tmp_path: Path) -> None:
    """Of the script, only the end is run: what sets the variable, with a program that prints it."""
    script = (ROOT / "run").read_text("utf-8")
    part = script[script.index("    seeder)\n") : script.index("    pytest | ruff")]
    (tmp_path / "run").write_text(f'set -eu\ncase seeder in\n{part}esac\nprintf %s "$SEEDER_LAUNCHER"\n', "utf-8")
    for called, said in (("./run", "./run"), ("run", "./run"), (f"{tmp_path}/run", f"{tmp_path}/run")):
        assert started(["sh", called], tmp_path).stdout == said


def test_a_command_that_is_not_on_path_is_named_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LAUNCHER, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["/home/ann/venv/bin/seeder", "check"])
    assert command("check") == "/home/ann/venv/bin/seeder check"


def test_usage_and_examples_of_help_are_called_so_too(tmp_path: Path) -> None:
    words = [sys.executable, "-c", CHILD]
    help_text = started([*words, "solve", "--help"], tmp_path, **{LAUNCHER: "./run"}).stdout
    assert "Usage: ./run seeder solve [OPTIONS]" in help_text
    assert "\n  ./run seeder solve accounts.csv --budget effort=40\n" in help_text
    assert "Start:  ./run seeder init" in started([*words, "--help"], tmp_path, **{LAUNCHER: "./run"}).stdout
    for arguments in (["check"], ["check", "."], ["verify", "."], ["init"], ["sovle"]):
        found = started([*words, *arguments], tmp_path, **{LAUNCHER: "./run"})
        assert "./run seeder" in found.stderr, arguments


def test_only_examples_are_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LAUNCHER, "./run")
    text = "seeder fills in\nwhat is missing.\n\n\b\nseeder solve x    as seeder does\n\nseeder is good."
    assert in_examples(text) == text.replace("seeder solve", "./run seeder solve")
