"""Finds what would let a plan use the hours that it leaves: more accounts, or another way to count costs of a yes."""

from __future__ import annotations

from enum import Enum

import numpy as np

from seeder.analysis.leftover import Leftover
from seeder.formulation import Formulation
from seeder.problem.arrays import IntArray
from seeder.scenario.document.documents import Basis

_EFFORT = "effort"
_LEAST_LEFT = 0.1
"""Share of the hours from which on they are called unused."""
_DUST = 1e-9


class HoursUse(Enum):
    """What the hours that are left could be used for."""

    MORE_ACCOUNTS = "more accounts"
    EXPECTED_COSTS = "expected costs"


def use_of_hours(formulation: Formulation, left: Leftover, chosen: IntArray) -> HoursUse | None:
    """Find what would let a plan use the hours that are left; None if few are left, or nothing certain can be said.

    If every useful account is asked, more hours bring nothing without further accounts. If only costs of a yes keep the
    next account out, and it would fit if these counted times the chance of a yes, that is a way.
    """
    problem = formulation.problem
    hours = problem.resources.index(_EFFORT)
    if (
        not np.isfinite(problem.budget[hours])
        or left.left[hours] < _LEAST_LEFT * problem.budget[hours]
        or not len(chosen)
    ):
        return None
    if left.option is None:
        return HoursUse.MORE_ACCOUNTS
    is_reserved = formulation.scenario.document.budget.basis is Basis.RESERVED
    if left.rules or not is_reserved or left.shortage[hours] > 0 or not any(left.shortage):
        return None
    asked = np.append(chosen, left.option)
    asking = formulation.asking[:, asked]
    expected = asking + (problem.cost[:, asked] - asking) * problem.acceptance[asked]
    fits = bool((expected.sum(axis=1) <= problem.budget + _DUST).all())
    return HoursUse.EXPECTED_COSTS if fits else None
