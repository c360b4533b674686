"""Reads periods with a number and a year, such as ``KW 12 2026``, ``S12/2026``, ``2026-W12`` and ``1. Quartal 2026``.

Only their order counts, so that one word in all cells needs no translation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np

from seeder.importing.numbers.number_words import is_blank_word
from seeder.problem.arrays import FloatArray

_LONGEST = 40
_MOST_IN_A_YEAR = 53
_WORD = r"(?P<word>[^\W\d_]{0,14})\.?[\s\-_]?"
_NUMBER = r"(?P<number>[0-9]{1,2})(?:st|nd|rd|th|er|ère|e|º|ª|°|\.)?"
_YEAR = r"['’]?(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})"
_BETWEEN = r"[\s,./\-–_]{1,3}(?:(?:of|de|del|di|von)\s)?"
_ORDERS = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"{_WORD}{_NUMBER}{_BETWEEN}{_YEAR}",
        rf"(?P<year>(?:19|20)[0-9]{{2}})[\s,./\-–_]{{0,3}}{_WORD}{_NUMBER}",
        rf"{_NUMBER}[\s\-_]?{_WORD}{_BETWEEN}{_YEAR}",
    )
)


def numbered_periods(texts: Sequence[str], *, is_called_period: bool) -> FloatArray | None:
    """Days on which periods begin, with a week for each number: only their order counts; NaN for blanks.

    None if cells are something else, or not all of one word; without a word, the header must say that it has periods.
    """
    plain = ["" if is_blank_word(text) else text.strip() for text in texts]
    filled = {text for text in plain if text}
    if not filled or any(len(text) > _LONGEST for text in filled):
        return None
    for order in _ORDERS:
        found = {text: match for text in filled if (match := order.fullmatch(text)) is not None}
        words = {match["word"].casefold() for match in found.values()}
        if len(found) < len(filled) or len(words) > 1 or not (is_called_period or words != {""}):
            continue
        years = {text: int(match["year"]) for text, match in found.items()}
        days = {text: _day(years[text], int(match["number"])) for text, match in found.items()}
        if None not in days.values() and len({year < 100 for year in years.values()}) == 1:
            return np.array([days.get(text, np.nan) for text in plain], dtype=np.float64)
    return None


def _day(year: int, number: int) -> float | None:
    if not 1 <= number <= _MOST_IN_A_YEAR:
        return None
    return float(date(year if year >= 100 else 2000 + year, 1, 1).toordinal() + 7 * (number - 1))
