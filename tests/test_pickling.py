"""Every public object can be pickled, copied in depth, and sent to another process and back, as joblib does it."""

from __future__ import annotations

import copy
import dataclasses
import multiprocessing
import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import seeder

SCENARIOS = Path(__file__).parents[1] / "scenarios"
STOP = seeder.Stop(time_limit=20, relative_gap=0.05)


def _overlap_scenario() -> seeder.Scenario:
    accounts = pd.DataFrame({"account": ["a", "b", "c"], "followers": [1000, 800, 500], "clicks": [20, 15, 10]})
    overlaps = pd.DataFrame({"a": ["a"], "b": ["b"], "shared": [300]})
    posts = pd.DataFrame({"handle": ["a", "a", "b", "c"], "clicks": [18, 22, 16, 9]})
    return seeder.Scenario.from_frames(
        accounts,
        budget={"effort": 5},
        overlaps=overlaps,
        posts=posts,
        audience={"kind": "overlaps"},
        rules={"accounts": {"at_most": 2}},
    )


@cache
def _objects() -> dict[str, Any]:
    """Objects by name: those of all kinds of audience, of evidence, of a written run and of a table."""
    import tempfile

    overlap = seeder.run_scenario(_overlap_scenario(), stop=STOP)
    found: dict[str, Any] = {"overlap run": overlap, "overlap of run": seeder.overlap_of_run(overlap, stop=STOP)}
    for name in ("one-celebrity-or-250", "everywhere-or-niche", "book-launch", "charity-drive"):
        found[name] = seeder.run_scenario(seeder.read_scenario(SCENARIOS / name), stop=STOP)
    with tempfile.TemporaryDirectory() as folder:
        seeder.write_run(overlap, Path(folder) / "run")
        found["written"] = seeder.read_run(Path(folder) / "run")
        table = SCENARIOS / "from-a-spreadsheet" / "influencers-export.csv"
        seeder.write_import(seeder.import_table(table), Path(folder) / "imported")
        found["updated"] = seeder.update_import(seeder.import_table(table), Path(folder) / "imported")
        found["verification"] = seeder.verify_run(Path(folder) / "run", scenario=overlap.scenario)
    problem, result = overlap.formulation.problem, overlap.result
    assert result.certificate is not None
    assert result.selection is not None
    return {
        **found,
        "own asks": overlap.evaluate(["a"]),
        "frontier": seeder.frontier(overlap.scenario, points=2, start=1, end=2),
        "compare": seeder.compare(overlap.scenario, mine=["a"]),
        "alternatives": seeder.alternatives(overlap.scenario),
        "undecided": seeder.alternatives("scenarios/everywhere-or-niche", time_limit=0),
        "explain": seeder.explain(overlap.scenario, "a"),
        "sensitivity": seeder.sensitivity(overlap.scenario, draws=2),
        "exchange": seeder.exchange(overlap.scenario),
        "resolve": seeder.Resolve(problem, result),
        "audience": seeder.build_audience(overlap.scenario),
        "rate table": seeder.rate_table(overlap.scenario),
        "overlap facts": seeder.overlap_facts(overlap.scenario, overlap.formulation.audience),
        "understanding": seeder.understand(overlap.formulation),
        "information": seeder.worth_of_run(overlap),
        "backtest": seeder.backtest(overlap.scenario),
        "imported": seeder.import_table(SCENARIOS / "from-a-spreadsheet" / "influencers-export.csv"),
        "evaluation": seeder.evaluate(problem, result.selection),
        "verified": seeder.verify(problem, result.certificate),
        "setting": seeder.Setting(("budget", "effort"), "2", "--budget effort=2"),
        "limit rule": seeder.Rule.limit([0], resource=0, limit=1.5),
        "issue": _caught(lambda: seeder.read_scenario("nowhere")).issues[0],
        "ScenarioError": _caught(lambda: seeder.read_scenario("nowhere")),
        "ArgumentError": seeder.ArgumentError("a"),
        "MappingError": seeder.MappingError("a"),
        "ProblemError": seeder.ProblemError("a"),
        "RunExistsError": seeder.RunExistsError("a"),
        "RunFolderError": seeder.RunFolderError("a"),
        "UnsupportedError": seeder.UnsupportedError("a"),
        "SolverError": seeder.SolverError("a"),
        "SeederError": seeder.SeederError("a"),
        "enums": [seeder.Exposure.POST, seeder.Solver.EXACT, seeder.Limit.TIME],
    }


