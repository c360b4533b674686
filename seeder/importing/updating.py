"""Merges a newer export into the accounts of an existing scenario, and lists every cell that it changes.

Rows are known by handle and platform. A row that only the new table has is added, and one that only the old table has
stays. Of a row in both, every cell that the new table fills is taken from there; the old cell is listed. Columns that
the new table lacks, and the scenario's document, stay as they are.

Numbers and topics of a whole account must be the same on all its rows: a new number goes to each of them. If the new
table has only some of an account's handles, its topics are added to the old ones, as these may be of the other handles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from seeder.argument_kinds import require_kind, require_path
from seeder.brief_repr import brief_repr
from seeder.errors import Issue, Place, ScenarioError
from seeder.folders import replace_files
from seeder.importing.columns.headers import HeadedTable, find_header
from seeder.importing.columns.source_columns import text_of_cell
from seeder.importing.files.raw_tables import read_raw
from seeder.importing.output.writing import ACCOUNTS_FILE, DOCUMENT_FILE, import_files
from seeder.importing.report import Imported, ImportReport
from seeder.importing.scenario_claims import claims_of_import, claims_of_update
from seeder.importing.written_cells import write_csv
from seeder.scenario.reading import read_scenario
from seeder.text import for_spreadsheet

CHANGES_FILE = "update-changes.csv"

_ACCOUNT, _HANDLE, _PLATFORM = "account", "handle", "platform"
_KEYS = (_ACCOUNT, _HANDLE, _PLATFORM)
_TOPICS = "topics"
_OF_ACCOUNT = ("acceptance", "effort", "fee", _TOPICS)
"""Columns whose cells are the same on all rows of an account."""


@dataclass(frozen=True, slots=True)
class HandleRow:
    """A row of the accounts table: a handle of an account."""

    account: str
    handle: str
    platform: str


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the accounts table that an update changed."""

    account: str
    platform: str
    column: str
    was: str
    became: str


@dataclass(frozen=True, eq=False)
class Updated:
    """What an update did.

    Parameters
    ----------
    files
        Names of the files written.
    added
        New rows.
    kept
        Rows that the new table does not have.
    changes
        Cells that changed, row by row.
    new_columns
        Columns that the accounts table did not have.
    report
        What was made of the new table; what it says of scenario.yaml was checked.
    """

    __repr__ = brief_repr

    files: tuple[str, ...]
    added: tuple[HandleRow, ...]
    kept: tuple[HandleRow, ...]
    changes: tuple[CellChange, ...]
    new_columns: tuple[str, ...]
    report: ImportReport


def update_import(imported: Imported, folder: str | Path) -> Updated:
    """Merge an import into the accounts table of a scenario's folder, and write the new report beside it.

    Raises
    ------
    ScenarioError
        Where the folder holds no scenario that can be read, or its accounts table is no CSV file.
    RunFolderError
        Where the folder cannot be written.
    """
    require_kind("imported", imported, Imported)
    require_path("folder", folder)
    folder = Path(folder)
    scenario = read_scenario(folder)
    path = next(file.path for file in scenario.inputs if file.name == scenario.document.accounts)
    old = _old_table(path)
    merged = _Merge(old, imported.columns)
    merged.run()
    replace_files(path.parent, {path.name: write_csv(merged.names, merged.rows)})
    imported = replace(imported, report=_checked_report(imported, folder, merged.account_of))
    files = {name: content for name, content in import_files(imported).items() if name != DOCUMENT_FILE}
    del files[ACCOUNTS_FILE]
    if merged.changes:
        rows = ((one.account, one.platform, one.column, one.was, one.became) for one in merged.changes)
        guarded = (tuple(for_spreadsheet(cell) for cell in row) for row in rows)
        files[CHANGES_FILE] = write_csv((_ACCOUNT, _PLATFORM, "column", "was", "became"), guarded)
    replace_files(folder, files)
    return Updated(
        files=(path.name, *files),
        added=tuple(merged.added),
        kept=tuple(merged.kept),
        changes=merged.changes,
        new_columns=tuple(merged.names[len(old.names) :]),
        report=imported.report,
    )


def _checked_report(imported: Imported, folder: Path, account_of: Mapping[str, str]) -> ImportReport:
    """The report of an import, with what it states of scenario.yaml as it is true of the one in the folder."""
    try:
        scenario = read_scenario(folder)
    except ScenarioError:
        scenario = None
    stated = set(claims_of_import(imported.claims))
    warnings = [warning for warning in imported.report.warnings if warning not in stated]
    return replace(imported.report, warnings=(*warnings, *claims_of_update(imported.claims, scenario, account_of)))


def _old_table(path: Path) -> HeadedTable:
    if path.suffix.casefold() != ".csv":
        found = f"the accounts are in a {path.suffix or 'file without an ending'}"
        way_out = "Import the new table into a folder of its own"
        raise ScenarioError([Issue(Place(str(path)), found, "Only accounts in a CSV file can be updated", way_out)])
    table = find_header(read_raw(path, encoding="utf-8", delimiter=","), has_header=True)
    return table


