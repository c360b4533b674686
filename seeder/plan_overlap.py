"""How much of a plan's value depends on unknown overlaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seeder.analysis.interval.interval import ValueInterval
from seeder.analysis.interval.of_plan import interval_of_plan
from seeder.analysis.overlap.pair_value import PairValue, value_of_pairs
from seeder.analysis.overlap.worlds import InWorld, compare_worlds
from seeder.argument_kinds import require_kind
from seeder.brief_repr import brief_repr
from seeder.plan.exchanges import find_exchanges
from seeder.problem import evaluate
from seeder.runs import Run
from seeder.solvers import Stop

_EXCHANGES = 50


@dataclass(frozen=True, eq=False)
class PlanOverlap:
    """How much of a plan depends on unknown overlaps.

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

    __repr__ = brief_repr

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


def overlap_of_run(run: Run, *, stop: Stop | None = None) -> PlanOverlap | None:
    """Find how much of a run's plan depends on unknown overlaps.

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
    require_kind("run", run, Run)
    problem, selection = run.formulation.problem, run.result.selection
    interval = None if selection is None else interval_of_plan(run.formulation, selection)
    if selection is None or interval is None or not len(selection):
        return None
    exchanges = find_exchanges(problem, run.result, n_reserves=_EXCHANGES)
    value = evaluate(problem, selection).value
    exchanged = [
        np.array([*(other for other in selection.tolist() if other != found.replaces), found.option], dtype=np.int64)
        for found in exchanges
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
            run.formulation, selection, exchanges={found.option: value - found.value for found in exchanges}
        ),
    )
