"""The linearised model of a case, with every rule, given whole to HiGHS, CP-SAT and SCIP in processes of their own."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import seeder
from benchmarks.quality.bar import Bar, Measured
from benchmarks.quality.case import Case, FolderWriter
from benchmarks.quality.measuring import write_folder
from benchmarks.quality.processes import Ended, run_process
from benchmarks.speed.linearised_peers import solve_by_cp_sat, solve_by_highs, solve_by_scip
from benchmarks.speed.peers import Outcome
from seeder import SeedingProblem

PEERS: dict[str, Callable[..., Outcome]] = {
    "HiGHS": solve_by_highs,
    "CP-SAT": solve_by_cp_sat,
    "SCIP": solve_by_scip,
}
_ERROR_SHARE, _LEAST_ERROR = 0.1, 1e-6
"""The tangents' error is this part of the gap asked for, but no less than that."""
_GRACE = 120.0
"""A process may take this much longer than the time limit, making the problem and the model included [s]."""
_MEMORY_SHARE = 0.5
"""Of the machine's memory, for one peer; models of whole follower lists would take all of it."""


def measure_peers(case: Case, seed: int, *, time_limit: float | None = None) -> Iterator[tuple[str, Measured | str]]:
    """Run each peer on a case with a seed: its name, and what was measured or why nothing was.

    Parameters
    ----------
    time_limit
        For the solver, instead of the case's [s].
    """
    limit = case.time_limit if time_limit is None else time_limit
    with _scenario_of(case, seed) as scenario:
        for peer in PEERS:
            if isinstance(scenario, str):
                yield peer, scenario
                continue
            command = [sys.executable, "-m", "benchmarks.quality", "--cell", case.name, str(seed), "--peer", peer]
            command += ["--time-limit", str(limit), *([] if scenario is None else ["--scenario", str(scenario)])]
            ended = run_process(command, longest=limit + _GRACE)
            yield peer, _measured(ended) if ended.complaint is None else ended.complaint


def solve_peer_cell(
    case: Case, seed: int, peer: str, *, time_limit: float, scenario: Path | None = None
) -> dict[str, Any]:
    """Solve a case by one peer in this process; what its parent reads.

    The tangents' error and the solver's gap together are the gap that the case asks of the search.
    """
    began = time.perf_counter()
    problem = _problem_of(case, seed, scenario)
    error = max(_LEAST_ERROR, _ERROR_SHARE * case.relative_gap)
    gap = max(0.0, case.relative_gap - error)
    outcome = PEERS[peer](problem, relative_gap=gap, time_limit=time_limit, relative_error=error)
    built = time.perf_counter() - began - outcome.seconds
    return {
        "built": built,
        "search": outcome.seconds,
        "value": outcome.value if outcome.is_feasible else None,
        "upper": outcome.bound,
        "n_picks": outcome.n_picks,
        "status": outcome.status
        + ("" if outcome.is_feasible or outcome.value is None else ", breaks a rule or a budget"),
    }


def bar_of_peers(bar: Bar) -> Bar:
    """What the case must reach, asked of a peer: its bounds are claims, so a certified gap is one of claims here."""
    return replace(bar, gap=bar.certified_gap if bar.gap is None else bar.gap, certified_gap=None)


def _problem_of(case: Case, seed: int, scenario: Path | None) -> SeedingProblem:
    if scenario is not None:
        return seeder.formulation_of(seeder.read_scenario(scenario)).problem
    assert not isinstance(case.source, FolderWriter)
    return case.source(seed)


def limit_memory() -> None:
    """Keep this process within half of the machine's memory."""
    most = int(_MEMORY_SHARE * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


@contextmanager
def _scenario_of(case: Case, seed: int) -> Iterator[Path | str | None]:
    """Where the scenario of a case from files is written, or what went wrong; None for a case of arrays."""
    if not isinstance(case.source, FolderWriter):
        yield None
        return
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "scenario"
        yield write_folder(case, seed, folder) or folder


def _measured(ended: Ended) -> Measured:
    told = json.loads(ended.output.splitlines()[-1])
    return Measured(
        seconds=ended.seconds - told["built"],
        certified=None,
        greedy=None,
        ratio_greedy=None,
        peak=ended.peak,
        **told,
    )
