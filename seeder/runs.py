"""Runs one solve from scenario to plan, and writes it to a run folder."""

from __future__ import annotations

import logging
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from seeder.analysis.information.value_of_information import Information, value_of_knowing
from seeder.analysis.interval.interval import ValueInterval
from seeder.analysis.interval.of_plan import interval_of_plan
from seeder.analysis.overlap.pair_value import PairValue, value_of_pairs
from seeder.analysis.overlap.worlds import InWorld, compare_worlds
from seeder.folder_checks import is_empty_folder
from seeder.folders import replace_folder, try_place
from seeder.formulation import Formulation, formulation_of
from seeder.plan import Plan, make_plan
from seeder.plan.exchanges import find_stand_ins
from seeder.plan.shortlist import shortlist_csv
from seeder.problem import evaluate
from seeder.problem.arrays import whole_number
from seeder.run_folder.files import (
    CERTIFICATE_FILE,
    MANIFEST_FILE,
    MANIFEST_VERSION,
    OWN_DIGEST,
    PLAN_FILE,
    SHORTLIST_FILE,
    certificate_bytes,
    digest_of,
    foreign_part,
    json_bytes,
    manifest_digest,
)
from seeder.run_folder.names import position_names
from seeder.run_folder.settings import recorded_settings
from seeder.scenario import Scenario
from seeder.shipped import DISTRIBUTION
from seeder.solvers import ProgressPoint, Solver, SolveResult, Stop, solve
from seeder.stages import Stage

_LOG = logging.getLogger(__name__)

_PACKAGES = ("ortools", "numpy", "pydantic", "duckdb")

_EXCHANGES = 50
_SHARE_AFTER_SEARCH, _LEAST_AFTER_SEARCH = 0.05, 0.25
"""A time limit is that of the whole call. What follows the search may take what is left of it; where the
search took all of it, this share more, or these seconds."""


@dataclass(frozen=True, eq=False)
class PlanOverlap:
    """What of a plan hangs on overlap that is not known.

    Parameters
    ----------
    run
        The run whose plan it is.
    interval
        Between which its value lies for every arrangement that the facts allow.
    worlds
        How it fares among others where unstated pairs overlap least, as assumed, and most.
    pairs
        Pairs that are not known, by what they decide.
    """

    run: Run
    interval: ValueInterval
    worlds: tuple[InWorld, ...]
    pairs: tuple[PairValue, ...]

    def to_document(self) -> dict[str, Any]:
        """Return the object that ``seeder overlap --json`` prints under ``plan``."""
        accounts, interval = self.run.scenario.accounts, self.interval
        return {
            "value": self.run.plan.value,
            "interval": {
                "low": interval.lower,
                "high": interval.upper,
                "low_by": interval.lower_method.value,
                "high_by": interval.upper_method.value,
                "is_exact": interval.is_exact,
            },
            "worlds": [
                {
                    "overlap": world.world.value,
                    "value": world.value,
                    "rank": world.rank,
                    "of": world.n_plans,
                    "best_value": world.best_value,
                    "is_same": world.is_same,
                    "asks_instead": [self._ask(option) for option in world.added.tolist()],
                    "leaves_out": [self._ask(option) for option in world.dropped.tolist()],
                }
                for world in self.worlds
            ],
            "pairs_to_measure": [
                {
                    "a": accounts.handle[pair.a],
                    "platform_a": accounts.platform[pair.a],
                    "b": accounts.handle[pair.b],
                    "platform_b": accounts.platform[pair.b],
                    "both_on_plan": pair.is_inside,
                    "low": pair.low,
                    "assumed": pair.assumed,
                    "high": pair.high,
                    "swing": pair.swing,
                    "could_gain": pair.could_gain,
                }
                for pair in self.pairs
            ],
        }

    def _ask(self, option: int) -> dict[str, str]:
        formulation = self.run.formulation
        return {"account": formulation.account_name(option), "approach": formulation.approach_name(option)}


