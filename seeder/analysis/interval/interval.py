"""Bound a plan's value over all possible overlaps, by the methods that suit its number of handles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences, nested_value
from seeder.analysis.interval.lower_bounds import least_along, order_greedily
from seeder.analysis.interval.orders import by_size, grow_tree
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.analysis.interval.programs import MOST_HANDLES, least_of_sets, most_of_sets
from seeder.analysis.interval.spread import least_spread
from seeder.analysis.interval.upper_bounds import most_along
from seeder.errors import ProblemError

_RELATIVE_SLACK = 1e-11
"""Both ends are moved outwards by this share of themselves, for the rounding of sums."""
_CONTRADICTION = 1e-6
"""Ends that cross by more than this share of the upper one are a contradiction in the facts."""


class LowerMethod(Enum):
    """The methods for the lower bound on a plan's value."""

    PROGRAM = "program"
    """A linear program over every set of handles: the least itself."""
    NESTED = "nested"
    """Audiences inside one another, from sizes alone."""
    ONE_BY_ONE = "one_by_one"
    """A linear program over a few handles, and the others added one by one, each without what those before it can
    take."""
    SPREAD = "spread"
    """Each person's value shared out among the handles followed."""


class UpperMethod(Enum):
    """The methods for the upper bound on a plan's value."""

    PROGRAM = "program"
    """A linear program over every set of handles: the most itself."""
    ONE_BY_ONE = "one_by_one"
    """A linear program over a few handles, and the others added one by one, each without what those before it have at
    least."""


@dataclass(frozen=True, slots=True)
class ValueInterval:
    """The range of a plan's value over all overlaps that the facts allow; its ends may not cross."""

    # lower, upper: the ends [people].
    lower: float
    upper: float
    # lower_method, upper_method: how each end was found.
    lower_method: LowerMethod
    upper_method: UpperMethod
    # Both ends are reached by arrangements of people over the plan's handles that the pair bounds allow, to 1e-8 of the
    # total of separate audiences.
    is_exact: bool

    def __post_init__(self) -> None:
        if not 0 <= self.lower <= self.upper < np.inf:
            raise ProblemError(f"interval: expected 0 ≤ lower ≤ upper < ∞, found {self.lower:g} and {self.upper:g}")


def value_interval(audiences: PlanAudiences, bounds: PairBounds) -> ValueInterval:
    """Bound a plan's value from both sides, whatever the facts leave open.

    The value is Σ_T w_T f(T) over people by the set T of handles that they follow, with f of :class:`PlanAudiences`.
    Any w ≥ 0 counts whose sizes are exact and whose pairs lie in their bounds. Up to twelve handles a linear program
    over all sets gives both ends; beyond, the best of bounds that each hold by a proof of their own. Both ends are
    moved outwards by 1e-11 of themselves for rounding.

    ``audiences`` and ``bounds`` are of the plan's handles, in one order. Raises ProblemError where the arrays do not
    belong together, or where no arrangement of people fits the facts.

    Sources: Hunter 1976, Worsley 1982, Lorentz 1953, de Caen 1997: see the methods.
    """
    if len(bounds.low) != len(audiences) or not np.array_equal(bounds.people, audiences.people):
        raise ProblemError("pair bounds: expected those of the plan's handles, in their order")
    is_exact = _is_open(bounds)
    followed = np.flatnonzero(audiences.people > 0)
    if len(followed) > MOST_HANDLES:
        followed = followed[audiences.moved[followed] > 0]
    some, among = audiences.only(followed), bounds.only(followed)
    if len(followed) <= MOST_HANDLES:
        least, most = least_of_sets(some, among), most_of_sets(some, among)
        if least is not None and most is not None:
            is_whole = len(followed) in (0, np.count_nonzero(audiences.people))
            return _widened(
                (least.bound, LowerMethod.PROGRAM),
                (most.bound, UpperMethod.PROGRAM),
                is_exact=is_exact or (is_whole and least.is_exact and most.is_exact),
            )
    return _widened(find_least(some, among), find_most(some, among), is_exact=is_exact)


def find_most(audiences: PlanAudiences, bounds: PairBounds) -> tuple[float, UpperMethod]:
    """The lowest of the upper bounds that hold for any number of handles, and its method."""
    orders = [by_size(audiences), grow_tree(audiences.both_moved * bounds.low)]
    return min(most_along(audiences, bounds, order) for order in orders), UpperMethod.ONE_BY_ONE


def find_least(audiences: PlanAudiences, bounds: PairBounds) -> tuple[float, LowerMethod]:
    """The highest of the lower bounds that hold for any number of handles, and its method."""
    orders = [by_size(audiences), order_greedily(audiences, bounds)]
    found = [
        (float(nested_value(audiences, audiences.people[None, :])[0]), LowerMethod.NESTED),
        (least_spread(audiences, bounds), LowerMethod.SPREAD),
        *((least_along(audiences, bounds, order), LowerMethod.ONE_BY_ONE) for order in orders),
    ]
    return max(found, key=lambda bound: bound[0])


def _is_open(bounds: PairBounds) -> bool:
    """Nothing is known but sizes: then nested and separate audiences are both possible."""
    people = bounds.people
    off = ~np.eye(len(people), dtype=bool)
    is_nested = bounds.high[off] >= np.minimum(people[:, None], people[None, :])[off]
    return bool(is_nested.all() and not bounds.low[off].any())


def _widened(least: tuple[float, LowerMethod], most: tuple[float, UpperMethod], *, is_exact: bool) -> ValueInterval:
    lower, upper = least[0] * (1.0 - _RELATIVE_SLACK), most[0] * (1.0 + _RELATIVE_SLACK)
    if lower > upper * (1.0 + _CONTRADICTION):
        raise ProblemError(
            f"pair bounds: no arrangement of people has these sizes and pairs: the plan would be worth at least "
            f"{lower:g} and at most {upper:g}"
        )
    return ValueInterval(max(0.0, min(lower, upper)), max(lower, upper), least[1], most[1], is_exact)
