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
    Σ ⌊w / 2^s⌋ x ≤ ⌊upper / 2^s⌋ follows from Σ w x ≤ upper.
    """
    smallest, largest = int(np.minimum(row.whole, 0).sum()), int(np.maximum(row.whole, 0).sum())
    upper = None if row.upper is None else row.upper - spent
    lower = None if row.lower is None or row.lower - spent <= smallest else row.lower - spent
    if lower is None and (upper is None or largest <= upper):
        return None, False
    shift = max(0, largest.bit_length() - _BITS)
    # What is cut are costs, none below 0 and without a lower side: the weights of rules are never so long.
    if shift == 0:
        return WholeRow(row.option, row.whole.astype(np.int64), lower, upper), False
    cut = np.array([int(whole) >> shift for whole in row.whole.tolist()], dtype=np.int64)
    return WholeRow(row.option, cut, None, None if upper is None else upper >> shift), True
