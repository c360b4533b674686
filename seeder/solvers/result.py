"""The result of a solve: selection, bounds, certificate, progress, and why it ended."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np

from seeder.brief_repr import brief_repr
from seeder.certify import Certificate
from seeder.errors import SolverError
from seeder.frozen_mapping import FrozenMapping
from seeder.problem.arrays import IntArray
from seeder.solvers.stop import OPTIMAL_GAP


class TerminationReason(Enum):
    """The reasons for which a search ends."""

    OPTIMAL = "optimal"
    """The relative gap is at most 1e-6 by the best known bound."""
    GAP_REACHED = "gap_reached"
    """The relative gap is at most what was asked for, or a value or bound to stop at is reached; it is above 1e-6."""
    LIMIT_REACHED = "limit_reached"
    """A limit came first; the best selection so far is kept."""
    NO_SELECTION_FOUND = "no_selection_found"
    """A limit came first and no feasible selection was met; there may be one."""
    INFEASIBLE = "infeasible"
    """It is proved that no selection is feasible."""


class Limit(Enum):
    """Which limit ended a search."""

    TIME = "time"
    ITERATIONS = "iterations"
    INTERRUPT = "interrupt"


@dataclass(frozen=True, slots=True)
class Termination:
    """Why a search ended: the reason, and the limit if one was reached.

    Parameters
    ----------
    reason
        Optimal, gap or limit reached, infeasible, or nothing found.
    limit
        The limit that was hit, exactly where the reason is LIMIT_REACHED or NO_SELECTION_FOUND.
    detail
        What happened, in words.

    Raises
    ------
    SolverError
        Where reason and limit contradict each other.
    """

    reason: TerminationReason
    limit: Limit | None = None
    detail: str = ""

    def __post_init__(self) -> None:
        stopped = self.reason in (TerminationReason.LIMIT_REACHED, TerminationReason.NO_SELECTION_FOUND)
        if stopped != (self.limit is not None):
            raise SolverError(f"termination: {self.reason.name} with limit {self.limit}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """A lower and an upper bound on the best value.

    Parameters
    ----------
    lower
        Value of the best selection found; None where there is none.
    upper
        Best known upper bound: the smaller of ``certified`` and the uncertified bound of the search; None where the
        problem is infeasible, as no value is the best one then.
    certified
        What :func:`seeder.certify.certified_bound` recomputes from the certificate; None with ``upper``.

    Raises
    ------
    SolverError
        Where a number is NaN or the bounds cross. They are never moved to fit.
    """

    lower: float | None
    upper: float | None
    certified: float | None

    def __post_init__(self) -> None:
        for number in (self.lower, self.upper, self.certified):
            if number is not None and math.isnan(number):
                raise SolverError(f"bounds: NaN in {self}")
        if (self.upper is None) != (self.certified is None) or (self.upper is None and self.lower is not None):
            raise SolverError(f"bounds: a selection needs an upper bound and a certified bound; found {self}")
        if self.upper is not None and self.certified is not None and self.upper > self.certified:
            raise SolverError(f"bounds: the best known bound is above the certified one: {self}")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise SolverError(f"bounds: the value of the selection exceeds its upper bound: {self}")

    @property
    def relative_gap(self) -> float | None:
        """(upper − lower) / upper, 0 where upper is 0; None without a selection."""
        if self.lower is None or self.upper is None:
            return None
        return 0.0 if self.upper == 0 else (self.upper - self.lower) / self.upper


@dataclass(frozen=True, slots=True)
class ProgressPoint:
    """The state of a search at one moment.

    Parameters
    ----------
    seconds
        Since the call [s].
    value
        Value of the best selection so far; None before the first.
    bound
        Best upper bound so far; None before the first.
    gap
        (bound − value) / bound; None while either is unknown.
    seconds_left
        Until the time limit [s]; None without one.
    """

    seconds: float
    value: float | None
    bound: float | None
    gap: float | None
    seconds_left: float | None


@dataclass(frozen=True, eq=False)
class SolveResult:
    """The result of a search: a selection, bounds with their certificate, and why the search ended.

    Parameters
    ----------
    method
        What was run.
    termination
        Why it ended.
    bounds
        Between which numbers the best value lies.
    selection
        Positions of the chosen options, rising, read-only; None where there is none.
    certificate
        The multipliers behind ``bounds.certified``; None where the problem is infeasible.
    seconds
        From the call to the result [s].
    seed
        The seed that was given.
    progress
        Each improvement of value or bound, in order.
    baselines
        Value of ``greedy`` and ``top_followers``; None where the list breaks a rule or cannot be made.
    is_interrupted
        Whether Ctrl-C ended the search, whatever gap it had reached.

    Raises
    ------
    SolverError
        Where the parts contradict each other.
    """

    __repr__ = brief_repr

    method: str
    termination: Termination
    bounds: Bounds
    selection: IntArray | None
    certificate: Certificate | None
    seconds: float
    seed: int
    progress: tuple[ProgressPoint, ...] = ()
    baselines: Mapping[str, float | None] = field(default_factory=dict)
    is_interrupted: bool = False

    def __post_init__(self) -> None:
        reason, gap = self.termination.reason, self.bounds.relative_gap
        object.__setattr__(self, "baselines", FrozenMapping(self.baselines))
        if not self.seconds >= 0:
            raise SolverError(f"result: {self.seconds} seconds")
        if self.selection is not None:
            selection = np.array(self.selection, dtype=np.int64)
            selection.setflags(write=False)
            object.__setattr__(self, "selection", selection)
        if (self.selection is None) != (self.bounds.lower is None):
            raise SolverError("result: a selection needs a lower bound, and a lower bound needs a selection")
        if (reason is TerminationReason.INFEASIBLE) != (self.bounds.upper is None):
            raise SolverError("result: the upper bound must be missing if the problem is infeasible, and only then")
        if (self.certificate is None) != (self.bounds.certified is None):
            raise SolverError(
                "result: a certificate needs a certified bound, and a certified bound needs a certificate"
            )
        with_selection = reason not in (TerminationReason.INFEASIBLE, TerminationReason.NO_SELECTION_FOUND)
        if with_selection != (self.selection is not None):
            raise SolverError(f"result: {reason.name} {'without' if with_selection else 'with'} a selection")
        if reason is TerminationReason.OPTIMAL and (gap is None or gap > OPTIMAL_GAP):
            raise SolverError(f"result: OPTIMAL with a relative gap of {gap}")

    def to_document(self) -> dict[str, Any]:
        """Return the result as plain data, options by their positions; the certificate has a document of its own.

        A bound that is no finite number is None: JSON knows none.
        """
        bounds, termination = self.bounds, self.termination
        return {
            "schema_version": 1,
            "method": self.method,
            "status": termination.reason.value,
            "limit": None if termination.limit is None else termination.limit.value,
            "detail": termination.detail,
            "value": bounds.lower,
            "bound": _finite(bounds.upper),
            "gap": _finite(bounds.relative_gap),
            "bound_certified": _finite(bounds.certified),
            "selection": None if self.selection is None else self.selection.tolist(),
            "baselines": dict(self.baselines),
            "seed": self.seed,
            "seconds": self.seconds,
            "progress": [
                {
                    "seconds": point.seconds,
                    "value": point.value,
                    "bound": _finite(point.bound),
                    "gap": _finite(point.gap),
                }
                for point in self.progress
            ],
        }


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
