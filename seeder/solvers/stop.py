"""The limits that end a search: seconds, gap, and rounds of the exact search."""

from __future__ import annotations

from dataclasses import dataclass

from seeder.errors import ProblemError
from seeder.problem.arrays import real_number, whole_number

OPTIMAL_GAP = 1e-6
"""Up to this relative gap a selection counts as optimal."""

_LONGEST = 1e9
"""A time limit of over thirty years is none [s]."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The limits of a search: it stops at the first one that it reaches.

    Parameters
    ----------
    time_limit
        Longest time from the call to the result [s], or None for no limit.
    relative_gap
        (upper − lower) / upper at which a selection is good enough [0–1]. 0 asks for lower = upper as far as the
        numbers allow it.
    iterations
        Largest number of rounds of the exact search, or None for no limit. With 0 the search ends after the
        multipliers and the greedy selections.
    value_stop
        Value from which on any selection is good enough, or None to look for the best.
    bound_stop
        Bound at which the search ends, because selections of at most this value are not wanted, or None. Branch and
        bound does not look for them either.

    Raises
    ------
    ProblemError
        Where a number is none, NaN, negative, or a gap of 1 or more, or a count of rounds is not whole.
    """

    time_limit: float | None = None
    relative_gap: float = OPTIMAL_GAP
    iterations: int | None = None
    value_stop: float | None = None
    bound_stop: float | None = None

    def __post_init__(self) -> None:
        time_limit = None if self.time_limit is None else real_number("time_limit", self.time_limit)
        relative_gap = gap_of("relative_gap", self.relative_gap)
        if time_limit is not None and not time_limit >= 0:
            raise ProblemError(f"time_limit: expected seconds of 0 or more, found {self.time_limit}")
        if self.iterations is not None:
            object.__setattr__(self, "iterations", whole_number("iterations", self.iterations, low=0))
        for name in ("value_stop", "bound_stop"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, real_number(name, getattr(self, name)))
        is_none = time_limit is not None and time_limit > _LONGEST
        object.__setattr__(self, "time_limit", None if is_none else time_limit)
        object.__setattr__(self, "relative_gap", relative_gap)


def gap_of(name: str, value: object) -> float:
    """Return a relative gap that was passed by some name as a number; refuse what is none of at least 0 and below 1."""
    gap = real_number(name, value)
    if not 0 <= gap < 1:
        raise ProblemError(f"{name}: expected a number from 0 to below 1, found {value}")
    return gap
