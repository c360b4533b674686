"""Writes an import as a folder: a scenario that runs, the rejected rows, and the report."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from seeder.argument_kinds import require_kind, require_path
from seeder.folders import fill_folder
from seeder.importing.output.report_text import CHANGES_FILE, write_report_text
from seeder.importing.paused_collector import paused_collector
from seeder.importing.report import Imported, ImportReport
from seeder.importing.written_cells import replace_halves, write_csv
from seeder.scenario.document.json_schema import SCHEMA_FILE, schema_bytes
from seeder.text import for_spreadsheet

_PLAIN = re.compile(r"[A-Za-z0-9][ -~]*")

ACCOUNTS_FILE = "accounts.csv"
DOCUMENT_FILE = "scenario.yaml"
IMPORTED_FILE = "imported-accounts.csv"
"""The accounts as the last import made them: an update sees from it what somebody wrote since."""
REJECTED_FILE = "rejected.csv"
REPORT_FILE = "import-report.md"
REPORT_DATA_FILE = "import-report.json"


def write_import(imported: Imported, folder: str | Path) -> list[str]:
    """Write an import into a new or empty folder.

    Returns
    -------
    list
        Names of the files written.

    Raises
    ------
    RunExistsError
        Where something stands there.
    RunFolderError
        Where the folder cannot be written.
    """
    require_kind("imported", imported, Imported)
    require_path("folder", folder)
    contents = import_files(imported)
    fill_folder(Path(folder), contents)
    return list(contents)


@paused_collector()
def import_files(imported: Imported) -> dict[str, bytes]:
    """Content of every file, by name; rejected rows and changes only if there are any."""
    report = imported.report
    accounts = _csv_of(imported.columns)
    files = {DOCUMENT_FILE: imported.scenario.encode("utf-8"), ACCOUNTS_FILE: accounts, IMPORTED_FILE: accounts}
    if report.rejections:
        files[REJECTED_FILE] = _csv_of(imported.rejected)
    files[REPORT_FILE] = replace_halves(write_report_text(report)).encode("utf-8")
    files[REPORT_DATA_FILE] = (json.dumps(report.to_document(), indent=1) + "\n").encode("ascii")
    if report.changes:
        files[CHANGES_FILE] = _changes_csv(report)
    files[SCHEMA_FILE] = schema_bytes()
    return files


def _csv_of(columns: Mapping[str, tuple[str, ...]]) -> bytes:
    return write_csv(list(columns), zip(*columns.values(), strict=True))


def _changes_csv(report: ImportReport) -> bytes:
    """Changes as a file that people open in a spreadsheet: a text that could be a formula is guarded."""
    guarded = {text: _guarded(text) for change in report.changes for text in (change.column, change.reason)}
    rows = (
        (
            str(change.line),
            guarded[change.column],
            _guarded(change.found),
            _guarded(change.became),
            guarded[change.reason],
        )
        for change in report.changes
    )
    return write_csv(("line", "column", "found", "became", "reason"), rows)


def _guarded(text: str) -> str:
    # Most cells are plain: the walk over single characters is for the others.
    if _PLAIN.fullmatch(text):
        return text
    return for_spreadsheet(text)
