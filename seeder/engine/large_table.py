"""Tables too large for memory, opened as views of a bounded database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeder.engine.csv_file import CsvRows
from seeder.engine.frame_cells import cells_of_series, decimals_of_series
from seeder.engine.large_csv import read_csv_header, reads_alike, rewrite_csv
from seeder.engine.parquet_file import as_pattern, parquet_header, readable, unreadable_parquet
from seeder.engine.table import Header, Report, is_good_header, text_of, unfit_text
from seeder.errors import Issue, Place

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_LONGEST_CSV_LINE = 131_072
_INTEGERS = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
)


@dataclass(frozen=True, eq=False)
class LargeTable:
    """A table that is asked questions instead of being read whole."""

    source: str  # The table as the user named it, for messages.
    data: Path | pd.DataFrame  # A file that ends in ``.parquet``, any other file as CSV, or a pandas frame.


class ColumnKind(Enum):
    """What the cells of a column are in the database."""

    TEXT = "text"
    INTEGER = "integers"
    DECIMAL = "decimal numbers"


@dataclass(frozen=True, eq=False)
class OpenTable:
    """A table whose cells are columns ``c0``, ``c1`` … of a view, and their row a column ``number``."""

    table: LargeTable  # What was opened.
    view: str  # Name of the view.
    header_line: int | None  # Line of the header in a CSV file, else None.
    column: dict[str, str]  # Header → column of the view.
    kind: dict[str, ColumnKind]  # Header → what the cells are.
    delimiter: str = ","  # What stands between cells of a CSV file.

    @property
    def source(self) -> str:
        """The table as the user named it."""
        return self.table.source

    @property
    def is_csv(self) -> bool:
        """Whether rows have lines of a file instead of numbers."""
        return self.header_line is not None

    def key(self, name: str, *, as_text: bool = False) -> str:
        """SQL for the key in a column, stripped and NULL where blank; an integer stays one unless told otherwise."""
        if name not in self.column:
            return "CAST(NULL AS VARCHAR)"
        column = self.column[name]
        if self.kind[name] is not ColumnKind.TEXT:
            return f"CAST({column} AS VARCHAR)" if as_text else column
        return _stripped(f"CAST({column} AS VARCHAR)")

    def text(self, name: str) -> str:
        """SQL for the text of a column as it stands, '' where there is none."""
        return f"COALESCE(CAST({self.column[name]} AS VARCHAR), '')" if name in self.column else "''"

    def number(self, name: str) -> str:
        """SQL for the number in a column, NULL where blank: its text, or a double where the column is typed."""
        if name not in self.column:
            return "CAST(NULL AS DOUBLE)"
        if self.kind[name] is ColumnKind.TEXT:
            return self.key(name)
        return f"CAST({self.column[name]} AS DOUBLE)"

    def is_typed_number(self, name: str) -> bool:
        """Whether :meth:`number` gives doubles."""
        return self.kind.get(name) is not ColumnKind.TEXT

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Rows of a CSV file with their lines, text by header; rows that cannot be read were reported before."""
        assert isinstance(self.table.data, Path)
        assert self.is_csv
        position = {name: int(column[1:]) for name, column in self.column.items()}
        with self.table.data.open("rb") as file:
            rows = CsvRows(self.source, file, lambda issue: None, delimiter=self.delimiter)
            next(rows)
            for line, row in rows:
                yield line, {name: row[at] if at < len(row) else "" for name, at in position.items()}


def open_table(
    connection: duckdb.DuckDBPyConnection,
    table: LargeTable,
    name: str,
    *,
    keys: Sequence[str],
    numbers: Sequence[str],
    report: Report,
    header_is_good: Header,
) -> OpenTable | None:
    """Open a table as the view ``name``; None where it cannot be read, with the reasons reported.

    CSV: blank lines, and rows whose cells are all blank, are passed over, as in small tables.

    ``name``: a name of this package's, never the user's. ``keys``, ``numbers``: headers that matter; of a frame no
    other column is looked at.
    """
    import duckdb

    if not isinstance(table.data, Path):
        return _open_frame(
            connection, table, name, keys=keys, numbers=numbers, report=report, header_is_good=header_is_good
        )
    if table.data.suffix.lower() != ".parquet":
        return _open_csv(connection, table, name, report=report, header_is_good=header_is_good)
    try:
        return _open_parquet(connection, table, name, report=report, header_is_good=header_is_good)
    except duckdb.Error as error:
        report(unreadable_parquet(table.source, table.data, error))
        return None


