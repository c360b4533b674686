"""Print what plans from sizes and pairs are worth on the complete lists that they were taken from.

    python -m benchmarks.quality.overlaps [--data FOLDER] [--seeds N] [--only TEXT]

From a complete list come the size of every handle and the people whom pairs share: all pairs, or 5 % of them at random.
The list is forgotten, cells are fitted, and the plan found is valued on the list. ``worth`` is that over the value of
the best plan known on the list; ``told`` is the value that the plan states over its true one; ``from`` and ``to`` are
the ends of its interval over its true value, and a line that they do not hold ends with OUTSIDE. Settings for pairs
that are not stated: ``separate``; ``sainsbury`` with as many people as the list has; ``implied``, Sainsbury's rule with
the population under which the stated pairs come out right on the whole; ``similar`` with topics, where handles have
any. Effort grows with the power 0.7 of followers, times chance; ``chance`` is that of a follower to respond.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import seeder
from benchmarks.quality.known_lists import KnownList, made_lists, read_films, read_streamers
from seeder.analysis.interval.of_plan import interval_of_plan
from seeder.audience.shared_people import shared_people
from seeder.problem import Coverage, SeedingProblem
from seeder.problem.arrays import BoolArray, FloatArray

_STOP = seeder.Stop(time_limit=8, relative_gap=1e-3)
_CHANCES = (0.1, 0.3, 1.0)
_ASKS = (10, 40)


@dataclass(frozen=True, eq=False)
class Facts:
    """Sizes and pairs of a list.

    Parameters
    ----------
    size
        Followers of each handle, shape (n_handles,) [people].
    shared
        People who follow both, shape (n_handles, n_handles) [people].
    is_known
        Which pairs are stated.
    """

    size: FloatArray
    shared: FloatArray
    is_known: BoolArray

    @property
    def implied_population(self) -> int:
        """People under whom the stated pairs come out right on the whole, if handles were followed by chance."""
        by_chance = float((np.outer(self.size, self.size) * self.is_known).sum())
        together = (self.size[:, None] + self.size - self.shared) * self.is_known
        least = int(max(self.size.max(), together.max()))
        return max(least, round(by_chance / max(1.0, float((self.shared * self.is_known).sum()))))


def facts_of(known: KnownList, share_known: float, seed: int) -> Facts:
    """All pairs, or a share of them at random."""
    shared = known.follows.T @ known.follows
    rng = np.random.default_rng(seed)
    stated = np.triu(rng.random(shared.shape) < share_known, 1)
    return Facts(known.follows.sum(axis=0), shared, stated | stated.T)


def list_problem(known: KnownList, effort: FloatArray, budget: float, chance: float) -> SeedingProblem:
    """The problem on the list itself: a cell for all people who follow the same handles."""
    kinds, people = np.unique(known.follows.astype(np.uint8), axis=0, return_counts=True)
    handle, cell = np.nonzero(kinds.T)
    start = np.searchsorted(handle, np.arange(known.n_handles + 1))
    return SeedingProblem(
        account=np.arange(known.n_handles),
        value_if_yes=np.zeros(known.n_handles),
        cost=effort,
        budget=[budget],
        coverage=Coverage(weight=people, start=start, cell=cell, chance=np.full(len(cell), chance)),
    )


def scenario_of(
    known: KnownList, facts: Facts, *, setting: str, effort: FloatArray, budget: float, chance: float
) -> seeder.Scenario:
    """What somebody would write who has sizes and pairs only."""
    import pandas as pd

    handles = [f"h{position}" for position in range(known.n_handles)]
    accounts = pd.DataFrame(
        {
            "account": handles,
            "followers": facts.size.astype(int),
            "effort": effort,
            "acceptance": 1.0,
            "view": chance,
            "topics": list(known.topic),
        }
    )
    a, b = np.nonzero(np.triu(facts.is_known, 1))
    overlaps = pd.DataFrame(
        {"a": [handles[i] for i in a], "b": [handles[i] for i in b], "shared": facts.shared[a, b].astype(int)}
    )
    audience: dict[str, Any] = {"kind": "overlaps", "unstated": "sainsbury" if setting == "implied" else setting}
    if audience["unstated"] == "sainsbury":
        audience["population"] = facts.implied_population if setting == "implied" else len(known.follows)
    return seeder.Scenario.from_frames(
        accounts, budget={"effort": budget}, objective="reach", audience=audience, overlaps=overlaps
    )


def lines_of(known: KnownList, *, share_known: float, seed: int) -> Iterator[str]:
    """One line a setting, chance and budget."""
    facts = facts_of(known, share_known, seed)
    rng = np.random.default_rng(seed + 1000)
    effort = np.round(rng.uniform(0.5, 2, known.n_handles) * (facts.size / facts.size.mean()) ** 0.7, 2) + 0.01
    settings = ["separate"]
    if share_known < 1:
        settings += ["sainsbury", "implied"] + (["similar"] if any(known.topic) else [])
    best: dict[tuple[float, int], tuple[SeedingProblem, float]] = {}
    for chance in _CHANCES:
        for asks in _ASKS:
            problem = list_problem(known, effort, asks * float(np.median(effort)), chance)
            best[chance, asks] = problem, seeder.solve(problem, stop=_STOP).bounds.lower or 0.0
    for setting in settings:
        fitted, seconds, misfit = None, 0.0, 0.0
        for (chance, asks), (problem, value) in best.items():
            scenario = scenario_of(
                known, facts, setting=setting, effort=effort, budget=float(problem.budget[0]), chance=chance
            )
            if fitted is None:
                began = time.perf_counter()
                fitted = seeder.build_audience(scenario)
                seconds = time.perf_counter() - began
                misfit = _misfit(scenario, fitted)
            formulation = seeder.formulate(scenario, seeder.estimate_rates(scenario), fitted)
            result = seeder.solve(formulation.problem, stop=_STOP)
            assert result.selection is not None
            truth = seeder.evaluate(problem, result.selection).value
            interval = interval_of_plan(formulation, result.selection)
            assert interval is not None
            is_inside = interval.lower <= truth * (1 + 1e-9) and truth <= interval.upper * (1 + 1e-9)
            told = seeder.evaluate(formulation.problem, result.selection).value
            yield (
                f"{known.name:<14} {share_known:5.0%} {setting:<9} {seconds:5.1f} {misfit:7.2%} {chance:6.1f} {asks:4}"
                f" {len(result.selection):5} {truth / value:7.2%} {told / truth:7.2%}"
                f" {interval.lower / truth:5.2f} {interval.upper / truth:5.2f}{'' if is_inside else ' OUTSIDE'}"
            )


def _misfit(scenario: seeder.Scenario, audience: seeder.Audience) -> float:
    """Median relative misfit of stated pairs that share anybody."""
    overlaps: Any = scenario.audience
    fitted, stated = shared_people(audience, overlaps.a, overlaps.b), overlaps.shared
    held = stated > 0
    return float(np.median(np.abs(fitted - stated)[held] / stated[held]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with follows/ and twitch_follows/")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--handles", type=int, default=300)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    lists: list[KnownList | None] = list(made_lists(asked.handles, 20_000, n_seeds=asked.seeds))
    if asked.data is not None:
        lists.append(read_films(asked.data, asked.handles, seed=0))
        lists += [read_streamers(asked.data, country, asked.handles) for country in ("DE", "ENGB")]
    print(
        f"{'list':<14} {'known':>5} {'setting':<9} {'fit s':>5} {'misfit':>7} {'chance':>6} {'asks':>4} {'picks':>5}"
        f" {'worth':>7} {'told':>7} {'from':>5} {'to':>5}"
    )
    for known in lists:
        if known is None or asked.only not in known.name:
            continue
        for share_known in (1.0, 0.05):
            for line in lines_of(known, share_known=share_known, seed=5):
                print(line, flush=True)


if __name__ == "__main__":
    main()
