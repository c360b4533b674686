"""Which overlap to measure next: the pair that matters most to the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seeder.analysis.interval.audience_building import plan_audiences
from seeder.analysis.interval.of_plan import bounds_of_handles
from seeder.audience.shared_people import shared_people
from seeder.formulation import Formulation
from seeder.problem.arrays import IntArray
from seeder.scenario.audiences.overlaps import Overlaps

_MOST_OUTSIDE = 30


@dataclass(frozen=True, slots=True)
class PairValue:
    """A pair of handles whose overlap is not known, and how much of the plan depends on it."""

    # a, b: rows of the accounts table; a is on the plan.
    a: int
    b: int
    is_inside: bool  # Whether b is on the plan as well.
    # low, assumed, high: fewest people that the pair may share, those taken, and most [people].
    low: float
    assumed: float
    high: float
    # What the plan, or the plan with b, brings more at the low end than at the high one [the objective's unit].
    swing: float
    # What another plan could bring more, at most, if the pair turned out at the worse end: 0 where no end changes the
    # pick [the objective's unit].
    could_gain: float


def value_of_pairs(
    formulation: Formulation, selection: IntArray, *, exchanges: Mapping[int, float]
) -> tuple[PairValue, ...]:
    """Rank the pairs of a plan, and those of its handles with handles that could take a place, by what they decide.

    Of two handles h and k the value changes with each person whom they share by at most

        interested · P(both respond) = interested · q_i q_j p_h p_k

    (q_i p_h p_k for two of one account): less where further posts reach the same person. If h and k on the plan share
    the most that they may, it loses that times (high − assumed), and what another plan gains is at most that less what
    the cheapest exchange costs. If k could take a place and they share the fewest, k gains that times
    (assumed − low), less what the exchange costs now.

    ``exchanges``: option that is not on the plan → what the plan loses by the best exchange for it [the objective's
    unit].
    """
    overlaps = formulation.scenario.audience
    assert isinstance(overlaps, Overlaps)
    outside = sorted(exchanges, key=lambda option: (exchanges[option], option))[:_MOST_OUTSIDE]
    options = np.concatenate((selection, np.array(outside, dtype=np.int64)))
    audiences, rows, interested = plan_audiences(formulation, options)
    bounds = bounds_of_handles(overlaps, formulation.scenario.accounts.followers, rows)
    first, second = np.triu_indices(len(rows), 1)
    inside = audiences.owner < len(selection)
    considered = inside[first] & (inside[second] | (audiences.owner[first] != audiences.owner[second]))
    first, second = first[considered], second[considered]
    assumed = np.clip(
        shared_people(formulation.audience, rows[first], rows[second]),
        bounds.low[first, second],
        bounds.high[first, second],
    )
    moved = interested * audiences.both_moved[first, second]
    low, high = bounds.low[first, second], bounds.high[first, second]
    cheapest = min(exchanges.values(), default=np.inf)
    cost = np.array([cheapest] * len(selection) + [exchanges[option] for option in outside], dtype=np.float64)
    is_inside = inside[second]
    change = np.where(is_inside, high - assumed, assumed - low) * moved
    gain = np.maximum(0.0, change - cost[audiences.owner[second]])
    swing = moved * (high - low)
    order = np.lexsort((second, first, -swing, ~is_inside, -gain))
    open_pairs = order[(swing > 1e-9 * max(1e-300, float(swing.max(initial=0.0))))[order]]
    numbers = np.stack((low, assumed, high, swing, gain), axis=1)
    return tuple(
        PairValue(int(rows[first[at]]), int(rows[second[at]]), bool(is_inside[at]), *numbers[at].tolist())
        for at in open_pairs.tolist()
    )
