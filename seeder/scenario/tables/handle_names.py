"""Finds handles by the names in other tables, and what an unknown or ambiguous name may have meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from seeder.engine.table import Table
from seeder.errors import Place
from seeder.problem.arrays import IntArray
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.columns import read_text_column, report_blanks
from seeder.spelling import KnownNames

UNKNOWN = -1
"""In place of a row: no handle has this name, or none on this platform."""

AMBIGUOUS = -2
"""In place of a row: several handles could be meant."""

_MOST_NAMED = 5


class HandleNames:
    """Finds rows of the accounts table by handle.

    A name is a handle, exactly as in the accounts table, with its platform where several platforms have it; or the key
    of an account that has one handle. With a platform, the handle of that name on that platform comes first. Without
    one, a name that is one account's handle and another account's key is ambiguous.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._row_of_pair: dict[tuple[str, str], int] = {}
        handles: dict[str, int] = {}
        for row, pair in enumerate(zip(accounts.platform, accounts.handle, strict=True)):
            # A pair that appears twice was reported with the accounts: its first row serves here.
            if pair[1] and self._row_of_pair.setdefault(pair, row) == row:
                handles[pair[1]] = AMBIGUOUS if pair[1] in handles else row
        self._row_of_key: dict[str, int] = {}
        for row in self._row_of_pair.values():
            key = self._account_of(row)
            if key:
                self._row_of_key[key] = AMBIGUOUS if key in self._row_of_key else row
        self._row_of_name = handles | {key: self._row_of(key, handles) for key in self._row_of_key}

    def row(self, handle: str, platform: str = "") -> int:
        """Row of the accounts table, ``UNKNOWN`` or ``AMBIGUOUS``; platform '' if none is stated."""
        if not platform:
            return self._row_of_name.get(handle, UNKNOWN)
        found = self._row_of_pair.get((platform, handle))
        if found is not None:
            return found
        found = self._row_of_key.get(handle, UNKNOWN)
        return found if found >= 0 and self._accounts.platform[found] == platform else UNKNOWN

    def rows(self, handles: Sequence[str], platforms: Sequence[str] | None) -> IntArray:
        """Row of each name as :meth:`row` finds it, shape (n,); platforms None if there are none."""
        if platforms is None:
            find = self._row_of_name.get
            return np.array([find(handle, UNKNOWN) for handle in handles], dtype=np.int64)
        found = {pair: self.row(*pair) for pair in set(zip(handles, platforms, strict=True))}
        return np.array([found[pair] for pair in zip(handles, platforms, strict=True)], dtype=np.int64)

    def nearest(self, name: str) -> str | None:
        """The handle or key that an unknown name may have meant, None if none is near."""
        return self._known.nearest(name)

    def report(
        self, handle: str, platform: str, place: Place, log: IssueLog, *, platform_column: str = "platform"
    ) -> None:
        """Report a name that :meth:`row` does not find, with what may have been meant.

        The place is that of the cell with the handle; if the platform is at fault, the issue stands in the platform's
        column.
        """
        source = self._accounts.table.source
        if not handle:
            rule = "Every row needs a handle"
            log.report(place, "handle is blank", rule, "Write the handle, or delete the row")
        elif self.row(handle, platform) == AMBIGUOUS:
            rule = f"A name must mean exactly one handle of {source}"
            log.report_made(place, rule, lambda: self._ambiguous(handle))
        elif platform and handle in self._row_of_name:
            rule = f"The platform must be one that {source} gives for the handle"
            there = Place(place.file, place.line, platform_column if isinstance(place.column, str) else place.column)
            log.report_made(there, rule, lambda: self._elsewhere(handle, platform))
        else:
            rule = f"Write the handle as in {source}, or the key of an account that has only one handle"
            log.report_made(place, rule, lambda: self._unknown(handle))

    def _row_of(self, key: str, handles: dict[str, int]) -> int:
        """Row that the key of an account stands for where no platform is stated."""
        of_key, of_handle = self._row_of_key[key], handles.get(key)
        if of_handle is None or of_handle == of_key:
            return of_key
        if of_handle == AMBIGUOUS:
            return AMBIGUOUS
        is_own = self._account_of(of_handle) == key
        return of_handle if is_own else AMBIGUOUS

    def _account_of(self, row: int) -> str:
        return self._accounts.account_id[int(self._accounts.row_account[row])]

    def _ambiguous(self, name: str) -> tuple[str, str]:
        rows = self._rows_of_handle.get(name, [])
        if len(rows) > 1:
            platforms = self._platforms(rows)
            found = f"the handle {name[:60]!r} is on {len(rows)} platforms"
            way_out = f"Write its platform: {platforms}"
            if any(not self._accounts.platform[row] for row in rows):
                way_out += f"; if it has none, add one in {self._accounts.table.source}"
            return found, way_out
        own = self._accounts.rows_of[self._accounts.position[name]].tolist()
        if rows:
            owner = self._account_of(rows[0])
            found = f"{name[:60]!r} is a handle of account {owner!r} and the key of another account"
            way_out = f"{self._way_to(rows[0])}, or for the other account {self._handles(own)}"
            return found, way_out
        found = f"the account {name[:60]!r} has {len(own)} handles"
        return found, f"Write which one: {self._handles(own)}"

    def _way_to(self, row: int) -> str:
        """How to name a handle whose name is another account's key."""
        platform, owner = self._accounts.platform[row], self._account_of(row)
        if platform:
            return f"Write the platform {platform!r} for the handle"
        if self._row_of_name.get(owner) == row:
            return f"Write the account {owner!r} for the handle"
        return f"Add its platform in {self._accounts.table.source} for the handle"

    def _elsewhere(self, name: str, platform: str) -> tuple[str, str]:
        accounts = self._accounts
        rows = self._rows_of_handle.get(name, [])
        own = accounts.rows_of[accounts.position[name]].tolist() if name in accounts.position else []
        there = [row for row in own if accounts.platform[row] == platform]
        found = f"{name[:60]!r} is not on {platform[:60]!r}"
        if there:
            return found, f"There, the account has {self._handles(there)}: write that as the handle"
        candidates = rows or own
        platforms = [accounts.platform[row] for row in candidates]
        if not any(platforms):
            way_out = f"Leave the platform blank, or add it in {accounts.table.source}, which gives none for it"
            return found, way_out
        guess = KnownNames(name for name in platforms if name).nearest(platform)
        way_out = f"Did you mean {guess!r}?" if guess else f"It is on {self._platforms(candidates)}"
        return found, way_out

    def _unknown(self, name: str) -> tuple[str, str]:
        guess = self._known.nearest(name)
        source = self._accounts.table.source
        way_out = f"Did you mean {guess!r}?" if guess else f"Correct the name, or add the handle to {source}"
        return f"unknown handle {name[:60]!r}", way_out

    def _platforms(self, rows: Sequence[int]) -> str:
        names = sorted({self._accounts.platform[row] for row in rows} - {""})
        return _listed([repr(name) for name in names])

    def _handles(self, rows: Sequence[int]) -> str:
        accounts = self._accounts
        shown = [
            repr(accounts.handle[row]) + (f" on {accounts.platform[row]!r}" if accounts.platform[row] else "")
            for row in rows
        ]
        return _listed(shown)

    @cached_property
    def _rows_of_handle(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for (_, handle), row in self._row_of_pair.items():
            rows.setdefault(handle, []).append(row)
        return rows

    @cached_property
    def _known(self) -> KnownNames:
        return KnownNames([*self._rows_of_handle, *self._row_of_key])


def read_handle_rows(
    table: Table,
    names: HandleNames | None,
    log: IssueLog,
    *,
    column: str = "handle",
    platform_column: str = "platform",
    blank_rule: str = "Every row needs a handle",
    may_be_unknown: bool = False,
) -> IntArray:
    """Row of the accounts table that each row of another table names, below 0 if there is none.

    A name that is blank, ambiguous or, unless it may be, unknown is reported. Names are None if the handles are not
    known because of other issues.
    """
    handles = read_text_column(table, column, log)
    platforms = read_text_column(table, platform_column, log)
    if handles is None:
        return np.full(table.n_rows, UNKNOWN)
    report_blanks(table, column, blank_rule, "Write the handle, or delete the row", log)
    if names is None:
        return np.full(table.n_rows, UNKNOWN)
    found = names.rows(handles, platforms)
    for row in np.flatnonzero(found == AMBIGUOUS if may_be_unknown else found < 0).tolist():
        if handles[row]:
            platform, place = platforms[row] if platforms else "", table.place(row, column)
            names.report(handles[row], platform, place, log, platform_column=platform_column)
    return found


def _listed(shown: Sequence[str]) -> str:
    if len(shown) <= _MOST_NAMED:
        return " or ".join(shown)
    return f"{' or '.join(shown[:_MOST_NAMED])}, or one of {len(shown) - _MOST_NAMED:,} more"
