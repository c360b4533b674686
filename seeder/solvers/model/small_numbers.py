"""Simplify probabilities very close to 0 or 1, with which linear programs might not terminate.

Every change raises the value of some selections and lowers none, so an upper bound of the rounded model is one of the
problem. What it raises the best value by is far below any gap that is asked for.
"""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import BoolArray, CellArray, FloatArray, IntArray

_CERTAIN = 1.0 - 2.0**-40
"""Chances from here on count as 1: a value of at most 2^-40 of the cell's weight is added."""
_TINY = 1e-10
"""A chance below this share of the cell's largest is worth w_g · b_og whoever else is asked, up to 1e-10 of that."""
_RARE = 2e-9
"""Where all chances of a cell sum to no more than this, nobody is counted twice but for half of it. A survival of
1 − 1e-12 would have lost four of the digits that tell selections apart."""
_NEGLIGIBLE = 1e-11
"""All cells that count as linear add at most this share of what the best single option is worth."""


def rounded_to_certain(chance: FloatArray) -> FloatArray:
    """Count a chance within 2^-40 of 1 as 1."""
    near = (chance >= _CERTAIN) & (chance < 1.0)
    if not near.any():
        return chance
    result = chance.copy()
    result[near] = 1.0
    return result


def is_linear(
    *, weight: FloatArray, owner: IntArray, cell: CellArray, chance: FloatArray, value: FloatArray
) -> BoolArray:
    """Tell which entries may count with w_g · b_og whoever else is asked, as what they overlap with is too little.

    As 1 − Π (1 − b) ≤ b_o + (1 − Π over the others), an entry that leaves its cell for the option's own value never
    lowers a selection's value. It raises it by at most w_g · b_og.

    ``weight``: w_g, shape (n_cells,). ``owner``, ``cell``, ``chance``: option, cell and b_og > 0 of each entry, shape
    (n_entries,). ``value``: v_o of the options, shape (n_options,). The result has shape (n_entries,).
    """
    gain = weight[cell] * chance
    alone = value + np.bincount(owner, weights=gain, minlength=len(value))
    of_cell = np.bincount(cell, weights=gain, minlength=len(weight))
    linear: BoolArray = (of_cell * len(weight) <= _NEGLIGIBLE * alone.max(initial=0.0))[cell]
    if len(chance) and chance.min() < _RARE:
        linear |= (np.bincount(cell, weights=chance, minlength=len(weight)) <= _RARE)[cell]
        largest = np.zeros(len(weight))
        np.maximum.at(largest, cell, chance)
        linear |= chance < _TINY * largest[cell]
    return linear
