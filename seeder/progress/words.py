"""The state of a search in words, and its progress as a share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seeder.solvers import ProgressPoint

_SMALLEST_GAP = 1e-9


def progress_line(point: ProgressPoint) -> str:
    """Return value, bound, gap and times in words."""
    from seeder.figures import number

    parts = [f"{point.seconds:.0f} s"]
    if point.value is not None:
        parts.append(f"best so far {number(point.value)}")
    if point.bound is not None:
        parts.append(f"bound {number(point.bound)}")
    if point.gap is not None:
        parts.append(f"gap {100 * point.gap:.4f}%")
    if point.seconds_left is not None:
        parts.append(f"{point.seconds_left:.0f} s left")
    return "  ".join(parts)


def share_done(point: ProgressPoint, relative_gap: float) -> float:
    """How much of its way a search has gone [0–1].

    The larger of two shares: of the time limit, and of the orders of magnitude from a gap of 1 to the gap that is
    asked for, log(gap) / log(relative_gap).
    """
    of_time = of_gap = 0.0
    if point.seconds_left is not None and point.seconds + point.seconds_left > 0:
        of_time = point.seconds / (point.seconds + point.seconds_left)
    if point.gap is not None:
        target = max(relative_gap, _SMALLEST_GAP)
        of_gap = math.log(min(max(point.gap, target), 1.0)) / math.log(target)
    return min(max(of_time, of_gap, 0.0), 1.0)
