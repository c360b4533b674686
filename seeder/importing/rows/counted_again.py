"""Finds a column of followers that counts the people of the single platforms' columns again, such as a total.

Taken as one more account beside them, it would count people twice. It is no account of its own where it is the sum of
the others, or one of them, or between; and where it is below all of them it is a number of something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seeder.importing.columns.layout import Used
from seeder.importing.columns.vocabulary import words_of
from seeder.importing.rows.entries import Reading
from seeder.problem.arrays import BoolArray, FloatArray

_NEAR = 0.02
"""Relative difference up to which a number is the sum of its parts: both may be rounded."""

_BELOW = 0.9
_MOSTLY = 0.8
_TOTAL = frozenset(("total", "totals", "overall", "combined", "all", "sum", "gesamt", "summe", "insgesamt", "totales"))


@dataclass(frozen=True, eq=False)
class CountedAgain:
    """A column of followers that is no account of its own."""

    position: int  # of its reading
    used: Used
    why: str
    has_parts: BoolArray  # whether a row has the followers of a platform, shape (n_rows,)
    is_rest: bool  # whether it alone has the followers of some rows


def find_counted_again(readings: Sequence[Reading], platforms: Sequence[str]) -> CountedAgain | None:
    """The column that counts again what others count; rows on a further platform are of that, and say nothing."""
    with_followers = [place for place, one in enumerate(readings) if one.followers.column is not None]
    general = [place for place in with_followers if not readings[place].presence.platform]
    parts = [readings[place] for place in with_followers if readings[place].presence.platform]
    if len(general) != 1 or not parts:
        return None
    total: FloatArray = readings[general[0]].followers.numbers
    numbers = np.array([one.followers.numbers for one in parts])
    has_parts: BoolArray = ~np.isnan(numbers).all(axis=0)
    counted = {"", *(one.presence.platform for one in parts)}
    is_own: BoolArray = np.array([platform not in counted for platform in platforms], dtype=np.bool_)
    compared = ~np.isnan(total) & (total > 0) & has_parts & ~is_own
    column = readings[general[0]].followers.column
    if not compared.any() or column is None:
        return None
    why = _why(column.used, parts, total[compared], numbers[:, compared])
    if not why:
        return None
    is_rest = bool((~np.isnan(total) & (~has_parts | is_own)).any())
    return CountedAgain(general[0], column.used, why, has_parts & ~is_own, is_rest)


def _why(used: Used, parts: Sequence[Reading], total: FloatArray, numbers: FloatArray) -> str:
    """Why the total is no account of its own; '' where it can be one."""
    names = " and ".join(repr(one.followers.column.used.column.name) for one in parts if one.followers.column)
    known = np.nan_to_num(numbers)
    is_sum = np.abs(known.sum(axis=0) - total) <= _NEAR * total
    is_one = (np.abs(known - total) <= _NEAR * total).any(axis=0) & ~(is_sum if len(parts) > 1 else False)
    is_below = np.where(np.isnan(numbers), np.inf, numbers).min(axis=0) * _BELOW > total
    n_rows = len(total)
    is_between = (known.max(axis=0) < total) & (known.sum(axis=0) > total) & ~is_sum & ~is_one
    if (is_sum | is_one | is_below | is_between).sum() >= _MOSTLY * n_rows:
        first = f"the number of {names}" if len(parts) == 1 else f"the number of one of {names}"
        kinds = [
            (int(is_one.sum()), f"it is {first}"),
            (int((is_sum & ~is_one).sum()), f"it is the sum of {names}"),
            (int(is_between.sum()), f"it is between the largest and the sum of {names}"),
            (int(is_below.sum()), f"it is below the number of {names}" if len(parts) == 1 else f"it is below {names}"),
        ]
        n, words = max(kinds, key=lambda kind: kind[0])
        return f"{words} in {n:,} of {n_rows:,} rows"
    is_called_total = not _TOTAL.isdisjoint(words_of(used.column.header))
    if is_called_total and (known.max(axis=0) <= total * (1 + _NEAR)).mean() >= _MOSTLY:
        return f"its name says that it is a total, and {names} are its parts"
    return ""
