"""Print one table: problems with overlapping audiences by solvers, with seconds, gap, status and peak memory.

    python -m benchmarks.speed.overlap_peers [--only TEXT] [--peers TEXT] [--seed N] [--time-limit S]

Beside seeder stand the linearised model, tangents within 1e-4 cell by cell, given whole to HiGHS, CP-SAT and SCIP, and
the greedy of submodlib-py where it is installed: it is no dependency. Seconds are those in the solver, making its model
left out. Every line is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import seeder
from benchmarks.quality.processes import run_process
from benchmarks.quality.random_coverage import make_random_coverage
from benchmarks.quality.segments import make_segments
from benchmarks.speed.linearised_peers import solve_by_cp_sat, solve_by_highs, solve_by_scip
from benchmarks.speed.peers import Outcome
from benchmarks.speed.submodlib_peer import is_submodlib_installed, solve_by_submodlib

GAP = 1e-4
_GRACE = 60.0
"""A child may take this much longer than the time limit, building included, before it is ended [s]."""


def solve_here(problem: seeder.SeedingProblem, *, relative_gap: float, time_limit: float) -> Outcome:
    """Time ``seeder.solve``, the imports of its solvers included."""
    began = time.perf_counter()
    result = seeder.solve(problem, stop=seeder.Stop(time_limit=time_limit, relative_gap=relative_gap))
    seconds = time.perf_counter() - began
    held = result.selection is not None and seeder.evaluate(problem, result.selection).is_feasible
    return Outcome(seconds, result.bounds.lower, result.bounds.upper, result.termination.reason.value, held)


@dataclass(frozen=True, slots=True)
class Peer:
    """Something that solves, and whether it is there."""

    solve: Callable[..., Outcome]
    absence: Callable[[], str | None] = lambda: None


def _submodlib_absence() -> str | None:
    return None if is_submodlib_installed() else "skipped: submodlib-py is not installed"


PEERS = {
    "seeder": Peer(solve_here),
    "HiGHS linearised": Peer(solve_by_highs),
    "CP-SAT linearised": Peer(solve_by_cp_sat),
    "SCIP linearised": Peer(solve_by_scip),
    "submodlib greedy": Peer(solve_by_submodlib, _submodlib_absence),
}
CASES: dict[str, Callable[[int], seeder.SeedingProblem]] = {
    "segments 300 x 40": lambda seed: make_segments(300, 40, seed=seed),
    "segments 2,000 x 60": lambda seed: make_segments(2_000, 60, seed=seed),
    "random coverage 100 x 1,000, a tenth": lambda seed: make_random_coverage(
        100, 1_000, density=0.05, budget_divisor=10, seed=seed
    ),
}


def main() -> None:
    """Run the cases and peers that the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed.overlap_peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--peers", default="", help="peers whose name contains this; seeder always runs")
    parser.add_argument("--seed", type=int, default=0, help="of the problems (default 0)")
    parser.add_argument("--time-limit", type=float, default=60.0, help="for every solver [s] (default 60)")
    parser.add_argument("--cell", nargs=2, metavar=("CASE", "PEER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.cell:
        case, peer = arguments.cell
        print(json.dumps(measure(CASES[case](arguments.seed), peer, time_limit=arguments.time_limit)))
        return
    print(f"{'case':<38} {'solver':<17} {'seconds':>8} {'gap':>9} {'to best':>9} {'MiB':>6}  status")
    for case in CASES:
        if arguments.only in case:
            names = [name for name in PEERS if name == "seeder" or arguments.peers in name]
            found = {
                name: _run_cell(case, name, seed=arguments.seed, time_limit=arguments.time_limit) for name in names
            }
            best = max((value for value in map(_value, found.values()) if value is not None), default=None)
            for name, measured in found.items():
                print(line_of(case, name, measured, best), flush=True)


def measure(problem: seeder.SeedingProblem, peer: str, *, time_limit: float) -> dict[str, Any]:
    """Solve a problem by one peer in this process; what its parent reads."""
    return asdict(PEERS[peer].solve(problem, relative_gap=GAP, time_limit=time_limit))


def line_of(case: str, peer: str, measured: dict[str, Any] | str, best: float | None) -> str:
    """One line of the table; ``to best`` is how far the plan is below the best of all peers."""
    if isinstance(measured, str):
        return f"{case:<38} {peer:<17} {'':>8} {'':>9} {'':>9} {'':>6}  {measured}"
    value, bound = measured["value"], measured["bound"]
    gap = "" if value is None or not bound else f"{(bound - value) / bound:.1e}"
    to_best = "" if value is None or not best else f"{1 - value / best:.1e}"
    status = measured["status"] + ("" if measured["is_feasible"] else ", breaks a budget")
    return f"{case:<38} {peer:<17} {measured['seconds']:>8.2f} {gap:>9} {to_best:>9} {measured['peak']:>6.0f}  {status}"


def _value(measured: dict[str, Any] | str) -> float | None:
    if isinstance(measured, str) or not measured["is_feasible"]:
        return None
    value: float | None = measured["value"]
    return value


def _run_cell(case: str, peer: str, *, seed: int, time_limit: float) -> dict[str, Any] | str:
    absence = PEERS[peer].absence()
    if absence is not None:
        return absence
    command = [sys.executable, "-m", "benchmarks.speed.overlap_peers", "--cell", case, peer]
    command += ["--seed", str(seed), "--time-limit", str(time_limit)]
    ended = run_process(command, longest=time_limit + _GRACE)
    if ended.complaint is not None:
        return ended.complaint
    measured: dict[str, Any] = json.loads(ended.output.splitlines()[-1])
    return measured | {"peak": ended.peak}


if __name__ == "__main__":
    main()
