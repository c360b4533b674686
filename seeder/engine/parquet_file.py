"""Reads Parquet files with DuckDB into tables, as numbers where the file has numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeder.engine.database import database
from seeder.engine.table import MOST_ROWS, Cell, Header, Report, Table, is_good_header, mend_unfit_texts, too_long
from seeder.errors import Issue, Place

if TYPE_CHECKING:
    import duckdb

_LONGEST_INTEGER = 1024
_NUMBER_TYPES = {
    "BOOLEAN": "bool",
    "TINYINT": "int8",
    "SMALLINT": "int16",
    "INTEGER": "int32",
    "BIGINT": "int64",
    "UTINYINT": "uint8",
    "USMALLINT": "uint16",
    "UINTEGER": "uint32",
    "UBIGINT": "uint64",
    "FLOAT": "float32",
    "DOUBLE": "float64",
}
"""Type of DuckDB → type of pandas."""


def read_parquet(
    source: str, path: Path, *, report: Report, header_is_good: Header, most_rows: int = MOST_ROWS
) -> Table | None:
    """Read a Parquet file; None where it is not one or its header is no good, with the reasons reported."""
    import duckdb

    try:
        with database() as connection:
            return _read(
                connection, source, as_pattern(path), report=report, header_is_good=header_is_good, most_rows=most_rows
            )
    except (duckdb.Error, ValueError, OverflowError) as error:
        report(unreadable_parquet(source, path, error))
        return None


def unreadable_parquet(source: str, path: Path, error: Exception) -> Issue:
    """Issue for a file that DuckDB cannot read; the path in its reason is written as the user named the file."""
    reason = str(error).splitlines()[0].replace(as_pattern(path), source).replace(str(path.absolute()), source)
    return Issue(
        Place(source),
        f"the file cannot be read as Parquet ({reason[:200]})",
        "A file whose name ends in .parquet must be Parquet",
        "Write the file again, or save the table as CSV",
    )


def _read(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    path: str,
    *,
    report: Report,
    header_is_good: Header,
    most_rows: int,
) -> Table | None:
    header = parquet_header(connection, path)
    size = connection.execute("SELECT num_rows FROM parquet_file_metadata($path)", {"path": path}).fetchone()
    n_rows = int(size[0]) if size is not None else 0
    excess = too_long(source, n_rows, len(header), most_rows=most_rows)
    if not is_good_header(source, header, excess=excess, report=report, header_is_good=header_is_good):
        return None
    rows = fetch_rows(connection, path)
    columns = {name: as_cells([row[position] for row in rows]) for position, name in enumerate(header) if name}
    for name, cells in columns.items():
        mend_unfit_texts(source, name, cells, report)
    return Table(
        source=source, columns=columns, lines=range(1, len(rows) + 1), types=_types_of(connection, path, header)
    )


def _types_of(connection: duckdb.DuckDBPyConnection, path: str, header: Sequence[str]) -> dict[str, str]:
    """Type in pandas of the columns that are numbers, truths, or points in time."""
    described = connection.execute(
        "DESCRIBE SELECT * FROM read_parquet($path, hive_partitioning = false)", {"path": path}
    ).fetchall()
    found = {name: _type_of(str(row[1])) for name, row in zip(header, described, strict=True) if name}
    return {name: dtype for name, dtype in found.items() if dtype is not None}


def _type_of(type_name: str) -> str | None:
    if type_name.startswith(("DATE", "TIMESTAMP")):
        return "datetime64[us, UTC]" if "TIME ZONE" in type_name else "datetime64[us]"
    if type_name.startswith("DECIMAL"):
        return "float64"
    return _NUMBER_TYPES.get(type_name)


def fetch_rows(connection: duckdb.DuckDBPyConnection, path: str) -> list[tuple[Any, ...]]:
    """Fetch all rows of a file, in values that need no further package and no time zone of the machine's."""
    # A folder such as year=2024 in the path would otherwise become a column of its own.
    cells = "read_parquet($path, hive_partitioning = false)"
    types = connection.execute(f"DESCRIBE SELECT * FROM {cells}", {"path": path}).fetchall()
    names = [f"c{position}" for position in range(len(types))]
    wanted = ", ".join(readable(name, str(row[1])) for name, row in zip(names, types, strict=True))
    text = f"SELECT {wanted} FROM {cells} AS cells({', '.join(names)})"
    return connection.execute(text, {"path": path}).fetchall()


def readable(column: str, type_name: str) -> str:
    """SQL for a column whose values Python can take as they are meant.

    * Points in time with a time zone become texts in UTC: as Python's they need a package that is no dependency.
    * A 32-bit float becomes the shortest decimal that it stands for: 0.1, not 0.10000000149011612.
    """
    if type_name.endswith("]"):
        item = readable("item", type_name[: type_name.rindex("[")])
        return column if item == "item" else f"list_transform({column}, lambda item: {item})"
    if type_name == "FLOAT":
        return f"CAST(CAST({column} AS VARCHAR) AS DOUBLE)"
    if type_name == "TIMESTAMP WITH TIME ZONE":
        in_utc = f"REPLACE(CAST(make_timestamp(epoch_us({column})) AS VARCHAR), ' ', 'T') || '+00:00'"
        return f"COALESCE({in_utc}, CAST({column} AS VARCHAR))"
    is_of_python = not any(part in type_name for part in ("FLOAT", "TIME ZONE", "TIMESTAMPTZ"))
    return column if is_of_python else f"CAST({column} AS VARCHAR)"


def parquet_header(connection: duckdb.DuckDBPyConnection, path: str) -> list[str]:
    """Names of the columns as the file has them: DuckDB renames those that stand twice."""
    text = "SELECT name, coalesce(num_children, 0) FROM parquet_schema($path)"
    schema: list[tuple[str, int]] = connection.execute(text, {"path": path}).fetchall()
    header = []
    position = 1
    while position < len(schema):
        header.append(schema[position][0].strip())
        inside = 1
        while inside:
            inside += schema[position][1] - 1
            position += 1
    return header


def as_cells(values: Sequence[Any]) -> list[Cell]:
    """Turn values of a typed column into cells; whatever is neither text nor number becomes its text."""
    return [_as_cell(value) for value in values]


def _as_cell(value: Any) -> Cell:
    if isinstance(value, str):
        return str(value).strip()
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        # Python refuses to write larger ones down; as infinity they are refused with a place.
        return value if value.bit_length() <= _LONGEST_INTEGER else float("inf")
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace").strip()
    return str(value).strip()


def as_pattern(path: Path) -> str:
    """Escape what DuckDB would read as a pattern over several files."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in str(path.absolute()))
