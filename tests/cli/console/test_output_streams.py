"""Streams that fail: the work is kept, its exit code too, and nobody sees a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from seeder.cli import cli, run
from seeder.cli.console.exit_code import ExitCode

ACCOUNTS = """account,followers,platform,clicks,effort,acceptance
alice,2874,x,50,0.5,20%
böb,7.1M,x,12500,40,1%
carol 日本,12000,instagram,90,1,10%
dave,900,x,12,1,50%
"""
DOCUMENT = "name: Wéék… 日本\nobjective: clicks\nbudget: {effort: 2}\naccounts: accounts.csv\nplan: {reserves: 2}\n"
INFEASIBLE = ["solve", ".", "--set", "rules.include=[böb, alice]"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario, a run of it, and the run once more with a claim that is wrong."""
    path = tmp_path_factory.mktemp("scenario")
    (path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    (path / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    for name in ("good", "forged"):
        assert run(["solve", str(path), "--quiet", "-o", str(path / name)]) == 0
    plan = path / "forged" / "plan.json"
    plan.write_bytes(plan.read_bytes().replace(b'"value": 19.0', b'"value": 20.0'))
    return path


CHILD = """
import json, sys
from pathlib import Path
from seeder.cli import main

codes = []
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit as leaving:
        codes.append(leaving.code)
    Path("codes.json").write_text(json.dumps(codes))
"""


def told(
    folder: Path, commands: list[list[str]], redirected: str = "", **environment: str
) -> tuple[list[int], str, bytes]:
    """Exit codes, stderr and stdout of commands in one process whose streams a shell redirects."""
    found = subprocess.run(
        ["bash", "-c", f'{{ "$@"; }} {redirected}', "bash", sys.executable, "-c", CHILD, json.dumps(commands)],
        cwd=folder,
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "0", **environment},
        check=False,
    )
    err = found.stderr.decode("utf-8", "replace")
    assert "Traceback" not in err
    assert "bug" not in err
    return json.loads((folder / "codes.json").read_bytes()), err, found.stdout


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "redirected",
    [">&-", pytest.param("2>&-", marks=SLOW), "<&- >&- 2>&-", pytest.param("2>/dev/full", marks=SLOW)],
)
def test_closed_streams_keep_the_exit_code_of_what_is_kept_or_refused(folder: Path, redirected: str) -> None:
    # A result that would be on a closed stdout only is lost.
    printed = ExitCode.USAGE if ">&-" in redirected.replace("2>&-", "") else ExitCode.DONE
    commands = [
        (printed, ["solve", "."]),
        (printed, ["solve", ".", "--json"]),
        (printed, ["--help"]),
        (ExitCode.DONE, ["solve", ".", "--force", "-o", "closed"]),
        (ExitCode.DONE, ["solve", ".", "--quiet"]),
        (ExitCode.INFEASIBLE, INFEASIBLE),
        (ExitCode.REFUSED, ["verify", "forged"]),
        (ExitCode.REFUSED, ["check", ".", "--objective", "click"]),
        (ExitCode.USAGE, ["verify"]),
    ]
    found, err, _ = told(folder, [command for _, command in commands], redirected)
    assert found == [code for code, _ in commands]
    if redirected == ">&-":
        # All but --quiet, the refusal of an objective, and the missing argument had something to print.
        assert err.count("stdout: cannot be written (it is closed). The output is incomplete; redirect it") == 6
    # No file got what belongs to a closed stream.
    assert run(["verify", str(folder / "closed"), "--quiet"]) == ExitCode.DONE


def test_a_full_stdout_is_said_and_is_no_success(folder: Path) -> None:
    commands = [["solve", "."], ["solve", ".", "--json"], ["rates", ".", "--csv"], ["schema"], ["check", "."]]
    codes, err, _ = told(folder, [*commands, INFEASIBLE, ["verify", "forged"]], ">/dev/full")
    assert codes == [*[ExitCode.USAGE] * len(commands), ExitCode.INFEASIBLE, ExitCode.REFUSED]
    assert err.count("stdout: cannot be written (No space left on device)") == len(codes)


