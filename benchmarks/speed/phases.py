"""The large case from its files to a run folder: how long each stage takes, imports included."""

from __future__ import annotations

import csv
import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.speed.cases import make_market

APPROACHES = ("cold", "intro", "paid")


def write_market(folder: Path, n_accounts: int) -> None:
    """Write :func:`make_market` as a scenario: accounts, and every pair's numbers as overrides."""
    problem = make_market(n_accounts, effort=0.03 * n_accounts)
    assert problem.followers is not None
    names = [f"account_{position}" for position in range(n_accounts)]
    clicks = problem.value_if_yes[:: len(APPROACHES)].tolist()
    with (folder / "accounts.csv").open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("account", "followers", "clicks"))
        writer.writerows(zip(names, problem.followers.astype(int).tolist(), clicks, strict=True))
    with (folder / "pairs.csv").open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("account", "approach", "effort", "acceptance", "cash"))
        for option, (hours, cash, acceptance) in enumerate(
            zip(*problem.cost.tolist(), problem.acceptance.tolist(), strict=True)
        ):
            account, approach = divmod(option, len(APPROACHES))
            writer.writerow((names[account], APPROACHES[approach], hours, acceptance, cash))
    scenario = {
        "name": "Speed",
        "objective": "clicks",
        "budget": dict(zip(problem.resources, problem.budget.tolist(), strict=True)),
        "accounts": "accounts.csv",
        "overrides": "pairs.csv",
        "approaches": {name: {"effort": 1, "acceptance": 0.1, "costs": {"cash": 0}} for name in APPROACHES},
    }
    (folder / "scenario.json").write_text(json.dumps(scenario))


def time_phases(folder: Path) -> dict[str, float]:
    """Read, solve and write in this process; seconds by stage, and the peak of memory [MiB]."""
    seconds: dict[str, float] = {}

    @contextmanager
    def lap(stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        seconds[stage] = time.perf_counter() - began

    with lap("import"):
        from seeder.run_writing import write_run
        from seeder.scenario import read_scenario
        from seeder.solving import solve
    with lap("read"):
        scenario = read_scenario(folder)
    with lap("all stages of the run"):
        run = solve(scenario)
    seconds |= {f"  {stage}": taken for stage, taken in run.seconds.items()}
    with lap("write"):
        write_run(run, folder / "run")
    return seconds | {"peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
