"""Turns rows of the source into handles with followers, or rejects them with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np

from seeder.importing.columns.layout import Presence
from seeder.importing.numbers.number_texts import RANGE
from seeder.importing.report import Cause, Change, Reason, Rejection
from seeder.importing.rows.follower_columns import Followers
from seeder.importing.rows.handles import Handle
from seeder.importing.rows.number_columns import plain_number
from seeder.importing.rows.signals import Signal
from seeder.importing.rows.total_rows import TotalRows, names_total
from seeder.problem.arrays import FloatArray
from seeder.scenario.numbers import MOST_PEOPLE

_LAST_ROWS = 5
_LEAST_ROUNDED = 1_000.0

_INSTEAD_OF_RANGE = "write one number, or leave it blank and write its size, such as micro, into a column 'tier'"
_NO_COLUMN = Reason(Cause.NO_FOLLOWERS, "no column has the followers there")
_NO_NUMBER = (Cause.FOLLOWERS_NOT_KNOWN, Cause.NO_FOLLOWERS)
_COUNTS_THERE = "its fee, hours, acceptance and topics count there where that row has none"
_LEFT_OUT = {
    Cause.REPEATED_HANDLE: "the table has this handle already",
    Cause.OTHER_FOLLOWERS: "the table has this handle already",
    Cause.FOLLOWERS_RANGE: "its followers are not known",
    Cause.FOLLOWERS_NO_NUMBER: "its followers are not known",
    Cause.FOLLOWERS_NOT_KNOWN: "its followers are not known",
    Cause.FOLLOWERS_OUT_OF_RANGE: "its followers are not known",
    Cause.FOLLOWERS_WITH_FRACTION: "its followers are not known",
}
"""Why a handle of a row with others is left out, without what is special to the row."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What the columns of one presence say of each row."""

    presence: Presence
    handles: Sequence[Handle | None]
    followers: Followers
    signals: Mapping[str, Signal]
    disputed: Mapping[int, Handle] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Entry:
    """A handle on its way to a row of accounts.csv."""

    row: int
    reading: int
    handle: Handle
    followers: float
    repeated: list[int] = field(default_factory=list)
    """Further rows that name the same handle, and are left out."""


@dataclass(frozen=True, eq=False)
class Entries:
    """Handles that can be written, in the source's order, and what cannot."""

    entries: list[Entry]
    rejections: dict[int, Rejection]
    changes: list[Change]


