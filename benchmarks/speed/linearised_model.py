"""The whole problem as one mixed program: tangents cell by cell, and nothing else.

    max Σ_g w_g η_g + Σ_o v_o x_o
    z_g = Σ_o a_og x_o,   η_g ≤ f(z̄_k) + e^−z̄_k (z_g − z̄_k) for every tangent k that the cell needs,   η_g ≤ 1
    Σ_o c_ro x_o ≤ B_r,   at most one option an account,   x binary

with a = −ln(1 − b), so that its optimum is at most (1 + ε) times the best value, and never below it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.speed.tangents import Tangents, make_tangents
from seeder import SeedingProblem

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LinearisedModel:
    """Variables x, then z, then η; rows as triples.

    Parameters
    ----------
    problem
        What it was made from.
    exponent_row, exponent_option, exponent
        Cell, option and a_og of each entry of the rows z_g = Σ a x, shape (n_entries,).
    largest
        No selection has a larger z_g, shape (n_cells,).
    tangents
        Of f, the same for all cells.
    n_tangents
        How many of them each cell needs, shape (n_cells,).
    several
        Options of each account that has several.
    """

    problem: SeedingProblem
    exponent_row: IntArray
    exponent_option: IntArray
    exponent: FloatArray
    largest: FloatArray
    tangents: Tangents
    n_tangents: IntArray
    several: tuple[IntArray, ...]

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.largest)

    @property
    def weight(self) -> FloatArray:
        """w_g, shape (n_cells,)."""
        assert self.problem.coverage is not None
        return self.problem.coverage.weight

    def tangent_rows(self) -> tuple[IntArray, FloatArray, FloatArray]:
        """Cell, constant and slope of every row η_g ≤ constant + slope · z_g."""
        cell = np.repeat(np.arange(self.n_cells), self.n_tangents)
        first = np.cumsum(self.n_tangents) - self.n_tangents
        tangent = np.arange(len(cell)) - np.repeat(first, self.n_tangents)
        return cell, self.tangents.constant[tangent], self.tangents.slope[tangent]


def build_linearised_model(problem: SeedingProblem, *, relative_error: float = 1e-4) -> LinearisedModel:
    """Linearise a problem with cells.

    Raises
    ------
    ValueError
        Where it has rules, no cells, or a chance of 1: the model holds none of them.
    """
    coverage = problem.coverage
    if coverage is None or problem.rules:
        raise ValueError("the linearised model holds cells and budgets, no rules")
    option = np.repeat(np.arange(problem.n_options), np.diff(coverage.start))
    chance = problem.acceptance[option] * coverage.chance
    if (chance >= 1).any():
        raise ValueError("the linearised model needs chances below 1: −ln(1 − 1) is infinite")
    exponent = -np.log1p(-chance)
    starts = np.flatnonzero(np.diff(problem.account, prepend=-1))
    parts = np.split(np.arange(problem.n_options), starts[1:])
    tangents = make_tangents(relative_error)
    # An account is asked by one approach, and the largest z takes the likeliest of each.
    of_pair = np.zeros((problem.n_accounts, coverage.n_cells))
    np.maximum.at(of_pair, (problem.account[option], coverage.cell), exponent)
    largest = of_pair.sum(axis=0)
    return LinearisedModel(
        problem=problem,
        exponent_row=coverage.cell.astype(np.int64),
        exponent_option=option,
        exponent=exponent,
        largest=largest,
        tangents=tangents,
        n_tangents=np.array([tangents.n_needed(z) for z in largest.tolist()], dtype=np.int64),
        several=tuple(part for part in parts if len(part) > 1),
    )
