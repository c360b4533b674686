"""Followers that belong to no cell."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import FloatArray


def followers_outside(followers: FloatArray, people: FloatArray, *, is_ignored: bool) -> FloatArray:
    """outside_h = max(0, followers_h − people of h in cells), or 0 where they are ignored, shape (n_handles,).

    An excess of people over followers beyond what rounding or sampling explains was refused when the tables were
    read.
    """
    if is_ignored:
        return np.zeros(len(followers))
    result: FloatArray = np.maximum(0.0, followers - people)
    return result