def find_unreadable(connection: duckdb.DuckDBPyConnection, tables: Sequence[OpenTable]) -> list[Issue]:
    """Issues for Parquet files that break off, or hold what their columns may not hold: every cell is read."""
    import duckdb

    issues = []
    for opened in tables:
        if isinstance(opened.table.data, Path) and not opened.is_csv:
            try:
                _read_all(connection, opened.view, list(opened.column.values()))
            except duckdb.Error as error:
                issues.append(unreadable_parquet(opened.source, opened.table.data, error))
    return issues


def _read_all(connection: duckdb.DuckDBPyConnection, view: str, columns: Sequence[str]) -> None:
    """Have every cell read, so that those at fault are found: no statistics of the file answer this."""
    lengths = ", ".join(f"MAX(LENGTH(CAST({column} AS VARCHAR)))" for column in columns)
    connection.execute(f"SELECT {lengths} FROM {view}")


def _open_parquet(
    connection: duckdb.DuckDBPyConnection, table: LargeTable, name: str, *, report: Report, header_is_good: Header
) -> OpenTable | None:
    assert isinstance(table.data, Path)
    path = as_pattern(table.data)
    header = parquet_header(connection, path)
    if not is_good_header(table.source, header, report=report, header_is_good=header_is_good):
        return None
    connection.execute(f"SET VARIABLE {name}_file = $path", {"path": path})
    columns = [f"c{position}" for position in range(len(header))]
    # A folder such as year=2024 in the path would otherwise become a column of its own.
    cells = (
        f"read_parquet(getvariable('{name}_file'), file_row_number = true, hive_partitioning = false)"
        f" AS cells({', '.join(columns)}, number)"
    )
    types = connection.execute(f"DESCRIBE SELECT * FROM {cells}").fetchall()
    # Some writers leave out that their bytes are text.
    meant = [
        (column, f"decode({column})" if type_name == "BLOB" else readable(column, type_name))
        for column, type_name, *_ in types
    ]
    replaced = ", ".join(["number + 1 AS number", *(f"{text} AS {column}" for column, text in meant if text != column)])
    connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * REPLACE ({replaced}) FROM {cells}")
    return _typed(connection, table, name, header)


def _open_csv(
    connection: duckdb.DuckDBPyConnection, table: LargeTable, name: str, *, report: Report, header_is_good: Header
) -> OpenTable | None:
    """Read what both readers read alike by the database, anything else by Python's reader into a plain file."""
    import duckdb

    path = table.data
    assert isinstance(path, Path)
    header = read_csv_header(table.source, path, report)
    if header is None or not header_is_good([name for name in header.names if name], header.line):
        return None
    is_plain = header.line == header.n_lines == 1 and all(header.names) and reads_alike(path)
    columns = [f"c{position}" for position in range(len(header.names))]
    if is_plain:
        _create_csv_view(connection, name, columns, as_pattern(path), header_lines=1, delimiter=header.delimiter)
        try:
            _read_all(connection, name, columns)
        except duckdb.Error:
            is_plain = False
    if not is_plain:
        folder = connection.execute("SELECT getvariable('folder')").fetchone()
        assert folder is not None
        plain = Path(str(folder[0])) / f"{name}.csv"
        if not rewrite_csv(table.source, path, header, plain, report=report):
            return None
        _create_csv_view(connection, name, columns, as_pattern(plain), header_lines=0, delimiter=",")
    named = {name: column for name, column in zip(header.names, columns, strict=True) if name}
    kind = dict.fromkeys(named, ColumnKind.TEXT)
    return OpenTable(table, name, header.line, named, kind, delimiter=header.delimiter)


def _stripped(column: str) -> str:
    """SQL for text without white space around it, NULL where nothing is left: as Python's ``strip`` does it."""
    # Stripping takes long, and nearly no key needs it.
    is_plain = f"LEFT({column}, 1) BETWEEN '!' AND '~' AND RIGHT({column}, 1) BETWEEN '!' AND '~'"
    return f"CASE WHEN {is_plain} THEN {column} ELSE NULLIF(TRIM({column}, getvariable('white_space')), '') END"


