"""Merges the rows of a newer import into those of an accounts table that somebody may have edited since.

Rows are known by handle and platform. A row that only the new table has is added, and one that only the old table has
stays. If one of the two names no platform, the handle is enough where a single row has it.

Of a row in both, the cells of the last import tell who changed what. A cell that the new table does not change stays as
somebody wrote it. One that the new table changes is taken from there, unless somebody wrote something else meanwhile:
then the written one stays, and both are listed. Without the cells of the last import, those of the new table count.

Numbers and topics of a whole account must be the same on all its rows: a new number goes to each of them. If the new
table has only some of an account's handles, its topics are added to the old ones, as these may be of the other handles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from seeder.importing.columns.headers import HeadedTable
from seeder.importing.columns.source_columns import text_of_cell
from seeder.scenario.document.effort_words import EFFORT
from seeder.scenario.numbers import parse_number
from seeder.scenario.tables.effort_columns import is_effort

ACCOUNT, HANDLE, PLATFORM = "account", "handle", "platform"
_KEYS = (ACCOUNT, HANDLE, PLATFORM)
_TOPICS = "topics"
_OF_ACCOUNT = ("acceptance", EFFORT, "fee", _TOPICS)
"""Columns whose cells are the same on all rows of an account."""

Key = tuple[str, str]
"""Handle and platform of a row, without regard to case."""


@dataclass(frozen=True, slots=True)
class HandleRow:
    """A row of the accounts table: a handle of an account."""

    account: str
    handle: str
    platform: str

    @property
    def key(self) -> Key:
        """What the row is known by."""
        return self.handle.casefold(), self.platform.casefold()


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the accounts table that an update changed, or kept although the new table has another."""

    account: str
    platform: str
    column: str
    was: str
    became: str
    offered: str  # what the new table has

    @property
    def is_conflict(self) -> bool:
        """Whether somebody wrote the cell and the new table changed it too: then it stays as it was."""
        return self.became != self.offered


@dataclass(frozen=True, slots=True)
class UnclearRow:
    """A row of the new table that could be several of the old one, as it names no platform or they name none."""

    row: HandleRow
    platforms: tuple[str, ...]  # of the rows it could be, '' if one names none