class _Merge:
    """Rows of both tables as one."""

    def __init__(self, old: HeadedTable, new: Mapping[str, Sequence[str]]) -> None:
        self.names = [*old.names]
        known = {name.casefold(): position for position, name in enumerate(old.names)}
        self._place_of: dict[str, int] = {}
        for name in new:
            if known.setdefault(name.casefold(), len(self.names)) == len(self.names):
                self.names.append(name)
            self._place_of[name] = known[name.casefold()]
        self.rows = [[*map(text_of_cell, row), *[""] * (len(self.names) - len(row))] for row in old.rows]
        self._new = new
        self.added: list[HandleRow] = []
        self.kept: list[HandleRow] = []
        self._changes: dict[tuple[int, int], CellChange] = {}
        self.account_of: dict[str, str] = {}
        """Account of the new table → its key in the merged one."""

    @property
    def changes(self) -> tuple[CellChange, ...]:
        """Cells that changed, row by row."""
        return tuple(self._changes[place] for place in sorted(self._changes))

    def run(self) -> None:
        position_of = {self._key_of_old(row): position for position, row in enumerate(self.rows)}
        n_new = len(self._new[_ACCOUNT])
        matched = [position_of.get(self._key_of_new(row)) for row in range(n_new)]
        old_accounts = {self.rows[position][self._place_of[_ACCOUNT]] for position in position_of.values()}
        account_of = self.account_of
        for row, position in enumerate(matched):
            if position is not None:
                account_of.setdefault(self._new[_ACCOUNT][row], self.rows[position][self._place_of[_ACCOUNT]])
        n_old = len(self.rows)
        rows_of: dict[str, list[int]] = {}
        for row, position in enumerate(matched):
            if position is not None:
                self._take(row, position)
                rows_of.setdefault(self.rows[position][self._place_of[_ACCOUNT]], []).append(row)
                continue
            account = self._new[_ACCOUNT][row]
            if account not in account_of:
                account_of[account] = _free(account, old_accounts)
                old_accounts.add(account_of[account])
            self._add(row, account_of[account])
            rows_of.setdefault(account_of[account], []).append(row)
        kept = sorted(set(range(n_old)).difference(position for position in matched if position is not None))
        self.kept = [self._handle_row(self.rows[position]) for position in kept]
        self._agree(rows_of, frozenset(kept))

    def _handle_row(self, row: Sequence[str]) -> HandleRow:
        cells = {name.casefold(): cell.strip() for name, cell in zip(self.names, row, strict=True)}
        account = cells[_ACCOUNT]
        return HandleRow(account, cells.get(_HANDLE) or account, cells.get(_PLATFORM, ""))

    def _key_of_old(self, row: Sequence[str]) -> tuple[str, str]:
        found = self._handle_row(row)
        return found.handle.casefold(), found.platform.casefold()

    def _key_of_new(self, row: int) -> tuple[str, str]:
        return self._new[_HANDLE][row].casefold(), self._new[_PLATFORM][row].casefold()

    def _take(self, row: int, position: int) -> None:
        for name, column in self._new.items():
            if name not in _KEYS and name not in _OF_ACCOUNT and column[row]:
                self._write(position, self._place_of[name], column[row])

    def _write(self, position: int, place: int, cell: str) -> None:
        cells = self.rows[position]
        if cells[place] == cell:
            return
        of = self._handle_row(cells)
        self._changes[position, place] = CellChange(of.account, of.platform, self.names[place], cells[place], cell)
        cells[place] = cell

    def _agree(self, rows_of: Mapping[str, Sequence[int]], kept: AbstractSet[int]) -> None:
        """Write what is of a whole account on all of its rows: the first number of the new table, and all topics."""
        n_old = len(self.rows) - len(self.added)
        positions_of: dict[str, list[int]] = {}
        for position, cells in enumerate(self.rows):
            positions_of.setdefault(cells[self._place_of[_ACCOUNT]], []).append(position)
        for name in _OF_ACCOUNT:
            column = self._new.get(name)
            if column is None:
                continue
            place = self._place_of[name]
            for account, rows in rows_of.items():
                given = [column[row] for row in rows if column[row]]
                if not given:
                    continue
                positions = positions_of[account]
                if name == _TOPICS and not kept.isdisjoint(positions):
                    given = [self.rows[position][place] for position in positions if position < n_old] + given
                cell = _all_topics(given) if name == _TOPICS else given[0]
                for position in positions:
                    if position >= n_old:
                        self.rows[position][place] = cell
                    elif position not in kept or self.rows[position][place]:
                        self._write(position, place, cell)

    def _add(self, row: int, account: str) -> None:
        cells = [""] * len(self.names)
        for name, column in self._new.items():
            cells[self._place_of[name]] = column[row]
        cells[self._place_of[_ACCOUNT]] = account
        self.rows.append(cells)
        self.added.append(self._handle_row(cells))


def _all_topics(texts: Sequence[str]) -> str:
    topics = (topic.strip() for text in texts for topic in text.split(";"))
    return ";".join(dict.fromkeys(topic for topic in topics if topic))


def _free(account: str, taken: set[str]) -> str:
    number, found = 1, account
    while found in taken:
        number += 1
        found = f"{account}-{number}"
    return found
