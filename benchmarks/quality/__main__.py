"""Print one table: generated problems by seeds, with what was found, what was proved, and whether the bar is met.

    python -m benchmarks.quality [--only TEXT] [--seeds N] [--time-limit S] [--quick | --all] [--peers]

Seconds are those of the whole process, making the problem left out and shown beside; where a case comes from files,
the process is ``seeder solve`` from Parquet to a run folder. ``gap`` is to the best known bound, ``cert.gap`` to the
one that ``seeder verify`` recomputes. ``greedy+`` is how far the plan is above the best of seeder's greedy selections,
``ratio+`` above greedy by value per effort alone. ``--time-limit`` replaces the limit of every search, the bars stay.
``search`` is seconds of the search alone.

With ``--peers``, the linearised model of the same problems, every rule in it, is given whole to HiGHS, CP-SAT and SCIP
with the same time limit and gap; their lines come after those of a case's seeds. There ``search`` is seconds in the
solver, and ``built`` is making the problem and the model. ``value`` is the plan's own, not the model's.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.quality.bar import Measured
from benchmarks.quality.case import Case, FolderWriter
from benchmarks.quality.cases import all_cases
from benchmarks.quality.lines import HEADER, line_of, mean_line_of, summary_of
from benchmarks.quality.measuring import measure, solve_cell
from benchmarks.quality.peers import bar_of_peers, limit_memory, measure_peers, solve_peer_cell


def main() -> None:
    """Run the cases that the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--seeds", type=int, default=3, help="run each case with the seeds 0 … N − 1 (default 3)")
    parser.add_argument("--time-limit", type=float, help="for every search, instead of the case's own [s]")
    parser.add_argument("--quick", action="store_true", help="only the cases that end within seconds")
    parser.add_argument("--all", action="store_true", help="also the longest cases")
    parser.add_argument("--peers", action="store_true", help="also give each problem whole to HiGHS, CP-SAT and SCIP")
    parser.add_argument("--cell", nargs=2, metavar=("CASE", "SEED"), help=argparse.SUPPRESS)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    parser.add_argument("--scenario", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    cases = all_cases()
    if arguments.cell:
        case = next(case for case in cases if case.name == arguments.cell[0])
        _answer_parent(case, int(arguments.cell[1]), arguments)
        return
    asked = [
        case
        for case in cases
        if arguments.only in case.name
        and (case.is_quick or not arguments.quick)
        and (arguments.all or not case.is_long)
    ]
    print_table(asked, n_seeds=arguments.seeds, time_limit=arguments.time_limit, has_peers=arguments.peers)


def print_table(cases: list[Case], *, n_seeds: int, time_limit: float | None, has_peers: bool = False) -> None:
    """Measure cases in turn, with ``has_peers`` also the peers, and print their lines as they come."""
    print(HEADER, flush=True)
    of_mean: dict[float, list[Measured | str]] = {}
    for case in cases:
        found = []
        for seed in range(n_seeds):
            found.append(measure(case, seed, time_limit=time_limit))
            print(line_of(case.name, seed, found[-1], case.bar), flush=True)
        print(summary_of(case.name, found, case.bar), flush=True)
        for seed in range(n_seeds) if has_peers else ():
            for peer, outcome in measure_peers(case, seed, time_limit=time_limit):
                print(line_of(f"    {peer}, linearised", seed, outcome, bar_of_peers(case.bar)), flush=True)
        if case.bar.mean_above_ratio is not None:
            of_mean.setdefault(case.bar.mean_above_ratio, []).extend(found)
    for least, found in of_mean.items():
        print(mean_line_of(found, least), flush=True)


def _answer_parent(case: Case, seed: int, arguments: argparse.Namespace) -> None:
    if arguments.write is not None:
        assert isinstance(case.source, FolderWriter)
        case.source.write(seed, arguments.write)
        return
    limit = case.time_limit if arguments.time_limit is None else arguments.time_limit
    if arguments.peer is not None:
        limit_memory()
        told = solve_peer_cell(case, seed, arguments.peer, time_limit=limit, scenario=arguments.scenario)
    else:
        told = solve_cell(case, seed, time_limit=limit)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
