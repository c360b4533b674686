"""Each scenario's README: its commands run, and the output that it shows is the real one."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from seeder.cli import run

ROOT = Path(__file__).parents[2]
READMES = sorted((ROOT / "scenarios").glob("*/README.md"))
BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INFEASIBLE = "contradictory.yaml"


def blocks(readme: Path, language: str) -> list[list[str]]:
    return [body.splitlines() for found, body in BLOCK.findall(readme.read_text("utf-8")) if found == language]


COMMANDS = [(readme.parent.name, line) for readme in READMES for body in blocks(readme, "sh") for line in body]
SHOWN = [(readme.parent.name, body) for readme in READMES for body in blocks(readme, "console")]


@pytest.fixture(autouse=True)
def _workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


def test_every_scenario_has_commands() -> None:
    assert len(READMES) == len({folder for folder, _ in COMMANDS}) >= 5
    assert {folder for folder, _ in SHOWN} >= {"apartment-app", "book-launch", "everywhere-or-niche"}


@pytest.mark.parametrize(("folder", "line"), COMMANDS, ids=[line.removeprefix("./run ") for _, line in COMMANDS])
def test_every_command_runs(folder: str, line: str) -> None:
    launcher, program, *words = shlex.split(line)
    assert launcher == "./run"
    if program == "python":
        (script,) = words
        assert script.startswith(f"scenarios/{folder}/")
        assert Path(script).is_file()
        return
    assert program == "seeder"
    # Whether the plans are the best is tested elsewhere: here a moment is enough.
    quick = ["--time-limit", "0.5"] if words[0] == "solve" else []
    assert run([*words, *quick]) == (4 if line.endswith(INFEASIBLE) else 0)


@pytest.mark.parametrize(("folder", "body"), SHOWN, ids=[folder for folder, _ in SHOWN])
def test_the_shown_output_is_the_real_one(folder: str, body: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    command, *shown = body
    assert f"scenarios/{folder}" in command
    assert run(shlex.split(command.removeprefix("$ ./run seeder "))) == 0
    real = iter(line.rstrip() for line in capsys.readouterr().out.splitlines())
    is_skipping = False
    for line in shown:
        if line == "[…]":
            is_skipping = True
        elif is_skipping:
            assert line in real, f"README shows a line that is not printed: {line!r}"
            is_skipping = False
        else:
            assert line == next(real)
    assert is_skipping or next(real, None) is None