class RowReader:
    """Reads row after row, one reading a presence; the header is known where a row repeats it.

    ``platforms`` has the platform that each row is said to be on, '' if on none. With ``days`` the newest of several
    rows of one handle counts, otherwise the first; NaN is no day. With topics, a handle that is listed under two of
    them has both. If handles are names, equal ones are different people, who get numbers. ``totals`` says which rows
    look like sums of others; None in a table that an import wrote. ``tiers`` has the tier of each row, '' if it names
    none. Rows without followers are kept whose clicks or tier are known; if no row has followers, also those with
    views, or all if none has any of these.
    """

    def __init__(
        self,
        texts: Sequence[tuple[str, ...]],
        lines: Sequence[int],
        header: Sequence[str],
        *,
        readings: Sequence[Reading],
        platforms: Sequence[str],
        days: FloatArray | None = None,
        has_topics: bool = False,
        are_names: bool = False,
        totals: TotalRows | None = None,
        tiers: Sequence[str] | None = None,
    ) -> None:
        self._texts = texts
        self._lines = lines
        self._header = tuple(name.strip().casefold() for name in header)
        self._readings = readings
        self._platforms = platforms
        self._days = days
        self._has_topics = has_topics
        self._are_names = are_names
        self._totals = totals
        self._lacks_followers = all(_has_no_followers(reading.followers) for reading in readings)
        self._tiers = tiers
        self._lacks_signs = self._lacks_followers and not any(
            self._has_sign(reading, row) for reading in readings for row in range(len(texts))
        )
        self._is_shared = any(reading.presence.is_shared for reading in readings)
        self._rejections: dict[int, Rejection] = {}
        self._without_followers: list[int] = []
        self._changes: list[Change] = []

    def read(self) -> Entries:
        """Read all rows."""
        first_row: dict[tuple[str, ...], int] = {}
        first_handle: dict[tuple[str, str], Entry] = {}
        kept: list[Entry] = []
        for row in self._order():
            cells = self._texts[row]
            before = first_row.setdefault(cells, row)
            if before != row:
                self._reject(row, Reason(Cause.DUPLICATE_ROW, f"duplicate of line {self._lines[before]}"))
                continue
            if self._is_header(cells):
                self._reject(row, Reason(Cause.REPEATED_HEADER, "the row repeats the header"))
                continue
            kept += self._read_row(row, first_handle)
        self._join_without_followers(first_handle)
        return Entries(sorted(kept, key=lambda entry: entry.row), self._rejections, self._changes)

    def _order(self) -> list[int]:
        """Rows as they are read: the newest first where there are days, for the first of a handle counts."""
        if self._days is None:
            return list(range(len(self._texts)))
        found: list[int] = np.argsort(np.where(np.isnan(self._days), np.inf, -self._days), kind="stable").tolist()
        return found

    def _read_row(self, row: int, first_handle: dict[tuple[str, str], Entry]) -> list[Entry]:
        found: list[Entry] = []
        reasons: list[tuple[Reason, int]] = []
        counted_for = self._counted_for(row) if self._is_shared else -1
        for position, reading in enumerate(self._readings):
            handle = reading.handles[row]
            if handle is None:
                continue
            if reading.presence.is_shared and position != counted_for:
                reasons.append((_NO_COLUMN, position))
                continue
            number, why = self._followers(reading, row)
            if why is not None:
                reasons.append((why, position))
                continue
            entry = Entry(row, position, handle, number)
            key = (handle.platform, handle.key)
            before = first_handle.get(key)
            if before is not None and self._are_names and entry.followers != before.followers:
                entry, key = self._numbered(entry, first_handle)
            elif before is not None:
                before.repeated.append(row)
                reasons.append((self._repeated(entry, before), position))
                continue
            first_handle[key] = entry
            found.append(entry)
        if self._totals is not None and self._is_total(row, found, self._totals):
            for entry in found:
                del first_handle[(entry.handle.platform, entry.handle.key)]
            self._reject(row, self._totals.reason(row, added=self._added(row, self._totals)))
            return []
        if not found:
            if reasons:
                text = "; ".join(dict.fromkeys(reason.text for reason, _ in reasons))
                self._reject(row, replace(reasons[0][0], text=text))
                if all(reason.cause in _NO_NUMBER for reason, _ in reasons):
                    self._without_followers.append(row)
            else:
                self._reject(row, self._nameless(row))
            return []
        for reason, position in reasons:
            self._leave_out(row, position, reason)
        return found

    def _join_without_followers(self, first_handle: Mapping[tuple[str, str], Entry]) -> None:
        """Let rows without followers say more of an account that another row names: a sheet of fees does."""
        of_key: dict[str, list[Entry]] = {}
        for (_, key), entry in first_handle.items():
            of_key.setdefault(key, []).append(entry)
        for row in () if self._are_names else self._without_followers:
            handles = [handle for reading in self._readings if (handle := reading.handles[row]) is not None]
            alike = [one for handle in handles[:1] for one in of_key.get(handle.key, ())]
            same = [one for one in alike if handles[0].platform in ("", one.handle.platform)]
            if len(handles) == 1 and len(same) == 1:
                same[0].repeated.append(row)
                where = f"the same handle, {_shown(handles[0].text)}, is already on line {self._lines[same[0].row]}"
                self._reject(row, Reason(Cause.REPEATED_HANDLE, f"{where}; here it has no followers: {_COUNTS_THERE}"))

    def _counted_for(self, row: int) -> int:
        """The presence that numbers without a platform are of: the one the row's platform names, else the first."""
        named = [position for position, reading in enumerate(self._readings) if reading.handles[row] is not None]
        said = self._platforms[row]
        return next(
            (position for position in named if said and self._readings[position].presence.platform == said),
            named[0] if named else -1,
        )

    def _followers(self, reading: Reading, row: int) -> tuple[float, Reason | None]:
        column, number = reading.followers.column, float(reading.followers.numbers[row])
        if column is None or number != number:
            clicks = reading.signals.get("clicks")
            if clicks is not None and clicks.numbers[row] >= 0:
                return float("nan"), None
            if self._lacks_followers and (self._lacks_signs or self._has_sign(reading, row)):
                return float("nan"), None
            if column is not None and row not in column.refused and self._tiers and self._tiers[row]:
                # The size is assumed from the tier.
                return float("nan"), None
            if self._lacks_followers:
                return number, Reason(Cause.NO_SIGN_OF_SIZE, Cause.NO_SIGN_OF_SIZE.value)
            if column is None:
                return number, _NO_COLUMN
            name = column.used.column.name
            if row in column.refused:
                text = column.used.column.texts[row]
                found = f"followers are {_shown(text)} in {name!r}: {column.refused[row]}"
                if column.refused[row] == RANGE:
                    return number, Reason(Cause.FOLLOWERS_RANGE, f"{found}; {_INSTEAD_OF_RANGE}", name)
                return number, Reason(Cause.FOLLOWERS_NO_NUMBER, found, name)
            if row in column.unknown:
                text = column.used.column.texts[row].strip()
                found = f"followers are {_shown(text)} in {name!r}: not known"
                return number, Reason(Cause.FOLLOWERS_NOT_KNOWN, found, name)
            return number, Reason(Cause.FOLLOWERS_NOT_KNOWN, f"followers are blank in {name!r}", name)
        name = column.used.column.name
        if not 0 <= number <= MOST_PEOPLE:
            return number, Reason(
                Cause.FOLLOWERS_OUT_OF_RANGE,
                f"followers are {number:,.15g} in {name!r}: they must be between 0 and {MOST_PEOPLE:,.0f}, the number "
                "of people on earth. Correct the number",
                name,
            )
        if not number.is_integer():
            if number < _LEAST_ROUNDED:
                found = f"followers are {plain_number(number)} in {name!r}: they must be whole; {unit_of(reading)}"
                return number, Reason(Cause.FOLLOWERS_WITH_FRACTION, found, name)
            return float(round(number)), None
        return number, None

    def _has_sign(self, reading: Reading, row: int) -> bool:
        """Whether anything says how large an account is, or what its posts bring."""
        signals = [reading.signals[name] for name in ("clicks", "views") if name in reading.signals]
        return bool(self._tiers and self._tiers[row]) or any(signal.numbers[row] > 0 for signal in signals)

    @staticmethod
    def _numbered(entry: Entry, taken: Mapping[tuple[str, str], Entry]) -> tuple[Entry, tuple[str, str]]:
        """Another person of the same name: Anna (2)."""
        handle = entry.handle
        numbers = (f"{handle.text} ({number})" for number in count(2))
        text = next(one for one in numbers if (handle.platform, one.casefold()) not in taken)
        key = (handle.platform, text.casefold())
        return replace(entry, handle=replace(handle, text=text, key=key[1], is_profile=False)), key

    def _repeated(self, entry: Entry, before: Entry) -> Reason:
        where = f" on {entry.handle.platform}" if entry.handle.platform else ""
        text = f"the same handle{where}, {_shown(entry.handle.text)}, is already on line {self._lines[before.row]}"
        cause = Cause.REPEATED_HANDLE
        days = self._days
        if days is not None and days[before.row] > days[entry.row]:
            text += " with a later date"
        if entry.followers != before.followers and not np.isnan(entry.followers + before.followers):
            cause = Cause.OTHER_FOLLOWERS
            text += f" with {plain_number(before.followers)} followers; here it has {plain_number(entry.followers)}"
        if self._has_topics:
            text += "; its topics are added there"
        return Reason(cause, text)

    def _leave_out(self, row: int, position: int, reason: Reason) -> None:
        presence = self._readings[position].presence
        used = presence.handles[0] if presence.handles else presence.url
        assert used is not None
        self._changes.append(
            Change(
                self._lines[row],
                used.column.name,
                used.column.texts[row],
                "",
                f"this handle was left out: {_LEFT_OUT.get(reason.cause, reason.text)}",
            )
        )

    def _nameless(self, row: int) -> Reason:
        for reading in self._readings:
            for used in (*reading.presence.handles, *([reading.presence.url] if reading.presence.url else [])):
                text = used.column.texts[row].strip()
                if text:
                    found = f"no handle: {_shown(text)} in {used.column.name!r} is not a handle"
                    return Reason(Cause.NO_HANDLE, found)
        return Reason(Cause.NO_HANDLE, "no handle: the row names no account")

    def _is_header(self, cells: tuple[str, ...]) -> bool:
        return len(cells) > 1 and tuple(cell.strip().casefold() for cell in cells) == self._header

    def _is_total(self, row: int, found: Sequence[Entry], totals: TotalRows) -> bool:
        if not found:
            handles = [reading.handles[row] for reading in self._readings]
            is_named = any(handle is not None and not names_total(handle.text) for handle in handles)
            is_sum = totals.names_total(row) or totals.has_formula(row) or bool(self._added(row, totals))
            return not is_named and is_sum
        first = next((cell for cell in self._texts[row] if cell.strip()), "")
        if any(entry.handle.url_platform for entry in found):
            return False
        names = [entry.handle.text for entry in found] + [first]
        if not any(names_total(name) for name in names):
            return False
        if row >= len(self._texts) - _LAST_ROWS or totals.has_formula(row):
            return True
        return any(self._is_sum(entry) for entry in found)

    def _added(self, row: int, totals: TotalRows) -> str:
        """Column of followers in which a row has the sum of those above, '' if none."""
        columns = (reading.followers for reading in self._readings if reading.followers.column is not None)
        found = (one.column.used.column.name for one in columns if one.column and totals.adds_up(row, one.numbers))
        return next(found, "")

    def _is_sum(self, entry: Entry) -> bool:
        numbers: FloatArray = self._readings[entry.reading].followers.numbers
        above = float(np.nansum(numbers[: entry.row]))
        return above > 0 and abs(entry.followers - above) <= 0.01 * above

    def _reject(self, row: int, why: Reason) -> None:
        self._rejections[row] = Rejection(self._lines[row], why, self._texts[row])