def test_a_run_that_is_written_is_done_whatever_becomes_of_stdout(folder: Path) -> None:
    # Whoever asks for JSON wants it on stdout too.
    written = ["solve", ".", "-o", "kept", "--force"]
    codes, err, _ = told(folder, [written, [*written, "--json"], ["verify", "kept", "--quiet"]], ">/dev/full")
    assert codes == [ExitCode.DONE, ExitCode.USAGE, ExitCode.DONE]
    assert err.count("No space left") == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(INFEASIBLE, 4), pytest.param(["verify", "forged"], 3, marks=SLOW), pytest.param(["overlap", "."], 0, marks=SLOW)],
)
def test_a_reader_that_leaves_changes_no_exit_code(folder: Path, arguments: list[str], code: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    found = subprocess.run(
        [sys.executable, "-m", "seeder", *arguments], cwd=folder, stdout=writer, stderr=writer, check=False
    )
    os.close(writer)
    assert found.returncode == code


@pytest.mark.parametrize(
    "encoding",
    [
        "ascii",
        pytest.param("latin-1", marks=SLOW),
        pytest.param("cp1252", marks=SLOW),
        pytest.param("ascii:surrogateescape", marks=SLOW),
    ],
)
def test_letters_that_stdout_does_not_have_are_replaced(folder: Path, encoding: str) -> None:
    commands = [["solve", "."], ["rates", "."], ["overlap", "."], ["check", "."], ["--help"]]
    codes, err, out = told(folder, commands, PYTHONIOENCODING=encoding)
    assert codes == [0] * len(commands)
    assert err == ""
    name = encoding.partition(":")[0]
    assert out.decode(name).count({"ascii": "W??k? ??", "latin-1": "Wéék? ??", "cp1252": "Wéék… ??"}[name]) == 4


@pytest.mark.parametrize("verb", ["solve", "rates", "overlap"])
def test_json_is_utf_8_whatever_stdout_takes(folder: Path, verb: str) -> None:
    codes, _, out = told(folder, [[verb, ".", "--json"]], PYTHONIOENCODING="ascii")
    assert codes == [0]
    assert "日本" in json.dumps(json.loads(out), ensure_ascii=False)


@pytest.mark.parametrize("columns", ["0", "1", "00", "-5", "²", "9" * 5000, "1000000000", "80 ", "wide", ""])
@pytest.mark.parametrize("arguments", [["solve", "."], ["rates", "."], ["overlap", "."]])
def test_every_width_prints_something(
    folder: Path,
    arguments: list[str],
    columns: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("LINES", columns)
    assert run(arguments) == 0
    out = capsys.readouterr().out
    assert "Wéék…" in out
    assert max(map(len, out.splitlines())) <= 1000


EVERY_VERB = {
    "init": ["init", "--list"],
    "check": ["check", "."],
    "solve": ["solve", "."],
    "verify": ["verify", "good"],
    "rates": ["rates", "."],
    "alternatives": ["alternatives", "."],
    "backtest": ["backtest", "."],
    "compare": ["compare", "."],
    "exchange": ["exchange", "."],
    "explain": ["explain", ".", "alice"],
    "frontier": ["frontier", ".", "--points", "2"],
    "overlap": ["overlap", "."],
    "schema": ["schema"],
    "sensitivity": ["sensitivity", ".", "--draws", "2"],
    "docs": ["docs", "plan"],
}


def test_every_verb_says_in_one_sentence_that_stdout_is_full(folder: Path) -> None:
    assert set(EVERY_VERB) == set(cli.commands)
    for name, words in EVERY_VERB.items():
        codes, err, _ = told(folder, [words], ">/dev/full")
        sentences = [line for line in err.splitlines() if line.startswith("stdout:")]
        # What has nothing to say on stdout, as it refuses, has nothing to lose.
        refused = codes == [ExitCode.REFUSED] and not sentences
        assert refused or (codes, len(sentences)) == ([ExitCode.USAGE], 1), name


@pytest.mark.parametrize("encoding", ["cp1252", pytest.param("ascii", marks=SLOW), pytest.param("cp437", marks=SLOW)])
def test_names_that_a_code_page_does_not_have_are_replaced(tmp_path: Path, encoding: str) -> None:
    """A list of names of which cp1252 has none, from its import to its plan."""
    (tmp_path / "list.csv").write_text("Name,Follower\n김하늘,1200\nЯна,5400\nZoë,800\n", "utf-8")
    commands = [["init", "new", "--from", "list.csv"], ["check", "new"], ["solve", "new", "--budget", "effort=2"]]
    codes, _, out = told(tmp_path, commands, PYTHONIOENCODING=encoding)
    assert codes == [0, 0, 0]
    assert "???" in out.decode(encoding)
