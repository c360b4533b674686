"""Strengthen the root of a search by cuts, before it branches."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.certify import Cut
from seeder.problem.arrays import FloatArray
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.reduced import Reduced
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.relaxations.cover_cuts import CoverCuts
from seeder.solvers.relaxations.facet_relaxation import FacetRelaxation


@dataclass(frozen=True, slots=True)
class RootCutsParams(Parameters):
    """How long cuts are looked for."""

    rounds: int = 30  # Most rounds of facets and cuts.
    cuts_a_round: int = 8  # Most cuts of a round, deepest first.
    least_fall: Share = 0.02  # Cuts end where three rounds close less than this share of the open gap.
    patience: int = 3


_PARAMS = RootCutsParams()


def find_root_cuts(
    problem: SeedingProblem, reduced: Reduced, *, upper: float, target: float, near: FloatArray, deadline: Deadline
) -> tuple[Cut, ...]:
    """Cuts of a problem that bind at the optimum of its relaxation; none where they close nothing of its gap.

    ``reduced``: what is open of the problem, perhaps with cuts that are known already. ``upper``, ``target``: a bound,
    and the one from which nothing needs to be proved. ``near``: a fractional selection of the problem, where the first
    facets touch.
    """
    model = reduced.model
    looked_for = CoverCuts(problem)
    if not looked_for.has_rows:
        return ()
    relaxation = FacetRelaxation(model, bound=upper)
    relaxation.start_at(near[model.option])
    relaxation.restrict(reduced.region.open, reduced.region.required)
    position = model.restriction.position
    cuts: list[Cut] = []
    numbers: list[int] = []
    binding = np.zeros(0, dtype=bool)
    bounds: list[float] = []
    x = np.zeros(problem.n_options)
    for _ in range(_PARAMS.rounds):
        solved = relaxation.solve(deadline)
        if solved is None:
            break
        bound = relaxation.bound_of(solved)
        binding = solved.dual_of(np.array(numbers, dtype=np.int64)) > 0 if numbers else binding
        open_gap = bound - target
        bounds.append(bound)
        before = bounds[-1 - _PARAMS.patience] if len(bounds) > _PARAMS.patience else math.inf
        if open_gap <= 0 or before - bound < _PARAMS.least_fall * open_gap:
            break
        n_facets = relaxation.separate(solved, gap=open_gap)
        x[model.option] = solved.x[: model.n_options]
        found = [cut for _, cut in looked_for.broken_by(x)[: _PARAMS.cuts_a_round]]
        for cut in found:
            place = position[cut.option]
            kept = place >= 0
            numbers.append(relaxation.add_cut(place[kept], cut.weight[kept], cut.limit))
        cuts += found
        if not found and not n_facets:
            break
    return tuple(cut for cut, binds in zip(cuts, binding.tolist(), strict=False) if binds)
