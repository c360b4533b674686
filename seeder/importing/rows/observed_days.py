"""Finds the column that says when a row was observed: of several rows of one handle the newest counts.

The column can be called anything: what makes it the date is that its cells are days, months or times, and that the rows
of one handle differ in it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.vocabulary import words_of
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.rows.numbered_periods import numbered_periods
from seeder.problem.arrays import BoolArray, FloatArray
from seeder.scenario.tables.dates import read_days

_MOSTLY = 0.9
_FIRST_TRIED = 3
_LONGEST = 40
_BIRTHS = frozenset(
    (
        "created", "joined", "started", "born", "birthday", "since", "creado", "criado", "erstellt", "beigetreten",
        "cree", "creation", "inscrit", "creato", "iscritto", "geburtstag", "nacimiento", "nascimento", "naissance",
        "nascita",
    )
)  # fmt: skip
"""Words of days on which an account, or a person, began: they say nothing of when a row was written."""

_YEAR_AND_MONTH = re.compile(r"((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})")
_MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})[-/.]((?:19|20)[0-9]{2})")
_QUARTER = re.compile(r"[QT]([1-4])[ \-/]?((?:19|20)[0-9]{2})|((?:19|20)[0-9]{2})[ \-/]?[QT]([1-4])", re.IGNORECASE)
_WEEK = re.compile(r"((?:19|20)[0-9]{2})[ \-/]?W([0-9]{1,2})", re.IGNORECASE)
_NAMED_MONTH = re.compile(r"[^\W\d_]{3,12}\.?[ \-/](?:de )?(?:19|20)[0-9]{2}")
_SHORT_YEAR = re.compile(r"(?<![0-9])([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{2})(?![0-9:])")
_MONTH_AND_SHORT_YEAR = re.compile(r"([^\W\d_]{3,12}\.?)[ \-/'’]{1,2}([0-9]{2})")
_ANY_MONTH = re.compile(r"[^\W\d_]{3,12}\.?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SERIAL = re.compile(r"[2-7][0-9]{4}(?:\.[0-9]{1,12})?")
"""A day as spreadsheets count them: 45,296 is in 2024."""

_SECONDS = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")
_EITHER_WAY = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})(.*)", re.DOTALL)
_LIKE_A_DAY = re.compile(
    r".*[0-9]{4}.*|.*[0-9]{1,2}[-/.][0-9]{1,2}.*|[^\W\d_]{3,12}\.?[ \-/'’]{1,2}[0-9]{2}", re.DOTALL
)
_TIME = re.compile(r"(?<=[T ])([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?\s?([AaPp])?")
_PERIODS = frozenset(
    (
        "week", "woche", "kw", "semana", "semaine", "settimana", "month", "monat", "mes", "mois", "mese", "day", "tag",
        "dia", "jour", "giorno", "quarter", "quartal", "trimestre", "wave", "round", "snapshot", "period", "periodo",
    )
)  # fmt: skip
"""Words of columns that count periods: 1, 2, 3, or Week 1, Week 2."""

_WEEKS = frozenset(
    (
        "wk", "wks", "kalenderwoche", "sem", "sett", "uke", "uge", "vecka", "tydzien", "tydz", "tyden", "tyzden", "het",
        "hafta", "viikko", "saptamana", "tjedan", "неделя", "тиждень", "週", "周", "주",
    )
)  # fmt: skip
"""The same for weeks, shortened and in further languages."""


_PERIOD = re.compile(r"(?:[^\W\d_]{1,14}\.?\s?)?([0-9]{1,3})")
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400.0


@dataclass(frozen=True, eq=False)
class ObservedDays:
    """When each row was observed."""

    column: SourceColumn
    days: FloatArray  # days since 0001-01-01 with the time as a fraction, NaN if not known, shape (n_rows,)
    n_told_apart: int  # rows of handles with several, whose day no other row of the handle has
    n_repeated: int  # rows with a day of handles with several
    is_ambiguous: bool = False  # whether days and months cannot be told apart, and the newest row depends on it

    @property
    def tell_apart(self) -> bool:
        """Whether nearly all rows of one handle are of different days."""
        return self.n_told_apart > 0 and self.n_told_apart >= _MOSTLY * self.n_repeated

    @property
    def are_shared(self) -> bool:
        """Whether many rows are of the same days, as they are where all were observed again and again."""
        known = self.days[~np.isnan(self.days)]
        return 2 * len(np.unique(np.floor(known))) <= len(known)


def find_observed_days(
    named: Sequence[SourceColumn], others: Sequence[SourceColumn], handles: Sequence[Hashable]
) -> ObservedDays | None:
    """The column of days that tells most rows of one handle apart; None where there is none.

    Named are the columns whose names say that they are dates: the first of them serves where none tells rows apart.
    Handles are by row, None where a row has none.
    """
    rows_of: dict[Hashable, list[int]] = {}
    for row, handle in enumerate(handles):
        if handle is not None:
            rows_of.setdefault(handle, []).append(row)
    repeated = [rows for rows in rows_of.values() if len(rows) > 1]
    found = [_observed(column, days, repeated) for column in named for days in [_days_of(column, repeated)]]
    if repeated:
        tried = ((column, _days_of(column, repeated)) for column in others if _can_be_days(column))
        found += [_observed(column, days, repeated) for column, days in tried if _are_days(column, days.days)]
    # A day on which an account began is its own, and rows that differ in it are of several accounts.
    return max(found, key=lambda one: (one.tell_apart and not says_birth(one.column), one.n_told_apart), default=None)


def says_birth(column: SourceColumn) -> bool:
    """Whether a header says that its days are those on which accounts or people began."""
    return not _BIRTHS.isdisjoint(words_of(column.header))


@dataclass(frozen=True, eq=False)
class _Days:
    days: FloatArray
    is_ambiguous: bool = False


def _observed(column: SourceColumn, read: _Days, repeated: Sequence[Sequence[int]]) -> ObservedDays:
    n_told_apart = n_known = 0
    for rows in repeated:
        known = read.days[rows]
        days, n_rows = np.unique(known[~np.isnan(known)], return_counts=True)
        n_known += int(n_rows.sum()) if n_rows.sum() > 1 else 0
        n_told_apart += int((n_rows == 1).sum()) if len(days) > 1 else 0
    return ObservedDays(column, read.days, n_told_apart, n_known, read.is_ambiguous)


def _can_be_days(column: SourceColumn) -> bool:
    """Whether the first cells are days, before all are read: that takes long for texts that are none."""
    texts = [text.strip() for text in column.texts[:500] if not is_blank_word(text)]
    if _counts_periods(column) or numbered_periods(texts, is_called_period=_says_period(column)) is not None:
        return True
    if not texts or sum(len(one) <= _LONGEST and bool(_LIKE_A_DAY.fullmatch(one)) for one in texts) < len(texts):
        return False
    first = list(map(_with_century, list(dict.fromkeys(texts))[:_FIRST_TRIED]))
    return not any(map(np.isnan, _read(first))) or all(map(_EITHER_WAY.fullmatch, first))


def _counts_periods(column: SourceColumn) -> bool:
    """Whether a column that is called by a period has numbers, or months without a year."""
    texts = {text.strip() for text in column.texts if not is_blank_word(text)}
    words = {word for text in texts for word in words_of(text) if not word.isdigit()}
    is_called = _says_period(column) or (len(words) == 1 and not words.isdisjoint(_PERIODS | _WEEKS))
    return is_called and bool(texts) and (all(map(_PERIOD.fullmatch, texts)) or all(map(_ANY_MONTH.fullmatch, texts)))


def _says_period(column: SourceColumn) -> bool:
    return not (_PERIODS | _WEEKS).isdisjoint(words_of(column.header))


def _are_days(column: SourceColumn, days: FloatArray) -> bool:
    n_filled = sum(not is_blank_word(text) for text in column.texts)
    return n_filled > 0 and int((~np.isnan(days)).sum()) >= _MOSTLY * n_filled


def _days_of(column: SourceColumn, repeated: Sequence[Sequence[int]]) -> _Days:
    texts = [text.strip() for text in column.texts]
    if _counts_periods(column):
        if any(map(_ANY_MONTH.fullmatch, texts)):
            return _Days(_read([f"1 {text} 2000" if text else "" for text in texts]))
        found = map(_PERIOD.fullmatch, texts)
        return _Days(np.array([np.nan if match is None else float(match[1]) for match in found], dtype=np.float64))
    if all(not text or _SERIAL.fullmatch(text) for text in texts):
        return _Days(np.array([float(text or "nan") for text in texts], dtype=np.float64))
    periods = numbered_periods(texts, is_called_period=_says_period(column))
    if periods is not None:
        return _Days(periods)
    texts = list(map(_with_century, texts))
    days = _read(texts)
    refused = np.array([_EITHER_WAY.fullmatch(text) is not None for text in texts]) & np.isnan(days)
    if not refused.any():
        return _Days(days)
    # 05/04/2026 in all rows: both readings are tried, and what they agree on counts.
    day_first, month_first = (
        _read([_EITHER_WAY.sub(order, text) for text in texts]) for order in (r"\4-\3-\1\5", r"\4-\1-\3\5")
    )
    if np.isnan(day_first[refused]).any() or np.isnan(month_first[refused]).any():
        return _Days(days)
    newest = [
        [max(rows, key=order.__getitem__) for rows in repeated]
        for order in (np.nan_to_num(one, nan=-np.inf).tolist() for one in (day_first, month_first))
    ]
    return _Days(day_first, is_ambiguous=newest[0] != newest[1])


def _with_century(text: str) -> str:
    return _SHORT_YEAR.sub(r"\g<1>\g<2>\g<3>\g<2>20\g<4>", text)


def _read(texts: Sequence[str]) -> FloatArray:
    """Days of texts, with the time as a fraction; the first day of a month, a quarter or a year."""
    days: FloatArray = read_days([_first_day(text) for text in texts]).day
    times: FloatArray = np.array([_time_of(text) for text in texts], dtype=np.float64)
    seconds: BoolArray = np.array([_SECONDS.fullmatch(text) is not None for text in texts], dtype=np.bool_)
    if seconds.any():
        counted = [float(text[:10]) if is_one else 0.0 for text, is_one in zip(texts, seconds.tolist(), strict=True)]
        return np.where(seconds, _EPOCH + np.array(counted) / _DAY, days + times)
    return days + times


def _first_day(text: str) -> str:
    if match := _YEAR_AND_MONTH.fullmatch(text):
        return f"{match[1]}-{match[2]}-01"
    if match := _MONTH_AND_YEAR.fullmatch(text):
        return f"{match[2]}-{match[1]}-01"
    if match := _MONTH_AND_SHORT_YEAR.fullmatch(text):
        return f"1 {match[1]} 20{match[2]}"
    if match := _QUARTER.fullmatch(text):
        return f"{match[2] or match[3]}-{3 * int(match[1] or match[4]) - 2:02d}-01"
    if (match := _WEEK.fullmatch(text)) and 1 <= int(match[2]) <= 52:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1).isoformat()
    if _NAMED_MONTH.fullmatch(text):
        return f"1 {text}"
    if _YEAR.fullmatch(text):
        return f"{text}-01-01"
    return "" if _SECONDS.fullmatch(text) else text


def _time_of(text: str) -> float:
    """Time of the day as a share of it."""
    match = _TIME.search(text)
    if match is None:
        return 0.0
    hours = int(match[1]) % 12 + (12 if match[4] in ("p", "P") else 0) if match[4] else int(match[1])
    return min(1.0, (hours * 3_600 + int(match[2]) * 60 + int(match[3] or 0)) / _DAY)
