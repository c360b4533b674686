"""The order to ask in."""

from __future__ import annotations

import heapq
import math

import numpy as np

from seeder.formulation import Formulation
from seeder.problem import SeedingProblem, Survival
from seeder.problem.arrays import IntArray


def ask_order(formulation: Formulation, chosen: IntArray) -> IntArray:
    """Order to ask in: most added value per effort given what precedes, ties by account.

    An ask without effort comes before all others as long as it adds something. Merits count as equal where they agree
    to twelve digits: the same people counted in another order are no reason to put one account before another.

    Parameters
    ----------
    chosen
        Positions of the chosen options, at most one of each account.
    """
    names = [formulation.account_name(option) for option in chosen.tolist()]
    return chosen[greedy_order(formulation.problem, chosen, names=names)]


def greedy_order(problem: SeedingProblem, chosen: IntArray, *, names: list[str]) -> IntArray:
    """Positions in ``chosen`` in the order to ask in, shape of ``chosen``.

    Lazily greedy: what an ask adds can only shrink as others precede it, so an ask whose merit has been renewed since
    the last choice and still leads is the next one, whatever the merits of the others have become.

    Parameters
    ----------
    names
        Name of each chosen option's account, for ties.

    References
    ----------
    Minoux, Accelerated greedy algorithms for maximizing submodular set functions, 1978.
    """
    effort = problem.cost[problem.resources.index("effort"), chosen].tolist()
    separate, acceptance = problem.value[chosen].tolist(), problem.acceptance[chosen].tolist()
    before = Survival(problem, np.empty(0, dtype=np.int64))
    options = chosen.tolist()

    def entry(position: int) -> tuple[float, str, int]:
        added = separate[position] + acceptance[position] * before.moved_if_yes(options[position])
        return -_merit(added, effort[position]), names[position], position

    waiting = [entry(position) for position in range(len(options))]
    heapq.heapify(waiting)
    order: list[int] = []
    renewed = [0] * len(options)
    while waiting:
        position = waiting[0][2]
        if problem.coverage is not None and renewed[position] < len(order):
            renewed[position] = len(order)
            heapq.heapreplace(waiting, entry(position))
            continue
        heapq.heappop(waiting)
        order.append(position)
        before.add(options[position])
    return np.array(order, dtype=np.int64)


def _merit(added: float, effort: float) -> float:
    """Added value per effort to twelve digits; without effort infinite, or 0 where nothing is added."""
    if effort > 0:
        return float(f"{added / effort:.12g}")
    return math.inf if added > 0 else 0.0
