"""The people left in every cell as a selection grows; a marginal gain then costs only the entries of its option."""

from __future__ import annotations

import math

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.model.model import Model


class CoverState:
    """A growing selection of a model with cells: ``left`` is w_g · Π_o (1 − b_og x_o) of every cell."""

    def __init__(self, model: Model) -> None:
        assert model.cells is not None
        self._model, self._cells = model, model.cells
        self.left = model.cells.weight.copy()

    def gain(self, option: int) -> float:
        """What adding an option brings: v_o + Σ_g left_g b_og."""
        own = self._cells.of_option(option)
        found = self.left[self._cells.cell[own]] @ self._cells.probability[own]
        return float(self._model.value[option]) + float(found)

    def gains(self) -> FloatArray:
        """Gain of every option, shape (n_options,)."""
        if not self._cells.n_cells:
            return self._model.value.copy()
        found: FloatArray = self._model.value + self._cells.probability_matrix @ self.left
        return found

    def add(self, option: int) -> None:
        """Take an option into the selection."""
        own = self._cells.of_option(option)
        self.left[self._cells.cell[own]] *= 1.0 - self._cells.probability[own]


def cover_value(model: Model, selection: IntArray) -> float:
    """Σ v + Σ_g w_g (1 − Π (1 − b)) of a selection of a model, to the precision of floats."""
    found = math.fsum(model.value[selection].tolist())
    cells = model.cells
    if cells is None:
        return found
    chosen = cells.select(selection)
    with np.errstate(divide="ignore"):
        logs = np.bincount(chosen.cell, weights=np.log1p(-chosen.probability), minlength=cells.n_cells)
    return found - float(cells.weight @ np.expm1(logs))