def _has_no_followers(followers: Followers) -> bool:
    """Whether no row of a list has a number of followers, or anything that was meant as one."""
    return bool(np.isnan(followers.numbers).all()) and (followers.column is None or not followers.column.refused)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


def unit_of(reading: Reading) -> str:
    """How to say what a column counts in, the likelier unit first.

    Thousands are usually whole, and millions hardly ever: millions are likelier where most numbers have a fraction, of
    one or two digits, and all are below 1,000, as in ``20.2`` and ``3.45``; also where one has over three digits behind
    the point.
    """
    column = reading.followers.column
    assert column is not None
    known = column.numbers[~np.isnan(column.numbers)]
    has_fraction = known != np.round(known)
    are_millions = (
        bool((known < _LEAST_ROUNDED).all()) and _are_whole(known * 1e2) and 2 * has_fraction.sum() > len(known)
    )
    units = ("millions", "thousands") if are_millions or not _are_whole(known * 1e3) else ("thousands", "millions")
    role = f"{reading.presence.platform} followers".strip()
    option = f'--map "{role} in {units[0]}={column.used.column.name}"'
    return f"if the column counts in {units[0]}, write {option}; the same works with {units[1]}"


def _are_whole(numbers: FloatArray) -> bool:
    return bool((np.abs(numbers - np.round(numbers)) <= 1e-6).all())
