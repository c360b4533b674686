"""Parquet as a table of cells: every column, also those whose name is blank or stands twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from seeder.engine.database import database
from seeder.engine.parquet_file import as_cells, fetch_rows
from seeder.engine.table import too_long, too_wide
from seeder.errors import Issue, Place, ScenarioError
from seeder.importing.raw_cells import FileKind, RawCell, RawTable

if TYPE_CHECKING:
    import duckdb


def read_parquet_table(source: str, path: Path) -> RawTable:
    """Read a Parquet file: its names as the first row, on line 0, and its rows from 1.

    Raises
    ------
    ScenarioError
        Where it cannot be read, or is larger than a table may be.
    """
    import duckdb

    try:
        with database() as connection:
            rows = _rows(connection, source, _literal(path))
    except (duckdb.Error, ValueError, OverflowError) as error:
        reason = str(error).splitlines()[0].replace(_literal(path), source).replace(str(path.absolute()), source)
        issue = Issue(
            Place(source),
            f"the file cannot be read as Parquet ({reason[:200]})",
            "A file that ends in .parquet is Parquet",
            "Write the file again, or save the table as CSV",
        )
        raise ScenarioError([issue]) from None
    return RawTable(
        source=source,
        sheet="",
        rows=rows,
        lines=range(len(rows)),
        kind=FileKind.PARQUET,
        header_is_given=True,
    )


def _rows(connection: duckdb.DuckDBPyConnection, source: str, path: str) -> list[list[RawCell]]:
    names = _names(connection, path)
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


def _names(connection: duckdb.DuckDBPyConnection, path: str) -> list[str]:
    """Names of the columns as the file has them: DuckDB renames those that stand twice."""
    text = "SELECT name, coalesce(num_children, 0) FROM parquet_schema($path)"
    schema: list[tuple[str, int]] = connection.execute(text, {"path": path}).fetchall()
    names = []
    position = 1
    while position < len(schema):
        names.append(schema[position][0].strip())
        inside = 1
        while inside:
            inside += schema[position][1] - 1
            position += 1
    return names


def _literal(path: Path) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in str(path.absolute()))