def _caught(call: Callable[[], object]) -> seeder.ScenarioError:
    with pytest.raises(seeder.ScenarioError) as caught:
        call()
    return caught.value


def _types(value: Any, seen: set[int], found: set[type]) -> set[type]:
    """Types of a value and of everything in its fields."""
    if id(value) in seen:
        return found
    seen.add(id(value))
    found.add(type(value))
    inner: list[Any] = []
    if dataclasses.is_dataclass(value):
        inner = [getattr(value, field.name) for field in dataclasses.fields(value)]
    elif isinstance(value, Mapping):
        inner = list(value.values())
    elif isinstance(value, list | tuple):
        inner = list(value)
    for part in inner:
        _types(part, seen, found)
    return found


def assert_alike(one: Any, other: Any, where: str) -> None:
    """Hold two objects against each other, field by field."""
    assert type(one) is type(other), where
    if isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other, err_msg=where)
    elif isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
    elif isinstance(one, BaseException):
        assert str(one) == str(other), where
        assert_alike(vars(one), vars(other), where)
    elif dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_alike(getattr(one, field.name), getattr(other, field.name), f"{where}.{field.name}")
    elif isinstance(one, Mapping):
        assert list(one) == list(other), where
        for key in one:
            assert_alike(one[key], other[key], f"{where}[{key!r}]")
    elif isinstance(one, list | tuple):
        assert len(one) == len(other), where
        for position, (first, second) in enumerate(zip(one, other, strict=True)):
            assert_alike(first, second, f"{where}[{position}]")
    elif isinstance(one, str | int | float | Enum | Path | bytes | None):
        assert one == other or one != one, where


def test_there_is_an_object_of_every_public_type() -> None:
    seen: set[int] = set()
    found: set[type] = set()
    for value in _objects().values():
        _types(value, seen, found)
    public = {getattr(seeder, name) for name in seeder.__all__ if isinstance(getattr(seeder, name), type)}
    assert public - found == set()


@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_every_public_object_can_be_pickled(protocol: int) -> None:
    for name, value in _objects().items():
        assert_alike(value, pickle.loads(pickle.dumps(value, protocol=protocol)), name)


def test_every_public_object_can_be_copied_in_depth() -> None:
    for name, value in _objects().items():
        assert_alike(value, copy.deepcopy(value), name)


def test_rates_that_were_pickled_still_know_their_distributions() -> None:
    rates = _objects()["book-launch"].formulation.rates
    again = pickle.loads(pickle.dumps(rates))
    for name in ("clicks", "view", "effort"):
        quantile = getattr(rates, name).posterior.quantile
        np.testing.assert_array_equal(quantile, getattr(again, name).posterior.quantile)


def test_work_goes_to_another_process_and_comes_back() -> None:
    scenario = _objects()["overlap run"].scenario
    here = _objects()["overlap run"]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(seeder.run_scenario, scenario, stop=STOP).result()
        assert there.plan.picks == here.plan.picks
        assert there.result.bounds == here.result.bounds
        plan = pool.submit(seeder.make_plan, there.formulation, there.result).result()
        assert plan.picks == here.plan.picks
        with pytest.raises(seeder.ScenarioError) as caught:
            pool.submit(seeder.read_scenario, "nowhere").result()
        assert caught.value.issues == _objects()["ScenarioError"].issues