@dataclass(frozen=True, eq=False)
class Run:
    """One solve from scenario to plan.

    Parameters
    ----------
    scenario, formulation, result, plan
        What each stage made.
    seconds
        Stage → how long it took [s].
    stop
        When the search was to stop.
    is_interrupted
        Whether Ctrl-C came: the plan is what was known by then, without backups if it came after the search.
    """

    scenario: Scenario
    formulation: Formulation
    result: SolveResult
    plan: Plan
    seconds: Mapping[str, float]
    stop: Stop
    is_interrupted: bool = False

    @property
    def cannot_be_asked(self) -> tuple[str, ...]:
        """Accounts that nobody can ask, as none of the approaches applies to them."""
        return self.formulation.cannot_be_asked

    def to_document(self) -> dict[str, Any]:
        """Return the object that ``seeder solve --json`` prints: the content of ``plan.json``."""
        return self.plan.to_document()


def run_scenario(
    scenario: Scenario,
    *,
    solver: Solver | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
) -> Run:
    """Run all stages: rates, audience, formulation, search, plan.

    Parameters
    ----------
    solver
        Which search; default: chosen by the problem.
    stop
        When to stop; default: at a relative gap of 1e-6.
    seed
        The same seed gives the same plan.
    on_progress
        Called with each improvement and every moment in between.
    """
    began = time.perf_counter()
    formulation = formulation_of(scenario)
    seconds = {"formulate": round(time.perf_counter() - began, 3)}
    run = run_formulation(formulation, solver=solver, stop=stop, seed=seed, on_progress=on_progress)
    return replace(run, seconds={**seconds, **run.seconds})


def run_formulation(
    formulation: Formulation,
    *,
    solver: Solver | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgressPoint], None] | None = None,
) -> Run:
    """Run the stages after the formulation: search and plan. Parameters are those of :func:`run_scenario`."""
    seed = whole_number("seed", seed, low=0)
    chosen_stop = Stop() if stop is None else stop
    stage = Stage(_LOG, "search")
    result = solve(formulation.problem, solver, stop=chosen_stop, seed=seed, on_progress=on_progress)
    search_seconds = stage.end(
        method=result.method,
        value=result.bounds.lower,
        bound=result.bounds.upper,
        ended=result.termination.reason.value,
    )
    stage = Stage(_LOG, "plan")
    is_interrupted = result.is_interrupted
    try:
        seconds_left = _time_after_search(chosen_stop, search_seconds, is_interrupted=is_interrupted)
        plan = make_plan(formulation, result, time_limit=seconds_left)
    except KeyboardInterrupt:
        is_interrupted = True
        plan = make_plan(formulation, result, is_brief=True)
    plan_seconds = stage.end(asks=len(plan.picks), backups=len(plan.reserves))
    return Run(
        scenario=formulation.scenario,
        formulation=formulation,
        result=result,
        plan=plan,
        seconds={"solve": round(search_seconds, 3), "plan": round(plan_seconds, 3)},
        stop=chosen_stop,
        is_interrupted=is_interrupted,
    )


def _time_after_search(stop: Stop, seconds: float, *, is_interrupted: bool) -> float | None:
    """Seconds for what follows a search that took so many; None without a time limit."""
    if is_interrupted:
        return _LEAST_AFTER_SEARCH
    if stop.time_limit is None:
        return None
    return max(stop.time_limit - seconds, _SHARE_AFTER_SEARCH * stop.time_limit, _LEAST_AFTER_SEARCH)


def worth_of_run(run: Run, *, n_best: int = 5, most_solves: int = 40) -> Information:
    """Find the numbers of a run that it would pay most to know.

    The method is that of :func:`~seeder.analysis.information.value_of_information.value_of_knowing`.

    Parameters
    ----------
    n_best
        How many numbers to return.
    most_solves
        How many searches may be made for that.
    """
    return value_of_knowing(run.formulation, run.result, n_best=n_best, most_solves=most_solves)