class Merge:
    """Rows of both tables as one.

    Parameters
    ----------
    old
        The accounts table as it is.
    new
        Columns of the new import.
    base
        Rows of the last import: key → its cells by column.
    """

    def __init__(
        self, old: HeadedTable, new: Mapping[str, Sequence[str]], base: Mapping[Key, Mapping[str, str]]
    ) -> None:
        self.names = [*old.names]
        self.rows = [[*map(text_of_cell, row)] for row in old.rows]
        known = {name.casefold(): position for position, name in enumerate(old.names)}
        for position, name in enumerate(old.names):
            if is_effort(name, [row[position] for row in self.rows]):
                known.setdefault(EFFORT, position)
        self._place_of: dict[str, int] = {}
        for name in new:
            if known.setdefault(name.casefold(), len(self.names)) == len(self.names):
                self.names.append(name)
            self._place_of[name] = known[name.casefold()]
        for row in self.rows:
            row += [""] * (len(self.names) - len(row))
        self._new = new
        self._old_base = base
        self.added: list[HandleRow] = []
        self.kept: list[HandleRow] = []
        self.unclear: list[UnclearRow] = []
        self.taken_as: list[tuple[HandleRow, HandleRow]] = []
        """Rows of the new table, and the row with another platform or none that each was taken as."""
        self._changes: dict[tuple[int, int], CellChange] = {}
        self.account_of: dict[str, str] = {}
        """Account of the new table → its key in the merged one."""
        self._base_of: dict[int, Mapping[str, str]] = {}
        self.base: dict[Key, dict[str, str]] = {}
        """Rows of this import and, of what it lacks, of the last: the next update compares with them."""

    @property
    def changes(self) -> tuple[CellChange, ...]:
        """Cells that changed, row by row."""
        return tuple(change for change in self._in_order() if not change.is_conflict)

    @property
    def conflicts(self) -> tuple[CellChange, ...]:
        """Cells that stay as somebody wrote them although the new table changed them, row by row."""
        return tuple(change for change in self._in_order() if change.is_conflict)

    def _in_order(self) -> list[CellChange]:
        return [self._changes[place] for place in sorted(self._changes)]

    def run(self) -> None:
        """Merge; if rows are unclear, nothing else is done."""
        matched = self._match()
        if self.unclear:
            return
        old_accounts = {row[self._place_of[ACCOUNT]] for row in self.rows}
        account_of = self.account_of
        for row, position in enumerate(matched):
            if position is not None:
                account_of.setdefault(self._new[ACCOUNT][row], self.rows[position][self._place_of[ACCOUNT]])
                self._base_of[row] = self._old_base.get(self._handle_row(self.rows[position]).key, {})
        n_old = len(self.rows)
        rows_of: dict[str, list[int]] = {}
        self.base = {key: dict(cells) for key, cells in self._old_base.items()}
        for row, position in enumerate(matched):
            if position is not None:
                before = self._handle_row(self.rows[position]).key
                self._take(row, position)
                account = self.rows[position][self._place_of[ACCOUNT]]
                self._put_down(row, self._handle_row(self.rows[position]), before)
            else:
                name = self._new[ACCOUNT][row]
                if name not in account_of:
                    account_of[name] = _free(name, old_accounts)
                    old_accounts.add(account_of[name])
                account = account_of[name]
                self._put_down(row, self._add(row, account))
            rows_of.setdefault(account, []).append(row)
        kept = sorted(set(range(n_old)).difference(position for position in matched if position is not None))
        self.kept = [self._handle_row(self.rows[position]) for position in kept]
        self._agree(rows_of, frozenset(kept))

    def _match(self) -> list[int | None]:
        """Position of the old row that each new row is, None for an added one."""
        position_of = {self._handle_row(row).key: position for position, row in enumerate(self.rows)}
        n_new = len(self._new[ACCOUNT])
        matched = [position_of.get(self._new_row(row).key) for row in range(n_new)]
        taken = set(matched)
        free: dict[str, list[int]] = {}
        for (handle, _), position in position_of.items():
            if position not in taken:
                free.setdefault(handle, []).append(position)
        wanting: dict[str, list[int]] = {}
        for row in range(n_new):
            if matched[row] is None:
                wanting.setdefault(self._new_row(row).key[0], []).append(row)
        for handle, rows in wanting.items():
            positions = free.get(handle, [])
            bare_rows = [row for row in rows if not self._new_row(row).platform]
            bare_positions = [position for position in positions if not self._handle_row(self.rows[position]).platform]
            if not positions or not (bare_rows or bare_positions):
                continue
            if len(rows) == len(positions) == 1:
                matched[rows[0]] = positions[0]
                self.taken_as.append((self._new_row(rows[0]), self._handle_row(self.rows[positions[0]])))
                continue
            platforms = tuple(self._handle_row(self.rows[position]).platform for position in positions)
            self.unclear += [UnclearRow(self._new_row(row), platforms) for row in bare_rows or rows]
        return matched

    def _handle_row(self, row: Sequence[str]) -> HandleRow:
        cells = {name.casefold(): cell.strip() for name, cell in zip(self.names, row, strict=True)}
        account = cells[ACCOUNT]
        return HandleRow(account, cells.get(HANDLE) or account, cells.get(PLATFORM, ""))

    def _new_row(self, row: int) -> HandleRow:
        return HandleRow(*(self._new[name][row] for name in _KEYS))

    def _put_down(self, row: int, of: HandleRow, before: Key | None = None) -> None:
        """Remember what this import says of a row, for the next update; a blank says nothing."""
        cells = self.base.pop(before, {}) if before is not None else {}
        cells |= {name: column[row] for name, column in self._new.items() if column[row]}
        self.base[of.key] = cells | {ACCOUNT: of.account, HANDLE: of.handle, PLATFORM: of.platform}

    def _take(self, row: int, position: int) -> None:
        place = self._place_of[PLATFORM]
        if not self.rows[position][place].strip():
            self._write(position, place, self._new[PLATFORM][row])
        for name, column in self._new.items():
            if name not in _KEYS and name not in _OF_ACCOUNT and column[row]:
                base = self._base_of[row]
                self._offer(position, name, column[row], base.get(name, "") if base else None)

    def _offer(self, position: int, name: str, cell: str, base: str | None) -> None:
        """Write a cell of the new table unless somebody wrote another since the last import."""
        place = self._place_of[name]
        written = self.rows[position][place]
        if base is None or _are_same(written, base):
            self._write(position, place, cell)
        elif _are_same(cell, base) or _are_same(cell, written):
            return
        elif not written.strip():
            self._write(position, place, cell)
        else:
            of = self._handle_row(self.rows[position])
            change = CellChange(of.account, of.platform, self.names[place], written, written, cell)
            self._changes[position, place] = change

    def _write(self, position: int, place: int, cell: str) -> None:
        cells = self.rows[position]
        if cells[place] == cell:
            return
        of = self._handle_row(cells)
        self._changes[position, place] = CellChange(
            of.account, of.platform, self.names[place], cells[place], cell, cell
        )
        cells[place] = cell

    def _agree(self, rows_of: Mapping[str, Sequence[int]], kept: AbstractSet[int]) -> None:
        """Write what is of a whole account on all of its rows: the first number of the new table, and all topics."""
        n_old = len(self.rows) - len(self.added)
        positions_of: dict[str, list[int]] = {}
        for position, cells in enumerate(self.rows):
            positions_of.setdefault(cells[self._place_of[ACCOUNT]], []).append(position)
        for name in _OF_ACCOUNT:
            column = self._new.get(name)
            if column is None:
                continue
            place = self._place_of[name]
            for account, rows in rows_of.items():
                given = [column[row] for row in rows if column[row]]
                if not given:
                    continue
                bases = [found for row in rows if (found := self._base_of.get(row))]
                base = _of_account(name, [found.get(name, "") for found in bases]) if bases else None
                positions = positions_of[account]
                old = [position for position in positions if position < n_old]
                is_new = base is None or not _are_same(_of_account(name, given), base)
                if is_new and name == _TOPICS and not kept.isdisjoint(positions):
                    given = [*(self.rows[position][place] for position in old), *given]
                    # All of both: nothing that somebody wrote is lost.
                    base = None
                cell = _of_account(name, given)
                for position in old:
                    if is_new and (position not in kept or self.rows[position][place]):
                        self._offer(position, name, cell, base)
                shown = [self.rows[position][place] for position in old if self.rows[position][place]]
                for position in positions:
                    if position >= n_old:
                        self.rows[position][place] = shown[0] if shown else cell if is_new or not old else ""

    def _add(self, row: int, account: str) -> HandleRow:
        cells = [""] * len(self.names)
        for name, column in self._new.items():
            cells[self._place_of[name]] = column[row]
        cells[self._place_of[ACCOUNT]] = account
        self.rows.append(cells)
        self.added.append(self._handle_row(cells))
        return self.added[-1]


def _of_account(name: str, given: Sequence[str]) -> str:
    """What cells of one account's rows say of the account."""
    return _all_topics(given) if name == _TOPICS else next(filter(None, given), "")


def _all_topics(texts: Sequence[str]) -> str:
    topics = (topic.strip() for text in texts for topic in text.split(";"))
    return ";".join(dict.fromkeys(topic for topic in topics if topic))


def _are_same(one: str, other: str) -> bool:
    """Whether two cells say the same, as 120 and 120.0 do, or the same topics in another order."""
    if sorted(map(str.strip, one.split(";"))) == sorted(map(str.strip, other.split(";"))):
        return True
    number = parse_number(one.strip())
    return number is not None and number == parse_number(other.strip())


def _free(account: str, taken: AbstractSet[str]) -> str:
    number, found = 1, account
    while found in taken:
        number += 1
        found = f"{account}-{number}"
    return found
