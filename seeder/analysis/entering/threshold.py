"""The numbers at which an account comes into the best plan, as brackets that surely hold them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any

from seeder.analysis.searching import Solved


class Turn(Enum):
    """What is known about a threshold: found, never reached, always reached, or still open."""

    FOUND = "found"
    """It is between the two numbers of the bracket."""
    NEVER = "never"
    """At no value of the number is the best plan with the account as good as the best one without it."""
    ALWAYS = "always"
    """At every value of the number it is; for acceptance and intensity the bracket is then 0 to 0."""
    OPEN = "open"
    """The searches ended before this was known."""


@dataclass(frozen=True)
class Worth:
    """The value of the best plan found, and an upper bound on it; both None if no plan keeps the rules."""

    value: float | None
    bound: float | None

    @classmethod
    def of(cls, found: Solved) -> Worth:
        """What a search found and proved."""
        if found.is_infeasible:
            return cls(None, None)
        bound = found.upper if math.isfinite(found.upper) else None
        return cls(None if found.selection is None else found.lower, bound)


@dataclass(frozen=True)
class Threshold:
    """The value of one number from which on the account is in the best plan, all others as given.

    Parameters
    ----------
    today
        What the number is; None where it is not known.
    enters_at
        Two numbers that surely hold it: of acceptance and intensity the smallest, of effort the largest, at which the
        best plan with the account is worth at least the best one without it. None if there is none.
    turn
        Whether there is one.
    """

    today: float | None
    enters_at: tuple[float, float] | None
    turn: Turn

    def to_document(self) -> dict[str, Any]:
        """Return the threshold as plain data."""
        bracket = self.enters_at
        return {
            "today": self.today,
            "enters_at": None if bracket is None else list(bracket),
            "turn": self.turn.value,
        }


@dataclass(frozen=True)
class BreakEven:
    """The acceptance, effort and intensity from which on the account is in the best plan."""

    acceptance: Threshold
    effort: Threshold
    intensity: Threshold
