"""How far a time limit is exceeded: by ``seeder.solve`` in Python, and by the command with its run folder.

    python -m benchmarks.limits [--quick] [--only TEXT] [--limits 1,2,5,10,20]

Every line of the table is two processes: one calls ``seeder.solve`` once it is imported, the other is
``seeder solve … -o RUN``, timed from its start to its end. Over the limit by more than a tenth of it and more than half
a second is marked with ``!``. What reading and rates take by themselves is not cut short: ``before`` is what passed
before the search of the call began, and where that alone exceeds the limit, ``over`` is what came on top of it.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import seeder
from benchmarks.quality.processes import run_process
from benchmarks.quality.quotas import MOST_TIKTOK, PLATFORMS, draw_quotas
from benchmarks.quality.segments import make_segments
from benchmarks.speed.phases import write_market

_LIMITS = (1.0, 2.0, 5.0, 10.0, 20.0)
_GRACE = 300.0
"""A process is ended if it takes this much longer than its limit [s]."""
_SHARE, _SECONDS = 0.1, 0.5
"""What a call may take beyond its limit: this share of it, or these seconds where that is less."""
_SCENARIOS = Path(__file__).parents[1] / "scenarios"


@dataclass(frozen=True, slots=True)
class Kind:
    """A scenario to solve with limits.

    Parameters
    ----------
    name
        As shown in the table.
    source
        A folder, or what writes the scenario into one.
    effort
        Budget of effort instead of the scenario's [h].
    is_quick
        Whether ``--quick`` runs it.
    """

    name: str
    source: Path | Callable[[Path], None]
    effort: float | None = None
    is_quick: bool = True


def kinds() -> list[Kind]:
    """All scenarios of the table."""
    return [
        Kind("book-launch", _SCENARIOS / "book-launch"),
        Kind("charity-drive", _SCENARIOS / "charity-drive"),
        Kind("apartment-app, effort 40", _SCENARIOS / "apartment-app", effort=40),
        Kind("apartment-app, effort 60", _SCENARIOS / "apartment-app", effort=60),
        Kind("2,000 x 60 segments", lambda folder: write_segments(folder, 2_000, 60)),
        Kind("5,000 x 40 segments, quotas", lambda folder: write_segments(folder, 5_000, 40, has_quotas=True)),
        Kind("100,000 x 3 approaches", lambda folder: write_market(folder, 100_000), is_quick=False),
    ]


def write_segments(folder: Path, n_accounts: int, n_segments: int, *, has_quotas: bool = False, seed: int = 0) -> None:
    """Write :func:`benchmarks.quality.segments.make_segments` as a scenario.

    ``has_quotas``: :func:`benchmarks.quality.quotas.make_quotas` instead.
    """
    problem = make_segments(n_accounts, n_segments, seed=seed)
    coverage, followers = problem.coverage, problem.followers
    assert coverage is not None
    assert followers is not None
    quotas = draw_quotas(followers, seed=seed)
    cash, platform = quotas.cash, np.array(PLATFORMS)[quotas.platform]
    names = [f"account_{position}" for position in range(n_accounts)]
    _write(
        folder / "accounts.csv",
        ("account", "platform", "followers", "view"),
        zip(names, platform.tolist(), followers.astype(int).tolist(), [1] * n_accounts, strict=True),
    )
    _write(
        folder / "pairs.csv",
        ("account", "approach", "effort", "acceptance", "cash"),
        zip(
            names,
            ["mail"] * n_accounts,
            problem.cost[0].tolist(),
            problem.acceptance.tolist(),
            (cash if has_quotas else 0 * cash).tolist(),
            strict=True,
        ),
    )
    _write(
        folder / "segments.csv",
        ("segment", "people"),
        ((f"segment_{cell}", int(people)) for cell, people in enumerate(coverage.weight.tolist())),
    )
    owner = np.repeat(np.arange(n_accounts), np.diff(coverage.start)).tolist()
    _write(
        folder / "memberships.csv",
        ("handle", "segment", "share"),
        (
            (names[account], f"segment_{cell}", chance)
            for account, cell, chance in zip(owner, coverage.cell.tolist(), coverage.chance.tolist(), strict=True)
        ),
    )
    budget: dict[str, float] = {"effort": float(problem.budget[0])}
    scenario: dict[str, Any] = {
        "name": "Limits",
        "objective": "reach",
        "budget": budget,
        "accounts": "accounts.csv",
        "overrides": "pairs.csv",
        "approaches": {"mail": {"effort": 1, "acceptance": 0.1, "costs": {"cash": 0}}},
        "audience": {
            "kind": "segments",
            "table": "segments.csv",
            "memberships": "memberships.csv",
            "outside": "ignore",
        },
    }
    if has_quotas:
        budget["cash"] = quotas.budget
        scenario["rules"] = {
            "groups": [
                {"where": "platform == 'youtube'", "at_least": quotas.least_youtube},
                {"where": "platform == 'instagram'", "at_most": quotas.most_instagram},
                {"where": "platform == 'tiktok'", "at_most": f"{MOST_TIKTOK:.0%}"},
            ]
        }
    (folder / "scenario.json").write_text(json.dumps(scenario))


def main() -> None:
    """Print a line for every scenario and limit that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.limits", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the large case, and limits over 5 s")
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--limits", help="limits in seconds, with commas between them")
    parser.add_argument("--call", nargs=3, metavar=("FOLDER", "LIMIT", "EFFORT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.call:
        folder, limit, effort = arguments.call
        print(json.dumps(time_call(Path(folder), float(limit), float(effort) or None)))
        return
    limits = tuple(map(float, arguments.limits.split(","))) if arguments.limits else _LIMITS
    limits = tuple(limit for limit in limits if not arguments.quick or limit <= 5)
    print(
        f"{'scenario':<28} {'limit':>5} {'call':>7} {'over':>7}  {'command':>7} {'over':>7}  {'CPU':>6} {'before':>6} "
        f"{'search':>6} {'after':>6} {'gap':>8}  ended"
    )
    for kind in kinds():
        if arguments.only in kind.name and (kind.is_quick or not arguments.quick):
            with _folder_of(kind) as folder:
                for limit in limits:
                    print(_line(kind, folder, limit), flush=True)


def time_call(folder: Path, limit: float, effort: float | None) -> dict[str, Any]:
    """Call ``seeder.solve`` in this process; its seconds, and where they went."""
    solve = seeder.solve  # Loads what the first call would load.
    began = time.perf_counter()
    run = solve(folder, budget=effort, time_limit=limit, progress=False)
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "before": wall - run.seconds["solve"] - run.seconds["plan"],
        "search": run.seconds["solve"],
        "after": run.seconds["plan"],
        "gap": run.result.bounds.relative_gap,
        "ended": run.result.termination.reason.value,
    }


def _line(kind: Kind, folder: Path, limit: float) -> str:
    asked = [str(folder), str(limit), str(kind.effort or 0)]
    called = run_process([sys.executable, "-m", "benchmarks.limits", "--call", *asked], longest=limit + _GRACE)
    budget = [] if kind.effort is None else ["--budget", f"effort={kind.effort}"]
    with TemporaryDirectory() as place:
        command = [sys.executable, "-m", "seeder", "solve", str(folder), "--time-limit", str(limit), *budget]
        commanded = run_process([*command, "--quiet", "-o", f"{place}/run"], longest=limit + _GRACE)
    complaint = called.complaint or commanded.complaint
    if complaint is not None:
        return f"{kind.name:<28} {limit:>5g}  {complaint}"
    found = json.loads(called.output.splitlines()[-1])
    gap = "" if found["gap"] is None else f"{found['gap']:.1e}"
    before = found["before"]
    called_over, commanded_over = (_beside(seconds, limit, before) for seconds in (found["wall"], commanded.seconds))
    return (
        f"{kind.name:<28} {limit:>5g} {called_over}  {commanded_over}  "
        f"{found['cpu']:>6.2f} {found['before']:>6.2f} {found['search']:>6.2f} {found['after']:>6.2f} {gap:>8}  "
        f"{found['ended']}"
    )


def _beside(seconds: float, limit: float, before: float) -> str:
    over = seconds - max(limit, before)
    mark = "!" if over > max(_SHARE * limit, _SECONDS) else " "
    return f"{seconds:>7.2f} {max(0.0, over):>6.2f}{mark}"


@contextmanager
def _folder_of(kind: Kind) -> Iterator[Path]:
    if isinstance(kind.source, Path):
        yield kind.source
        return
    with TemporaryDirectory() as place:
        kind.source(Path(place))
        yield Path(place)


def _write(path: Path, header: tuple[str, ...], rows: Any) -> None:
    with path.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
