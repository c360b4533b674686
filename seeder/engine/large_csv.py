"""Stream CSV files of any length, and check that DuckDB reads them alike."""

from __future__ import annotations

import csv
from pathlib import Path

from seeder.engine.csv_file import CsvRows, FittedRows
from seeder.engine.table import Report, duplicate_headers, no_header, too_wide

_CHUNK = 1 << 24
_READ_DIFFERENTLY = (b"\0", b' "', b'" ', b'\t"', b'"\t')


def read_csv_header(source: str, path: Path, report: Report) -> tuple[int, list[str], int] | None:
    """Read the header.

    Returns the line that it starts on, its names ('' where blank) and the lines up to its end; None where there is none
    or it is no good, with the reasons reported.
    """
    with path.open("rb") as file:
        rows = CsvRows(source, file, report)
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
    return None if problems else (line, header, lines)


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


def rewrite_csv(source: str, path: Path, header: list[str], target: Path, *, report: Report) -> bool:
    """Write the rows again without header, as wide as it is; return whether all could be read, reasons reported."""
    with path.open("rb") as file, target.open("w", encoding="utf-8", newline="") as written:
        rows = CsvRows(source, file, report)
        header_line, _ = next(rows, (1, []))
        fitted = FittedRows(source, header_line, header, rows, report)
        writer = csv.writer(written, lineterminator="\n")
        writer.writerows(row for _, row in fitted)
    return fitted.is_sound
