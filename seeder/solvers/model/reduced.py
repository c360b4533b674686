"""The smaller problem that reduced-cost fixing leaves open, and how its proof becomes one of the original."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seeder.certify import CellPrices, ProofNode, Region
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.coverage import Coverage
from seeder.problem.ragged import Ragged
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.model.cells import Cells, no_cells
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import restrict_to_region
from seeder.solvers.model.pricing import Multipliers
from seeder.solvers.model.rows import Row

_SAME = 1e-11
"""Numbers this near to each other are written once."""


@dataclass(frozen=True, eq=False)
class NodeNumbers:
    """The numbers that bound a node of the search: multipliers of rows, and prices or tangents of cells."""

    multipliers: Multipliers
    price: FloatArray  # Of all entries, cell by cell.
    z: FloatArray  # Tangents of cells that are not priced, shape (n_cells,).
    theta: FloatArray  # Weights of the tangents, shape (n_cells,).

    @classmethod
    def nothing(cls, model: Model, chance: FloatArray) -> NodeNumbers:
        """No multipliers, and Σ b x for every cell."""
        zeros = np.zeros(0 if model.cells is None else model.cells.n_cells)
        return cls(Multipliers.zero(len(model.row)), chance, zeros, zeros)


@dataclass(frozen=True, eq=False)
class Reduced:
    """The smaller problem of a region's open options, and the way back to the original."""

    origin: SeedingProblem  # The problem that it was made of.
    model: Model  # Its open options in the form that the searches work on; nothing else is left out.
    problem: SeedingProblem  # The same as a problem: alike cells merged, cells of one account become value.

    @property
    def region(self) -> Region:
        """All of it."""
        return Region(np.ones(self.problem.n_options, dtype=bool), self.model.must.copy(), self.origin.attainable)

    def node_of_origin(
        self, node: ProofNode, numbers: NodeNumbers, base: NodeNumbers | None, is_exact: BoolArray
    ) -> ProofNode:
        """Translate a node of this problem into a node of the original problem.

        ``node``: its multipliers, branch and children are taken. ``numbers``: its numbers for the model's cells.
        ``base``: the numbers of the tree's first node; cells with the same numbers are left out. None for the first
        node itself. ``is_exact``: which cells are priced, shape (n_cells,).
        """
        cell, start, option, source = self._spread
        place = self._cells.place[cell]
        lengths = np.diff(start)
        _, chance, begin = self._cells.by_cell
        first = NodeNumbers.nothing(self.model, chance) if base is None else base
        differs = np.abs(numbers.price - first.price) > _SAME
        owner = np.repeat(np.arange(len(is_exact)), np.diff(begin))
        is_priced = is_exact & (np.bincount(owner[differs], minlength=len(is_exact)) > 0)
        moved = (np.abs(numbers.z - first.z) > _SAME) | (np.abs(numbers.theta - first.theta) > _SAME)
        priced, touched = is_priced[place], np.flatnonzero((~is_exact & moved)[place])
        kept = np.repeat(priced, lengths)
        return dataclasses.replace(
            node,
            cell=cell[touched],
            z=numbers.z[place[touched]],
            theta=numbers.theta[place[touched]],
            prices=CellPrices(
                cell=cell[priced],
                start=np.concatenate(([0], np.cumsum(lengths[priced]))),
                option=option[kept],
                price=numbers.price[source[kept]],
            ),
            branch=self.model.restriction.selection(node.branch),
        )

    @property
    def n_entries(self) -> int:
        """Chances above 0 that are left."""
        return len(self._cells.cell)

    @property
    def _cells(self) -> Cells:
        return no_cells(self.model.n_options) if self.model.cells is None else self.model.cells

    @cached_property
    def _spread(self) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Cells of the origin that the model's stand for, with their options and where their prices are."""
        cell = np.flatnonzero(self._cells.place >= 0)
        option, _, start = self._cells.by_cell
        rows = Ragged.of_some(start, self._cells.place[cell])
        return cell, rows.start, self.model.option[option[rows.entry]], rows.entry


def reduce_to(problem: SeedingProblem, region: Region) -> Reduced:
    """Leave of a problem what is open in a region."""
    model = restrict_to_region(problem, region)
    # What a certificate says of a part rests on what can be spent in the whole.
    model = dataclasses.replace(model, row=tuple(_as_certified(problem, row) for row in model.row))
    cells = model.cells
    coverage = None
    if cells is not None:
        coverage = Coverage(weight=cells.weight, start=cells.start, cell=cells.cell, chance=cells.probability)
    small = SeedingProblem(
        account=model.owner,
        value_if_yes=model.value,
        cost=problem.cost[:, model.option],
        budget=problem.budget,
        coverage=coverage,
        rules=[rule.at(model.restriction.position) for rule in problem.rules],
        resources=problem.resources,
        n_accounts=model.n_accounts,
    )
    return Reduced(problem, model, small)


def _as_certified(problem: SeedingProblem, row: Row) -> Row:
    if row.resource is not None:
        return dataclasses.replace(row, bound=float(problem.attainable.budget[row.resource]))
    if row.rule is None or problem.rules[row.rule].resource is None:
        return row
    return dataclasses.replace(row, bound=float(problem.attainable.limit[row.rule]))
