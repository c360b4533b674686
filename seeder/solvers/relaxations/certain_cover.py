"""The linear relaxation if people of a cell respond for certain to each of its options: maximal covering.

    max Σ_g w_g y_g + Σ_o v_o x_o   with   y_g ≤ Σ_{o moves g} x_o,   0 ≤ x, y ≤ 1,   and the model's rows

A cell's value is min(1, Σ x) there, its whole concave envelope. So one linear program gives the best bound that
multipliers can prove, where gradient steps come near to it slowly. With the dual value π_g of a cell's row, the bound
counts Σ x with the weight 1 − θ_g = π_g / w_g, and 1 with the rest.

References
----------
Church & ReVelle, The maximal covering location problem, 1974.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Multipliers, price
from seeder.solvers.parameters import Parameters
from seeder.solvers.programs.interior_point import solve_by_interior_point
from seeder.solvers.programs.linear_program import LinearProgram
from seeder.solvers.relaxations.concave import Climb, Tangents


@dataclass(frozen=True, slots=True)
class CertainCoverParams(Parameters):
    """Which models are solved as one linear program."""

    least_entries: int = 20_000  # Below, nodes of the search solve it soon enough.
    most_entries: int = 2_000_000  # Above, the program takes too long.
    # Above so many cells for each option, gradient steps take less time, and come near enough.
    cells_an_option: int = 4
    flat: float = 60.0  # Where tangents touch that count a cell as 1: e^−60 is nothing beside 1.


_PARAMS = CertainCoverParams()


def is_certain_cover(model: Model) -> bool:
    """Whether all options move their cells for certain, and the program is of a size that it suits."""
    cells = model.cells
    if cells is None or not _PARAMS.least_entries <= len(cells.cell) <= _PARAMS.most_entries:
        return False
    return cells.n_cells <= _PARAMS.cells_an_option * model.n_options and bool((cells.probability == 1.0).all())


def solve_certain_cover(model: Model, *, deadline: Deadline | None = None) -> Climb | None:
    """Solve the relaxation; None where the time was over, or nothing is feasible.

    Returns what a climb returns (:func:`seeder.solvers.relaxations.concave.climb`), with the bound at its lowest.
    """
    cells = model.cells
    assert cells is not None
    solved = solve_by_interior_point(_program(model), deadline=deadline)
    if solved is None:
        return None
    x, dual = solved
    n, m, n_rows = model.n_options, cells.n_cells, len(model.row)
    theta = 1.0 - np.clip(dual[:m] / cells.weight, 0.0, 1.0)
    tangents = Tangents(np.where(theta > 0.0, _PARAMS.flat, 0.0), theta)
    of_row = dual[m : m + n_rows]
    has_upper = np.array([row.upper is not None for row in model.row], dtype=bool)
    has_lower = np.array([row.lower is not None for row in model.row], dtype=bool)
    multipliers = Multipliers(
        np.where(has_upper, np.maximum(0.0, of_row), 0.0), np.where(has_lower, np.maximum(0.0, -of_row), 0.0)
    )
    linear = dataclasses.replace(model, value=tangents.gains(model), cells=None)
    bound = tangents.constant(cells) + price(linear, multipliers).bound
    share: FloatArray = np.clip(x[:n], 0.0, 1.0)
    reached = np.minimum(1.0, cells.probability_matrix.T @ share)
    return Climb(share, float(cells.weight @ reached + model.value @ share), tangents, bound, multipliers)


def _program(model: Model) -> LinearProgram:
    """Columns: options, then cells. Rows: cells, then the model's, then the accounts that say more than x ≤ 1."""
    cells = model.cells
    assert cells is not None
    n, m = model.n_options, cells.n_cells
    option, _, start = cells.by_cell
    of_cell = np.repeat(np.arange(m), np.diff(start))
    row, column = [of_cell, np.arange(m)], [option, n + np.arange(m)]
    coefficient = [np.full(len(option), -1.0), np.ones(m)]
    lower, upper = [np.full(m, -np.inf)], [np.zeros(m)]
    for position, one in enumerate(model.row):
        row.append(np.full(len(one.option), m + position))
        column.append(one.option)
        coefficient.append(one.coefficient)
    lower.append(np.array([-np.inf if one.lower is None else one.lower for one in model.row], dtype=np.float64))
    upper.append(np.array([np.inf if one.upper is None else one.bound for one in model.row], dtype=np.float64))
    several = np.flatnonzero((np.diff(model.first, append=n) > 1) | model.must)
    place = np.searchsorted(several, model.owner)
    held = np.flatnonzero(np.isin(model.owner, several))
    row.append(m + len(model.row) + place[held])
    column.append(held)
    coefficient.append(np.ones(len(held)))
    lower.append(np.where(model.must[several], 1.0, -np.inf))
    upper.append(np.ones(len(several)))
    return LinearProgram(
        gain=np.concatenate((model.value, cells.weight)),
        top=np.ones(n + m),
        lower=np.concatenate(lower),
        upper=np.concatenate(upper),
        row=np.concatenate(row),
        column=np.concatenate(column),
        coefficient=np.concatenate(coefficient),
    )
