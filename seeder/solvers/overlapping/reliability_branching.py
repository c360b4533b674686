"""Choose the option to branch on: pseudocosts where they are reliable, strong branching elsewhere.

References
----------
Achterberg, Koch & Martin, Branching rules revisited, Operations Research Letters 33, 2005.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.certify import Region
from seeder.certify.replaying import branch_on
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.reduced import Reduced
from seeder.solvers.overlapping.rounding import are_fractional
from seeder.solvers.parameters import Parameters
from seeder.solvers.relaxations.facet_relaxation import FacetRelaxation

_LEAST_FRACTION = 1e-6
_LEAST_FALL = 1e-6
"""Share of the fall that closes the gap which every option is credited with."""
_RELIABLE = 2
"""Options whose two sides were solved so often are judged by what came of it."""


@dataclass(frozen=True, slots=True)
class ReliabilityParams(Parameters):
    """How many options strong branching tries at a node."""

    candidates: int = 8  # Most options tried by strong branching at a node.
    # With more facets than this for each candidate, fewer are tried: their programs take longer.
    rows_a_candidate: int = 2_500


_PARAMS = ReliabilityParams()


class Pseudocosts:
    """How far the bound fell per unit of an option's fraction: side 0 leaves the option out, side 1 asks it."""

    def __init__(self, n_options: int) -> None:
        self._falls = np.zeros((2, n_options))
        self._n_falls = np.zeros((2, n_options), dtype=np.int64)

    def record(self, option: int, *, side: int, x: float, fall: float) -> None:
        """Remember that the bound fell by so much on one side, where the option's share was x."""
        self._falls[side, option] += fall / max(x if side == 0 else 1.0 - x, _LEAST_FRACTION)
        self._n_falls[side, option] += 1

    def is_reliable(self, option: int) -> bool:
        """Whether both sides were solved often enough to go by what came of it."""
        return bool(self._n_falls[:, option].min() >= _RELIABLE)

    def scores(self, option: IntArray, x: FloatArray, enough: float) -> FloatArray:
        """Product of the falls expected on both sides, each at most ``enough``, shape of ``option``."""
        known = np.maximum(self._n_falls, 1)
        per_unit = self._falls / known
        typical = self._falls.sum(axis=1) / np.maximum(1, self._n_falls.sum(axis=1))
        rate = np.where(self._n_falls > 0, per_unit, typical[:, None])[:, option]
        least = _LEAST_FALL * enough
        result: FloatArray = np.clip(rate[0] * x, least, enough) * np.clip(rate[1] * (1.0 - x), least, enough)
        return result


class ReliabilityBranching:
    """Chooses what to branch on, and learns from every child that it solves.

    ``reduced``: the problem that the root holds. ``relaxation``: its linear relaxation; the next node must restrict it
    again. ``deadline``: ends programs of strong branching.
    """

    def __init__(self, reduced: Reduced, relaxation: FacetRelaxation, deadline: Deadline) -> None:
        self._reduced, self._relaxation, self._deadline = reduced, relaxation, deadline
        self._pseudocosts = Pseudocosts(reduced.model.n_options)

    def choose(self, region: Region, x: FloatArray, bound: float, target: float) -> IntArray:
        """Return options of one account to branch on, none where everything is fixed.

        ``x``: optimum of the node's relaxation, shape (n_options,); zeros where it was not solved. ``bound``,
        ``target``: of the node, and at which its children are fathomed.
        """
        model = self._reduced.model
        open_ = np.flatnonzero(region.open)
        per_account = np.bincount(model.owner[open_], minlength=model.n_accounts)
        decided = region.required & (per_account == 1)
        free = open_[~decided[model.owner[open_]]]
        if not len(free):
            # A child without a branch evaluates what is left.
            return np.zeros(0, dtype=np.int64)
        split = free[are_fractional(x[free])]
        if not len(split):
            # Integral, and the bound is still above the target: branch on the most valuable option.
            return np.array([free[int(np.argmax(model.value_alone[free] + x[free] * abs(bound)))]])
        enough = max(bound - target, 1e-9 * abs(bound))
        fraction = x[split]
        score = self._pseudocosts.scores(split, fraction, enough)
        order = np.lexsort((split, -score))
        n_affordable = max(1, _PARAMS.candidates * _PARAMS.rows_a_candidate // (1 + self._relaxation.n_facets))
        best, most, n_tried = int(split[order[0]]), -math.inf, 0
        for at in order.tolist():
            option = int(split[at])
            reached = float(score[at])
            if not self._pseudocosts.is_reliable(option) and n_tried < min(_PARAMS.candidates, n_affordable):
                n_tried += 1
                falls = self._try(region, option, float(fraction[at]), bound)
                reached = min(falls[0], enough) * min(falls[1], enough)
            if reached > most:
                best, most = option, reached
        return np.array([best])

    def _try(self, region: Region, option: int, x: float, bound: float) -> tuple[float, float]:
        """Strong branching: solve both children of an option; return by how much the bound falls, and record it."""
        falls = []
        for side, part in enumerate(branch_on(self._reduced.problem, region, np.array([option]))):
            self._relaxation.restrict(part.open, part.required)
            solved = self._relaxation.solve(self._deadline)
            fall = 0.0 if solved is None else bound - self._relaxation.bound_of(solved)
            fall = max(fall, 1e-9 * abs(bound))
            self._pseudocosts.record(option, side=side, x=x, fall=fall)
            falls.append(fall)
        return falls[0], falls[1]
