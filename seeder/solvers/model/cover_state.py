"""Survival of every cell as a selection changes, so that a marginal gain costs only the entries of its option."""

from __future__ import annotations

import math

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.model.presolve import Model


class CoverState:
    """Survival Π_o (1 − b_og x_o) of every cell of a model under a selection. ``model``: a model with cells."""

    def __init__(self, model: Model) -> None:
        assert model.cells is not None
        self._model, self._cells = model, model.cells
        self._left = model.cells.weight.copy()
        self._certain = np.zeros(model.cells.n_cells, dtype=np.int32)
        self._has_certain = bool((model.cells.probability >= 1.0).any())

    def gain(self, option: int) -> float:
        """What adding an option brings: v_o + Σ_g w_g survival_g b_og."""
        own = self._cells.of_option(option)
        found = self._worth(self._cells.cell[own]) @ self._cells.probability[own]
        return float(self._model.value[option]) + float(found)

    def gains(self) -> FloatArray:
        """Gain of every option, shape (n_options,)."""
        found: FloatArray = self._model.value + self._cells.probability_matrix @ self.left()
        return found

    def left(self) -> FloatArray:
        """w_g · survival_g of every cell, shape (n_cells,); not to be written to."""
        return np.where(self._certain > 0, 0.0, self._left) if self._has_certain else self._left

    def add(self, option: int) -> None:
        """Take an option into the selection."""
        own = self._cells.of_option(option)
        cell, probability = self._cells.cell[own], self._cells.probability[own]
        if self._has_certain:
            certain = probability >= 1.0
            self._certain[cell[certain]] += 1
            cell, probability = cell[~certain], probability[~certain]
        self._left[cell] *= 1.0 - probability

    def remove(self, option: int) -> None:
        """Take an option out of the selection again."""
        own = self._cells.of_option(option)
        cell, probability = self._cells.cell[own], self._cells.probability[own]
        if self._has_certain:
            certain = probability >= 1.0
            self._certain[cell[certain]] -= 1
            cell, probability = cell[~certain], probability[~certain]
        self._left[cell] /= 1.0 - probability

    def _worth(self, cell: IntArray | np.ndarray[tuple[int], np.dtype[np.int32]]) -> FloatArray:
        left: FloatArray = self._left[cell]
        return np.where(self._certain[cell] > 0, 0.0, left) if self._has_certain else left


def cover_value(model: Model, selection: IntArray) -> float:
    """Σ v + Σ_g w_g (1 − Π (1 − b)) of a selection of a model, to the precision of floats."""
    worth = math.fsum(model.value[selection].tolist())
    cells = model.cells
    if cells is None:
        return worth
    chosen = cells.select(selection)
    with np.errstate(divide="ignore"):
        logs = np.bincount(chosen.cell, weights=np.log1p(-chosen.probability), minlength=cells.n_cells)
    return worth - float(cells.weight @ np.expm1(logs))