def _create_csv_view(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[str],
    path: str,
    *,
    header_lines: int,
    delimiter: str,
) -> None:
    types = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    filled = " OR ".join(f"{_stripped(column)} IS NOT NULL" for column in columns)
    connection.execute(f"SET VARIABLE {name}_file = $path", {"path": path})
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT *, CAST(NULL AS BIGINT) AS number FROM read_csv("
        f"getvariable('{name}_file'), auto_detect = false, columns = {{{types}}}, header = false,"
        f" skip = {header_lines}, delim = '{delimiter}', quote = '\"', escape = '\"', strict_mode = true,"
        f" max_line_size = {_LONGEST_CSV_LINE}) WHERE {filled}"
    )


def _open_frame(
    connection: duckdb.DuckDBPyConnection,
    table: LargeTable,
    name: str,
    *,
    keys: Sequence[str],
    numbers: Sequence[str],
    report: Report,
    header_is_good: Header,
) -> OpenTable | None:
    import numpy as np
    import pandas as pd
    from pandas.api.types import is_float_dtype, is_integer_dtype

    frame = table.data
    assert isinstance(frame, pd.DataFrame)
    header = [str(name).strip() for name in frame.columns]
    if not is_good_header(table.source, header, report=report, header_is_good=header_is_good):
        return None
    kept: dict[str, pd.Series[Any]] = {}
    issues: list[Issue] = []
    for position, title in enumerate(header):
        cells = frame.iloc[:, position].reset_index(drop=True)
        if title not in (*keys, *numbers):
            cells = pd.Series(np.zeros(len(frame), dtype=np.int8))
        elif is_float_dtype(cells):
            cells = pd.Series(decimals_of_series(cells))
        elif not is_integer_dtype(cells):
            cells = _plain_series(cells, table.source, title, is_key=title in keys, report=issues.append)
        kept[f"c{position}"] = cells
    for issue in issues:
        report(issue)
    if issues:
        return None
    kept["number"] = pd.Series(np.arange(1, len(frame) + 1, dtype=np.int64))
    connection.register(f"{name}_frame", pd.DataFrame(kept))
    connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM {name}_frame")
    return _typed(connection, table, name, header)


def _plain_series(series: pd.Series[Any], source: str, title: str, *, is_key: bool, report: Report) -> pd.Series[Any]:
    """Cells of a column without a type of numbers: as numbers where all are such, else as texts; None where blank."""
    import pandas as pd

    cells = cells_of_series(series)
    given = [cell for cell in cells if cell is not None]
    if all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in given):
        is_whole = all(isinstance(cell, int) and abs(cell) < 2**63 for cell in given)
        return pd.Series(cells, dtype="Int64" if is_whole else "float64")
    texts: list[str | None] = []
    for row, cell in enumerate(cells, start=1):
        if isinstance(cell, float) and is_key:
            found = f"{title} is the decimal number {cell}"
            way_out = "Write the column as text, so that keys such as 007 stay whole"
            report(Issue(Place(source, row, title), found, f"{title} is text", way_out))
        text = f"{Decimal(repr(cell)):f}" if isinstance(cell, float) else text_of(cell)
        issue = unfit_text(Place(source, row, title), text)
        if issue is not None:
            report(issue)
        texts.append(None if cell is None else text)
    return pd.Series(texts, dtype=object)


def _typed(connection: duckdb.DuckDBPyConnection, table: LargeTable, name: str, header: Sequence[str]) -> OpenTable:
    types = {str(row[0]): str(row[1]) for row in connection.execute(f"DESCRIBE {name}").fetchall()}
    column = {title: f"c{position}" for position, title in enumerate(header) if title}
    kind = {title: _kind_of(types[view_column]) for title, view_column in column.items()}
    return OpenTable(table, name, None, column, kind)


def _kind_of(type_name: str) -> ColumnKind:
    if type_name in _INTEGERS:
        return ColumnKind.INTEGER
    return ColumnKind.DECIMAL if type_name.startswith(("FLOAT", "DOUBLE", "DECIMAL")) else ColumnKind.TEXT
