"""Whether a column of followers is the total of the columns of single platforms beside it."""

from __future__ import annotations

import numpy as np

from seeder.importing.columns.vocabulary import words_of
from seeder.importing.judging.withdrawals import Withdrawal, withdraw
from seeder.importing.rows.draft import Draft

_NEAR = 0.02
"""Relative difference up to which a number is the sum of its parts: both may be rounded."""

_MOSTLY = 0.8
_TOTAL = frozenset(("total", "totals", "overall", "combined", "all", "sum", "gesamt", "summe", "insgesamt", "totales"))


def totals_of_parts(draft: Draft) -> list[Withdrawal]:
    """The column of followers that names no platform, where it is the sum of those that do.

    Counted beside its parts, every person would be counted twice.
    """
    general = [one for one in draft.readings if not one.presence.platform and one.followers.column is not None]
    parts = [one for one in draft.readings if one.presence.platform and one.followers.column is not None]
    if len(general) != 1 or not parts:
        return []
    total = general[0].followers.numbers
    numbers = np.array([one.followers.numbers for one in parts])
    compared = ~np.isnan(total) & (total > 0) & ~np.isnan(numbers).all(axis=0)
    if not compared.any():
        return []
    total = total[compared]
    known = np.nan_to_num(numbers[:, compared])
    n_equal = int((np.abs(known.sum(axis=0) - total) <= _NEAR * total).sum())
    used = general[0].followers.column.used  # type: ignore[union-attr]
    names = " and ".join(repr(one.followers.column.used.column.name) for one in parts)  # type: ignore[union-attr]
    if n_equal >= _MOSTLY * len(total):
        return [withdraw(used, f"it is the sum of {names} in {n_equal:,} of {len(total):,} rows")]
    is_called_total = not _TOTAL.isdisjoint(words_of(used.column.header))
    if is_called_total and (known.max(axis=0) <= total * (1 + _NEAR)).mean() >= _MOSTLY:
        return [withdraw(used, f"its name says that it is a total, and {names} are its parts")]
    return []
