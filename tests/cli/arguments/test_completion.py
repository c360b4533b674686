"""Completion as a shell asks for it, through click's own protocol; whatever stands in the way offers nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from seeder.cli import cli
from seeder.shipped import example_names, page_names

DOCUMENT = "name: Here\nobjective: clicks\nbudget: {effort: 5}\naccounts: ../shared/people.csv\n"
PEOPLE = "followers,Account\n10,ann\n20,anders\n20,ann\n30,bob\n40,\n50,an n\n60,$(rm)\n70,-x\n80,åse\n"


def offered(*words: str, incomplete: str = "") -> list[str]:
    shell = ShellComplete(cli, {}, "seeder", "_SEEDER_COMPLETE")
    return [item.value for item in shell.get_completions([*words], incomplete)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("launch", "many/one", "many/two", "shared", "plain/deep", "a run", ".hidden"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("launch", "many/one", "many/two"):
        (tmp_path / name / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    (tmp_path / "shared" / "people.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "list.csv").write_text("account;followers\nzoe;1\nzac;2\n", "utf-8")
    (tmp_path / "notes.txt").write_text("", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_scenarios_are_folders_documents_and_tables() -> None:
    for verb in ("solve", "check", "rates", "overlap", "backtest"):
        assert offered(verb) == ["launch", "list.csv", "many/one", "many/two", "plain/", "shared/"]
    assert offered("solve", incomplete="l") == ["launch", "list.csv"]
    assert offered("solve", incomplete="many/t") == ["many/two"]
    assert offered("solve", incomplete="launch/") == ["launch/scenario.yaml"]
    assert offered("solve", incomplete="./la") == ["./launch"]
    assert offered("verify", "run", "--scenario", incomplete="la") == ["launch"]


@pytest.mark.usefixtures("folder")
def test_where_no_scenario_is_the_shell_completes_files() -> None:
    (item,) = ShellComplete(cli, {}, "seeder", "X").get_completions(["solve"], "nowhere/x")
    assert (item.type, item.value) == ("file", "nowhere/x")


def test_runs_are_folders_with_a_plan(folder: Path) -> None:
    (folder / "launch-run").mkdir()
    (folder / "launch-run" / "plan.json").write_text("{}", "utf-8")
    assert offered("verify") == ["launch-run"]


def test_examples_pages_verbs_and_choices() -> None:
    assert offered("init", "x", "--example") == example_names()
    assert offered("init", "x", "--example", incomplete="book") == ["book-launch"]
    assert offered("docs") == page_names()
    assert offered("docs", incomplete="ov") == ["overlap"]
    assert offered(incomplete="so") == ["solve"]
    assert offered("backtest", "--exposure") == ["post", "impressions"]
    assert offered("solve", incomplete="--ti") == ["--time-limit"]


@pytest.mark.usefixtures("folder")
def test_accounts_are_those_of_the_scenario() -> None:
    assert offered("rates", "launch", "--account") == ["ann", "anders", "bob", "åse"]
    assert offered("rates", "launch", "--account", incomplete="an") == ["ann", "anders"]
    assert offered("rates", "launch/scenario.yaml", "--account", "ann", "--account", incomplete="b") == ["bob"]
    assert offered("rates", "list.csv", "--account") == ["zoe", "zac"]
    assert offered("rates", "--account", "zoe", "list.csv", "--account", incomplete="za") == ["zac"]
    assert offered("rates", "--account") == []


def test_accounts_of_the_scenario_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "launch")
    assert offered("rates", "--account", incomplete="b") == ["bob"]
    (folder / "launch" / "scenario.yaml").rename("scenario.json")
    Path("scenario.json").write_text('{"accounts": "../shared/people.csv"}', "utf-8")
    assert offered("rates", "--account", incomplete="b") == ["bob"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "accounts: [1]",
        "accounts: none.csv",
        "accounts: x.parquet",
        "a: &a [*a]",
        "\0",
        "x" * 200_000,
        "{}: {}",
    ],
)
def test_what_cannot_be_read_offers_nothing(text: str, folder: Path) -> None:
    (folder / "launch" / "scenario.yaml").write_text(text, "utf-8")
    assert offered("rates", "launch", "--account") == []


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\0", b"name,followers\nann,1\n", b'"acc\nann', b"account\n\xff\n"])
def test_tables_that_cannot_be_read_offer_nothing(raw: bytes, folder: Path) -> None:
    (folder / "shared" / "people.csv").write_bytes(raw)
    assert offered("rates", "launch", "--account") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script_and_its_answers(shell: str, folder: Path) -> None:
    def seeder(**more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "seeder"], env={**os.environ, **more}, capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        assert done.returncode == 0
        return done.stdout

    assert f"_SEEDER_COMPLETE={shell}_complete" in seeder(_SEEDER_COMPLETE=f"{shell}_source")
    word = "la" if shell == "fish" else "2"
    words = {"COMP_WORDS": "seeder solve la", "COMP_CWORD": word}
    assert "launch" in seeder(_SEEDER_COMPLETE=f"{shell}_complete", **words)
    words["COMP_WORDS"] = "seeder rates launch/nowhere.yaml --account la"
    assert "Traceback" not in seeder(_SEEDER_COMPLETE=f"{shell}_complete", **{**words, "COMP_CWORD": "4"})


@pytest.mark.usefixtures("folder")
def test_completing_is_light() -> None:
    heavy = {"numpy", "pandas", "pydantic", "ortools", "duckdb", "rich"}
    script = (
        "import sys\nfrom click.shell_completion import ShellComplete\nfrom seeder.cli import cli\n"
        "ask = ShellComplete(cli, {}, 'seeder', 'X').get_completions\n"
        "assert ask(['solve'], '') and ask(['rates', 'launch', '--account'], '') and ask(['init', '--example'], '')\n"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
