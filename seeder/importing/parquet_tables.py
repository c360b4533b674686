"""Parquet as a table of cells."""

from __future__ import annotations

from pathlib import Path

from seeder.engine.parquet_file import read_parquet
from seeder.errors import Issue, ScenarioError
from seeder.importing.raw_cells import FileKind, RawCell, RawTable


def read_parquet_table(source: str, path: Path) -> RawTable:
    """Read a Parquet file: its names as the first row, on line 0, and its rows from 1.

    Raises
    ------
    ScenarioError
        Where it cannot be read, names a column twice, or is larger than a table may be.
    """
    issues: list[Issue] = []
    table = read_parquet(source, path, report=issues.append, header_is_good=lambda _header, _line: True)
    if table is None:
        raise ScenarioError(issues)
    rows: list[list[RawCell]] = [list(table.columns)]
    rows.extend(list(cells) for cells in zip(*table.columns.values(), strict=True))
    return RawTable(
        source=source,
        sheet="",
        rows=rows,
        lines=range(len(rows)),
        kind=FileKind.PARQUET,
        header_is_given=True,
    )
