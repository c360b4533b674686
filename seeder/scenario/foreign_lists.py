"""Recognises a list of accounts that is not a scenario, and tells the user to import it."""

from __future__ import annotations

from pathlib import Path

from seeder.engine.large_csv import read_csv_header
from seeder.errors import Issue, Place
from seeder.scenario.tables.import_offer import import_issue, importable_issue
from seeder.scenario.tables.table_sources import TABLE_SUFFIXES
from seeder.spelling import did_you_mean


def foreign_list_issue(path: Path, shown: str) -> Issue | None:
    """Issue for a workbook, a table with tabs, or a table without accounts; None for what may be a scenario.

    A header that has nearly the name ``account`` is misspelt, not foreign.
    """
    place = Place(shown)
    found = importable_issue(place, Path(shown))
    if found is not None:
        return found
    header = _header(path)
    if path.suffix.lower() not in TABLE_SUFFIXES and len(header) < 2:
        # Any text is a table of one column.
        return None
    if not header or "account" in header or did_you_mean("account", header):
        return None
    names = ", ".join(repr(name[:40]) for name in header[:5]) + (" …" if len(header) > 5 else "")
    return import_issue(place, Path(shown), f"the table has no column 'account'; its columns are {names}")


def _header(path: Path) -> list[str]:
    """Names of the columns; none if they cannot be read, which is reported with the table."""
    try:
        if path.suffix.lower() != ".parquet":
            found = read_csv_header(path.name, path, lambda issue: None)
            return [] if found is None else [name for name in found.names if name]
    except OSError:
        return []
    import duckdb

    from seeder.engine.database import database
    from seeder.engine.parquet_file import as_pattern, parquet_header

    try:
        with database() as connection:
            return parquet_header(connection, as_pattern(path))
    except duckdb.Error:
        return []
