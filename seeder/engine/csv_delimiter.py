"""Find the delimiter of a CSV file from its header: a comma, or a semicolon."""

from __future__ import annotations

import csv
from typing import BinaryIO

_LONGEST_HEADER = 4_000_000


def find_delimiter(file: BinaryIO) -> str:
    """Return the delimiter by the first line that is not blank, and leave the file at its start.

    It is a semicolon if that gives more columns than commas, and commas leave a semicolon in the first of theirs.
    """
    line = ""
    while not line.strip() and (raw := file.readline(_LONGEST_HEADER)):
        line = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    file.seek(0)
    if ";" not in line:
        return ","
    commas, semicolons = (_cells(line, delimiter) for delimiter in ",;")
    has_semicolon = not commas or ";" in commas[0]
    return ";" if has_semicolon and len(semicolons) > len(commas) else ","


def _cells(line: str, delimiter: str) -> list[str]:
    """Cells of a line; none if its quotes do not fit the delimiter."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
