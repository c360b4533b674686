"""Print one table: cases by solvers, with seconds, gap, status and peak memory.

    python -m benchmarks.speed [--quick] [--only TEXT] [--knapsacks FOLDER] [--phases]

Every cell of the table runs in a process of its own, so that memory is that of one solve.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.speed.cases import Case, find_cases, knapsack_folder
from benchmarks.speed.peers import PEERS
from benchmarks.speed.phases import time_phases, write_market

_GRACE = 60.0
"""A child may take this much longer than the time limit, building included, before it is ended [s]."""
_PHASES_ACCOUNTS = 100_000


def main() -> None:
    """Run the cases that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the large cases")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--knapsacks", help="folder of *.in files with optima.csv; also by SEEDER_KNAPSACKS")
    parser.add_argument("--phases", action="store_true", help="time the large case from its files to a run folder")
    parser.add_argument("--phases-of", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--cell", nargs=2, metavar=("CASE", "SOLVER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.phases_of:
        for stage, figure in time_phases(arguments.phases_of).items():
            print(f"{stage:<24} {figure:>8.2f}", flush=True)
        return
    if arguments.phases:
        with TemporaryDirectory() as name:
            write_market(Path(name), _PHASES_ACCOUNTS)
            subprocess.run([sys.executable, "-m", "benchmarks.speed", "--phases-of", name], check=True)
        return
    cases = find_cases(knapsack_folder(arguments.knapsacks))
    if arguments.cell:
        name, peer = arguments.cell
        print(json.dumps(measure(next(case for case in cases if case.name == name), peer)))
        return
    print(f"{'case':<52} {'solver':<13} {'seconds':>8} {'gap':>9} {'to best':>9} {'MiB':>6}  status")
    for case in cases:
        if arguments.only in case.name and (case.is_quick or not arguments.quick):
            for peer in PEERS:
                print(_line(case, peer, _run_cell(case, peer, arguments.knapsacks)), flush=True)


def measure(case: Case, peer: str) -> dict[str, Any]:
    """Solve one case by one solver in this process; also what building took and the peak of memory."""
    began = time.perf_counter()
    problem = case.build()
    built = time.perf_counter() - began
    outcome = PEERS[peer](problem, relative_gap=case.relative_gap, time_limit=case.time_limit)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return asdict(outcome) | {"built": built, "peak": peak}


def _run_cell(case: Case, peer: str, knapsacks: str | None) -> dict[str, Any] | str:
    command = [sys.executable, "-m", "benchmarks.speed", "--cell", case.name, peer]
    if knapsacks is not None:
        command += ["--knapsacks", knapsacks]
    root = Path(__file__).parents[2]
    try:
        child = subprocess.run(
            command, cwd=root, capture_output=True, text=True, timeout=case.time_limit + _GRACE, check=True
        )
    except subprocess.TimeoutExpired:
        return "did not stop at the time limit"
    except subprocess.CalledProcessError as error:
        return error.stderr.strip().splitlines()[-1] if error.stderr.strip() else f"exit {error.returncode}"
    measured: dict[str, Any] = json.loads(child.stdout.splitlines()[-1])
    return measured


def _line(case: Case, peer: str, measured: dict[str, Any] | str) -> str:
    if isinstance(measured, str):
        return f"{case.name:<52} {peer:<13} {'':>8} {'':>9} {'':>9} {'':>6}  {measured}"
    value, bound = measured["value"], measured["bound"]
    gap = "" if value is None or not bound else f"{(bound - value) / bound:.1e}"
    to_best = "" if value is None or not case.optimum else f"{1 - value / case.optimum:.1e}"
    status = measured["status"] + ("" if measured["is_feasible"] else ", breaks a rule or a budget")
    return (
        f"{case.name:<52} {peer:<13} {measured['seconds']:>8.2f} {gap:>9} {to_best:>9} {measured['peak']:>6.0f}"
        f"  {status}"
    )


if __name__ == "__main__":
    main()
