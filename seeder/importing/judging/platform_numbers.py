"""Finds columns named after a platform whose numbers are not followers but flags, shares, prices or ratings.

A header such as ``Instagram`` says nothing of what is counted. Read as followers, a price gives an account on
Instagram with 150 followers to somebody who has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from seeder.importing.columns.layout import Used
from seeder.importing.judging.withdrawals import Withdrawal, withdraw
from seeder.importing.rows.draft import Draft
from seeder.importing.rows.entries import Reading
from seeder.problem.arrays import BoolArray, FloatArray

_MOSTLY = 0.5
_NEAR = 0.1
"""Relative difference up to which two counts of the same followers agree: they may be of different weeks."""

_MOST_FRACTIONS = 0.2
_LARGEST_SHARE = 100.0
_FEWEST_FOLLOWERS = 100.0
_LEAST_PART = 0.25
"""Where a column has the followers already, the largest platform of an account has this much of them at least."""

_MONEY = re.compile(r"[$€£¥₹₺₽]|\b(?:eur|usd|gbp|chf|brl|r\$)\b", re.IGNORECASE)


def not_followers(draft: Draft) -> list[Withdrawal]:
    """Columns that are called by a platform alone, and whose numbers are not the followers there."""
    general = next(
        (one.followers.numbers for one in draft.readings if not one.presence.platform and one.followers.column), None
    )
    numbers = [
        (reading, used, draft.read_numbers(used).numbers)
        for reading in draft.readings
        for used in reading.presence.followers
        if (meaning := used.column.meaning) is not None and meaning.role is None
    ]
    found = [withdraw(used, why) for _, used, known in numbers if (why := _no_count(used, known))]
    if found:
        return found
    if general is None or not numbers:
        return []
    contradicting = [
        withdraw(used, why) for reading, used, known in numbers if (why := _contradicts(draft, reading, known, general))
    ]
    if contradicting:
        # What one of them counts, the columns beside it count too.
        why = "the columns beside it do not contain followers"
        others = [withdraw(used, why) for _, used, _ in numbers if used not in [one for one, _ in contradicting]]
        return contradicting + others
    known_numbers = np.array([known for _, _, known in numbers])
    largest = np.nanmax(np.nan_to_num(known_numbers), axis=0)
    compared = ~np.isnan(general) & (general > 0)
    smallest = np.where(known_numbers > 0, known_numbers, np.inf).min(axis=0)
    above = compared & (smallest * (1 - _NEAR) > general) & (largest > 0) & _is_of_these(draft, numbers)
    if 2 * above.sum() > (compared & (largest > 0)).sum():
        why = "its numbers are above the followers that another column has"
        return [withdraw(used, why) for _, used, _ in numbers]
    small = compared & (largest < _LEAST_PART * general)
    if compared.any() and small.sum() > _MOSTLY * compared.sum():
        why = "its numbers are far below the followers that another column has"
        return [withdraw(used, why) for _, used, _ in numbers]
    return []


def _is_of_these(draft: Draft, numbers: Sequence[tuple[Reading, Used, FloatArray]]) -> BoolArray:
    """Whether each row is on no platform, or on one of the columns': its followers are counted in them too."""
    platforms = {"", *(reading.presence.platform for reading, _, _ in numbers)}
    return np.array([platform in platforms for platform in draft.platforms], dtype=np.bool_)


def _no_count(used: Used, numbers: FloatArray) -> str:
    """Why the numbers of a column are no followers whatever stands beside them; '' where they can be."""
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return ""
    texts = [text for text in used.column.texts if text.strip()]
    if used.column.content.percent > _MOSTLY:
        return "its cells are per cent"
    if sum(_MONEY.search(text) is not None for text in texts) > _MOSTLY * len(texts):
        return "its cells are amounts of money"
    if np.isin(known, (0.0, 1.0)).all():
        return "its cells are only 0 and 1"
    if (known != np.round(known)).mean() > _MOST_FRACTIONS:
        return "its cells have fractions, and followers are whole"
    if known.max() <= 1:
        return "its cells are shares"
    if known.max() < _FEWEST_FOLLOWERS:
        return f"all its numbers are below {_FEWEST_FOLLOWERS:.0f}"
    return ""


def _contradicts(draft: Draft, reading: Reading, numbers: FloatArray, general: FloatArray) -> str:
    """Why a column contradicts the one of the followers, on rows that are said to be on its platform."""
    on_it: BoolArray = np.array([said == reading.presence.platform for said in draft.platforms])
    both = on_it & ~np.isnan(numbers) & ~np.isnan(general)
    far = both & (np.abs(numbers - general) > _NEAR * np.maximum(numbers, general))
    if far.sum() > _MOSTLY * both.sum():
        row = int(np.flatnonzero(far)[0])
        return (
            f"on {int(far.sum()):,} of {int(both.sum()):,} rows of this platform it contradicts the followers, such as "
            f"{numbers[row]:,.0f} and {general[row]:,.0f}"
        )
    return ""
