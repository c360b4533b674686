"""The user's rules as arrays: how many of these options, and how much of a resource on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.errors import ProblemError
from seeder.problem.arrays import IntArray, real_number, whole_number, whole_numbers


def _option_set(options: npt.ArrayLike) -> IntArray:
    array = np.unique(whole_numbers("rule: positions of options", options))
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class CountRule:
    """at_least ≤ Σ_{o in options} x_o ≤ at_most.

    As an account has at most one option in a selection, counting the options of some accounts counts the accounts.
    A pin is a count of at least 1 over the account's options, a ban at most 0, a conflict at most 1.

    Parameters
    ----------
    options
        Positions of the options that count; sorted and made unique.
    at_least
        Smallest number allowed, 0 or more. More than ``len(options)`` is well-formed and cannot be met.
    at_most
        Largest number allowed, or None for no upper limit.
    """

    options: IntArray
    at_least: int
    at_most: int | None

    def __init__(self, options: npt.ArrayLike, *, at_least: int = 0, at_most: int | None = None) -> None:
        least = whole_number("rule.at_least", at_least, low=0)
        most = None if at_most is None else whole_number("rule.at_most", at_most, low=0)
        object.__setattr__(self, "options", _option_set(options))
        object.__setattr__(self, "at_least", least)
        object.__setattr__(self, "at_most", most)


@dataclass(frozen=True, eq=False)
class LimitRule:
    """Σ_{o in options} c_ro x_o ≤ limit, for one resource r.

    Parameters
    ----------
    options
        Positions of the options whose cost counts; sorted and made unique.
    resource
        Position of the resource.
    limit
        What may be spent on them, in the resource's unit, 0 or more.
    """

    options: IntArray
    resource: int
    limit: float

    def __init__(self, options: npt.ArrayLike, *, resource: int, limit: float) -> None:
        number = real_number("rule.limit", limit)
        if not 0 <= number < float("inf"):
            raise ProblemError(f"rule.limit: expected a number of 0 or more, found {limit}")
        object.__setattr__(self, "options", _option_set(options))
        object.__setattr__(self, "resource", whole_number("rule.resource", resource, low=0))
        object.__setattr__(self, "limit", number)


Rule = CountRule | LimitRule
