"""Every public function refuses arguments of another kind in one sentence of seeder's own."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import seeder
from seeder.argument_kinds import in_words, require_kind

WRONG: dict[str, Any] = {
    "None": None, "a number": 5, "text": "no such thing", "a list": ["x"], "an empty list": [],
    "a frame": pd.DataFrame({"x": [1]}), "a column": pd.Series([1.5]), "a mapping": {"x": 1}, "bytes": b"x",
    "a class": seeder.Stop, "an object": object(),
}  # fmt: skip
MADE = ("SeedingProblem", "Rule", "Coverage", "Certificate", "Resolve", "Stop")
"""Classes that users make."""


def functions() -> dict[str, Callable[..., object]]:
    found = {name: getattr(seeder, name) for name in seeder.__all__}
    return {name: each for name, each in found.items() if name in MADE or inspect.isfunction(each)}


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Name of an argument → a right one."""
    folder = tmp_path_factory.mktemp("right")
    accounts = pd.DataFrame({"account": ["ann", "bob"], "followers": [2000, 900], "clicks": [50, 20]})
    accounts.to_csv(folder / "list.csv", index=False)
    run = seeder.solve(accounts, budget=1)
    seeder.write_run(run, folder / "run")
    imported = seeder.import_table(folder / "list.csv")
    seeder.write_import(imported, folder / "imported")
    return {
        "scenario": run.scenario, "rates": run.formulation.rates, "audience": run.formulation.audience,
        "formulation": run.formulation, "result": run.result, "run": run, "problem": run.formulation.problem,
        "certificate": run.result.certificate, "selection": [0], "subject": accounts, "imported": imported,
        "posts": pd.DataFrame({"handle": ["a"] * 4, "clicks": [1, 2, 3, 4]}), "path": folder / "run",
        "list": folder / "list.csv",
        "folder": folder / "imported", "budget": 1, "account": [0, 1], "value_if_yes": [1, 2], "cost": [1, 1],
        "options": [0], "weight": [1], "start": [0, 1], "cell": [0], "chance": [0.5], "digest": "0" * 64,
        "resource_multiplier": [0.0],
    }  # fmt: skip


def calls(right: dict[str, Any], name: str, function: Callable[..., object]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Calls with one argument of another kind each, all others right."""
    parameters = inspect.signature(function).parameters
    needed = {key: right[key] for key, each in parameters.items() if each.default is each.empty and key in right}
    if name in ("read_scenario", "import_table"):
        needed["path"] = right["folder"] if name == "read_scenario" else right["list"]
    if name in ("alternatives", "compare", "explain", "frontier", "sensitivity", "solve", "run_scenario"):
        needed["budget"] = 1
    if name == "sensitivity":
        needed["draws"] = 2
    if name == "explain":
        needed["account"] = "a"
    if name == "write_run":
        needed |= {"path": right["path"].with_name("new"), "overwrite": True}
    for key, each in parameters.items():
        if each.kind is each.VAR_KEYWORD or key in ("began", "on_progress"):
            continue
        for what, value in WRONG.items():
            yield f"{name}({key}={what})", {**needed, key: value}


@pytest.mark.parametrize("name", functions())
def test_arguments_of_another_kind_are_refused_in_a_sentence(
    name: str, right: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    function = functions()[name]
    for what, given in calls(right, name, function):
        try:
            function(**given)
        except seeder.SeederError as error:
            told = str(error)
            assert told, what
            assert what.endswith("an object)") or "object at 0x" not in told, what
            assert "<class" not in told, what
            assert len(told) < 700, what
        except Exception as error:
            raise AssertionError(f"{what}: {type(error).__name__}: {error}") from error


def test_the_sentence_says_what_is_taken_and_what_was_given(right: dict[str, Any]) -> None:
    told: dict[str, Callable[[], object]] = {
        "formulation: expected a Formulation, such as seeder.formulation_of(scenario) returns, found a Scenario":
            lambda: seeder.understand(right["scenario"]),
        "certificate: expected a Certificate, found a SolveResult":
            lambda: seeder.verify(right["problem"], right["result"]),
        "scenario: expected a Scenario, such as seeder.read_scenario(path) returns, found a DataFrame":
            lambda: seeder.estimate_rates(right["subject"]),
        "path: expected the path of a file or folder, found a Scenario":
            lambda: seeder.read_scenario(right["scenario"]),
        "run: expected a Run, such as seeder.solve(scenario) returns, found a Plan":
            lambda: seeder.write_run(right["run"].plan, "run"),
    }  # fmt: skip
    for sentence, call in told.items():
        with pytest.raises(seeder.ArgumentError) as caught:
            call()
        assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x" * 90, f"the text '{'x' * 40}…'"),
        (True, "True"),
        ({1}, "a set"),
        (Path("a"), "a path"),
        (seeder.Standing.OPEN, "a Standing"),
        (int, "the class int"),
    ],
)
def test_values_in_words(value: object, words: str) -> None:
    assert in_words(value) == words


def test_a_number_that_python_does_not_write_out() -> None:
    assert in_words(10**9000) == "a number too long to repeat"


def test_truth_is_asked_for_in_its_own_words() -> None:
    with pytest.raises(seeder.ArgumentError, match="is_brief: expected True or False, found None"):
        require_kind("is_brief", None, bool)
