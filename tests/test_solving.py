"""``seeder.solve``: a scenario, a path, a frame or a problem in, a run or a result out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

import seeder
from seeder.solvers import solve as solve_problem

PROBLEMS = Path(__file__).parents[1] / "scenarios"
APPROACHES = {"mail": {"effort": 1, "acceptance": 0.5}}
DOCUMENT = """
name: Launch
objective: clicks
budget: {effort: 2, cash: 100}
accounts: accounts.csv
approaches:
  mail: {effort: 1, acceptance: 0.5}
  paid: {effort: 1, acceptance: 1, costs: {cash: 60}}
"""


def frame() -> pd.DataFrame:
    return pd.DataFrame({"account": ["ann", "bob"], "followers": [2000, 900], "clicks": [50, 20]})


def problem() -> seeder.SeedingProblem:
    return seeder.SeedingProblem(account=[0, 1], value_if_yes=[50, 20], cost=[1, 1], budget=[1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    frame().to_csv(tmp_path / "accounts.csv", index=False)
    (tmp_path / "scenario.yaml").write_text(DOCUMENT, "utf-8")
    return tmp_path


class Stream:
    """A table that has nothing but the Arrow stream protocol."""

    def __init__(self, query: str) -> None:
        self._connection = duckdb.connect()
        self._relation = self._connection.sql(query)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._relation.__arrow_c_stream__(requested_schema)


def asked(run: seeder.Run) -> list[tuple[str, str]]:
    return sorted((pick.account, pick.approach) for pick in run.plan.picks)


def test_a_frame_needs_a_budget_and_no_more() -> None:
    run = seeder.solve(frame(), budget=1, approaches=APPROACHES)
    assert isinstance(run, seeder.Run)
    assert asked(run) == [("ann", "mail")]
    assert run.plan.value == 25.0
    assert seeder.solve(frame(), budget={"effort": 2}, approaches=APPROACHES).plan.value == 35.0


def test_further_keys_and_tables_go_with_a_frame() -> None:
    overrides = pd.DataFrame({"account": ["ann"], "approach": ["mail"], "acceptance": [0.1]})
    run = seeder.solve(
        frame(), budget=9, approaches=APPROACHES, overrides=overrides, rules={"exclude": ["bob"]}, objective="clicks",
        name="mine", set={"approaches.mail.effort": 2},
    )  # fmt: skip
    assert (run.plan.name, run.plan.value, run.plan.spent) == ("mine", 5.0, {"effort": 2.0})


def test_a_stream_of_arrow_is_a_frame() -> None:
    stream = Stream(QUERY)
    run = seeder.solve(stream, budget=1, approaches=APPROACHES)
    assert run.plan == seeder.solve(frame(), budget=1, approaches=APPROACHES).plan
    posts = Stream("SELECT 'ann' AS handle, 40 AS clicks")
    assert seeder.solve(frame().drop(columns="clicks"), budget=1, posts=posts).plan.rests_on is not None


QUERY = "SELECT * FROM (VALUES ('ann', 2000, 50), ('bob', 900, 20)) AS t(account, followers, clicks)"


def test_a_relation_of_duckdb_is_read_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with duckdb.connect() as connection:
        run = seeder.solve(connection.sql(QUERY), budget=1, approaches=APPROACHES)
    assert run.plan == seeder.solve(frame(), budget=1, approaches=APPROACHES).plan


def test_a_frame_of_polars_is_read_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    polars = pytest.importorskip("polars")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    table = polars.DataFrame({"account": ["ann", "bob"], "followers": [2000, 900], "clicks": [50, 20]})
    run = seeder.solve(table, budget=1, approaches=APPROACHES)
    assert run.plan == seeder.solve(frame(), budget=1, approaches=APPROACHES).plan


@pytest.mark.parametrize("of", [str, Path])
def test_a_path_is_read_with_its_budget_or_another(folder: Path, of: Callable[[Path], str | Path]) -> None:
    assert asked(seeder.solve(of(folder))) == [("ann", "paid"), ("bob", "mail")]
    assert asked(seeder.solve(of(folder / "scenario.yaml"), budget=1)) == [("ann", "paid")]
    # Beside what is given, the other resources keep their budgets.
    assert seeder.solve(of(folder), budget={"cash": 500}).plan.budget == {"effort": 2.0, "cash": 500.0}
    assert asked(seeder.solve(of(folder), set={"approaches.paid.acceptance": 0.1})) == [
        ("ann", "mail"),
        ("bob", "mail"),
    ]
    assert seeder.solve(of(folder / "accounts.csv"), budget=3, objective="reach").plan.objective == "reach"


def test_a_scenario_is_solved_with_changes_or_without(folder: Path) -> None:
    scenario = seeder.read_scenario(folder)
    assert seeder.solve(scenario).scenario is scenario
    assert seeder.solve(scenario, budget=1).plan.budget == {"effort": 1.0, "cash": 100.0}
    assert scenario.document.budget.amounts["effort"] == 2.0


def test_a_problem_gives_a_result() -> None:
    result = seeder.solve(problem(), gap=0.1, time_limit=30, seed=3, progress=False)
    assert isinstance(result, seeder.SolveResult)
    assert (result.selection is not None and result.selection.tolist(), result.seed) == ([0], 3)


def test_run_scenario_is_its_older_name() -> None:
    assert seeder.run_scenario is seeder.solve


def test_time_limit_and_gap_are_a_stop() -> None:
    scenario = seeder.Scenario.from_frames(frame(), budget=1)
    assert seeder.solve(scenario, time_limit=7, gap=0.25).stop == seeder.Stop(time_limit=7, relative_gap=0.25)
    assert seeder.solve(scenario).stop == seeder.Stop()


REFUSED: dict[str, tuple[type[Exception], str, Callable[[], object]]] = {
    "nothing to solve": (
        TypeError, "expected a Scenario, the path of a scenario or table, a table of accounts", lambda: _solve(3)),
    "bytes": (TypeError, "found bytes", lambda: _solve(b"folder")),
    "a path of bytes": (TypeError, "a path of text, found bytes", lambda: _solve(SimplePath(b"folder"))),
    "a frame without a budget": (TypeError, "pass budget=40 for 40 hours", lambda: _solve(frame())),
    "a budget as text": (TypeError, "budget: expected hours or a mapping", lambda: _solve(frame(), budget="40")),
    "a budget as text for a scenario": (
        TypeError, "budget: expected hours or a mapping", lambda: _solve(scenario(), budget="40")),
    "a truth as a budget": (TypeError, "budget: expected hours", lambda: _solve(scenario(), budget=True)),
    "hours below zero": (ValueError, "budget: effort:", lambda: _solve(scenario(), budget=-1)),
    "two stops": (TypeError, "stop= already says", lambda: _solve(scenario(), stop=seeder.Stop(), gap=0.1)),
    "no stop": (ValueError, "expected a seeder.Stop, found 10", lambda: _solve(scenario(), stop=10)),
    "seconds as text": (
        ValueError, "time_limit: expected a number, found the text '10'", lambda: _solve(scenario(), time_limit="10")),
    "a gap of 2": (ValueError, "gap: expected a number from 0 to below 1, found 2", lambda: _solve(scenario(), gap=2)),
    "half a seed": (ValueError, "seed", lambda: _solve(scenario(), seed=0.5)),
    "progress as text": (TypeError, "progress: expected True, False", lambda: _solve(scenario(), progress="bar")),
    "a solver by name": (ValueError, "solver", lambda: _solve(scenario(), "greedy")),
    "a budget for a problem": (
        TypeError, "budget=: a SeedingProblem has its budget and rules", lambda: _solve(problem(), budget=1)),
    "rules for a scenario": (
        TypeError, "rules=: a Scenario has its tables and keys already. Change", lambda: _solve(scenario(), rules={})),
    "posts for a path": (TypeError, "posts=: a path has", lambda: _solve("nowhere", posts=frame())),
    "starts for a frame": (TypeError, "starts=: only", lambda: _solve(frame(), budget=1, starts=[[0]])),
    "accounts twice": (TypeError, "accounts=", lambda: _solve(frame(), budget=1, accounts=frame())),
    "an unknown key": (ValueError, "Did you mean 'budget'", lambda: _solve(frame(), budget=1, bugdet=1)),
    "a misspelt budget without one": (
        ValueError, "unknown argument 'buget'. help(seeder.solve) lists the arguments. Did you mean 'budget'?",
        lambda: _solve(frame(), buget=40)),
    "an argument that is near to none": (
        ValueError, "Arguments of solve are budget, objective", lambda: _solve(frame(), xyz=40)),
    "a misspelt limit": (ValueError, "Did you mean 'time_limit'?", lambda: _solve(frame(), budget=1, timelimit=1)),
    "a misspelt budget of a path": (ValueError, "unknown argument 'buget'", lambda: _solve("nowhere", buget=40)),
    "a misspelt gap of a problem": (ValueError, "Did you mean 'gap'?", lambda: _solve(problem(), gpa=0.1)),
    "hours": (ValueError, "Hours are a budget: pass budget=40", lambda: _solve(frame(), hours=40)),
    "a misspelt budget in from_frames": (
        ValueError, "argument buget: unknown key 'buget'", lambda: seeder.Scenario.from_frames(frame(), buget=40)),
    "no budget in from_frames": (
        TypeError, "needs a budget: pass budget=40", lambda: seeder.Scenario.from_frames(frame())),
    "an objective below another key": (
        ValueError, "argument rules.acounts: unknown key", lambda: _solve(frame(), budget=1, rules={"acounts": 1})),
    "a misspelt end of a frontier": (
        ValueError, "Did you mean 'points'?", lambda: seeder.frontier(frame(), budget=1, n_points=3)),
    "a frontier of nothing": (
        TypeError, "frontier: expected a Scenario, the path of a scenario or table, or a table of accounts such as",
        lambda: seeder.frontier(3)),
    "changes as text": (TypeError, "set: expected a mapping", lambda: _solve(scenario(), set="rules")),
    "a change of nothing": (TypeError, "set: expected keys with dots", lambda: _solve(scenario(), set={"": 1})),
    "a change of a number": (TypeError, "set: expected keys with dots", lambda: _solve(scenario(), set={1: 1})),
    "an unknown change": (ValueError, "unknown key 'ruls'", lambda: _solve(scenario(), set={"ruls.exclude": []})),
    "a folder that is not there": (ValueError, "nowhere", lambda: _solve("nowhere")),
    "a frame of other columns": (
        ValueError, "there is no column 'account'", lambda: _solve(pd.DataFrame({"followers": [1]}), budget=1)),
    "a broken stream": (ValueError, "its Arrow stream cannot be read", lambda: _solve(Broken(), budget=1)),
}  # fmt: skip


class Broken:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        raise RuntimeError("the stream is closed")


class SimplePath(os.PathLike[bytes]):
    def __init__(self, path: bytes) -> None:
        self._path = path

    def __fspath__(self) -> bytes:
        return self._path


def scenario() -> seeder.Scenario:
    return seeder.Scenario.from_frames(frame(), budget=1)


def _solve(*arguments: Any, **named: Any) -> object:
    return seeder.solve(*arguments, **named)


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_solved_is_refused_in_one_sentence(what: str) -> None:
    kind, words, ask = REFUSED[what]
    with pytest.raises(kind, match=re.escape(words)) as caught:
        ask()
    assert isinstance(caught.value, seeder.SeederError)
    assert "\n" not in str(caught.value)


def test_what_is_changed_in_a_frame_later_changes_no_scenario() -> None:
    given = frame()
    made = seeder.Scenario.from_frames(given, budget=1, approaches=APPROACHES)
    given.loc[0, "clicks"] = 1
    assert seeder.solve(made, budget=2).plan.value == 35.0


class TestWith:
    def test_one_key_changes_and_the_other_stay(self, folder: Path) -> None:
        read = seeder.read_scenario(folder)
        changed = read.with_(budget={"cash": 0}, objective="reach", set={"rules.accounts.at_most": np.int64(1)})
        assert changed.document.budget.amounts == {"effort": 2.0, "cash": 0.0}
        assert changed.document.rules.accounts is not None
        assert changed.document.rules.accounts.at_most == 1
        assert (changed.document.objective.value, read.document.objective.value) == ("reach", "clicks")
        assert [file.name for file in changed.inputs] == [file.name for file in read.inputs]

    def test_changes_add_up(self) -> None:
        again = scenario().with_(budget=5).with_(set={"rules.exclude": ["ann"]})
        assert again.document.budget.amounts == {"effort": 5.0}
        assert asked(seeder.solve(again)) == [("bob", "ask")]

    def test_it_is_what_the_command_line_makes_of_its_options(self, folder: Path) -> None:
        setting = seeder.Setting(("approaches", "mail", "acceptance"), "0.9", "--set approaches.mail.acceptance=0.9")
        by_option = seeder.solve(seeder.read_scenario(folder, settings=[setting])).plan
        by_name = seeder.solve(seeder.read_scenario(folder).with_(set={"approaches.mail.acceptance": 0.9})).plan
        assert by_option == by_name

    def test_a_written_run_of_a_changed_scenario_is_verified(self, folder: Path) -> None:
        seeder.write_run(seeder.solve(folder, budget=1, set={"approaches.paid.acceptance": 0.75}), folder / "run")
        assert seeder.verify_run(folder / "run").is_verified


class TestTimeLimit:
    """A limit is that of the whole call: what precedes the search comes off its time."""

    @pytest.fixture
    def given(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """Seconds that searches are given, in order."""
        found: list[float] = []
        search = solve_problem

        def noted(*arguments: Any, stop: seeder.Stop, **named: Any) -> seeder.SolveResult:
            assert stop.time_limit is not None
            found.append(stop.time_limit)
            return search(*arguments, stop=stop, **named)

        monkeypatch.setattr("seeder.runs.solve", noted)
        return found

    def test_what_passed_since_the_beginning_is_not_left(self, given: list[float]) -> None:
        seeder.solve(scenario(), time_limit=1000, began=time.perf_counter() - 400)
        seeder.solve(scenario(), time_limit=100, began=time.perf_counter() - 400)
        assert 500 < given[0] < 600
        assert given[1] == 0

    def test_stages_before_the_search_count(self, given: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
        clock = SimpleNamespace(now=0.0)
        monkeypatch.setattr("seeder.solving.time.perf_counter", lambda: clock.now)
        formulate = seeder.formulation_of

        def slow(scenario: seeder.Scenario) -> seeder.Formulation:
            clock.now += 30.0
            return formulate(scenario)

        read = seeder.read_scenario

        def slowly_read(*arguments: Any, **named: Any) -> seeder.Scenario:
            clock.now += 20.0
            return read(*arguments, **named)

        monkeypatch.setattr("seeder.runs.formulation_of", slow)
        monkeypatch.setattr("seeder.subjects.read_scenario", slowly_read)
        seeder.solve(PROBLEMS / "charity-drive", time_limit=100)
        # Half a second is for what follows.
        assert given == [pytest.approx(49.5)]

    def test_reading_that_takes_longer_than_the_limit_is_told(self, folder: Path) -> None:
        late = seeder.solve(PROBLEMS / "book-launch", time_limit=3, began=time.perf_counter() - 400)
        assert late.plan.picks
        (told,) = [sentence for sentence in late.plan.own_cautions if "reading" in sentence]
        assert re.fullmatch(
            r"Caution: reading and preparing took 4\d\d s, and the time limit is 3 s, so there was no time to search: "
            r"this is a simple plan\. A longer limit may bring a better one\.",
            told,
        )
        assert "no time to search" in late._repr_html_()
        # What needs no search is solved all the same, and what has time is searched.
        for run in (seeder.solve(folder, time_limit=3, began=time.perf_counter() - 400), seeder.solve(folder)):
            assert not any("no time to search" in sentence for sentence in run.plan.cautions)

    def test_the_first_call_loads_its_libraries_within_the_limit(self) -> None:
        """Before the call, nothing is loaded but what pandas needs."""
        script = (
            "import sys; import seeder; from seeder import frontier, solve; "
            "print(sorted({'numpy', 'pydantic', 'scipy', 'ortools', 'duckdb'} & set(sys.modules)))"
        )
        found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
        assert found.stdout == "[]\n"

    def test_what_a_search_needs_is_loaded_before_it_is_given_its_time(self) -> None:
        script = f"""
