"""Pseudocosts: by how much the bound fell per unit of an option's fraction, on both sides of past branchings.

References
----------
Achterberg, Koch & Martin, Branching rules revisited, Operations Research Letters 33, 2005.
"""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray

_LEAST_FRACTION = 1e-6
_LEAST_FALL = 1e-6
"""Share of the fall that closes the gap which every option is credited with."""
_RELIABLE = 2
"""Options whose two sides were solved so often are judged by what came of it."""


class Pseudocosts:
    """What branching on each option brought so far; side 0 leaves it out, side 1 asks it."""

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
