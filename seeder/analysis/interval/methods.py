"""The names of the methods that bound a plan's value."""

from __future__ import annotations

from enum import Enum


class LowerMethod(Enum):
    """How the least that a plan can be worth was found."""

    PROGRAM = "program"
    """A linear program over every set of handles: the least itself."""
    NESTED = "nested"
    """Audiences inside one another, from sizes alone."""
    ONE_BY_ONE = "one_by_one"
    """A linear program over a few handles, and the others added one by one, each without what those before it can
    take."""
    SPREAD = "spread"
    """Each person's worth shared out among the handles followed."""


class UpperMethod(Enum):
    """How the most that a plan can be worth was found."""

    PROGRAM = "program"
    """A linear program over every set of handles: the most itself."""
    ONE_BY_ONE = "one_by_one"
    """A linear program over a few handles, and the others added one by one, each without what those before it have at
    least."""
