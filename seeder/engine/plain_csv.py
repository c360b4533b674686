"""Read CSV files without quotes quickly, column by column; other files are left to the row reader."""

from __future__ import annotations

from dataclasses import dataclass

from seeder.engine.table import LONGEST_CELL, Cell


@dataclass(frozen=True, eq=False)
class PlainRows:
    """The header, the columns below it, and the lines on which the rows stand."""

    header_line: int
    header: list[str]
    columns: list[list[Cell]]
    lines: list[int]


def read_plain_rows(text: str, delimiter: str) -> PlainRows | None:
    """Take apart a text in which every line is a row, and all rows have as many cells as the header.

    Cells are stripped, and rows whose cells are all blank are passed over, as :class:`seeder.engine.csv_file.CsvRows`
    does. None where a cell may have quotes, lines end in several ways, rows differ in width, a header is blank, or a
    line is longer than a cell may be.
    """
    if '"' in text or "\0" in text or text.count("\r") != text.count("\r\n"):
        return None
    rows = text.split("\n")
    if len(max(rows, key=len)) > LONGEST_CELL:
        return None
    lines = [line for line, row in enumerate(rows, start=1) if row.replace(delimiter, " ").strip()]
    if not lines:
        return None
    rows = [rows[line - 1] for line in lines]
    header = [name.strip() for name in rows[0].split(delimiter)]
    width = len(header)
    if not all(header) or any(row.count(delimiter) != width - 1 for row in rows):
        return None
    # One list of all cells: a list for each row would take several times as long.
    cells: list[Cell] = list(map(str.strip, delimiter.join(rows).split(delimiter)))
    return PlainRows(lines[0], header, [cells[width + column :: width] for column in range(width)], lines[1:])
