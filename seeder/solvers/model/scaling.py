"""Scale values and rows by powers of two, for numbers far outside the range that solvers take.

Squares, reciprocals and quotients of numbers near 1e-300 or 1e300 leave the range of floats, and linear programs
refuse coefficients of 1e30. Problems of a usual size keep their own units.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Multipliers

_USUAL = 50
"""Numbers from 2^-50 to 2^50 keep their unit."""


@dataclass(frozen=True, eq=False)
class Units:
    """The powers of two by which values and rows are divided."""

    value: int  # Exponent of the values' unit.
    row: IntArray  # Exponent of each row's unit, shape (n_rows,).

    @property
    def are_usual(self) -> bool:
        """Whether nothing changes."""
        return self.value == 0 and not self.row.any()

    def scale(self, model: Model) -> Model:
        """Write a model without cells in these units; its whole numbers stay."""
        rows = [
            dataclasses.replace(row, coefficient=np.ldexp(row.coefficient, -unit), bound=math.ldexp(row.bound, -unit))
            for row, unit in zip(model.row, self.row.tolist(), strict=True)
        ]
        return dataclasses.replace(model, value=np.ldexp(model.value, -self.value), row=tuple(rows))

    def restore(self, multipliers: Multipliers) -> Multipliers:
        """Write multipliers in the model's own units; the largest float stands for what is beyond it."""
        return Multipliers(self._restored(multipliers.upper), self._restored(multipliers.lower))

    def _restored(self, multiplier: FloatArray) -> FloatArray:
        with np.errstate(over="ignore"):
            restored: FloatArray = np.ldexp(multiplier, self.value - self.row)
        return np.minimum(restored, np.finfo(np.float64).max)


def choose_units(model: Model) -> Units:
    """The largest value and every row's upper side, each as a power of two where it is no usual number.

    No coefficient of a row is far above its upper side: such an option fits no selection. Rows with a lower side keep
    their unit, as they count.
    """
    row = [unit_of(row.bound) if row.upper is not None and row.lower is None else 0 for row in model.row]
    return Units(unit_of(float(np.abs(model.value).max(initial=0.0))), np.array(row, dtype=np.int64))


def unit_of(number: float) -> int:
    """The exponent of a number's own power of two, 0 for a usual number or none."""
    exponent = math.frexp(number)[1] if math.isfinite(number) else 0
    return 0 if abs(exponent) <= _USUAL else exponent
