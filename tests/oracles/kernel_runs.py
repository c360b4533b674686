"""Solve and verify scenarios in a process of its own, whose mathematical library takes its kernel as it starts.

``python kernel_runs.py solve RUNS SCENARIOS`` writes a run of every scenario into ``RUNS``, and
``python kernel_runs.py verify RUNS SCENARIOS`` verifies all runs below that folder; both print what they found as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Machine:
    """A kernel of OpenBLAS, '' for what it finds itself, and a number of threads."""

    kernel: str
    threads: int

    @property
    def name(self) -> str:
        return f"{self.kernel or 'unset'}-{self.threads}"

    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
        kernel = {"OPENBLAS_CORETYPE": self.kernel} if self.kernel else {}
        return own | kernel | dict.fromkeys(_THREADS, str(self.threads))


def in_a_child(machine: Machine, what: str, runs: Path, scenarios: Mapping[str, str]) -> dict[str, Any]:
    """Run this module in a process of its own; what it prints, read."""
    command = [sys.executable, __file__, what, str(runs), json.dumps(scenarios)]
    printed = subprocess.run(command, env=machine.environment(), check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(printed.stdout)
    return found


def _solve(runs: Path, scenarios: Mapping[str, str]) -> dict[str, Any]:
    import seeder

    found = {}
    for name, place in scenarios.items():
        run = seeder.run_scenario(seeder.read_scenario(place), stop=seeder.Stop(relative_gap=1e-4, iterations=4))
        seeder.write_run(run, runs / name)
        problem = run.formulation.problem
        found[name] = {"value": run.plan.value, "digest": problem.digest, "sums": dict(problem.sums)}
    return found


def _verify(runs: Path, _: Mapping[str, str]) -> dict[str, Any]:
    import seeder

    found = {}
    issues_of: dict[tuple[str, ...], list[str]] = {}
    for plan in sorted(runs.glob("*/*/plan.json")):
        run = plan.parent
        # Machines that wrote the same bytes wrote the same run, but for the clock.
        manifest = json.loads((run / "manifest.json").read_bytes())
        told = {name: part for name, part in manifest.items() if name not in ("seconds", "sha256")}
        key = (run.name, plan.read_text("utf-8"), (run / "certificate.json").read_text("utf-8"), json.dumps(told))
        if key not in issues_of:
            issues_of[key] = [str(issue) for issue in seeder.verify_run(run).issues]
        found[f"{run.parent.name} {run.name}"] = issues_of[key]
    found["distinct"] = [str(len(issues_of))]
    return found


def main(arguments: Sequence[str]) -> None:
    what, runs, scenarios = arguments
    work = {"solve": _solve, "verify": _verify}[what]
    found = work(Path(runs), json.loads(scenarios))
    from threadpoolctl import threadpool_info

    libraries = [library for library in threadpool_info() if library["user_api"] == "blas"]
    found["libraries"] = [[library["architecture"], library["num_threads"]] for library in libraries]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
