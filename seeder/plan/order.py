"""The order to ask in: the ask that adds the most per effort comes first."""

from __future__ import annotations

import heapq
import math
import sys
from typing import NamedTuple

import numpy as np

from seeder.formulation import Formulation
from seeder.problem import SeedingProblem, Survival, value
from seeder.problem.arrays import IntArray

NOISE = 1e-12
"""Up to this share of a plan's value, what an ask adds may be what rounding left over."""

_LARGEST = sys.float_info.max


class Priority(NamedTuple):
    """The priority of an ask: the larger pair comes first."""

    per_effort: float
    """Added value per effort; infinite without effort, 0 where nothing is added."""
    if_free: float
    """Added value where ``per_effort`` is infinite, else 0."""


def ask_order(formulation: Formulation, chosen: IntArray) -> IntArray:
    """Order to ask in: most added value per effort given what precedes, ties by account.

    An ask without effort comes before all others as long as it adds something; of several, the one that adds most.
    What is at most 1e-12 of the plan's value counts as nothing added, and such asks come last: so small a number may
    be what rounding left over. Priorities count as equal where they agree to twelve digits: the same people counted in
    another order are no reason to put one account before another.
    """
    names = [formulation.account_name(option) for option in chosen.tolist()]
    return chosen[greedy_order(formulation.problem, chosen, names=names)]


def greedy_order(problem: SeedingProblem, chosen: IntArray, *, names: list[str]) -> IntArray:
    """Positions in ``chosen`` in the order to ask in; ties go by the names of their accounts.

    Lazily greedy: the marginal gain of an ask can only shrink as others precede it. So an ask is the next one if its
    priority was recomputed since the last choice and is still the largest; the others need no new evaluation.

    References
    ----------
    Minoux, Accelerated greedy algorithms for maximizing submodular set functions, 1978.
    """
    effort = problem.cost[problem.resources.index("effort"), chosen].tolist()
    separate, acceptance = problem.value[chosen].tolist(), problem.acceptance[chosen].tolist()
    before = Survival(problem, np.empty(0, dtype=np.int64))
    options = chosen.tolist()
    noise = NOISE * value(problem, chosen)

    def entry(position: int) -> tuple[float, float, str, int]:
        added = separate[position] + acceptance[position] * before.moved_if_yes(options[position])
        found = priority(added, effort[position], noise=noise)
        return -_to_twelve_digits(found.per_effort), -_to_twelve_digits(found.if_free), names[position], position

    waiting = [entry(position) for position in range(len(options))]
    heapq.heapify(waiting)
    order: list[int] = []
    renewed = [0] * len(options)
    while waiting:
        position = waiting[0][-1]
        if problem.coverage is not None and renewed[position] < len(order):
            renewed[position] = len(order)
            heapq.heapreplace(waiting, entry(position))
            continue
        heapq.heappop(waiting)
        order.append(position)
        before.add(options[position])
    return np.array(order, dtype=np.int64)


def priority(added: float, effort: float, *, noise: float) -> Priority:
    """Marginal gain per effort; 0 if the ask adds no more than noise."""
    if added <= noise:
        return Priority(0.0, 0.0)
    per_effort = added / effort if effort > added / _LARGEST else math.inf
    return Priority(per_effort, added if per_effort == math.inf else 0.0)


def _to_twelve_digits(number: float) -> float:
    return float(f"{number:.12g}")
