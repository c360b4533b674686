"""Rows of a model as CP-SAT takes them: whole numbers of 64 bits."""

from __future__ import annotations

import numpy as np

from seeder.solvers.model.rows import Row
from seeder.solvers.programs.cp_sat import WholeRow

_BITS = 52
"""Coefficients of a row are cut so that their sum stays below 2^52."""


def whole_row(row: Row, spent: int) -> tuple[WholeRow | None, bool]:
    """Write a row for CP-SAT with some of it spent; None where nothing is left to break.

    Numbers too long for 64 bits lose their last digits, downwards on both sides of ≤, which only loosens it:
    Σ ⌊w / 2^s⌋ x ≤ ⌊most / 2^s⌋ follows from Σ w x ≤ most.
    """
    least, most = int(np.minimum(row.whole, 0).sum()), int(np.maximum(row.whole, 0).sum())
    high = None if row.most is None else row.most - spent
    low = None if row.least is None or row.least - spent <= least else row.least - spent
    if low is None and (high is None or most <= high):
        return None, False
    shift = max(0, most.bit_length() - _BITS)
    # What is cut are costs, none below 0 and without a lower side: the weights of rules are never so long.
    if shift == 0:
        return WholeRow(row.option, row.whole.astype(np.int64), low, high), False
    cut = np.array([int(whole) >> shift for whole in row.whole.tolist()], dtype=np.int64)
    return WholeRow(row.option, cut, None, None if high is None else high >> shift), True
