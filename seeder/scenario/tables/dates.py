"""Read the dates of tables: 2026-11-22, 20261122, 22.11.2026, 22 November 2026; with a time or without.

If a column writes 05/04/2026, the column as a whole says which of the two is the day, or nothing does. Days with the
name of a month are read by ``dateparser``, which never decides between day and month here, and fills nothing in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np

from seeder.engine.table import Cell, text_of
from seeder.problem.arrays import FloatArray

DATE_RULE = "Dates are written as 2026-11-22 or 22 November 2026; a time may follow"

_TIME = r"(?:[T ][0-9:.,]{2,18}(?: ?[AaPp][Mm])? ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _TIME)
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{2})?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})" + _TIME)
_LONGEST = 60
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_TIME_OF_DAY = re.compile(
    r"[T,]?\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:\s?[AaPp]\.?[Mm]\.?)?"
    r"(?:\s?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?\b"
)
# Croatian is left out: its listopad is October, and the Polish, Czech and Ukrainian one November.
_LANGUAGES = "en de es fr pt it nl pl ru uk tr ja zh ko sv da nb fi cs hu ro el id vi"
_MOST_UNREAD = 100
"""Texts of a column that are tried in vain, at 0.04 s each, before the others are taken for no days either."""


@dataclass(frozen=True, eq=False)
class Days:
    """Days of a column."""

    day: FloatArray  # days since 0001-01-01, NaN if blank or refused, shape (n,)
    refused: tuple[int, ...]  # positions of cells that are no day
    # Whether days and months of the column cannot be distinguished: those cells are among the refused.
    is_ambiguous: bool


def read_days(cells: Sequence[Cell]) -> Days:
    """Read the days of a column of any spelling."""
    texts = [text_of(cell).strip() for cell in cells]
    day_first = _day_first(texts)
    found = [_day(text, day_first) if text else np.nan for text in texts]
    named = _named_days([text for text, day in zip(texts, found, strict=True) if day is None])
    found = [named.get(text) if day is None else day for text, day in zip(texts, found, strict=True)]
    refused = tuple(position for position, day in enumerate(found) if day is None)
    is_ambiguous = day_first is None and any(_year_last(texts[position]) for position in refused)
    return Days(np.array([np.nan if day is None else day for day in found], dtype=np.float64), refused, is_ambiguous)


def _day_first(texts: Sequence[str]) -> bool | None:
    """Whether the day comes before the month if the year comes last; None if nothing shows it.

    A point between them is European, where the day comes first.
    """
    pairs = {(parts[0], parts[1], parts[2]) for text in set(texts) if (parts := _year_last(text))}
    first_is_day = any(first > 12 or mark == "." for first, mark, _ in pairs)
    second_is_day = any(second > 12 for _, _, second in pairs)
    return None if first_is_day == second_is_day else first_is_day


def _year_last(text: str) -> tuple[int, str, int] | None:
    match = _YEAR_LAST.fullmatch(text) if len(text) <= _LONGEST else None
    return None if match is None else (int(match[1]), match[2], int(match[3]))


@lru_cache(maxsize=50_000)
def _day(text: str, day_first: bool | None) -> float | None:
    if len(text) > _LONGEST:
        return None
    match = _YEAR_FIRST.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is not None:
        return _ordinal(int(match[1]), int(match[2]), int(match[3]))
    match = _YEAR_LAST.fullmatch(text)
    if match is None or day_first is None:
        return None
    first, second = int(match[1]), int(match[3])
    return _ordinal(int(match[4]), *((second, first) if day_first else (first, second)))


def _named_days(texts: Sequence[str]) -> dict[str, float]:
    """Days of texts with a year of four digits and the name of a month, in any of some languages."""
    days: dict[str, float] = {}
    read: dict[str, float | None] = {}
    n_unread = 0
    for text in dict.fromkeys(texts):
        plain = " ".join(_TIME_OF_DAY.sub(" ", text).split()) if len(text) <= _LONGEST else ""
        if len(_YEAR.findall(plain)) != 1 or not any(map(str.isalpha, plain)):
            continue
        if plain not in read and n_unread < _MOST_UNREAD:
            read[plain] = _named_day(plain)
            n_unread += read[plain] is None
        day = read.get(plain)
        if day is not None:
            days[text] = day
    return days


def _named_day(text: str) -> float | None:
    first, second = (parser.get_date_data(text).date_obj for parser in _parsers())
    return float(first.toordinal()) if first is not None and first == second else None


@cache
def _parsers() -> tuple[Any, Any]:
    """Two readers, one for each order of day and month: what they read alike depends on none."""
    from dateparser.date import DateDataParser

    first, second = (
        DateDataParser(
            languages=_LANGUAGES.split(),
            try_previous_locales=False,
            settings={
                "DATE_ORDER": order,
                "PREFER_LOCALE_DATE_ORDER": False,
                "STRICT_PARSING": True,
                "REQUIRE_PARTS": ["day", "month", "year"],
                "PARSERS": ["absolute-time"],
            },
        )
        for order in ("DMY", "MDY")
    )
    return first, second


def _ordinal(year: int, month: int, day: int) -> float | None:
    try:
        return float(date(year, month, day).toordinal())
    except ValueError:
        return None
