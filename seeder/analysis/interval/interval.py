"""Between which numbers a plan's value lies under everything that facts about overlap allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.clusters import group_handles, least_of_groups, most_of_groups
from seeder.analysis.interval.lower_bounds import least_beside, least_spread, order_by_reach, order_greedily
from seeder.analysis.interval.methods import LowerMethod, UpperMethod
from seeder.analysis.interval.orders import by_size, least_along, most_along
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.analysis.interval.programs import MOST_HANDLES, least_of_sets, most_of_sets
from seeder.analysis.interval.upper_bounds import grow_tree, most_if_separate, most_of_tree
from seeder.errors import ProblemError

_MOST_IN_GROUP = 8
_RELATIVE_SLACK = 1e-11
"""Both ends are moved outwards by this share of themselves, for the rounding of sums."""
_CONTRADICTION = 1e-6
"""Ends that cross by more than this share of the upper one are a contradiction in the facts."""


@dataclass(frozen=True, slots=True)
class ValueInterval:
    """An interval that holds a plan's value for every arrangement of people that the facts allow.

    Parameters
    ----------
    lower, upper
        The ends [people].
    lower_method, upper_method
        How each end was found.
    is_exact
        Both ends are reached by arrangements of people over the plan's handles that the pair bounds allow, to 1e-8 of
        the total of separate audiences.

    Raises
    ------
    ProblemError
        Where the ends cross or are not numbers.
    """

    lower: float
    upper: float
    lower_method: LowerMethod
    upper_method: UpperMethod
    is_exact: bool

    def __post_init__(self) -> None:
        if not 0 <= self.lower <= self.upper < np.inf:
            raise ProblemError(f"interval: expected 0 ≤ lower ≤ upper < ∞, found {self.lower:g} and {self.upper:g}")


def value_interval(audiences: PlanAudiences, bounds: PairBounds, *, population: float | None = None) -> ValueInterval:
    """Bound a plan's value from both sides, whatever the facts leave open.

    The value is Σ_T w_T f(T) over people by the set T of handles that they follow, with f of :class:`PlanAudiences`.
    Any w ≥ 0 counts whose sizes are exact and whose pairs lie in their bounds. Up to twelve handles a linear program
    over all sets gives both ends; beyond, the best of bounds that each hold by a proof of their own. Both ends are
    moved outwards by 1e-11 of themselves for rounding.

    Parameters
    ----------
    audiences
        The handles of the plan.
    bounds
        Between which numbers each two of them share people, in the same order.
    population
        People in all; None where it is not known.

    Raises
    ------
    ProblemError
        Where the arrays do not belong together, or where no arrangement of people fits the facts.

    References
    ----------
    Hunter 1976, Worsley 1982, Dawson & Sankoff 1967, Kuai, Alajaji & Takahara 2000, de Caen 1997, Lorentz 1953: at
    the methods.
    """
    if len(bounds.low) != len(audiences) or not np.array_equal(bounds.people, audiences.people):
        raise ProblemError("pair bounds: expected those of the plan's handles, in their order")
    if population is not None and not audiences.people.max(initial=0.0) <= population < np.inf:
        raise ProblemError(f"population: expected a number of at least every handle's followers, found {population:g}")
    is_exact = _is_open(bounds, population)
    followed = np.flatnonzero(audiences.people > 0)
    if len(followed) > MOST_HANDLES:
        followed = followed[audiences.moved[followed] > 0]
    some, among = audiences.only(followed), bounds.only(followed)
    if not len(followed):
        return ValueInterval(0.0, 0.0, LowerMethod.NESTED, UpperMethod.SEPARATE, is_exact=True)
    if len(followed) <= MOST_HANDLES:
        least = least_of_sets(some, among, population=population)
        most = most_of_sets(some, among, population=population)
        if least is not None and most is not None:
            is_whole = len(followed) == np.count_nonzero(audiences.people)
            return _widened(
                (least.bound, LowerMethod.PROGRAM),
                (most.bound, UpperMethod.PROGRAM),
                is_exact=is_exact or (is_whole and least.is_exact and most.is_exact),
            )
    return _widened(find_least(some, among), find_most(some, among, population=population), is_exact=is_exact)


def find_most(
    audiences: PlanAudiences, bounds: PairBounds, *, population: float | None = None
) -> tuple[float, UpperMethod]:
    """The lowest of the upper bounds that hold for any number of handles, and its method."""
    weight = audiences.both_moved * bounds.low
    orders = [grow_tree(weight), by_size(audiences), np.argsort(-audiences.moved * audiences.people, kind="stable")]
    groups = group_handles(weight, most=_MOST_IN_GROUP)
    found = [
        (most_if_separate(audiences), UpperMethod.SEPARATE),
        (most_of_tree(audiences, bounds), UpperMethod.TREE),
        *(most_along(audiences, bounds, order, population=population) for order in orders),
        (most_of_groups(audiences, bounds, groups), UpperMethod.GROUPS),
    ]
    return min(found, key=lambda bound: bound[0])


def find_least(audiences: PlanAudiences, bounds: PairBounds) -> tuple[float, LowerMethod]:
    """The highest of the lower bounds that hold for any number of handles, and its method."""
    found = [_least_of_all(audiences, bounds)]
    groups = group_handles(audiences.both_moved * bounds.high, most=_MOST_IN_GROUP)
    found.append((least_of_groups(audiences, bounds, groups), LowerMethod.GROUPS))
    weight = np.where(audiences.is_alone, audiences.moved * audiences.people, 0.0)
    handle = int(np.argmax(weight))
    if weight[handle] > 0:
        rest = np.delete(np.arange(len(audiences)), handle)
        least, _ = _least_of_all(audiences.only(rest), bounds.only(rest))
        found.append((least_beside(audiences, bounds, handle, least_of_rest=least), LowerMethod.BESIDE))
    return max(found, key=lambda bound: bound[0])


def _least_of_all(audiences: PlanAudiences, bounds: PairBounds) -> tuple[float, LowerMethod]:
    """The highest of the bounds that look at all handles together."""
    spread, weight = least_spread(audiences, bounds)
    orders = [
        order_greedily(audiences, bounds),
        order_by_reach(audiences, bounds),
        by_size(audiences),
        np.argsort(-weight, kind="stable"),
    ]
    found = [(spread, LowerMethod.SPREAD), *(least_along(audiences, bounds, order) for order in orders)]
    return max(found, key=lambda bound: bound[0])


def _is_open(bounds: PairBounds, population: float | None) -> bool:
    """Nothing is known but sizes: then nested and separate audiences are both possible."""
    people = bounds.people
    off = ~np.eye(len(people), dtype=bool)
    is_nested = bounds.high[off] >= np.minimum(people[:, None], people[None, :])[off]
    fits = population is None or float(people.sum()) <= population
    return bool(fits and is_nested.all() and not bounds.low[off].any())


def _widened(least: tuple[float, LowerMethod], most: tuple[float, UpperMethod], *, is_exact: bool) -> ValueInterval:
    lower, upper = least[0] * (1.0 - _RELATIVE_SLACK), most[0] * (1.0 + _RELATIVE_SLACK)
    if lower > upper * (1.0 + _CONTRADICTION):
        raise ProblemError(
            f"pair bounds: no arrangement of people has these sizes and pairs: the plan would be worth at least "
            f"{lower:g} and at most {upper:g}"
        )
    return ValueInterval(max(0.0, min(lower, upper)), max(lower, upper), least[1], most[1], is_exact)
