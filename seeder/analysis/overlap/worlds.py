"""Compare plans under three assumptions: unknown overlaps as small as possible, as assumed, as large as possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from seeder.analysis.inner_search import search
from seeder.audience.overlaps import most_overlap_audience, overlaps_audience
from seeder.formulation import Formulation, formulate
from seeder.problem import evaluate
from seeder.problem.arrays import IntArray
from seeder.scenario.audiences.overlaps import Overlaps, Unstated
from seeder.solvers import SolveResult, Stop


class World(Enum):
    """The assumptions on overlaps that are not stated."""

    LEAST = "least"
    ASSUMED = "assumed"
    MOST = "most"


@dataclass(frozen=True, eq=False)
class InWorld:
    """The value and the rank of a plan under one of the assumptions."""

    world: World
    value: float  # What the plan brings in it [the objective's unit].
    # rank, n_plans: its place by value among the plans compared, from 1, equal ones sharing the better place; and how
    # many those are: the plan, the best found in every world, and every exchange of one of its asks that was handed
    # over.
    rank: int
    n_plans: int
    best_value: float  # What the best plan found in this world brings in it.
    # added, dropped: options of the best plan that the plan has not, and the other way round; none where the plan is as
    # good.
    added: IntArray
    dropped: IntArray

    @property
    def is_same(self) -> bool:
        """Whether the plan is as good as the best one found in this world."""
        return not len(self.added) and not len(self.dropped)


def compare_worlds(
    formulation: Formulation, result: SolveResult, *, others: Iterable[IntArray] = (), stop: Stop
) -> tuple[InWorld, ...]:
    """Value a plan and others where unstated pairs overlap least, as assumed, and most; and search each world.

    Least: pairs that are not stated share as few as the stated ones permit, and those at the low end of their
    rounding. Most: every audience lies inside every larger one as far as the stated pairs, at the high end, permit.

    ``formulation``, ``result``: the plan as it was found, with a selection. ``others``: further selections to rank it
    among.
    """
    overlaps, chosen = formulation.scenario.audience, result.selection
    assert isinstance(overlaps, Overlaps)
    assert chosen is not None
    worlds = {
        World.LEAST: _least(formulation, overlaps),
        World.ASSUMED: formulation,
        World.MOST: _most(formulation, overlaps),
    }
    bests = [chosen]
    for made in worlds.values():
        if made is not formulation:
            found = search(made.problem, stop=stop, seed=result.seed, starts=[chosen])
            assert found.selection is not None
            bests.append(found.selection)
    plans = {tuple(sorted(plan.tolist())): None for plan in (*bests, *others)}
    return tuple(_in_world(world, made, chosen, plans) for world, made in worlds.items())


def _in_world(world: World, made: Formulation, chosen: IntArray, plans: Iterable[tuple[int, ...]]) -> InWorld:
    values = {plan: evaluate(made.problem, np.array(plan, dtype=np.int64)).value for plan in plans}
    own = values[tuple(sorted(chosen.tolist()))]
    foremost = max(values, key=lambda plan: values[plan])
    # Another plan found here may be better than the one that this world's search ended with.
    is_as_good = own >= values[foremost] * (1 - 1e-9)
    best_plan = chosen if is_as_good else np.array(foremost, dtype=np.int64)
    return InWorld(
        world=world,
        value=own,
        rank=1 + sum(value > own * (1 + 1e-9) for value in values.values()),
        n_plans=len(values),
        best_value=values[foremost],
        added=np.setdiff1d(best_plan, chosen),
        dropped=np.setdiff1d(chosen, best_plan),
    )


def _least(formulation: Formulation, overlaps: Overlaps) -> Formulation:
    least = replace(overlaps, unstated=Unstated.SEPARATE, shared=overlaps.low)
    if overlaps.unstated is Unstated.SEPARATE and np.array_equal(overlaps.low, overlaps.shared):
        return formulation
    scenario = formulation.scenario
    return formulate(scenario, formulation.rates, overlaps_audience(least, scenario.accounts))


def _most(formulation: Formulation, overlaps: Overlaps) -> Formulation:
    most, scenario = replace(overlaps, shared=overlaps.high), formulation.scenario
    return formulate(scenario, formulation.rates, most_overlap_audience(most, scenario.accounts))
