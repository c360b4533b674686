"""Merges a newer export into the accounts of an existing scenario, and lists every cell that it changes.

Rows are known by handle and platform. A row that only the new table has is added, and one that only the old table has
stays. Of a row in both, every cell that the new table fills is taken from there; the old cell is listed. Columns that
the new table lacks, and the scenario's document, stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from seeder.errors import Issue, Place, ScenarioError
from seeder.folders import replace_files
from seeder.importing.columns.headers import HeadedTable, find_header
from seeder.importing.columns.source_columns import text_of_cell
from seeder.importing.files.raw_tables import read_raw
from seeder.importing.output.writing import ACCOUNTS_FILE, DOCUMENT_FILE, import_files
from seeder.importing.report import Imported
from seeder.importing.written_cells import write_csv
from seeder.scenario.reading import read_scenario
from seeder.text import for_spreadsheet

CHANGES_FILE = "update-changes.csv"

_ACCOUNT, _HANDLE, _PLATFORM = "account", "handle", "platform"
_KEYS = (_ACCOUNT, _HANDLE, _PLATFORM)


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
        Keys of the accounts of new rows.
    kept
        Keys of the accounts of rows that the new table does not have.
    changes
        Cells that changed, row by row.
    new_columns
        Columns that the accounts table did not have.
    """

    files: tuple[str, ...]
    added: tuple[str, ...]
    kept: tuple[str, ...]
    changes: tuple[CellChange, ...]
    new_columns: tuple[str, ...]


def update_import(imported: Imported, folder: str | Path) -> Updated:
    """Merge an import into the accounts table of a scenario's folder, and write the new report beside it.

    Raises
    ------
    ScenarioError
        Where the folder holds no scenario that can be read, or its accounts table is no CSV file.
    RunFolderError
        Where the folder cannot be written.
    """
    folder = Path(folder)
    scenario = read_scenario(folder)
    path = next(file.path for file in scenario.inputs if file.name == scenario.document.accounts)
    old = _old_table(path)
    merged = _Merge(old, imported.columns)
    merged.run()
    files = {name: content for name, content in import_files(imported).items() if name != DOCUMENT_FILE}
    del files[ACCOUNTS_FILE]
    if merged.changes:
        rows = ((one.account, one.platform, one.column, one.was, one.became) for one in merged.changes)
        guarded = (tuple(for_spreadsheet(cell) for cell in row) for row in rows)
        files[CHANGES_FILE] = write_csv((_ACCOUNT, _PLATFORM, "column", "was", "became"), guarded)
    replace_files(path.parent, {path.name: write_csv(merged.names, merged.rows)})
    replace_files(folder, files)
    return Updated(
        files=(path.name, *files),
        added=tuple(merged.added),
        kept=tuple(merged.kept),
        changes=tuple(merged.changes),
        new_columns=tuple(merged.names[len(old.names) :]),
    )


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
        self.added: list[str] = []
        self.kept: list[str] = []
        self.changes: list[CellChange] = []

    def run(self) -> None:
        position_of = {self._key_of_old(row): position for position, row in enumerate(self.rows)}
        n_new = len(self._new[_ACCOUNT])
        matched = [position_of.get(self._key_of_new(row)) for row in range(n_new)]
        old_accounts = {self.rows[position][self._place_of[_ACCOUNT]] for position in position_of.values()}
        account_of: dict[str, str] = {}
        for row, position in enumerate(matched):
            if position is not None:
                account_of.setdefault(self._new[_ACCOUNT][row], self.rows[position][self._place_of[_ACCOUNT]])
        for row, position in enumerate(matched):
            if position is not None:
                self._take(row, self.rows[position])
                continue
            account = self._new[_ACCOUNT][row]
            if account not in account_of:
                account_of[account] = _free(account, old_accounts)
                old_accounts.add(account_of[account])
            self._add(row, account_of[account])
        seen = set(matched)
        place = self._place_of[_ACCOUNT]
        self.kept = [row[place] for position, row in enumerate(self.rows[: len(position_of)]) if position not in seen]

    def _key_of_old(self, row: Sequence[str]) -> tuple[str, str]:
        cells = {name.casefold(): cell.strip() for name, cell in zip(self.names, row, strict=True)}
        handle = cells.get(_HANDLE) or cells[_ACCOUNT]
        return handle.casefold(), cells.get(_PLATFORM, "").casefold()

    def _key_of_new(self, row: int) -> tuple[str, str]:
        return self._new[_HANDLE][row].casefold(), self._new[_PLATFORM][row].casefold()

    def _take(self, row: int, cells: list[str]) -> None:
        account, platform = cells[self._place_of[_ACCOUNT]], self._new[_PLATFORM][row]
        for name, column in self._new.items():
            place = self._place_of[name]
            if name in _KEYS or not column[row] or column[row] == cells[place]:
                continue
            self.changes.append(CellChange(account, platform, self.names[place], cells[place], column[row]))
            cells[place] = column[row]

    def _add(self, row: int, account: str) -> None:
        cells = [""] * len(self.names)
        for name, column in self._new.items():
            cells[self._place_of[name]] = column[row]
        cells[self._place_of[_ACCOUNT]] = account
        self.rows.append(cells)
        self.added.append(account)


def _free(account: str, taken: set[str]) -> str:
    number, found = 1, account
    while found in taken:
        number += 1
        found = f"{account}-{number}"
    return found