def overlap_of_run(run: Run, *, stop: Stop | None = None) -> PlanOverlap | None:
    """Find what of a run's plan hangs on overlap that is not known.

    Parameters
    ----------
    stop
        When each of the two further searches is to stop; default: at a relative gap of 1e-4, or after 20 seconds.

    Returns
    -------
    PlanOverlap or None
        None where audiences are not known by pairs, or nobody is asked.

    Raises
    ------
    ProblemError
        Where no arrangement of people has the sizes and pairs that are stated.
    """
    problem, selection = run.formulation.problem, run.result.selection
    interval = None if selection is None else interval_of_plan(run.formulation, selection)
    if selection is None or interval is None or not len(selection):
        return None
    stand_ins = find_stand_ins(problem, run.result, n_reserves=_EXCHANGES)
    value = evaluate(problem, selection).value
    exchanged = [
        np.array([*(other for other in selection.tolist() if other != found.replaces), found.option], dtype=np.int64)
        for found in stand_ins
    ]
    return PlanOverlap(
        run=run,
        interval=interval,
        worlds=compare_worlds(
            run.formulation,
            run.result,
            others=exchanged,
            stop=Stop(time_limit=20, relative_gap=1e-4) if stop is None else stop,
        ),
        pairs=value_of_pairs(
            run.formulation, selection, exchanges={found.option: value - found.value for found in stand_ins}
        ),
    )


def write_run(
    run: Run,
    path: str | Path,
    *,
    extra_files: Mapping[str, bytes] | None = None,
    overwrite: bool = False,
    command: Sequence[str] = (),
) -> None:
    """Write a run folder, whole or not at all.

    Parameters
    ----------
    extra_files
        Further files by name.
    overwrite
        Whether an earlier run folder at that place is replaced.
    command
        The command line, for the manifest.

    Raises
    ------
    RunExistsError
        Where something is at that place and may not be overwritten.
    RunFolderError
        Where the folder cannot be written.
    """
    stage = Stage(_LOG, "write")
    files = {
        PLAN_FILE: json_bytes(run.plan.to_document()),
        SHORTLIST_FILE: shortlist_csv(
            run.plan.picks, resources=run.plan.spent, reserves=run.plan.reserves, value=run.plan.value
        ),
        CERTIFICATE_FILE: certificate_bytes(run.result.certificate, position_names(run.formulation)),
        **(extra_files or {}),
    }
    place = Path(path)
    manifest = json_bytes(_manifest(run, place, command, files))
    replace_folder(
        place,
        {**files, MANIFEST_FILE: manifest},
        overwrite=overwrite or is_empty_folder(place),
        foreign=foreign_part if overwrite else lambda _: "is there already",
    )
    stage.end(files=len(files) + 1, bytes=sum(map(len, files.values())) + len(manifest))


def require_free(path: str | Path, *, overwrite: bool) -> None:
    """Refuse a place for a run before any work is done for it."""
    place = Path(path)
    try_place(place, overwrite=overwrite or is_empty_folder(place), foreign=foreign_part)


def _manifest(run: Run, path: Path, command: Sequence[str], files: Mapping[str, bytes]) -> dict[str, Any]:
    def place(of: Path) -> str:
        try:
            return os.path.relpath(of, path.resolve())
        except ValueError:
            return str(of)

    manifest = {
        "schema_version": MANIFEST_VERSION,
        "command": list(command),
        "seed": run.result.seed,
        "method": run.result.method,
        "stop": {
            "time_limit": run.stop.time_limit,
            "relative_gap": run.stop.relative_gap,
            "iterations": run.stop.iterations,
        },
        "problem": {"digest": run.formulation.problem.digest, "sums": dict(run.formulation.problem.sums)},
        "interrupted": run.is_interrupted,
        "seconds": dict(run.seconds),
        "versions": {
            "python": platform.python_version(),
            "seeder": metadata.version(DISTRIBUTION),
            **{name: metadata.version(name) for name in _PACKAGES},
        },
        "inputs": [
            {"name": file.name, "path": place(file.path), "sha256": file.digest, "bytes": file.size}
            for file in run.scenario.inputs
        ],
        "settings": [
            {"key": list(setting.path), "value": setting.value, "origin": setting.origin}
            for setting in recorded_settings(run.scenario.located)
        ],
        "files": {name: {"sha256": digest_of(raw), "bytes": len(raw)} for name, raw in files.items()},
    }
    return {**manifest, OWN_DIGEST: manifest_digest(manifest)}
