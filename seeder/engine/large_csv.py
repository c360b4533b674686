"""Stream CSV files of any length, and check that DuckDB reads a file the same way."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from seeder.engine.csv_delimiter import find_delimiter
from seeder.engine.csv_file import CsvRows, FittedRows
from seeder.engine.table import Report, duplicate_headers, no_header, too_wide

_CHUNK = 1 << 24
_READ_DIFFERENTLY = (b"\0", b' "', b'" ', b'\t"', b'"\t')


@dataclass(frozen=True, slots=True)
class CsvHeader:
    """The header of a CSV file."""

    line: int  # Line that it starts on.
    names: list[str]  # '' where blank.
    n_lines: int  # Lines of the file up to its end.
    delimiter: str  # What stands between cells.


def read_csv_header(source: str, path: Path, report: Report) -> CsvHeader | None:
    """Read the header; None where there is none or it is no good, with the reasons reported."""
    with path.open("rb") as file:
        rows = CsvRows(source, file, report, delimiter=find_delimiter(file))
        first = next(rows, None)
        lines = rows.lines_read
    if first is None:
        if not rows.is_broken:
            report(no_header(source, "the file is empty"))
        return None
    line, header = first
    wide = too_wide(source, len(header), line=line)
    problems = duplicate_headers(source, header, line=line) if wide is None else [wide]
    for problem in problems:
        report(problem)
    return None if problems else CsvHeader(line, header, lines, rows.delimiter)


def reads_alike(path: Path) -> bool:
    """Whether quotes and bytes of a file are such that DuckDB's reader, where it raises no error, reads the same.

    It reads ``a, "b"`` as b without quotes, lets white space follow a closing quote, and takes NUL bytes.
    """
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            joint = before[-1:] + chunk[:1]
            if joint in _READ_DIFFERENTLY or any(pattern in chunk for pattern in _READ_DIFFERENTLY):
                return False
            before = chunk
    return True


def rewrite_csv(source: str, path: Path, header: CsvHeader, target: Path, *, report: Report) -> bool:
    """Write the rows again without header, as wide as it is, with commas.

    Returns whether all could be read; the reasons were reported.
    """
    with path.open("rb") as file, target.open("w", encoding="utf-8", newline="") as written:
        rows = CsvRows(source, file, report, delimiter=header.delimiter)
        next(rows, None)
        fitted = FittedRows(source, header.line, header.names, rows, report)
        writer = csv.writer(written, lineterminator="\n")
        writer.writerows(row for _, row in fitted)
    return fitted.is_sound
