"""Merges a newer export into the accounts of an existing scenario, and lists every cell that it changes.

Columns that the new table lacks, and the scenario's document, stay as they are. What the import said is kept beside the
accounts: the next update takes from it which cells somebody wrote since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from seeder.argument_kinds import require_kind, require_path
from seeder.brief_repr import brief_repr
from seeder.errors import Issue, Place, ScenarioError
from seeder.figures import counted
from seeder.folders import replace_files
from seeder.importing.columns.headers import HeadedTable, find_header
from seeder.importing.columns.source_columns import text_of_cell
from seeder.importing.files.raw_tables import read_raw
from seeder.importing.merging import ACCOUNT, HANDLE, PLATFORM, CellChange, HandleRow, Key, Merge, UnclearRow
from seeder.importing.output.writing import ACCOUNTS_FILE, DOCUMENT_FILE, IMPORTED_FILE, import_files
from seeder.importing.report import Imported, ImportReport
from seeder.importing.scenario_claims import claims_of_import, claims_of_update
from seeder.importing.written_cells import free_name, write_csv
from seeder.scenario.reading import read_scenario
from seeder.text import for_spreadsheet

CHANGES_FILE = "update-changes.csv"
_FURTHER_CHANGES = "update-changes-{1}.csv"
_MOST_ISSUES = 5


@dataclass(frozen=True, eq=False)
class Updated:
    """The result of an update of an accounts table: rows added and kept, cells changed, and the report.

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
    conflicts
        Cells that stay as somebody wrote them although the new table changed them too, row by row.
    new_columns
        Columns that the accounts table did not have.
    report
        What was made of the new table; what it says of scenario.yaml was checked.
    list_file
        Name of the file that lists changes and conflicts, '' if there are none.
    """

    __repr__ = brief_repr

    files: tuple[str, ...]
    added: tuple[HandleRow, ...]
    kept: tuple[HandleRow, ...]
    changes: tuple[CellChange, ...]
    conflicts: tuple[CellChange, ...]
    new_columns: tuple[str, ...]
    report: ImportReport
    list_file: str


def update_import(imported: Imported, folder: str | Path) -> Updated:
    """Merge an import into the accounts table of a scenario's folder, and write the new report beside it.

    Raises
    ------
    ScenarioError
        Where the folder holds no scenario that can be read, or its accounts table is no CSV file, or a row of the new
        table could be several of its accounts.
    RunFolderError
        Where the folder cannot be written.
    """
    require_kind("imported", imported, Imported)
    require_path("folder", folder)
    folder = Path(folder)
    scenario = read_scenario(folder)
    path = next(file.path for file in scenario.inputs if file.name == scenario.document.accounts)
    old = _read_table(path)
    merged = Merge(old, imported.columns, _last_import(folder / IMPORTED_FILE))
    merged.run()
    if merged.unclear:
        raise ScenarioError(_unclear(one, imported.report.source, path.name) for one in merged.unclear[:_MOST_ISSUES])
    replace_files(path.parent, {path.name: write_csv(merged.names, merged.rows)})
    report = _checked_report(imported, folder, merged.account_of)
    imported = replace(imported, report=replace(report, warnings=(*_taken_as(merged), *report.warnings)))
    files = {name: content for name, content in import_files(imported).items() if name != DOCUMENT_FILE}
    del files[ACCOUNTS_FILE]
    files[IMPORTED_FILE] = _csv_of_base(merged.base)
    listed = [*merged.changes, *merged.conflicts]
    list_file = ""
    if listed:
        # Lists of earlier updates stay.
        list_file = free_name(CHANGES_FILE, _FURTHER_CHANGES, lambda name: (folder / name).exists())
        rows = ((one.account, one.platform, one.column, one.was, one.became, one.offered) for one in listed)
        guarded = (tuple(for_spreadsheet(cell) for cell in row) for row in rows)
        files[list_file] = write_csv((ACCOUNT, PLATFORM, "column", "was", "became", "new table"), guarded)
    replace_files(folder, files)
    return Updated(
        files=(path.name, *files),
        added=tuple(merged.added),
        kept=tuple(merged.kept),
        changes=merged.changes,
        conflicts=merged.conflicts,
        new_columns=tuple(merged.names[len(old.names) :]),
        report=imported.report,
        list_file=list_file,
    )


def _unclear(unclear: UnclearRow, source: str, accounts: str) -> Issue:
    """The question which of several rows a row of the new table is."""
    handle = unclear.row.handle[:60]
    named = [platform or "no platform" for platform in unclear.platforms]
    where = f"{accounts} has it on {' and on '.join(named)}"
    if not unclear.row.platform:
        found = f"{handle!r} has no platform, and {where}"
    else:
        found = f"{handle!r} on {unclear.row.platform} is not in {accounts}, but {where}"
    return Issue(
        Place(source),
        found.replace("on no platform", "without a platform"),
        "A row of the new table is matched by handle and platform; if a platform is missing, only one row may have "
        "the handle",
        "Write the platform into a column of the new table or of the accounts; if all handles are on one platform, "
        "add --platform NAME",
    )


def _taken_as(merged: Merge) -> list[str]:
    """Tell which rows were matched by the handle alone."""
    if not merged.taken_as:
        return []
    new, old = merged.taken_as[0]
    count = counted(len(merged.taken_as), "handle has", "handles have")
    example = f"{old.handle[:40]!r} on {(old.platform or new.platform)[:20]}"
    which = example if len(merged.taken_as) == 1 else f"such as {example}"
    side = "the new table" if old.platform else "accounts.csv"
    return [
        f"{count} no platform in {side}, so only the name of the handle was compared: {which}. If that is another "
        "account, write its platform there and import again"
    ]


def _checked_report(imported: Imported, folder: Path, account_of: Mapping[str, str]) -> ImportReport:
    """The report of an import, with what it states of scenario.yaml as it is true of the one in the folder."""
    try:
        scenario = read_scenario(folder)
    except ScenarioError:
        scenario = None
    stated = set(claims_of_import(imported.claims))
    warnings = [warning for warning in imported.report.warnings if warning not in stated]
    return replace(imported.report, warnings=(*warnings, *claims_of_update(imported.claims, scenario, account_of)))


def _last_import(path: Path) -> dict[Key, dict[str, str]]:
    """Rows of the last import as it wrote them; none where no import kept them, or they cannot be read."""
    if not path.is_file():
        return {}
    try:
        table = _read_table(path)
    except ScenarioError:
        return {}
    if not {ACCOUNT, HANDLE, PLATFORM} <= set(table.names):
        return {}
    rows = [dict(zip(table.names, map(text_of_cell, row), strict=True)) for row in table.rows]
    return {HandleRow(row[ACCOUNT], row[HANDLE], row[PLATFORM]).key: row for row in rows}


def _csv_of_base(base: Mapping[Key, Mapping[str, str]]) -> bytes:
    names = list(dict.fromkeys(name for cells in base.values() for name in cells))
    return write_csv(names, ([cells.get(name, "") for name in names] for cells in base.values()))


def _read_table(path: Path) -> HeadedTable:
    if path.suffix.casefold() != ".csv":
        found = f"the accounts are in a {path.suffix or 'file without an ending'}"
        way_out = "Import the new table into a folder of its own"
        raise ScenarioError([Issue(Place(str(path)), found, "Only accounts in a CSV file can be updated", way_out)])
    return find_header(read_raw(path, encoding="utf-8", delimiter=","), has_header=True)
