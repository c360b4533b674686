"""Verify a certificate, and optionally a selection, against a problem."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from seeder.argument_kinds import require_kind
from seeder.certify.certificate import Certificate
from seeder.certify.replaying import proved_bound
from seeder.problem.evaluation import Evaluation, evaluate
from seeder.problem.seeding import SeedingProblem


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of verifying a certificate against a problem.

    Parameters
    ----------
    bound
        No feasible selection is worth more [people, clicks or conversions]; −∞ where none is feasible.
    evaluation
        Value, spending and violations of the selection; None where none was given.
    """

    bound: float
    evaluation: Evaluation | None

    @property
    def relative_gap(self) -> float | None:
        """(bound − value) / bound, 0 where the bound is 0; None without a feasible selection."""
        if self.evaluation is None or not self.evaluation.is_feasible:
            return None
        return 0.0 if self.bound == 0 else (self.bound - self.evaluation.value) / self.bound

    def to_document(self) -> dict[str, Any]:
        """Return it as plain data; a bound of −∞ is None, as JSON knows no infinity."""
        return {
            "schema_version": 1,
            "bound": self.bound if math.isfinite(self.bound) else None,
            "gap": self.relative_gap,
            "evaluation": None if self.evaluation is None else self.evaluation.to_document(),
        }


def verify(problem: SeedingProblem, certificate: Certificate, *, selection: npt.ArrayLike | None = None) -> Verified:
    """Recompute the bound of a certificate, and the value of a selection, from their definitions.

    Parameters
    ----------
    selection
        Positions of chosen options to evaluate beside it.

    Raises
    ------
    ProblemError
        Where the certificate was made for another problem, or the selection is none of this one.

    Examples
    --------
    >>> import seeder
    >>> problem = seeder.SeedingProblem(account=[0, 1], value_if_yes=[50, 12500], cost=[0.1, 60], budget=[40])
    >>> result = seeder.solve(problem)
    >>> verified = seeder.verify(problem, result.certificate, selection=result.selection)
    >>> verified.evaluation.is_feasible, verified.evaluation.value <= verified.bound
    (True, True)
    """
    require_kind("problem", problem, SeedingProblem)
    require_kind("certificate", certificate, Certificate)
    bound = proved_bound(problem, certificate)
    return Verified(bound=bound, evaluation=None if selection is None else evaluate(problem, selection))