import sys, seeder, seeder.runs
search = seeder.runs.solve
def noted(*given, **named):
    before = set(sys.modules)
    result = search(*given, **named)
    print(sorted(name for name in {{name.partition(".")[0] for name in set(sys.modules) - before}} if name in HEAVY))
    return result
HEAVY = ("scipy", "ortools", "google", "pandas", "pydantic")
seeder.runs.solve = noted
seeder.solve({str(PROBLEMS / "charity-drive")!r}, time_limit=60)
"""
        found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
        assert found.stdout == "[]\n"

    @pytest.mark.parametrize(("limit", "left"), [(60.0, 59.5), (1.0, 0.9)])
    def test_the_search_leaves_time_for_the_plan(
        self, given: list[float], monkeypatch: pytest.MonkeyPatch, limit: float, left: float
    ) -> None:
        monkeypatch.setattr("seeder.solvers.deadline.time.perf_counter", lambda: 7.0)
        seeder.solve(scenario(), time_limit=limit)
        assert given == [pytest.approx(left)]

    def test_the_run_remembers_the_limit_that_was_asked_for(self) -> None:
        assert seeder.solve(scenario(), time_limit=50).stop.time_limit == 50

    def test_progress_counts_from_the_beginning(self) -> None:
        points: list[seeder.ProgressPoint] = []
        seeder.solve(scenario(), time_limit=1000, began=time.perf_counter() - 400, on_progress=points.append)
        assert points
        for point in points:
            assert point.seconds >= 400
            assert point.seconds_left is not None
            assert point.seconds_left == pytest.approx(1000 - point.seconds)


class TestEvaluate:
    @pytest.fixture
    def run(self, folder: Path) -> seeder.Run:
        return seeder.solve(folder)

    def test_accounts_are_asked_as_planned(self, run: seeder.Run) -> None:
        own = run.evaluate(["bob", "ann"])
        assert own.asks == (("bob", "mail"), ("ann", "paid"))
        assert own.value == run.plan.value == 60.0
        assert own.spent == run.plan.spent == {"effort": 2.0, "cash": 60.0}
        assert own.is_feasible

    def test_others_by_what_brings_most(self, run: seeder.Run) -> None:
        assert seeder.solve(run.scenario, budget=1).evaluate(["bob"]).asks == (("bob", "paid"),)

    def test_pairs_and_what_they_break(self, run: seeder.Run) -> None:
        own = run.evaluate([("ann", "paid"), ("bob", "paid")])
        assert (own.value, own.spent) == (70.0, {"effort": 2.0, "cash": 120.0})
        assert own.broken == ("scenario.yaml:4:27: budget of 100 cash",)
        assert own.to_document()["is_feasible"] is False

    def test_a_table_has_them_in_its_columns(self, run: seeder.Run) -> None:
        assert run.evaluate(run.plan.to_frame()) == run.evaluate(["ann", "bob"])
        pairs = pd.DataFrame({"approach": ["paid", "paid"], "account": ["ann", "bob"], "followers": [1, 2]})
        assert run.evaluate(pairs) == run.evaluate([("ann", "paid"), ("bob", "paid")])
        assert run.evaluate(pairs["account"]) == run.evaluate(frame()) == run.evaluate(["ann", "bob"])
        numbered = seeder.solve(frame().assign(account=[7, 8]), budget=1)
        assert numbered.evaluate(pd.DataFrame({"account": [7]})).asks == (("7", "ask"),)
        keys: Any = pd.Series([7])
        assert numbered.evaluate(keys).asks == (("7", "ask"),)

    def test_nobody(self, run: seeder.Run) -> None:
        assert run.evaluate([]).value == 0.0

    @pytest.mark.parametrize(
        ("asks", "kind", "words"),
        [
            (["anne"], ValueError, "unknown account 'anne'. Did you mean 'ann'?"),
            ([("ann", "payd")], ValueError, "'ann' cannot be asked by 'payd'. Did you mean 'paid'?"),
            ([("ann", "x" * 9)], ValueError, "It can be asked by mail and paid"),
            (["ann", ("ann", "mail")], ValueError, "'ann' is named twice"),
            ("ann", TypeError, "expected a list of accounts"),
            (3, TypeError, "found 3"),
            (frame()[["clicks"]], TypeError, "asks: the table needs a column 'account'; its columns are clicks"),
            (pd.DataFrame({"account": [None]}), TypeError, "expected an account or an (account, approach) pair"),
            ({"ann": "mail"}, TypeError, "found a mapping"),
            ([3], TypeError, "expected an account or an (account, approach) pair, found 3"),
            ([("ann", "mail", "x")], TypeError, "(account, approach) pair"),
        ],
    )
    def test_what_it_does_not_know_is_refused(
        self, run: seeder.Run, asks: Any, kind: type[Exception], words: str
    ) -> None:
        with pytest.raises(kind, match=re.escape(words)) as caught:
            run.evaluate(asks)
        assert isinstance(caught.value, seeder.SeederError)
