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
    """Handles added one by one, each without what those before it can take."""
    DEGREE = "degree"
    """Each event shared out by the average number of events that its people are in."""
    SPREAD = "spread"
    """Each person's worth shared out among the handles followed."""
    GROUPS = "groups"
    """Linear programs inside groups of handles, each without what those before it can take."""
    BESIDE = "beside"
    """One handle, and the others beside it."""


class UpperMethod(Enum):
    """How the most that a plan can be worth was found."""

    PROGRAM = "program"
    """A linear program over every set of handles: the most itself."""
    SEPARATE = "separate"
    """The total of separate audiences."""
    TREE = "tree"
    """A spanning tree of the heaviest pairs."""
    ONE_BY_ONE = "one_by_one"
    """Handles added one by one, each without what those before it have at least."""
    GROUPS = "groups"
    """Linear programs inside groups of handles, each without what those before it have at least."""
    POPULATION = "population"
    """So many people in all."""
