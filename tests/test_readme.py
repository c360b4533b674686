"""README and docs: every command runs, every example is real, every link leads somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from seeder.cli import cli, run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[tuple[str, str]]:
    return [(about.strip(), body) for found, about, body in BLOCK.findall(README) if found == language]


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a user has it: the shipped scenarios, and the table that README shows."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    ((about, table),) = blocks("csv")
    (tmp_path / about).write_text(table, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.mark.usefixtures("workplace")
def test_every_command_runs_in_order() -> None:
    commands = [(about, line) for about, body in blocks("sh") for line in body.splitlines()]
    assert len(commands) >= 7
    for about, line in commands:
        words = shlex.split(line)
        assert words[0] == "./run"
        if words[1] == "pytest":
            continue
        assert words[1] == "seeder"
        expected = int(about.removeprefix("exits with ")) if about else 0
        assert run(words[2:]) == expected, line


@pytest.mark.usefixtures("workplace")
def test_the_shown_output_is_the_real_one(capsys: pytest.CaptureFixture[str]) -> None:
    shown_outputs = blocks("console")
    assert len(shown_outputs) == 2
    for _, body in shown_outputs:
        command, *shown = body.splitlines()
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


def test_the_first_output_is_the_plain_case_and_its_decision() -> None:
    text = README
    plain, decision, lottery = (
        text.index(words)
        for words in ("solve scenarios/one-celebrity-or-250\n", "The decision:", "celebrity-at-the-edge.yaml")
    )
    assert plain < decision < lottery
    assert text[:decision].count("\n") < 40


@pytest.mark.usefixtures("workplace")
def test_the_python_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    for _, code in blocks("python"):
        exec(compile(code, "README.md", "exec"), {})
    assert "TerminationReason.OPTIMAL" in capsys.readouterr().out


def test_every_link_leads_somewhere() -> None:
    for document in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").glob("*.md"),
        *ROOT.glob("scenarios/**/*.md"),
    ]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
            if not target.startswith(("http://", "https://")):
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_verb_and_option_is_documented() -> None:
    told = "\n".join(path.read_text("utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    for command in cli.commands.values():
        assert f"seeder {command.name}" in told
        for parameter in command.params:
            for option in (name for name in parameter.opts if name.startswith("--")):
                assert option in told, f"{command.name} {option}"


def test_every_key_of_the_plan_is_documented() -> None:
    told = (ROOT / "docs" / "plan.md").read_text("utf-8")
    from seeder.plan.plan import Plan

    for name in Plan.__dataclass_fields__:
        if name != "leftover":
            assert f"`{name}`" in told
