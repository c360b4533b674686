"""Solve a case with a seed in a process of its own, and say what came of it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import seeder
from benchmarks.quality.bar import Measured
from benchmarks.quality.case import Case, FolderWriter
from benchmarks.quality.processes import Ended, run_process
from benchmarks.quality.ratio_greedy import has_ratio_greedy, ratio_greedy_value

_GRACE = 120.0
"""A process may take this much longer than the time limit, reading and building included [s]."""


def measure(case: Case, seed: int, *, time_limit: float | None = None) -> Measured | str:
    """Run a case with a seed; where nothing can be measured, why.

    Parameters
    ----------
    time_limit
        For the search, instead of the case's [s].
    """
    limit = case.time_limit if time_limit is None else time_limit
    if isinstance(case.source, FolderWriter):
        return _measure_folder(case, seed, limit)
    command = [sys.executable, "-m", "benchmarks.quality", "--cell", case.name, str(seed), "--time-limit", str(limit)]
    ended = run_process(command, longest=limit + _GRACE)
    if ended.complaint is not None:
        return ended.complaint
    return _measured(json.loads(ended.output.splitlines()[-1]), ended)


def solve_cell(case: Case, seed: int, *, time_limit: float) -> dict[str, Any]:
    """Solve a case of arrays in this process; what its parent reads."""
    assert not isinstance(case.source, FolderWriter)
    began = time.perf_counter()
    problem = case.source(seed)
    ratio_greedy = ratio_greedy_value(problem) if has_ratio_greedy(problem) else None
    built = time.perf_counter() - began
    stop = seeder.Stop(time_limit=time_limit, relative_gap=case.relative_gap)
    result = seeder.solve(problem, stop=stop, seed=seed)
    return {
        "built": built,
        "search": result.seconds,
        "value": result.bounds.lower,
        "upper": result.bounds.upper,
        "certified": result.bounds.certified,
        "greedy": result.baselines.get("greedy"),
        "ratio_greedy": ratio_greedy,
        "n_picks": 0 if result.selection is None else len(result.selection),
        "status": result.termination.reason.value,
    }


def write_folder(case: Case, seed: int, folder: Path) -> str | None:
    """Write the scenario of a case that comes from files; what went wrong, if anything did.

    It is written in another process, so that this one stays small beside the one that is measured.
    """
    writer = [sys.executable, "-m", "benchmarks.quality", "--cell", case.name, str(seed), "--write", str(folder)]
    written = run_process(writer, longest=3_600)
    return None if written.complaint is None else f"not written: {written.complaint}"


def _measure_folder(case: Case, seed: int, limit: float) -> Measured | str:
    with TemporaryDirectory() as scratch:
        folder, run = Path(scratch) / "scenario", Path(scratch) / "run"
        complaint = write_folder(case, seed, folder)
        if complaint is not None:
            return complaint
        options = ["--time-limit", str(limit), "--gap", str(case.relative_gap), "--seed", str(seed)]
        command = [sys.executable, "-m", "seeder", "solve", str(folder), "-o", str(run), "-q", *options]
        ended = run_process(command, longest=max(limit, case.bar.seconds) + _GRACE)
        if ended.complaint is not None:
            return ended.complaint
        plan = json.loads((run / "plan.json").read_bytes())
    told = {
        "built": 0.0,
        "search": None,
        "value": plan["value"],
        "upper": plan["bound"],
        "certified": plan["bound_certified"],
        "greedy": plan["baselines"]["greedy"],
        "ratio_greedy": None,
        "n_picks": len(plan["picks"]),
        "status": plan["status"],
    }
    return _measured(told, ended)


def _measured(told: dict[str, Any], ended: Ended) -> Measured:
    return Measured(seconds=ended.seconds - told["built"], peak=ended.peak, **told)
