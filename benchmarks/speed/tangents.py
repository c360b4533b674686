"""Tangents of f(z) = 1 − e^−z that together stay close above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_BISECTIONS = 200


@dataclass(frozen=True, eq=False)
class Tangents:
    """Tangents f(z̄) + e^−z̄ (z − z̄), and 1, as a concave majorant of f on z ≥ 0.

    Parameters
    ----------
    touch
        z̄ of each tangent, rising from 0, shape (n,).
    reach
        Up to this z the tangents to this one suffice, shape (n,); infinite for the last.
    """

    touch: npt.NDArray[np.float64]
    reach: npt.NDArray[np.float64]

    @property
    def slope(self) -> npt.NDArray[np.float64]:
        """e^−z̄ of each tangent."""
        slope: npt.NDArray[np.float64] = np.exp(-self.touch)
        return slope

    @property
    def constant(self) -> npt.NDArray[np.float64]:
        """1 − e^−z̄ (1 + z̄) of each tangent."""
        return 1 - np.exp(-self.touch) * (1 + self.touch)

    def n_needed(self, largest: float) -> int:
        """How many of the first tangents suffice up to ``largest``."""
        return int(np.searchsorted(self.reach, largest)) + 1

    def value(self, z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The majorant: the least of all tangents and 1, shape of ``z``."""
        lines: npt.NDArray[np.float64] = self.constant + self.slope * z[..., np.newaxis]
        lowest: npt.NDArray[np.float64] = np.minimum(lines.min(axis=-1), 1.0)
        return lowest


def make_tangents(relative_error: float) -> Tangents:
    """Place as few tangents as keep the majorant at most (1 + ``relative_error``) · f(z) for every z > 0.

    The first touches at 0. Each next one starts to count where the one before it is as far above f as is allowed, and
    is as far above f there. Past z = −ln(1 − 1 / (1 + ε)) the constant 1 is near enough.
    """
    allowed = 1 + relative_error
    last = -np.log1p(-1 / allowed)
    touch, reach = [0.0], []
    while True:
        end = _end_of(touch[-1], allowed, last)
        if end >= last:
            reach.append(np.inf)
            return Tangents(np.array(touch), np.array(reach))
        reach.append(end)
        touch.append(_touch_after(end, allowed, last))


def _end_of(touch: float, allowed: float, last: float) -> float:
    """Where a tangent has risen to ``allowed`` · f; past ``last`` where it does so nowhere before."""
    return _root(lambda z: _excess(touch, z, allowed), touch + (allowed - 1), last + 1)


def _touch_after(end: float, allowed: float, last: float) -> float:
    """Touching point of the tangent beyond ``end`` that is at ``allowed`` · f there."""
    return _root(lambda touch: _excess(touch, end, allowed), end, last + 1)


def _excess(touch: float, z: float, allowed: float) -> float:
    """The tangent less ``allowed`` · f at z; expm1, as f is a small difference near 0."""
    return float(-np.expm1(-touch) + np.exp(-touch) * (z - touch) + allowed * np.expm1(-z))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that is negative at ``low`` turns positive; ``high`` where it does not before."""
    if function(high) <= 0:
        return high
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if function(middle) <= 0:
            low = middle
        else:
            high = middle
    return low
