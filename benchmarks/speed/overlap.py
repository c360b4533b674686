"""Print one table: follower lists solved from Parquet to a run folder, by whole processes.

    python -m benchmarks.speed.overlap [--only TEXT] [--all] [--folder FOLDER]

A line tells the seconds of the whole process and of its stages, its peak of memory, and the certified gap; then the
seconds of the concave relaxation alone and how far its bound is from its optimum at most.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.speed.crowd import make_crowd, write_crowd


@dataclass(frozen=True, slots=True)
class OverlapCase:
    """A crowd to seed.

    Parameters
    ----------
    name
        What it is called in the table.
    n_accounts, n_people, n_rows
        Size of the crowd.
    largest_view
        Views are drawn up to this.
    effort
        Budget [hours].
    time_limit, gap
        For the search.
    is_long
        Whether it is left out unless asked for.
    """

    name: str
    n_accounts: int
    n_people: int
    n_rows: int
    largest_view: float
    effort: float
    time_limit: float
    gap: float
    is_long: bool = False


CASES = (
    OverlapCase("2,000 x 200,000, views to .3, 40 h", 2_000, 200_000, 2_000_000, 0.3, 40, 8, 5e-4),
    OverlapCase("2,000 x 200,000, views to .3, 200 h", 2_000, 200_000, 2_000_000, 0.3, 200, 8, 5e-4),
    OverlapCase("2,000 x 200,000, views to .9, 40 h", 2_000, 200_000, 2_000_000, 0.9, 40, 8, 5e-4),
    OverlapCase("2,000 x 200,000, views to .9, 200 h", 2_000, 200_000, 2_000_000, 0.9, 200, 8, 5e-4),
    OverlapCase("20,000 x 2 M, views to .3, 400 h", 20_000, 2_000_000, 30_000_000, 0.3, 400, 90, 1e-3, True),
    OverlapCase("20,000 x 2 M, views to .9, 400 h", 20_000, 2_000_000, 30_000_000, 0.9, 400, 90, 1e-3, True),
)


def main() -> None:
    """Run the cases that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.overlap", description=__doc__)
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--all", action="store_true", help="also the long cases")
    parser.add_argument("--folder", type=Path, help="keep the scenarios here, and take those that are there")
    parser.add_argument("--relax", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.relax:
        print(json.dumps(time_relaxation(arguments.relax)))
        return
    with TemporaryDirectory() as scratch:
        root = arguments.folder or Path(scratch)
        for case in CASES:
            if arguments.only in case.name and (arguments.all or not case.is_long):
                print(_line(case, root, Path(scratch)), flush=True)


def _line(case: OverlapCase, root: Path, scratch: Path) -> str:
    folder = root / f"{case.n_accounts}-{case.n_rows}-{case.largest_view:g}-{case.effort:g}"
    if not (folder / "scenario.yaml").exists():
        crowd = make_crowd(case.n_accounts, case.n_people, case.n_rows, largest_view=case.largest_view)
        write_crowd(crowd, folder, effort=case.effort)
    run = scratch / "run"
    limits = ["--time-limit", str(case.time_limit), "--gap", str(case.gap)]
    began = time.perf_counter()
    command = [sys.executable, "-m", "seeder", "solve", str(folder), "-o", str(run), "--force", "-q", *limits]
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    plan = json.loads((run / "plan.json").read_bytes())
    stages = json.loads((run / "manifest.json").read_bytes())["seconds"]
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "seeder", "verify", str(run), "-q"], check=True)
    verified = time.perf_counter() - began
    relaxed = json.loads(
        subprocess.run(
            [sys.executable, "-m", "benchmarks.speed.overlap", "--relax", str(folder)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    gap = 1 - plan["value"] / plan["bound_certified"]
    told = ", ".join(f"{stage} {took:.1f}" for stage, took in stages.items())
    return (
        f"{case.name:<38} {seconds:6.1f} s ({told}), {peak:.2f} GiB, {len(plan['picks'])} picks, "
        f"certified gap {gap:.3%}, greedy {1 - plan['baselines']['greedy'] / plan['bound_certified']:.3%}; "
        f"verify {verified:.1f} s; relaxation {relaxed['seconds']:.2f} s within {relaxed['gap']:.1e}"
    )


def time_relaxation(folder: Path) -> dict[str, Any]:
    """Time the concave relaxation of a scenario until bound and value are within 1e-4, presolve not counted."""
    import seeder
    from seeder.solvers.model.presolve import build_model
    from seeder.solvers.relaxations.concave import climb

    scenario = seeder.read_scenario(folder)
    formulation = seeder.formulation_of(scenario)
    model = build_model(formulation.problem)
    began = time.perf_counter()
    found = climb(model, gap=1e-4)
    return {"seconds": time.perf_counter() - began, "gap": found.gap}


if __name__ == "__main__":
    main()
