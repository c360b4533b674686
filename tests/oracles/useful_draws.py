"""Counts the draws of a property test that are of use, so that no test of overlap can turn into one that tests nothing.

A draw with a coverage is of use where presolve leaves cells of several accounts, and the test works on it to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from seeder.problem import SeedingProblem
from seeder.solvers.model.presolve import build_model

LEAST_SHARE = 0.8
"""Least share of the draws with a coverage that must be of use."""


@dataclass
class Draws:
    """How many draws of a test had a coverage, and how many of these were of use."""

    n_with_coverage: int = 0
    n_useful: int = 0

    def check(self) -> None:
        """Raise AssertionError where fewer than :data:`LEAST_SHARE` were of use."""
        assert self.n_useful >= LEAST_SHARE * self.n_with_coverage, (
            f"of {self.n_with_coverage} draws with a coverage, {self.n_useful} still have cells after presolve and are "
            f"worked on to the end; at least {LEAST_SHARE:.0%} must: draw from overlapping_problems(), or assume less"
        )


@contextmanager
def counted(test: Callable[..., Any]) -> Iterator[Draws]:
    """Count the draws of a test made by ``@given`` while it runs.

    Problems are looked for among the arguments of the test; what it draws from ``data`` is not seen.
    """
    handle = test.hypothesis  # type: ignore[attr-defined]
    inner, draws = handle.inner_test, Draws()

    @wraps(inner)
    def run(*arguments: Any, **named: Any) -> None:
        problems = [
            one for one in (*arguments, *named.values()) if isinstance(one, SeedingProblem) and one.coverage is not None
        ]
        draws.n_with_coverage += len(problems)
        inner(*arguments, **named)
        draws.n_useful += sum(build_model(problem).cells is not None for problem in problems)

    handle.inner_test = run
    try:
        yield draws
    finally:
        handle.inner_test = inner
