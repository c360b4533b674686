"""Sum the numbers of each group."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray


def sum_by(group: IntArray, values: FloatArray, *, size: int) -> FloatArray:
    """Sum numbers by their group 0 … size − 1, shape (size,)."""
    return np.bincount(group, weights=values, minlength=size).astype(np.float64, copy=False)
