"""Signals during a command: Ctrl-C always ends it with 130, and nothing is left behind by any of them."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from oracles.signals import hear_signals

import seeder
from seeder.analysis.inner_search import search
from seeder.cli import run
from seeder.cli.console.signals import heard_signals
from seeder.solvers import Stop, portfolio

ACCOUNTS = """account,followers,clicks,effort,acceptance
ann,1000,,1,
bob,2000,,1,
eve,500,,1,
"""
OVERLAPS = "a,b,shared\nann,bob,300\n"
DOCUMENT = "name: n\nobjective: reach\nbudget: {effort: 2}\naccounts: accounts.csv\naudience: {kind: %s}\n"
FOLLOWERS = "person,handle\n" + "\n".join(f"p{number},{'ann' if number % 2 else 'bob'}" for number in range(900))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    (tmp_path / "overlaps.csv").write_text(OVERLAPS, "utf-8")
    (tmp_path / "followers.csv").write_text(FOLLOWERS, "utf-8")
    (tmp_path / "pairs.yaml").write_text(DOCUMENT % "overlaps, table: overlaps.csv", "utf-8")
    (tmp_path / "list.yaml").write_text(DOCUMENT % "followers, table: followers.csv", "utf-8")
    (tmp_path / "temporary").mkdir()
    return tmp_path


def after(number: int, arguments: list[str], prepared: str, folder: Path) -> tuple[int, str]:
    """Exit code and stderr of a command that gets a signal once it says that it is there."""
    script = textwrap.dedent(prepared) + "\nfrom seeder.cli import main\nmain()\n"
    child = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder / "temporary")},
        preexec_fn=hear_signals,
    )
    assert child.stderr is not None
    try:
        lines = []
        for line in child.stderr:
            if line == "there\n":
                break
            lines.append(line)
        child.send_signal(number)
        _, err = child.communicate(timeout=60)
    finally:
        child.kill()
        child.wait()
    told = [line for line in ("".join(lines) + err).splitlines() if line and not line.startswith("note: ")]
    return child.returncode, "\n".join(told)


SEARCHING = """
    import os, time
    from seeder.solvers import portfolio

    run, n_runs = portfolio._run, 0

    def slowly(*arguments):
        global n_runs
        n_runs += 1
        if n_runs == WHICH:
            os.write(2, b"there\\n")
            time.sleep(60)
        return run(*arguments)

    portfolio._run = slowly
"""


@pytest.mark.parametrize("which", [1, 2])
@pytest.mark.parametrize("arguments", [["rates", "pairs.yaml", "--worth"], ["overlap", "pairs.yaml"]])
def test_ctrl_c_during_any_search_of_an_analysis_ends_it(folder: Path, arguments: list[str], which: int) -> None:
    code, err = after(signal.SIGINT, arguments, SEARCHING.replace("WHICH", str(which)), folder)
    assert (code, err) == (130, "Interrupted.")


@pytest.mark.parametrize("analysis", [seeder.worth_of_run, seeder.overlap_of_run])
def test_analyses_raise_it_from_python(
    folder: Path, analysis: Callable[[seeder.Run], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    solved = seeder.solve(seeder.read_scenario(folder / "pairs.yaml"))

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(portfolio, "_run", interrupt)
    with pytest.raises(KeyboardInterrupt):
        analysis(solved)


def test_an_interrupt_counts_also_where_the_gap_was_reached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = seeder.solve(seeder.read_scenario(folder / "list.yaml")).formulation.problem
    finish = portfolio._run

    def finish_late(*arguments: object) -> None:
        finish(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(portfolio, "_run", finish_late)
    found = seeder.solve(problem)
    assert (found.termination.limit, found.is_interrupted) == (None, True)
    with pytest.raises(KeyboardInterrupt):
        search(problem, stop=Stop(), starts=[])


COUNTING = """
    import os
    from pathlib import Path
    import seeder.scenario.audiences.follower_list as follower_list

    def count(questions, *arguments, **options):
        spilled = Path(questions._connection.execute("SELECT getvariable('folder')").fetchone()[0])
        (spilled / "gigabytes").write_bytes(b"x")
        os.write(2, b"there\\n")
        questions._connection.execute("SELECT count(*) FROM range(200000000000) numbers(i) WHERE i % 7 = 3")

    follower_list._check_list = count
"""


NO_PLAN_YET = "Interrupted: there was no plan yet, so nothing was written."


@pytest.mark.parametrize(("verb", "told"), [("solve", NO_PLAN_YET), ("rates", "Interrupted.")])
def test_ctrl_c_while_a_list_is_read_is_no_bug(folder: Path, verb: str, told: str) -> None:
    code, err = after(signal.SIGINT, [verb, "list.yaml"], COUNTING, folder)
    assert (code, err) == (130, told)
    assert os.listdir(folder / "temporary") == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_that_end_a_process_leave_no_temporary_folder(folder: Path, number: int) -> None:
    code, err = after(number, ["check", "list.yaml"], COUNTING, folder)
    assert (code, err) == (-number, "")
    assert os.listdir(folder / "temporary") == []


def test_what_a_killed_process_left_is_swept_by_the_next(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = folder / "temporary"
    assert after(signal.SIGKILL, ["check", "list.yaml"], COUNTING, folder)[0] == -signal.SIGKILL
    (left,) = temporary.iterdir()
    assert (left / "gigabytes").exists()
    # Nobody's, and of another's making: they stay.
    (temporary / "seeder-mine").mkdir()
    (temporary / "seeder-held-link").symlink_to(folder)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    assert run(["check", str(folder / "list.yaml")]) == 0
    assert sorted(os.listdir(temporary)) == ["seeder-held-link", "seeder-mine"]
    assert (folder / "accounts.csv").exists()


IMPORTING = """
    import os, sys, time

    class Slow:
        def find_spec(self, name, path=None, target=None):
            if name.startswith("ortools") and self in sys.meta_path:
                sys.meta_path.remove(self)
                os.write(2, b"there\\n")
                try:
                    time.sleep(2)
                except KeyboardInterrupt:
                    raise ImportError("initialization failed")

    sys.meta_path.insert(0, Slow())
"""


def test_ctrl_c_while_a_solver_is_imported_is_no_bug(folder: Path) -> None:
    code, err = after(signal.SIGINT, ["rates", "pairs.yaml", "--worth"], IMPORTING, folder)
    assert (code, err) == (130, "Interrupted.")


@pytest.mark.usefixtures("usual_interrupt")
def test_a_module_is_imported_to_its_end_before_an_interrupt_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "swallowing_module.py").write_text(
        "import signal\n"
        "try:\n    signal.raise_signal(signal.SIGINT)\n"
        "except KeyboardInterrupt:\n    raise ImportError from None\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    received = []

    def press_while_importing() -> None:
        with heard_signals() as signals:
            importlib.import_module("swallowing_module")
            received.append(signals.received)
            time.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        press_while_importing()
    assert received == [signal.SIGINT]
    assert "swallowing_module" in sys.modules
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("usual_interrupt")
def test_what_breaks_after_an_interrupt_is_no_bug(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lose(*_: object, **__: object) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise SystemError("something foreign") from None

    monkeypatch.setattr("seeder.scenario.read_scenario", lose)
    assert run(["check", str(folder)]) == 130
    assert capsys.readouterr().err.split() == ["Interrupted."]


def test_signals_that_somebody_handles_are_left_to_them() -> None:
    mine = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with heard_signals():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, mine)
