"""Ctrl-C while the solver's own code runs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from oracles.signals import hear_signals

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


def test_sigint_ends_a_long_solve_with_the_best_so_far() -> None:
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(LONG_SOLVE)],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=hear_signals,
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "searching\n"
        child.send_signal(signal.SIGINT)
        rest, _ = child.communicate(timeout=60)
    finally:
        child.kill()
    told = json.loads(rest.splitlines()[-1])
    assert child.returncode == 0
    assert (told["reason"], told["limit"], told["feasible"]) == ("LIMIT_REACHED", "INTERRUPT", True)
    assert 0 < told["gap"] < 0.5
    assert told["seconds"] < 60
