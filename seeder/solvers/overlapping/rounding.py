"""Make a fractional selection of the linear relaxation whole: by greedy, and by dives."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from seeder.certify import Region
from seeder.certify.replaying import branch_on
from seeder.certify.required_sums import RequiredSums
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.solvers.heuristics.greedy import budget_shares
from seeder.solvers.heuristics.lazy_greedy import LazyGreedy
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.model.cells import no_cells
from seeder.solvers.model.reduced import Reduced
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.relaxations.facet_relaxation import FacetRelaxation


@dataclass(frozen=True, slots=True)
class RoundingParams(Parameters):
    """When a share counts as whole, and how long a dive is."""

    fraction: Share = 1e-6  # A share this near to 0 or to 1 is whole.
    longest_dive: int = 40  # Most options asked for in a dive.


_PARAMS = RoundingParams()


class Rounding:
    """Offers whole selections near a node's optimum to the incumbent.

    ``reduced``: the problem that the root holds. ``relaxation``: its linear relaxation; after a dive, the next node
    must restrict it again. ``required``: tells which regions hold nothing.
    """

    def __init__(
        self, reduced: Reduced, relaxation: FacetRelaxation, required: RequiredSums, incumbent: Incumbent
    ) -> None:
        self._reduced, self._relaxation, self._required, self._incumbent = reduced, relaxation, required, incumbent
        model = reduced.model
        self._model = model if model.cells is not None else dataclasses.replace(model, cells=no_cells(model.n_options))
        self._cost = budget_shares(model).sum(axis=0)

    def round(self, x: FloatArray, *, is_turn: bool) -> None:
        """Offer a node's optimum where it is whole; there, and where it is its turn, also what greedy makes of it.

        ``x``: share of each option, shape (n_options,).
        """
        is_whole = not are_fractional(x).any()
        if is_whole:
            self._offer(np.flatnonzero(x > 0.5))
        if not (is_whole or is_turn):
            return
        greedy = LazyGreedy(self._model, self._cost, deadline=self._incumbent.deadline)
        order = np.argsort(-x, kind="stable")
        if greedy.take(order[x[order] >= 1.0 - _PARAMS.fraction]) and greedy.meet_requirements():
            greedy.grow(x > _PARAMS.fraction)
            greedy.grow()
            self._offer(greedy.filling.chosen)

    def dive(self, region: Region, x: FloatArray) -> None:
        """Ask for the fractional option of the largest share, solve again, and so on; offer what is whole at last.

        ``x``: optimum of the region's relaxation, shape (n_options,).
        """
        problem, relaxation, incumbent = self._reduced.problem, self._relaxation, self._incumbent
        for _ in range(_PARAMS.longest_dive):
            split = np.flatnonzero(are_fractional(x) & region.open)
            if not len(split):
                self._offer(np.flatnonzero(x > 0.5))
                return
            option = split[int(np.argmax(x[split]))]
            without, region = branch_on(problem, region, np.array([option]))
            if self._required.are_broken(region):
                region = without
            relaxation.restrict(region.open, region.required)
            solved = relaxation.solve(incumbent.deadline)
            if solved is None or relaxation.bound_of(solved) <= (incumbent.lower or 0.0):
                return
            x = solved.x[: problem.n_options]

    def _offer(self, chosen: IntArray) -> None:
        self._incumbent.offer_if_better(self._reduced.model.restriction.selection(chosen))


def are_fractional(x: FloatArray) -> BoolArray:
    """Whether each share is neither 0 nor 1."""
    result: BoolArray = np.minimum(x, 1.0 - x) > _PARAMS.fraction
    return result
