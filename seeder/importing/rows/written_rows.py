"""Builds the columns of accounts.csv from the rows that were read, and records every cell that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from seeder.figures import counted, listed
from seeder.importing.columns.layout import OWN_SIGNALS, Layout, Used
from seeder.importing.columns.roles import Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.report import Change
from seeder.importing.rows.entries import Entry, Reading
from seeder.importing.rows.fees import Fees
from seeder.importing.rows.number_columns import NumberColumn, plain_number
from seeder.importing.rows.topics import split_topics
from seeder.importing.written_cells import LONGEST_CELL, free_name, one_line, writable
from seeder.scenario.numbers import LARGEST_NUMBER
from seeder.scenario.tables.assumed_sizes import tier_named
from seeder.scenario.tables.columns import SIGNAL_COLUMNS, TABLES
from seeder.scenario.tables.effort_columns import is_effort

FEE = "fee"
"""Column of what an account is paid if it says yes."""

_TAKEN = (*(column.name for column in TABLES["accounts"]), *SIGNAL_COLUMNS, "tier", FEE)
"""Names that a carried column cannot have: they mean something in accounts.csv."""

_MOST_NAMED = 3
_SHARES = frozenset(("view", "conversion", "engagement", "acceptance"))
_PLAIN = "written as a plain number"
_NOT_KNOWN = "means that the number is not known"


class RowWriter:
    """Builds the columns of accounts.csv."""

    def __init__(
        self,
        layout: Layout,
        readings: Sequence[Reading],
        columns: Sequence[SourceColumn],
        lines: Sequence[int],
        read: Callable[[Used], NumberColumn],
        *,
        fees: Fees | None = None,
    ) -> None:
        self._layout = layout
        self._readings = readings
        self._columns = columns
        self._lines = lines
        self._read = read
        self._fees = fees
        self.changes: list[Change] = []
        self.warnings: list[str] = []
        self.written_to: dict[int, list[str]] = {}
        self._is_changed: set[int] = set()

    def write(self, entries: Sequence[Entry], keys: Sequence[str]) -> dict[str, list[str]]:
        """Write all columns, known ones first, then the carried ones in the source's order."""
        table: dict[str, list[str]] = {"account": list(keys)}
        account = self._layout.single.get(Role.ACCOUNT)
        if account is not None:
            self._compare(
                account, entries, table["account"], "account", "the key, written on one line without surrounding spaces"
            )
        table["handle"] = [entry.handle.text for entry in entries]
        table["platform"] = [entry.handle.platform for entry in entries]
        self._tell_handles(entries, table)
        table["followers"] = self._followers(entries)
        for name in OWN_SIGNALS:
            self._put(table, name, self._signal(entries, name, table["followers"]))
        for role in (Role.ACCEPTANCE, Role.EFFORT):
            self._put(table, role.value, self._account_number(entries, role, keys))
        self._put(table, Role.TIER.value, self._tier(entries))
        self._put(table, FEE, self._fee(entries, keys))
        self._put(table, "topics", self._topics(entries, keys))
        self._carry(entries, table)
        return table

    def _put(self, table: dict[str, list[str]], name: str, cells: list[str] | None) -> None:
        if cells is not None and any(cells):
            table[name] = cells

    def _note(self, used: Used, name: str) -> None:
        places = self.written_to.setdefault(used.column.index, [])
        if name not in places:
            places.append(name)

    def _change(self, entry: Entry, column: SourceColumn, became: str, reason: str) -> None:
        self._is_changed.add(column.index)
        self.changes.append(Change(self._lines[entry.row], column.name, column.texts[entry.row], became, reason))

    def _compare(self, used: Used, entries: Sequence[Entry], cells: Sequence[str], name: str, reason: str) -> None:
        """Put down every cell that is written otherwise than it stood."""
        self._note(used, name)
        texts = used.column.texts
        for entry, cell in zip(entries, cells, strict=True):
            text = texts[entry.row]
            if text != cell:
                self._change(entry, used.column, cell, reason if text.strip() else "filled from another column")

    def _tell_handles(self, entries: Sequence[Entry], table: dict[str, list[str]]) -> None:
        for position, reading in enumerate(self._readings):
            own = [index for index, entry in enumerate(entries) if entry.reading == position]
            mine = [entries[index] for index in own]
            for used in reading.presence.handles:
                self._compare(
                    used, mine, [table["handle"][index] for index in own], "handle", "written as the plain handle"
                )
            if reading.presence.url is not None:
                self._note(reading.presence.url, "handle" if not reading.presence.handles else "platform")
                # The address says more than the handle: it is carried unchanged.
                self._is_changed.add(reading.presence.url.column.index)
        platform = self._layout.single.get(Role.PLATFORM)
        if platform is not None:
            self._compare(platform, entries, table["platform"], "platform", "the standard name of the platform")

    def _followers(self, entries: Sequence[Entry]) -> list[str]:
        cells = []
        for entry in entries:
            followers = self._readings[entry.reading].followers
            cell = "" if entry.followers != entry.followers else plain_number(entry.followers)
            cells.append(cell)
            if followers.column is None:
                continue
            used = followers.column.used
            text = used.column.texts[entry.row]
            if text == cell:
                continue
            reason = followers.column.note(entry.row) or _PLAIN
            if entry.row in followers.filled:
                other = followers.filled[entry.row].used.column
                reason = f"not a number: taken from {other.name!r}"
                self._is_changed.add(other.index)
            elif not cell:
                reason = _NOT_KNOWN
            elif not float(followers.numbers[entry.row]).is_integer():
                reason = "rounded to whole people"
            self._change(entry, used.column, cell, reason)
        for reading in self._readings:
            if reading.followers.column is not None:
                self._note(reading.followers.column.used, "followers")
            for other_column in reading.followers.filled.values():
                self._note(other_column.used, "followers")
        return cells

    def _signal(self, entries: Sequence[Entry], name: str, followers: Sequence[str]) -> list[str] | None:
        signals = [reading.signals.get(name) for reading in self._readings]
        if not any(signals):
            return None
        cells = []
        for entry, people in zip(entries, followers, strict=True):
            signal = signals[entry.reading]
            if signal is None:
                cells.append("")
                continue
            number = float(signal.numbers[entry.row])
            cell, reason = _checked(number, name, people)
            cells.append(cell)
            if signal.is_direct:
                self._compare_number(entry, self._read(signal.columns[0]), cell, reason)
            elif reason:
                column = signal.columns[0].column
                self.changes.append(
                    Change(self._lines[entry.row], column.name, column.texts[entry.row], cell, f"{name}: {reason}")
                )
        for signal in signals:
            for used in signal.columns if signal is not None else ():
                self._note(used, name)
                if not signal.is_direct:  # type: ignore[union-attr]
                    self._is_changed.add(used.column.index)
        return cells

    def _compare_number(self, entry: Entry, column: NumberColumn, cell: str, reason: str) -> None:
        used = column.used
        text = used.column.texts[entry.row]
        if text == cell:
            return
        if not reason and not cell:
            reason = (
                _NOT_KNOWN if entry.row in column.unknown or not text.strip() else column.refused.get(entry.row, "")
            )
            reason = reason or _NOT_KNOWN
        self._change(entry, used.column, cell, reason or column.note(entry.row) or _PLAIN)

    def _fee(self, entries: Sequence[Entry], keys: Sequence[str]) -> list[str] | None:
        if self._fees is None:
            return None
        return self._of_account(entries, keys, FEE, self._fees.column)

    def _account_number(self, entries: Sequence[Entry], role: Role, keys: Sequence[str]) -> list[str] | None:
        used = self._layout.single.get(role)
        return None if used is None else self._of_account(entries, keys, role.value, self._read(used))

    def _of_account(self, entries: Sequence[Entry], keys: Sequence[str], name: str, column: NumberColumn) -> list[str]:
        """A number of the whole account: its first row that has one counts."""
        used, numbers = column.used, column.numbers
        self._note(used, name)
        first: dict[str, str] = {}
        given: dict[str, dict[str, None]] = {}
        # Of rows with dates the newest counts, and older numbers are no doubt.
        has_days = Role.DATE in self._layout.single
        cells = []
        for entry, key in zip(entries, keys, strict=True):
            found = [
                _checked(float(numbers[row]), name, "1") for row in (entry.row, *(() if has_days else entry.repeated))
            ]
            cell, reason = found[0]
            if not cell:
                later = next((text for text, _ in found if text), "")
                cell, reason = later, "taken from a later row of the same handle" if later else reason
            given.setdefault(key, {}).update(dict.fromkeys(text for text, _ in found))
            if cell and first.setdefault(key, cell) != cell:
                cell, reason = "", "another row of the account has another number; the first one is used"
            cells.append(cell)
            self._compare_number(entry, column, cell, reason)
        several = {key: [text for text in texts if text] for key, texts in given.items()}
        self._warn_of_several({key: texts for key, texts in several.items() if len(texts) > 1}, used, name)
        return cells

    def _warn_of_several(self, several: Mapping[str, Sequence[str]], used: Used, name: str) -> None:
        """Say which accounts have several numbers of which only the first counts."""
        if not several:
            return
        examples = [f"{key[:40]!r} ({listed(texts[:_MOST_NAMED])})" for key, texts in several.items()]
        shown = ", ".join(examples[:_MOST_NAMED]) + (" …" if len(examples) > _MOST_NAMED else "")
        what = "prices" if name == FEE else "numbers"
        other = "a yes costs another amount, such as the sum of them" if name == FEE else "another one is right"
        self.warnings.append(
            f"{counted(len(several), 'account has', 'accounts have')} different {what} in {used.column.name!r}: "
            f"{shown}. "
            f"Only the first is used, for the whole account. If {other}, write it into the column {name!r} of "
            "accounts.csv"
        )

    def _topics(self, entries: Sequence[Entry], keys: Sequence[str]) -> list[str] | None:
        used = self._layout.single.get(Role.TOPICS)
        if used is None:
            return None
        topics = split_topics(used.column.texts, are_written=self._layout.is_own_format)
        of_account: dict[str, dict[str, None]] = {}
        for entry, key in zip(entries, keys, strict=True):
            for row in (entry.row, *entry.repeated):
                of_account.setdefault(key, {}).update(dict.fromkeys(topics[row]))
        cells = [writable(";".join(of_account[key])) for key in keys]
        reason = "topics of the account, separated by ';'"
        self._compare(used, entries, cells, "topics", reason)
        return cells

    def _tier(self, entries: Sequence[Entry]) -> list[str] | None:
        """Tiers in the words of scenario tables, if some followers are not known: they say how large an account is."""
        used = self._layout.single.get(Role.TIER)
        if used is None or not any(np.isnan(entry.followers) for entry in entries):
            return None
        cells = [tier_named(used.column.texts[entry.row]) for entry in entries]
        if any(cells):
            self._compare(used, entries, cells, Role.TIER.value, "the name of the tier, blank if it names none")
        return cells

    def _carry(self, entries: Sequence[Entry], table: dict[str, list[str]]) -> None:
        rows = [entry.row for entry in entries]
        taken = {*_TAKEN, *table}
        if self._layout.is_own_format:
            taken -= {FEE} - table.keys()
        consumed = self._consumed()
        for column in self._columns:
            if column.index in consumed:
                continue
            if not column.header.strip() and not any(column.texts):
                continue
            name = one_line(column.name)
            if name.casefold() in taken or is_effort(name, [column.texts[row] for row in rows]):
                name = free_name(f"{name} (source)", "{} {}", lambda one: one.casefold() in taken)
            taken.add(name.casefold())
            cells = [column.texts[row] for row in rows]
            for position, text in enumerate(cells):
                clean = writable(text)
                if clean is not text:
                    cells[position] = clean
                    is_cut = len(text) > LONGEST_CELL
                    reason = (
                        f"shortened to {LONGEST_CELL:,} characters"
                        if is_cut
                        else "characters that no file can store were removed"
                    )
                    self.changes.append(Change(self._lines[rows[position]], column.name, text, clean, reason))
            table[name] = cells
            self.written_to.setdefault(column.index, []).append(name)

    def _consumed(self) -> set[int]:
        """Columns that are in accounts.csv cell by cell under another name: there is no need to carry them."""
        used = [one for role, one in self._layout.single.items() if role not in (Role.EMAIL, Role.NAME)]
        for reading in self._readings:
            used += [one for one in reading.presence.handles if one.meaning.role is Role.HANDLE]
            if reading.followers.column is not None:
                used.append(reading.followers.column.used)
            used += [signal.columns[0] for signal in reading.signals.values() if signal.is_direct]
        found = {one.column.index for one in used if one.column.index in self.written_to}
        if len(self._readings) > 1:
            # Of several handles in a row each has a row of its own, which leaves the others' cells out.
            found -= {
                one.column.index
                for reading in self._readings
                for one in (*reading.presence.handles, *reading.presence.followers, *reading.presence.measures)
            }
        return found - self._is_changed


def _checked(number: float, name: str, followers: str) -> tuple[str, str]:
    """Text of a number, '' and why where the accounts table does not take it."""
    if np.isnan(number):
        return "", ""
    if number < 0:
        return "", "below 0"
    if name == "engagement" and number > 1:
        return "1", "more reactions than followers: counted as 100%, the highest possible share"
    if name in _SHARES and number > 1:
        return "", "above 1, but a share is at most 1"
    if number > LARGEST_NUMBER:
        return "", "too large for a count"
    if name == "clicks" and number > 0 and followers == "0":
        return "", "clicks without followers"
    return plain_number(number), ""
