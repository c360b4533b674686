"""Ctrl-C while the solver's own code runs: the best so far and its certificate are kept, and no process is left."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from oracles.signals import hear_signals

ROOT = Path(__file__).parents[2]

LONG_SOLVE = """
    import json
    import numpy as np
    from seeder.problem import SeedingProblem, evaluate
    from seeder.solvers import Stop, solve

    rng = np.random.default_rng(1)
    n = 3000
    problem = SeedingProblem(
        account=np.repeat(np.arange(n), 3),
        value_if_yes=rng.lognormal(0, 1, 3 * n),
        cost=rng.integers(1, 60, (6, 3 * n)) / 10,
        budget=[300, 320, 340, 360, 310, 330],
    )

    def tell(point):
        # The exact search runs once the bound is there and a second has gone by.
        if point.seconds > 1.5 and point.gap < 0.5:
            print("searching", flush=True)

    result = solve(problem, stop=Stop(relative_gap=0.0, time_limit=120), on_progress=tell)
    print(json.dumps({
        "limit": result.termination.limit.name,
        "reason": result.termination.reason.name,
        "feasible": evaluate(problem, result.selection).is_feasible,
        "gap": result.bounds.relative_gap,
        "seconds": result.seconds,
    }))
"""


def told_after_ctrl_c(script: str) -> tuple[str, dict[str, Any]]:
    """Run a script, press Ctrl-C at its first line of output, and return that line and the document in its last one."""
    caller = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=hear_signals,
    )
    assert caller.stdout is not None
    try:
        first = caller.stdout.readline().strip()
        caller.send_signal(signal.SIGINT)
        rest, _ = caller.communicate(timeout=60)
    finally:
        caller.kill()
    assert caller.returncode == 0
    told: dict[str, Any] = json.loads(rest.splitlines()[-1])
    return first, told


def test_sigint_ends_a_long_solve_with_the_best_so_far() -> None:
    first, told = told_after_ctrl_c(LONG_SOLVE)
    assert first == "searching"
    assert (told["reason"], told["limit"], told["feasible"]) == ("LIMIT_REACHED", "INTERRUPT", True)
    assert 0 < told["gap"] < 0.5
    assert told["seconds"] < 60


OVERLAP = """
    import dataclasses, json, os, time
    from pathlib import Path
    import numpy as np
    import seeder.solvers.overlapping.cell_search as cell_search
    import seeder.solvers.overlapping.branching as branching
    import seeder.solvers.heuristics.local_search as local_search
    from seeder.certify import proved_bound
    from seeder.problem import Coverage, SeedingProblem, evaluate
    from seeder.solvers import Stop, solve

    rng = np.random.default_rng(0)
    n, n_cells = 90, 350
    has = rng.random((n, n_cells)) < 0.05
    problem = SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.zeros(n),
        acceptance=np.full(n, 0.9),
        cost=np.round(rng.uniform(1, 3, (1, n)), 1),
        budget=[36.0],
        coverage=Coverage(
            weight=rng.integers(1, 10, n_cells),
            start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
            cell=np.nonzero(has)[1],
            chance=np.full(int(has.sum()), 0.95),
        ),
        followers=rng.integers(10, 1000, n),
    )
    everybody = float(problem.coverage.weight.sum())
    told = []

    def tell(text):
        if not told:
            told.append(text)
            print(text, flush=True)
"""

AT_THE_END = """
    result = solve(problem, stop=Stop(relative_gap=0.0, time_limit=120))
    left = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parts[1]) == os.getpid() and parts[0] != "Z":
            left.append(int(stat.parent.name))
    print(json.dumps({
        "limit": result.termination.limit.name,
        "reason": result.termination.reason.name,
        "feasible": evaluate(problem, result.selection).is_feasible,
        "kept": evaluate(problem, result.selection).value == result.bounds.lower,
        "above_baselines": all(value <= result.bounds.lower for value in result.baselines.values()),
        "certified": proved_bound(problem, result.certificate) == result.bounds.certified,
        "bound": result.bounds.certified / float(problem.value_if_yes.sum() + everybody),
        "gap": result.bounds.relative_gap,
        "left": left,
    }))
"""

IN_THE_CLIMB = """
    climb = cell_search.climb

    def slowly(model, **options):
        on_step = options.pop("on_step", None)
        steps = []

        def step(best):
            steps.append(best)
            if on_step is not None:
                on_step(best)
            if len(steps) > 20:
                tell("climbing")
                time.sleep(0.05)

        return climb(model, on_step=step, **(options | {"gap": 0.0}))

    cell_search.climb = slowly
"""

IN_A_NODE = """
    process = branching.TreeSearch._process

    def slowly(self, number):
        if number > 5:
            tell("branching")
            time.sleep(0.05)
        return process(self, number)

    branching.TreeSearch._process = slowly
"""

WITH_MOVES = """
    run = local_search.LocalSearch.run
    cell_search._PARAMS = dataclasses.replace(cell_search._PARAMS, few_entries=1)

    def watched(self, n_moves):
        run(self, n_moves)
        tell("moving")

    local_search.LocalSearch.run = watched
"""


@pytest.mark.parametrize(
    ("where", "line"), [(IN_THE_CLIMB, "climbing"), (IN_A_NODE, "branching"), (WITH_MOVES, "moving")]
)
def test_sigint_keeps_selection_and_certificate_where_audiences_overlap(where: str, line: str) -> None:
    first, told = told_after_ctrl_c(OVERLAP + where + AT_THE_END)
    assert first == line
    assert (told["reason"], told["limit"]) == ("LIMIT_REACHED", "INTERRUPT")
    assert told["feasible"]
    assert told["kept"]
    assert told["above_baselines"]
    assert told["certified"]
    assert told["bound"] < 1.0
    assert 0 < told["gap"] < 0.5
    assert told["left"] == []
