"""Reads Parquet as a table of cells: every column, also those whose name is blank or appears twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from seeder.engine.database import database
from seeder.engine.parquet_file import as_cells, as_pattern, fetch_rows, parquet_header
from seeder.engine.table import too_long, too_wide
from seeder.errors import ScenarioError
from seeder.importing.raw_cells import RawCell, RawTable, refusal

if TYPE_CHECKING:
    import duckdb


def read_parquet_table(source: str, path: Path) -> RawTable:
    """Read a Parquet file: its names as the first row, on line 0, and its rows from 1."""
    import duckdb

    try:
        with database() as connection:
            rows = _rows(connection, source, as_pattern(path))
    except (duckdb.Error, ValueError, OverflowError) as error:
        reason = str(error).splitlines()[0].replace(as_pattern(path), source).replace(str(path.absolute()), source)
        raise refusal(
            source,
            f"the file cannot be read as Parquet ({reason[:200]})",
            "A file whose name ends in .parquet must be Parquet",
            "Write the file again, or save the table as CSV",
        ) from None
    return RawTable(source=source, sheet="", rows=rows, lines=range(len(rows)), header_is_given=True)


def _rows(connection: duckdb.DuckDBPyConnection, source: str, path: str) -> list[list[RawCell]]:
    names = parquet_header(connection, path)
    size = connection.execute("SELECT num_rows FROM parquet_file_metadata($path)", {"path": path}).fetchone()
    n_rows = int(size[0]) if size is not None else 0
    excess = too_wide(source, len(names), line=None) or too_long(source, n_rows, len(names))
    if excess is not None:
        raise ScenarioError([excess])
    found = fetch_rows(connection, path)
    columns = [as_cells([row[position] for row in found]) for position in range(len(names))]
    rows: list[list[RawCell]] = [list(names)]
    rows.extend(list(cells) for cells in zip(*columns, strict=True))
    return rows
