"""Print one table: follower lists by size and format, with the seconds and the peak of memory of reading each.

    python -m benchmarks.speed.followers [--only TEXT] [--all] [--folder FOLDER]

Lists are made up: power-law sizes, and a core of people who follow more than others. Each is read in a process of its
own, so that seconds are those of a fresh process and memory is its peak, the interpreter and all imports included.
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

import numpy as np

_LARGEST_SHARE = 0.2
"""Share of the people within reach who follow the largest handle, at most."""


@dataclass(frozen=True, slots=True)
class ListCase:
    """A follower list to make up.

    Parameters
    ----------
    name
        What it is called in the table.
    n_rows, n_handles, n_people
        Rows are followers of one handle each; about as many are made.
    suffix
        Format of the file.
    text_keys
        Whether people are texts instead of whole numbers.
    has_ties, has_people
        Whether there are ties of three strengths, and a table of people with weights and interested.
    is_long
        Whether it is left out unless asked for.
    """

    name: str
    n_rows: int
    n_handles: int
    n_people: int
    suffix: str = "parquet"
    text_keys: bool = False
    has_ties: bool = False
    has_people: bool = False
    is_long: bool = False


CASES = (
    ListCase("2 M rows", 2_000_000, 2_000, 200_000),
    ListCase("2 M rows, CSV", 2_000_000, 2_000, 200_000, suffix="csv"),
    ListCase("10 M rows", 10_000_000, 5_000, 1_000_000),
    ListCase("10 M rows, people as text", 10_000_000, 5_000, 1_000_000, text_keys=True),
    ListCase("10 M rows, ties and people", 10_000_000, 5_000, 1_000_000, has_ties=True, has_people=True),
    ListCase("10 M rows, CSV", 10_000_000, 5_000, 1_000_000, suffix="csv"),
    ListCase("10 M rows, CSV, ties and people", 10_000_000, 5_000, 1_000_000, "csv", True, True, True),
    ListCase("100 M rows", 100_000_000, 20_000, 10_000_000, is_long=True),
)


def write_list(case: ListCase, folder: Path) -> int:
    """Write the tables of a case; the number of rows.

    Follower j of a handle is the person (a·j + b) mod p, with p prime, so that nobody is listed twice.
    """
    import duckdb
    import pandas as pd

    rng = np.random.default_rng(case.n_rows)
    reach = np.array([_prime_below(case.n_people >> level) for level in range(4)])
    of_handle = reach[rng.choice(4, size=case.n_handles, p=[0.4, 0.3, 0.2, 0.1])]
    size = rng.pareto(1.1, case.n_handles) + 0.05
    for _ in range(20):
        size = np.minimum(size * case.n_rows / size.sum(), _LARGEST_SHARE * of_handle)
    handles = pd.DataFrame(
        {
            "h": np.arange(case.n_handles),
            "n": np.maximum(1, size.astype(np.int64)),
            "a": rng.integers(1, of_handle),
            "b": rng.integers(0, of_handle),
            "p": of_handle,
        }
    )
    person = "'person_' || ((a * j + b) % p)" if case.text_keys else "(a * j + b) % p"
    tie = ", [1, 0.5, 0.25][(a * j) % 3 + 1] AS tie" if case.has_ties else ""
    options = "(FORMAT parquet)" if case.suffix == "parquet" else "(FORMAT csv, HEADER)"
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder / "spilled")}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.register("handles", handles)
        connection.execute(
            f"COPY (SELECT 'handle_' || h AS handle, {person} AS person {tie} FROM"
            f" (SELECT *, unnest(range(n)) AS j FROM handles)) TO '{folder}/followers.{case.suffix}' {options}"
        )
        if case.has_people:
            key = "'person_' || i" if case.text_keys else "i"
            connection.execute(
                f"COPY (SELECT {key} AS person, [1, 2, 5][i * 7 % 3 + 1] AS weight, [0.1, 0.5][i * 3 % 2 + 1] AS"
                f" interested FROM range({case.n_people}) AS r(i)) TO '{folder}/people.{case.suffix}' {options}"
            )
    return int(handles["n"].sum())


def read_list(folder: Path, case: ListCase) -> dict[str, float]:
    """Read the list of a folder in this process; seconds, cells, entries and the peak of memory [MiB]."""
    began = time.perf_counter()
    from seeder.engine.large_table import LargeTable
    from seeder.engine.table import Table
    from seeder.scenario.audiences.follower_list import read_follower_list
    from seeder.scenario.document.documents import Objective, TiersDocument
    from seeder.scenario.issue_log import IssueLog
    from seeder.scenario.tables.accounts import build_accounts
    from seeder.scenario.tables.handle_names import HandleNames

    log = IssueLog()
    columns = {"account": [f"handle_{h}" for h in range(case.n_handles)], "followers": [case.n_people] * case.n_handles}
    table = Table("accounts", {name: list(cells) for name, cells in columns.items()}, range(1, case.n_handles + 1))
    accounts = build_accounts(table, tiers=TiersDocument(), objective=Objective.REACH, log=log)
    assert accounts is not None
    people = LargeTable("people", folder / f"people.{case.suffix}") if case.has_people else None
    followers = read_follower_list(
        LargeTable("followers", folder / f"followers.{case.suffix}"),
        people,
        accounts=accounts,
        names=HandleNames(accounts),
        sample=1.0,
        outside_is_ignored=True,
        log=log,
    )
    assert followers is not None, log.issues[:5]
    return {
        "seconds": time.perf_counter() - began,
        "cells": len(followers.n_people),
        "entries": len(followers.cell),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _prime_below(limit: int) -> int:
    """Return the largest prime below a limit."""
    return next(n for n in range(limit - 1, 1, -1) if all(n % d for d in range(2, int(n**0.5) + 1)))


def main() -> None:
    """Make up each list that the command line asks for, and read it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.followers", description=__doc__)
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--all", action="store_true", help="the long case too")
    parser.add_argument(
        "--folder", type=Path, help="where lists are made up and removed again; default: a temporary one"
    )
    parser.add_argument("--child", nargs=2, metavar=("CASE", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        name, folder = arguments.child
        print(json.dumps(read_list(Path(folder), next(case for case in CASES if case.name == name))))
        return
    print(f"{'list':<34} {'rows':>12} {'file MB':>8} {'seconds':>8} {'MiB':>6} {'cells':>11} {'entries':>12}")
    for case in CASES:
        if arguments.only not in case.name or (case.is_long and not arguments.all):
            continue
        with TemporaryDirectory(dir=arguments.folder) as name:
            n_rows = write_list(case, Path(name))
            size = (Path(name) / f"followers.{case.suffix}").stat().st_size / 1e6
            command = [sys.executable, "-m", "benchmarks.speed.followers", "--child", case.name, name]
            root = Path(__file__).parents[2]
            child = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
            if child.returncode:
                print(
                    f"{case.name:<34} {n_rows:>12,} {size:>8.0f}  {child.stderr.strip().splitlines()[-1]}", flush=True
                )
                continue
            read = json.loads(child.stdout)
        print(
            f"{case.name:<34} {n_rows:>12,} {size:>8.0f} {read['seconds']:>8.1f} {read['peak']:>6.0f}"
            f" {read['cells']:>11,} {read['entries']:>12,}",
            flush=True,
        )


if __name__ == "__main__":
    main()
