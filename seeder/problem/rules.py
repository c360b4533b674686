"""The user's rules as arrays: how many of these options, and how much of a resource on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.errors import ProblemError
from seeder.problem.arrays import IntArray


def _option_set(options: npt.ArrayLike) -> IntArray:
    raw = np.asarray(options)
    if raw.size == 0:
        raw = raw.astype(np.int64)
    if raw.ndim != 1 or raw.dtype.kind not in "iu":
        raise ProblemError(f"rule: expected a list of option positions, found {raw.dtype} of shape {raw.shape}")
    array = np.unique(raw.astype(np.int64))
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
        if at_least != int(at_least) or (at_most is not None and at_most != int(at_most)):
            raise ProblemError(f"rule: a count is a whole number (at_least {at_least}, at_most {at_most})")
        if at_least < 0 or (at_most is not None and at_most < 0):
            raise ProblemError(f"rule: a count may not be negative (at_least {at_least}, at_most {at_most})")
        object.__setattr__(self, "options", _option_set(options))
        object.__setattr__(self, "at_least", int(at_least))
        object.__setattr__(self, "at_most", None if at_most is None else int(at_most))


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
        if not 0 <= limit < float("inf"):
            raise ProblemError(f"rule: a limit must be a number of 0 or more, found {limit}")
        object.__setattr__(self, "options", _option_set(options))
        object.__setattr__(self, "resource", int(resource))
        object.__setattr__(self, "limit", float(limit))


Rule = CountRule | LimitRule
