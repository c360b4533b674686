"""``check``, ``schema``, ``init`` and the group itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import seeder
from seeder.cli import cli, run
from seeder.shipped import example_names, page_names

ACCOUNTS = "account,followers,clicks,follwers2,topic\nann,1k,30,7,tea\nbob,2M,,8,art\ncat,300,400,9,\n"
DOCUMENT = """\
name: Check me
objective: clicks
budget: {effort: 5}
accounts: accounts.csv
approaches:
  cold: {acceptance: 5%}
  paid: {acceptance: 0.9, on_yes: {csh: 100}, where: "tier == 'macro'"}
"""


def write(folder: Path, document: str = DOCUMENT) -> None:
    (folder / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    (folder / "scenario.yaml").write_text(document, "utf-8")


def test_check_prints_issues_with_place_rule_and_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)
    assert run(["check", str(tmp_path)]) == 3
    err = capsys.readouterr().err
    assert "scenario.yaml:6:22: approaches.cold.acceptance is the text '5%'" in err
    assert "    rule: It must be a number" in err
    assert "    way out: " in err


def test_check_says_what_was_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, DOCUMENT.replace("5%", "0.05"))
    assert run(["check", str(tmp_path)]) == 0
    found = capsys.readouterr()
    assert found.out.splitlines()[:8] == [
        "Check me: no issues.",
        "  objective  as many people as possible click",
        "  budget     5 hours; nothing limits csh; what a yes costs is counted in full",
        "  approaches cold: 5% say yes; hours from your tables or our assumptions; for all accounts",
        "             paid: 90% say yes; hours from your tables or our assumptions; a yes costs 100 (csh); "
        "for accounts where tier == 'macro'",
        "  rules      none",
        "  accounts   3 with 3 handles (2 nano, 1 celebrity)",
        "  options    3 (3 by cold, 0 by paid)",
    ]
    assert "  clicks     per handle: 2 given, 1 default" in found.out
    assert "  acceptance per option: 3 given, 0 defaults" in found.out
    assert "note: scenario.yaml:7:54: no account matches the condition \"tier == 'macro'\"" in found.err
    assert "no budget for 'csh': spending is shown but not limited" in found.err
    assert "1 row has more clicks than followers" in found.err


def test_check_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, DOCUMENT.replace("5%", "0.05"))
    assert run(["check", str(tmp_path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["n_options"] == 3
    assert len(document["notes"]) == 4
    scenario = seeder.read_scenario(tmp_path)
    assert document == json.loads(json.dumps(seeder.understand(seeder.formulation_of(scenario)).to_document()))


def test_schema_is_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"name", "objective", "budget", "accounts"} == set(schema["required"])


def test_schema_of_a_table_shows_columns_with_units(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "accounts"]) == 0
    out = capsys.readouterr().out
    assert "clicks      optional  number [clicks per post]: clicks that one post is expected to bring" in out
    assert run(["schema", "accounts", "--json"]) == 0
    columns = json.loads(capsys.readouterr().out)["columns"]
    assert [column["name"] for column in columns if column["required"]] == ["account", "followers"]


@pytest.mark.parametrize("name", example_names())
def test_init_writes_an_example_that_runs(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine"
    assert run(["init", str(folder), "--example", name]) == 0
    assert f"seeder solve {folder}" in capsys.readouterr().out
    assert run(["check", str(folder)]) == 0
    document = (folder / "scenario.yaml").read_text("utf-8")
    assert "$schema=./seeder.schema.json" in document
    assert json.loads((folder / "seeder.schema.json").read_text("utf-8"))["title"] == "seeder scenario"
    assert not (folder / "expected.json").exists()


def test_init_overwrites_nothing_and_knows_its_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert run(["init", str(tmp_path)]) == 2
    assert "it is not overwritten" in capsys.readouterr().err.replace("\n", " ")
    assert run(["init", str(tmp_path / "new"), "--example", "book-lunch"]) == 2
    assert "book-launch" in capsys.readouterr().err
    assert run(["init", "--list"]) == 0
    assert capsys.readouterr().out.split() == example_names()


def test_help_is_light() -> None:
    """No heavy module is imported for help, and none by ``import seeder``."""
    heavy = {"numpy", "pandas", "pydantic", "ortools", "duckdb", "rich", "ruamel"}
    for code in ("import seeder", "from seeder.cli import run; run(['--help']); run(['solve', '--help'])"):
        script = f"{code}\nimport sys; print(sorted({heavy!r} & set(sys.modules)))"
        found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert found.stdout.splitlines()[-1] == "[]"


def test_every_command_and_option_has_a_help_text() -> None:
    for command in cli.commands.values():
        assert command.help
        assert command.short_help
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", None), f"{command.name} {parameter.name}"


def test_interrupted_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*arguments: object, **keys: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("seeder.scenario.read_scenario", interrupt)
    assert run(["check", "."]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_bug_is_exit_1_and_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*arguments: object, **keys: object) -> None:
        raise AssertionError("impossible")

    monkeypatch.setattr("seeder.scenario.read_scenario", fail)
    assert run(["check", "."]) == 1
    assert "a bug in seeder" in capsys.readouterr().err


def test_examples_in_help_keep_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["--help"],
        ["solve", "--help"],
        ["init", "--help"],
        ["schema", "--help"],
        ["rates", "--help"],
        ["backtest", "--help"],
        ["overlap", "--help"],
    ):
        assert run(arguments) == 0
        out = capsys.readouterr().out
        assert "\\b" not in out
        assert "\n  Start:  seeder init my-launch --from list.xlsx\n" in out or "\n  seeder " in out


def test_docs_lists_pages_and_prints_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["docs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == page_names()
    assert any(line.split(maxsplit=1) == ["overlap", "Getting overlap facts, and how they are used"] for line in lines)
    assert run(["docs", "overlap"]) == 0
    assert capsys.readouterr().out == (Path(__file__).parents[2] / "docs" / "overlap.md").read_text("utf-8")


def test_docs_knows_its_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["docs", "overlaps"]) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert "there is no page 'overlaps'. Did you mean 'overlap'? Pages: audience, bound" in err


def test_nothing_is_left_behind_that_a_library_complains_of() -> None:
    """Objects that are not freed make duckdb's bindings print dozens of lines at the end."""
    command = [sys.executable, "-m", "seeder", "solve", "scenarios/everywhere-or-niche", "-q"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
